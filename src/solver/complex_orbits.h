// SPDX-License-Identifier: GPL-3.0-or-later
// A list of points of l weighted students without repetition: one of each orbit under the
// permutations of students of equal weight and, for even rho, the signs.
#ifndef CPF_SOLVER_COMPLEX_ORBITS_H
#define CPF_SOLVER_COMPLEX_ORBITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cpfind/status.h"
#include "solver/complex_path.h"

struct cpf_complex_orbits {
  struct cpf_complex_system s;
  bool even;
  double tolerance; // two students closer than that, relative to their size, are the same
  size_t count, room;
  double *W;            // count x 2ld
  double *key;          // count fingerprints: invariant and continuous, so equal for equal orbits
  uint32_t *mark;       // count; the caller's
  int64_t *next, *head; // the hash table's chains
  size_t heads;         // a power of 2
};

void cpf_complex_orbits_make(const struct cpf_complex_system *s, bool even, double tolerance,
                             struct cpf_complex_orbits *o);
void cpf_complex_orbits_free(struct cpf_complex_orbits *o);

// The index of W's orbit, or -1.
int64_t cpf_complex_orbits_find(const struct cpf_complex_orbits *o, const double *W);
// The same; an orbit that is not there is put last. *fresh says so.
enum cpf_status cpf_complex_orbits_put(struct cpf_complex_orbits *o, const double *W,
                                       int64_t *index, bool *fresh, struct cpf_error *err);

// True when students a and b of W coincide, up to sign for even rho.
bool cpf_complex_orbits_coincide(const struct cpf_complex_orbits *o, const double *W, int a, int b);

#endif
