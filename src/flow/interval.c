// SPDX-License-Identifier: GPL-3.0-or-later
//
// Clopper and Pearson, Biometrika 26 (1934): the bounds are quantiles of beta distributions,
//   low  = B(alpha/2; hits, count - hits + 1),  high = B(1 - alpha/2; hits + 1, count - hits).
// The quantiles are found by bisection on the distribution functions, which are monotone: GSL's own
// inverse gives up for some arguments (3180 of 4000 at 95% is one). The functions' logarithms have
// the rounding errors of n log n, which move a bound by some 2e-17 sqrt(n) log n, 6e-10 for n =
// 10^12: the bounds are rounded outwards to fewer digits than that.
#include <math.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>

#include "cpfind/flow.h"

enum {
  HALVINGS = 200, // a bracket within [0, 1] shrinks to neighbouring numbers before
  BITS = 28       // of a bound that are kept: 2e-9 of its half
};

// x in [0, 1] to BITS bits, up or down.
static double rounded(double x, double (*direction)(double)) {
  int exponent;
  double fraction = frexp(x, &exponent);
  return ldexp(direction(ldexp(fraction, BITS)), exponent - BITS);
}

// Where the monotone function tail(x, a, b) crosses `level` in [0, 1].
static double quantile(double (*tail)(double x, double a, double b), bool rising, double level,
                       double a, double b) {
  double low = 0, high = 1;
  for (int i = 0; i < HALVINGS; i++) {
    double middle = 0.5 * (low + high);
    if (middle <= low || middle >= high)
      break;
    if ((tail(middle, a, b) < level) == rising)
      low = middle;
    else
      high = middle;
  }
  return rising ? low : high;
}

void cpf_flow_interval(uint64_t hits, uint64_t count, double level, double *low, double *high) {
  double x = (double)hits, n = (double)count, tail = (1 - level) / 2;
  *low = 0;
  *high = 1;
  if (count == 0 || hits > count || !(level > 0) || !(level < 1))
    return;
  gsl_set_error_handler_off();
  // At the ends the quantiles have a closed form.
  if (hits == count)
    *low = pow(tail, 1 / n);
  else if (hits > 0)
    *low = quantile(gsl_cdf_beta_P, true, tail, x, n - x + 1);
  if (hits == 0)
    *high = -expm1(log(tail) / n);
  else if (hits < count)
    *high = quantile(gsl_cdf_beta_Q, false, tail, x + 1, n - x);
  *low = *low >= 0 ? fmin(rounded(*low, floor), x / n) : 0; // what is not a number claims nothing
  *high = *high <= 1 ? fmax(rounded(*high, ceil), x / n) : 1;
}
