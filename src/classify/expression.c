// SPDX-License-Identifier: GPL-3.0-or-later
// 1. Recursive descent over the grammar of expression.h; each rule emits postfix code.
// 2. An operation on constants replaces them by its value at once.
// 3. Evaluation runs the code over a stack.
#include "classify/expression.h"

#include <math.h>
#include <stdlib.h>

#include "status/try.h"

struct parse {
  struct cpf_reader *reader;
  struct cpf_expression *e;
  int depth; // of parentheses and powers
};

static enum cpf_status sum(struct parse *p);

static enum cpf_status emit(struct parse *p, struct cpf_instruction code) {
  struct cpf_expression *e = p->e;
  if (e->length == e->room) {
    size_t room = e->room == 0 ? 8 : 2 * e->room;
    struct cpf_instruction *grown = realloc(e->code, room * sizeof *grown);
    if (grown == NULL)
      return cpf_fail(p->reader->err, CPF_ENOMEM, "out of memory: an expression of %zu operations",
                      room);
    e->code = grown;
    e->room = room;
  }
  e->code[e->length++] = code;
  return CPF_OK;
}

static bool constant(const struct cpf_expression *e, size_t back) {
  return e->length >= back && e->code[e->length - back].op == CPF_OP_NUMBER;
}

// Applies op, written at the token `at`, to the last value or the last two.
static enum cpf_status emit_operation(struct parse *p, enum cpf_operation op,
                                      const struct cpf_token *at) {
  struct cpf_expression *e = p->e;
  bool binary = op >= CPF_OP_ADD;
  if (!constant(e, 1) || (binary && !constant(e, 2)))
    return emit(p, (struct cpf_instruction){.op = op});
  double y = binary ? e->code[e->length - 1].number : 0;
  e->length -= binary;
  double *x = &e->code[e->length - 1].number;
  *x = cpf_operation_apply(op, *x, y);
  if (isfinite(*x))
    return CPF_OK;
  return cpf_lexer_fail(p->reader->lexer, at, p->reader->err, "the value of `%.*s' is not finite",
                        (int)at->length, p->reader->lexer->text + at->at);
}

static enum cpf_status next(struct parse *p) {
  return cpf_lexer_next(p->reader->lexer, p->reader->err);
}

static enum cpf_status deeper(struct parse *p) {
  if (p->depth == CPF_EXPRESSION_DEPTH)
    return cpf_lexer_fail(p->reader->lexer, &p->reader->lexer->token, p->reader->err,
                          "nested more than %d deep", CPF_EXPRESSION_DEPTH);
  p->depth++;
  return CPF_OK;
}

static enum cpf_status slot_range(const struct cpf_reader *r, const struct cpf_range *range,
                                  const char *noun) {
  return cpf_lexer_fail(r->lexer, &r->lexer->token, r->err,
                        "`%.*s' is beyond the shape, which allows a block of %d %s",
                        (int)r->lexer->token.length, r->lexer->text + r->lexer->token.at,
                        range->min, noun);
}

static int larger(int a, int b) {
  return a > b ? a : b;
}

enum cpf_status cpf_slot_parse(struct cpf_reader *r, int *slot) {
  const struct cpf_token *t = &r->lexer->token;
  const struct cpf_range *m = &r->shape->m, *l = &r->shape->l;
  if (t->kind == CPF_TOKEN_STUDENT) {
    if (t->index > m->min)
      return slot_range(r, m, m->min == 1 ? "student" : "students");
    r->uses->i |= t->index == CPF_EACH_I;
    r->uses->q |= t->index == CPF_EACH_Q;
    r->uses->students = larger(r->uses->students, t->index);
  } else {
    if (t->index > l->min || l->max == 0)
      return slot_range(r, l, l->min == 1 ? "teacher" : "teachers");
    r->uses->j |= t->index == CPF_EACH_J;
    r->uses->numbered = larger(r->uses->numbered, t->index);
    r->uses->teachers = true;
  }
  *slot = t->index > 0 ? t->index - 1 : t->index;
  return cpf_lexer_next(r->lexer, r->err);
}

static enum cpf_status overlap(struct parse *p) {
  enum cpf_status status = CPF_OK;
  struct cpf_reader *r = p->reader;
  bool teacher = r->lexer->token.kind == CPF_TOKEN_TEACHER;
  struct cpf_instruction code = {.op = CPF_OP_WV};
  CPF_TRY(cpf_slot_parse(r, teacher ? &code.b : &code.a));
  if (!cpf_lexer_at_symbol(r->lexer, '.'))
    return cpf_lexer_unexpected(r->lexer, r->err, "`.' and another vector");
  CPF_TRY(next(p));
  enum cpf_token_kind kind = r->lexer->token.kind;
  if (teacher && kind != CPF_TOKEN_STUDENT)
    return cpf_lexer_unexpected(r->lexer, r->err, "a student: w1, w2, ..., wi, wq");
  if (kind != CPF_TOKEN_STUDENT && kind != CPF_TOKEN_TEACHER)
    return cpf_lexer_unexpected(r->lexer, r->err, "a vector: w1, w2, ..., wi, wq, v1, v2, ..., vj");
  if (!teacher && kind == CPF_TOKEN_STUDENT)
    code.op = CPF_OP_WW;
  CPF_TRY(cpf_slot_parse(r, teacher ? &code.a : &code.b));
  status = emit(p, code);
cleanup:
  return status;
}

static enum cpf_status number(struct parse *p, double value) {
  struct cpf_reader *r = p->reader;
  if (!isfinite(value))
    return cpf_lexer_unexpected(r->lexer, r->err, "a number within the range of a double");
  enum cpf_status status = emit(p, (struct cpf_instruction){.number = value});
  return status == CPF_OK ? next(p) : status;
}

