// SPDX-License-Identifier: GPL-3.0-or-later
// The shape of a block: how many students on how many teachers.
#ifndef CPF_CLASSIFY_SHAPE_H
#define CPF_CLASSIFY_SHAPE_H

#include "classify/lexer.h"
#include "cpfind/problem.h"

struct cpf_range {
  int min, max; // both included
};

// m students on l teachers: 1 <= m <= CPF_SIZE_MAX, 0 <= l <= CPF_SIZE_MAX.
struct cpf_shape {
  struct cpf_range m, l;
};

// shape = count "on" count; count = INTEGER | letter [(">" | ">=" | "<" | "<=") INTEGER], the
// letter m for students and l for teachers. A bare m or l is 1 or more; an upper bound leaves 1
// (students) or 0 (teachers) below. The lexer stands on the first token and is left behind the
// shape.
enum cpf_status cpf_shape_parse(struct cpf_lexer *lx, struct cpf_shape *shape,
                                struct cpf_error *err);

bool cpf_shape_holds(const struct cpf_shape *shape, int m, int l);

#endif
