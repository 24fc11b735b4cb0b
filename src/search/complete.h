// SPDX-License-Identifier: GPL-3.0-or-later
// The complex homotopy as a part of the search: its real ends are starts, and in the end each must
// belong to a family, and each family must have all its paths.
#ifndef CPF_SEARCH_COMPLETE_H
#define CPF_SEARCH_COMPLETE_H

#include "cpfind/search.h"
#include "search/known.h"
#include "solver/complex.h"

struct cpf_complete {
  struct cpf_complex_result roots; // owned; in the reduced dimension
  int *family_of;                  // owned; one per real root: number in the known list, -1: none
  size_t traced;                   // roots whose family_of is set
};

// Tracks the paths for the reduced problem. A problem out of reach is no failure: *summary says so.
enum cpf_status cpf_complete_run(const struct cpf_problem *reduced,
                                 const struct cpf_find_options *opt, int threads,
                                 struct cpf_complete *c, struct cpf_homotopy_summary *summary,
                                 struct cpf_error *err);
void cpf_complete_clear(struct cpf_complete *c); // NULL is allowed

// Families keep their ids when they are sorted: names[i] gets the id of root i's family, "" for
// none. A root and its family must have one loss. Call it before the families leave the list.
enum cpf_status cpf_complete_names(const struct cpf_complete *c, const struct cpf_known_list *known,
                                   char (**names)[CPF_ID_MAX], struct cpf_error *err);

// The verdict: completeness `probable` when every path is accounted for, every real root has a
// family, and each family of isolated points has points and multiplicity as the roots say; `none`
// when something does not fit, with a reason that names it. Unchanged when the homotopy itself is
// incomplete, or some family is a continuum: the homotopy speaks of isolated points only.
void cpf_complete_judge(struct cpf_find_result *r, const struct cpf_complete *c,
                        char (*names)[CPF_ID_MAX]);

#endif
