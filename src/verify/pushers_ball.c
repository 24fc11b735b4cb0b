// SPDX-License-Identifier: GPL-3.0-or-later
//
// The reduced flow, m = n - 1, r = 1/n, c = w_0.w_j, g = w_i.w_j for different pushers:
//     c = x p + y q + u (s + (m-1) t),          g = p^2 + q^2 + 2 s t + (m-2) t^2,
//     C = r c^(rho-1),                          G = r g^(rho-1),
//     a = (m C p - x^(rho-1), m C q - y^(rho-1), C (s + (m-1) t) - u^(rho-1)),
//     b = (C x + (m-1) G p - p^(rho-1), C y + (m-1) G q - q^(rho-1),
//          C u + (m-1) G t - s^(rho-1), C u + G (s + (m-2) t) - t^(rho-1)),
//     d(x, y, u)/dt = (a.w_0)(x, y, u) - a,     a.w_0 = a_x x + a_y y + m a_u u,
//     d(p, q, s, t)/dt = (b.w_j)(p, q, s, t) - b, b.w_j = b_p p + b_q q + b_s s + (m-1) b_t t.
// (a, b are a_i / rho of docs/mathematics.md, with its gradient, in these coordinates.)
#include "verify/pushers_ball.h"

#include <flint/flint.h>

enum { X, Y, U, P, Q, S, T, NSERIES };

// 40 (rho - 3.9) = STEEP rho - SHIFT, the printed threshold's denominator.
enum { STEEP = 40, SHIFT = 156 };

slong cpf_pushers_size(const struct cpf_pushers *c) {
  return c->n > 2 ? CPF_PUSHERS : CPF_PUSHERS - 1;
}

// Row i of the full configuration, or of a matrix of the same form, from the seven numbers.
static void expand_row(fmpq *row, int n, int i, const fmpq *v) {
  fmpq_set(row, v + (i == 0 ? X : P));
  fmpq_set(row + n, v + (i == 0 ? Y : Q));
  for (int j = 1; j < n; j++)
    fmpq_set(row + j, v + (i == 0 ? U : (i == j ? S : T)));
}

static void numbers(const struct cpf_pushers *c, fmpq *v) {
  for (int i = 0; i < 3; i++)
    fmpq_set_si(v + i, c->student[i], (ulong)c->student_scale);
  for (int i = 0; i < 4; i++)
    fmpq_set_si(v + P + i, c->pusher[i], (ulong)c->pusher_scale);
}

void cpf_pushers_expand(const struct cpf_pushers *c, struct cpf_rational *full) {
  fmpq *v = _fmpq_vec_init(CPF_PUSHERS);
  numbers(c, v);
  cpf_rational_init(full, c->n, c->n + 1, c->n + 1, c->rho);
  fmpq_set_si(full->repulsion, 1, (ulong)c->n);
  for (int i = 0; i < c->n; i++)
    expand_row(fmpq_mat_entry(full->W, i, 0), c->n, i, v);
  _fmpq_vec_clear(v, CPF_PUSHERS);
}

bool cpf_pushers_is_unit(const struct cpf_pushers *c) {
  long m = c->n - 1;
  const long *a = c->student, *b = c->pusher, A = c->student_scale, B = c->pusher_scale;
  return A > 0 && B > 0 && a[0] * a[0] + a[1] * a[1] + m * a[2] * a[2] == A * A &&
         b[0] * b[0] + b[1] * b[1] + b[2] * b[2] + (m - 1) * b[3] * b[3] == B * B;
}

// x - 1/(40 rho - 156) is positive and its square is above 1/2.
bool cpf_pushers_above(const fmpq_t x, int rho) {
  fmpq_t y, half;
  fmpq_init(y), fmpq_init(half);
  fmpq_set_si(y, 1, (ulong)(STEEP * rho - SHIFT));
  fmpq_sub(y, x, y);
  fmpq_set_si(half, 1, 2);
  bool positive = fmpq_sgn(y) > 0;
  fmpq_mul(y, y, y);
  bool above = positive && fmpq_cmp(y, half) > 0;
  fmpq_clear(y), fmpq_clear(half);
  return above;
}

