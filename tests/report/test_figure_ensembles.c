// SPDX-License-Identifier: GPL-3.0-or-later
// The figures of ensembles (5, basins): their counts against a plain integration from the same
// starts, and among themselves.
#include <criterion/criterion.h>

#include "../flow/gather.h"
#include "figure_files.h"

enum { MANY = 24, THRESHOLDS = 5 };

// Start number `number` of P(2,2,2,rho) and what a plain integration makes of it up to the time
// 400: the nearest approach to tight-balance, at the angle theta, and the last loss.
static void plain_run(int rho, enum cpf_flow_init init, uint64_t number, double theta,
                      double *nearest, double *loss) {
  struct cpf_problem p = problem(2, 2, 2, rho);
  struct cpf_flow_start start = {.init = init};
  struct cpf_error err = {CPF_OK, ""};
  double W[4];
  cr_assert_eq(cpf_flow_start_point(&p, &start, 1, number, W, &err), CPF_OK);
  *nearest = INFINITY;
  for (int step = 0; step < 10000; step++) {
    for (int m = 0; m < 8 && theta > 0.0; m++) {
      double t = (m & 4) != 0 ? acos(0.0) - theta : theta, X[4], apart = 0.0;
      plane_pair((m & 1) != 0 ? -t : t, (m & 1) != 0 ? t : -t, X);
      for (int i = 0; i < 2; i++) // each student up to its sign
        apart += fmin(inner(2, W + 2 * i, W + 2 * i) - 2.0 * inner(2, W + 2 * i, X + 2 * i),
                      inner(2, W + 2 * i, W + 2 * i) + 2.0 * inner(2, W + 2 * i, X + 2 * i)) +
                 1.0;
      *nearest = fmin(*nearest, sqrt(fmax(apart, 0.0)));
    }
    plain_step(&p, 0.01, W);
  }
  *loss = cpf_loss(&p, W);
}

// Figure 5 at d = 2: as many come nearer than each threshold as by a plain integration.
Test(figure_ensembles, figure_5_counts_as_a_plain_integration) {
  static const double thresholds[THRESHOLDS] = {0.3, 0.1, 0.03, 0.01, 0.001};
  struct cpf_figure_set set = make_with("5", 0, MANY, 1, 2);
  char *text = text_of(&set, "figure-5.csv"), *words[MOST_CELLS];
  double expected[THRESHOLDS] = {0.0};
  for (uint64_t j = 0; j < MANY; j++) {
    double nearest = 0.0, loss = 0.0;
    plain_run(4, CPF_FLOW_UNIFORM, j, 0.125 * 3.14159265358979323846, &nearest, &loss);
    for (int i = 0; i < THRESHOLDS; i++)
      expected[i] += nearest < thresholds[i];
  }
  split(&text, words);
  for (int i = 0; i < THRESHOLDS; i++) {
    cr_assert_eq(split(&text, words), (size_t)10);
    cr_expect_str_eq(words[1], "2");
    cr_expect_str_eq(words[2], "nearer");
    cr_expect_float_eq(strtod(words[3], NULL), thresholds[i], 0.0);
    cr_expect_float_eq(strtod(words[4], NULL), expected[i], 0.0, "nearer than %g", thresholds[i]);
  }
  cr_expect_gt(expected[0], 0.0);
  cpf_figure_set_free(&set);
}

// In every dimension fewer come nearer, and who lingers came nearest; the intervals hold the share.
Test(figure_ensembles, figure_5_is_consistent) {
  struct cpf_figure_set set = make_with("5", 0, MANY, 1, 2);
  char *text = text_of(&set, "figure-5.csv");
  double cells[MOST_CELLS], before = 0.0;
  size_t rows = 0;
  row(&text, cells);
  for (; row(&text, cells) == 10; rows++) {
    cr_expect_eq(cells[5], (double)MANY);
    cr_expect(cells[0] == 1.0 || cells[4] <= before, "d = %g, curve %g", cells[1], cells[0]);
    before = cells[4];
    cr_expect_float_eq(cells[6], cells[4] / MANY, 1e-15);
    cr_expect(0.0 <= cells[7] && cells[7] <= cells[6] && cells[6] <= cells[8] && cells[8] <= 1.0);
    cr_expect_leq(cells[4] + cells[9], (double)MANY + 0.5);
  }
  cr_expect_eq(rows, (size_t)54);
  cpf_figure_set_free(&set);
}

