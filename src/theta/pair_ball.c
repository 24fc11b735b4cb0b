// SPDX-License-Identifier: GPL-3.0-or-later
// The gradient of L = 2 + cos^rho(t_1+t_2) + f(t_1) + g(t_2), f(t) = -cos^rho t - sin^rho t and
// g(t) = -cos^rho t -+ sin^rho t (minus, so g = f, for |x|^rho; plus for odd rho, where
// (w_2.v_2)^rho = -sin^rho t_2), divided by rho:
//   F_i = h_i(t_i) - k(t_1 + t_2),   k(s) = cos^{rho-1} s sin s,
//   h_i(t) = cos^{rho-1} t sin t -+ sin^{rho-1} t cos t.
//
// 1. Newton's method from the start, midpoints only.
// 2. Krawczyk's operator on the box of radius r around the end c: with Y near J(c)^-1,
//    |Y F(c)| + |I - Y J(box)| r < r in the largest norm proves exactly one zero of F in the box
//    (Neumaier, Interval Methods for Systems of Equations, theorem 5.1.8).
#include "theta/pair_ball.h"

enum { GUARD_BITS = 64, SLACK_BITS = 16, STEPS_MAX = 100, START_BITS = 64, START_PREC = 1 << 12 };

struct work {
  const struct cpf_theta_pair *p;
  fmpq_t less1, less2; // rho - 1, rho - 2
  arb_t rho;
  arb_t F[2], J[3]; // J: 11, 12 = 21, 22
  arb_t c[2], s[6];
};

void cpf_theta_pair_init(struct cpf_theta_pair *p) {
  fmpq_init(p->rho);
  p->odd = false;
  p->condition = 0;
  arb_init(p->t[0]), arb_init(p->t[1]);
}

void cpf_theta_pair_clear(struct cpf_theta_pair *p) {
  fmpq_clear(p->rho);
  arb_clear(p->t[0]), arb_clear(p->t[1]);
}

static void work_init(struct work *w, const struct cpf_theta_pair *p) {
  w->p = p;
  fmpq_init(w->less1), fmpq_init(w->less2), arb_init(w->rho);
  fmpq_sub_si(w->less1, p->rho, 1), fmpq_sub_si(w->less2, p->rho, 2);
  for (int i = 0; i < 2; i++)
    arb_init(w->F[i]), arb_init(w->c[i]);
  for (int i = 0; i < 3; i++)
    arb_init(w->J[i]);
  for (int i = 0; i < 6; i++)
    arb_init(w->s[i]);
}

static void work_clear(struct work *w) {
  fmpq_clear(w->less1), fmpq_clear(w->less2), arb_clear(w->rho);
  for (int i = 0; i < 2; i++)
    arb_clear(w->F[i]), arb_clear(w->c[i]);
  for (int i = 0; i < 3; i++)
    arb_clear(w->J[i]);
  for (int i = 0; i < 6; i++)
    arb_clear(w->s[i]);
}

// a^{rho-2} for a ball that may touch 0 (then the exponent is positive and [0, sup] is right).
static void power(arb_t out, const arb_t a, const fmpq_t e, slong prec) {
  if (arb_is_positive(a) || fmpz_is_one(fmpq_denref(e))) {
    arb_pow_fmpq(out, a, e, prec);
    return;
  }
  arf_t top;
  arf_init(top);
  arb_get_abs_ubound_arf(top, a, prec);
  arb_set_arf(out, top);
  arb_pow_fmpq(out, out, e, prec);
  arb_get_abs_ubound_arf(top, out, prec);
  arb_zero(out);
  arb_add_error_arf(out, top);
  arf_clear(top);
}

// value = u^{rho-1} v, slope = its derivative along the angle where u' = du v, v' = -du u, du =
// +-1: du ((rho-1) u^{rho-2} v^2 - u^rho).
static void term(struct work *w, arb_t value, arb_t slope, const arb_t u, const arb_t v, int du,
                 slong prec) {
  arb_t x, y;
  arb_init(x), arb_init(y);
  power(x, u, w->less2, prec);
  arb_mul(value, x, u, prec), arb_mul(value, value, v, prec);
  arb_sub_ui(slope, w->rho, 1, prec);
  arb_sqr(y, v, prec), arb_mul(slope, slope, y, prec);
  arb_sqr(y, u, prec), arb_sub(slope, slope, y, prec);
  arb_mul(slope, slope, x, prec);
  if (du < 0)
    arb_neg(slope, slope);
  arb_clear(x), arb_clear(y);
}

static void evaluate(struct work *w, const arb_t t0, const arb_t t1, slong prec) {
  arb_ptr s = w->s[0], c = w->s[1], value = w->s[2], slope = w->s[3], k = w->s[4], dk = w->s[5];
  arb_set_fmpq(w->rho, w->p->rho, prec);
  arb_add(k, t0, t1, prec), arb_sin_cos(s, c, k, prec);
  term(w, k, dk, c, s, -1, prec);
  for (int i = 0; i < 2; i++) {
    arb_ptr J = i == 0 ? w->J[0] : w->J[2];
    arb_sin_cos(s, c, i == 0 ? t0 : t1, prec);
    term(w, w->F[i], J, c, s, -1, prec);
    term(w, value, slope, s, c, 1, prec);
    if (i == 1 && w->p->odd) {
      arb_add(w->F[i], w->F[i], value, prec), arb_add(J, J, slope, prec);
    } else {
      arb_sub(w->F[i], w->F[i], value, prec), arb_sub(J, J, slope, prec);
    }
    arb_sub(w->F[i], w->F[i], k, prec), arb_sub(J, J, dk, prec);
  }
  arb_neg(w->J[1], dk);
}

