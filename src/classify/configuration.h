// SPDX-License-Identifier: GPL-3.0-or-later
// The points that the conditions of a row describe, taken by themselves, whatever the loss.
#ifndef CPF_CLASSIFY_CONFIGURATION_H
#define CPF_CLASSIFY_CONFIGURATION_H

#include "classify/table.h"

enum cpf_configuration {
  CPF_CONFIGURATION_OPEN = 0, // some overlap is left open, or a condition is not linear
  CPF_CONFIGURATION_POINT,    // exactly one point, with the names and signs as written
  CPF_CONFIGURATION_NONE      // no point: the conditions contradict each other, or unit vectors
};

struct cpf_configuration_problem {
  int m, l;     // students and teachers of the point; the students lie in the teachers' span
  int rho;      // degree
  double theta; // NaN where the angle does not exist
  double tol;   // differences up to it count as none
};

enum { CPF_CONFIGURATION_REASON = 200 };

// W (m x l, overlaps) gets the point, and is untouched for every other answer. reason
// (CPF_CONFIGURATION_REASON bytes): for NONE and OPEN why, a clause such as "w1.v1 would be 1.2,
// more than 1". The row's shape must allow m on l. In double precision: evidence, not proof.
// Cost: O((m l)^2) for each equation.
enum cpf_status cpf_configuration_solve(const struct cpf_row *row,
                                        const struct cpf_configuration_problem *cp, double *W,
                                        enum cpf_configuration *answer, char *reason,
                                        struct cpf_error *err);

#endif
