// SPDX-License-Identifier: GPL-3.0-or-later
// The table a newcomer reads on a terminal: a row per family, each family's representative W, and
// the checks in words.
#ifndef CPF_REPORT_SHEET_H
#define CPF_REPORT_SHEET_H

#include "report/report.h"

// One row. Exactly one of these is a critical point: family is NULL when a given W was not.
struct cpf_sheet_row {
  size_t number; // as printed, from 1
  const struct cpf_family *family;
  const struct cpf_classified *given; // NULL for find
};

// Headings (unless quiet) and rows; CPF_ENOMEM.
enum cpf_status cpf_sheet_rows(FILE *out, const struct cpf_sheet_row *rows, size_t count,
                               const struct cpf_report_style *style, struct cpf_error *err);

enum cpf_status cpf_sheet_write_find(FILE *out, const struct cpf_find_result *r,
                                     const struct cpf_report_style *style, struct cpf_error *err);
enum cpf_status cpf_sheet_write_classify(FILE *out, const struct cpf_classification *c,
                                         const struct cpf_report_style *style,
                                         struct cpf_error *err);

#endif
