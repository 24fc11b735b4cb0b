// SPDX-License-Identifier: GPL-3.0-or-later
#include "support.h"

#include "solver/complex.h"
#include "solver/complex_generic.h"

static struct cpf_complex_result solve(struct cpf_problem p, uint64_t seed, int threads) {
  struct cpf_complex_options opt = cpf_complex_options_default();
  struct cpf_complex_result r;
  struct cpf_error err = {0};
  opt.seed = seed;
  opt.threads = threads;
  cr_assert_eq(cpf_complex_solve(&p, &opt, &r, &err), CPF_OK, "%s", err.text);
  return r;
}

// What holds for every answer: the paths add up, the formula and the residues agree, and each real
// end is a critical point.
static void coherent(struct cpf_problem p, const struct cpf_complex_result *r) {
  const struct cpf_complex_report *q = &r->report;
  double G[POINT_MAX];
  uint64_t real = 0;
  cr_assert(q->generic_complete && q->symmetric, "%s", q->reason);
  cr_assert_eq(q->failed, 0);
  cr_assert_eq(q->regular + q->singular + q->infinite, q->paths);
  cr_assert(!q->count_known || q->count == q->paths);
  cr_assert_lt(q->residue, 1e-11);
  for (size_t i = 0; i < r->nreal; i++) {
    real += r->weight[i];
    // A singular end is known to about 1e-9, a simple one to rounding.
    cr_assert_lt(cpf_gradient(&p, r->W + i * point_size(&p), G, NULL),
                 (r->singular[i] ? 1e-7 : 1e-12) * p.rho);
  }
  cr_assert_eq(real, q->real_roots);
}

struct expected {
  int n, k, d, rho;
  uint64_t paths, roots, singular_roots, real;
};

// Complex counts: exact, by Groebner bases, for P(2,2,2,3..5). Real counts: cpfind's own search,
// with the Euler check. The rest: the values of this method with many seeds.
static const struct expected table[] = {
    {1, 3, 3, 3, 14, 14, 0, 14},    {2, 2, 2, 3, 54, 54, 0, 30},   {2, 2, 2, 4, 96, 64, 16, 48},
    {2, 2, 2, 5, 150, 150, 0, 42},  {2, 2, 2, 6, 216, 128, 0, 80}, {3, 2, 2, 4, 1088, 1088, 0, 416},
    {3, 2, 2, 3, 486, 360, 6, 162},
};

Test(complex, known_counts) {
  for (size_t i = 0; i < COUNT(table); i++) {
    const struct expected *e = &table[i];
    struct cpf_problem p = problem(e->n, e->k, e->d, e->rho);
    for (uint64_t seed = 1; seed <= 2; seed++) {
      struct cpf_complex_result r = solve(p, seed, 1);
      coherent(p, &r);
      cr_assert_eq(r.report.paths, e->paths, "row %zu", i);
      cr_assert_eq(r.report.roots, e->roots, "row %zu: %llu roots", i,
                   (unsigned long long)r.report.roots);
      cr_assert_eq(r.report.singular_roots, e->singular_roots, "row %zu", i);
      cr_assert_eq(r.report.real_roots, e->real, "row %zu", i);
      cpf_complex_clear(&r);
    }
  }
}

// tight-balance is a triple root of P(2,2,2,4), at theta = pi/8 (docs/mathematics.md, section 8):
// 16 points with three paths each.
Test(complex, a_triple_root) {
  struct cpf_problem p = problem(2, 2, 2, 4);
  struct cpf_complex_result r = solve(p, 5, 1);
  uint64_t points = 0;
  for (size_t i = 0; i < r.nreal; i++)
    if (r.singular[i]) {
      double x = fabs(r.W[4 * i]), y = fabs(r.W[4 * i + 1]);
      points += r.weight[i];
      cr_assert_eq(r.multiplicity[i], 3);
      cr_assert_float_eq(fmin(x, y), sin(acos(-1) / 8), 1e-9);
    }
  cr_assert_eq(points, 16);
  cpf_complex_clear(&r);
}

Test(complex, threads_change_nothing) {
  struct cpf_problem p = problem(2, 2, 2, 5);
  struct cpf_complex_result a = solve(p, 3, 1), b = solve(p, 3, 3);
  cr_assert_eq(a.nreal, b.nreal);
  cr_assert_arr_eq(a.W, b.W, a.nreal * 4 * sizeof(double));
  cr_assert_eq(a.report.monodromy_paths, b.report.monodromy_paths);
  cpf_complex_clear(&a);
  cpf_complex_clear(&b);
}

// The repulsion's value changes the ends but not the number of paths.
Test(complex, other_repulsions) {
  struct cpf_problem p = problem(2, 2, 2, 4);
  p.repulsion = 0.3;
  struct cpf_complex_result r = solve(p, 1, 1);
  coherent(p, &r);
  cr_assert_eq(r.report.paths, 96);
  cpf_complex_clear(&r);
}

