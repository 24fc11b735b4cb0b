// SPDX-License-Identifier: GPL-3.0-or-later
// The equations of the toy model, section 2.3, in exact arithmetic.
//
// w_1 = (a, s), w_2 = (b, u) with s = sqrt(1-a^2) >= 0, u = sqrt(1-b^2) >= 0 (for even rho no
// restriction, as w_i may change sign), c = a b + s u. Written out, gradient_1 / rho is
//   F1 = c^(rho-1) (b - c a) - a^(rho-1) + (a^rho + s^rho) a,
//   F2 = c^(rho-1) (u - c s) - s^(rho-1) + (a^rho + s^rho) s,
// and gradient_2 / rho the same with (a, s) and (b, u) exchanged. The paper prints s for s^rho in
// the brackets. Points with rational a, s, b, u: (1-t^2, 2t) / (1+t^2), t = p/q.
//
// At b = -a, u = s: c = 1 - 2a^2 = s^2 - a^2, and F1 = -s tau, F2 = a tau, as the gradient is a
// multiple tau of the tangent vector (-s, a). So for a, s != 0
//   C = F1/a - F2/s = -2 c^(rho-1) - a^(rho-2) + s^(rho-2) = -tau / (a s):
// the last line of the derivation is equivalent to criticality, whatever slips stand before it.
#include <math.h>

#include <arb.h>

#include "verify/claims.h"
#include "verify/rational_ball.h"

enum { PAIR = 2, PAPER_RHO = 4, LAST_RHO = 12, SLOPES = 7, TEXT = 80, BITS = 128 };

// The numbers one equation speaks of.
struct point {
  fmpq_t a, s, b, u, c;
};

static void point_init(struct point *p) {
  fmpq_init(p->a);
  fmpq_init(p->s);
  fmpq_init(p->b);
  fmpq_init(p->u);
  fmpq_init(p->c);
}

static void point_clear(struct point *p) {
  fmpq_clear(p->a);
  fmpq_clear(p->s);
  fmpq_clear(p->b);
  fmpq_clear(p->u);
  fmpq_clear(p->c);
}

// (x, y) = (q^2 - p^2, 2 p q) / (q^2 + p^2): a point of the upper half circle for p, q > 0.
static void half_circle(fmpq_t x, fmpq_t y, slong p, slong q) {
  fmpq_set_si(x, q * q - p * p, (ulong)(q * q + p * p));
  fmpq_set_si(y, 2 * p * q, (ulong)(q * q + p * p));
}

static void point_set(struct point *z, slong p1, slong q1, slong p2, slong q2) {
  half_circle(z->a, z->s, p1, q1);
  half_circle(z->b, z->u, p2, q2);
  fmpq_mul(z->c, z->a, z->b);
  fmpq_addmul(z->c, z->s, z->u);
}

// c^(rho-1) (y - c x) - x^(rho-1) + (a^rho + s^power) x: F1 for x = a, y = b; F2 for x = s, y = u;
// with power = rho, as it must be, or 1, as printed.
static void equation(fmpq_t f, const struct point *z, const fmpq_t x, const fmpq_t y, int rho,
                     int power) {
  fmpq_t v, w;
  fmpq_init(v);
  fmpq_init(w);
  fmpq_mul(v, z->c, x);
  fmpq_sub(v, y, v);
  cpf_rational_pow(w, z->c, rho - 1);
  fmpq_mul(f, w, v);
  cpf_rational_pow(w, x, rho - 1);
  fmpq_sub(f, f, w);
  cpf_rational_pow(v, z->a, rho);
  cpf_rational_pow(w, z->s, power);
  fmpq_add(v, v, w);
  fmpq_addmul(f, v, x);
  fmpq_clear(v);
  fmpq_clear(w);
}

// Whether row 0 of the gradient, divided by rho, is (F1, F2) at z.
static bool gradient_is(const struct point *z, int rho) {
  struct cpf_rational c;
  fmpq_mat_t G;
  fmpq_t f;
  bool same = true;
  cpf_rational_init(&c, PAIR, PAIR, PAIR, rho);
  fmpq_mat_init(G, PAIR, PAIR);
  fmpq_init(f);
  fmpq_set(fmpq_mat_entry(c.W, 0, 0), z->a);
  fmpq_set(fmpq_mat_entry(c.W, 0, 1), z->s);
  fmpq_set(fmpq_mat_entry(c.W, 1, 0), z->b);
  fmpq_set(fmpq_mat_entry(c.W, 1, 1), z->u);
  cpf_rational_gradient(&c, G);
  for (int j = 0; j < PAIR; j++) {
    equation(f, z, j == 0 ? z->a : z->s, j == 0 ? z->b : z->u, rho, rho);
    fmpq_mul_si(f, f, rho);
    same = same && fmpq_equal(f, fmpq_mat_entry(G, 0, j));
  }
  fmpq_clear(f);
  fmpq_mat_clear(G);
  cpf_rational_clear(&c);
  return same;
}

