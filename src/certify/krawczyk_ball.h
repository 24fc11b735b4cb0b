// SPDX-License-Identifier: GPL-3.0-or-later
// Existence and uniqueness of a root of the critical-point equations in a box.
#ifndef CPF_CERTIFY_KRAWCZYK_BALL_H
#define CPF_CERTIFY_KRAWCZYK_BALL_H

#include "certify/system_ball.h"

// Newton's method on midpoints from x until its steps are below 2^-(prec - 24) or stop shrinking.
// Nothing is proved. False when the Jacobian is singular or the steps don't become small.
bool cpf_system_newton(const struct cpf_system *s, arb_mat_t x, slong prec);

// Krawczyk's operator K(X) = c - Y F(c) + (I - Y J(X)) (X - c) on the box X with center c (exact
// midpoints) and radius r in every unknown, Y an approximate inverse of J(c). True when K(X) lies
// in the interior of X: then X holds exactly one root, which lies in K(X), and J is nonsingular
// there. The box c +- `found` then contains K(X). (Krawczyk, Computing 4 (1969); Neumaier, Interval
// Methods for Systems of Equations, theorem 5.1.8.)
bool cpf_system_krawczyk(const struct cpf_system *s, const arb_mat_t c, const mag_t r, mag_t found,
                         slong prec);

// True when ||I - Y J(X)|| < 1 in the maximum norm, X the ball x: the map x -> F(x) is injective on
// X, so that it has at most one root there. Proves nothing about existence.
bool cpf_system_injective(const struct cpf_system *s, const arb_mat_t x, slong prec);

#endif
