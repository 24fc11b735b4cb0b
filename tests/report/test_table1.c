// SPDX-License-Identifier: GPL-3.0-or-later
// Table 1 in every format against a golden file beside this one: computed points, their numbers
// rounded to what does not depend on the compiler, and the words of the proof kept out.
// CPF_GOLDEN_WRITE=1 in the environment writes the golden files anew.
#include <criterion/criterion.h>

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../golden.h"
#include "classify/table.h"
#include "report/table1.h"

struct found {
  struct cpf_find_result *result;
  struct cpf_table *reference, *printed;
  struct cpf_comparison *c;
};

// The last of 17 digits depend on the compiler.
static double rounded(double x, double places) {
  return round(x * places) / places + 0.0;
}

static const double NINE = 1e9, THIRTEEN = 1e13;

static void round_numbers(struct cpf_find_result *r) {
  for (int f = 0; f < r->nfamilies; f++) {
    r->families[f].loss = rounded(r->families[f].loss, NINE);
    for (size_t i = 0; i < r->families[f].neigenvalues; i++)
      r->families[f].eigenvalues[i] = rounded(r->families[f].eigenvalues[i], NINE);
    for (int i = 0; i < 4; i++)
      r->families[f].W[i] = rounded(r->families[f].W[i], THIRTEEN);
  }
}

static struct found start(int rho) {
  struct found f = {.result = NULL};
  const struct cpf_problem p = {.n = 2, .k = 2, .d = 2, .rho = rho, .repulsion = 1};
  const struct cpf_compare_options options = cpf_compare_options_default();
  struct cpf_find_options find = cpf_find_options_default();
  struct cpf_error err = {CPF_OK, ""};
  find.prove = true;
  find.threads = 1;
  cr_assert_eq(cpf_table_builtin(&f.reference, &err), CPF_OK);
  cr_assert_eq(cpf_table_printed(&f.printed, &err), CPF_OK);
  cr_assert_eq(cpf_find(&p, &find, f.reference, &f.result, &err), CPF_OK, "%s", err.text);
  cr_assert_eq(cpf_compare(f.result, f.printed, f.reference, &options, &f.c, &err), CPF_OK, "%s",
               err.text);
  round_numbers(f.result);
  for (size_t i = 0; i < f.c->nrows; i++)
    for (int s = 0; s < CPF_COMPARE_STUDENTS; s++) {
      f.c->rows[i].students[s].degrees = rounded(f.c->rows[i].students[s].degrees, NINE);
      f.c->rows[i].students[s].radians = rounded(f.c->rows[i].students[s].radians, NINE);
    }
  f.c->theta = rounded(f.c->theta, NINE);
  if (f.result->completeness == CPF_COMPLETE_PROVED)
    strcpy(f.result->completeness_reason, "nothing is left_over & <all> is certified");
  f.result->proof = (struct cpf_proof_summary){.run = true, .proved = true, .boxes = 100};
  return f;
}

static void end(struct found *f) {
  cpf_comparison_free(f->c);
  cpf_find_result_free(f->result);
  cpf_table_free(f->printed);
  cpf_table_free(f->reference);
}

static char *text_of(const struct cpf_comparison *c, const struct cpf_report_style *style) {
  char *text = NULL;
  size_t length = 0;
  struct cpf_error err = {CPF_OK, ""};
  FILE *out = open_memstream(&text, &length);
  cr_assert_eq(cpf_report_table1(out, c, style, &err), CPF_OK, "%s", err.text);
  fclose(out);
  return text;
}

static void expect_golden(const char *name, char *text) {
  char path[100];
  snprintf(path, sizeof path, "report/table1-%s", name);
  golden_expect(path, text);
}

static const enum cpf_report_format formats[] = {CPF_REPORT_TABLE,    CPF_REPORT_JSON,
                                                 CPF_REPORT_NDJSON,   CPF_REPORT_CSV,
                                                 CPF_REPORT_MARKDOWN, CPF_REPORT_LATEX};
enum { NFORMATS = sizeof formats / sizeof formats[0] };

