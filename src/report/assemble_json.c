// SPDX-License-Identifier: GPL-3.0-or-later
// Numbers of points may have any number of digits: they are texts.
#include <stdlib.h>
#include <string.h>

#include "report/assemble.h"
#include "report/json.h"

static json_t *text_or_null(const char *text) {
  return text != NULL ? json_string(text) : json_null();
}

// The value, or NULL after dropping it, when a member could not be set.
static json_t *whole(json_t *value, bool ok) {
  if (ok)
    return value;
  json_decref(value);
  return NULL;
}

static json_t *problem(const struct cpf_problem *p) {
  return json_pack("{s:i,s:i,s:i,s:i,s:f}", "n", p->n, "k", p->k, "d", p->d, "rho", p->rho,
                   "repulsion", p->repulsion);
}

static json_t *search(const struct cpf_assemble_search *s) {
  const struct cpf_find_result *r = s->result;
  json_t *o = json_object();
  return whole(
      o, o != NULL && cpf_json_set(o, "students", json_integer(s->students)) &&
             cpf_json_set(o, "teachers", json_integer(s->teachers)) &&
             cpf_json_set(o, "status", json_string(cpf_find_end_name(r->end))) &&
             cpf_json_set(o, "families", json_integer(r->nfamilies)) &&
             cpf_json_set(o, "points", cpf_json_count(r->points_known, r->points)) &&
             cpf_json_set(o, "irreducible", json_integer(s->irreducible)) &&
             cpf_json_set(o, "irreducible_points", cpf_json_count(true, s->points)) &&
             cpf_json_set(o, "certified", json_integer(r->certified)) &&
             cpf_json_set(o, "euler", json_string(cpf_verdict_name(r->euler))) &&
             cpf_json_set(o, "recount", json_string(cpf_verdict_name(s->recount))) &&
             cpf_json_set(o, "completeness", json_string(cpf_completeness_name(s->completeness))) &&
             cpf_json_set(o, "completeness_reason", json_string(s->completeness_reason)));
}

static json_t *searches(const struct cpf_assemble_result *r) {
  json_t *array = json_array();
  bool ok = array != NULL;
  for (int s = 0; ok && s < r->nsearches; s++)
    ok = json_array_append_new(array, search(&r->searches[s])) == 0;
  return whole(array, ok);
}

static json_t *irreducible(const struct cpf_irreducible *b) {
  const struct cpf_family *f = b->family;
  json_t *o = json_object();
  return whole(
      o,
      o != NULL && cpf_json_set(o, "id", json_string(f->id)) &&
          cpf_json_set(o, "label", json_string(f->label)) &&
          cpf_json_set(o, "listed", json_boolean(f->listed)) &&
          cpf_json_set(o, "students", json_integer(b->students)) &&
          cpf_json_set(o, "teachers", json_integer(b->teachers)) &&
          cpf_json_set(o, "points", cpf_json_count(f->points_known, f->points)) &&
          cpf_json_set(o, "loss", cpf_json_real(f->loss)) &&
          cpf_json_set(o, "index", json_integer(f->index)) &&
          cpf_json_set(o, "nullity", json_integer(f->nullity)) &&
          cpf_json_set(o, "kind", json_string(cpf_kind_name(f->kind))) &&
          cpf_json_set(o, "local_degree", cpf_json_integer(f->degree_known, f->local_degree)) &&
          cpf_json_set(o, "outside_index", cpf_json_integer(b->outside_known, b->outside_index)) &&
          cpf_json_set(o, "outside_nullity",
                       cpf_json_integer(b->outside_known, b->outside_nullity)) &&
          cpf_json_set(o, "proved", json_boolean(b->proved)) &&
          cpf_json_set(o, "W", cpf_json_matrix(f->W, b->students, b->teachers)));
}

static json_t *irreducibles(const struct cpf_assemble_result *r) {
  json_t *array = json_array();
  bool ok = array != NULL;
  for (int b = 0; ok && b < r->nblocks; b++)
    ok = json_array_append_new(array, irreducible(&r->blocks[b])) == 0;
  return whole(array, ok);
}

static json_t *parts(const struct cpf_assembled *a, int nblocks) {
  json_t *array = json_array();
  bool ok = array != NULL;
  for (int b = 0; ok && b < nblocks; b++)
    if (a->counts[b] > 0)
      ok = json_array_append_new(array,
                                 json_pack("{s:i,s:i}", "block", b, "count", a->counts[b])) == 0;
  return whole(array, ok);
}

