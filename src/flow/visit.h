// SPDX-License-Identifier: GPL-3.0-or-later
// The critical points that a trajectory passes: when it came within the radius, how near, and when
// it left.
#ifndef CPF_FLOW_VISIT_H
#define CPF_FLOW_VISIT_H

#include "flow/near.h"

// A critical point near the way of one trajectory.
struct cpf_member {
  size_t place;         // its coordinates are number `place` of the list's points
  double last;          // distance at the end of the last step that was looked at
  double nearest;       // while it was near
  double entered, left; // entered for the first time, left for the last
  bool inside, met;     // within the radius now, ever
  bool singular;        // the Hessian has a kernel there
  bool active;          // near enough to be looked at in every step
  size_t followed;      // steps of the trail that were looked at, or passed over as too far
};
struct cpf_members {
  const struct cpf_problem *p; // the reduced problem
  double radius;
  size_t count, capacity;
  struct cpf_member *list; // owned
  double *points;          // owned; capacity points
  double *W, *from;        // owned; scratch: two points
};
enum cpf_status cpf_members_alloc(const struct cpf_problem *p, double radius,
                                  struct cpf_members *members, struct cpf_error *err);
void cpf_members_free(struct cpf_members *members);

// A critical point beside the trajectory, refined; one that is there already is not added again.
// Looks back along the trail, which ends at W; an empty one at time 0. singular: it has a kernel,
// and may be one of a continuum, along which the trajectory drifts. Such a point near one that is
// there takes its place: the visit is one to the continuum.
enum cpf_status cpf_members_add(struct cpf_members *members, const struct cpf_trail *trail,
                                const double *W, const double *point, bool singular,
                                struct cpf_error *err);

// Looks at the newest step of the trail.
void cpf_members_follow(struct cpf_members *members, const struct cpf_trail *trail);

#endif
