// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/report.h"

#include <errno.h>
#include <string.h>

#include "report/check.h"
#include "report/csv.h"
#include "report/json.h"
#include "report/sheet.h"
#include "status/try.h"

// How each format is written, in the order of enum cpf_report_format.
struct writer {
  enum cpf_status (*find)(FILE *out, const struct cpf_find_result *r,
                          const struct cpf_report_style *style, struct cpf_error *err);
  enum cpf_status (*classify)(FILE *out, const struct cpf_classification *c,
                              const struct cpf_report_style *style, struct cpf_error *err);
};

static const struct writer writers[] = {
    {cpf_sheet_write_find, cpf_sheet_write_classify},
    {cpf_json_write_find, cpf_json_write_classify},
    {cpf_ndjson_write_find, cpf_ndjson_write_classify},
    {cpf_csv_write_find, cpf_csv_write_classify},
};

const char *const *cpf_report_format_names(void) {
  static const char *const names[] = {"table", "json", "ndjson", "csv", "markdown", "latex", NULL};
  return names;
}

enum cpf_status cpf_report_flush(FILE *out, struct cpf_error *err) {
  errno = 0;
  if (fflush(out) != 0 || ferror(out))
    return cpf_fail(err, CPF_EIO, "cannot write the results: %s",
                    errno != 0 ? strerror(errno) : "output error");
  return CPF_OK;
}

enum cpf_status cpf_report_find(FILE *out, const struct cpf_find_result *r,
                                const struct cpf_report_style *style, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  CPF_TRY(cpf_report_check_find(r, err));
  CPF_TRY(writers[style->format].find(out, r, style, err));
  CPF_TRY(cpf_report_flush(out, err));
cleanup:
  return status;
}

enum cpf_status cpf_report_classify(FILE *out, const struct cpf_classification *c,
                                    const struct cpf_report_style *style, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  CPF_TRY(cpf_report_check_classification(c, err));
  CPF_TRY(writers[style->format].classify(out, c, style, err));
  CPF_TRY(cpf_report_flush(out, err));
cleanup:
  return status;
}
