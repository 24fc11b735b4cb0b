// SPDX-License-Identifier: GPL-3.0-or-later
// A search that several processes share ends in each of them as one process alone ends it: also
// from a record, when it is stopped, and when the record fails. The processes are threads
// (crowd.h).
#include "../crowd.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "../catalogue.h"
#include "../dying.h"
#include "../support.h"
#include "classify/table.h"
#include "store/store.h"

// What each process is told to do, and what it gets.
struct part {
  struct cpf_problem p;
  struct cpf_find_options opt;
  const struct cpf_table *table;
  struct cpf_team *team;
  uint64_t stop_after; // starts; 0: never
  uint64_t seen;       // starts, at the last progress
  struct cpf_find_result *result;
};

static struct part parts[CROWD_MAX];
static struct cpf_table *table;
static struct crowd crowd;
static char folder[64], path[100], journal_path[120];

static void set_up(void) {
  snprintf(folder, sizeof folder, "/tmp/cpfind-team-XXXXXX");
  cr_assert_not_null(mkdtemp(folder));
  snprintf(path, sizeof path, "%s/s.db", folder);
  snprintf(journal_path, sizeof journal_path, "%s-journal", path);
  cr_assert_eq(cpf_table_builtin(&table, NULL), CPF_OK);
}

static void tear_down(void) {
  cpf_table_free(table);
  unlink(path);
  unlink(journal_path);
  cr_expect_eq(rmdir(folder), 0, "something was left in %s", folder);
}

#define TEAM_TEST(name) Test(team_search, name, .init = set_up, .fini = tear_down)

static void look(void *ctx, uint64_t starts, uint64_t budget, int families, double seconds) {
  struct part *part = ctx;
  (void)budget, (void)families, (void)seconds;
  part->seen = starts;
  if (part->stop_after > 0 && starts >= part->stop_after && part->team != NULL)
    crowd_ask(part->team, SIGTERM);
}

static enum cpf_status search(struct cpf_team *team, void *ctx, struct cpf_error *err) {
  struct part *part = ctx;
  part->team = part->opt.team = team;
  part->opt.progress = look;
  part->opt.progress_ctx = part;
  return cpf_find(&part->p, &part->opt, part->table, &part->result, err);
}

static void prepare(const struct cpf_problem *p, const struct cpf_find_options *opt) {
  for (int r = 0; r < CROWD_MAX; r++) {
    parts[r] = (struct part){.p = *p, .opt = *opt, .table = table};
    parts[r].opt.threads = 1 + r % 2;
  }
}

static void play(int size) {
  void *ctx[CROWD_MAX];
  for (int r = 0; r < CROWD_MAX; r++)
    ctx[r] = &parts[r];
  crowd_play(&crowd, size, search, ctx);
}

static void release(int size) {
  for (int r = 0; r < size; r++) {
    cpf_find_result_free(parts[r].result);
    parts[r].result = NULL;
  }
}

// Each process ends with `status`; their results, where there are any, are `expected`.
static void expect_all(int size, enum cpf_status status, const char *expected, const char *what) {
  for (int r = 0; r < size; r++) {
    cr_assert_eq(crowd.member[r].end, status, "%s: process %d of %d ends with %d: %s", what, r,
                 size, (int)crowd.member[r].end, crowd.member[r].err.text);
    if (parts[r].result == NULL)
      continue;
    char *text = print(parts[r].result);
    cr_expect_str_eq(text, expected, "%s: process %d of %d", what, r, size);
    free(text);
  }
}

static char *search_alone(const struct cpf_problem *p, const struct cpf_find_options *opt) {
  struct cpf_find_result *r;
  struct cpf_error why;
  cr_assert_eq(cpf_find(p, opt, table, &r, &why), CPF_OK, "%s", why.text);
  char *text = print(r);
  cpf_find_result_free(r);
  return text;
}

static struct cpf_find_options options(void) {
  struct cpf_find_options opt = cpf_find_options_default();
  opt.threads = 2;
  return opt;
}

static void expect_same(const struct cpf_problem *p, const struct cpf_find_options *opt,
                        const char *what) {
  char *alone = search_alone(p, opt);
  for (int size = 1; size <= 4; size++) {
    prepare(p, opt);
    play(size);
    expect_all(size, CPF_OK, alone, what);
    release(size);
  }
  free(alone);
}

TEAM_TEST(one_catalogue) {
  static const struct {
    const char *what;
    struct cpf_problem p;
  } cases[] = {
      {"isolated points", {2, 3, 3, 4, 1.0}}, {"continua", {2, 2, 2, 2, 1.0}},
      {"d > k", {2, 2, 5, 4, 1.0}},           {"one student", {1, 1, 1, 3, 1.0}},
      {"correlation", {2, 2, 2, 5, 0.0}},
  };
  for (size_t i = 0; i < COUNT(cases); i++) {
    struct cpf_find_options opt = options();
    opt.starts = 3000;
    expect_same(&cases[i].p, &opt, cases[i].what);
  }
}