static void step_gradient(struct cpf_trial *t) {
  struct point z;
  uint64_t tried = 0, same = 0;
  point_init(&z);
  for (int rho = PAPER_RHO; rho <= LAST_RHO; rho += 2)
    for (slong p = 1; p <= SLOPES; p++)
      for (slong q = 1; q <= SLOPES; q++) {
        point_set(&z, p, SLOPES + 1 - p, q + 1, 2 * q - 1);
        same += gradient_is(&z, rho);
        tried++;
      }
  point_clear(&z);
  cpf_trial_count(t, tried);
  cpf_trial_step(t, same == tried,
                 "with s^rho in the brackets the equations are the components of the gradient over "
                 "rho: exactly so at %llu rational points, rho = 4..12 (a derivation for all is in "
                 "docs/claims/toy-equations.md)",
                 (unsigned long long)tried);
}

// Same-balance, a = b = s = u = 2^(-1/2), c = 1: F1 / a = a^rho + s^rho - a^(rho-2) is
// 2 (1/2)^(rho/2) - (1/2)^(rho/2-1) = 0; as printed, with s for s^rho, it is not.
static void step_same_balance(struct cpf_trial *t) {
  fmpq_t half, x, y;
  arb_t printed, a;
  fmpq_init(half);
  fmpq_init(x);
  fmpq_init(y);
  arb_init(printed);
  arb_init(a);
  fmpq_set_si(half, 1, 2);
  cpf_rational_pow(x, half, PAPER_RHO / 2);
  fmpq_add(x, x, x);
  cpf_rational_pow(y, half, PAPER_RHO / 2 - 1);
  cpf_trial_step(t, fmpq_equal(x, y),
                 "same-balance, a^2 = b^2 = 1/2, c = 1, rho = 4: F1 / a = a^4 + s^4 - a^2 = 1/4 + "
                 "1/4 - 1/2 = 0, and F2, F3, F4 are the same, as a = b = s = u: a critical point");
  arb_set_ui(a, 2);
  arb_rsqrt(a, a, BITS); // 2^(-1/2)
  arb_set_d(printed, 0.25);
  arb_add(printed, printed, a, BITS); // a^4 + s
  arb_mul(printed, printed, a, BITS);
  arb_pow_ui(a, a, PAPER_RHO - 1, BITS);
  arb_sub(printed, printed, a, BITS);
  const double value = arf_get_d(arb_midref(printed), ARF_RND_NEAR);
  cpf_trial_step(t, arb_is_positive(printed) != 0,
                 "the first equation as printed there: (a^4 + s) a - a^3 = %.10f, not 0", value);
  const double W[PAIR * PAIR] = {sqrt(0.5), sqrt(0.5), sqrt(0.5), sqrt(0.5)};
  const struct cpf_problem p = {.n = PAIR, .k = PAIR, .d = PAIR, .rho = PAPER_RHO, .repulsion = 1};
  cpf_trial_counterexample(t, &p, W,
                           "w_1 = w_2 = (2^(-1/2), 2^(-1/2)), rho = 4, is critical (same-balance), "
                           "but the left side of each printed equation is 1/2 - 2^(-5/2) = %.10f.",
                           value);
  arb_clear(printed);
  arb_clear(a);
  fmpq_clear(half);
  fmpq_clear(x);
  fmpq_clear(y);
}

enum cpf_status cpf_try_toy_equations(struct cpf_trial *t, struct cpf_error *err) {
  (void)err;
  step_gradient(t);
  step_same_balance(t);
  cpf_trial_correct(t,
                    "The same with (a^rho + sqrt(1-a^2)^rho) and (b^rho + sqrt(1-b^2)^rho) in the "
                    "brackets, for even rho.");
  cpf_trial_conclude(t, CPF_VERDICT_CORRECTED,
                     "the equations written out in exact arithmetic; the printed ones lack the "
                     "exponent rho on the root in the brackets and fail at a critical point");
  return CPF_OK;
}

// The last line of the derivation: C = -2 c^(rho-1) - a^(rho-2) + s^(rho-2).
static void condition(fmpq_t C, const struct point *z, int rho) {
  fmpq_t v;
  fmpq_init(v);
  cpf_rational_pow(C, z->c, rho - 1);
  fmpq_mul_si(C, C, -2);
  cpf_rational_pow(v, z->a, rho - 2);
  fmpq_sub(C, C, v);
  cpf_rational_pow(v, z->s, rho - 2);
  fmpq_add(C, C, v);
  fmpq_clear(v);
}

