// SPDX-License-Identifier: GPL-3.0-or-later
// A printed table against computed points: the verdicts, the conditions written for points, and
// reference values found by resultants (data/table1.gp).
#include "search/compare.h"

#include <stdio.h>

#include "classify/match.h"
#include "classify/table.h"
#include "search/compare_words.h"
#include "support.h"

enum { LEAST_RHO = 3, MOST_RHO = 8, MOST_LINES = 32 };

struct found {
  struct cpf_find_result *result;
  struct cpf_table *reference, *printed;
  struct cpf_comparison *c;
};

static struct cpf_find_result *find_and_prove(int rho, const struct cpf_table *table) {
  const struct cpf_problem p = problem(2, 2, 2, rho);
  struct cpf_find_options options = cpf_find_options_default();
  struct cpf_find_result *result = NULL;
  struct cpf_error err = {CPF_OK, ""};
  options.prove = true;
  options.threads = 1;
  cr_assert_eq(cpf_find(&p, &options, table, &result, &err), CPF_OK, "%s", err.text);
  return result;
}

static struct cpf_comparison *compare(const struct found *f) {
  const struct cpf_compare_options options = cpf_compare_options_default();
  struct cpf_comparison *c = NULL;
  struct cpf_error err = {CPF_OK, ""};
  cr_assert_eq(cpf_compare(f->result, f->printed, f->reference, &options, &c, &err), CPF_OK, "%s",
               err.text);
  return c;
}

// printed: NULL for the paper's table.
static struct found start(int rho, const char *printed) {
  struct found f = {.reference = reference()};
  f.result = find_and_prove(rho, f.reference);
  if (printed != NULL)
    cr_assert_eq(cpf_table_parse("printed", printed, strlen(printed), &f.printed, NULL), CPF_OK);
  else
    cr_assert_eq(cpf_table_printed(&f.printed, NULL), CPF_OK);
  f.c = compare(&f);
  return f;
}

static void end(struct found *f) {
  cpf_comparison_free(f->c);
  cpf_find_result_free(f->result);
  cpf_table_free(f->printed);
  cpf_table_free(f->reference);
}

// counts in the order of enum cpf_compare_verdict.
static void expect_counts(const struct cpf_comparison *c, const int count[CPF_COMPARE_VERDICTS]) {
  for (int v = 0; v < CPF_COMPARE_VERDICTS; v++)
    cr_expect_eq(c->count[v], count[v], "rho %d, %s: %d rows, expected %d", c->result->problem.rho,
                 cpf_compare_verdict_name((enum cpf_compare_verdict)v), c->count[v], count[v]);
}

Test(compare, the_papers_table) {
  struct found f = start(4, NULL);
  static const char *const names[] = {"copy", "tight-balance", "balance", "same-copy",
                                      "same-balance"};
  static const uint64_t points[] = {8, 16, 8, 8, 8};
  static const double loss[] = {0, 0.75, 1, 1, 2};
  expect_counts(f.c, (int[]){3, 2, 0, 0, 0, 0});
  cr_assert_eq(f.c->nrows, 5);
  for (int i = 0; i < 5; i++) {
    const struct cpf_compare_row *row = &f.c->rows[i];
    cr_expect_str_eq(row->name, names[i]);
    cr_assert_geq(row->family, 0);
    const struct cpf_family *family = &f.result->families[row->family];
    cr_expect_str_eq(family->label, names[i]);
    cr_expect_eq(family->points, points[i]);
    cr_expect_float_eq(family->loss, loss[i], 1e-14); // rounding of a few operations near 1
    cr_expect(row->exact && row->students[0].exact && row->students[1].exact);
  }
  cr_expect_str_eq(f.c->rows[1].corrected,
                   "w1.v1 = w2.v1 = cos(pi/8) and w1.v2 = -w2.v2 = sin(pi/8)");
  cr_expect_str_eq(f.c->rows[1].reason, "no point satisfies it: w1.v1 would be 1.16723, and no "
                                        "inner product of unit vectors exceeds 1");
  cr_expect_str_eq(f.c->rows[2].reason,
                   "no point satisfies it: w2.v1 would be both 0.707107 and -0.707107");
  cr_expect_eq(f.result->completeness, CPF_COMPLETE_PROVED);
  end(&f);
}

