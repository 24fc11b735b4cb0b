// SPDX-License-Identifier: GPL-3.0-or-later
// Conditions: chains of equalities between numbers or between vectors.
//
//   conditions = "none" | condition {"and" condition}
//   condition  = "outside" | sum "=" sum {"=" sum} | vector "=" vector {"=" vector}
//   vector     = {"-"} (student | teacher)
//
// A condition with wi, wq or vj holds when it holds for every student i, every student q other than
// i and every teacher j of the block, independently.
#ifndef CPF_CLASSIFY_CONDITION_H
#define CPF_CLASSIFY_CONDITION_H

#include "classify/expression.h"

// A signed student or teacher.
struct cpf_vector {
  bool teacher;
  int sign, slot; // slot counted from 0, or CPF_EACH_*
};

// One side of an equality: a vector, or an expression when the condition is about numbers.
struct cpf_side {
  struct cpf_vector vector;
  struct cpf_expression expression;
};

struct cpf_condition {
  bool vectors;
  struct cpf_uses uses;
  size_t nsides;
  struct cpf_side *sides; // owned
};

struct cpf_conditions {
  bool outside; // students may have a component outside the span of the block's teachers
  size_t length;
  struct cpf_condition *items; // owned
};

// Reads conditions up to the end of the line and appends them. What they use is added to
// reader->uses. On failure the caller still clears *all.
enum cpf_status cpf_conditions_parse(struct cpf_reader *reader, struct cpf_conditions *all);

// True when the sides agree within tol: the spread of the numbers, or the Euclidean distance of
// the vectors from the first, is at most tol. A value that is not finite agrees with nothing.
bool cpf_condition_holds(const struct cpf_condition *condition, const struct cpf_scene *scene,
                         double tol);

void cpf_conditions_clear(struct cpf_conditions *all);

#endif
