// SPDX-License-Identifier: GPL-3.0-or-later
#include "search/completeness.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>

enum { FAMILIES = 4, SPECIES = 60, DRAWS = 120 };

static const double exact = 1e-14;

static double uniform(uint64_t *state) {
  *state = *state * 6364136223846793005ULL + 1442695040888963407ULL;
  return (double)(*state >> 11) / 9007199254740992.0;
}

Test(estimators, closed_form) {
  cr_assert_float_eq(cpf_chao1(0, 0), 0, exact);
  cr_assert_float_eq(cpf_chao1(0, 9), 0, exact);
  cr_assert_float_eq(cpf_chao1(1, 0), 0, exact);
  cr_assert_float_eq(cpf_chao1(2, 0), 1, exact);
  cr_assert_float_eq(cpf_chao1(3, 2), 1, exact);
  cr_assert_float_eq(cpf_chao1(10, 4), 9, exact);
  cr_assert_float_eq(cpf_chao1(UINT64_C(1) << 40, 0), ldexp(1, 79), ldexp(1, 40));
  cr_assert_float_eq(cpf_coverage(0, 0), 0, exact);
  cr_assert_float_eq(cpf_coverage(0, 7), 1, exact);
  cr_assert_float_eq(cpf_coverage(7, 7), 0, exact);
  cr_assert_float_eq(cpf_coverage(1, 8), 0.875, exact);
}

// The second route: draw from a known population and look what was missed. With equal shares the
// estimate of the number unseen is all but unbiased; with unequal ones it is a lower bound; the
// estimate of the coverage is all but unbiased in both cases.
static void simulate(bool equal, double *unseen, double *estimate, double *covered,
                     double *coverage) {
  enum { ROUNDS = 2000 };
  double share[SPECIES], total = 0;
  uint64_t state = 17;
  *unseen = *estimate = *covered = *coverage = 0;
  for (int s = 0; s < SPECIES; s++)
    total += share[s] = equal ? 1 : pow(0.9, s);
  for (int round = 0; round < ROUNDS; round++) {
    uint64_t hits[SPECIES] = {0}, f1 = 0, f2 = 0;
    for (int draw = 0; draw < DRAWS; draw++) {
      double x = uniform(&state) * total;
      int s = 0;
      while (s < SPECIES - 1 && x >= share[s])
        x -= share[s++];
      hits[s]++;
    }
    for (int s = 0; s < SPECIES; s++) {
      f1 += hits[s] == 1;
      f2 += hits[s] == 2;
      *unseen += hits[s] == 0 ? 1.0 / ROUNDS : 0;
      *covered += hits[s] > 0 ? share[s] / total / ROUNDS : 0;
    }
    *estimate += cpf_chao1(f1, f2) / ROUNDS;
    *coverage += cpf_coverage(f1, DRAWS) / ROUNDS;
  }
}

Test(estimators, against_a_simulation) {
  double unseen, estimate, covered, coverage;
  simulate(true, &unseen, &estimate, &covered, &coverage);
  cr_assert_float_eq(estimate, unseen, 0.1 * unseen);
  cr_assert_float_eq(coverage, covered, 0.01);
  simulate(false, &unseen, &estimate, &covered, &coverage);
  cr_assert_gt(estimate, 1);
  cr_assert_lt(estimate, unseen);
  cr_assert_float_eq(coverage, covered, 0.01);
}

// A result of `count` families with these shares in the Euler sum.
static struct cpf_find_result result(struct cpf_family *families, int count, int n, int d,
                                     const int64_t *euler) {
  memset(families, 0, FAMILIES * sizeof *families);
  for (int f = 0; f < count; f++) {
    families[f].euler_known = true;
    families[f].euler = euler[f];
  }
  return (struct cpf_find_result){
      .problem = {n, 1, d, 4, 1.0}, .nfamilies = count, .families = families};
}

static void euler(int n, int d, int count, const int64_t *shares, int64_t expected, int64_t found,
                  enum cpf_verdict verdict) {
  struct cpf_family families[FAMILIES];
  struct cpf_find_result r = result(families, count, n, d, shares);
  r.euler_found = 99; // whatever was there before
  r.euler = CPF_HOLDS;
  cpf_check_euler(&r);
  cr_assert(r.euler_found_known);
  cr_assert_eq(r.euler_expected, expected);
  cr_assert_eq(r.euler_found, found);
  cr_assert_eq(r.euler, verdict);
}