// A printed table whose rows are all right.
Test(compare, right_rows_stand_as_printed) {
  static const char right[] =
      "copy | 2 on 2 | w2 = -v1 and w1 = v2\n"
      "tight-balance | 2 on 2 | w1.v1 = w2.v1 = cos(pi/8) and w1.v2 = -w2.v2 = sin(pi/8)\n"
      "balance | 2 on 2 | w1.v1 = w2.v1 = 2^(-1/2) and w1.v2 = -w2.v2 = 2^(-1/2)\n"
      "same-copy | 2 on 2 | w1 = w2 = v1\n"
      "same-balance | 2 on 2 | w1 = w2 and w1.v1 = w1.v2\n";
  struct found f = start(4, right);
  expect_counts(f.c, (int[]){5, 0, 0, 0, 0, 0});
  for (int i = 0; i < 5; i++) {
    cr_expect_null(f.c->rows[i].reason);
    cr_expect_null(f.c->rows[i].corrected);
    cr_expect_str_eq(f.c->rows[i].condition, f.c->rows[i].printed);
  }
  end(&f);
  f = start(6, right); // where cos(pi/8) is the wrong angle
  expect_counts(f.c, (int[]){4, 1, 0, 0, 0, 1});
  cr_expect_not_null(strstr(f.c->rows[1].reason, "its point is not critical"), "%s",
                     f.c->rows[1].reason);
  cr_expect_str_eq(f.c->rows[1].corrected,
                   "w1.v1 = w2.v1 = cos(theta) and w1.v2 = -w2.v2 = sin(theta)");
  cr_expect(f.c->rows[1].angle);
  end(&f);
}

Test(compare, other_rows) {
  struct found f = start(4, "copy | 2 on 2 | w1.w2 = 0\n"       // balance too
                            "nonsense | 2 on 2 | w1.v1 = 1/3\n" // fits nothing, no reference
                            "null | 2 on 2 | w1 = v1 = v2\n");  // a reference of another shape
  expect_counts(f.c, (int[]){0, 0, 1, 2, 0, 3});
  cr_expect_str_eq(f.c->rows[0].reason, "it holds at 2 families");
  cr_expect_str_eq(f.c->rows[1].reason, "it fits no critical point");
  cr_expect_eq(f.c->rows[1].family, -1);
  cr_expect_not_null(strstr(f.c->rows[2].reason, "no point satisfies it"));
  end(&f);
}

// A row under a name of the reference table must hold at the family of that name.
Test(compare, rows_with_exchanged_names) {
  struct found f = start(4, "copy | 2 on 2 | w1 = w2 = v1\n"
                            "same-copy | 2 on 2 | w1 = v1 and w2 = v2\n"
                            "same-average | 2 on 2 | w1.vj = 2^(-1/2) and w2 = w1\n");
  expect_counts(f.c, (int[]){0, 2, 0, 1, 0, 3});
  cr_expect_str_eq(f.c->rows[0].reason, "it holds at the family same-copy instead");
  cr_expect_str_eq(f.c->rows[0].corrected, "w1 = v1 and w2 = v2");
  cr_expect_str_eq(f.c->rows[1].corrected, "w1 = v1 and w2 = v1");
  cr_expect_str_eq(f.c->rows[2].reason, "it holds at the family same-balance instead");
  end(&f);
}

Test(compare, a_family_the_search_has_not_seen) {
  struct found f = start(4, NULL);
  int families = f.result->nfamilies;
  cpf_comparison_free(f.c);
  f.result->nfamilies = 1; // as when interrupted: copy alone
  f.c = compare(&f);
  expect_counts(f.c, (int[]){1, 0, 0, 0, 4, 0});
  cr_expect_not_null(
      strstr(f.c->rows[1].reason, "corrected, it is critical, but not among the families found"),
      "%s", f.c->rows[1].reason);
  cr_expect_str_eq(f.c->rows[3].reason, "critical, but not among the families found");
  cpf_comparison_free(f.c);
  f.result->nfamilies = 0;
  f.c = compare(&f);
  expect_counts(f.c, (int[]){0, 0, 0, 0, 5, 0});
  f.result->nfamilies = families;
  end(&f);
}

Test(compare, a_row_that_is_missing) {
  struct found f = start(6, NULL);
  expect_counts(f.c, (int[]){3, 2, 0, 0, 0, 1});
  const struct cpf_compare_row *row = &f.c->rows[5];
  cr_expect_str_eq(row->name, "unlisted");
  cr_expect_null(row->printed);
  cr_expect(row->exact);
  cr_expect_str_eq(row->condition, "w1.v1 = cos(pi/24) and w1.v2 = sin(pi/24) and "
                                   "w2.v1 = cos(5*pi/24) and w2.v2 = -sin(5*pi/24)");
  cr_expect_eq(f.result->families[row->family].points, 32);
  cr_expect_eq(f.result->families[f.c->rows[1].family].kind, CPF_KIND_MINIMUM);
  end(&f);
}

