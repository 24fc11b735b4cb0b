// SPDX-License-Identifier: GPL-3.0-or-later
#include "flow/trail.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "status/try.h"

void cpf_step_at(const struct cpf_step *step, double s, double *W) {
  if (step->slow != NULL) {
    double elapsed;
    const struct cpf_centre *centre = step->slow->centre;
    size_t m = (size_t)cpf_centre_dim(centre);
    memcpy(step->x, step->data, m * sizeof *step->x);
    cpf_centre_advance(centre, cpf_centre_reach(centre), s * (step->t1 - step->t0), step->tolerance,
                       step->x, &elapsed, NULL, NULL);
    cpf_slow_at(step->slow, step->p, step->x, step->data + m, W);
  } else if (step->state != NULL) {
    step->method->dense(step->state, step->lane, s, W);
  } else {
    step->method->dense_eval(step->p, step->data, s, W);
  }
}

enum cpf_status cpf_trail_alloc(const struct cpf_problem *p, const struct cpf_march_method *method,
                                double tolerance, size_t capacity, bool all,
                                struct cpf_trail *trail, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  size_t N = cpf_problem_tangent_dim(p), dense = method->dense_size(p);
  size_t slow = N + (size_t)p->d; // coordinates and a line
  *trail = (struct cpf_trail){.p = p,
                              .method = method,
                              .tolerance = tolerance,
                              .size = dense > slow ? dense : slow,
                              .capacity = capacity,
                              .all = all};
  CPF_TRY_ALLOC(trail->entries, capacity, err);
  CPF_TRY_ALLOC(trail->data, capacity * trail->size, err);
  CPF_TRY_ALLOC(trail->x, N, err);
cleanup:
  return status;
}

void cpf_trail_free(struct cpf_trail *trail) {
  free(trail->entries);
  free(trail->data);
  free(trail->x);
  memset(trail, 0, sizeof *trail);
}

void cpf_trail_reset(struct cpf_trail *trail) {
  trail->count = 0;
}

static bool grow(struct cpf_trail *trail) {
  size_t capacity = 2 * trail->capacity;
  struct cpf_trail_entry *entries = realloc(trail->entries, capacity * sizeof *entries);
  if (entries == NULL)
    return false;
  trail->entries = entries;
  double *data = realloc(trail->data, capacity * trail->size * sizeof *data);
  if (data == NULL)
    return false;
  trail->data = data;
  trail->capacity = capacity;
  return true;
}

double *cpf_trail_append(struct cpf_trail *trail, double t0, double t1,
                         const struct cpf_slow_point *slow, struct cpf_error *err) {
  if (trail->all && trail->count == trail->capacity && !grow(trail)) {
    (void)cpf_fail(err, CPF_ENOMEM, "out of memory: a path of more than %zu steps", trail->count);
    return NULL;
  }
  size_t place = trail->count++ % trail->capacity;
  trail->entries[place] = (struct cpf_trail_entry){t0, t1, slow};
  return trail->data + place * trail->size;
}

size_t cpf_trail_first(const struct cpf_trail *trail) {
  return trail->count > trail->capacity ? trail->count - trail->capacity : 0;
}

struct cpf_step cpf_trail_step(const struct cpf_trail *trail, size_t index) {
  size_t place = index % trail->capacity;
  const struct cpf_trail_entry *entry = &trail->entries[place];
  return (struct cpf_step){.p = trail->p,
                           .t0 = entry->t0,
                           .t1 = entry->t1,
                           .method = trail->method,
                           .data = trail->data + place * trail->size,
                           .slow = entry->slow,
                           .tolerance = trail->tolerance,
                           .x = trail->x};
}
