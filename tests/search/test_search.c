// SPDX-License-Identifier: GPL-3.0-or-later
// Whole searches against closed forms and known counts; test_torus.c has a second route for d = 2.
#include "support.h"

#include <signal.h>

#include "cpfind/theta.h"

static const double PI = 3.14159265358979323846;

#define MIN CPF_KIND_MINIMUM
#define SAD CPF_KIND_SADDLE
#define MAX CPF_KIND_MAXIMUM

static const struct expected toy4[] = {
    {"copy", 8, 0, 0, 0, MIN, 1, 1},         {"tight-balance", 16, 0.75, 0, 1, SAD, -1, 3},
    {"balance", 8, 1, 2, 0, MAX, 1, 1},      {"same-copy", 8, 1, 1, 0, SAD, -1, 1},
    {"same-balance", 8, 2, 2, 0, MAX, 1, 1},
};

static int64_t binomial(int n, int k) {
  return k == 0 ? 1 : binomial(n - 1, k - 1) * n / k;
}

Test(find, toy_of_degree_4) {
  struct cpf_find_result *r = find(problem(2, 2, 2, 4));
  expect(r, 5, toy4);
  cr_assert_eq(r->points, 48);
  cr_assert_eq(r->unlisted, 0);
  const struct cpf_family *f = family_of(r, "tight-balance");
  for (int i = 0; i < 2; i++) { // the angle to the nearest axis is pi/8
    double angle = atan2(fabs(f->W[2 * i + 1]), fabs(f->W[2 * i]));
    cr_assert_float_eq(fmin(angle, PI / 2 - angle), PI / 8, 1e-12);
  }
  cr_assert_float_eq(dot(2, f->W, f->W + 2), cos(PI / 4), 1e-12);
  cr_assert_float_eq(f->eigenvalues[0], 0, 1e-10);
  cr_assert_float_eq(f->eigenvalues[1], 4, 1e-10);
  cpf_find_result_free(r);
  cpf_find_result_free(NULL);
}

Test(find, toy_of_degree_6) {
  double t = NAN;
  cr_assert(cpf_theta(6, &t));
  double loss = 1 + pow(cos(2 * t), 6) - 2 * (pow(cos(t), 6) + pow(sin(t), 6)) + 1;
  const struct expected rows[] = {
      {"copy", 8, 0, 0, 0, MIN, 1, 1},           {"tight-balance", 16, loss, 0, 0, MIN, 1, 1},
      {"unlisted", 32, 0.875, 1, 0, SAD, -1, 1}, {"same-copy", 8, 1, 1, 0, SAD, -1, 1},
      {"balance", 8, 1.5, 2, 0, MAX, 1, 1},      {"same-balance", 8, 2.5, 2, 0, MAX, 1, 1},
  };
  struct cpf_find_result *r = find(problem(2, 2, 2, 6));
  expect(r, 6, rows);
  cr_assert_eq(r->points, 80);
  cr_assert_eq(r->unlisted, 1);
  cpf_find_result_free(r);
}

// One student: w = c (1, .., 1) on l teachers, c = +-1/sqrt(l) with one sign for odd rho.
static void one_student(int k, int rho) {
  struct cpf_find_result *r = find(problem(1, k, k, rho));
  bool even = rho % 2 == 0;
  cr_assert_eq(r->nfamilies, even ? k : 2 * k);
  cr_assert_eq(r->points, even ? (uint64_t)pow(3, k) - 1 : (uint64_t)2 * ((1U << k) - 1));
  for (int l = 1; l <= k; l++)
    for (int sign = 1; sign >= (even ? 1 : -1); sign -= 2) {
      double loss = (1 + k) / 2.0 - sign * pow(l, 1 - rho / 2.0);
      int found = 0;
      for (int f = 0; f < r->nfamilies; f++) {
        const struct cpf_family *family = &r->families[f];
        if (fabs(family->loss - loss) > 1e-12)
          continue;
        found++;
        cr_assert_eq(family->points, (uint64_t)binomial(k, l) << (even ? l : 0));
        cr_assert_eq(family->index, sign > 0 ? l - 1 : k - l); // every eigenvalue changes its sign
        for (int j = 0; j < k; j++) {
          double w = family->W[j];
          cr_assert(w == 0 || fabs(w * (even && w < 0 ? -1 : 1) - sign / sqrt(l)) < 1e-14);
        }
      }
      cr_assert_eq(found, 1, "P(1,%d,%d,%d): %d on %d", k, k, rho, found, l);
    }
  cpf_find_result_free(r);
}

