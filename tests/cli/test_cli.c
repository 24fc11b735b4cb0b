// SPDX-License-Identifier: GPL-3.0-or-later
// Runs the program named by CPFIND through the shell, each test in a folder of its own.
#include <criterion/criterion.h>

#include <dirent.h>
#include <jansson.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/number.h"
#include "cli/suggest.h"
#include "program.h"

// A problem every command line below can start from.
#define SMALL "--n 2 --k 2 --rho 4"

#define CLI_TEST(name) Test(cli, name, .init = program_setup, .fini = program_teardown)

static void spill(const char *path, const char *text) {
  FILE *f = fopen(path, "w");
  cr_assert_not_null(f);
  fputs(text, f);
  fclose(f);
}

static void expect_failure(const char *arguments, int code, const char *message) {
  int got = shell("\"$CPFIND\" %s", arguments);
  cr_expect_eq(got, code, "cpfind %s: exit code %d, expected %d\n%s", arguments, got, code,
               err_text);
  cr_expect_not_null(strstr(err_text, message), "cpfind %s: no '%s' in: %s", arguments, message,
                     err_text);
  cr_expect_eq(strncmp(err_text, "cpfind: ", 8), 0, "cpfind %s: %s", arguments, err_text);
  cr_expect_str_empty(out_text, "cpfind %s: standard output: %s", arguments, out_text);
}

struct bad {
  const char *arguments;
  const char *message;
};

static void expect_usage_errors(const struct bad *list, size_t count) {
  for (size_t i = 0; i < count; i++)
    expect_failure(list[i].arguments, 2, list[i].message);
}
#define EXPECT_USAGE_ERRORS(list) expect_usage_errors(list, sizeof(list) / sizeof(list)[0])

static int is_file(const struct dirent *entry) {
  return strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
}

static int count_files(void) {
  struct dirent **entries = NULL;
  int count = scandir(".", &entries, is_file, alphasort);
  cr_assert_geq(count, 0);
  for (int i = 0; i < count; i++)
    free(entries[i]);
  free(entries);
  return count;
}

// Bad command lines

CLI_TEST(commands) {
  static const struct bad list[] = {
      {"", "no problem given"},
      {"fnid --n 2", "unknown command 'fnid'; the nearest is find"},
      {"clasify x", "the nearest is classify"},
      {"cla x", "the nearest is classify"},
      {"flwo", "unknown command 'flwo'; the nearest is flow"},
      {"flow extra --n 2", "unexpected argument 'extra': flow takes options only"},
      {"''", "unknown command ''"},
      {"find extra --n 2", "unexpected argument 'extra'"},
      {"--n 2 --k 2 --rho 4 extra", "unexpected argument 'extra'"},
      {"--n 2 --k 2 --rho 4 -- --d", "unexpected argument '--d'"},
      {"--n 2 --k 2 --rho 4 -", "unexpected argument '-'"},
      {"chek x", "the nearest is check"},
      {"check", "check: the file is missing"},
      {"check ''", "the name of the file to check is empty"},
      {"check a b", "unexpected argument 'b': check takes one file"},
      {"check a --n 2",
       "--n: is an option of 'cpfind find' and 'cpfind classify' and 'cpfind flow' only"},
      {"check a --format csv", "--format: 'csv' is not a format of check (allowed: table, json)"},
      {"check a --prove", "--prove: is an option of 'cpfind find' only"},
      {"check a --verbose", "--verbose: is an option of 'cpfind find' and 'cpfind classify' and"},
      {"check a --memory 1G", "--memory: is an option of"},
      {"classify", "the file is missing"},
      {"classify ''", "the name of the file to classify is empty"},
      {"classify a b", "unexpected argument 'b'"},
  };
  EXPECT_USAGE_ERRORS(list);
}

CLI_TEST(sizes) {
  static const struct bad list[] = {
      {"--n 2 --k 2", "--rho is missing"},
      {"--n 2 --rho 4", "--k is missing"},
      {"--k 2 --rho 4", "--n is missing"},
      {"--n 0 --k 2 --rho 4", "--n: '0' is not allowed (allowed: a whole number from 1"},
      {"--n -1 --k 2 --rho 4", "--n: '-1' is not allowed"},
      {"--n 99999999999999999999 --k 2 --rho 4", "--n: '99999999999999999999' is not allowed"},
      {"--n 1048577 --k 2 --rho 4", "--n: '1048577' is not allowed"},
      {"--n 2x --k 2 --rho 4", "--n: '2x' is not allowed"},
      {"--n ' 2' --k 2 --rho 4", "--n: ' 2' is not allowed"},
      {"--n 0x2 --k 2 --rho 4", "--n: '0x2' is not allowed"},
      {"--k 0 --n 2 --rho 4", "--k: '0' is not allowed"},
      {"--k 2.0 --n 2 --rho 4", "--k: '2.0' is not allowed"},
      {"--k 3 --n 2 --d 2 --rho 4", "--k: 3 exceeds --d 2"},
      {"--d 0 --n 2 --k 2 --rho 4", "--d: '0' is not allowed"},
      {"--d two --n 2 --k 2 --rho 4", "--d: 'two' is not allowed"},
      {"--rho 0 --n 2 --k 2", "--rho: '0' is not allowed (allowed: a whole number from 1 to 1000)"},
      {"--rho 1.5 --n 2 --k 2", "--rho: '1.5' is not allowed"},
      {"--rho 10^9 --n 2 --k 2", "--rho: '10^9' is not allowed"},
      {"--rho 1000000000 --n 2 --k 2", "--rho: '1000000000' is not allowed"},
      {"--rho 1001 --n 2 --k 2", "--rho: '1001' is not allowed"},
      {"--rho '' --n 2 --k 2", "--rho: '' is not allowed"},
      {"--rho=nan --n 2 --k 2", "--rho: 'nan' is not allowed"},
      {"--rho=+ --n 2 --k 2", "--rho: '+' is not allowed"},
  };
  EXPECT_USAGE_ERRORS(list);
}

