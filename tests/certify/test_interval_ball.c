// SPDX-License-Identifier: GPL-3.0-or-later
// Intervals of doubles against ball arithmetic: the results of Arb, wide enough in precision to be
// taken as exact, lie inside.
#include <arb.h>

#include "certify/interval.h"

#include "../support.h"

enum { TRIALS = 20000, PREC = 4000 };

// lo <= value <= hi, decided by Arb.
static void holds(struct cpf_interval x, const arb_t value, const char *what) {
  arb_t bound;
  arb_init(bound);
  arb_set_d(bound, x.lo);
  cr_assert(arb_le(bound, value), "%s below [%a, %a]", what, x.lo, x.hi);
  arb_set_d(bound, x.hi);
  cr_assert(arb_ge(bound, value), "%s above [%a, %a]", what, x.lo, x.hi);
  arb_clear(bound);
}

// Bases as they occur: |x_i.x_q| <= d, many near zero.
static double base(uint64_t *state) {
  return ldexp(centred(state), (int)(next(state) % 60) - 57);
}

Test(interval_ball, powers) {
  uint64_t state = 1;
  arb_t value;
  arb_init(value);
  for (int trial = 0; trial < TRIALS; trial++) {
    double a = base(&state), b = base(&state);
    int m = 1 + (int)(next(&state) % 60);
    struct cpf_interval x = {cpf_min(a, b), cpf_max(a, b)}, y = cpf_interval_power(x, m);
    const double points[] = {x.lo, x.hi, x.lo + 0.5 * (x.hi - x.lo)};
    for (size_t c = 0; c < COUNT(points); c++) {
      arb_set_d(value, points[c]);
      arb_pow_ui(value, value, (ulong)m, PREC);
      holds(y, value, "power");
    }
  }
  arb_clear(value);
}

Test(interval_ball, basic_operations) {
  uint64_t state = 2;
  arb_t a, b, value;
  arb_init(a);
  arb_init(b);
  arb_init(value);
  for (int trial = 0; trial < TRIALS; trial++) {
    double p = base(&state), q = base(&state);
    struct cpf_interval x = cpf_interval_of(p), y = cpf_interval_of(q);
    arb_set_d(a, p);
    arb_set_d(b, q);
    arb_add(value, a, b, PREC);
    holds(cpf_interval_add(x, y), value, "sum");
    arb_mul(value, a, b, PREC);
    holds(cpf_interval_mul(x, y), value, "product");
    arb_div(value, a, b, PREC);
    holds(cpf_interval_div(x, y), value, "quotient");
    arb_abs(b, b);
    arb_sqrt(value, b, PREC);
    holds(cpf_interval_sqrt(cpf_interval_of(fabs(q))), value, "root");
  }
  arb_clear(a);
  arb_clear(b);
  arb_clear(value);
}
