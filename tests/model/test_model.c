// SPDX-License-Identifier: GPL-3.0-or-later
#include "cpfind/model.h"

#include <float.h>

#include <gsl/gsl_integration.h>

#include "../support.h"
#include "model/eigen.h"

enum { NODES = 12, TANGENT_MAX = 32 };

static const struct cpf_problem spread[] = {
    {1, 1, 1, 1, 1},   {3, 1, 1, 4, 1},       {1, 1, 2, 1, 1}, {2, 2, 2, 1, 0.5}, {2, 2, 2, 2, 1},
    {2, 1, 3, 2, 0.7}, {1, 3, 3, 3, 1},       {2, 2, 2, 3, 0}, {2, 2, 2, 4, 1},   {2, 2, 3, 4, 1},
    {3, 2, 2, 4, 1},   {4, 2, 2, 5, 1.0 / 4}, {2, 3, 3, 5, 1}, {2, 1, 5, 6, 2},   {2, 2, 2, 6, 1},
    {3, 3, 3, 7, 1},   {3, 2, 4, 7, 0.3},
};

// The normalised probabilists' Hermite polynomial: He_rho / sqrt(rho!), by the recurrence
// He_{m+1} = x He_m - m He_{m-1}.
static double hermite(int rho, double x) {
  double before = 0, at = 1, norm = 1;
  for (int m = 0; m < rho; m++) {
    double after = x * at - m * before;
    before = at;
    at = after;
    norm *= m + 1;
  }
  return at / sqrt(norm);
}

// E[(sum_i H(w_i.x) - sum_j H(v_j.x))^2] / 2 for standard Gaussian x, by the product rule of
// NODES Gauss-Hermite nodes in each dimension: exact for polynomials of degree 2 NODES - 1.
static double squared_loss(const struct cpf_problem *p, const double *W) {
  gsl_integration_fixed_workspace *rule =
      gsl_integration_fixed_alloc(gsl_integration_fixed_hermite, NODES, 0, 0.5, 0, 0);
  cr_assert_not_null(rule);
  const double *node = gsl_integration_fixed_nodes(rule);
  const double *weight = gsl_integration_fixed_weights(rule);
  size_t d = (size_t)p->d, points = 1;
  double sum = 0, total = 0, x[3] = {0};
  for (size_t c = 0; c < d; c++)
    points *= NODES;
  for (size_t point = 0; point < points; point++) {
    size_t digits = point;
    double product = 1, difference = 0;
    for (size_t c = 0; c < d; c++, digits /= NODES) {
      x[c] = node[digits % NODES];
      product *= weight[digits % NODES];
    }
    for (size_t i = 0; i < (size_t)p->n; i++)
      difference += hermite(p->rho, inner(d, W + i * d, x));
    for (int j = 0; j < p->k; j++)
      difference -= hermite(p->rho, x[j]);
    sum += product * difference * difference;
    total += product;
  }
  gsl_integration_fixed_free(rule);
  return sum / total / 2;
}

Test(model, loss_is_half_the_mean_squared_error) {
  uint64_t state = 1;
  double W[POINT_MAX] = {0};
  for (int d = 1; d <= 3; d++)
    for (int k = 1; k <= d; k++)
      for (int n = 1; n <= 4; n++)
        for (int rho = 1; rho <= 6; rho++) {
          struct cpf_problem p = problem(n, k, d, rho);
          random_point(&p, &state, W);
          cr_assert_float_eq(cpf_loss(&p, W), squared_loss(&p, W), 1e-11, "P(%d,%d,%d,%d)", n, k, d,
                             rho);
        }
}

