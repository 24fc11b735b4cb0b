// SPDX-License-Identifier: GPL-3.0-or-later
//
//  1. An orbit: from the given point by the group's generators, breadth first; those that are there
//     already (equal numbers that O(d-k) leaves alone, then distance 0) are left out.
//  2. A step: the distances to all members at its end; the step is looked into for those that could
//     have come nearer than the least so far (near.h).
#include "flow/watch.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cpfind/flow.h"
#include "flow/lift.h"
#include "model/outside.h"
#include "status/try.h"

static const double SAME = 1e-9;

static size_t point_size(const struct cpf_problem *p) {
  return (size_t)p->n * (size_t)p->d;
}

// Generators: students i and i+1 swapped, teachers j and j+1 swapped, and for even rho the signs of
// student 0 and of teacher 0.
static int count_generators(const struct cpf_problem *p) {
  return p->n - 1 + p->k - 1 + (cpf_problem_has_signs(p) ? 2 : 0);
}

static void apply(const struct cpf_problem *p, int generator, const double *W, double *out) {
  size_t d = (size_t)p->d;
  int teacher = generator - (p->n - 1), sign = teacher - (p->k - 1);
  memcpy(out, W, point_size(p) * sizeof *out);
  if (teacher < 0) {
    memcpy(out + (size_t)generator * d, W + ((size_t)generator + 1) * d, d * sizeof *out);
    memcpy(out + ((size_t)generator + 1) * d, W + (size_t)generator * d, d * sizeof *out);
  } else if (sign < 0) {
    for (size_t i = 0; i < (size_t)p->n; i++) {
      out[i * d + (size_t)teacher] = W[i * d + (size_t)teacher + 1];
      out[i * d + (size_t)teacher + 1] = W[i * d + (size_t)teacher];
    }
  } else if (sign == 0) {
    for (size_t c = 0; c < d; c++)
      out[c] = -W[c];
  } else {
    for (size_t i = 0; i < (size_t)p->n; i++)
      out[i * d] = -W[i * d];
  }
}

// A number that tells most members apart: a combination of the overlaps with the teachers and of
// the inner products, without a symmetry of its own.
static double key_of(const struct cpf_problem *p, const double *W) {
  size_t n = (size_t)p->n, d = (size_t)p->d, k = (size_t)p->k;
  double key = 0, weight = 1;
  for (size_t i = 0; i < n; i++) {
    for (size_t j = 0; j < k; j++, weight += 0.7)
      key += sqrt(weight) * W[i * d + j];
    for (size_t q = 0; q < i; q++, weight += 0.7)
      for (size_t c = k; c < d; c++)
        key += sqrt(weight) * W[i * d + c] * W[q * d + c];
  }
  return key;
}

struct orbit {
  const struct cpf_problem *p;
  struct cpf_watch_orbit *to;
  double keys[CPF_FLOW_WATCH_MAX];
};

static bool is_there(const struct orbit *o, const double *W, double key) {
  size_t size = point_size(o->p);
  for (size_t i = 0; i < o->to->count; i++)
    if (fabs(o->keys[i] - key) <= SAME * (double)size) {
      struct cpf_target target = cpf_target_make(o->p, o->to->members + i * size);
      if (cpf_target_distance(&target, W) <= SAME)
        return true;
    }
  return false;
}

// Step 1. False when there are too many.
static bool spread(struct orbit *o, double *W) {
  size_t size = point_size(o->p);
  int generators = count_generators(o->p);
  o->keys[0] = key_of(o->p, o->to->members);
  o->to->count = 1;
  for (size_t next = 0; next < o->to->count; next++)
    for (int g = 0; g < generators; g++) {
      apply(o->p, g, o->to->members + next * size, W);
      double key = key_of(o->p, W);
      if (is_there(o, W, key))
        continue;
      if (o->to->count == CPF_FLOW_WATCH_MAX)
        return false;
      memcpy(o->to->members + o->to->count * size, W, size * sizeof *W);
      o->keys[o->to->count++] = key;
    }
  return true;
}

static enum cpf_status orbit_make(struct cpf_watch *watch, struct cpf_lift *lift,
                                  const double *point, size_t number, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_watch_orbit *to = &watch->orbits[number];
  size_t size = point_size(&watch->p);
  struct orbit *o = NULL;
  double *W = NULL;
  CPF_TRY_ALLOC(o, 1, err);
  CPF_TRY_ALLOC(W, size, err);
  CPF_TRY_ALLOC(to->members, CPF_FLOW_WATCH_MAX * size, err);
  o->p = &watch->p;
  o->to = to;
  cpf_lift_down(lift, point, to->members);
  if (!spread(o, W)) {
    status =
        cpf_fail(err, CPF_EINVAL,
                 "watch %zu: its orbit has more than %d members; allowed are at most that many",
                 number + 1, (int)CPF_FLOW_WATCH_MAX);
    goto cleanup;
  }
  to->plain = cpf_target_make(&watch->p, to->members).plain;
  CPF_TRY_ALLOC(to->columns, to->count * size, err);
  for (size_t i = 0; i < to->count; i++)
    for (size_t e = 0; e < size; e++)
      to->columns[e * to->count + i] = to->members[i * size + e];
  watch->total += to->count;
cleanup:
  free(o);
  free(W);
  return status;
}

