// SPDX-License-Identifier: GPL-3.0-or-later
#include "certify/interval.h"

#include "../support.h"

enum { TRIALS = 200000 };

// Doubles of very different sizes, often equal or opposite ends.
static double any(uint64_t *state) {
  int exponent = (int)(next(state) % 60) - 40;
  return ldexp(centred(state), exponent);
}

static struct cpf_interval any_interval(uint64_t *state) {
  double a = any(state), b = next(state) % 8 == 0 ? a : next(state) % 8 == 0 ? -a : any(state);
  return cpf_interval(cpf_min(a, b), cpf_max(a, b));
}

// A point of x, often an end.
static double inside(uint64_t *state, struct cpf_interval x) {
  uint64_t choice = next(state) % 4;
  double t = 0.5 + 0.5 * centred(state);
  double point = choice == 0 ? x.lo : choice == 1 ? x.hi : x.lo + t * (x.hi - x.lo);
  return cpf_min(cpf_max(point, x.lo), x.hi);
}

// lo <= a + e <= hi for the exact sum of two doubles, |e| far below |a|: the differences from a
// are exact, or so large that their rounding does not matter.
static void holds(struct cpf_interval x, double a, double e) {
  cr_assert(x.lo <= x.hi && x.lo - a <= e && e <= x.hi - a, "%a + %a in [%a, %a]", a, e, x.lo,
            x.hi);
}

Test(interval, sums_hold_the_exact_sum) {
  uint64_t state = 1;
  for (int trial = 0; trial < TRIALS; trial++) {
    struct cpf_interval x = any_interval(&state), y = any_interval(&state);
    double a = inside(&state, x), b = inside(&state, y), sum = a + b, part = sum - a;
    holds(cpf_interval_add(x, y), sum, (a - (sum - part)) + (b - part)); // Knuth's two-sum
    holds(cpf_interval_sub(x, cpf_interval_neg(y)), sum, (a - (sum - part)) + (b - part));
  }
}

Test(interval, products_hold_the_exact_product) {
  uint64_t state = 2;
  for (int trial = 0; trial < TRIALS; trial++) {
    struct cpf_interval x = any_interval(&state), y = any_interval(&state);
    double a = inside(&state, x), b = inside(&state, y), t = fabs(b);
    holds(cpf_interval_mul(x, y), a * b, fma(a, b, -(a * b)));
    holds(cpf_interval_square(x), a * a, fma(a, a, -(a * a)));
    holds(cpf_interval_scale(x, t), a * t, fma(a, t, -(a * t)));
    if (x.lo >= 0 && y.lo >= 0)
      holds(cpf_interval_mul_pos(x, y), a * b, fma(a, b, -(a * b)));
  }
}

// q = a / b rounded: a / b - q = (a - q b) / b, the numerator being exact.
Test(interval, quotients_and_roots_hold_the_exact_ones) {
  uint64_t state = 3;
  for (int trial = 0; trial < TRIALS; trial++) {
    struct cpf_interval x = any_interval(&state), y = any_interval(&state);
    double a = inside(&state, x), b = inside(&state, y), q = a / b, r = sqrt(b);
    if (!cpf_interval_has_zero(y))
      holds(cpf_interval_div(x, y), q, -fma(q, b, -a) / b);
    if (y.lo > 0) {
      holds(cpf_interval_inverse(y), 1 / b, -fma(1 / b, b, -1) / b);
      holds(cpf_interval_sqrt(y), r, -fma(r, r, -b) / (2 * r));
    }
  }
}

Test(interval, rounding_outward_moves_every_number) {
  const double numbers[] = {0, 1, -1, 0x1p-1074, -0x1p-1074, 0x1p-1022, 0x1p1000, -0x1p1000, 0.1};
  for (size_t c = 0; c < COUNT(numbers); c++) {
    double x = numbers[c];
    cr_assert_geq(cpf_up(x), nextafter(x, INFINITY));
    cr_assert_leq(cpf_down(x), nextafter(x, -INFINITY));
    cr_assert_leq(cpf_up(x) - cpf_down(x), 8 * (0x1p-53 * fabs(x) + 0x1p-1022)); // and not far
  }
}

Test(interval, powers_have_no_dependency) {
  const struct cpf_interval x = {-1, 2}, even = cpf_interval_power(x, 2),
                            odd = cpf_interval_power(x, 3);
  cr_assert_eq(even.lo, 0);
  cr_assert_float_eq(even.hi, 4, 1e-14);
  cr_assert_float_eq(odd.lo, -1, 1e-14);
  cr_assert_float_eq(odd.hi, 8, 1e-14);
  cr_assert_eq(cpf_interval_square(x).lo, 0);
}

Test(interval, signs_are_decided_only_when_sure) {
  cr_assert(cpf_interval_has_zero(cpf_interval(0, 1)));
  cr_assert(cpf_interval_has_zero(cpf_interval(-1, 0)));
  cr_assert(cpf_interval_has_zero(cpf_interval(NAN, 1)));
  cr_assert(cpf_interval_has_zero(cpf_interval(NAN, NAN)));
  cr_assert_not(cpf_interval_has_zero(cpf_interval(0x1p-1074, 1)));
  cr_assert_not(cpf_interval_has_zero(cpf_interval(-1, -0x1p-1074)));
  cr_assert_eq(cpf_interval_mag(cpf_interval(-3, 2)), 3);
}
