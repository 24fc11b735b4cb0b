// SPDX-License-Identifier: GPL-3.0-or-later
#include "flow/arrival.h"

#include <criterion/logging.h>

#include "../support.h"
#include "cpfind/theta.h"
#include "model/eigen.h"

static const double PI = 3.14159265358979323846;

static const struct cpf_problem PROBLEMS[] = {
    {2, 2, 2, 4, 1}, {3, 3, 3, 4, 1}, {2, 2, 4, 4, 1},   {2, 2, 2, 3, 1}, {2, 2, 2, 6, 1},
    {2, 3, 3, 4, 0}, {3, 3, 3, 4, 3}, {1, 2, 3, 4, 1},   {2, 2, 2, 1, 1}, {2, 2, 3, 2, 1},
    {5, 4, 4, 4, 1}, {8, 2, 5, 5, 1}, {3, 2, 4, 12, 1},  {2, 2, 3, 5, 0}, {4, 4, 4, 4, 0.25},
    {6, 1, 2, 8, 1}, {2, 2, 2, 4, 3}, {3, 3, 3, 3, 0.5}, {1, 1, 2, 7, 1}, {2, 2, 5, 30, 1}};

static struct cpf_arrival_work *make(const struct cpf_problem *p) {
  struct cpf_arrival_work *work = NULL;
  cr_assert_eq(cpf_arrival_alloc(p, &work, NULL), CPF_OK);
  return work;
}

// A random unit tangent vector of the product at W; `rows` of its rows are not zero.
static void random_tangent(const struct cpf_problem *p, uint64_t *state, const double *W,
                           double *u) {
  size_t d = (size_t)p->d, size = point_size(p), rows = 1 + next(state) % (uint64_t)p->n;
  double norm;
  do {
    for (size_t i = 0; i < (size_t)p->n; i++) {
      for (size_t c = i * d; c < (i + 1) * d; c++)
        u[c] = i < rows ? centred(state) : 0;
      double along = inner(d, u + i * d, W + i * d);
      for (size_t c = i * d; c < (i + 1) * d; c++)
        u[c] -= along * W[c];
    }
    norm = length(size, u);
  } while (norm < 0.1);
  for (size_t c = 0; c < size; c++)
    u[c] /= norm;
}

static double loss_along(const struct cpf_problem *p, const double *W, const double *u, double s) {
  double out[POINT_MAX];
  geodesic(p, W, u, s, out);
  return cpf_loss(p, out);
}

// A third difference quotient is a mean of f''', so K bounds it, rounding apart.
static double third_difference(const struct cpf_problem *p, const double *W, const double *u,
                               double h) {
  return (loss_along(p, W, u, 2 * h) - 2 * loss_along(p, W, u, h) + 2 * loss_along(p, W, u, -h) -
          loss_along(p, W, u, -2 * h)) /
         (2 * h * h * h);
}

static double rounding_of_loss(const struct cpf_problem *p) {
  return 1e-15 * p->rho * (p->n + p->k) * (1 + p->repulsion * p->n);
}

// The largest third derivative found by hill climbing from random geodesics.
static double steepest_third(const struct cpf_problem *p, uint64_t *state) {
  double best = 0, W[POINT_MAX], u[POINT_MAX], near[POINT_MAX], turned[POINT_MAX],
         h = 0.02 / p->rho;
  for (int start = 0; start < 20; start++) {
    double size = 0.5, value;
    random_point(p, state, W);
    random_tangent(p, state, W, u);
    value = fabs(third_difference(p, W, u, h));
    for (int trial = 0; trial < 400; trial++) {
      double v[POINT_MAX], along = 0, norm;
      memcpy(near, W, point_size(p) * sizeof *W);
      perturb(p, state, size, near);
      random_tangent(p, state, near, v);
      for (size_t i = 0; i < (size_t)p->n; i++) {
        size_t d = (size_t)p->d;
        for (size_t c = i * d; c < (i + 1) * d; c++)
          turned[c] = u[c] + size * v[c];
        along = inner(d, turned + i * d, near + i * d);
        for (size_t c = i * d; c < (i + 1) * d; c++)
          turned[c] -= along * near[c];
      }
      norm = length(point_size(p), turned);
      for (size_t c = 0; c < point_size(p); c++)
        turned[c] /= norm;
      double other = fabs(third_difference(p, near, turned, h));
      if (other > value) {
        value = other;
        memcpy(W, near, point_size(p) * sizeof *W);
        memcpy(u, turned, point_size(p) * sizeof *u);
      } else {
        size = fmax(0.98 * size, 0.01);
      }
    }
    best = fmax(best, value);
  }
  return best;
}

