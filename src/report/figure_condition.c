// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/figure_condition.h"

#include <math.h>

#include "cpfind/model.h"

// sqrt(1-a^2), without loss of digits near a = +-1; 0 for rounding beyond.
static double other(double a) {
  double square = (1.0 - a) * (1.0 + a);
  return square > 0.0 ? sqrt(square) : 0.0;
}

// The first two functions of (a, s) given (b, t).
static void half(int rho, const double x[2], const double y[2], double f[2]) {
  double c = x[0] * y[0] + x[1] * y[1];
  double repelled = cpf_powi(c, rho - 1);
  double overlap = cpf_powi(x[0], rho) + cpf_powi(x[1], rho);
  for (int j = 0; j < 2; j++)
    f[j] = repelled * (y[j] - c * x[j]) - cpf_powi(x[j], rho - 1) + overlap * x[j];
}

void cpf_figure_conditions(int rho, double a, double b, double f[4]) {
  double x[2] = {a, other(a)}, y[2] = {b, other(b)};
  half(rho, x, y, f);
  half(rho, y, x, f + 2);
}

double cpf_figure_tight(int rho, double a) {
  return -2.0 * cpf_powi(1.0 - 2.0 * a * a, rho - 1) - cpf_powi(a, rho - 2) +
         cpf_powi(other(a), rho - 2);
}
