// SPDX-License-Identifier: GPL-3.0-or-later
// The batched field against the scalar model, lane by lane.
#include "flow/field.h"

#include <float.h>

#include "../support.h"

enum { RHO_MOST = 9 };

// Every tile of the kernel and what is left over beside it, k < d, n > k, the shapes with compiled
// sizes, and students that do not see each other.
static const struct cpf_problem shapes[] = {
    {1, 1, 1, 1, 1},   {1, 2, 3, 1, 1},    {2, 1, 1, 1, 1},   {2, 1, 2, 1, 1},  {2, 2, 2, 1, 1},
    {2, 2, 3, 1, 0.5}, {2, 2, 4, 1, 1},    {2, 3, 4, 1, 2},   {2, 1, 4, 1, 1},  {2, 4, 4, 1, 1},
    {2, 2, 5, 1, 0},   {3, 2, 4, 1, 0.25}, {3, 3, 3, 1, 1},   {4, 4, 4, 1, 1},  {4, 3, 7, 1, 1},
    {5, 5, 5, 1, 0.2}, {5, 2, 6, 1, 1},    {6, 4, 9, 1, 1},   {7, 7, 7, 1, 1},  {8, 8, 8, 1, 1},
    {9, 5, 11, 1, 1},  {13, 3, 5, 1, 1},   {7, 13, 19, 1, 0}, {10, 1, 1, 1, 1}, {11, 9, 13, 1, 1},
};

static cpf_lanes *lanes(size_t count) {
  cpf_lanes *x = aligned_alloc(sizeof(cpf_lanes), count * sizeof *x);
  cr_assert_not_null(x);
  memset(x, 0, count * sizeof *x);
  return x;
}

static void make(const struct cpf_problem *p, struct cpf_field *f) {
  struct cpf_error err = {CPF_OK, ""};
  cr_assert_eq(cpf_field_alloc(p, f, &err), CPF_OK, "%s", err.text);
}

// Rounding: a dot product of d terms, powers, sums of n + k terms, each of size at most rho.
static double allowed(const struct cpf_problem *p) {
  double terms = p->n * fmax(p->repulsion, 1) + p->k;
  return p->rho * (p->rho + p->d + terms) * terms * DBL_EPSILON;
}

static void lane_is_the_model(const struct cpf_problem *p, int lane, const double *W,
                              const cpf_lanes *F, double loss, double speed) {
  double G[POINT_MAX], norm = cpf_gradient(p, W, G, NULL), tolerance = allowed(p);
  double worst = 0;
  for (size_t e = 0; e < point_size(p); e++)
    worst = fabs(F[e][lane] + G[e]) <= worst ? worst : fabs(F[e][lane] + G[e]);
  cr_assert_leq(worst, tolerance, "n %d k %d d %d rho %d: off by %g", p->n, p->k, p->d, p->rho,
                worst);
  cr_assert_float_eq(loss, cpf_loss(p, W), p->n * tolerance);
  cr_assert_float_eq(sqrt(speed), norm, p->n * p->d * tolerance);
}

static void check_shape(const struct cpf_problem *p, uint64_t *state) {
  double W[CPF_LANES][POINT_MAX];
  size_t size = point_size(p);
  cpf_lanes *X = lanes(2 * size), *F = X + size, loss, speed;
  struct cpf_field f;
  make(p, &f);
  for (int l = 0; l < CPF_LANES; l++) {
    random_point(p, state, W[l]);
    for (size_t e = 0; e < size; e++)
      X[e][l] = W[l][e];
  }
  cpf_field_evaluate(&f, X, F, &loss, &speed);
  for (int l = 0; l < CPF_LANES; l++)
    lane_is_the_model(p, l, W[l], F, loss[l], speed[l]);
  cpf_field_free(&f);
  free(X);
}

Test(field, every_lane_is_the_scalar_model) {
  uint64_t state = 1;
  for (size_t s = 0; s < COUNT(shapes); s++)
    for (int rho = 1; rho <= RHO_MOST; rho++) {
      struct cpf_problem p = shapes[s];
      p.rho = rho;
      check_shape(&p, &state);
    }
}

