// SPDX-License-Identifier: GPL-3.0-or-later
// The value of an expression: its postfix code run over a stack, whose height is bounded by the
// depth that cpf_expression_parse allows.
#include "classify/expression.h"

#include <math.h>

int cpf_scene_slot(const struct cpf_scene *scene, int slot) {
  if (slot >= 0)
    return slot;
  return slot == CPF_EACH_I ? scene->i : slot == CPF_EACH_Q ? scene->q : scene->j;
}

static double student_teacher(const struct cpf_scene *s, int a, int b) {
  a = cpf_scene_slot(s, a);
  b = cpf_scene_slot(s, b);
  const double *w = s->W + (size_t)s->students[s->student[a]] * (size_t)s->d;
  return s->student_sign[a] * s->teacher_sign[b] * w[s->teachers[s->teacher[b]]];
}

static double student_student(const struct cpf_scene *s, int a, int b) {
  a = cpf_scene_slot(s, a);
  b = cpf_scene_slot(s, b);
  const double *x = s->W + (size_t)s->students[s->student[a]] * (size_t)s->d;
  const double *y = s->W + (size_t)s->students[s->student[b]] * (size_t)s->d;
  double product = 0;
  for (int c = 0; c < s->d; c++)
    product += x[c] * y[c];
  return s->student_sign[a] * s->student_sign[b] * product;
}

static double leaf(const struct cpf_instruction *code, const struct cpf_scene *scene) {
  switch (code->op) {
  case CPF_OP_NUMBER:
    return code->number;
  case CPF_OP_THETA:
    return scene->theta;
  case CPF_OP_RHO:
    return scene->rho;
  case CPF_OP_M:
    return scene->m;
  case CPF_OP_L:
    return scene->l;
  case CPF_OP_WV:
    return student_teacher(scene, code->a, code->b);
  default:
    return student_student(scene, code->a, code->b);
  }
}

double cpf_operation_apply(enum cpf_operation op, double x, double y) {
  switch (op) {
  case CPF_OP_NEGATE:
    return -x;
  case CPF_OP_SQRT:
    return sqrt(x);
  case CPF_OP_COS:
    return cos(x);
  case CPF_OP_SIN:
    return sin(x);
  case CPF_OP_ACOS:
    return acos(x);
  case CPF_OP_ASIN:
    return asin(x);
  case CPF_OP_ADD:
    return x + y;
  case CPF_OP_SUBTRACT:
    return x - y;
  case CPF_OP_MULTIPLY:
    return x * y;
  case CPF_OP_DIVIDE:
    return x / y;
  default:
    return pow(x, y);
  }
}

double cpf_expression_value(const struct cpf_expression *e, const struct cpf_scene *scene) {
  double stack[CPF_EXPRESSION_STACK] = {0};
  size_t height = 0;
  for (size_t c = 0; c < e->length; c++) {
    const struct cpf_instruction *code = &e->code[c];
    if (code->op <= CPF_OP_WW) {
      stack[height++] = leaf(code, scene);
      continue;
    }
    double y = 0;
    if (code->op >= CPF_OP_ADD)
      y = stack[--height];
    stack[height - 1] = cpf_operation_apply(code->op, stack[height - 1], y);
  }
  return stack[0];
}
