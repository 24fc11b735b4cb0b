// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/batch.h"

#include "../support.h"

enum { MATRIX_MAX = 1024 };

static const struct cpf_problem spread[] = {
    {1, 1, 1, 3, 1},   {3, 1, 1, 4, 1}, {1, 1, 2, 1, 1},   {2, 2, 2, 1, 0.5}, {2, 2, 2, 2, 1},
    {2, 2, 2, 3, 0},   {2, 2, 2, 4, 1}, {2, 2, 3, 4, 0.3}, {3, 2, 2, 4, 1},   {2, 3, 3, 5, 1},
    {2, 1, 5, 6, 2.5}, {3, 3, 3, 7, 1}, {2, 1, 9, 4, 1},
};

static void make(const struct cpf_problem *p, struct cpf_batch *b) {
  struct cpf_error err = {CPF_OK, ""};
  cr_assert_eq(cpf_batch_alloc(p, b, &err), CPF_OK, "%s", err.text);
}

static void lane_is(const cpf_lanes *x, int lane, size_t count, const double *expected,
                    const char *what) {
  for (size_t c = 0; c < count; c++)
    cr_assert_float_eq(x[c][lane], expected[c], 1e-13 * (1 + fabs(expected[c])),
                       "lane %d: %s %zu: %.17g, not %.17g", lane, what, c, x[c][lane], expected[c]);
}

static void lane_is_the_scalar_model(const struct cpf_batch *b, int lane, const double *W) {
  const struct cpf_problem *p = &b->p;
  size_t n = (size_t)p->n, d = (size_t)p->d, t = d - 1, N = n * t;
  double B[POINT_MAX], G[POINT_MAX], g[POINT_MAX], H[MATRIX_MAX];
  cpf_frames(p, W, B);
  cpf_gradient(p, W, G, NULL);
  cpf_hessian(p, W, B, H);
  for (size_t a = 0; a < N; a++)
    g[a] = inner(d, G + a / t * d, B + a * d);
  lane_is(b->W, lane, n * d, W, "W");
  for (size_t a = 0; a < N; a++) // the frames, from what is kept of them
    for (size_t c = 0; c < d; c++) {
      double m = W[a / t * d + c] + (c == 0 ? b->s[a / t][lane] : 0);
      cr_assert_float_eq((c == a % t + 1) - b->x[a][lane] * m, B[a * d + c], 1e-14);
    }
  lane_is(b->g, lane, N, g, "g");
  lane_is(b->H, lane, N * N, H, "H");
  for (size_t i = 0; i < n; i++)
    for (size_t q = 0; q < n; q++) {
      double u[POINT_MAX], c = inner(d, W + i * d, W + q * d), r = p->repulsion * p->rho;
      double first = r * cpf_powi(c, p->rho - 1);
      double second = p->rho < 2 ? 0 : r * (p->rho - 1) * cpf_powi(c, p->rho - 2);
      for (size_t a = 0; a < t; a++)
        u[a] = inner(d, B + (i * t + a) * d, W + q * d);
      if (q != i) {
        lane_is(b->F + i * n + q, lane, 1, &first, "F");
        lane_is(b->S + i * n + q, lane, 1, &second, "S");
        lane_is(b->U + (i * n + q) * t, lane, t, u, "U");
      }
    }
}

Test(batch, every_lane_is_the_scalar_model) {
  uint64_t state = 1;
  for (size_t s = 0; s < COUNT(spread); s++) {
    struct cpf_batch b;
    double W[CPF_LANES][POINT_MAX] = {0};
    make(&spread[s], &b);
    for (int l = 0; l < CPF_LANES; l++) {
      random_point(&spread[s], &state, W[l]);
      cpf_batch_set(&b, l, W[l]);
    }
    cpf_batch_evaluate(&b);
    for (int l = 0; l < CPF_LANES; l++)
      lane_is_the_scalar_model(&b, l, W[l]);
    cpf_batch_free(&b);
  }
}

