// SPDX-License-Identifier: GPL-3.0-or-later
//
// Where a trajectory is slow.
//
//  1. The local test of arrival.h: it is in the basin of a strict local minimum, whatever is near.
//  2. For starts with symmetries of their own, the same on the set of these symmetries.
//  3. The critical point nearby, refined, with the spectrum of its Hessian (slow.h):
//       negative eigenvalues: an explicit method leaves it in a time like log(1/distance): go on;
//       else no kernel but the orbit's of O(d-k): a minimum, reached within the radius of arrival.h
//         for the least eigenvalue, of which a proved bound is asked for later;
//       else with a slow manifold: join it (glide.c); without one: nothing can be proved.
#include <float.h>
#include <limits.h>
#include <math.h>
#include <string.h>

#include "flow/crew.h"
#include "model/outside.h"
#include "status/try.h"

static const double FALL = 0.1;    // of |grad L|, until nothing found is looked for again
static const double ROUNDING = 16; // of |grad L|, in units of rho (n + k) DBL_EPSILON
static const double SHARE = 0.5;   // of the computed eigenvalue, which the proof may not reach
static const double SLOW = 1e-4;   // of |grad L|: before, no basin is asked for (trajectory.c)
static const double PI = 3.14159265358979323846;
static const double NEAR_LANDMARK = 0.1; // nearer critical points than that are one and the same
enum {
  TESTS = 16,      // of the basin, step after step; then none until |grad L| has fallen by FALL
  AGAIN = 40000,   // or so many steps later
  PATIENCE = 4000, // steps until the fast directions must have died out
  BEYOND = 2       // degrees beyond rho, of the series that refine points passed by: enough for
                   // multiple roots no flatter than the loss itself
};

static size_t point_size(const struct cpf_crew *crew) {
  return (size_t)crew->shared->reduced.n * (size_t)crew->shared->reduced.d;
}

// Steps 1 and 2.
static enum cpf_status test(struct cpf_crew *crew, struct cpf_lane *lane, const double *W,
                            struct cpf_error *err) {
  if (lane->bound || lane->captured)
    return CPF_OK;
  lane->bound = cpf_arrival_test(crew->arrival, W).arrived;
  if (lane->bound || lane->fixed == NULL)
    return CPF_OK;
  enum cpf_status status = cpf_fixed_test(lane->fixed, W, lane->slot->point, &lane->captured, err);
  lane->slot->has_point = lane->captured;
  return status;
}

// Where the lane holds the point; -1: it does not.
static int place_of(const struct cpf_lane *lane, const struct cpf_slow_point *point) {
  for (int i = 0; i < lane->nheld; i++)
    if (lane->held[i] == point)
      return i;
  return -1;
}

// Not when the point's manifold has been followed, or there is no room to hold it.
static bool may_join(const struct cpf_lane *lane, const struct cpf_slow_point *point) {
  int place = place_of(lane, point);
  return place < 0 ? lane->nheld < CPF_HELD : !lane->followed[place];
}

// The point as a landmark; what lies on a line lies on the first axis outside span V, anything else
// must lie in span V.
static void keep_landmark(const struct cpf_crew *crew, struct cpf_slot *slot,
                          const struct cpf_slow_point *point) {
  size_t n = (size_t)point->own.n, from = (size_t)point->own.d;
  size_t k = (size_t)point->own.k, to = (size_t)crew->shared->reduced.d;
  double outside = 0;
  for (size_t i = 0; i < n; i++) {
    memset(slot->landmark + i * to, 0, to * sizeof *slot->landmark);
    memcpy(slot->landmark + i * to, point->key + i * from, from * sizeof *slot->landmark);
    for (size_t c = k + point->on_line; c < from; c++)
      outside = fmax(outside, fabs(point->key[i * from + c]));
  }
  slot->has_landmark = outside == 0;
}

// From now on the trajectory tries to join the manifold; it holds the point, once, until its end.
static void join(const struct cpf_crew *crew, struct cpf_lane *lane, struct cpf_slow_point *point) {
  if (lane->nheld == 0)
    keep_landmark(crew, lane->slot, point);
  if (place_of(lane, point) >= 0) {
    cpf_slow_release(point);
  } else {
    lane->followed[lane->nheld] = false;
    lane->held[lane->nheld++] = point;
  }
  lane->joining = point;
  lane->patience = PATIENCE;
}

// The refined point near W, in crew->point, by series of at most that degree.
static enum cpf_status refine(struct cpf_crew *crew, const double *W, int degree,
                              struct cpf_refine_result *refined, struct cpf_error *err) {
  int kept = crew->refiner->opt.max_degree;
  memcpy(crew->point, W, point_size(crew) * sizeof *W);
  crew->refiner->opt.max_degree = degree < kept ? degree : kept;
  enum cpf_status status = cpf_refine(crew->refiner, crew->point, refined, err);
  crew->refiner->opt.max_degree = kept;
  return status;
}

// Joins the slow manifold of a landmark, when W is within its reach. *near: there is one, so
// that nothing else has to be looked for here.
static enum cpf_status try_landmark(struct cpf_crew *crew, struct cpf_lane *lane, const double *W,
                                    bool *near, struct cpf_error *err) {
  const struct cpf_flow_shared *s = crew->shared;
  enum cpf_status status = CPF_OK;
  struct cpf_slow_point *point;
  double distance;
  *near = false;
  if (s->landmarks == NULL || s->opt->radius > 0 || lane->joining != NULL)
    goto cleanup;
  const double *landmark = cpf_landmarks_nearest(s->landmarks, W, &distance);
  if (landmark == NULL || distance > NEAR_LANDMARK)
    goto cleanup;
  *near = true;
  CPF_TRY(cpf_slow_find(crew->slow, crew->refiner, landmark, &point, err));
  if (point->centre != NULL && distance <= cpf_centre_reach(point->centre) && may_join(lane, point))
    join(crew, lane, point);
  else
    cpf_slow_release(point);
cleanup:
  return status;
}