Test(find, one_student) {
  one_student(3, 3);
  one_student(3, 4);
  one_student(3, 5);
  one_student(4, 4);
  one_student(5, 6);
}

static void totals(int n, int k, int d, int rho, int families, uint64_t points, int unlisted) {
  struct cpf_find_result *r = find(problem(n, k, d, rho));
  cr_assert_eq(r->nfamilies, families, "P(%d,%d,%d,%d): %d", n, k, d, rho, r->nfamilies);
  cr_assert(r->points_known);
  cr_assert_eq(r->points, points, "P(%d,%d,%d,%d): %d", n, k, d, rho, (int)r->points);
  cr_assert_eq(r->unlisted, unlisted);
  cr_assert_eq(r->undecided, 0);
  cpf_find_result_free(r);
}

Test(find, totals) {
  totals(2, 2, 2, 3, 12, 30, 9);
  totals(2, 3, 3, 4, 11, 532, 4);
  totals(3, 2, 2, 4, 7, 416, 4);
  totals(3, 3, 3, 4, 31, 10088, 22);
  totals(2, 2, 3, 4, 11, 148, 3);
  totals(3, 2, 3, 4, 27, 2632, 16);
}

// Without the repulsion the students do not see each other: (3^k - 1)^n points.
Test(find, uncoupled) {
  struct cpf_problem p = problem(2, 2, 2, 4);
  p.repulsion = 0;
  struct cpf_find_result *r = find(p);
  cr_assert_eq(r->points, 64);
  cr_assert_eq(r->nfamilies, 5);
  cpf_find_result_free(r);
  p = problem(2, 3, 3, 6);
  p.repulsion = 0;
  r = find(p);
  cr_assert_eq(r->points, 26 * 26);
  cpf_find_result_free(r);
}

// d = 1: every point of {-1, 1}^n is critical.
Test(find, dimension_1) {
  struct cpf_find_result *r = find(problem(3, 1, 1, 3));
  cr_assert_eq(r->nfamilies, 4);
  cr_assert_eq(r->points, 8);
  cpf_find_result_free(r);
  r = find(problem(2, 1, 1, 4));
  cr_assert_eq(r->nfamilies, 1);
  cr_assert_eq(r->points, 4);
  cr_assert_eq(r->families[0].neigenvalues, 0);
  cpf_find_result_free(r);
}

// rho = 1: with V the sum of the teachers, L = r/2 |s|^2 - s.V + k/2 where s is the sum of the
// students; critical where every w_i = +-V/|V|, or where r s = V.
static void linear(int n, int k, int d, double repulsion, int dimension, uint64_t points) {
  struct cpf_problem p = problem(n, k, d, 1);
  struct cpf_find_options opt = options(1);
  opt.starts = 3000;
  p.repulsion = repulsion;
  struct cpf_find_result *r = find_with(p, &opt);
  // the Euler characteristic of a continuum of even dimension is not known to the search
  cr_assert_eq(r->euler, dimension == 2 ? CPF_NOT_APPLICABLE : CPF_HOLDS);
  cr_assert_eq(r->nfamilies, n + 2, "%d families", r->nfamilies);
  int balanced = 0;
  for (int f = 0; f < r->nfamilies; f++) {
    const struct cpf_family *family = &r->families[f];
    double s[8] = {0}, off = 0;
    int minus = 0;
    for (int i = 0; i < n; i++) {
      minus += family->W[i * d] < 0;
      for (int c = 0; c < d; c++) {
        double w = family->W[i * d + c];
        s[c] += w;
        off = fmax(off, fabs(fabs(w) - (c < k ? 1 / sqrt(k) : 0)));
      }
    }
    for (int c = 0; c < d; c++)
      s[c] = repulsion * s[c] - (c < k);
    if (sqrt(dot(d, s, s)) < 1e-9) {
      balanced++;
      cr_assert_eq(family->dimension, dimension);
      cr_assert_eq(family->kind, MIN);
      cr_assert_eq(family->points, points);
      continue;
    }
    double sum = n - 2 * minus;
    cr_assert_lt(off, 1e-12);
    cr_assert_eq(family->points, (uint64_t)binomial(n, minus));
    cr_assert_float_eq(family->loss, repulsion / 2 * sum * sum - sum * sqrt(k) + k / 2.0, 1e-12);
  }
  cr_assert_eq(balanced, 1);
  cpf_find_result_free(r);
}

