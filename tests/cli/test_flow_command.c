// SPDX-License-Identifier: GPL-3.0-or-later
// cpfind flow from the outside: starts, formats, errors, files, signals.
#include <jansson.h>
#include <math.h>
#include <time.h>

#include "program.h"

#define FLOW_TEST(name)                                                                            \
  Test(flow_command, name, .init = program_setup, .fini = program_teardown, .timeout = 120)
#define SMALL "--n 2 --k 2 --rho 4 "

// Runs cpfind flow ARGUMENTS; returns the exit code.
static int run(const char *arguments) {
  return shell("\"$CPFIND\" flow %s", arguments);
}

static void spill(const char *path, const char *text) {
  FILE *f = fopen(path, "w");
  cr_assert_not_null(f);
  fputs(text, f);
  fclose(f);
}

struct bad {
  const char *arguments, *message;
};

static void expect_failures(const struct bad *list, size_t count, int code) {
  for (size_t i = 0; i < count; i++) {
    cr_expect_eq(run(list[i].arguments), code, "%s: %s", list[i].arguments, err_text);
    cr_expect_not_null(strstr(err_text, list[i].message), "%s: no '%s' in: %s", list[i].arguments,
                       list[i].message, err_text);
    cr_expect_str_empty(out_text, "%s", list[i].arguments);
  }
}
#define EXPECT_FAILURES(list, code) expect_failures(list, sizeof(list) / sizeof(list)[0], code)

FLOW_TEST(bad_options) {
  static const struct bad list[] = {
      {"", "--n is missing"},
      {SMALL "extra", "unexpected argument 'extra': flow takes options only"},
      {SMALL "--time -1", "--time: '-1' is not allowed (allowed: a number above 0 and at most"},
      {SMALL "--time 0", "--time: '0' is not allowed"},
      {SMALL "--time nan", "--time: 'nan' is not allowed"},
      {SMALL "--time inf", "--time: 'inf' is not allowed"},
      {SMALL "--time 1e16", "--time: '1e16' is not allowed"},
      {SMALL "--tolerance 0", "--tolerance: '0' is not allowed (allowed: a number from 1e-15"},
      {SMALL "--tolerance -1e-9", "--tolerance: '-1e-9' is not allowed"},
      {SMALL "--tolerance 0.02", "--tolerance: '0.02' is not allowed"},
      {SMALL "--tolerance nan", "--tolerance: 'nan' is not allowed"},
      {SMALL "--gradient 0", "--gradient: '0' is not allowed"},
      {SMALL "--gradient 2", "--gradient: '2' is not allowed"},
      {SMALL "--stop-gradient 0",
       "--stop-gradient: '0' is not allowed (allowed: a number from 1e-13"},
      {SMALL "--stop-gradient nan", "--stop-gradient: 'nan' is not allowed"},
      {SMALL "--radius -0.1", "--radius: '-0.1' is not allowed (allowed: a number from 0 to 1)"},
      {SMALL "--radius 2", "--radius: '2' is not allowed"},
      {SMALL "--trajectories 0", "--trajectories: '0' is not allowed"},
      {SMALL "--trajectories -5", "--trajectories: '-5' is not allowed"},
      {SMALL "--trajectories 1e3", "--trajectories: '1e3' is not allowed"},
      {SMALL "--trajectory -1", "--trajectory: '-1' is not allowed"},
      {SMALL "--trajectories 3 --trajectory 1", "--trajectories and --trajectory contradict"},
      {SMALL "--samples 0", "--samples: '0' is not allowed (allowed: a whole number from 1 to 10"},
      {SMALL "--samples 1000001", "--samples: '1000001' is not allowed"},
      {"--n 100 --k 2 --d 100 --rho 4 --samples 1000000", "--samples: 1000000 points of 10000"},
      {SMALL "--trajectories 3 --samples 9", "--samples: is for one trajectory"},
      {SMALL "--trajectories 3 --spacing log", "--spacing: is for one trajectory"},
      {SMALL "--samples 9 --spacing steps", "--samples and --spacing steps contradict"},
      {SMALL "--spacing cubic", "--spacing: 'cubic' is not allowed (allowed: linear, log, steps)"},
      {SMALL "--method euler", "--method: 'euler' is not allowed (allowed: dop"},
      {SMALL "--method chain", "--method: 'chain' is not allowed"},
      {SMALL "--spread 1",
       "--spread: is for --init near:LABEL or FILE, but the start is 'uniform'"},
      {SMALL "--init split-cone --spread 1", "but the start is 'split-cone'"},
      {SMALL "--init near:copy --spread 5", "--spread: 5 is not allowed (allowed: a number from 0"},
      {SMALL "--init near:copy --spread -1", "--spread: '-1' is not allowed"},
      {"--n 2 --k 1 --d 1 --rho 4 --init near:copy --spread 1", "--spread: 1 is not allowed"},
      {"--n 3 --k 2 --rho 4 --init split-cone", "split-cone needs a teacher for each student"},
      {SMALL "--init unifrom", "--init: 'unifrom' is neither a keyword nor a file; the nearest "
                               "keyword is uniform"},
      {SMALL "--init split_cone", "the nearest keyword is split-cone"},
      {SMALL "--init near", "the nearest keyword is near:LABEL"},
      {SMALL "--init near:", "near: without a label"},
      {SMALL "--init ''", "--init: '' is not allowed"},
      {SMALL "--init near:tigth-balance", "--init: no family 'tigth-balance'; the nearest is "
                                          "tight-balance (allowed: copy, tight-balance, balance"},
      {SMALL "--watch copies", "--watch: no family 'copies'; the nearest is copy"},
      {SMALL "--watch copy,copy", "--watch: 'copy' is named twice"},
      {SMALL "--watch copy,", "--watch: 'copy,' has an empty or too long name"},
      {SMALL "--watch a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q", "--watch: 17 families"},
      {SMALL "--normalise", "--normalise: is for --init FILE, but the start is 'uniform'"},
      {SMALL "--format latex", "'latex' is not a format of flow"},
      {SMALL "--certify", "--certify: is an option of 'cpfind find' and 'cpfind classify' only"},
      {SMALL "--trajectores 3", "the nearest is --trajector"},
      {SMALL "-q -v", "--quiet and --verbose contradict each other"},
  };
  EXPECT_FAILURES(list, 2);
}