// Y = the inverse of the midpoint of J, a symmetric matrix like J.
static bool invert(const struct work *w, arb_t Y[3], slong prec) {
  arb_t det;
  arb_init(det);
  for (int i = 0; i < 3; i++)
    arb_get_mid_arb(Y[i], w->J[i]);
  arb_mul(det, Y[0], Y[2], prec), arb_submul(det, Y[1], Y[1], prec);
  bool ok = arb_is_finite(det) && !arb_contains_zero(det);
  arb_swap(Y[0], Y[2]), arb_neg(Y[1], Y[1]);
  for (int i = 0; ok && i < 3; i++) {
    arb_div(Y[i], Y[i], det, prec);
    arb_get_mid_arb(Y[i], Y[i]);
  }
  arb_clear(det);
  return ok;
}

static void apply(arb_t out, const arb_t a, const arb_t x, const arb_t b, const arb_t y,
                  slong prec) {
  arb_mul(out, a, x, prec), arb_addmul(out, b, y, prec);
}

static bool newton(struct work *w, arb_t Y[3], slong bits, slong prec) {
  bool done = false, last = false;
  mag_t size;
  mag_init(size);
  for (int step = 0; step < STEPS_MAX && !done; step++) {
    done = last;
    evaluate(w, w->c[0], w->c[1], prec);
    if (!invert(w, Y, prec))
      break;
    last = true;
    for (int i = 0; i < 2; i++) {
      apply(w->s[0], Y[i], w->F[0], Y[i + 1], w->F[1], prec);
      arb_get_mag(size, w->s[0]);
      last = last && mag_cmp_2exp_si(size, -bits / 2 - SLACK_BITS) < 0;
      arb_sub(w->c[i], w->c[i], w->s[0], prec);
      arb_get_mid_arb(w->c[i], w->c[i]);
    }
  }
  mag_clear(size);
  return done;
}

// |Y F(c)| + |I - Y J(box)| r < r, r = 2^-bits.
static bool krawczyk(struct work *w, arb_t Y[3], slong bits, slong prec) {
  mag_t r, residue[2], row, x;
  arb_t box[2], y;
  bool ok = true;
  mag_init(r), mag_init(residue[0]), mag_init(residue[1]), mag_init(row), mag_init(x);
  arb_init(box[0]), arb_init(box[1]), arb_init(y);
  evaluate(w, w->c[0], w->c[1], prec);
  ok = invert(w, Y, prec);
  mag_set_ui_2exp_si(r, 1, -bits);
  for (int i = 0; i < 2; i++) {
    apply(y, Y[i], w->F[0], Y[i + 1], w->F[1], prec);
    arb_get_mag(residue[i], y);
    arb_set(box[i], w->c[i]), arb_add_error_mag(box[i], r);
  }
  evaluate(w, box[0], box[1], prec);
  for (int i = 0; i < 2 && ok; i++) {
    mag_zero(row);
    for (int j = 0; j < 2; j++) {
      apply(y, Y[i], w->J[j], Y[i + 1], w->J[j + 1], prec);
      arb_sub_si(y, y, i == j, prec);
      arb_get_mag(x, y), mag_add(row, row, x);
    }
    mag_mul(row, row, r), mag_add(row, row, residue[i]);
    ok = mag_cmp(row, r) < 0;
  }
  for (int i = 0; i < 2; i++)
    arb_set(w->c[i], box[i]);
  mag_clear(r), mag_clear(residue[0]), mag_clear(residue[1]), mag_clear(row), mag_clear(x);
  arb_clear(box[0]), arb_clear(box[1]), arb_clear(y);
  return ok;
}

bool cpf_theta_pair_certify(struct cpf_theta_pair *p, slong bits) {
  struct work w;
  arb_t Y[3];
  work_init(&w, p);
  slong prec = bits + GUARD_BITS + p->condition + 4 * (slong)fmpz_bits(fmpq_numref(w.less1));
  slong early = prec < START_PREC ? prec : START_PREC; // the first steps at low cost
  for (int i = 0; i < 3; i++)
    arb_init(Y[i]);
  for (int i = 0; i < 2; i++)
    arb_get_mid_arb(w.c[i], p->t[i]);
  bool proved =
      newton(&w, Y, START_BITS, early) && newton(&w, Y, bits, prec) && krawczyk(&w, Y, bits, prec);
  for (int i = 0; i < 2; i++)
    arb_set(p->t[i], w.c[i]);
  for (int i = 0; i < 3; i++)
    arb_clear(Y[i]);
  work_clear(&w);
  return proved;
}
