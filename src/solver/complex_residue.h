// SPDX-License-Identifier: GPL-3.0-or-later
// The global residues of a generic member of the family.
#ifndef CPF_SOLVER_COMPLEX_RESIDUE_H
#define CPF_SOLVER_COMPLEX_RESIDUE_H

#include "solver/complex_path.h"

enum { CPF_COMPLEX_TESTS = 4 };

// sum over roots of h / det Hess, for several h: 0 when no root is missing.
struct cpf_complex_residue {
  bool begun;
  int exponent; // the sums are scaled by 2^exponent
  double re[CPF_COMPLEX_TESTS], im[CPF_COMPLEX_TESTS];
  double size[CPF_COMPLEX_TESTS];    // sums of absolute values
  double largest[CPF_COMPLEX_TESTS]; // largest and smallest term
  double least[CPF_COMPLEX_TESTS];
};

// Adds a root with its determinant, images times.
void cpf_complex_residue_add(struct cpf_complex_residue *r, const struct cpf_complex_system *s,
                             const double *W, const struct cpf_complex_polish *polish,
                             double images);

// The largest |sum| / sum of absolute values.
double cpf_complex_residue_relative(const struct cpf_complex_residue *r);

#endif
