// SPDX-License-Identifier: GPL-3.0-or-later
//
// Derivatives of the loss by a route that knows the loss only: the rows become polynomials in t,
// the loss of these rows is computed as a polynomial (or a power series) in t, and the derivative
// is its linear coefficient.
#include "verify/rational_ball.h"

// The series stops before t^SERIES.
enum { SERIES = 3 };

// n*d polynomials in t, row by row.
static fmpq_poly_struct *rows_new(const struct cpf_rational *c) {
  size_t count = (size_t)c->n * (size_t)c->d;
  fmpq_poly_struct *rows = flint_malloc(count * sizeof *rows);
  for (size_t i = 0; i < count; i++)
    fmpq_poly_init(&rows[i]);
  return rows;
}

static void rows_free(const struct cpf_rational *c, fmpq_poly_struct *rows) {
  for (size_t i = 0; i < (size_t)c->n * (size_t)c->d; i++)
    fmpq_poly_clear(&rows[i]);
  flint_free(rows);
}

static fmpq_poly_struct *entry(const struct cpf_rational *c, fmpq_poly_struct *rows, int i, int a) {
  return &rows[(size_t)i * (size_t)c->d + (size_t)a];
}

static void inner(const struct cpf_rational *c, fmpq_poly_struct *rows, int i, int q,
                  fmpq_poly_t out) {
  fmpq_poly_t term;
  fmpq_poly_init(term);
  fmpq_poly_zero(out);
  for (int a = 0; a < c->d; a++) {
    fmpq_poly_mul(term, entry(c, rows, i, a), entry(c, rows, q, a));
    fmpq_poly_add(out, out, term);
  }
  fmpq_poly_clear(term);
}

// sum += x^rho, without the terms from t^length on (length 0: all terms stay).
static void add_power(const struct cpf_rational *c, fmpq_poly_t sum, const fmpq_poly_t x,
                      slong length) {
  fmpq_poly_t power;
  fmpq_poly_init(power);
  if (length > 0)
    fmpq_poly_pow_trunc(power, x, (ulong)c->rho, length);
  else
    fmpq_poly_pow(power, x, (ulong)c->rho);
  fmpq_poly_add(sum, sum, power);
  fmpq_poly_clear(power);
}

// The loss at those rows.
static void loss_of(const struct cpf_rational *c, fmpq_poly_struct *rows, slong length,
                    fmpq_poly_t L) {
  fmpq_poly_t x, attraction;
  fmpq_t half;
  fmpq_poly_init(x), fmpq_poly_init(attraction);
  fmpq_init(half);
  fmpq_poly_zero(L);
  for (int i = 0; i < c->n; i++) {
    for (int q = 0; q < c->n; q++) {
      inner(c, rows, i, q, x);
      add_power(c, L, x, length);
    }
    for (int j = 0; j < c->k; j++)
      add_power(c, attraction, entry(c, rows, i, j), length);
  }
  fmpq_set_si(half, 1, 2);
  fmpq_poly_scalar_mul_fmpq(L, L, c->repulsion);
  fmpq_poly_scalar_mul_fmpq(L, L, half);
  fmpq_poly_sub(L, L, attraction);
  fmpq_mul_si(half, half, c->k);
  fmpq_poly_set_fmpq(x, half);
  fmpq_poly_add(L, L, x);
  fmpq_poly_clear(x), fmpq_poly_clear(attraction);
  fmpq_clear(half);
}

static void set_line(const struct cpf_rational *c, const fmpq_mat_t H, int i,
                     fmpq_poly_struct *rows) {
  for (int a = 0; a < c->d; a++) {
    fmpq_poly_set_coeff_fmpq(entry(c, rows, i, a), 0, fmpq_mat_entry(c->W, i, a));
    fmpq_poly_set_coeff_fmpq(entry(c, rows, i, a), 1, fmpq_mat_entry(H, i, a));
  }
}

void cpf_rational_along(const struct cpf_rational *c, const fmpq_mat_t H, fmpq_poly_t L) {
  fmpq_poly_struct *rows = rows_new(c);
  for (int i = 0; i < c->n; i++)
    set_line(c, H, i, rows);
  loss_of(c, rows, 0, L);
  rows_free(c, rows);
}

void cpf_rational_slope(const struct cpf_rational *c, const fmpq_mat_t H, fmpq_t slope) {
  fmpq_poly_t L;
  fmpq_poly_init(L);
  cpf_rational_along(c, H, L);
  fmpq_poly_get_coeff_fmpq(slope, L, 1);
  fmpq_poly_clear(L);
}

// Row i of the curve: the line, less s w_i, times the series of 1 / (1 + s).
static void set_circle(const struct cpf_rational *c, const fmpq_mat_t H, int i,
                       fmpq_poly_struct *rows) {
  fmpq_poly_t scale;
  fmpq_t s, x;
  fmpq_poly_init(scale);
  fmpq_init(s), fmpq_init(x);
  cpf_rational_dot(s, H, i, H, i);
  fmpq_div_2exp(s, s, 2);
  fmpq_poly_set_coeff_si(scale, 0, 1);
  fmpq_poly_set_coeff_fmpq(scale, 2, s);
  fmpq_poly_inv_series(scale, scale, SERIES);
  set_line(c, H, i, rows);
  for (int a = 0; a < c->d; a++) {
    fmpq_mul(x, s, fmpq_mat_entry(c->W, i, a));
    fmpq_neg(x, x);
    fmpq_poly_set_coeff_fmpq(entry(c, rows, i, a), 2, x);
    fmpq_poly_mullow(entry(c, rows, i, a), entry(c, rows, i, a), scale, SERIES);
  }
  fmpq_poly_clear(scale);
  fmpq_clear(s), fmpq_clear(x);
}

void cpf_rational_slope_on_spheres(const struct cpf_rational *c, const fmpq_mat_t H, fmpq_t slope) {
  fmpq_poly_struct *rows = rows_new(c);
  fmpq_poly_t L;
  fmpq_poly_init(L);
  for (int i = 0; i < c->n; i++)
    set_circle(c, H, i, rows);
  loss_of(c, rows, SERIES, L);
  fmpq_poly_get_coeff_fmpq(slope, L, 1);
  fmpq_poly_clear(L);
  rows_free(c, rows);
}