Test(table1, every_format) {
  struct found f = start(4);
  for (int i = 0; i < NFORMATS; i++) {
    const struct cpf_report_style style = {.format = formats[i], .width = 100};
    char *text = text_of(f.c, &style);
    expect_golden(cpf_report_format_names()[formats[i]], text);
  }
  end(&f);
}

Test(table1, other_degrees) {
  static const int rho[] = {1, 2, 5, 6};
  for (size_t i = 0; i < sizeof rho / sizeof rho[0]; i++) {
    struct found f = start(rho[i]);
    const struct cpf_report_style style = {.width = 100};
    char name[20];
    snprintf(name, sizeof name, "rho%d", rho[i]);
    expect_golden(name, text_of(f.c, &style));
    end(&f);
  }
}

Test(table1, narrow_coloured_and_quiet) {
  struct found f = start(6);
  struct cpf_report_style style = {.width = 50, .colour = true};
  expect_golden("narrow", text_of(f.c, &style));
  style = (struct cpf_report_style){.width = 100, .quiet = true};
  expect_golden("quiet", text_of(f.c, &style));
  style.format = CPF_REPORT_MARKDOWN;
  expect_golden("markdown-quiet", text_of(f.c, &style));
  style = (struct cpf_report_style){.format = CPF_REPORT_LATEX};
  expect_golden("latex-rho6", text_of(f.c, &style));
  end(&f);
}

// What the search has not found, and what was not certified.
Test(table1, interrupted) {
  struct found f = start(4);
  const struct cpf_compare_options options = cpf_compare_options_default();
  int families = f.result->nfamilies;
  struct cpf_certificate *certificates = f.result->certificates;
  cpf_comparison_free(f.c);
  f.result->nfamilies = 2;
  f.result->certificates = NULL;
  f.result->certified = 0;
  f.result->end = CPF_END_INTERRUPTED;
  f.result->completeness = CPF_COMPLETE_NONE;
  strcpy(f.result->completeness_reason, "the search was interrupted");
  f.result->proof = (struct cpf_proof_summary){.run = false};
  f.result->starts = 100;
  cr_assert_eq(cpf_compare(f.result, f.printed, f.reference, &options, &f.c, NULL), CPF_OK);
  for (int i = 0; i < NFORMATS; i++) {
    const struct cpf_report_style style = {.format = formats[i], .width = 100};
    char *text = text_of(f.c, &style);
    if (formats[i] == CPF_REPORT_TABLE)
      expect_golden("interrupted", text);
    else
      free(text);
  }
  f.result->nfamilies = families;
  f.result->certificates = certificates;
  end(&f);
}

static size_t count_bars(const char *line, size_t length) {
  size_t count = 0;
  for (size_t i = 0; i < length; i++)
    count += line[i] == '|' && (i == 0 || line[i - 1] != '\\');
  return count;
}

// Every line of the table has as many cells as its heading, and code spans close.
Test(table1, markdown_is_a_table) {
  struct found f = start(5);
  const struct cpf_report_style style = {.format = CPF_REPORT_MARKDOWN, .quiet = true};
  char *text = text_of(f.c, &style);
  size_t lines = 0, bars = 0;
  for (const char *at = text; *at != '\0'; lines++) {
    size_t length = strcspn(at, "\n"), quotes = 0;
    for (size_t i = 0; i < length; i++)
      quotes += at[i] == '`';
    bars = lines == 0 ? count_bars(at, length) : bars;
    cr_expect_eq(count_bars(at, length), bars, "%.*s", (int)length, at);
    cr_expect_eq(quotes % 2, 0, "%.*s", (int)length, at);
    at += length + 1;
  }
  cr_expect_eq(lines, f.c->nrows + 2);
  free(text);
  end(&f);
}