enum cpf_status cpf_watch_alloc(const struct cpf_problem *p, const double *points, size_t count,
                                struct cpf_watch *watch, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_lift lift = {0};
  *watch = (struct cpf_watch){.p = cpf_problem_reduced(p), .norbits = count};
  CPF_TRY(cpf_lift_alloc(p, &lift, err));
  CPF_TRY_ALLOC(watch->orbits, count, err);
  for (size_t i = 0; i < count; i++)
    CPF_TRY(orbit_make(watch, &lift, points + i * (size_t)p->n * (size_t)p->d, i, err));
cleanup:
  cpf_lift_free(&lift);
  return status;
}

void cpf_watch_free(struct cpf_watch *watch) {
  for (size_t i = 0; watch->orbits != NULL && i < watch->norbits; i++) {
    free(watch->orbits[i].members);
    free(watch->orbits[i].columns);
  }
  free(watch->orbits);
  memset(watch, 0, sizeof *watch);
}

enum cpf_status cpf_watcher_alloc(const struct cpf_watch *watch, struct cpf_watcher *watcher,
                                  struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  size_t size = point_size(&watch->p);
  *watcher = (struct cpf_watcher){.watch = watch};
  CPF_TRY_ALLOC(watcher->last, watch->total, err);
  CPF_TRY_ALLOC(watcher->now, watch->total, err);
  CPF_TRY_ALLOC(watcher->least, watch->norbits, err);
  CPF_TRY_ALLOC(watcher->W, size, err);
  CPF_TRY_ALLOC(watcher->from, size, err);
cleanup:
  return status;
}

void cpf_watcher_free(struct cpf_watcher *watcher) {
  free(watcher->last);
  free(watcher->now);
  free(watcher->least);
  free(watcher->W);
  free(watcher->from);
  memset(watcher, 0, sizeof *watcher);
}

// The distances of W to all members of an orbit.
static void measure(const struct cpf_watch *watch, const struct cpf_watch_orbit *orbit,
                    const double *W, double *distance) {
  size_t size = point_size(&watch->p), count = orbit->count;
  memset(distance, 0, count * sizeof *distance);
  for (size_t e = 0; orbit->plain && e < size; e++) {
    const double *column = orbit->columns + e * count;
    for (size_t i = 0; i < count; i++)
      distance[i] += (W[e] - column[i]) * (W[e] - column[i]);
  }
  for (size_t i = 0; i < count; i++)
    distance[i] = orbit->plain ? sqrt(distance[i])
                               : cpf_outside_distance(&watch->p, W, orbit->members + i * size);
}

static double smallest(const double *x, size_t count) {
  double least = INFINITY;
  for (size_t i = 0; i < count; i++)
    least = x[i] < least ? x[i] : least;
  return least;
}

void cpf_watcher_begin(struct cpf_watcher *watcher, const double *W) {
  const struct cpf_watch *watch = watcher->watch;
  double *last = watcher->last;
  for (size_t o = 0; o < watch->norbits; last += watch->orbits[o++].count) {
    measure(watch, &watch->orbits[o], W, last);
    watcher->least[o] = smallest(last, watch->orbits[o].count);
  }
  memcpy(watcher->from, W, point_size(&watch->p) * sizeof *W);
}

// Step 2.
void cpf_watcher_step(struct cpf_watcher *watcher, const struct cpf_step *step, const double *W) {
  const struct cpf_watch *watch = watcher->watch;
  size_t size = point_size(&watch->p), offset = 0;
  double square = 0, s;
  for (size_t e = 0; e < size; e++)
    square += (W[e] - watcher->from[e]) * (W[e] - watcher->from[e]);
  double chord = sqrt(square);
  for (size_t o = 0; o < watch->norbits; offset += watch->orbits[o++].count) {
    const struct cpf_watch_orbit *orbit = &watch->orbits[o];
    const double *d0 = watcher->last + offset;
    double *d1 = watcher->now + offset, *least = &watcher->least[o];
    measure(watch, orbit, W, d1);
    *least = fmin(*least, smallest(d1, orbit->count));
    for (size_t i = 0; i < orbit->count; i++)
      if (cpf_target_may_reach(d0[i], d1[i], chord, *least)) {
        struct cpf_target to = {&watch->p, orbit->members + i * size, orbit->plain};
        *least = fmin(*least, cpf_target_nearest(&to, step, d0[i], d1[i], watcher->W, &s));
      }
  }
  memcpy(watcher->from, W, size * sizeof *W);
  double *swap = watcher->last;
  watcher->last = watcher->now;
  watcher->now = swap;
}
