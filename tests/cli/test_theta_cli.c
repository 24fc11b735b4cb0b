// SPDX-License-Identifier: GPL-3.0-or-later
// Runs `cpfind theta`, the program named by CPFIND, each test in a folder of its own.
#include <jansson.h>

#include "program.h"

#define THETA_TEST(name) Test(theta_cli, name, .init = program_setup, .fini = program_teardown)

THETA_TEST(bad_degrees) {
  static const struct {
    const char *arguments, *message;
  } list[] = {
      {"", "--rho or --real-rho is missing"},
      {"--rho 4 --real-rho 4", "contradict each other"},
      {"--rho 0", "--rho: '0' is not allowed: the degree is out of range (allowed: R, A:B or"},
      {"--rho -4", "--rho: '-4' is not allowed: not such a number"},
      {"--rho 4:", "--rho: '4:' is not allowed: a number is missing"},
      {"--rho :4", "a number is missing"},
      {"--rho 4::2", "a number is missing"},
      {"--rho 4:20:0", "the step is 0"},
      {"--rho 4:20:-2", "not such a number"},
      {"--rho 20:4", "the range is empty"},
      {"--rho 4:8:2:1", "not one to three short numbers"},
      {"--rho 1e3", "'1e3' is not allowed: not such a number"},
      {"--rho abc", "not such a number"},
      {"--rho ' 4'", "not such a number"},
      {"--rho 4.5", "not such a number"},
      {"--rho 4,6", "not such a number"},
      {"--rho ''", "--rho: '' is not allowed"},
      {"--rho 1000001", "out of range"},
      {"--rho 0:4", "out of range"},
      {"--rho 4:1000001:100000", "out of range"},
      {"--rho 1:1000000", "too many degrees"},
      {"--rho 99999999999999999999:4", "a number is too large"},
      {"--rho 99999999999999999999", "out of range"},
      {"--rho 4:8:99999999999999999999", "a number is too large"},
      {"--real-rho 2", "--real-rho: '2' is not allowed: the degree is out of range"},
      {"--real-rho 1.9", "out of range"},
      {"--real-rho 2:3", "a degree is out of range"},
      {"--real-rho 4.", "not such a number"},
      {"--real-rho .5", "not such a number"},
      {"--real-rho 3:4:0.00", "the step is 0"},
      {"--real-rho nan", "not such a number"},
      {"--real-rho 1e3", "not such a number"},
      {"--real-rho 2.123456789012:3", "too many decimal places for a range"},
      {"--real-rho 1000000.1", "out of range"},
      {"--rho 4 --digits 0", "--digits: '0' is not allowed"},
      {"--rho 4 --digits 10001", "--digits: '10001' is not allowed"},
      {"--rho 4 --format xml", "--format: 'xml' is not allowed"},
      {"--rho 4 --format latex", "'latex' is not a format of theta"},
      {"--rho 4 extra", "unexpected argument 'extra'"},
      {"--rho 4 --n 2", "--n: is an option of"},
  };
  for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
    int code = shell("\"$CPFIND\" theta %s", list[i].arguments);
    cr_expect_eq(code, 2, "theta %s: exit code %d", list[i].arguments, code);
    cr_expect_not_null(strstr(err_text, list[i].message), "theta %s: %s", list[i].arguments,
                       err_text);
    cr_expect_str_empty(out_text);
  }
}

static const char *text_of(const json_t *o, const char *key) {
  const json_t *value = json_object_get(o, key);
  cr_assert_not_null(value, "%s is absent", key);
  return json_is_string(value) ? json_string_value(value) : NULL;
}

static const char *const keys[] = {"rho",
                                   "theta",
                                   "radius",
                                   "degrees",
                                   "degrees_radius",
                                   "closed_form",
                                   "closed_form_reason",
                                   "polynomial",
                                   "variable",
                                   "degree",
                                   "irreducible",
                                   "eigenvalues",
                                   "branch",
                                   "pair",
                                   "pair_gap",
                                   "reason"};

THETA_TEST(json) {
  cr_assert_eq(shell("\"$CPFIND\" theta --rho 2:5 --digits 20 --format json"), 0, "%s", err_text);
  json_t *o = json_loads(out_text, 0, NULL);
  cr_assert_not_null(o);
  cr_expect_eq(json_integer_value(json_object_get(o, "schema")), 1);
  cr_expect_str_eq(text_of(o, "command"), "theta");
  cr_expect_str_eq(text_of(o, "status"), "complete");
  json_t *angles = json_object_get(o, "angles");
  cr_assert_eq(json_array_size(angles), 4u);
  for (size_t i = 0; i < 4; i++) {
    json_t *a = json_array_get(angles, i);
    for (size_t k = 0; k < sizeof keys / sizeof *keys; k++)
      cr_expect_not_null(json_object_get(a, keys[k]), "%s is absent", keys[k]);
    cr_expect_eq(json_integer_value(json_object_get(a, "rho")), (json_int_t)i + 2);
    cr_expect_eq(text_of(a, "theta") != NULL, i == 2);
    cr_expect_eq(text_of(a, "reason") != NULL, i != 2);
  }
  json_t *four = json_array_get(angles, 2);
  cr_expect_str_eq(text_of(four, "theta"), "0.39269908169872415481");
  cr_expect_str_eq(text_of(four, "degrees"), "22.5");
  cr_expect_str_eq(text_of(four, "closed_form"), "pi/8");
  cr_expect_str_eq(text_of(four, "polynomial"), "2*x^2 - 1");
  cr_expect_str_eq(text_of(four, "variable"), "x = cos(2*theta)");
  cr_expect(json_is_true(json_object_get(four, "irreducible")));
  cr_expect_eq(json_array_size(json_object_get(json_array_get(angles, 3), "pair")), 2u);
  json_decref(o);
}

