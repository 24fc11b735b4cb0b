// SPDX-License-Identifier: GPL-3.0-or-later
// Series in balls against differences of the gradient, and against the jets in double precision.
#include "certify/forms_ball.h"
#include "certify/series_ball.h"

#include "../support.h"
#include "cpfind/theta.h"
#include "model/eigen.h"
#include "solver/reduction.h"

enum { BITS = 192 };

static arb_poly_struct *polys(slong count) {
  arb_poly_struct *s = malloc(sizeof *s * (size_t)count);
  for (slong i = 0; i < count; i++)
    arb_poly_init(s + i);
  return s;
}

static void polys_free(arb_poly_struct *s, slong count) {
  for (slong i = 0; i < count; i++)
    arb_poly_clear(s + i);
  free(s);
}

struct setting {
  struct cpf_problem p;
  struct cpf_chart chart;
  arb_mat_t C;
  double W[POINT_MAX], B[POINT_MAX], V[POINT_MAX];
  slong N;
};

// The chart at W with directions V; the identity when V is NULL.
static void setting_make(struct setting *s, struct cpf_problem p, const double *W, const double *V,
                         int m) {
  s->p = p;
  s->N = (slong)cpf_problem_tangent_dim(&p);
  memcpy(s->W, W, point_size(&p) * sizeof *W);
  cpf_frames(&p, W, s->B);
  for (slong a = 0; a < s->N * s->N; a++)
    s->V[a] = V != NULL ? V[a] : a / s->N == a % s->N;
  arb_mat_init(s->C, p.n, p.d);
  for (int e = 0; e < p.n * p.d; e++)
    arb_set_d(arb_mat_entry(s->C, e / p.d, e % p.d), W[e]);
  s->chart = (struct cpf_chart){&s->p, s->C, s->B, s->V, m, BITS};
}

// L at the point u of the chart (N doubles), plus a step h in direction c.
static double loss_at(const struct setting *s, const double *u, int c, double h) {
  double W[POINT_MAX], xi[POINT_MAX] = {0};
  for (slong a = 0; a < s->N; a++)
    for (slong b = 0; b < s->N; b++)
      xi[b] += s->V[a * s->N + b] * (u[a] + (a == c ? h : 0));
  memcpy(W, s->W, sizeof W);
  cpf_retract(&s->p, s->B, xi, W);
  return cpf_loss(&s->p, W);
}

static double gradient_at(const struct setting *s, const double *u, int c) {
  const double h = 1e-3; // central differences of order 6: h^6 and 1e-16/h
  double sum = 0;
  const double weight[] = {45, -9, 1};
  for (int k = 1; k <= 3; k++)
    sum += weight[k - 1] * (loss_at(s, u, c, k * h) - loss_at(s, u, c, -k * h));
  return sum / (60 * h);
}

static double coefficient(const arb_poly_t f, slong s) {
  arb_t x;
  arb_init(x);
  arb_poly_get_coeff_arb(x, f, s);
  double y = arf_get_d(arb_midref(x), ARF_RND_NEAR);
  arb_clear(x);
  return y;
}

static const struct cpf_problem shapes[] = {
    {1, 1, 2, 4, 1}, {1, 2, 3, 3, 1}, {2, 2, 2, 5, 0.5}, {2, 1, 3, 4, 0.3}, {3, 2, 2, 2, 2}};

// The value of the series at t is the gradient at the point of the curve; so is its derivative.
Test(series_ball, gradient_along_a_line) {
  uint64_t state = 31;
  for (size_t z = 0; z < COUNT(shapes); z++) {
    struct setting s;
    double W[POINT_MAX], u0[POINT_MAX], e[POINT_MAX], at[POINT_MAX];
    random_point(&shapes[z], &state, W);
    setting_make(&s, shapes[z], W, NULL, 0);
    arb_poly_struct *u = polys(s.N), *g = polys(s.N);
    enum { LENGTH = 24 };
    for (slong c = 0; c < s.N; c++) {
      u0[c] = 0.3 * centred(&state), e[c] = centred(&state);
      arb_poly_set_coeff_si(u + c, 1, 1);
      arb_t x;
      arb_init(x);
      arb_set_d(x, u0[c]), arb_poly_set_coeff_arb(u + c, 0, x);
      arb_set_d(x, e[c]), arb_poly_set_coeff_arb(u + c, 1, x);
      arb_clear(x);
    }
    cpf_chart_gradient(&s.chart, u, LENGTH, g);
    for (int step = 0; step < 3; step++) {
      double t = 0.04 * step; // 0.04^24 is nothing
      for (slong c = 0; c < s.N; c++)
        at[c] = u0[c] + t * e[c];
      for (slong c = 0; c < s.N; c++) {
        double value = 0;
        for (slong k = LENGTH - 1; k >= 0; k--)
          value = value * t + coefficient(g + c, k);
        cr_expect_float_eq(value, gradient_at(&s, at, (int)c), 1e-10);
      }
    }
    polys_free(u, s.N), polys_free(g, s.N);
    arb_mat_clear(s.C);
  }
}