// rho = 2: every row that holds is one point of a continuum.
Test(compare, continua) {
  struct found f = start(2, NULL);
  expect_counts(f.c, (int[]){0, 0, 4, 1, 0, 0});
  cr_expect_eq(f.c->rows[2].family, f.c->rows[0].family, "balance lies on copy's continuum");
  cr_expect_not_null(f.c->rows[2].corrected);
  cr_expect_not_null(strstr(f.c->rows[1].reason, "rho = 2 has no tight-balance angle"));
  end(&f);
}

Test(compare, first_degree) {
  struct found f = start(1, NULL);
  expect_counts(f.c, (int[]){2, 0, 0, 3, 0, 2});
  for (size_t i = 0; i < f.c->nrows; i++)
    cr_expect_not(f.c->rows[i].students[0].exact, "nothing is certified, so no form is proved");
  end(&f);
}

Test(compare, another_problem_is_refused) {
  struct found f = start(4, NULL);
  struct cpf_comparison *c = NULL;
  const struct cpf_compare_options options = cpf_compare_options_default();
  f.result->problem.n = 3;
  cr_expect_eq(cpf_compare(f.result, f.printed, f.reference, &options, &c, NULL), CPF_EINVAL);
  cr_expect_null(c);
  f.result->problem.n = 2;
  end(&f);
}

// Conditions written for points, read back

static int count_matches(const struct found *f, const struct cpf_row *row, int *which) {
  int both[] = {0, 1}, count = 0;
  const struct cpf_block block = {
      .nstudents = 2, .nteachers = 2, .students = both, .teachers = both};
  for (int k = 0; k < f->result->nfamilies; k++) {
    enum cpf_match answer = CPF_MATCH_NO;
    struct cpf_match_problem mp = {.p = &f->result->problem,
                                   .W = f->result->families[k].W,
                                   .block = &block,
                                   .tol = cpf_compare_options_default().tol,
                                   .theta = f->c->theta_known ? f->c->theta : NAN,
                                   .work = CPF_MATCH_WORK};
    cr_assert_eq(cpf_match_row(&mp, row, &answer, NULL), CPF_OK);
    if (answer != CPF_MATCH_YES)
      continue;
    count++;
    *which = k;
  }
  return count;
}

static void expect_conditions_hold(const struct found *f) {
  char text[400];
  for (size_t i = 0; i < f->c->nrows; i++) {
    const struct cpf_compare_row *row = &f->c->rows[i];
    struct cpf_table *table = NULL;
    struct cpf_error err = {CPF_OK, ""};
    int which = -1;
    if (row->condition == NULL)
      continue;
    snprintf(text, sizeof text, "x | 2 on 2 | %s\n", row->condition);
    cr_assert_eq(cpf_table_parse("x", text, strlen(text), &table, &err), CPF_OK, "%s", err.text);
    cr_expect_eq(count_matches(f, &table->rows[0], &which), 1, "%s", text);
    cr_expect_eq(which, row->family, "%s", text);
    cpf_table_free(table);
  }
}

// Reference values

struct line {
  unsigned long long points;
  double loss, degrees[2];
  int index, nullity;
  bool used;
};

static size_t read_lines(int rho, struct line *lines) {
  char path[4096], text[256];
  size_t count = 0;
  snprintf(path, sizeof path, "%s/data/table1-rho%d.csv", getenv("CPF_SOURCE_ROOT"), rho);
  FILE *file = fopen(path, "r");
  cr_assert_not_null(file, "%s", path);
  while (fgets(text, sizeof text, file) != NULL) {
    struct line *l = &lines[count];
    if (sscanf(text, "%llu,%lf,%d,%d,%lf,%lf", &l->points, &l->loss, &l->index, &l->nullity,
               &l->degrees[0], &l->degrees[1]) == 6)
      cr_assert_lt(++count, MOST_LINES);
    else
      cr_assert(text[0] == '#' || text[0] == 'p', "%s: %s", path, text);
  }
  fclose(file);
  return count;
}