static json_t *load_output(void) {
  json_error_t at;
  json_t *o = json_loads(out_text, JSON_REJECT_DUPLICATES, &at);
  cr_assert_not_null(o, "%s: %s", at.text, out_text);
  return o;
}

static double number(const json_t *o, const char *key) {
  const json_t *value = json_object_get(o, key);
  cr_assert(json_is_number(value), "%s", key);
  return json_number_value(value);
}

// Several families of one label: each must be named by its id, which then works.
FLOW_TEST(ambiguous_labels) {
  static const struct bad list[] = {
      {"--n 3 --k 2 --rho 4 --init near:unlisted",
       "--init: 4 families are labelled 'unlisted' (allowed: an id: "},
      {"--n 3 --k 2 --rho 4 --watch copy,unlisted", "--watch: no family 'copy'; the nearest is"},
      {"--n 3 --k 2 --rho 4 --watch same-copy,unlisted", "--watch: 4 families are labelled"},
  };
  EXPECT_FAILURES(list, 2);
  char id[17] = "", arguments[200];
  const char *at = strstr(err_text, "an id: ");
  cr_assert_not_null(at);
  cr_assert_eq(sscanf(at, "an id: %16[0-9a-f] (loss", id), 1, "%s", at);
  snprintf(arguments, sizeof arguments,
           "--n 3 --k 2 --rho 4 --init near:%s --watch %s --spread 0 --format json", id, id);
  cr_expect_eq(run(arguments), 0, "%s", err_text);
  json_t *o = load_output();
  json_t *watch = json_array_get(json_object_get(json_object_get(o, "trajectory"), "watch"), 0);
  cr_expect_str_eq(json_string_value(json_object_get(watch, "family_id")), id);
  cr_expect_lt(number(watch, "nearest"), 1e-9);
  json_decref(o);
}

