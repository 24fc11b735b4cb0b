// SPDX-License-Identifier: GPL-3.0-or-later
// The blocks of a point: students that take part in each other's gradient.
#ifndef CPF_CLASSIFY_BLOCKS_H
#define CPF_CLASSIFY_BLOCKS_H

#include "cpfind/family.h"

// Two students are tied when |w_i.w_q| > tol, or when |w_i.v_j| > tol and |w_q.v_j| > tol for some
// teacher j; blocks are the classes of the transitive closure. A block's teachers are those with
// which some student of it has an overlap above tol; no teacher belongs to two blocks.
//
// W: n x d, the teachers are the first k unit vectors. *blocks, owned by the caller and freed with
// cpf_blocks_free, lists the blocks by their smallest student, with empty labels. On failure
// *blocks and *nblocks are untouched. Cost: O(n^2 d + n k).
enum cpf_status cpf_blocks_find(const struct cpf_problem *p, const double *W, double tol,
                                struct cpf_block **blocks, int *nblocks, struct cpf_error *err);

// NULL is allowed.
void cpf_blocks_free(struct cpf_block *blocks, int nblocks);

#endif
