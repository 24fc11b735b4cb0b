// SPDX-License-Identifier: GPL-3.0-or-later
#include "solver/reduction.h"

#include "../support.h"
#include "cpfind/theta.h"
#include "solver/refine.h"

enum { MONOMIALS = 64 };

static struct cpf_refiner *refiner(const struct cpf_problem *p) {
  const struct cpf_refine_options opt = cpf_refine_options_default();
  struct cpf_refiner *r = NULL;
  struct cpf_error err = {CPF_OK, ""};
  cr_assert_eq(cpf_refiner_alloc(p, &opt, &r, &err), CPF_OK, "%s", err.text);
  return r;
}

static void tight_balance(double *W) {
  const double t = acos(-1) / 8, point[] = {cos(t), sin(t), cos(t), -sin(t)};
  memcpy(W, point, sizeof point);
}

// The point of the chart at xi, and dL/dxi . direction there (both in frame coordinates).
static double chart_slope(const struct cpf_problem *p, const double *W, const double *B,
                          const double *xi, const double *direction, double *out) {
  double G[POINT_MAX], slope = 0;
  size_t d = (size_t)p->d, t = d - 1;
  memcpy(out, W, point_size(p) * sizeof *out);
  cpf_retract(p, B, xi, out);
  cpf_gradient(p, out, G, NULL);
  for (size_t a = 0; a < cpf_problem_tangent_dim(p); a++)
    slope += direction[a] * inner(d, B + a * d, G + a / t * d) /
             sqrt(1 + inner(t, xi + a / t * t, xi + a / t * t));
  return slope;
}

// L over the line xi = x K + y Q at the y where dL/dy = 0, by the secant method; *y starts at a
// guess.
static double minimised_over(const struct cpf_problem *p, const double *W, const double *B,
                             const struct cpf_split *split, double x, double *y) {
  size_t N = cpf_problem_tangent_dim(p);
  double xi[POINT_MAX], out[POINT_MAX], before = *y + 1e-4, slope, last = 0;
  for (int i = 0; i < 60; i++) {
    double at = i == 0 ? before : *y;
    for (size_t a = 0; a < N; a++)
      xi[a] = x * split->K[a] + at * split->Q[a];
    slope = chart_slope(p, W, B, xi, split->Q, out);
    if (i > 0) {
      if (fabs(slope - last) < 1e-300 || fabs(slope) < 1e-15)
        break;
      *y -= slope * (*y - before) / (slope - last);
      before = at;
    }
    last = slope;
  }
  cr_assert_lt(fabs(slope), 1e-14);
  return cpf_loss(p, out);
}

// The triple root of P(2,2,2,4): 0.75 + c x^4 + ..., c < 0.
Test(reduction, tight_balance) {
  const struct cpf_problem p = problem(2, 2, 2, 4);
  struct cpf_refiner *r = refiner(&p);
  struct cpf_split split;
  struct cpf_reduction red;
  double W[4] = {0}, B[4], xi[2];
  int orbit = -1;
  tight_balance(W);
  cr_assert_eq(cpf_refiner_split(r, W, 1e-6, &split, &orbit, NULL), CPF_OK);
  cr_assert(orbit == 0 && split.m == 1 && split.r == 1);
  cr_assert_float_eq(split.lambda[0], 4, 1e-13);
  cr_assert_float_eq(inner(2, split.K, split.Q), 0, 1e-14);
  cpf_frames(&p, W, B);
  cr_assert_eq(cpf_reduce(&p, W, B, &split, 10, &red, NULL), CPF_OK);
  cr_assert(red.jets->m == 1 && red.jets->q == 10 && red.change < 1e-12);
  cr_assert_float_eq(red.g[0], 0.75, 1e-14);
  for (int e = 1; e <= 3; e++)
    cr_assert_float_eq(red.g[e], 0, 1e-13, "x^%d: %g", e, red.g[e]);
  cr_assert_lt(red.g[4], -0.1);
  for (int step = -5; step <= 5; step++) {
    double x = 0.02 * step, y = 0, g = minimised_over(&p, W, B, &split, x, &y);
    cr_assert_float_eq(cpf_jet_eval(red.jets, red.g, &x, NULL, NULL), g,
                       1e-13 + 100 * pow(fabs(x), 11), "x = %g", x);
    cpf_reduction_lift(&red, &split, 2, &x, xi);
    for (int a = 0; a < 2; a++)
      cr_assert_float_eq(xi[a], x * split.K[a] + y * split.Q[a], 1e-9);
  }
  cpf_reduction_clear(&red);
  cr_assert(red.jets == NULL && red.g == NULL);
  cpf_reduction_clear(&red);
  cpf_reduction_clear(NULL);
  cpf_refiner_free(r);
}

