// SPDX-License-Identifier: GPL-3.0-or-later
// The exact counts against brute force over subsets, the printed generating function, sums over
// lists, and closed forms.
#include "support.h"

#include <gmp.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "assemble/count.h"
#include "assemble/index.h"
#include "assemble/recurrence.h"

enum { MOST = 4, INDICES = 64 };

static struct cpf_problem problem(int n, int k, int rho) {
  return (struct cpf_problem){n, k, k, rho, 1.0};
}

// Adds to by_index[I] the points on exactly these students, with teachers from this set, made of
// the family's blocks; each subset of students that holds the first of them in turn.
// NOLINTNEXTLINE(misc-no-recursion)
static void brute_force(const struct cpf_assemble_result *r, unsigned students, unsigned teachers,
                        int64_t index, uint64_t times, uint64_t by_index[INDICES]) {
  if (students == 0) {
    by_index[index] += times;
    return;
  }
  unsigned first = students & -students, others = students & ~first;
  for (unsigned rest = others;; rest = (rest - 1) & others) {
    for (unsigned mine = teachers; mine > 0; mine = (mine - 1) & teachers)
      for (int b = 0; b < r->nblocks; b++) {
        const struct cpf_irreducible *f = &r->blocks[b];
        if (f->students == __builtin_popcount(rest) + 1 && f->teachers == __builtin_popcount(mine))
          brute_force(r, others & ~rest, teachers & ~mine, index + f->index,
                      times * f->family->points, by_index);
      }
    if (rest == 0)
      break;
  }
}

static uint64_t number(const char *digits) {
  char *end = NULL;
  uint64_t value = strtoull(digits, &end, 10);
  cr_assert(end > digits && *end == '\0', "%s", digits);
  return value;
}

// [x^n y^k] of the exponential of the printed series, by powers of the series; times n! k!.
static double coefficient(const char *formula, int n, int k) {
  double series[MOST + 1][MOST + 1] = {{0}}, power[MOST + 1][MOST + 1] = {{0}};
  double sum = 0, factorial[MOST + 1] = {1};
  for (int i = 1; i <= MOST; i++)
    factorial[i] = factorial[i - 1] * i;
  cr_assert_eq(strncmp(formula, "exp(y + ", 8), 0, "%s", formula);
  series[0][1] = 1;
  const char *at = formula + 6;
  for (int used = 0; *at == '+'; at += used) {
    unsigned long long points = 0;
    int m = 1, l = 1, length = 0;
    cr_assert_eq(sscanf(at, "+ %llu x%n", &points, &length), 1, "%s", at);
    used = length;
    if (at[used] == '^') {
      cr_assert_eq(sscanf(at + used, "^%d%n", &m, &length), 1);
      used += length;
    }
    cr_assert_eq(strncmp(at + used, " y", 2), 0, "%s", at);
    used += 2;
    if (at[used] == '^') {
      cr_assert_eq(sscanf(at + used, "^%d%n", &l, &length), 1);
      used += length;
    }
    char divisor[32] = "";
    if (m > 1 && l > 1)
      snprintf(divisor, sizeof divisor, "/(%d! %d!)", m, l);
    else if (m > 1 || l > 1)
      snprintf(divisor, sizeof divisor, "/%d!", m > 1 ? m : l);
    cr_assert_eq(strncmp(at + used, divisor, strlen(divisor)), 0, "%s", at);
    used += (int)strlen(divisor);
    used += at[used] == ' ';
    if (m <= MOST && l <= MOST)
      series[m][l] = (double)points / factorial[m] / factorial[l];
  }
  cr_assert_str_eq(at, ")");
  power[0][0] = 1;
  for (int j = 1; j <= 2 * MOST; j++) { // power = series^j / j!
    double product[MOST + 1][MOST + 1] = {{0}};
    for (int a = 0; a <= MOST; a++)
      for (int b = 0; b <= MOST; b++)
        for (int c = 0; a + c <= MOST; c++)
          for (int e = 0; b + e <= MOST; e++)
            product[a + c][b + e] += power[a][b] * series[c][e] / j;
    memcpy(power, product, sizeof power);
    sum += power[n][k];
  }
  return sum * factorial[n] * factorial[k];
}