THETA_TEST(ndjson_has_a_line_for_each_angle) {
  cr_assert_eq(shell("\"$CPFIND\" theta --real-rho 2.5:4:0.25 --digits 15 --format ndjson"), 0);
  static const char *const degrees[] = {"2.5", "2.75", "3", "3.25", "3.5", "3.75", "4"};
  size_t lines = 0;
  char *rest = NULL;
  for (char *line = strtok_r(out_text, "\n", &rest); line != NULL;
       line = strtok_r(NULL, "\n", &rest), lines++) {
    json_t *o = json_loads(line, 0, NULL);
    cr_assert_not_null(o);
    cr_assert_lt(lines, sizeof degrees / sizeof *degrees);
    cr_expect_str_eq(text_of(o, "type"), "angle");
    cr_expect_str_eq(text_of(o, "rho"), degrees[lines]);
    cr_expect_not_null(text_of(o, "theta"));
    json_decref(o);
  }
  cr_expect_eq(lines, sizeof degrees / sizeof *degrees);
}

THETA_TEST(csv) {
  cr_assert_eq(shell("\"$CPFIND\" theta --rho 4:5 --digits 5 --format csv"), 0);
  cr_expect_str_eq(
      out_text,
      "rho,theta,radius,degrees,degrees_radius,closed_form,closed_form_reason,polynomial,variable,"
      "degree,irreducible,eigenvalue_a,eigenvalue_s,branch_1,branch_2,pair_1,pair_2,pair_gap,"
      "reason\r\n"
      "4,0.39270,9.19e-7,22.5,0,pi/8,,2*x^2 - 1,x = cos(2*theta),2,true,0,4,,,,,,\r\n"
      "5,,,,,,,,,,,,,,,0.33578,0.29535,4.05e-2,\"odd rho: with equal angles the two equations "
      "differ by 2 sin^(rho-1)(t) cos(t), not 0 inside (0, pi/2); the pair takes its place\"\r\n");
}

THETA_TEST(table) {
  char *rest = NULL;
  cr_assert_eq(shell("\"$CPFIND\" theta --rho 4:6 --digits 20 -q"), 0);
  cr_expect_str_eq(out_text, "  4  0.39269908169872415481  22.5                     2.17e-21\n"
                             "  5  -                       -                        -\n"
                             "  6  0.28592943510060512344  16.38254986982445208716  2.34e-21\n");
  cr_assert_eq(shell("\"$CPFIND\" theta --rho 8 --digits 200"), 0);
  cr_expect_not_null(strstr(out_text, "\nrho = 8\n  theta "));
  cr_expect_not_null(strstr(out_text, "8*x^6 - x^2 - 3, x = cos(2*theta), irreducible over Q"));
  for (char *line = strtok_r(out_text, "\n", &rest); line != NULL;
       line = strtok_r(NULL, "\n", &rest))
    cr_expect_leq(strlen(line), 100u, "%s", line);
}

THETA_TEST(output_file) {
  cr_assert_eq(shell("\"$CPFIND\" theta --rho 4 --format csv -o angles.csv"), 0);
  cr_expect_str_empty(out_text);
  slurp("angles.csv", out_text);
  cr_expect_not_null(strstr(out_text, "pi/8"));
  cr_expect_eq(shell("\"$CPFIND\" theta --rho 4 -o no/such/folder"), 3);
}

THETA_TEST(interrupted_writes_what_is_there) {
  int code = shell("\"$CPFIND\" theta --rho 4:200000:2 --digits 200 --format json & pid=$!; "
                   "sleep 1; kill -TERM $pid; wait $pid");
  cr_expect(code == 128 + 15 || code == 0, "exit code %d", code); // 0: it was faster
  cr_expect_not_null(strstr(out_text, code == 0 ? "\"complete\"" : "\"interrupted\""));
}

THETA_TEST(many_digits) {
  cr_assert_eq(shell("\"$CPFIND\" theta --rho 1000000 --digits 10000 --format csv"), 0);
  const char *line = strstr(out_text, "\n1000000,");
  cr_assert_not_null(line);
  cr_expect_eq(strcspn(line + 9, ","), 10002u);
}