FLOW_TEST(groups_too_large_to_watch) {
  char arguments[200];
  const char *id = NULL;
  cr_expect_eq(shell("\"$CPFIND\" --n 1 --k 13 --rho 4 --no-certify --format json"), 0, "%s",
               err_text);
  json_t *o = load_output(), *families = json_object_get(o, "families");
  for (size_t i = 0; i < json_array_size(families); i++)
    if (number(json_array_get(families, i), "points") > 4096)
      id = json_string_value(json_object_get(json_array_get(families, i), "id"));
  cr_assert_not_null(id, "%s", out_text);
  snprintf(arguments, sizeof arguments, "--n 1 --k 13 --rho 4 --watch %s", id);
  cr_expect_eq(run(arguments), 2);
  cr_expect_not_null(strstr(err_text, "--watch: 'average': its orbit has more than 4096 members"),
                     "%s", err_text);
  cr_expect_str_empty(out_text);
  snprintf(arguments, sizeof arguments,
           "--n 1 --k 13 --rho 4 --trajectories 2 --format csv --watch %s", id);
  cr_expect_eq(run(arguments), 2);
  cr_expect_str_empty(out_text);
  json_decref(o);
}

FLOW_TEST(bad_files) {
  static const struct bad list[] = {
      {SMALL "--init rows.csv", "the file ends after 3 rows (allowed: a multiple of n = 2)"},
      {SMALL "--init wide.csv", "more numbers than d = 2"},
      {SMALL "--init zero.csv", "zero.csv:2:1: the row is zero"},
      {SMALL "--init nan.csv", "nan.csv:1:1: not a finite decimal number: 'nan'"},
      {SMALL "--init long.csv", "long.csv:1:1: the norm of the row is 2 (allowed: 1"},
      {SMALL "--init empty.csv", "empty.csv: holds no W: the file is empty"},
      {SMALL "--init bad.json", "malformed JSON"},
      {SMALL "--init ensemble.json", "is an ensemble of flow, which holds no W"},
      {SMALL "--init claims.json", "$.claims: no counterexample and no start has a W"},
      {"--init rows.csv", "--n is missing"},
      {SMALL "--d 3 --init other.json", "--d: 3 contradicts the problem of other.json"},
  };
  spill("rows.csv", "1 0\n0 1\n1 0\n");
  spill("wide.csv", "1 0 0\n0 1 0\n");
  spill("zero.csv", "1 0\n0 0\n");
  spill("nan.csv", "nan 0\n0 1\n");
  spill("long.csv", "2 0\n0 1\n");
  spill("empty.csv", "");
  spill("bad.json", "[[1,0],[0,1]");
  spill("ensemble.json", "{\"command\": \"flow\", \"problem\": {\"n\": 2}, \"ensemble\": {}}");
  spill("claims.json", "{\"claims\": [{\"counterexample\": null}]}");
  spill("other.json", "{\"problem\": {\"n\": 2, \"k\": 2, \"d\": 2}, \"W\": [[1,0],[0,1]]}");
  EXPECT_FAILURES(list, 2);
  static const struct bad unreadable[] = {
      {SMALL "--init nothing-there", "--init: cannot read 'nothing-there': No such file"},
      {SMALL "--init .", "--init: cannot read '.'"}};
  EXPECT_FAILURES(unreadable, 3);
  cr_expect_eq(run(SMALL "--init long.csv --normalise"), 0, "%s", err_text);
}

