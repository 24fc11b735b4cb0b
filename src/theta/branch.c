// SPDX-License-Identifier: GPL-3.0-or-later
// The two-angle saddles beside tight-balance, real rho = 2m + 2 > 4, in double precision.
//
// 1. w_1 = (cos t_1, sin t_1), w_2 = (cos t_2, -sin t_2) is critical when
//      h(t_1) = h(t_2) = cos^{rho-1}(s) sin(s),  s = t_1 + t_2,
//    with h(t) = sin t cos t (cos^{2m} t - sin^{2m} t) (docs/theta.md, section 5).
// 2. h rises from 0 at t = 0 to its only maximum t* and falls to 0 at pi/4. Each t_2 in (t*, pi/4)
//    has one mate t_1 in (0, t*), found by bisection in log(t_1): t_1 falls exponentially with rho.
// 3. The rest, K(t_2) = log(cos^{rho-1}(s) sin(s)) - log h(t_2), is written so that nothing cancels
//    for small t_1. It is negative at t* and rises to infinity at pi/4: bisection.
// 4. Near rho = 4 the two angles meet; there Newton's method with more bits (branch_ball.c).
#include <math.h>

#include "cpfind/theta.h"
#include "theta/condition.h"

// Below exp(LINEAR_LOG) the terms of order t_1^2 are beneath the rounding of those of order t_1.
static const long double LINEAR_LOG = -60;

struct branch {
  long double m, top, t2, log_level, log_t1;
};

static long double log_level(long double m, long double s, long double q) {
  return logl(s) + (m + 0.5L) * log1pl(-q) + log1pl(-powl(q / (1 - q), m));
}

static long double sine_squared(long double t) {
  long double s = sinl(t);
  return s * s;
}

// -h'(t)/(A + B) up to a positive factor.
static long double slope(struct branch *b, long double t) {
  long double q = sine_squared(t), ratio = powl(q / (1 - q), b->m), m = b->m;
  return (1 + ratio) * m - (m + 1) * (1 - 2 * q) * (1 - ratio);
}

static long double below_level(struct branch *b, long double log_t) {
  long double s = sinl(expl(log_t));
  if (s > 0)
    return log_level(b->m, s, s * s) - b->log_level;
  return log_t - b->log_level; // expl has underflowed; h(t) = t
}

// The place in (lo, hi) where f rises through 0.
static long double bisect(long double (*f)(struct branch *, long double), struct branch *b,
                          long double lo, long double hi) {
  for (;;) {
    long double mid = lo + (hi - lo) / 2;
    if (mid <= lo || mid >= hi)
      return mid;
    if (f(b, mid) < 0)
      lo = mid;
    else
      hi = mid;
  }
}

static long double rest(struct branch *b, long double t2) {
  long double s2 = sinl(t2), tangent = tanl(t2), order = 2 * b->m + 1;
  b->log_level = log_level(b->m, s2, s2 * s2);
  b->log_t1 = bisect(below_level, b, b->log_level - 1, logl(b->top));
  if (b->log_t1 < LINEAR_LOG)
    return 2 * b->m * logl(tangent) - b->log_t1 - logl(order * tangent - 1 / tangent);
  long double t1 = expl(b->log_t1), s1 = sinl(t1), lost = 2 * sine_squared(t1 / 2);
  return order * log1pl(-lost - tangent * s1) + log1pl(-lost + s1 / tangent) -
         log1pl(-powl(tangent, 2 * b->m));
}

bool cpf_theta_branch(double rho, double t[2]) {
  if (!(rho > 4 && rho <= CPF_THETA_RHO_MAX))
    return false;
  if (cpf_theta_branch_near(rho, t))
    return true;
  struct cpf_theta_root root;
  struct branch b = {.m = ((long double)rho - 2) / 2};
  long double quarter = atanl(1);
  cpf_theta_solve(b.m, &root);
  b.top = bisect(slope, &b, root.t, quarter);
  long double t2 = bisect(rest, &b, b.top, quarter);
  t[0] = (double)expl(b.log_t1);
  t[1] = (double)t2;
  return true;
}
