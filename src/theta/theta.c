// SPDX-License-Identifier: GPL-3.0-or-later
// The tight-balance angle theta_rho (paper, section 2.3, last equation), rho = 2m + 2.
//
// 1. With z = sin(t)^2 the condition cos(t)^{2m} - sin(t)^{2m} = 2 cos(2t)^{2m+1} reads
//    (1-z)^m - z^m = 2 (1-2z)^{2m+1}, 0 < z < 1/2.
// 2. Take logarithms, which keeps the relative accuracy of a small z:
//      F(z) = m log(1-z) + log(1 - (z/(1-z))^m) - log 2 - (2m+1) log(1-2z) = 0.
// 3. F has exactly one root. With y = (1-2z)^2 the left side is 2 sqrt(y) 2^{-m} S(y) with
//    S(y) = sum_i C(m, 2i+1) y^i, so F = log(2^{-m} S(y) y^{-m}). Every exponent i - m is negative,
//    so F decreases in y, from +infinity at y = 0 (t = pi/4, thus divided out) to log(1/2) at y
//    = 1.
// 4. Newton's method on F, started at the root log(2)/(3m+2) of the leading terms; a step that
//    leaves the bracket is replaced by a bisection; stop when a step no longer moves z.
// 5. t = asin(sqrt(z)). The root is well conditioned: z F'(z) is about log 2 for every m.
#include "cpfind/theta.h"

#include <math.h>

struct value {
  long double f, slope;
};

static struct value condition(int m, long double z) {
  long double c2 = 1 - z, ratio = powl(z / c2, (long double)m), x = 1 - 2 * z;
  struct value v;
  v.f = (long double)m * log1pl(-z) + log1pl(-ratio) - logl(2) -
        (2 * (long double)m + 1) * log1pl(-2 * z);
  v.slope = -(long double)m / c2 - (long double)m * ratio / ((1 - ratio) * z * c2) +
            (4 * (long double)m + 2) / x;
  return v;
}

bool cpf_theta(int rho, double *theta) {
  if (rho < 4 || rho % 2 != 0)
    return false;
  int m = rho / 2 - 1;
  long double lo = 0, hi = 0.5L, z = logl(2) / (3 * (long double)m + 2);
  while (true) {
    struct value v = condition(m, z);
    if (v.f == 0)
      break;
    if (v.f < 0)
      lo = z;
    else
      hi = z;
    long double next = z - v.f / v.slope;
    if (!(next > lo && next < hi)) // also when the step rounds to nothing
      next = lo + (hi - lo) / 2;
    if (next <= lo || next >= hi)
      break; // no number between the two ends
    z = next;
  }
  *theta = (double)asinl(sqrtl(z));
  return true;
}
