// SPDX-License-Identifier: GPL-3.0-or-later
#include "verify/follow.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "status/try.h"

// A step's error: far below every distance that is looked at, far above rounding.
static const double STEP_ERROR = 1e-12;

struct taken {
  size_t size;
  double *W;
  struct cpf_follow_end *ends;
};

static void describe(const struct cpf_flow_result *r, const struct cpf_flow_record *record,
                     struct cpf_follow_end *end) {
  *end = (struct cpf_follow_end){.end = record->end, .time = record->time, .loss = record->loss};
  if (record->family >= 0)
    (void)snprintf(end->label, sizeof end->label, "%s", r->families[record->family].label);
}

static enum cpf_status take(void *ctx, const struct cpf_flow_result *r,
                            const struct cpf_flow_record *record, struct cpf_error *err) {
  const struct taken *taken = ctx;
  (void)err;
  memcpy(taken->W + record->number * taken->size, record->W, taken->size * sizeof *taken->W);
  describe(r, record, &taken->ends[record->number]);
  return CPF_OK;
}

static struct cpf_flow_options options(const struct cpf_trial *t) {
  struct cpf_flow_options o = cpf_flow_options_default();
  o.tolerance = STEP_ERROR;
  o.radius = 0;
  o.threads = t->threads;
  o.stop = t->stop;
  return o;
}

enum cpf_status cpf_follow(const struct cpf_trial *t, const struct cpf_problem *p, double *W,
                           size_t count, struct cpf_follow_end *ends, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_flow_result *result = NULL;
  struct cpf_table *table = NULL;
  struct taken taken = {(size_t)p->n * (size_t)p->d, W, ends};
  struct cpf_flow_options o = options(t);
  double *starts = NULL;
  o.record = take;
  o.ctx = &taken;
  CPF_TRY_ALLOC(starts, count * taken.size, err);
  memcpy(starts, W, count * taken.size * sizeof *W);
  CPF_TRY(cpf_table_builtin(&table, err));
  struct cpf_flow_start start = {.init = CPF_FLOW_GIVEN, .points = starts, .npoints = count};
  CPF_TRY(cpf_flow_ensemble(p, &o, table, &start, 0, count, &result, err));
cleanup:
  cpf_flow_result_free(result);
  cpf_table_free(table);
  free(starts);
  return status;
}

enum cpf_status cpf_follow_path(const struct cpf_trial *t, const struct cpf_problem *p, double *W,
                                struct cpf_flow_path **path, struct cpf_follow_end *end,
                                struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_flow_result *result = NULL;
  struct cpf_table *table = NULL;
  struct cpf_flow_options o = options(t);
  CPF_TRY(cpf_table_builtin(&table, err));
  CPF_TRY(cpf_flow_follow(p, &o, table, W, path, &result, err));
  const struct cpf_flow_record *record = cpf_flow_path_record(*path);
  memcpy(W, record->W, (size_t)p->n * (size_t)p->d * sizeof *W);
  describe(result, record, end);
cleanup:
  cpf_flow_result_free(result);
  cpf_table_free(table);
  return status;
}

bool cpf_follow_reached(const struct cpf_follow_end *end, const char *label) {
  return end->end == CPF_FLOW_ARRIVED && strcmp(end->label, label) == 0;
}
