// SPDX-License-Identifier: GPL-3.0-or-later
//
//  1. A critical point is added when the trajectory's speed has told of it (trajectory.c). The
//     steps before are gone through backwards until the distance exceeds FAR radii.
//  2. From there, each step: the least distance on it (near.h); where the distance crosses the
//     radius, the times of that; beyond FAR radii, and going away, it is looked at no more.
#include "flow/visit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "status/try.h"

static const double FAR = 3;
static const double SAME = 1e-5; // refined points nearer than this are one: multiple roots of high
                                 // order are refined to about this, and roots lie further apart
static const double SLIDE = 0.1; // multiple roots nearer than this lie on a continuum

static size_t point_size(const struct cpf_members *members) {
  return (size_t)members->p->n * (size_t)members->p->d;
}

enum cpf_status cpf_members_alloc(const struct cpf_problem *p, double radius,
                                  struct cpf_members *members, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  *members = (struct cpf_members){.p = p, .radius = radius, .capacity = 4};
  CPF_TRY_ALLOC(members->list, members->capacity, err);
  CPF_TRY_ALLOC(members->points, members->capacity * point_size(members), err);
  CPF_TRY_ALLOC(members->W, point_size(members), err);
  CPF_TRY_ALLOC(members->from, point_size(members), err);
cleanup:
  return status;
}

void cpf_members_free(struct cpf_members *members) {
  free(members->list);
  free(members->points);
  free(members->W);
  free(members->from);
  memset(members, 0, sizeof *members);
}

static struct cpf_target target(const struct cpf_members *members,
                                const struct cpf_member *member) {
  return cpf_target_make(members->p, members->points + member->place * point_size(members));
}

struct crossing {
  const struct cpf_target *target;
  const struct cpf_step *step;
  double radius, *W;
};
static double beyond(void *ctx, double s) {
  const struct crossing *c = ctx;
  cpf_step_at(c->step, s, c->W);
  return cpf_target_distance(c->target, c->W) - c->radius;
}

// The time at which the distance, d_a at s = a and d_b at s = b, equals the radius.
static double time_between(const struct cpf_members *members, const struct cpf_target *to,
                           const struct cpf_step *step, double a, double d_a, double b,
                           double d_b) {
  struct crossing c = {to, step, members->radius, members->W};
  double s = cpf_root_between(a, d_a - members->radius, b, d_b - members->radius, beyond, &c);
  return step->t0 + s * (step->t1 - step->t0);
}

static void enter(struct cpf_member *member, double t) {
  member->inside = true;
  if (!member->met)
    member->entered = t;
  member->met = true;
}

// Of the two points in scratch.
static double chord(const struct cpf_members *members) {
  double square = 0;
  for (size_t e = 0; e < point_size(members); e++)
    square += (members->W[e] - members->from[e]) * (members->W[e] - members->from[e]);
  return sqrt(square);
}

// Step 2.
static void look(struct cpf_members *members, struct cpf_member *member,
                 const struct cpf_step *step) {
  struct cpf_target to = target(members, member);
  double radius = members->radius, d0 = member->last;
  cpf_step_at(step, 0, members->from);
  cpf_step_at(step, 1, members->W);
  double d1 = cpf_target_distance(&to, members->W), s = d0 <= d1 ? 0 : 1, least = fmin(d0, d1);
  if (cpf_target_may_reach(d0, d1, chord(members), member->inside ? member->nearest : radius))
    least = cpf_target_nearest(&to, step, d0, d1, members->W, &s);
  member->nearest = fmin(member->nearest, least);
  if (!member->inside && least < radius)
    enter(member, time_between(members, &to, step, 0, d0, s, least));
  if (member->inside && d1 >= radius) {
    member->inside = false;
    member->left = time_between(members, &to, step, s, least, 1, d1);
  }
  member->last = d1;
  member->active = d1 <= FAR * radius || d1 < d0;
}

// Step 1, and what was not yet looked at.
static void look_back(struct cpf_members *members, struct cpf_member *member,
                      const struct cpf_trail *trail) {
  struct cpf_target to = target(members, member);
  size_t first = cpf_trail_first(trail), index = trail->count;
  if (member->followed > first)
    first = member->followed;
  while (index > first) {
    struct cpf_step step = cpf_trail_step(trail, --index);
    cpf_step_at(&step, 0, members->W);
    member->last = cpf_target_distance(&to, members->W);
    if (member->last > FAR * members->radius)
      break;
  }
  if (index < trail->count && member->last < members->radius)
    enter(member, cpf_trail_step(trail, index).t0);
  if (index < trail->count)
    member->nearest = fmin(member->nearest, member->last);
  for (; index < trail->count; index++) {
    struct cpf_step step = cpf_trail_step(trail, index);
    look(members, member, &step);
  }
  member->followed = trail->count;
}

// Another point of the same continuum takes its place; the trajectory is at W.
static void slide(struct cpf_members *members, struct cpf_member *member, const double *W,
                  const double *point) {
  size_t size = point_size(members);
  memcpy(members->points + member->place * size, point, size * sizeof *point);
  struct cpf_target to = target(members, member);
  member->last = cpf_target_distance(&to, W);
  member->nearest = fmin(member->nearest, member->last);
  member->inside |= member->met && member->last < members->radius;
}

static enum cpf_status make_room(struct cpf_members *members, struct cpf_error *err) {
  size_t capacity = 2 * members->capacity + 1, size = point_size(members) * sizeof *members->points;
  if (members->count < members->capacity)
    return CPF_OK;
  struct cpf_member *list = realloc(members->list, capacity * sizeof *list);
  if (list != NULL)
    members->list = list;
  double *points = list == NULL ? NULL : realloc(members->points, capacity * size);
  if (points == NULL)
    return cpf_fail(err, CPF_ENOMEM, "out of memory: %zu visits", capacity);
  members->points = points;
  members->capacity = capacity;
  return CPF_OK;
}

enum cpf_status cpf_members_add(struct cpf_members *members, const struct cpf_trail *trail,
                                const double *W, const double *point, bool singular,
                                struct cpf_error *err) {
  size_t size = point_size(members);
  for (size_t i = 0; i < members->count; i++) {
    struct cpf_member *member = &members->list[i];
    struct cpf_target to = target(members, member);
    double apart = cpf_target_distance(&to, point);
    bool slides = singular && member->singular && apart <= fmin(SLIDE, members->radius);
    if (apart > SAME && !slides)
      continue;
    if (!member->active) {
      member->active = true;
      look_back(members, member, trail);
    }
    if (apart > SAME)
      slide(members, member, W, point);
    return CPF_OK;
  }
  enum cpf_status status = make_room(members, err);
  if (status != CPF_OK)
    return status;
  struct cpf_member *member = &members->list[members->count];
  *member = (struct cpf_member){
      .place = members->count, .nearest = INFINITY, .singular = singular, .active = true};
  memcpy(members->points + size * members->count++, point, size * sizeof *point);
  if (trail->count > 0) {
    look_back(members, member, trail);
    return CPF_OK;
  }
  struct cpf_target to = target(members, member);
  member->nearest = member->last = cpf_target_distance(&to, W);
  if (member->last < members->radius)
    enter(member, 0);
  return CPF_OK;
}

void cpf_members_follow(struct cpf_members *members, const struct cpf_trail *trail) {
  struct cpf_step step = cpf_trail_step(trail, trail->count - 1);
  for (size_t i = 0; i < members->count; i++) {
    struct cpf_member *member = &members->list[i];
    if (!member->active)
      continue;
    look(members, member, &step);
    member->followed = trail->count;
  }
}
