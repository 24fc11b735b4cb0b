// SPDX-License-Identifier: GPL-3.0-or-later
//
// A critical point and its slow manifold, from the rounded coordinates alone.
//
//  1. Refine them.
//  2. Split the tangent space there; make the manifold if the Hessian has a kernel and no negative
//     eigenvalue. On a line (slow.h): in the problem with d = k + 1, if the kernel is the same
//     there.
//  3. Balanced: no matrix of the kernel is fixed by the symmetries of the point. Then the kernel is
//     reversed or turned by them, and since an integrator's formula commutes with linear
//     symmetries, its errors cannot bring a trajectory off the stable set: only rounding can.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cpfind/model.h"
#include "flow/fixed.h"
#include "flow/slow_parts.h"
#include "solver/refine.h"
#include "status/try.h"

static const double SYMMETRIC = 1e-9; // entries of a refined point with a symmetry, off it
static const double SHIFT = 1e-3; // of the reach: a direction of the kernel is seen this far out
static const double LEFT_ALONE = 0.05; // share of it that the symmetries fix: of the order of SHIFT

static size_t point_size(const struct cpf_slow *slow) {
  return (size_t)slow->p.n * (size_t)slow->p.d;
}

void cpf_slow_point_free(struct cpf_slow_point *point) {
  if (point == NULL)
    return;
  cpf_centre_free(point->centre);
  free(point->key);
  free(point->W);
  free(point->scratch);
  free(point);
}

// Step 2, the Hessian in the problem itself.
static enum cpf_status analyse(const struct cpf_slow *slow, struct cpf_refiner *refiner,
                               struct cpf_slow_point *point, struct cpf_error *err) {
  struct cpf_split split;
  const double *frames, *values;
  int orbit;
  cpf_slow_at(point, &slow->p, NULL, slow->line, slow->lifted);
  enum cpf_status status = cpf_refiner_spectrum(refiner, slow->lifted, &frames, &values, NULL, err);
  if (status != CPF_OK)
    return status;
  double level = cpf_zero_level(&slow->p, slow->tol_zero, cpf_refiner_scale(refiner));
  status = cpf_refiner_split(refiner, slow->lifted, level, &split, &orbit, err);
  if (status != CPF_OK)
    return status;
  point->kernel = split.m;
  point->least = INFINITY;
  for (size_t a = 0; a < split.r; a++) {
    point->negative += split.lambda[a] < 0;
    point->least = fmin(point->least, fabs(split.lambda[a]));
    point->largest = fmax(point->largest, fabs(split.lambda[a]));
  }
  return CPF_OK;
}

// Step 3.
static enum cpf_status find_balance(struct cpf_slow_point *point, struct cpf_error *err) {
  struct cpf_fixed *fixed;
  size_t size = (size_t)point->own.n * (size_t)point->own.d;
  int m = cpf_centre_dim(point->centre);
  double *x = NULL;
  enum cpf_status status = cpf_fixed_make(&point->own, point->W, SYMMETRIC, &fixed, err);
  if (status != CPF_OK || fixed == NULL)
    return status;
  CPF_TRY_ALLOC(x, (size_t)m, err);
  point->balanced = true;
  for (int a = 0; a < m; a++) {
    for (int b = 0; b < m; b++)
      x[b] = a == b ? SHIFT * cpf_centre_reach(point->centre) : 0;
    cpf_centre_point(point->centre, x, point->scratch);
    for (size_t e = 0; e < size; e++)
      point->scratch[e] -= point->W[e];
    point->balanced &= cpf_fixed_share(fixed, point->scratch) <= LEFT_ALONE;
  }
cleanup:
  free(x);
  cpf_fixed_free(fixed);
  return status;
}

// Step 2, on a line: nothing is slow but what is slow there.
static enum cpf_status same_kernel(struct cpf_refiner *own, const struct cpf_slow *slow,
                                   struct cpf_slow_point *point, bool *same,
                                   struct cpf_error *err) {
  struct cpf_split split;
  int orbit;
  const double *frames, *values;
  enum cpf_status status = cpf_refiner_spectrum(own, point->W, &frames, &values, NULL, err);
  if (status != CPF_OK)
    return status;
  double level = cpf_zero_level(&slow->p, slow->tol_zero, point->largest);
  status = cpf_refiner_split(own, point->W, level, &split, &orbit, err);
  *same = split.m == point->kernel;
  return status;
}

enum cpf_status cpf_slow_point_make(struct cpf_slow *slow, struct cpf_refiner *refiner,
                                    bool on_line, struct cpf_slow_point **out,
                                    struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_slow_point *point = NULL;
  struct cpf_refine_result refined;
  struct cpf_refiner *own = refiner;
  bool same = true;
  CPF_TRY_ALLOC(point, 1, err);
  point->own = slow->p;
  point->on_line = on_line;
  if (on_line) {
    point->own.d = slow->p.k + 1;
    if (slow->on_line == NULL)
      CPF_TRY(cpf_refiner_alloc(&point->own, &refiner->opt, &slow->on_line, err));
    own = slow->on_line;
  }
  size_t size = (size_t)point->own.n * (size_t)point->own.d;
  CPF_TRY_ALLOC(point->key, point_size(slow), err);
  CPF_TRY_ALLOC(point->W, size, err);
  CPF_TRY_ALLOC(point->scratch, size, err);
  memcpy(point->key, slow->key, point_size(slow) * sizeof *point->key);
  memcpy(point->W, slow->key, size * sizeof *point->W);
  if (cpf_normalise(&point->own, point->W) && cpf_problem_tangent_dim(&point->own) > 0) {
    CPF_TRY(cpf_refine(own, point->W, &refined, err));
    point->critical = refined.kind != CPF_REFINED_NOT;
  }
  memset(slow->line, 0, (size_t)slow->p.d * sizeof *slow->line);
  slow->line[0] = 1;
  if (point->critical)
    CPF_TRY(analyse(slow, refiner, point, err));
  if (point->critical && point->kernel > 0 && point->negative == 0) {
    if (on_line)
      CPF_TRY(same_kernel(own, slow, point, &same, err));
    if (same)
      CPF_TRY(cpf_centre_make(own, point->W, &slow->opt, &point->centre, err));
    if (point->centre != NULL)
      CPF_TRY(find_balance(point, err));
  }
  *out = point;
  point = NULL;
cleanup:
  cpf_slow_point_free(point);
  return status;
}