Test(arrival, third_derivative_is_bounded) {
  uint64_t state = 3;
  for (size_t e = 0; e < COUNT(PROBLEMS); e++) {
    const struct cpf_problem *p = &PROBLEMS[e];
    double h = 0.02 / p->rho, K = cpf_arrival_third(p), slack = rounding_of_loss(p) / (h * h * h);
    double most = steepest_third(p, &state);
    cr_assert(most <= K + slack, "%d %d %d %d: %g > %g", p->n, p->k, p->d, p->rho, most, K);
    // Not idle either: the largest seen is within a factor of 10 of the bound for small rho.
    if (p->rho <= 6)
      cr_assert(most > 0.1 * K, "%d %d %d %d: %g << %g", p->n, p->k, p->d, p->rho, most, K);
    cr_log_info("n=%d k=%d d=%d rho=%d r=%g: K %.4g, seen %.4g", p->n, p->k, p->d, p->rho,
                p->repulsion, K, most);
  }
}

// f'' along the geodesic with velocity v at W.
static double second_difference(const struct cpf_problem *p, const double *W, const double *v,
                                double h) {
  return (loss_along(p, W, v, h) - 2 * cpf_loss(p, W) + loss_along(p, W, v, -h)) / (h * h);
}

// The Hessian along a geodesic, in directions carried by parallel transport, by differences of L.
Test(arrival, hessian_varies_no_faster) {
  uint64_t state = 5;
  for (size_t e = 0; e < COUNT(PROBLEMS); e++) {
    const struct cpf_problem *p = &PROBLEMS[e];
    size_t d = (size_t)p->d;
    double K = cpf_arrival_third(p), h = 2e-3 / p->rho, worst = 0;
    for (int round = 0; round < 2000; round++) {
      double W[POINT_MAX], u[POINT_MAX], v[POINT_MAX], moved[POINT_MAX], carried[POINT_MAX];
      double s = 0.3 / p->rho;
      random_point(p, &state, W);
      random_tangent(p, &state, W, u);
      random_tangent(p, &state, W, v);
      geodesic(p, W, u, s, moved);
      memcpy(carried, v, point_size(p) * sizeof *v);
      for (size_t i = 0; i < (size_t)p->n; i++) {
        double a = length(d, u + i * d);
        if (a == 0)
          continue;
        double along = inner(d, v + i * d, u + i * d) / a; // the part along the great circle turns
        for (size_t c = i * d; c < (i + 1) * d; c++)
          carried[c] += along * ((cos(a * s) - 1) * u[c] / a - sin(a * s) * W[c]);
      }
      double change = fabs(second_difference(p, moved, carried, h) - second_difference(p, W, v, h));
      worst = fmax(worst, change / s);
      // The quotients are second derivatives at nearby points, wrong by h^2 / 12 times a fourth
      // derivative, which Bernstein bounds by 2 rho times the third's bound here, and by rounding.
      cr_assert(change <= K * s + h * h * 2 * p->rho * K + 8 * rounding_of_loss(p) / (h * h),
                "%g > %g", change, K * s);
    }
    cr_assert_gt(worst, 0.02 * K);
  }
}

// One step of the classical Runge-Kutta method for the flow in R^(n*d), rows scaled back.
static void runge_kutta(const struct cpf_problem *p, double h, double *W) {
  double k[4][POINT_MAX], at[POINT_MAX];
  static const double shift[4] = {0, 0.5, 0.5, 1};
  size_t size = point_size(p);
  for (int stage = 0; stage < 4; stage++) {
    for (size_t c = 0; c < size; c++)
      at[c] = W[c] - (stage > 0 ? shift[stage] * h * k[stage - 1][c] : 0);
    cr_assert(cpf_normalise(p, at));
    cpf_gradient(p, at, k[stage], NULL);
  }
  for (size_t c = 0; c < size; c++)
    W[c] -= h / 6 * (k[0][c] + 2 * k[1][c] + 2 * k[2][c] + k[3][c]);
  cr_assert(cpf_normalise(p, W));
}

static double step_of(const struct cpf_problem *p) {
  return 0.5 / (p->rho * p->rho * (1 + p->repulsion * p->n));
}

static double angle_distance(const struct cpf_problem *p, const double *A, const double *B) {
  double square = 0;
  for (size_t i = 0; i < (size_t)p->n; i++) {
    double chord = distance((size_t)p->d, A + i * (size_t)p->d, B + i * (size_t)p->d);
    double angle = 2 * asin(fmin(1, chord / 2));
    square += angle * angle;
  }
  return sqrt(square);
}

