// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/ball.h"

#include "../support.h"

enum { BITS = 192, MATRIX_MAX = 1024 };

static const struct cpf_problem spread[] = {
    {1, 1, 2, 1, 1},   {2, 2, 2, 1, 0.5}, {2, 2, 2, 2, 1}, {2, 1, 3, 2, 0.7}, {1, 3, 3, 3, 1},
    {2, 2, 2, 3, 0},   {2, 2, 2, 4, 1},   {2, 2, 3, 4, 1}, {3, 2, 2, 4, 1},   {2, 3, 3, 5, 1},
    {2, 1, 5, 6, 2.5}, {3, 3, 3, 7, 1},   {3, 1, 1, 4, 1}, {1, 2, 2, 25, 1},
};

// Each entry of W as a ball of that radius around it; out is n x d.
static void balls(const struct cpf_problem *p, const double *W, double radius, arb_mat_t out) {
  mag_t r;
  mag_init(r);
  mag_set_d(r, radius);
  for (slong i = 0; i < p->n; i++)
    for (slong c = 0; c < p->d; c++) {
      arb_set_d(arb_mat_entry(out, i, c), W[i * p->d + c]);
      arb_add_error_mag(arb_mat_entry(out, i, c), r);
    }
  mag_clear(r);
}

// Every entry lies within 1e-12 of the double, and is known far better than double precision.
static void close_to(const struct cpf_problem *p, const arb_mat_t A, const double *expected,
                     const char *what) {
  for (slong i = 0; i < arb_mat_nrows(A); i++)
    for (slong j = 0; j < arb_mat_ncols(A); j++) {
      arb_t x;
      arb_init(x);
      arb_set(x, arb_mat_entry(A, i, j));
      cr_assert_lt(mag_get_d(arb_radref(x)), 1e-40, "%s: %g", what, mag_get_d(arb_radref(x)));
      mag_t within;
      mag_init(within);
      mag_set_d(within, 1e-12 * (1 + p->rho));
      arb_add_error_mag(x, within);
      arf_t value;
      arf_init(value);
      arf_set_d(value, expected[i * arb_mat_ncols(A) + j]);
      cr_assert(arb_contains_arf(x, value), "%s (%ld, %ld): %.17g", what, (long)i, (long)j,
                expected[i * arb_mat_ncols(A) + j]);
      arf_clear(value);
      mag_clear(within);
      arb_clear(x);
    }
}

Test(ball, agrees_with_the_double_model) {
  uint64_t state = 1;
  for (size_t s = 0; s < COUNT(spread); s++) {
    const struct cpf_problem *p = &spread[s];
    double W[POINT_MAX] = {0}, G[POINT_MAX], mu[POINT_MAX], B[POINT_MAX], H[MATRIX_MAX],
           T[POINT_MAX];
    slong N = (slong)cpf_problem_tangent_dim(p);
    arb_mat_t ballW, ballG, ballmu, ballH, ballT;
    random_point(p, &state, W);
    cpf_frames(p, W, B);
    cpf_gradient(p, W, G, mu);
    cpf_hessian(p, W, B, H);
    cpf_transverse_hessian(p, W, T);
    arb_mat_init(ballW, p->n, p->d);
    balls(p, W, 0, ballW);
    arb_mat_init(ballG, p->n, p->d);
    arb_mat_init(ballmu, p->n, 1);
    arb_mat_init(ballH, N, N);
    arb_mat_init(ballT, p->n, p->n);
    arb_mat_one(ballG); // what was there does not matter
    arb_mat_one(ballH);
    cpf_ball_gradient(p, ballW, ballG, ballmu, BITS);
    cpf_ball_hessian(p, ballW, B, ballH, BITS);
    cpf_ball_transverse_hessian(p, ballW, ballT, BITS);
    close_to(p, ballG, G, "gradient");
    close_to(p, ballmu, mu, "mu");
    close_to(p, ballH, H, "hessian");
    close_to(p, ballT, T, "transverse hessian");
    arb_mat_clear(ballW);
    arb_mat_clear(ballG);
    arb_mat_clear(ballmu);
    arb_mat_clear(ballH);
    arb_mat_clear(ballT);
  }
}

static void contains(const arb_mat_t A, const double *inside, const char *what) {
  for (slong i = 0; i < arb_mat_nrows(A); i++)
    for (slong j = 0; j < arb_mat_ncols(A); j++) {
      arf_t value;
      arf_init(value);
      arf_set_d(value, inside[i * arb_mat_ncols(A) + j]);
      cr_assert(arb_contains_arf(arb_mat_entry(A, i, j), value), "%s (%ld, %ld)", what, (long)i,
                (long)j);
      arf_clear(value);
    }
}

// Balls of points: the values at every point in the box lie in the results.
Test(ball, encloses_the_values_of_a_box) {
  const double radius = 1e-3;
  uint64_t state = 2;
  for (size_t s = 0; s < COUNT(spread); s++) {
    const struct cpf_problem *p = &spread[s];
    double W[POINT_MAX] = {0}, near[POINT_MAX], G[POINT_MAX], mu[POINT_MAX], T[POINT_MAX];
    arb_mat_t ballW, ballG, ballmu, ballT;
    random_point(p, &state, W);
    arb_mat_init(ballW, p->n, p->d);
    balls(p, W, radius * (1 + 1e-9), ballW);
    arb_mat_init(ballG, p->n, p->d);
    arb_mat_init(ballmu, p->n, 1);
    arb_mat_init(ballT, p->n, p->n);
    cpf_ball_gradient(p, ballW, ballG, ballmu, BITS);
    cpf_ball_transverse_hessian(p, ballW, ballT, BITS);
    for (int round = 0; round < 20; round++) {
      for (size_t c = 0; c < point_size(p); c++) // corners of the box
        near[c] = W[c] + (next(&state) % 2 == 0 ? radius : -radius);
      cpf_gradient(p, near, G, mu);
      cpf_transverse_hessian(p, near, T);
      contains(ballG, G, "gradient");
      contains(ballmu, mu, "mu");
      contains(ballT, T, "transverse hessian");
    }
    arb_mat_clear(ballW);
    arb_mat_clear(ballG);
    arb_mat_clear(ballmu);
    arb_mat_clear(ballT);
  }
}

// At w_1 = v_1, w_2 = v_2, of even degree >= 4, everything is an integer and exact.
Test(ball, exact_at_a_copy) {
  const struct cpf_problem p = problem(2, 2, 2, 4);
  const double W[] = {1, 0, 0, 1};
  double B[4];
  arb_mat_t ballW, G, mu, H;
  arb_mat_init(ballW, 2, 2);
  balls(&p, W, 0, ballW);
  arb_mat_init(G, 2, 2);
  arb_mat_init(mu, 2, 1);
  arb_mat_init(H, 2, 2);
  cpf_frames(&p, W, B);
  cpf_ball_gradient(&p, ballW, G, mu, BITS);
  cpf_ball_hessian(&p, ballW, B, H, BITS);
  for (slong i = 0; i < 2; i++) {
    cr_assert(arb_equal_si(arb_mat_entry(mu, i, 0), -4));
    for (slong j = 0; j < 2; j++) {
      cr_assert(arb_is_zero(arb_mat_entry(G, i, j)));
      cr_assert(arb_equal_si(arb_mat_entry(H, i, j), i == j ? 4 : 0));
    }
  }
  arb_mat_clear(ballW);
  arb_mat_clear(G);
  arb_mat_clear(mu);
  arb_mat_clear(H);
}