CLI_TEST(other_values) {
  static const struct bad list[] = {
      {SMALL " --repulsion -1", "--repulsion: '-1' is not allowed (allowed: a number from 0"},
      {SMALL " --repulsion nan", "--repulsion: 'nan' is not allowed"},
      {SMALL " --repulsion inf", "--repulsion: 'inf' is not allowed"},
      {SMALL " --repulsion 1e999", "--repulsion: '1e999' is not allowed"},
      {SMALL " --repulsion 2e9", "--repulsion: '2e9' is not allowed"},
      {SMALL " --repulsion 0x1", "--repulsion: '0x1' is not allowed"},
      {SMALL " --repulsion 1,5", "--repulsion: '1,5' is not allowed"},
      {SMALL " --repulsion 1/2", "--repulsion: '1/2' is not allowed"},
      {SMALL " --repulsion ''", "--repulsion: '' is not allowed"},
      {SMALL " --repulsion 1 --loss squared", "give only one"},
      {SMALL " --loss correlation --repulsion 0", "give only one"},
      {SMALL " --loss cubic", "--loss: 'cubic' is not allowed (allowed: squared, correlation)"},
      {SMALL " --seed -1", "--seed: '-1' is not allowed"},
      {SMALL " --seed 9223372036854775808", "--seed: '9223372036854775808' is not allowed"},
      {SMALL " --starts 0", "--starts: '0' is not allowed"},
      {SMALL " --starts 1e6", "--starts: '1e6' is not allowed"},
      {SMALL " --threads 0", "--threads: '0' is not allowed"},
      {SMALL " --threads 1025", "--threads: '1025' is not allowed"},
      {SMALL " --method bfgs", "--method: 'bfgs' is not allowed (allowed: chain, newton"},
      {SMALL " --memory 1", "--memory: '1' is not allowed (allowed: at least 1M"},
      {SMALL " --memory 1X", "--memory: '1X' is not allowed"},
      {SMALL " --memory 1MB", "--memory: '1MB' is not allowed"},
      {SMALL " --memory 99999999T", "--memory: '99999999T' is not allowed"},
      {SMALL " --memory -5M", "--memory: '-5M' is not allowed"},
      {SMALL " --format xml", "--format: 'xml' is not allowed (allowed: table, json, ndjson, csv)"},
      {SMALL " --format JSON", "--format: 'JSON' is not allowed"},
      {SMALL " --output ''", "--output: '' is not allowed"},
      {SMALL " --table ''", "--table: '' is not allowed"},
      {SMALL " --boxes 5", "--boxes: needs --prove"},
      {SMALL " --prove --boxes 0", "--boxes: '0' is not allowed"},
      {SMALL " --prove --boxes 1e6", "--boxes: '1e6' is not allowed"},
      {SMALL " --certify --no-certify", "--no-certify and --certify contradict each other"},
      {SMALL " --no-certify --prove", "--no-certify and --prove contradict each other"},
      {SMALL " --certify=yes", "--certify: takes no value, but 'yes' was given"},
      {SMALL " --certif", "the nearest is --certify"},
      {"classify - " SMALL " --complete", "--complete: is an option of 'cpfind find' only"},
      {SMALL " --radius 0.2", "--radius: is an option of 'cpfind classify' and 'cpfind flow' only"},
      {SMALL " --normalise",
       "--normalise: is an option of 'cpfind classify' and 'cpfind flow' only"},
      {"classify - " SMALL " --radius 0", "--radius: '0' is not allowed"},
      {"classify - " SMALL " --radius -0.1", "--radius: '-0.1' is not allowed"},
      {"classify - " SMALL " --seed 1",
       "--seed: is an option of 'cpfind find' and 'cpfind figure' and 'cpfind flow' only"},
      {"classify - " SMALL " --normalise=yes", "--normalise: takes no value, but 'yes' was given"},
      {SMALL " -q -v", "--quiet and --verbose contradict each other"},
  };
  EXPECT_USAGE_ERRORS(list);
}