static double least_eigenvalue(const struct cpf_problem *p, const double *W) {
  size_t N = cpf_problem_tangent_dim(p);
  double B[POINT_MAX * 8], H[1024], values[32];
  struct cpf_eigen *eigen = NULL;
  cr_assert_leq(N, 32);
  cr_assert_eq(cpf_eigen_alloc(N, &eigen, NULL), CPF_OK);
  cpf_frames(p, W, B);
  cpf_hessian(p, W, B, H);
  cr_assert_eq(cpf_eigen_solve(eigen, H, values, NULL, NULL), CPF_OK);
  cpf_eigen_free(eigen);
  return values[0];
}

// Follows the flow until |grad L| <= 1e-13 or `steps` steps; true when it came to rest.
static bool settle(const struct cpf_problem *p, int steps, double *W) {
  double G[POINT_MAX];
  for (int i = 0; i < steps; i++) {
    if (cpf_gradient(p, W, G, NULL) <= 1e-13)
      return true;
    runge_kutta(p, step_of(p), W);
  }
  return false;
}

// Trajectories from random points, asked again and again. Where the test first says arrived, the
// flow ends in a strict minimum not further than it says.
Test(arrival, what_has_arrived_converges) {
  uint64_t state = 7;
  for (size_t e = 0; e < COUNT(PROBLEMS); e++) {
    const struct cpf_problem *p = &PROBLEMS[e];
    struct cpf_arrival_work *work = make(p);
    int arrivals = 0;
    for (int round = 0; round < 12; round++) {
      double W[POINT_MAX], end[POINT_MAX];
      struct cpf_arrival_test test = {0};
      random_point(p, &state, W);
      for (int i = 0; i < 4000 && !test.arrived; i++) {
        test = cpf_arrival_test(work, W);
        if (i % 20 == 0 || test.arrived)
          cr_assert_leq(test.lambda, fmax(0, least_eigenvalue(p, W)) + 1e-13);
        if (!test.arrived)
          runge_kutta(p, step_of(p), W);
      }
      if (!test.arrived)
        continue;
      arrivals++;
      cr_assert(test.lambda > 0 && test.distance > 0 && test.distance < PI / 2);
      memcpy(end, W, point_size(p) * sizeof *W);
      cr_assert(settle(p, 200000, end));
      cr_assert_leq(angle_distance(p, W, end), test.distance * (1 + 1e-6) + 1e-12);
      cr_assert_gt(least_eigenvalue(p, end), 0);
      cr_assert_leq(cpf_loss(p, end), cpf_loss(p, W) + rounding_of_loss(p));
    }
    // Minima in orbits of O(d-k), or in continua for rho = 2, are never arrived at; for odd rho
    // some trajectories creep to the equator of a teacher, and for rho = 30 the
    // gradient is nothing for long.
    bool strict = p->rho > 2 && p->rho < 20 && p->n <= p->k;
    cr_assert(!strict || arrivals >= 3, "%d %d %d %d: %d", p->n, p->k, p->d, p->rho, arrivals);
    cpf_arrival_free(work);
  }
}

// At the copies the bound is the eigenvalue itself.
Test(arrival, at_minima) {
  const struct cpf_problem p = problem(3, 3, 4, 4);
  struct cpf_arrival_work *work = make(&p);
  const double copies[12] = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0};
  struct cpf_arrival_test test = cpf_arrival_test(work, copies);
  cr_assert(test.arrived);
  cr_assert(test.lambda > 3.99 && test.lambda <= 4);
  cr_assert(test.distance < 1e-11);
  cpf_arrival_free(work);
}

static void tight_balance(int rho, double *W) {
  double t = 0;
  cr_assert(cpf_theta(rho, &t));
  const double point[] = {cos(t), sin(t), cos(t), -sin(t)};
  memcpy(W, point, sizeof point);
}

