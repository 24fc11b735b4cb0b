// SPDX-License-Identifier: GPL-3.0-or-later
// cpfind figure through the shell, each test in a folder of its own.
#include <sys/stat.h>

#include "program.h"

#define FIGURE_TEST(name)                                                                          \
  Test(figure_command, name, .init = program_setup, .fini = program_teardown)

static bool have_plotter(void) {
  bool there = shell("command -v gnuplot") == 0;
  if (!there)
    cr_log_warn("gnuplot is not installed: the pictures are not tested");
  return there;
}

static bool exists(const char *path) {
  struct stat info;
  return stat(path, &info) == 0;
}

FIGURE_TEST(bad_command_lines) {
  static const struct {
    const char *arguments, *message;
  } list[] = {
      {"", "the name of the figure is missing (allowed: 1, 2, 3, 4, 5, 6, 7, 9, landscape, "
           "bifurcation, plateau, basins, all)"},
      {"landscpe", "unknown figure 'landscpe'; the nearest is landscape (allowed: 1, 2, 3,"},
      {"1 2", "unexpected argument '2': figure takes one figure"},
      {"2 --rho 5", "--rho: 5 is not for figure 2, the condition of tight-balance (allowed: even"},
      {"1 --rho 2", "--rho: 2 is not for figure 1"},
      {"landscape --rho 1", "--rho: 1 is not for figure landscape"},
      {"landscape --rho 1001", "--rho: '1001' is not allowed"},
      {"bifurcation --rho 4", "--rho: 4, but figure bifurcation shows a range of degrees"},
      {"all --rho 4", "--rho: 4, but figure all draws each figure with its own degrees"},
      {"3 --format csv", "--format: is an option of"},
      {"4 --rho 6", "--rho: 6, but figure 4 has one degree: leave it out"},
      {"3 --trajectories 10", "--trajectories: 10, but figure 3 has no ensemble: leave it out"},
      {"5 --trajectories 0", "--trajectories: '0' is not allowed"},
      {"5 --trajectories -3", "--trajectories: "},
      {"5 --trajectories many", "--trajectories: 'many' is not allowed"},
      {"5 --trajectories 1e3", "--trajectories: '1e3' is not allowed"},
      {"5 --seed -1", "--seed: "},
      {"5 --seed 9223372036854775808", "--seed: '9223372036854775808' is not allowed"},
      {"5 --time 10", "--time: is an option of"},
      {"5 --trajectory 1", "--trajectory: is an option of"},
  };
  for (size_t i = 0; i < sizeof list / sizeof list[0]; i++) {
    cr_expect_eq(shell("\"$CPFIND\" figure %s", list[i].arguments), 2, "%s", list[i].arguments);
    cr_expect_not_null(strstr(err_text, list[i].message), "%s: %s", list[i].arguments, err_text);
    cr_expect_str_empty(out_text);
  }
}

FIGURE_TEST(all_in_a_new_folder) {
  if (!have_plotter())
    return;
  cr_assert_eq(shell("\"$CPFIND\" figure all --trajectories 2 -o \"a b/it's/new\""), 0, "%s",
               err_text);
  cr_expect_str_empty(err_text);
  char list[TEXT_BYTES];
  (void)snprintf(list, sizeof list, "%s", out_text);
  static const char *const stems[] = {"figure-1",  "figure-2",    "figure-3", "figure-4",
                                      "figure-5",  "figure-6",    "figure-7", "figure-9",
                                      "landscape", "bifurcation", "plateau",  "basins"};
  static const unsigned char signature[] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  for (size_t i = 0; i < sizeof stems / sizeof stems[0]; i++) {
    char path[128], name[160], text[TEXT_BYTES];
    (void)snprintf(path, sizeof path, "a b/it's/new/%s", stems[i]);
    (void)snprintf(name, sizeof name, "%s.png\n", path);
    cr_expect_not_null(strstr(list, name), "%s", list);
    (void)snprintf(name, sizeof name, "%s.png", path);
    cr_expect_gt(slurp(name, text), sizeof signature);
    cr_expect_eq(memcmp(text, signature, sizeof signature), 0);
    (void)snprintf(name, sizeof name, "%s.svg", path);
    cr_expect_gt(slurp(name, text), (size_t)1000);
    cr_expect_not_null(strstr(text, "<svg "));
    cr_expect_eq(shell("tail -c 20 \"%s\" | grep -q '</svg>'", name), 0, "%s", name);
  }
  cr_expect_eq(shell("find . -name '.cpfind*' | grep -q ."), 1, "temporary files are left");
}

