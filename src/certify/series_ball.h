// SPDX-License-Identifier: GPL-3.0-or-later
// Power series of the gradient along curves, in ball arithmetic: the Lyapunov-Schmidt reduction
// with every error enclosed, at a point or over a box of points.
#ifndef CPF_CERTIFY_SERIES_BALL_H
#define CPF_CERTIFY_SERIES_BALL_H

#include <arb_mat.h>
#include <arb_poly.h>
#include <stdbool.h>

#include "cpfind/problem.h"

// The chart w_i = (c_i + sum_a xi_ia B_ia) / |...|, xi = V^T u, of all points near C. The gradient
// meant here is that of u -> L(W(u)): it vanishes exactly at the critical points.
struct cpf_chart {
  const struct cpf_problem *p;
  const arb_mat_struct *C; // n x d, balls allowed
  const double *B;         // frames, N x d, N = n(d-1)
  const double *V;         // N x N: rows of directions, the first m the kernel's
  int m;
  slong prec;
};

// The gradient (N series to order < length) along the curve u(t) (N series).
void cpf_chart_gradient(const struct cpf_chart *chart, const arb_poly_struct *u, slong length,
                        arb_poly_struct *gradient);

// The Hessian (N x N) at the points u (N x 1 balls).
void cpf_chart_hessian(const struct cpf_chart *chart, const arb_mat_t u, arb_mat_t H);

// Along the curve x = x0 + t e in the kernel directions, y(t) the solution of g_y(x(t), y(t)) = 0
// with y(0) in the box y0: encloses the coefficients of t^1 .. t^{length-1} of the gradient along
// the kernel (m x length, column s for t^s; column 0 is the enclosure of g_x itself), for every
// base point in the box u0 = (x0, y0) with g_y = 0. False when the Hessian along y may be singular.
bool cpf_chart_reduce(const struct cpf_chart *chart, const arb_mat_t u0, const arb_mat_t e,
                      slong length, arb_mat_t coefficients);

#endif
