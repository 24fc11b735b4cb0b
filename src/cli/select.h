// SPDX-License-Identifier: GPL-3.0-or-later
// Some of the families of a result: those that the options of `show` ask for.
#ifndef CPF_CLI_SELECT_H
#define CPF_CLI_SELECT_H

#include "cli/args.h"

// "A:B" or "A" (then both are A), A <= B; either side of the colon may be empty: no bound there.
bool cpf_select_range(const char *text, double *least, double *most);

// Takes the other families out of *r. When some were, the counts are those of the families left,
// and nothing is said any more of what only the whole list has: the Euler sum, completeness, the
// homotopy, the proof.
void cpf_select_families(const struct cpf_args *args, struct cpf_find_result *r);

#endif
