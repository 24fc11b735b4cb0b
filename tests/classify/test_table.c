// SPDX-License-Identifier: GPL-3.0-or-later
#include "classify/table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <criterion/criterion.h>

#include "classify/text.h"

static void refused_bytes(const char *text, size_t length, const char *expected) {
  struct cpf_error err = {CPF_OK, ""};
  struct cpf_table *table = NULL;
  cr_assert_eq(cpf_table_parse("f", text, length, &table, &err), CPF_EPARSE, "%s", text);
  cr_assert_null(table);
  cr_assert_eq(err.status, CPF_EPARSE);
  cr_assert_str_eq(err.text, expected);
  cr_assert_eq(cpf_table_parse("f", text, length, &table, NULL), CPF_EPARSE);
}

static void refused(const char *text, const char *expected) {
  refused_bytes(text, strlen(text), expected);
}

static struct cpf_table *parsed(const char *text) {
  struct cpf_error err = {CPF_OK, ""};
  struct cpf_table *table = NULL;
  enum cpf_status status = cpf_table_parse("f", text, strlen(text), &table, &err);
  cr_assert_eq(status, CPF_OK, "%s", err.text);
  return table;
}

Test(table, builtin_rows_in_order) {
  static const char *const names[] = {"copy",         "average", "same-copy",     "same-balance",
                                      "same-average", "balance", "tight-balance", "null"};
  struct cpf_table *table = NULL;
  cr_assert_eq(cpf_table_builtin(&table, NULL), CPF_OK);
  cr_assert_eq(table->nrows, sizeof names / sizeof *names);
  for (size_t r = 0; r < table->nrows; r++)
    cr_assert_str_eq(table->rows[r].name, names[r]);
  cr_assert(table->rows[6].uses.theta);
  cpf_table_free(table);
}

Test(table, a_row) {
  struct cpf_table *table = parsed("a-1 | m >= 2 on l < 4 | wi.vj = 1 = 2 - 1 and outside\r\n"
                                   "\t # a comment \xC3\xA9 | = \n"
                                   "  b|3 on 0|none # none at all");
  cr_assert_eq(table->nrows, 2);
  const struct cpf_row *a = &table->rows[0], *b = &table->rows[1];
  cr_assert_str_eq(a->name, "a-1");
  cr_assert_eq(a->line, 1);
  cr_assert(a->shape.m.min == 2 && a->shape.m.max == CPF_SIZE_MAX);
  cr_assert(a->shape.l.min == 0 && a->shape.l.max == 3);
  cr_assert_eq(a->conditions.length, 1);
  cr_assert_eq(a->conditions.items[0].nsides, 3);
  cr_assert(a->conditions.outside);
  cr_assert_not(a->conditions.items[0].vectors);
  cr_assert_str_eq(b->name, "b");
  cr_assert_eq(b->line, 3);
  cr_assert(b->shape.m.min == 3 && b->shape.m.max == 3 && b->shape.l.max == 0);
  cr_assert_eq(b->conditions.length, 0);
  cpf_table_free(table);
}

Test(table, shapes) {
  const struct {
    const char *shape;
    int mmin, mmax, lmin, lmax;
  } cases[] = {
      {"1 on 1", 1, 1, 1, 1},
      {"m on l", 1, CPF_SIZE_MAX, 1, CPF_SIZE_MAX},
      {"m > 1 on l > 2", 2, CPF_SIZE_MAX, 3, CPF_SIZE_MAX},
      {"m <= 3 on l <= 3", 1, 3, 0, 3},
      {"m < 3 on l >= 0", 1, 2, 0, CPF_SIZE_MAX},
      {"1048576 on 0", CPF_SIZE_MAX, CPF_SIZE_MAX, 0, 0},
  };
  for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
    char text[80];
    snprintf(text, sizeof text, "a | %s | none", cases[c].shape);
    struct cpf_table *table = parsed(text);
    const struct cpf_shape *s = &table->rows[0].shape;
    cr_assert(s->m.min == cases[c].mmin && s->m.max == cases[c].mmax, "%s", text);
    cr_assert(s->l.min == cases[c].lmin && s->l.max == cases[c].lmax, "%s", text);
    cr_assert(cpf_shape_holds(s, s->m.min, s->l.max));
    cr_assert_not(cpf_shape_holds(s, s->m.min - 1, s->l.max));
    cr_assert_not(cpf_shape_holds(s, s->m.max, s->l.max + 1));
    cpf_table_free(table);
  }
}

