// SPDX-License-Identifier: GPL-3.0-or-later
// What holds instead of lemma 3.2: the golden cone. docs/claims/lemma-3.2.md has the proof; these
// are its computations.
#ifndef CPF_VERIFY_CONE_GOLDEN_BALL_H
#define CPF_VERIFY_CONE_GOLDEN_BALL_H

#include <arb.h>
#include <stdbool.h>

#include "verify/trial.h"

// The golden threshold: the square of its cosine, (sqrt(5) - 1) / 2.
void cpf_cone_golden(arb_t square, slong prec);

// Whether v is above the threshold for sure.
bool cpf_cone_in_golden(const arb_t v, slong prec);

// K = (1/rho) (1 - 1/rho)^(rho-1), the largest z^(rho-1) (1 - z) for z >= 0.
void cpf_cone_k(arb_t K, int rho, slong prec);

// g = T^(rho-2) (1 + repelled K (1 + T^2)^(rho/2)), T2 = T^2, even rho: d|w_ii|/dt >= s^(rho-1)
// (1 - s^2) (1 - g) for the smallest |w_ii| = s, T its angle's tangent, repelled >= r (n-1).
void cpf_cone_g(arb_t g, const arb_t T2, int rho, const arb_t repelled, slong prec);

// Exact: K - z^(rho-1) (1 - z) = (z - z0)^2 Q(z), z0 = 1 - 1/rho, all coefficients of Q positive.
bool cpf_cone_k_is_maximum(int rho);

// The steps of the proof.
void cpf_cone_golden_steps(struct cpf_trial *t);

// The correction that they prove.
extern const char cpf_cone_golden_lemma[];

#endif
