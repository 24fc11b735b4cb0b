// SPDX-License-Identifier: GPL-3.0-or-later
#include "classify/condition.h"

#include <math.h>
#include <stdlib.h>

#include "status/try.h"

// A vector stands here, not an inner product: {"-"} w1, and no "." behind it.
static enum cpf_status vector_ahead(const struct cpf_reader *r, bool *ahead) {
  enum cpf_status status = CPF_OK;
  struct cpf_lexer look = *r->lexer;
  *ahead = false;
  while (cpf_lexer_at_symbol(&look, '-'))
    CPF_TRY(cpf_lexer_next(&look, r->err));
  if (look.token.kind != CPF_TOKEN_STUDENT && look.token.kind != CPF_TOKEN_TEACHER)
    return CPF_OK;
  CPF_TRY(cpf_lexer_next(&look, r->err));
  // A lone vector ends its side; in front of anything else it is the start of a wrong expression.
  *ahead = cpf_lexer_at_symbol(&look, '=') || cpf_lexer_at_word(&look, "and") ||
           look.token.kind == CPF_TOKEN_END;
cleanup:
  return status;
}

static enum cpf_status vector(struct cpf_reader *r, struct cpf_vector *v) {
  enum cpf_status status = CPF_OK;
  v->sign = 1;
  for (; cpf_lexer_at_symbol(r->lexer, '-'); v->sign = -v->sign)
    CPF_TRY(cpf_lexer_next(r->lexer, r->err));
  v->teacher = r->lexer->token.kind == CPF_TOKEN_TEACHER;
  status = cpf_slot_parse(r, &v->slot);
cleanup:
  return status;
}

// Appends a side. The first says whether the condition is about vectors.
static enum cpf_status side(struct cpf_reader *r, struct cpf_condition *c) {
  enum cpf_status status = CPF_OK;
  struct cpf_reader inner = *r;
  bool is_vector = false;
  CPF_TRY(vector_ahead(r, &is_vector));
  if (c->nsides == 0)
    c->vectors = is_vector;
  else if (c->vectors != is_vector)
    return cpf_lexer_unexpected(r->lexer, r->err,
                                c->vectors ? "a vector, as on the left: w1, wi, v1, vj, -v1"
                                           : "a number, as on the left: a vector has no value");
  struct cpf_side *grown = realloc(c->sides, (c->nsides + 1) * sizeof *grown);
  if (grown == NULL)
    return cpf_fail(r->err, CPF_ENOMEM, "out of memory: a condition of %zu sides", c->nsides + 1);
  c->sides = grown;
  struct cpf_side *added = &c->sides[c->nsides++];
  *added = (struct cpf_side){0};
  inner.uses = &c->uses;
  status =
      is_vector ? vector(&inner, &added->vector) : cpf_expression_parse(&inner, &added->expression);
cleanup:
  return status;
}

static int larger(int a, int b) {
  return a > b ? a : b;
}

static void add_uses(struct cpf_uses *all, const struct cpf_uses *one) {
  all->i |= one->i;
  all->q |= one->q;
  all->j |= one->j;
  all->theta |= one->theta;
  all->teachers |= one->teachers;
  all->students = larger(all->students, one->students);
  all->numbered = larger(all->numbered, one->numbered);
}

static enum cpf_status condition(struct cpf_reader *r, struct cpf_condition *c) {
  enum cpf_status status = CPF_OK;
  CPF_TRY(side(r, c));
  if (!cpf_lexer_at_symbol(r->lexer, '='))
    return cpf_lexer_unexpected(r->lexer, r->err,
                                c->vectors ? "`=', or `.' for an inner product"
                                           : "`=' or an operator + - * / ^");
  while (cpf_lexer_at_symbol(r->lexer, '=')) {
    CPF_TRY(cpf_lexer_next(r->lexer, r->err));
    CPF_TRY(side(r, c));
  }
  add_uses(r->uses, &c->uses);
cleanup:
  return status;
}

static enum cpf_status append(struct cpf_reader *r, struct cpf_conditions *all) {
  if (cpf_lexer_at_word(r->lexer, "outside")) {
    all->outside = true;
    return cpf_lexer_next(r->lexer, r->err);
  }
  struct cpf_condition *grown = realloc(all->items, (all->length + 1) * sizeof *grown);
  if (grown == NULL)
    return cpf_fail(r->err, CPF_ENOMEM, "out of memory: %zu conditions", all->length + 1);
  all->items = grown;
  struct cpf_condition *added = &all->items[all->length++];
  *added = (struct cpf_condition){0};
  return condition(r, added);
}

enum cpf_status cpf_conditions_parse(struct cpf_reader *reader, struct cpf_conditions *all) {
  enum cpf_status status = CPF_OK;
  bool none = cpf_lexer_at_word(reader->lexer, "none");
  if (reader->lexer->token.kind == CPF_TOKEN_END)
    return cpf_lexer_unexpected(reader->lexer, reader->err, "conditions, or the word `none'");
  if (none)
    CPF_TRY(cpf_lexer_next(reader->lexer, reader->err));
  else
    CPF_TRY(append(reader, all));
  while (!none && cpf_lexer_at_word(reader->lexer, "and")) {
    CPF_TRY(cpf_lexer_next(reader->lexer, reader->err));
    CPF_TRY(append(reader, all));
  }
  if (reader->lexer->token.kind != CPF_TOKEN_END)
    status = cpf_lexer_unexpected(
        reader->lexer, reader->err,
        none ? "the end of the line" : "`and', `=', an operator + - * / ^ or the end of the line");
cleanup:
  return status;
}

static bool numbers_agree(const struct cpf_condition *c, const struct cpf_scene *scene,
                          double tol) {
  double min = INFINITY, max = -INFINITY;
  for (size_t s = 0; s < c->nsides; s++) {
    double x = cpf_expression_value(&c->sides[s].expression, scene);
    if (!isfinite(x))
      return false;
    min = fmin(min, x);
    max = fmax(max, x);
  }
  return max - min <= tol;
}

// Coordinate t of a signed vector.
static double coordinate(const struct cpf_vector *v, const struct cpf_scene *s, int t) {
  int slot = cpf_scene_slot(s, v->slot);
  if (v->teacher)
    return t == s->teachers[s->teacher[slot]] ? v->sign * s->teacher_sign[slot] : 0;
  const double *w = s->W + (size_t)s->students[s->student[slot]] * (size_t)s->d;
  return v->sign * s->student_sign[slot] * w[t];
}

static bool vectors_agree(const struct cpf_condition *c, const struct cpf_scene *scene,
                          double tol) {
  for (size_t s = 1; s < c->nsides; s++) {
    double distance = 0;
    for (int t = 0; t < scene->d; t++)
      distance = hypot(distance, coordinate(&c->sides[0].vector, scene, t) -
                                     coordinate(&c->sides[s].vector, scene, t));
    if (!(distance <= tol))
      return false;
  }
  return true;
}

bool cpf_condition_holds(const struct cpf_condition *condition, const struct cpf_scene *scene,
                         double tol) {
  return condition->vectors ? vectors_agree(condition, scene, tol)
                            : numbers_agree(condition, scene, tol);
}

void cpf_conditions_clear(struct cpf_conditions *all) {
  for (size_t c = 0; c < all->length; c++) {
    for (size_t s = 0; s < all->items[c].nsides; s++)
      cpf_expression_clear(&all->items[c].sides[s].expression);
    free(all->items[c].sides);
  }
  free(all->items);
  *all = (struct cpf_conditions){0};
}
