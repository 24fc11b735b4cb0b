// SPDX-License-Identifier: GPL-3.0-or-later
// find --store, show and merge, run through the shell: a search that is killed and taken up again
// ends as one without a break.
#include <criterion/criterion.h>

#include <fcntl.h>
#include <jansson.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>

#include "../golden.h"
#include "program.h"

#define SMALL "--n 2 --k 2 --rho 4"

// A build that measures coverage merges its counts into files when it ends. A process that is
// killed or may not write that much would spoil those of all others: it gets its own, in this
// folder.
#define COUNTS_FOLDER "counted"
#define OWN_COUNTS "GCOV_PREFIX=" COUNTS_FOLDER " "

#define STORE_TEST(name) Test(store_command, name, .init = program_setup, .fini = program_teardown)

static void expect_failure(int code, const char *message, const char *arguments) {
  int got = shell("\"$CPFIND\" %s", arguments);
  cr_expect_eq(got, code, "cpfind %s: exit code %d, expected %d\n%s", arguments, got, code,
               err_text);
  cr_expect_not_null(strstr(err_text, message), "cpfind %s: no '%s' in: %s", arguments, message,
                     err_text);
  cr_expect_str_empty(out_text, "cpfind %s: standard output: %s", arguments, out_text);
}

// The JSON in a file without its timing, as text that the caller frees.
static char *catalogue(const char *path) {
  json_t *root = json_load_file(path, 0, NULL);
  cr_assert_not_null(root, "%s holds no JSON", path);
  cr_assert_eq(json_object_del(root, "timing"), 0);
  char *text = json_dumps(root, JSON_PRESERVE_ORDER | JSON_REAL_PRECISION(17));
  json_decref(root);
  cr_assert_not_null(text);
  return text;
}

static void expect_same(const char *path, const char *other) {
  char *a = catalogue(path), *b = catalogue(other);
  cr_expect_str_eq(a, b, "%s and %s differ", path, other);
  free(a);
  free(b);
}

static void run(const char *arguments) {
  int got = shell("\"$CPFIND\" %s", arguments);
  cr_assert_eq(got, 0, "cpfind %s: exit code %d\n%s", arguments, got, err_text);
}

STORE_TEST(same_results) {
  static const char *const problems[] = {
      SMALL,
      SMALL " --complete --prove",
      SMALL " --d 3 --no-certify",
      SMALL " --method homotopy --starts 600",
      "--n 2 --k 2 --rho 2 --starts 2000",
      "--n 1 --k 1 --rho 4",
      "--n 2 --k 1 --d 1 --rho 3",
  };
  for (size_t i = 0; i < sizeof problems / sizeof *problems; i++) {
    char command[256];
    snprintf(command, sizeof command, "%s --format json -o plain", problems[i]);
    run(command);
    snprintf(command, sizeof command, "%s --format json -o first --store s%zu.db", problems[i], i);
    run(command);
    snprintf(command, sizeof command,
             "%s --format json -o again --store s%zu.db --threads 1 --quiet", problems[i], i);
    run(command);
    snprintf(command, sizeof command, "show s%zu.db --format json -o shown", i);
    run(command);
    expect_same("plain", "first");
    cr_expect_eq(shell("cmp first again && cmp again shown"), 0, "%s: timing included",
                 problems[i]);
  }
}

STORE_TEST(other_formats) {
  static const char *const formats[] = {"table", "ndjson", "csv"};
  run(SMALL " --store s.db");
  for (size_t i = 0; i < 3; i++) {
    cr_expect_eq(shell("\"$CPFIND\" " SMALL " --store s.db -q --format %s >a && "
                       "\"$CPFIND\" show s.db -q --format %s >b && cmp a b && test -s a",
                       formats[i], formats[i]),
                 0, "%s\n%s", formats[i], out_text);
  }
}

STORE_TEST(shown) {
  run(SMALL " --store s.db --starts 600 -q");
  run("show s.db");
  golden_expect("cli/show", strdup(out_text));
  run("show s.db --kind saddle --loss 0.9:");
  golden_expect("cli/show-selection", strdup(out_text));
}