// At the center the chart's Hessian is that of the frames; elsewhere it is the derivative of the
// gradient; and it is symmetric.
Test(series_ball, hessian) {
  uint64_t state = 32;
  for (size_t z = 0; z < COUNT(shapes); z++) {
    struct setting s;
    double W[POINT_MAX], H[POINT_MAX];
    arb_mat_t u, A;
    random_point(&shapes[z], &state, W);
    setting_make(&s, shapes[z], W, NULL, 0);
    arb_mat_init(u, s.N, 1), arb_mat_init(A, s.N, s.N);
    cpf_chart_hessian(&s.chart, u, A);
    cpf_hessian(&s.p, W, s.B, H);
    for (slong a = 0; a < s.N * s.N; a++)
      cr_expect_float_eq(arf_get_d(arb_midref(arb_mat_entry(A, a / s.N, a % s.N)), ARF_RND_NEAR),
                         H[a], 1e-12);
    double at[POINT_MAX], beside[POINT_MAX];
    for (slong c = 0; c < s.N; c++) {
      at[c] = 0.4 * centred(&state);
      arb_set_d(arb_mat_entry(u, c, 0), at[c]);
    }
    cpf_chart_hessian(&s.chart, u, A);
    for (slong a = 0; a < s.N; a++)
      for (slong b = 0; b < s.N; b++) {
        double h = 1e-4, slope;
        memcpy(beside, at, sizeof at);
        beside[b] = at[b] + h;
        slope = gradient_at(&s, beside, (int)a);
        beside[b] = at[b] - h;
        slope = (slope - gradient_at(&s, beside, (int)a)) / (2 * h);
        double x = arf_get_d(arb_midref(arb_mat_entry(A, a, b)), ARF_RND_NEAR);
        cr_expect_float_eq(x, slope, 1e-5);
        cr_expect_float_eq(x, arf_get_d(arb_midref(arb_mat_entry(A, b, a)), ARF_RND_NEAR), 1e-14);
      }
    arb_mat_clear(u), arb_mat_clear(A), arb_mat_clear(s.C);
  }
}

// Boxes of points: the enclosures contain what holds at points of the box.
Test(series_ball, boxes_contain_their_points) {
  uint64_t state = 33;
  for (size_t z = 0; z < COUNT(shapes); z++) {
    struct setting s;
    double W[POINT_MAX];
    arb_mat_t box, at, A, H;
    random_point(&shapes[z], &state, W);
    setting_make(&s, shapes[z], W, NULL, 0);
    arb_mat_init(box, s.N, 1), arb_mat_init(at, s.N, 1);
    arb_mat_init(A, s.N, s.N), arb_mat_init(H, s.N, s.N);
    for (slong c = 0; c < s.N; c++)
      mag_set_d(arb_radref(arb_mat_entry(box, c, 0)), 0.1);
    cpf_chart_hessian(&s.chart, box, H);
    for (int trial = 0; trial < 50; trial++) {
      for (slong c = 0; c < s.N; c++)
        arb_set_d(arb_mat_entry(at, c, 0), 0.1 * centred(&state));
      cpf_chart_hessian(&s.chart, at, A);
      cr_expect(arb_mat_overlaps(A, H));
      for (slong a = 0; a < s.N * s.N; a++)
        cr_expect(arb_contains_arf(arb_mat_entry(H, a / s.N, a % s.N),
                                   arb_midref(arb_mat_entry(A, a / s.N, a % s.N))));
    }
    arb_mat_clear(box), arb_mat_clear(at), arb_mat_clear(A), arb_mat_clear(H);
    arb_mat_clear(s.C);
  }
}

