// SPDX-License-Identifier: GPL-3.0-or-later
#include "classify/expression.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <criterion/criterion.h>

static const struct cpf_shape four_on_three = {{4, 4}, {3, 3}};

// Two students of a block on two teachers, named in reverse and with signs.
static const double W[] = {0.6, 0.8, 0, 0, -0.8, 0.6};
static const int students[] = {0, 1}, teachers[] = {0, 1};
static const int reversed[] = {1, 0}, plus_minus[] = {1, -1};
static const struct cpf_scene scene = {.W = W,
                                       .d = 3,
                                       .students = students,
                                       .teachers = teachers,
                                       .student = reversed,
                                       .student_sign = plus_minus,
                                       .teacher = reversed,
                                       .teacher_sign = plus_minus,
                                       .i = 0,
                                       .q = 1,
                                       .j = 1,
                                       .theta = 0.25,
                                       .rho = 6,
                                       .m = 4,
                                       .l = 3};

static enum cpf_status parse(const char *text, struct cpf_expression *e, struct cpf_uses *uses,
                             struct cpf_error *err) {
  struct cpf_patterns *patterns = NULL;
  cr_assert_eq(cpf_patterns_new(&patterns, err), CPF_OK);
  struct cpf_lexer lx = {
      .patterns = patterns, .file = "x", .text = text, .line = 1, .end = strlen(text)};
  struct cpf_reader reader = {&lx, &four_on_three, uses, err};
  enum cpf_status status = cpf_lexer_next(&lx, err);
  if (status == CPF_OK)
    status = cpf_expression_parse(&reader, e);
  if (status == CPF_OK && lx.token.kind != CPF_TOKEN_END)
    status = cpf_lexer_unexpected(&lx, err, "nothing more");
  cpf_patterns_free(patterns);
  return status;
}

static double value(const char *text) {
  struct cpf_expression e = {0};
  struct cpf_uses uses = {0};
  struct cpf_error err = {CPF_OK, ""};
  enum cpf_status status = parse(text, &e, &uses, &err);
  cr_assert_eq(status, CPF_OK, "%s: %s", text, err.text);
  double x = cpf_expression_value(&e, &scene);
  cpf_expression_clear(&e);
  return x;
}

static void refused(const char *text, const char *expected) {
  struct cpf_expression e = {0};
  struct cpf_uses uses = {0};
  struct cpf_error err = {CPF_OK, ""};
  cr_assert_eq(parse(text, &e, &uses, &err), CPF_EPARSE, "%s", text);
  cr_assert_str_eq(err.text, expected);
  cpf_expression_clear(&e);
}

// Each value is the compiler's own for the same formula.
Test(expression, values) {
  const double pi = acos(-1);
  const struct {
    const char *text;
    double value;
  } cases[] = {
      {"2", 2},
      {"2.5e-1", 0.25},
      {".5", 0.5},
      {"1.", 1},
      {"1+2*3", 7},
      {"(1+2)*3", 9},
      {"7-4-2", 1},
      {"8/4/2", 1},
      {"-2^2", -4},
      {"--3", 3},
      {"---3", -3},
      {"2*-3", -6},
      {"2^3^2", 512},
      {"(2^3)^2", 64},
      {"2^(-1/2)", pow(2, -0.5)},
      {"sqrt(2)/2", sqrt(2) / 2},
      {"cos(pi/3)", cos(pi / 3)},
      {"sin (pi/8)^2 + cos(pi/8)^2", pow(sin(pi / 8), 2) + pow(cos(pi / 8), 2)},
      {"theta", 0.25},
      {"cos(theta)", cos(0.25)},
      {"acos(0)", pi / 2},
      {"acos(pi/8) - asin(pi/8)", acos(pi / 8) - asin(pi / 8)},
      {"asin(sin(theta))", 0.25},
      {"rho-m*l", -6},
      {"l^(-1/2)", pow(3, -0.5)},
      {"m-1", 3},
      {"w1.v1", -0.8}, // + w_2, + v_2
      {"w1.v2", 0},    // + w_2, - v_1
      {"w2.v1", -0.8}, // - w_1, + v_2
      {"w2.v2", 0.6},  // - w_1, - v_1
      {"v2.w2", 0.6},
      {"wi.w1", 1},
      {"w1.w2 + 1", 1.64},
      {"wi.wq", 0.64},
      {"wq.vj", 0.6},
      {"w2 . v2 * 2", 1.2},
      {"w2.v1^2", 0.64},
      {"-w2.v1", 0.8},
      {"sqrt(m) - sqrt(4)", 0},
  };
  for (size_t c = 0; c < sizeof cases / sizeof *cases; c++)
    cr_assert_float_eq(value(cases[c].text), cases[c].value, 4 * DBL_EPSILON, "%s = %.17g",
                       cases[c].text, value(cases[c].text));
}

Test(expression, constants_are_folded) {
  struct cpf_expression e = {0};
  struct cpf_uses uses = {0};
  cr_assert_eq(parse("sqrt(2)*(1+cos(pi/4))^2 + m", &e, &uses, NULL), CPF_OK);
  cr_assert_eq(e.length, 3);
  cr_assert_not(uses.theta || uses.teachers || uses.i || uses.q || uses.j);
  cpf_expression_clear(&e);
}

