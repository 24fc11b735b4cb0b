// SPDX-License-Identifier: GPL-3.0-or-later
// The conditions of section 2.3 for a critical point of P(2,2,2,rho), in its coordinates.
#ifndef CPF_REPORT_FIGURE_CONDITION_H
#define CPF_REPORT_FIGURE_CONDITION_H

// The four functions of a = w_1.v_1 and b = w_2.v_1, both in [-1, 1], for w_1.v_2, w_2.v_2 >= 0:
// with s = sqrt(1-a^2), t = sqrt(1-b^2) and c = ab + st
//   f[0] = c^{rho-1} (b - ca) - a^{rho-1} + (a^rho + s^rho) a
//   f[1] = c^{rho-1} (t - cs) - s^{rho-1} + (a^rho + s^rho) s
// and f[2], f[3] the same with a and b exchanged. The paper prints s and t in the brackets without
// the exponent rho. (f[0], f[1]) is grad_1 L / rho, so f[0] = -s tau and f[1] = a tau: the two
// share the zeros of tau, and W is critical exactly when all four vanish.
void cpf_figure_conditions(int rho, double a, double b, double f[4]);

// g(a) = -2 (1-2a^2)^{rho-1} - a^{rho-2} + sqrt(1-a^2)^{rho-2}, the paper's condition for
// tight-balance; even rho >= 4.
double cpf_figure_tight(int rho, double a);

#endif