bool cpf_pushers_in_cone(const struct cpf_pushers *c) {
  fmpq *v = _fmpq_vec_init(CPF_PUSHERS);
  numbers(c, v);
  bool in = cpf_pushers_above(v + X, c->rho) && cpf_pushers_above(v + S, c->rho);
  _fmpq_vec_clear(v, CPF_PUSHERS);
  return in;
}

void cpf_pushers_start(const struct cpf_pushers *c, arb_ptr v, slong prec) {
  fmpq *exact = _fmpq_vec_init(CPF_PUSHERS);
  numbers(c, exact);
  for (slong i = 0; i < CPF_PUSHERS; i++)
    arb_set_fmpq(v + i, exact + i, prec);
  _fmpq_vec_clear(exact, CPF_PUSHERS);
}

void cpf_pushers_weights(const struct cpf_pushers *c, slong weights[CPF_PUSHERS]) {
  slong m = c->n - 1;
  weights[X] = weights[Y] = 1;
  weights[U] = weights[P] = weights[Q] = weights[S] = m;
  weights[T] = m * (m - 1);
}

// -- The flow, on power series of one length. --

struct series {
  slong len, prec;
  ulong power; // rho - 1
  arb_poly_t product;
};

// sum += factor a b.
static void add_product(struct series *z, arb_poly_t sum, slong factor, const arb_poly_t a,
                        const arb_poly_t b) {
  arb_t f;
  arb_init(f);
  arb_set_si(f, factor);
  arb_poly_mullow(z->product, a, b, z->len, z->prec);
  arb_poly_scalar_mul(z->product, z->product, f, z->prec);
  arb_poly_add(sum, sum, z->product, z->prec);
  arb_clear(f);
}

// sum -= a^(rho-1).
static void sub_power(struct series *z, arb_poly_t sum, const arb_poly_t a) {
  arb_poly_pow_ui_trunc_binexp(z->product, a, z->power, z->len, z->prec);
  arb_poly_sub(sum, sum, z->product, z->prec);
}

// out_i = (sum_j times_j a_j v_j) v_i - a_i for the count coordinates of one student.
static void project(struct series *z, arb_poly_struct *out, const arb_poly_struct *a,
                    const arb_poly_struct *v, const slong *times, slong count) {
  arb_poly_t radial;
  arb_poly_init(radial);
  for (slong i = 0; i < count; i++)
    add_product(z, radial, times[i], a + i, v + i);
  for (slong i = 0; i < count; i++) {
    arb_poly_neg(out + i, a + i);
    add_product(z, out + i, 1, radial, v + i);
  }
  arb_poly_clear(radial);
}

// C or G: the power of the inner product, over n.
static void strength(struct series *z, arb_poly_t out, const arb_poly_t inner, slong n) {
  arb_t scale;
  arb_init(scale);
  arb_set_si(scale, n);
  arb_poly_pow_ui_trunc_binexp(out, inner, z->power, z->len, z->prec);
  arb_poly_scalar_div(out, out, scale, z->prec);
  arb_clear(scale);
}

// C and G, and across = s + (m-1) t, along = s + (m-2) t.
static void interactions(struct series *z, const arb_poly_struct *v, slong n, arb_poly_t C,
                         arb_poly_t G, arb_poly_t across, arb_poly_t along) {
  slong m = n - 1;
  arb_poly_t inner, one;
  arb_poly_init(inner), arb_poly_init(one);
  arb_poly_one(one);
  arb_poly_set(across, v + S), arb_poly_set(along, v + S);
  add_product(z, across, m - 1, v + T, one);
  add_product(z, along, m - 2, v + T, one);
  add_product(z, inner, 1, v + X, v + P);
  add_product(z, inner, 1, v + Y, v + Q);
  add_product(z, inner, 1, v + U, across);
  strength(z, C, inner, n);
  arb_poly_zero(inner);
  add_product(z, inner, 1, v + P, v + P);
  add_product(z, inner, 1, v + Q, v + Q);
  add_product(z, inner, 2, v + S, v + T);
  add_product(z, inner, m - 2, v + T, v + T);
  strength(z, G, inner, n);
  arb_poly_clear(inner), arb_poly_clear(one);
}

