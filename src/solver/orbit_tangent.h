// SPDX-License-Identifier: GPL-3.0-or-later
// The tangent space of the orbit of O(d-k), the rotations that fix every teacher.
#ifndef CPF_SOLVER_ORBIT_TANGENT_H
#define CPF_SOLVER_ORBIT_TANGENT_H

#include "cpfind/problem.h"

// An orthonormal basis, in the frames B, of the vectors (w_i A), A skew on the complement of
// span V: rows of N doubles in T, which must have room for min(N, (d-k)(d-k-1)/2) rows; `work` has
// room for N. Vectors shorter than tol after orthogonalisation are dropped. Returns the number of
// rows. Cost: O((d-k)^2 N * rows).
int cpf_orbit_tangent(const struct cpf_problem *p, const double *W, const double *B, double tol,
                      double *T, double *work);

// Appends v (N doubles, destroyed) to the `count` orthonormal rows of T when its part orthogonal to
// them is longer than tol; returns the new count. Gram-Schmidt, twice for orthogonality to
// rounding.
int cpf_append_orthonormal(size_t N, double *T, int count, double *v, double tol);

#endif
