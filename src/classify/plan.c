// SPDX-License-Identifier: GPL-3.0-or-later
// 1. Mark the slots that are spoken of: by number, or all of them by wi, wq, vj.
// 2. Number the marked slots in the order w1 v1 w2 v2 ...; these numbers are the levels.
// 3. Visit every instance twice: to count those of each level, then to put them in their places.
#include "classify/plan.h"

#include <stdlib.h>
#include <string.h>

#include "status/try.h"

struct draft {
  const struct cpf_row *row;
  int m, l;
  int *student, *teacher; // by slot: the level, -1 when the row does not speak of it
  size_t *end;            // by level + 1
  struct cpf_plan *plan;
  bool fill; // the second visit
};

// Calls visit for the slot of each student and each teacher written out in the condition.
static void each_slot(const struct cpf_condition *c, void (*visit)(void *, bool, int), void *ctx) {
  for (size_t s = 0; s < c->nsides; s++) {
    const struct cpf_expression *e = &c->sides[s].expression;
    if (c->vectors && c->sides[s].vector.slot >= 0)
      visit(ctx, c->sides[s].vector.teacher, c->sides[s].vector.slot);
    for (size_t o = 0; o < e->length; o++) {
      const struct cpf_instruction *code = &e->code[o];
      if (code->op != CPF_OP_WV && code->op != CPF_OP_WW)
        continue;
      if (code->a >= 0)
        visit(ctx, false, code->a);
      if (code->b >= 0)
        visit(ctx, code->op == CPF_OP_WV, code->b);
    }
  }
}

static void mark(void *ctx, bool teacher, int slot) {
  struct draft *d = ctx;
  (teacher ? d->teacher : d->student)[slot] = 0;
}

struct latest {
  const struct draft *draft;
  int level;
};

static void raise_to(int *level, int other) {
  if (other > *level)
    *level = other;
}

static void raise_level(void *ctx, bool teacher, int slot) {
  struct latest *t = ctx;
  raise_to(&t->level, (teacher ? t->draft->teacher : t->draft->student)[slot]);
}

static void mark_slots(struct draft *d) {
  for (int s = 0; s < d->m; s++)
    d->student[s] = d->row->uses.i || d->row->uses.q ? 0 : -1;
  for (int s = 0; s < d->l; s++)
    d->teacher[s] = d->row->uses.j ? 0 : -1;
  for (size_t c = 0; c < d->row->conditions.length; c++)
    each_slot(&d->row->conditions.items[c], mark, d);
}

static void add_level(struct draft *d, bool teacher, int slot) {
  int *level = teacher ? d->teacher : d->student;
  if (slot >= (teacher ? d->l : d->m) || level[slot] < 0)
    return;
  level[slot] = d->plan->nlevels;
  d->plan->levels[d->plan->nlevels++] = (struct cpf_level){.teacher = teacher, .slot = slot};
}

static void place(struct draft *d, const struct cpf_instance *instance, int level) {
  const struct cpf_uses *u = &instance->condition->uses;
  if (u->i)
    raise_to(&level, d->student[instance->i]);
  if (u->q)
    raise_to(&level, d->student[instance->q]);
  if (u->j)
    raise_to(&level, d->teacher[instance->j]);
  size_t at = d->end[level + 1]++;
  if (d->fill)
    d->plan->instances[at] = *instance;
}

static void visit_condition(struct draft *d, const struct cpf_condition *c) {
  const struct cpf_uses *u = &c->uses;
  int ni = u->i ? d->m : 1, nq = u->q ? d->m : 1, nj = u->j ? d->l : 1;
  struct latest t = {d, -1};
  each_slot(c, raise_level, &t);
  for (int i = 0; i < ni; i++)
    for (int q = 0; q < nq; q++)
      for (int j = 0; j < nj; j++)
        if (!u->i || !u->q || i != q)
          place(d, &(struct cpf_instance){c, i, q, j}, t.level);
}

// Turns the counts of each level into the place of its first instance.
static void counts_to_places(size_t *count, int nlevels) {
  size_t sum = 0;
  for (int t = 0; t <= nlevels; t++) {
    size_t here = count[t];
    count[t] = sum;
    sum += here;
  }
}

static void visit_all(struct draft *d) {
  for (size_t c = 0; c < d->row->conditions.length; c++)
    visit_condition(d, &d->row->conditions.items[c]);
}

double cpf_plan_size(const struct cpf_row *row, int m, int l) {
  double total = 0;
  for (size_t c = 0; c < row->conditions.length; c++) {
    const struct cpf_uses *u = &row->conditions.items[c].uses;
    total += (u->i ? (double)m : 1) * (u->q ? (double)m : 1) * (u->j ? (double)l : 1);
  }
  return total;
}

enum cpf_status cpf_plan_make(const struct cpf_row *row, int m, int l, struct cpf_plan *plan,
                              struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct draft d = {.row = row, .m = m, .l = l, .plan = plan};
  CPF_TRY_ALLOC(d.student, (size_t)m, err);
  CPF_TRY_ALLOC(d.teacher, (size_t)l, err);
  CPF_TRY_ALLOC(d.end, (size_t)m + (size_t)l + 1, err);
  CPF_TRY_ALLOC(plan->levels, (size_t)m + (size_t)l, err);
  mark_slots(&d);
  for (int s = 0; s < m || s < l; s++) {
    add_level(&d, false, s);
    add_level(&d, true, s);
  }
  visit_all(&d);
  for (int t = 0; t <= plan->nlevels; t++)
    plan->ninstances += d.end[t];
  CPF_TRY_ALLOC(plan->instances, plan->ninstances, err);
  counts_to_places(d.end, plan->nlevels);
  d.fill = true;
  visit_all(&d);
  plan->bare = d.end[0];
  for (int t = 0; t < plan->nlevels; t++)
    plan->levels[t].end = d.end[t + 1];
cleanup:
  free(d.student);
  free(d.teacher);
  free(d.end);
  return status;
}

void cpf_plan_clear(struct cpf_plan *plan) {
  free(plan->levels);
  free(plan->instances);
  memset(plan, 0, sizeof *plan);
}
