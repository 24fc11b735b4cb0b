// SPDX-License-Identifier: GPL-3.0-or-later
// The polynomial of cos(2 theta) for even degrees, and what its Galois group says about radicals.
#ifndef CPF_THETA_POLYNOMIAL_BALL_H
#define CPF_THETA_POLYNOMIAL_BALL_H

#include <stdbool.h>

#include <arb.h>
#include <flint/fmpz_poly.h>

// The largest m = rho/2 - 1 whose polynomial, of degree 2m in x, is factored: some hundredths of a
// second.
enum { CPF_THETA_FACTOR_MAX = 100 };

// The primitive polynomial P_m(y) = 2^m y^m - sum_i binomial(m, 2i+1) y^i over its content.
void cpf_theta_condition_polynomial(fmpz_poly_t P, ulong m);

// Among the irreducible factors of P over Q, the one that vanishes at the number in the ball, where
// P has a root: true when every other factor is proved not to vanish there. The factorisation is
// exact (FLINT), so `factor` is proved irreducible.
bool cpf_theta_factor_certify(fmpz_poly_t factor, const fmpz_poly_t P, const arb_t root);

// "8*x^6 - x^2 - 3"; allocated, NULL without memory.
char *cpf_theta_polynomial_text(const fmpz_poly_t P, const char *variable);

// Whether no root of the irreducible polynomial Q of degree >= 5 can be written in radicals, by the
// cycle types of Frobenius elements (Dedekind). True: proved, with the reason in `text`. False: not
// decided.
bool cpf_theta_unsolvable_certify(const fmpz_poly_t Q, char *text, size_t size);

#endif
