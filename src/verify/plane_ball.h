// SPDX-License-Identifier: GPL-3.0-or-later
// n = k = d = 2, r = 1, rho even: identities between the gradient and polynomials in the
// coordinates of w_1 and w_2, proved on a grid of rational points.
#ifndef CPF_VERIFY_PLANE_BALL_H
#define CPF_VERIFY_PLANE_BALL_H

#include <stdbool.h>

#include "verify/rational_ball.h"

// Whether holds(c, G), G the gradient at c, is true at every point of a grid of `points` rational
// points on the circle of w_1 times as many on that of w_2. An equation between polynomials that
// have degree at most D in w_1 and in w_2 is proved by 2 D + 1 points: a trigonometric polynomial
// of degree D with more than 2 D zeros on the circle vanishes.
bool cpf_plane_grid(int rho, int points,
                    bool (*holds)(const struct cpf_rational *c, const fmpq_mat_t G));

// Points that prove an equation linear in the gradient, multiplied by polynomials of degree 1 in
// each w_i or less: its degree is at most rho + 2.
int cpf_plane_points(int rho);

// True: proved, with e_i = (-w_i2, w_i1), that in each row
//   grad_i.e_i = rho ((w_1.w_2)^(rho-1) (e_i.w_q) + w_i1 w_i2 (w_i1^(rho-2) - w_i2^(rho-2))).
bool cpf_plane_field(int rho);

// rho = 4 or 6; w_1 = (cos t_1, sin t_1), w_2 = (cos t_2, -sin t_2), p = cos 2(t_1 + t_2), c = cos
// 2(t_1 - t_2). True: proved that the flow is
//   rho = 4: p' = -4 (1-p^2) (p + 1 - c),       c' = 4 p (1-c^2),
//   rho = 6: p' = -3 (1-p^2) ((1+p)^2 - 2 c),   c' = 6 p (1-c^2)
// and the loss, with y = (1+p)/2 = (w_1.w_2)^2,
//   rho = 4: L = 3/4 + ((p+1-c)^2 - (1-c)^2)/4,   rho = 6: L = y^3 + 3/4 (1 - p c).
bool cpf_plane_reduction(int rho);

#endif
