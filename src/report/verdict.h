// SPDX-License-Identifier: GPL-3.0-or-later
// Writes what `check` found: a table, or JSON.
#ifndef CPF_REPORT_VERDICT_H
#define CPF_REPORT_VERDICT_H

#include "cpfind/check.h"
#include "report/report.h"

// file: as given on the command line. style->format is CPF_REPORT_TABLE or CPF_REPORT_JSON.
// CPF_EIO when the stream takes no more; CPF_ENOMEM.
enum cpf_status cpf_report_check(FILE *out, const char *file, const struct cpf_claims *claims,
                                 const struct cpf_check_result *r,
                                 const struct cpf_report_style *style, struct cpf_error *err);

#endif