// Sums over the list of all families.
static void check_list(const struct cpf_assemble_result *r) {
  uint64_t points = 0, of[CPF_KINDS] = {0}, families_of[CPF_KINDS] = {0}, spurious = 0;
  cr_assert_eq(r->listed, CPF_LISTING_ALL);
  cr_assert_eq(r->nlisted, number(r->families));
  for (size_t i = 0; i < r->nlisted; i++) {
    const struct cpf_assembled *a = &r->list[i];
    int students = 0, teachers = a->unused;
    for (int b = 0; b < r->nblocks; b++) {
      students += a->counts[b] * r->blocks[b].students;
      teachers += a->counts[b] * r->blocks[b].teachers;
    }
    cr_assert(students == r->problem.n && teachers == r->problem.k);
    cr_assert(i == 0 || a->loss >= a[-1].loss - 1e-12);
    points += number(a->points);
    of[a->kind] += number(a->points);
    families_of[a->kind]++;
    spurious +=
        a->kind == CPF_KIND_MINIMUM && a->loss > r->list[0].loss + 1e-9 ? number(a->points) : 0;
  }
  cr_assert_eq(points, number(r->points));
  for (int i = 0; i < CPF_KINDS; i++) {
    cr_assert_eq(of[i], number(r->points_of[i]), "kind %d", i);
    cr_assert_eq(families_of[i], number(r->families_of[i]), "kind %d", i);
  }
  cr_assert_eq(spurious, number(r->spurious));
  cr_assert_eq(r->lowest_known, r->nlisted > 0);
  cr_assert(r->nlisted == 0 || fabs(r->lowest - r->list[0].loss) < 1e-12);
}

static void check_counts(struct cpf_problem p, int students, int teachers) {
  uint64_t by_index[INDICES] = {0}, all = 0;
  struct cpf_assemble_result *r = assemble(p, students, teachers);
  brute_force(r, (1U << p.n) - 1, (1U << p.k) - 1, 0, 1, by_index);
  for (int64_t i = 0; i < INDICES; i++) {
    all += by_index[i];
    cr_assert_eq(by_index[i], i < r->nindices ? number(r->points_by_index[i]) : 0,
                 "P(%d,%d,%d,%d), index %d", p.n, p.k, p.d, p.rho, (int)i);
  }
  cr_assert_eq(all, number(r->points));
  cr_assert_float_eq(coefficient(r->formula, p.n, p.k), (double)all, 1e-9 * (double)all + 1e-9);
  check_list(r);
  cpf_assemble_result_free(r);
}

Test(counts, brute_force) {
  for (int n = 1; n <= MOST; n++)
    for (int k = 1; k <= MOST; k++) {
      check_counts(problem(n, k, 4), 2, 2);
      check_counts(problem(n, k, 3), 2, 2);
      check_counts(problem(n, k, 6), 3, 1);
    }
  check_counts(problem(4, 4, 6), 3, 3);
  check_counts(problem(3, 4, 4), 1, 4);
}

// n! 2^n a_n minima, a_n = a_{n-1} + 2 (n-1) a_{n-2}: docs/assemble.md, section 5.
Test(counts, minima_of_fifty) {
  struct cpf_assemble_options opt = blocks_of(2, 2);
  mpz_t a, before, next, sum, part;
  mpz_inits(a, before, next, sum, part, NULL);
  mpz_set_ui(a, 1);
  mpz_set_ui(before, 1);
  for (unsigned long n = 2; n <= 50; n++) {
    mpz_mul_ui(next, before, 2 * (n - 1));
    mpz_add(next, next, a);
    mpz_set(before, a);
    mpz_set(a, next);
  }
  mpz_fac_ui(part, 50);
  mpz_mul_2exp(part, part, 50);
  mpz_mul(a, a, part); // part: the copies
  struct cpf_assemble_result *r = assemble_with(problem(50, 50, 6), &opt);
  mpz_set_str(sum, r->points_of[CPF_KIND_MINIMUM], 10);
  cr_assert_eq(mpz_cmp(sum, a), 0);
  mpz_sub(a, a, part);
  mpz_set_str(sum, r->spurious, 10);
  cr_assert_eq(mpz_cmp(sum, a), 0);
  cr_assert_eq(r->listed, CPF_LISTING_MINIMA);
  cr_assert_eq(r->nlisted, 26);
  for (size_t p = 0; p < r->nlisted; p++)
    cr_assert_float_eq(r->list[p].loss, (double)p * r->list[1].loss, 1e-10);
  cr_assert_float_eq(r->list[1].loss, 0.792893218813452, 1e-12); // data of P(2,2,2,6)
  mpz_set_ui(sum, 0);
  for (int64_t i = 0; i < r->nindices; i++) {
    mpz_set_str(part, r->points_by_index[i], 10);
    mpz_add(sum, sum, part);
  }
  mpz_set_str(part, r->points, 10);
  cr_assert_eq(mpz_cmp(sum, part), 0);
  cpf_assemble_result_free(r);
  mpz_clears(a, before, next, sum, part, NULL);
}