Test(model, known_losses) {
  const double h = sqrt(0.5), copy[] = {1, 0, 0, 1}, same[] = {1, 0, 1, 0}, t = acos(-1) / 8;
  const double pair[] = {h, h, h, -h}, tight[] = {cos(t), sin(t), cos(t), -sin(t)};
  struct cpf_problem p = problem(2, 2, 2, 4);
  cr_assert_float_eq(cpf_loss(&p, copy), 0, 1e-15);
  cr_assert_float_eq(cpf_loss(&p, same), 1, 1e-15); // 2 - 2 + 1
  cr_assert_float_eq(cpf_loss(&p, pair), 1, 1e-15); // 1 - 4/4 + 1
  cr_assert_float_eq(cpf_loss(&p, tight), 0.75, 1e-15);
  p.repulsion = 0;
  cr_assert_float_eq(cpf_loss(&p, same), -1, 1e-15);
  p.repulsion = 0.5;
  cr_assert_float_eq(cpf_loss(&p, same), 0, 1e-15);
}

// The derivative of order 1 or 2 of t -> L(geodesic(t)) at 0: central differences, Richardson.
static double along_geodesic(const struct cpf_problem *p, const double *W, const double *u,
                             int order) {
  enum { LEVELS = 4 };
  double table[LEVELS], out[POINT_MAX], h = 0.04;
  for (int level = 0; level < LEVELS; level++, h /= 2) {
    geodesic(p, W, u, h, out);
    double plus = cpf_loss(p, out), factor = 1;
    geodesic(p, W, u, -h, out);
    double minus = cpf_loss(p, out);
    double value =
        order == 1 ? (plus - minus) / (2 * h) : (plus - 2 * cpf_loss(p, W) + minus) / (h * h);
    for (int column = 0; column < level; column++) {
      double old = table[column];
      factor *= 4;
      table[column] = value;
      value += (value - old) / (factor - 1);
    }
    table[level] = value;
  }
  return table[LEVELS - 1];
}

Test(model, gradient_is_the_derivative_along_geodesics) {
  uint64_t state = 2;
  for (size_t s = 0; s < COUNT(spread); s++) {
    struct cpf_problem p = spread[s];
    double W[POINT_MAX] = {0}, G[POINT_MAX], B[POINT_MAX], u[POINT_MAX], square = 0;
    size_t d = (size_t)p.d, N = cpf_problem_tangent_dim(&p);
    random_point(&p, &state, W);
    cpf_frames(&p, W, B);
    double norm = cpf_gradient(&p, W, G, NULL);
    for (size_t a = 0; a < N; a++) {
      size_t i = a / (d - 1);
      memset(u, 0, sizeof u);
      memcpy(u + i * d, B + a * d, d * sizeof *u);
      double slope = along_geodesic(&p, W, u, 1);
      cr_assert_float_eq(inner(d, G + i * d, B + a * d), slope, 1e-10 * p.rho, "problem %zu", s);
      square += slope * slope;
    }
    cr_assert_float_eq(norm, sqrt(square), 1e-9 * p.rho);
    for (size_t i = 0; i < (size_t)p.n; i++) // tangent
      cr_assert_float_eq(inner(d, G + i * d, W + i * d), 0, 1e-14 * p.rho * (p.n + p.k));
  }
}

// All entries by polarisation: H_ab = (q(a + b) - q(a - b)) / 4, q the second derivative.
Test(model, hessian_is_the_second_derivative_along_geodesics) {
  uint64_t state = 3;
  for (size_t s = 0; s < COUNT(spread); s++) {
    struct cpf_problem p = spread[s];
    double W[POINT_MAX] = {0}, B[POINT_MAX], u[POINT_MAX], H[POINT_MAX];
    size_t d = (size_t)p.d, N = cpf_problem_tangent_dim(&p);
    random_point(&p, &state, W);
    cpf_frames(&p, W, B);
    cpf_hessian(&p, W, B, H);
    for (size_t a = 0; a < N; a++)
      for (size_t b = 0; b < N; b++) {
        double q[2] = {0};
        for (int sign = 0; sign < 2; sign++) {
          memset(u, 0, sizeof u);
          for (size_t c = 0; c < d; c++)
            u[a / (d - 1) * d + c] += B[a * d + c];
          for (size_t c = 0; c < d; c++)
            u[b / (d - 1) * d + c] += (sign == 0 ? 1 : -1) * B[b * d + c];
          q[sign] = along_geodesic(&p, W, u, 2);
        }
        cr_assert_float_eq(H[a * N + b], (q[0] - q[1]) / 4, 1e-8 * p.rho * p.rho,
                           "problem %zu: %zu, %zu: %.15g", s, a, b, H[a * N + b]);
        cr_assert_float_eq(H[a * N + b], H[b * N + a], 1e-13 * p.rho * p.rho);
      }
  }
}

