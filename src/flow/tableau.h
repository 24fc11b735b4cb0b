// SPDX-License-Identifier: GPL-3.0-or-later
// Embedded explicit Runge-Kutta pairs with dense output, as tables.
#ifndef CPF_FLOW_TABLEAU_H
#define CPF_FLOW_TABLEAU_H

#include <stdbool.h>

enum {
  CPF_TABLEAU_STAGES = 16, // most stages, those of the dense output included
  CPF_TABLEAU_EXTRA = 4    // most rows of `dense`
};

// Stage s is K_s = F(W0 + h sum_{j<s} a[s][j] K_j); K_0 = F(W0). The step ends in
// W1 = W0 + h sum_{j<stages} a[stages][j] K_j, and K_stages = F(W1) is the next step's K_0. The
// stages stages+1 .. total-1 serve the dense output only.
struct cpf_tableau {
  const char *name;
  int order, stages, total;
  double a[CPF_TABLEAU_STAGES][CPF_TABLEAU_STAGES];
  // The errors of the embedded formulas, divided by h: e = sum_{j<=stages} error[j] K_j, and, where
  // `two_errors`, a second one e'. The estimate is h |e|, or h |e|^2 / sqrt(|e|^2 + 0.01 |e'|^2).
  double error[CPF_TABLEAU_STAGES], coarse[CPF_TABLEAU_STAGES];
  bool two_errors;
  // W(s) = W0 + s (R_0 + (1-s) (R_1 + s (R_2 + (1-s) (R_3 + ...)))), 0 <= s <= 1, where
  // R_0 = W1 - W0, R_1 = h K_0 - R_0, R_2 = 2 R_0 - h (K_0 + K_stages) and
  // R_{3+m} = h sum_j dense[m][j] K_j, m < extra.
  int dense_order, extra;
  double dense[CPF_TABLEAU_EXTRA][CPF_TABLEAU_STAGES];
  // A linear mode exp(-lambda t) is damped for 0 < h lambda < stable.
  double stable;
  // The controller's exponents, of the error and of the error before (Hairer's expo1 and beta).
  double exponent, beta;
};

extern const struct cpf_tableau cpf_tableau_dopri5, cpf_tableau_dop853;

#endif
