// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/claims.h"

#include <inttypes.h>
#include <string.h>

#include "report/csv.h"
#include "status/try.h"

size_t cpf_claims_count(const struct cpf_verify_result *r, enum cpf_claim_verdict verdict) {
  size_t count = 0;
  for (size_t i = 0; i < r->count; i++)
    count += r->claims[i].verdict == verdict;
  return count;
}

static void write_csv(FILE *out, const struct cpf_verify_result *r) {
  fputs("id,verdict,source,statement,method,tried,correction,counterexample\r\n", out);
  for (size_t i = 0; i < r->count; i++) {
    const struct cpf_verify_claim *c = &r->claims[i];
    fprintf(out, "%s,%s,", c->id, cpf_claim_verdict_name(c->verdict));
    cpf_csv_put_field(out, c->source);
    putc(',', out);
    cpf_csv_put_field(out, c->statement);
    putc(',', out);
    cpf_csv_put_field(out, c->method);
    fprintf(out, ",%" PRIu64 ",", c->tried);
    cpf_csv_put_field(out, c->correction != NULL ? c->correction : "");
    putc(',', out);
    cpf_csv_put_field(out, c->counterexample != NULL ? c->counterexample : "");
    fputs("\r\n", out);
  }
}

enum cpf_status cpf_report_claims(FILE *out, const struct cpf_claims_report *r,
                                  const struct cpf_report_style *style, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  switch (style->format) {
  case CPF_REPORT_TABLE:
    cpf_claims_write_text(out, r, style);
    break;
  case CPF_REPORT_JSON:
    CPF_TRY(cpf_claims_write_json(out, r, err));
    break;
  case CPF_REPORT_NDJSON:
    CPF_TRY(cpf_claims_write_ndjson(out, r, err));
    break;
  case CPF_REPORT_CSV:
    write_csv(out, r->result);
    break;
  default:
    return cpf_fail(err, CPF_EINVAL, "--format: '%s' is not a format of verify",
                    cpf_report_format_names()[style->format]);
  }
  CPF_TRY(cpf_report_flush(out, err));
cleanup:
  return status;
}
