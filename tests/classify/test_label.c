// SPDX-License-Identifier: GPL-3.0-or-later
#include "classify/label.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <criterion/criterion.h>

#include "cpfind/model.h"
#include "cpfind/theta.h"

static const double tol = 1e-9;

enum { ENTRIES = 256 };

static uint64_t next(uint64_t *state) {
  *state = *state * 6364136223846793005ULL + 1442695040888963407ULL;
  return *state >> 33;
}

static struct cpf_problem problem(int n, int k, int d, int rho) {
  return (struct cpf_problem){n, k, d, rho, 1.0};
}

static struct cpf_table *table_of(const char *text) {
  struct cpf_table *table = NULL;
  struct cpf_error err = {CPF_OK, ""};
  enum cpf_status status = text == NULL ? cpf_table_builtin(&table, &err)
                                        : cpf_table_parse("f", text, strlen(text), &table, &err);
  cr_assert_eq(status, CPF_OK, "%s", err.text);
  return table;
}

// A random permutation of 0..count-1 and random signs.
static void shuffle(uint64_t *state, int count, int *order, int *sign, bool signs) {
  for (int c = 0; c < count; c++)
    order[c] = c;
  for (int c = count - 1; c > 0; c--) {
    int other = (int)(next(state) % (uint64_t)(c + 1)), kept = order[c];
    order[c] = order[other];
    order[other] = kept;
  }
  for (int c = 0; c < count; c++)
    sign[c] = signs && next(state) % 2 == 0 ? -1 : 1;
}

// A random symmetry of L, the rotations of the complement of span V left out.
static void transform(uint64_t *state, const struct cpf_problem *p, const double *W, double *out) {
  int row[ENTRIES], column[ENTRIES], rsign[ENTRIES], csign[ENTRIES];
  bool signs = cpf_problem_has_signs(p);
  shuffle(state, p->n, row, rsign, signs);
  shuffle(state, p->k, column, csign, signs);
  for (int i = 0; i < p->n; i++)
    for (int c = 0; c < p->d; c++) {
      int from = c < p->k ? column[c] : c, sign = rsign[i] * (c < p->k ? csign[c] : 1);
      out[i * p->d + c] = sign * W[row[i] * p->d + from];
    }
}

static void label_with(const struct cpf_table *table, struct cpf_problem p, const double *W,
                       const char *expected) {
  struct cpf_family f = {0};
  struct cpf_error err = {CPF_OK, ""};
  enum cpf_status status = cpf_label_family(&p, table, W, tol, &f, &err);
  cr_assert_eq(status, CPF_OK, "%s", err.text);
  cr_assert_str_eq(f.label, expected);
  cr_assert_eq(f.listed, strstr(expected, "unlisted") == NULL);
  cpf_family_clear(&f);
  cr_assert_null(f.blocks);
}

// The label of W and of its images under random symmetries, by a table (NULL: the builtin one).
static void label_is(const char *text, struct cpf_problem p, const double *W,
                     const char *expected) {
  struct cpf_table *table = table_of(text);
  double image[ENTRIES];
  uint64_t state = 1;
  cr_assert_leq(p.n * p.d, ENTRIES);
  label_with(table, p, W, expected);
  for (int round = 0; round < 40; round++) {
    transform(&state, &p, W, image);
    label_with(table, p, image, expected);
  }
  cpf_table_free(table);
}

static void builtin_is(struct cpf_problem p, const double *W, const char *expected) {
  label_is(NULL, p, W, expected);
}

// The second route: each configuration written down from its definition, not from the table.
Test(label, the_toy_model) {
  const double h = sqrt(0.5);
  for (int rho = 4; rho <= 12; rho += 2) {
    const struct cpf_problem p = problem(2, 2, 2, rho);
    double t = 0;
    cr_assert(cpf_theta(rho, &t));
    builtin_is(p, (double[]){1, 0, 0, 1}, "copy");
    builtin_is(p, (double[]){1, 0, 1, 0}, "same-copy");
    builtin_is(p, (double[]){h, h, h, h}, "same-balance");
    builtin_is(p, (double[]){h, h, h, -h}, "balance");
    builtin_is(p, (double[]){cos(t), sin(t), cos(t), -sin(t)}, "tight-balance");
    builtin_is(p, (double[]){cos(t), sin(t), sin(t), cos(t)}, "unlisted");
    builtin_is(p, (double[]){cos(t), sin(t), 1, 0}, "unlisted");
    builtin_is(p, (double[]){0.6, 0.8, 0.6, -0.8}, "unlisted");
    builtin_is(p, (double[]){cos(t + 1e-7), sin(t + 1e-7), cos(t), -sin(t)}, "unlisted");
  }
  // theta of another rho
  const double t = acos(-1) / 8;
  builtin_is(problem(2, 2, 2, 6), (double[]){cos(t), sin(t), cos(t), -sin(t)}, "unlisted");
}

