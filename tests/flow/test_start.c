// SPDX-License-Identifier: GPL-3.0-or-later
// Where trajectories start.
#include "flow/start.h"

#include "../support.h"
#include "solver/seeds.h"

static const double PI = 3.14159265358979323846;

static void start_at(const struct cpf_problem *p, const struct cpf_flow_start *start,
                     uint64_t number, double *W) {
  struct cpf_error err = {CPF_OK, ""};
  cr_assert_eq(cpf_flow_start_point(p, start, 7, number, W, &err), CPF_OK, "%s", err.text);
  assert_unit_rows(p, W);
}

Test(start, uniform_starts_are_those_of_the_seeds) {
  struct cpf_problem p = problem(3, 2, 5, 4);
  struct cpf_flow_start start = {.init = CPF_FLOW_UNIFORM};
  double W[POINT_MAX], V[POINT_MAX];
  for (uint64_t j = 0; j < 20; j++) {
    start_at(&p, &start, j, W);
    cpf_seed_uniform(&p, 7, j, V);
    cr_assert_arr_eq(W, V, point_size(&p) * sizeof *W);
  }
}

// In the split cone every student is nearest to its own teacher.
Test(start, split_cone_holds_what_it_says) {
  const struct cpf_problem problems[] = {problem(2, 2, 2, 4), problem(3, 4, 6, 4),
                                         problem(2, 3, 3, 5)};
  struct cpf_flow_start start = {.init = CPF_FLOW_SPLIT_CONE};
  double W[POINT_MAX];
  for (size_t q = 0; q < COUNT(problems); q++)
    for (uint64_t j = 0; j < 200; j++) {
      const struct cpf_problem *p = &problems[q];
      start_at(p, &start, j, W);
      for (int i = 0; i < p->n; i++)
        for (int t = 0; t < p->k; t++) {
          const double *w = W + (size_t)i * (size_t)p->d;
          cr_assert(p->rho % 2 == 0 ? fabs(w[i]) >= fabs(w[t]) : w[i] >= w[t]);
        }
    }
}

// The mean of a coordinate over many starts, and over those of uniform points that happen to lie in
// the cone: within five standard deviations of either.
Test(start, split_cone_has_the_conditional_law) {
  struct cpf_problem p = problem(1, 3, 4, 5);
  struct cpf_flow_start start = {.init = CPF_FLOW_SPLIT_CONE};
  enum { N = 6000 };
  double sum[2][3] = {{0}}, count[2] = {0}, W[POINT_MAX];
  uint64_t state = 5;
  for (uint64_t j = 0; j < N; j++) {
    start_at(&p, &start, j, W);
    count[0]++;
    for (int m = 0; m < 3; m++)
      sum[0][m] += m == 0 ? W[0] : m == 1 ? W[1] : W[0] * W[0];
  }
  while (count[1] < N) {
    random_point(&p, &state, W);
    if (W[0] < W[1] || W[0] < W[2])
      continue;
    count[1]++;
    for (int m = 0; m < 3; m++)
      sum[1][m] += m == 0 ? W[0] : m == 1 ? W[1] : W[0] * W[0];
  }
  for (int m = 0; m < 3; m++) // entries of variance below 1/2: sqrt(1/2) * sqrt(2/N) * 5
    cr_assert_float_eq(sum[0][m] / N, sum[1][m] / N, 5 / sqrt(N));
}

// In the plane the angle is uniform: on |angle| < pi/4, up to sign, for even rho, which makes the
// mean of |w_11| equal to sin(pi/4) / (pi/4); on (-3 pi/4, pi/4) for odd rho, the mean of w_11
// sqrt 2 / pi.
Test(start, split_cone_in_the_plane) {
  enum { N = 8000 };
  for (int rho = 4; rho <= 5; rho++) {
    struct cpf_problem p = problem(2, 2, 2, rho);
    struct cpf_flow_start start = {.init = CPF_FLOW_SPLIT_CONE};
    double W[4], sum = 0, mean = rho == 4 ? 4 / PI * sqrt(0.5) : sqrt(2) / PI;
    for (uint64_t j = 0; j < N; j++) {
      start_at(&p, &start, j, W);
      sum += rho == 4 ? fabs(W[0]) : W[0];
    }
    cr_assert_float_eq(sum / N, mean, 5 / sqrt(N)); // entries of variance below 1
  }
}

