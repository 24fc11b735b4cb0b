// SPDX-License-Identifier: GPL-3.0-or-later
// One thread's part of the search: starts to converged points, and those to refined points.
#ifndef CPF_SEARCH_WORKER_H
#define CPF_SEARCH_WORKER_H

#include "search/known.h"
#include "solver/drive.h"

struct cpf_worker {
  const struct cpf_method *method;
  void *state;
  struct cpf_refiner *refiner;
  cpf_lanes *lanes;            // n*d: points that are looked at together
  const struct cpf_problem *p; // the reduced problem
  const struct cpf_solver_options *opt;
};

// What became of one start.
enum cpf_fate {
  CPF_FATE_LOST = 0,   // did not converge
  CPF_FATE_KNOWN,      // recognised as the family `index`
  CPF_FATE_POINT,      // refined; W is a critical point to be compared
  CPF_FATE_UNRESOLVED, // a small gradient, but no critical point could be made of it
};
struct cpf_arrival {
  enum cpf_fate fate;
  int index;
};

enum cpf_status cpf_worker_alloc(const struct cpf_problem *p, const struct cpf_method *method,
                                 const struct cpf_solver_options *opt,
                                 const struct cpf_refine_options *refine, struct cpf_worker *w,
                                 struct cpf_error *err);
void cpf_worker_free(struct cpf_worker *w);

// Bytes that one worker takes; SIZE_MAX on overflow.
size_t cpf_worker_bytes(const struct cpf_problem *p);

// Works on `count` starts: W (count points) is overwritten by where each arrived. runs has room for
// count. `known` is only read.
enum cpf_status cpf_worker_run(struct cpf_worker *w, const struct cpf_known_list *known,
                               size_t count, double *W, struct cpf_run *runs,
                               struct cpf_arrival *arrivals, struct cpf_error *err);

#endif
