// SPDX-License-Identifier: GPL-3.0-or-later
#include "solver/method.h"

#include "model/eigen.h"
#include "named.h"
#include "solver/seeds.h"

enum { STARTS = 40 };

Test(methods, names) {
  int count = 0;
  for (; cpf_methods[count] != NULL; count++) {
    const struct cpf_method *m = cpf_methods[count];
    cr_assert_eq(cpf_method_find(m->name), m);
    cr_assert(m->lanes >= 1 && m->summary[0] != '\0');
  }
  cr_assert_eq(count, 4);
  cr_assert_eq(cpf_method_find("newton"), &cpf_method_newton);
  cr_assert_null(cpf_method_find("newto"));
  cr_assert_null(cpf_method_find(""));
}

Test(methods, documented_defaults) {
  const struct cpf_solver_options o = cpf_solver_options_default();
  cr_assert(o.tol_gradient == 1e-10 && o.max_iterations == 120 && o.stall_iterations == 14);
  cr_assert(o.max_step == 0.7 && o.damping == 1 && o.damping_min == 1e-6 && o.arc_step == 0.05);
  cr_assert(o.arc_step_min == 1e-6 && o.arc_step_max == 0.25 && o.arc_steps == 2000);
}

// The table itself: gradient, loss, index, and no eigenvalue near zero.
Test(methods, named_points_are_what_they_say) {
  for (size_t s = 0; s < COUNT(named); s++) {
    const struct named *c = &named[s];
    double G[POINT_MAX], B[POINT_MAX], H[POINT_MAX], values[POINT_MAX];
    size_t N = cpf_problem_tangent_dim(&c->p);
    struct cpf_eigen *eigen = NULL;
    int negative = 0;
    cr_assert_lt(cpf_gradient(&c->p, c->W, G, NULL), 1e-14, "%s", c->name);
    cr_assert_float_eq(cpf_loss(&c->p, c->W), c->loss, 1e-14, "%s", c->name);
    cpf_frames(&c->p, c->W, B);
    cpf_hessian(&c->p, c->W, B, H);
    cr_assert_eq(cpf_eigen_alloc(N, &eigen, NULL), CPF_OK);
    cr_assert_eq(cpf_eigen_solve(eigen, H, values, NULL, NULL), CPF_OK);
    cpf_eigen_free(eigen);
    for (size_t a = 0; a < N; a++) {
      cr_assert_gt(fabs(values[a]), 1);
      negative += values[a] < 0;
    }
    cr_assert_eq(negative, c->index, "%s", c->name);
  }
}

// Minima, saddles of every index and maxima: each local method returns to the point beside it.
Test(methods, local_methods_return_to_points_of_every_index) {
  const struct cpf_solver_options opt = cpf_solver_options_default();
  uint64_t state = 1;
  for (size_t m = 0; cpf_methods[m] != NULL; m++)
    for (size_t s = 0; s < COUNT(named) && !follows_paths(cpf_methods[m]); s++) {
      const struct named *c = &named[s];
      double W[STARTS * 6] = {0};
      struct cpf_run runs[STARTS];
      size_t size = point_size(&c->p);
      for (size_t i = 0; i < STARTS; i++) {
        memcpy(W + i * size, c->W, size * sizeof *W);
        perturb(&c->p, &state, i == 0 ? 0 : 0.02, W + i * size); // the first is the point itself
      }
      drive(cpf_methods[m], &c->p, &opt, STARTS, W, runs);
      for (size_t i = 0; i < STARTS; i++) {
        cr_assert_eq(runs[i].outcome, CPF_OUTCOME_CONVERGED, "%s: %s", cpf_methods[m]->name,
                     c->name);
        cr_assert_lt(distance(size, W + i * size, c->W), 1e-9, "%s: %s, %g", cpf_methods[m]->name,
                     c->name, distance(size, W + i * size, c->W));
        assert_unit_rows(&c->p, W + i * size);
      }
    }
}

// Starts of all kinds: every one ends; what converged is critical and says how well.
Test(methods, converged_results_are_critical) {
  const struct cpf_solver_options opt = cpf_solver_options_default();
  for (size_t m = 0; cpf_methods[m] != NULL; m++)
    for (size_t s = 0; s < COUNT(named_problems); s++) {
      const struct cpf_problem *p = &named_problems[s];
      double W[STARTS * 6] = {0}, G[6];
      struct cpf_run runs[STARTS];
      int converged = 0;
      for (size_t i = 0; i < STARTS; i++)
        (i % 2 == 0 ? cpf_seed_uniform : cpf_seed_symmetric)(p, 1, i, W + i * point_size(p));
      drive(cpf_methods[m], p, &opt, STARTS, W, runs);
      for (size_t i = 0; i < STARTS; i++) {
        const double *w = W + i * point_size(p);
        cr_assert(runs[i].outcome == CPF_OUTCOME_CONVERGED ||
                  runs[i].outcome == CPF_OUTCOME_FAILED);
        cr_assert_geq(runs[i].iterations, 1);
        if (runs[i].outcome == CPF_OUTCOME_FAILED)
          continue;
        converged++;
        assert_unit_rows(p, w);
        cr_assert_leq(runs[i].residual, opt.tol_gradient * p->rho);
        cr_assert_float_eq(cpf_gradient(p, w, G, NULL), runs[i].residual, 1e-13);
      }
      cr_assert_gt(converged, STARTS / 4, "%s, problem %zu: %d", cpf_methods[m]->name, s,
                   converged);
    }
}

