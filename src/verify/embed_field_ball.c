// SPDX-License-Identifier: GPL-3.0-or-later
//
// Arithmetic in Q(a), a = cos(pi/8): polynomials in a modulo 8 a^4 - 8 a^2 + 1 (the Chebyshev
// identity cos(4x) = 8 cos^4 x - 8 cos^2 x + 1 at 4x = pi/2). sin(pi/8) = cos(3 pi/8) = 4 a^3 - 3
// a. An element is 0 when its reduced polynomial is.
#include "certify/field_ball.h"
#include "verify/embed_ball.h"

#include <stddef.h>

enum { RHO = 4, PRECISION = 64 };

struct points {
  struct cpf_field field;
  int n, k, d;
  fmpq_poly_struct *W; // n*d
};

static fmpq_poly_struct *entry(const struct points *s, int i, int a) {
  return &s->W[(size_t)i * (size_t)s->d + (size_t)a];
}

static void points_init(struct points *s, int n, int k, int d, bool spoil) {
  static const slong minimal[] = {1, 0, -8, 0, 8};
  size_t size = (size_t)n * (size_t)d;
  *s = (struct points){.n = n, .k = k, .d = d};
  cpf_field_init(&s->field, PRECISION);
  for (slong i = 0; i < 5; i++)
    fmpz_poly_set_coeff_si(s->field.f, i, minimal[i]);
  fmpq_poly_set_fmpz_poly(s->field.modulus, s->field.f);
  s->W = flint_malloc(size * sizeof *s->W);
  for (size_t i = 0; i < size; i++)
    fmpq_poly_init(&s->W[i]);
  for (int i = 0; i < 2; i++) {
    fmpq_poly_set_coeff_si(entry(s, i, 0), 1, 1);
    fmpq_poly_set_coeff_si(entry(s, i, 1), 3, i == 0 ? 4 : -4);
    fmpq_poly_set_coeff_si(entry(s, i, 1), 1, i == 0 ? -3 : 3);
  }
  for (int i = 2; i < n; i++)
    fmpq_poly_one(entry(s, i, spoil && i == 2 ? 0 : i));
}

static void points_clear(struct points *s) {
  for (size_t i = 0; i < (size_t)s->n * (size_t)s->d; i++)
    fmpq_poly_clear(&s->W[i]);
  flint_free(s->W);
  cpf_field_clear(&s->field);
}

// out = x.y for rows of d elements.
static void dot(const struct points *s, const fmpq_poly_struct *x, const fmpq_poly_struct *y,
                fmpq_poly_t out) {
  fmpq_poly_t term;
  fmpq_poly_init(term);
  fmpq_poly_zero(out);
  for (int a = 0; a < s->d; a++) {
    cpf_field_mul(&s->field, term, &x[a], &y[a]);
    fmpq_poly_add(out, out, term);
  }
  fmpq_poly_clear(term);
}

// B (d elements, 0 before) = sum_{q!=i} (w_i.w_q)^(rho-1) w_q - sum_j (w_i.v_j)^(rho-1) v_j.
static void forces(const struct points *s, int i, fmpq_poly_struct *B) {
  fmpq_poly_t x, y;
  fmpq_poly_init(x), fmpq_poly_init(y);
  for (int q = 0; q < s->n; q++) {
    if (q == i)
      continue;
    dot(s, entry(s, i, 0), entry(s, q, 0), x);
    cpf_field_pow(&s->field, y, x, RHO - 1);
    for (int a = 0; a < s->d; a++) {
      cpf_field_mul(&s->field, x, y, entry(s, q, a));
      fmpq_poly_add(&B[a], &B[a], x);
    }
  }
  for (int j = 0; j < s->k; j++) {
    cpf_field_pow(&s->field, y, entry(s, i, j), RHO - 1);
    fmpq_poly_sub(&B[j], &B[j], y);
  }
  fmpq_poly_clear(x), fmpq_poly_clear(y);
}

// Whether |w_i| = 1 and B_i - (B_i.w_i) w_i = 0.
static bool row_is_critical(const struct points *s, int i) {
  fmpq_poly_struct *B = flint_malloc((size_t)s->d * sizeof *B);
  fmpq_poly_t x, mu;
  fmpq_poly_init(x), fmpq_poly_init(mu);
  for (int a = 0; a < s->d; a++)
    fmpq_poly_init(&B[a]);
  dot(s, entry(s, i, 0), entry(s, i, 0), x);
  bool zero = fmpq_poly_is_one(x);
  forces(s, i, B);
  dot(s, B, entry(s, i, 0), mu);
  for (int a = 0; a < s->d; a++) {
    cpf_field_mul(&s->field, x, mu, entry(s, i, a));
    fmpq_poly_sub(x, &B[a], x);
    zero = zero && fmpq_poly_is_zero(x);
    fmpq_poly_clear(&B[a]);
  }
  fmpq_poly_clear(x), fmpq_poly_clear(mu);
  flint_free(B);
  return zero;
}

bool cpf_tight_balance_is_critical(int n, int k, int d, bool spoil) {
  struct points s;
  bool critical = true;
  points_init(&s, n, k, d, spoil);
  for (int i = 0; i < n; i++)
    critical = critical && row_is_critical(&s, i);
  points_clear(&s);
  return critical;
}