// a_i with plain loops and pow, and F_i = -(a_i - (a_i.w_i) w_i) off the spheres.
static void plain_field(const struct cpf_problem *p, const double *W, double *F) {
  size_t n = (size_t)p->n, k = (size_t)p->k, d = (size_t)p->d;
  for (size_t i = 0; i < n; i++) {
    double a[POINT_MAX] = {0}, mu;
    for (size_t j = 0; j < k; j++)
      a[j] = -p->rho * pow(W[i * d + j], p->rho - 1);
    for (size_t q = 0; q < n; q++)
      for (size_t e = 0; e < d && q != i; e++)
        a[e] +=
            p->repulsion * p->rho * pow(inner(d, W + i * d, W + q * d), p->rho - 1) * W[q * d + e];
    mu = inner(d, a, W + i * d);
    for (size_t e = 0; e < d; e++)
      F[i * d + e] = mu * W[i * d + e] - a[e];
  }
}

Test(field, off_the_spheres_it_is_the_formula) {
  uint64_t state = 2;
  for (size_t s = 0; s < COUNT(shapes); s++) {
    struct cpf_problem p = shapes[s];
    size_t size = point_size(&p);
    cpf_lanes *X = lanes(2 * size), *F = X + size, loss, speed;
    double W[POINT_MAX], expected[POINT_MAX];
    struct cpf_field f;
    p.rho = 2 + (int)(s % 5);
    make(&p, &f);
    random_point(&p, &state, W);
    for (size_t e = 0; e < size; e++) {
      W[e] *= 1 + 0.3 * centred(&state);
      for (int l = 0; l < CPF_LANES; l++)
        X[e][l] = W[e];
    }
    cpf_field_evaluate(&f, X, F, &loss, &speed);
    plain_field(&p, W, expected);
    for (size_t e = 0; e < size; e++)
      for (int l = 0; l < CPF_LANES; l++)
        cr_assert_float_eq(F[e][l], expected[e], 40 * allowed(&p)); // 1.3^{2 rho} < 40 up to rho 6
    cpf_field_free(&f);
    free(X);
  }
}

// One point in a lane, whatever the others hold, even NaN: the same bits.
Test(field, lanes_do_not_see_each_other) {
  uint64_t state = 3;
  for (size_t s = 0; s < COUNT(shapes); s++) {
    struct cpf_problem p = shapes[s];
    size_t size = point_size(&p);
    cpf_lanes *X = lanes(3 * size), *F = X + size, *first = F + size, loss[2], speed[2];
    struct cpf_field f;
    p.rho = 4;
    make(&p, &f);
    for (int lane = 0; lane < CPF_LANES; lane++) {
      double W[POINT_MAX];
      random_point(&p, &state, W);
      for (int round = 0; round < 2; round++) {
        for (size_t e = 0; e < size; e++)
          for (int l = 0; l < CPF_LANES; l++)
            X[e][l] = l == lane ? W[e] : round == 0 ? centred(&state) : NAN;
        cpf_field_evaluate(&f, X, round == 0 ? first : F, &loss[round], &speed[round]);
      }
      size_t different = 0;
      for (size_t e = 0; e < size; e++)
        different += F[e][lane] != first[e][lane];
      cr_assert_eq(different, 0);
      cr_assert_eq(loss[0][lane], loss[1][lane]);
      cr_assert_eq(speed[0][lane], speed[1][lane]);
    }
    cpf_field_free(&f);
    free(X);
  }
}

Test(field, a_copy_is_at_rest_exactly) {
  const struct cpf_problem p = problem(3, 3, 3, 4);
  cpf_lanes *X = lanes(18), *F = X + 9, loss, speed;
  struct cpf_field f;
  make(&p, &f);
  for (int i = 0; i < 3; i++)
    X[4 * i] += i == 1 ? -1 : 1;
  cpf_field_evaluate(&f, X, F, &loss, &speed);
  for (int l = 0; l < CPF_LANES; l++) {
    cr_assert_eq(loss[l], 0);
    cr_assert_eq(speed[l], 0);
  }
  cpf_field_free(&f);
  free(X);
}

Test(field, too_many_students_are_refused) {
  const struct cpf_problem p = problem(CPF_SIZE_MAX, 1, 1, 4);
  struct cpf_error err = {CPF_OK, ""};
  struct cpf_field f;
  enum cpf_status status = cpf_field_alloc(&p, &f, &err); // 64 TiB
  cr_assert_eq(status, CPF_ENOMEM);
  cr_assert_eq(err.status, CPF_ENOMEM);
  cpf_field_free(&f);
  cpf_field_free(NULL);
}

Test(field, the_cost_counts_the_leading_terms) {
  struct cpf_problem p = problem(8, 8, 8, 4);
  cr_assert_eq(cpf_field_cost(&p), 28 * 8 + 64 * 8 + (28 + 64) * 2);
  p.repulsion = 0;
  cr_assert_eq(cpf_field_cost(&p), 64 * 3 + 2 * 64);
}
