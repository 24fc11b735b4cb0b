// SPDX-License-Identifier: GPL-3.0-or-later
// Tight-balance is a strict local minimum for every even rho >= 6: the inequalities of the proof
// (docs/claims/toy-global-convergence.md, section 3).
#ifndef CPF_VERIFY_BASIN_MINIMUM_BALL_H
#define CPF_VERIFY_BASIN_MINIMUM_BALL_H

#include <stdbool.h>

// The first m of the closed bound; below it each m is computed.
enum { CPF_MINIMUM_TAIL = 100 };

// m = (rho-2)/2 >= 2. True: proved that at tight-balance the Hessian's eigenvalues are positive,
// by exact rational numbers: with x_0 = m/(m+1), q = (2m+1)^-m, x_1 = x_0 (1+q)/(1-q), u =
// (1+x_1)/2 and z = 1-u,
//   (m+1) x_1 (u^m - z^m) >= m (u^m + z^m),   u^m - z^m > 2 x_1^(2m+1),
//   4 ((2m+1)/(2m+2))^(2m+1) > 1.
bool cpf_minimum_at(int m);

// True: proved for every m >= tail, tail >= 3, by ball arithmetic at m = tail:
//   e^(-1/2) (1-q) > 2 exp(-(2m+1)/(m+1) + (2m+1) 2q/(1-q)),
// whose left side grows with m and whose right side falls.
bool cpf_minimum_beyond(int tail);

// True: proved that, z = 1-u, as polynomials in u,
//   (u-z)(u^m-z^m) - 2m uz (u^(m-1)+z^(m-1)) = (m+1)(u-z)(u^m-z^m) - m (u^m+z^m).
bool cpf_minimum_slope(int m);

#endif