// Zeros, signs and poles of the frames.
Test(batch, axis_points) {
  const struct cpf_problem p = problem(2, 2, 2, 2);
  const double W[CPF_LANES][4] = {{1, 0, 0, 1},  {-1, 0, 0, -1}, {1, 0, 1, 0},    {1, 0, -1, 0},
                                  {0, 1, 0, -1}, {0, -1, 1, 0},  {-0.0, 1, 1, 0}, {-1, 0, -1, 0}};
  for (int rho = 1; rho <= 4; rho++) {
    struct cpf_batch b;
    struct cpf_problem q = p;
    q.rho = rho;
    make(&q, &b);
    for (int l = 0; l < CPF_LANES; l++)
      cpf_batch_set(&b, l, W[l]);
    cpf_batch_evaluate(&b);
    for (int l = 0; l < CPF_LANES; l++)
      lane_is_the_scalar_model(&b, l, W[l]);
    cpf_batch_free(&b);
  }
}

Test(batch, lanes_that_were_not_set_are_valid_points) {
  for (size_t s = 0; s < COUNT(spread); s++) {
    struct cpf_batch b;
    double W[POINT_MAX] = {0};
    make(&spread[s], &b);
    cpf_batch_evaluate(&b);
    for (int l = 0; l < CPF_LANES; l++) {
      cpf_batch_get(&b, l, W);
      assert_unit_rows(&spread[s], W);
      lane_is_the_scalar_model(&b, l, W);
    }
    cpf_batch_free(&b);
  }
}

Test(batch, set_and_get_touch_one_lane) {
  const struct cpf_problem p = problem(2, 2, 3, 4);
  uint64_t state = 2;
  struct cpf_batch b;
  double W[CPF_LANES][POINT_MAX] = {0}, out[POINT_MAX];
  make(&p, &b);
  for (int l = 0; l < CPF_LANES; l++) {
    random_point(&p, &state, W[l]);
    cpf_batch_set(&b, l, W[l]);
  }
  for (int l = 0; l < CPF_LANES; l++) {
    cpf_batch_get(&b, l, out);
    cr_assert_arr_eq(out, W[l], point_size(&p) * sizeof *out);
  }
  cpf_batch_free(&b);
}

Test(batch, retraction) {
  uint64_t state = 3;
  for (size_t s = 0; s < COUNT(spread); s++) {
    const struct cpf_problem *p = &spread[s];
    size_t N = cpf_problem_tangent_dim(p);
    struct cpf_batch b;
    cpf_lanes xi[POINT_MAX];
    double W[CPF_LANES][POINT_MAX] = {0}, B[POINT_MAX], step[POINT_MAX], out[POINT_MAX];
    make(p, &b);
    for (int l = 0; l < CPF_LANES; l++) {
      random_point(p, &state, W[l]);
      cpf_batch_set(&b, l, W[l]);
      for (size_t a = 0; a < N; a++)
        xi[a][l] = centred(&state);
    }
    cpf_batch_evaluate(&b);
    cpf_batch_retract(&b, xi);
    for (int l = 0; l < CPF_LANES; l++) {
      for (size_t a = 0; a < N; a++)
        step[a] = xi[a][l];
      cpf_frames(p, W[l], B);
      cpf_retract(p, B, step, W[l]);
      cpf_batch_get(&b, l, out);
      cr_assert_lt(distance(point_size(p), out, W[l]), 1e-14);
    }
    cpf_batch_free(&b);
  }
}

Test(batch, memory) {
  const struct cpf_problem small = problem(2, 2, 2, 4);
  const struct cpf_problem huge = problem(CPF_SIZE_MAX, 1, CPF_SIZE_MAX, 4);
  struct cpf_batch b;
  struct cpf_error err = {CPF_OK, ""};
  // W 4, x 2, s 2, g 2, H 4, U 4, F 4, S 4, a 6
  cr_assert_eq(cpf_batch_bytes(&small), 32 * sizeof(cpf_lanes));
  cr_assert_eq(cpf_batch_bytes(&huge), SIZE_MAX);
  cr_assert_eq(cpf_batch_alloc(&huge, &b, &err), CPF_ENOMEM);
  cr_assert_eq(err.status, CPF_ENOMEM);
  cr_assert_neq(strlen(err.text), 0);
  cpf_batch_free(&b);
  cpf_batch_free(NULL);
}