CLI_TEST(options_are_whole_and_given_once) {
  static const struct bad list[] = {
      {SMALL " --repuls 1", "unknown option '--repuls'; the nearest is --repulsion"},
      {SMALL " --see 1", "unknown option '--see'; the nearest is --seed"},
      {SMALL " --fromat json", "unknown option '--fromat'; the nearest is --format"},
      {SMALL " --quite", "unknown option '--quite'; the nearest is --quiet"},
      {SMALL " --normalize", "unknown option '--normalize'"},
      {"classify - --normalize", "the nearest is --normalise"},
      {"--N 2", "unknown option '--N'; the nearest is --n"},
      {"-n 2", "unknown option '-n'; the nearest is --n"},
      {"-qv", "unknown option '-qv'"},
      {"-ofile", "unknown option '-ofile'"},
      {"---n 2", "unknown option '---n'"},
      {"--=2", "unknown option '--'"},
      {"--ver", "the nearest is --ver"},
      {"--n 2 --n 2 --k 2 --rho 4", "--n: given more than once"},
      {SMALL " -o a --output b", "--output: given more than once"},
      {SMALL " -q --quiet", "--quiet: given more than once"},
      {"--n", "--n: a value is missing (allowed: a whole number"},
      {"--n --k 2 --rho 4", "--n: a value is missing"},
      {SMALL " -o", "--output: a value is missing"},
      {SMALL " -o -q", "--output: a value is missing"},
      {SMALL " --quiet=1", "--quiet: takes no value, but '1' was given"},
  };
  EXPECT_USAGE_ERRORS(list);
}

CLI_TEST(control_characters_are_not_repeated) {
  expect_failure("\"$(printf '\\033[2J')\"", 2, "unknown command '?[2J'");
}

// Good command lines

CLI_TEST(version_and_help) {
  cr_expect_eq(shell("\"$CPFIND\" --version"), 0);
  cr_expect_not_null(strstr(out_text, "cpfind " CPF_VERSION "\n"));
  cr_expect_not_null(strstr(out_text, "GPL-3.0-or-later"));
  cr_expect_eq(shell("\"$CPFIND\" --help"), 0);
  cr_expect_not_null(strstr(out_text, "--repulsion X"));
  cr_expect_not_null(strstr(out_text, "Examples:"));
  cr_expect_eq(shell("\"$CPFIND\" find --help"), 0);
  cr_expect_eq(shell("\"$CPFIND\" classify --help"), 0);
  cr_expect_not_null(strstr(out_text, "--normalise"));
  cr_expect_null(strstr(out_text, "--starts"));
  cr_expect_str_empty(err_text);
}

CLI_TEST(find_prints_a_table) {
  cr_expect_eq(shell("\"$CPFIND\" " SMALL), 0, "%s", err_text);
  cr_expect_not_null(strstr(out_text, "P(n=2, k=2, d=2, rho=4)"));
  cr_expect_not_null(strstr(out_text, "tight-balance"));
  cr_expect_not_null(strstr(out_text, "Euler:"));
  cr_expect_null(strchr(out_text, '\033'), "no colours in a file");
  cr_expect_str_empty(err_text, "no progress line in a file");
}

CLI_TEST(spellings_of_options) {
  cr_expect_eq(shell("\"$CPFIND\" find --n=2 --k=2 --rho=4 --d=2 -q --"), 0, "%s", err_text);
  cr_expect_eq(shell("\"$CPFIND\" --n +2 --k 2 --rho 4 --repulsion 1/n -q"), 0, "%s", err_text);
  cr_expect_eq(
      shell("\"$CPFIND\" " SMALL " --loss correlation --seed 0 --threads 1 --memory 1G -q"), 0,
      "%s", err_text);
}

static json_t *parse(const char *text) {
  json_error_t at;
  json_t *root = json_loads(text, JSON_REJECT_DUPLICATES, &at);
  cr_assert_not_null(root, "line %d: %s", at.line, at.text);
  return root;
}

CLI_TEST(json_has_every_member) {
  static const char *const members[] = {
      "id",    "label",         "listed",       "blocks", "points",      "dimension", "loss",
      "index", "nullity",       "degenerate",   "kind",   "eigenvalues", "W",         "certificate",
      "hits",  "gradient_norm", "local_degree", "euler",  "multiplicity"};
  cr_assert_eq(shell("\"$CPFIND\" " SMALL " --seed 3 --format json"), 0, "%s", err_text);
  json_t *root = parse(out_text);
  cr_expect_eq(json_integer_value(json_object_get(root, "schema")), 1);
  cr_expect_eq(json_integer_value(json_object_get(root, "seed")), 3);
  cr_expect_str_eq(json_string_value(json_object_get(root, "command")), "find");
  const json_t *list = json_object_get(root, "families");
  cr_expect_gt(json_array_size(list), 0);
  for (size_t i = 0; i < json_array_size(list); i++)
    for (size_t m = 0; m < sizeof members / sizeof members[0]; m++)
      cr_expect_not_null(json_object_get(json_array_get(list, i), members[m]), "%s", members[m]);
  json_decref(root);
}

