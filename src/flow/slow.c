// SPDX-License-Identifier: GPL-3.0-or-later
//
// A refined point depends in its last bits on where the refinement began. So that a trajectory does
// not depend on which others came before it in the same thread, what is kept belongs to the rounded
// coordinates, and is computed from those alone.
//
//  1. Round the entries to multiples of GRID; look for that key in the store.
//  2. Otherwise: refine the key, split the tangent space there, make the manifold if the Hessian
//     has a kernel and no negative eigenvalue.
#include "flow/slow.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cpfind/model.h"
#include "solver/refine.h"
#include "status/try.h"

static const double GRID = 0x1p-30; // far above the errors of refined points, far below distances

struct cpf_slow {
  struct cpf_problem p;
  struct cpf_centre_options opt;
  double tol_zero;
  size_t capacity, count, room;
  struct cpf_slow_point **list; // owned; the last used first
  double *key;                  // owned; n*d
};

static size_t point_size(const struct cpf_slow *slow) {
  return (size_t)slow->p.n * (size_t)slow->p.d;
}

enum cpf_status cpf_slow_alloc(const struct cpf_problem *p, double tol_zero, size_t capacity,
                               struct cpf_slow **out, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_slow *slow = NULL;
  CPF_TRY_ALLOC(slow, 1, err);
  *slow = (struct cpf_slow){
      .p = *p, .opt = cpf_centre_options_default(), .tol_zero = tol_zero, .capacity = capacity};
  CPF_TRY_ALLOC(slow->key, point_size(slow), err);
  *out = slow;
  slow = NULL;
cleanup:
  cpf_slow_free(slow);
  return status;
}

static void point_free(struct cpf_slow_point *point) {
  if (point == NULL)
    return;
  cpf_centre_free(point->centre);
  free(point->key);
  free(point->W);
  free(point);
}

void cpf_slow_free(struct cpf_slow *slow) {
  if (slow == NULL)
    return;
  for (size_t i = 0; i < slow->count; i++)
    point_free(slow->list[i]);
  free(slow->list);
  free(slow->key);
  free(slow);
}

void cpf_slow_release(struct cpf_slow_point *point) {
  point->users--;
}

// Step 2, the Hessian.
static enum cpf_status analyse(const struct cpf_slow *slow, struct cpf_refiner *refiner,
                               struct cpf_slow_point *point, struct cpf_error *err) {
  struct cpf_split split;
  const double *frames, *values;
  int orbit;
  enum cpf_status status = cpf_refiner_spectrum(refiner, point->W, &frames, &values, NULL, err);
  if (status != CPF_OK)
    return status;
  double level = cpf_zero_level(&slow->p, slow->tol_zero, cpf_refiner_scale(refiner));
  status = cpf_refiner_split(refiner, point->W, level, &split, &orbit, err);
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

static enum cpf_status point_make(const struct cpf_slow *slow, struct cpf_refiner *refiner,
                                  struct cpf_slow_point **out, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_slow_point *point = NULL;
  struct cpf_refine_result refined;
  CPF_TRY_ALLOC(point, 1, err);
  CPF_TRY_ALLOC(point->key, point_size(slow), err);
  CPF_TRY_ALLOC(point->W, point_size(slow), err);
  memcpy(point->key, slow->key, point_size(slow) * sizeof *point->key);
  memcpy(point->W, slow->key, point_size(slow) * sizeof *point->W);
  if (cpf_normalise(&slow->p, point->W) && cpf_problem_tangent_dim(&slow->p) > 0) {
    CPF_TRY(cpf_refine(refiner, point->W, &refined, err));
    point->critical = refined.kind != CPF_REFINED_NOT;
  }
  if (point->critical)
    CPF_TRY(analyse(slow, refiner, point, err));
  if (point->critical && point->kernel > 0 && point->negative == 0)
    CPF_TRY(cpf_centre_make(refiner, point->W, &slow->opt, &point->centre, err));
  *out = point;
  point = NULL;
cleanup:
  point_free(point);
  return status;
}

// Room for one more; the one that was not used for the longest time is forgotten.
static enum cpf_status make_room(struct cpf_slow *slow, struct cpf_error *err) {
  if (slow->capacity > 0 && slow->count >= slow->capacity)
    for (size_t i = slow->count; i-- > 0;)
      if (slow->list[i]->users == 0) {
        point_free(slow->list[i]);
        slow->count--;
        memmove(slow->list + i, slow->list + i + 1, (slow->count - i) * sizeof(void *));
        return CPF_OK;
      }
  if (slow->count < slow->room)
    return CPF_OK;
  size_t room = slow->room > 0 ? 2 * slow->room : 16;
  struct cpf_slow_point **grown = realloc(slow->list, room * sizeof(void *));
  if (grown == NULL)
    return cpf_fail(err, CPF_ENOMEM, "out of memory: %zu critical points", room);
  slow->list = grown;
  slow->room = room;
  return CPF_OK;
}

enum cpf_status cpf_slow_find(struct cpf_slow *slow, struct cpf_refiner *refiner, const double *W,
                              struct cpf_slow_point **out, struct cpf_error *err) {
  size_t size = point_size(slow), i = 0;
  for (size_t e = 0; e < size; e++)
    slow->key[e] = GRID * rint(W[e] / GRID) + 0.0; // no -0
  while (i < slow->count && memcmp(slow->list[i]->key, slow->key, size * sizeof *W) != 0)
    i++;
  struct cpf_slow_point *point = i < slow->count ? slow->list[i] : NULL;
  if (point == NULL) {
    enum cpf_status status = make_room(slow, err);
    if (status == CPF_OK)
      status = point_make(slow, refiner, &point, err);
    if (status != CPF_OK)
      return status;
    i = slow->count++;
  }
  memmove(slow->list + 1, slow->list, i * sizeof(void *));
  slow->list[0] = point;
  point->users++;
  *out = point;
  return CPF_OK;
}
