// SPDX-License-Identifier: GPL-3.0-or-later
#include "solver/seeds.h"

#include "../support.h"
#include "cpfind/theta.h"

enum { MANY = 1 << 20, SIDE = 4 };
static const double same = 1e-12;

static struct cpf_seeds grid(struct cpf_problem p, int support, size_t limit, bool expected) {
  struct cpf_seeds seeds = {0};
  struct cpf_error err = {CPF_OK, ""};
  bool complete = !expected;
  cr_assert_eq(cpf_seeds_grid(&p, support, limit, &seeds, &complete, &err), CPF_OK, "%s", err.text);
  cr_assert_eq(complete, expected);
  cr_assert_leq(seeds.count, limit);
  for (size_t s = 0; s < seeds.count; s++)
    assert_unit_rows(&p, seeds.W + s * point_size(&p));
  return seeds;
}

static struct cpf_seeds blocks(struct cpf_problem p, size_t limit, bool expected) {
  struct cpf_seeds seeds = {0};
  struct cpf_error err = {CPF_OK, ""};
  bool complete = !expected;
  double theta = NAN;
  cpf_theta(p.rho, &theta);
  cr_assert_eq(cpf_seeds_blocks(&p, theta, limit, &seeds, &complete, &err), CPF_OK, "%s", err.text);
  cr_assert_eq(complete, expected);
  cr_assert_leq(seeds.count, limit);
  for (size_t s = 0; s < seeds.count; s++)
    assert_unit_rows(&p, seeds.W + s * point_size(&p));
  return seeds;
}

// Whether B has the rows of A in some order, up to sign where signs are symmetries.
static bool same_students(const struct cpf_problem *p, const double *A, const double *B) {
  bool used[SIDE] = {false};
  size_t d = (size_t)p->d;
  for (size_t i = 0; i < (size_t)p->n; i++) {
    bool found = false;
    for (size_t q = 0; q < (size_t)p->n && !found; q++) {
      double minus[SIDE];
      for (size_t c = 0; c < d; c++)
        minus[c] = -B[q * d + c];
      found = !used[q] && (distance(d, A + i * d, B + q * d) < same ||
                           (cpf_problem_has_signs(p) && distance(d, A + i * d, minus) < same));
      used[q] = used[q] || found;
    }
    if (!found)
      return false;
  }
  return true;
}

static size_t hits(const struct cpf_problem *p, const struct cpf_seeds *seeds, const double *W) {
  size_t count = 0;
  for (size_t s = 0; s < seeds->count; s++)
    count += same_students(p, W, seeds->W + s * point_size(p));
  return count;
}

// The permutation number `index` of 0 .. count-1.
static void permutation(int count, int index, int *image) {
  for (int c = 0; c < count; c++)
    image[c] = c;
  for (int c = count; c > 1; index /= c, c--) {
    int other = index % c, kept = image[c - 1];
    image[c - 1] = image[other];
    image[other] = kept;
  }
}

static const int factorial[] = {1, 1, 2, 6, 24};

// Hits up to the teachers' symmetries too.
static size_t family_hits(const struct cpf_problem *p, const struct cpf_seeds *seeds,
                          const double *W) {
  size_t count = 0, d = (size_t)p->d;
  int flips = cpf_problem_has_signs(p) ? 1 << p->k : 1;
  for (int g = 0; g < factorial[p->k] * flips; g++) {
    double image[SIDE * SIDE];
    int column[SIDE];
    permutation(p->k, g / flips, column);
    memcpy(image, W, point_size(p) * sizeof *W);
    for (size_t i = 0; i < (size_t)p->n; i++)
      for (int j = 0; j < p->k; j++)
        image[i * d + (size_t)column[j]] =
            W[i * d + (size_t)j] * (g >> j & 1 && flips > 1 ? -1 : 1);
    count += hits(p, seeds, image);
  }
  return count;
}

static size_t choose(size_t n, size_t k) {
  size_t x = 1;
  for (size_t i = 1; i <= k; i++)
    x = x * (n - k + i) / i;
  return x;
}

