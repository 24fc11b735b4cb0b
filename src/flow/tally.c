// SPDX-License-Identifier: GPL-3.0-or-later
//
//  1. A number x goes into bin floor(log(x / LOWEST) / WIDTH): all numbers of a bin are one to a
//     relative difference of e^WIDTH - 1 < 1/1000.
//  2. The quantile q of m numbers is the one of rank q (m - 1), counted from 0, as in the usual
//     definition by linear interpolation (Hyndman and Fan, Am. Stat. 50 (1996), type 7); within its
//     bin the numbers count as evenly spread over the logarithm.
#include "flow/tally.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "status/try.h"

enum { PAGE = 256, BINS = CPF_HISTOGRAM_PAGES * PAGE };
static const double LOWEST = 1e-30;
// e^WIDTH - 1 < 9e-4; BINS of them reach from 1e-30 beyond 1e30: 163840 * 8.5e-4 = 139.3 > 138.2.
static const double WIDTH = 8.5e-4;

void cpf_histogram_clear(struct cpf_histogram *h) {
  for (int i = 0; i < CPF_HISTOGRAM_PAGES; i++)
    free(h->pages[i]);
  memset(h, 0, sizeof *h);
}

enum cpf_status cpf_histogram_add(struct cpf_histogram *h, double x, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  double place = x > 0 ? floor(log(x / LOWEST) / WIDTH) : -1;
  h->least = h->count == 0 ? x : fmin(h->least, x);
  h->most = h->count == 0 ? x : fmax(h->most, x);
  if (!(place >= 0)) {
    h->below++;
  } else {
    int bin = place < BINS ? (int)place : BINS - 1;
    if (h->pages[bin / PAGE] == NULL)
      CPF_TRY_ALLOC(h->pages[bin / PAGE], PAGE, err);
    h->pages[bin / PAGE][bin % PAGE]++;
  }
  h->count++;
cleanup:
  return status;
}

static double quantile(const struct cpf_histogram *h, double share) {
  double rank = share * (double)(h->count - 1), seen = (double)h->below;
  if (rank < seen)
    return h->least;
  for (int page = 0; page < CPF_HISTOGRAM_PAGES; page++) {
    for (int i = 0; h->pages[page] != NULL && i < PAGE; i++) {
      double here = (double)h->pages[page][i];
      if (here > 0 && rank < seen + here) {
        double place = page * PAGE + i + (rank - seen + 0.5) / here;
        double x = LOWEST * exp(WIDTH * fmin(place, page * PAGE + i + 1.0));
        return fmin(fmax(x, h->least), h->most);
      }
      seen += here;
    }
  }
  return h->most;
}

void cpf_histogram_quantiles(const struct cpf_histogram *h, struct cpf_flow_quantiles *q) {
  *q = (struct cpf_flow_quantiles){.count = h->count};
  if (h->count == 0)
    return;
  q->q05 = quantile(h, 0.05);
  q->q25 = quantile(h, 0.25);
  q->median = quantile(h, 0.5);
  q->q75 = quantile(h, 0.75);
  q->q95 = quantile(h, 0.95);
  q->least = h->least;
  q->most = h->most;
}
