// SPDX-License-Identifier: GPL-3.0-or-later
//
//  1. Turn the given point into the reduced dimension.
//  2. Newton steps (newton.c), then the refinement of simple and multiple roots (refine.h); where
//     both fail, high precision (sharpen.h).
//  3. Refuse what ended further away than the radius; describe the rest.
//  4. Certify what was described, where that is asked for.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cpfind/model.h"
#include "model/outside.h"
#include "search/certify.h"
#include "search/options.h"
#include "search/sharpen.h"
#include "search/worker.h"
#include "status/try.h"

static const double INDEPENDENT = 1e-12; // shorter parts outside span V are rounding

struct classifier {
  const struct cpf_problem *p;
  const struct cpf_find_options *opt;
  bool certify;
  struct cpf_problem reduced;
  struct cpf_tolerances tol;
  const struct cpf_table *table;
  double radius;
  struct cpf_worker worker;
  double *copy, *start, *end, *work; // n*d, n*d', n*d', (n+1)(d-k)
};

// Step 2, from c->start to c->end. True when a critical point was reached.
static enum cpf_status approach(struct classifier *c, bool *reached, struct cpf_error *err) {
  struct cpf_run run;
  struct cpf_refine_result refined;
  size_t bytes = (size_t)c->reduced.n * (size_t)c->reduced.d * sizeof *c->end;
  *reached = false;
  memcpy(c->end, c->start, bytes);
  enum cpf_status status = cpf_refine(c->worker.refiner, c->end, &refined, err);
  if (status != CPF_OK || refined.kind != CPF_REFINED_NOT) {
    *reached = status == CPF_OK;
    return status;
  }
  memcpy(c->end, c->start, bytes);
  cpf_drive(c->worker.method, c->worker.state, &c->reduced, &c->tol.solver, 1, c->end, &run);
  if (run.outcome == CPF_OUTCOME_CONVERGED) {
    status = cpf_refine(c->worker.refiner, c->end, &refined, err);
    *reached = status == CPF_OK && refined.kind != CPF_REFINED_NOT;
  }
  if (status != CPF_OK || *reached)
    return status;
  memcpy(c->end, c->start, bytes); // beyond double precision, perhaps
  return cpf_sharpen(&c->reduced, c->end, reached, err);
}

// Step 4.
static enum cpf_status certify(struct classifier *c, struct cpf_classified *out,
                               struct cpf_error *err) {
  struct cpf_correction correction;
  if (!c->certify || !out->critical)
    return CPF_OK;
  enum cpf_status status =
      cpf_family_certify(c->p, c->opt, &out->family, &out->certificate, &correction, err);
  memcpy(out->correction, correction.text, sizeof out->correction);
  return status;
}

static enum cpf_status classify(struct classifier *c, const double *W, struct cpf_classified *out,
                                struct cpf_error *err) {
  struct cpf_orbit orbit = {0};
  bool reached;
  memcpy(c->copy, W, (size_t)c->p->n * (size_t)c->p->d * sizeof *W);
  cpf_outside_reduce(c->p, c->copy, INDEPENDENT, c->start, c->work);
  cpf_normalise(&c->reduced, c->start);
  out->gradient_norm_given = cpf_gradient(&c->reduced, c->start, c->end, NULL);
  enum cpf_status status = approach(c, &reached, err);
  if (status != CPF_OK)
    return status;
  out->distance = cpf_outside_distance(&c->reduced, c->start, c->end);
  if (!reached) {
    snprintf(out->reason, sizeof out->reason,
             "not critical: |grad| is %.3g, and no critical point was reached from it",
             out->gradient_norm_given);
    return CPF_OK;
  }
  if (out->distance > c->radius) {
    snprintf(out->reason, sizeof out->reason,
             "not critical: |grad| is %.3g; the critical point reached lies %.3g away, more than "
             "the radius %.3g",
             out->gradient_norm_given, out->distance, c->radius);
    return CPF_OK;
  }
  status = cpf_describe(c->p, c->worker.refiner, &c->tol.describe, c->table, c->end, &out->critical,
                        &out->family, &orbit, err);
  cpf_orbit_clear(&orbit);
  if (status == CPF_OK && !out->critical)
    snprintf(out->reason, sizeof out->reason,
             "undecided: |grad| is %.3g, but the point is too flat for double precision, and in "
             "high precision the gradient does not vanish",
             out->gradient_norm_given);
  return status == CPF_OK ? certify(c, out, err) : status;
}

enum cpf_status cpf_classify(const struct cpf_problem *p, const struct cpf_find_options *opt,
                             const struct cpf_table *table, const double *W, size_t count,
                             double radius, struct cpf_classified **results,
                             struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  uint64_t budget;
  struct cpf_classified *list = NULL;
  struct classifier c = {
      .p = p, .opt = opt, .tol = cpf_tolerances_make(opt), .table = table, .radius = radius};
  size_t n = (size_t)p->n, d = (size_t)p->d;
  *results = NULL;
  CPF_TRY(cpf_problem_check(p, err));
  CPF_TRY(cpf_find_options_check(p, opt, &budget, err));
  if (!(radius >= 0) || !isfinite(radius)) {
    status = cpf_fail(err, CPF_EINVAL, "the radius is %g; allowed are finite numbers >= 0", radius);
    goto cleanup;
  }
  c.reduced = cpf_problem_reduced(p);
  c.certify = cpf_certify_wanted(p, opt);
  size_t working = cpf_worker_bytes(&c.reduced), proofs = cpf_certify_bytes(p, opt, 1);
  CPF_TRY(cpf_find_memory_check(p, opt, working > proofs ? working : proofs, err));
  CPF_TRY(cpf_worker_alloc(&c.reduced, &cpf_method_newton, &c.tol.solver, &c.tol.refine, &c.worker,
                           err));
  CPF_TRY_ALLOC(c.copy, n * d, err);
  CPF_TRY_ALLOC(c.start, n * (size_t)c.reduced.d, err);
  CPF_TRY_ALLOC(c.end, n * (size_t)c.reduced.d, err);
  CPF_TRY_ALLOC(c.work, (n + 1) * (d - (size_t)p->k), err);
  CPF_TRY_ALLOC(list, count, err);
  for (size_t i = 0; i < count; i++)
    CPF_TRY(classify(&c, W + i * n * d, &list[i], err));
  *results = list;
  list = NULL;
cleanup:
  cpf_classified_free(list, count);
  cpf_worker_free(&c.worker);
  free(c.copy);
  free(c.start);
  free(c.end);
  free(c.work);
  return status;
}

void cpf_classified_free(struct cpf_classified *results, size_t count) {
  if (results == NULL)
    return;
  for (size_t i = 0; i < count; i++)
    cpf_family_clear(&results[i].family);
  for (size_t i = 0; i < count; i++)
    cpf_certificate_clear(&results[i].certificate);
  free(results);
}
