// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/flow.h"

#include <math.h>
#include <string.h>

#include "status/try.h"

const double cpf_flow_distances[CPF_FLOW_DISTANCES] = {0.3, 0.2, 0.1, 0.05, 0.02, 0.01};

void cpf_flow_watched_count(struct cpf_flow_watched *watched, size_t nwatched,
                            const struct cpf_flow_record *record) {
  for (size_t i = 0; i < nwatched; i++)
    for (int j = 0; j < CPF_FLOW_DISTANCES; j++)
      watched[i].within[j] += record->watch[i] < cpf_flow_distances[j];
}

bool cpf_flow_certified(const struct cpf_flow_result *result, int family) {
  if (family < 0 || result->certificates == NULL)
    return false;
  const struct cpf_certificate *c = &result->certificates[family];
  return c->theorem != CPF_THEOREM_NONE && c->index_proved;
}

// The last gate before an output: no NaN and no infinity passes.

static enum cpf_status check(double value, const char *owner, const char *name,
                             struct cpf_error *err) {
  if (isfinite(value))
    return CPF_OK;
  return cpf_fail(err, CPF_EINTERNAL, "internal error: %s of %s is not a finite number", name,
                  owner);
}

static enum cpf_status check_visits(const struct cpf_flow_record *record, const char *owner,
                                    struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  for (int i = 0; i < record->nvisits; i++) {
    CPF_TRY(check(record->visits[i].nearest, owner, "the distance of a visit", err));
    CPF_TRY(check(record->visits[i].entered, owner, "the time of a visit", err));
    CPF_TRY(check(record->visits[i].left, owner, "the time of a visit", err));
  }
cleanup:
  return status;
}

enum cpf_status cpf_flow_check_record(const struct cpf_flow_result *result,
                                      const struct cpf_flow_record *record, struct cpf_error *err) {
  static const char owner[] = "a trajectory";
  enum cpf_status status = CPF_OK;
  size_t size = (size_t)result->problem.n * (size_t)result->problem.d;
  CPF_TRY(check(record->time, owner, "the time", err));
  CPF_TRY(check(record->loss, owner, "the loss", err));
  CPF_TRY(check(record->gradient, owner, "the gradient norm", err));
  if (record->end == CPF_FLOW_LINGERING)
    CPF_TRY(check(record->escape, owner, "the time of escape", err));
  CPF_TRY(check(record->loss_rise, owner, "the rise of the loss", err));
  CPF_TRY(check(record->off_sphere, owner, "the distance from the spheres", err));
  CPF_TRY(check_visits(record, owner, err));
  for (size_t i = 0; i < result->nwatch; i++)
    CPF_TRY(check(record->watch[i], owner, "the nearest approach", err));
  for (size_t i = 0; i < size; i++) {
    CPF_TRY(check(record->start[i], owner, "an entry of the start", err));
    CPF_TRY(check(record->W[i], owner, "an entry of W", err));
  }
cleanup:
  return status;
}

static enum cpf_status check_quantiles(const struct cpf_flow_quantiles *q, const char *owner,
                                       struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  const double values[] = {q->q05, q->q25, q->median, q->q75, q->q95, q->least, q->most};
  for (size_t i = 0; q->count > 0 && i < sizeof values / sizeof *values; i++)
    CPF_TRY(check(values[i], owner, "a quantile", err));
cleanup:
  return status;
}

static enum cpf_status check_result(const struct cpf_flow_result *r, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  CPF_TRY(check(r->problem.repulsion, "the problem", "the repulsion", err));
  for (int f = 0; f < r->nfamilies; f++) {
    CPF_TRY(check(r->families[f].loss, r->families[f].label, "the loss", err));
    CPF_TRY(check_quantiles(&r->tallies[f].times, r->families[f].label, err));
    CPF_TRY(check_quantiles(&r->tallies[f].stays, r->families[f].label, err));
    CPF_TRY(check_quantiles(&r->tallies[f].nearest, r->families[f].label, err));
  }
  CPF_TRY(check_quantiles(&r->times, "the ensemble", err));
  for (size_t i = 0; i < r->nwatch; i++)
    CPF_TRY(check_quantiles(&r->watch[i], "a watched family", err));
  CPF_TRY(check(r->loss_rise, "the ensemble", "the rise of the loss", err));
  CPF_TRY(check(r->off_sphere, "the ensemble", "the distance from the spheres", err));
  CPF_TRY(check(r->seconds, "the ensemble", "the time", err));
cleanup:
  return status;
}

enum cpf_status cpf_flow_check(const struct cpf_flow_report *r, struct cpf_error *err) {
  static const char owner[] = "a sample";
  enum cpf_status status = CPF_OK;
  const struct cpf_problem *p = &r->result->problem;
  CPF_TRY(check_result(r->result, err));
  if (r->record != NULL)
    CPF_TRY(cpf_flow_check_record(r->result, r->record, err));
  for (size_t i = 0; i < r->nsamples; i++) {
    CPF_TRY(check(r->samples[i].t, owner, "the time", err));
    CPF_TRY(check(r->samples[i].loss, owner, "the loss", err));
    CPF_TRY(check(r->samples[i].gradient, owner, "the gradient norm", err));
    for (size_t e = 0; e < (size_t)p->n * (size_t)p->d; e++)
      CPF_TRY(check(r->samples[i].W[e], owner, "an entry of W", err));
  }
cleanup:
  return status;
}

static enum cpf_status write_table(FILE *out, const struct cpf_flow_report *r,
                                   const struct cpf_report_style *style, struct cpf_error *err) {
  return r->record != NULL ? cpf_flow_write_path(out, r, style, err)
                           : cpf_flow_write_ensemble(out, r, style, err);
}

enum cpf_status cpf_report_flow(FILE *out, const struct cpf_flow_report *r,
                                const struct cpf_report_style *style, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  bool lines = style->format == CPF_REPORT_NDJSON || style->format == CPF_REPORT_CSV;
  CPF_TRY(cpf_flow_check(r, err));
  if (style->format == CPF_REPORT_TABLE)
    CPF_TRY(write_table(out, r, style, err));
  else if (style->format == CPF_REPORT_JSON)
    CPF_TRY(cpf_flow_write_json(out, r, err));
  else if (lines && r->record != NULL)
    CPF_TRY(cpf_flow_write_samples(out, r, style->format, err));
  else if (lines)
    CPF_TRY(cpf_flow_rows_tail(out, style->format, r, err));
  else
    return cpf_fail(err, CPF_EINVAL, "--format: '%s' is not a format of flow",
                    cpf_report_format_names()[style->format]);
  CPF_TRY(cpf_report_flush(out, err));
cleanup:
  return status;
}
