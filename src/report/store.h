// SPDX-License-Identifier: GPL-3.0-or-later
// What a store is about, in words, above the table of its families.
#ifndef CPF_REPORT_STORE_H
#define CPF_REPORT_STORE_H

#include "report/report.h"
#include "store/store.h"

// A paragraph and an empty line for the format `table`, unless quiet; nothing for the others.
void cpf_report_about(FILE *out, const char *path, const struct cpf_store_about *about,
                      const struct cpf_report_style *style);

#endif
