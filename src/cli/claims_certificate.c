// SPDX-License-Identifier: GPL-3.0-or-later
// The JSON of one certificate. Only shapes and ranges are looked at; proving is for the library.
#include "cli/claims.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli/number.h"
#include "status/try.h"

// The center's numbers: entries of unit vectors, with the digits of the largest precision, and no
// exponent beyond it.
enum { NUMBER_BYTES = CPF_CHECK_BITS_MAX / 2, EXPONENT_MAX = CPF_CHECK_BITS_MAX, BITS_MIN = 53 };
static const double ENTRY_MAX = 1.5;

static const char *const kinds[] = {"minimum", "saddle", "maximum", NULL};

static bool is_entry(const char *text) {
  double value = 0;
  size_t length = strlen(text);
  const char *exponent = strpbrk(text, "eE");
  if (length > NUMBER_BYTES || !cpf_number_real(text, &value) || fabs(value) > ENTRY_MAX)
    return false;
  int64_t power = 0;
  return exponent == NULL || cpf_number_integer(exponent + 1, -EXPONENT_MAX, EXPONENT_MAX, &power);
}

static enum cpf_status take_center(const struct cpf_claims_at *at, const struct cpf_problem *p,
                                   const json_t *rows, struct cpf_certificate *c,
                                   struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  size_t n = (size_t)p->n, columns = (size_t)p->k + (size_t)c->rank;
  CPF_TRY(cpf_claims_array(at, rows, n, err));
  for (size_t i = 0; i < n; i++) {
    struct cpf_claims_at row = cpf_claims_entry(at, i);
    CPF_TRY(cpf_claims_array(&row, json_array_get(rows, i), columns, err));
  }
  CPF_TRY_ALLOC(c->center, n * columns + 1, err);
  for (size_t e = 0; e < n * columns; e++) {
    const json_t *entry = json_array_get(json_array_get(rows, e / columns), e % columns);
    const char *text = json_string_value(entry); // NULL when it is no string
    if (text == NULL || !is_entry(text)) {
      struct cpf_claims_at row = cpf_claims_entry(at, e / columns);
      struct cpf_claims_at cell = cpf_claims_entry(&row, e % columns);
      status = cpf_claims_fail(&cell, "is not a decimal number of a unit vector, as a text", err);
      goto cleanup;
    }
    c->center[e] = strdup(text);
    if (c->center[e] == NULL) {
      status = cpf_fail(err, CPF_ENOMEM, "%.200s: out of memory", at->file);
      goto cleanup;
    }
  }
cleanup:
  return status;
}

static enum cpf_status take_box(const struct cpf_claims_at *at, const struct cpf_problem *p,
                                const json_t *object, struct cpf_certificate *c,
                                struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_claims_at in_box = cpf_claims_member(at, "box");
  struct cpf_claims_at in_center = cpf_claims_member(&in_box, "center");
  json_t *box = NULL, *center = NULL;
  bool unique = false;
  CPF_TRY(cpf_claims_get(at, object, "box", &box, err));
  CPF_TRY(cpf_claims_get(&in_box, box, "center", &center, err));
  CPF_TRY(take_center(&in_center, p, center, c, err));
  CPF_TRY(cpf_claims_real(&in_box, box, "radius", NULL, &c->radius, err));
  CPF_TRY(cpf_claims_real(at, object, "unique_radius", &unique, &c->unique_radius, err));
  if (!(c->radius > 0 && c->radius <= 1))
    status = cpf_claims_fail(&in_box, "has a radius outside 0 to 1", err);
  else if (unique && !(c->unique_radius > 0))
    status = cpf_claims_fail(at, "has a unique_radius that is not positive", err);
cleanup:
  return status;
}

static enum cpf_status take_symmetry(const struct cpf_claims_at *at, const struct cpf_problem *p,
                                     const json_t *list, int rank, int *image,
                                     struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  size_t rows = (size_t)p->n, columns = (size_t)p->k + (size_t)rank;
  CPF_TRY(cpf_claims_array(at, list, rows + columns, err));
  for (size_t i = 0; i < rows + columns; i++) {
    const json_t *number = json_array_get(list, i);
    json_int_t x = json_integer_value(number), most = (json_int_t)(i < rows ? rows : columns);
    if (!json_is_integer(number) || x == 0 || x < -most || x > most) {
      struct cpf_claims_at inner = cpf_claims_entry(at, i);
      status = cpf_claims_fail(&inner, "is no signed place of a row or column", err);
      goto cleanup;
    }
    image[i] = (int)x;
  }
cleanup:
  return status;
}

static enum cpf_status take_symmetries(const struct cpf_claims_at *at, const struct cpf_problem *p,
                                       const json_t *object, struct cpf_certificate *c,
                                       struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_claims_at inner = cpf_claims_member(at, "symmetries");
  size_t length = (size_t)p->n + (size_t)p->k + (size_t)c->rank;
  json_t *list = NULL;
  CPF_TRY(cpf_claims_get(at, object, "symmetries", &list, err));
  if (!json_is_array(list) || json_array_size(list) > CPF_CHECK_SYMMETRIES_MAX) {
    status = cpf_claims_fail(&inner, "is not an array of at most 4096 symmetries", err);
    goto cleanup;
  }
  size_t count = json_array_size(list);
  CPF_TRY_ALLOC(c->symmetries, count * length, err);
  for (size_t s = 0; s < count; s++) {
    struct cpf_claims_at one = cpf_claims_entry(&inner, s);
    CPF_TRY(
        take_symmetry(&one, p, json_array_get(list, s), c->rank, c->symmetries + s * length, err));
  }
  c->nsymmetries = (int)count;
cleanup:
  return status;
}