static void evaluate(struct series *z, arb_poly_struct *out, const arb_poly_struct *v, slong n) {
  slong m = n - 1;
  const slong student[] = {1, 1, m}, pusher[] = {1, 1, 1, m - 1};
  arb_poly_struct a[NSERIES];
  arb_poly_t C, G, across, along;
  arb_poly_init(C), arb_poly_init(G), arb_poly_init(across), arb_poly_init(along);
  interactions(z, v, n, C, G, across, along);
  for (int i = 0; i < NSERIES; i++) {
    arb_poly_init(a + i);
    sub_power(z, a + i, v + i);
  }
  add_product(z, a + X, m, C, v + P);
  add_product(z, a + Y, m, C, v + Q);
  add_product(z, a + U, 1, C, across);
  for (int i = 0; i < 3; i++)
    add_product(z, a + P + i, 1, C, v + i);
  add_product(z, a + T, 1, C, v + U);
  add_product(z, a + P, m - 1, G, v + P);
  add_product(z, a + Q, m - 1, G, v + Q);
  add_product(z, a + S, m - 1, G, v + T);
  add_product(z, a + T, 1, G, along);
  project(z, out, a, v, student, 3);
  project(z, out + P, a + P, v + P, pusher, n > 2 ? 4 : 3);
  for (int i = 0; i < NSERIES; i++)
    arb_poly_clear(a + i);
  arb_poly_clear(C), arb_poly_clear(G), arb_poly_clear(across), arb_poly_clear(along);
}

void cpf_pushers_eval(arb_poly_struct *out, const arb_poly_struct *v, slong len, slong prec,
                      const void *ctx) {
  const struct cpf_pushers *c = ctx;
  struct series z = {.len = len, .prec = prec, .power = (ulong)c->rho - 1};
  arb_poly_struct all[NSERIES];
  arb_poly_init(z.product);
  for (slong i = 0; i < NSERIES; i++) {
    arb_poly_init(all + i);
    if (i < cpf_pushers_size(c))
      arb_poly_set_trunc(all + i, v + i, len);
  }
  evaluate(&z, out, all, c->n);
  for (slong i = 0; i < NSERIES; i++)
    arb_poly_clear(all + i);
  arb_poly_clear(z.product);
}

bool cpf_pushers_agree(const struct cpf_pushers *c, slong bits) {
  slong size = cpf_pushers_size(c), prec = 2 * bits;
  struct cpf_rational full;
  arb_poly_struct v[NSERIES], F[NSERIES];
  arb_ptr start = _arb_vec_init(CPF_PUSHERS);
  fmpq_mat_t gradient;
  arb_t value;
  bool ok = true;
  cpf_pushers_expand(c, &full);
  fmpq_mat_init(gradient, full.n, full.d);
  cpf_rational_gradient(&full, gradient);
  cpf_pushers_start(c, start, prec);
  arb_init(value);
  for (slong i = 0; i < NSERIES; i++) {
    arb_poly_init(v + i), arb_poly_init(F + i);
    arb_poly_set_arb(v + i, start + i);
  }
  cpf_pushers_eval(F, v, 1, prec, c);
  for (int i = 0; i < c->n; i++)
    for (int a = 0; a <= c->n; a++) {
      slong first = i == 0 ? X : P, at = a == 0 ? first : (a == c->n ? first + 1 : first + 2);
      if (i > 0 && a > 0 && a < c->n && a != i)
        at = T;
      fmpq *entry = fmpq_mat_entry(gradient, i, a);
      fmpq_div_fmpz(entry, entry, (fmpz[]){-c->rho});
      arb_poly_get_coeff_arb(value, F + at, 0);
      ok = ok && at < size && arb_contains_fmpq(value, entry) &&
           mag_cmp_2exp_si(arb_radref(value), -bits) < 0;
    }
  for (slong i = 0; i < NSERIES; i++)
    arb_poly_clear(v + i), arb_poly_clear(F + i);
  _arb_vec_clear(start, CPF_PUSHERS);
  arb_clear(value);
  fmpq_mat_clear(gradient);
  cpf_rational_clear(&full);
  return ok;
}
