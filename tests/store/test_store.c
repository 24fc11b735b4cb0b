// SPDX-License-Identifier: GPL-3.0-or-later
// The store from within: what is written comes back to the last bit, a search that dies at any
// record goes on to the same end, and no file can do harm. The program's own view of it is in
// tests/cli/test_store_command.c.
#include "store/store.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <criterion/criterion.h>
#include <sqlite3.h>

#include "../catalogue.h"
#include "../dying.h"
#include "store/arrivals.h"
#include "store/file.h"

static char folder[64], path[100];
static struct cpf_table *table;
static struct cpf_error why;
static const struct cpf_problem toy = {2, 2, 2, 4, 1.0};

static void set_up(void) {
  snprintf(folder, sizeof folder, "/tmp/cpfind-store-XXXXXX");
  cr_assert_not_null(mkdtemp(folder));
  snprintf(path, sizeof path, "%s/s.db", folder);
  cr_assert_eq(cpf_table_builtin(&table, NULL), CPF_OK);
}

static void tear_down(void) {
  cpf_table_free(table);
  unlink(path);
  char journal[120];
  snprintf(journal, sizeof journal, "%s-journal", path);
  unlink(journal);
  cr_expect_eq(rmdir(folder), 0, "something was left in %s", folder);
}

#define STORE_TEST(name) Test(store, name, .init = set_up, .fini = tear_down)

static void expect_ok(enum cpf_status status) {
  cr_assert_eq(status, CPF_OK, "%s", why.text);
}

static struct cpf_find_options options(void) {
  struct cpf_find_options opt = cpf_find_options_default();
  opt.complete = true;
  opt.threads = 2;
  return opt;
}

static char *search_plainly(const struct cpf_find_options *opt) {
  struct cpf_find_result *r;
  expect_ok(cpf_find(&toy, opt, table, &r, &why));
  char *text = print(r);
  cpf_find_result_free(r);
  return text;
}

// The very bits, those of NaN and of negative zero too.
static bool same_bits(const double *a, const double *b, size_t count) {
  for (size_t i = 0; i < count; i++) {
    uint64_t x, y;
    memcpy(&x, a + i, sizeof x);
    memcpy(&y, b + i, sizeof y);
    if (x != y)
      return false;
  }
  return true;
}

// Opens the store and searches until the save number `last`, 0: to the end, which is then written.
// Returns the number of saves.
static int search_until(struct cpf_find_options *opt, int last, bool after) {
  struct cpf_store *store;
  struct cpf_find_result *r = NULL;
  struct dying d = {.last = last, .after = after};
  const struct cpf_journal journal = dying_journal(&d);
  expect_ok(cpf_store_open(path, &toy, opt, table, &store, &why));
  d.real = cpf_store_journal(store);
  opt->journal = &journal;
  enum cpf_status status = cpf_find(&toy, opt, table, &r, &why);
  opt->journal = NULL;
  if (last == 0 || d.saves < last) {
    expect_ok(status);
    expect_ok(cpf_store_write(store, r, true, &why));
  } else {
    cr_assert_eq(status, CPF_EIO);
    cr_assert_str_eq(why.text, "dead");
  }
  cpf_find_result_free(r);
  cpf_store_close(store);
  return d.saves;
}

static char *print_store(bool *finished) {
  struct cpf_store *store;
  struct cpf_find_result *r;
  expect_ok(cpf_store_view(path, &store, &why));
  expect_ok(cpf_store_read(store, &r, finished, &why));
  char *text = print(r);
  cpf_find_result_free(r);
  cpf_store_close(store);
  return text;
}

static void expect_store(const char *plain) {
  bool finished;
  char *text = print_store(&finished);
  cr_expect(finished);
  cr_expect_str_eq(text, plain);
  free(text);
}

