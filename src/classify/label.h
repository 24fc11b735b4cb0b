// SPDX-License-Identifier: GPL-3.0-or-later
// The labels of a point: of each of its blocks, and of its family.
#ifndef CPF_CLASSIFY_LABEL_H
#define CPF_CLASSIFY_LABEL_H

#include "cpfind/family.h"
#include "cpfind/table.h"

// Splits the students of W (n x d, rows of unit length; the teachers are the first k unit vectors)
// into blocks and labels each by the first row of the table that it matches (classify/match.h),
// or `unlisted` when it matches none, or when the limits of the search leave that open.
//
// Fills f->nblocks, f->blocks (by smallest student; lists ascending), f->label and f->listed, and
// no other member; f->blocks must be NULL before. f->label is the blocks' common label, or the
// different labels, counted: `copy*2+tight-balance`; the names of the reference table come first,
// in its order, then the table's own names in theirs, then `unlisted`. A label longer than
// CPF_LABEL_MAX is cut behind a whole entry and ends with `+...`.
//
// tol: overlaps below it count as 0, and numbers closer than it as equal. The result is the same
// for every point of an orbit, up to rounding and within the limits. On failure f is untouched.
enum cpf_status cpf_label_family(const struct cpf_problem *p, const struct cpf_table *table,
                                 const double *W, double tol, struct cpf_family *f,
                                 struct cpf_error *err);

// The family's label alone, from the labels of its blocks, nblocks >= 1 of them.
void cpf_label_join(const struct cpf_table *table, const struct cpf_block *blocks, int nblocks,
                    char label[CPF_LABEL_MAX]);

#endif