// Where there is nowhere to write, nothing is followed.
FLOW_TEST(outputs_that_cannot_be_written) {
  static const struct bad list[] = {
      {SMALL "--trajectories 1000000000 -o /nowhere/x", "--output: cannot write '/nowhere/x'"},
      {SMALL "--trajectories 1000000000 -o .", "--output: cannot write '.'"},
  };
  EXPECT_FAILURES(list, 3);
  if (access("/dev/full", W_OK) != 0)
    return;
  static const char message[] = "--output: cannot write '/dev/full': No space left";
  static const struct bad full[] = {
      {SMALL "--trajectories 1000000000 --format csv -o /dev/full", message},
      {SMALL "--trajectories 1000000000 --format ndjson -o /dev/full", message},
      {SMALL "--trajectories 1000000000 --format json -o /dev/full", message},
      {SMALL "--trajectories 1000000000 -o /dev/full", message},
      {SMALL "--trajectories 1000000000 >/dev/full", "cannot write the results: No space left"},
      {SMALL "--trajectories 1000000000 >&-", "cannot write to standard output: it is closed"},
      {SMALL "--trajectories 3 -q -o /dev/full", "No space left"},
      {SMALL "-o /dev/full", message},
  };
  EXPECT_FAILURES(full, 3);
}

// From beside tight-balance: it lingers, then reaches a copy. The samples' losses fall; the last
// sample is the last point; the first is at the distance of the spread.
FLOW_TEST(one_trajectory) {
  cr_expect_eq(run(SMALL "--init near:tight-balance --spread 0.02 --spacing log --format json"), 0,
               "%s", err_text);
  cr_expect_str_empty(err_text);
  json_t *o = load_output(), *t = json_object_get(o, "trajectory");
  cr_expect_str_eq(json_string_value(json_object_get(t, "end")), "arrived");
  cr_expect_str_eq(json_string_value(json_object_get(t, "family")), "copy");
  json_t *visits = json_object_get(t, "visits"), *samples = json_object_get(t, "samples");
  cr_expect_str_eq(json_string_value(json_object_get(json_array_get(visits, 0), "family")),
                   "tight-balance");
  cr_assert_eq(json_array_size(samples), 100);
  for (size_t i = 1; i < 100; i++) {
    const json_t *a = json_array_get(samples, i - 1), *b = json_array_get(samples, i);
    cr_expect_lt(number(a, "t"), number(b, "t"));
    cr_expect_leq(number(b, "loss"), number(a, "loss") + 1e-14);
  }
  cr_expect(
      json_equal(json_object_get(json_array_get(samples, 0), "W"), json_object_get(t, "start")));
  static const double pi_eighth = 0.39269908169872415481;
  double angle = 0.0;
  for (size_t i = 0; i < 2; i++) { // the angles of both students from pi/8, -pi/8
    json_t *w = json_array_get(json_object_get(t, "start"), i);
    double x = json_number_value(json_array_get(w, 0)), y = json_number_value(json_array_get(w, 1));
    double by = atan2(y, x) - (i == 0 ? pi_eighth : -pi_eighth);
    angle += by * by;
  }
  cr_expect_float_eq(sqrt(angle), 0.02, 1e-9, "%.17g", sqrt(angle));
  json_decref(o);
}

FLOW_TEST(samples_and_spacing) {
  cr_expect_eq(run(SMALL "--samples 7 --format csv"), 0);
  int lines = 0;
  for (const char *c = out_text; *c != '\0'; c++)
    lines += *c == '\n';
  cr_expect_eq(lines, 8);
  cr_expect_eq(strncmp(out_text, "t,loss,gradient_norm,w1.v1,w1.v2,w2.v1,w2.v2,w1.w2,family,", 58),
               0, "%s", out_text);
  cr_expect_eq(run(SMALL "--samples 1 --format ndjson"), 0);
  cr_expect_eq(strncmp(out_text, "{\"type\": \"sample\", \"t\": ", 24), 0, "%s", out_text);
  cr_expect_not_null(strstr(out_text, "\n{\"type\": \"summary\", "));
  cr_expect_eq(run(SMALL "--spacing steps --format json"), 0);
  json_t *o = load_output(), *t = json_object_get(o, "trajectory");
  size_t count = json_array_size(json_object_get(t, "samples"));
  cr_expect_eq(count, (size_t)number(t, "steps") + 1, "%zu samples, %g steps", count,
               number(t, "steps"));
  json_decref(o);
  cr_expect_eq(run(SMALL "--samples 3 -q"), 0);
  cr_expect_eq(strncmp(out_text, "          0 ", 12), 0, "%s", out_text);
  cr_expect_eq(run(SMALL "-v"), 0);
  cr_expect_not_null(strstr(out_text, "arrived at copy (certified minimum) at t = "));
}

