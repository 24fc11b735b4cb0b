// SPDX-License-Identifier: GPL-3.0-or-later
// The squared loss of quadratic networks with the weights 1/n and 1/k of appendix A.
#ifndef CPF_VERIFY_QUADRATIC_BALL_H
#define CPF_VERIFY_QUADRATIC_BALL_H

#include "verify/rational_ball.h"

// E[(1/n sum_i g((w_i + t h_i).x) - 1/k sum_j g(v_j.x))^2] with g(y) = y^2 - shift, as a polynomial
// in t, from the moments of x; W and H are n x d, V is k x d, rows of any length. H may be NULL
// (0). With shift 1 it is twice the value for H_2 = (y^2 - 1) / sqrt(2).
void cpf_quadratic_mean_square(const fmpq_mat_t W, const fmpq_mat_struct *H, const fmpq_mat_t V,
                               int shift, fmpq_poly_t out);

#endif
