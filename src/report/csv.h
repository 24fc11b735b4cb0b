// SPDX-License-Identifier: GPL-3.0-or-later
// CSV (RFC 4180): a header, then a row per family. What is not known is an empty field; lists
// (blocks, eigenvalues, W) are fields that hold JSON.
#ifndef CPF_REPORT_CSV_H
#define CPF_REPORT_CSV_H

#include "report/report.h"

// A field, quoted when it holds a comma, a quote or a line end (RFC 4180).
void cpf_csv_put_field(FILE *out, const char *text);

enum cpf_status cpf_csv_write_find(FILE *out, const struct cpf_find_result *r,
                                   const struct cpf_report_style *style, struct cpf_error *err);
enum cpf_status cpf_csv_write_classify(FILE *out, const struct cpf_classification *c,
                                       const struct cpf_report_style *style, struct cpf_error *err);

#endif
