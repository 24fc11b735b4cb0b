// SPDX-License-Identifier: GPL-3.0-or-later
// Critical pairs with two different angles: w_1 = (cos t_1, sin t_1), w_2 = (cos t_2, -sin t_2).
#ifndef CPF_THETA_PAIR_BALL_H
#define CPF_THETA_PAIR_BALL_H

#include <stdbool.h>

#include <arb.h>
#include <flint/fmpq.h>

#include "theta/root_ball.h"

struct cpf_theta_pair {
  fmpq_t rho;
  bool odd; // x^rho with odd rho in the loss, else |x|^rho
  arb_t t[2];
  slong condition; // bits by which the Jacobian at the pair may be near to singular
};

void cpf_theta_pair_init(struct cpf_theta_pair *p);
void cpf_theta_pair_clear(struct cpf_theta_pair *p);

// p->t holds a start near a critical pair; it becomes a box of radius at most about 2^-bits. True:
// proved (Krawczyk) that the box holds exactly one critical pair. False: not decided, p->t
// undefined.
bool cpf_theta_pair_certify(struct cpf_theta_pair *p, slong bits);

// The pair that takes tight-balance's place for an odd rho >= 5: starts at the angle of b, which is
// that of |x|^rho. True: proved, with 0 < t_i < pi/4.
bool cpf_theta_odd_certify(struct cpf_theta_pair *p, const struct cpf_theta_ball *b, slong bits);

// The branch of cpf_theta_branch for b's rho > 4, up to CPF_THETA_BRANCH_MAX. True: proved, with
// 0 < t_1 < theta < t_2 < pi/4.
enum { CPF_THETA_BRANCH_MAX = 2000 };
bool cpf_theta_branch_certify(struct cpf_theta_pair *p, const struct cpf_theta_ball *b, slong bits);

#endif
