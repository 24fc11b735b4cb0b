// SPDX-License-Identifier: GPL-3.0-or-later
// 1. Every condition, with the names as written, is a set of equations in the overlaps w_a.v_b:
//    side = first side, for vectors coordinate by coordinate.
// 2. An equation is affine when its values at 0 and at the unit vectors foretell its value at
//    another point. One that is not is left out, and the answer can then be NONE or OPEN only.
// 3. Gauss-Jordan elimination, one equation at a time. One that becomes 0 = c contradicts those
//    before it.
// 4. An overlap of unit vectors is at most 1, and in the span of the teachers those of a student
//    have squares that add up to 1.
#include "classify/configuration.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "classify/plan.h"
#include "status/try.h"

struct solver {
  const struct cpf_configuration_problem *cp;
  struct cpf_plan plan;
  struct cpf_scene scene;
  int *names, *signs; // identity: what the slots of the row are bound to
  int size;           // unknowns, m*l: w_a.v_b at a*l + b
  double *W;          // where the equations are evaluated
  double *equation;   // size + 1: coefficients and the right side
  double *original;   // the same before elimination
  double *rows;       // size x (size + 1): row u has its pivot, 1, at u
  bool *pivot;        // by unknown
  bool curved;        // an equation was not affine
};

// A side's value at coordinate t, which numbers ignore.
static double value(const struct solver *s, const struct cpf_condition *c, size_t side, int t) {
  if (!c->vectors)
    return cpf_expression_value(&c->sides[side].expression, &s->scene);
  const struct cpf_vector *v = &c->sides[side].vector;
  int slot = cpf_scene_slot(&s->scene, v->slot);
  if (v->teacher)
    return t == slot ? v->sign : 0;
  return v->sign * s->W[(size_t)slot * (size_t)s->cp->l + (size_t)t];
}

static double difference(const struct solver *s, const struct cpf_condition *c, size_t side,
                         int t) {
  return value(s, c, side, t) - value(s, c, 0, t);
}

// Step 2. False when the equation is not affine, or has no value.
static bool expand(struct solver *s, const struct cpf_condition *c, size_t side, int t) {
  double foretold = 0, probe = 1;
  for (int u = 0; u < s->size; u++)
    s->W[u] = 0;
  double constant = difference(s, c, side, t);
  foretold = constant;
  for (int u = 0; u < s->size; u++) {
    s->W[u] = 1;
    s->equation[u] = difference(s, c, side, t) - constant;
    s->W[u] = 0;
  }
  for (int u = 0; u < s->size; u++, probe += 1) {
    s->W[u] = 1 / (1 + probe); // no two alike, none 0 or 1
    foretold += s->W[u] * s->equation[u];
  }
  double found = difference(s, c, side, t);
  s->equation[s->size] = -constant;
  for (int u = 0; u <= s->size; u++)
    s->original[u] = s->equation[u];
  return isfinite(found) && isfinite(constant) && fabs(found - foretold) <= s->cp->tol;
}

static double *row_of(const struct solver *s, int u) {
  return s->rows + (size_t)u * ((size_t)s->size + 1);
}

// target -= factor * row.
static void subtract(const struct solver *s, double *target, double factor, const double *row) {
  for (int u = 0; u <= s->size; u++)
    target[u] -= factor * row[u];
}

static bool determined(const struct solver *s, int u) {
  if (!s->pivot[u])
    return false;
  for (int v = 0; v < s->size; v++)
    if (v != u && fabs(row_of(s, u)[v]) > s->cp->tol)
      return false;
  return true;
}

// "w2.v1 would be both 0.7 and -0.7", where the equations before determine all its unknowns.
static void say_contradiction(const struct solver *s, char *reason) {
  int last = -1;
  for (int u = 0; u < s->size; u++) {
    if (fabs(s->original[u]) <= s->cp->tol)
      continue;
    if (!determined(s, u)) {
      last = -1;
      break;
    }
    last = u;
  }
  if (last < 0) {
    snprintf(reason, CPF_CONFIGURATION_REASON, "its conditions contradict each other");
    return;
  }
  double before = row_of(s, last)[s->size];
  double after = before + s->equation[s->size] / s->original[last];
  snprintf(reason, CPF_CONFIGURATION_REASON, "w%d.v%d would be both %.6g and %.6g",
           last / s->cp->l + 1, last % s->cp->l + 1, before, after);
}

// Step 3. False on a contradiction, with its reason.
static bool eliminate(struct solver *s, char *reason) {
  int largest = -1;
  for (int u = 0; u < s->size; u++)
    if (s->pivot[u])
      subtract(s, s->equation, s->equation[u], row_of(s, u));
  for (int u = 0; u < s->size; u++)
    if (fabs(s->equation[u]) > s->cp->tol &&
        (largest < 0 || fabs(s->equation[u]) > fabs(s->equation[largest])))
      largest = u;
  if (largest < 0) {
    if (fabs(s->equation[s->size]) <= s->cp->tol)
      return true;
    say_contradiction(s, reason);
    return false;
  }
  double scale = s->equation[largest], *row = row_of(s, largest);
  for (int u = 0; u <= s->size; u++)
    row[u] = s->equation[u] / scale;
  s->pivot[largest] = true;
  for (int u = 0; u < s->size; u++)
    if (s->pivot[u] && u != largest)
      subtract(s, row_of(s, u), row_of(s, u)[largest], row);
  return true;
}

