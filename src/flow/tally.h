// SPDX-License-Identifier: GPL-3.0-or-later
// Quantiles of a stream of positive numbers in fixed memory.
#ifndef CPF_FLOW_TALLY_H
#define CPF_FLOW_TALLY_H

#include "cpfind/flow.h"

enum { CPF_HISTOGRAM_PAGES = 640 };

// A histogram with bins of equal width on a logarithmic scale, from 1e-30 to 1e30, with a page of
// memory for each stretch of bins that is in use.
struct cpf_histogram {
  uint64_t count, below; // all; those below the first bin, 0 included
  double least, most;
  uint64_t *pages[CPF_HISTOGRAM_PAGES]; // owned
};
void cpf_histogram_clear(struct cpf_histogram *h);

// Adds x >= 0. CPF_ENOMEM.
enum cpf_status cpf_histogram_add(struct cpf_histogram *h, double x, struct cpf_error *err);

// Quantiles within a bin's width, interpolated there; least and most are exact.
void cpf_histogram_quantiles(const struct cpf_histogram *h, struct cpf_flow_quantiles *q);

#endif
