// SPDX-License-Identifier: GPL-3.0-or-later
//
//  1. Eigenvalues of the Hessian in the reduced dimension d' and of the transverse matrix T, whose
//     spectrum is repeated d - d' times (cpfind/model.h).
//  2. Those of the orbit's directions are zero. Are others below the level of double precision, the
//     root is followed in high precision, and the form on their eigenvectors decides.
#include "classify/spectrum.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model/eigen.h"
#include "solver/ball_root.h"
#include "status/try.h"

// Eigenvalues and eigenvectors of T, split at a level: small ones to K, the others to Q.
struct outer {
  double *T, *values, *vectors; // owned: n*n, n, n*n
  struct cpf_split split;       // K, Q and lambda owned
};

static void outer_clear(struct outer *o) {
  free(o->T);
  free(o->values);
  free(o->vectors);
  free(o->split.K);
  free(o->split.Q);
  free(o->split.lambda);
}

static enum cpf_status outer_solve(const struct cpf_problem *reduced, const double *W,
                                   struct outer *o, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  size_t n = (size_t)reduced->n;
  struct cpf_eigen *eigen = NULL;
  CPF_TRY_ALLOC(o->T, n * n, err);
  CPF_TRY_ALLOC(o->values, n, err);
  CPF_TRY_ALLOC(o->vectors, n * n, err);
  CPF_TRY_ALLOC(o->split.K, n * n, err);
  CPF_TRY_ALLOC(o->split.Q, n * n, err);
  CPF_TRY_ALLOC(o->split.lambda, n, err);
  CPF_TRY(cpf_eigen_alloc(n, &eigen, err));
  cpf_transverse_hessian(reduced, W, o->T);
  CPF_TRY(cpf_eigen_solve(eigen, o->T, o->values, o->vectors, err));
cleanup:
  cpf_eigen_free(eigen);
  return status;
}

static void outer_split(struct outer *o, size_t n, double level) {
  o->split.m = 0;
  o->split.r = 0;
  for (size_t a = 0; a < n; a++) {
    if (fabs(o->values[a]) <= level) {
      memcpy(o->split.K + (size_t)o->split.m++ * n, o->vectors + a * n, n * sizeof(double));
    } else {
      o->split.lambda[o->split.r] = o->values[a];
      memcpy(o->split.Q + o->split.r++ * n, o->vectors + a * n, n * sizeof(double));
    }
  }
}

static int compare_doubles(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

// Appends the eigenvalues of a split: regular ones, then the small ones (zero where unknown).
static void append(struct cpf_spectrum *s, const struct cpf_split *split,
                   const struct cpf_small *small) {
  for (size_t b = 0; b < split->r && s->count > 0; b++)
    s->values[--s->count] = split->lambda[b];
  for (int i = 0; i < split->m && s->count > 0; i++)
    s->values[--s->count] = small->values != NULL ? small->values[i] : 0;
}

// All n(d-1) values; what the splits leave out is the orbit's, zero.
static void assemble(const struct cpf_problem *p, const struct cpf_problem *reduced,
                     const struct cpf_split *split, const struct outer *outer,
                     const struct cpf_ball_root *root, struct cpf_spectrum *s) {
  size_t total = cpf_problem_tangent_dim(p);
  s->count = total;
  append(s, split, &root->kernel);
  for (int copy = reduced->d; copy < p->d; copy++)
    append(s, &outer->split, &root->outer);
  s->count = total;
  qsort(s->values, total, sizeof *s->values, compare_doubles);
  for (size_t a = 0; a < total; a++) {
    s->negative += s->values[a] < 0;
    s->zero += s->values[a] == 0;
    s->positive += s->values[a] > 0;
  }
  s->outer_zero = p->d == reduced->d           ? 0
                  : root->outer.values != NULL ? root->outer.zero
                                               : outer->split.m;
  s->mixed = root->kernel.values != NULL && root->kernel.zero > 0 && root->kernel.zero < split->m;
}

enum cpf_status cpf_spectrum_make(const struct cpf_problem *p, struct cpf_refiner *refiner,
                                  double tol_zero, double *W, struct cpf_spectrum *s,
                                  struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_problem reduced = cpf_problem_reduced(p);
  size_t N = cpf_problem_tangent_dim(&reduced);
  const double *frames, *values;
  struct outer outer = {0};
  struct cpf_split split = {0};
  struct cpf_ball_root root = {0};
  int orbit;
  memset(s, 0, sizeof *s);
  s->critical = true;
  CPF_TRY_ALLOC(s->values, cpf_problem_tangent_dim(p), err);
  if (N == 0)
    goto cleanup;
  CPF_TRY(cpf_refiner_spectrum(refiner, W, &frames, &values, NULL, err));
  s->scale = fmax(fabs(values[0]), fabs(values[N - 1]));
  if (p->d > reduced.d) {
    CPF_TRY(outer_solve(&reduced, W, &outer, err));
    for (size_t a = 0; a < (size_t)p->n; a++)
      s->scale = fmax(s->scale, fabs(outer.values[a]));
  }
  s->level = cpf_zero_level(p, tol_zero, s->scale);
  if (p->d > reduced.d)
    outer_split(&outer, (size_t)p->n, s->level);
  CPF_TRY(cpf_refiner_split(refiner, W, s->level, &split, &orbit, err));
  if (split.m > 0) {
    CPF_TRY(cpf_ball_root_find(&reduced, W, frames, &split, &outer.split, &root, err));
    s->critical = root.critical;
    if (s->critical)
      memcpy(W, root.W, (size_t)reduced.n * (size_t)reduced.d * sizeof *W);
  }
  assemble(p, &reduced, &split, &outer, &root, s);
cleanup:
  outer_clear(&outer);
  cpf_ball_root_clear(&root);
  if (status != CPF_OK)
    cpf_spectrum_clear(s);
  return status;
}

void cpf_spectrum_clear(struct cpf_spectrum *s) {
  if (s == NULL)
    return;
  free(s->values);
  memset(s, 0, sizeof *s);
}