Test(label, larger_blocks) {
  const double h = sqrt(0.5), s = 1 / sqrt(3);
  builtin_is(problem(1, 3, 3, 4), (double[]){s, s, s}, "average");
  builtin_is(problem(1, 3, 3, 4), (double[]){h, -h, 0}, "average");
  builtin_is(problem(3, 1, 1, 4), (double[]){1, -1, 1}, "same-copy");
  builtin_is(problem(3, 2, 2, 4), (double[]){h, h, h, h, h, h}, "same-balance");
  builtin_is(problem(3, 3, 3, 4), (double[]){s, s, s, s, s, s, s, s, s}, "same-average");
  builtin_is(problem(3, 3, 3, 4), (double[]){s, s, s, s, -s, s, s, s, s}, "unlisted");
  builtin_is(problem(2, 1, 3, 4), (double[]){0, 1, 0, 0, 0.6, 0.8}, "null");
  builtin_is(problem(2, 1, 3, 4), (double[]){0, 1, 0, 0, 0, 1}, "null");
}

Test(label, several_blocks) {
  const double t = acos(-1) / 8, h = sqrt(0.5);
  builtin_is(problem(4, 4, 4, 4),
             (double[]){cos(t), sin(t), 0, 0, cos(t), -sin(t), 0, 0, 0, 0, 1, 0, 0, 0, 0, 1},
             "copy*2+tight-balance");
  builtin_is(problem(4, 4, 5, 4),
             (double[]){0, 0, 0, 0, 1, h, h, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0.6, 0.8, 0},
             "average+null+unlisted");
  builtin_is(problem(4, 4, 4, 4),
             (double[]){h, h, 0, 0, h, -h, 0, 0, 0, 0, cos(t), sin(t), 0, 0, cos(t), -sin(t)},
             "balance+tight-balance");
}

Test(label, blocks_of_the_family) {
  const struct cpf_problem p = problem(3, 3, 3, 4);
  struct cpf_table *table = table_of(NULL);
  struct cpf_family f = {0};
  const double h = sqrt(0.5), W[] = {h, 0, h, 0, 1, 0, h, 0, -h};
  cr_assert_eq(cpf_label_family(&p, table, W, tol, &f, NULL), CPF_OK);
  cr_assert_eq(f.nblocks, 2);
  cr_assert_str_eq(f.label, "copy+balance");
  cr_assert_str_eq(f.blocks[0].label, "balance");
  cr_assert_str_eq(f.blocks[1].label, "copy");
  cr_assert(f.blocks[0].students[0] == 0 && f.blocks[0].students[1] == 2);
  cr_assert(f.blocks[0].teachers[0] == 0 && f.blocks[0].teachers[1] == 2);
  cr_assert(f.blocks[1].students[0] == 1 && f.blocks[1].teachers[0] == 1);
  cpf_family_clear(&f);
  cpf_family_clear(NULL);
  cpf_table_free(table);
}

// For odd rho signs are no symmetries, and there is no theta.
Test(label, odd_degrees) {
  const double h = sqrt(0.5), t = acos(-1) / 8;
  const struct cpf_problem one = problem(1, 1, 1, 3), two = problem(2, 2, 2, 5);
  builtin_is(one, (double[]){1}, "copy");
  builtin_is(one, (double[]){-1}, "unlisted");
  builtin_is(problem(1, 2, 2, 3), (double[]){h, -h}, "unlisted");
  builtin_is(two, (double[]){0, 1, 1, 0}, "copy");
  builtin_is(two, (double[]){0, 1, -1, 0}, "copy+unlisted");
  builtin_is(two, (double[]){h, h, h, -h}, "balance");
  builtin_is(two, (double[]){h, h, -h, h}, "balance");
  builtin_is(two, (double[]){-h, -h, -h, h}, "unlisted");
  builtin_is(two, (double[]){cos(t), sin(t), cos(t), -sin(t)}, "unlisted");
}

// P(2,2,2,6) has 32 points at these angles; tables/README.md describes them with this row.
static const char skew[] = "include paper\n"
                           "skew | 2 on 2 | rho = 6\n"
                           " | | w1.v1 = cos(pi/24)   and w1.v2 = sin(pi/24)\n"
                           " | | w2.v1 = cos(5*pi/24) and w2.v2 = -sin(5*pi/24)\n";

Test(label, the_point_that_table_1_does_not_have) {
  const double a = acos(-1) / 24, W[] = {cos(a), sin(a), cos(5 * a), -sin(5 * a)};
  double G[4];
  const struct cpf_problem p = problem(2, 2, 2, 6);
  cr_assert_lt(cpf_gradient(&p, W, G, NULL), 1e-14);
  builtin_is(p, W, "unlisted");
  label_is(skew, p, W, "skew");
  label_is(skew, p, (double[]){1, 0, 0, 1}, "copy");
  label_is(skew, problem(2, 2, 2, 8), W, "unlisted");
}

