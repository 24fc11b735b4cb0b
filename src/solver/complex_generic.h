// SPDX-License-Identifier: GPL-3.0-or-later
// All critical points of a generic member of the family, by monodromy.
#ifndef CPF_SOLVER_COMPLEX_GENERIC_H
#define CPF_SOLVER_COMPLEX_GENERIC_H

#include <signal.h>

#include "cpfind/status.h"
#include "solver/complex.h"
#include "solver/complex_family.h"
#include "solver/complex_orbits.h"
#include "solver/complex_residue.h"

// The roots whose students coincide in groups of these sizes.
struct cpf_complex_stratum {
  struct cpf_complex_system s;
  int weight[CPF_COMPLEX_STUDENTS_MAX]; // nonincreasing, l of them
  uint64_t images;                      // of each root under G0, in X^n
  uint64_t own;                         // and under its own group, in X^l
  struct cpf_complex_orbits node[CPF_COMPLEX_NODES];
  uint64_t outside; // roots of its system in coarser strata, in X^l
  struct cpf_complex_residue residue;
  bool complete;
};

struct cpf_complex_generic {
  const struct cpf_complex_family *f;
  const struct cpf_complex_options *opt;
  int strata;
  struct cpf_complex_stratum stratum[CPF_COMPLEX_PARTITIONS_MAX]; // fewest students first
  uint64_t tracked;                                               // monodromy paths
};

enum cpf_status cpf_complex_generic_solve(const struct cpf_complex_family *f,
                                          const struct cpf_complex_options *opt,
                                          struct cpf_complex_generic *g, struct cpf_error *err);
void cpf_complex_generic_free(struct cpf_complex_generic *g);

// The number of roots of the stratum's weighted system in X^l, coinciding students included, where
// a formula for it is known; else 0.
uint64_t cpf_complex_generic_count(const struct cpf_complex_system *s);

// Calls the caller's progress function, if there is one.
void cpf_complex_generic_say(const struct cpf_complex_generic *g, const char *stage, uint64_t done,
                             uint64_t total);

// All l students' coordinates for the n students: student q is in group q's.
void cpf_complex_generic_expand(const struct cpf_complex_stratum *t, const double *W, double *out);

#endif