STORE_TEST(dies_at_each_record) {
  struct cpf_find_options opt = options();
  char *plain = search_plainly(&opt);
  int saves = search_until(&opt, 0, false);
  cr_assert_geq(saves, 8, "blocks, ends and certificates are on record");
  expect_store(plain);
  for (int last = 1; last <= saves; last++)
    for (int after = 0; after < 2; after++) {
      bool finished;
      unlink(path);
      search_until(&opt, last, after != 0);
      free(print_store(&finished));
      cr_expect(!finished);
      int rest = search_until(&opt, 0, false);
      // What had come in is not done again. Of the certificates two may be under way at once.
      cr_expect(rest <= saves - last + 1 + 1, "%d records after %d of %d", rest, last, saves);
      expect_store(plain);
    }
  free(plain);
}

// One record at a time.
STORE_TEST(dies_again_and_again) {
  struct cpf_find_options opt = options();
  opt.seed = 12;
  opt.starts = 3000; // random starts too
  char *plain = search_plainly(&opt);
  int runs = 0;
  while (search_until(&opt, 1, true) > 0)
    cr_assert_lt(runs++, 1000);
  cr_expect_geq(runs, 10);
  expect_store(plain);
  free(plain);
}

STORE_TEST(homotopy_in_the_repulsion) { // branch points are counted once
  struct cpf_find_options opt = options();
  opt.complete = false;
  opt.method = "homotopy";
  opt.starts = 400;
  char *plain = search_plainly(&opt);
  while (search_until(&opt, 1, true) > 0)
    ;
  expect_store(plain);
  free(plain);
}

STORE_TEST(one_writer) {
  struct cpf_find_options opt = options();
  struct cpf_store *first, *second;
  expect_ok(cpf_store_open(path, &toy, &opt, table, &first, &why));
  cr_expect_eq(cpf_store_open(path, &toy, &opt, table, &second, &why), CPF_EIO);
  cr_expect_null(second);
  cr_expect_not_null(strstr(why.text, "another cpfind is writing to it"), "%s", why.text);
  expect_ok(cpf_store_view(path, &second, &why)); // reading is allowed
  cpf_store_close(second);
  cr_expect_eq(cpf_store_open(path, &toy, &opt, table, &second, &why), CPF_EIO,
               "a reader that closed the file has taken the lock away");
  cpf_store_close(first);
  expect_ok(cpf_store_open(path, &toy, &opt, table, &second, &why));
  cpf_store_close(second);
  cpf_store_close(NULL);
}

// Blocks

STORE_TEST(arrivals) {
  enum { COUNT = 12, SIZE = 3 };
  static const int indices[] = {0, 1, 124, 125, 16380, 16381, 1 << 21, 2147483644};
  struct cpf_find_options opt = options();
  struct cpf_store *store;
  struct cpf_arrival arrivals[COUNT] = {
      {CPF_FATE_LOST, -1}, {CPF_FATE_UNRESOLVED, -1}, {CPF_FATE_POINT, -1}, {CPF_FATE_POINT, -1}};
  double W[COUNT * SIZE];
  const double odd[2 * SIZE] = {-0.0, DBL_TRUE_MIN, -1.0 / 3, DBL_MAX, NAN, 1};
  for (int i = 0; i < 8; i++)
    arrivals[4 + i] = (struct cpf_arrival){CPF_FATE_KNOWN, indices[i]};
  memset(W, 0, sizeof W);
  memcpy(W + 2 * (size_t)SIZE, odd, sizeof odd);
  struct cpf_journal_block b = {"random", 77, COUNT, SIZE, 5, arrivals, W};
  expect_ok(cpf_store_open(path, &toy, &opt, table, &store, &why));
  expect_ok(cpf_arrivals_write(store, &b, &why));
  struct cpf_arrival back[COUNT + 3];
  double points[(COUNT + 3) * SIZE];
  memset(points, 0, sizeof points);
  struct cpf_journal_block c = {"random", 77, COUNT + 3, SIZE, 0, back, points};
  expect_ok(cpf_arrivals_read(store, &c, &why));
  cr_expect(c.count == COUNT && c.branch_points == 5);
  for (int i = 0; i < COUNT; i++)
    cr_expect(back[i].fate == arrivals[i].fate && back[i].index == arrivals[i].index, "%d", i);
  cr_expect(same_bits(points, W, sizeof W / sizeof *W));
  c.count = COUNT - 1;
  cr_expect_eq(cpf_arrivals_read(store, &c, &why), CPF_EPARSE, "longer than its round");
  c.count = COUNT;
  c.first = 78;
  expect_ok(cpf_arrivals_read(store, &c, &why));
  cr_expect_eq(c.count, 0);
  c.first = 77;
  c.count = COUNT;
  c.stage = "ends";
  expect_ok(cpf_arrivals_read(store, &c, &why));
  cr_expect_eq(c.count, 0);
  cpf_store_close(store);
}

