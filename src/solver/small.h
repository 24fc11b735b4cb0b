// SPDX-License-Identifier: GPL-3.0-or-later
// Eigenvalues that double precision cannot tell from zero, as high precision sees them.
#ifndef CPF_SOLVER_SMALL_H
#define CPF_SOLVER_SMALL_H

// The small eigenvalues: of H on the kernel directions K of a split, or of T on those of its own.
struct cpf_small {
  int zero, negative, positive; // how many vanish to working precision, or have that sign
  double *values;               // owned; m of them, those that vanish are 0
  double *vectors;              // owned; m rows of m: combinations of the rows of K, same order
};
void cpf_small_clear(struct cpf_small *small); // NULL is allowed

#endif
