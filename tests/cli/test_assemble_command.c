// SPDX-License-Identifier: GPL-3.0-or-later
// Runs `cpfind find --assemble`, each test in a folder of its own.
#include <jansson.h>

#include "../golden.h"
#include "program.h"
#include "report/assemble.h"

#define ASSEMBLE_TEST(name)                                                                        \
  Test(assemble_cli, name, .init = program_setup, .fini = program_teardown)

ASSEMBLE_TEST(bad_options) {
  static const struct {
    const char *arguments, *message;
  } list[] = {
      {"--n 2 --k 2 --rho 2 --assemble 2", "rho is 2; assembling needs at least 3"},
      {"--n 1001 --k 2 --rho 4 --assemble 2", "n = 1001"},
      {"--n 2 --k 2 --rho 4 --assemble 0", "--assemble: '0' is not allowed"},
      {"--n 2 --k 2 --rho 4 --assemble 8", "--assemble: '8' is not allowed"},
      {"--n 2 --k 2 --rho 4 --assemble", "--assemble: a value is missing"},
      {"--n 2 --k 2 --rho 4 --assemble 2 --assemble 2", "given more than once"},
      {"--n 2 --k 2 --rho 4 --blocks-teachers 2", "--blocks-teachers: needs --assemble"},
      {"--n 2 --k 2 --rho 4 --list 5", "--list: needs --assemble"},
      {"--n 2 --k 2 --rho 4 --assemble 2 --blocks-teachers 8", "--blocks-teachers: '8'"},
      {"--n 2 --k 2 --rho 4 --assemble 2 --list 0", "--list: '0' is not allowed"},
      {"--k 2 --rho 4 --assemble 2", "--n is missing"},
  };
  for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
    int code = shell("\"$CPFIND\" %s", list[i].arguments);
    cr_expect_eq(code, 2, "%s: exit code %d", list[i].arguments, code);
    cr_expect_not_null(strstr(err_text, list[i].message), "%s: %s", list[i].arguments, err_text);
    cr_expect_str_empty(out_text);
  }
  cr_expect_eq(shell("\"$CPFIND\" classify - --assemble 2"), 2);
  cr_expect_not_null(strstr(err_text, "is an option of 'cpfind find' only"));
}

ASSEMBLE_TEST(tables) {
  cr_assert_eq(shell("\"$CPFIND\" --n 3 --k 4 --rho 6 --assemble 2"), 0, "%s", err_text);
  golden_expect("report/assemble-table", strdup(out_text));
  cr_assert_eq(shell("\"$CPFIND\" --n 12 --k 12 --rho 6 --assemble 2 --list 10"), 0);
  golden_expect("report/assemble-minima", strdup(out_text));
  cr_assert_eq(shell("\"$CPFIND\" --n 2 --k 2 --d 3 --rho 4 --assemble 2 -q"), 0);
  golden_expect("report/assemble-quiet", strdup(out_text));
  cr_assert_eq(shell("\"$CPFIND\" --n 12 --k 12 --rho 6 --assemble 2 --list 1 --format csv"), 0);
  cr_expect_str_eq(out_text, "label,points,dimension,loss,index,nullity,local_degree,kind,"
                             "unused_teachers,blocks\r\n");
  cr_expect_not_null(strstr(err_text, "--list: none of"));
}

static json_t *load(void) {
  json_error_t error;
  json_t *o = json_loads(out_text, 0, &error);
  cr_assert_not_null(o, "%s", error.text);
  return o;
}

static const char *text(const json_t *o, const char *key) {
  const char *value = json_string_value(json_object_get(o, key));
  cr_assert_not_null(value, "%s", key);
  return value;
}

