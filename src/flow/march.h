// SPDX-License-Identifier: GPL-3.0-or-later
// Integrators: steps of the flow in CPF_LANES trajectories at once, each lane with its own time and
// its own step. A method only steps; who drives it looks at the steps and says when to stop.
#ifndef CPF_FLOW_MARCH_H
#define CPF_FLOW_MARCH_H

#include <stdint.h>

#include "model/batch.h"

struct cpf_march_options {
  double tolerance; // local error of a step, per entry of W (absolute: rows are unit vectors)
  double rise;      // a step may let the loss rise by this (rounding of its evaluation) and no more
};

// Tolerance 1e-9, and for `rise` the bound cpf_march_rounding(p).
struct cpf_march_options cpf_march_options_default(const struct cpf_problem *p);

// By how much the computed losses (flow/field.h) of two points with unit rows may differ beyond
// their true difference, to first order in the rounding unit. See march.c.
double cpf_march_rounding(const struct cpf_problem *p);

// The last attempted step, by lanes. Owned by the method; valid until its next call. Point arrays
// are n*d lanes.
struct cpf_march_view {
  const cpf_lanes *W0, *F0; // where the step began, and dW/dt = -grad L there
  const cpf_lanes *W1, *F1; // where it ended: unit rows to rounding
  cpf_lanes t0, t1;
  cpf_lanes loss0, loss1;
  cpf_lanes speed0, speed1; // |grad L|^2
  cpf_lanes off;            // the largest | |w_i| - 1 | of W1
  uint64_t rejected;        // attempts turned down so far, all lanes
};

struct cpf_march_method {
  const char *name, *summary;
  int order;       // of the steps
  int dense_order; // of the dense output: its error is O(h^{dense_order + 1})
  enum cpf_status (*alloc)(const struct cpf_problem *p, const struct cpf_march_options *opt,
                           void **state, struct cpf_error *err);
  void (*free)(void *state); // NULL is allowed
  // The lane holds the point W (n*d doubles, unit rows) at time t from now on; the length of its
  // first step is chosen from the field there. Of the view, only this lane is lost.
  void (*set)(void *state, int lane, double t, const double *W);
  // The lane rests from now on.
  void (*clear)(void *state, int lane);
  // Attempts one step in each lane that does not rest, none beyond time limit[lane]; a lane whose
  // limit is not after its time waits. A step that would end within a hundredth of its length of
  // the limit ends exactly there. Bit l of *accepted: lane l went from (t0, W0) to (t1, W1). Bit l
  // of *failed: it cannot go on, the step became too short or a number is not finite; the lane
  // rests from now on. Neither bit: the lane waits, rests, or tries a shorter step next time.
  // What a lane does depends neither on its neighbours nor on its number.
  void (*step)(void *state, const double *limit, unsigned *accepted, unsigned *failed);
  const struct cpf_march_view *(*view)(const void *state);
  // The point at time t0 + s (t1 - t0), 0 <= s <= 1, of the last step, which the lane accepted and
  // after which it was not set; unit rows. Not thread-safe: uses storage of the state.
  void (*dense)(const void *state, int lane, double s, double *W);
  // The dense output of that step as data, so that it can be evaluated later: writes
  // dense_size doubles; eval reads them.
  size_t (*dense_size)(const struct cpf_problem *p);
  void (*dense_save)(const void *state, int lane, double *data);
  void (*dense_eval)(const struct cpf_problem *p, const double *data, double s, double *W);
};

extern const struct cpf_march_method cpf_march_dopri5; // march_runge_kutta.c
extern const struct cpf_march_method cpf_march_dop853; // march_runge_kutta.c
extern const struct cpf_march_method cpf_march_gsl;    // march_gsl.c: GSL's rk8pd

// The method of that name, or NULL. cpf_march_methods lists all, NULL terminated.
const struct cpf_march_method *cpf_march_find(const char *name);
extern const struct cpf_march_method *const cpf_march_methods[];

#endif
