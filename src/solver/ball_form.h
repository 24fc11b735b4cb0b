// SPDX-License-Identifier: GPL-3.0-or-later
// Symmetric forms in high precision: what is left of one on the directions where it nearly
// vanishes.
#ifndef CPF_SOLVER_BALL_FORM_H
#define CPF_SOLVER_BALL_FORM_H

#include <arb_mat.h>

#include "solver/reduction.h"
#include "solver/small.h"

// log2 |x| of the midpoint, -infinity for 0; works far below the range of doubles.
double cpf_ball_log2(const arb_t x);

// S = A_KK - A_KQ A_QQ^{-1} A_QK for the symmetric matrix A of order N and the rows K and Q of a
// split: by Sylvester's law and the Schur complement, inertia(A) = inertia(A_QQ) + inertia(S). S is
// m x m. False when A_QQ is singular to working precision. Midpoints only: no error is enclosed.
bool cpf_ball_schur(const arb_mat_t A, const struct cpf_split *split, arb_mat_t S, slong prec);

// The eigenvalues of S, in double precision after scaling, to leading order those of A that are
// small. log2 of the largest entry goes to *size; when it is below `level`, all count as zero; so
// does what is negligible beside it. *small must be empty. CPF_ENOMEM.
enum cpf_status cpf_ball_small_eigenvalues(const arb_mat_t S, double level, struct cpf_small *small,
                                           double *size, struct cpf_error *err);

#endif