CLI_TEST(ndjson_is_a_value_per_line) {
  cr_assert_eq(shell("\"$CPFIND\" " SMALL " --format ndjson"), 0, "%s", err_text);
  const char *type = NULL;
  char last[16] = "";
  char *rest = NULL;
  for (char *line = strtok_r(out_text, "\n", &rest); line != NULL;
       line = strtok_r(NULL, "\n", &rest)) {
    json_t *root = parse(line);
    cr_assert_eq(json_unpack(root, "{s:s}", "type", &type), 0);
    cr_expect_str_neq(last, "summary");
    snprintf(last, sizeof last, "%s", type);
    json_decref(root);
  }
  cr_expect_str_eq(last, "summary");
}

CLI_TEST(csv_lines_have_equal_fields) {
  cr_assert_eq(shell("\"$CPFIND\" " SMALL " --format csv"), 0, "%s", err_text);
  int fields = 1, expected = 0, lines = 0;
  bool quoted = false;
  for (const char *c = out_text; *c != '\0'; c++) {
    quoted ^= *c == '"';
    fields += *c == ',' && !quoted;
    if (*c != '\n' || quoted)
      continue;
    cr_expect_eq(c[-1], '\r');
    cr_expect(expected == 0 || fields == expected);
    expected = fields;
    fields = 1;
    lines++;
  }
  cr_expect_gt(lines, 1);
}

// Output

CLI_TEST(output_replaces_the_file_at_once) {
  spill("result", "old\n");
  cr_assert_eq(chmod("result", 0640), 0);
  cr_expect_eq(shell("\"$CPFIND\" " SMALL " --format json -o result"), 0, "%s", err_text);
  cr_expect_str_empty(out_text);
  slurp("result", out_text);
  json_decref(parse(out_text));
  struct stat st;
  cr_assert_eq(stat("result", &st), 0);
  cr_expect_eq(st.st_mode & 0777, 0640);
  cr_expect_eq(count_files(), 3, "only result, out and err");
}

CLI_TEST(output_follows_links) {
  cr_assert_eq(shell("mkdir d && : > d/result && ln -s d/result link && "
                     "\"$CPFIND\" " SMALL " -q -o link && test -h link && test -s d/result"),
               0, "%s", err_text);
}

CLI_TEST(new_output_obeys_the_mask) {
  cr_assert_eq(shell("umask 027; \"$CPFIND\" " SMALL " -q -o result"), 0, "%s", err_text);
  struct stat st;
  cr_assert_eq(stat("result", &st), 0);
  cr_expect_eq(st.st_mode & 0777, 0640);
}

CLI_TEST(a_failure_leaves_the_old_output) {
  spill("result", "old\n");
  expect_failure("--n 1000000 --k 1000000 --rho 4 --memory 1M -o result", 3, "");
  slurp("result", out_text);
  cr_expect_str_eq(out_text, "old\n");
  cr_expect_eq(count_files(), 3, "only result, out and err");
}

// The search itself would take a good while, so that these fail beforehand.
#define LARGE "--n 5 --k 5 --rho 6 --starts 1000000000"

CLI_TEST(unwritable_outputs) {
  expect_failure(LARGE " -o no/such/folder", 3,
                 "--output: cannot write 'no/such/folder': No such file or directory");
  expect_failure(LARGE " -o .", 3, "Is a directory");
  expect_failure(LARGE " -o new/", 3, "Is a directory");
  spill("file", "");
  expect_failure(LARGE " -o file/result", 3, "Not a directory");
  if (geteuid() != 0) {
    cr_assert_eq(chmod("file", 0444), 0);
    expect_failure(LARGE " -o file", 3, "Permission denied");
  }
}

CLI_TEST(closed_and_full_outputs) {
  cr_expect_eq(shell("\"$CPFIND\" " LARGE " >&-"), 3);
  cr_expect_not_null(strstr(err_text, "standard output: it is closed"), "%s", err_text);
  cr_expect_eq(shell("\"$CPFIND\" --help >&-"), 3);
  if (access("/dev/full", W_OK) != 0)
    cr_skip_test("no /dev/full here");
  cr_expect_eq(shell("\"$CPFIND\" --help >/dev/full"), 3);
  cr_expect_not_null(strstr(err_text, "No space left on device"), "%s", err_text);
  cr_expect_eq(shell("\"$CPFIND\" " SMALL " >/dev/full"), 3);
  cr_expect_not_null(strstr(err_text, "No space left on device"), "%s", err_text);
  cr_expect_eq(shell("\"$CPFIND\" " SMALL " --format json -o /dev/full"), 3);
  cr_expect_not_null(strstr(err_text, "No space left on device"), "%s", err_text);
}

CLI_TEST(a_device_is_written_in_place) {
  cr_expect_eq(shell("\"$CPFIND\" " SMALL " -o /dev/null && test -c /dev/null"), 0, "%s", err_text);
  cr_expect_eq(shell("\"$CPFIND\" " SMALL " -q -o - 2>&-"), 0);
  cr_expect_not_null(strstr(out_text, "copy"));
}

CLI_TEST(a_reader_that_leaves_ends_it_quietly) {
  cr_expect_eq(shell("\"$CPFIND\" " SMALL " | head -c 1 >/dev/null"), 0);
  cr_expect_str_empty(err_text);
}