Test(expression, tells_what_it_uses) {
  struct cpf_expression e = {0};
  struct cpf_uses uses = {0};
  cr_assert_eq(parse("w3.v2 + wi.w2 + theta", &e, &uses, NULL), CPF_OK);
  cr_assert(uses.theta && uses.teachers && uses.i);
  cr_assert_not(uses.q || uses.j);
  cr_assert_eq(uses.students, 3);
  cr_assert_eq(uses.numbered, 2);
  cpf_expression_clear(&e);
}

// Not constant, so refused only by the comparison.
Test(expression, variables_may_be_infinite) {
  cr_assert_not(isfinite(value("1/(m-4)")));
  cr_assert_not(isfinite(value("sqrt(m-5)")));
  cr_assert_not(isfinite(value("(m-4)^(-1)")));
}

Test(expression, errors) {
  static const char allowed[] = "expected w1, wi, wq, v1, vj, pi, theta, rho, m, l, sqrt(), cos(), "
                                "sin(), acos(), asin() or a number";
  char text[200];
  snprintf(text, sizeof text, "x:1:3: found the end of the line, %s", allowed);
  refused("1+", text);
  snprintf(text, sizeof text, "x:1:1: found `tau', %s", allowed);
  refused("tau", text);
  snprintf(text, sizeof text, "x:1:1: found `w0', %s", allowed);
  refused("w0.v1", text);
  snprintf(text, sizeof text, "x:1:3: found `)', %s", allowed);
  refused("1*)", text);
  snprintf(text, sizeof text, "x:1:1: found `+', %s", allowed);
  refused("+1", text);
  refused("(1", "x:1:3: found the end of the line, expected `)'");
  refused("cos pi", "x:1:5: found `pi', expected `('");
  refused("2^-1/2", "x:1:3: found `-', expected parentheses, as in 2^(-1/2)");
  refused("2 pi", "x:1:3: found `pi', expected nothing more");
  refused("1@2", "x:1:2: found `@', expected nothing more");
  refused("0x10", "x:1:2: found `x10', expected nothing more");
  refused("w1", "x:1:3: found the end of the line, expected `.' and another vector");
  refused("v1.v2", "x:1:4: found `v2', expected a student: w1, w2, ..., wi, wq");
  refused("w1.x", "x:1:4: found `x', expected a vector: w1, w2, ..., wi, wq, v1, v2, ..., vj");
  refused("w5.v1", "x:1:1: `w5' is beyond the shape, which allows a block of 4 students");
  refused("w1.v4", "x:1:4: `v4' is beyond the shape, which allows a block of 3 teachers");
  refused("w99999999999999999999.v1", "x:1:1: `w99999999999999999999' is beyond the shape, which "
                                      "allows a block of 4 students");
  refused("1e999", "x:1:1: found `1e999', expected a number within the range of a double");
  refused("m+1/0", "x:1:4: the value of `/' is not finite");
  refused("sqrt(-1)", "x:1:1: the value of `sqrt' is not finite");
  refused("acos(2)", "x:1:1: the value of `acos' is not finite");
  refused("10^400", "x:1:3: the value of `^' is not finite");
  refused("1e308*10", "x:1:6: the value of `*' is not finite");
}

// Depth CPF_EXPRESSION_DEPTH is read, and its value fits the stack; one more is refused.
Test(expression, depth) {
  char text[CPF_EXPRESSION_DEPTH * 8 + 8] = "", expected[80];
  for (int c = 0; c < CPF_EXPRESSION_DEPTH; c++)
    strcat(text, "m+l*(");
  strcat(text, "m+m*l");
  for (int c = 0; c < CPF_EXPRESSION_DEPTH; c++)
    strcat(text, ")");
  double x = 4 + 4 * 3;
  for (int c = 0; c < CPF_EXPRESSION_DEPTH; c++)
    x = 4 + 3 * x;
  cr_assert_float_eq(value(text) / x, 1, 1e-14);
  memset(text, '(', CPF_EXPRESSION_DEPTH + 1);
  text[CPF_EXPRESSION_DEPTH + 1] = '\0';
  snprintf(expected, sizeof expected, "x:1:%d: nested more than %d deep", CPF_EXPRESSION_DEPTH + 1,
           CPF_EXPRESSION_DEPTH);
  refused(text, expected);
  text[0] = '\0';
  for (int c = 0; c <= CPF_EXPRESSION_DEPTH; c++)
    strcat(text, "m^");
  snprintf(expected, sizeof expected, "x:1:%d: nested more than %d deep",
           2 * CPF_EXPRESSION_DEPTH + 2, CPF_EXPRESSION_DEPTH);
  refused(text, expected);
}

// The stack bound is reached: a sum, a product and a power pending at every second level.
Test(expression, widest_stack) {
  char text[CPF_EXPRESSION_DEPTH * 8 + 16] = "";
  for (int c = 0; c < CPF_EXPRESSION_DEPTH / 2; c++)
    strcat(text, "m+l*m^(");
  strcat(text, "m+m*l");
  for (int c = 0; c < CPF_EXPRESSION_DEPTH / 2; c++)
    strcat(text, ")");
  cr_assert(isinf(value(text)));
}
