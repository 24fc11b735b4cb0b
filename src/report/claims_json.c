// SPDX-License-Identifier: GPL-3.0-or-later
// The claims as JSON (docs/cpfind.1.scd).
#include <stdio.h>

#include "report/claims.h"
#include "report/json.h"
#include "status/try.h"

static json_t *text_or_null(const char *text) {
  return text != NULL ? json_string(text) : json_null();
}

static json_t *steps(const struct cpf_verify_claim *c) {
  json_t *list = json_array();
  for (size_t i = 0; list != NULL && i < c->nsteps; i++)
    if (json_array_append_new(list, json_pack("{s:s,s:b}", "text", c->steps[i].text, "passed",
                                              (int)c->steps[i].passed)) != 0) {
      json_decref(list);
      return NULL;
    }
  return list;
}

// A text and the point that it is about; the point's members are null without W.
static json_t *point(const char *text, const struct cpf_problem *p, const double *W) {
  json_t *o = json_object();
  bool has_W = W != NULL;
  bool ok = o != NULL && cpf_json_set(o, "text", json_string(text)) &&
            cpf_json_set(o, "n", cpf_json_integer(has_W, p->n)) &&
            cpf_json_set(o, "k", cpf_json_integer(has_W, p->k)) &&
            cpf_json_set(o, "d", cpf_json_integer(has_W, p->d)) &&
            cpf_json_set(o, "rho", cpf_json_integer(has_W, p->rho)) &&
            cpf_json_set(o, "repulsion", has_W ? cpf_json_real(p->repulsion) : json_null()) &&
            cpf_json_set(o, "W", has_W ? cpf_json_matrix(W, p->n, p->d) : json_null());
  if (ok)
    return o;
  json_decref(o);
  return NULL;
}

static json_t *counterexample(const struct cpf_verify_claim *c) {
  return c->counterexample != NULL ? point(c->counterexample, &c->problem, c->W) : json_null();
}

static json_t *starts(const struct cpf_verify_claim *c) {
  json_t *list = json_array();
  for (size_t i = 0; list != NULL && i < c->nstarts; i++)
    if (json_array_append_new(
            list, point(c->starts[i].text, &c->starts[i].problem, c->starts[i].W)) != 0) {
      json_decref(list);
      return NULL;
    }
  return list;
}

json_t *cpf_claims_json(const struct cpf_verify_claim *c) {
  char page[100];
  (void)snprintf(page, sizeof page, "docs/claims/%s.md", c->id);
  json_t *o = json_object();
  bool ok = o != NULL && cpf_json_set(o, "id", json_string(c->id)) &&
            cpf_json_set(o, "statement", json_string(c->statement)) &&
            cpf_json_set(o, "source", json_string(c->source)) &&
            cpf_json_set(o, "verdict", json_string(cpf_claim_verdict_name(c->verdict))) &&
            cpf_json_set(o, "method", json_string(c->method)) &&
            cpf_json_set(o, "tried", cpf_json_count(true, c->tried)) &&
            cpf_json_set(o, "counterexample", counterexample(c)) &&
            cpf_json_set(o, "starts", starts(c)) &&
            cpf_json_set(o, "correction", text_or_null(c->correction)) &&
            cpf_json_set(o, "steps", steps(c)) && cpf_json_set(o, "page", json_string(page));
  if (ok)
    return o;
  json_decref(o);
  return NULL;
}

static json_t *list_of_claims(const struct cpf_verify_result *r) {
  json_t *list = json_array();
  for (size_t i = 0; list != NULL && i < r->count; i++)
    if (json_array_append_new(list, cpf_claims_json(&r->claims[i])) != 0) {
      json_decref(list);
      return NULL;
    }
  return list;
}

static json_t *summary(const struct cpf_verify_result *r) {
  json_t *o = json_object();
  for (int k = CPF_VERDICT_HOLDS; o != NULL && k <= (int)CPF_VERDICT_UNDECIDED; k++)
    if (!cpf_json_set(o, cpf_claim_verdict_name((enum cpf_claim_verdict)k),
                      json_integer((json_int_t)cpf_claims_count(r, (enum cpf_claim_verdict)k)))) {
      json_decref(o);
      return NULL;
    }
  return o;
}

// Milliseconds for each claim by its id, and for all.
static json_t *timing(const struct cpf_claims_report *r) {
  json_t *o = json_object(), *each = json_object();
  bool ok = o != NULL && each != NULL;
  for (size_t i = 0; ok && i < r->result->count; i++)
    ok = cpf_json_set(each, r->result->claims[i].id, cpf_json_real(r->result->claims[i].seconds));
  ok = ok && cpf_json_set(o, "seconds", cpf_json_real(r->seconds)) &&
       json_object_set(o, "claims", each) == 0;
  json_decref(each);
  if (ok)
    return o;
  json_decref(o);
  return NULL;
}

// The members of the whole but the claims; the claims too when `all`.
static json_t *document(const struct cpf_claims_report *r, bool all) {
  json_t *o = json_object();
  bool ok = o != NULL && cpf_json_set(o, "schema", json_integer(1)) &&
            cpf_json_set(o, "command", json_string("verify")) &&
            cpf_json_set(o, "version", json_string(CPF_VERSION)) &&
            cpf_json_set(o, "status", json_string(r->interrupted ? "interrupted" : "complete")) &&
            (!all || cpf_json_set(o, "claims", list_of_claims(r->result))) &&
            cpf_json_set(o, "summary", summary(r->result)) && cpf_json_set(o, "timing", timing(r));
  if (ok)
    return o;
  json_decref(o);
  return NULL;
}

// Takes the reference.
static enum cpf_status put_line(FILE *out, json_t *value, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  if (value == NULL || json_dumpf(value, out, CPF_JSON_FLAGS) != 0 || putc('\n', out) == EOF)
    status = ferror(out) ? cpf_fail(err, CPF_EIO, "cannot write the results")
                         : cpf_fail(err, CPF_ENOMEM, "cannot build the JSON output: out of memory");
  json_decref(value);
  return status;
}

enum cpf_status cpf_claims_write_json(FILE *out, const struct cpf_claims_report *r,
                                      struct cpf_error *err) {
  return put_line(out, document(r, true), err);
}

// The value with its type in front; takes the reference.
static json_t *typed(const char *type, json_t *value) {
  json_t *o = value != NULL ? json_pack("{s:s}", "type", type) : NULL;
  if (o != NULL && json_object_update(o, value) != 0) {
    json_decref(o);
    o = NULL;
  }
  json_decref(value);
  return o;
}

enum cpf_status cpf_claims_write_ndjson(FILE *out, const struct cpf_claims_report *r,
                                        struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  for (size_t i = 0; i < r->result->count; i++)
    CPF_TRY(put_line(out, typed("claim", cpf_claims_json(&r->result->claims[i])), err));
  CPF_TRY(put_line(out, typed("summary", document(r, false)), err));
cleanup:
  return status;
}
