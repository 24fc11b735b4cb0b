// SPDX-License-Identifier: GPL-3.0-or-later
// Writes table 1 of the paper beside computed points: text, Markdown, LaTeX, JSON, NDJSON, CSV.
#ifndef CPF_REPORT_TABLE1_H
#define CPF_REPORT_TABLE1_H

#include "report/report.h"
#include "search/compare.h"

// Every format of enum cpf_report_format. Numbers that are NaN or infinite are refused with
// CPF_EINTERNAL before anything is written; CPF_EIO when the stream takes no more; CPF_ENOMEM.
enum cpf_status cpf_report_table1(FILE *out, const struct cpf_comparison *c,
                                  const struct cpf_report_style *style, struct cpf_error *err);

#endif
