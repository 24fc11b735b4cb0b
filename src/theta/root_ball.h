// SPDX-License-Identifier: GPL-3.0-or-later
// The tight-balance angle enclosed in ball arithmetic.
#ifndef CPF_THETA_ROOT_BALL_H
#define CPF_THETA_ROOT_BALL_H

#include <stdbool.h>

#include <arb.h>
#include <flint/fmpq.h>

// Each ball contains the true value for rho = 2m + 2.
struct cpf_theta_ball {
  fmpq_t rho, m;
  arb_t z, x, theta; // sin(theta)^2, cos(2 theta), theta
  arb_t lambda[2];   // the eigenvalues of cpf_theta_eigenvalues
};

void cpf_theta_ball_init(struct cpf_theta_ball *b);
void cpf_theta_ball_clear(struct cpf_theta_ball *b);

// out = base^e for a positive ball.
void cpf_theta_power(arb_t out, const arb_t base, const fmpq_t e, slong prec);

// Encloses the angle of b->rho > 2 in a ball of radius at most about 2^-bits and sets the other
// members. True: proved by a change of sign of a function with one root. False: not decided, and
// the balls are undefined.
bool cpf_theta_ball_certify(struct cpf_theta_ball *b, slong bits);

#endif
