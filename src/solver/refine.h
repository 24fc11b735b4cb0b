// SPDX-License-Identifier: GPL-3.0-or-later
// From a point with a small gradient to the critical point beside it, to full double accuracy, also
// where the Hessian is singular.
#ifndef CPF_SOLVER_REFINE_H
#define CPF_SOLVER_REFINE_H

#include "solver/refiner.h"

enum cpf_refined {
  CPF_REFINED_NOT = 0,  // no critical point found beside the start
  CPF_REFINED_SIMPLE,   // nonsingular Hessian away from the orbit's directions
  CPF_REFINED_SINGULAR, // a kernel besides the orbit's directions: multiple root or continuum
};

struct cpf_refine_result {
  enum cpf_refined kind;
  double residual; // |grad L| at the refined point
  double error;    // estimated distance to the exact point: residual / least regular eigenvalue
  double moved;    // distance from the start, modulo O(d-k): cpf_outside_distance
};

// Refines W (n*d doubles) in place. CPF_OK also when no critical point was found (kind says so).
enum cpf_status cpf_refine(struct cpf_refiner *r, double *W, struct cpf_refine_result *result,
                           struct cpf_error *err);

#endif
