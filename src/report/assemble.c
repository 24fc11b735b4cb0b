// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/assemble.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/csv.h"
#include "report/json.h"
#include "status/try.h"

int cpf_assemble_statement(const struct cpf_assemble_result *r, char *text, size_t size) {
  static const char *const outside = ", every student in the span of the teachers";
  if (r->whole)
    return snprintf(text, size, "all critical points%s",
                    r->continua > 0 ? " whose blocks are isolated in their own problems" : "");
  return snprintf(text, size,
                  "all critical points whose blocks have at most %d student%s and at most %d "
                  "teacher%s%s%s",
                  r->students, r->students == 1 ? "" : "s", r->teachers,
                  r->teachers == 1 ? "" : "s", r->problem.d > r->problem.k ? outside : "",
                  r->continua > 0 ? ", blocks that are isolated in their own problems" : "");
}

void cpf_assemble_show(char cell[CPF_REPORT_NUMBER], const char *digits) {
  enum { EXACT = 15, LEADING = 17 }; // 17 digits determine the double that is rounded
  char leading[LEADING + 2];
  size_t length = strlen(digits), exponent = length - 1;
  if (length <= EXACT) {
    snprintf(cell, CPF_REPORT_NUMBER, "%s", digits);
    return;
  }
  snprintf(leading, sizeof leading, "%c.%.16s", digits[0], digits + 1);
  int used = snprintf(cell, CPF_REPORT_NUMBER, "%.5f", strtod(leading, NULL));
  if (cell[1] == '0') { // 9.999999... was rounded up
    used = snprintf(cell, CPF_REPORT_NUMBER, "1.00000");
    exponent++;
  }
  snprintf(cell + used, CPF_REPORT_NUMBER - (size_t)used, "e+%zu", exponent);
}

static enum cpf_status check(const struct cpf_assemble_result *r, struct cpf_error *err) {
  bool finite = isfinite(r->lowest);
  for (size_t i = 0; i < r->nlisted; i++)
    finite &= isfinite(r->list[i].loss);
  for (int b = 0; b < r->nblocks; b++)
    finite &= isfinite(r->blocks[b].loss);
  return finite ? CPF_OK
                : cpf_fail(err, CPF_EINTERNAL, "internal error: a loss is not a finite number");
}

// Takes the reference.
static enum cpf_status dump(FILE *out, json_t *object, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  errno = 0;
  if (object == NULL)
    return cpf_fail(err, CPF_ENOMEM,
                    "cannot build the JSON output: out of memory, or a label is not UTF-8");
  if (json_dumpf(object, out, CPF_JSON_FLAGS) != 0 || putc('\n', out) == EOF)
    status = cpf_fail(err, CPF_EIO, "cannot write the results: %s",
                      errno != 0 ? strerror(errno) : "output error");
  json_decref(object);
  return status;
}

// {"type": type, ...members of entry}; takes the reference.
static json_t *typed(const char *type, json_t *entry) {
  json_t *o = json_pack("{s:s}", "type", type);
  bool ok = o != NULL && entry != NULL && json_object_update(o, entry) == 0;
  json_decref(entry);
  if (ok)
    return o;
  json_decref(o);
  return NULL;
}

static enum cpf_status write_lines(FILE *out, const struct cpf_assemble_result *r,
                                   struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  for (size_t i = 0; i < r->nlisted; i++)
    CPF_TRY(dump(out, typed("family", cpf_assemble_json_family(&r->list[i], r->nblocks)), err));
  CPF_TRY(dump(out, typed("summary", cpf_assemble_json(r, false)), err));
cleanup:
  return status;
}

static enum cpf_status put_row(FILE *out, const struct cpf_assembled *a, int nblocks,
                               struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  const char *key = NULL;
  char *text = NULL;
  json_t *value = NULL, *o = cpf_assemble_json_family(a, nblocks);
  int column = 0;
  if (o == NULL)
    return cpf_fail(err, CPF_ENOMEM,
                    "cannot build the CSV output: out of memory, or a label is not UTF-8");
  json_object_foreach(o, key, value) {
    fputs(column++ > 0 ? "," : "", out);
    if (json_is_string(value))
      cpf_csv_put_field(out, json_string_value(value));
    if (json_is_string(value) || json_is_null(value))
      continue;
    text = json_dumps(value, CPF_JSON_FLAGS | JSON_ENCODE_ANY);
    if (text == NULL) {
      status = cpf_fail(err, CPF_ENOMEM, "cannot build the CSV output: out of memory");
      goto cleanup;
    }
    cpf_csv_put_field(out, text);
    free(text);
    text = NULL;
  }
  fputs("\r\n", out);
cleanup:
  json_decref(o);
  return status;
}

static enum cpf_status write_csv(FILE *out, const struct cpf_assemble_result *r,
                                 struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  fputs("label,points,dimension,loss,index,nullity,local_degree,kind,unused_teachers,blocks\r\n",
        out);
  for (size_t i = 0; i < r->nlisted; i++)
    CPF_TRY(put_row(out, &r->list[i], r->nblocks, err));
cleanup:
  return status;
}

enum cpf_status cpf_report_assemble(FILE *out, const struct cpf_assemble_result *r,
                                    const struct cpf_report_style *style, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  CPF_TRY(check(r, err));
  if (style->format == CPF_REPORT_JSON)
    CPF_TRY(dump(out, cpf_assemble_json(r, true), err));
  else if (style->format == CPF_REPORT_NDJSON)
    CPF_TRY(write_lines(out, r, err));
  else if (style->format == CPF_REPORT_CSV)
    CPF_TRY(write_csv(out, r, err));
  else
    cpf_assemble_write_sheet(out, r, style);
  CPF_TRY(cpf_report_flush(out, err));
cleanup:
  return status;
}