// Results

// A family with values at the ends of their ranges.
static void make_odd(struct cpf_find_result *r, struct cpf_family *f) {
  static double eigenvalues[2] = {-DBL_MAX, 1.0 / 3}, W[4] = {1, 0, DBL_TRUE_MIN, -1};
  static int students[2] = {0, 1};
  static struct cpf_block blocks[2] = {{"Süß, \"quoted\"", 1, 0, students, NULL},
                                       {"b", 1, 1, students + 1, students}};
  *f = (struct cpf_family){.id = "0123456789abcdef",
                           .nblocks = 2,
                           .blocks = blocks,
                           .points_known = true,
                           .points = UINT64_MAX,
                           .dimension = -1,
                           .loss = -DBL_TRUE_MIN,
                           .neigenvalues = 2,
                           .eigenvalues = eigenvalues,
                           .index = 1,
                           .nullity = 1,
                           .degree_known = true,
                           .local_degree = INT64_MIN,
                           .kind = CPF_KIND_MAXIMUM,
                           .multiplicity = INT64_MAX,
                           .W = W,
                           .hits = UINT64_C(1) << 63,
                           .euler = -1};
  memset(f->label, 'x', CPF_LABEL_MAX - 1);
  *r = (struct cpf_find_result){.problem = toy,
                                .seed = UINT64_MAX,
                                .method = "chain",
                                .end = CPF_END_BUDGET,
                                .nfamilies = 1,
                                .families = f,
                                .euler = CPF_FAILS,
                                .coverage = 0.1,
                                .completeness = CPF_COMPLETE_PROVED};
  memset(r->completeness_reason, 'y', sizeof r->completeness_reason - 1);
}

STORE_TEST(odd_values) {
  struct cpf_find_options opt = options();
  struct cpf_store *store;
  struct cpf_find_result r, *back;
  struct cpf_family f;
  bool finished;
  make_odd(&r, &f);
  expect_ok(cpf_store_open(path, &toy, &opt, table, &store, &why));
  expect_ok(cpf_store_write(store, &r, true, &why));
  expect_ok(cpf_store_read(store, &back, &finished, &why));
  const struct cpf_family *g = &back->families[0];
  cr_expect(back->nfamilies == 1 && back->seed == UINT64_MAX && back->coverage == 0.1);
  cr_expect(back->end == r.end && back->euler == r.euler && back->completeness == r.completeness);
  cr_expect_str_eq(back->completeness_reason, r.completeness_reason);
  cr_expect_null(back->certificates);
  cr_expect_str_eq(g->label, f.label);
  cr_expect(g->points == f.points && g->hits == f.hits && g->local_degree == f.local_degree);
  cr_expect(g->multiplicity == f.multiplicity && g->dimension == -1 && g->loss == f.loss);
  cr_expect(same_bits(g->W, f.W, 4));
  cr_expect(same_bits(g->eigenvalues, f.eigenvalues, 2));
  cr_expect_eq(g->nblocks, 2);
  cr_expect_str_eq(g->blocks[0].label, f.blocks[0].label);
  cr_expect(g->blocks[0].nteachers == 0 && g->blocks[1].students[0] == 1);
  cpf_find_result_free(back);
  cpf_store_close(store);
}

// Files that are not what they should be

