// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/batch.h"
#include "named.h"
#include "solver/newton_kernel.h"
#include "solver/seeds.h"

static const struct cpf_method *const newton = &cpf_method_newton;

// From random starts: points of every index, among them the triple root, each several times.
Test(newton, random_starts_reach_every_loss) {
  enum { STARTS = 400 };
  const struct cpf_problem p = problem(2, 2, 2, 4);
  const struct cpf_solver_options opt = cpf_solver_options_default();
  const double losses[] = {0, 0.75, 1, 2};
  static double W[STARTS * 4] = {0};
  struct cpf_run runs[STARTS];
  int counts[4] = {0}, index_two = 0;
  for (uint64_t i = 0; i < STARTS; i++)
    cpf_seed_uniform(&p, 1, i, W + i * 4);
  drive(newton, &p, &opt, STARTS, W, runs);
  for (size_t i = 0; i < STARTS; i++) {
    int found = -1;
    for (int l = 0; l < 4; l++)
      if (fabs(cpf_loss(&p, W + i * 4) - losses[l]) < 1e-9)
        found = l;
    if (runs[i].outcome == CPF_OUTCOME_CONVERGED) {
      cr_assert_geq(found, 0, "a critical point of loss %.15g", cpf_loss(&p, W + i * 4));
      counts[found]++;
      index_two += found == 2 && fabs(W[i * 4]) > 0.5 && fabs(W[i * 4]) < 0.9; // balance
    }
  }
  for (int l = 0; l < 4; l++)
    cr_assert_gt(counts[l], 5, "loss %g: %d times", losses[l], counts[l]);
  cr_assert(index_two > 5 && counts[2] - index_two > 5);
}

// Quadratic convergence at simple roots: from 1e-3 away four judged steps suffice.
Test(newton, fast_at_simple_roots) {
  const struct cpf_solver_options opt = cpf_solver_options_default();
  uint64_t state = 1;
  for (size_t s = 0; s < COUNT(named); s++)
    for (int round = 0; round < 10; round++) {
      const struct cpf_problem *p = &named[s].p;
      double W[6] = {0};
      struct cpf_run run;
      memcpy(W, named[s].W, sizeof W);
      perturb(p, &state, 1e-3, W);
      drive(newton, p, &opt, 1, W, &run);
      cr_assert(run.outcome == CPF_OUTCOME_CONVERGED && run.iterations <= 5, "%s: %d iterations",
                named[s].name, run.iterations);
    }
}

// And along continua of Morse-Bott type, to a nearby point of them.
Test(newton, fast_along_continua) {
  const struct cpf_solver_options opt = cpf_solver_options_default();
  const struct cpf_problem quadratic = problem(2, 2, 2, 2), line = problem(1, 1, 4, 3);
  uint64_t state = 2;
  for (int round = 0; round < 20; round++) {
    double a = 3 * centred(&state), W[] = {cos(a), sin(a), -sin(a), cos(a)}, start[4];
    struct cpf_run run;
    perturb(&quadratic, &state, 1e-3, W);
    memcpy(start, W, sizeof W);
    drive(newton, &quadratic, &opt, 1, W, &run);
    cr_assert(run.outcome == CPF_OUTCOME_CONVERGED && run.iterations <= 5, "%d", run.iterations);
    cr_assert_float_eq(inner(2, W, W + 2), 0, 1e-9);
    cr_assert_lt(distance(4, W, start), 2e-3);
    double w[] = {1e-3 * centred(&state), 0.48, 0.64, 0.6}; // w.v_1 = 0 at degree 3: mu = 0
    cr_assert(cpf_normalise(&line, w));
    drive(newton, &line, &opt, 1, w, &run);
    cr_assert_eq(run.outcome, CPF_OUTCOME_CONVERGED);
    cr_assert_float_eq(w[0], 0, 1e-4);
  }
}

// Steps one by one, in all lanes: the residual is that of the point handed out, it never grows,
// and no step is longer than allowed.
Test(newton, steps) {
  struct cpf_solver_options opt = cpf_solver_options_default();
  opt.max_step = 0.1;
  for (size_t s = 0; s < COUNT(named_problems); s++) {
    const struct cpf_problem *p = &named_problems[s];
    size_t d = (size_t)p->d;
    double W[CPF_LANES][6] = {0}, now[6], G[6], residual[CPF_LANES];
    int moves = 0;
    void *state = NULL;
    cr_assert_eq(newton->alloc(p, &opt, &state, NULL), CPF_OK);
    for (int l = 0; l < newton->lanes; l++) {
      cpf_seed_uniform(p, 5, (uint64_t)l, W[l]);
      newton->set(state, l, W[l]);
      residual[l] = INFINITY;
    }
    for (int iteration = 0; iteration < 30; iteration++) {
      newton->iterate(state);
      for (int l = 0; l < newton->lanes; l++) {
        double square = 0;
        newton->get(state, l, now);
        for (size_t i = 0; i < (size_t)p->n; i++) {
          double angle = 2 * asin(fmin(1, distance(d, now + i * d, W[l] + i * d) / 2));
          square += angle * angle;
        }
        cr_assert_leq(sqrt(square), opt.max_step * (1 + 1e-12));
        moves += square > 0;
        cr_assert_leq(newton->residual(state, l), residual[l]);
        residual[l] = newton->residual(state, l);
        cr_assert_float_eq(residual[l], cpf_gradient(p, now, G, NULL), 1e-13);
        memcpy(W[l], now, sizeof now);
      }
    }
    cr_assert_gt(moves, 50);
    newton->free(state);
  }
}