json_t *cpf_assemble_json_family(const struct cpf_assembled *a, int nblocks) {
  json_t *o = json_object();
  return whole(
      o, o != NULL && cpf_json_set(o, "label", json_string(a->label)) &&
             cpf_json_set(o, "points", json_string(a->points)) &&
             cpf_json_set(o, "dimension", cpf_json_integer(a->isolated, 0)) &&
             cpf_json_set(o, "loss", cpf_json_real(a->loss)) &&
             cpf_json_set(o, "index", cpf_json_integer(a->index_known, a->index)) &&
             cpf_json_set(o, "nullity", cpf_json_integer(a->index_known, a->nullity)) &&
             cpf_json_set(o, "local_degree", cpf_json_integer(a->degree_known, a->local_degree)) &&
             cpf_json_set(o, "kind", json_string(cpf_kind_name(a->kind))) &&
             cpf_json_set(o, "unused_teachers", json_integer(a->unused)) &&
             cpf_json_set(o, "blocks", parts(a, nblocks)));
}

static json_t *list(const struct cpf_assemble_result *r) {
  json_t *array = json_array();
  bool ok = array != NULL;
  for (size_t i = 0; ok && i < r->nlisted; i++)
    ok = json_array_append_new(array, cpf_assemble_json_family(&r->list[i], r->nblocks)) == 0;
  return whole(array, ok);
}

static json_t *kinds(const struct cpf_assemble_result *r) {
  json_t *o = json_object();
  bool ok = o != NULL;
  for (int i = 0; ok && i < CPF_KINDS; i++)
    ok = cpf_json_set(
        o, cpf_kind_name((enum cpf_kind)i),
        json_pack("{s:s,s:s}", "points", r->points_of[i], "families", r->families_of[i]));
  return whole(o, ok);
}

static json_t *indices(const struct cpf_assemble_result *r) {
  if (r->nindices == 0)
    return json_null();
  json_t *array = json_array();
  bool ok = array != NULL;
  for (int64_t i = 0; ok && i < r->nindices; i++)
    if (strcmp(r->points_by_index[i], "0") != 0)
      ok = json_array_append_new(array, json_pack("{s:I,s:s}", "index", (json_int_t)i, "points",
                                                  r->points_by_index[i])) == 0;
  return whole(array, ok);
}

static json_t *euler(const struct cpf_assemble_result *r) {
  return json_pack("{s:s,s:o,s:s}", "expected", r->euler_expected, "found",
                   text_or_null(r->euler_found), "verdict", cpf_verdict_name(r->euler));
}

static json_t *summary(const struct cpf_assemble_result *r) {
  char statement[400];
  cpf_assemble_statement(r, statement, sizeof statement);
  json_t *o = json_object();
  return whole(
      o, o != NULL && cpf_json_set(o, "families", json_string(r->families)) &&
             cpf_json_set(o, "points", json_string(r->points)) &&
             cpf_json_set(o, "counted", json_string(statement)) &&
             cpf_json_set(o, "whole", json_boolean(r->whole)) &&
             cpf_json_set(o, "continua", json_integer(r->continua)) &&
             cpf_json_set(o, "kinds", kinds(r)) &&
             cpf_json_set(o, "spurious_minima", json_string(r->spurious)) &&
             cpf_json_set(o, "lowest_loss",
                          r->lowest_known ? cpf_json_real(r->lowest) : json_null()) &&
             cpf_json_set(o, "indices", indices(r)) &&
             cpf_json_set(o, "indices_reason",
                          r->nindices > 0 ? json_null() : json_string(r->index_reason)) &&
             cpf_json_set(o, "euler", euler(r)) &&
             cpf_json_set(o, "completeness", json_string(cpf_completeness_name(r->completeness))) &&
             cpf_json_set(o, "completeness_reason", json_string(r->completeness_reason)));
}

json_t *cpf_assemble_json(const struct cpf_assemble_result *r, bool with_list) {
  json_t *o = json_object();
  bool ok = o != NULL && cpf_json_set(o, "schema", json_integer(1)) &&
            cpf_json_set(o, "command", json_string("assemble")) &&
            cpf_json_set(o, "version", json_string(CPF_VERSION)) &&
            cpf_json_set(o, "problem", problem(&r->problem)) &&
            cpf_json_set(o, "seed", cpf_json_count(true, r->seed)) &&
            cpf_json_set(o, "status", json_string(cpf_find_end_name(r->end))) &&
            cpf_json_set(o, "students", json_integer(r->students)) &&
            cpf_json_set(o, "teachers", json_integer(r->teachers)) &&
            cpf_json_set(o, "summary", summary(r)) &&
            cpf_json_set(o, "generating_function", json_string(r->formula)) &&
            cpf_json_set(o, "searches", searches(r)) &&
            cpf_json_set(o, "blocks", irreducibles(r)) &&
            cpf_json_set(o, "listed", json_string(cpf_listing_name(r->listed)));
  if (ok && with_list)
    ok = cpf_json_set(o, "families", list(r));
  return whole(o, ok && cpf_json_set(o, "timing",
                                     json_pack("{s:f,s:f}", "seconds", r->seconds, "seconds_search",
                                               r->seconds_search)));
}
