// SPDX-License-Identifier: GPL-3.0-or-later
// The verdict on one printed row.
#ifndef CPF_SEARCH_COMPARE_JUDGE_H
#define CPF_SEARCH_COMPARE_JUDGE_H

#include "classify/table.h"
#include "search/compare.h"

struct cpf_compare_job {
  const struct cpf_find_result *r;
  const struct cpf_compare_options *opt;
  struct cpf_comparison *c; // theta is known
  bool *described;          // by family: some row speaks of it
  struct cpf_error *err;
};

// Fills *row, whose family must be -1 and whose texts NULL; the caller frees them. Marks the
// families that the row speaks of.
enum cpf_status cpf_compare_judge(const struct cpf_compare_job *job, const struct cpf_row *printed,
                                  const struct cpf_table *reference, struct cpf_compare_row *row);

// Sets row->family and the angles of its students.
void cpf_compare_describe(const struct cpf_compare_job *job, struct cpf_compare_row *row,
                          int family);

// False for a continuum.
bool cpf_compare_isolated(const struct cpf_family *f);

#endif
