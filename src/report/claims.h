// SPDX-License-Identifier: GPL-3.0-or-later
// Writes what `verify` found of the paper's claims: text for people, JSON, NDJSON and CSV.
#ifndef CPF_REPORT_CLAIMS_H
#define CPF_REPORT_CLAIMS_H

#include <jansson.h>

#include "cpfind/verify.h"
#include "report/report.h"

struct cpf_claims_report {
  const struct cpf_verify_result *result;
  bool interrupted;
  double seconds;
};

// Writes to `out` and flushes it. CPF_EINVAL for a format that is not one of the four; CPF_EIO when
// the stream takes no more; CPF_ENOMEM.
enum cpf_status cpf_report_claims(FILE *out, const struct cpf_claims_report *r,
                                  const struct cpf_report_style *style, struct cpf_error *err);

// How many claims have the verdict.
size_t cpf_claims_count(const struct cpf_verify_result *r, enum cpf_claim_verdict verdict);

// The text (claims_text.c).
void cpf_claims_write_text(FILE *out, const struct cpf_claims_report *r,
                           const struct cpf_report_style *style);

// A claim as an object, a new reference; NULL without memory (claims_json.c).
json_t *cpf_claims_json(const struct cpf_verify_claim *c);
enum cpf_status cpf_claims_write_json(FILE *out, const struct cpf_claims_report *r,
                                      struct cpf_error *err);
enum cpf_status cpf_claims_write_ndjson(FILE *out, const struct cpf_claims_report *r,
                                        struct cpf_error *err);

#endif
