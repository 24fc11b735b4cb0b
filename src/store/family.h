// SPDX-License-Identifier: GPL-3.0-or-later
// Families as rows.
#ifndef CPF_STORE_FAMILY_H
#define CPF_STORE_FAMILY_H

#include "store/field.h"

// families, points (the representatives W), blocks. All of r's, in place of those there.
enum cpf_status cpf_families_create(const struct cpf_store *s, struct cpf_error *err);
enum cpf_status cpf_families_write(const struct cpf_store *s, const struct cpf_find_result *r,
                                   struct cpf_error *err);
// Into r->families and r->nfamilies, for r->problem.
enum cpf_status cpf_families_read(const struct cpf_store *s, struct cpf_find_result *r,
                                  struct cpf_error *err);

#endif