enum cpf_status cpf_lane_look(struct cpf_crew *crew, struct cpf_lane *lane, const double *W,
                              double gradient, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_refine_result refined;
  struct cpf_slow_point *point;
  bool near;
  if (gradient < SLOW)
    CPF_TRY(test(crew, lane, W, err));
  if ((lane->bound || lane->captured) && gradient < SLOW)
    goto cleanup;
  CPF_TRY(try_landmark(crew, lane, W, &near, err));
  if (near)
    goto cleanup;
  CPF_TRY(refine(crew, W, crew->shared->reduced.rho + BEYOND, &refined, err));
  if (refined.kind == CPF_REFINED_NOT)
    goto cleanup;
  if (crew->shared->opt->radius > 0)
    CPF_TRY(cpf_members_add(&lane->members, &lane->trail, W, crew->point,
                            refined.kind == CPF_REFINED_SINGULAR, err));
  if (refined.kind != CPF_REFINED_SINGULAR || lane->joining != NULL || lane->captured ||
      crew->shared->opt->stop_gradient > 0)
    goto cleanup;
  CPF_TRY(cpf_slow_find(crew->slow, crew->refiner, crew->point, &point, err));
  if (point->centre != NULL && may_join(lane, point))
    join(crew, lane, point);
  else
    cpf_slow_release(point);
cleanup:
  return status;
}

// Step 3; *wait: nothing is decided yet.
static enum cpf_status decide(struct cpf_crew *crew, struct cpf_lane *lane, const double *W,
                              double gradient, bool *wait, struct cpf_error *err) {
  const struct cpf_problem *p = &crew->shared->reduced;
  enum cpf_status status = CPF_OK;
  struct cpf_refine_result refined;
  struct cpf_slow_point *point = NULL;
  struct cpf_slot *slot = lane->slot;
  bool near;
  *wait = gradient > ROUNDING * p->rho * (p->n + p->k) * DBL_EPSILON;
  CPF_TRY(try_landmark(crew, lane, W, &near, err));
  *wait |= lane->joining != NULL;
  if (near)
    goto cleanup;
  CPF_TRY(refine(crew, W, p->rho + BEYOND, &refined, err));
  if (refined.kind == CPF_REFINED_NOT)
    CPF_TRY(refine(crew, W, INT_MAX, &refined, err));
  if (refined.kind == CPF_REFINED_NOT)
    goto cleanup;
  if (crew->shared->opt->radius > 0)
    CPF_TRY(cpf_members_add(&lane->members, &lane->trail, W, crew->point,
                            refined.kind == CPF_REFINED_SINGULAR, err));
  CPF_TRY(cpf_slow_find(crew->slow, crew->refiner, crew->point, &point, err));
  if (!point->critical || point->negative > 0)
    goto cleanup;
  if (point->kernel == 0) {
    slot->distance = cpf_outside_distance(p, W, crew->point);
    if (PI / 2 * slot->distance <= cpf_arrival_radius(p, SHARE * point->least)) {
      memcpy(slot->point, crew->point, point_size(crew) * sizeof *W);
      slot->has_point = true;
      slot->proof = CPF_PROOF_RADIUS;
      *wait = false;
    }
  } else if (point->centre == NULL) {
    *wait = false;
  } else if (may_join(lane, point)) {
    join(crew, lane, point);
    point = NULL;
    *wait = true;
  }
cleanup:
  if (point != NULL)
    cpf_slow_release(point);
  return status;
}

enum cpf_status cpf_lane_rest(struct cpf_crew *crew, int l, const double *W, double gradient,
                              double t, struct cpf_error *err) {
  struct cpf_lane *lane = &crew->lanes[l];
  enum cpf_status status = CPF_OK;
  bool wait = false;
  lane->slot->reached = t;
  if (gradient <= lane->rest || lane->tests >= AGAIN)
    lane->tests = 0;
  if ((lane->joining != NULL && gradient > lane->rest) || ++lane->tests > TESTS)
    goto cleanup;
  CPF_TRY(test(crew, lane, W, err));
  if (lane->bound || lane->captured) {
    lane->slot->proof = lane->bound ? CPF_PROOF_TEST : CPF_PROOF_FIXED;
    CPF_TRY(cpf_lane_end(crew, l, lane->bound ? CPF_FLOW_ARRIVED : CPF_FLOW_CAPTURED, lane->below,
                         W, err));
    goto cleanup;
  }
  if (gradient > lane->rest && lane->tests > 1)
    goto cleanup;
  lane->rest = FALL * gradient;
  if (lane->joining != NULL)
    goto cleanup;
  CPF_TRY(decide(crew, lane, W, gradient, &wait, err));
  if (wait)
    goto cleanup;
  if (lane->slot->proof == CPF_PROOF_RADIUS)
    CPF_TRY(cpf_lane_end(crew, l, CPF_FLOW_ARRIVED, lane->below, W, err));
  else
    CPF_TRY(cpf_lane_end(crew, l, CPF_FLOW_UNDECIDED, t, W, err));
cleanup:
  return status;
}
