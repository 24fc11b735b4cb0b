// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/theta.h"

#include <stdlib.h>
#include <string.h>

#include "report/csv.h"
#include "report/json.h"
#include "status/try.h"

static json_t *text(const char *value) {
  return value != NULL ? json_string(value) : json_null();
}

static json_t *two(char *const values[2]) {
  return values[0] != NULL && values[1] != NULL ? json_pack("[s,s]", values[0], values[1])
                                                : json_null();
}

// A whole number, or the decimal as given.
static json_t *degree(const struct cpf_theta_entry *e, bool real) {
  return e->whole && !real ? json_integer(strtoll(e->rho, NULL, 10)) : json_string(e->rho);
}

static json_t *irreducible(const struct cpf_theta_entry *e) {
  return e->irreducible ? json_true() : json_null();
}

bool cpf_theta_set_members(json_t *o, const struct cpf_theta_entry *e, bool real) {
  bool has = e->polynomial != NULL;
  return cpf_json_set(o, "rho", degree(e, real)) && cpf_json_set(o, "theta", text(e->theta)) &&
         cpf_json_set(o, "radius", text(e->radius)) &&
         cpf_json_set(o, "degrees", text(e->degrees)) &&
         cpf_json_set(o, "degrees_radius", text(e->degrees_radius)) &&
         cpf_json_set(o, "closed_form", text(e->closed_form)) &&
         cpf_json_set(o, "closed_form_reason", text(e->closed_form_reason)) &&
         cpf_json_set(o, "polynomial", text(e->polynomial)) &&
         cpf_json_set(o, "variable", text(has ? "x = cos(2*theta)" : NULL)) &&
         cpf_json_set(o, "degree", cpf_json_integer(has, e->degree)) &&
         cpf_json_set(o, "irreducible", irreducible(e)) &&
         cpf_json_set(o, "eigenvalues", two(e->eigenvalues)) &&
         cpf_json_set(o, "branch", two(e->branch)) && cpf_json_set(o, "pair", two(e->pair)) &&
         cpf_json_set(o, "pair_gap", text(e->pair_gap)) &&
         cpf_json_set(o, "reason", text(e->reason));
}

static enum cpf_status failed(FILE *out, struct cpf_error *err) {
  return ferror(out) ? cpf_fail(err, CPF_EIO, "cannot write the results")
                     : cpf_fail(err, CPF_ENOMEM, "cannot build the output: out of memory");
}

static json_t *angles(const struct cpf_theta_list *list) {
  json_t *array = json_array();
  for (size_t i = 0; array != NULL && i < list->count; i++) {
    json_t *o = json_object();
    if (o == NULL || !cpf_theta_set_members(o, &list->entries[i], list->real) ||
        json_array_append(array, o) != 0) {
      json_decref(array);
      array = NULL;
    }
    json_decref(o);
  }
  return array;
}

static enum cpf_status write_json(FILE *out, const struct cpf_theta_list *list,
                                  struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  json_t *o = json_object();
  bool ok = o != NULL && cpf_json_set(o, "schema", json_integer(1)) &&
            cpf_json_set(o, "command", json_string("theta")) &&
            cpf_json_set(o, "version", json_string(CPF_VERSION)) &&
            cpf_json_set(o, "status",
                         json_string(list->count < list->given ? "interrupted" : "complete")) &&
            cpf_json_set(o, "digits", json_integer(list->digits)) &&
            cpf_json_set(o, "asymptotics",
                         json_pack("{s:s,s:s}", "formula", cpf_theta_law_formula(), "error",
                                   cpf_theta_law_error())) &&
            cpf_json_set(o, "angles", angles(list));
  if (!ok || json_dumpf(o, out, CPF_JSON_FLAGS) != 0 || putc('\n', out) == EOF)
    status = failed(out, err);
  json_decref(o);
  return status;
}

static enum cpf_status write_ndjson(FILE *out, const struct cpf_theta_list *list,
                                    struct cpf_error *err) {
  bool ok = true;
  for (size_t i = 0; i < list->count && ok; i++) {
    json_t *o = json_object();
    ok = o != NULL && cpf_json_set(o, "type", json_string("angle")) &&
         cpf_theta_set_members(o, &list->entries[i], list->real) &&
         json_dumpf(o, out, CPF_JSON_FLAGS) == 0 && putc('\n', out) != EOF;
    json_decref(o);
  }
  return ok ? CPF_OK : failed(out, err);
}

// A field of RFC 4180 after its separator; NULL is an empty field.
static void put_field(FILE *out, const char *separator, const char *value) {
  fputs(separator, out);
  if (value != NULL)
    cpf_csv_put_field(out, value);
}

static void write_csv(FILE *out, const struct cpf_theta_list *list) {
  fputs(
      "rho,theta,radius,degrees,degrees_radius,closed_form,closed_form_reason,polynomial,variable,"
      "degree,irreducible,eigenvalue_a,eigenvalue_s,branch_1,branch_2,pair_1,pair_2,pair_gap,"
      "reason\r\n",
      out);
  for (size_t i = 0; i < list->count; i++) {
    const struct cpf_theta_entry *e = &list->entries[i];
    char number[16] = "";
    bool has = e->polynomial != NULL;
    snprintf(number, sizeof number, "%d", e->degree);
    const char *const fields[] = {e->rho,
                                  e->theta,
                                  e->radius,
                                  e->degrees,
                                  e->degrees_radius,
                                  e->closed_form,
                                  e->closed_form_reason,
                                  e->polynomial,
                                  has ? "x = cos(2*theta)" : NULL,
                                  has ? number : NULL,
                                  e->irreducible ? "true" : NULL,
                                  e->eigenvalues[0],
                                  e->eigenvalues[1],
                                  e->branch[0],
                                  e->branch[1],
                                  e->pair[0],
                                  e->pair[1],
                                  e->pair_gap,
                                  e->reason};
    for (size_t f = 0; f < sizeof fields / sizeof *fields; f++)
      put_field(out, f > 0 ? "," : "", fields[f]);
    fputs("\r\n", out);
  }
}

enum cpf_status cpf_report_theta(FILE *out, const struct cpf_theta_list *list,
                                 const struct cpf_report_style *style, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  if (style->format == CPF_REPORT_JSON)
    CPF_TRY(write_json(out, list, err));
  else if (style->format == CPF_REPORT_NDJSON)
    CPF_TRY(write_ndjson(out, list, err));
  else if (style->format == CPF_REPORT_CSV)
    write_csv(out, list);
  else
    cpf_theta_write_sheet(out, list, style);
  CPF_TRY(cpf_report_flush(out, err));
cleanup:
  return status;
}
