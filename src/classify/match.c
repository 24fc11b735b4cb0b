// SPDX-License-Identifier: GPL-3.0-or-later
// Backtracking over the names a row gives to the students and teachers of a block.
//
// 1. Refuse by shape, by a missing theta, and by components outside the span of the teachers.
// 2. Fill the slots in the order of the plan, and check each condition once the last slot it speaks
//    of is filled.
// 3. A candidate for a slot is an unused student (teacher) and, for even rho, a sign. Without loss
//    of generality the first slot's sign is + (all signs at once change no inner product); of
//    candidates that are equal up to sign only the first is tried; and slots reached by wi, wq, vj
//    alone, which are interchangeable and come last, take the first unused candidate.
// 4. All slots filled: a match. No candidate left: back to the slot before.
#include "classify/match.h"

#include <math.h>
#include <stdlib.h>

#include "classify/plan.h"
#include "status/try.h"

// The students or the teachers of the block.
struct side {
  int count;
  int numbered;    // slots from here on are interchangeable
  int *who, *sign; // by slot
  int *same;       // by candidate: the first that is equal, up to sign for even rho
  bool *used;      // by candidate
};

struct search {
  struct cpf_match_problem *mp;
  bool signs;
  struct side students, teachers;
  struct cpf_plan plan;
  int *next; // by level: the candidate to try next, 2 * number + (sign < 0)
  struct cpf_scene scene;
};

static const double *student(const struct search *s, int a) {
  return s->mp->W + (size_t)s->mp->block->students[a] * (size_t)s->mp->p->d;
}

// Equal within tol, or opposite where signs are free.
static bool same_students(const struct search *s, int a, int b) {
  const double *x = student(s, a), *y = student(s, b);
  bool plus = true, minus = s->signs;
  for (int c = 0; c < s->mp->p->d; c++) {
    plus = plus && fabs(x[c] - y[c]) <= s->mp->tol;
    minus = minus && fabs(x[c] + y[c]) <= s->mp->tol;
  }
  return plus || minus;
}

static bool same_teachers(const struct search *s, int a, int b) {
  const int *teachers = s->mp->block->teachers;
  bool plus = true, minus = s->signs;
  for (int c = 0; c < s->students.count; c++) {
    const double *w = student(s, c);
    plus = plus && fabs(w[teachers[a]] - w[teachers[b]]) <= s->mp->tol;
    minus = minus && fabs(w[teachers[a]] + w[teachers[b]]) <= s->mp->tol;
  }
  return plus || minus;
}

static enum cpf_status make_side(const struct search *s, struct side *side, int count, int numbered,
                                 bool (*same)(const struct search *, int, int),
                                 struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  side->count = count;
  side->numbered = numbered;
  CPF_TRY_ALLOC(side->who, (size_t)count, err);
  CPF_TRY_ALLOC(side->sign, (size_t)count, err);
  CPF_TRY_ALLOC(side->same, (size_t)count, err);
  CPF_TRY_ALLOC(side->used, (size_t)count, err);
  for (int a = 0; a < count && numbered > 0; a++) {
    side->same[a] = a;
    for (int b = 0; b < a && side->same[a] == a; b++)
      if (side->same[b] == b && same(s, a, b))
        side->same[a] = b;
  }
cleanup:
  return status;
}

static void clear_side(struct side *side) {
  free(side->who);
  free(side->sign);
  free(side->same);
  free(side->used);
}

static bool admissible(const struct search *s, int level, int number, int sign) {
  const struct cpf_level *t = &s->plan.levels[level];
  const struct side *side = t->teacher ? &s->teachers : &s->students;
  if (side->used[number] || (sign < 0 && (!s->signs || level == 0)))
    return false;
  bool interchangeable = t->slot >= side->numbered;
  for (int b = interchangeable ? 0 : side->same[number]; b < number; b++)
    if (!side->used[b] && (interchangeable || side->same[b] == side->same[number]))
      return false; // the same as an earlier candidate
  return true;
}

// Checks the instances [from, end). False also when the work has run out.
static bool check(struct search *s, size_t from, size_t end) {
  for (size_t c = from; c < end; c++) {
    const struct cpf_instance *instance = &s->plan.instances[c];
    if (s->mp->work == 0)
      return false;
    s->mp->work--;
    s->scene.i = instance->i;
    s->scene.q = instance->q;
    s->scene.j = instance->j;
    if (!cpf_condition_holds(instance->condition, &s->scene, s->mp->tol))
      return false;
  }
  return true;
}