// Tables

CLI_TEST(tables) {
  expect_failure(SMALL " --table missing", 3, "missing");
  expect_failure(SMALL " --table .", 3, ".");
}

// Signals

static void expect_interrupted(const char *name, int number) {
  // The temporary file is there once the signals are cared for.
  int code = shell("\"$CPFIND\" " LARGE " --format json -o result & pid=$!; "
                   "until ls .cpfind-* >/dev/null 2>&1; do sleep 0.1; done; "
                   "kill -s %s $pid; wait $pid",
                   name);
  cr_expect_eq(code, 128 + number, "%d: %s", code, err_text);
  cr_expect_not_null(strstr(err_text, "interrupted by signal"), "%s", err_text);
  slurp("result", out_text);
  json_t *root = json_loads(out_text, 0, NULL);
  if (root != NULL) // longer than the buffer when much was found
    cr_expect_str_eq(json_string_value(json_object_get(root, "status")), "interrupted");
  json_decref(root);
  cr_expect_eq(count_files(), 3, "only result, out and err");
}

// A shell without job control lets its background children ignore SIGINT: SIGTERM and SIGHUP here.
CLI_TEST(interrupted_by_terminate) {
  expect_interrupted("TERM", SIGTERM);
}

CLI_TEST(interrupted_by_hangup) {
  expect_interrupted("HUP", SIGHUP);
}

CLI_TEST(a_second_signal_ends_it_at_once) {
  int code = shell("\"$CPFIND\" " LARGE " -o result & pid=$!; "
                   "until ls .cpfind-* >/dev/null 2>&1; do sleep 0.1; done; "
                   "kill -s TERM $pid; kill -s HUP $pid 2>/dev/null; wait $pid");
  cr_expect(code == 128 + SIGHUP || code == 128 + SIGTERM, "%d: %s", code, err_text);
  cr_expect_eq(shell("ls .cpfind-*"), 2, "a temporary file is left: %s", out_text);
}

CLI_TEST(ignored_signals_stay_ignored) {
  cr_expect_eq(shell("trap '' TERM; \"$CPFIND\" " SMALL " -q & pid=$!; "
                     "kill -s TERM $pid 2>/dev/null; wait $pid"),
               0, "%s", err_text);
}

// classify

#define WEIGHTS "classify weights " SMALL

static void expect_bad_weights(const char *weights, const char *message) {
  spill("weights", weights);
  expect_failure(WEIGHTS, 2, message);
}

CLI_TEST(bad_csv) {
  expect_bad_weights("", "weights: holds no W: the file is empty");
  expect_bad_weights("\n# only a comment\n  \n", "weights: holds no W");
  expect_bad_weights("1,0\n0,1,0\n", "weights:2:5: more numbers than d = 2");
  expect_bad_weights("1,0\n0\n", "weights:2:2: wrong number of columns: 1 (allowed: d = 2)");
  expect_bad_weights("1,0\n0,1\n1,0\n", "weights:3:1: the file ends after 3 rows");
  expect_bad_weights("1,0\n0,x\n", "weights:2:3: not a finite decimal number: 'x'");
  expect_bad_weights("1,0\n0,nan\n", "weights:2:3: not a finite decimal number: 'nan'");
  expect_bad_weights("1,0\n0,inf\n", "'inf'");
  expect_bad_weights("1,0\n0,1e999\n", "'1e999'");
  expect_bad_weights("1,0\n0,0x1\n", "'0x1'");
  expect_bad_weights("1,,0\n", "weights:1:3: a number is missing");
  expect_bad_weights("1,0,\n", "weights:1:5: a number is missing after the separator");
  expect_bad_weights(",1\n", "weights:1:1: a number is missing");
  expect_bad_weights("1,0\n0,0\n", "weights:2:1: the row is zero");
  expect_bad_weights("1,0\n3,4\n", "weights:2:1: the norm of the row is 5 (allowed: 1 to within");
  expect_bad_weights("1,0\n0,1.00001\n", "the norm of the row is 1.00001");
}