Test(euler, holds_and_fails) {
  euler(2, 2, 4, (int64_t[]){8, -16, 8, 0}, 0, 0, CPF_HOLDS);
  euler(2, 2, 3, (int64_t[]){8, -16, 9}, 0, 1, CPF_FAILS);
  euler(2, 2, 0, NULL, 0, 0, CPF_HOLDS);
  euler(2, 3, 0, NULL, 4, 0, CPF_FAILS);
  euler(2, 3, 2, (int64_t[]){6, -2}, 4, 4, CPF_HOLDS);
  euler(2, 3, 2, (int64_t[]){6, -10}, 4, -4, CPF_FAILS);
  euler(3, 1, 1, (int64_t[]){8}, 8, 8, CPF_HOLDS);
  euler(7, 8, 1, (int64_t[]){1}, 0, 1, CPF_FAILS);
  euler(61, 5, 1, (int64_t[]){INT64_C(1) << 61}, INT64_C(1) << 61, INT64_C(1) << 61, CPF_HOLDS);
  euler(500, 4, 2, (int64_t[]){5, -5}, 0, 0, CPF_HOLDS);
}

Test(euler, not_applicable) {
  struct cpf_family families[FAMILIES];
  struct cpf_find_result r = result(families, 3, 2, 2, (int64_t[]){8, 5, -8});
  families[1].euler_known = false;
  cpf_check_euler(&r);
  cr_assert_eq(r.euler, CPF_NOT_APPLICABLE);
  cr_assert_not(r.euler_found_known);
  cr_assert_eq(r.euler_expected, 0);
  r = result(families, 1, 64, 3, (int64_t[]){0});
  cpf_check_euler(&r);
  cr_assert_eq(r.euler, CPF_NOT_APPLICABLE);
  cr_assert_not(r.euler_found_known);
  r = result(families, 1, 64, 4, (int64_t[]){0});
  cpf_check_euler(&r);
  cr_assert_eq(r.euler, CPF_HOLDS);
}

// The verdict on families hit so often by so many random starts; the reason must name the cause.
static void completeness(enum cpf_verdict verdict, int count, const uint64_t *hits, uint64_t starts,
                         uint64_t last_new, enum cpf_completeness expected, const char *reason) {
  struct cpf_family families[FAMILIES];
  uint64_t f1 = 0, f2 = 0;
  struct cpf_find_result r = result(families, count, 2, 2, (int64_t[FAMILIES]){0});
  r.euler = verdict;
  r.completeness = CPF_COMPLETE_PROVED; // whatever was there before
  r.singletons = r.doubletons = 77;
  cpf_check_completeness(&r, hits, starts, last_new);
  for (int f = 0; f < count; f++) {
    f1 += hits[f] == 1;
    f2 += hits[f] == 2;
  }
  cr_assert_eq(r.singletons, f1);
  cr_assert_eq(r.doubletons, f2);
  cr_assert_float_eq(r.unseen, cpf_chao1(f1, f2), exact);
  cr_assert_float_eq(r.coverage, cpf_coverage(f1, starts), exact);
  cr_assert_eq(r.completeness, expected, "%s", r.completeness_reason);
  cr_assert_not_null(strstr(r.completeness_reason, reason), "%s", r.completeness_reason);
}

Test(completeness, branches) {
  const uint64_t many[] = {1000, 800, 700, 500}, once[] = {1998, 1, 1, 1000};
  const uint64_t rare[] = {2999, 1, 0, 0}, unhit[] = {2000, 1000, 0, 0};
  const enum cpf_completeness none = CPF_COMPLETE_NONE, probable = CPF_COMPLETE_PROBABLE;
  completeness(CPF_HOLDS, 4, many, 3000, 10, probable, "suggest no unseen");
  completeness(CPF_FAILS, 4, many, 3000, 10, none, "fails");
  completeness(CPF_NOT_APPLICABLE, 4, many, 3000, 10, none, "does not apply");
  completeness(CPF_HOLDS, 4, once, 3000, 10, none, "still suggest"); // Chao1: 1
  completeness(CPF_HOLDS, 4, rare, 3000, 10, probable, "suggest no unseen");
  completeness(CPF_HOLDS, 4, unhit, 3000, 10, probable, "suggest no unseen");
  completeness(CPF_FAILS, 4, once, 3000, 10, none, "fails");
  completeness(CPF_HOLDS, 0, NULL, 0, 0, none, "still suggest");
}

