// SPDX-License-Identifier: GPL-3.0-or-later
// Looks for the worst case: the least value of a margin over a box of parameters, by many local
// searches. Finds counterexamples; finding none proves nothing.
#ifndef CPF_VERIFY_ADVERSE_H
#define CPF_VERIFY_ADVERSE_H

#include <stdint.h>

#include "cpfind/status.h"

enum { CPF_ADVERSE_MAX = 16 }; // parameters

struct cpf_adverse {
  // The margin at x, finite; x lies in the box.
  double (*margin)(const double *x, void *ctx);
  void *ctx;
  int count;                // parameters
  const double *low, *high; // of each
  int starts;               // local searches, from points of a Kronecker sequence
};

// The least margin that was seen and where (`count` numbers). Adds the evaluations to *tried.
// The same numbers in every run.
enum cpf_status cpf_adverse_search(const struct cpf_adverse *a, double *worst, double *x,
                                   uint64_t *tried, struct cpf_error *err);

#endif
