// SPDX-License-Identifier: GPL-3.0-or-later
// A student among pushers: configurations of P(n, n+1, n+1, rho) with repulsion 1/n that permuting
// the students 1 .. n-1 along with their teachers does not change. With m = n - 1, the unit vectors
// e_0 .. e_m, and e_n as the teacher without a student,
//     w_0 = x e_0 + y e_n + u sum_j e_j,
//     w_j = p e_0 + q e_n + s e_j + t sum_{i != 0, j, n} e_i,      j = 1 .. m.
// By uniqueness of solutions the flow keeps this form, and the seven numbers obey a flow of their
// own. For n = 2 there is no t.
#ifndef CPF_VERIFY_PUSHERS_BALL_H
#define CPF_VERIFY_PUSHERS_BALL_H

#include "flow/tube_ball.h"
#include "verify/rational_ball.h"

enum { CPF_PUSHERS = 7 }; // the numbers, in the order x, y, u, p, q, s, t

// A rational start: (x, y, u) = student / student_scale, (p, q, s, t) = pusher / pusher_scale.
struct cpf_pushers {
  int n, rho; // n >= 2, rho >= 2
  long student[3], student_scale, pusher[4], pusher_scale;
};

// How many of the seven numbers there are: 6 for n = 2.
slong cpf_pushers_size(const struct cpf_pushers *c);

// The full configuration, freed by cpf_rational_clear: k = d = n + 1, r = 1/n.
void cpf_pushers_expand(const struct cpf_pushers *c, struct cpf_rational *full);

// Exact: whether w_0 and w_1 have length 1.
bool cpf_pushers_is_unit(const struct cpf_pushers *c);

// Exact: whether x and s are above 2^(-1/2) + 1/(40(rho - 3.9)), rho > 3.9.
bool cpf_pushers_in_cone(const struct cpf_pushers *c);

// Exact: whether x > 2^(-1/2) + 1/(40(rho - 3.9)), rho > 3.9.
bool cpf_pushers_above(const fmpq_t x, int rho);

// The seven numbers as balls.
void cpf_pushers_start(const struct cpf_pushers *c, arb_ptr v, slong prec);

// dv/dt for dw_i/dt = -grad_i L / rho, and the weights in which it is a gradient flow on the
// spheres: how often each number occurs in W. ctx: struct cpf_pushers, of which n and rho count.
void cpf_pushers_eval(arb_poly_struct *out, const arb_poly_struct *v, slong len, slong prec,
                      const void *ctx);
void cpf_pushers_weights(const struct cpf_pushers *c, slong weights[CPF_PUSHERS]);

// Whether cpf_pushers_eval encloses the exact gradient of the full configuration at the start, in
// radii below 2^-`bits`, and that gradient has the symmetric form: a check of the reduction.
bool cpf_pushers_agree(const struct cpf_pushers *c, slong bits);

#endif
