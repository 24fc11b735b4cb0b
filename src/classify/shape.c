// SPDX-License-Identifier: GPL-3.0-or-later
#include "classify/shape.h"

#include <math.h>
#include <stdio.h>

#include "status/try.h"

// What may be counted: the letter that stands for it, and the least count.
struct countable {
  const char *letter, *noun;
  int least;
};

static const struct countable students = {"m", "students", 1};
static const struct countable teachers = {"l", "teachers", 0};

static enum cpf_status integer(struct cpf_lexer *lx, const struct countable *what, int *value,
                               struct cpf_error *err) {
  char expected[64];
  snprintf(expected, sizeof expected, "a whole number of %s from %d to %d", what->noun, what->least,
           CPF_SIZE_MAX);
  double x = lx->token.number;
  if (lx->token.kind != CPF_TOKEN_NUMBER || !(x >= what->least && x <= CPF_SIZE_MAX) ||
      floor(x) != x)
    return cpf_lexer_unexpected(lx, err, expected);
  *value = (int)x;
  return cpf_lexer_next(lx, err);
}

// Narrows the range by the relation, if the lexer stands on one.
static enum cpf_status relation(struct cpf_lexer *lx, const struct countable *what,
                                struct cpf_range *range, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_token at = lx->token;
  int bound = 0;
  if (at.kind != CPF_TOKEN_SYMBOL)
    return CPF_OK;
  if (at.symbol != '>' && at.symbol != '<' && at.symbol != CPF_SYMBOL_GE &&
      at.symbol != CPF_SYMBOL_LE)
    return CPF_OK;
  CPF_TRY(cpf_lexer_next(lx, err));
  CPF_TRY(integer(lx, what, &bound, err));
  if (at.symbol == '>' || at.symbol == CPF_SYMBOL_GE) {
    range->min = bound + (at.symbol == '>');
  } else {
    range->max = bound - (at.symbol == '<');
    range->min = what->least;
  }
  if (range->min > range->max)
    status = cpf_lexer_fail(lx, &at, err, "no number of %s satisfies this", what->noun);
cleanup:
  return status;
}

static enum cpf_status count(struct cpf_lexer *lx, const struct countable *what,
                             struct cpf_range *range, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  char expected[64];
  if (cpf_lexer_at_word(lx, what->letter)) {
    *range = (struct cpf_range){1, CPF_SIZE_MAX};
    CPF_TRY(cpf_lexer_next(lx, err));
    return relation(lx, what, range, err);
  }
  if (lx->token.kind == CPF_TOKEN_NUMBER) {
    CPF_TRY(integer(lx, what, &range->min, err));
    range->max = range->min;
    return CPF_OK;
  }
  snprintf(expected, sizeof expected, "a number of %s: `2', `%s', `%s > 1'", what->noun,
           what->letter, what->letter);
  status = cpf_lexer_unexpected(lx, err, expected);
cleanup:
  return status;
}

enum cpf_status cpf_shape_parse(struct cpf_lexer *lx, struct cpf_shape *shape,
                                struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  CPF_TRY(count(lx, &students, &shape->m, err));
  CPF_TRY(cpf_lexer_expect_word(lx, "on", err));
  CPF_TRY(count(lx, &teachers, &shape->l, err));
cleanup:
  return status;
}

bool cpf_shape_holds(const struct cpf_shape *shape, int m, int l) {
  return m >= shape->m.min && m <= shape->m.max && l >= shape->l.min && l <= shape->l.max;
}