Test(label, a_users_table_replaces_the_builtin_one) {
  const char mine[] = "twin | 1 on 1 | w1 = v1\nzed | 1 on 2 | none\n";
  const double h = sqrt(0.5);
  const struct cpf_problem p = problem(3, 4, 4, 4);
  const double W[] = {h, h, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};
  label_is(mine, p, W, "twin*2+zed");
  label_is("zed | 1 on 2 | none\ninclude paper", p, W, "copy*2+zed");
  label_is("include paper\nzed | 1 on 2 | none", p, W, "copy*2+average");
  label_is("b | 1 on 2 | none\ncopy | 1 on 1 | none", p, W, "copy*2+b");
  label_is("b | 1 on 2 | none", p, W, "b+unlisted*2");
}

Test(label, vector_equalities) {
  const double h = sqrt(0.5);
  const struct cpf_problem p = problem(2, 2, 2, 4), odd = problem(2, 2, 2, 5);
  label_is("a | 2 on 1 | w1 = w2 = v1", p, (double[]){0, 1, 0, -1}, "a");
  label_is("a | 2 on 1 | w1 = w2 = v1", odd, (double[]){0, 1, 0, -1}, "unlisted");
  label_is("a | 2 on 1 | w1 = -w2", odd, (double[]){0, 1, 0, -1}, "a");
  label_is("a | 2 on 1 | w1 = - - v1 and w2 = -v1", odd, (double[]){0, -1, 0, 1}, "a");
  label_is("a | 2 on 2 | w1 = w2 and w1.v1 = 2^(-1/2) and w1.v2 = 2^(-1/2)", p,
           (double[]){h, h, -h, -h}, "a");
  label_is("a | 2 on 2 | wi = wq", p, (double[]){h, h, h, -h}, "unlisted");
  label_is("a | 2 on 2 | v1 = v2", p, (double[]){h, h, h, -h}, "unlisted");
}

Test(label, students_among_each_other) {
  const double s = 1 / sqrt(3);
  const struct cpf_problem p = problem(2, 3, 3, 4);
  label_is("a | 2 on 3 | w1.w2 = 1/3", p, (double[]){s, s, s, s, s, -s}, "a");
  label_is("a | 2 on 3 | w1.w2 = 1/3 and wi.wi = 1", p, (double[]){s, s, s, s, -s, -s}, "a");
  label_is("a | 2 on 3 | wi.wq = 1/3", problem(2, 3, 3, 5), (double[]){s, s, s, s, -s, -s},
           "unlisted");
  // three vectors at 120 degrees have no signs that make all products 1/2
  const double t = 2 * acos(-1) / 3;
  const double star[] = {0, 1, 0, 0, cos(t), sin(t), 0, cos(t), -sin(t)};
  label_is("a | 3 on 0 | wi.wq = 1/2", problem(3, 1, 3, 4), star, "unlisted");
  label_is("a | 3 on 0 | wi.wq = -1/2", problem(3, 1, 3, 4), star, "a");
}

// A student partly outside the span of the teachers matches only a row that allows it.
Test(label, outside_the_span) {
  const double W[] = {0.6, 0.8};
  const struct cpf_problem p = problem(1, 1, 2, 4);
  builtin_is(p, W, "unlisted");
  label_is("a | 1 on 1 | w1.v1 = 0.6", p, W, "unlisted");
  label_is("a | 1 on 1 | w1.v1 = 0.6 and outside", p, W, "a");
  label_is("a | 1 on 1 | none", p, W, "a");
  label_is("a | 1 on 1 | w1.w1 = 1", p, W, "a");
}

Test(label, values_that_are_not_finite_match_nothing) {
  const double h = sqrt(0.5), W[] = {h, h};
  const struct cpf_problem p = problem(1, 2, 2, 4);
  label_is("a | 1 on 2 | 1/(m-1) = 1/(m-1)", p, W, "unlisted");
  label_is("a | 1 on 2 | sqrt(w1.v1 - 1) = 0", p, W, "unlisted");
  label_is("a | 1 on 2 | theta = theta", problem(1, 2, 2, 5), W, "unlisted");
  label_is("a | 1 on 2 | theta = pi/8", p, W, "a");
  label_is("a | 1 on 2 | rho = 4 and m = 1 and l = 2", p, W, "a");
  label_is("a | 1 on 2 | rho = 6", p, W, "unlisted");
}

