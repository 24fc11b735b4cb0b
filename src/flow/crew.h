// SPDX-License-Identifier: GPL-3.0-or-later
// One thread's lanes: trajectories side by side, each from its start to its end.
#ifndef CPF_FLOW_CREW_H
#define CPF_FLOW_CREW_H

#include "flow/arrival.h"
#include "flow/fixed.h"
#include "flow/landmarks.h"
#include "flow/lift.h"
#include "flow/slot.h"
#include "flow/slow.h"
#include "flow/visit.h"
#include "flow/watch.h"
#include "search/known.h"
#include "solver/refine.h"

// What all threads share; only read while trajectories are followed.
struct cpf_flow_shared {
  struct cpf_problem p, reduced;
  const struct cpf_flow_options *opt;
  const struct cpf_march_method *method;
  const struct cpf_flow_start *start;
  const volatile sig_atomic_t *asked; // when it becomes nonzero all that is under way is given up
  const struct cpf_known_list *known;
  const struct cpf_landmarks *landmarks; // NULL: none
  struct cpf_refine_options refine;
  double tol_zero;
  struct cpf_watch watch; // owned
  bool symmetric;         // starts may have symmetries of their own
  bool path;              // every step is kept
};

enum { CPF_HELD = 8 }; // slow manifolds that one trajectory follows at most

// One trajectory under way.
struct cpf_lane {
  struct cpf_slot *slot;          // NULL: the lane is free
  double offset;                  // when the lane's clock was started anew
  double before;                  // |grad|^2 at the beginning of the last step
  double peak;                    // the largest |grad|^2 since a minimum of it was looked at
  double level;                   // |grad|^2 at which it is looked at next
  double rest;                    // the same, once it is below opt->gradient
  double below;                   // when |grad| last fell below opt->gradient
  bool bound;                     // in the basin of a minimum, proved
  bool captured;                  // the same in the set of its symmetries; the slot has the point
  struct cpf_slow_point *joining; // whose slow manifold it is coming to; NULL
  int patience;                   // steps left for that
  int tests;                      // of the basin, since |grad| fell below opt->gradient
  struct cpf_slow_point *held[CPF_HELD];
  bool followed[CPF_HELD]; // its manifold was; one that was not reached in time may be tried again
  int nheld;
  struct cpf_fixed *fixed; // NULL: no symmetries
  struct cpf_lift lift;
  struct cpf_trail trail;
  struct cpf_members members;
  struct cpf_watcher watcher;
};

// Times and coordinates along a slow manifold, each followed by the line (slow.h).
struct cpf_samples {
  size_t dim, rest, count, room; // coordinates; entries of the line
  const double *line;
  double *time; // owned
  double *x;    // owned
  bool failed;  // no memory
};

struct cpf_crew {
  const struct cpf_flow_shared *shared;
  void *march;
  struct cpf_refiner *refiner;
  struct cpf_arrival_work *arrival;
  struct cpf_slow *slow;
  struct cpf_samples samples;
  double *W, *point, *G; // owned; n*d' each
  double *x;             // owned; two lists of N coordinates
  double *line;          // owned; d'
  int nlanes;
  struct cpf_lane lanes[CPF_LANES];
  double limit[CPF_LANES];
};

enum cpf_status cpf_crew_alloc(const struct cpf_flow_shared *shared, int nlanes,
                               struct cpf_crew *crew, struct cpf_error *err);
void cpf_crew_free(struct cpf_crew *crew);

// The next slot to work on, reset and with its start; NULL: no more.
typedef struct cpf_slot *cpf_crew_next(void *ctx);

// Follows trajectories until there are no more, or *asked becomes nonzero: those under way are then
// given up, and their slots are not done.
enum cpf_status cpf_crew_run(struct cpf_crew *crew, cpf_crew_next *next, void *ctx,
                             struct cpf_error *err);

// The parts. account: counts an accepted step; false: there is nothing else to do about it.
// lane_step: after an accepted step. Each of those that follow may end the trajectory
// (cpf_lane_end).
bool cpf_lane_account(struct cpf_crew *crew, int lane, const struct cpf_march_view *view);
enum cpf_status cpf_lane_begin(struct cpf_crew *crew, int lane, struct cpf_slot *slot,
                               struct cpf_error *err);
enum cpf_status cpf_lane_step(struct cpf_crew *crew, int lane, struct cpf_error *err);
// The trajectory is over, at the point W (n*d') and the time t.
enum cpf_status cpf_lane_end(struct cpf_crew *crew, int lane, enum cpf_flow_end end, double t,
                             const double *W, struct cpf_error *err);

// What is near W, where the trajectory was slow: critical points to visit, slow manifolds.
enum cpf_status cpf_lane_look(struct cpf_crew *crew, struct cpf_lane *lane, const double *W,
                              double gradient, struct cpf_error *err);
// Whether the trajectory, at W and time t with |grad| below opt->gradient, has ended.
enum cpf_status cpf_lane_rest(struct cpf_crew *crew, int lane, const double *W, double gradient,
                              double t, struct cpf_error *err);
// Follows the slow manifold if W, at time t, has come to it.
enum cpf_status cpf_lane_glide(struct cpf_crew *crew, int lane, const double *W, double t,
                               struct cpf_error *err);

#endif