Test(counts, binomials) {
  cr_assert_eq(cpf_binomial(1000, 7), UINT64_C(194280608456793000));
  cr_assert_eq(cpf_binomial(5, 5), 1);
  cr_assert_eq(cpf_binomial(5, 6), 0);
  cr_assert_eq(cpf_binomial(0, 0), 1);
}

// Numbers that do not fit one limb: the count by index, at q = 1 and at q = -1, against the count
// of points with and without the weights (-1)^index. The families are made up.
static void check_large(int n, int k, int threads) {
  struct cpf_family families[4] = {{.points = UINT64_MAX / 3},
                                   {.points = UINT64_MAX / 5},
                                   {.points = 7},
                                   {.points = UINT64_MAX / 7}};
  struct cpf_irreducible blocks[4] = {{.students = 1, .teachers = 2, .index = 3},
                                      {.students = 3, .teachers = 3, .index = 0},
                                      {.students = 2, .teachers = 1, .index = 5},
                                      {.students = 3, .teachers = 3, .index = 4}};
  struct cpf_assemble_result r = {.problem = problem(n, k, 4), .nblocks = 4, .blocks = blocks};
  mpz_t all, signed_sum, sum, number;
  mpz_inits(all, signed_sum, sum, number, NULL);
  for (int b = 0; b < 4; b++) {
    families[b].points_known = true;
    blocks[b].family = &families[b];
    blocks[b].index_known = true;
    blocks[b].local_degree = blocks[b].index % 2 == 0 ? 1 : -1;
  }
  const struct cpf_count c = {n, k, 4, blocks, CPF_SIGNS};
  cr_assert_eq(cpf_count_points(&c, false, all, NULL), CPF_OK);
  cr_assert_eq(cpf_count_points(&c, true, signed_sum, NULL), CPF_OK);
  r.points = cpf_count_digits(all);
  cr_assert_eq(cpf_index_count(&r, threads, NULL), CPF_OK);
  cr_assert_gt(r.nindices, 0, "%s", r.index_reason);
  for (int64_t i = 0; i < r.nindices; i++) {
    mpz_set_str(number, r.points_by_index[i], 10);
    cr_assert_geq(mpz_sgn(number), 0);
    mpz_sub(all, all, number);
    if (i % 2 == 0)
      mpz_sub(signed_sum, signed_sum, number);
    else
      mpz_add(signed_sum, signed_sum, number);
    free(r.points_by_index[i]);
  }
  cr_assert_eq(mpz_sgn(all), 0);
  cr_assert_eq(mpz_sgn(signed_sum), 0);
  free(r.points_by_index);
  free(r.points);
  mpz_clears(all, signed_sum, sum, number, NULL);
}

Test(counts, numbers_of_many_limbs) {
  check_large(9, 9, 1);
  check_large(40, 37, 1);
  check_large(90, 120, 2);
  check_large(30, 15, 1);
}

Test(counts, results_do_not_depend_on_the_threads) {
  struct cpf_assemble_options opt = blocks_of(2, 2);
  struct cpf_assemble_result *one = assemble_with(problem(90, 90, 4), &opt);
  opt.find.threads = 3;
  struct cpf_assemble_result *three = assemble_with(problem(90, 90, 4), &opt);
  cr_assert_str_eq(one->points, three->points);
  cr_assert_eq(one->nindices, three->nindices);
  for (int64_t i = 0; i < one->nindices; i++)
    cr_assert_str_eq(one->points_by_index[i], three->points_by_index[i]);
  cpf_assemble_result_free(one);
  cpf_assemble_result_free(three);
}

Test(counts, no_point) {
  struct cpf_assemble_result *r = assemble(problem(3, 1, 4), 1, 1); // two students have no teacher
  cr_assert_str_eq(r->points, "0");
  cr_assert_str_eq(r->families, "0");
  cr_assert_str_eq(r->spurious, "0");
  cr_assert_not(r->lowest_known);
  cr_assert_eq(r->nindices, 0);
  cr_assert_str_eq(r->index_reason, "there is no such point");
  cr_assert_eq(r->nlisted, 0);
  cpf_assemble_result_free(r);
}

Test(counts, too_large_for_indices) {
  struct cpf_problem p = problem(20, 20, 4);
  p.d = CPF_SIZE_MAX; // indices up to 10 million
  struct cpf_assemble_result *r = assemble(p, 2, 2);
  cr_assert_eq(r->nindices, 0);
  cr_assert_neq(r->index_reason[0], '\0');
  cr_assert_not(r->whole);
  cr_assert_eq(r->euler, CPF_NOT_APPLICABLE);
  cpf_assemble_result_free(r);
}

