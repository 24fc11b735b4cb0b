// SPDX-License-Identifier: GPL-3.0-or-later
// From the list of known families to the result that the caller owns.
#ifndef CPF_SEARCH_RESULT_H
#define CPF_SEARCH_RESULT_H

#include "cpfind/search.h"
#include "search/known.h"

// Lets r->families show the list's families for the checks; shallow copies that must not be freed
// or outlive a change of the list. cpf_result_return takes them away again.
enum cpf_status cpf_result_borrow(struct cpf_find_result *r, const struct cpf_known_list *list,
                                  struct cpf_error *err);
void cpf_result_return(struct cpf_find_result *r);

// The checks of completeness.h on the families and numbers of the result.
enum cpf_status cpf_result_check(struct cpf_find_result *r, struct cpf_error *err);

// points, unlisted and undecided from the families.
void cpf_result_count(struct cpf_find_result *r);

// The families by loss, then label, then id.
void cpf_result_sort(struct cpf_find_result *r);

// Moves the families out of the list, sorts them by loss, then label, then id, and fills points,
// unlisted and undecided.
enum cpf_status cpf_result_take(struct cpf_find_result *r, struct cpf_known_list *list,
                                struct cpf_error *err);

#endif