// The bound falls where the least eigenvalue does: never at a saddle, a degenerate point, or
// beside.
Test(arrival, never_at_others) {
  uint64_t state = 11;
  const struct cpf_problem flat = problem(2, 2, 2, 4), strict = problem(2, 2, 2, 6);
  struct cpf_arrival_work *work = make(&flat), *other = make(&strict);
  const double c = sqrt(0.5);
  const double saddles[][4] = {{c, c, c, -c},
                               {c, c, c, c},
                               {1, 0, 1, 0},
                               {cos(PI / 8), sin(PI / 8), cos(PI / 8), -sin(PI / 8)}};
  for (size_t which = 0; which < COUNT(saddles); which++)
    for (int e = 0; e <= 40; e++)
      for (int round = 0; round < 20; round++) {
        double W[4];
        memcpy(W, saddles[which], sizeof W);
        perturb(&flat, &state, pow(10, -0.4 * e - 0.5), W);
        struct cpf_arrival_test test = cpf_arrival_test(work, W);
        cr_assert(!test.arrived && test.distance == 0);
      }
  double W[4];
  tight_balance(6, W);
  cr_assert(cpf_arrival_test(other, W).arrived);
  tight_balance(4, W);
  cr_assert_not(cpf_arrival_test(work, W).arrived);
  // The saddles of rho = 6 beside tight-balance.
  const double a = PI / 24, b = 5 * PI / 24, side[] = {cos(a), sin(a), cos(b), -sin(b)};
  double G[4];
  cr_assert_lt(cpf_gradient(&strict, side, G, NULL), 1e-14);
  cr_assert_not(cpf_arrival_test(other, side).arrived);
  cpf_arrival_free(work);
  cpf_arrival_free(other);
}

// Continua of minima, orbits of O(d-k), students that nothing moves.
Test(arrival, never_where_flat) {
  struct cpf_problem p = problem(2, 2, 3, 2);
  struct cpf_arrival_work *work = make(&p);
  double turned[] = {0.6, 0.8, 0, -0.8, 0.6, 0};
  cr_assert_not(cpf_arrival_test(work, turned).arrived);
  cpf_arrival_free(work);
  p = (struct cpf_problem){2, 1, 3, 4, 1};
  work = make(&p);
  double orbit[] = {1, 0, 0, 0, 0.6, 0.8};
  cr_assert_not(cpf_arrival_test(work, orbit).arrived);
  cpf_arrival_free(work);
  p = (struct cpf_problem){1, 1, 3, 4, 0};
  work = make(&p);
  double null[] = {0, 0.6, 0.8};
  cr_assert_not(cpf_arrival_test(work, null).arrived);
  cpf_arrival_free(work);
}

// Entries that are not numbers have not arrived.
Test(arrival, bad_points) {
  const struct cpf_problem p = problem(2, 2, 2, 4);
  struct cpf_arrival_work *work = make(&p);
  double W[] = {NAN, 0, 0, 1}, far[] = {INFINITY, 0, 0, 1}, zero[4] = {0};
  cr_assert_not(cpf_arrival_test(work, W).arrived);
  cr_assert_not(cpf_arrival_test(work, far).arrived);
  cr_assert_not(cpf_arrival_test(work, zero).arrived);
  cpf_arrival_free(work);
  cpf_arrival_free(NULL);
}

Test(arrival, spheres_of_dimension_0) {
  const struct cpf_problem p = problem(2, 1, 1, 4);
  struct cpf_arrival_work *work = make(&p);
  double W[] = {1, -1};
  struct cpf_arrival_test test = cpf_arrival_test(work, W);
  cr_assert(test.arrived && test.lambda == 0 && test.distance == 0);
  cpf_arrival_free(work);
}

// Within the radius of a minimum the flow goes to it, and its distance falls at every step.
Test(arrival, radius) {
  uint64_t state = 13;
  static const struct cpf_problem problems[] = {
      {2, 2, 2, 4, 1}, {3, 3, 3, 4, 1}, {2, 2, 4, 6, 1}, {2, 2, 2, 3, 0}, {1, 3, 3, 5, 1}};
  for (size_t e = 0; e < COUNT(problems); e++) {
    const struct cpf_problem *p = &problems[e];
    double copies[POINT_MAX] = {0}, radius = cpf_arrival_radius(p, p->rho);
    for (int i = 0; i < p->n; i++)
      copies[i * p->d + i] = 1;
    cr_assert_float_eq(least_eigenvalue(p, copies), p->rho, 1e-14);
    cr_assert(radius > 0 && radius < PI);
    for (int round = 0; round < 30; round++) {
      double W[POINT_MAX], u[POINT_MAX], last, now = 0.9999 * radius;
      random_tangent(p, &state, copies, u);
      geodesic(p, copies, u, now, W);
      cr_assert_float_eq(angle_distance(p, W, copies), now, 1e-9);
      for (int i = 0; i < 2000 && now > 1e-7; i++) {
        runge_kutta(p, step_of(p), W);
        last = now;
        now = angle_distance(p, W, copies);
        cr_assert_lt(now, last);
      }
      cr_assert_leq(now, 1e-7);
    }
  }
  cr_assert_eq(cpf_arrival_radius(&problems[0], 0), 0);
  cr_assert_eq(cpf_arrival_radius(&problems[0], -1), 0);
}
