// SPDX-License-Identifier: GPL-3.0-or-later
// The frame of verify, and the claims about the toy model.
#include <criterion/criterion.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cpfind/model.h"
#include "cpfind/verify.h"
#include "verify/claims.h"

static const struct cpf_verify_options plain = {.threads = 1};

static struct cpf_verify_result *verify(const char *const *ids, size_t count) {
  struct cpf_verify_result *r = NULL;
  struct cpf_error err = {CPF_OK, ""};
  cr_assert_eq(cpf_verify(ids, count, &plain, &r, &err), CPF_OK, "%s", err.text);
  cr_assert_not_null(r);
  return r;
}

// The verdict of one claim, every step of which must have passed.
static void expect(const char *id, enum cpf_claim_verdict verdict) {
  struct cpf_verify_result *r = verify(&id, 1);
  cr_assert_eq(r->count, 1);
  const struct cpf_verify_claim *c = &r->claims[0];
  cr_expect_str_eq(c->id, id);
  cr_expect_eq(c->verdict, verdict, "%s: %s: %s", id, cpf_claim_verdict_name(c->verdict),
               c->method);
  cr_expect_gt(c->nsteps, 0);
  for (size_t i = 0; i < c->nsteps; i++)
    cr_expect(c->steps[i].passed, "%s: %s", id, c->steps[i].text);
  cr_expect_eq(c->counterexample != NULL,
               verdict == CPF_VERDICT_REFUTED || verdict == CPF_VERDICT_CORRECTED,
               "%s: a counterexample belongs to what does not hold, and to nothing else", id);
  if (verdict == CPF_VERDICT_CORRECTED)
    cr_expect_not_null(c->correction, "%s: corrected needs a correction", id);
  cpf_verify_free(r);
}

Test(verify, ids) {
  size_t count = 0;
  const char *const *ids = cpf_verify_ids(&count);
  static const char *const asked[] = {// those that the issue names
                                      "thm-2.1",
                                      "lemma-2.2",
                                      "scaled-rows",
                                      "toy-equations",
                                      "table-1",
                                      "only-theta-changes",
                                      "theta-4",
                                      "tight-balance-embeds",
                                      "thm-2.3",
                                      "lemma-B.1",
                                      "hermite-expansion",
                                      "gradient",
                                      "lemma-3.1",
                                      "cone-counterexample",
                                      "lemma-3.2",
                                      "figure-9-bound",
                                      "f-prime",
                                      "appendix-A",
                                      "toy-global-convergence",
                                      "tight-balance-slows"};
  cr_assert_geq(count, sizeof asked / sizeof asked[0]);
  cr_assert_null(ids[count]);
  for (size_t i = 0; i < sizeof asked / sizeof asked[0]; i++) {
    size_t at = 0;
    while (at < count && strcmp(ids[at], asked[i]) != 0)
      at++;
    cr_expect_lt(at, count, "%s is missing", asked[i]);
  }
  for (size_t i = 0; i < count; i++)
    for (size_t j = i + 1; j < count; j++)
      cr_expect_str_neq(ids[i], ids[j]);
}

// docs/claims/ID.md: its first line names the id and the verdict that the program finds.
static void expect_page(const struct cpf_verify_claim *c) {
  char path[400], line[200] = "", wanted[200];
  snprintf(path, sizeof path, "%s/docs/claims/%s.md", getenv("CPF_SOURCE_ROOT"), c->id);
  FILE *f = fopen(path, "r");
  cr_expect_not_null(f, "%s is missing", path);
  if (f == NULL)
    return;
  cr_expect_not_null(fgets(line, sizeof line, f));
  fclose(f);
  snprintf(wanted, sizeof wanted, "# %s: %s\n", c->id, cpf_claim_verdict_name(c->verdict));
  cr_expect_str_eq(line, wanted, "%s begins with %s", path, line);
}

Test(verify, all_claims_have_pages_and_verdicts) {
  size_t count = 0;
  cpf_verify_ids(&count);
  struct cpf_verify_result *r = verify(NULL, 0);
  cr_assert_eq(r->count, count);
  for (size_t i = 0; i < r->count; i++) {
    const struct cpf_verify_claim *c = &r->claims[i];
    cr_expect_neq(c->verdict, CPF_VERDICT_UNDECIDED, "%s: %s", c->id, c->method);
    cr_expect_gt(strlen(c->statement), 10);
    cr_expect_gt(strlen(c->source), 3);
    expect_page(c);
  }
  cpf_verify_free(r);
}

Test(verify, a_subset_comes_once_and_in_the_order_of_the_paper) {
  const char *const ids[] = {"f-prime", "theta-4", "f-prime", "toy-equations"};
  struct cpf_verify_result *r = verify(ids, 4);
  cr_assert_eq(r->count, 3);
  cr_expect_str_eq(r->claims[0].id, "toy-equations");
  cr_expect_str_eq(r->claims[1].id, "theta-4");
  cr_expect_str_eq(r->claims[2].id, "f-prime");
  cpf_verify_free(r);
}