static enum cpf_status take_pair(const struct cpf_claims_at *at, const json_t *pair, double *lower,
                                 double *upper, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  CPF_TRY(cpf_claims_array(at, pair, 2, err));
  const json_t *lo = json_array_get(pair, 0), *hi = json_array_get(pair, 1);
  *lower = json_number_value(lo);
  *upper = json_number_value(hi);
  if (!json_is_number(lo) || !json_is_number(hi) || !(*lower <= *upper))
    status = cpf_claims_fail(at, "is not a lower and an upper bound", err);
cleanup:
  return status;
}

static enum cpf_status take_bounds(const struct cpf_claims_at *at, const struct cpf_problem *p,
                                   const json_t *object, struct cpf_certificate *c,
                                   struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_claims_at inner = cpf_claims_member(at, "eigenvalue_bounds");
  size_t count = cpf_problem_tangent_dim(p);
  json_t *list = NULL;
  CPF_TRY(cpf_claims_get(at, object, "eigenvalue_bounds", &list, err));
  if (json_is_null(list))
    goto cleanup;
  CPF_TRY(cpf_claims_array(&inner, list, count, err));
  CPF_TRY_ALLOC(c->lower, count, err);
  CPF_TRY_ALLOC(c->upper, count, err);
  c->neigenvalues = count;
  for (size_t a = 0; a < count; a++) {
    struct cpf_claims_at one = cpf_claims_entry(&inner, a);
    CPF_TRY(take_pair(&one, json_array_get(list, a), &c->lower[a], &c->upper[a], err));
  }
cleanup:
  return status;
}

static enum cpf_status take_facts(const struct cpf_claims_at *at, const struct cpf_problem *p,
                                  const json_t *object, struct cpf_certificate *c,
                                  struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  int64_t most = (int64_t)cpf_problem_tangent_dim(p), index = 0, nullity = 0, points = 0;
  bool nullity_stated = false;
  char kind[16] = "";
  CPF_TRY(cpf_claims_integer(at, object, "index", 0, most, &c->index_proved, &index, err));
  CPF_TRY(cpf_claims_integer(at, object, "nullity", 0, most, &nullity_stated, &nullity, err));
  if (c->index_proved != nullity_stated) {
    status = cpf_claims_fail(at, "has an index without a nullity, or the reverse", err);
    goto cleanup;
  }
  c->index = (int)index;
  c->nullity = (int)nullity;
  CPF_TRY(cpf_claims_bool(at, object, "isolated", &c->isolated_proved, err));
  CPF_TRY(cpf_claims_integer(at, object, "local_degree", INT64_MIN, INT64_MAX, &c->degree_proved,
                             &c->local_degree, err));
  CPF_TRY(cpf_claims_integer(at, object, "multiplicity", 1, INT64_MAX, &c->multiplicity_proved,
                             &c->multiplicity, err));
  CPF_TRY(cpf_claims_integer(at, object, "points", 1, INT64_MAX, &c->points_proved, &points, err));
  c->points = (uint64_t)points;
  CPF_TRY(cpf_claims_text(at, object, "kind", kinds, &c->kind_proved, kind, sizeof kind, err));
  c->descends = c->kind_proved && strcmp(kind, "minimum") != 0;
  c->ascends = c->kind_proved && strcmp(kind, "maximum") != 0;
cleanup:
  return status;
}

// The names are known to the library alone: they end at the first number without one.
static enum cpf_status take_theorem(const struct cpf_claims_at *at, const json_t *object,
                                    struct cpf_certificate *c, struct cpf_error *err) {
  const char *none = cpf_theorem_name(CPF_THEOREM_NONE);
  char theorem[40] = "";
  enum cpf_status status =
      cpf_claims_text(at, object, "theorem", NULL, NULL, theorem, sizeof theorem, err);
  for (unsigned t = 1; status == CPF_OK && strcmp(cpf_theorem_name((enum cpf_theorem)t), none) != 0;
       t++)
    if (strcmp(theorem, cpf_theorem_name((enum cpf_theorem)t)) == 0)
      c->theorem = (enum cpf_theorem)t;
  if (status != CPF_OK || c->theorem != CPF_THEOREM_NONE)
    return status;
  return cpf_fail(err, CPF_EPARSE, "%.200s: %s.theorem: '%s' is not one of its values", at->file,
                  at->path, theorem);
}

enum cpf_status cpf_claims_certificate(const struct cpf_claims_at *at, const struct cpf_problem *p,
                                       const json_t *object, struct cpf_certificate *c,
                                       struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  int64_t number = 0, most = p->n < p->d - p->k ? p->n : p->d - p->k;
  bool stated = false;
  CPF_TRY(take_theorem(at, object, c, err));
  CPF_TRY(cpf_claims_integer(at, object, "precision_bits", BITS_MIN, CPF_CHECK_BITS_MAX, NULL,
                             &number, err));
  c->precision_bits = (int)number;
  CPF_TRY(cpf_claims_integer(at, object, "rank", 0, most, NULL, &number, err));
  c->rank = (int)number;
  CPF_TRY(take_box(at, p, object, c, err));
  CPF_TRY(take_symmetries(at, p, object, c, err));
  CPF_TRY(take_bounds(at, p, object, c, err));
  CPF_TRY(cpf_claims_text(at, object, "zeros", NULL, &stated, c->zeros, sizeof c->zeros, err));
  CPF_TRY(cpf_claims_text(at, object, "open", NULL, &stated, c->reason, sizeof c->reason, err));
  CPF_TRY(take_facts(at, p, object, c, err));
cleanup:
  return status;
}
