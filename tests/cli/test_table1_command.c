// SPDX-License-Identifier: GPL-3.0-or-later
// `cpfind table` from the shell: bad input, formats, files, interruption.
#include <jansson.h>
#include <signal.h>

#include "program.h"

#define CLI_TEST(name) Test(table1, name, .init = program_setup, .fini = program_teardown)

CLI_TEST(bad_input) {
  static const struct {
    const char *arguments, *message;
  } list[] = {
      {"", "table: the number of the table is missing (allowed: 1)"},
      {"--rho 6", "table: the number of the table is missing (allowed: 1)"},
      {"2", "table: '2' is not a table of the paper (allowed: 1)"},
      {"x", "table: 'x' is not a table of the paper (allowed: 1)"},
      {"01", "table: '01' is not a table of the paper (allowed: 1)"},
      {"1 1", "unexpected argument '1'"},
      {"1 --rho 0", "--rho: '0' is not allowed"},
      {"1 --rho 1001", "--rho: '1001' is not allowed"},
      {"1 --rho abc", "--rho: 'abc' is not allowed"},
      {"1 --format html", "--format: 'html' is not allowed"},
      {"1 --n 2", "--n: is an option of"},
  };
  for (size_t i = 0; i < sizeof list / sizeof list[0]; i++) {
    int code = shell("\"$CPFIND\" table %s", list[i].arguments);
    cr_expect_eq(code, 2, "table %s: exit code %d", list[i].arguments, code);
    cr_expect_not_null(strstr(err_text, list[i].message), "table %s: %s", list[i].arguments,
                       err_text);
    cr_expect_str_empty(out_text);
  }
}

CLI_TEST(the_papers_degree_is_the_default) {
  cr_assert_eq(shell("\"$CPFIND\" table 1"), 0, "%s", err_text);
  cr_expect_str_empty(err_text);
  cr_expect_not_null(strstr(out_text, "P(n=2, k=2, d=2, rho=4)"), "%s", out_text);
  cr_expect_not_null(strstr(out_text, "5 families, 48 points"), "%s", out_text);
  cr_expect_not_null(strstr(out_text, "completeness: proved: "), "%s", out_text);
  cr_expect_eq(shell("\"$CPFIND\" table 1 --rho 4 --threads 2 >again; "
                     "\"$CPFIND\" table 1 | cmp - again"),
               0, "%s%s", out_text, err_text);
}

CLI_TEST(every_format_to_a_file) {
  static const char *const formats[] = {"table", "markdown", "latex", "json", "ndjson", "csv"};
  static const char *const starts[] = {
      "Table 1 ", "Table 1 ", "% cpfind", "{\"schema\": ", "{\"type\": \"row\", ", "number,name,"};
  for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
    cr_assert_eq(shell("\"$CPFIND\" table 1 --rho 3 --format %s -o result", formats[i]), 0, "%s",
                 err_text);
    cr_expect_str_empty(out_text);
    slurp("result", out_text);
    cr_expect_eq(strncmp(out_text, starts[i], strlen(starts[i])), 0, "%s: %.80s", formats[i],
                 out_text);
  }
  cr_expect_eq(shell("\"$CPFIND\" table 1 -o missing/result"), 3);
}

CLI_TEST(json) {
  cr_assert_eq(shell("\"$CPFIND\" table 1 --rho 6 --format json"), 0, "%s", err_text);
  json_t *root = json_loads(out_text, JSON_REJECT_DUPLICATES, NULL);
  cr_assert_not_null(root);
  int points = 0, families = 0, missing = 0;
  const char *completeness = NULL, *command = NULL;
  cr_assert_eq(json_unpack(root, "{s:s,s:s,s:{s:i,s:i,s:i}}", "command", &command, "completeness",
                           &completeness, "totals", "points", &points, "families", &families,
                           "not_in_paper", &missing),
               0);
  cr_expect_str_eq(command, "table");
  cr_expect_str_eq(completeness, "proved");
  cr_expect(points == 80 && families == 6 && missing == 1);
  json_decref(root);
}

// Nothing is certified for rho = 1, which is said, not punished; continua for rho = 2.
CLI_TEST(first_degrees) {
  cr_expect_eq(shell("\"$CPFIND\" table 1 --rho 1"), 0, "%s", err_text);
  cr_expect_not_null(strstr(out_text, "certificates need rho >= 2"), "%s", out_text);
  cr_expect_eq(shell("\"$CPFIND\" table 1 --rho 2"), 0, "%s", err_text);
  cr_expect_not_null(strstr(out_text, "continuum"), "%s", out_text);
}

CLI_TEST(quiet) {
  cr_expect_eq(shell("\"$CPFIND\" table 1 -q | wc -l"), 0);
  cr_expect_eq(atoi(out_text), 5, "%s", out_text);
}

// The temporary file is there once the signals are cared for; a large degree takes long.
CLI_TEST(interrupted) {
  int code = shell("\"$CPFIND\" table 1 --rho 1000 --threads 1 --format json -o result & pid=$!; "
                   "until ls .cpfind-* >/dev/null 2>&1; do sleep 0.1; done; "
                   "kill -s TERM $pid; wait $pid");
  cr_expect_eq(code, 128 + SIGTERM, "%d: %s", code, err_text);
  cr_expect_not_null(strstr(err_text, "interrupted by signal"), "%s", err_text);
  slurp("result", out_text);
  json_t *root = json_loads(out_text, 0, NULL);
  cr_assert_not_null(root, "%s", out_text);
  cr_expect_str_eq(json_string_value(json_object_get(root, "status")), "interrupted");
  json_decref(root);
}