// The kernel directions first, then the others, from the double Hessian; the split for the jets.
static void directions(const struct cpf_problem *p, const double *W, int m, double *V,
                       struct cpf_split *split) {
  size_t N = cpf_problem_tangent_dim(p);
  double B[POINT_MAX], H[POINT_MAX], values[POINT_MAX], vectors[POINT_MAX];
  struct cpf_eigen *eigen = NULL;
  size_t kernel = 0, other = (size_t)m;
  cr_assert_eq(cpf_eigen_alloc(N, &eigen, NULL), CPF_OK);
  cpf_frames(p, W, B);
  cpf_hessian(p, W, B, H);
  cr_assert_eq(cpf_eigen_solve(eigen, H, values, vectors, NULL), CPF_OK);
  split->m = m, split->r = N - (size_t)m;
  split->K = V, split->Q = V + (size_t)m * N;
  for (size_t a = 0; a < N; a++) {
    bool zero = fabs(values[a]) < 1e-9;
    size_t row = zero ? kernel++ : other++;
    memcpy(V + row * N, vectors + a * N, N * sizeof *V);
    if (!zero)
      split->lambda[row - (size_t)m] = values[a];
  }
  cr_assert_eq(kernel, (size_t)m);
  cpf_eigen_free(eigen);
}

// At degenerate points the reduced gradient, coefficient by coefficient, is that of the jets.
static void expect_jets(struct cpf_problem p, const double *W, int m) {
  enum { DEGREE = 6 };
  struct setting s;
  struct cpf_reduction red = {0};
  double V[POINT_MAX], lambda[POINT_MAX];
  struct cpf_split split = {.lambda = lambda};
  uint64_t state = 34;
  directions(&p, W, m, V, &split);
  setting_make(&s, p, W, V, m);
  cr_assert_eq(cpf_reduce(&p, W, s.B, &split, DEGREE, &red, NULL), CPF_OK);
  arb_mat_t u, e, c;
  arb_mat_init(u, s.N, 1), arb_mat_init(e, m, 1), arb_mat_init(c, m, DEGREE);
  for (int trial = 0; trial < 5; trial++) {
    double direction[2];
    for (int k = 0; k < m; k++) {
      direction[k] = trial == 0 ? k == 0 : centred(&state);
      arb_set_d(arb_mat_entry(e, k, 0), direction[k]);
    }
    cr_assert(cpf_chart_reduce(&s.chart, u, e, DEGREE, c));
    for (int k = 0; k < m; k++) {
      double expected[DEGREE] = {0}, *slope = calloc(red.jets->size, sizeof *slope);
      cpf_jet_derivative(red.jets, red.g, k, slope);
      for (size_t t = 0; t < red.jets->size; t++) {
        double x = slope[t];
        int degree = 0;
        for (int v = 0; v < m; v++) {
          x *= pow(direction[v], red.jets->exponents[t * (size_t)m + (size_t)v]);
          degree += red.jets->exponents[t * (size_t)m + (size_t)v];
        }
        if (degree < DEGREE)
          expected[degree] += x;
      }
      for (int order = 0; order < DEGREE; order++)
        cr_expect_float_eq(arf_get_d(arb_midref(arb_mat_entry(c, k, order)), ARF_RND_NEAR),
                           expected[order], 1e-9, "order %d", order);
      free(slope);
    }
  }
  arb_mat_clear(u), arb_mat_clear(e), arb_mat_clear(c), arb_mat_clear(s.C);
  cpf_reduction_clear(&red);
}