Test(table, conditions_on_more_lines) {
  struct cpf_table *table = parsed("a | 2 on 2 | w1.v1 = 1\n  # between\n | | w2.v2 = 1\n"
                                   "||w1 = v1 and w2 = -v2\nb | 1 on 1 | none\n");
  cr_assert_eq(table->nrows, 2);
  cr_assert_eq(table->rows[0].conditions.length, 4);
  cr_assert(table->rows[0].conditions.items[2].vectors);
  cr_assert_eq(table->rows[0].conditions.items[3].sides[1].vector.sign, -1);
  cpf_table_free(table);
}

Test(table, include_stands_where_it_is_written) {
  struct cpf_table *table = parsed("a | 1 on 1 | none\ninclude paper # the builtin\nb|2 on 1|none");
  cr_assert_eq(table->nrows, 10);
  cr_assert_str_eq(table->rows[0].name, "a");
  cr_assert_str_eq(table->rows[1].name, "copy");
  cr_assert_str_eq(table->rows[9].name, "b");
  cpf_table_free(table);
}

Test(table, errors_of_rows) {
  refused("", "f:1:1: found no rows, expected `name | shape | conditions'");
  refused("# only a comment\n\n", "f:1:1: found no rows, expected `name | shape | conditions'");
  refused("\nCopy | 1 on 1 | none", "f:2:1: found `Copy', expected a name of the characters a-z, "
                                    "0-9 and -");
  refused("a_b | 1 on 1 | none", "f:1:2: found `_', expected `|'");
  refused("a b | 1 on 1 | none", "f:1:3: found `b', expected `|'");
  refused("7 | 1 on 1 | none", "f:1:1: found `7', expected `name | shape | conditions' or "
                               "`include paper'");
  refused("unlisted | 1 on 1 | none", "f:1:1: the name `unlisted' is reserved");
  refused("include | 1 on 1 | none", "f:1:1: the name `include' is reserved");
  refused("none | 1 on 1 | none", "f:1:1: the name `none' is reserved");
  refused("abcdefghijklmnopqrstuvwxyz-01234 | 1 on 1 | none",
          "f:1:1: the name has 32 characters, at most 31 are allowed");
  refused("a | 1 on 1 | none\nb | 1 on 1 | none\n a | 2 on 2 | none",
          "f:3:2: the name `a' was used before, at f:1");
  refused("include book", "f:1:9: found `book', expected `paper'");
  refused("include paper too", "f:1:15: found `too', expected the end of the line");
  refused("include paper\ninclude paper",
          "f:2:1: found a second `include', at most one is allowed");
  refused("a", "f:1:2: found the end of the line, expected `|'");
  refused("a | 1 on 1", "f:1:11: found the end of the line, expected `|'");
  refused("| | w1.v1 = 1", "f:1:1: found a line without a name, expected a row above it to add to");
  refused("include paper\n| | w1.v1 = 1",
          "f:2:1: found a line without a name, expected a row above it to add to");
  refused("a | 1 on 1 | none\n| b | w1.v1 = 1", "f:2:3: found `b', expected `|'");
}

Test(table, names_used_twice_with_the_builtin_table) {
  struct cpf_table *table = NULL;
  char expected[80];
  cr_assert_eq(cpf_table_builtin(&table, NULL), CPF_OK);
  snprintf(expected, sizeof expected, "paper:%d:1: the name `copy' was used before, at f:1",
           table->rows[0].line);
  refused("copy | 1 on 1 | none\ninclude paper", expected);
  snprintf(expected, sizeof expected, "f:2:1: the name `null' was used before, at paper:%d",
           table->rows[7].line);
  refused("include paper\nnull | 1 on 1 | none", expected);
  cpf_table_free(table);
}

