// SPDX-License-Identifier: GPL-3.0-or-later
// The exact model against the double one, and its derivatives by two routes.
#include "verify/rational_ball.h"

#include "../support.h"

enum { SIZE = 6, POINTS = 6 };

// The double model's own tests bound its error; these points are small, rho <= 8.
static const double TOLERANCE = 1e-13;

static void expect_agreement(struct cpf_rational *c) {
  struct cpf_problem p;
  double W[POINT_MAX], G[POINT_MAX];
  fmpq_t L;
  fmpq_mat_t exact;
  fmpq_init(L);
  fmpq_mat_init(exact, c->n, c->d);
  cpf_rational_to_double(c, &p, W);
  cr_assert_eq(cpf_problem_check(&p, NULL), CPF_OK);
  cpf_rational_loss(c, L);
  cr_expect_float_eq(fmpq_get_d(L), cpf_loss(&p, W), c->n * c->n * c->rho * TOLERANCE);
  cpf_gradient(&p, W, G, NULL);
  cpf_rational_gradient(c, exact);
  for (int i = 0; i < c->n; i++)
    for (int a = 0; a < c->d; a++)
      cr_expect_float_eq(fmpq_get_d(fmpq_mat_entry(exact, i, a)), G[i * c->d + a],
                         c->n * c->rho * c->rho * TOLERANCE);
  fmpq_clear(L);
  fmpq_mat_clear(exact);
}

Test(rational, agrees_with_the_double_model) {
  for (int n = 1; n <= 4; n++)
    for (int d = 1; d <= 5; d++)
      for (int rho = 1; rho <= 8; rho++)
        for (int i = 0; i < POINTS; i++) {
          struct cpf_random random = cpf_random_make(3, 0, (uint64_t)(i + 10 * rho));
          struct cpf_rational c;
          cpf_rational_init(&c, n, 1 + i % d, d, rho);
          cpf_rational_random(&c, &random, SIZE);
          cr_assert(cpf_rational_is_unit(&c));
          fmpq_set_si(c.repulsion, i, 2);
          expect_agreement(&c);
          cpf_rational_clear(&c);
        }
}

// <A, H> with A spoilt in one entry by `spoil`.
static bool slope_agrees(struct cpf_rational *c, struct cpf_random *random, int spoil) {
  fmpq_mat_t A, H;
  fmpq_t sum, x;
  fmpq_mat_init(A, c->n, c->d), fmpq_mat_init(H, c->n, c->d);
  fmpq_init(sum), fmpq_init(x);
  cpf_rational_random_matrix(c->W, random, SIZE);
  cpf_rational_random_matrix(H, random, SIZE);
  fmpq_set_si(fmpq_mat_entry(H, 0, 0), 1, 3);
  cpf_rational_euclidean(c, A);
  fmpq_add_si(fmpq_mat_entry(A, 0, 0), fmpq_mat_entry(A, 0, 0), spoil);
  for (int i = 0; i < c->n; i++) {
    cpf_rational_dot(x, A, i, H, i);
    fmpq_add(sum, sum, x);
  }
  cpf_rational_slope(c, H, x);
  bool same = fmpq_equal(sum, x);
  fmpq_mat_clear(A), fmpq_mat_clear(H);
  fmpq_clear(sum), fmpq_clear(x);
  return same;
}

Test(rational, slope_is_the_linear_coefficient) {
  for (int rho = 1; rho <= 12; rho++) {
    struct cpf_random random = cpf_random_make(4, 0, (uint64_t)rho);
    struct cpf_rational c;
    cpf_rational_init(&c, 3, 2, 4, rho);
    fmpq_set_si(c.repulsion, 2, 7);
    cr_expect(slope_agrees(&c, &random, 0));
    cr_expect_not(slope_agrees(&c, &random, 1));
    cpf_rational_clear(&c);
  }
}