// All multisets of n directions, each once.
Test(seeds, grid_is_the_whole_product) {
  for (int rho = 3; rho <= 4; rho++)
    for (int d = 1; d <= 3; d++)
      for (int n = 1; n <= 3; n++) {
        struct cpf_problem p = problem(n, 1, d, rho);
        struct cpf_seeds seeds = grid(p, d, MANY, true);
        size_t directions = ((size_t)pow(3, d) - 1) / (rho % 2 == 0 ? 2 : 1);
        cr_assert_eq(seeds.count, choose(directions + (size_t)n - 1, (size_t)n));
        for (size_t s = 0; s < seeds.count && seeds.count < 500; s++)
          cr_assert_eq(hits(&p, &seeds, seeds.W + s * point_size(&p)), 1);
        cpf_seeds_free(&seeds);
      }
}

// Every student on every axis, with every sign: general solvers lose exactly these.
Test(seeds, grid_has_all_axis_points) {
  for (int rho = 3; rho <= 4; rho++) {
    struct cpf_problem p = problem(2, 2, 3, rho);
    struct cpf_seeds all = grid(p, 3, MANY, true), inside = grid(p, 2, MANY, true);
    for (int a = 0; a < 6; a++)
      for (int b = 0; b < 6; b++) {
        double W[6] = {0};
        W[a / 2] = a % 2 == 0 ? 1 : -1;
        W[3 + b / 2] = b % 2 == 0 ? 1 : -1;
        cr_assert_eq(hits(&p, &all, W), 1, "axes %d, %d", a, b);
        cr_assert_eq(hits(&p, &inside, W), a < 4 && b < 4);
      }
    cpf_seeds_free(&all);
    cpf_seeds_free(&inside);
  }
}

Test(seeds, grid_has_the_known_points) {
  const double h = sqrt(0.5);
  for (int rho = 3; rho <= 4; rho++) {
    struct cpf_problem p = problem(2, 2, 2, rho);
    struct cpf_seeds seeds = grid(p, 2, MANY, true);
    cr_assert_eq(hits(&p, &seeds, (double[]){1, 0, 0, 1}), 1);
    cr_assert_eq(hits(&p, &seeds, (double[]){0, 1, 0, 1}), 1);
    cr_assert_eq(hits(&p, &seeds, (double[]){h, h, h, -h}), 1);
    cr_assert_eq(hits(&p, &seeds, (double[]){h, h, h, h}), 1);
    cr_assert_eq(hits(&p, &seeds, (double[]){cos(0.3), sin(0.3), 1, 0}), 0);
    cpf_seeds_free(&seeds);
  }
}

// At r = 0 a student's equation is w_j^{rho-2} = const where w_j != 0: the grid of the teachers'
// coordinates is critical for even rho, and for odd rho when each student has one sign.
Test(seeds, grid_is_critical_without_repulsion) {
  for (int rho = 3; rho <= 8; rho++) {
    struct cpf_problem p = problem(2, 3, 4, rho);
    p.repulsion = 0;
    struct cpf_seeds seeds = grid(p, 3, MANY, true);
    for (size_t s = 0; s < seeds.count; s++) {
      const double *W = seeds.W + s * 8;
      double G[8];
      bool one_sign = true;
      for (int a = 0; a < 8; a++)
        for (int b = a / 4 * 4; b < a; b++)
          one_sign = one_sign && W[a] * W[b] >= 0;
      cr_assert_eq(cpf_gradient(&p, W, G, NULL) < 1e-14 * rho, rho % 2 == 0 || one_sign);
      cr_assert(W[3] == 0 && W[7] == 0);
    }
    cpf_seeds_free(&seeds);
  }
}

Test(seeds, blocks_have_the_known_points) {
  const double h = sqrt(0.5), s = 1 / sqrt(3), t = acos(-1) / 8;
  struct cpf_problem p = problem(2, 2, 2, 4), q = problem(3, 3, 4, 4), odd = problem(2, 2, 2, 5);
  struct cpf_seeds a = blocks(p, MANY, true), b = blocks(q, MANY, true),
                   c = blocks(odd, MANY, true);
  const double tight[] = {cos(t), sin(t), cos(t), -sin(t)};
  cr_assert_gt(family_hits(&p, &a, (double[]){1, 0, 0, 1}), 0);
  cr_assert_gt(family_hits(&p, &a, (double[]){1, 0, 1, 0}), 0);
  cr_assert_gt(family_hits(&p, &a, (double[]){h, h, h, h}), 0);
  cr_assert_gt(family_hits(&p, &a, (double[]){h, h, h, -h}), 0);
  cr_assert_gt(family_hits(&p, &a, tight), 0);
  cr_assert_eq(family_hits(&odd, &c, tight), 0);
  cr_assert_gt(family_hits(&odd, &c, (double[]){h, h, h, -h}), 0);
  cr_assert_gt(family_hits(&q, &b, (double[]){1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0}), 0);
  cr_assert_gt(family_hits(&q, &b, (double[]){s, s, s, 0, s, s, s, 0, s, s, s, 0}), 0);
  cr_assert_gt(family_hits(&q, &b, (double[]){h, h, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1}), 0);
  cr_assert_gt(family_hits(&q, &b, (double[]){h, 0, h, 0, 0, 1, 0, 0, h, 0, -h, 0}), 0);
  cr_assert_gt(
      family_hits(&q, &b, (double[]){cos(t), sin(t), 0, 0, cos(t), -sin(t), 0, 0, 0, 0, 1, 0}), 0);
  cpf_seeds_free(&a);
  cpf_seeds_free(&b);
  cpf_seeds_free(&c);
}

