// SPDX-License-Identifier: GPL-3.0-or-later
// The number of assembled points of each index.
#ifndef CPF_ASSEMBLE_INDEX_H
#define CPF_ASSEMBLE_INDEX_H

#include "assemble/count.h"

// Fills r->nindices, r->points_by_index and, when it is not computed, r->index_reason: an index is
// not known, there is no point, or the work or the memory would be too much. r->points is set.
// threads: 0: one per processor.
enum cpf_status cpf_index_count(struct cpf_assemble_result *r, int threads, struct cpf_error *err);

#endif
