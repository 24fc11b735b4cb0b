// SPDX-License-Identifier: GPL-3.0-or-later
// The named problems that all methods are tested on: isolated critical points, their losses and
// indices. None has a singular Hessian; every index from a minimum to a maximum occurs.
#ifndef CPF_TESTS_SOLVER_NAMED_H
#define CPF_TESTS_SOLVER_NAMED_H

#include "../support.h"
#include "solver/drive.h"

#define CPF_H 0.70710678118654752440  // sqrt(1/2)
#define CPF_S 0.57735026918962576451  // sqrt(1/3)
#define CPF_C1 0.99144486137381041114 // cos(pi/24)
#define CPF_S1 0.13052619222005159155 // sin(pi/24)
#define CPF_C5 0.79335334029123516458 // cos(5 pi/24)
#define CPF_S5 0.60876142900872063942 // sin(5 pi/24)

struct named {
  const char *name;
  struct cpf_problem p;
  double W[6];
  double loss;
  int index;
};

// The skew pair of P(2,2,2,6) is in no row of table 1.
static const struct named named[] = {
    {"copy", {2, 2, 2, 4, 1}, {1, 0, 0, 1}, 0, 0},
    {"same-copy", {2, 2, 2, 4, 1}, {1, 0, 1, 0}, 1, 1},
    {"balance", {2, 2, 2, 4, 1}, {CPF_H, CPF_H, CPF_H, -CPF_H}, 1, 2},
    {"same-balance", {2, 2, 2, 4, 1}, {CPF_H, CPF_H, CPF_H, CPF_H}, 2, 2},
    {"copy", {2, 2, 2, 6, 1}, {1, 0, 0, 1}, 0, 0},
    {"same-copy", {2, 2, 2, 6, 1}, {1, 0, 1, 0}, 1, 1},
    {"balance", {2, 2, 2, 6, 1}, {CPF_H, CPF_H, CPF_H, -CPF_H}, 1.5, 2},
    {"same-balance", {2, 2, 2, 6, 1}, {CPF_H, CPF_H, CPF_H, CPF_H}, 2.5, 2},
    {"skew", {2, 2, 2, 6, 1}, {CPF_C1, CPF_S1, CPF_C5, -CPF_S5}, 0.875, 1},
    {"copy", {1, 3, 3, 3, 1}, {1, 0, 0}, 1, 0},
    {"average", {1, 3, 3, 3, 1}, {CPF_H, CPF_H, 0}, 2 - CPF_H, 1},
    {"average", {1, 3, 3, 3, 1}, {CPF_S, CPF_S, CPF_S}, 2 - CPF_S, 2},
    {"minus copy", {1, 3, 3, 3, 1}, {-1, 0, 0}, 3, 2},
    {"minus average", {1, 3, 3, 3, 1}, {-CPF_S, -CPF_S, -CPF_S}, 2 + CPF_S, 0},
    {"copy", {2, 3, 3, 4, 1}, {1, 0, 0, 0, 1, 0}, 0.5, 0},
    {"copy+average", {2, 3, 3, 4, 1}, {1, 0, 0, 0, CPF_H, CPF_H}, 1, 1},
    {"same-copy", {2, 3, 3, 4, 1}, {1, 0, 0, 1, 0, 0}, 1.5, 2},
    {"balance", {2, 3, 3, 4, 1}, {CPF_H, CPF_H, 0, CPF_H, -CPF_H, 0}, 1.5, 2},
    {"same-balance", {2, 3, 3, 4, 1}, {CPF_H, CPF_H, 0, CPF_H, CPF_H, 0}, 2.5, 3},
    {"same-average", {2, 3, 3, 4, 1}, {CPF_S, CPF_S, CPF_S, CPF_S, CPF_S, CPF_S}, 17.0 / 6, 4},
    {"copy", {2, 2, 3, 4, 1}, {1, 0, 0, 0, 1, 0}, 0, 0},
    {"same-copy", {2, 2, 3, 4, 1}, {1, 0, 0, 1, 0, 0}, 1, 2},
    {"balance", {2, 2, 3, 4, 1}, {CPF_H, CPF_H, 0, CPF_H, -CPF_H, 0}, 1, 2},
    {"same-balance", {2, 2, 3, 4, 1}, {CPF_H, CPF_H, 0, CPF_H, CPF_H, 0}, 2, 3},
};

static const struct cpf_problem named_problems[] = {
    {2, 2, 2, 4, 1}, {2, 2, 2, 6, 1}, {1, 3, 3, 3, 1}, {2, 3, 3, 4, 1}, {2, 2, 3, 4, 1},
};

// Runs a method from `count` starts, in place.
static inline void drive(const struct cpf_method *method, const struct cpf_problem *p,
                         const struct cpf_solver_options *opt, size_t count, double *W,
                         struct cpf_run *runs) {
  void *state = NULL;
  struct cpf_error err = {CPF_OK, ""};
  cr_assert_eq(method->alloc(p, opt, &state, &err), CPF_OK, "%s: %s", method->name, err.text);
  cpf_drive(method, state, p, opt, count, W, runs);
  method->free(state);
}

static inline bool follows_paths(const struct cpf_method *method) {
  return method->branch_points != NULL;
}

#endif