// What begins at a critical point visits it, whatever it is.
FLOW_TEST(starts_at_critical_points) {
  static const char *const labels[] = {"copy", "tight-balance", "balance", "same-copy",
                                       "same-balance"};
  for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) {
    char arguments[100];
    snprintf(arguments, sizeof arguments, SMALL "--init near:%s --spread 0 --format json",
             labels[i]);
    cr_expect_eq(run(arguments), 0, "%s", err_text);
    json_t *o = load_output(), *t = json_object_get(o, "trajectory");
    json_t *visits = json_object_get(t, "visits"), *visit = json_array_get(visits, 0);
    cr_expect_str_eq(json_string_value(json_object_get(t, "end")), i == 0 ? "arrived" : "captured");
    cr_expect_eq(number(t, "time"), 0);
    cr_assert_eq(json_array_size(visits), 1, "%s", labels[i]);
    cr_expect_str_eq(json_string_value(json_object_get(visit, "family")), labels[i]);
    cr_expect_eq(number(visit, "entered"), 0);
    cr_expect_lt(number(visit, "nearest"), 1e-12);
    cr_expect(json_is_true(json_object_get(visit, "stays")));
    json_decref(o);
  }
}

// At rest where nothing is proved, the text says beside what.
FLOW_TEST(undecided_ends_are_named) {
  cr_expect_eq(run("--n 2 --k 2 --d 4 --rho 3 --samples 1"), 0, "%s", err_text);
  cr_expect_not_null(strstr(out_text, "End: undecided: nearly at rest beside unlisted "), "%s",
                     out_text);
  cr_expect_not_null(strstr(out_text, "; that it ends there is not proved\n"), "%s", out_text);
}

// The trajectory of a number is that of the ensemble.
FLOW_TEST(an_ensemble_holds_its_trajectories) {
  cr_expect_eq(run(SMALL "--trajectories 6 --format csv"), 0, "%s", err_text);
  char *rest, *line = strtok_r(out_text, "\r\n", &rest), rows[6][400];
  for (int i = 0; i < 6; i++) {
    line = strtok_r(NULL, "\r\n", &rest);
    cr_assert_not_null(line);
    snprintf(rows[i], sizeof rows[i], "%s", line);
  }
  cr_expect_null(strtok_r(NULL, "\r\n", &rest));
  for (int i = 0; i < 6; i += 5) {
    char arguments[100], row[400];
    snprintf(arguments, sizeof arguments, SMALL "--format json --samples 1 --trajectory %d", i);
    cr_expect_eq(run(arguments), 0);
    json_t *o = load_output(), *t = json_object_get(o, "trajectory");
    snprintf(row, sizeof row, "%d,%s,%s,", i, json_string_value(json_object_get(t, "end")),
             json_string_value(json_object_get(t, "family")));
    cr_expect_eq(strncmp(row, rows[i], strlen(row)), 0, "%s | %s", row, rows[i]);
    double time = 0.0;
    cr_assert_eq(sscanf(rows[i] + strlen(row) + 17, "%lf", &time), 1, "%s", rows[i]);
    cr_expect_float_eq(time, number(t, "time"), 1e-6 * time);
    json_decref(o);
  }
}

