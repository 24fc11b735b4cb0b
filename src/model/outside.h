// SPDX-License-Identifier: GPL-3.0-or-later
// The part of a point outside the span of the teachers, on which O(d-k) acts.
#ifndef CPF_MODEL_OUTSIDE_H
#define CPF_MODEL_OUTSIDE_H

#include "cpfind/problem.h"

// Turns W by an element of O(d-k) so that its part outside span V becomes lower triangular with
// positive diagonal: student i uses the first min(i + 1, d - k) of those coordinates only.
// Remainders not longer than tol count as zero. work has room for (n + 1)(d - k) doubles. Returns
// the rank of that part. Cost: O(n^2 (d - k)). Gram-Schmidt, twice.
int cpf_outside_triangulate(const struct cpf_problem *p, double *W, double tol, double *work);

// The point W of *p as a point of cpf_problem_reduced(p): n rows of its d doubles. W is turned in
// place as above; work as above.
void cpf_outside_reduce(const struct cpf_problem *p, double *W, double tol, double *reduced,
                        double *work);

// The distance of B's O(d-k) orbit from A: the least Frobenius norm of A - B Q over Q in O(d-k), by
// the singular value decomposition of the parts outside span V (Schoenemann, Psychometrika 31
// (1966)). Infinite when memory is refused. Cost: O(n d + n (d-k)^2 + (d-k)^3).
double cpf_outside_distance(const struct cpf_problem *p, const double *A, const double *B);

#endif
