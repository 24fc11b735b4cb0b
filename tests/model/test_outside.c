// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/outside.h"

#include "../support.h"

static const double tol = 1e-9;

static const struct cpf_problem spread[] = {
    {1, 1, 1, 3, 1}, {2, 2, 2, 4, 1}, {1, 1, 2, 4, 1}, {2, 2, 3, 4, 1}, {3, 2, 3, 4, 1},
    {2, 1, 4, 4, 1}, {3, 2, 9, 5, 1}, {5, 1, 4, 3, 1}, {2, 3, 8, 4, 1},
};

// The overlaps w_i.v_j and w_i.w_q of two points, which may have different dimensions.
static void same_shape(const struct cpf_problem *p, const double *A, const struct cpf_problem *q,
                       const double *B, double within) {
  size_t d = (size_t)p->d, e = (size_t)q->d;
  for (size_t i = 0; i < (size_t)p->n; i++) {
    for (size_t j = 0; j < (size_t)p->k; j++)
      cr_assert_eq(A[i * d + j], B[i * e + j]);
    for (size_t s = 0; s < (size_t)p->n; s++)
      cr_assert_float_eq(inner(d, A + i * d, A + s * d), inner(e, B + i * e, B + s * e), within);
  }
}

// Student i uses the first min(i + 1, d - k) coordinates; its last one is positive.
static void lower_triangular(const struct cpf_problem *p, const double *W) {
  for (int i = 0; i < p->n; i++) {
    const double *row = W + (size_t)i * (size_t)p->d + p->k;
    for (int c = 0; c < p->d - p->k; c++)
      cr_assert(c < i || (c == i ? row[c] > 0 : row[c] == 0), "student %d, coordinate %d", i, c);
  }
}

Test(outside, triangulation_keeps_the_shape) {
  uint64_t state = 1;
  for (size_t s = 0; s < COUNT(spread); s++)
    for (int round = 0; round < 10; round++) {
      const struct cpf_problem *p = &spread[s];
      int free_rank = p->n < p->d - p->k ? p->n : p->d - p->k;
      double W[POINT_MAX] = {0}, turned[POINT_MAX], work[POINT_MAX];
      random_point(p, &state, W);
      memcpy(turned, W, sizeof W);
      cr_assert_eq(cpf_outside_triangulate(p, turned, tol, work), free_rank);
      same_shape(p, W, p, turned, 1e-14);
      lower_triangular(p, turned);
    }
}

Test(outside, turned_points_agree) {
  uint64_t state = 2;
  const struct cpf_problem p = problem(3, 2, 7, 3);
  for (int round = 0; round < 10; round++) {
    double W[POINT_MAX] = {0}, image[POINT_MAX], work[POINT_MAX], normal[5];
    random_point(&p, &state, W);
    for (size_t c = 0; c < 5; c++)
      normal[c] = centred(&state);
    for (size_t i = 0; i < 3; i++) {
      double *out = image + i * 7, along;
      memcpy(out, W + i * 7, 7 * sizeof *out);
      along = 2 * inner(5, normal, out + 2) / inner(5, normal, normal);
      for (size_t c = 0; c < 5; c++)
        out[2 + c] -= along * normal[c];
    }
    cr_assert_gt(distance(21, W, image), 1e-3);
    cpf_outside_triangulate(&p, W, tol, work);
    cpf_outside_triangulate(&p, image, tol, work);
    cr_assert_lt(distance(21, W, image), 1e-12);
  }
}

// Nearly parallel students, whose difference alone gives the second direction.
Test(outside, nearly_dependent_students) {
  uint64_t state = 4;
  const struct cpf_problem p = problem(3, 1, 6, 4);
  for (int round = 0; round < 20; round++) {
    double W[POINT_MAX] = {0}, turned[POINT_MAX], work[POINT_MAX];
    random_point(&p, &state, W);
    for (size_t c = 0; c < 6; c++)
      W[6 + c] = W[c] + 1e-7 * W[6 + c];
    cr_assert(cpf_normalise(&p, W));
    memcpy(turned, W, sizeof W);
    cr_assert_eq(cpf_outside_triangulate(&p, turned, tol, work), 3);
    same_shape(&p, W, &p, turned, 1e-14);
  }
}

Test(outside, dependent_students) {
  const struct cpf_problem p = problem(4, 1, 4, 4);
  double W[] = {0.6, 0, 0.8, 0, 1, 0, 0, 0, 0.8, 0, -0.6, 0, 0, 0.6, 0, 0.8}, work[POINT_MAX];
  const double expected[] = {0.6, 0.8, 0, 0, 1, 0, 0, 0, 0.8, -0.6, 0, 0, 0, 0, 1, 0};
  cr_assert_eq(cpf_outside_triangulate(&p, W, tol, work), 2);
  for (size_t c = 0; c < COUNT(W); c++)
    cr_assert_float_eq(W[c], expected[c], 1e-15, "%zu: %g", c, W[c]);
}

// A remainder below tol is zero, one above it is a direction.
Test(outside, tolerance) {
  const struct cpf_problem p = problem(2, 1, 3, 4);
  const double small[] = {0, 1, 0, 0, 1, 0.3 * 1e-9}, large[] = {0, 1, 0, 0, 1, -3 * 1e-9};
  double W[6] = {0}, work[POINT_MAX];
  memcpy(W, small, sizeof W);
  cr_assert_eq(cpf_outside_triangulate(&p, W, tol, work), 1);
  cr_assert_eq(W[5], 0);
  memcpy(W, large, sizeof W);
  cr_assert_eq(cpf_outside_triangulate(&p, W, tol, work), 2);
  cr_assert_float_eq(W[5], 3e-9, 1e-16);
}

Test(outside, reduced_point) {
  uint64_t state = 3;
  for (size_t s = 0; s < COUNT(spread); s++) {
    struct cpf_problem p = spread[s], q = cpf_problem_reduced(&p);
    double W[POINT_MAX] = {0}, turned[POINT_MAX], reduced[POINT_MAX], work[POINT_MAX], G[POINT_MAX];
    random_point(&p, &state, W);
    memcpy(turned, W, sizeof W);
    cpf_outside_reduce(&p, turned, tol, reduced, work);
    assert_unit_rows(&q, reduced);
    same_shape(&p, W, &q, reduced, 1e-14);
    same_shape(&p, W, &p, turned, 1e-14);
    cr_assert_float_eq(cpf_loss(&p, W), cpf_loss(&q, reduced), 1e-13);
    cr_assert_float_eq(cpf_gradient(&p, W, G, NULL), cpf_gradient(&q, reduced, G, NULL), 1e-12);
  }
}
