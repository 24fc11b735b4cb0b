// SPDX-License-Identifier: GPL-3.0-or-later
// The set in which a start's own symmetries keep its trajectory, and minima of L on that set.
#ifndef CPF_FLOW_FIXED_H
#define CPF_FLOW_FIXED_H

#include <stdbool.h>

#include "cpfind/problem.h"

struct cpf_fixed;

// The set M of the points with the symmetries and blocks that W (n*d doubles of *p) has to within
// `tol` in an entry; 0 for a start, exactly: totally geodesic, and invariant under the flow. *out
// is NULL where W has none. CPF_ENOMEM.
enum cpf_status cpf_fixed_make(const struct cpf_problem *p, const double *W, double tol,
                               struct cpf_fixed **out, struct cpf_error *err);
void cpf_fixed_free(struct cpf_fixed *fixed); // NULL is allowed

// Takes W back to M when rounding has led it away by more than a few units of the last place. True:
// W has changed.
bool cpf_fixed_project(struct cpf_fixed *fixed, double *W);

// |part of the matrix X (n*d doubles) that has the symmetries| / |X|; 0 for X = 0.
double cpf_fixed_share(struct cpf_fixed *fixed, const double *X);

// *captured: the trajectory through W, in M, converges to a strict local minimum of L on M, which
// is then written to point (n*d doubles, scratch otherwise). The arguments of arrival.h on the
// geodesics of M, which are geodesics of the product of spheres.
enum cpf_status cpf_fixed_test(struct cpf_fixed *fixed, const double *W, double *point,
                               bool *captured, struct cpf_error *err);

#endif