static void expect_families(const char *filter, int count) {
  int got = shell("\"$CPFIND\" show s.db --format json %s", filter);
  json_t *root = json_loads(out_text, 0, NULL);
  cr_assert(got == 0 && root != NULL, "show %s: %s", filter, err_text);
  json_t *summary = json_object_get(root, "summary");
  cr_expect_eq(json_array_size(json_object_get(root, "families")), (size_t)count, "%s", filter);
  cr_expect_eq(json_integer_value(json_object_get(summary, "families")), count, "%s", filter);
  const char *completeness = json_string_value(json_object_get(summary, "completeness"));
  cr_expect_str_eq(completeness, count == 5 ? "probable" : "none", "%s", filter);
  json_decref(root);
}

STORE_TEST(filters) {
  run(SMALL " --store s.db");
  expect_families("", 5);
  expect_families("--label copy", 1);
  expect_families("--label nothing", 0);
  expect_families("--kind maximum", 2);
  expect_families("--id 1c74", 1);
  expect_families("--loss 0.75", 1);
  expect_families("--loss 0.75:1", 3);
  expect_families("--loss :0.75", 2);
  expect_families("--index 2", 2);
  expect_families("--index 1:2 --kind saddle", 1);
  expect_families("--certified", 5);
  // A selection is a list that check accepts: nothing is stated of the whole.
  run("show s.db --kind saddle --format json -o some.json");
  run("check some.json");
}

STORE_TEST(usage) {
  expect_failure(2, "show: the file is missing", "show");
  expect_failure(2, "show takes one file", "show a b");
  expect_failure(2, "merge: needs the name of the new store and two or more", "merge a b");
  expect_failure(2, "--kind: 'hill' is not allowed (allowed: minimum, saddle",
                 "show a --kind hill");
  expect_failure(2, "--loss: '2:1' is not allowed", "show a --loss 2:1");
  expect_failure(2, "--loss: ':' is not allowed", "show a --loss :");
  expect_failure(2, "--id: 'xyz' is not allowed", "show a --id xyz");
  expect_failure(2, "--store: is an option of 'cpfind find' only", "show a --store b");
  expect_failure(2, "--output: 's' is the store itself", SMALL " --store s -o s");
  expect_failure(2, "--output: 's' is the store itself", "show s -o s");
  expect_failure(2, "--shard: needs --store", SMALL " --shard 1/2");
  expect_failure(2, "--shard: '3/2' is not allowed", SMALL " --store s --shard 3/2");
  expect_failure(2, "--shard: '0/2' is not allowed", SMALL " --store s --shard 0/2");
  expect_failure(2, "--shard and --prove contradict", SMALL " --store s --shard 1/2 --prove");
  cr_expect_neq(access("s", F_OK), 0, "a store was made");
}

// Another search is refused, and everything that differs is named.
STORE_TEST(another_search) {
  run(SMALL " --store s.db -q");
  cr_assert_eq(shell("cp s.db before.db"), 0);
  static const char *const list[][2] = {
      {SMALL " --d 3", "d is 2 there, 3 here"},
      {"--n 3 --k 2 --rho 6", "n is 2 there, 3 here; rho is 4 there, 6 here"},
      {SMALL " --seed 2", "seed is 1 there, 2 here"},
      {SMALL " --starts 100", "starts is the default there, 100 here"},
      {SMALL " --repulsion 1/n", "repulsion is 1 there, 0.5 here"},
      {SMALL " --method newton", "method is chain there, newton here"},
      {SMALL " --no-certify", "certify is auto there, off here"},
      {SMALL " --complete", "complete is off there, on here"},
      {SMALL " --prove --boxes 99", "prove is off there, on here; boxes is the default there, 99"},
      {SMALL " --shard 1/2", "shard is 0/0 there, 1/2 here"},
      {SMALL " --seed 7 --d 4", "d is 2 there, 4 here; seed is 1 there, 7 here"},
  };
  for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
    char arguments[200];
    snprintf(arguments, sizeof arguments, "%s --store s.db", list[i][0]);
    expect_failure(2, list[i][1], arguments);
  }
  cr_expect_eq(shell("printf 'mine: m=1 on l=1: all\\n' >t; grep '^copy' \"$CPF_SOURCE_ROOT/tables/"
                     "paper.table\" >table && \"$CPFIND\" " SMALL " --table table --store s.db"),
               2);
  cr_expect_not_null(strstr(err_text, "reference is "), "%s", err_text);
  cr_expect_eq(shell("cmp s.db before.db"), 0, "a refusal has changed the store");
}