CLI_TEST(bad_json) {
  expect_bad_weights("[[1,0],[0,1]", "weights:1:");
  expect_bad_weights("[[1,0],\n[0,NaN]]", "weights:2:6: malformed JSON");
  expect_bad_weights("[[1,0],[0,1e999]]", "malformed JSON");
  expect_bad_weights("{\"W\":[],\"W\":[]}", "malformed JSON");
  expect_bad_weights("[]", "weights: holds no W");
  expect_bad_weights("{}", "$: has neither \"W\" nor \"families\"");
  expect_bad_weights("[1,0]", "$[0]: is not an array of numbers");
  expect_bad_weights("[[1,0],[0,1,0]]", "$[1]: wrong number of columns: 3 (allowed: d = 2)");
  expect_bad_weights("[[1,0],[0,1],[0,1]]", "$: wrong number of rows: 3 (allowed: n = 2)");
  expect_bad_weights("[[1,0],[0,\"1\"]]", "$[1][1]: is not a number");
  expect_bad_weights("[[[1,0],[0,1]],[[1,0],[2,0]]]", "$[1][1]: the norm of the row is 2");
  expect_bad_weights("{\"W\":[[1,0],[0,0]]}", "$.W[1]: the row is zero");
  expect_bad_weights("{\"W\":7}", "$.W: is not an array");
  expect_bad_weights("{\"families\":[{}]}", "$.families[0].W: is missing");
  expect_bad_weights("{\"families\":7}", "$.families: is not an array");
  expect_bad_weights("{\"problem\":7,\"W\":[]}", "$.problem: is not an object");
  expect_bad_weights("{\"problem\":{\"n\":2.5},\"W\":[]}", "$.problem.n: is not a whole number");
  expect_bad_weights("{\"problem\":{\"rho\":0},\"W\":[]}", "$.problem.rho: is not a whole number");
  expect_bad_weights("{\"problem\":{\"repulsion\":-1},\"W\":[]}", "$.problem.repulsion: is not");
  expect_bad_weights("{\"problem\":{\"n\":3},\"W\":[]}",
                     "--n: 2 contradicts the problem of weights, whose n is 3");
}

CLI_TEST(unreadable_weights) {
  expect_failure("classify missing " SMALL, 3, "cannot read 'missing': No such file");
  expect_failure("classify . " SMALL, 3, "cannot read '.': Is a directory");
  expect_failure("classify /dev/zero " SMALL, 3, "larger than the 64 MiB allowed");
  cr_assert_eq(shell("dd if=/dev/null of=large bs=1M seek=65"), 0);
  expect_failure("classify large " SMALL, 3, "larger than the 64 MiB allowed");
  expect_failure("classify - " SMALL, 2, "<stdin>: holds no W");
  cr_expect_eq(shell("\"$CPFIND\" classify - " SMALL " <&-"), 3);
  spill("weights", "1 0\n0 1\n");
  expect_failure("classify weights --n 2 --k 2", 2, "--rho is missing");
}

CLI_TEST(problem_of_the_file_and_options) {
  cr_assert_eq(shell("\"$CPFIND\" " SMALL " --repulsion 1/n --format json -o found"), 0, "%s",
               err_text);
  cr_expect_eq(shell("\"$CPFIND\" classify found"), 0, "%s", err_text);
  cr_expect_not_null(strstr(out_text, "rho=4), repulsion 0.5"));
  cr_expect_eq(shell("\"$CPFIND\" classify found " SMALL " --repulsion 1/n -q"), 0, "%s", err_text);
  expect_failure("classify found --rho 6", 2, "--rho: 6 contradicts the problem of found");
  expect_failure("classify found --k 1", 2, "--k: 1 contradicts the problem of found");
  expect_failure("classify found --d 3", 2, "--d: 3 contradicts the problem of found");
  expect_failure("classify found --loss squared", 2, "--loss: repulsion 1 contradicts");
  expect_failure("classify found --repulsion 0.25", 2, "--repulsion: repulsion 0.25 contradicts");
}

// Each of these files holds the two W's of the first.
CLI_TEST(good_weights) {
  static const char *const files[] = {
      "1,0\n0,1\n1,0\n0,1\n",
      "# copies\r\n1; 0\r\n0 ;1\r\n\r\n1\t0 # twice\r\n 0 1",
      "\xef\xbb\xbf+1.0e0,-0\n.0,1.\n1 0\n0 1",
      "[[[1,0],[0,1]],[[1.0,0],[0,1]]]",
      " \n{\"W\":[[[1,0],[0,1]],[[1,0],[0,1]]]}",
      "{\"families\":[{\"W\":[[1,0],[0,1]]},{\"W\":[[1,0],[0,0.9999999]]}]}",
  };
  for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
    spill("weights", files[i]);
    cr_expect_eq(shell("\"$CPFIND\" " WEIGHTS " --format json"), 0, "%s", err_text);
    json_t *root = parse(out_text);
    cr_expect_eq(json_array_size(json_object_get(root, "results")), 2);
    cr_expect_str_eq(json_string_value(json_object_get(root, "command")), "classify");
    json_decref(root);
  }
}

CLI_TEST(normalise) {
  spill("weights", "3,0\n0,5e-200\n");
  cr_expect_eq(shell("\"$CPFIND\" " WEIGHTS " --normalise"), 0, "%s", err_text);
  cr_expect_not_null(strstr(out_text, "copy"));
  spill("weights", "1,0\n0,0\n");
  expect_failure(WEIGHTS " --normalise", 2, "weights:2:1: the row is zero");
}

// Proofs

#define RHO_1 "--n 2 --k 2 --rho 1" // nothing there is certified