// Degrees: a difference of at most that many, modulo 360. The angles come from W, whose entries are
// rounded doubles: an error of a few times 1e-16 rad.
static bool same_angle(double a, double b) {
  return fabs(remainder(a - b, 360)) <= 1e-12;
}

// Is (x, y) an image of (a, b)?
static bool same_orbit(bool signs, double a, double b, double x, double y) {
  for (int g = 0; g < 32; g++) {
    double s = g & 1 ? b : a, t = g & 1 ? a : b;
    if (!signs && g >= 4)
      return false;
    if (g & 2)
      s = 90 - s, t = 90 - t; // the teachers exchanged
    if (g & 4)
      s = -s, t = -t; // v2 -> -v2
    if (same_angle(s + (g & 8 ? 180 : 0), x) && same_angle(t + (g & 16 ? 180 : 0), y))
      return true;
  }
  return false;
}

static bool same_family(const struct cpf_comparison *c, const struct cpf_compare_row *row,
                        const struct line *l) {
  const struct cpf_family *f = &c->result->families[row->family];
  return f->points == l->points && fabs(f->loss - l->loss) <= 1e-13 && f->index == l->index &&
         f->nullity == l->nullity &&
         same_orbit(c->result->problem.rho % 2 == 0, row->students[0].degrees,
                    row->students[1].degrees, l->degrees[0], l->degrees[1]);
}

static void expect_data(const struct found *f) {
  struct line lines[MOST_LINES] = {{0}};
  int rho = f->result->problem.rho;
  size_t count = read_lines(rho, lines), rows = 0;
  for (size_t i = 0; i < f->c->nrows; i++) {
    const struct cpf_compare_row *row = &f->c->rows[i];
    size_t at = 0;
    if (row->family < 0)
      continue;
    rows++;
    while (at < count && (lines[at].used || !same_family(f->c, row, &lines[at])))
      at++;
    cr_expect_lt(at, count, "rho %d: row %zu (%s) is not in the data", rho, i + 1, row->name);
    if (at < count)
      lines[at].used = true;
  }
  cr_expect_eq(rows, count, "rho %d: %zu rows, %zu in the data", rho, rows, count);
  cr_expect_eq((size_t)f->result->nfamilies, count);
}

Test(compare, reference_values_and_conditions) {
  for (int rho = LEAST_RHO; rho <= MOST_RHO; rho++) {
    struct found f = start(rho, NULL);
    cr_expect_eq(f.result->completeness, CPF_COMPLETE_PROVED, "rho %d", rho);
    cr_expect_eq(f.result->certified, f.result->nfamilies, "rho %d", rho);
    expect_data(&f);
    expect_conditions_hold(&f);
    end(&f);
  }
}

// Words

Test(compare, theta_is_replaced_as_a_word) {
  struct cpf_compare_angle students[2] = {{.exact = true, .numerator = -3, .denominator = 8}};
  char *text = cpf_compare_closed("w1.v1 = cos(theta) and rho = 2*theta + thetas", students);
  cr_expect_str_eq(text, "w1.v1 = cos(pi/8) and rho = 2*(pi/8) + thetas");
  free(text);
  students[0].exact = false;
  text = cpf_compare_closed("cos(theta)", students);
  cr_expect_str_eq(text, "cos(theta)");
  cr_expect(cpf_compare_has_theta(text));
  cr_expect_not(cpf_compare_has_theta("w1 = v1"));
  free(text);
}

static void expect_condition(int a, int b, const char *expected) {
  struct cpf_compare_angle students[2] = {{.exact = true, .numerator = a, .denominator = 24},
                                          {.exact = true, .numerator = b, .denominator = 24}};
  char *text = cpf_compare_condition(students);
  cr_expect_str_eq(text, expected, "%d, %d: %s", a, b, text);
  free(text);
}

Test(compare, conditions_in_closed_form) {
  expect_condition(0, 24, "w1 = v1 and w2 = -v1");
  expect_condition(-12, 12, "w1 = -v2 and w2 = v2");
  expect_condition(6, 6, "w1.v1 = 2^(-1/2) and w1.v2 = 2^(-1/2) and w2 = w1");
  expect_condition(18, -6, "w1.v1 = -2^(-1/2) and w1.v2 = 2^(-1/2) and w2 = -w1");
  expect_condition(-23, 13,
                   "w1.v1 = -cos(pi/24) and w1.v2 = -sin(pi/24) and "
                   "w2.v1 = -cos(11*pi/24) and w2.v2 = sin(11*pi/24)");
}