STORE_TEST(not_to_be_opened) {
  expect_failure(3, "cannot open the store 'none.db': No such file", "show none.db");
  expect_failure(3, "Is a directory", "show .");
  expect_failure(3, "Is a directory", SMALL " --store .");
  expect_failure(3, "No such file or directory", SMALL " --store nowhere/s.db");
  expect_failure(3, "no regular file", SMALL " --store /dev/full");
  expect_failure(3, "cannot open the store '/proc/cpfind.db'", SMALL " --store /proc/cpfind.db");
  expect_failure(2, "--store: '' is not allowed", SMALL " --store ''");
  cr_assert_eq(shell("echo 'no database, but a text longer than a header of SQLite, which is one "
                     "hundred bytes long at the least.......' >text; : >empty; mkfifo pipe"),
               0);
  expect_failure(2, "is no store of cpfind", "show text");
  expect_failure(2, "is no store of cpfind", SMALL " --store text");
  expect_failure(2, "is empty: no search has begun", "show empty");
  expect_failure(3, "no regular file", "show pipe");
}

// Names that mean something to SQLite are names of files here.
STORE_TEST(names) {
  run(SMALL " --store :memory: -q");
  run(SMALL " --store file:x.db?mode=memory -q");
  cr_expect_eq(shell("test -s :memory: && test -s 'file:x.db?mode=memory'"), 0);
  run("show :memory:");
}

static int can_mount(void) {
  return shell("mkdir small && mount -t tmpfs -o size=128k none small") == 0;
}

// What is on record before a disk is full stays, and the search goes on when there is room.
STORE_TEST(full_disk) {
  run(SMALL " --d 3 --format json -o plain");
  if (can_mount()) {
    int got = shell("\"$CPFIND\" " SMALL " --d 3 --store small/s.db -q");
    char *message = strdup(err_text);
    cr_expect_eq(shell("cp small/s.db s.db; rm -f s.db-journal; cp small/s.db-journal . "
                       "2>/dev/null; umount small; true"),
                 0);
    cr_expect_eq(got, 3, "exit code %d: %s", got, message);
    cr_expect_not_null(strstr(message, "the disk is full"), "%s", message);
    free(message);
  } else { // no mounts here: a limit on the size of files is met in the same place
    cr_expect_eq(shell("ulimit -f 90; " OWN_COUNTS "\"$CPFIND\" " SMALL " --d 3 --store s.db -q"),
                 3);
    cr_expect_not_null(strstr(err_text, "cannot write the store 's.db'"), "%s", err_text);
  }
  run("show s.db -q");
  run(SMALL " --d 3 --store s.db --format json -o later");
  expect_same("plain", "later");
}

STORE_TEST(file_too_large) {
  for (int blocks = 1; blocks <= 200; blocks += 33) {
    int got =
        shell("rm -f s.db; ulimit -f %d; " OWN_COUNTS "\"$CPFIND\" " SMALL " --d 3 --store s.db -q",
              blocks);
    cr_expect(got == 3 || got == 0, "%d blocks: exit code %d: %s", blocks, got, err_text);
    cr_expect(got == 0 || strstr(err_text, "the file may not grow any more") != NULL,
              "%d blocks: %s", blocks, err_text);
    cr_expect_eq(shell("\"$CPFIND\" " SMALL " --d 3 --store s.db -q"), 0, "%d blocks: %s", blocks,
                 err_text);
  }
}

STORE_TEST(read_only_folder) {
  cr_assert_eq(shell("mkdir fixed && \"$CPFIND\" " SMALL " --store fixed/s.db -q"), 0);
  int mounted = shell("mount --bind fixed fixed && mount -o remount,bind,ro fixed") == 0;
  if (!mounted && getuid() == 0)
    cr_skip("root without mounts: every folder can be written to");
  if (!mounted)
    cr_assert_eq(shell("chmod a-w fixed fixed/s.db"), 0);
  expect_failure(3, "cannot open the store 'fixed/t.db'", SMALL " --store fixed/t.db");
  expect_failure(3, "cannot open the store 'fixed/s.db'", SMALL " --store fixed/s.db");
  cr_expect_eq(shell("\"$CPFIND\" show fixed/s.db -q"), 0, "%s", err_text);
  if (mounted)
    cr_expect_eq(shell("umount fixed"), 0);
}