CLI_TEST(proofs_that_were_asked_for) {
  cr_expect_eq(shell("\"$CPFIND\" " SMALL " --certify"), 0, "%s", err_text);
  cr_expect_str_empty(err_text);
  cr_expect_not_null(strstr(out_text, "certificates: 5 of 5 families certified, proved distinct"));
  cr_expect_eq(shell("\"$CPFIND\" " SMALL " --no-certify"), 0, "%s", err_text);
  cr_expect_null(strstr(out_text, "certificates"));
  cr_expect_eq(shell("\"$CPFIND\" " RHO_1), 0, "%s", err_text);
  cr_expect_eq(shell("\"$CPFIND\" " RHO_1 " --certify"), 1);
  cr_expect_not_null(strstr(out_text, "unlisted"), "results are written all the same");
  cr_expect_not_null(strstr(err_text, "4 of 4 families not certified: family 1 ("), "%s", err_text);
  cr_expect_eq(strchr(err_text, '\n'), err_text + strlen(err_text) - 1, "one line: %s", err_text);
  cr_expect_eq(shell("\"$CPFIND\" " SMALL " --prove"), 0, "%s", err_text);
  cr_expect_not_null(strstr(out_text, "completeness: proved: branch and bound over "));
  cr_expect_eq(shell("\"$CPFIND\" " SMALL " --prove --boxes 3 -o result"), 1);
  cr_expect_not_null(strstr(err_text, "--prove: the list is not proved complete: "), "%s",
                     err_text);
  slurp("result", out_text);
  cr_expect_not_null(strstr(out_text, "completeness: probable"), "%s", out_text);
  cr_expect_not_null(strstr(out_text, "not proved: "), "%s", out_text);
}

// But for the object timing, proofs are the same bytes for any number of threads.
CLI_TEST(proofs_do_not_depend_on_threads) {
  cr_assert_eq(shell("for t in 1 3; do \"$CPFIND\" --n 2 --k 2 --rho 6 --prove --threads $t "
                     "--format json | sed 's/\"timing\": .*//' > found$t; done; "
                     "test -s found1 && cmp found1 found3"),
               0, "%s%s", out_text, err_text);
}

CLI_TEST(proofs_of_given_points) {
  spill("weights", "1 0\n0 1\n");
  cr_expect_eq(shell("\"$CPFIND\" classify weights " SMALL " --certify --format json"), 0, "%s",
               err_text);
  cr_expect_not_null(strstr(out_text, "\"theorem\": \"krawczyk\""), "%s", out_text);
  spill("found", out_text);
  cr_expect_eq(shell("\"$CPFIND\" check found"), 0, "%s%s", out_text, err_text);
  cr_expect_eq(shell("\"$CPFIND\" classify weights " SMALL " --no-certify --format json"), 0);
  cr_expect_not_null(strstr(out_text, "\"certificate\": null"), "%s", out_text);
  spill("weights", "1 1\n1 1\n");
  cr_expect_eq(shell("\"$CPFIND\" classify weights " RHO_1 " --normalise --certify"), 1);
  cr_expect_not_null(strstr(err_text, "1 of 1 critical points not certified: number 1"), "%s",
                     err_text);
}

CLI_TEST(check_says_what_is_wrong) {
  cr_assert_eq(shell("\"$CPFIND\" " SMALL " --prove --format json -o found"), 0, "%s", err_text);
  cr_expect_eq(shell("\"$CPFIND\" check found"), 0, "%s%s", out_text, err_text);
  cr_expect_not_null(strstr(out_text, "\nAccepted.\n"));
  cr_expect_str_empty(err_text);
  cr_expect_eq(shell("\"$CPFIND\" check - < found"), 0, "%s%s", out_text, err_text);
  cr_expect_eq(
      shell("sed 's/\"local_degree\": -1, \"kind\"/\"local_degree\": 1, \"kind\"/' found > x; "
            "\"$CPFIND\" check x"),
      1);
  cr_expect_not_null(strstr(out_text, "local_degree: 1 is stated, -1 is proved"), "%s", out_text);
  cr_expect_not_null(strstr(out_text, "\nRejected.\n"));
  cr_expect_not_null(strstr(err_text, "rejected: "), "%s", err_text);
  cr_expect_eq(shell("\"$CPFIND\" check x --format json -o verdict"), 1);
  slurp("verdict", out_text);
  json_t *root = parse(out_text);
  cr_expect_str_eq(json_string_value(json_object_get(root, "verdict")), "rejected");
  cr_expect_str_eq(json_string_value(json_object_get(root, "file")), "x");
  cr_expect_eq(json_array_size(json_object_get(root, "families")), 5);
  cr_expect(json_is_array(json_object_get(root, "problems")));
  json_decref(root);
  expect_failure("check missing", 3, "cannot read 'missing'");
  spill("x", "{\"command\":");
  expect_failure("check x", 2, "x: byte ");
  cr_expect_eq(shell("\"$CPFIND\" " SMALL " --no-certify --format json | \"$CPFIND\" check - -q"),
               1);
  cr_expect_not_null(strstr(out_text, "not certified"), "%s", out_text);
}

// Terminals: script(1) makes one.

static bool have_script(void) {
  return shell("script --version") == 0 && strstr(out_text, "util-linux") != NULL &&
         shell("script -qec true /dev/null") == 0; // it needs a pseudo-terminal
}

