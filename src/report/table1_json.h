// SPDX-License-Identifier: GPL-3.0-or-later
// A row of table 1 as JSON, which the CSV is made from too.
#ifndef CPF_REPORT_TABLE1_JSON_H
#define CPF_REPORT_TABLE1_JSON_H

#include <jansson.h>

#include "search/compare.h"

// Row i; every row has the same members in the same order. Owned by the caller; NULL without
// memory.
json_t *cpf_table1_json_row(const struct cpf_comparison *c, size_t i);

#endif