// Starts the program with the arguments and its outputs to nowhere.
static pid_t start(const char *arguments) {
  char command[400];
  snprintf(command, sizeof command, "exec \"$CPFIND\" %s </dev/null >/dev/null 2>&1", arguments);
  pid_t child = fork();
  cr_assert_geq(child, 0);
  if (child == 0) {
    setenv("GCOV_PREFIX", COUNTS_FOLDER, 1);
    execl("/bin/sh", "sh", "-c", command, (char *)NULL);
    _exit(127);
  }
  return child;
}

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void wait_a_while(double seconds) {
  struct timespec t = {(time_t)seconds, (long)(1e9 * (seconds - (double)(time_t)seconds))};
  nanosleep(&t, NULL);
}

// A shard spends its budget whatever it finds: this one does not end by itself.
#define LONG_SEARCH SMALL " --shard 1/2 --starts 1000000000 --store s.db"

STORE_TEST(two_writers) {
  pid_t first = start(LONG_SEARCH);
  while (access("s.db", F_OK) != 0 || shell("\"$CPFIND\" show s.db -q") != 0)
    wait_a_while(0.01); // until it has begun
  expect_failure(3, "the store 's.db' is in use: another cpfind is writing to it", LONG_SEARCH);
  int status = 0;
  cr_expect_eq(shell("\"$CPFIND\" show s.db"), 0, "%s", err_text);
  cr_expect_not_null(strstr(out_text, "not finished; the command that began it goes on"), "%s",
                     out_text);
  cr_expect_eq(waitpid(first, &status, WNOHANG), 0, "the first search has ended");
  kill(first, SIGTERM);
  cr_assert_eq(waitpid(first, &status, 0), first);
  cr_expect(WIFEXITED(status) && WEXITSTATUS(status) == 128 + SIGTERM);
  // What it had found when it was stopped is there, and says so.
  cr_expect_eq(shell("\"$CPFIND\" show s.db --format json -o half"), 0);
  char *half = catalogue("half");
  cr_expect_not_null(strstr(half, "\"status\": \"interrupted\""));
  cr_expect_null(strstr(half, "\"families\": []"));
  free(half);
}

// Kills the search at random instants, CPF_KILLS of them (20), takes it up again each time, kills
// it again in every third trial, and compares the end with that of a search without a break.
STORE_TEST(killed) {
  static const char command[] = "--n 2 --k 3 --rho 3 --d 3 --complete --threads 2 --format json";
  const char *wanted = getenv("CPF_KILLS");
  int kills = wanted != NULL ? atoi(wanted) : 20, killed = 0, status;
  unsigned random = 1;
  char arguments[200];
  snprintf(arguments, sizeof arguments, "%s -o plain", command);
  run(arguments);
  double began = now();
  snprintf(arguments, sizeof arguments, "%s --store s.db -o again", command);
  run(arguments);
  double length = now() - began;
  for (int trial = 0; killed < kills; trial++) {
    cr_assert_lt(trial, 20 * kills + 100, "the search ends before it can be killed");
    if (trial % 3 != 1)
      cr_assert_eq(shell("rm -f s.db s.db-journal again"), 0);
    pid_t child = start(arguments);
    random = random * 1103515245u + 12345u;
    wait_a_while(length * (double)(random >> 8) / (1 << 24));
    kill(child, SIGKILL);
    cr_assert_eq(waitpid(child, &status, 0), child);
    killed += WIFSIGNALED(status);
    if (trial % 3 == 0)
      continue; // and killed once more
    int shown = shell("\"$CPFIND\" show s.db -q");
    cr_expect(shown == 0 || strstr(err_text, "No such file") || strstr(err_text, "is empty"), "%s",
              err_text);
    run(arguments);
    expect_same("plain", "again");
  }
}

// Stopped in this way and that, one after the other.
STORE_TEST(interrupted) {
  static const int signals[] = {SIGINT, SIGTERM, SIGKILL};
  run("--n 4 --k 3 --rho 3 --starts 100000 --no-certify --format json -o plain");
  for (int i = 0; i < 3; i++) {
    int status;
    pid_t child = start("--n 4 --k 3 --rho 3 --starts 100000 --no-certify --store s.db");
    wait_a_while(0.1 + 0.2 * i);
    kill(child, signals[i]);
    cr_assert_eq(waitpid(child, &status, 0), child);
  }
  run("--n 4 --k 3 --rho 3 --starts 100000 --no-certify --store s.db --format json -o again");
  expect_same("plain", "again");
}

