// SPDX-License-Identifier: GPL-3.0-or-later
// What can be proved where the Hessian has more zero eigenvalues than the orbit accounts for.
#ifndef CPF_CERTIFY_DEGENERATE_BALL_H
#define CPF_CERTIFY_DEGENERATE_BALL_H

#include "certify/enclosure_ball.h"
#include "certify/forced.h"

// The leading order of the reduced loss g on the kernel (Lyapunov-Schmidt): all derivatives of g of
// order below `order` are exactly zero, and those of that order have no common critical direction.
struct cpf_leading {
  bool proved;
  int order;          // 3 or 4
  bool isolated;      // the gradient of the leading form vanishes at 0 only
  int degree;         // of that gradient
  int multiplicity;   // of 0 as its complex root
  bool signs_known;   // of the leading form:
  bool low, high;     // it takes negative, positive values
  char argument[120]; // why the derivatives below are zero
};

// At the enclosed point with m = kernel->count kernel directions (1 or 2), exactly in the kernel of
// the Hessian H. Second derivatives vanish since the kernel is exact; third ones by a symmetry that
// fixes the point and turns the kernel around, if there is one. Multiplicity: (order - 1)^m, shown
// by the resultant. CPF_ENOMEM.
enum cpf_status cpf_leading_prove(const struct cpf_enclosure *e, const struct cpf_certificate *c,
                                  const struct cpf_forced *kernel, const arb_mat_t H,
                                  struct cpf_leading *out, struct cpf_error *err);

#endif