// By homogeneity a_i.w_i = rho (r sum_{q != i} (w_i.w_q)^rho - sum_j (w_i.v_j)^rho).
Test(model, multipliers) {
  uint64_t state = 4;
  for (size_t s = 0; s < COUNT(spread); s++) {
    struct cpf_problem p = spread[s];
    double W[POINT_MAX] = {0}, G[POINT_MAX], mu[POINT_MAX];
    size_t d = (size_t)p.d, n = (size_t)p.n;
    random_point(&p, &state, W);
    cpf_gradient(&p, W, G, mu);
    for (size_t i = 0; i < n; i++) {
      double expected = 0;
      for (size_t q = 0; q < n; q++)
        expected += q == i ? 0 : p.repulsion * pow(inner(d, W + i * d, W + q * d), p.rho);
      for (size_t j = 0; j < (size_t)p.k; j++)
        expected -= pow(W[i * d + j], p.rho);
      cr_assert_float_eq(mu[i], p.rho * expected, 1e-13 * p.rho * p.rho);
    }
  }
}

static void spectrum(size_t N, const double *A, double *values) {
  double copy[TANGENT_MAX * TANGENT_MAX];
  struct cpf_eigen *eigen = NULL;
  memcpy(copy, A, N * N * sizeof *copy);
  cr_assert_eq(cpf_eigen_alloc(N, &eigen, NULL), CPF_OK);
  cr_assert_eq(cpf_eigen_solve(eigen, copy, values, NULL, NULL), CPF_OK);
  cpf_eigen_free(eigen);
}

Test(model, symmetries) {
  uint64_t state = 5;
  for (size_t s = 0; s < COUNT(spread); s++)
    for (int round = 0; round < 10; round++) {
      struct cpf_problem p = spread[s];
      double W[2][POINT_MAX] = {0}, G[POINT_MAX], B[POINT_MAX], H[POINT_MAX],
             values[2][TANGENT_MAX];
      size_t N = cpf_problem_tangent_dim(&p);
      random_point(&p, &state, W[0]);
      random_symmetry(&p, &state, W[0], W[1]);
      cr_assert_float_eq(cpf_loss(&p, W[0]), cpf_loss(&p, W[1]), 1e-13);
      cr_assert_float_eq(cpf_gradient(&p, W[0], G, NULL), cpf_gradient(&p, W[1], G, NULL),
                         1e-12 * p.rho);
      for (int i = 0; i < 2 && N > 0; i++) {
        cpf_frames(&p, W[i], B);
        cpf_hessian(&p, W[i], B, H);
        spectrum(N, H, values[i]);
      }
      for (size_t a = 0; a < N; a++)
        cr_assert_float_eq(values[0][a], values[1][a], 1e-12 * p.rho * p.rho);
    }
}

// For odd rho the sign flips are no symmetries.
Test(model, signs_at_odd_degree) {
  double W[] = {0.6, 0.8}, flipped[] = {-0.6, -0.8}, teacher[] = {-0.6, 0.8};
  for (int rho = 1; rho <= 7; rho++) {
    struct cpf_problem p = problem(1, 2, 2, rho);
    bool even = rho % 2 == 0;
    cr_assert_eq(fabs(cpf_loss(&p, W) - cpf_loss(&p, flipped)) < 1e-14, even);
    cr_assert_eq(fabs(cpf_loss(&p, W) - cpf_loss(&p, teacher)) < 1e-14, even);
  }
}