// The run on the right: it comes near tight-balance and arrives; its rows are unit vectors, the
// loss never rises.
Test(figure_ensembles, figure_5_shows_an_encounter) {
  struct cpf_figure_set set = make_with("5", 0, MANY, 1, 2);
  char *text = text_of(&set, "figure-5-run.csv");
  double cells[MOST_CELLS], loss = INFINITY, nearest = INFINITY;
  row(&text, cells);
  while (row(&text, cells) == 9) {
    for (int i = 0; i < 2; i++)
      cr_expect_float_eq(cells[1 + 2 * i] * cells[1 + 2 * i] + cells[2 + 2 * i] * cells[2 + 2 * i] +
                             cells[5 + i] * cells[5 + i],
                         1.0, 1e-14);
    cr_expect_leq(cells[7], loss + 1e-13);
    loss = cells[7];
    nearest = fmin(nearest, cells[8]);
  }
  cr_expect_lt(nearest, 0.001);
  cr_expect_lt(loss, 1e-9, "it arrived at a copy");
  cpf_figure_set_free(&set);
}

static double number(const char *word) {
  return strtod(word, NULL);
}

// The starts of a row of basins.csv with d = 2 that a plain integration leads to no copy.
static double plain_spurious(int rho, enum cpf_flow_init init) {
  double spurious = 0.0;
  for (uint64_t j = 0; j < MANY; j++) {
    double nearest = 0.0, loss = 0.0;
    plain_run(rho, init, j, 0.0, &nearest, &loss);
    spurious += loss > 0.1;
  }
  return spurious;
}

// Where the rows of the panel over the degree at rho = 6 are compared; none is spurious at rho = 4.
static void check_shares(struct cpf_figure_set *set) {
  char *text = text_of(set, "basins.csv"), *words[MOST_CELLS];
  int compared = 0;
  split(&text, words);
  while (split(&text, words) == 11) {
    double spurious = number(words[4]), unfinished = number(words[6]);
    bool uniform = strcmp(words[3], "uniform") == 0;
    cr_expect_eq(spurious + number(words[5]) + unfinished, number(words[7]));
    cr_expect_eq(number(words[7]), (double)MANY);
    cr_expect(number(words[9]) <= number(words[8]) && number(words[8]) <= number(words[10]));
    // What is unfinished widens the interval upwards.
    cr_expect_geq(number(words[10]), (spurious + unfinished) / MANY);
    if (strcmp(words[1], "2") != 0)
      continue;
    cr_expect(uniform || spurious == 0.0, "the split cone of d = 2 is safe");
    if (strcmp(words[2], "4") == 0)
      cr_expect_eq(spurious, 0.0);
    if (strcmp(words[2], "6") == 0 && strcmp(words[0], "rho") == 0) {
      cr_expect_eq(spurious, plain_spurious(6, uniform ? CPF_FLOW_UNIFORM : CPF_FLOW_SPLIT_CONE));
      compared++;
    }
  }
  cr_expect_eq(compared, 2);
}

// Of each rho and n the outcomes add up to all trajectories. Three students have at most one pair.
static void check_pairs(struct cpf_figure_set *set) {
  char *text = text_of(set, "basins-pairs.csv"), *words[MOST_CELLS];
  double sum = 0.0;
  int rows = 0;
  split(&text, words);
  while (split(&text, words) == 8) {
    sum += number(words[3]);
    cr_expect(number(words[1]) > 3.0 || strcmp(words[2], "two pairs") != 0 ||
              number(words[3]) == 0.0);
    if (++rows % 6 == 0) {
      cr_expect_eq(sum, number(words[4]), "rho = %s, n = %s", words[0], words[1]);
      sum = 0.0;
    }
  }
  cr_expect_eq(rows, 60);
}

// Copies have no loss, all others at least 3/4, where tight-balance of rho = 4 is.
static void check_ends(struct cpf_figure_set *set) {
  char *text = text_of(set, "basins-ends.csv"), *words[MOST_CELLS];
  split(&text, words);
  while (split(&text, words) == 8) {
    if (strcmp(words[3], "copy") == 0)
      cr_expect_float_eq(number(words[5]), 0.0, 1e-12);
    else
      cr_expect_gt(number(words[5]), 0.75 - 1e-12, "%s", words[3]);
    if (strcmp(words[3], "copy*2+tight-balance") == 0)
      cr_expect_str_eq(words[6], "1");
  }
}

Test(figure_ensembles, basins) {
  struct cpf_figure_set set = make_with("basins", 0, MANY, 1, 2);
  check_shares(&set);
  check_pairs(&set);
  check_ends(&set);
  cpf_figure_set_free(&set);
}

// The files depend on the seed and on nothing else.
Test(figure_ensembles, the_same_for_any_threads) {
  struct cpf_figure_set one = make_with("5", 0, MANY, 3, 1), two = make_with("5", 0, MANY, 3, 2);
  struct cpf_figure_set other = make_with("5", 0, MANY, 4, 2);
  cr_assert_eq(one.count, two.count);
  for (int i = 0; i < one.count; i++)
    cr_expect_str_eq(one.files[i].text, two.files[i].text, "%s", one.files[i].name);
  cr_expect_str_neq(one.files[0].text, other.files[0].text);
  cpf_figure_set_free(&one);
  cpf_figure_set_free(&two);
  cpf_figure_set_free(&other);
}
