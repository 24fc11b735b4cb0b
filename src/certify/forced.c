// SPDX-License-Identifier: GPL-3.0-or-later
#include "certify/forced.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "status/try.h"

// A direction whose remainder is shorter depends on those before it. Far above the rounding of the
// coordinates, so that what counts as independent is.
static const double INDEPENDENT = 1e-6;

void cpf_forced_clear(struct cpf_forced *forced) {
  if (forced == NULL)
    return;
  free(forced->F);
  memset(forced, 0, sizeof *forced);
}

bool cpf_forced_add(struct cpf_forced *forced, size_t N, double *v) {
  double norm = 0;
  if ((size_t)forced->count == N)
    return false;
  for (size_t a = 0; a < N; a++)
    norm += v[a] * v[a];
  if (!(norm > 0))
    return false;
  for (size_t a = 0; a < N; a++)
    v[a] /= sqrt(norm);
  for (int twice = 0; twice < 2; twice++)
    for (int f = 0; f < forced->count; f++) {
      const double *row = forced->F + (size_t)f * N;
      double dot = 0;
      for (size_t a = 0; a < N; a++)
        dot += row[a] * v[a];
      for (size_t a = 0; a < N; a++)
        v[a] -= dot * row[a];
    }
  norm = 0;
  for (size_t a = 0; a < N; a++)
    norm += v[a] * v[a];
  if (!(sqrt(norm) > INDEPENDENT))
    return false;
  for (size_t a = 0; a < N; a++)
    forced->F[(size_t)forced->count * N + a] = v[a] / sqrt(norm);
  forced->count++;
  return true;
}

// The rotation that takes column a to column b, in frame coordinates.
static void rotation(const struct cpf_problem *p, const double *W, const double *B, int a, int b,
                     double *v) {
  int d = p->d, t = d - 1;
  for (int row = 0; row < p->n * t; row++) {
    const double *w = W + (size_t)(row / t) * (size_t)d, *frame = B + (size_t)row * (size_t)d;
    v[row] = w[a] * frame[b] - w[b] * frame[a];
  }
}

static bool column_is_zero(const struct cpf_problem *p, const bool *zero, int column) {
  for (int i = 0; i < p->n; i++)
    if (!zero[i * p->d + column])
      return false;
  return true;
}

static void add_null_rows(struct cpf_forced *forced, size_t N, const bool *null_rows, double *v) {
  for (size_t row = 0; row < N; row++) {
    if (!null_rows[row])
      continue;
    memset(v, 0, N * sizeof *v);
    v[row] = 1;
    cpf_forced_add(forced, N, v);
  }
}

enum cpf_status cpf_forced_make(const struct cpf_problem *p, const double *W, const double *B,
                                const bool *zero, const bool *null_rows, struct cpf_forced *forced,
                                struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  size_t N = cpf_problem_tangent_dim(p);
  double *v = NULL;
  memset(forced, 0, sizeof *forced);
  CPF_TRY_ALLOC(v, N, err);
  CPF_TRY_ALLOC(forced->F, N * N, err);
  for (int a = p->k; a < p->d; a++)
    for (int b = a + 1; b < p->d; b++) {
      rotation(p, W, B, a, b, v);
      forced->orbit += cpf_forced_add(forced, N, v);
    }
  for (int j = 0; j < p->k && p->rho >= 3; j++)
    for (int a = p->k; a < p->d && column_is_zero(p, zero, j); a++) {
      rotation(p, W, B, a, j, v);
      forced->unused += cpf_forced_add(forced, N, v);
    }
  add_null_rows(forced, N, null_rows, v);
cleanup:
  free(v);
  if (status != CPF_OK)
    cpf_forced_clear(forced);
  return status;
}

enum cpf_status cpf_forced_transverse(const struct cpf_problem *p, const double *W,
                                      const bool *null_rows, struct cpf_forced *forced,
                                      struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  size_t n = (size_t)p->n;
  double *v = NULL;
  memset(forced, 0, sizeof *forced);
  CPF_TRY_ALLOC(v, n, err);
  CPF_TRY_ALLOC(forced->F, n * n, err);
  for (int a = p->k; a < p->d; a++) {
    for (size_t i = 0; i < n; i++)
      v[i] = W[i * (size_t)p->d + (size_t)a];
    forced->orbit += cpf_forced_add(forced, n, v);
  }
  add_null_rows(forced, n, null_rows, v);
cleanup:
  free(v);
  if (status != CPF_OK)
    cpf_forced_clear(forced);
  return status;
}
