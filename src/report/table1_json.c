// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/table1_json.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/json.h"
#include "report/table1_parts.h"
#include "status/try.h"

static json_t *text(const char *value) {
  return value != NULL ? json_string(value) : json_null();
}

// Drops a value that could not be filled.
static json_t *whole(json_t *value, bool ok) {
  if (ok)
    return value;
  json_decref(value);
  return NULL;
}

// "5*pi/24" as a fraction: {"numerator":5,"denominator":24}, of pi.
static json_t *closed_form(const struct cpf_compare_angle *a) {
  return a->exact ? json_pack("{s:i,s:i}", "numerator", a->numerator, "denominator", a->denominator)
                  : json_null();
}

static json_t *angle(const struct cpf_compare_angle *a) {
  json_t *o = json_object();
  bool ok = o != NULL && cpf_json_set(o, "degrees", cpf_json_real(a->degrees)) &&
            cpf_json_set(o, "radians", cpf_json_real(a->radians)) &&
            cpf_json_set(o, "fraction_of_pi", closed_form(a));
  return whole(o, ok);
}

static json_t *angles(const struct cpf_compare_row *row) {
  json_t *list = json_array();
  bool ok = list != NULL;
  for (int i = 0; ok && i < CPF_COMPARE_STUDENTS; i++)
    ok = json_array_append_new(list, angle(&row->students[i])) == 0;
  return whole(list, ok);
}

static bool set_condition(json_t *o, const struct cpf_compare_row *row) {
  return cpf_json_set(o, "name", json_string(row->name)) &&
         cpf_json_set(o, "printed", text(row->printed)) &&
         cpf_json_set(o, "verdict", json_string(cpf_compare_verdict_name(row->verdict))) &&
         cpf_json_set(o, "reason", text(row->reason)) &&
         cpf_json_set(o, "corrected", text(row->corrected)) &&
         cpf_json_set(o, "condition", text(row->condition)) &&
         cpf_json_set(o, "exact", row->condition != NULL ? json_boolean(row->exact) : json_null());
}

static bool set_empty(json_t *o) {
  static const char *const keys[] = {
      "label",      "id",   "points",       "dimension",   "loss", "index",  "nullity",
      "degenerate", "kind", "local_degree", "eigenvalues", "W",    "angles", "certified"};
  for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
    if (!cpf_json_set(o, keys[i], json_null()))
      return false;
  return true;
}

static bool set_family(json_t *o, const struct cpf_comparison *c,
                       const struct cpf_compare_row *row) {
  const struct cpf_family *f = cpf_table1_family(c, row);
  const struct cpf_problem *p = &c->result->problem;
  if (f == NULL)
    return set_empty(o);
  return cpf_json_set(o, "label", json_string(f->label)) &&
         cpf_json_set(o, "id", json_string(f->id)) &&
         cpf_json_set(o, "points", cpf_json_count(f->points_known, f->points)) &&
         cpf_json_set(o, "dimension", cpf_json_integer(f->dimension >= 0, f->dimension)) &&
         cpf_json_set(o, "loss", cpf_json_real(f->loss)) &&
         cpf_json_set(o, "index", json_integer(f->index)) &&
         cpf_json_set(o, "nullity", json_integer(f->nullity)) &&
         cpf_json_set(o, "degenerate", json_boolean(f->degenerate)) &&
         cpf_json_set(o, "kind", json_string(cpf_kind_name(f->kind))) &&
         cpf_json_set(o, "local_degree", cpf_json_integer(f->degree_known, f->local_degree)) &&
         cpf_json_set(o, "eigenvalues", cpf_json_reals(f->eigenvalues, f->neigenvalues)) &&
         cpf_json_set(o, "W", cpf_json_matrix(f->W, p->n, p->d)) &&
         cpf_json_set(o, "angles", angles(row)) &&
         cpf_json_set(o, "certified", json_boolean(cpf_table1_certified(c, row)));
}

json_t *cpf_table1_json_row(const struct cpf_comparison *c, size_t i) {
  json_t *o = json_object();
  bool ok = o != NULL && cpf_json_set(o, "number", json_integer((json_int_t)i + 1)) &&
            set_condition(o, &c->rows[i]) && set_family(o, c, &c->rows[i]);
  return whole(o, ok);
}

static json_t *problem(const struct cpf_problem *p) {
  return json_pack("{s:i,s:i,s:i,s:i,s:f}", "n", p->n, "k", p->k, "d", p->d, "rho", p->rho,
                   "repulsion", p->repulsion);
}

