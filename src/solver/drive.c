// SPDX-License-Identifier: GPL-3.0-or-later
#include "solver/drive.h"

#include <math.h>

enum { LANES_MAX = 16 };

// The bookkeeping of one lane: its start, and the last iteration at which |grad| had halved.
struct lane {
  size_t start;
  int iterations;
  int last_progress;
  double best;
  bool busy;
};

// The stopping test. True when the lane is done; fills *run.
static bool finished(const struct cpf_problem *p, const struct cpf_solver_options *opt,
                     double residual, struct lane *lane, struct cpf_run *run) {
  lane->iterations++;
  *run = (struct cpf_run){CPF_OUTCOME_FAILED, lane->iterations, residual};
  if (residual <= opt->tol_gradient * p->rho) {
    run->outcome = CPF_OUTCOME_CONVERGED;
    return true;
  }
  if (isnan(residual))
    return true;
  if (isinf(residual)) // a path under way; its method bounds its own steps
    return false;
  if (residual <= lane->best / 2) {
    lane->best = residual;
    lane->last_progress = lane->iterations;
  }
  return lane->iterations >= opt->max_iterations ||
         lane->iterations - lane->last_progress >= opt->stall_iterations;
}

void cpf_drive(const struct cpf_method *method, void *state, const struct cpf_problem *p,
               const struct cpf_solver_options *opt, size_t count, double *W,
               struct cpf_run *runs) {
  struct lane lanes[LANES_MAX] = {0};
  size_t size = (size_t)p->n * p->d, next = 0;
  for (size_t busy = 1; busy > 0;) {
    busy = 0;
    for (int l = 0; l < method->lanes; l++) {
      if (!lanes[l].busy && next < count) {
        lanes[l] = (struct lane){.start = next, .best = INFINITY, .busy = true};
        method->set(state, l, W + size * next);
        next++;
      }
      busy += lanes[l].busy;
    }
    if (busy == 0)
      break;
    method->iterate(state);
    for (int l = 0; l < method->lanes; l++) {
      struct lane *lane = &lanes[l];
      if (lane->busy && finished(p, opt, method->residual(state, l), lane, &runs[lane->start])) {
        method->get(state, l, W + size * lane->start);
        lane->busy = false;
      }
    }
  }
}
