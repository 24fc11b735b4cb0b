// SPDX-License-Identifier: GPL-3.0-or-later
// The name a misspelt one was probably meant to be.
#ifndef CPF_CLI_SUGGEST_H
#define CPF_CLI_SUGGEST_H

#include <stddef.h>

// The number of insertions, deletions, substitutions and swaps of neighbours that turn a into b
// (Damerau 1964, without overlapping swaps), for texts of at most 63 bytes; longer ones are
// compared by their first 63.
int cpf_suggest_distance(const char *a, const char *b);

// The entry of names nearest to `name`: one that begins with it, else the smallest distance.
// NULL when count is 0. The caller owns nothing.
const char *cpf_suggest_nearest(const char *name, const char *const *names, size_t count);

#endif
