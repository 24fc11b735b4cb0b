// SPDX-License-Identifier: GPL-3.0-or-later
// The tight-balance condition in long double arithmetic, for real degrees rho = 2m + 2 > 2.
#ifndef CPF_THETA_CONDITION_H
#define CPF_THETA_CONDITION_H

#include <stdbool.h>

// With x = cos(2t) = tanh(a) and z = sin(t)^2 = (1 - x)/2, so that tan(t) = exp(-a).
struct cpf_theta_root {
  long double m, t, z, x;
  long double above, below; // A = cos(t)^{2m}, B = sin(t)^{2m}
  long double power;        // x^{2m} = (A - B)/(2x)
};

// Solves the condition for m > 0. Full long double accuracy, except that for m < 1 the x of a root
// below exp(-100) is replaced by exp(-100): t does not notice.
void cpf_theta_solve(long double m, struct cpf_theta_root *root);

// The branch of cpf_theta_branch where 4 < rho < 4.05, by ball arithmetic (branch_ball.c): there
// the angles part like a square root and long double loses them. False when not found.
bool cpf_theta_branch_near(double rho, double t[2]);

#endif
