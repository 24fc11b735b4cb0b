// SPDX-License-Identifier: GPL-3.0-or-later
// Scalar expressions of the conditions of a row: parsed once, evaluated for many bindings.
//
//   sum     = product {("+" | "-") product}
//   product = unary {("*" | "/") unary}
//   unary   = {"-"} power
//   power   = primary ["^" power]                 so -2^2 = -4 and 2^3^2 = 2^9
//   primary = NUMBER | "pi" | "theta" | "rho" | "m" | "l" | "(" sum ")"
//           | ("sqrt" | "cos" | "sin" | "acos" | "asin") "(" sum ")"
//           | student "." teacher | teacher "." student | student "." student
#ifndef CPF_CLASSIFY_EXPRESSION_H
#define CPF_CLASSIFY_EXPRESSION_H

#include "classify/lexer.h"
#include "classify/shape.h"

enum {
  CPF_EXPRESSION_DEPTH = 32, // nesting of parentheses and of powers
  // Values held at once: a level holds one for its sum and one for its product, a power one.
  CPF_EXPRESSION_STACK = 2 * (CPF_EXPRESSION_DEPTH + 1) + 1
};

enum cpf_operation {
  CPF_OP_NUMBER = 0,
  CPF_OP_THETA,
  CPF_OP_RHO,
  CPF_OP_M,
  CPF_OP_L,
  CPF_OP_WV, // overlap of student a and teacher b
  CPF_OP_WW, // of student a and student b
  CPF_OP_NEGATE,
  CPF_OP_SQRT,
  CPF_OP_COS,
  CPF_OP_SIN,
  CPF_OP_ACOS,
  CPF_OP_ASIN,
  CPF_OP_ADD,
  CPF_OP_SUBTRACT,
  CPF_OP_MULTIPLY,
  CPF_OP_DIVIDE,
  CPF_OP_POWER
};

struct cpf_instruction {
  enum cpf_operation op;
  int a, b;      // slots counted from 0, or CPF_EACH_*
  double number; // of CPF_OP_NUMBER
};

// In postfix order.
struct cpf_expression {
  size_t length, room;
  struct cpf_instruction *code; // owned
};

// What a condition, or a row, speaks of.
struct cpf_uses {
  bool i, q, j;           // wi, wq, vj
  bool theta;             // the angle
  bool teachers;          // any teacher
  int students, numbered; // largest student number and largest teacher number written out
};

// The names of a block given to the slots of a row: slot s of the row is student number
// student[s] of the block, times a sign; the same for teachers.
struct cpf_scene {
  const double *W;                   // the point, rows of d doubles
  int d;                             // dimension
  const int *students, *teachers;    // of the block
  const int *student, *student_sign; // by slot
  const int *teacher, *teacher_sign; // by slot
  int i, q, j;                       // slots bound to wi, wq, vj
  double theta, rho, m, l;           // theta is NaN where there is none
};

// Where an expression stands: the numbers it may use, and what it turns out to use.
struct cpf_reader {
  struct cpf_lexer *lexer;
  const struct cpf_shape *shape; // w3 needs a shape with 3 students or more, always
  struct cpf_uses *uses;         // added to
  struct cpf_error *err;
};

// Reads the longest expression from the lexer's token on. A part made of constants alone is
// evaluated at once; CPF_EPARSE when its value is not finite. e must be empty; on failure the
// caller still clears it.
enum cpf_status cpf_expression_parse(struct cpf_reader *reader, struct cpf_expression *e);

// Reads an index token w<..> or v<..>: its slot, counted from 0, or CPF_EACH_*.
enum cpf_status cpf_slot_parse(struct cpf_reader *reader, int *slot);

// The value, which may be NaN or infinite. Cost: O(length), and d per inner product of students.
double cpf_expression_value(const struct cpf_expression *e, const struct cpf_scene *scene);

// op applied to x, or to x and y from CPF_OP_ADD on.
double cpf_operation_apply(enum cpf_operation op, double x, double y);

// The slot itself, or the slot the scene binds to CPF_EACH_*.
int cpf_scene_slot(const struct cpf_scene *scene, int slot);

void cpf_expression_clear(struct cpf_expression *e);

#endif
