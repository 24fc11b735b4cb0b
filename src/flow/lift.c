// SPDX-License-Identifier: GPL-3.0-or-later
#include "flow/lift.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model/outside.h"
#include "status/try.h"

static const double INDEPENDENT =
    1e-15; // shorter remainders, relative to the longest, are rounding

enum cpf_status cpf_lift_alloc(const struct cpf_problem *p, struct cpf_lift *lift,
                               struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  *lift = (struct cpf_lift){.p = *p, .reduced = cpf_problem_reduced(p)};
  if (lift->reduced.d < p->d) {
    CPF_TRY_ALLOC(lift->basis, ((size_t)p->n + 1) * (size_t)(p->d - p->k), err);
    CPF_TRY_ALLOC(lift->copy, (size_t)p->n * (size_t)p->d, err);
  }
cleanup:
  return status;
}

void cpf_lift_free(struct cpf_lift *lift) {
  free(lift->basis);
  free(lift->copy);
  memset(lift, 0, sizeof *lift);
}

static double longest_outside(const struct cpf_problem *p, const double *W) {
  double longest = 0;
  for (int i = 0; i < p->n; i++) {
    double square = 0;
    for (int c = p->k; c < p->d; c++)
      square += W[(size_t)i * (size_t)p->d + (size_t)c] * W[(size_t)i * (size_t)p->d + (size_t)c];
    longest = fmax(longest, square);
  }
  return sqrt(longest);
}

void cpf_lift_down(struct cpf_lift *lift, const double *W, double *reduced) {
  const struct cpf_problem *p = &lift->p;
  size_t bytes = (size_t)p->n * (size_t)p->d * sizeof *W;
  if (lift->basis == NULL) {
    memcpy(reduced, W, bytes);
    return;
  }
  memset(lift->basis, 0, ((size_t)p->n + 1) * (size_t)(p->d - p->k) * sizeof *lift->basis);
  memcpy(lift->copy, W, bytes);
  cpf_outside_reduce(p, lift->copy, INDEPENDENT * longest_outside(p, W), reduced, lift->basis);
}

void cpf_lift_up(const struct cpf_lift *lift, const double *reduced, double *W) {
  size_t n = (size_t)lift->p.n, d = (size_t)lift->p.d, k = (size_t)lift->p.k;
  size_t columns = (size_t)lift->reduced.d, m = d - k;
  if (lift->basis == NULL) {
    memcpy(W, reduced, n * d * sizeof *W);
    return;
  }
  for (size_t i = 0; i < n; i++) {
    const double *x = reduced + i * columns;
    double *w = W + i * d;
    memcpy(w, x, k * sizeof *w);
    memset(w + k, 0, m * sizeof *w);
    for (size_t b = 0; b < columns - k; b++) // the others are 0
      for (size_t c = 0; c < m; c++)
        w[k + c] += x[k + b] * lift->basis[b * m + c];
  }
}