// At a regular point of the curve, any split will do: g is L over the other directions, also where
// W is not critical and y does not start at 0.
Test(reduction, away_from_the_root) {
  const struct cpf_problem p = problem(2, 2, 2, 4);
  uint64_t state = 1;
  for (int round = 0; round < 10; round++) {
    struct cpf_refiner *r = refiner(&p);
    struct cpf_split split;
    struct cpf_reduction red;
    double W[4] = {0}, B[4];
    int orbit;
    tight_balance(W);
    perturb(&p, &state, 1e-2, W);
    cr_assert_eq(cpf_refiner_split(r, W, 1, &split, &orbit, NULL), CPF_OK);
    cr_assert(split.m == 1 && split.r == 1);
    cpf_frames(&p, W, B);
    cr_assert_eq(cpf_reduce(&p, W, B, &split, 10, &red, NULL), CPF_OK);
    for (int step = -2; step <= 2; step++) {
      double x = 0.025 * step, y = 0, g = minimised_over(&p, W, B, &split, x, &y);
      cr_assert_float_eq(cpf_jet_eval(red.jets, red.g, &x, NULL, NULL), g, 1e-12);
    }
    cpf_reduction_clear(&red);
    cpf_refiner_free(r);
  }
}

// The largest affordable degree from rho up, 2 rho + 2 at most.
Test(reduction, degree) {
  for (int rho = 2; rho <= 8; rho++)
    for (int m = 1; m <= 6; m++)
      for (size_t cost = 100; cost < 1000000; cost *= 3) {
        struct cpf_problem p = problem(3, 3, 3, rho);
        int q = cpf_reduction_degree(&p, m, cost);
        if (q == 0) {
          cr_assert_gt(cpf_jets_cost(m, rho > 3 ? rho : 3), cost);
          continue;
        }
        cr_assert(q >= rho && q <= 2 * rho + 2 && cpf_jets_cost(m, q) <= cost);
        cr_assert(q == 2 * rho + 2 || cpf_jets_cost(m, q + 1) > cost);
      }
}

// The centre of a given polynomial.
static void centre_is(int m, int q, const double *expected, double within,
                      void fill(const struct cpf_jets *, double *)) {
  struct cpf_reduction red = {0};
  double g[MONOMIALS] = {0}, x[4];
  int undetermined = -1;
  cr_assert_eq(cpf_jets_alloc(m, q, &red.jets, NULL), CPF_OK);
  cr_assert_leq(red.jets->size, MONOMIALS);
  red.g = g;
  fill(red.jets, g);
  cr_assert_eq(cpf_reduction_centre(&red, 0.03, 1e-9, x, &undetermined, NULL), CPF_OK);
  cr_assert_eq(undetermined, 0);
  for (int j = 0; j < m; j++)
    cr_assert_float_eq(x[j], expected[j], within, "x_%d = %.17g", j, x[j]);
  cpf_jets_free(red.jets);
}

// out += factor * (sum_j normal_j x_j - shift)^power.
static void add_power(const struct cpf_jets *jets, double factor, const double *normal,
                      double shift, int power, double *out) {
  double linear[MONOMIALS] = {0}, result[MONOMIALS], scratch[2 * MONOMIALS];
  linear[0] = -shift;
  memcpy(linear + 1, normal, (size_t)jets->m * sizeof *normal);
  cpf_jet_powi(jets, linear, power, result, scratch);
  for (size_t i = 0; i < jets->size; i++)
    out[i] += factor * result[i];
}

static void quartic(const struct cpf_jets *jets, double *g) {
  add_power(jets, -3, (double[]){1}, 3e-4, 4, g);
}

static void cubic(const struct cpf_jets *jets, double *g) {
  add_power(jets, 5, (double[]){1}, -4e-4, 3, g);
}

static void parabola(const struct cpf_jets *jets, double *g) {
  add_power(jets, 2, (double[]){1}, 0.05, 2, g);
}

static void constant(const struct cpf_jets *jets, double *g) {
  (void)jets;
  g[0] = 0.75;
  g[1] = 1e-12;
}

// Directions of different orders, neither along an axis: (0.6, 0.8) is quadratic, (-0.8, 0.6)
// quartic.
static void mixed(const struct cpf_jets *jets, double *g) {
  add_power(jets, 1, (double[]){0.6, 0.8}, 2e-4, 2, g);
  add_power(jets, -1, (double[]){-0.8, 0.6}, 1e-4, 4, g);
}

static void quartics(const struct cpf_jets *jets, double *g) {
  add_power(jets, 1, (double[]){1, 1}, 3e-5, 4, g);
  add_power(jets, -2, (double[]){1, -1}, -1e-5, 4, g);
}

// Roots near enough for their order to show: one call finds the centre.
Test(reduction, centre) {
  centre_is(1, 6, (double[]){3e-4}, 1e-14, quartic);
  centre_is(1, 6, (double[]){-4e-4}, 1e-14, cubic);
  centre_is(1, 6, (double[]){0.05}, 1e-14, parabola);
  centre_is(1, 6, (double[]){0}, 0, constant);
  centre_is(2, 6, (double[]){0.6 * 2e-4 - 0.8 * 1e-4, 0.8 * 2e-4 + 0.6 * 1e-4}, 1e-10, mixed);
  centre_is(2, 6, (double[]){1e-5, 2e-5}, 1e-12, quartics);
}
