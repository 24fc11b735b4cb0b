// SPDX-License-Identifier: GPL-3.0-or-later
// The search's journal (search/journal.h), kept in a store.
#ifndef CPF_STORE_JOURNAL_H
#define CPF_STORE_JOURNAL_H

#include "store/base.h"

// Fills s->journal.
void cpf_journal_make(struct cpf_store *s);

#endif
