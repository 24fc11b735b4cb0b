// SPDX-License-Identifier: GPL-3.0-or-later
#include "verify/cone.h"

#include <math.h>
#include <string.h>

#include "../support.h"
#include "cpfind/model.h"
#include "cpfind/verify.h"
#include "verify/adverse.h"
#include "verify/follow.h"
#include "verify/plane_ball.h"

enum { SIZE = 6 };

// The claim's verdict is the expected one, earned by steps that passed.
static void assert_verdict(const char *id, enum cpf_claim_verdict verdict) {
  struct cpf_verify_options options = {.threads = 1};
  struct cpf_verify_result *result = NULL;
  struct cpf_error err = {.status = CPF_OK};
  cr_assert_eq(cpf_verify(&id, 1, &options, &result, &err), CPF_OK, "%s", err.text);
  const struct cpf_verify_claim *c = &result->claims[0];
  cr_assert_eq(c->verdict, verdict, "%s: %s", id, c->method);
  cr_assert(c->nsteps >= 3 && c->tried > 0);
  for (size_t i = 0; i < c->nsteps; i++)
    cr_assert(c->steps[i].passed, "%s", c->steps[i].text);
  cr_assert_eq(c->correction != NULL, verdict == CPF_VERDICT_CORRECTED, "%s", id);
  cpf_verify_free(result);
}

Test(split_cone, verdicts) {
  assert_verdict("lemma-3.1", CPF_VERDICT_HOLDS);
  assert_verdict("cone-counterexample", CPF_VERDICT_HOLDS);
  assert_verdict("cone-only-d-2", CPF_VERDICT_HOLDS);
  assert_verdict("correlation-monotone", CPF_VERDICT_HOLDS);
}

// The field of the proof of lemma 3.1 at (a, b), over rho.
static void field(int rho, double a, double b, double *a_rate, double *b_rate) {
  double h = cpf_powi(sin(a - b), rho - 1) * cos(a - b);
  *a_rate = -h - sin(a) * cos(a) * (cpf_powi(cos(a), rho - 2) - cpf_powi(sin(a), rho - 2));
  *b_rate = h - sin(b) * cos(b) * (cpf_powi(cos(b), rho - 2) - cpf_powi(sin(b), rho - 2));
}

Test(split_cone, field_of_the_square_is_the_models) {
  uint64_t state = 7;
  for (int rho = 4; rho <= 60; rho += 8)
    for (int i = 0; i < 20; i++) {
      struct cpf_problem p = problem(2, 2, 2, rho);
      double a = centred(&state) * 3, b = centred(&state) * 3, rates[2], G[4];
      double W[4] = {cos(a), sin(a), -sin(b), cos(b)};
      cpf_gradient(&p, W, G, NULL);
      field(rho, a, b, &rates[0], &rates[1]);
      // Rounding of sums of numbers up to rho.
      cr_assert_float_eq(-(G[1] * W[0] - G[0] * W[1]), rho * rates[0], rho * 1e-13);
      cr_assert_float_eq(G[2] * W[3] - G[3] * W[2], rho * rates[1], rho * 1e-13);
    }
}

Test(split_cone, square_is_covered_for_even_degrees_only) {
  uint64_t boxes = 0;
  for (int rho = 4; rho <= 60; rho += 14)
    cr_assert(cpf_cone_square(rho, &boxes) && boxes > 4, "rho = %d", rho);
  cr_assert_not(cpf_cone_square(2, &boxes)); // the centre lies on a line of critical points
  cr_assert_not(cpf_cone_square(5, &boxes));
}