Test(table, errors_of_shapes) {
  refused("a | | none", "f:1:5: found `|', expected a number of students: `2', `m', `m > 1'");
  refused("a | l on 1 | none",
          "f:1:5: found `l', expected a number of students: `2', `m', `m > 1'");
  refused("a | 1 on m | none",
          "f:1:10: found `m', expected a number of teachers: `2', `l', `l > 1'");
  refused("a | 0 on 1 | none",
          "f:1:5: found `0', expected a whole number of students from 1 to 1048576");
  refused("a | 1.5 on 1 | none",
          "f:1:5: found `1.5', expected a whole number of students from 1 to 1048576");
  refused("a | 1 on 1048577 | none",
          "f:1:10: found `1048577', expected a whole number of teachers from 0 to 1048576");
  refused("a | 1 on l > x | none",
          "f:1:14: found `x', expected a whole number of teachers from 0 to 1048576");
  refused("a | m < 1 on 1 | none", "f:1:7: no number of students satisfies this");
  refused("a | m > 1048576 on 1 | none", "f:1:7: no number of students satisfies this");
  refused("a | 1 at 1 | none", "f:1:7: found `at', expected `on'");
  refused("a | 1 on 1 = | none", "f:1:12: found `=', expected `|'");
}

Test(table, errors_of_conditions) {
  refused("a | 1 on 1 |", "f:1:13: found the end of the line, expected conditions, or the word "
                          "`none'");
  refused("a | 1 on 1 | none and w1.v1 = 1", "f:1:19: found `and', expected the end of the line");
  refused("a | 1 on 1 | w1.v1", "f:1:19: found the end of the line, expected `=' or an operator + "
                                "- * / ^");
  refused("a | 1 on 1 | w1.v1 = 1 or w1.v1 = 2",
          "f:1:24: found `or', expected `and', `=', an operator + - * / ^ or the end of the line");
  refused("a | 1 on 1 | w1.v1 = 1, w1 = v1",
          "f:1:23: found `,', expected `and', `=', an operator + - * / ^ or the end of the line");
  refused("a | 1 on 1 | w1 = 1",
          "f:1:19: found `1', expected a vector, as on the left: w1, wi, v1, "
          "vj, -v1");
  refused("a | 1 on 1 | 1 = w1",
          "f:1:18: found `w1', expected a number, as on the left: a vector has no value");
  refused("a | 1 on 1 | w1 and w1 = v1",
          "f:1:17: found `and', expected `=', or `.' for an inner product");
  refused("a | 1 on 1 | w1 + v1 = 1", "f:1:17: found `+', expected `.' and another vector");
  refused("a | 1 on 1 | w2.v1 = 1",
          "f:1:14: `w2' is beyond the shape, which allows a block of 1 student");
  refused("a | m on 0 | wi.vj = 1",
          "f:1:17: `vj' is beyond the shape, which allows a block of 0 teachers");
  refused("a | 2 on 2 | w1.v1 = 1\n||w1 = v3",
          "f:2:8: `v3' is beyond the shape, which allows a block of 2 teachers");
}

Test(table, errors_of_bytes) {
  refused("a | 1 on 1 | n\xC3\xB6ne",
          "f:1:15: found the byte 0xC3, expected printable ASCII (UTF-8 in comments)");
  refused("\xEF\xBB\xBF"
          "a | 1 on 1 | none",
          "f:1:1: found the byte 0xEF, expected printable ASCII (UTF-8 in comments)");
  refused("# ok\n#\xC3\x28\n", "f:2:2: not UTF-8: the byte 0xC3");
  refused("a|1 on 1|none # \x80", "f:1:17: not UTF-8: the byte 0x80");
  refused("a|1 on 1|none\rb|1 on 1|none",
          "f:1:14: found the byte 0x0D, expected printable ASCII (UTF-8 in comments)");
  refused("a|1 on\x1B 1|none",
          "f:1:7: found the byte 0x1B, expected printable ASCII (UTF-8 in comments)");
  refused_bytes("a|1 on 1|none\n#\0\n", 17,
                "f:2:2: found the byte 0x00, expected printable ASCII (UTF-8 in comments)");
  refused_bytes("\0", 1,
                "f:1:1: found the byte 0x00, expected printable ASCII (UTF-8 in comments)");
}

Test(table, long_lines) {
  char text[CPF_TABLE_LINE + 40], expected[80];
  memset(text, ' ', sizeof text);
  memcpy(text, "a|1 on 1|none\n#", 15);
  text[14 + CPF_TABLE_LINE] = '\r';
  text[14 + CPF_TABLE_LINE + 1] = '\n';
  text[14 + CPF_TABLE_LINE + 2] = '\0';
  cpf_table_free(parsed(text));
  text[14 + CPF_TABLE_LINE] = ' ';
  snprintf(expected, sizeof expected, "f:2:%d: the line is longer than %d bytes",
           CPF_TABLE_LINE + 1, CPF_TABLE_LINE);
  refused(text, expected);
}

