// SPDX-License-Identifier: GPL-3.0-or-later
// How near a step comes to a point.
#ifndef CPF_FLOW_NEAR_H
#define CPF_FLOW_NEAR_H

#include "flow/trail.h"

// A point M of the problem that a trajectory's distance is measured to, modulo O(d-k).
struct cpf_target {
  const struct cpf_problem *p;
  const double *M;
  bool plain; // M has no part outside span V: the Frobenius norm of the difference is the distance
};
struct cpf_target cpf_target_make(const struct cpf_problem *p, const double *M);
double cpf_target_distance(const struct cpf_target *target, const double *W);

// False: no point of a step whose ends are `chord` apart, at the distances d0 and d1, is nearer
// than `limit`. Its arc is taken to be at most twice its chord: a step turns by far less than a
// half-circle.
bool cpf_target_may_reach(double d0, double d1, double chord, double limit);

// The least distance on a step with distances d0 and d1 at its ends, and where on the step it is
// taken (0 <= *s <= 1). A minimum's place is found to a part in 10^7 of the step, so that its value
// is as good as the dense output. What falls and rises again within a quarter of the step, but for
// its ends, is not seen: steps turn too little for that. W: scratch, n*d.
double cpf_target_nearest(const struct cpf_target *target, const struct cpf_step *step, double d0,
                          double d1, double *W, double *s);

// A root between a and b of the continuous function f, whose signs there differ: Illinois' variant
// of the regula falsi. f_a, f_b: the values at the ends.
double cpf_root_between(double a, double f_a, double b, double f_b,
                        double (*f)(void *ctx, double s), void *ctx);

#endif
