// SPDX-License-Identifier: GPL-3.0-or-later
// The assembled families one by one.
#ifndef CPF_ASSEMBLE_LIST_H
#define CPF_ASSEMBLE_LIST_H

#include "assemble/count.h"

// Fills r->listed, r->nlisted and r->list; r->blocks, families and families_of are set.
enum cpf_status cpf_list_make(struct cpf_assemble_result *r, size_t list_max,
                              const struct cpf_table *table, struct cpf_error *err);

void cpf_list_free(struct cpf_assemble_result *r);

#endif
