// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/csv.h"

#include <stdlib.h>
#include <string.h>

#include "report/json.h"
#include "status/try.h"

static const char family_columns[] =
    "id,label,listed,blocks,points,dimension,loss,gradient_norm,eigenvalues,index,nullity,"
    "degenerate,local_degree,kind,multiplicity,W,hits,euler,continuum,certified,radius";

void cpf_csv_put_field(FILE *out, const char *text) {
  if (strpbrk(text, ",\"\r\n") == NULL) {
    fputs(text, out);
    return;
  }
  putc('"', out);
  for (const char *c = text; *c != '\0'; c++) {
    if (*c == '"')
      putc('"', out);
    putc(*c, out);
  }
  putc('"', out);
}

// One JSON value as a field, its string's own text and nothing for null; takes the reference.
static enum cpf_status put_json(FILE *out, const char *before, json_t *value,
                                struct cpf_error *err) {
  fputs(before, out);
  if (json_is_null(value))
    return CPF_OK; // a static object: no reference to drop
  if (json_is_string(value)) {
    cpf_csv_put_field(out, json_string_value(value));
    json_decref(value);
    return CPF_OK;
  }
  char *text = value != NULL ? json_dumps(value, CPF_JSON_FLAGS | JSON_ENCODE_ANY) : NULL;
  json_decref(value);
  if (text == NULL)
    return cpf_fail(err, CPF_ENOMEM, "cannot build the CSV output: out of memory");
  cpf_csv_put_field(out, text);
  free(text);
  return CPF_OK;
}

// Whether it is certified, nothing when not tried, and the radius of the box.
static enum cpf_status put_certificate(FILE *out, const struct cpf_certificate *c,
                                       struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  bool tried = c != NULL && (c->theorem != CPF_THEOREM_NONE || c->reason[0] != '\0');
  bool boxed = tried && c->theorem != CPF_THEOREM_NONE;
  bool certified = boxed && c->index_proved;
  CPF_TRY(put_json(out, ",", tried ? json_boolean(certified) : json_null(), err));
  CPF_TRY(put_json(out, ",", boxed ? cpf_json_real(c->radius) : json_null(), err));
cleanup:
  return status;
}

// The members of the family in their order, each after a comma but the first after `before`.
static enum cpf_status put_family(FILE *out, const char *before, const struct cpf_problem *p,
                                  const struct cpf_family *f, const struct cpf_certificate *c,
                                  struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  const char *key = NULL, *separator = before;
  json_t *value = NULL;
  json_t *o = json_object();
  if (o == NULL || !cpf_json_set_family(o, p, f, NULL)) {
    status = cpf_fail(err, CPF_ENOMEM,
                      "cannot build the CSV output: out of memory, or a label is not UTF-8");
    goto cleanup;
  }
  json_object_foreach(o, key, value) {
    if (strcmp(key, "certificate") == 0 || strcmp(key, "not_certified") == 0)
      continue;
    CPF_TRY(put_json(out, separator, json_incref(value), err));
    separator = ",";
  }
  CPF_TRY(put_certificate(out, c, err));
cleanup:
  json_decref(o);
  return status;
}

enum cpf_status cpf_csv_write_find(FILE *out, const struct cpf_find_result *r,
                                   const struct cpf_report_style *style, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  (void)style;
  fprintf(out, "%s\r\n", family_columns);
  for (int i = 0; i < r->nfamilies; i++) {
    CPF_TRY(put_family(out, "", &r->problem, &r->families[i],
                       r->certificates != NULL ? &r->certificates[i] : NULL, err));
    fputs("\r\n", out);
  }
cleanup:
  return status;
}

static enum cpf_status put_classified(FILE *out, const struct cpf_classification *c, size_t i,
                                      struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  const struct cpf_classified *g = &c->results[i];
  fprintf(out, "%zu,%s", i, g->critical ? "true" : "false");
  CPF_TRY(put_json(out, ",", cpf_json_real(g->gradient_norm_given), err));
  CPF_TRY(put_json(out, ",", g->critical ? cpf_json_real(g->distance) : json_null(), err));
  putc(',', out);
  if (g->critical) {
    CPF_TRY(put_family(out, ",", &c->problem, &g->family, &g->certificate, err));
  } else {
    cpf_csv_put_field(out, g->reason);
    for (const char *s = family_columns; s != NULL; s = strchr(s + 1, ','))
      putc(',', out); // an empty field for each column of a family
  }
  fputs("\r\n", out);
cleanup:
  return status;
}

enum cpf_status cpf_csv_write_classify(FILE *out, const struct cpf_classification *c,
                                       const struct cpf_report_style *style,
                                       struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  (void)style;
  fprintf(out, "number,critical,gradient_norm_given,distance,reason,%s\r\n", family_columns);
  for (size_t i = 0; i < c->count; i++)
    CPF_TRY(put_classified(out, c, i, err));
cleanup:
  return status;
}
