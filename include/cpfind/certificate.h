// SPDX-License-Identifier: GPL-3.0-or-later
// What has been proved about one critical point, with the data from which anybody can prove it
// again: see src/certify/certify_ball.c for the theorems and docs/mathematics.md for their proofs.
#ifndef CPFIND_CERTIFICATE_H
#define CPFIND_CERTIFICATE_H

#include <stdint.h>

#include "cpfind/problem.h"

#ifdef __cplusplus
extern "C" {
#endif

enum cpf_theorem {
  CPF_THEOREM_NONE = 0,
  // The box holds exactly one critical point; it is nondegenerate (Krawczyk's operator).
  CPF_THEOREM_KRAWCZYK,
  // The same on a slice across the orbit of O(d-k), lower triangular matrices outside span V: the
  // box holds exactly one critical point there, and the Hessian is nondegenerate in the directions
  // across the orbit (Morse-Bott).
  CPF_THEOREM_KRAWCZYK_SLICE,
  // The box holds exactly one critical point among the points of the same symmetry (Palais'
  // principle of symmetric criticality). Its Hessian may be degenerate.
  CPF_THEOREM_SYMMETRIC,
  // The box holds a critical point, whose entries lie in a number field: exact arithmetic there. It
  // may be degenerate even among the points of the same symmetry.
  CPF_THEOREM_EXACT
};

// "none", "krawczyk", "krawczyk-slice", "symmetric-criticality", "exact".
CPF_PUBLIC const char *cpf_theorem_name(enum cpf_theorem t);

// All statements are about the critical point (or orbit) in the box: the matrices W with n rows of
// k + rank entries and |W - center| <= radius, entry by entry. Coordinates beyond k + rank are 0.
struct cpf_certificate {
  enum cpf_theorem theorem; // NONE: nothing else is claimed, and reason says why
  char reason[200];         // what could not be proved, and why; empty: nothing was left open
  int precision_bits;       // of the ball arithmetic
  int rank;                 // of the part of W outside span V
  char **center;            // owned; n*(k+rank) decimal numbers, then NULL
  double radius;
  // No other critical point in dimension d, turned by O(d-k) to lower triangular form outside span
  // V, lies within unique_radius of the center, entry by entry; 0: not proved.
  double unique_radius;
  // Elements of the symmetry group that fix the point: for each, n + k + rank signed numbers; the
  // row (column) at position i goes to row (column) |x| - 1 with the sign of x.
  int nsymmetries;
  int *symmetries; // owned
  // The Hessian in dimension d: `index` negative and `nullity` zero eigenvalues exactly, the j-th
  // one, counted with multiplicity from below, between lower[j] and upper[j].
  bool index_proved;
  int index, nullity;
  size_t neigenvalues;   // n(d-1)
  double *lower, *upper; // owned
  char zeros[160];       // by which argument the zero eigenvalues are exactly zero; "" for none
  // An isolated critical point, or an isolated orbit of O(d-k), and more:
  bool isolated_proved;
  bool degree_proved; // the Brouwer degree of grad L there (isolated points)
  int64_t local_degree;
  bool multiplicity_proved; // as a complex root
  int64_t multiplicity;
  bool kind_proved; // the loss takes lower, higher values arbitrarily near
  bool descends, ascends;
  bool points_proved; // of the orbit under the symmetries, for isolated points
  uint64_t points;
};

// Frees what the certificate owns, not the struct itself. NULL is allowed.
CPF_PUBLIC void cpf_certificate_clear(struct cpf_certificate *c);

// Tries to certify the critical point near W (n*d doubles, rows of unit length): finds its center
// in high precision and proves what it can. CPF_OK also when nothing could be proved. The precision
// goes from 128 bits up by factors of 4, to at most max_bits. Cost: O((n (k + rank + 1))^3)
// operations at the precision reached. CPF_ENOMEM.
CPF_PUBLIC enum cpf_status cpf_certify(const struct cpf_problem *p, const double *W, int max_bits,
                                       struct cpf_certificate *c, struct cpf_error *err);

// Proves again what a certificate says, from its center, radius, rank, symmetries and precision
// alone: *proved gets what holds. Nothing else of *claimed is read. Returns CPF_EINVAL, with the
// reason, when those make no sense for the problem.
CPF_PUBLIC enum cpf_status cpf_certificate_prove(const struct cpf_problem *p,
                                                 const struct cpf_certificate *claimed,
                                                 struct cpf_certificate *proved,
                                                 struct cpf_error *err);

// True when the orbits of all certified points among the `count` are proved distinct: for every two
// of them an invariant of the symmetry group has disjoint enclosures. Those of theorem NONE are
// passed over. Otherwise *first < *second are two for which it is not proved, or both are the
// number of one whose box proves nothing.
CPF_PUBLIC bool cpf_certificates_distinct(const struct cpf_problem *p,
                                          const struct cpf_certificate *list, int count, int *first,
                                          int *second);

#ifdef __cplusplus
}
#endif
#endif
