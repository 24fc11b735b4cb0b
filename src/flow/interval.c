// SPDX-License-Identifier: GPL-3.0-or-later
//
// Clopper and Pearson, Biometrika 26 (1934): the bounds are quantiles of beta distributions,
//   low  = B(alpha/2; hits, count - hits + 1),  high = B(1 - alpha/2; hits + 1, count - hits).
#include <math.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>

#include "cpfind/flow.h"

void cpf_flow_interval(uint64_t hits, uint64_t count, double level, double *low, double *high) {
  double x = (double)hits, n = (double)count, tail = (1 - level) / 2;
  *low = 0;
  *high = 1;
  if (count == 0 || hits > count || !(level > 0) || !(level < 1))
    return;
  gsl_set_error_handler_off();
  // At the ends the quantiles have a closed form, where GSL's iteration need not be asked.
  if (hits == count)
    *low = pow(tail, 1 / n);
  else if (hits > 0)
    *low = gsl_cdf_beta_Pinv(tail, x, n - x + 1);
  if (hits == 0)
    *high = -expm1(log(tail) / n);
  else if (hits < count)
    *high = gsl_cdf_beta_Qinv(tail, x + 1, n - x);
  *low = *low >= 0 ? fmin(*low, x / n) : 0; // what is not a number claims nothing
  *high = *high <= 1 ? fmax(*high, x / n) : 1;
}