static json_t *families_of(const char *path, json_t **root) {
  *root = json_load_file(path, 0, NULL);
  cr_assert_not_null(*root, "%s", path);
  return json_object_get(*root, "families");
}

static double number(const json_t *object, const char *key) {
  return json_number_value(json_object_get(object, key));
}

static const char *text(const json_t *object, const char *key) {
  const char *value = json_string_value(json_object_get(object, key));
  return value != NULL ? value : "";
}

// The same families with the same facts; numbers that were computed anew to rounding.
static void expect_same_families(const char *a, const char *b, const char *what) {
  json_t *root_a, *root_b, *x = families_of(a, &root_a), *y = families_of(b, &root_b);
  cr_assert_eq(json_array_size(x), json_array_size(y), "%s: %zu and %zu families", what,
               json_array_size(x), json_array_size(y));
  for (size_t i = 0; i < json_array_size(x); i++) {
    static const char *const exact[] = {"points",       "dimension",    "index", "nullity",
                                        "local_degree", "multiplicity", "euler"};
    const json_t *f = json_array_get(x, i), *g = json_array_get(y, i);
    cr_expect_str_eq(text(f, "id"), text(g, "id"), "%s", what);
    cr_expect_str_eq(text(f, "label"), text(g, "label"), "%s", what);
    cr_expect_str_eq(text(f, "kind"), text(g, "kind"), "%s", what);
    for (size_t e = 0; e < sizeof exact / sizeof *exact; e++)
      cr_expect_eq(number(f, exact[e]), number(g, exact[e]), "%s: %s", what, exact[e]);
    cr_expect_float_eq(number(f, "loss"), number(g, "loss"), 1e-12, "%s", what);
    cr_expect_eq(json_is_null(json_object_get(f, "certificate")),
                 json_is_null(json_object_get(g, "certificate")), "%s", what);
  }
  json_decref(root_a);
  json_decref(root_b);
}

// The shards together find what one search finds that spends its whole budget, in any order.
static void expect_shards(const char *problem, int shards) {
  char inputs[200] = "", backwards[200] = "";
  cr_assert_eq(shell("rm -f *.db; \"$CPFIND\" %s --format json -o whole", problem), 0, "%s",
               err_text);
  for (int i = 1; i <= shards; i++) {
    cr_assert_eq(shell("\"$CPFIND\" %s --shard %d/%d --store %d.db -q", problem, i, shards, i), 0,
                 "%s", err_text);
    snprintf(inputs + strlen(inputs), sizeof inputs - strlen(inputs), " %d.db", i);
    char rest[200];
    snprintf(rest, sizeof rest, " %d.db%s", i, backwards);
    memcpy(backwards, rest, sizeof backwards);
  }
  cr_assert_eq(shell("\"$CPFIND\" merge m.db %s --format json -o merged", inputs), 0, "%s",
               err_text);
  cr_expect_str_empty(err_text);
  cr_assert_eq(shell("\"$CPFIND\" merge m2.db %s --format json -o merged2", backwards), 0, "%s",
               err_text);
  expect_same_families("whole", "merged", problem);
  expect_same("merged", "merged2");
  cr_expect_eq(shell("\"$CPFIND\" show m.db --format json -o shown"), 0);
  expect_same("merged", "shown");
}

STORE_TEST(shards) {
  expect_shards("--n 2 --k 2 --rho 4 --starts 9001", 3);
  expect_shards("--n 2 --k 3 --rho 4 --starts 9000", 4);
  expect_shards("--n 3 --k 3 --rho 3 --starts 16000", 2);
}

// Where one search spends its budget too, the merge has the same numbers of starts and hits.
STORE_TEST(shards_partition_the_starts) {
  expect_shards("--n 2 --k 2 --rho 4 --starts 1500", 4); // too few for the checks to agree
  json_t *root_a, *root_b, *x = families_of("whole", &root_a), *y = families_of("merged", &root_b);
  json_t *a = json_object_get(root_a, "summary"), *b = json_object_get(root_b, "summary");
  cr_expect_str_eq(text(root_a, "status"), "budget");
  cr_expect_eq(number(a, "starts"), 1500);
  cr_expect_eq(number(b, "starts"), 1500);
  static const char *const same[] = {"converged",  "unresolved", "branch_points",
                                     "singletons", "doubletons", "coverage"};
  for (size_t i = 0; i < sizeof same / sizeof *same; i++)
    cr_expect_eq(number(a, same[i]), number(b, same[i]), "%s", same[i]);
  cr_expect_str_eq(text(a, "completeness"), text(b, "completeness"));
  cr_expect_str_eq(text(a, "completeness_reason"), text(b, "completeness_reason"));
  for (size_t i = 0; i < json_array_size(x); i++)
    cr_expect_eq(number(json_array_get(x, i), "hits"), number(json_array_get(y, i), "hits"));
  json_decref(root_a);
  json_decref(root_b);
}