// All roots of a generic member of P(2,.,d,rho): the global residues vanish, and with any one root
// left out they do not.
static void residues_see_every_root(int d, int rho) {
  struct cpf_problem p = problem(2, 1, d, rho);
  struct cpf_complex_options opt = cpf_complex_options_default();
  struct cpf_complex_family f;
  struct cpf_complex_generic g;
  cr_assert_eq(cpf_complex_family_make(&p, 1, &f, NULL), CPF_OK);
  cr_assert_eq(cpf_complex_generic_solve(&f, &opt, &g, NULL), CPF_OK);
  const struct cpf_complex_stratum *one = &g.stratum[0], *two = &g.stratum[1];
  cr_assert(one->complete && two->complete);
  cr_assert_lt(cpf_complex_residue_relative(&two->residue), 1e-11);
  void *work = cpf_complex_double_alloc(&two->s);
  cr_assert_not_null(work);
  for (size_t i = 0; i < two->node[0].count; i++) {
    struct cpf_complex_residue without = two->residue;
    struct cpf_complex_polish polish;
    double W[2 * CPF_COMPLEX_COORDS_MAX];
    memcpy(W, two->node[0].W + i * (size_t)(4 * d), (size_t)(4 * d) * sizeof *W);
    cr_assert(cpf_complex_double_polish(work, f.node[0], W, &polish));
    cpf_complex_residue_add(&without, &two->s, W, &polish, -(double)two->own);
    cr_assert_gt(cpf_complex_residue_relative(&without), 1e-10, "root %zu", i);
  }
  cpf_complex_double_free(work);
  cpf_complex_generic_free(&g);
  cpf_complex_family_free(&f);
}

Test(complex, residues) {
  residues_see_every_root(2, 3);
  residues_see_every_root(2, 4);
  residues_see_every_root(2, 6);
  residues_see_every_root(3, 3);
}

// Without the formula in the way: the residues alone stop the loops at its value.
Test(complex, count_of_one_student) {
  for (int d = 2; d <= 4; d++)
    for (int rho = 3; rho <= 4; rho++) {
      struct cpf_complex_system s = {.l = 1, .d = d, .rho = rho, .weight = {1}};
      double expected = 2 * (pow(rho - 1, d) - 1) / (rho - 2);
      cr_assert_eq((double)cpf_complex_generic_count(&s), expected);
    }
}

// Quadruple precision: the same path, the same end, nearer.
Test(complex, quadruple_precision_agrees) {
  struct cpf_problem p = problem(1, 2, 2, 4);
  struct cpf_complex_options opt = cpf_complex_options_default();
  struct cpf_complex_steps steps = cpf_complex_steps_default();
  struct cpf_complex_family f;
  struct cpf_complex_generic g;
  struct cpf_complex_end a, b;
  cr_assert_eq(cpf_complex_family_make(&p, 1, &f, NULL), CPF_OK);
  cr_assert_eq(cpf_complex_generic_solve(&f, &opt, &g, NULL), CPF_OK);
  struct cpf_complex_line line = {f.node[0], f.target};
  void *narrow = cpf_complex_double_alloc(&f.all), *wide = cpf_complex_quad_alloc(&f.all);
  cr_assert(narrow != NULL && wide != NULL);
  for (size_t i = 0; i < g.stratum[0].node[0].count; i++) {
    double V[4], W[4];
    memcpy(V, g.stratum[0].node[0].W + 4 * i, sizeof V);
    memcpy(W, V, sizeof W);
    cpf_complex_double_end(narrow, &line, &steps, V, &a);
    cpf_complex_quad_end(wide, &line, &steps, W, &b);
    cr_assert(a.kind == CPF_COMPLEX_REGULAR && b.kind == CPF_COMPLEX_REGULAR);
    for (int c = 0; c < 4; c++)
      cr_assert_float_eq(V[c], W[c], 1e-13);
  }
  cpf_complex_double_free(narrow);
  cpf_complex_quad_free(wide);
  cpf_complex_generic_free(&g);
  cpf_complex_family_free(&f);
}

Test(complex, refusals) {
  struct cpf_complex_options opt = cpf_complex_options_default();
  struct cpf_complex_result r;
  struct cpf_error err = {0};
  struct cpf_problem p = problem(2, 2, 2, 2), big = problem(6, 4, 4, 6);
  cr_assert_eq(cpf_complex_solve(&p, &opt, &r, &err), CPF_EINVAL);
  cr_assert_not_null(strstr(err.text, "rho"));
  p.rho = 4, p.repulsion = 0;
  cr_assert_eq(cpf_complex_solve(&p, &opt, &r, &err), CPF_EINVAL);
  cr_assert_eq(cpf_complex_solve(&big, &opt, &r, &err), CPF_EINVAL);
  cr_assert_not_null(strstr(err.text, "paths"), "%s", err.text);
  opt.max_orbits = 5;
  p.repulsion = 1;
  cr_assert_eq(cpf_complex_solve(&p, &opt, &r, &err), CPF_EINVAL);
}

Test(complex, asked_to_stop) {
  const volatile sig_atomic_t stop = 1;
  struct cpf_complex_options opt = cpf_complex_options_default();
  struct cpf_complex_result r;
  struct cpf_problem p = problem(2, 2, 2, 4);
  opt.stop = &stop;
  cr_assert_eq(cpf_complex_solve(&p, &opt, &r, NULL), CPF_EINTERRUPTED);
  cpf_complex_clear(&r);
}