// Runs SQL on the file as any program could.
static void alter(const char *sql) {
  sqlite3 *db = NULL;
  char *message = NULL;
  cr_assert_eq(sqlite3_open(path, &db), SQLITE_OK);
  cr_assert_eq(sqlite3_exec(db, sql, NULL, NULL, &message), SQLITE_OK, "%s: %s", sql, message);
  sqlite3_close(db);
}

// Opens and reads the store; any status, but never a crash, and no result when it fails.
static enum cpf_status try(void) {
  struct cpf_store *store;
  struct cpf_store_about about = {.nparts = 0};
  struct cpf_find_result *r = NULL;
  bool finished;
  why.text[0] = '\0';
  enum cpf_status status = cpf_store_view(path, &store, &why);
  if (status != CPF_OK) {
    cr_expect_null(store);
    return status;
  }
  status = cpf_store_describe(store, &about, &why);
  cpf_store_about_clear(&about);
  if (status == CPF_OK)
    status = cpf_store_read(store, &r, &finished, &why);
  cr_expect_eq(r != NULL, status == CPF_OK);
  if (r != NULL) { // may hold a number that is not finite: then nothing is printed
    const struct cpf_report_style style = {.format = CPF_REPORT_TABLE, .width = 100};
    FILE *nowhere = fopen("/dev/null", "w");
    (void)cpf_report_find(nowhere, r, &style, &why);
    fclose(nowhere);
  }
  cpf_find_result_free(r);
  cpf_store_close(store);
  return status;
}

static void make_finished(void) {
  struct cpf_find_options opt = options();
  unlink(path);
  search_until(&opt, 0, false);
}

STORE_TEST(not_ours) {
  struct cpf_find_options opt = options();
  struct cpf_store *store;
  alter("CREATE TABLE mine (x)");
  cr_expect_eq(try(), CPF_EPARSE);
  cr_expect_not_null(strstr(why.text, "a database of another program"), "%s", why.text);
  cr_expect_eq(cpf_store_open(path, &toy, &opt, table, &store, &why), CPF_EPARSE);
  cr_expect_eq(access(path, F_OK), 0, "another program's file is gone");
  make_finished();
  alter("PRAGMA user_version = 2");
  cr_expect_eq(try(), CPF_EPARSE);
  cr_expect_not_null(strstr(why.text, "tables are version 2, this program knows version 1"), "%s",
                     why.text);
}

STORE_TEST(altered) {
  static const char *const list[] = {
      "UPDATE families SET kind = 'hill' WHERE number = 1",
      "UPDATE families SET label = NULL",
      "UPDATE families SET label = printf('%.300c', 'x')",
      "UPDATE families SET loss = 'high'",
      "UPDATE families SET loss = 9e999",
      "UPDATE families SET \"index\" = 5000000000",
      "UPDATE families SET nullity = -1",
      "UPDATE families SET listed = 2",
      "UPDATE families SET number = number + 1 WHERE number = 4",
      "UPDATE families SET eigenvalues = zeroblob(8)",
      "UPDATE points SET W = zeroblob(8) WHERE family = 2",
      "DELETE FROM points WHERE family = 2",
      "UPDATE blocks SET students = x'ffffffff'",
      "UPDATE blocks SET students = x'02000000'",
      "UPDATE blocks SET students = x'00'",
      "UPDATE blocks SET label = NULL",
      "INSERT INTO blocks SELECT family, number + 10, label, students, teachers FROM blocks",
      "DELETE FROM certificates WHERE number = 3",
      "UPDATE certificates SET center = '1 2'",
      "UPDATE certificates SET center = center || ' 0'",
      "UPDATE certificates SET center = NULL",
      "UPDATE certificates SET nsymmetries = nsymmetries + 1",
      "UPDATE certificates SET nsymmetries = -1",
      "UPDATE certificates SET rank = 1000",
      "UPDATE certificates SET lower = zeroblob(24)",
      "UPDATE certificates SET upper = NULL",
      "UPDATE certificates SET theorem = 'none'",
      "UPDATE search SET n = 0",
      "UPDATE search SET n = 3",
      "UPDATE search SET k = 3",
      "UPDATE search SET repulsion = -1",
      "DELETE FROM search",
      "DELETE FROM parts",
      "DELETE FROM result",
      "UPDATE result SET completeness = 'sure'",
      "UPDATE result SET starts = 'many'",
      "DROP TABLE result",
      "ALTER TABLE families ADD COLUMN more INTEGER",
      "ALTER TABLE points RENAME COLUMN W TO V; DROP TABLE blocks",
  };
  for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
    make_finished();
    alter(list[i]);
    cr_expect_eq(try(), CPF_EPARSE, "%s: %s", list[i], why.text);
    cr_expect_not_null(strstr(why.text, "is damaged: "), "%s: %s", list[i], why.text);
  }
}

