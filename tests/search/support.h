// SPDX-License-Identifier: GPL-3.0-or-later
// What the tests of the search share: one call that finds and checks, and the table of
// expectations.
#ifndef CPF_TESTS_SEARCH_SUPPORT_H
#define CPF_TESTS_SEARCH_SUPPORT_H

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>

#include "cpfind/search.h"

static inline struct cpf_problem problem(int n, int k, int d, int rho) {
  return (struct cpf_problem){n, k, d, rho, 1.0};
}

static inline struct cpf_table *reference(void) {
  struct cpf_table *table = NULL;
  cr_assert_eq(cpf_table_builtin(&table, NULL), CPF_OK);
  return table;
}

static inline double dot(int d, const double *a, const double *b) {
  double sum = 0;
  for (int c = 0; c < d; c++)
    sum += a[c] * b[c];
  return sum;
}

// x^e with 0^0 = 1, without the library's own powers.
static inline double power(double x, int e) {
  return e == 0 ? 1 : pow(x, e);
}

// Loss and |grad| from the formulas, term by term.
static inline double direct_loss(const struct cpf_problem *p, const double *W) {
  double sum = p->k / 2.0;
  for (int i = 0; i < p->n; i++) {
    for (int q = 0; q < p->n; q++)
      sum += p->repulsion / 2 * power(dot(p->d, W + i * p->d, W + q * p->d), p->rho);
    for (int j = 0; j < p->k; j++)
      sum -= power(W[i * p->d + j], p->rho);
  }
  return sum;
}

static inline double direct_gradient(const struct cpf_problem *p, const double *W) {
  double square = 0, a[16];
  cr_assert_leq(p->d, 16);
  for (int i = 0; i < p->n; i++) {
    const double *w = W + i * p->d;
    for (int c = 0; c < p->d; c++) {
      a[c] = c < p->k ? -p->rho * power(w[c], p->rho - 1) : 0;
      for (int q = 0; q < p->n; q++)
        if (q != i)
          a[c] += p->repulsion * p->rho * power(dot(p->d, w, W + q * p->d), p->rho - 1) *
                  W[q * p->d + c];
    }
    double radial = dot(p->d, a, w);
    for (int c = 0; c < p->d; c++)
      square += pow(a[c] - radial * w[c], 2);
  }
  return sqrt(square);
}

static inline void check_spectrum(const struct cpf_family *f) {
  size_t index = (size_t)f->index, above = index + (size_t)f->nullity;
  for (size_t a = 0; a < f->neigenvalues; a++) {
    double x = f->eigenvalues[a];
    cr_assert(isfinite(x) && (a == 0 || x >= f->eigenvalues[a - 1]));
    cr_assert(a < index ? x < 0 : a < above ? fabs(x) < 1e-7 : x > 0, "%s: %g", f->label, x);
  }
  cr_assert(f->dimension < 0 || f->degenerate == (f->nullity > f->dimension));
  if (f->degenerate || f->dimension < 0)
    return;
  cr_assert_eq(f->kind, index == 0                 ? CPF_KIND_MINIMUM
                        : above == f->neigenvalues ? CPF_KIND_MAXIMUM
                                                   : CPF_KIND_SADDLE);
  cr_assert_eq(f->degree_known, f->dimension == 0);
  cr_assert(f->dimension > 0 || f->local_degree == (index % 2 == 0 ? 1 : -1));
  cr_assert(f->dimension > 0 || (f->multiplicity_known && f->multiplicity == 1));
}

// What holds for every family of every problem.
static inline void check_family(const struct cpf_problem *p, const struct cpf_family *f) {
  int students = 0;
  uint64_t seen = 0;
  for (int i = 0; i < p->n; i++)
    cr_assert_float_eq(dot(p->d, f->W + i * p->d, f->W + i * p->d), 1, 1e-13);
  cr_assert_float_eq(f->loss, direct_loss(p, f->W), 1e-12);
  cr_assert_lt(f->gradient_norm, 1e-11);
  cr_assert_lt(direct_gradient(p, f->W), 1e-11);
  cr_assert_eq(f->neigenvalues, (size_t)(p->n * (p->d - 1)));
  check_spectrum(f);
  cr_assert_eq(f->points_known, f->dimension == 0);
  cr_assert_eq(strlen(f->id), CPF_ID_MAX - 1);
  cr_assert_eq(f->listed, strstr(f->label, "unlisted") == NULL);
  for (int b = 0; b < f->nblocks; b++)
    for (int s = 0; s < f->blocks[b].nstudents; s++, students++)
      seen |= UINT64_C(1) << f->blocks[b].students[s];
  cr_assert_eq(students, p->n);
  cr_assert_eq(seen, (UINT64_C(1) << p->n) - 1);
}

