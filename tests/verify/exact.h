// SPDX-License-Identifier: GPL-3.0-or-later
// What the tests of the exact claims share: the verdict of a claim with all its steps.
#ifndef CPF_TESTS_VERIFY_EXACT_H
#define CPF_TESTS_VERIFY_EXACT_H

#include "cpfind/verify.h"
#include "verify/rational_ball.h"

#include "../support.h"

// The claim has that verdict, at least that many steps, all passed, and says what it must: a
// counterexample unless it holds, at unit vectors when it is a configuration, and a correction.
static inline void expect_claim(const char *id, enum cpf_claim_verdict verdict, size_t steps) {
  struct cpf_verify_options options = {.threads = 1};
  struct cpf_verify_result *result = NULL;
  cr_assert_eq(cpf_verify(&id, 1, &options, &result, NULL), CPF_OK);
  const struct cpf_verify_claim *c = &result->claims[0];
  cr_expect_eq(c->verdict, verdict, "%s: %s", id, c->method);
  cr_expect_geq(c->nsteps, steps);
  for (size_t i = 0; i < c->nsteps; i++)
    cr_expect(c->steps[i].passed, "%s: %s", id, c->steps[i].text);
  cr_expect_gt(c->tried, 0);
  cr_expect_eq(c->counterexample == NULL, verdict == CPF_VERDICT_HOLDS);
  cr_expect_eq(c->correction == NULL, verdict == CPF_VERDICT_HOLDS);
  for (int i = 0; c->W != NULL && i < c->problem.n; i++) {
    size_t d = (size_t)c->problem.d;
    cr_expect_float_eq(length(d, c->W + (size_t)i * d), 1, 1e-15); // a few roundings
  }
  cpf_verify_free(result);
}

#endif
