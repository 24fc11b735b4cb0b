// SPDX-License-Identifier: GPL-3.0-or-later
#include "verify/gaussian_ball.h"

#include <flint/fmpz.h>
#include <flint/fmpz_poly.h>

void cpf_gaussian_moment(fmpz_t out, ulong e) {
  fmpz_set_ui(out, e % 2 == 0);
  for (ulong factor = 3; e % 2 == 0 && factor < e; factor += 2)
    fmpz_mul_ui(out, out, factor);
}

// He_n in Z[x]: He_0 = 1, He_1 = x, He_(n+1) = x He_n - n He_(n-1).
static void hermite(fmpz_poly_t out, int n) {
  fmpz_poly_t previous, next;
  fmpz_poly_init(previous), fmpz_poly_init(next);
  fmpz_poly_one(out);
  for (int i = 0; i < n; i++) {
    fmpz_poly_shift_left(next, out, 1);
    fmpz_poly_scalar_mul_si(previous, previous, i);
    fmpz_poly_sub(next, next, previous);
    fmpz_poly_swap(previous, out);
    fmpz_poly_swap(out, next);
  }
  fmpz_poly_clear(previous), fmpz_poly_clear(next);
}

// The factor of X^p in E over Z of h(c X + sqrt(1 - c^2) Z):
// sum over even b of h_(p+b) binomial(p+b, b) c^p (1 - c^2)^(b/2) E[Z^b].
static void coefficient(fmpz_poly_t out, const fmpz_poly_t h, slong p) {
  fmpz_poly_t square, power, term; // 1 - c^2 and its powers
  fmpz_t x, y;
  fmpz_poly_init(square), fmpz_poly_init(power), fmpz_poly_init(term);
  fmpz_init(x), fmpz_init(y);
  fmpz_poly_set_coeff_si(square, 0, 1);
  fmpz_poly_set_coeff_si(square, 2, -1);
  fmpz_poly_one(power);
  fmpz_poly_zero(out);
  for (slong b = 0; p + b <= fmpz_poly_degree(h); b += 2) {
    fmpz_bin_uiui(x, (ulong)(p + b), (ulong)b);
    cpf_gaussian_moment(y, (ulong)b);
    fmpz_mul(x, x, y);
    fmpz_poly_get_coeff_fmpz(y, h, p + b);
    fmpz_mul(x, x, y);
    fmpz_poly_scalar_mul_fmpz(term, power, x);
    fmpz_poly_add(out, out, term);
    fmpz_poly_mul(power, power, square);
  }
  fmpz_poly_shift_left(out, out, p);
  fmpz_poly_clear(square), fmpz_poly_clear(power), fmpz_poly_clear(term);
  fmpz_clear(x), fmpz_clear(y);
}

void cpf_gaussian_overlap(fmpz_poly_t out, int m, int n) {
  fmpz_poly_t f, g, term;
  fmpz_t x, y, sum;
  fmpz_poly_init(f), fmpz_poly_init(g), fmpz_poly_init(term);
  fmpz_init(x), fmpz_init(y), fmpz_init(sum);
  hermite(f, m);
  hermite(g, n);
  fmpz_poly_zero(out);
  for (slong p = 0; p <= n; p++) {
    fmpz_zero(sum);
    for (slong i = 0; i <= m; i++) {
      cpf_gaussian_moment(x, (ulong)(i + p));
      fmpz_poly_get_coeff_fmpz(y, f, i);
      fmpz_addmul(sum, x, y);
    }
    coefficient(term, g, p);
    fmpz_poly_scalar_mul_fmpz(term, term, sum);
    fmpz_poly_add(out, out, term);
  }
  fmpz_poly_clear(f), fmpz_poly_clear(g), fmpz_poly_clear(term);
  fmpz_clear(x), fmpz_clear(y), fmpz_clear(sum);
}

void cpf_gaussian_linear(fmpq_mpoly_t out, const fmpq_mat_t A, slong i,
                         const fmpq_mpoly_ctx_t ctx) {
  fmpq_mpoly_t x;
  fmpq_mpoly_init(x, ctx);
  fmpq_mpoly_zero(out, ctx);
  for (slong a = 0; a < fmpq_mat_ncols(A); a++) {
    fmpq_mpoly_gen(x, a, ctx);
    fmpq_mpoly_scalar_mul_fmpq(x, x, fmpq_mat_entry(A, i, a), ctx);
    fmpq_mpoly_add(out, out, x, ctx);
  }
  fmpq_mpoly_clear(x, ctx);
}

void cpf_gaussian_hermite(fmpq_mpoly_t out, int degree, const fmpq_mpoly_t x,
                          const fmpq_mpoly_ctx_t ctx) {
  fmpq_mpoly_t previous, next;
  fmpq_mpoly_init(previous, ctx), fmpq_mpoly_init(next, ctx);
  fmpq_mpoly_one(out, ctx);
  for (int i = 0; i < degree; i++) {
    fmpq_mpoly_mul(next, x, out, ctx);
    fmpq_mpoly_scalar_mul_si(previous, previous, i, ctx);
    fmpq_mpoly_sub(next, next, previous, ctx);
    fmpq_mpoly_swap(previous, out, ctx);
    fmpq_mpoly_swap(out, next, ctx);
  }
  fmpq_mpoly_clear(previous, ctx), fmpq_mpoly_clear(next, ctx);
}

void cpf_gaussian_expect(fmpq_poly_t out, const fmpq_mpoly_t f, const fmpq_mpoly_ctx_t ctx) {
  slong last = fmpq_mpoly_ctx_nvars(ctx) - 1;
  ulong *exponents = flint_malloc((size_t)(last + 1) * sizeof *exponents);
  fmpq_t x, sum;
  fmpz_t moment;
  fmpq_init(x), fmpq_init(sum);
  fmpz_init(moment);
  fmpq_poly_zero(out);
  for (slong i = 0; i < fmpq_mpoly_length(f, ctx); i++) {
    fmpq_mpoly_get_term_coeff_fmpq(x, f, i, ctx);
    fmpq_mpoly_get_term_exp_ui(exponents, f, i, ctx);
    for (slong a = 0; a < last; a++) {
      cpf_gaussian_moment(moment, exponents[a]);
      fmpq_mul_fmpz(x, x, moment);
    }
    fmpq_poly_get_coeff_fmpq(sum, out, (slong)exponents[last]);
    fmpq_add(sum, sum, x);
    fmpq_poly_set_coeff_fmpq(out, (slong)exponents[last], sum);
  }
  flint_free(exponents);
  fmpq_clear(x), fmpq_clear(sum);
  fmpz_clear(moment);
}
