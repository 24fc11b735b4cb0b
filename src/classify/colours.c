// SPDX-License-Identifier: GPL-3.0-or-later
#include "classify/colours.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "status/try.h"

struct entry {
  double value;
  int *colour;
};

static int compare(const void *a, const void *b) {
  double x = ((const struct entry *)a)->value, y = ((const struct entry *)b)->value;
  return (x > y) - (x < y);
}

// All overlaps: n*k with teachers, n(n-1) among students.
static size_t gather(const struct cpf_problem *p, const double *W, struct cpf_colours *c,
                     struct entry *entries) {
  size_t count = 0;
  for (int i = 0; i < p->n; i++) {
    const double *w = W + (size_t)i * p->d;
    for (int j = 0; j < p->k; j++)
      entries[count++] = (struct entry){w[j], &c->overlap[(size_t)i * p->k + j]};
    for (int q = 0; q < p->n; q++) {
      double x = 0;
      for (int e = 0; e < p->d; e++)
        x += w[e] * W[(size_t)q * p->d + e];
      if (q != i)
        entries[count++] = (struct entry){x, &c->gram[(size_t)i * p->n + q]};
    }
  }
  return count;
}

// Cuts the sorted entries at gaps larger than tol and numbers the pieces.
static void cut(struct entry *entries, size_t count, bool even, double tol, struct cpf_colours *c) {
  for (size_t begin = 0, end; begin < count; begin = end) {
    double sum = 0;
    for (end = begin; end < count; end++) {
      double step = end > begin ? entries[end].value - entries[end - 1].value : 0;
      if (step > tol) {
        c->gap = fmin(c->gap, step);
        break;
      }
      sum += entries[end].value;
    }
    bool zero = even && entries[begin].value <= tol;
    double mean = sum / (double)(end - begin);
    if (!zero)
      c->values[c->nvalues++] = fabs(mean) <= tol ? 0 : mean;
    if (even && begin == 0 && !zero)
      c->gap = fmin(c->gap, entries[begin].value);
    for (size_t i = begin; i < end; i++) {
      int sign = *entries[i].colour;
      *entries[i].colour = zero ? 0 : sign * (int)c->nvalues;
    }
  }
}

enum cpf_status cpf_colours_make(const struct cpf_problem *p, const double *W, double tol,
                                 struct cpf_colours *c, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  size_t n = (size_t)p->n, k = (size_t)p->k;
  bool even = cpf_problem_has_signs(p);
  struct entry *entries = NULL;
  memset(c, 0, sizeof *c);
  c->gap = INFINITY;
  CPF_TRY_ALLOC(entries, n * k + n * n, err);
  CPF_TRY_ALLOC(c->values, n * k + n * n, err);
  CPF_TRY_ALLOC(c->overlap, n * k, err);
  CPF_TRY_ALLOC(c->gram, n * n, err);
  size_t count = gather(p, W, c, entries);
  for (size_t i = 0; i < count; i++) {
    *entries[i].colour = even && entries[i].value < 0 ? -1 : 1;
    if (even)
      entries[i].value = fabs(entries[i].value);
  }
  qsort(entries, count, sizeof *entries, compare);
  cut(entries, count, even, tol, c);
cleanup:
  free(entries);
  if (status != CPF_OK)
    cpf_colours_clear(c);
  return status;
}

void cpf_colours_clear(struct cpf_colours *c) {
  if (c == NULL)
    return;
  free(c->values);
  free(c->overlap);
  free(c->gram);
  memset(c, 0, sizeof *c);
}

double cpf_colours_value(const struct cpf_colours *c, int colour) {
  return colour == 0 ? 0 : colour < 0 ? -c->values[-colour - 1] : c->values[colour - 1];
}
