// SPDX-License-Identifier: GPL-3.0-or-later
// The overlaps of a point as a small set of values, and each overlap as the number of its value.
#ifndef CPF_CLASSIFY_COLOURS_H
#define CPF_CLASSIFY_COLOURS_H

#include "cpfind/problem.h"

// overlap[i*k + j] and gram[i*n + q] are signed numbers of values: for even rho, +-c stands for
// +-values[c-1] and 0 for zero; for odd rho, c stands for values[c-1], signs being no symmetry.
struct cpf_colours {
  size_t nvalues;
  double *values; // owned; ascending; the mean of the overlaps that share it
  int *overlap;   // owned; n*k
  int *gram;      // owned; n*n, the diagonal 0
  double gap;     // least distance between neighbouring values (for even rho, also from zero)
};

// Values closer than tol to their neighbour are one. CPF_ENOMEM.
enum cpf_status cpf_colours_make(const struct cpf_problem *p, const double *W, double tol,
                                 struct cpf_colours *colours, struct cpf_error *err);
void cpf_colours_clear(struct cpf_colours *colours); // NULL is allowed

// The value that a signed number stands for.
double cpf_colours_value(const struct cpf_colours *colours, int colour);

#endif
