// SPDX-License-Identifier: GPL-3.0-or-later
// cpf_check on claims made by hand from the formulas; tests/cli/test_claims.c tampers with files.
#include <criterion/criterion.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "certify/check_parts.h"
#include "cpfind/model.h"

static const double PI = 3.14159265358979323846;
static const struct cpf_check_options one_thread = {.threads = 1};

// The certificate of the point near W, and claims that state what it proves.
static struct cpf_claim claim_of(const struct cpf_problem *p, const double *W) {
  struct cpf_claim claim = {.label = "by hand"};
  struct cpf_error err = {CPF_OK, ""};
  size_t size = (size_t)p->n * (size_t)p->d, N = cpf_problem_tangent_dim(p);
  double *G = calloc(size, sizeof *G);
  claim.W = calloc(size, sizeof *claim.W);
  claim.eigenvalues = calloc(N, sizeof *claim.eigenvalues);
  cr_assert(G != NULL && claim.W != NULL && claim.eigenvalues != NULL);
  memcpy(claim.W, W, size * sizeof *W);
  struct cpf_certificate *c = &claim.certificate;
  cr_assert_eq(cpf_certify(p, W, 4096, c, &err), CPF_OK, "%s", err.text);
  cr_assert(c->index_proved && c->isolated_proved && c->kind_proved, "%s", c->reason);
  claim.loss = cpf_loss(p, W);
  claim.gradient_norm = cpf_gradient(p, W, G, NULL);
  for (size_t a = 0; a < N; a++)
    claim.eigenvalues[a] = (c->lower[a] + c->upper[a]) / 2;
  claim.index = c->index;
  claim.nullity = c->nullity;
  claim.dimension = (int)cpf_check_orbit_dimension(p, c->rank);
  claim.degenerate = c->nullity > claim.dimension;
  strcpy(claim.kind, c->descends && c->ascends ? "saddle" : c->descends ? "maximum" : "minimum");
  claim.degree_stated = c->degree_proved;
  claim.local_degree = c->local_degree;
  claim.multiplicity_stated = c->multiplicity_proved;
  claim.multiplicity = c->multiplicity;
  claim.points_stated = c->points_proved;
  claim.points = c->points;
  free(G);
  return claim;
}

// The toy's five points from table 1, as a list.
static struct cpf_claims toy(void) {
  const double h = sqrt(0.5), c = cos(PI / 8), s = sin(PI / 8);
  const double W[5][4] = {{1, 0, 0, 1}, {c, s, c, -s}, {h, h, h, -h}, {1, 0, 1, 0}, {h, h, h, h}};
  struct cpf_claims claims = {.problem = {2, 2, 2, 4, 1.0},
                              .count = 5,
                              .list = true,
                              .nfamilies = 5,
                              .certified = 5,
                              .points_stated = true,
                              .points = 48,
                              .distinct = true,
                              .found_stated = true,
                              .euler_verdict = "holds",
                              .proved = true};
  claims.families = calloc(5, sizeof *claims.families);
  cr_assert_not_null(claims.families);
  for (int i = 0; i < 5; i++)
    claims.families[i] = claim_of(&claims.problem, W[i]);
  return claims;
}

static struct cpf_check_result *check(const struct cpf_claims *claims) {
  struct cpf_check_result *r = NULL;
  struct cpf_error err = {CPF_OK, ""};
  cr_assert_eq(cpf_check(claims, &one_thread, &r, &err), CPF_OK, "%s", err.text);
  return r;
}

Test(check, table_1_is_all_there_is) {
  struct cpf_claims claims = toy();
  struct cpf_check_result *r = check(&claims);
  for (size_t i = 0; i < r->count; i++)
    cr_expect_eq(r->families[i].verdict, CPF_CHECK_VERIFIED, "%zu: %s", i, r->families[i].texts[0]);
  cr_expect_eq(r->list.verdict, CPF_CHECK_VERIFIED, "%s", r->list.texts[0]);
  cr_expect(r->accepted);
  cr_expect_gt(r->boxes, 0);
  cpf_check_result_free(r);
  cpf_claims_clear(&claims);
}

