// SPDX-License-Identifier: GPL-3.0-or-later
// The signs of the eigenvalues of a symmetric matrix in ball arithmetic, and bounds on them.
#ifndef CPF_CERTIFY_INERTIA_BALL_H
#define CPF_CERTIFY_INERTIA_BALL_H

#include <arb_mat.h>
#include <stdbool.h>

#include "cpfind/status.h"

struct cpf_inertia {
  bool proved;
  int negative, zero, positive;
};

// The inertia of every symmetric matrix in A (N x N balls), given that its kernel has dimension
// `forced` at least; F (forced rows of N doubles) spans a space near that kernel and steers the
// choice of directions only. Proved when the compression of A to N - forced directions has pivots
// whose signs are certain: by the law of inertia and interlacing A has as many negative and
// positive eigenvalues at least, and no room for more. CPF_ENOMEM.
enum cpf_status cpf_inertia_prove(const arb_mat_t A, const double *F, int forced, slong prec,
                                  struct cpf_inertia *out, struct cpf_error *err);

// Orthonormal directions (N x N): the rows of F, then approximate eigenvectors across them. Proves
// nothing. CPF_ENOMEM.
enum cpf_status cpf_inertia_directions(const arb_mat_t A, const double *F, int forced, double *V,
                                       struct cpf_error *err);

// Bounds on the eigenvalues of the pencil (A, M), M positive definite: of the operator A in the
// basis with Gram matrix M. By counting the negative eigenvalues of A - sigma M on both sides of
// approximate eigenvalues. The zero ones, known from the inertia, get [0, 0]. Writes N values each
// to lower and upper, ascending; false when some eigenvalue could not be bounded. CPF_ENOMEM.
enum cpf_status cpf_inertia_bounds(const arb_mat_t A, const arb_mat_t M,
                                   const struct cpf_inertia *inertia, slong prec, double *lower,
                                   double *upper, bool *proved, struct cpf_error *err);

#endif
