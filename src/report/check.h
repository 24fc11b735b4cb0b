// SPDX-License-Identifier: GPL-3.0-or-later
// The last gate before an output: no NaN and no infinity passes.
#ifndef CPF_REPORT_CHECK_H
#define CPF_REPORT_CHECK_H

#include "report/report.h"

// CPF_EINTERNAL names the number that is not finite.
enum cpf_status cpf_report_check_find(const struct cpf_find_result *r, struct cpf_error *err);
enum cpf_status cpf_report_check_classification(const struct cpf_classification *c,
                                                struct cpf_error *err);

#endif
