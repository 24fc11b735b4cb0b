// SPDX-License-Identifier: GPL-3.0-or-later
// What the reduced loss g says of a degenerate critical point: its kind along the kernel, the local
// degree and the multiplicity. Numerical evidence from double precision, not proof.
#ifndef CPF_CLASSIFY_LOCAL_H
#define CPF_CLASSIFY_LOCAL_H

#include <stdbool.h>
#include <stdint.h>

#include "model/jet.h"

enum cpf_local_shape {
  CPF_LOCAL_UNDECIDED = 0, // the terms computed do not determine the shape
  CPF_LOCAL_FLAT,          // g is constant to the degree computed: a continuum of dimension m
  CPF_LOCAL_ISOLATED,      // the critical point of g is isolated
  CPF_LOCAL_DEGENERATE     // a continuum of dimension `flat` < m, with an isolated, degenerate
                           // critical point of g across it; signs and degree are of that
};

struct cpf_local {
  enum cpf_local_shape shape;
  int order;         // lowest degree of a term of g
  int flat;          // dimension of the continuum within the kernel: m, 0 or between
  bool negative;     // g - g(0) takes negative values near 0
  bool positive;     // and positive ones
  bool signs_known;  // the two above are determined
  bool degree_known; // of grad g at 0
  int64_t degree;
  bool multiplicity_known; // dimension of the local algebra of grad g over the complex numbers
  int64_t multiplicity;
};

// Analyses g, a series in m variables without linear and quadratic part up to tol times its largest
// coefficient (such terms are taken as zero). CPF_ENOMEM.
enum cpf_status cpf_local_analyse(const struct cpf_jets *jets, const double *g, double tol,
                                  struct cpf_local *local, struct cpf_error *err);

#endif
