// SPDX-License-Identifier: GPL-3.0-or-later
// Does a block match a row, up to the symmetries of the loss?
#ifndef CPF_CLASSIFY_MATCH_H
#define CPF_CLASSIFY_MATCH_H

#include <stdint.h>

#include "classify/table.h"
#include "cpfind/family.h"

enum {
  CPF_MATCH_WORK = 10000000,    // most evaluations of a condition for one block, all rows together
  CPF_MATCH_INSTANCES = 1000000 // most instances of the conditions of a row in one block
};

struct cpf_match_problem {
  const struct cpf_problem *p;
  const double *W;
  const struct cpf_block *block;
  double tol;
  double theta;  // NaN where the angle does not exist
  uint64_t work; // evaluations left; 0 and an answer of UNKNOWN when they ran out
};

enum cpf_match { CPF_MATCH_UNKNOWN = 0, CPF_MATCH_NO, CPF_MATCH_YES };

// YES: names of the row can be given to the students and teachers of the block, and for even rho
// signs, such that all conditions hold within tol. A row that speaks of teachers and does not say
// `outside` also asks for students in the span of the block's teachers. NO: there are no such
// names, up to rounding: students (teachers) that agree within tol are taken to be interchangeable.
// UNKNOWN: over one of the limits above.
enum cpf_status cpf_match_row(struct cpf_match_problem *mp, const struct cpf_row *row,
                              enum cpf_match *answer, struct cpf_error *err);

#endif
