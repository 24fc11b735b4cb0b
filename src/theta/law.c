// SPDX-License-Identifier: GPL-3.0-or-later
// The angle for large rho: a series in 1/rho (docs/theta.md, section 6).
#include <math.h>

#include "cpfind/theta.h"

bool cpf_theta_law(double rho, double *law, double *bound) {
  if (!(rho >= CPF_THETA_LAW_FROM) || !isfinite(rho))
    return false;
  const double L = log(2), e = 1 / rho;
  const double a1 = (6 - 5 * L) / 18, a2 = (203 * L * L - 660 * L + 540) / 3240,
               a3 = (2520 - 2940 * L + 714 * L * L - 137 * L * L * L) / 27216;
  *law = sqrt(2 * L / (3 * rho)) * (1 + e * (a1 + e * (a2 + e * a3)));
  *bound = pow(rho, -4.5);
  return true;
}

const char *cpf_theta_law_formula(void) {
  return "theta = sqrt(2*L/(3*rho))*(1 + (6 - 5*L)/(18*rho) + (203*L^2 - 660*L + 540)/(3240*rho^2)"
         " + (2520 - 2940*L + 714*L^2 - 137*L^3)/(27216*rho^3)) + e, L = log(2)";
}

const char *cpf_theta_law_error(void) {
  return "|e| <= rho^(-9/2) for rho >= 100";
}