Test(find, degree_1) {
  linear(2, 2, 2, 1, 0, 2);
  linear(2, 2, 2, 2, 0, 2);
  linear(3, 2, 2, 1, 1, 0);
  linear(2, 3, 3, 1, 1, 0);
  linear(2, 2, 4, 1, 2, 0);
}

// rho = 2, n = k = d = 2: L = (w_1.w_2)^2, which vanishes on circles and is largest on circles.
Test(find, degree_2) {
  struct cpf_find_result *r = find(problem(2, 2, 2, 2));
  cr_assert_eq(r->nfamilies, 2);
  cr_assert_not(r->points_known);
  for (int f = 0; f < 2; f++) {
    const struct cpf_family *family = &r->families[f];
    cr_assert(family->continuum && family->dimension == 1 && family->nullity == 1);
    cr_assert_not(family->degenerate);
    cr_assert_float_eq(family->loss, f, 1e-12);
    cr_assert_eq(family->kind, f == 0 ? MIN : MAX);
    cr_assert_float_eq(fabs(dot(2, family->W, family->W + 2)), f, 1e-9);
  }
  cpf_find_result_free(r);
}

// Outside span V: S^5 for one direction, V_2(R^6) for two; the isolated families are the toy's.
Test(find, toy_in_dimension_8) {
  const int dimensions[] = {0, 5, 9};
  struct cpf_find_result *r = find(problem(2, 2, 8, 4)), *low = find(problem(2, 2, 3, 4));
  cr_assert_eq(r->nfamilies, low->nfamilies + 1);
  for (int f = 0, g = 0; f < r->nfamilies; f++) {
    const struct cpf_family *family = &r->families[f];
    double G[3] = {0};
    for (int c = 2; c < 8; c++)
      for (int x = 0; x < 3; x++)
        G[x] += family->W[c + 8 * (x / 2)] * family->W[c + 8 * ((x + 1) / 2)];
    int rank = G[0] * G[2] - G[1] * G[1] > 1e-9 ? 2 : G[0] + G[2] > 1e-9;
    cr_assert_eq(family->dimension, dimensions[rank], "%s", family->label);
    cr_assert_eq(family->continuum, false); // an orbit of O(6), no more
    cr_assert_geq(family->nullity, family->dimension);
    cr_assert_neq(family->kind, CPF_KIND_UNDECIDED);
    if (rank == 2) {
      cr_assert_float_eq(family->loss, 2, 1e-13); // null, orthogonal: not there in d = 3
      cr_assert_str_eq(family->label, "null");
    } else {
      cr_assert_float_eq(family->loss, low->families[g].loss, 1e-12);
      cr_assert_str_eq(family->label, low->families[g++].label);
    }
  }
  cr_assert_eq(r->points, 48);
  for (int x = 0; x < 5; x++)
    cr_assert_eq(family_of(r, toy4[x].label)->points, toy4[x].points);
  cpf_find_result_free(r);
  cpf_find_result_free(low);
}

