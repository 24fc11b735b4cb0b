// SPDX-License-Identifier: GPL-3.0-or-later
// The claims that are identities, and the Gaussian moments they rest on.
#include "verify/gaussian_ball.h"
#include "verify/quadratic_ball.h"

#include "exact.h"

Test(identities, verdicts) {
  expect_claim("hermite-expansion", CPF_VERDICT_HOLDS, 2);
  expect_claim("gradient", CPF_VERDICT_HOLDS, 3);
  expect_claim("scaled-rows", CPF_VERDICT_HOLDS, 5);
  expect_claim("projection", CPF_VERDICT_CORRECTED, 3);
  expect_claim("appendix-A", CPF_VERDICT_CORRECTED, 3);
  expect_claim("martin-model", CPF_VERDICT_CORRECTED, 4);
}

Test(identities, moments) {
  static const ulong expected[] = {1, 0, 1, 0, 3, 0, 15, 0, 105};
  fmpz_t x;
  fmpz_init(x);
  for (ulong e = 0; e < COUNT(expected); e++) {
    cpf_gaussian_moment(x, e);
    cr_expect_eq(fmpz_cmp_ui(x, expected[e]), 0);
  }
  fmpz_clear(x);
}

// He_2 against He_2 by hand: E[(X^2 - 1) (Y^2 - 1)] = 2 c^2; different degrees: 0.
Test(identities, overlaps) {
  fmpz_poly_t f;
  char *text;
  fmpz_poly_init(f);
  cpf_gaussian_overlap(f, 2, 2);
  text = fmpz_poly_get_str(f);
  cr_expect_str_eq(text, "3  0 0 2");
  flint_free(text);
  cpf_gaussian_overlap(f, 2, 4);
  cr_expect(fmpz_poly_is_zero(f));
  cpf_gaussian_overlap(f, 3, 3);
  text = fmpz_poly_get_str(f);
  cr_expect_str_eq(text, "4  0 0 0 6");
  flint_free(text);
  fmpz_poly_clear(f);
}

// n = k = d = 1, w = 1 + t, v = 1: E[((1+t)^2 - 1)^2 x^4] = 3 (2t + t^2)^2, whatever the shift.
Test(identities, mean_squares) {
  fmpq_mat_t W;
  fmpq_poly_t f;
  fmpq_mat_init(W, 1, 1);
  fmpq_poly_init(f);
  fmpq_one(fmpq_mat_entry(W, 0, 0));
  for (int shift = 0; shift <= 2; shift++) {
    cpf_quadratic_mean_square(W, W, W, shift, f);
    char *text = fmpq_poly_get_str(f);
    cr_expect_str_eq(text, "5  0 0 12 12 3");
    flint_free(text);
  }
  fmpq_mat_clear(W);
  fmpq_poly_clear(f);
}
