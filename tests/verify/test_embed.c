// SPDX-License-Identifier: GPL-3.0-or-later
// The claims on pairs of students that move as in the toy model.
#include "verify/embed_ball.h"

#include "exact.h"

Test(embed, verdicts) {
  expect_claim("tight-balance-embeds", CPF_VERDICT_CORRECTED, 6);
  expect_claim("embeds-converse", CPF_VERDICT_REFUTED, 4);
}

// The exact tight-balance point is critical for the double model too, and the spoilt one is not.
Test(embed, tight_balance_pair) {
  const double c = cos(acos(-1.0) / 8), s = sin(acos(-1.0) / 8);
  double W[] = {c, s, 0, c, -s, 0, 0, 0, 1}, G[9];
  struct cpf_problem p = problem(3, 3, 3, 4);
  cr_expect_lt(cpf_gradient(&p, W, G, NULL), 1e-14); // a few roundings of terms of size 4
  cr_expect(cpf_tight_balance_is_critical(3, 3, 3, false));
  cr_expect(cpf_tight_balance_is_critical(2, 2, 2, false));
  cr_expect_not(cpf_tight_balance_is_critical(3, 3, 3, true));
  cr_expect_not(cpf_tight_balance_is_critical(3, 4, 5, true));
}

// The rate at which orthogonality is lost, by differences of the double model: w_1.w_3 after a
// step of the flow, over the step.
Test(embed, orthogonality_is_lost) {
  double W[] = {0.8, 0.6, 0, 0.8, 0.6, 0, -0.36, 0.48, 0.8}, G[9];
  const double h = 1e-6;
  struct cpf_problem p = problem(3, 3, 3, 4);
  cpf_gradient(&p, W, G, NULL);
  for (int a = 0; a < 9; a++)
    W[a] -= h * G[a];
  cr_expect_float_eq(inner(3, W, W + 6) / h, -16128.0 / 78125, 1e-4); // h |G|^2, |G| < 5
}
