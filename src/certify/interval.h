// SPDX-License-Identifier: GPL-3.0-or-later
// Intervals of doubles, rounded outward.
//
// Each operation is done in round to nearest and its result moved outward by one unit in the last
// place or more, so no rounding mode is changed: for a result x of + - * / sqrt the exact value is
// within 2^-53 |x|, or 2^-1075 where it underflows (Higham, Accuracy and Stability of Numerical
// Algorithms, section 2.2), and x + (2^-52 |x| + 2^-1022), rounded, is at least one unit above x.
// That needs IEEE 754 doubles in the default environment: no excess precision, no flush to zero,
// no -ffast-math. Operands are bounded and finite: nothing here may overflow.
#ifndef CPF_CERTIFY_INTERVAL_H
#define CPF_CERTIFY_INTERVAL_H

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stddef.h>

_Static_assert(FLT_EVAL_METHOD == 0 && FLT_RADIX == 2 && DBL_MANT_DIG == 53,
               "intervals need IEEE 754 doubles without excess precision");
#ifdef __FAST_MATH__
#error "intervals need IEEE 754 arithmetic: no -ffast-math"
#endif

// {x : lo <= x <= hi}.
struct cpf_interval {
  double lo, hi;
};

#define CPF_INTERVAL_EPS 0x1p-52    // twice the unit roundoff
#define CPF_INTERVAL_TINY 0x1p-1022 // above the error of any underflow

// A bound from above (below) on the exact result of which x is the rounded value.
static inline double cpf_up(double x) {
  return x + (fabs(x) * CPF_INTERVAL_EPS + CPF_INTERVAL_TINY);
}
static inline double cpf_down(double x) {
  return x - (fabs(x) * CPF_INTERVAL_EPS + CPF_INTERVAL_TINY);
}

static inline double cpf_min(double a, double b) {
  return a < b ? a : b;
}
static inline double cpf_max(double a, double b) {
  return a > b ? a : b;
}

static inline struct cpf_interval cpf_interval(double lo, double hi) {
  return (struct cpf_interval){lo, hi};
}
static inline struct cpf_interval cpf_interval_of(double x) {
  return (struct cpf_interval){x, x};
}

// The largest absolute value in x.
static inline double cpf_interval_mag(struct cpf_interval x) {
  return cpf_max(fabs(x.lo), fabs(x.hi));
}
static inline bool cpf_interval_has_zero(struct cpf_interval x) {
  return !(x.lo > 0 || x.hi < 0); // true also when a bound is not a number
}

static inline struct cpf_interval cpf_interval_neg(struct cpf_interval x) {
  return (struct cpf_interval){-x.hi, -x.lo};
}
static inline struct cpf_interval cpf_interval_add(struct cpf_interval x, struct cpf_interval y) {
  return (struct cpf_interval){cpf_down(x.lo + y.lo), cpf_up(x.hi + y.hi)};
}
static inline struct cpf_interval cpf_interval_sub(struct cpf_interval x, struct cpf_interval y) {
  return (struct cpf_interval){cpf_down(x.lo - y.hi), cpf_up(x.hi - y.lo)};
}

static inline struct cpf_interval cpf_interval_mul(struct cpf_interval x, struct cpf_interval y) {
  double a = x.lo * y.lo, b = x.lo * y.hi, c = x.hi * y.lo, e = x.hi * y.hi;
  return (struct cpf_interval){cpf_down(cpf_min(cpf_min(a, b), cpf_min(c, e))),
                               cpf_up(cpf_max(cpf_max(a, b), cpf_max(c, e)))};
}

// t x for an exact t >= 0; x y for x, y >= 0 (up to underflow).
static inline struct cpf_interval cpf_interval_scale(struct cpf_interval x, double t) {
  return (struct cpf_interval){cpf_down(t * x.lo), cpf_up(t * x.hi)};
}
static inline struct cpf_interval cpf_interval_mul_pos(struct cpf_interval x,
                                                       struct cpf_interval y) {
  return (struct cpf_interval){cpf_down(x.lo * y.lo), cpf_up(x.hi * y.hi)};
}

// x / y, y without zero.
static inline struct cpf_interval cpf_interval_div(struct cpf_interval x, struct cpf_interval y) {
  double a = x.lo / y.lo, b = x.lo / y.hi, c = x.hi / y.lo, e = x.hi / y.hi;
  return (struct cpf_interval){cpf_down(cpf_min(cpf_min(a, b), cpf_min(c, e))),
                               cpf_up(cpf_max(cpf_max(a, b), cpf_max(c, e)))};
}

// 1 / x and the square root of x, x > 0.
static inline struct cpf_interval cpf_interval_inverse(struct cpf_interval x) {
  return (struct cpf_interval){cpf_down(1 / x.hi), cpf_up(1 / x.lo)};
}
static inline struct cpf_interval cpf_interval_sqrt(struct cpf_interval x) {
  return (struct cpf_interval){cpf_down(sqrt(x.lo)), cpf_up(sqrt(x.hi))};
}

static inline struct cpf_interval cpf_interval_hull(struct cpf_interval x, struct cpf_interval y) {
  return (struct cpf_interval){cpf_min(x.lo, y.lo), cpf_max(x.hi, y.hi)};
}

// x^2 without the dependency of x * x.
static inline struct cpf_interval cpf_interval_square(struct cpf_interval x) {
  double a = x.lo * x.lo, b = x.hi * x.hi;
  double least = x.lo <= 0 && x.hi >= 0 ? 0 : cpf_max(0, cpf_down(cpf_min(a, b)));
  return (struct cpf_interval){least, cpf_up(cpf_max(a, b))};
}

// x^m in at most m - 1 roundings of relative size 2^-53, whatever the order of the products: the
// exact power is within m 2^-52 of it, relatively, up to an underflow (which, for |x| <= 1, later
// factors do not enlarge, and which cannot happen for |x| > 1).
static inline double cpf_interval_raw_power(double x, int m) {
  double power = 1;
  for (; m > 0; m >>= 1, x *= x)
    if (m & 1)
      power *= x;
  return power;
}

// x^m, m >= 1: monotone in each half line, so no dependency.
static inline struct cpf_interval cpf_interval_power(struct cpf_interval x, int m) {
  double eps = m * CPF_INTERVAL_EPS;
  double lo = cpf_interval_raw_power(x.lo, m), hi = cpf_interval_raw_power(x.hi, m);
  double least = cpf_min(lo, hi), most = cpf_max(lo, hi);
  struct cpf_interval y = {least - (fabs(least) * eps + CPF_INTERVAL_TINY),
                           most + (fabs(most) * eps + CPF_INTERVAL_TINY)};
  if (m % 2 == 0)
    y.lo = x.lo <= 0 && x.hi >= 0 ? 0 : cpf_max(y.lo, 0);
  return y;
}

#endif
