// SPDX-License-Identifier: GPL-3.0-or-later
// Runs a method over many starts: keeps its lanes filled, and applies the one stopping test.
#ifndef CPF_SOLVER_DRIVE_H
#define CPF_SOLVER_DRIVE_H

#include "solver/method.h"

enum cpf_outcome {
  CPF_OUTCOME_FAILED = 0, // stuck at a point that is not critical, or out of iterations
  CPF_OUTCOME_CONVERGED   // |grad| <= tol_gradient * rho
};

struct cpf_run {
  enum cpf_outcome outcome;
  int iterations;
  double residual;
};

// Solves from `count` starts: W holds count points of n*d doubles and is overwritten by where each
// ended; runs[i] says how. state must come from method->alloc. No allocation. The result for a
// start does not depend on the others.
void cpf_drive(const struct cpf_method *method, void *state, const struct cpf_problem *p,
               const struct cpf_solver_options *opt, size_t count, double *W, struct cpf_run *runs);

#endif