// A lane that is set anew forgets its last start, damping included; the others go on.
Test(newton, lanes_are_independent) {
  const struct cpf_solver_options opt = cpf_solver_options_default();
  const struct cpf_problem p = problem(2, 3, 3, 4);
  double W[6] = {0}, first[6], again[6], kept[6];
  void *state = NULL, *fresh = NULL;
  cr_assert_eq(newton->alloc(&p, &opt, &state, NULL), CPF_OK);
  cr_assert_eq(newton->alloc(&p, &opt, &fresh, NULL), CPF_OK);
  for (uint64_t l = 0; l < CPF_LANES; l++) {
    cpf_seed_uniform(&p, 6, l, W);
    newton->set(state, (int)l, W);
    newton->set(fresh, (int)l, W);
  }
  for (int i = 0; i < 9; i++) {
    newton->iterate(state);
    newton->iterate(fresh);
  }
  cpf_seed_uniform(&p, 6, 0, W);
  newton->set(state, 3, W); // the start of lane 0
  for (int i = 0; i < 9; i++) {
    newton->iterate(state);
    newton->iterate(fresh);
    newton->get(state, 5, again);
    newton->get(fresh, 5, kept);
    cr_assert_arr_eq(again, kept, sizeof kept);
  }
  newton->set(fresh, 0, W);
  for (int i = 0; i < 9; i++)
    newton->iterate(fresh);
  newton->get(fresh, 0, first);
  newton->get(state, 3, again);
  cr_assert_arr_eq(first, again, sizeof first);
  newton->free(state);
  newton->free(fresh);
}

// The iteration compiled for a size ends at the same bits as the one for all sizes.
Test(newton, compiled_sizes_change_nothing) {
  enum { STARTS = 100 };
  const struct cpf_solver_options opt = cpf_solver_options_default();
  const struct cpf_problem list[] = {problem(2, 2, 2, 4), problem(2, 3, 3, 3), problem(3, 3, 3, 4),
                                     problem(4, 4, 4, 6)};
  for (size_t x = 0; x < COUNT(list); x++) {
    const struct cpf_problem *p = &list[x];
    size_t size = point_size(p);
    static double W[2][STARTS * 16];
    static struct cpf_run runs[2][STARTS];
    for (int any = 0; any < 2; any++) {
      void *state = NULL;
      cr_assert_eq(newton->alloc(p, &opt, &state, NULL), CPF_OK);
      cr_assert_neq(cpf_newton_iterate(p, true), cpf_newton_iterate(p, false));
      ((struct cpf_newton *)state)->iterate = cpf_newton_iterate(p, any == 1);
      for (uint64_t s = 0; s < STARTS; s++)
        cpf_seed_uniform(p, 3, s, W[any] + s * size);
      cpf_drive(newton, state, p, &opt, STARTS, W[any], runs[any]);
      newton->free(state);
    }
    cr_assert_arr_eq(W[0], W[1], STARTS * size * sizeof *W[0]);
    for (size_t s = 0; s < STARTS; s++)
      cr_assert_eq(runs[0][s].iterations, runs[1][s].iterations);
  }
}

// The highest degree: powers underflow and Hessians are huge; every start ends at a finite point.
Test(newton, high_degree) {
  enum { STARTS = 50 };
  const struct cpf_solver_options opt = cpf_solver_options_default();
  const int degrees[] = {50, 101, CPF_RHO_MAX};
  for (size_t s = 0; s < COUNT(degrees); s++) {
    const struct cpf_problem p = problem(2, 2, 3, degrees[s]);
    double W[STARTS * 6] = {0};
    struct cpf_run runs[STARTS];
    for (uint64_t i = 0; i < STARTS; i++)
      cpf_seed_uniform(&p, 7, i, W + i * 6);
    drive(newton, &p, &opt, STARTS, W, runs);
    for (size_t i = 0; i < STARTS; i++) {
      assert_unit_rows(&p, W + i * 6);
      cr_assert(isfinite(runs[i].residual));
    }
  }
}
