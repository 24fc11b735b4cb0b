// SPDX-License-Identifier: GPL-3.0-or-later
// The orbit of a point under the finite symmetries of L, modulo O(d-k): when two points are one,
// and how many there are.
#ifndef CPF_CLASSIFY_ORBIT_H
#define CPF_CLASSIFY_ORBIT_H

#include <stdbool.h>
#include <stdint.h>

#include "cpfind/family.h"

// A canonical form: the distinct values among the overlaps w_i.v_j and w_i.w_q, and the canonically
// labelled graph whose edges are coloured by them. Two points lie in one orbit exactly when graphs
// and values agree. (W V^T and W W^T determine W up to O(d-k).)
struct cpf_orbit {
  size_t nvalues;
  double *values; // owned; ascending (absolute values when signs are symmetries)
  size_t nwords;
  uint64_t *graph; // owned
  double gap;      // least distance between two values: what `tol` must stay below
  bool count_known;
  uint64_t count; // |G| / |Aut|, when it fits in 64 bits
};

// Makes the canonical form of W, whose overlaps are right to much better than tol: values closer
// than tol are one. G is S_n x S_k, with all sign flips of students and teachers for even rho.
// Not reentrant (nauty is not): one call at a time. CPF_ENOMEM.
enum cpf_status cpf_orbit_make(const struct cpf_problem *p, const double *W, double tol,
                               struct cpf_orbit *orbit, struct cpf_error *err);
void cpf_orbit_clear(struct cpf_orbit *orbit); // NULL is allowed

// True when the graphs are equal and the values agree within tol.
bool cpf_orbit_same(const struct cpf_orbit *a, const struct cpf_orbit *b, double tol);

#endif