CLI_TEST(colours_only_where_wanted) {
  if (!have_script())
    cr_skip_test("no script(1) of util-linux here");
  cr_expect_eq(shell("TERM=xterm NO_COLOR= script -qec '\"$CPFIND\" " SMALL "' /dev/null"), 0);
  cr_expect_not_null(strstr(out_text, "\033[32m"), "%s", out_text);
  cr_expect_eq(shell("TERM=xterm NO_COLOR=1 script -qec '\"$CPFIND\" " SMALL "' /dev/null"), 0);
  cr_expect_null(strchr(out_text, '\033'), "%s", out_text);
  cr_expect_eq(shell("TERM=dumb script -qec '\"$CPFIND\" " SMALL "' /dev/null"), 0);
  cr_expect_null(strchr(out_text, '\033'), "%s", out_text);
  cr_expect_eq(shell("TERM=xterm script -qec '\"$CPFIND\" " SMALL " --format json' /dev/null"), 0);
  cr_expect_null(strchr(out_text, '\033'), "%s", out_text);
}

CLI_TEST(progress_only_where_wanted) {
  if (!have_script())
    cr_skip_test("no script(1) of util-linux here");
  cr_expect_eq(shell("script -qec '\"$CPFIND\" --n 3 --k 3 --rho 4 -o result' /dev/null"), 0);
  cr_expect_not_null(strstr(out_text, " starts, "), "%s", out_text);
  cr_expect_eq(shell("script -qec '\"$CPFIND\" --n 3 --k 3 --rho 4 -q -o result' /dev/null"), 0);
  cr_expect_str_empty(out_text);
}

// The parts that need no process

// The paper's table 1, written by hand (data/table1.csv), is what the program says it is.
CLI_TEST(table1_by_hand) {
  const char *const labels[] = {"copy", "tight-balance", "balance", "same-copy", "same-balance"};
  const double losses[] = {0, 0.75, 1, 1, 2};
  cr_assert_eq(shell("\"$CPFIND\" classify \"$CPF_SOURCE_ROOT/data/table1.csv\" " SMALL
                     " --radius 1e-12 --format json"),
               0, "%s", err_text);
  json_t *root = json_loads(out_text, 0, NULL), *results = json_object_get(root, "results");
  cr_assert_eq(json_array_size(results), 5, "%s", out_text);
  for (size_t i = 0; i < 5; i++) {
    json_t *family = json_object_get(json_array_get(results, i), "family");
    cr_expect_str_eq(json_string_value(json_object_get(family, "label")), labels[i]);
    cr_expect_float_eq(json_number_value(json_object_get(family, "loss")), losses[i], 1e-14);
  }
  json_decref(root);
}

Test(parts, edit_distance) {
  cr_expect_eq(cpf_suggest_distance("", ""), 0);
  cr_expect_eq(cpf_suggest_distance("", "abc"), 3);
  cr_expect_eq(cpf_suggest_distance("format", "fromat"), 1);
  cr_expect_eq(cpf_suggest_distance("kitten", "sitting"), 3);
  cr_expect_eq(cpf_suggest_distance("sitting", "kitten"), 3);
  char text[200];
  memset(text, 'x', sizeof text - 1);
  text[sizeof text - 1] = '\0';
  cr_expect_eq(cpf_suggest_distance(text, ""), 63);
}

Test(parts, nearest_name) {
  static const char *const names[] = {"rho", "repulsion", "radius"};
  cr_expect_str_eq(cpf_suggest_nearest("rep", names, 3), "repulsion");
  cr_expect_str_eq(cpf_suggest_nearest("rhi", names, 3), "rho");
  cr_expect_null(cpf_suggest_nearest("rho", names, 0));
}

Test(parts, numbers) {
  int64_t integer = 7;
  cr_expect(cpf_number_integer("-9223372036854775808", INT64_MIN, INT64_MAX, &integer));
  cr_expect_eq(integer, INT64_MIN);
  static const char *const bad_integers[] = {
      "", "-", "1 ", "1.", "1e3", "--1", "9223372036854775808"};
  for (size_t i = 0; i < sizeof bad_integers / sizeof bad_integers[0]; i++)
    cr_expect_not(cpf_number_integer(bad_integers[i], INT64_MIN, INT64_MAX, &integer), "%s",
                  bad_integers[i]);
  double real = 0.0;
  cr_expect(cpf_number_real("-1.5e-3", &real));
  cr_expect_eq(real, -1.5e-3);
  cr_expect(cpf_number_real("1e-400", &real));
  cr_expect_eq(real, 0.0);
  static const char *const bad_reals[] = {"",   ".",     "e5",  "1e",   "1.5.2",
                                          "1 ", "0x1p3", "nan", "1e400"};
  for (size_t i = 0; i < sizeof bad_reals / sizeof bad_reals[0]; i++)
    cr_expect_not(cpf_number_real(bad_reals[i], &real), "%s", bad_reals[i]);
  size_t size = 0;
  cr_expect(cpf_number_size("3K", &size));
  cr_expect_eq(size, 3072);
  cr_expect(cpf_number_size("2T", &size));
  cr_expect_eq(size, (size_t)2 << 40);
  cr_expect_not(cpf_number_size("18446744073709551616", &size));
  cr_expect_not(cpf_number_size("K", &size));
}
