// SPDX-License-Identifier: GPL-3.0-or-later
// The families found so far, and the question that every converged start asks: is this one new?
#ifndef CPF_SEARCH_KNOWN_H
#define CPF_SEARCH_KNOWN_H

#include "classify/describe.h"
#include "classify/fingerprint.h"

struct cpf_known {
  struct cpf_family family;
  struct cpf_orbit orbit;
  double fingerprint[CPF_FINGERPRINT];
  double least;   // smallest |eigenvalue| off the kernel
  double third;   // third derivatives there, cpf_refiner_third
  bool continuum; // larger than an orbit: points of the family differ in fingerprint
  bool crossing;  // a continuum with a point where branches cross, of larger nullity
  bool multiple;  // a multiple root: starts end somewhere near it, not on it
  int compared;   // starts whose canonical form was compared in full
};

// For a quick look: a point with |grad| = residual can only be recognised as this family when its
// loss is within residual * slope, and the tolerances, of this one.
struct cpf_known_hint {
  double loss, slope;
};

struct cpf_known_list {
  const struct cpf_problem *p;
  struct cpf_problem reduced;
  const struct cpf_describe_options *opt;
  const struct cpf_table *table;
  int count, capacity;
  struct cpf_known *items;      // owned
  struct cpf_known_hint *hints; // owned, by family
};

struct cpf_sighting;

void cpf_known_free(struct cpf_known_list *list);

// The family that a converged but unrefined point W of the reduced problem belongs to beyond doubt,
// or -1: its fingerprint must agree within the error that |grad| = residual allows at a simple
// root. For multiple roots, whose starts stay up to 10^-2 away: loss, kernel and fingerprint must
// fit, and only after enough starts have been refined and compared in full. Reads the list only, so
// that threads may share it. refiner: the caller's own.
int cpf_known_recognise(const struct cpf_known_list *list, struct cpf_refiner *refiner,
                        const double *W, double residual);

// The same when the fingerprint f of W is known already.
int cpf_known_recognise_fingerprint(const struct cpf_known_list *list, struct cpf_refiner *refiner,
                                    const double *W, const double f[CPF_FINGERPRINT],
                                    double residual);

// The family of a refined point, described and appended when it is new; *is_new says so. Not for
// concurrent use. Returns the number of the family in *index; -1 when the point turns out not to be
// critical. seen: what was found out of the point already (sighting.h), which is used up; may be
// NULL.
enum cpf_status cpf_known_add(struct cpf_known_list *list, struct cpf_refiner *refiner,
                              const double *given, struct cpf_sighting *seen, int *index,
                              bool *is_new, struct cpf_error *err);

#endif
