// SPDX-License-Identifier: GPL-3.0-or-later
// cpfind verify from the outside: exit codes, errors, formats, files.
#include <jansson.h>

#include "program.h"

#define COMMAND_TEST(name)                                                                         \
  Test(verify_command, name, .init = program_setup, .fini = program_teardown)

// Runs cpfind verify ARGUMENTS; returns the exit code.
static int run(const char *arguments) {
  return shell("\"$CPFIND\" verify %s", arguments);
}

COMMAND_TEST(exit_codes) {
  cr_expect_eq(run("theta-4"), 0, "%s", err_text);
  cr_expect_not_null(strstr(out_text, "theta-4                  holds"));
  cr_expect_str_empty(err_text);
  cr_expect_eq(run("theta-4 f-prime"), 1);
  cr_expect_str_eq(err_text, "cpfind: 1 of 2 claims do not hold as printed\n");
  cr_expect_not_null(strstr(out_text, "2 claims: 1 holds, 0 refuted, 1 corrected, 0 undecided"));
}

COMMAND_TEST(bad_input) {
  static const struct {
    const char *arguments, *message;
  } list[] = {
      {"theta-5", "no claim is called 'theta-5'; the nearest is theta-4"},
      {"''", "the name of the claim to verify is empty"},
      {"lemma-2.2 lema-3.1", "the nearest is lemma-3.1"},
      {"--rho 4", "--rho: is an option of"},
      {"--format xml", "--format: 'xml' is not allowed"},
      {"--format latex", "'latex' is not a format of verify"},
      {"--threads 0", "--threads: '0' is not allowed"},
      {"-q -v", "--quiet and --verbose contradict each other"},
      {"--verbos", "the nearest is --verbose"},
  };
  for (size_t i = 0; i < sizeof list / sizeof list[0]; i++) {
    cr_expect_eq(run(list[i].arguments), 2, "%s", list[i].arguments);
    cr_expect_not_null(strstr(err_text, list[i].message), "%s: %s", list[i].arguments, err_text);
    cr_expect_str_empty(out_text);
  }
  cr_expect_eq(run("theta-4 -o /nowhere/at/all"), 3);
}

COMMAND_TEST(formats_and_files) {
  cr_expect_eq(run("f-prime --format json -o claims.json"), 1);
  cr_expect_str_empty(out_text);
  json_t *o = json_load_file("claims.json", 0, NULL);
  cr_assert_not_null(o);
  json_t *claim = json_array_get(json_object_get(o, "claims"), 0);
  cr_expect_str_eq(json_string_value(json_object_get(claim, "verdict")), "corrected");
  json_decref(o);
  cr_expect_eq(run("f-prime -q"), 1);
  cr_expect_str_eq(out_text, "f-prime                  corrected   proof of lemma C.1\n");
  cr_expect_eq(run("f-prime --format csv"), 1);
  cr_expect_eq(strncmp(out_text, "id,verdict,source,", 18), 0);
  cr_expect_eq(run("f-prime theta-4 --format ndjson"), 1);
  cr_expect_eq(strncmp(out_text, "{\"type\": \"claim\", \"id\": \"theta-4\"", 33), 0, "%s",
               out_text);
  cr_expect_eq(run("f-prime -v"), 1);
  cr_expect_not_null(strstr(out_text, "    ok       f'(0)"));
}

// The same bytes for any number of threads, apart from the timing.
COMMAND_TEST(threads_change_nothing) {
  static char first[TEXT_BYTES];
  cr_expect_eq(run("table-1 only-theta-changes --threads 1 -v"), 1);
  strcpy(first, out_text);
  cr_expect_eq(run("table-1 only-theta-changes --threads 3 -v"), 1);
  cr_expect_str_eq(first, out_text);
}