// What holds for every result, however it ended.
static inline void check_result(const struct cpf_find_result *r) {
  uint64_t points = 0, hits = 0;
  int unlisted = 0, undecided = 0, euler = 0;
  bool known = true, shares = true;
  for (int f = 0; f < r->nfamilies; f++) {
    const struct cpf_family *family = &r->families[f];
    check_family(&r->problem, family);
    points += family->points_known ? family->points : 0;
    hits += family->hits;
    known &= family->points_known;
    shares &= family->euler_known;
    euler += family->euler_known ? (int)family->euler : 0;
    unlisted += !family->listed;
    undecided += family->kind == CPF_KIND_UNDECIDED;
    cr_assert(f == 0 || family->loss > family[-1].loss - 1e-11);
    for (int g = 0; g < f; g++)
      cr_assert_str_neq(family->id, r->families[g].id);
    // isolated points: the share is their number times their degree, O(1) included
    if (family->points_known && family->degree_known && family->euler_known)
      cr_assert_eq(family->euler, (int64_t)family->points * family->local_degree);
  }
  cr_assert_eq(r->points, points);
  cr_assert_eq(r->points_known, known);
  cr_assert_eq(r->converged, hits);
  cr_assert_geq(r->starts, r->converged + r->unresolved);
  cr_assert_eq(r->unlisted, unlisted);
  cr_assert_eq(r->undecided, undecided);
  cr_assert_eq(r->euler_found_known, shares);
  cr_assert_eq(r->euler_found, euler);
  cr_assert_eq(r->euler_expected, r->problem.d % 2 == 0 ? 0 : 1 << r->problem.n);
  cr_assert_eq(r->euler, !shares                               ? CPF_NOT_APPLICABLE
                         : r->euler_found == r->euler_expected ? CPF_HOLDS
                                                               : CPF_FAILS);
  cr_assert_eq(r->end == CPF_END_COMPLETE,
               r->completeness >= CPF_COMPLETE_PROBABLE && r->end != CPF_END_INTERRUPTED);
  cr_assert(r->completeness != CPF_COMPLETE_PROVED ||
            (r->proof.proved && r->certified == r->nfamilies && r->distinct_proved &&
             r->euler == CPF_HOLDS));
}

static inline struct cpf_find_options options(uint64_t seed) {
  struct cpf_find_options opt = cpf_find_options_default();
  opt.seed = seed;
  opt.threads = 1;
  return opt;
}

static inline struct cpf_find_result *find_with(struct cpf_problem p,
                                                const struct cpf_find_options *opt) {
  struct cpf_table *table = reference();
  struct cpf_find_result *r = NULL;
  struct cpf_error err = {CPF_OK, ""};
  enum cpf_status status = cpf_find(&p, opt, table, &r, &err);
  cr_assert_eq(status, CPF_OK, "%s", err.text);
  check_result(r);
  cpf_table_free(table);
  return r;
}

// Finds, and expects the search to end by itself with the Euler sum right.
static inline struct cpf_find_result *find(struct cpf_problem p) {
  const struct cpf_find_options opt = options(1);
  struct cpf_find_result *r = find_with(p, &opt);
  cr_assert_eq(r->euler, CPF_HOLDS, "P(%d,%d,%d,%d)", p.n, p.k, p.d, p.rho);
  cr_assert_eq(r->end, CPF_END_COMPLETE);
  cr_assert_eq(r->unresolved, 0);
  return r;
}

struct expected {
  const char *label;
  uint64_t points;
  double loss;
  int index, nullity;
  enum cpf_kind kind;
  int64_t degree, multiplicity;
};

// The families, in order.
static inline void expect(const struct cpf_find_result *r, int count, const struct expected *rows) {
  cr_assert_eq(r->nfamilies, count, "%d families", r->nfamilies);
  for (int f = 0; f < count; f++) {
    const struct cpf_family *family = &r->families[f];
    const struct expected *row = &rows[f];
    cr_assert_str_eq(family->label, row->label);
    cr_assert_eq(family->points, row->points, "%s: %d points", row->label, (int)family->points);
    cr_assert_float_eq(family->loss, row->loss, 1e-13);
    cr_assert_eq(family->index, row->index, "%s", row->label);
    cr_assert_eq(family->nullity, row->nullity, "%s", row->label);
    cr_assert_eq(family->dimension, 0);
    cr_assert_eq(family->kind, row->kind, "%s", row->label);
    cr_assert(family->degree_known && family->local_degree == row->degree, "%s", row->label);
    cr_assert(family->multiplicity_known && family->multiplicity == row->multiplicity);
  }
}

static inline const struct cpf_family *family_of(const struct cpf_find_result *r,
                                                 const char *label) {
  for (int f = 0; f < r->nfamilies; f++)
    if (strcmp(r->families[f].label, label) == 0)
      return &r->families[f];
  cr_assert_fail("no family %s", label);
  return NULL;
}

#endif