STORE_TEST(merge_of_seeds) {
  run(SMALL " --seed 1 --store 1.db --format json -o 1.json");
  run(SMALL " --seed 2 --store 2.db -q");
  run("merge m.db 2.db 1.db --format json -o merged");
  expect_same_families("1.json", "merged", "seeds");
  json_t *root = json_load_file("merged", 0, NULL);
  cr_expect(json_is_null(json_object_get(root, "seed")));
  cr_expect_str_eq(text(json_object_get(root, "summary"), "completeness"), "probable");
  json_decref(root);
  run("check merged");
  // A merge can be merged again; the same starts cannot count twice.
  run(SMALL " --seed 3 --store 3.db -q");
  run("merge m3.db m.db 3.db -q");
  expect_failure(2, "hold the same starts, those of seed 1", "merge x.db m.db 1.db");
  expect_failure(2, "hold the same starts", "merge x.db 1.db 1.db");
  expect_failure(2, "exists already", "merge m.db 1.db 2.db");
  expect_failure(2, "was put together by 'cpfind merge'", SMALL " --store m.db");
  run(SMALL " --seed 4 --d 3 --store other.db -q");
  expect_failure(2, "cannot be merged: d is 2 in the first, 3 in the second",
                 "merge x.db 1.db other.db");
  expect_failure(3, "No such file", "merge x.db 1.db none.db");
  cr_expect_neq(access("x.db", F_OK), 0, "a refused merge has left a store");
  run("show m3.db");
  cr_expect_not_null(strstr(out_text, "merged:   seed 1: "), "%s", out_text);
}

STORE_TEST(merge_says_what_is_missing) {
  run(SMALL " --shard 1/3 --starts 3000 --store 1.db -q");
  run(SMALL " --shard 3/3 --starts 3000 --store 3.db -q");
  run("merge m.db 1.db 3.db -q");
  cr_expect_not_null(strstr(err_text, "seed 1: 1 of its 3 shards are not among the inputs"), "%s",
                     err_text);
  run(SMALL " --shard 2/4 --starts 3000 --store 2.db -q");
  expect_failure(2, "hold the same starts", "merge x.db 1.db 2.db");
}

STORE_TEST(slurm) {
  static const char auto_[] = "\"$CPFIND\" " SMALL " --starts 3000 --shard auto --store %s -q";
  cr_expect_eq(shell("unset SLURM_ARRAY_TASK_ID; \"$CPFIND\" " SMALL " --shard auto --store s.db"),
               2);
  cr_expect_not_null(strstr(err_text, "SLURM_ARRAY_TASK_ID, which is not set"), "%s", err_text);
  cr_expect_eq(shell("export SLURM_ARRAY_TASK_ID=x SLURM_ARRAY_TASK_COUNT=2; \"$CPFIND\" " SMALL
                     " --shard auto --store s.db"),
               2);
  cr_expect_not_null(strstr(err_text, "SLURM_ARRAY_TASK_ID is 'x'"), "%s", err_text);
  cr_expect_eq(shell("export SLURM_ARRAY_TASK_ID=9 SLURM_ARRAY_TASK_COUNT=3 "
                     "SLURM_ARRAY_TASK_MIN=1 SLURM_ARRAY_TASK_STEP=3; \"$CPFIND\" " SMALL
                     " --shard auto --store s.db"),
               2);
  cr_expect_not_null(strstr(err_text, "cannot tell the place of task 9"), "%s", err_text);
  char command[400];
  snprintf(command, sizeof command, auto_, "s.db");
  cr_expect_eq(shell("export SLURM_ARRAY_TASK_ID=7 SLURM_ARRAY_TASK_COUNT=3 "
                     "SLURM_ARRAY_TASK_MIN=1 SLURM_ARRAY_TASK_STEP=3; %s",
                     command),
               0, "%s", err_text);
  run("show s.db");
  cr_expect_not_null(strstr(out_text, "seed 1, shard 3/3: "), "%s", out_text);
}
