// SPDX-License-Identifier: GPL-3.0-or-later
// Encounters with tight-balance in large dimensions: the pieces of
// docs/claims/figure-5-increases.md.
#include "verify/encounter.h"

#include <math.h>
#include <string.h>

#include "../support.h"
#include "cpfind/flow.h"
#include "cpfind/verify.h"

enum { D = 6, SIZE = 2 * D };

Test(encounter, verdict) {
  const char *const id = "figure-5-increases";
  struct cpf_verify_options options = {.threads = 1};
  struct cpf_verify_result *result = NULL;
  struct cpf_error err = {.status = CPF_OK};
  cr_assert_eq(cpf_verify(&id, 1, &options, &result, &err), CPF_OK, "%s", err.text);
  const struct cpf_verify_claim *c = &result->claims[0];
  cr_assert_eq(c->verdict, CPF_VERDICT_REFUTED, "%s", c->method);
  cr_assert(c->nsteps == 3 && c->tried > 1000 && c->counterexample != NULL && c->W == NULL);
  for (size_t i = 0; i < c->nsteps; i++)
    cr_assert(c->steps[i].passed, "%s", c->steps[i].text);
  cpf_verify_free(result);
}

Test(encounter, the_equations_are_those_of_rho_four) {
  uint64_t points = 0;
  cr_assert(cpf_encounter_closes(4, &points));
  cr_assert_gt(points, 50);
  cr_assert_not(cpf_encounter_closes(6, &points));
  cr_assert_not(cpf_encounter_closes(3, &points));
}

Test(encounter, the_region_traps_for_small_beta_only) {
  cr_assert(cpf_encounter_traps(1, 10) && cpf_encounter_traps(1, 1000));
  cr_assert_not(cpf_encounter_traps(3, 10));
  cr_assert_not(cpf_encounter_traps(1, 1));
}

// Both students in the same cone, on the border of the region for beta: both draw near v_1, and
// yet |c| stays small. Signs of the parts outside vary with `turn`.
static void set_start(double beta, double turn, double *W) {
  double p = beta * beta * beta / 4, b1 = beta / 2, b2 = 6 * beta * beta;
  double rest = sqrt(1 - b1 * b1 - b2 * b2);
  memset(W, 0, SIZE * sizeof *W);
  W[0] = sqrt(1 - p * p), W[1] = p * sin(turn), W[2] = p * cos(turn);
  W[D] = b1, W[D + 1] = b2, W[D + 2] = rest * cos(3 * turn), W[D + 3] = rest * sin(3 * turn);
}

static double product(const double *W) {
  double c = 0;
  for (int i = 0; i < D; i++)
    c += W[i] * W[D + i];
  return fabs(c);
}

// The bounds of the page along trajectories of the model, from the border of the region.
Test(encounter, trajectories_stay_in_the_region) {
  struct cpf_problem p = problem(2, 2, D, 4);
  struct cpf_flow_options o = cpf_flow_options_default();
  struct cpf_table *table = NULL;
  struct cpf_error err = {.status = CPF_OK};
  cr_assert_eq(cpf_table_builtin(&table, &err), CPF_OK);
  o.radius = 0;
  o.tolerance = 1e-12;
  for (int i = 0; i < 12; i++) {
    double beta = i % 2 == 0 ? 0.08 : 0.03, W[SIZE];
    struct cpf_flow_path *path = NULL;
    struct cpf_flow_result *result = NULL;
    size_t count = 0;
    set_start(beta, i, W);
    cr_assert(W[D] > W[D + 1]);
    cr_assert_eq(cpf_flow_follow(&p, &o, table, W, &path, &result, &err), CPF_OK, "%s", err.text);
    const double *times = cpf_flow_path_steps(path, &count);
    for (size_t s = 0; s < count; s++) {
      cpf_flow_path_at(path, times[s], W);
      cr_expect_leq(fabs(W[D]), beta, "b_1 at %g", times[s]);
      cr_expect_leq(product(W), beta + 2 * beta * beta * beta, "c at %g", times[s]);
    }
    cr_expect(fabs(W[0]) > 0.999 && fabs(W[D + 1]) > 0.999, "%d", i); // a copy, teachers 1 and 2
    cpf_flow_path_free(path);
    cpf_flow_result_free(result);
  }
  cpf_table_free(table);
}

// Any number of threads counts the same.
Test(encounter, count) {
  struct cpf_trial t = {.threads = 1}, two = {.threads = 2};
  struct cpf_encounter_share a = {.d = 3, .count = 60}, b = a;
  struct cpf_error err = {.status = CPF_OK};
  cr_assert_eq(cpf_encounter_count(&t, &a, &err), CPF_OK, "%s", err.text);
  cr_assert_eq(cpf_encounter_count(&two, &b, &err), CPF_OK, "%s", err.text);
  cr_assert(a.hits == b.hits && a.hits > 0 && a.hits < a.count);
  double share = (double)a.hits / (double)a.count;
  cr_assert(a.low < share && share < a.high && a.low == b.low && a.high == b.high);
}
