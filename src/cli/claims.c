// SPDX-License-Identifier: GPL-3.0-or-later
//
//  1. One JSON value, or one after the other (NDJSON): lines of "type" family or result, and the
//     rest in a line of type summary.
//  2. The problem, the families, the summary of a list.
#include "cli/claims.h"

#include <stdlib.h>
#include <string.h>

#include "cli/input.h"
#include "cli/points.h"
#include "status/try.h"

enum { SCHEMA = 1 };
static const char *const commands[] = {"find", "classify", NULL};
static const char *const verdicts[] = {"holds", "fails", "not-applicable", NULL};
static const char *const levels[] = {"none", "probable", "proved", NULL};

// Step 1.

static bool all_blank(const char *text, size_t length) {
  for (size_t i = 0; i < length; i++)
    if (memchr(" \t\r\n", text[i], 4) == NULL)
      return false;
  return true;
}

// The values of the text in a new array.
static enum cpf_status parse(const struct cpf_input *in, json_t **values, struct cpf_error *err) {
  size_t at = 0;
  *values = json_array();
  while (*values != NULL && !all_blank(in->text + at, in->length - at)) {
    json_error_t where;
    json_t *value = json_loadb(in->text + at, in->length - at,
                               JSON_REJECT_DUPLICATES | JSON_DISABLE_EOF_CHECK, &where);
    if (value == NULL)
      return cpf_fail(err, CPF_EPARSE, "%.200s: byte %zu: malformed JSON: %s", in->name,
                      at + (size_t)(where.position > 0 ? where.position : 0), where.text);
    if (json_array_append_new(*values, value) != 0 || where.position <= 0)
      return cpf_fail(err, CPF_ENOMEM, "%.200s: out of memory", in->name);
    at += (size_t)where.position;
  }
  return *values != NULL ? CPF_OK : cpf_fail(err, CPF_ENOMEM, "%.200s: out of memory", in->name);
}

// One object as JSON has it, from the lines of NDJSON: the line of type summary with the others as
// its list. A new reference.
static enum cpf_status gather(const struct cpf_claims_at *at, const json_t *values, json_t **root,
                              struct cpf_error *err) {
  json_t *list = json_array();
  const char *member = "families";
  *root = NULL;
  for (size_t i = 0; i < json_array_size(values); i++) {
    json_t *value = json_array_get(values, i);
    const char *type = json_string_value(json_object_get(value, "type"));
    bool last = i + 1 == json_array_size(values);
    if (type == NULL || (strcmp(type, "summary") == 0) != last) {
      struct cpf_claims_at line = cpf_claims_entry(at, i);
      json_decref(list);
      return cpf_claims_fail(&line, "is no line that find or classify writes in its place", err);
    }
    if (last)
      *root = json_incref(value);
    else if (json_array_append(list, value) != 0)
      *root = NULL;
    if (!last && strcmp(type, "result") == 0)
      member = "results";
  }
  if (*root == NULL || json_object_set_new(*root, member, list) != 0)
    return cpf_fail(err, CPF_ENOMEM, "%.200s: out of memory", at->file);
  return CPF_OK;
}

static enum cpf_status load(const struct cpf_input *in, const struct cpf_claims_at *at,
                            json_t **root, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  json_t *values = NULL;
  CPF_TRY(parse(in, &values, err));
  size_t count = json_array_size(values);
  if (count == 0)
    status = cpf_fail(err, CPF_EPARSE, "%.200s: holds no JSON", in->name);
  else if (count == 1 && json_object_get(json_array_get(values, 0), "type") == NULL)
    *root = json_incref(json_array_get(values, 0));
  else
    status = gather(at, values, root, err);
cleanup:
  json_decref(values);
  return status;
}

// Step 2.

static enum cpf_status take_problem(const struct cpf_claims_at *at, const json_t *root,
                                    struct cpf_problem *p, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_claims_at inner = cpf_claims_member(at, "problem");
  struct {
    const char *key;
    int most, *member;
  } sizes[] = {{"n", CPF_SIZE_MAX, &p->n},
               {"k", CPF_SIZE_MAX, &p->k},
               {"d", CPF_SIZE_MAX, &p->d},
               {"rho", CPF_RHO_MAX, &p->rho}};
  json_t *problem = NULL;
  int64_t number = 0;
  CPF_TRY(cpf_claims_get(at, root, "problem", &problem, err));
  for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
    CPF_TRY(
        cpf_claims_integer(&inner, problem, sizes[i].key, 1, sizes[i].most, NULL, &number, err));
    *sizes[i].member = (int)number;
  }
  CPF_TRY(cpf_claims_real(&inner, problem, "repulsion", NULL, &p->repulsion, err));
  struct cpf_error why;
  if (cpf_problem_check(p, &why) != CPF_OK)
    status = cpf_claims_fail(&inner, why.text, err);