Test(start, given_points_come_in_turn_to_the_last_bit) {
  struct cpf_problem p = problem(2, 2, 3, 4);
  double points[18], W[6];
  uint64_t state = 3;
  for (int j = 0; j < 3; j++)
    random_point(&p, &state, points + 6 * j);
  struct cpf_flow_start start = {.init = CPF_FLOW_GIVEN, .points = points, .npoints = 3};
  for (uint64_t j = 0; j < 7; j++) {
    start_at(&p, &start, j, W);
    cr_assert_arr_eq(W, points + 6 * (j % 3), sizeof W);
  }
}

// The angles between the rows are the lengths of their geodesics.
Test(start, spread_is_the_length_of_the_geodesic) {
  struct cpf_problem p = problem(3, 2, 4, 4);
  double point[12], W[12], mean[12] = {0};
  uint64_t state = 9;
  enum { N = 2000 };
  random_point(&p, &state, point);
  const double lengths[] = {1e-6, 0.3, 2};
  for (size_t s = 0; s < COUNT(lengths); s++) {
    struct cpf_flow_start start = {
        .init = CPF_FLOW_GIVEN, .points = point, .npoints = 1, .spread = lengths[s]};
    memset(mean, 0, sizeof mean);
    for (uint64_t j = 0; j < N; j++) {
      double square = 0;
      start_at(&p, &start, j, W);
      for (size_t i = 0; i < 3; i++) {
        double chord = distance(4, W + 4 * i, point + 4 * i), angle = 2 * asin(chord / 2);
        square += angle * angle;
      }
      cr_assert_float_eq(sqrt(square) / lengths[s], 1, 1e-8);
      for (size_t e = 0; e < 12; e++)
        mean[e] += (W[e] - point[e]) / N;
    }
    // The direction has no preference: to first order the mean is that of 9 random signs.
    for (size_t e = 0; e < 12 && lengths[s] < 0.1; e++)
      cr_assert_lt(fabs(mean[e]), 5 * lengths[s] / sqrt(N));
  }
}

Test(start, bad_starts_are_named) {
  struct cpf_problem p = problem(3, 2, 4, 4);
  double good[12], bad[12], W[12];
  uint64_t state = 2;
  struct cpf_error err;
  random_point(&p, &state, good);
  memcpy(bad, good, sizeof bad);
  bad[5] = NAN;
  const struct {
    struct cpf_flow_start start;
    const char *word;
  } cases[] = {
      {{.init = (enum cpf_flow_init)9}, "init"},
      {{.init = CPF_FLOW_SPLIT_CONE}, "n is 3"},
      {{.init = CPF_FLOW_GIVEN}, "npoints"},
      {{.init = CPF_FLOW_GIVEN, .points = good}, "npoints"},
      {{.init = CPF_FLOW_GIVEN, .points = bad, .npoints = 1}, "row 2"},
      {{.init = CPF_FLOW_GIVEN, .points = good, .npoints = 1, .spread = -1}, "spread"},
      {{.init = CPF_FLOW_GIVEN, .points = good, .npoints = 1, .spread = NAN}, "spread"},
      {{.init = CPF_FLOW_GIVEN, .points = good, .npoints = 1, .spread = 7}, "spread"},
  };
  for (size_t c = 0; c < COUNT(cases); c++) {
    cr_assert_eq(cpf_flow_start_point(&p, &cases[c].start, 1, 0, W, &err), CPF_EINVAL);
    cr_assert_not_null(strstr(err.text, cases[c].word), "%s", err.text);
  }
  memset(bad, 0, sizeof bad);
  struct cpf_flow_start zero = {.init = CPF_FLOW_GIVEN, .points = bad, .npoints = 1};
  cr_assert_eq(cpf_flow_start_point(&p, &zero, 1, 0, W, &err), CPF_EINVAL);
}
