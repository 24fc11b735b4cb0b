// SPDX-License-Identifier: GPL-3.0-or-later
// What is written piece by piece, so that memory stays flat: the JSON of one trajectory, a line per
// sample, a line per trajectory of an ensemble.
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "report/csv.h"
#include "report/flow.h"
#include "report/json.h"
#include "status/try.h"

static enum cpf_status no_json(struct cpf_error *err) {
  return cpf_fail(err, CPF_ENOMEM,
                  "cannot build the JSON output: out of memory, or a label is not UTF-8");
}

enum cpf_status cpf_flow_no_output(struct cpf_error *err) {
  return cpf_fail(err, CPF_EIO, "cannot write the results: %s",
                  errno != 0 ? strerror(errno) : "output error");
}

enum cpf_status cpf_flow_json_put_line(FILE *out, json_t *value, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  errno = 0;
  if (value == NULL || json_dumpf(value, out, CPF_JSON_FLAGS) != 0 || putc('\n', out) == EOF)
    status = ferror(out) ? cpf_flow_no_output(err) : no_json(err);
  json_decref(value);
  return status;
}

// The head and tail of the object.

static json_t *start(const struct cpf_flow_setting *s) {
  return json_pack("{s:s,s:I,s:f}", "init", s->init, "points", (json_int_t)s->npoints, "spread",
                   s->spread);
}

static json_t *options(const struct cpf_flow_setting *s) {
  return json_pack("{s:s,s:f,s:f,s:f,s:f,s:f,s:o}", "method", s->method, "tolerance", s->tolerance,
                   "time", s->time, "gradient", s->gradient, "stop_gradient", s->stop_gradient,
                   "radius", s->radius, "steps", cpf_json_count(true, s->steps));
}

bool cpf_flow_json_set_head(json_t *o, const struct cpf_flow_report *r) {
  const struct cpf_problem *p = &r->result->problem;
  return cpf_json_set(o, "schema", json_integer(1)) &&
         cpf_json_set(o, "command", json_string("flow")) &&
         cpf_json_set(o, "version", json_string(CPF_VERSION)) &&
         cpf_json_set(o, "problem",
                      json_pack("{s:i,s:i,s:i,s:i,s:f}", "n", p->n, "k", p->k, "d", p->d, "rho",
                                p->rho, "repulsion", p->repulsion)) &&
         cpf_json_set(o, "seed", cpf_json_count(true, r->result->seed)) &&
         cpf_json_set(o, "status",
                      json_string(r->result->interrupted ? "interrupted" : "complete")) &&
         cpf_json_set(o, "init", start(&r->setting)) &&
         cpf_json_set(o, "options", options(&r->setting)) &&
         (r->record != NULL || cpf_json_set(o, "ensemble", cpf_flow_json_ensemble(r->result)));
}

bool cpf_flow_json_set_tail(json_t *o, const struct cpf_flow_report *r) {
  const struct cpf_flow_result *result = r->result;
  double rate = result->seconds > 0.0 ? (double)result->count / result->seconds : 0.0;
  return cpf_json_set(o, "families", cpf_flow_json_families(result, r->record == NULL)) &&
         (r->record != NULL || cpf_json_set(o, "watch", cpf_flow_json_watch(r))) &&
         cpf_json_set(o, "timing",
                      json_pack("{s:f,s:o,s:o}", "seconds", result->seconds, "threads",
                                cpf_json_integer(result->threads > 0, result->threads),
                                "trajectories_per_second",
                                rate > 0.0 ? json_real(rate) : json_null()));
}

// An object's members without its braces; takes the reference.
static enum cpf_status put_members(FILE *out, json_t *o, struct cpf_error *err) {
  char *text = o != NULL ? json_dumps(o, CPF_JSON_FLAGS) : NULL;
  json_decref(o);
  if (text == NULL)
    return no_json(err);
  fprintf(out, "%.*s", (int)strlen(text) - 2, text + 1);
  free(text);
  return CPF_OK;
}

static enum cpf_status put_value(FILE *out, json_t *value, struct cpf_error *err) {
  errno = 0;
  int failed = value == NULL || json_dumpf(value, out, CPF_JSON_FLAGS) != 0;
  json_decref(value);
  if (!failed)
    return CPF_OK;
  return ferror(out) ? cpf_flow_no_output(err) : no_json(err);
}

static json_t *head(const struct cpf_flow_report *r) {
  json_t *o = json_object();
  if (o != NULL && cpf_flow_json_set_head(o, r))
    return o;
  json_decref(o);
  return NULL;
}

static json_t *tail(const struct cpf_flow_report *r) {
  json_t *o = json_object();
  if (o != NULL && cpf_flow_json_set_tail(o, r))
    return o;
  json_decref(o);
  return NULL;
}

enum cpf_status cpf_flow_write_json(FILE *out, const struct cpf_flow_report *r,
                                    struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  if (!r->begun)
    putc('{', out);
  CPF_TRY(put_members(out, head(r), err));
  fputs(", ", out);
  if (r->record != NULL) {
    fputs("\"trajectory\": {", out);
    CPF_TRY(put_members(out, cpf_flow_json_record(r->result, r->record, r->watched), err));
    fputs(", \"samples\": [", out);
    for (size_t i = 0; i < r->nsamples; i++) {
      fputs(i > 0 ? ", " : "", out);
      CPF_TRY(put_value(out, cpf_flow_json_sample(r, i), err));
    }
    fputs("]}, ", out);
  }
  CPF_TRY(put_members(out, tail(r), err));
  fputs("}\n", out);
cleanup:
  return status;
}

