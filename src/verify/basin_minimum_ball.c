// SPDX-License-Identifier: GPL-3.0-or-later
// Tight-balance has t_1 = t_2 = t, u = cos(t)^2, z = sin(t)^2, x = u - z = tanh(a), m = (rho-2)/2:
// 1. It solves u^m - z^m = 2 x^(2m+1); the left side is the larger one exactly where x is below the
//    root x*.
// 2. lambda_a = rho ((m+1) x (u^m-z^m) - m (u^m+z^m)) > 0 iff (m+1) tanh(a) tanh(ma) > m, and the
//    left side grows with x. So lambda_a > 0 when that holds, weakly, at some x_1 < x*.
// 3. lambda_s = lambda_a + 2 rho x^(2m) (2m+1 - (2m+2) x^2) > lambda_a when x*^2 < (2m+1)/(2m+2),
//    which holds when 2 x^(2m+1) > 1 there, as u^m - z^m < 1.
#include "verify/basin_minimum_ball.h"

#include <arb.h>
#include <flint/fmpq.h>
#include <flint/fmpq_poly.h>

enum { X = 6, POLYNOMIALS = 7, BITS = 128 };

static void power(fmpq_t out, const fmpq_t x, int e) {
  fmpq_pow_si(out, x, e);
}

// 4 ((2m+1)/(2m+2))^(2m+1) > 1.
static bool above_root(int m) {
  fmpq_t x;
  fmpq_init(x);
  fmpq_set_si(x, 2L * m + 1, 2UL * (ulong)m + 2);
  power(x, x, 2 * m + 1);
  fmpq_mul_si(x, x, 4);
  bool above = fmpq_cmp_si(x, 1) > 0;
  fmpq_clear(x);
  return above;
}

// x_1 = m/(m+1) (1+q)/(1-q).
static void lower_point(fmpq_t x1, int m) {
  fmpq_t q, y;
  fmpq_init(q), fmpq_init(y);
  fmpq_set_si(q, 1, 2UL * (ulong)m + 1);
  power(q, q, m);
  fmpq_set_si(x1, m, (ulong)m + 1);
  fmpq_add_si(y, q, 1), fmpq_mul(x1, x1, y);
  fmpq_sub_si(y, q, 1), fmpq_div(x1, x1, y), fmpq_neg(x1, x1);
  fmpq_clear(q), fmpq_clear(y);
}

bool cpf_minimum_at(int m) {
  fmpq_t x[X];
  for (int i = 0; i < X; i++)
    fmpq_init(x[i]);
  fmpq *x1 = x[0], *A = x[1], *B = x[2], *left = x[3], *right = x[4], *difference = x[5];
  lower_point(x1, m);
  fmpq_add_si(A, x1, 1), fmpq_div_2exp(A, A, 1);
  fmpq_sub_si(B, A, 1), fmpq_neg(B, B);
  power(A, A, m), power(B, B, m);
  fmpq_sub(difference, A, B);
  fmpq_mul(left, difference, x1), fmpq_mul_si(left, left, m + 1);
  fmpq_add(right, A, B), fmpq_mul_si(right, right, m);
  bool ok = m >= 2 && fmpq_cmp_si(x1, 1) < 0 && fmpq_cmp(left, right) >= 0;
  power(right, x1, 2 * m + 1), fmpq_mul_si(right, right, 2);
  ok = ok && fmpq_cmp(difference, right) > 0 && above_root(m);
  for (int i = 0; i < X; i++)
    fmpq_clear(x[i]);
  return ok;
}

bool cpf_minimum_beyond(int tail) {
  arb_t q, y, left, right;
  arb_init(q), arb_init(y), arb_init(left), arb_init(right);
  arb_set_si(q, 2L * tail + 1);
  arb_pow_ui(q, q, (ulong)tail, BITS), arb_inv(q, q, BITS);
  arb_sub_ui(y, q, 1, BITS), arb_neg(y, y); // 1 - q
  arb_set_d(left, -0.5), arb_exp(left, left, BITS), arb_mul(left, left, y, BITS);
  arb_div(right, q, y, BITS), arb_mul_2exp_si(right, right, 1);
  arb_set_ui(y, (ulong)tail + 1), arb_inv(y, y, BITS);
  arb_sub(right, right, y, BITS), arb_mul_si(right, right, 2L * tail + 1, BITS);
  arb_exp(right, right, BITS), arb_mul_2exp_si(right, right, 1);
  bool ok = tail >= 3 && arb_gt(left, right);
  arb_clear(q), arb_clear(y), arb_clear(left), arb_clear(right);
  return ok;
}

bool cpf_minimum_slope(int m) {
  fmpq_poly_t P[POLYNOMIALS];
  for (int i = 0; i < POLYNOMIALS; i++)
    fmpq_poly_init(P[i]);
  fmpq_poly_struct *u = P[0], *z = P[1], *A = P[2], *B = P[3], *x = P[4], *left = P[5],
                   *right = P[6];
  fmpq_poly_set_coeff_si(u, 1, 1);
  fmpq_poly_set_coeff_si(z, 0, 1), fmpq_poly_set_coeff_si(z, 1, -1);
  fmpq_poly_sub(x, u, z);
  fmpq_poly_pow(A, u, (ulong)m - 1), fmpq_poly_pow(B, z, (ulong)m - 1);
  fmpq_poly_add(left, A, B), fmpq_poly_mul(left, left, u), fmpq_poly_mul(left, left, z);
  fmpq_poly_scalar_mul_si(left, left, -2L * m);
  fmpq_poly_mul(A, A, u), fmpq_poly_mul(B, B, z);
  fmpq_poly_add(right, A, B), fmpq_poly_scalar_mul_si(right, right, -m);
  fmpq_poly_sub(A, A, B), fmpq_poly_mul(A, A, x);
  fmpq_poly_add(left, left, A);
  fmpq_poly_scalar_mul_si(A, A, m + 1), fmpq_poly_add(right, right, A);
  bool same = fmpq_poly_equal(left, right) != 0;
  for (int i = 0; i < POLYNOMIALS; i++)
    fmpq_poly_clear(P[i]);
  return same;
}