Test(label, slots_that_are_named_in_part) {
  const double s = 1 / sqrt(3), h = sqrt(0.5);
  const double W[] = {s, s, s, 0, h, -h, 0, h, h};
  const struct cpf_problem p = problem(3, 3, 3, 4);
  label_is("a | 3 on 3 | w3.v2 = 3^(-1/2)", p, W, "a");
  label_is("a | 3 on 3 | w1.vj = 3^(-1/2) and w3.v2 = 0", p, W, "a");
  label_is("a | 3 on 3 | w1.vj = 3^(-1/2) and wi.v1 = 0", p, W, "unlisted");
  label_is("a | 3 on 3 | w2.v3 = 0 and w3.v3 = 0", p, W, "a");
  label_is("a | 3 on 3 | w2.v3 = 0 and w3.v2 = 0", p, W, "unlisted");
}

// Random symmetric 8 x 8 patterns against a table with every overlap written out, in another order.
Test(label, eight_on_eight) {
  enum { M = 8 };
  char text[4000];
  double W[M * M], norm;
  uint64_t state = 5;
  for (int round = 0; round < 12; round++) {
    int values = 2 + round % 3; // few different values: many near matches
    for (int i = 0; i < M; i++) {
      norm = 0;
      for (int c = 0; c < M; c++) {
        W[i * M + c] = (1 + (double)(next(&state) % (uint64_t)values)) / 4;
        norm = hypot(norm, W[i * M + c]);
      }
      for (int c = 0; c < M; c++)
        W[i * M + c] /= norm;
    }
    size_t at = (size_t)sprintf(text, "a | 8 on 8 | rho = 4\n");
    for (int i = 0; i < M; i++)
      for (int c = 0; c < M; c++)
        at += (size_t)sprintf(text + at, "||w%d.v%d = %.17g\n", i + 1, c + 1, W[i * M + c]);
    label_is(text, problem(M, M, M, 4), W, "a");
    W[7] = -W[7];
    label_is(text, problem(M, M, M, 4), W, "unlisted");
  }
}

// Equal students and teachers do not multiply the work; a free slot does, up to the limit.
Test(label, work_is_bounded) {
  enum { M = 8, LONG = 3 };
  double W[M * M];
  clock_t begin = clock();
  for (int i = 0; i < M * M; i++)
    W[i] = 1 / sqrt(M);
  W[M * M - 1] = -W[M * M - 1];
  builtin_is(problem(M, M, M, 4), W, "unlisted");
  struct cpf_table *table =
      table_of("a | 8 on 8 | w1.v1*w2.v2*w3.v3*w4.v4*w5.v5*w6.v6*w7.v7 = 2 and "
               "w8.v8 = w1.v1 + w2.v3\nb | 8 on 8 | none");
  for (int i = 0; i < M * M; i++)
    W[i] = cos(1 + i * i);
  label_with(table, problem(M, M, M, 4), W, "unlisted"); // not b: the limit leaves a open
  cpf_table_free(table);
  cr_assert_lt((double)(clock() - begin) / CLOCKS_PER_SEC, 20 * LONG);
}

// Many blocks, and a label that does not fit.
Test(label, long_labels) {
  enum { N = 12 };
  char text[4000], expected[CPF_LABEL_MAX] = "";
  double W[N * N] = {0};
  size_t at = 0;
  for (int i = 0; i < N; i++) {
    double a = 0.1 + 0.05 * i;
    W[i * N + i] = cos(a);
    at += (size_t)sprintf(text + at,
                          "row-%02d-with-a-name-of-30-chars | 1 on 1 | w1.v1 = "
                          "cos(%.17g) and outside\n",
                          i, a);
    if (i < 8)
      sprintf(expected + strlen(expected), "%srow-%02d-with-a-name-of-30-chars", i > 0 ? "+" : "",
              i);
  }
  strcat(expected, "+...");
  struct cpf_table *table = table_of(text);
  label_with(table, problem(N, N, N, 4), W, expected);
  cpf_table_free(table);
}

Test(label, many_students) {
  enum { N = 300 };
  double *W = calloc((size_t)N * N, sizeof *W);
  cr_assert_not_null(W);
  struct cpf_table *table = table_of(NULL);
  for (int i = 0; i < N; i++)
    W[i * N + i] = 1;
  label_with(table, problem(N, N, N, 4), W, "copy");
  for (int i = 0; i < N * N; i++)
    W[i] = i / N % 2 == 0 ? 1 / sqrt(N) : -1 / sqrt(N);
  label_with(table, problem(N, N, N, 4), W, "same-average");
  cpf_table_free(table);
  free(W);
}

Test(kind, names) {
  cr_assert_str_eq(cpf_kind_name(CPF_KIND_UNDECIDED), "undecided");
  cr_assert_str_eq(cpf_kind_name(CPF_KIND_MINIMUM), "minimum");
  cr_assert_str_eq(cpf_kind_name(CPF_KIND_SADDLE), "saddle");
  cr_assert_str_eq(cpf_kind_name(CPF_KIND_MAXIMUM), "maximum");
}
