// SPDX-License-Identifier: GPL-3.0-or-later
// The ends of the complex homotopy's paths, as a row.
#ifndef CPF_STORE_ENDS_H
#define CPF_STORE_ENDS_H

#include "store/field.h"

extern const struct cpf_store_table cpf_ends_table;

// `size` doubles for each real end.
enum cpf_status cpf_ends_write(const struct cpf_store *s, size_t size,
                               const struct cpf_complex_result *ends, struct cpf_error *err);
enum cpf_status cpf_ends_read(const struct cpf_store *s, size_t size,
                              struct cpf_complex_result *ends, bool *known, struct cpf_error *err);

#endif