// The counts of the summary are those of the lines.
FLOW_TEST(ensemble_counts) {
  cr_expect_eq(run(SMALL "--d 3 --trajectories 60 --watch tight-balance --format ndjson"), 0, "%s",
               err_text);
  int arrived = 0, near[2] = {0, 0}, lines = 0;
  json_t *summary = NULL;
  for (char *rest, *line = strtok_r(out_text, "\n", &rest); line != NULL;
       line = strtok_r(NULL, "\n", &rest)) {
    json_t *o = json_loads(line, JSON_REJECT_DUPLICATES, NULL);
    cr_assert_not_null(o, "%s", line);
    if (strcmp(json_string_value(json_object_get(o, "type")), "summary") == 0) {
      summary = o;
      continue;
    }
    cr_expect_eq((int)number(o, "number"), lines);
    lines++;
    arrived += strcmp(json_string_value(json_object_get(o, "end")), "arrived") == 0;
    double nearest = number(json_array_get(json_object_get(o, "watch"), 0), "nearest");
    near[0] += nearest < 0.3;
    near[1] += nearest < 0.01;
    json_decref(o);
  }
  cr_assert_not_null(summary);
  cr_expect_eq(lines, 60);
  json_t *ensemble = json_object_get(summary, "ensemble");
  json_t *ends = json_object_get(ensemble, "ends");
  cr_expect_eq(number(ensemble, "count"), 60);
  cr_expect_eq(number(json_object_get(ends, "arrived"), "count"), arrived);
  json_t *within = json_object_get(json_array_get(json_object_get(summary, "watch"), 0), "within");
  cr_expect_eq(number(json_array_get(within, 0), "count"), near[0]);
  cr_expect_eq(number(json_array_get(within, 5), "count"), near[1]);
  json_decref(summary);
}

static void without_timing(char *text) {
  char *at = strstr(text, "\"timing\"");
  if (at != NULL)
    *at = '\0';
}

FLOW_TEST(threads_change_nothing) {
  static const char *const arguments[] = {
      SMALL "--d 4 --trajectories 40 --watch tight-balance",
      SMALL "--d 4 --trajectories 40 --format csv",
      SMALL "--d 3 --trajectories 40 --format ndjson --init split-cone --seed 5",
      SMALL "--trajectories 9 --format json --init near:tight-balance",
      SMALL "--format json --init near:balance --spacing steps"};
  static char first[TEXT_BYTES];
  for (size_t i = 0; i < sizeof arguments / sizeof *arguments; i++) {
    cr_expect_eq(shell("\"$CPFIND\" flow %s --threads 1", arguments[i]), 0, "%s", err_text);
    without_timing(out_text);
    strcpy(first, out_text);
    cr_expect_eq(shell("\"$CPFIND\" flow %s --threads 3", arguments[i]), 0, "%s", err_text);
    without_timing(out_text);
    cr_expect_str_eq(first, out_text, "%s", arguments[i]);
  }
}

// Points of a file in turn: trajectories 0 and 2 are the same, 1 another.
FLOW_TEST(starts_from_files) {
  spill("w.csv", "0.6 0.8\n1 0\n1 0\n0 1\n");
  cr_expect_eq(run(SMALL "--init w.csv --trajectories 3 --format ndjson"), 0, "%s", err_text);
  json_t *starts[3];
  char *rest = NULL;
  for (int i = 0; i < 3; i++) {
    char *line = strtok_r(i == 0 ? out_text : NULL, "\n", &rest);
    json_t *o = json_loads(line, 0, NULL);
    starts[i] = json_incref(json_object_get(o, "start"));
    json_decref(o);
  }
  cr_expect(json_equal(starts[0], starts[2]));
  cr_expect_not(json_equal(starts[0], starts[1]));
  cr_expect_float_eq(json_number_value(json_array_get(json_array_get(starts[0], 0), 0)), 0.6,
                     1e-15);
  for (int i = 0; i < 3; i++)
    json_decref(starts[i]);
  cr_expect_eq(shell("\"$CPFIND\" flow " SMALL "--init - --format json --samples 1 <w.csv"), 0,
               "%s", err_text);
}

