// SPDX-License-Identifier: GPL-3.0-or-later
//
// The list of methods, and the rounding of the loss.
#include "flow/march.h"

#include <float.h>
#include <math.h>
#include <string.h>

const struct cpf_march_method *const cpf_march_methods[] = {&cpf_march_dop853, &cpf_march_dopri5,
                                                            &cpf_march_gsl, NULL};

const struct cpf_march_method *cpf_march_find(const char *name) {
  for (size_t m = 0; cpf_march_methods[m] != NULL; m++)
    if (strcmp(cpf_march_methods[m]->name, name) == 0)
      return cpf_march_methods[m];
  return NULL;
}

// With the unit u = 2^-53 and rows of length 1 + delta, |delta| <= (d + 6) u / 2 (the error of the
// square of the length, and of the scaling by its root):
//   c = w_i.w_q has an error of d u + 2 |delta|, its term r c^rho / 2 + r c^rho / 2 (both orders)
//   one of r rho (2 d + 8) u at most, and of r (rho + 2) u from the powers;
//   the teachers' terms of row i, whose sum T is at most 1 for rho >= 2 and sqrt(k) for rho = 1,
//   have rho (|delta| + u) T + 2 u T;
//   the sums are of k terms, of n terms and of n of these: (k + 2 n + 4) u times the terms' sum
//   n T + r n (n-1)/2, and 4 u for the constants (r n + k)/2.
// A difference of two losses has twice that.
double cpf_march_rounding(const struct cpf_problem *p) {
  double n = p->n, k = p->k, d = p->d, rho = p->rho, r = p->repulsion;
  double pairs = r * n * (n - 1) / 2, rows = n * (p->rho > 1 ? 1 : sqrt(k));
  double terms = pairs * (rho * (2 * d + 8) + rho + 2) + rows * (rho * (d / 2 + 4) + 2);
  double sums = (k + 2 * n + 4) * (rows + pairs) + 4 * (r * n + k) / 2;
  return 2 * (terms + sums) * DBL_EPSILON / 2;
}

struct cpf_march_options cpf_march_options_default(const struct cpf_problem *p) {
  return (struct cpf_march_options){.tolerance = 1e-9, .rise = cpf_march_rounding(p)};
}
