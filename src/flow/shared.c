// SPDX-License-Identifier: GPL-3.0-or-later
#include "flow/shared.h"

#include <string.h>
#include <time.h>

#include "flow/options.h"
#include "flow/start.h"
#include "status/try.h"
#include "team/team.h"

enum { LANE_POINTS = 64, MATRICES = 4 }; // points that a lane holds; N*N arrays of a crew

double cpf_flow_clock(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

enum cpf_status cpf_flow_shared_make(const struct cpf_problem *p,
                                     const struct cpf_flow_options *opt,
                                     const struct cpf_flow_start *start, bool path,
                                     struct cpf_flow_shared *s, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  memset(s, 0, sizeof *s);
  CPF_TRY(cpf_problem_check(p, err));
  CPF_TRY(cpf_flow_options_check(p, opt, err));
  CPF_TRY(cpf_flow_start_check(p, start, err));
  struct cpf_tolerances tol = cpf_tolerances_make(&opt->find);
  s->p = *p;
  s->reduced = cpf_problem_reduced(p);
  s->opt = opt;
  s->method = cpf_march_find(opt->method);
  s->start = start;
  s->asked = cpf_team_asked(opt->find.team, opt->stop);
  s->refine = tol.refine;
  s->tol_zero = opt->find.tol_zero;
  s->symmetric = start->init == CPF_FLOW_GIVEN && start->spread == 0;
  s->path = path;
  CPF_TRY(cpf_watch_alloc(p, opt->watch, opt->nwatch, &s->watch, err));
cleanup:
  return status;
}

void cpf_flow_shared_clear(struct cpf_flow_shared *s) {
  cpf_watch_free(&s->watch);
}

enum cpf_status cpf_flow_memory_check(const struct cpf_flow_shared *s, int threads, size_t slots,
                                      struct cpf_error *err) {
  double N = (double)cpf_problem_tangent_dim(&s->reduced), n = s->p.n;
  double size = n * s->reduced.d, refiner = (double)cpf_refiner_bytes(&s->reduced);
  double lane = LANE_POINTS * size + (n + 1) * s->p.d + 2.0 * (double)s->watch.total;
  double crew = refiner + 8 * (MATRICES * N * N + CPF_LANES * lane);
  double bytes = threads * crew + 8 * (double)slots * (2 * n * s->p.d + size);
  return cpf_find_memory_check(&s->p, &s->opt->find,
                               bytes < (double)SIZE_MAX / 4 ? (size_t)bytes : SIZE_MAX / 2, err);
}