Test(split_cone, corners_of_the_square_are_maxima) {
  double quarter = acos(-1) / 4;
  for (int rho = 4; rho <= 20; rho += 4)
    for (int sign = -1; sign <= 1; sign += 2) {
      struct cpf_problem p = problem(2, 2, 2, rho);
      double b = sign * quarter, B[4], H[4];
      double W[4] = {cos(quarter), sin(quarter), -sin(b), cos(b)};
      double expected = -2.0 * rho * (rho - 2) * pow(2, -rho / 2.0), trace, det;
      cpf_frames(&p, W, B);
      cpf_hessian(&p, W, B, H);
      trace = H[0] + H[3], det = H[0] * H[3] - H[1] * H[2];
      // Eigenvalues f'' twice, or f'' and f'' - 2 rho; rounding of numbers up to rho^2.
      double other = sign > 0 ? expected : expected - 2 * rho;
      cr_assert_float_eq(trace, expected + other, rho * rho * 1e-14);
      cr_assert_float_eq(det, expected * other, rho * rho * rho * rho * 1e-14);
    }
}

Test(split_cone, factors) {
  for (int m = 1; m < 30; m++)
    cr_assert(cpf_cone_factor(m));
  cr_assert_not(cpf_cone_factor(0));
  cr_assert(cpf_cone_inward(4));
  cr_assert_not(cpf_cone_inward(0));
}

Test(split_cone, counterexample_against_the_model) {
  const double W[SIZE] = {2.0 / 3, 2.0 / 3, 1.0 / 3, 6.0 / 11, -7.0 / 11, 6.0 / 11};
  for (int rho = 4; rho <= 12; rho += 2)
    for (int i = 0; i < 3; i++) {
      double r = 0.5 * i, G[SIZE];
      struct cpf_problem p = {2, 3, 3, rho, r};
      cpf_gradient(&p, W, G, NULL);
      // Rounding of sums of numbers up to rho.
      cr_assert_float_eq(G[1] - G[0], -r * rho * cpf_powi(4.0 / 33, rho - 1) * 13 / 11,
                         rho * 1e-15);
    }
}

Test(split_cone, leaves_in_dimension_three_and_more) {
  for (int d = 3; d <= 7; d++)
    cr_assert(cpf_cone_leaves(2, 2, d, 4) && cpf_cone_leaves(d, d, d, 6));
}

Test(split_cone, crosses_with_enough_repulsion_only) {
  double gap = 0, after = 0;
  cr_assert(cpf_cone_crosses(4, 1, &gap, &after));
  cr_assert(gap > 0 && after < 0);
  cr_assert_not(cpf_cone_crosses(4, 0, &gap, &after)); // keeps its cone
  cr_assert(after > 0);
  cr_assert_not(cpf_cone_crosses(20, 1, &gap, &after)); // too slow for the time allowed
}

// At rho = 4 the students come back after a long time beside tight-balance, which is no minimum;
// at rho = 6 it is one. r = 0: cones are kept.
Test(split_cone, worst_path_leaves) {
  struct cpf_cone_path path = {.drift = 0};
  struct cpf_trial t = {.threads = 1};
  uint64_t tried = 0;
  struct cpf_error err;
  cr_assert_eq(cpf_cone_worst(&t, 4, 1, &path, &tried, &err), CPF_OK);
  cr_assert(path.before > 0 && path.drift < -0.15 && path.least < -0.5 && tried > 100);
  cr_assert(path.returns && cpf_follow_reached(&path.end, "copy") && path.end.time > 1e5);
  cr_assert_eq(cpf_cone_worst(&t, 6, 1, &path, &tried, &err), CPF_OK);
  cr_assert(path.least < -0.5 && !path.returns);
  cr_assert(cpf_follow_reached(&path.end, "tight-balance"));
  cr_assert_eq(cpf_cone_worst(&t, 4, 0, &path, &tried, &err), CPF_OK);
  cr_assert(path.drift > -1e-15 && path.least > 0 && path.returns);
}