// A start alone, among others, in another order, and by a state used before: the same bits.
Test(methods, lanes_do_not_influence_each_other) {
  const struct cpf_solver_options opt = cpf_solver_options_default();
  for (size_t m = 0; cpf_methods[m] != NULL; m++)
    for (size_t s = 0; s < COUNT(named_problems); s++) {
      const struct cpf_problem *p = &named_problems[s];
      size_t size = point_size(p), bytes = size * sizeof(double);
      double start[STARTS * 6], many[STARTS * 6], back[STARTS * 6], one[6];
      struct cpf_run runs[STARTS], back_runs[STARTS], run;
      void *state = NULL;
      for (size_t i = 0; i < STARTS; i++) {
        cpf_seed_uniform(p, 2, i, start + i * size);
        memcpy(back + (STARTS - 1 - i) * size, start + i * size, bytes);
      }
      memcpy(many, start, STARTS * bytes);
      cr_assert_eq(cpf_methods[m]->alloc(p, &opt, &state, NULL), CPF_OK);
      cpf_drive(cpf_methods[m], state, p, &opt, STARTS, many, runs);
      cpf_drive(cpf_methods[m], state, p, &opt, STARTS, back, back_runs);
      cpf_methods[m]->free(state);
      for (size_t i = 0; i < STARTS; i++) {
        size_t mirror = STARTS - 1 - i;
        memcpy(one, start + i * size, bytes);
        drive(cpf_methods[m], p, &opt, 1, one, &run);
        cr_assert_arr_eq(one, many + i * size, bytes, "%s: start %zu", cpf_methods[m]->name, i);
        cr_assert_arr_eq(one, back + mirror * size, bytes, "%s: start %zu", cpf_methods[m]->name,
                         i);
        cr_assert_arr_eq(&run.residual, &runs[i].residual, sizeof run.residual);
        cr_assert_arr_eq(&run.residual, &back_runs[mirror].residual, sizeof run.residual);
        cr_assert(run.iterations == runs[i].iterations && run.outcome == runs[i].outcome);
        cr_assert_eq(run.iterations, back_runs[mirror].iterations);
      }
    }
}

// No gradient is below a tolerance of zero but an exact one: all starts end, as failed.
Test(methods, starts_that_cannot_converge_end) {
  struct cpf_solver_options opt = cpf_solver_options_default();
  const struct cpf_problem p = problem(2, 3, 3, 4);
  opt.tol_gradient = 0;
  for (size_t m = 0; cpf_methods[m] != NULL; m++) {
    double W[STARTS * 6] = {0};
    struct cpf_run runs[STARTS];
    for (size_t i = 0; i < STARTS; i++)
      cpf_seed_uniform(&p, 3, i, W + i * 6);
    drive(cpf_methods[m], &p, &opt, STARTS, W, runs);
    for (size_t i = 0; i < STARTS; i++) {
      cr_assert(runs[i].outcome == CPF_OUTCOME_FAILED || runs[i].residual == 0);
      cr_assert(follows_paths(cpf_methods[m]) || runs[i].iterations <= opt.max_iterations);
      assert_unit_rows(&p, W + i * 6);
    }
  }
}

Test(methods, iterations_are_bounded) {
  struct cpf_solver_options opt = cpf_solver_options_default();
  const struct cpf_problem p = problem(2, 3, 3, 4);
  opt.max_iterations = 2;
  opt.arc_steps = 2;
  for (size_t m = 0; cpf_methods[m] != NULL; m++) {
    double W[STARTS * 6] = {0};
    struct cpf_run runs[STARTS];
    int failed = 0;
    for (size_t i = 0; i < STARTS; i++)
      cpf_seed_uniform(&p, 4, i, W + i * 6);
    drive(cpf_methods[m], &p, &opt, STARTS, W, runs);
    for (size_t i = 0; i < STARTS; i++) {
      cr_assert(follows_paths(cpf_methods[m]) || runs[i].iterations <= 2);
      failed += runs[i].outcome == CPF_OUTCOME_FAILED;
    }
    cr_assert_gt(failed, STARTS / 2, "%s: %d", cpf_methods[m]->name, failed);
  }
}

// d = 1: every point is critical and there are no directions to go.
Test(methods, the_line) {
  const struct cpf_solver_options opt = cpf_solver_options_default();
  const struct cpf_problem p = problem(3, 1, 1, 3);
  for (size_t m = 0; cpf_methods[m] != NULL; m++) {
    double W[] = {1, -1, 1, -1, -1, -1};
    const double expected[] = {1, -1, 1, -1, -1, -1};
    struct cpf_run runs[2];
    drive(cpf_methods[m], &p, &opt, 2, W, runs);
    cr_assert_arr_eq(W, expected, sizeof W);
    for (int i = 0; i < 2; i++)
      cr_assert(runs[i].outcome == CPF_OUTCOME_CONVERGED && runs[i].residual == 0, "%s",
                cpf_methods[m]->name);
  }
}

Test(methods, nothing_to_do) {
  const struct cpf_solver_options opt = cpf_solver_options_default();
  const struct cpf_problem p = problem(2, 2, 2, 4);
  for (size_t m = 0; cpf_methods[m] != NULL; m++) {
    drive(cpf_methods[m], &p, &opt, 0, NULL, NULL);
    cpf_methods[m]->free(NULL);
  }
}