// "(" sum ")", or one of the functions in front of it.
static enum cpf_status parenthesis(struct parse *p, enum cpf_operation function) {
  enum cpf_status status = CPF_OK;
  struct cpf_reader *r = p->reader;
  struct cpf_token at = r->lexer->token;
  CPF_TRY(deeper(p));
  if (function != CPF_OP_NUMBER)
    CPF_TRY(next(p));
  CPF_TRY(cpf_lexer_expect(r->lexer, '(', r->err));
  CPF_TRY(sum(p));
  CPF_TRY(cpf_lexer_expect(r->lexer, ')', r->err));
  p->depth--;
  if (function != CPF_OP_NUMBER)
    status = emit_operation(p, function, &at);
cleanup:
  return status;
}

static enum cpf_status variable(struct parse *p, enum cpf_operation op) {
  p->reader->uses->theta |= op == CPF_OP_THETA;
  enum cpf_status status = emit(p, (struct cpf_instruction){.op = op});
  return status == CPF_OK ? next(p) : status;
}

static enum cpf_status word(struct parse *p) {
  static const struct {
    const char *name;
    enum cpf_operation op;
  } variables[] = {{"theta", CPF_OP_THETA}, {"rho", CPF_OP_RHO}, {"m", CPF_OP_M}, {"l", CPF_OP_L}},
    functions[] = {{"sqrt", CPF_OP_SQRT},
                   {"cos", CPF_OP_COS},
                   {"sin", CPF_OP_SIN},
                   {"acos", CPF_OP_ACOS},
                   {"asin", CPF_OP_ASIN}};
  struct cpf_lexer *lx = p->reader->lexer;
  for (size_t c = 0; c < sizeof variables / sizeof *variables; c++)
    if (cpf_lexer_at_word(lx, variables[c].name))
      return variable(p, variables[c].op);
  for (size_t c = 0; c < sizeof functions / sizeof *functions; c++)
    if (cpf_lexer_at_word(lx, functions[c].name))
      return parenthesis(p, functions[c].op);
  if (cpf_lexer_at_word(lx, "pi"))
    return number(p, acos(-1));
  return cpf_lexer_unexpected(
      lx, p->reader->err,
      "w1, wi, wq, v1, vj, pi, theta, rho, m, l, sqrt(), cos(), sin(), acos(), asin() or a number");
}

static enum cpf_status primary(struct parse *p) {
  const struct cpf_lexer *lx = p->reader->lexer;
  if (lx->token.kind == CPF_TOKEN_NUMBER)
    return number(p, lx->token.number);
  if (lx->token.kind == CPF_TOKEN_STUDENT || lx->token.kind == CPF_TOKEN_TEACHER)
    return overlap(p);
  if (cpf_lexer_at_symbol(lx, '('))
    return parenthesis(p, CPF_OP_NUMBER);
  return word(p);
}

static enum cpf_status power(struct parse *p) {
  enum cpf_status status = CPF_OK;
  struct cpf_reader *r = p->reader;
  CPF_TRY(primary(p));
  if (!cpf_lexer_at_symbol(r->lexer, '^'))
    return CPF_OK;
  struct cpf_token at = r->lexer->token;
  CPF_TRY(deeper(p));
  CPF_TRY(next(p));
  if (cpf_lexer_at_symbol(r->lexer, '-')) // 2^-1/2 would be (2^-1)/2
    return cpf_lexer_unexpected(r->lexer, r->err, "parentheses, as in 2^(-1/2)");
  CPF_TRY(power(p));
  p->depth--;
  status = emit_operation(p, CPF_OP_POWER, &at);
cleanup:
  return status;
}

static enum cpf_status unary(struct parse *p) {
  enum cpf_status status = CPF_OK;
  bool negative = false;
  struct cpf_token at = p->reader->lexer->token;
  for (; cpf_lexer_at_symbol(p->reader->lexer, '-'); negative = !negative)
    CPF_TRY(next(p));
  CPF_TRY(power(p));
  if (negative)
    status = emit_operation(p, CPF_OP_NEGATE, &at);
cleanup:
  return status;
}

static enum cpf_status product(struct parse *p) {
  enum cpf_status status = CPF_OK;
  const struct cpf_lexer *lx = p->reader->lexer;
  CPF_TRY(unary(p));
  while (cpf_lexer_at_symbol(lx, '*') || cpf_lexer_at_symbol(lx, '/')) {
    struct cpf_token at = lx->token;
    CPF_TRY(next(p));
    CPF_TRY(unary(p));
    CPF_TRY(emit_operation(p, at.symbol == '*' ? CPF_OP_MULTIPLY : CPF_OP_DIVIDE, &at));
  }
cleanup:
  return status;
}

static enum cpf_status sum(struct parse *p) {
  enum cpf_status status = CPF_OK;
  const struct cpf_lexer *lx = p->reader->lexer;
  CPF_TRY(product(p));
  while (cpf_lexer_at_symbol(lx, '+') || cpf_lexer_at_symbol(lx, '-')) {
    struct cpf_token at = lx->token;
    CPF_TRY(next(p));
    CPF_TRY(product(p));
    CPF_TRY(emit_operation(p, at.symbol == '+' ? CPF_OP_ADD : CPF_OP_SUBTRACT, &at));
  }
cleanup:
  return status;
}

enum cpf_status cpf_expression_parse(struct cpf_reader *reader, struct cpf_expression *e) {
  struct parse p = {.reader = reader, .e = e};
  return sum(&p);
}

void cpf_expression_clear(struct cpf_expression *e) {
  free(e->code);
  *e = (struct cpf_expression){0};
}
