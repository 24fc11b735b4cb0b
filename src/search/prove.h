// SPDX-License-Identifier: GPL-3.0-or-later
// The proof that a list of certified families is whole.
#ifndef CPF_SEARCH_PROVE_H
#define CPF_SEARCH_PROVE_H

#include "cpfind/search.h"

// Branch and bound with the regions of the certificates, after cpf_result_certify; fills proof.
// Critical points that it comes across and the search had missed are added, families that it shows
// to be none are dropped.
// completeness becomes PROVED only when that succeeds and every family is certified, isolated up
// to O(d-k), distinct from the others, and its points, where it has a number of them, are counted.
enum cpf_status cpf_result_prove(struct cpf_find_result *r, const struct cpf_find_options *opt,
                                 const struct cpf_table *table, struct cpf_error *err);

#endif
