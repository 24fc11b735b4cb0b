// SPDX-License-Identifier: GPL-3.0-or-later
// The tight-balance angle and the spectrum there, in double precision.
#include "cpfind/theta.h"

#include <math.h>

#include "theta/condition.h"

bool cpf_theta(int rho, double *theta) {
  return rho >= 4 && rho % 2 == 0 && cpf_theta_real(rho, theta);
}

static bool in_domain(double rho) {
  return rho > 2 && rho <= CPF_THETA_RHO_MAX;
}

bool cpf_theta_real(double rho, double *theta) {
  if (!in_domain(rho)) // also NaN
    return false;
  struct cpf_theta_root root;
  cpf_theta_solve(((long double)rho - 2) / 2, &root);
  *theta = (double)root.t;
  return true;
}

// With f(t) = -(cos^rho t + sin^rho t), A = cos^{2m}, B = sin^{2m} and the condition A - B =
// 2 x^{2m+1}:  f''(t) = rho ((m+1) x (A-B) - m (A+B)), and (m+1) x - m = 1 - 2 (m+1) z;
//              d^2/ds^2 cos^rho(s) = rho x^{2m} (2m+1 - (2m+2) x^2) at s = 2t, x^2 = 1 - 4z(1-z).
bool cpf_theta_eigenvalues(double rho, double lambda[2]) {
  if (!in_domain(rho))
    return false;
  struct cpf_theta_root r;
  cpf_theta_solve(((long double)rho - 2) / 2, &r);
  long double m = r.m, up = m + 1;
  long double across = rho * (r.above * (1 - 2 * up * r.z) - r.below * (up * r.x + m));
  lambda[0] = (double)across;
  lambda[1] = (double)(across + 2 * rho * r.power * (8 * up * r.z * (1 - r.z) - 1));
  return true;
}
