// SPDX-License-Identifier: GPL-3.0-or-later
#include <math.h>

#include "../support.h"
#include "cpfind/model.h"
#include "cpfind/theta.h"
#include "cpfind/verify.h"
#include "verify/basin_minimum_ball.h"
#include "verify/follow.h"
#include "verify/plane_ball.h"

static struct cpf_verify_result *tried(const char *id) {
  struct cpf_verify_options options = {.threads = 1};
  struct cpf_verify_result *result = NULL;
  struct cpf_error err = {.status = CPF_OK};
  cr_assert_eq(cpf_verify(&id, 1, &options, &result, &err), CPF_OK, "%s", err.text);
  const struct cpf_verify_claim *c = &result->claims[0];
  cr_assert(c->nsteps >= 3 && c->tried > 0);
  for (size_t i = 0; i < c->nsteps; i++)
    cr_assert(c->steps[i].passed, "%s", c->steps[i].text);
  return result;
}

Test(basin, global_convergence_is_refuted) {
  struct cpf_verify_result *result = tried("toy-global-convergence");
  const struct cpf_verify_claim *c = &result->claims[0];
  cr_assert_eq(c->verdict, CPF_VERDICT_REFUTED, "%s", c->method);
  cr_assert(c->correction != NULL && c->counterexample != NULL && c->W != NULL);
  cr_assert_eq(c->problem.rho, 6);
  assert_unit_rows(&c->problem, c->W);
  // From the counterexample as it is reported: below the level, and it never gets to loss 0.
  cr_assert(cpf_loss(&c->problem, c->W) < 7.0 / 8);
  double W[4] = {c->W[0], c->W[1], c->W[2], c->W[3]};
  struct cpf_trial t = {.threads = 1};
  struct cpf_follow_end end;
  struct cpf_error err;
  cr_assert_eq(cpf_follow(&t, &c->problem, W, 1, &end, &err), CPF_OK);
  cr_assert(cpf_follow_reached(&end, "tight-balance") && !cpf_follow_reached(&end, "copy"));
  cr_assert_eq(end.loss, cpf_loss(&c->problem, W));
  // |grad L|^2 / (2 lambda) at |grad L| < 1e-6.
  cr_assert_float_eq(end.loss, 1.5 - sqrt(0.5), 1e-11);
  cpf_verify_free(result);
}

Test(basin, tight_balance_slows) {
  struct cpf_verify_result *result = tried("tight-balance-slows");
  cr_assert_eq(result->claims[0].verdict, CPF_VERDICT_HOLDS, "%s", result->claims[0].method);
  cpf_verify_free(result);
}

Test(basin, reductions) {
  cr_assert(cpf_plane_reduction(4) && cpf_plane_reduction(6));
  cr_assert_not(cpf_plane_reduction(8)); // has no such form here
}

// The level that encloses the counterexample: L >= 7/8 where p = 0 or c = 1/2, p >= 0, c >= 1/2.
Test(basin, level_against_the_model) {
  struct cpf_problem p = problem(2, 2, 2, 6);
  double least = INFINITY, pi = acos(-1);
  for (int i = 0; i <= 100; i++)
    for (int side = 0; side < 2; side++) {
      double sum = side == 0 ? pi / 4 : pi / 4 * i / 100,
             difference = side == 0 ? pi / 6 * i / 100 : pi / 6;
      double t1 = (sum + difference) / 2, t2 = (sum - difference) / 2;
      double W[4] = {cos(t1), sin(t1), cos(t2), -sin(t2)};
      least = fmin(least, cpf_loss(&p, W));
    }
  // Rounding of a sum of six numbers up to 1; the least value is attained on p = 0.
  cr_assert_float_eq(least, 7.0 / 8, 1e-14);
}

// The eigenvalues of the proof against the model's Hessian.
Test(basin, eigenvalues_at_tight_balance) {
  for (int rho = 4; rho <= 60; rho += 2) {
    struct cpf_problem p = problem(2, 2, 2, rho);
    double t = 0, B[4], H[4], m = rho / 2.0 - 1;
    cr_assert(cpf_theta(rho, &t));
    double W[4] = {cos(t), sin(t), cos(t), -sin(t)};
    cpf_frames(&p, W, B);
    cpf_hessian(&p, W, B, H);
    double A = pow(cos(t), 2 * m), Z = pow(sin(t), 2 * m), x = cos(2 * t);
    double a = rho * ((m + 1) * x * (A - Z) - m * (A + Z));
    double s = a + 2 * rho * pow(x, 2 * m) * (2 * m + 1 - (2 * m + 2) * x * x);
    // Rounding of numbers up to rho^2; theta's own error moves the values by rho^2 times it.
    cr_assert_float_eq(H[0] + H[3], a + s, rho * rho * 1e-13);
    cr_assert_float_eq(H[0] * H[3] - H[1] * H[2], a * s, rho * rho * rho * 1e-12);
    cr_assert(s > 0.1 && (rho == 4 ? fabs(a) < 1e-13 : a > 0.1), "rho = %d", rho);
  }
}

Test(basin, minimum_for_six_and_more) {
  for (int m = 2; m < 40; m++)
    cr_assert(cpf_minimum_at(m) && cpf_minimum_slope(m), "m = %d", m);
  cr_assert_not(cpf_minimum_at(1)); // rho = 4: degenerate
  cr_assert(cpf_minimum_beyond(3) && cpf_minimum_beyond(CPF_MINIMUM_TAIL));
  cr_assert_not(cpf_minimum_beyond(2));
}

// rho = 4: the exceptional starts stay on their lines, their neighbours go to the copy.
Test(basin, exceptional_starts_at_four) {
  enum { COUNT = 6, EXCEPTIONAL = 4 };
  struct cpf_problem p = problem(2, 2, 2, 4);
  struct cpf_trial t = {.threads = 1};
  struct cpf_follow_end ends[COUNT];
  struct cpf_error err;
  double a = atan2(0.6, 0.8) + 0.05, b = atan2(0.28, 0.96) + 0.05;
  double W[COUNT][4] = {{0.8, 0.6, 0.8, 0.6},       {0.8, 0.6, -0.8, -0.6},
                        {0.96, 0.28, 0.96, -0.28},  {0.96, 0.28, -0.96, 0.28},
                        {0.8, 0.6, cos(a), sin(a)}, {0.96, 0.28, cos(b), -sin(b)}};
  cr_assert_eq(cpf_follow(&t, &p, W[0], COUNT, ends, &err), CPF_OK, "%s", err.text);
  for (int i = 0; i < COUNT; i++) {
    cr_expect_eq(cpf_follow_reached(&ends[i], "copy"), i >= EXCEPTIONAL, "%d", i);
    cr_expect_eq(ends[i].end, i < EXCEPTIONAL ? CPF_FLOW_CAPTURED : CPF_FLOW_ARRIVED, "%d", i);
    cr_expect_str_eq(ends[i].label, i < 2             ? "same-copy"
                                    : i < EXCEPTIONAL ? "tight-balance"
                                                      : "copy");
  }
}
