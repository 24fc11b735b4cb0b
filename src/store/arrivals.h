// SPDX-License-Identifier: GPL-3.0-or-later
// The arrivals of starts, as rows.
#ifndef CPF_STORE_ARRIVALS_H
#define CPF_STORE_ARRIVALS_H

#include "store/base.h"

enum cpf_status cpf_arrivals_create(const struct cpf_store *s, struct cpf_error *err);
enum cpf_status cpf_arrivals_write(const struct cpf_store *s, const struct cpf_journal_block *b,
                                   struct cpf_error *err);
// As load_block of the journal.
enum cpf_status cpf_arrivals_read(const struct cpf_store *s, struct cpf_journal_block *b,
                                  struct cpf_error *err);

#endif