FIGURE_TEST(the_script_runs_alone_and_gives_the_same) {
  if (!have_plotter())
    return;
  cr_assert_eq(shell("\"$CPFIND\" figure landscape --rho 6"), 0, "%s", err_text);
  cr_expect_str_eq(out_text, "landscape-rho-6.csv\nlandscape-rho-6-points.csv\n"
                             "landscape-rho-6-families.csv\nlandscape-rho-6.gp\n"
                             "landscape-rho-6.svg\nlandscape-rho-6.png\n");
  cr_assert_eq(shell("mv landscape-rho-6.svg first.svg; rm landscape-rho-6.png; "
                     "gnuplot -d landscape-rho-6.gp"),
               0);
  cr_expect_str_empty(err_text, "gnuplot warns: %s", err_text);
  cr_expect_eq(shell("cmp first.svg landscape-rho-6.svg"), 0, "%s", out_text);
  cr_expect(exists("landscape-rho-6.png"));
}

FIGURE_TEST(without_the_plotter) {
  cr_assert_eq(shell("PATH=/nowhere \"$CPFIND\" figure 3 -o new"), 0, "%s", err_text);
  cr_expect_str_eq(out_text, "new/figure-3.csv\nnew/figure-3.gp\n");
  cr_expect_str_eq(err_text,
                   "cpfind: note: gnuplot is not installed: wrote data and script only\n");
  cr_expect_not(exists("new/figure-3.svg"));
}

FIGURE_TEST(a_failing_plotter) {
  cr_assert_eq(shell("mkdir bin; printf '#!/bin/sh\\necho no fonts >&2\\nexit 5\\n' >bin/gnuplot; "
                     "chmod +x bin/gnuplot; PATH=$PWD/bin:$PATH \"$CPFIND\" figure 3"),
               3);
  cr_expect_not_null(strstr(err_text, "gnuplot failed on figure-3.gp: no fonts"), "%s", err_text);
  cr_expect_str_eq(out_text, "figure-3.csv\nfigure-3.gp\n");
}

FIGURE_TEST(unwritable) {
  cr_assert_eq(shell("echo x >file; \"$CPFIND\" figure 3 -o file"), 3);
  cr_expect_not_null(strstr(err_text, "cannot make the folder 'file': Not a directory"), "%s",
                     err_text);
  cr_assert_eq(shell("\"$CPFIND\" figure 3 -o file/below"), 3);
  cr_expect_not_null(strstr(err_text, "cannot make the folder 'file'"), "%s", err_text);
  cr_assert_eq(shell("mkdir -p d/figure-3.csv; \"$CPFIND\" figure 3 -o d"), 3);
  cr_expect_not_null(strstr(err_text, "cannot write 'd/figure-3.csv': Is a directory"), "%s",
                     err_text);
  cr_expect_str_empty(out_text);
  if (geteuid() == 0)
    return; // root writes anywhere
  cr_assert_eq(shell("mkdir locked; chmod a-w locked; \"$CPFIND\" figure 3 -o locked"), 3);
  cr_expect_not_null(strstr(err_text, "Permission denied"), "%s", err_text);
}

FIGURE_TEST(replaces_what_was_there) {
  cr_assert_eq(shell("echo old >figure-3.csv; PATH=/nowhere \"$CPFIND\" figure 3 -q"), 0);
  cr_expect_eq(shell("grep -q old figure-3.csv"), 1);
}

// A plotter that never ends is ended with the program.
FIGURE_TEST(a_signal_while_it_draws) {
  cr_assert_eq(shell("mkdir bin; printf '#!/bin/sh\\ntouch started\\nexec sleep 600\\n' "
                     ">bin/gnuplot; chmod +x bin/gnuplot; "
                     "PATH=$PWD/bin:$PATH \"$CPFIND\" figure 3 & p=$!; "
                     "until [ -e started ]; do sleep 0.05; done; kill -TERM $p; wait $p"),
               143, "%s", err_text);
  cr_expect_not_null(strstr(err_text, "interrupted by signal 15"), "%s", err_text);
  cr_expect_str_eq(out_text, "figure-3.csv\nfigure-3.gp\n");
}