// A record that does not belong to the search stops it.
STORE_TEST(altered_record) {
  static const char *const list[] = {
      "UPDATE arrivals SET fates = x'ffffffff7f'",
      "UPDATE arrivals SET fates = zeroblob(length(fates) - 1)",
      "UPDATE arrivals SET points = x'00'",
      "UPDATE arrivals SET count = 100000",
      "UPDATE arrivals SET count = 0",
      "UPDATE arrivals SET fates = CAST(replace(hex(zeroblob(count)), '00', 'A') AS BLOB)",
      "UPDATE ends SET real_ends = real_ends + 1",
      "UPDATE ends SET real_ends = -1",
      "UPDATE proofs SET center = 'x'",
  };
  struct cpf_find_options opt = options();
  for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
    struct cpf_store *store;
    struct cpf_find_result *r = NULL;
    unlink(path);
    int saves = search_until(&opt, 0, false);
    unlink(path);
    search_until(&opt, saves, true);
    alter(list[i]);
    expect_ok(cpf_store_open(path, &toy, &opt, table, &store, &why));
    opt.journal = cpf_store_journal(store);
    cr_expect_eq(cpf_find(&toy, &opt, table, &r, &why), CPF_EPARSE, "%s: %s", list[i], why.text);
    cr_expect_null(r);
    opt.journal = NULL;
    cpf_store_close(store);
  }
}

static unsigned char *slurp(size_t *length) {
  struct stat about;
  cr_assert_eq(stat(path, &about), 0);
  unsigned char *bytes = malloc((size_t)about.st_size);
  FILE *f = fopen(path, "rb");
  cr_assert(bytes != NULL && f != NULL);
  *length = fread(bytes, 1, (size_t)about.st_size, f);
  fclose(f);
  return bytes;
}

static void spill(const unsigned char *bytes, size_t length) {
  FILE *f = fopen(path, "wb");
  cr_assert_not_null(f);
  cr_assert_eq(fwrite(bytes, 1, length, f), length);
  fclose(f);
}

STORE_TEST(damaged_bytes) {
  enum { TRIALS = 400 };
  size_t length;
  int refused = 0;
  uint64_t random = 88172645463325252u;
  make_finished();
  unsigned char *bytes = slurp(&length);
  for (int i = 0; i < TRIALS; i++) {
    random ^= random << 13, random ^= random >> 7, random ^= random << 17;
    size_t at = random % length, many = i % 4 == 0 ? 512 : 1;
    unsigned char *copy = malloc(length);
    cr_assert_not_null(copy);
    memcpy(copy, bytes, length);
    for (size_t j = at; j < at + many && j < length; j++)
      copy[j] ^= (unsigned char)(1 + (random >> 32) % 255);
    spill(copy, length);
    free(copy);
    refused += try() != CPF_OK;
  }
  // A change of unused space, or of a digit, is not seen; one of the structure is.
  cr_expect(refused > 0 && refused < TRIALS, "%d of %d were refused", refused, (int)TRIALS);
  for (size_t part = 1; part < 16; part++) {
    spill(bytes, length * part / 16);
    cr_expect_neq(try(), CPF_OK, "a file cut at %zu/16 is read", part);
  }
  free(bytes);
}
