// SPDX-License-Identifier: GPL-3.0-or-later
// The model in arbitrary precision (Arb). Errors of rounding are enclosed; where the point itself
// comes from an iteration, its distance to the exact root is not. A repulsion that is the double
// nearest to a fraction with denominator up to 1000 stands for that fraction: 1/n, or a decimal.
#ifndef CPF_MODEL_BALL_H
#define CPF_MODEL_BALL_H

#include <arb_mat.h>

#include "cpfind/problem.h"

// r: the fraction with denominator up to 1000 whose nearest double the repulsion is, if there is
// one (1/3 is meant, not its rounding), else the double itself.
void cpf_ball_repulsion(arb_t r, const struct cpf_problem *p, slong prec);

// The gradient of L at W (n x d matrix, rows of unit length), an n x d matrix, and the multipliers
// mu (n x 1). prec: bits.
void cpf_ball_gradient(const struct cpf_problem *p, const arb_mat_t W, arb_mat_t G, arb_mat_t mu,
                       slong prec);

// The Hessian of L at W as an N x N matrix in the vectors beta_ia = P_i B_ia, B the double frames
// of a nearby point. A basis of the tangent space, orthonormal only as far as B is.
void cpf_ball_hessian(const struct cpf_problem *p, const arb_mat_t W, const double *B, arb_mat_t H,
                      slong prec);

// The Gram matrix (N x N) of that basis: the Hessian's eigenvalues are those of the pencil (H, M).
void cpf_ball_gram(const struct cpf_problem *p, const arb_mat_t W, const double *B, arb_mat_t M,
                   slong prec);

// The n x n matrix T of cpf_transverse_hessian.
void cpf_ball_transverse_hessian(const struct cpf_problem *p, const arb_mat_t W, arb_mat_t T,
                                 slong prec);

#endif