// The polynomial along a line takes the loss at its points.
Test(rational, along_a_line) {
  struct cpf_random random = cpf_random_make(5, 0, 0);
  struct cpf_rational c;
  fmpq_mat_t H;
  fmpq_poly_t L;
  fmpq_t value, t;
  cpf_rational_init(&c, 2, 3, 3, 5);
  fmpq_mat_init(H, 2, 3);
  fmpq_poly_init(L);
  fmpq_init(value), fmpq_init(t);
  cpf_rational_random(&c, &random, SIZE);
  cpf_rational_random_matrix(H, &random, SIZE);
  cpf_rational_along(&c, H, L);
  cr_expect_eq(fmpq_poly_degree(L), 10);
  fmpq_mat_add(c.W, c.W, H);
  fmpq_one(t);
  fmpq_poly_evaluate_fmpq(t, L, t);
  cpf_rational_loss(&c, value);
  cr_expect(fmpq_equal(t, value));
  cpf_rational_clear(&c);
  fmpq_mat_clear(H);
  fmpq_poly_clear(L);
  fmpq_clear(value), fmpq_clear(t);
}

// The slope on the spheres sees the tangent part of a direction that is given tangent.
Test(rational, slope_on_spheres) {
  for (int rho = 1; rho <= 8; rho++) {
    struct cpf_random random = cpf_random_make(6, 0, (uint64_t)rho);
    struct cpf_rational c;
    fmpq_mat_t G, H;
    fmpq_t sum, x;
    cpf_rational_init(&c, 2, 2, 3, rho);
    fmpq_mat_init(G, 2, 3), fmpq_mat_init(H, 2, 3);
    fmpq_init(sum), fmpq_init(x);
    cpf_rational_random(&c, &random, SIZE);
    cpf_rational_random_matrix(H, &random, SIZE);
    cpf_rational_project(&c, H, H);
    cpf_rational_gradient(&c, G);
    for (int i = 0; i < 2; i++) {
      cpf_rational_dot(x, G, i, H, i);
      fmpq_add(sum, sum, x);
    }
    cpf_rational_slope_on_spheres(&c, H, x);
    cr_expect(fmpq_equal(sum, x));
    cpf_rational_clear(&c);
    fmpq_mat_clear(G), fmpq_mat_clear(H);
    fmpq_clear(sum), fmpq_clear(x);
  }
}

Test(rational, integers_and_text) {
  static const long rows[] = {2, 2, 1, -3, 0, 0};
  char text[64], cut[8];
  struct cpf_rational c;
  cpf_rational_init(&c, 2, 3, 3, 4);
  cpf_rational_set(&c, rows, 3);
  cr_expect(cpf_rational_is_unit(&c));
  cr_expect_str_eq(cpf_rational_rows_text(c.W, text, sizeof text), "(2/3, 2/3, 1/3); (-1, 0, 0)");
  cr_expect_str_eq(cpf_rational_rows_text(c.W, cut, sizeof cut), "(2/3, 2");
  cr_expect_str_eq(cpf_rational_text(fmpq_mat_entry(c.W, 0, 2), text, sizeof text), "1/3");
  cr_expect_not(cpf_rational_is_critical(&c, 0));
  cpf_rational_copy(&c, 0, 1, -1);
  cr_expect(cpf_rational_is_critical(&c, -1));
  fmpq_add_si(fmpq_mat_entry(c.W, 0, 0), fmpq_mat_entry(c.W, 0, 0), 1);
  cr_expect_not(cpf_rational_is_unit(&c));
  cpf_rational_clear(&c);
}

Test(rational, rows_in_a_range_and_frames) {
  for (uint64_t start = 0; start < 20; start++) {
    struct cpf_random random = cpf_random_make(7, 0, start);
    struct cpf_rational c;
    fmpq_mat_t gram;
    cpf_rational_init(&c, 3, 2, 6, 4);
    fmpq_mat_init(gram, 3, 3);
    cpf_rational_random_row(&c, 1, 2, 3, &random, SIZE);
    for (int a = 0; a < 6; a++)
      cr_expect(fmpq_is_zero(fmpq_mat_entry(c.W, 1, a)) || (a >= 2 && a < 5));
    cpf_rational_random_frame(&c, 4, &random, SIZE);
    cpf_rational_gram(&c, gram);
    cr_expect(fmpq_mat_is_one(gram));
    for (int i = 0; i < 3; i++)
      cr_expect(fmpq_is_zero(fmpq_mat_entry(c.W, i, 4)));
    cpf_rational_clear(&c);
    fmpq_mat_clear(gram);
  }
}
