// SPDX-License-Identifier: GPL-3.0-or-later
#include "../support.h"
#include "solver/seeds.h"

enum { SIDE = 4 };

typedef void seed_function(const struct cpf_problem *p, uint64_t seed, uint64_t start, double *W);
static seed_function *const kinds[] = {cpf_seed_uniform, cpf_seed_symmetric};

static const struct cpf_problem spread[] = {
    {1, 1, 1, 3, 1},  {2, 2, 2, 4, 1},  {2, 2, 3, 4, 1}, {3, 3, 3, 3, 1},
    {1, 2, 40, 4, 1}, {40, 1, 2, 3, 1}, {7, 2, 9, 6, 1},
};

Test(seeds_random, unit_rows_in_any_order) {
  for (size_t s = 0; s < COUNT(spread); s++)
    for (size_t f = 0; f < COUNT(kinds); f++) {
      const struct cpf_problem *p = &spread[s];
      double forward[20][POINT_MAX], W[POINT_MAX];
      for (uint64_t start = 0; start < 20; start++) {
        kinds[f](p, 7, start, forward[start]);
        assert_unit_rows(p, forward[start]);
      }
      for (uint64_t start = 20; start-- > 0;) {
        kinds[f](p, 7, start, W);
        cr_assert_arr_eq(W, forward[start], point_size(p) * sizeof *W);
        kinds[f](p, 8, start, W); // symmetric starts, and those in d = 1, can be one of few
        cr_assert(p->d == 1 || f == 1 || distance(point_size(p), W, forward[start]) > 0);
        for (uint64_t other = 0; other < start; other++)
          cr_assert(p->d == 1 || f == 1 ||
                    distance(point_size(p), forward[other], forward[start]) > 0);
      }
    }
}

// E[w] = 0 and E[w w^T] = I/d; students are independent of each other.
Test(seeds_random, uniform_moments) {
  enum { STARTS = 20000 };
  const struct cpf_problem p = problem(2, 1, 3, 4);
  double mean[6] = {0}, second[36] = {0};
  for (uint64_t start = 0; start < STARTS; start++) {
    double W[6] = {0};
    cpf_seed_uniform(&p, 3, start, W);
    for (int a = 0; a < 6; a++) {
      mean[a] += W[a] / STARTS;
      for (int b = 0; b < 6; b++)
        second[a * 6 + b] += W[a] * W[b] / STARTS;
    }
  }
  for (int a = 0; a < 6; a++) {
    cr_assert_float_eq(mean[a], 0, 5 * sqrt(1.0 / 3 / STARTS));
    for (int b = 0; b < 6; b++)
      cr_assert_float_eq(second[a * 6 + b], a == b ? 1.0 / 3 : 0, 5 * sqrt(0.1 / STARTS));
  }
}

// One element of the group of symmetries, by number: student and teacher permutations and signs,
// and the permutations and signs of the coordinates outside span V. False past the last.
static bool symmetry(const struct cpf_problem *p, int g, const double *W, double *out) {
  const int factorial[] = {1, 1, 2, 6};
  int n = p->n, k = p->k, m = p->d - p->k, image[3][SIDE], sizes[3] = {n, k, m};
  int signs = p->rho % 2 == 0 ? n + k : 0, flips = g % (1 << (signs + m));
  g /= 1 << (signs + m);
  for (int part = 0; part < 3; part++) {
    int index = g % factorial[sizes[part]];
    g /= factorial[sizes[part]];
    for (int c = 0; c < sizes[part]; c++)
      image[part][c] = c;
    for (int c = sizes[part]; c > 1; index /= c, c--) {
      int other = index % c, kept = image[part][c - 1];
      image[part][c - 1] = image[part][other];
      image[part][other] = kept;
    }
  }
  for (int i = 0; i < n; i++)
    for (int c = 0; c < p->d; c++) {
      int to = c < k ? image[1][c] : k + image[2][c - k], sign = 1;
      if (signs > 0)
        sign *= (flips >> i & 1 ? -1 : 1) * (c < k && flips >> (n + c) & 1 ? -1 : 1);
      if (c >= k)
        sign *= flips >> (signs + c - k) & 1 ? -1 : 1;
      out[image[0][i] * p->d + to] = sign * W[i * p->d + c];
    }
  return g == 0;
}

// Whether W is fixed by a symmetry that moves the generic point.
static bool has_symmetry(const struct cpf_problem *p, const double *generic, const double *W) {
  double out[SIDE * SIDE];
  for (int g = 0; symmetry(p, g, W, out); g++)
    if (distance(point_size(p), W, out) < 1e-12) {
      symmetry(p, g, generic, out);
      if (distance(point_size(p), generic, out) > 1e-3)
        return true;
    }
  return false;
}

Test(seeds_random, symmetric_starts_are_often_symmetric) {
  const struct cpf_problem cases[] = {
      {2, 2, 2, 4, 1}, {3, 3, 3, 3, 1}, {2, 3, 3, 4, 1}, {2, 2, 3, 4, 1}, {3, 1, 3, 5, 1}};
  uint64_t state = 1;
  for (size_t s = 0; s < COUNT(cases); s++) {
    const struct cpf_problem *p = &cases[s];
    double generic[SIDE * SIDE], W[SIDE * SIDE];
    int symmetric = 0, uniform = 0, starts = 200;
    random_point(p, &state, generic);
    for (int start = 0; start < starts; start++) {
      cpf_seed_symmetric(p, 1, (uint64_t)start, W);
      symmetric += has_symmetry(p, generic, W);
      cpf_seed_uniform(p, 1, (uint64_t)start, W);
      uniform += has_symmetry(p, generic, W);
    }
    cr_assert_eq(uniform, 0);
    cr_assert_gt(symmetric, starts * 17 / 20, "case %zu: %d of %d", s, symmetric, starts);
  }
}