cleanup:
  return status;
}

static enum cpf_status take_families(const struct cpf_claims_at *at, const json_t *list,
                                     struct cpf_claims *claims, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  if (!json_is_array(list))
    return cpf_claims_fail(at, "is not an array", err);
  CPF_TRY_ALLOC(claims->families, json_array_size(list), err);
  for (size_t i = 0; i < json_array_size(list); i++) {
    struct cpf_claims_at entry = cpf_claims_entry(at, i);
    const json_t *object = json_array_get(list, i);
    json_t *family = NULL;
    if (!claims->list) { // a result of classify, whose family is null when W was not critical
      CPF_TRY(cpf_claims_get(&entry, object, "family", &family, err));
      if (json_is_null(family))
        continue;
      entry = cpf_claims_member(&entry, "family");
      object = family;
    }
    claims->count++;
    CPF_TRY(cpf_claims_family(&entry, &claims->problem, object,
                              &claims->families[claims->count - 1], err));
  }
cleanup:
  return status;
}

static enum cpf_status take_summary(const struct cpf_claims_at *root_at, const json_t *root,
                                    struct cpf_claims *c, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_claims_at at = cpf_claims_member(root_at, "summary");
  struct cpf_claims_at in_euler = cpf_claims_member(&at, "euler");
  struct cpf_claims_at in_proof = cpf_claims_member(&at, "proof");
  json_t *summary = NULL, *euler = NULL, *proof = NULL;
  char level[16] = "";
  int64_t points = 0;
  bool proof_stated = false;
  CPF_TRY(cpf_claims_get(root_at, root, "summary", &summary, err));
  CPF_TRY(cpf_claims_integer(&at, summary, "families", 0, INT64_MAX, NULL, &c->nfamilies, err));
  CPF_TRY(cpf_claims_integer(&at, summary, "certified", 0, INT64_MAX, NULL, &c->certified, err));
  CPF_TRY(
      cpf_claims_integer(&at, summary, "points", 0, INT64_MAX, &c->points_stated, &points, err));
  c->points = (uint64_t)points;
  CPF_TRY(cpf_claims_integer(&at, summary, "undecided", 0, INT64_MAX, NULL, &c->undecided, err));
  CPF_TRY(cpf_claims_bool(&at, summary, "distinct", &c->distinct, err));
  CPF_TRY(cpf_claims_get(&at, summary, "euler", &euler, err));
  CPF_TRY(cpf_claims_integer(&in_euler, euler, "expected", INT64_MIN, INT64_MAX, NULL,
                             &c->euler_expected, err));
  CPF_TRY(cpf_claims_integer(&in_euler, euler, "found", INT64_MIN, INT64_MAX, &c->found_stated,
                             &c->euler_found, err));
  CPF_TRY(cpf_claims_text(&in_euler, euler, "verdict", verdicts, NULL, c->euler_verdict,
                          sizeof c->euler_verdict, err));
  CPF_TRY(cpf_claims_text(&at, summary, "completeness", levels, NULL, level, sizeof level, err));
  CPF_TRY(cpf_claims_get(&at, summary, "proof", &proof, err));
  if (!json_is_null(proof))
    CPF_TRY(cpf_claims_bool(&in_proof, proof, "proved", &proof_stated, err));
  c->proved = strcmp(level, "proved") == 0 || proof_stated;
cleanup:
  return status;
}

enum cpf_status cpf_claims_read(const char *path, struct cpf_claims *claims,
                                struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_input in;
  char command[16] = "";
  int64_t schema = 0;
  json_t *root = NULL, *list = NULL;
  *claims = (struct cpf_claims){.count = 0};
  CPF_TRY(cpf_input_read(path, CPF_POINTS_LIMIT, &in, err));
  struct cpf_claims_at at = {.file = in.name, .path = "$"};
  CPF_TRY(load(&in, &at, &root, err));
  CPF_TRY(cpf_claims_integer(&at, root, "schema", SCHEMA, SCHEMA, NULL, &schema, err));
  CPF_TRY(cpf_claims_text(&at, root, "command", commands, NULL, command, sizeof command, err));
  claims->list = strcmp(command, "find") == 0;
  CPF_TRY(take_problem(&at, root, &claims->problem, err));
  const char *member = claims->list ? "families" : "results";
  struct cpf_claims_at inner = cpf_claims_member(&at, member);
  CPF_TRY(cpf_claims_get(&at, root, member, &list, err));
  CPF_TRY(take_families(&inner, list, claims, err));
  if (claims->list)
    CPF_TRY(take_summary(&at, root, claims, err));
cleanup:
  json_decref(root);
  cpf_input_clear(&in);
  if (status != CPF_OK)
    cpf_claims_clear(claims);
  return status;
}
