// SPDX-License-Identifier: GPL-3.0-or-later
//
// A refined point depends in its last bits on where the refinement began. So that a trajectory does
// not depend on which others came before it in the same thread, what is kept belongs to the rounded
// coordinates, and is computed from those alone.
//
//  1. Round the entries to multiples of GRID; look for that key in the store.
//  2. Otherwise make it (slow_point.c).
#include "flow/slow_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "status/try.h"

static const double GRID = 0x1p-30; // far above the errors of refined points, far below distances

static const double ON_LINE = 1e-9; // parts outside span V beside the line, of refined points

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
  CPF_TRY_ALLOC(slow->lifted, point_size(slow), err);
  CPF_TRY_ALLOC(slow->line, (size_t)p->d, err);
  *out = slow;
  slow = NULL;
cleanup:
  cpf_slow_free(slow);
  return status;
}

void cpf_slow_free(struct cpf_slow *slow) {
  if (slow == NULL)
    return;
  for (size_t i = 0; i < slow->count; i++)
    cpf_slow_point_free(slow->list[i]);
  free(slow->list);
  free(slow->key);
  free(slow->lifted);
  free(slow->line);
  cpf_refiner_free(slow->on_line);
  free(slow);
}

void cpf_slow_release(struct cpf_slow_point *point) {
  point->users--;
}

// Step 1: the rounded coordinates, those on the line when W lies on one; the first that is not 0 of
// those outside span V is then positive.
static bool make_key(struct cpf_slow *slow, const double *W) {
  const struct cpf_problem *p = &slow->p;
  size_t size = point_size(slow), k = (size_t)p->k, n = (size_t)p->n;
  double square = 0;
  bool on_line = false;
  for (size_t i = 0; i < n; i++)
    for (size_t c = k; c < (size_t)p->d; c++)
      square += W[i * (size_t)p->d + c] * W[i * (size_t)p->d + c];
  memcpy(slow->key, W, size * sizeof *W);
  if (p->d > p->k && p->d - p->k <= CPF_SLOW_LINE_MAX && square > ON_LINE)
    on_line = cpf_slow_find_line(p, W, slow->line) <= ON_LINE;
  if (on_line) {
    memset(slow->key, 0, size * sizeof *W);
    cpf_slow_onto_line(p, W, slow->line, slow->key);
  }
  for (size_t e = 0; e < size; e++)
    slow->key[e] = GRID * rint(slow->key[e] / GRID) + 0.0; // no -0
  double sign = 0;
  for (size_t i = 0; on_line && i < n && sign == 0; i++)
    sign = slow->key[i * (k + 1) + k];
  for (size_t i = 0; sign < 0 && i < n; i++)
    slow->key[i * (k + 1) + k] = 0 - slow->key[i * (k + 1) + k];
  return on_line;
}

// Room for one more; the one that was not used for the longest time is forgotten.
static enum cpf_status make_room(struct cpf_slow *slow, struct cpf_error *err) {
  if (slow->capacity > 0 && slow->count >= slow->capacity)
    for (size_t i = slow->count; i-- > 0;)
      if (slow->list[i]->users == 0) {
        cpf_slow_point_free(slow->list[i]);
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
  size_t bytes = point_size(slow) * sizeof *W, i = 0;
  bool on_line = make_key(slow, W);
  while (i < slow->count &&
         (slow->list[i]->on_line != on_line || memcmp(slow->list[i]->key, slow->key, bytes) != 0))
    i++;
  struct cpf_slow_point *point = i < slow->count ? slow->list[i] : NULL;
  if (point == NULL) {
    enum cpf_status status = make_room(slow, err);
    if (status == CPF_OK)
      status = cpf_slow_point_make(slow, refiner, on_line, &point, err);
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