static int ascending(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

// The spectrum in d is that in the reduced d' and d - d' copies of the transverse one.
Test(model, transverse_hessian) {
  const struct cpf_problem cases[] = {{1, 1, 4, 3, 1},   {2, 2, 6, 4, 1},   {2, 1, 5, 2, 1},
                                      {3, 2, 7, 5, 0.4}, {2, 1, 8, 1, 2.5}, {1, 3, 6, 4, 1}};
  uint64_t state = 6;
  for (size_t s = 0; s < COUNT(cases); s++) {
    struct cpf_problem p = cases[s], q = cpf_problem_reduced(&p);
    double w[POINT_MAX], W[POINT_MAX] = {0}, B[POINT_MAX], H[TANGENT_MAX * TANGENT_MAX];
    double T[TANGENT_MAX], values[TANGENT_MAX], expected[TANGENT_MAX];
    size_t n = (size_t)p.n, N = cpf_problem_tangent_dim(&p), M = cpf_problem_tangent_dim(&q);
    cr_assert_lt(q.d, p.d);
    random_point(&q, &state, w);
    for (size_t i = 0; i < n; i++)
      memcpy(W + i * (size_t)p.d, w + i * (size_t)q.d, (size_t)q.d * sizeof *W);
    cpf_frames(&p, W, B);
    cpf_hessian(&p, W, B, H);
    spectrum(N, H, values);
    cpf_frames(&q, w, B);
    cpf_hessian(&q, w, B, H);
    spectrum(M, H, expected);
    cpf_transverse_hessian(&p, W, T);
    for (int copy = q.d; copy < p.d; copy++, M += n)
      spectrum(n, T, expected + M);
    cr_assert_eq(M, N);
    qsort(expected, N, sizeof *expected, ascending);
    for (size_t a = 0; a < N; a++)
      cr_assert_float_eq(values[a], expected[a], 1e-12 * p.rho * p.rho, "case %zu", s);
  }
}

// Row r of the frame is the reflection e_r - 2 (v.e_r) v / |v|^2 with v = w + sign(w_0) e_0.
static void frame_is_right(int d, const double *w) {
  double B[POINT_MAX], v[16];
  size_t D = (size_t)d;
  cpf_frame(d, w, B);
  memcpy(v, w, D * sizeof *v);
  v[0] += w[0] < 0 ? -1 : 1;
  for (size_t a = 0; a + 1 < D; a++) {
    cr_assert_float_eq(inner(D, B + a * D, w), 0, 1e-15);
    for (size_t b = 0; b + 1 < D; b++)
      cr_assert_float_eq(inner(D, B + a * D, B + b * D), a == b, 1e-15);
    for (size_t c = 0; c < D; c++)
      cr_assert_float_eq(B[a * D + c], (c == a + 1) - 2 * v[a + 1] * v[c] / inner(D, v, v), 1e-15);
  }
}

Test(model, frames) {
  uint64_t state = 7;
  frame_is_right(3, (double[]){1, 0, 0});
  frame_is_right(3, (double[]){-1, 0, 0});
  frame_is_right(3, (double[]){0, 0.6, -0.8});
  frame_is_right(3, (double[]){-0.0, 0, 1});
  frame_is_right(2, (double[]){-1e-300, -1});
  frame_is_right(1, (double[]){-1});
  for (int d = 2; d <= 9; d++) {
    struct cpf_problem p = problem(2, 1, d, 3);
    size_t size = (size_t)(d - 1) * (size_t)d;
    double W[POINT_MAX] = {0}, B[POINT_MAX], one[POINT_MAX];
    random_point(&p, &state, W);
    cpf_frames(&p, W, B);
    for (size_t i = 0; i < 2; i++) {
      frame_is_right(d, W + i * (size_t)d);
      cpf_frame(d, W + i * (size_t)d, one);
      cr_assert_arr_eq(B + i * size, one, size * sizeof *one);
    }
  }
}

// The retraction turns w_i by atan |xi_i| towards xi_i.
Test(model, retraction) {
  uint64_t state = 8;
  for (size_t s = 0; s < COUNT(spread); s++) {
    struct cpf_problem p = spread[s];
    double W[POINT_MAX] = {0}, B[POINT_MAX], xi[TANGENT_MAX], u[POINT_MAX] = {0}, out[POINT_MAX];
    size_t d = (size_t)p.d, N = cpf_problem_tangent_dim(&p);
    random_point(&p, &state, W);
    cpf_frames(&p, W, B);
    for (size_t a = 0; a < N; a++) {
      xi[a] = 2 * centred(&state);
      for (size_t c = 0; c < d; c++)
        u[a / (d - 1) * d + c] += xi[a] * B[a * d + c];
    }
    for (size_t i = 0; i < (size_t)p.n; i++) { // the velocity that arrives there at time 1
      double norm = length(d, u + i * d);
      for (size_t c = i * d; norm > 0 && c < (i + 1) * d; c++)
        u[c] *= atan(norm) / norm;
    }
    geodesic(&p, W, u, 1, out);
    cpf_retract(&p, B, xi, W);
    assert_unit_rows(&p, W);
    cr_assert_lt(distance(point_size(&p), W, out), 1e-14);
  }
}

Test(model, normalise) {
  const struct cpf_problem p = problem(3, 2, 2, 4);
  double W[] = {3, 4, 0, -2, 1, 1}, zero[] = {3, 4, 0, 0, 1, 1};
  double nan[] = {0, 2, 1, NAN, 3, 4}, infinite[] = {0, 2, -INFINITY, 1, 3, 4};
  cr_assert(cpf_normalise(&p, W));
  cr_assert_float_eq(W[0], 0.6, 1e-15);
  cr_assert(W[2] == 0 && W[3] == -1);
  assert_unit_rows(&p, W);
  cr_assert_not(cpf_normalise(&p, zero));
  cr_assert(zero[2] == 0 && zero[3] == 0 && zero[4] == 1 && zero[5] == 1);
  cr_assert_not(cpf_normalise(&p, nan));
  cr_assert(nan[1] == 1 && nan[2] == 1 && isnan(nan[3]) && nan[4] == 3 && nan[5] == 4);
  cr_assert_not(cpf_normalise(&p, infinite));
  cr_assert(infinite[2] == -INFINITY && infinite[3] == 1 && infinite[4] == 3);
}

Test(model, integer_powers) {
  cr_assert(cpf_powi(0, 0) == 1 && cpf_powi(-0.0, 0) == 1 && cpf_powi(-3, 0) == 1);
  cr_assert(cpf_powi(0, 1) == 0 && cpf_powi(0, 7) == 0 && cpf_powi(1, CPF_RHO_MAX) == 1);
  cr_assert(cpf_powi(-1, 999) == -1 && cpf_powi(-1, CPF_RHO_MAX) == 1);
  cr_assert(cpf_powi(-0.5, 3) == -0.125 && cpf_powi(3, 5) == 243);
  cr_assert(cpf_powi(2, CPF_RHO_MAX) == ldexp(1, CPF_RHO_MAX));
  cr_assert(cpf_powi(0.5, 1000) == ldexp(1, -1000) && cpf_powi(0.25, 1000) == 0);
  cr_assert(cpf_powi(-10, 999) == -INFINITY);
  uint64_t state = 9;
  for (int e = 0; e <= CPF_RHO_MAX; e++) {
    double x = 2 * centred(&state), expected = pow(x, e);
    if (fabs(expected) >= DBL_MIN && isfinite(expected))
      cr_assert_float_eq(cpf_powi(x, e) / expected, 1, 1e-12, "%.17g^%d", x, e);
  }
}