// Braces, dollars and environments of the LaTeX come in pairs, and every row has its cells.
Test(table1, latex_is_balanced) {
  struct found f = start(5);
  const struct cpf_report_style style = {.format = CPF_REPORT_LATEX};
  char *text = text_of(f.c, &style);
  int depth = 0, dollars = 0, rows = 0;
  for (const char *at = text; *at != '\0'; at++) {
    bool escaped = at > text && at[-1] == '\\';
    depth += !escaped && *at == '{';
    depth -= !escaped && *at == '}';
    dollars += !escaped && *at == '$';
    cr_assert_geq(depth, 0);
    if (*at == '\n') {
      cr_expect_eq(dollars % 2, 0, "%.80s", at);
      cr_expect_eq(depth, 0, "%.80s", at);
    }
  }
  char *rest = NULL;
  for (char *line = strtok_r(text, "\n", &rest); line != NULL; line = strtok_r(NULL, "\n", &rest)) {
    int cells = 1;
    for (const char *at = line; *at != '\0'; at++)
      cells += *at == '&' && at[-1] != '\\';
    if (cells > 1 && strstr(line, "caption") == NULL) {
      rows++;
      cr_expect_eq(cells, 8, "%s", line);
      cr_expect_str_eq(line + strlen(line) - 2, "\\\\", "%s", line);
    }
  }
  cr_expect_eq(rows, (int)f.c->nrows + 1);
  free(text);
  end(&f);
}

// CSV: as many fields in every record as in the header (RFC 4180).
Test(table1, csv_has_equal_records) {
  struct found f = start(5);
  const struct cpf_report_style style = {.format = CPF_REPORT_CSV};
  char *text = text_of(f.c, &style);
  size_t fields = 1, expected = 0, records = 0;
  bool quoted = false;
  for (const char *at = text; *at != '\0'; at++) {
    quoted ^= *at == '"';
    fields += !quoted && *at == ',';
    if (quoted || *at != '\n')
      continue;
    cr_expect_eq(at[-1], '\r');
    expected = records++ == 0 ? fields : expected;
    cr_expect_eq(fields, expected, "record %zu", records);
    fields = 1;
  }
  cr_expect_eq(records, f.c->nrows + 1);
  free(text);
  end(&f);
}

// Every row has every member, whatever is known of it.
Test(table1, json_members) {
  struct found f = start(5);
  const struct cpf_report_style style = {.format = CPF_REPORT_JSON};
  char *text = text_of(f.c, &style);
  json_t *root = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
  cr_assert_not_null(root);
  const json_t *rows = json_object_get(root, "rows");
  cr_expect_eq(json_array_size(rows), f.c->nrows);
  for (size_t i = 0; i < json_array_size(rows); i++)
    cr_expect_eq(json_object_size(json_array_get(rows, i)),
                 json_object_size(json_array_get(rows, 0)));
  int schema = 0, table = 0, absent = 0;
  cr_expect_eq(json_unpack(root, "{s:i,s:i,s:{s:i}}", "schema", &schema, "table", &table, "totals",
                           "absent", &absent),
               0);
  cr_expect(schema == 1 && table == 1 && absent == 2);
  json_decref(root);
  free(text);
  end(&f);
}

Test(table1, what_is_not_finite_never_leaves) {
  struct found f = start(4);
  f.result->families[1].loss = NAN;
  for (int i = 0; i < NFORMATS; i++) {
    const struct cpf_report_style style = {.format = formats[i], .width = 100};
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    cr_expect_eq(cpf_report_table1(out, f.c, &style, NULL), CPF_EINTERNAL);
    fclose(out);
    cr_expect_eq(length, 0);
    free(text);
  }
  end(&f);
}

Test(table1, full_disk) {
  struct found f = start(4);
  for (int i = 0; i < NFORMATS; i++) {
    const struct cpf_report_style style = {.format = formats[i], .width = 100};
    struct cpf_error err = {CPF_OK, ""};
    FILE *out = fopen("/dev/full", "w");
    if (out == NULL)
      cr_skip_test("no /dev/full here");
    cr_expect_eq(cpf_report_table1(out, f.c, &style, &err), CPF_EIO);
    cr_expect_not_null(strstr(err.text, "cannot write"), "%s", err.text);
    fclose(out);
  }
  end(&f);
}
