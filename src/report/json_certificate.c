// SPDX-License-Identifier: GPL-3.0-or-later
// The JSON of certificates and of what the homotopy and the branch and bound did.
#include "report/json.h"

#include "report/words.h"

// Drops an object that could not be filled.
static json_t *whole(json_t *value, bool ok) {
  if (ok)
    return value;
  json_decref(value);
  return NULL;
}

static json_t *center(const struct cpf_problem *p, const struct cpf_certificate *c) {
  json_t *rows = json_array();
  bool ok = rows != NULL;
  size_t columns = (size_t)p->k + (size_t)c->rank;
  for (size_t i = 0; ok && i < (size_t)p->n; i++) {
    json_t *row = json_array();
    ok = row != NULL;
    for (size_t j = 0; ok && j < columns; j++)
      ok = json_array_append_new(row, json_string(c->center[i * columns + j])) == 0;
    ok = json_array_append_new(rows, whole(row, ok)) == 0;
  }
  return whole(rows, ok);
}

static json_t *box(const struct cpf_problem *p, const struct cpf_certificate *c) {
  json_t *o = json_object();
  bool ok = o != NULL && cpf_json_set(o, "center", center(p, c)) &&
            cpf_json_set(o, "radius", cpf_json_real(c->radius));
  return whole(o, ok);
}

static json_t *symmetries(const struct cpf_problem *p, const struct cpf_certificate *c) {
  json_t *list = json_array();
  bool ok = list != NULL;
  size_t length = (size_t)p->n + (size_t)p->k + (size_t)c->rank;
  for (size_t s = 0; ok && s < (size_t)c->nsymmetries; s++) {
    json_t *one = json_array();
    ok = one != NULL;
    for (size_t i = 0; ok && i < length; i++)
      ok = json_array_append_new(one, json_integer(c->symmetries[s * length + i])) == 0;
    ok = json_array_append_new(list, whole(one, ok)) == 0;
  }
  return whole(list, ok);
}

static json_t *bounds(const struct cpf_certificate *c) {
  if (!c->index_proved || c->lower == NULL || c->upper == NULL)
    return json_null();
  json_t *list = json_array();
  bool ok = list != NULL;
  for (size_t a = 0; ok && a < c->neigenvalues; a++) {
    const double pair[2] = {c->lower[a], c->upper[a]};
    ok = json_array_append_new(list, cpf_json_reals(pair, 2)) == 0;
  }
  return whole(list, ok);
}

static json_t *text_or_null(const char *text) {
  return text[0] != '\0' ? json_string(text) : json_null();
}

json_t *cpf_json_certificate(const struct cpf_problem *p, const struct cpf_certificate *c) {
  if (c == NULL || c->theorem == CPF_THEOREM_NONE)
    return json_null();
  const char *kind = cpf_words_proved_kind(c);
  json_t *o = json_object();
  bool ok =
      o != NULL && cpf_json_set(o, "theorem", json_string(cpf_theorem_name(c->theorem))) &&
      cpf_json_set(o, "precision_bits", json_integer(c->precision_bits)) &&
      cpf_json_set(o, "rank", json_integer(c->rank)) && cpf_json_set(o, "box", box(p, c)) &&
      cpf_json_set(o, "unique_radius",
                   c->unique_radius > 0 ? cpf_json_real(c->unique_radius) : json_null()) &&
      cpf_json_set(o, "symmetries", symmetries(p, c)) &&
      cpf_json_set(o, "index", cpf_json_integer(c->index_proved, c->index)) &&
      cpf_json_set(o, "nullity", cpf_json_integer(c->index_proved, c->nullity)) &&
      cpf_json_set(o, "eigenvalue_bounds", bounds(c)) &&
      cpf_json_set(o, "zeros", text_or_null(c->zeros)) &&
      cpf_json_set(o, "isolated", json_boolean(c->isolated_proved)) &&
      cpf_json_set(o, "local_degree", cpf_json_integer(c->degree_proved, c->local_degree)) &&
      cpf_json_set(o, "multiplicity", cpf_json_integer(c->multiplicity_proved, c->multiplicity)) &&
      cpf_json_set(o, "kind", kind != NULL ? json_string(kind) : json_null()) &&
      cpf_json_set(o, "points", cpf_json_count(c->points_proved, c->points)) &&
      cpf_json_set(o, "open", text_or_null(c->reason));
  return whole(o, ok);
}

json_t *cpf_json_not_certified(const struct cpf_certificate *c) {
  return c != NULL && c->theorem == CPF_THEOREM_NONE ? text_or_null(c->reason) : json_null();
}

json_t *cpf_json_homotopy(const struct cpf_homotopy_summary *h) {
  if (!h->run)
    return json_null();
  json_t *o = json_object();
  bool ok = o != NULL && cpf_json_set(o, "complete", json_boolean(h->complete)) &&
            cpf_json_set(o, "orbits", cpf_json_count(true, h->orbits)) &&
            cpf_json_set(o, "paths", cpf_json_count(true, h->paths)) &&
            cpf_json_set(o, "regular", cpf_json_count(true, h->regular)) &&
            cpf_json_set(o, "singular", cpf_json_count(true, h->singular)) &&
            cpf_json_set(o, "infinite", cpf_json_count(true, h->infinite)) &&
            cpf_json_set(o, "failed", cpf_json_count(true, h->failed)) &&
            cpf_json_set(o, "roots", cpf_json_count(true, h->roots)) &&
            cpf_json_set(o, "singular_roots", cpf_json_count(true, h->singular_roots)) &&
            cpf_json_set(o, "real_roots", cpf_json_count(true, h->real_roots)) &&
            cpf_json_set(o, "retried", cpf_json_count(true, h->retried)) &&
            cpf_json_set(o, "expected_paths", cpf_json_count(h->count_known, h->count)) &&
            cpf_json_set(o, "residue", cpf_json_real(h->residue)) &&
            cpf_json_set(o, "reason", text_or_null(h->reason));
  return whole(o, ok);
}

json_t *cpf_json_proof(const struct cpf_proof_summary *s) {
  if (!s->run)
    return json_null();
  json_t *o = json_object();
  bool ok =
      o != NULL && cpf_json_set(o, "proved", json_boolean(s->proved)) &&
      cpf_json_set(o, "boxes", cpf_json_count(true, s->boxes)) &&
      cpf_json_set(o, "excluded", cpf_json_count(true, s->excluded)) &&
      cpf_json_set(o, "matched", cpf_json_count(true, s->matched)) &&
      cpf_json_set(o, "left", cpf_json_count(true, s->left)) &&
      cpf_json_set(o, "share_left", cpf_json_real(s->share_left)) &&
      cpf_json_set(o, "work_left",
                   s->proved || s->work_left > 0 ? cpf_json_real(s->work_left) : json_null()) &&
      cpf_json_set(o, "reason", text_or_null(s->reason));
  return whole(o, ok);
}