// Points given to classify may repeat, and say nothing of the whole.
Test(check, points_are_no_list) {
  struct cpf_claims claims = toy();
  claims.list = false;
  cpf_certificate_clear(&claims.families[1].certificate);
  memcpy(claims.families[1].W, claims.families[0].W, 4 * sizeof(double));
  claims.families[1].loss = 0;
  claims.families[1].gradient_norm = 0;
  struct cpf_check_result *r = check(&claims);
  cr_expect_eq(r->list.count, 0);
  cr_expect_eq(r->families[1].verdict, CPF_CHECK_UNPROVED);
  cr_expect_eq(r->boxes, 0);
  cr_expect_not(r->accepted);
  cpf_check_result_free(r);
  cpf_claims_clear(&claims);
}

Test(check, a_missing_family_is_found_out) {
  for (int missing = 0; missing < 5; missing++) {
    struct cpf_claims claims = toy();
    struct cpf_claim gone = claims.families[missing];
    claims.families[missing] = claims.families[4];
    claims.families[4] = gone;
    struct cpf_claims four = claims;
    four.count = four.nfamilies = four.certified = 4;
    four.points = 48 - gone.points;
    four.euler_found = -(int64_t)gone.points * gone.local_degree;
    strcpy(four.euler_verdict, "fails");
    struct cpf_check_result *r = check(&four);
    cr_expect_not(r->accepted);
    cr_expect_eq(r->list.verdict, CPF_CHECK_FALSE);
    cr_expect_eq(r->list.count, 1, "only completeness is false: %s", r->list.texts[0]);
    cr_expect_not_null(strstr(r->list.texts[0], "completeness"), "%s", r->list.texts[0]);
    for (size_t i = 0; i < r->count; i++)
      cr_expect_eq(r->families[i].verdict, CPF_CHECK_VERIFIED);
    cpf_check_result_free(r);
    cpf_claims_clear(&claims);
  }
}

// Shares in the Euler sum of one student in dimension 5 with two teachers: the null points form a
// sphere S^2, of Euler characteristic 2, on which L has its maximum; all add up to chi(S^4) = 2.
Test(check, shares_of_spheres) {
  const struct cpf_problem p = {1, 2, 5, 4, 1.0};
  const double h = sqrt(0.5), W[3][5] = {{1}, {h, h}, {0, 0, 1}};
  const int64_t expected[] = {4, -4, 2};
  for (int i = 0; i < 3; i++) {
    struct cpf_claim claim = claim_of(&p, W[i]);
    struct cpf_certificate proved = {.theorem = CPF_THEOREM_NONE};
    bool known = false;
    int64_t share = 0;
    cr_assert_eq(cpf_certificate_prove(&p, &claim.certificate, &proved, NULL), CPF_OK);
    cr_assert_eq(cpf_check_share(&p, &claim.certificate, &proved, &known, &share, NULL), CPF_OK);
    cr_expect(known);
    cr_expect_eq(share, expected[i], "%d", (int)share);
    cpf_certificate_clear(&proved);
    struct cpf_claims one = {.families = calloc(1, sizeof claim), .count = 1};
    one.families[0] = claim;
    cpf_claims_clear(&one);
  }
}

Test(check, refusals) {
  struct cpf_claims claims = {.problem = {100, 4, 4, 4, 1.0}};
  struct cpf_check_result *r = NULL;
  struct cpf_error err = {CPF_OK, ""};
  cr_expect_eq(cpf_check(&claims, &one_thread, &r, &err), CPF_EINVAL);
  cr_expect_not_null(strstr(err.text, "too large to check"), "%s", err.text);
  claims.problem.n = 0;
  cr_expect_eq(cpf_check(&claims, &one_thread, &r, &err), CPF_EINVAL);
  cr_expect_null(r);
  volatile sig_atomic_t stop = 1;
  const struct cpf_check_options stopped = {.stop = &stop};
  claims = toy();
  cr_expect_eq(cpf_check(&claims, &stopped, &r, &err), CPF_EINTERRUPTED);
  cr_expect_null(r);
  cpf_claims_clear(&claims);
  cpf_check_result_free(NULL);
  cpf_claims_clear(NULL);
  cr_expect_str_eq(cpf_check_verdict_name(CPF_CHECK_UNPROVED), "unproved");
}