// The forms say what the series along a direction says, whatever the direction.
static void expect_forms(struct cpf_problem p, const double *W, int m) {
  enum { DEGREES = 6 };
  struct setting s;
  struct cpf_forms forms;
  double V[POINT_MAX], lambda[POINT_MAX];
  struct cpf_split split = {.lambda = lambda};
  uint64_t state = 35;
  arb_mat_t u, e, c;
  arb_ptr out = _arb_vec_init(2);
  directions(&p, W, m, V, &split);
  setting_make(&s, p, W, V, m);
  cpf_forms_init(&forms, m, DEGREES);
  arb_mat_init(u, s.N, 1), arb_mat_init(e, m, 1), arb_mat_init(c, m, DEGREES);
  cr_assert(cpf_forms_make(&s.chart, &forms));
  for (int trial = 0; trial < 20; trial++) {
    for (int k = 0; k < m; k++)
      arb_set_d(arb_mat_entry(e, k, 0), trial % 3 == 0 ? k == trial / 3 % m : centred(&state));
    cr_assert(cpf_chart_reduce(&s.chart, u, e, DEGREES, c));
    for (slong degree = 0; degree < DEGREES; degree++) {
      cpf_forms_eval(&forms, degree, e, out, BITS);
      for (slong k = 0; k < m; k++) {
        cr_expect(arb_overlaps(out + k, arb_mat_entry(c, k, degree)));
        cr_expect_lt(mag_get_d(arb_radref(out + k)), 1e-40);
      }
    }
  }
  cpf_forms_clear(&forms);
  arb_mat_clear(u), arb_mat_clear(e), arb_mat_clear(c), arb_mat_clear(s.C);
  _arb_vec_clear(out, 2);
}

Test(series_ball, forms) {
  double t = 0, r = sqrt(0.5);
  cr_assert(cpf_theta(4, &t));
  expect_forms(problem(2, 2, 2, 4), (double[]){cos(t), sin(t), cos(t), -sin(t)}, 1);
  expect_forms(problem(2, 2, 3, 4), (double[]){r, r, 0, 0, 0, 1}, 2);
  expect_forms(problem(2, 2, 3, 4), (double[]){0, 0, 1, 0, 0, 1}, 2);
}

// The arcs leave no direction out, and each is in one or two neighbours.
Test(series_ball, arcs) {
  uint64_t state = 36;
  arb_mat_t e;
  arb_t x, y;
  arb_mat_init(e, 2, 1);
  arb_init(x), arb_init(y);
  for (long arcs = 8; arcs <= 128; arcs *= 2)
    for (int trial = 0; trial < 100; trial++) {
      int inside = 0;
      arb_set_d(x, 4 * centred(&state));
      arb_sin_cos(y, x, x, BITS);
      for (long i = 0; i < arcs; i++) {
        cpf_forms_arc(e, i, arcs, BITS);
        inside +=
            arb_contains(arb_mat_entry(e, 0, 0), x) && arb_contains(arb_mat_entry(e, 1, 0), y);
      }
      cr_expect(inside >= 1 && inside <= 4, "%d arcs of %ld", inside, arcs);
    }
  arb_mat_clear(e);
  arb_clear(x), arb_clear(y);
}

Test(series_ball, reduction_against_jets) {
  double t = 0, r = sqrt(0.5);
  cr_assert(cpf_theta(4, &t));
  expect_jets(problem(2, 2, 2, 4), (double[]){cos(t), sin(t), cos(t), -sin(t)}, 1);
  expect_jets(problem(2, 2, 3, 4), (double[]){r, r, 0, 0, 0, 1}, 2);
  expect_jets(problem(2, 2, 3, 4), (double[]){1, 0, 0, 0, 0, 1}, 2);
  expect_jets(problem(2, 2, 3, 4), (double[]){0, 0, 1, 0, 0, 1}, 2);
}

// A regular direction whose Hessian may be singular on the box: no reduction.
Test(series_ball, no_reduction_where_singular) {
  struct setting s;
  double t = 0;
  cr_assert(cpf_theta(4, &t));
  setting_make(&s, problem(2, 2, 2, 4), (double[]){cos(t), sin(t), cos(t), -sin(t)}, NULL, 0);
  arb_mat_t u, e, c;
  arb_mat_init(u, s.N, 1), arb_mat_init(e, 0, 1), arb_mat_init(c, 0, 4);
  for (slong a = 0; a < s.N; a++)
    mag_set_d(arb_radref(arb_mat_entry(u, a, 0)), 1e-3);
  cr_expect_not(cpf_chart_reduce(&s.chart, u, e, 4, c));
  arb_mat_clear(u), arb_mat_clear(e), arb_mat_clear(c), arb_mat_clear(s.C);
}
