// SPDX-License-Identifier: GPL-3.0-or-later
// From a singular point of the critical set, where branches of a continuum cross, to a point beside
// it on one of them.
#ifndef CPF_SEARCH_WALK_H
#define CPF_SEARCH_WALK_H

#include "solver/refine.h"

// Steps away from the critical point W in directions of its kernel (eigenvalues up to `level`) and
// refines. True when one of the ends, written to out (n*d doubles), is critical with the same loss
// to within tol, singular, and as far from W as the step: then W lies on a continuum, on which out
// is a neighbour. False when all return to W or leave: evidence, not proof, that W is isolated.
enum cpf_status cpf_walk_off(const struct cpf_problem *p, struct cpf_refiner *refiner,
                             const double *W, double level, double tol, double *out, bool *found,
                             struct cpf_error *err);

#endif
