// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/table1.h"

#include <string.h>

#include "report/check.h"
#include "report/table1_parts.h"
#include "status/try.h"

enum cpf_status cpf_report_table1(FILE *out, const struct cpf_comparison *c,
                                  const struct cpf_report_style *style, struct cpf_error *err) {
  static cpf_table1_writer *const writers[] = {
      [CPF_REPORT_TABLE] = cpf_table1_write_text,
      [CPF_REPORT_JSON] = cpf_table1_write_json,
      [CPF_REPORT_NDJSON] = cpf_table1_write_ndjson,
      [CPF_REPORT_CSV] = cpf_table1_write_csv,
      [CPF_REPORT_MARKDOWN] = cpf_table1_write_markdown,
      [CPF_REPORT_LATEX] = cpf_table1_write_latex,
  };
  enum cpf_status status = CPF_OK;
  CPF_TRY(cpf_report_check_find(c->result, err));
  CPF_TRY(writers[style->format](out, c, style, err));
  CPF_TRY(cpf_report_flush(out, err));
cleanup:
  return status;
}
