// SPDX-License-Identifier: GPL-3.0-or-later
//
// hermite-expansion (docs/claims/hermite-expansion.md).
//
// 1. E[He_m(X) He_n(cX + sqrt(1-c^2) Z)] as a polynomial in c, from the moments of X and Z: n! c^n
//    when m = n, else 0, for all degrees up to DEGREE_MAX. (The page proves all degrees.)
// 2. The expectation of the squared difference of the two networks, expanded as a polynomial in x
//    at points with rational coordinates: the loss with its constants.
#include "verify/claims.h"
#include "verify/gaussian_ball.h"

#include <flint/fmpz_poly.h>

enum { DEGREE_MAX = 40, RHO_MAX = 6, POINTS = 2, SIZE = 5, SEED = 12 };

// Whether the overlap of He_m and He_n is what the claim says.
static bool overlap_is(int m, int n) {
  fmpz_poly_t found, expected;
  fmpz_t factorial;
  fmpz_poly_init(found), fmpz_poly_init(expected);
  fmpz_init(factorial);
  cpf_gaussian_overlap(found, m, n);
  fmpz_fac_ui(factorial, (ulong)n);
  if (m == n)
    fmpz_poly_set_coeff_fmpz(expected, n, factorial);
  bool same = fmpz_poly_equal(found, expected);
  fmpz_poly_clear(found), fmpz_poly_clear(expected);
  fmpz_clear(factorial);
  return same;
}

static void add_neurons(fmpq_mpoly_t out, const fmpq_mat_t A, int rho, bool minus,
                        const fmpq_mpoly_ctx_t ctx) {
  fmpq_mpoly_t x, h;
  fmpq_mpoly_init(x, ctx), fmpq_mpoly_init(h, ctx);
  for (slong i = 0; i < fmpq_mat_nrows(A); i++) {
    cpf_gaussian_linear(x, A, i, ctx);
    cpf_gaussian_hermite(h, rho, x, ctx);
    if (minus)
      fmpq_mpoly_sub(out, out, h, ctx);
    else
      fmpq_mpoly_add(out, out, h, ctx);
  }
  fmpq_mpoly_clear(x, ctx), fmpq_mpoly_clear(h, ctx);
}

// 1/2 E[(sum_i H_rho(w_i.x) - sum_j H_rho(v_j.x))^2], H_rho = He_rho / sqrt(rho!).
static void expected_loss(const struct cpf_rational *c, fmpq_t out) {
  fmpq_mpoly_ctx_t ctx;
  fmpq_mpoly_t f;
  fmpq_mat_t V;
  fmpq_poly_t mean;
  fmpz_t factorial;
  fmpq_mpoly_ctx_init(ctx, c->d + 1, ORD_LEX);
  fmpq_mpoly_init(f, ctx);
  fmpq_mat_init(V, c->k, c->d);
  fmpq_poly_init(mean);
  fmpz_init(factorial);
  for (int j = 0; j < c->k; j++)
    fmpq_one(fmpq_mat_entry(V, j, j));
  add_neurons(f, c->W, c->rho, false, ctx);
  add_neurons(f, V, c->rho, true, ctx);
  fmpq_mpoly_mul(f, f, f, ctx);
  cpf_gaussian_expect(mean, f, ctx);
  fmpq_poly_get_coeff_fmpq(out, mean, 0);
  fmpz_fac_ui(factorial, (ulong)c->rho);
  fmpq_div_fmpz(out, out, factorial);
  fmpq_div_2exp(out, out, 1);
  fmpq_mpoly_clear(f, ctx);
  fmpq_mpoly_ctx_clear(ctx);
  fmpq_mat_clear(V);
  fmpq_poly_clear(mean);
  fmpz_clear(factorial);
}

// Whether the two losses agree at a random point.
static bool losses_agree(int n, int k, int d, int rho, uint64_t start) {
  struct cpf_rational c;
  struct cpf_random random = cpf_random_make(SEED, 0, start);
  fmpq_t found, expected;
  cpf_rational_init(&c, n, k, d, rho);
  fmpq_init(found), fmpq_init(expected);
  cpf_rational_random(&c, &random, SIZE);
  expected_loss(&c, expected);
  cpf_rational_loss(&c, found);
  bool same = cpf_rational_is_unit(&c) && fmpq_equal(found, expected);
  cpf_rational_clear(&c);
  fmpq_clear(found), fmpq_clear(expected);
  return same;
}

enum cpf_status cpf_try_hermite_expansion(struct cpf_trial *t, struct cpf_error *err) {
  static const int shapes[][3] = {{1, 1, 2}, {1, 3, 3}, {2, 2, 2}, {2, 1, 3}, {3, 2, 3}};
  int pairs = 0, right = 0, points = 0, same = 0;
  (void)err;
  for (int m = 0; m <= DEGREE_MAX; m++)
    for (int n = 0; n <= DEGREE_MAX; n++, pairs++)
      right += overlap_is(m, n);
  cpf_trial_step(t, right == pairs,
                 "E[He_m(X) He_n(cX + sqrt(1-c^2) Z)], expanded to a polynomial in c with the "
                 "moments of X and Z, is n! c^n for m = n and 0 otherwise: %d of %d pairs with "
                 "m, n <= %d",
                 right, pairs, DEGREE_MAX);
  for (size_t s = 0; s < sizeof shapes / sizeof *shapes; s++)
    for (int rho = 1; rho <= RHO_MAX; rho++)
      for (int i = 0; i < POINTS; i++, points++)
        same += losses_agree(shapes[s][0], shapes[s][1], shapes[s][2], rho, (uint64_t)points);
  cpf_trial_step(t, same == points,
                 "1/2 E[(sum_i H_rho(w_i.x) - sum_j H_rho(v_j.x))^2], expanded in x, equals 1/2 "
                 "sum_{i,q} (w_i.w_q)^rho - sum_{i,j} (w_i.v_j)^rho + k/2 exactly at %d of %d "
                 "rational points with rho <= %d",
                 same, points, RHO_MAX);
  cpf_trial_count(t, (uint64_t)pairs + (uint64_t)points);
  cpf_trial_conclude(t, CPF_VERDICT_HOLDS,
                     "the generating function exp(sx - s^2/2) = sum_n He_n(x) s^n / n! gives "
                     "E[exp(sX - s^2/2) exp(tY - t^2/2)] = exp(stc), whose coefficients are the "
                     "claim; checked exactly up to degree %d and at rational points",
                     DEGREE_MAX);
  return CPF_OK;
}