// The output of flow and verify is read again, with its problem.
FLOW_TEST(starts_from_other_outputs) {
  cr_expect_eq(run("--n 2 --k 2 --d 3 --rho 6 --time 0.5 --format json -o path.json"), 0);
  cr_expect_eq(run("--init path.json --format json --samples 1"), 0, "%s", err_text);
  json_t *again = load_output(), *path = json_load_file("path.json", 0, NULL);
  cr_assert_not_null(path);
  cr_expect_str_eq(json_string_value(json_object_get(json_object_get(path, "trajectory"), "end")),
                   "time");
  cr_expect(json_equal(json_object_get(again, "problem"), json_object_get(path, "problem")));
  json_t *from = json_object_get(json_object_get(again, "trajectory"), "start");
  json_t *last = json_object_get(json_object_get(path, "trajectory"), "W");
  for (size_t i = 0; i < 6; i++)
    cr_expect_float_eq(json_number_value(json_array_get(json_array_get(from, i / 3), i % 3)),
                       json_number_value(json_array_get(json_array_get(last, i / 3), i % 3)),
                       1e-15);
  json_decref(again);
  json_decref(path);
  spill("claims.json",
        "{\"command\": \"verify\", \"claims\": [{\"counterexample\": null},"
        "{\"counterexample\": {\"text\": \"\", \"n\": 2, \"k\": 2, \"d\": 2, \"rho\": 4,"
        " \"repulsion\": 0.5, \"W\": [[0.6, 0.8], [1, 0]]}},"
        "{\"counterexample\": {\"text\": \"\", \"n\": 1, \"k\": 2, \"d\": 3, \"rho\": 6,"
        " \"repulsion\": 1.0, \"W\": [[0.6, 0.8, 0]]}}]}");
  cr_expect_eq(run("--init claims.json --format json --samples 1"), 0, "%s", err_text);
  cr_expect_not_null(strstr(err_text, "note: 1 of 2 points are left out"), "%s", err_text);
  json_t *o = load_output();
  cr_expect_eq(number(json_object_get(o, "problem"), "repulsion"), 0.5);
  json_decref(o);
  cr_expect_eq(run("--init claims.json --n 1 --format json --samples 1"), 0, "%s", err_text);
  o = load_output();
  cr_expect_eq(number(json_object_get(o, "problem"), "d"), 3);
  json_decref(o);
  cr_expect_eq(run("--init claims.json --n 7"), 2);
  cr_expect_not_null(strstr(err_text, "--n: 7 contradicts the problem of claims.json"));
}

// A signal: what was followed is written, the file is whole, the exit code tells.
FLOW_TEST(interrupted) {
  cr_expect_eq(shell("\"$CPFIND\" flow " SMALL "--trajectories 1000000000 --format ndjson -o run & "
                     "p=$!; sleep 2; kill -TERM $p; wait $p"),
               128 + SIGTERM, "%s", err_text);
  cr_expect_not_null(strstr(err_text, "interrupted by signal 15"), "%s", err_text);
  FILE *f = fopen("run", "r");
  cr_assert_not_null(f);
  static char line[TEXT_BYTES];
  size_t lines = 0;
  while (fgets(line, sizeof line, f) != NULL)
    lines++;
  fclose(f);
  json_t *o = json_loads(line, 0, NULL);
  cr_assert_not_null(o, "%s", line);
  cr_expect_str_eq(json_string_value(json_object_get(o, "status")), "interrupted");
  cr_expect_eq(number(json_object_get(o, "ensemble"), "count"), (double)lines - 1);
  json_decref(o);
}

FLOW_TEST(help) {
  cr_expect_eq(run("--help"), 0);
  static const char *const words[] = {"--trajectories COUNT", "--init START", "dop853: ",
                                      "near:LABEL",           "Examples:",    "--watch LABEL"};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    cr_expect_not_null(strstr(out_text, words[i]), "%s", words[i]);
  for (char *rest, *line = strtok_r(out_text, "\n", &rest); line != NULL;
       line = strtok_r(NULL, "\n", &rest))
    cr_expect_leq(strlen(line), 100, "%s", line);
}
