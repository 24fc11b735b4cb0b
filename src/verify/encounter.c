// SPDX-License-Identifier: GPL-3.0-or-later
#include "verify/encounter.h"

#include <math.h>
#include <stdlib.h>

#include "cpfind/flow.h"
#include "cpfind/theta.h"
#include "status/try.h"

enum { RHO = 4 };

const double cpf_encounter_near = 0.1;
const double cpf_encounter_level = 0.99;

// The first student is at its teacher after a time of about d/(8 x^2), x normal, d = 512 at most;
// what comes near tight-balance later than this is missed.
static const double PATIENCE = 1e6;
// Of a step: the distance is looked at to 0.1.
static const double STEP_ERROR = 1e-6;

static enum cpf_status take(void *ctx, const struct cpf_flow_result *r,
                            const struct cpf_flow_record *record, struct cpf_error *err) {
  struct cpf_encounter_share *share = ctx;
  (void)r, (void)err;
  share->hits += record->watch[0] < cpf_encounter_near;
  return CPF_OK;
}

enum cpf_status cpf_encounter_count(const struct cpf_trial *t, struct cpf_encounter_share *share,
                                    struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  const struct cpf_problem p = {2, 2, share->d, RHO, 1.0};
  const struct cpf_flow_start start = {.init = CPF_FLOW_UNIFORM};
  struct cpf_flow_options o = cpf_flow_options_default();
  struct cpf_flow_result *result = NULL;
  struct cpf_table *table = NULL;
  double *tight = NULL, theta = 0;
  CPF_TRY_ALLOC(tight, 2 * (size_t)p.d, err);
  if (!cpf_theta(RHO, &theta)) {
    status = cpf_fail(err, CPF_EINTERNAL, "no tight-balance angle for rho = %d", RHO);
    goto cleanup;
  }
  tight[0] = cos(theta), tight[1] = sin(theta);
  tight[p.d] = cos(theta), tight[p.d + 1] = -sin(theta);
  o.threads = t->threads;
  o.stop = t->stop;
  o.radius = 0;
  o.time = PATIENCE;
  o.tolerance = STEP_ERROR;
  o.watch = tight;
  o.nwatch = 1;
  o.record = take;
  o.ctx = share;
  share->hits = 0;
  CPF_TRY(cpf_table_builtin(&table, err));
  CPF_TRY(cpf_flow_ensemble(&p, &o, table, &start, 0, share->count, &result, err));
  cpf_flow_interval(share->hits, share->count, cpf_encounter_level, &share->low, &share->high);
cleanup:
  cpf_flow_result_free(result);
  cpf_table_free(table);
  free(tight);
  return status;
}
