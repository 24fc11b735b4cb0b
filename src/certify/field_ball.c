// SPDX-License-Identifier: GPL-3.0-or-later
//
// Integer relations by lattice reduction: the rows (e_i, floor(2^B v_i)) span a lattice in which a
// relation sum c_i v_i = 0 is a vector about 2^(B/k) times shorter than the others.
#include "certify/field_ball.h"

#include <arb_poly.h>
#include <flint/fmpz_lll.h>
#include <flint/fmpz_mat.h>

enum { GUARD_BITS = 64, BITS_PER_TERM = 128, ROOT_GUARD = 24, SPARE_FACTOR = 2, POLISH_MAX = 40 };

// How many bits of the numbers go into the lattice: enough for coefficients of BITS_PER_TERM / 4
// bits, and no more than are right.
static slong lattice_bits(slong prec, slong terms) {
  slong bits = BITS_PER_TERM * (terms + 1);
  return bits < prec - GUARD_BITS ? bits : prec - GUARD_BITS;
}

void cpf_field_init(struct cpf_field *k, slong prec) {
  fmpz_poly_init(k->f);
  fmpq_poly_init(k->modulus);
  arb_init(k->root);
  k->prec = prec;
}

void cpf_field_clear(struct cpf_field *k) {
  fmpz_poly_clear(k->f);
  fmpq_poly_clear(k->modulus);
  arb_clear(k->root);
}

// The shortest relation among the midpoints v[0..count-1], to c (count x 1). False when it is no
// shorter than chance gives.
static bool relation(arb_srcptr v, slong count, slong bits, fmpz_mat_t c) {
  fmpz_mat_t L;
  fmpz_lll_t lll;
  arb_t scaled;
  slong size = 0;
  fmpz_mat_init(L, count, count + 1);
  arb_init(scaled);
  for (slong i = 0; i < count; i++) {
    fmpz_one(fmpz_mat_entry(L, i, i));
    arb_get_mid_arb(scaled, v + i);
    arb_mul_2exp_si(scaled, scaled, bits);
    arf_get_fmpz(fmpz_mat_entry(L, i, count), arb_midref(scaled), ARF_RND_NEAR);
  }
  fmpz_lll_context_init_default(lll);
  fmpz_lll(L, NULL, lll);
  for (slong i = 0; i <= count; i++) {
    slong b = (slong)fmpz_bits(fmpz_mat_entry(L, 0, i));
    size = b > size ? b : size;
  }
  for (slong i = 0; i < count; i++)
    fmpz_set(fmpz_mat_entry(c, i, 0), fmpz_mat_entry(L, 0, i));
  fmpz_mat_clear(L);
  arb_clear(scaled);
  return size * count * SPARE_FACTOR < bits;
}

// Encloses the root of f near a: f changes its sign between the ends of the ball.
static bool enclose(struct cpf_field *k, const arb_t a) {
  arb_poly_t f;
  arb_t low, high, y;
  arb_poly_init(f);
  arb_init(low), arb_init(high), arb_init(y);
  arb_poly_set_fmpz_poly(f, k->f, 2 * k->prec);
  arb_get_mid_arb(k->root, a);
  arb_add_error_2exp_si(k->root, -(k->prec - ROOT_GUARD));
  arb_get_lbound_arf(arb_midref(low), k->root, 2 * k->prec);
  arb_get_ubound_arf(arb_midref(high), k->root, 2 * k->prec);
  arb_set_interval_arf(k->root, arb_midref(low), arb_midref(high), 3 * k->prec);
  arb_poly_evaluate(y, f, low, 2 * k->prec);
  arb_poly_evaluate(low, f, high, 2 * k->prec);
  arb_mul(y, y, low, 2 * k->prec);
  bool ok = arb_is_negative(y);
  arb_poly_clear(f);
  arb_clear(low), arb_clear(high), arb_clear(y);
  return ok;
}

bool cpf_field_find(struct cpf_field *k, const arb_t a, slong most) {
  arb_ptr powers = _arb_vec_init(most + 1);
  bool found = false;
  arb_one(powers);
  for (slong i = 1; i <= most; i++)
    arb_mul(powers + i, powers + i - 1, a, k->prec);
  for (slong degree = 1; degree <= most && !found; degree++) {
    fmpz_mat_t c;
    fmpz_mat_init(c, degree + 1, 1);
    if (relation(powers, degree + 1, lattice_bits(k->prec, degree + 1), c) &&
        !fmpz_is_zero(fmpz_mat_entry(c, degree, 0))) {
      fmpz_poly_zero(k->f);
      for (slong i = 0; i <= degree; i++)
        fmpz_poly_set_coeff_fmpz(k->f, i, fmpz_mat_entry(c, i, 0));
      fmpq_poly_set_fmpz_poly(k->modulus, k->f);
      found = enclose(k, a);
    }
    fmpz_mat_clear(c);
  }
  _arb_vec_clear(powers, most + 1);
  return found;
}

