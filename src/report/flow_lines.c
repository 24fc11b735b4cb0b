// SPDX-License-Identifier: GPL-3.0-or-later
// A line for each trajectory of an ensemble, in CSV or NDJSON, as the run goes.
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "report/csv.h"
#include "report/flow.h"
#include "report/json.h"
#include "status/try.h"

static void put_headings(FILE *out, const struct cpf_flow_report *r) {
  fputs(
      "number,end,family,family_id,time,loss,gradient_norm,escape,escape_is_bound,nvisits,visited",
      out);
  for (size_t i = 0; i < r->result->nwatch; i++) {
    char name[CPF_FLOW_NAME + 16];
    snprintf(name, sizeof name, "nearest %s", r->watched[i].label);
    putc(',', out);
    cpf_csv_put_field(out, name);
  }
  fputs("\r\n", out);
}

enum cpf_status cpf_flow_begin(FILE *out, const struct cpf_flow_report *r,
                               const struct cpf_report_style *style, struct cpf_error *err) {
  errno = 0;
  if (style->format == CPF_REPORT_TABLE && !style->quiet)
    cpf_flow_words_title(out, r, style);
  else if (style->format == CPF_REPORT_JSON)
    putc('{', out);
  else if (style->format == CPF_REPORT_CSV)
    put_headings(out, r);
  return fflush(out) != 0 || ferror(out) ? cpf_flow_no_output(err) : CPF_OK;
}

static const char *label_of(const struct cpf_flow_result *result, int family) {
  return family >= 0 ? result->families[family].label : "?";
}

// The labels of the families visited, "a>b>c"; allocated, NULL without memory.
static char *visited(const struct cpf_flow_result *result, const struct cpf_flow_record *record) {
  size_t size = 1;
  for (int i = 0; i < record->nvisits; i++)
    size += strlen(label_of(result, record->visits[i].family)) + 1;
  char *text = malloc(size), *at = text;
  if (text == NULL)
    return NULL;
  *text = '\0';
  for (int i = 0; i < record->nvisits; i++) {
    const char *label = label_of(result, record->visits[i].family);
    if (i > 0)
      *at++ = '>';
    memcpy(at, label, strlen(label) + 1);
    at += strlen(label);
  }
  return text;
}

static enum cpf_status put_csv(FILE *out, const struct cpf_flow_result *result,
                               const struct cpf_flow_record *record, struct cpf_error *err) {
  const struct cpf_family *f = record->family >= 0 ? &result->families[record->family] : NULL;
  char *path = visited(result, record);
  if (path == NULL)
    return cpf_fail(err, CPF_ENOMEM, "cannot build the CSV output: out of memory");
  fprintf(out, "%" PRIu64 ",%s,", record->number, cpf_flow_end_name(record->end));
  cpf_csv_put_field(out, f != NULL ? f->label : "");
  fprintf(out, ",%s,%.17g,%.17g,%.17g,", f != NULL ? f->id : "", record->time,
          record->loss == 0.0 ? 0.0 : record->loss, record->gradient);
  if (record->end == CPF_FLOW_LINGERING)
    fprintf(out, "%.17g,%s,", record->escape, record->escape_is_bound ? "true" : "false");
  else
    fputs(",,", out);
  fprintf(out, "%d,", record->nvisits);
  cpf_csv_put_field(out, path);
  free(path);
  for (size_t i = 0; i < result->nwatch; i++)
    fprintf(out, ",%.17g", record->watch[i]);
  fputs("\r\n", out);
  return CPF_OK;
}

static json_t *line(const struct cpf_flow_result *result, const struct cpf_flow_record *record,
                    const struct cpf_flow_watched *watched) {
  json_t *record_json = cpf_flow_json_record(result, record, watched);
  json_t *o = record_json != NULL ? json_pack("{s:s}", "type", "trajectory") : NULL;
  if (o != NULL && json_object_update(o, record_json) != 0) {
    json_decref(o);
    o = NULL;
  }
  json_decref(record_json);
  return o;
}

enum cpf_status cpf_flow_rows_put(FILE *out, enum cpf_report_format format,
                                  const struct cpf_flow_result *result,
                                  const struct cpf_flow_record *record,
                                  const struct cpf_flow_watched *watched, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  CPF_TRY(cpf_flow_check_record(result, record, err));
  errno = 0;
  if (format == CPF_REPORT_CSV)
    CPF_TRY(put_csv(out, result, record, err));
  else
    CPF_TRY(cpf_flow_json_put_line(out, line(result, record, watched), err));
  if (ferror(out))
    status = cpf_flow_no_output(err);
cleanup:
  return status;
}
