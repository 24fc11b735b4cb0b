// SPDX-License-Identifier: GPL-3.0-or-later
// The claims on copies of teachers and on minima.
#include "verify/choices_ball.h"

#include "exact.h"

Test(copies, verdicts) {
  expect_claim("thm-2.1", CPF_VERDICT_HOLDS, 4);
  expect_claim("thm-2.1-odd", CPF_VERDICT_CORRECTED, 4);
  expect_claim("lemma-2.2", CPF_VERDICT_REFUTED, 5);
  expect_claim("lemma-2.2-quadratic", CPF_VERDICT_REFUTED, 5);
  expect_claim("thm-2.3", CPF_VERDICT_HOLDS, 4);
  expect_claim("lemma-B.1", CPF_VERDICT_CORRECTED, 4);
}

Test(copies, choices_are_all_different_and_counted) {
  struct cpf_rational c;
  uint64_t code = 0, distinct = 0;
  cpf_rational_init(&c, 2, 3, 4, 4);
  for (; cpf_choice_set(&c, code); code++) {
    cr_expect(cpf_rational_is_unit(&c));
    distinct += cpf_choice_is_distinct(&c, code);
  }
  cr_expect_eq(code, 36);     // (2 k)^n
  cr_expect_eq(distinct, 24); // 4 signs, 3 * 2 teachers
  cpf_rational_clear(&c);
}

// The counterexample of lemma 2.2, and a neighbour with the same teacher twice.
Test(copies, euclidean_gradient_vanishes_at_distinct_teachers) {
  struct cpf_rational c;
  fmpq_mat_t A;
  cpf_rational_init(&c, 2, 3, 3, 4);
  fmpq_mat_init(A, 2, 3);
  cpf_rational_copy(&c, 0, 0, 1);
  cpf_rational_copy(&c, 1, 2, -1);
  cpf_rational_euclidean(&c, A);
  cr_expect(fmpq_mat_is_zero(A));
  cpf_rational_copy(&c, 1, 0, -1);
  cpf_rational_euclidean(&c, A);
  cr_expect_not(fmpq_mat_is_zero(A));
  fmpq_mat_clear(A);
  cpf_rational_clear(&c);
}
