// SPDX-License-Identifier: GPL-3.0-or-later
// The distance of trajectories to whole orbits of critical points.
#ifndef CPF_FLOW_WATCH_H
#define CPF_FLOW_WATCH_H

#include "flow/near.h"

struct cpf_watch_orbit {
  size_t count;
  bool plain;      // no part outside span V
  double *members; // owned; count points of the reduced problem
  double *columns; // owned; the same, entry by entry: count doubles for each of the n*d' entries
};
// All orbits: shared by threads, read only.
struct cpf_watch {
  struct cpf_problem p; // the reduced problem
  size_t norbits, total;
  struct cpf_watch_orbit *orbits; // owned
};

// The orbits of `count` points of *p under permutations and signs of students and teachers.
// CPF_EINVAL when one has more than CPF_FLOW_WATCH_MAX members.
enum cpf_status cpf_watch_alloc(const struct cpf_problem *p, const double *points, size_t count,
                                struct cpf_watch *watch, struct cpf_error *err);
void cpf_watch_free(struct cpf_watch *watch);

// One trajectory's distances.
struct cpf_watcher {
  const struct cpf_watch *watch;
  double *last, *now; // owned; watch->total: at the ends of the last step
  double *least;      // owned; norbits
  double *W, *from;   // owned; scratch, and the point at the end of the last step
};
enum cpf_status cpf_watcher_alloc(const struct cpf_watch *watch, struct cpf_watcher *watcher,
                                  struct cpf_error *err);
void cpf_watcher_free(struct cpf_watcher *watcher);
void cpf_watcher_begin(struct cpf_watcher *watcher, const double *W);
// The next step, which ends at W.
void cpf_watcher_step(struct cpf_watcher *watcher, const struct cpf_step *step, const double *W);

#endif
