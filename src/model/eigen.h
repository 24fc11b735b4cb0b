// SPDX-License-Identifier: GPL-3.0-or-later
// Eigenvalues of real symmetric matrices by GSL, with shapes checked before and finiteness after.
#ifndef CPF_MODEL_EIGEN_H
#define CPF_MODEL_EIGEN_H

#include <stddef.h>

#include "cpfind/status.h"

// Workspace for matrices of one order N >= 1.
struct cpf_eigen;

enum cpf_status cpf_eigen_alloc(size_t N, struct cpf_eigen **out, struct cpf_error *err);
void cpf_eigen_free(struct cpf_eigen *e);

// Eigenvalues of the symmetric N x N matrix A, ascending, into `values`, and the orthonormal
// eigenvectors, when `vectors` is not NULL, as its rows. A is destroyed. CPF_EINTERNAL when a
// number is not finite or the iteration fails. Cost: O(N^3), no allocation.
enum cpf_status cpf_eigen_solve(struct cpf_eigen *e, double *A, double *values, double *vectors,
                                struct cpf_error *err);

#endif
