// SPDX-License-Identifier: GPL-3.0-or-later
#include "search/worker.h"

#include <stdlib.h>
#include <string.h>

#include "model/batch.h"
#include "search/sharpen.h"
#include "status/try.h"

enum cpf_status cpf_worker_alloc(const struct cpf_problem *p, const struct cpf_method *method,
                                 const struct cpf_solver_options *opt,
                                 const struct cpf_refine_options *refine, struct cpf_worker *w,
                                 struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  *w = (struct cpf_worker){.method = method, .p = p, .opt = opt};
  CPF_TRY(method->alloc(p, opt, &w->state, err));
  CPF_TRY(cpf_refiner_alloc(p, refine, &w->refiner, err));
  size_t bytes = (size_t)p->n * (size_t)p->d * sizeof(cpf_lanes);
  w->lanes = aligned_alloc(sizeof(cpf_lanes), bytes);
  if (w->lanes == NULL) {
    status = cpf_fail(err, CPF_ENOMEM, "out of memory: %zu bytes", bytes);
    goto cleanup;
  }
  memset(w->lanes, 0, bytes);
cleanup:
  if (status != CPF_OK)
    cpf_worker_free(w);
  return status;
}

void cpf_worker_free(struct cpf_worker *w) {
  if (w->method != NULL)
    w->method->free(w->state);
  cpf_refiner_free(w->refiner);
  free(w->lanes);
  memset(w, 0, sizeof *w);
}

size_t cpf_worker_bytes(const struct cpf_problem *p) {
  size_t batch = cpf_batch_bytes(p), refiner = cpf_refiner_bytes(p);
  // The Newton method holds two batches and one more Hessian.
  if (batch > SIZE_MAX / 4 || refiner > SIZE_MAX / 4)
    return SIZE_MAX;
  return 3 * batch + refiner + (size_t)p->n * (size_t)p->d * sizeof(cpf_lanes);
}

// Looks up those of the points first .. end-1, at most CPF_LANES, that converged.
static void recognise(struct cpf_worker *w, const struct cpf_known_list *known, size_t first,
                      size_t end, const double *W, const struct cpf_run *runs,
                      struct cpf_arrival *arrivals) {
  size_t size = (size_t)w->p->n * (size_t)w->p->d;
  cpf_lanes f[CPF_FINGERPRINT];
  for (size_t s = first; s < end; s++)
    for (size_t c = 0; c < size; c++)
      w->lanes[c][s - first] = W[s * size + c];
  cpf_fingerprint_batch(w->p, w->lanes, f);
  for (size_t s = first; s < end; s++) {
    double mine[CPF_FINGERPRINT];
    arrivals[s] = (struct cpf_arrival){CPF_FATE_LOST, -1};
    if (runs[s].outcome != CPF_OUTCOME_CONVERGED)
      continue;
    for (int x = 0; x < CPF_FINGERPRINT; x++)
      mine[x] = f[x][s - first];
    arrivals[s].index =
        cpf_known_recognise_fingerprint(known, w->refiner, W + s * size, mine, runs[s].residual);
    if (arrivals[s].index >= 0)
      arrivals[s].fate = CPF_FATE_KNOWN;
  }
}

enum cpf_status cpf_worker_run(struct cpf_worker *w, const struct cpf_known_list *known,
                               size_t count, double *W, struct cpf_run *runs,
                               struct cpf_arrival *arrivals, struct cpf_error *err) {
  size_t size = (size_t)w->p->n * (size_t)w->p->d;
  cpf_drive(w->method, w->state, w->p, w->opt, count, W, runs);
  for (size_t s = 0; s < count; s += CPF_LANES)
    recognise(w, known, s, s + CPF_LANES < count ? s + CPF_LANES : count, W, runs, arrivals);
  for (size_t s = 0; s < count; s++) {
    struct cpf_refine_result refined;
    double *point = W + s * size;
    if (runs[s].outcome != CPF_OUTCOME_CONVERGED || arrivals[s].fate == CPF_FATE_KNOWN)
      continue;
    enum cpf_status status = cpf_refine(w->refiner, point, &refined, err);
    if (status != CPF_OK)
      return status;
    bool found = refined.kind != CPF_REFINED_NOT;
    if (!found)
      status = cpf_sharpen(w->p, point, &found, err);
    if (status != CPF_OK)
      return status;
    arrivals[s].fate = found ? CPF_FATE_POINT : CPF_FATE_UNRESOLVED;
  }
  return CPF_OK;
}
