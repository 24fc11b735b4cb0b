// SPDX-License-Identifier: GPL-3.0-or-later
// Several searches of one problem put together.
#ifndef CPF_SEARCH_MERGE_H
#define CPF_SEARCH_MERGE_H

#include "cpfind/search.h"

// The families of all `count` results, which are of one problem and were made with the options
// *opt, seeds and shards apart, and have no start in common. A family that several have found is
// one; its hits are added, as are the numbers of starts. Completeness is judged anew by the checks
// of completeness.h, as if the searches had run side by side; neither the homotopy nor a proof of
// completeness is taken over. Certificates are made anew, as *opt says.
// The order of the inputs decides nothing. *merged is freed with cpf_find_result_free.
enum cpf_status cpf_merge(const struct cpf_find_options *opt, const struct cpf_table *table,
                          struct cpf_find_result *const *inputs, size_t count,
                          struct cpf_find_result **merged, struct cpf_error *err);

#endif
