// SPDX-License-Identifier: GPL-3.0-or-later
// The irreducible families: the small searches, and what is taken from them.
#ifndef CPF_ASSEMBLE_BLOCKS_H
#define CPF_ASSEMBLE_BLOCKS_H

#include "cpfind/assemble.h"

// Searches P(m, l, l, rho) for m <= min(M, n), l <= min(L, k) and fills r->searches (but not
// recount), r->blocks, r->continua and r->end; r->problem, students and teachers are set.
// CPF_EINTERRUPTED with what was found when it was told to stop.
enum cpf_status cpf_blocks_search(struct cpf_assemble_result *r,
                                  const struct cpf_assemble_options *opt,
                                  const struct cpf_table *table, struct cpf_error *err);

// True when the block's points are counted: isolated in its own problem, their number known.
bool cpf_blocks_counted(const struct cpf_irreducible *b);

// The kind of a point that descends, ascends, or may.
enum cpf_kind cpf_blocks_kind(bool descends, bool ascends, bool doubt);

#endif
