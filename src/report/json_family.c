// SPDX-License-Identifier: GPL-3.0-or-later
// The JSON of one family and the small pieces the other JSON writers share.
#include "report/json.h"

bool cpf_json_set(json_t *object, const char *key, json_t *value) {
  return json_object_set_new(object, key, value) == 0;
}

json_t *cpf_json_count(bool known, uint64_t value) {
  return known && value <= INT64_MAX ? json_integer((json_int_t)value) : json_null();
}

json_t *cpf_json_integer(bool known, int64_t value) {
  return known ? json_integer((json_int_t)value) : json_null();
}

// Zero loses its sign.
json_t *cpf_json_real(double value) {
  return json_real(value == 0.0 ? 0.0 : value);
}

// Drops an array that could not be filled.
static json_t *whole(json_t *array, bool ok) {
  if (ok)
    return array;
  json_decref(array);
  return NULL;
}

json_t *cpf_json_reals(const double *values, size_t count) {
  json_t *array = json_array();
  bool ok = array != NULL;
  for (size_t i = 0; ok && i < count; i++)
    ok = json_array_append_new(array, cpf_json_real(values[i])) == 0;
  return whole(array, ok);
}

json_t *cpf_json_matrix(const double *values, int rows, int columns) {
  json_t *array = json_array();
  bool ok = array != NULL;
  for (int i = 0; ok && i < rows; i++) {
    const double *row = values + (size_t)i * (size_t)columns;
    ok = json_array_append_new(array, cpf_json_reals(row, (size_t)columns)) == 0;
  }
  return whole(array, ok);
}

static json_t *integers(const int *values, int count) {
  json_t *array = json_array();
  bool ok = array != NULL;
  for (int i = 0; ok && i < count; i++)
    ok = json_array_append_new(array, json_integer(values[i])) == 0;
  return whole(array, ok);
}

static json_t *block(const struct cpf_block *b) {
  json_t *object = json_object();
  bool ok = object != NULL && cpf_json_set(object, "label", json_string(b->label)) &&
            cpf_json_set(object, "students", integers(b->students, b->nstudents)) &&
            cpf_json_set(object, "teachers", integers(b->teachers, b->nteachers));
  return whole(object, ok);
}

json_t *cpf_json_blocks(const struct cpf_family *f) {
  json_t *array = json_array();
  bool ok = array != NULL;
  for (int i = 0; ok && i < f->nblocks; i++)
    ok = json_array_append_new(array, block(&f->blocks[i])) == 0;
  return whole(array, ok);
}

static bool set_numbers(json_t *o, const struct cpf_family *f) {
  return cpf_json_set(o, "points", cpf_json_count(f->points_known, f->points)) &&
         cpf_json_set(o, "dimension", cpf_json_integer(f->dimension >= 0, f->dimension)) &&
         cpf_json_set(o, "loss", cpf_json_real(f->loss)) &&
         cpf_json_set(o, "gradient_norm", cpf_json_real(f->gradient_norm)) &&
         cpf_json_set(o, "eigenvalues", cpf_json_reals(f->eigenvalues, f->neigenvalues)) &&
         cpf_json_set(o, "index", json_integer(f->index)) &&
         cpf_json_set(o, "nullity", json_integer(f->nullity)) &&
         cpf_json_set(o, "degenerate", json_boolean(f->degenerate)) &&
         cpf_json_set(o, "local_degree", cpf_json_integer(f->degree_known, f->local_degree)) &&
         cpf_json_set(o, "kind", json_string(cpf_kind_name(f->kind))) &&
         cpf_json_set(o, "multiplicity", cpf_json_integer(f->multiplicity_known, f->multiplicity));
}

bool cpf_json_set_family(json_t *object, const struct cpf_problem *p, const struct cpf_family *f,
                         const struct cpf_certificate *c) {
  return cpf_json_set(object, "id", json_string(f->id)) &&
         cpf_json_set(object, "label", json_string(f->label)) &&
         cpf_json_set(object, "listed", json_boolean(f->listed)) &&
         cpf_json_set(object, "blocks", cpf_json_blocks(f)) && set_numbers(object, f) &&
         cpf_json_set(object, "W", cpf_json_matrix(f->W, p->n, p->d)) &&
         cpf_json_set(object, "certificate", cpf_json_certificate(p, c)) &&
         cpf_json_set(object, "hits", cpf_json_count(true, f->hits)) &&
         cpf_json_set(object, "euler", cpf_json_integer(f->euler_known, f->euler)) &&
         cpf_json_set(object, "continuum", json_boolean(f->continuum)) &&
         cpf_json_set(object, "not_certified", cpf_json_not_certified(c));
}