// Each claim about split cones hands on starts at which its students are split.
Test(split_cone, starts) {
  const char *const ids[] = {"lemma-3.1", "cone-counterexample", "lemma-3.2"};
  struct cpf_verify_options options = {.threads = 1};
  struct cpf_verify_result *result = NULL;
  struct cpf_error err = {.status = CPF_OK};
  cr_assert_eq(cpf_verify(ids, 3, &options, &result, &err), CPF_OK, "%s", err.text);
  cr_assert_eq(result->count, 3);
  for (size_t c = 0; c < result->count; c++) {
    const struct cpf_verify_claim *claim = &result->claims[c];
    cr_expect_geq(claim->nstarts, 3);
    for (size_t s = 0; s < claim->nstarts; s++) {
      const struct cpf_problem *p = &claim->starts[s].problem;
      assert_unit_rows(p, claim->starts[s].W);
      cr_expect_gt(strlen(claim->starts[s].text), 10);
      for (int i = 0; i < p->n; i++)
        for (int j = 0; j < p->k; j++) {
          const double *row = claim->starts[s].W + (ptrdiff_t)i * p->d;
          cr_expect(j == i || fabs(row[i]) > fabs(row[j]), "%s: start %zu", claim->id, s);
        }
    }
  }
  cpf_verify_free(result);
}

static bool never(const struct cpf_rational *c, const fmpq_mat_t G) {
  (void)c;
  return fmpq_is_zero(fmpq_mat_entry(G, 0, 0));
}

Test(split_cone, grid_sees_a_false_identity) {
  cr_assert(cpf_plane_field(4));
  cr_assert_not(cpf_plane_grid(4, cpf_plane_points(4), never));
  cr_assert_not(cpf_plane_grid(4, 0, never));
}

static double hills(const double *x, void *ctx) {
  (void)ctx;
  return (x[0] - 0.3) * (x[0] - 0.3) * (1 + 10 * (x[1] + 0.7) * (x[1] + 0.7)) + x[1];
}

Test(split_cone, adverse_search_finds_the_least_value) {
  const double low[2] = {-1, -2}, high[2] = {1, 2};
  struct cpf_adverse a = {hills, NULL, 2, low, high, 8};
  double least = 0, x[2];
  uint64_t tried = 0;
  struct cpf_error err;
  cr_assert_eq(cpf_adverse_search(&a, &least, x, &tried, &err), CPF_OK);
  // On the border x_1 = -2; the simplex stops at 1e-9 of the box.
  cr_assert_float_eq(least, -2, 1e-6);
  cr_assert_float_eq(x[0], 0.3, 1e-3);
  cr_assert(tried > 0);
}

// One student, one teacher, rho = 2, d = 2: t' = -sin(2t), tan(t) = tan(t_0) exp(-2 time).
Test(split_cone, path_against_a_solution) {
  struct cpf_problem p = problem(1, 1, 2, 2);
  struct cpf_trial t = {.threads = 1};
  struct cpf_flow_path *path = NULL;
  struct cpf_follow_end end;
  struct cpf_error err;
  double W[2] = {cos(1.2), sin(1.2)}, at[2];
  cr_assert_eq(cpf_follow_path(&t, &p, W, &path, &end, &err), CPF_OK, "%s", err.text);
  cr_assert(cpf_follow_reached(&end, "copy") && end.time > 5);
  for (double time = 0; time < 5; time += 0.5) {
    cpf_flow_path_at(path, time, at);
    // 1e-12 a step, some hundred steps, and the dense output between them.
    cr_expect_float_eq(at[1] / at[0], tan(1.2) * exp(-2 * time), 1e-9, "%g", time);
  }
  cr_expect_float_eq(fabs(W[1] / W[0]), tan(1.2) * exp(-2 * cpf_flow_path_time(path)), 1e-9);
  cpf_flow_path_free(path);
}

Test(split_cone, following_stops) {
  static const volatile sig_atomic_t stop = 2;
  struct cpf_problem p = problem(2, 2, 2, 4);
  struct cpf_trial t = {.threads = 1, .stop = &stop};
  struct cpf_flow_path *path = NULL;
  struct cpf_follow_end end;
  struct cpf_error err;
  double W[4] = {0.8, 0.6, 0.6, 0.8};
  cr_expect_eq(cpf_follow(&t, &p, W, 1, &end, &err), CPF_EINTERRUPTED);
  cr_expect_eq(cpf_follow_path(&t, &p, W, &path, &end, &err), CPF_EINTERRUPTED);
  cpf_flow_path_free(path);
}