// Each block list once: of every two starts, none is the other up to symmetry.
Test(seeds, blocks_come_once) {
  const struct cpf_problem cases[] = {{1, 3, 3, 4, 1}, {2, 2, 2, 4, 1}, {2, 2, 3, 3, 1},
                                      {3, 2, 4, 4, 1}, {3, 3, 3, 5, 1}, {4, 3, 4, 4, 1}};
  for (size_t c = 0; c < COUNT(cases); c++) {
    const struct cpf_problem *p = &cases[c];
    struct cpf_seeds seeds = blocks(*p, MANY, true);
    cr_assert_gt(seeds.count, 0);
    for (size_t s = 0; s < seeds.count; s++) {
      struct cpf_seeds others = {.count = s, .W = seeds.W};
      cr_assert_eq(family_hits(p, &others, seeds.W + s * point_size(p)), 0, "case %zu", c);
    }
    cpf_seeds_free(&seeds);
  }
}

// A limit cuts the list short and says so; a limit that suffices does not.
Test(seeds, limits) {
  struct cpf_problem p = problem(2, 2, 2, 4); // 4 directions, 10 pairs
  for (size_t limit = 5; limit <= 12; limit++) {
    struct cpf_seeds seeds = grid(p, 2, limit, limit >= 10);
    cr_assert_eq(seeds.count, limit < 10 ? limit : 10);
    cpf_seeds_free(&seeds);
  }
  struct cpf_seeds none = grid(p, 2, 1, false), all = blocks(p, MANY, true);
  cpf_seeds_free(&none);
  for (size_t limit = 0; limit <= all.count + 1; limit++) {
    struct cpf_seeds seeds = blocks(p, limit, limit >= all.count);
    cr_assert_eq(seeds.count, limit < all.count ? limit : all.count);
    if (seeds.count > 0)
      cr_assert_arr_eq(seeds.W, all.W, seeds.count * point_size(&p) * sizeof *all.W);
    cpf_seeds_free(&seeds);
  }
  cpf_seeds_free(&all);
  cr_assert(all.count == 0 && all.W == NULL);
  cpf_seeds_free(NULL);
}

// A single student: the number of directions itself suffices as the limit.
Test(seeds, grid_limit_of_one_student) {
  for (int rho = 3; rho <= 4; rho++) {
    size_t directions = rho == 3 ? 26 : 13;
    struct cpf_seeds seeds = grid(problem(1, 3, 3, rho), 3, directions, true);
    cr_assert_eq(seeds.count, directions);
    cpf_seeds_free(&seeds);
  }
}

// Lists are appended to, and the limit counts what this call adds.
Test(seeds, lists_grow) {
  struct cpf_problem p = problem(2, 2, 2, 4);
  struct cpf_seeds seeds = grid(p, 2, MANY, true), both = grid(p, 2, MANY, true);
  bool complete = false;
  cr_assert_eq(cpf_seeds_grid(&p, 2, 10, &both, &complete, NULL), CPF_OK);
  cr_assert(complete && both.count == 20);
  cr_assert_eq(cpf_seeds_blocks(&p, NAN, 2, &both, &complete, NULL), CPF_OK);
  cr_assert(!complete && both.count == 22);
  cr_assert_arr_eq(both.W, seeds.W, 40 * sizeof *seeds.W);
  cr_assert_arr_eq(both.W + 40, seeds.W, 40 * sizeof *seeds.W);
  cpf_seeds_free(&seeds);
  cpf_seeds_free(&both);
}
