// SPDX-License-Identifier: GPL-3.0-or-later
// The tight-balance condition (paper, section 2.3, last equation) for real rho = 2m + 2 > 2.
//
// 1. With z = sin(t)^2 the condition cos(t)^{2m} - sin(t)^{2m} = 2 cos(2t)^{2m+1} reads
//    (1-z)^m - z^m = 2 (1-2z)^{2m+1}, 0 < z < 1/2.
// 2. For m >= 1 take logarithms, which keeps the relative accuracy of a small z:
//      F(z) = m log(1-z) + log(1 - (z/(1-z))^m) - log 2 - (2m+1) log(1-2z) = 0.
// 3. For m < 1 the root is near z = 1/2, where x = cos(2t) is small, and F is not monotone near
//    z = 0. With x = tanh(a) and v = log(a),
//      -F = (2m+1) log tanh a + m log cosh a + m log 2 - log sinh(ma) = 0.
// 4. F has exactly one root (docs/theta.md, section 2), and F > 0 on the side of z = 1/2.
// 5. Newton's method on F, started at the root of the leading terms: log(2)/(3m+2) in z, or
//    (log(m)/m - log 2)/2 in v; a step that leaves the bracket is replaced by a bisection; stop
//    when no number lies between the ends.
#include "theta/condition.h"

#include <math.h>

static const long double LEAST_LOG = -100;

struct value {
  long double f, slope;
};

static struct value in_z(long double m, long double z) {
  long double c2 = 1 - z, ratio = powl(z / c2, m), x = 1 - 2 * z;
  struct value v;
  v.f = m * log1pl(-z) + log1pl(-ratio) - logl(2) - (2 * m + 1) * log1pl(-2 * z);
  v.slope = -m / c2 - m * ratio / ((1 - ratio) * z * c2) + (4 * m + 2) / x;
  return v;
}

static struct value in_log(long double m, long double log_a) {
  long double a = expl(log_a), c = coshl(a);
  struct value v;
  v.f = (2 * m + 1) * logl(tanhl(a)) + m * logl(2 * c) - logl(sinhl(m * a));
  v.slope = a * ((2 * m + 1) / (sinhl(a) * c) + m * tanhl(a) - m / tanhl(m * a));
  return v;
}

// The root of f in (lo, hi), where f rises from below 0 to above it.
static long double search(struct value (*f)(long double, long double), long double m,
                          long double lo, long double hi, long double start) {
  long double at = start;
  while (true) {
    struct value v = f(m, at);
    if (v.f == 0)
      break;
    if (v.f < 0)
      lo = at;
    else
      hi = at;
    long double next = at - v.f / v.slope;
    if (!(next > lo && next < hi)) // also when the step rounds to nothing
      next = lo + (hi - lo) / 2;
    if (next <= lo || next >= hi)
      break; // no number between the two ends
    at = next;
  }
  return at;
}

// At v = (log(m)/m - log 2)/2 the value f is at most m a^2/2, and its slope there is about 2m:
// the root is less than 1 below, and below 0 because that of m = 1 is.
static void solve_small(long double m, struct cpf_theta_root *root) {
  long double start = (logl(m) / m - logl(2)) / 2;
  start = start > LEAST_LOG ? start : LEAST_LOG;
  long double a = expl(search(in_log, m, start - 1, 0, start));
  root->x = tanhl(a);
  root->z = 1 / (1 + expl(2 * a));
  root->t = atanl(expl(-a));
  root->above = powl(1 - root->z, m);
  root->below = powl(root->z, m);
  root->power = -root->above * expm1l(-2 * m * a) / (2 * root->x);
}

void cpf_theta_solve(long double m, struct cpf_theta_root *root) {
  root->m = m;
  if (m < 1) {
    solve_small(m, root);
    return;
  }
  long double z = search(in_z, m, 0, 0.5L, logl(2) / (3 * m + 2));
  root->z = z;
  root->x = 1 - 2 * z;
  root->t = asinl(sqrtl(z));
  root->above = expl(m * log1pl(-z));
  root->below = root->above * powl(z / (1 - z), m);
  root->power = (root->above - root->below) / (2 * root->x);
}
