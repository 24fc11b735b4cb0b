// SPDX-License-Identifier: GPL-3.0-or-later
// The configurations whose rows are teachers up to sign, one for each number code = 0, 1, ...
#ifndef CPF_VERIFY_CHOICES_BALL_H
#define CPF_VERIFY_CHOICES_BALL_H

#include "verify/rational_ball.h"

// Row i becomes the teacher and the sign in digit i of code, written in base 2k. False, and W
// unchanged, when code >= (2k)^n.
bool cpf_choice_set(struct cpf_rational *c, uint64_t code);

// Whether no two of its rows copy the same teacher.
bool cpf_choice_is_distinct(const struct cpf_rational *c, uint64_t code);

#endif