// At b = -a: F1/a - F2/s = C and a F1 + s F2 = 0; and the first printed line is F1 - 2 a s^rho.
static bool lines_hold(const struct point *z, int rho) {
  fmpq_t f1, f2, C, v, w;
  fmpq_init(f1);
  fmpq_init(f2);
  fmpq_init(C);
  fmpq_init(v);
  fmpq_init(w);
  equation(f1, z, z->a, z->b, rho, rho);
  equation(f2, z, z->s, z->u, rho, rho);
  condition(C, z, rho);
  fmpq_div(v, f1, z->a);
  fmpq_div(w, f2, z->s);
  fmpq_sub(v, v, w);
  bool hold = fmpq_equal(v, C);
  fmpq_mul(v, z->a, f1);
  fmpq_addmul(v, z->s, f2);
  hold = hold && fmpq_is_zero(v);
  fmpq_clear(f1);
  fmpq_clear(f2);
  fmpq_clear(C);
  fmpq_clear(v);
  fmpq_clear(w);
  return hold;
}

// c^(rho-1) (-2a + 2a^3) - a^(rho-1) + a^(rho+1) + sign a s^rho.
static void first_line(fmpq_t f, const struct point *z, int rho, int sign) {
  fmpq_t v, w;
  fmpq_init(v);
  fmpq_init(w);
  cpf_rational_pow(v, z->a, 3);
  fmpq_sub(v, v, z->a);
  fmpq_mul_si(v, v, 2);
  cpf_rational_pow(w, z->c, rho - 1);
  fmpq_mul(f, v, w);
  cpf_rational_pow(v, z->a, rho - 1);
  fmpq_sub(f, f, v);
  cpf_rational_pow(v, z->a, rho + 1);
  fmpq_add(f, f, v);
  cpf_rational_pow(v, z->s, rho);
  fmpq_mul(v, v, z->a);
  fmpq_mul_si(v, v, sign);
  fmpq_add(f, f, v);
  fmpq_clear(v);
  fmpq_clear(w);
}

// (a, s) = (3/5, 4/5), b = -a, rho = 4: the line as printed and with the other sign, against F1.
static void step_slip(struct cpf_trial *t, struct point *z) {
  char is[TEXT], was[TEXT];
  fmpq_t f, right, printed;
  fmpq_init(f);
  fmpq_init(right);
  fmpq_init(printed);
  point_set(z, 1, 2, 2, 1);
  equation(f, z, z->a, z->b, PAPER_RHO, PAPER_RHO);
  first_line(right, z, PAPER_RHO, 1);
  first_line(printed, z, PAPER_RHO, -1);
  cpf_rational_text(f, is, sizeof is);
  cpf_rational_text(printed, was, sizeof was);
  cpf_trial_step(
      t, fmpq_equal(f, right) && !fmpq_equal(f, printed),
      "a = 3/5, b = -3/5, rho = 4: the first equation is %s; the simplified line with + a "
      "s^rho is the same, with - a s^rho, as printed, it is %s",
      is, was);
  cpf_trial_counterexample(t, NULL, NULL,
                           "a = 3/5, b = -3/5, sqrt(1-a^2) = 4/5, rho = 4: the equation is %s, the "
                           "printed line %s.",
                           is, was);
  fmpq_clear(f);
  fmpq_clear(right);
  fmpq_clear(printed);
}

enum cpf_status cpf_try_tight_balance_lines(struct cpf_trial *t, struct cpf_error *err) {
  struct point z;
  uint64_t tried = 0, hold = 0;
  (void)err;
  point_init(&z);
  for (int rho = PAPER_RHO; rho <= LAST_RHO; rho += 2)
    for (slong p = 1; p <= SLOPES; p++, tried++) {
      point_set(&z, p, SLOPES + 1, SLOPES + 1, p);
      hold += fmpq_is_zero(z.a) ? 1 : lines_hold(&z, rho);
    }
  cpf_trial_count(t, tried);
  cpf_trial_step(t, hold == tried,
                 "at b = -a: a F1 + s F2 = 0 and F1/a - F2/s = C, the last line, exactly at %llu "
                 "rational points, rho = 4..12; so C = 0 is equivalent to both for a, s != 0",
                 (unsigned long long)tried);
  step_slip(t, &z);
  point_clear(&z);
  cpf_trial_correct(
      t, "The last line is right, and equivalent to criticality for a, sqrt(1-a^2) != "
         "0. In the first two lines before it the last terms must read + a sqrt(1-a^2)^rho and + "
         "sqrt(1-a^2)^(rho+1), in the two that follow by division + sqrt(1-a^2)^rho; the slip "
         "cancels in the subtraction.");
  cpf_trial_conclude(t, CPF_VERDICT_CORRECTED,
                     "exact arithmetic; the two simplified lines have a wrong sign, the condition "
                     "derived from them is right");
  return CPF_OK;
}