// The last line of NDJSON.
static json_t *summary(const struct cpf_flow_report *r) {
  json_t *o = json_pack("{s:s}", "type", "summary");
  bool ok =
      o != NULL && cpf_flow_json_set_head(o, r) &&
      (r->record == NULL ||
       cpf_json_set(o, "trajectory", cpf_flow_json_record(r->result, r->record, r->watched))) &&
      cpf_flow_json_set_tail(o, r);
  if (ok)
    return o;
  json_decref(o);
  return NULL;
}

// Samples.

static double dot(const double *a, const double *b, size_t d) {
  double sum = 0.0;
  for (size_t j = 0; j < d; j++)
    sum += a[j] * b[j];
  return sum;
}

// Calls with each overlap's name and value: students with teachers, then pairs of students.
static bool each_overlap(const struct cpf_problem *p, const double *W,
                         bool (*call)(void *ctx, const char *name, double value), void *ctx) {
  size_t n = (size_t)p->n, k = (size_t)p->k, d = (size_t)p->d;
  char name[48];
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < k; j++) {
      snprintf(name, sizeof name, "w%zu.v%zu", i + 1, j + 1);
      if (!call(ctx, name, W[i * d + j]))
        return false;
    }
  for (size_t i = 0; i < n; i++)
    for (size_t q = i + 1; q < n; q++) {
      snprintf(name, sizeof name, "w%zu.w%zu", i + 1, q + 1);
      if (!call(ctx, name, dot(W + i * d, W + q * d, d)))
        return false;
    }
  return true;
}

static bool put_title(void *ctx, const char *name, double value) {
  (void)value;
  return fprintf(ctx, ",%s", name) > 0;
}

static bool put_number(void *ctx, const char *name, double value) {
  (void)name;
  return fprintf(ctx, ",%.17g", value == 0.0 ? 0.0 : value) > 0;
}

static bool set_number(void *ctx, const char *name, double value) {
  return cpf_json_set(ctx, name, cpf_json_real(value));
}

static const struct cpf_family *family_of(const struct cpf_flow_report *r, size_t i) {
  int visit = r->samples[i].visit;
  int family = visit >= 0 ? r->record->visits[visit].family : -1;
  return family >= 0 ? &r->result->families[family] : NULL;
}

static enum cpf_status put_csv_samples(FILE *out, const struct cpf_flow_report *r,
                                       struct cpf_error *err) {
  const struct cpf_problem *p = &r->result->problem;
  fputs("t,loss,gradient_norm", out);
  (void)each_overlap(p, r->record->start, put_title, out);
  fputs(",family,family_id\r\n", out);
  for (size_t i = 0; i < r->nsamples; i++) {
    const struct cpf_flow_sample *s = &r->samples[i];
    const struct cpf_family *f = family_of(r, i);
    fprintf(out, "%.17g,%.17g,%.17g", s->t, s->loss == 0.0 ? 0.0 : s->loss, s->gradient);
    (void)each_overlap(p, s->W, put_number, out);
    putc(',', out);
    cpf_csv_put_field(out, f != NULL ? f->label : "");
    errno = 0;
    fprintf(out, ",%s\r\n", f != NULL ? f->id : "");
    if (ferror(out))
      return cpf_flow_no_output(err);
  }
  return CPF_OK;
}

static json_t *sample_line(const struct cpf_flow_report *r, size_t i) {
  const struct cpf_flow_sample *s = &r->samples[i];
  int family = s->visit >= 0 ? r->record->visits[s->visit].family : -1;
  json_t *o = json_pack("{s:s}", "type", "sample");
  bool ok = o != NULL && cpf_json_set(o, "t", cpf_json_real(s->t)) &&
            cpf_json_set(o, "loss", cpf_json_real(s->loss)) &&
            cpf_json_set(o, "gradient_norm", cpf_json_real(s->gradient)) &&
            each_overlap(&r->result->problem, s->W, set_number, o) &&
            cpf_flow_json_set_name(o, "family", "family_id", r->result, family);
  if (ok)
    return o;
  json_decref(o);
  return NULL;
}

enum cpf_status cpf_flow_write_samples(FILE *out, const struct cpf_flow_report *r,
                                       enum cpf_report_format format, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  if (format == CPF_REPORT_CSV)
    return put_csv_samples(out, r, err);
  for (size_t i = 0; i < r->nsamples; i++)
    CPF_TRY(cpf_flow_json_put_line(out, sample_line(r, i), err));
  CPF_TRY(cpf_flow_json_put_line(out, summary(r), err));
cleanup:
  return status;
}

enum cpf_status cpf_flow_rows_tail(FILE *out, enum cpf_report_format format,
                                   const struct cpf_flow_report *r, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  CPF_TRY(cpf_flow_check(r, err));
  if (format == CPF_REPORT_NDJSON)
    CPF_TRY(cpf_flow_json_put_line(out, summary(r), err));
cleanup:
  return status;
}