static void same_family(const struct cpf_problem *p, const struct cpf_family *a,
                        const struct cpf_family *b) {
  size_t size = (size_t)p->n * (size_t)p->d * sizeof(double);
  cr_assert_str_eq(a->id, b->id);
  cr_assert_str_eq(a->label, b->label);
  cr_assert(a->listed == b->listed && a->nblocks == b->nblocks && a->degenerate == b->degenerate);
  for (int x = 0; x < a->nblocks; x++) {
    const struct cpf_block *c = &a->blocks[x], *d = &b->blocks[x];
    cr_assert_str_eq(c->label, d->label);
    cr_assert(c->nstudents == d->nstudents && c->nteachers == d->nteachers);
    cr_assert_arr_eq(c->students, d->students, (size_t)c->nstudents * sizeof(int));
    for (int j = 0; j < c->nteachers; j++)
      cr_assert_eq(c->teachers[j], d->teachers[j]);
  }
  cr_assert(a->points_known == b->points_known && a->points == b->points);
  cr_assert(a->dimension == b->dimension && a->continuum == b->continuum);
  cr_assert(a->loss == b->loss && a->gradient_norm == b->gradient_norm);
  cr_assert_eq(a->neigenvalues, b->neigenvalues);
  cr_assert_arr_eq(a->eigenvalues, b->eigenvalues, a->neigenvalues * sizeof(double));
  cr_assert(a->index == b->index && a->nullity == b->nullity && a->kind == b->kind);
  cr_assert(a->degree_known == b->degree_known && a->local_degree == b->local_degree);
  cr_assert(a->multiplicity_known == b->multiplicity_known && a->multiplicity == b->multiplicity);
  cr_assert_arr_eq(a->W, b->W, size);
  cr_assert(a->hits == b->hits && a->euler_known == b->euler_known && a->euler == b->euler);
}

// The same seed with one thread and with two: equal to the last bit.
static void threads(struct cpf_problem p, const char *method, uint64_t starts) {
  struct cpf_find_options one = options(5), two = options(5);
  one.method = two.method = method;
  one.starts = two.starts = starts;
  two.threads = 2;
  struct cpf_find_result *a = find_with(p, &one), *b = find_with(p, &two);
  cr_assert_eq(a->threads, 1);
  cr_assert_eq(b->threads, 2);
  cr_assert_eq(a->seed, 5);
  cr_assert_str_eq(a->method, method);
  cr_assert_str_eq(a->method, b->method);
  cr_assert(a->end == b->end && a->nfamilies == b->nfamilies);
  for (int f = 0; f < a->nfamilies; f++)
    same_family(&p, &a->families[f], &b->families[f]);
  cr_assert(a->starts == b->starts && a->converged == b->converged);
  cr_assert(a->unresolved == b->unresolved && a->branch_points == b->branch_points);
  cr_assert(a->singletons == b->singletons && a->doubletons == b->doubletons);
  cr_assert(a->unseen == b->unseen && a->coverage == b->coverage);
  cr_assert(a->completeness == b->completeness);
  cr_assert_str_eq(a->completeness_reason, b->completeness_reason);
  cpf_find_result_free(a);
  cpf_find_result_free(b);
}

Test(find, threads_change_nothing) {
  threads(problem(2, 2, 2, 4), "chain", 0);
  threads(problem(2, 2, 3, 4), "chain", 0);
  threads(problem(2, 2, 2, 2), "chain", 0);
  threads(problem(3, 3, 3, 4), "newton", 2500);
  threads(problem(2, 3, 3, 4), "gsl-hybridsj", 1500);
  threads(problem(2, 2, 2, 4), "homotopy", 300);
}

Test(find, other_seeds_same_ids) {
  const struct cpf_problem list[] = {problem(2, 3, 3, 4), problem(2, 2, 3, 4), problem(2, 2, 2, 3),
                                     problem(2, 2, 2, 2), problem(2, 2, 5, 4), problem(3, 3, 3, 4)};
  const uint64_t seeds[] = {2, 77, UINT64_MAX};
  for (size_t x = 0; x < sizeof list / sizeof *list; x++) {
    struct cpf_find_result *first = find(list[x]);
    for (size_t s = 0; s < sizeof seeds / sizeof *seeds; s++) {
      struct cpf_find_options opt = options(seeds[s]);
      struct cpf_find_result *r = find_with(list[x], &opt);
      cr_assert_eq(r->nfamilies, first->nfamilies, "problem %zu seed %zu", x, s);
      for (int f = 0; f < r->nfamilies; f++)
        cr_assert_str_eq(r->families[f].id, first->families[f].id);
      cpf_find_result_free(r);
    }
    cpf_find_result_free(first);
  }
}
