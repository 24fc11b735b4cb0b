// SPDX-License-Identifier: GPL-3.0-or-later
// The database's tables, and what a search found, or has found so far, as their rows.
#ifndef CPF_STORE_TABLES_H
#define CPF_STORE_TABLES_H

#include "store/field.h"
#include "store/store.h"

enum { CPF_STORE_APPLICATION = 0x43504653 }; // "CPFS", PRAGMA application_id

enum cpf_status cpf_store_tables_create(const struct cpf_store *s, struct cpf_error *err);

// The part of a search, or the parts of a merge, in place of those there.
enum cpf_status cpf_parts_write(const struct cpf_store *s, const struct cpf_store_part *parts,
                                size_t count, struct cpf_error *err);
// *parts is freed by the caller.
enum cpf_status cpf_parts_read(const struct cpf_store *s, struct cpf_store_part **parts,
                               size_t *count, struct cpf_error *err);

// Families, certificates and numbers in place of those there, within a transaction of the caller.
enum cpf_status cpf_store_put(const struct cpf_store *s, const struct cpf_find_result *r,
                              bool finished, struct cpf_error *err);
enum cpf_status cpf_store_finished(const struct cpf_store *s, bool *finished,
                                   struct cpf_error *err);

#endif