// Newton's method for a root of f, from x. False when it does not settle next to where it began.
static bool polish(const fmpz_poly_t f, arb_t x, slong known, slong prec) {
  arb_poly_t p;
  arb_t y, slope, begin;
  arb_poly_init(p);
  arb_init(y), arb_init(slope), arb_init(begin);
  arb_poly_set_fmpz_poly(p, f, 2 * prec);
  arb_set(begin, x);
  bool ok = false;
  for (int step = 0; step < POLISH_MAX && !ok; step++) {
    arb_poly_evaluate2(y, slope, p, x, 2 * prec);
    arb_div(y, y, slope, 2 * prec);
    arb_sub(x, x, y, 2 * prec);
    arb_get_mid_arb(x, x);
    ok = arb_is_finite(y) && arf_cmpabs_2exp_si(arb_midref(y), -prec) < 0;
  }
  arb_sub(y, x, begin, prec);
  ok = ok && arf_cmpabs_2exp_si(arb_midref(y), 1 - known) < 0;
  arb_poly_clear(p);
  arb_clear(y), arb_clear(slope), arb_clear(begin);
  return ok;
}

bool cpf_field_recognise(double x, slong known, slong most, slong prec, arb_t out) {
  arb_ptr powers = _arb_vec_init(most + 1);
  bool found = false;
  fmpz_poly_t f;
  fmpz_poly_init(f);
  arb_one(powers);
  for (slong i = 1; i <= most; i++) {
    arb_set_d(out, x);
    arb_mul(powers + i, powers + i - 1, out, prec);
  }
  for (slong degree = 1; degree <= most && !found; degree++) {
    fmpz_mat_t c;
    fmpz_mat_init(c, degree + 1, 1);
    if (relation(powers, degree + 1, known, c) && !fmpz_is_zero(fmpz_mat_entry(c, degree, 0))) {
      fmpz_poly_zero(f);
      for (slong i = 0; i <= degree; i++)
        fmpz_poly_set_coeff_fmpz(f, i, fmpz_mat_entry(c, i, 0));
      arb_set_d(out, x);
      found = polish(f, out, known, prec);
    }
    fmpz_mat_clear(c);
  }
  fmpz_poly_clear(f);
  _arb_vec_clear(powers, most + 1);
  return found;
}

bool cpf_field_guess(const struct cpf_field *k, const arb_t x, fmpq_poly_t out) {
  slong degree = fmpz_poly_degree(k->f);
  arb_ptr v = _arb_vec_init(degree + 1);
  fmpz_mat_t c;
  fmpq_t q;
  arb_t a;
  fmpz_mat_init(c, degree + 1, 1);
  fmpq_init(q);
  arb_init(a);
  arb_get_mid_arb(a, k->root);
  arb_one(v);
  for (slong i = 1; i < degree; i++)
    arb_mul(v + i, v + i - 1, a, k->prec);
  arb_set(v + degree, x);
  bool ok = relation(v, degree + 1, lattice_bits(k->prec, degree + 1), c) &&
            !fmpz_is_zero(fmpz_mat_entry(c, degree, 0));
  fmpq_poly_zero(out);
  for (slong i = 0; i < degree && ok; i++) { // x = -sum c_i a^i / c_degree
    fmpq_set_fmpz_frac(q, fmpz_mat_entry(c, i, 0), fmpz_mat_entry(c, degree, 0));
    fmpq_neg(q, q);
    fmpq_poly_set_coeff_fmpq(out, i, q);
  }
  _arb_vec_clear(v, degree + 1);
  fmpz_mat_clear(c);
  fmpq_clear(q);
  arb_clear(a);
  return ok;
}

void cpf_field_mul(const struct cpf_field *k, fmpq_poly_t out, const fmpq_poly_t a,
                   const fmpq_poly_t b) {
  fmpq_poly_mul(out, a, b);
  fmpq_poly_rem(out, out, k->modulus);
}

void cpf_field_pow(const struct cpf_field *k, fmpq_poly_t out, const fmpq_poly_t a, ulong e) {
  fmpq_poly_t base;
  fmpq_poly_init(base);
  fmpq_poly_set(base, a);
  fmpq_poly_one(out);
  for (; e > 0; e >>= 1) {
    if (e & 1)
      cpf_field_mul(k, out, out, base);
    if (e > 1)
      cpf_field_mul(k, base, base, base);
  }
  fmpq_poly_clear(base);
}

void cpf_field_value(const struct cpf_field *k, const fmpq_poly_t a, arb_t out) {
  arb_poly_t p;
  arb_poly_init(p);
  arb_poly_set_fmpq_poly(p, a, k->prec);
  arb_poly_evaluate(out, p, k->root, k->prec);
  arb_poly_clear(p);
}
