// SPDX-License-Identifier: GPL-3.0-or-later
// The distinct finite ends of the paths, and the checks on them.
#ifndef CPF_SOLVER_COMPLEX_ROOTS_H
#define CPF_SOLVER_COMPLEX_ROOTS_H

#include "solver/complex.h"
#include "solver/complex_family.h"
#include "solver/complex_orbits.h"

// An end of an orbit of paths, in X^n.
struct cpf_complex_arrival {
  double *W;       // 2nd doubles, not owned
  uint64_t images; // paths
  bool finite;
};

struct cpf_complex_root {
  uint64_t points, paths; // in the root's orbit; that end at all of them
  bool singular, real;
  bool jumped; // simple, and yet several paths end there
};

struct cpf_complex_roots {
  struct cpf_complex_orbits list; // of n students
  struct cpf_complex_root *root;  // owned; list.count of them
  int64_t *of;                    // owned; the root of each arrival, -1 for none
};

enum cpf_status cpf_complex_roots_make(const struct cpf_complex_family *f, size_t arrivals,
                                       const struct cpf_complex_arrival *arrival,
                                       struct cpf_complex_roots *r, struct cpf_error *err);
void cpf_complex_roots_free(struct cpf_complex_roots *r);

// True when the simple roots are closed under complex conjugation and under the target's
// symmetries: teachers exchanged, for even rho their signs, and those of the coordinates beyond.
bool cpf_complex_roots_symmetric(const struct cpf_complex_family *f,
                                 const struct cpf_complex_roots *r);

#endif
