// SPDX-License-Identifier: GPL-3.0-or-later
// JSON: one W [[...],...], many [[[...],...],...], an object with "W" (one or many) and perhaps
// "problem", the object `find --format json` writes, whose families each have a "W", that of
// `verify`, whose counterexamples and starts have them (points_claims.c), or that of `flow`: the
// last point of its trajectory. Errors name the place as a path: $.families[0].W[1][0].
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli/points_claims.h"
#include "status/try.h"

enum { PATH_BYTES = 96 };

struct reader {
  const struct cpf_input *in;
  struct cpf_points *points;
  double *row;
};

static enum cpf_status fail(const struct reader *r, const char *path, const char *what,
                            struct cpf_error *err) {
  return cpf_fail(err, CPF_EPARSE, "%.300s: %s: %s", r->in->name, path, what);
}

static enum cpf_status take_row(struct reader *r, const json_t *row, const char *path,
                                struct cpf_error *err) {
  char where[420];
  int d = r->points->problem.d;
  if (!json_is_array(row))
    return fail(r, path, "is not an array of numbers", err);
  if (json_array_size(row) != (size_t)d)
    return cpf_fail(err, CPF_EPARSE, "%.300s: %s: wrong number of columns: %zu (allowed: d = %d)",
                    r->in->name, path, json_array_size(row), d);
  for (int j = 0; j < d; j++) {
    const json_t *number = json_array_get(row, (size_t)j);
    if (!json_is_number(number))
      return cpf_fail(err, CPF_EPARSE, "%.300s: %s[%d]: is not a number", r->in->name, path, j);
    r->row[j] = json_number_value(number);
  }
  snprintf(where, sizeof where, "%.300s: %s", r->in->name, path);
  return cpf_points_add(r->points, r->row, where, err);
}

static enum cpf_status take_W(struct reader *r, const json_t *W, const char *path,
                              struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  char row[PATH_BYTES];
  size_t n = (size_t)r->points->problem.n;
  if (!json_is_array(W))
    return fail(r, path, "is not an array of rows", err);
  if (json_array_size(W) != n)
    return cpf_fail(err, CPF_EPARSE, "%.300s: %s: wrong number of rows: %zu (allowed: n = %zu)",
                    r->in->name, path, json_array_size(W), n);
  for (size_t i = 0; i < n; i++) {
    snprintf(row, sizeof row, "%.60s[%zu]", path, i);
    CPF_TRY(take_row(r, json_array_get(W, i), row, err));
  }
cleanup:
  return status;
}

// One W or a list of them: in a W, the first entry of the first entry is a number.
static enum cpf_status take_one_or_many(struct reader *r, const json_t *value, const char *path,
                                        struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  char entry[PATH_BYTES];
  const json_t *first = json_array_get(json_array_get(value, 0), 0);
  if (!json_is_array(value))
    return fail(r, path, "is not an array", err);
  if (!json_is_array(first))
    return json_array_size(value) == 0 ? CPF_OK : take_W(r, value, path, err);
  for (size_t i = 0; i < json_array_size(value); i++) {
    snprintf(entry, sizeof entry, "%.40s[%zu]", path, i);
    CPF_TRY(take_W(r, json_array_get(value, i), entry, err));
  }
cleanup:
  return status;
}

static enum cpf_status take_families(struct reader *r, const json_t *families,
                                     struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  char path[PATH_BYTES];
  if (!json_is_array(families))
    return fail(r, "$.families", "is not an array", err);
  for (size_t i = 0; i < json_array_size(families); i++) {
    snprintf(path, sizeof path, "$.families[%zu].W", i);
    const json_t *W = json_object_get(json_array_get(families, i), "W");
    if (W == NULL)
      return fail(r, path, "is missing", err);
    CPF_TRY(take_W(r, W, path, err));
  }
cleanup:
  return status;
}

static enum cpf_status take_claims(struct reader *r, const json_t *claims, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_points_claims at = {.claims = claims};
  char path[PATH_BYTES];
  for (const json_t *point = NULL; (point = cpf_points_claims_next(&at)) != NULL;) {
    snprintf(path, sizeof path, "%s.W", at.path);
    if (cpf_points_claims_fits(point, &r->points->problem))
      CPF_TRY(take_W(r, json_object_get(point, "W"), path, err));
  }
cleanup:
  return status;
}

static enum cpf_status take_trajectory(struct reader *r, const json_t *trajectory,
                                       struct cpf_error *err) {
  const json_t *W = json_object_get(trajectory, "W");
  return W != NULL ? take_W(r, W, "$.trajectory.W", err)
                   : fail(r, "$.trajectory.W", "is missing", err);
}

static enum cpf_status take_points(struct reader *r, const json_t *root, struct cpf_error *err) {
  if (json_is_array(root))
    return take_one_or_many(r, root, "$", err);
  const json_t *W = json_object_get(root, "W"), *families = json_object_get(root, "families");
  const json_t *claims = json_object_get(root, "claims");
  const json_t *trajectory = json_object_get(root, "trajectory");
  if (W != NULL)
    return take_one_or_many(r, W, "$.W", err);
  if (claims != NULL)
    return take_claims(r, claims, err);
  if (trajectory != NULL)
    return take_trajectory(r, trajectory, err);
  if (json_object_get(root, "ensemble") != NULL)
    return fail(r, "$", "is an ensemble of flow, which holds no W", err);
  if (families != NULL)
    return take_families(r, families, err);
  return fail(r, "$", "has neither \"W\" nor \"families\"", err);
}

// What the file says of its problem: see cpf_args_problem.
static enum cpf_status take_problem(const struct reader *r, const json_t *root,
                                    const struct cpf_args *args, struct cpf_problem *p,
                                    struct cpf_error *err) {
  const json_t *problem = json_object_get(root, "problem");
  const json_t *claims = json_object_get(root, "claims");
  *p = (struct cpf_problem){.repulsion = -1.0};
  if (claims != NULL)
    return cpf_points_claims_problem(r->in, args, claims, p, err);
  if (problem == NULL)
    return CPF_OK;
  return cpf_points_problem(r->in, "$.problem", problem, p, err);
}

enum cpf_status cpf_points_read_json(const struct cpf_input *in, const struct cpf_args *args,
                                     struct cpf_points *points, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct reader r = {.in = in, .points = points};
  struct cpf_problem problem;
  json_error_t at;
  json_t *root = json_loadb(in->text, in->length, JSON_REJECT_DUPLICATES, &at);
  if (root == NULL)
    return cpf_fail(err, CPF_EPARSE, "%.300s:%d:%d: malformed JSON: %s", in->name, at.line,
                    at.column > 0 ? at.column : 1, at.text);
  CPF_TRY(take_problem(&r, root, args, &problem, err));
  CPF_TRY(cpf_args_problem(args, &problem, in->name, &points->problem, err));
  CPF_TRY_ALLOC(r.row, (size_t)points->problem.d, err);
  CPF_TRY(take_points(&r, root, err));
cleanup:
  free(r.row);
  json_decref(root);
  return status;
}
