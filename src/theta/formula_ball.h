// SPDX-License-Identifier: GPL-3.0-or-later
// Formulas as texts: evaluated in ball arithmetic.
#ifndef CPF_THETA_FORMULA_BALL_H
#define CPF_THETA_FORMULA_BALL_H

#include <stdbool.h>

#include <arb.h>

// The value of a formula such as "acos(2^(-1/4))/2" or "sqrt(v) + 1, v = cbrt(2)": numbers, pi,
// + - * / ^ and parentheses, sqrt, cbrt (the real root), acos, and a variable v with its definition
// after a comma. False when the text is no such formula; a value that does not exist is the whole
// line.
bool cpf_formula_value(arb_t value, const char *text, slong prec);

// The closed form of theta for rho = 2m + 2, NULL where none is listed.
const char *cpf_theta_closed_form(unsigned long m);

// Proves it: the identities between its radicals hold exactly, so it solves P_m, and its value
// overlaps the enclosure of the only root.
bool cpf_theta_closed_form_certify(unsigned long m, const arb_t theta, slong prec);

#endif