ASSEMBLE_TEST(json) {
  cr_assert_eq(shell("\"$CPFIND\" --n 2 --k 2 --rho 4 --assemble 2 --format json"), 0);
  json_t *o = load(), *summary = json_object_get(o, "summary"), *family = NULL;
  size_t i;
  cr_expect_str_eq(text(o, "command"), "assemble");
  cr_expect_str_eq(text(o, "generating_function"),
                   "exp(y + 2 x y + 4 x y^2/2! + 4 x^2 y/2! + 32 x^2 y^2/(2! 2!))");
  cr_expect_str_eq(text(summary, "points"), "48");
  cr_expect_str_eq(text(summary, "spurious_minima"), "0");
  cr_expect_str_eq(text(json_object_get(summary, "euler"), "verdict"), "holds");
  cr_expect(json_is_true(json_object_get(summary, "whole")));
  cr_expect_eq(json_array_size(json_object_get(o, "searches")), 4);
  cr_expect_eq(json_array_size(json_object_get(o, "blocks")), 6);
  cr_expect_eq(json_array_size(json_object_get(o, "families")), 5);
  json_array_foreach(json_object_get(o, "families"), i, family) {
    cr_expect(strtol(text(family, "points"), NULL, 10) > 0);
    cr_expect(json_is_array(json_object_get(family, "blocks")));
    cr_expect_eq(json_integer_value(json_object_get(family, "dimension")), 0);
  }
  json_decref(o);
}

// The lines of NDJSON are the members of the object; all but the timing is the same for any
// threads.
ASSEMBLE_TEST(ndjson_and_threads) {
  cr_assert_eq(shell("\"$CPFIND\" --n 5 --k 4 --rho 5 --assemble 2 --format json --threads 1"), 0);
  json_t *one = load();
  cr_assert_eq(shell("\"$CPFIND\" --n 5 --k 4 --rho 5 --assemble 2 --format json --threads 2"), 0);
  json_t *two = load();
  json_object_del(one, "timing");
  json_object_del(two, "timing");
  cr_expect(json_equal(one, two));
  cr_assert_eq(shell("\"$CPFIND\" --n 5 --k 4 --rho 5 --assemble 2 --format ndjson"), 0);
  size_t count = 0;
  json_t *families = json_object_get(one, "families");
  char *rest = NULL;
  for (char *line = strtok_r(out_text, "\n", &rest); line != NULL;
       line = strtok_r(NULL, "\n", &rest), count++) {
    json_t *o = json_loads(line, 0, NULL);
    cr_assert_not_null(o);
    bool last = count == json_array_size(families);
    cr_expect_str_eq(text(o, "type"), last ? "summary" : "family");
    json_object_del(o, "type");
    if (!last)
      cr_expect(json_equal(o, json_array_get(families, count)));
    else
      cr_expect(json_equal(json_object_get(o, "summary"), json_object_get(one, "summary")));
    json_decref(o);
  }
  cr_expect_eq(count, json_array_size(families) + 1);
  json_decref(one);
  json_decref(two);
}

ASSEMBLE_TEST(proved_or_not) {
  cr_expect_eq(shell("\"$CPFIND\" --n 50 --k 50 --rho 4 --assemble 2 --prove"), 0, "%s", err_text);
  cr_expect_not_null(strstr(out_text, "completeness:  proved: "));
  cr_expect_eq(shell("\"$CPFIND\" --n 9 --k 9 --rho 4 --assemble 2 --prove --boxes 2"), 1);
  cr_expect_not_null(strstr(err_text, "P(2,2,2,4): --prove"), "%s", err_text);
  cr_expect_not_null(strstr(out_text, "Checks"));
  cr_expect_eq(shell("\"$CPFIND\" --n 9 --k 9 --rho 4 --assemble 2 >/dev/full"), 3);
}

Test(assemble_report, numbers) {
  static const struct {
    const char *digits, *shown;
  } list[] = {{"0", "0"},
              {"999999999999999", "999999999999999"},
              {"1000000000000000", "1.00000e+15"},
              {"1234565000000001", "1.23457e+15"},
              {"99999940000000000000", "9.99999e+19"},
              {"99999950000000000001", "1.00000e+20"},
              {"12345678901234567890123456789", "1.23457e+28"}};
  for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
    char cell[CPF_REPORT_NUMBER];
    cpf_assemble_show(cell, list[i].digits);
    cr_expect_str_eq(cell, list[i].shown, "%s", list[i].digits);
  }
}