Test(completeness, enough_starts) {
  const uint64_t many[] = {1000, 800, 700, 500};
  const enum cpf_completeness none = CPF_COMPLETE_NONE, probable = CPF_COMPLETE_PROBABLE;
  completeness(CPF_HOLDS, 4, many, 1999, 10, none, "still suggest");
  completeness(CPF_HOLDS, 4, many, 2000, 10, probable, "suggest no unseen");
  completeness(CPF_HOLDS, 4, many, 2000, 1000, probable, "suggest no unseen");
  completeness(CPF_HOLDS, 4, many, 2000, 1001, none, "still suggest");
}

// A list without a minimum or a maximum is not whole, whatever Euler and the random starts say.
Test(completeness, extremes) {
  const enum cpf_kind kinds[][2] = {{CPF_KIND_SADDLE, CPF_KIND_MAXIMUM},
                                    {CPF_KIND_MINIMUM, CPF_KIND_SADDLE},
                                    {CPF_KIND_MINIMUM, CPF_KIND_MAXIMUM},
                                    {CPF_KIND_UNDECIDED, CPF_KIND_SADDLE}};
  const uint64_t hits[] = {2000, 1000};
  for (int x = 0; x < 4; x++) {
    struct cpf_family families[FAMILIES];
    struct cpf_find_result r = result(families, 2, 2, 2, (int64_t[FAMILIES]){0});
    r.euler = CPF_HOLDS;
    families[0].kind = kinds[x][0];
    families[1].kind = kinds[x][1];
    cpf_check_completeness(&r, hits, 3000, 10);
    cr_assert_eq(r.completeness, x < 2 ? CPF_COMPLETE_NONE : CPF_COMPLETE_PROBABLE, "%d", x);
  }
}

// More starts help, unless a share in the Euler sum is unknown or the landscape is too flat.
Test(completeness, more_starts) {
  struct cpf_find_result r = {.euler = CPF_FAILS, .converged = 1000, .unresolved = 20};
  cr_assert(cpf_more_starts_help(&r));
  r.unresolved = 21;
  cr_assert_not(cpf_more_starts_help(&r));
  r.unresolved = 0;
  r.euler = CPF_NOT_APPLICABLE;
  cr_assert_not(cpf_more_starts_help(&r));
}

// Twenty hits a family on average, however many families there are.
Test(completeness, many_families) {
  enum { COUNT = 200, ENOUGH = 4000 };
  struct cpf_family *families = calloc(COUNT, sizeof *families);
  uint64_t *hits = calloc(COUNT, sizeof *hits);
  cr_assert(families != NULL && hits != NULL);
  struct cpf_find_result r = {
      .problem = {2, 2, 2, 4, 1.0}, .nfamilies = COUNT, .families = families, .euler = CPF_HOLDS};
  for (int f = 0; f < COUNT; f++)
    hits[f] = 20;
  cpf_check_completeness(&r, hits, ENOUGH - 1, 100);
  cr_assert_eq(r.completeness, CPF_COMPLETE_NONE);
  cpf_check_completeness(&r, hits, ENOUGH, 100);
  cr_assert_eq(r.completeness, CPF_COMPLETE_PROBABLE);
  // Chao1 just below one half (f1 = 3, f2 = 6: 3/7) and at it (f1 = 3, f2 = 5), coverage above
  // 0.999
  for (int f = 0; f < 9; f++)
    hits[f] = f < 3 ? 1 : 2;
  cpf_check_completeness(&r, hits, ENOUGH, 100);
  cr_assert_eq(r.completeness, CPF_COMPLETE_PROBABLE);
  hits[8] = 20;
  cpf_check_completeness(&r, hits, ENOUGH, 100);
  cr_assert_eq(r.completeness, CPF_COMPLETE_NONE);
  // f1 = 5, f2 = 20: Chao1 is below one half and the coverage below 0.999
  for (int f = 0; f < 25; f++)
    hits[f] = f < 5 ? 1 : 2;
  cpf_check_completeness(&r, hits, ENOUGH, 100);
  cr_assert_lt(r.unseen, 0.5);
  cr_assert_lt(r.coverage, 0.999);
  cr_assert_eq(r.completeness, CPF_COMPLETE_NONE);
  free(families);
  free(hits);
}
