// SPDX-License-Identifier: GPL-3.0-or-later
// From a refined critical point to the full description of its family.
#ifndef CPF_CLASSIFY_DESCRIBE_H
#define CPF_CLASSIFY_DESCRIBE_H

#include "classify/orbit.h"
#include "cpfind/family.h"
#include "cpfind/table.h"
#include "solver/refine.h"

struct cpf_describe_options {
  double tol_zero;        // eigenvalues below this times the largest are zero
  double tol_same;        // overlaps closer than this are one value
  double tol_coefficient; // 1e-8: coefficients of the reduced loss below this vanish
  size_t max_cost;        // 200000: of a product of power series (cpf_reduction_degree)
  double tol_gradient;    // 1e-13: a representative made symmetric may have this |grad|
  double tol_label;       // 1e-10: how near a point must be to a row of a table
};

// Describes the family of the point given, a refined critical point of the reduced problem of *p
// (so n rows of cpf_problem_reduced(p).d doubles), for the problem *p. Fills *f, except hits, and
// *orbit, both owned by the caller. *critical is false, and both are empty, when a look in high
// precision shows that it is no critical point after all. `refiner` is one for the reduced problem.
enum cpf_status cpf_describe(const struct cpf_problem *p, struct cpf_refiner *refiner,
                             const struct cpf_describe_options *opt, const struct cpf_table *table,
                             const double *given, bool *critical, struct cpf_family *f,
                             struct cpf_orbit *orbit, struct cpf_error *err);

#endif
