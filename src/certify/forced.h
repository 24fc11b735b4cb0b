// SPDX-License-Identifier: GPL-3.0-or-later
// Kernel directions of the Hessian that symmetry forces at every point with the given zeros.
#ifndef CPF_CERTIFY_FORCED_H
#define CPF_CERTIFY_FORCED_H

#include "cpfind/problem.h"

// Orthonormal rows in frame coordinates (N doubles each, N = n(d-1)) near the exact directions.
struct cpf_forced {
  int orbit;  // directions of the orbit of O(rank): rotations of two columns outside span V
  int unused; // rho >= 3: rotations of such a column with the axis of a teacher without overlap
  int count;  // all of them, null students included: exactly zero rows of the Hessian
  double *F;  // owned
};

// For W (n*d doubles, d = k + rank) with frames B; `zero` marks entries that are exactly zero, and
// null_rows (N) the rows of the Hessian that are. Each direction is exactly in the kernel:
//   orbit: L is constant along it;
//   unused teacher j: without the terms (w_i.v_j)^rho, whose second derivatives vanish at
//   w_i.v_j = 0 when rho >= 3, L is constant along it, and W is critical for that loss too.
// CPF_ENOMEM.
enum cpf_status cpf_forced_make(const struct cpf_problem *p, const double *W, const double *B,
                                const bool *zero, const bool *null_rows, struct cpf_forced *forced,
                                struct cpf_error *err);

// The same for the transverse Hessian (n x n): the columns outside span V, and zero rows.
enum cpf_status cpf_forced_transverse(const struct cpf_problem *p, const double *W,
                                      const bool *null_rows, struct cpf_forced *forced,
                                      struct cpf_error *err);
// Adds v (N doubles, overwritten), made orthonormal to the rows there, unless it depends on them.
// True when added. There is room for N rows.
bool cpf_forced_add(struct cpf_forced *forced, size_t N, double *v);

void cpf_forced_clear(struct cpf_forced *forced); // NULL is allowed

#endif
