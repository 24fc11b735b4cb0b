// SPDX-License-Identifier: GPL-3.0-or-later
// Critical points to their last bits.
#ifndef CPF_SEARCH_SHARPEN_H
#define CPF_SEARCH_SHARPEN_H

#include <stdbool.h>

#include "cpfind/problem.h"

// Replaces W (n*d doubles) by the critical point nearby, found in high precision in the space of
// its symmetries; *found says whether there was one, otherwise W is unchanged. Ill-conditioned
// points are beyond double precision: their errors would make two families of one, or none. Only
// for points of up to 64 coordinates. May be called by several threads. CPF_ENOMEM.
enum cpf_status cpf_sharpen(const struct cpf_problem *p, double *W, bool *found,
                            struct cpf_error *err);

#endif