Test(counts, listing) {
  struct cpf_assemble_options opt = blocks_of(2, 2);
  opt.list_max = 5;
  struct cpf_assemble_result *r = assemble_with(problem(2, 2, 4), &opt);
  cr_assert(r->listed == CPF_LISTING_ALL && r->nlisted == 5);
  cpf_assemble_result_free(r);
  opt.list_max = 4;
  r = assemble_with(problem(2, 2, 4), &opt);
  cr_assert(r->listed == CPF_LISTING_MINIMA && r->nlisted == 1);
  cr_assert_str_eq(r->list[0].label, "copy");
  cpf_assemble_result_free(r);
  opt.list_max = 0;
  r = assemble_with(problem(2, 2, 4), &opt);
  cr_assert(r->listed == CPF_LISTING_NONE && r->nlisted == 0);
  cpf_assemble_result_free(r);
}

// A search that lost a family does not pass the recount.
Test(counts, recount_sees_a_missing_family) {
  struct cpf_assemble_options opt = blocks_of(2, 2);
  bool fails = false;
  opt.find.starts = 1;
  struct cpf_assemble_result *r = assemble_with(problem(2, 2, 6), &opt);
  cr_assert_eq(r->completeness, CPF_COMPLETE_NONE);
  for (int s = 0; s < r->nsearches; s++)
    fails |= r->searches[s].recount == CPF_FAILS;
  cr_assert(fails);
  cr_assert_eq(r->end, CPF_END_BUDGET);
  cpf_assemble_result_free(r);
}

Test(counts, proved) {
  struct cpf_assemble_options opt = blocks_of(1, 2);
  opt.find.prove = true;
  opt.find.certify = CPF_CERTIFY_ON;
  struct cpf_assemble_result *r = assemble_with(problem(5, 5, 4), &opt);
  cr_assert_eq(r->completeness, CPF_COMPLETE_PROVED, "%s", r->completeness_reason);
  cr_assert_eq(r->nblocks, 2);
  cr_assert(r->blocks[0].proved && r->blocks[1].proved);
  cr_assert_str_eq(r->points, "3840"); // 5! 2^5, no room for averages
  cpf_assemble_result_free(r);
}

Test(counts, interrupted) {
  static volatile sig_atomic_t stop = 1;
  struct cpf_assemble_options opt = blocks_of(2, 2);
  struct cpf_table *table = reference();
  struct cpf_assemble_result *r = NULL;
  struct cpf_problem p = problem(2, 2, 4);
  opt.find.stop = &stop;
  cr_assert_eq(cpf_assemble(&p, &opt, table, &r, NULL), CPF_EINTERRUPTED);
  cr_assert_not_null(r);
  cr_assert_eq(r->end, CPF_END_INTERRUPTED);
  cr_assert_eq(r->completeness, CPF_COMPLETE_NONE);
  cr_assert_eq(r->euler, CPF_NOT_APPLICABLE);
  cpf_assemble_result_free(r);
  cpf_assemble_result_free(NULL);
  cpf_table_free(table);
}

Test(counts, bad_input) {
  static const struct {
    struct cpf_problem p;
    int students, teachers;
    const char *message;
  } list[] = {
      {{2, 2, 2, 2, 1}, 2, 2, "rho is 2"},    {{2, 2, 2, 1, 1}, 2, 2, "rho is 1"},
      {{1001, 2, 2, 4, 1}, 2, 2, "n = 1001"}, {{2, 1001, 1001, 4, 1}, 2, 2, "k = 1001"},
      {{2, 2, 2, 4, 1}, 0, 2, "students"},    {{2, 2, 2, 4, 1}, 8, 2, "students"},
      {{2, 2, 2, 4, 1}, 2, -1, "teachers"},   {{2, 2, 2, 4, 1}, 2, 8, "teachers"},
      {{2, 3, 2, 4, 1}, 2, 2, "k"},
  };
  struct cpf_table *table = reference();
  for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
    struct cpf_assemble_options opt = blocks_of(list[i].students, list[i].teachers);
    struct cpf_assemble_result *r = NULL;
    struct cpf_error err = {CPF_OK, ""};
    cr_assert_eq(cpf_assemble(&list[i].p, &opt, table, &r, &err), CPF_EINVAL);
    cr_assert_null(r);
    cr_assert_not_null(strstr(err.text, list[i].message), "%s", err.text);
  }
  cpf_table_free(table);
}
