// SPDX-License-Identifier: GPL-3.0-or-later
// The steps that a trajectory has taken, to be looked at again: those of the integrator with their
// dense output, and stretches along a slow manifold.
#ifndef CPF_FLOW_TRAIL_H
#define CPF_FLOW_TRAIL_H

#include "flow/march.h"
#include "flow/slow.h"

// One step, from t0 to t1. What it points to is owned by others.
struct cpf_step {
  const struct cpf_problem *p;
  double t0, t1;
  // A step of the integrator: its last one in a lane (state is not NULL), or a saved one (data).
  const struct cpf_march_method *method;
  const void *state;
  int lane;
  const double *data;
  // A stretch of a slow manifold (slow is not NULL), from the coordinates in data, after which
  // the line stands (slow.h).
  const struct cpf_slow_point *slow;
  double tolerance;
  double *x; // scratch, for the coordinates
};

// The point at time t0 + s (t1 - t0), 0 <= s <= 1: n*d doubles.
void cpf_step_at(const struct cpf_step *step, double s, double *W);

struct cpf_trail_entry {
  double t0, t1;
  const struct cpf_slow_point *slow;
};
struct cpf_trail {
  const struct cpf_problem *p; // the reduced problem
  const struct cpf_march_method *method;
  double tolerance;
  size_t size;                     // doubles of data per step
  size_t capacity, count;          // steps kept at most, taken so far
  bool all;                        // nothing is forgotten: the capacity grows
  struct cpf_trail_entry *entries; // owned
  double *data;                    // owned
  double *x;                       // owned; scratch
};

// `capacity` steps; with all, more whenever they are needed.
enum cpf_status cpf_trail_alloc(const struct cpf_problem *p, const struct cpf_march_method *method,
                                double tolerance, size_t capacity, bool all,
                                struct cpf_trail *trail, struct cpf_error *err);
void cpf_trail_free(struct cpf_trail *trail);
void cpf_trail_reset(struct cpf_trail *trail);

// The next step, from t0 to t1: its data, to be written by the caller; NULL when there is no
// memory. slow is NULL for a step of the integrator.
double *cpf_trail_append(struct cpf_trail *trail, double t0, double t1,
                         const struct cpf_slow_point *slow, struct cpf_error *err);

// The first step that is still there; step `index` for first <= index < count.
size_t cpf_trail_first(const struct cpf_trail *trail);
struct cpf_step cpf_trail_step(const struct cpf_trail *trail, size_t index);

#endif
