// SPDX-License-Identifier: GPL-3.0-or-later
// Writes assembled problems: a table for people, JSON, NDJSON (a line per listed family, then the
// rest) and CSV (a row per listed family).
#ifndef CPF_REPORT_ASSEMBLE_H
#define CPF_REPORT_ASSEMBLE_H

#include <jansson.h>

#include "cpfind/assemble.h"
#include "report/report.h"

enum { CPF_REPORT_NUMBER = 32 }; // bytes of a number cut to its leading digits

// Writes and flushes. Losses that are not finite are refused with CPF_EINTERNAL before anything is
// written; CPF_EIO when the stream takes no more; CPF_ENOMEM.
enum cpf_status cpf_report_assemble(FILE *out, const struct cpf_assemble_result *r,
                                    const struct cpf_report_style *style, struct cpf_error *err);

// The table.
void cpf_assemble_write_sheet(FILE *out, const struct cpf_assemble_result *r,
                              const struct cpf_report_style *style);

// What is counted, in one sentence without a line end; the length as of snprintf.
int cpf_assemble_statement(const struct cpf_assemble_result *r, char *text, size_t size);

// A decimal number as it stands up to 15 digits, else as 1.23457e+20.
void cpf_assemble_show(char cell[CPF_REPORT_NUMBER], const char *digits);

// New references; NULL when memory runs out.
json_t *cpf_assemble_json_family(const struct cpf_assembled *a, int nblocks);
json_t *cpf_assemble_json(const struct cpf_assemble_result *r, bool with_list);

#endif
