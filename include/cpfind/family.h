// SPDX-License-Identifier: GPL-3.0-or-later
// A family: one orbit of critical points under the symmetries of L, and all that is known of it.
#ifndef CPFIND_FAMILY_H
#define CPFIND_FAMILY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cpfind/problem.h"

#ifdef __cplusplus
extern "C" {
#endif

enum {
  CPF_ID_MAX = 17,    // 16 hexadecimal digits and the end
  CPF_LABEL_MAX = 256 // longest label of a block or a family, with the end
};

enum cpf_kind { CPF_KIND_UNDECIDED = 0, CPF_KIND_MINIMUM, CPF_KIND_SADDLE, CPF_KIND_MAXIMUM };

// "undecided", "minimum", "saddle", "maximum".
CPF_PUBLIC const char *cpf_kind_name(enum cpf_kind kind);

// Students tied to each other, and the teachers they overlap with; both lists ascending.
struct cpf_block {
  char label[CPF_LABEL_MAX];
  int nstudents, nteachers;
  int *students; // owned; 0-based
  int *teachers; // owned; 0-based, NULL when nteachers is 0
};

// Numbers come from double precision (and, for eigenvalues near zero, from higher precision):
// evidence, not proof.
struct cpf_family {
  char id[CPF_ID_MAX];
  char label[CPF_LABEL_MAX];
  bool listed; // every block's label comes from a row of the tables
  int nblocks;
  struct cpf_block *blocks; // owned
  bool points_known;        // false for a continuum, and when the count exceeds 64 bits
  uint64_t points;          // points of the orbit: |G| / |Aut|, times the size of an O(1) orbit
  int dimension;            // of the critical manifold through the point; -1: not determined
  bool continuum;           // the manifold is larger than an orbit of O(d-k)
  double loss;
  double gradient_norm;
  size_t neigenvalues; // n(d-1)
  double *eigenvalues; // owned; of the Riemannian Hessian, ascending
  int index;           // negative eigenvalues
  int nullity;
  bool degenerate; // nullity > dimension
  bool degree_known;
  int64_t local_degree; // Brouwer degree of grad L at an isolated point
  enum cpf_kind kind;
  bool multiplicity_known;
  int64_t multiplicity; // as a root of the complex polynomial system
  double *W;            // owned; n*d doubles, the representative
  uint64_t hits;        // starts that led here
  uint64_t random_hits; // those of them that were random
  uint64_t
      first_random; // which of the converged random starts found it first; 0: another start did
  bool euler_known; // the family's share in the Euler sum could be computed
  int64_t euler;    // that share
};

// Frees what the family owns, not the struct itself. NULL is allowed.
CPF_PUBLIC void cpf_family_clear(struct cpf_family *f);

#ifdef __cplusplus
}
#endif
#endif