TEAM_TEST(paths_and_boxes) {
  const struct cpf_problem toy = problem(2, 2, 2, 6);
  struct cpf_find_options opt = options();
  opt.complete = opt.prove = true;
  expect_same(&toy, &opt, "complete and prove");
  opt.boxes = 40;
  opt.complete = false;
  expect_same(&toy, &opt, "a spent budget of boxes");
  const struct cpf_problem large = problem(3, 2, 2, 4);
  opt = options();
  opt.complete = true;
  expect_same(&large, &opt, "complete, of three students");
}

TEAM_TEST(homotopy_method) {
  const struct cpf_problem p = problem(2, 2, 2, 4);
  struct cpf_find_options opt = options();
  opt.method = "homotopy";
  opt.starts = 600;
  expect_same(&p, &opt, "branch points counted once");
}

// What one process is asked, all do, at one place: they end with one and the same result.
TEAM_TEST(stopped_together) {
  const struct cpf_problem p = problem(3, 3, 3, 4);
  struct cpf_find_options opt = options();
  opt.starts = 20000;
  for (int who = 0; who < 3; who++) {
    prepare(&p, &opt);
    parts[who].stop_after = 1500;
    play(3);
    cr_assert_not_null(parts[0].result);
    char *text = print(parts[0].result);
    expect_all(3, CPF_EINTERRUPTED, text, "stopped");
    for (int r = 0; r < 3; r++) {
      cr_expect_eq(crowd.member[r].team.stop, SIGTERM);
      cr_expect_eq(parts[r].result->end, CPF_END_INTERRUPTED);
      cr_expect_eq(parts[r].seen, parts[0].seen);
      cr_expect_lt(parts[r].result->starts, 20000);
    }
    free(text);
    release(3);
  }
}

// ---- with a store ------------------------------------------------------------------------------

static struct cpf_store *open_store(const struct cpf_problem *p,
                                    const struct cpf_find_options *opt) {
  struct cpf_store *store;
  struct cpf_error why;
  cr_assert_eq(cpf_store_open(path, p, opt, table, &store, &why), CPF_OK, "%s", why.text);
  return store;
}

// Rank 0's record fails at every place in turn: all processes say why. What is on record serves a
// team, and one process, to go on to the end of a search without a break.
TEAM_TEST(a_record_that_fails) {
  const struct cpf_problem p = problem(2, 2, 2, 4);
  struct cpf_find_options opt = options();
  opt.complete = true;
  char *alone = search_alone(&p, &opt);
  bool whole = false;
  for (int last = 1; !whole; last++) {
    struct cpf_store *store = open_store(&p, &opt);
    struct dying dying = {.real = cpf_store_journal(store), .last = last, .after = last % 3 == 0};
    const struct cpf_journal journal = dying_journal(&dying);
    prepare(&p, &opt);
    parts[0].opt.journal = &journal;
    play(3);
    whole = crowd.member[0].end == CPF_OK;
    expect_all(3, whole ? CPF_OK : CPF_EIO, alone, "a record that fails");
    for (int r = 0; r < 3 && !whole; r++)
      cr_expect_str_eq(crowd.member[r].err.text, "dead");
    if (!whole)
      cr_expect_null(parts[0].result); // the others may not know of it yet
    release(3);
    cpf_store_close(store);
    if (last % 2 == 0) { // from here on by one process alone
      struct cpf_find_options own = opt;
      store = open_store(&p, &opt);
      own.journal = cpf_store_journal(store);
      char *text = search_alone(&p, &own);
      cr_expect_str_eq(text, alone, "alone, after %d records", last);
      free(text);
      cpf_store_close(store);
      unlink(path);
    }
    cr_assert_lt(last, 100);
  }
  free(alone);
}

// ---- what all must do alike
// ----------------------------------------------------------------------

TEAM_TEST(another_input) {
  const struct cpf_problem p = problem(2, 2, 2, 4);
  struct cpf_find_options opt = options();
  for (int what = 0; what < 4; what++) {
    prepare(&p, &opt);
    struct cpf_row rows[1] = {{.name = "all"}};
    const struct cpf_table own = {.nrows = 1, .rows = rows};
    if (what == 0)
      parts[1].opt.seed = 2;
    if (what == 1)
      parts[1].p.rho = 6;
    if (what == 2)
      parts[1].p.repulsion = 0.5;
    if (what == 3)
      parts[1].table = &own;
    play(2);
    expect_all(2, CPF_EINTERNAL, "", "another input");
    cr_expect_not_null(strstr(crowd.member[1].err.text, "with the same input"));
    release(2);
  }
}
