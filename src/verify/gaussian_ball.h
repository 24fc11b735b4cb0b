// SPDX-License-Identifier: GPL-3.0-or-later
// Expectations of polynomials of independent standard normal variables, exactly, from their moments
// E[x^(2m)] = (2m-1)!! alone: nothing is known here of Hermite polynomials' orthogonality or of
// Isserlis' theorem, so that both can be checked against it.
#ifndef CPF_VERIFY_GAUSSIAN_BALL_H
#define CPF_VERIFY_GAUSSIAN_BALL_H

#include <flint/fmpq_mpoly.h>

#include "verify/rational_ball.h"

// E[x^e]: (e-1)!! for even e, 0 for odd e.
void cpf_gaussian_moment(fmpz_t out, ulong e);

// E[He_m(X) He_n(c X + sqrt(1 - c^2) Z)] as a polynomial in c, He_n the probabilists' Hermite
// polynomials, X and Z independent. The claim is n! c^n when m = n, else 0.
void cpf_gaussian_overlap(fmpz_poly_t out, int m, int n);

// In a ring with the variables x_1 .. x_d and t: a_1 x_1 + ... + a_d x_d, a row i of A.
void cpf_gaussian_linear(fmpq_mpoly_t out, const fmpq_mat_t A, slong i, const fmpq_mpoly_ctx_t ctx);

// He_degree(x).
void cpf_gaussian_hermite(fmpq_mpoly_t out, int degree, const fmpq_mpoly_t x,
                          const fmpq_mpoly_ctx_t ctx);

// E over x_1 .. x_d of f, a polynomial in the last variable t.
void cpf_gaussian_expect(fmpq_poly_t out, const fmpq_mpoly_t f, const fmpq_mpoly_ctx_t ctx);

#endif