// Fills the level's slot with its next candidate that satisfies the conditions, if there is one.
static bool fill(struct search *s, int level) {
  const struct cpf_level *t = &s->plan.levels[level];
  struct side *side = t->teacher ? &s->teachers : &s->students;
  size_t from = level == 0 ? s->plan.bare : s->plan.levels[level - 1].end;
  while (s->next[level] < 2 * side->count && s->mp->work > 0) {
    int number = s->next[level] / 2, sign = s->next[level] % 2 == 0 ? 1 : -1;
    s->next[level]++;
    if (!admissible(s, level, number, sign))
      continue;
    side->who[t->slot] = number;
    side->sign[t->slot] = sign;
    if (check(s, from, t->end)) {
      side->used[number] = true;
      return true;
    }
  }
  return false;
}

static void vacate(struct search *s, int level) {
  const struct cpf_level *t = &s->plan.levels[level];
  struct side *side = t->teacher ? &s->teachers : &s->students;
  side->used[side->who[t->slot]] = false;
}

static enum cpf_match backtrack(struct search *s) {
  int level = 0;
  if (!check(s, 0, s->plan.bare))
    return s->mp->work == 0 ? CPF_MATCH_UNKNOWN : CPF_MATCH_NO;
  while (level < s->plan.nlevels) {
    if (fill(s, level)) {
      level++;
      if (level < s->plan.nlevels)
        s->next[level] = 0;
    } else if (s->mp->work == 0) {
      return CPF_MATCH_UNKNOWN;
    } else if (level == 0) {
      return CPF_MATCH_NO;
    } else {
      vacate(s, --level);
    }
  }
  return CPF_MATCH_YES;
}

static enum cpf_status search(struct cpf_match_problem *mp, const struct cpf_row *row,
                              enum cpf_match *answer, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  const struct cpf_block *b = mp->block;
  int m = b->nstudents, l = b->nteachers;
  struct search s = {.mp = mp, .signs = cpf_problem_has_signs(mp->p)};
  CPF_TRY(make_side(&s, &s.students, m, row->uses.students, same_students, err));
  CPF_TRY(make_side(&s, &s.teachers, l, row->uses.numbered, same_teachers, err));
  CPF_TRY(cpf_plan_make(row, m, l, &s.plan, err));
  CPF_TRY_ALLOC(s.next, (size_t)s.plan.nlevels, err);
  s.scene = (struct cpf_scene){.W = mp->W,
                               .d = mp->p->d,
                               .students = b->students,
                               .teachers = b->teachers,
                               .student = s.students.who,
                               .student_sign = s.students.sign,
                               .teacher = s.teachers.who,
                               .teacher_sign = s.teachers.sign,
                               .theta = mp->theta,
                               .rho = mp->p->rho,
                               .m = m,
                               .l = l};
  *answer = backtrack(&s);
cleanup:
  free(s.next);
  cpf_plan_clear(&s.plan);
  clear_side(&s.students);
  clear_side(&s.teachers);
  return status;
}

// The largest norm of a student's component outside the span of all teachers is at most tol. (By
// the definition of a block its overlaps with other blocks' teachers are.)
static bool in_span(const struct cpf_match_problem *mp) {
  for (int a = 0; a < mp->block->nstudents; a++) {
    const double *w = mp->W + (size_t)mp->block->students[a] * (size_t)mp->p->d;
    double norm = 0;
    for (int c = mp->p->k; c < mp->p->d; c++)
      norm = hypot(norm, w[c]);
    if (!(norm <= mp->tol))
      return false;
  }
  return true;
}

enum cpf_status cpf_match_row(struct cpf_match_problem *mp, const struct cpf_row *row,
                              enum cpf_match *answer, struct cpf_error *err) {
  int m = mp->block->nstudents, l = mp->block->nteachers;
  *answer = CPF_MATCH_NO;
  if (!cpf_shape_holds(&row->shape, m, l) || (row->uses.theta && !isfinite(mp->theta)))
    return CPF_OK;
  if (row->uses.teachers && !row->conditions.outside && !in_span(mp))
    return CPF_OK;
  *answer = CPF_MATCH_YES;
  if (row->conditions.length == 0)
    return CPF_OK;
  *answer = CPF_MATCH_UNKNOWN;
  if (cpf_plan_size(row, m, l) > CPF_MATCH_INSTANCES)
    return CPF_OK;
  return search(mp, row, answer, err);
}
