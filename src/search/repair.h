// SPDX-License-Identifier: GPL-3.0-or-later
// Changes to a certified list that a proof of completeness asks for.
#ifndef CPF_SEARCH_REPAIR_H
#define CPF_SEARCH_REPAIR_H

#include "cpfind/search.h"

// Takes out the families that are not certified; returns their number. For a list whose certified
// families are proved to be all there is: then these are no critical points.
int cpf_result_drop_uncertified(struct cpf_find_result *r);

// Adds the family of the critical point near W (n*d doubles, rows of unit length) when one is
// certified there and proved distinct from all others. CPF_ENOMEM.
enum cpf_status cpf_result_add(struct cpf_find_result *r, const struct cpf_find_options *opt,
                               const struct cpf_table *table, const double *W, bool *added,
                               struct cpf_error *err);

// points, unlisted, undecided, certified and the Euler sum from the families and certificates.
void cpf_result_recount(struct cpf_find_result *r);

#endif
