// SPDX-License-Identifier: GPL-3.0-or-later
// What the cover can be asked.
#ifndef CPF_CERTIFY_COVER_CHECK_H
#define CPF_CERTIFY_COVER_CHECK_H

#include "certify/region.h"
#include "cpfind/problem.h"

// NULL, or why no proof is tried for a problem that passes cpf_problem_check.
const char *cpf_cover_refusal(const struct cpf_problem *p);

// CPF_EINVAL when a number of a region is not finite or so large that products could overflow.
enum cpf_status cpf_cover_check(const struct cpf_problem *p, const struct cpf_region *regions,
                                int nregions, struct cpf_error *err);

#endif