Test(verify, unknown_id) {
  const char *const ids[] = {"theta-4", "theta-5"};
  struct cpf_verify_result *r = NULL;
  struct cpf_error err = {CPF_OK, ""};
  cr_expect_eq(cpf_verify(ids, 2, &plain, &r, &err), CPF_EINVAL);
  cr_expect_null(r);
  cr_expect_not_null(strstr(err.text, "theta-5"));
  cpf_verify_free(NULL);
}

Test(verify, stopped) {
  static const volatile sig_atomic_t stop = 2;
  const struct cpf_verify_options options = {.threads = 1, .stop = &stop};
  struct cpf_verify_result *r = NULL;
  struct cpf_error err = {CPF_OK, ""};
  cr_expect_eq(cpf_verify(NULL, 0, &options, &r, &err), CPF_EINTERRUPTED);
  cr_assert_not_null(r);
  cr_expect_eq(r->count, 0);
  cpf_verify_free(r);
}

// A failed step speaks louder than a verdict.
Test(verify, trial_records) {
  struct cpf_verify_claim c = {.id = "x"};
  struct cpf_trial t = {.claim = &c};
  const double W[2] = {0.6, 0.8};
  const struct cpf_problem p = {.n = 1, .k = 2, .d = 2, .rho = 4, .repulsion = 1};
  cr_expect(cpf_trial_step(&t, true, "one and one is %d", 2));
  cr_expect_not(cpf_trial_step(&t, false, "two"));
  for (int i = 0; i < 20; i++)
    cpf_trial_step(&t, true, "%d", i);
  cpf_trial_counterexample(&t, NULL, NULL, "first");
  cpf_trial_counterexample(&t, &p, W, "%s", "second");
  cpf_trial_correct(&t, "a");
  cpf_trial_correct(&t, "b");
  cpf_trial_count(&t, 3);
  cpf_trial_count(&t, 4);
  cr_expect_eq(c.nsteps, 22);
  cr_expect_str_eq(c.steps[0].text, "one and one is 2");
  cr_expect_not(c.steps[1].passed);
  cr_expect_str_eq(c.steps[21].text, "19");
  cr_expect_str_eq(c.counterexample, "second");
  cr_expect_eq(c.W[1], 0.8);
  cr_expect_eq(c.problem.k, 2);
  cr_expect_str_eq(c.correction, "b");
  cr_expect_eq(c.tried, 7);
  cr_expect_not(t.out_of_memory);
  struct cpf_verify_result *r = calloc(1, sizeof *r);
  r->claims = malloc(sizeof *r->claims);
  r->claims[0] = c;
  r->count = 1;
  cpf_verify_free(r);
}

Test(verify, toy_equations) {
  expect("toy-equations", CPF_VERDICT_CORRECTED);
}
Test(verify, tight_balance_lines) {
  expect("tight-balance-lines", CPF_VERDICT_CORRECTED);
}
Test(verify, table_1) {
  expect("table-1", CPF_VERDICT_CORRECTED);
}
Test(verify, toy_complete) {
  expect("toy-complete", CPF_VERDICT_REFUTED);
}
Test(verify, only_theta_changes) {
  expect("only-theta-changes", CPF_VERDICT_REFUTED);
}
Test(verify, figure_2_zeros) {
  expect("figure-2-zeros", CPF_VERDICT_HOLDS);
}
Test(verify, theta_4) {
  expect("theta-4", CPF_VERDICT_HOLDS);
}
Test(verify, theta_decreases) {
  expect("theta-decreases", CPF_VERDICT_HOLDS);
}
Test(verify, f_prime) {
  expect("f-prime", CPF_VERDICT_CORRECTED);
}

// The counterexamples by the model in double precision, which knows nothing of the trials.
static double gradient_norm(const char *id) {
  struct cpf_verify_result *r = verify(&id, 1);
  const struct cpf_verify_claim *c = &r->claims[0];
  double norm = 0.0, *G = NULL;
  cr_assert_not_null(c->W);
  size_t size = (size_t)c->problem.n * (size_t)c->problem.d;
  G = calloc(size, sizeof *G);
  cr_assert_not_null(G);
  cpf_gradient(&c->problem, c->W, G, NULL);
  for (size_t e = 0; e < size; e++)
    norm += G[e] * G[e];
  free(G);
  cpf_verify_free(r);
  return sqrt(norm);
}

Test(verify, counterexamples_are_critical_where_they_say_so) {
  cr_expect_lt(gradient_norm("toy-equations"), 1e-14);
  cr_expect_lt(gradient_norm("toy-complete"), 1e-14);
  cr_expect_lt(gradient_norm("only-theta-changes"), 1e-14);
}
