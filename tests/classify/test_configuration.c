// SPDX-License-Identifier: GPL-3.0-or-later
// The points that conditions describe by themselves.
#include "classify/configuration.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include <criterion/criterion.h>

struct answer {
  enum cpf_configuration answer;
  char reason[CPF_CONFIGURATION_REASON];
  double W[4];
};

static const double TOL = 1e-10;

static struct answer solve(const char *conditions, double theta) {
  struct answer a = {.W = {7, 7, 7, 7}};
  char text[300];
  struct cpf_table *table = NULL;
  struct cpf_error err = {CPF_OK, ""};
  const struct cpf_configuration_problem cp = {
      .m = 2, .l = 2, .rho = 4, .theta = theta, .tol = TOL};
  snprintf(text, sizeof text, "x | 2 on 2 | %s\n", conditions);
  cr_assert_eq(cpf_table_parse("t", text, strlen(text), &table, &err), CPF_OK, "%s", err.text);
  cr_assert_str_eq(table->rows[0].text, conditions);
  cr_assert_eq(cpf_configuration_solve(&table->rows[0], &cp, a.W, &a.answer, a.reason, &err),
               CPF_OK);
  cpf_table_free(table);
  return a;
}

static void expect_point(const char *conditions, const double W[4]) {
  struct answer a = solve(conditions, 0.25);
  cr_assert_eq(a.answer, CPF_CONFIGURATION_POINT, "%s: %s", conditions, a.reason);
  for (int i = 0; i < 4; i++)
    cr_expect_float_eq(a.W[i], W[i], TOL, "%s: entry %d is %.17g", conditions, i, a.W[i]);
}

Test(configuration, points) {
  const double h = sqrt(0.5);
  expect_point("w1 = v1 and w2 = v2", (double[]){1, 0, 0, 1});
  expect_point("w1 = w2 = -v2", (double[]){0, -1, 0, -1});
  expect_point("w2 = v1 and -w1 = w2", (double[]){-1, 0, 1, 0});
  expect_point("w1 = w2 and w1.v1 = 2^(-1/2) and w1.v2 = 2^(-1/2)", (double[]){h, h, h, h});
  expect_point("w1.v1 = w2.v1 = cos(theta) and w1.v2 = -w2.v2 = sin(theta)",
               (double[]){cos(0.25), sin(0.25), cos(0.25), -sin(0.25)});
  expect_point("wi.vj = 2^(-1/2)", (double[]){h, h, h, h});
  expect_point("3*w1.v1 + 4*w1.v2 = 5 and 4*w1.v1 = 3*w1.v2 and w2 = v1 and rho = 4",
               (double[]){0.6, 0.8, 1, 0});
}

static void expect_no_point(const char *conditions, enum cpf_configuration answer,
                            const char *reason) {
  struct answer a = solve(conditions, NAN);
  cr_expect_eq(a.answer, answer, "%s: %d, %s", conditions, a.answer, a.reason);
  cr_expect_str_eq(a.reason, reason, "%s: %s", conditions, a.reason);
  for (int i = 0; i < 4; i++)
    cr_expect_eq(a.W[i], 7, "%s: W was written", conditions);
}

Test(configuration, contradictions) {
  enum cpf_configuration none = CPF_CONFIGURATION_NONE;
  expect_no_point("w1.v1 = w2.v1 = 2^(-1/2) and w1.v1 = -w2.v1 = 2^(-1/2)", none,
                  "w2.v1 would be both 0.707107 and -0.707107");
  expect_no_point("w1.v1 = w2.v1 = acos(pi/8) and w1.v2 = -w2.v2 = asin(pi/8)", none,
                  "w1.v1 would be 1.16723, and no inner product of unit vectors exceeds 1");
  expect_no_point("w1.v1 = -3/2", none,
                  "w1.v1 would be -1.5, and no inner product of unit vectors exceeds 1");
  expect_no_point("w2.v1 = 0.6 and w2.v2 = 0.6", none, "w2 would have the length 0.848528, not 1");
  expect_no_point("w1 = v1 = v2", none, "w1.v1 would be both 1 and 0");
  expect_no_point("w1.v1 + w2.v1 = 1 and w1.v1 + w2.v1 = 2", none,
                  "its conditions contradict each other");
  expect_no_point("w1.v1 = cos(theta)", none, "rho = 4 has no tight-balance angle theta");
  expect_no_point("rho = 6 and w1 = v1 and w2 = v2", none, "its conditions contradict each other");
}

Test(configuration, what_is_left_open) {
  enum cpf_configuration open = CPF_CONFIGURATION_OPEN;
  expect_no_point("w1 = v1", open, "w2.v1 is left open");
  expect_no_point("w1.v1 = w2.v2", open, "w1.v1 is left open");
  expect_no_point("none", open, "w1.v1 is left open");
  expect_no_point("w1.w2 = 0 and w1 = v1 and w2 = v2", open, "one of its conditions is not linear");
  expect_no_point("w1.v1^2 = 1/2 and w2 = v1", open, "w1.v1 is left open");
}

Test(configuration, text_of_several_lines) {
  static const char text[] = "a | 2 on 2 | w1 = v1   # comment\n  |  | w2 = v2 and rho = 4 \r\n";
  struct cpf_table *table = NULL;
  cr_assert_eq(cpf_table_parse("t", text, strlen(text), &table, NULL), CPF_OK);
  cr_expect_str_eq(table->rows[0].text, "w1 = v1 and w2 = v2 and rho = 4");
  cpf_table_free(table);
}

Test(configuration, printed_table) {
  struct cpf_table *table = NULL;
  cr_assert_eq(cpf_table_printed(&table, NULL), CPF_OK);
  cr_expect_eq(table->nrows, 5);
  cr_expect_str_eq(table->rows[1].text,
                   "w1.v1 = w2.v1 = acos(pi/8) and w1.v2 = -w2.v2 = asin(pi/8)");
  cpf_table_free(table);
}