static bool no_value(const struct solver *s, const struct cpf_condition *c, size_t side) {
  return !c->vectors && c->uses.theta && !isfinite(s->cp->theta) &&
         !isfinite(cpf_expression_value(&c->sides[side].expression, &s->scene));
}

// Steps 1 to 3 for one condition.
static bool take(struct solver *s, const struct cpf_instance *instance, char *reason) {
  const struct cpf_condition *c = instance->condition;
  s->scene.i = instance->i;
  s->scene.q = instance->q;
  s->scene.j = instance->j;
  for (size_t side = 0; side < c->nsides; side++) {
    if (no_value(s, c, side)) {
      snprintf(reason, CPF_CONFIGURATION_REASON, "rho = %d has no tight-balance angle theta",
               s->cp->rho);
      return false;
    }
    for (int t = 0; side > 0 && t < (c->vectors ? s->cp->l : 1); t++) {
      bool affine = expand(s, c, side, t);
      s->curved |= !affine;
      if (affine && !eliminate(s, reason))
        return false;
    }
  }
  return true;
}

// Step 4.
static bool is_unit(const struct solver *s, char *reason) {
  for (int u = 0; u < s->size; u++)
    if (determined(s, u) && fabs(row_of(s, u)[s->size]) > 1 + s->cp->tol) {
      snprintf(reason, CPF_CONFIGURATION_REASON,
               "w%d.v%d would be %.6g, and no inner product of unit vectors exceeds 1",
               u / s->cp->l + 1, u % s->cp->l + 1, row_of(s, u)[s->size]);
      return false;
    }
  for (int a = 0; a < s->cp->m; a++) {
    double norm = 0;
    bool whole = true;
    for (int u = a * s->cp->l; u < (a + 1) * s->cp->l; u++) {
      norm = hypot(norm, row_of(s, u)[s->size]);
      whole = whole && determined(s, u);
    }
    if (whole && fabs(norm - 1) > s->cp->tol) {
      snprintf(reason, CPF_CONFIGURATION_REASON, "w%d would have the length %.6g, not 1", a + 1,
               norm);
      return false;
    }
  }
  return true;
}

static enum cpf_configuration conclude(const struct solver *s, double *W, char *reason) {
  if (!is_unit(s, reason))
    return CPF_CONFIGURATION_NONE;
  for (int u = 0; u < s->size; u++)
    if (!determined(s, u)) {
      snprintf(reason, CPF_CONFIGURATION_REASON, "w%d.v%d is left open", u / s->cp->l + 1,
               u % s->cp->l + 1);
      return CPF_CONFIGURATION_OPEN;
    }
  if (s->curved) {
    snprintf(reason, CPF_CONFIGURATION_REASON, "one of its conditions is not linear");
    return CPF_CONFIGURATION_OPEN;
  }
  for (int u = 0; u < s->size; u++)
    W[u] = row_of(s, u)[s->size];
  return CPF_CONFIGURATION_POINT;
}

static enum cpf_status begin(struct solver *s, const struct cpf_row *row, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  const struct cpf_configuration_problem *cp = s->cp;
  int most = cp->m > cp->l ? cp->m : cp->l;
  size_t size = (size_t)s->size;
  CPF_TRY_ALLOC(s->names, (size_t)most, err);
  CPF_TRY_ALLOC(s->signs, (size_t)most, err);
  CPF_TRY_ALLOC(s->W, size, err);
  CPF_TRY_ALLOC(s->equation, size + 1, err);
  CPF_TRY_ALLOC(s->original, size + 1, err);
  CPF_TRY_ALLOC(s->rows, size * (size + 1), err);
  CPF_TRY_ALLOC(s->pivot, size, err);
  for (int a = 0; a < most; a++) {
    s->names[a] = a;
    s->signs[a] = 1;
  }
  s->scene = (struct cpf_scene){.W = s->W,
                                .d = cp->l,
                                .students = s->names,
                                .teachers = s->names,
                                .student = s->names,
                                .student_sign = s->signs,
                                .teacher = s->names,
                                .teacher_sign = s->signs,
                                .theta = cp->theta,
                                .rho = cp->rho,
                                .m = cp->m,
                                .l = cp->l};
  CPF_TRY(cpf_plan_make(row, cp->m, cp->l, &s->plan, err));
cleanup:
  return status;
}

static void clear(struct solver *s) {
  free(s->names);
  free(s->signs);
  free(s->W);
  free(s->equation);
  free(s->original);
  free(s->rows);
  free(s->pivot);
  cpf_plan_clear(&s->plan);
}

enum cpf_status cpf_configuration_solve(const struct cpf_row *row,
                                        const struct cpf_configuration_problem *cp, double *W,
                                        enum cpf_configuration *answer, char *reason,
                                        struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct solver s = {.cp = cp, .size = cp->m * cp->l};
  bool possible = true;
  reason[0] = '\0';
  CPF_TRY(begin(&s, row, err));
  for (size_t c = 0; c < s.plan.ninstances && possible; c++)
    possible = take(&s, &s.plan.instances[c], reason);
  *answer = possible ? conclude(&s, W, reason) : CPF_CONFIGURATION_NONE;
cleanup:
  clear(&s);
  return status;
}
