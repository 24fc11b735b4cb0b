// SPDX-License-Identifier: GPL-3.0-or-later
// The symmetries that fix a point, and the linear space of the points that they all fix.
#ifndef CPF_CERTIFY_SYMMETRY_H
#define CPF_CERTIFY_SYMMETRY_H

#include <stdint.h>

#include "cpfind/problem.h"

// A point of n rows and D = k + rank columns. A symmetry is n + D signed numbers x: row (column) i
// goes to row (column) |x_i| - 1 with the sign of x_i. Rows change their sign for even rho only, as
// the first k columns; the others, outside span V, may change their sign but not their place.

// True when g is a symmetry of L.
bool cpf_symmetry_valid(const struct cpf_problem *p, int D, const int *g);

// The symmetries that fix W to within `tol`, entry by entry: *count of them in *list (owned by the
// caller), enough to generate what they all fix; *order is that of the whole stabiliser in G, which
// includes the sign flips outside; 0: not known, since G has more than 2^20 elements on the columns
// and only simple ones were tried. CPF_ENOMEM.
enum cpf_status cpf_symmetry_stabiliser(const struct cpf_problem *p, int D, const double *W,
                                        double tol, int **list, int *count, uint64_t *order,
                                        struct cpf_error *err);

// The order of G acting on n x D matrices; 0 when it exceeds 64 bits.
uint64_t cpf_symmetry_group_order(const struct cpf_problem *p, int D);

// The flow-invariant linear space S of the matrices that share with a point its symmetries and its
// blocks: entry e is sign[e] times the variable class_of[e], or 0 when class_of[e] = -1.
//
// Two principles make S invariant under the gradient: what a group of symmetries fixes (Palais,
// Commun. Math. Phys. 69 (1979)), and blocks: when the students of a block use columns that no
// student of another block uses, and rho >= 2, the gradient of a student is zero outside the
// columns of its block. (w_i.w_q = 0 between blocks, and entries that are zero bring no force.)
struct cpf_space {
  int n, D;
  int nclasses, nrows; // variables; classes of rows, which share their multiplier
  int *class_of;       // n*D
  int *sign;           // n*D
  int *row_of;         // n
  int *block;          // n + D: the block of each student and column
};

// `zero` marks the entries (n*D) that are exactly zero in the point.
enum cpf_status cpf_space_make(const struct cpf_problem *p, int D, const bool *zero,
                               const int *symmetries, int count, struct cpf_space *space,
                               struct cpf_error *err);
void cpf_space_clear(struct cpf_space *space); // NULL is allowed

#endif