// `rows` rows r0, r1, ...; the caller frees the text.
static char *many_rows(int rows) {
  char *text = malloc((size_t)rows * 24 + 1);
  cr_assert_not_null(text);
  size_t at = 0;
  for (int r = 0; r < rows; r++)
    at += (size_t)snprintf(text + at, 24, "r%d|1 on 1|none\n", r);
  return text;
}

Test(table, many_rows) {
  char expected[40], *text = many_rows(CPF_TABLE_ROWS);
  cpf_table_free(parsed(text));
  free(text);
  text = many_rows(CPF_TABLE_ROWS + 1);
  snprintf(expected, sizeof expected, "f:%d:1: more than %d rows", CPF_TABLE_ROWS + 1,
           CPF_TABLE_ROWS);
  refused(text, expected);
  free(text);
}

Test(table, large_text) {
  char expected[80], *text = malloc(CPF_TABLE_BYTES + 1);
  cr_assert_not_null(text);
  memset(text, '\n', CPF_TABLE_BYTES + 1);
  snprintf(expected, sizeof expected, "f: %d bytes, at most %d are allowed", CPF_TABLE_BYTES + 1,
           CPF_TABLE_BYTES);
  refused_bytes(text, CPF_TABLE_BYTES + 1, expected);
  refused_bytes(text, CPF_TABLE_BYTES,
                "f:1:1: found no rows, expected `name | shape | conditions'");
  free(text);
}

static void load_refused(const char *path, enum cpf_status expected, const char *part) {
  struct cpf_error err = {CPF_OK, ""};
  struct cpf_table *table = NULL;
  cr_assert_eq(cpf_table_load(path, &table, &err), expected);
  cr_assert_null(table);
  cr_assert_not_null(strstr(err.text, path));
  cr_assert_not_null(strstr(err.text, part), "%s", err.text);
}

static void write_file(char *path, const char *text, size_t length) {
  int fd = mkstemp(path);
  cr_assert_geq(fd, 0);
  cr_assert_eq(write(fd, text, length), (ssize_t)length);
  close(fd);
}

Test(table, files) {
  char path[] = "/tmp/cpf-table-XXXXXX", large[] = "/tmp/cpf-table-XXXXXX";
  const char text[] = "a | 1 on 1 | none\r\n";
  struct cpf_table *table = NULL;
  write_file(path, text, strlen(text));
  cr_assert_eq(cpf_table_load(path, &table, NULL), CPF_OK);
  cr_assert_eq(table->nrows, 1);
  cpf_table_free(table);
  unlink(path);
  load_refused(path, CPF_EIO, "No such file");
  load_refused("/", CPF_EIO, "directory");
  load_refused("/dev/null", CPF_EPARSE, ":1:1: found no rows");
  char *bytes = calloc(1, CPF_TABLE_BYTES + 1);
  cr_assert_not_null(bytes);
  write_file(large, bytes, CPF_TABLE_BYTES + 1);
  load_refused(large, CPF_EIO, "larger than 1048576 bytes");
  unlink(large);
  free(bytes);
}

// Fixed pseudo-random edits of the reference table: any answer but a crash, and an error that is
// a parse error with a position.
Test(table, random_edits) {
  char *text = malloc(cpf_paper_table_length + 1);
  cr_assert_not_null(text);
  unsigned long long state = 1;
  for (int round = 0; round < 3000; round++) {
    memcpy(text, cpf_paper_table, cpf_paper_table_length);
    for (int edit = 0; edit < 3; edit++) {
      state = state * 6364136223846793005ULL + 1442695040888963407ULL;
      size_t at = cpf_paper_table_length - 1 - (size_t)(state >> 33) % 700;
      text[at] = "|=.^()-+*/wv12ijqml # \n"[(state >> 20) % 23];
    }
    struct cpf_error err = {CPF_OK, ""};
    struct cpf_table *table = NULL;
    enum cpf_status status = cpf_table_parse("f", text, cpf_paper_table_length, &table, &err);
    cr_assert(status == CPF_OK || (status == CPF_EPARSE && strncmp(err.text, "f:", 2) == 0));
    cpf_table_free(table);
  }
  free(text);
}
