// SPDX-License-Identifier: GPL-3.0-or-later
// Reference tables: named configurations of a block of students and teachers (tables/README.md).
#ifndef CPFIND_TABLE_H
#define CPFIND_TABLE_H

#include <stddef.h>

#include "cpfind/status.h"

#ifdef __cplusplus
extern "C" {
#endif

// A parsed table; immutable, so that threads may share it.
struct cpf_table;

// The reference table that is built into the library (tables/paper.table).
// *table is owned by the caller.
CPF_PUBLIC enum cpf_status cpf_table_builtin(struct cpf_table **table, struct cpf_error *err);

// Reads a table file. CPF_EIO when it cannot be read (a directory, missing, larger than 1 MiB);
// CPF_EPARSE with "file:line:column: ..." when it does not follow the format.
CPF_PUBLIC enum cpf_status cpf_table_load(const char *path, struct cpf_table **table,
                                          struct cpf_error *err);

// The same from memory; name stands for the file in errors.
CPF_PUBLIC enum cpf_status cpf_table_parse(const char *name, const char *text, size_t length,
                                           struct cpf_table **table, struct cpf_error *err);

// NULL is allowed.
CPF_PUBLIC void cpf_table_free(struct cpf_table *table);

#ifdef __cplusplus
}
#endif
#endif