static json_t *totals(const struct cpf_comparison *c) {
  static const char *const keys[] = {"as_printed", "corrected", "inexact",
                                     "absent",     "undecided", "not_in_paper"};
  const struct cpf_find_result *r = c->result;
  json_t *o = json_object();
  bool ok = o != NULL && cpf_json_set(o, "rows", json_integer((json_int_t)c->nrows)) &&
            cpf_json_set(o, "families", json_integer(r->nfamilies)) &&
            cpf_json_set(o, "points", cpf_json_count(r->points_known, r->points)) &&
            cpf_json_set(o, "certified", json_integer(r->certified));
  for (int v = 0; ok && v < CPF_COMPARE_VERDICTS; v++)
    ok = cpf_json_set(o, keys[v], json_integer(c->count[v]));
  return whole(o, ok);
}

static json_t *theta(const struct cpf_comparison *c) {
  return c->theta_known
             ? json_pack("{s:f,s:f}", "radians", c->theta, "degrees", c->theta * 180 / acos(-1))
             : json_null();
}

static bool set_head(json_t *o, const struct cpf_comparison *c) {
  const struct cpf_find_result *r = c->result;
  return cpf_json_set(o, "schema", json_integer(1)) &&
         cpf_json_set(o, "command", json_string("table")) &&
         cpf_json_set(o, "version", json_string(CPF_VERSION)) &&
         cpf_json_set(o, "table", json_integer(1)) &&
         cpf_json_set(o, "problem", problem(&r->problem)) &&
         cpf_json_set(o, "status", json_string(cpf_find_end_name(r->end))) &&
         cpf_json_set(o, "theta", theta(c));
}

static bool set_tail(json_t *o, const struct cpf_comparison *c) {
  const struct cpf_find_result *r = c->result;
  return cpf_json_set(o, "totals", totals(c)) &&
         cpf_json_set(o, "completeness", json_string(cpf_completeness_name(r->completeness))) &&
         cpf_json_set(o, "completeness_reason", json_string(r->completeness_reason)) &&
         cpf_json_set(o, "distinct", json_boolean(r->distinct_proved)) &&
         cpf_json_set(o, "proof", cpf_json_proof(&r->proof));
}

static enum cpf_status dump(FILE *out, const json_t *o, bool ok, struct cpf_error *err) {
  errno = 0;
  if (ok && json_dumpf(o, out, CPF_JSON_FLAGS) == 0 && putc('\n', out) != EOF)
    return CPF_OK;
  return ferror(out) ? cpf_fail(err, CPF_EIO, "cannot write the results: %s",
                                errno != 0 ? strerror(errno) : "output error")
                     : cpf_fail(err, CPF_ENOMEM, "cannot build the JSON output: out of memory");
}

static json_t *rows(const struct cpf_comparison *c) {
  json_t *list = json_array();
  bool ok = list != NULL;
  for (size_t i = 0; ok && i < c->nrows; i++)
    ok = json_array_append_new(list, cpf_table1_json_row(c, i)) == 0;
  return whole(list, ok);
}

enum cpf_status cpf_table1_write_json(FILE *out, const struct cpf_comparison *c,
                                      const struct cpf_report_style *style, struct cpf_error *err) {
  json_t *o = json_object();
  bool ok = o != NULL && set_head(o, c) && cpf_json_set(o, "rows", rows(c)) && set_tail(o, c);
  (void)style;
  enum cpf_status status = dump(out, o, ok, err);
  json_decref(o);
  return status;
}

// {"type":"row", ...}
static enum cpf_status write_row(FILE *out, const struct cpf_comparison *c, size_t i,
                                 struct cpf_error *err) {
  json_t *o = json_pack("{s:s}", "type", "row"), *row = cpf_table1_json_row(c, i);
  bool ok = o != NULL && row != NULL && json_object_update(o, row) == 0;
  enum cpf_status status = dump(out, o, ok, err);
  json_decref(row);
  json_decref(o);
  return status;
}

enum cpf_status cpf_table1_write_ndjson(FILE *out, const struct cpf_comparison *c,
                                        const struct cpf_report_style *style,
                                        struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  json_t *o = json_pack("{s:s}", "type", "summary");
  (void)style;
  for (size_t i = 0; i < c->nrows; i++)
    CPF_TRY(write_row(out, c, i, err));
  status = dump(out, o, o != NULL && set_head(o, c) && set_tail(o, c), err);
cleanup:
  json_decref(o);
  return status;
}
