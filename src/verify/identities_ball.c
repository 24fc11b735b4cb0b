// SPDX-License-Identifier: GPL-3.0-or-later
//
// scaled-rows and projection (docs/claims/scaled-rows.md, projection.md).
//
// scaled-rows: with alpha_j = V w_j for every student, the residual of the printed equation is
// compared with P_i B_i at rational points: equal when all students lie in the span of the
// teachers; otherwise P_i B_i has one more part, sum_{j != i} (w_i.w_j)^(rho-1) (w_j outside the
// span), which the printed equation does not see.
#include "verify/claims.h"
#include "verify/rational_ball.h"

enum { RHO_MAX = 8, POINTS = 4, SIZE = 6, SEED = 31, DIMENSION_MAX = 5, TEXT = 256 };

// Row i of R (k numbers, the others 0): sum_{j!=i} (a_i.a_j)^(rho-1) (a_j - (a_i.a_j) a_i) -
// a_i^(rho-1) + (a_i^(rho-1).a_i) a_i, where a_j are the first k coordinates of w_j.
static void printed_residual(const struct cpf_rational *c, int i, fmpq_mat_t R) {
  fmpq_t x, y, radial;
  fmpq_init(x), fmpq_init(y), fmpq_init(radial);
  fmpq_mat_zero(R);
  for (int j = 0; j < c->n; j++) {
    if (j == i)
      continue;
    fmpq_zero(x);
    for (int l = 0; l < c->k; l++)
      fmpq_addmul(x, fmpq_mat_entry(c->W, i, l), fmpq_mat_entry(c->W, j, l));
    cpf_rational_pow(y, x, c->rho - 1);
    for (int l = 0; l < c->k; l++)
      fmpq_addmul(fmpq_mat_entry(R, i, l), y, fmpq_mat_entry(c->W, j, l));
    fmpq_submul(radial, x, y);
  }
  for (int l = 0; l < c->k; l++) {
    cpf_rational_pow(y, fmpq_mat_entry(c->W, i, l), c->rho - 1);
    fmpq_sub(fmpq_mat_entry(R, i, l), fmpq_mat_entry(R, i, l), y);
    fmpq_addmul(radial, y, fmpq_mat_entry(c->W, i, l));
  }
  for (int l = 0; l < c->k; l++)
    fmpq_addmul(fmpq_mat_entry(R, i, l), radial, fmpq_mat_entry(c->W, i, l));
  fmpq_clear(x), fmpq_clear(y), fmpq_clear(radial);
}

// Adds sum_{j != i} (w_i.w_j)^(rho-1) (the part of w_j outside the span) to row i of R.
static void add_outside(const struct cpf_rational *c, int i, fmpq_mat_t R) {
  fmpq_t x;
  fmpq_init(x);
  for (int j = 0; j < c->n; j++) {
    if (j == i)
      continue;
    cpf_rational_dot(x, c->W, i, c->W, j);
    cpf_rational_pow(x, x, c->rho - 1);
    for (int a = c->k; a < c->d; a++)
      fmpq_addmul(fmpq_mat_entry(R, i, a), x, fmpq_mat_entry(c->W, j, a));
  }
  fmpq_clear(x);
}

// Whether P_i B_i is the residual, and B_i.w_i the printed beta_i = 1 + sum_{j!=i} (w_i.w_j)^rho -
// sum_l alpha_il^rho, for row i in the span; `outside`: with the part that other students add.
static bool row_agrees(const struct cpf_rational *c, int i, bool outside) {
  fmpq_mat_t R, G;
  fmpq_t x, beta;
  fmpz_t rho;
  bool same = true;
  fmpq_mat_init(R, c->n, c->d), fmpq_mat_init(G, c->n, c->d);
  fmpq_init(x), fmpq_init(beta);
  fmpz_init_set_si(rho, c->rho);
  printed_residual(c, i, R);
  if (outside)
    add_outside(c, i, R);
  cpf_rational_euclidean(c, G);
  fmpq_mat_scalar_div_fmpz(G, G, rho); // B
  cpf_rational_dot(beta, G, i, c->W, i);
  for (int j = 0; j < c->n; j++) {
    cpf_rational_dot(x, c->W, i, c->W, j);
    cpf_rational_pow(x, x, c->rho);
    fmpq_sub(beta, beta, x);
  }
  for (int l = 0; l < c->k; l++) {
    cpf_rational_pow(x, fmpq_mat_entry(c->W, i, l), c->rho);
    fmpq_add(beta, beta, x);
  }
  cpf_rational_project(c, G, G);
  for (int a = 0; a < c->d; a++)
    same = same && fmpq_equal(fmpq_mat_entry(G, i, a), fmpq_mat_entry(R, i, a));
  same = same && fmpq_is_zero(beta);
  fmpq_mat_clear(R), fmpq_mat_clear(G);
  fmpq_clear(x), fmpq_clear(beta);
  fmpz_clear(rho);
  return same;
}

// All students in the span; then the first alone.
static void try_residuals(struct cpf_trial *t) {
  int points = 0, inside = 0, outside = 0;
  for (int n = 1; n <= 3; n++)
    for (int k = 1; k <= 3; k++)
      for (int rho = 2; rho <= RHO_MAX; rho++)
        for (int p = 0; p < POINTS; p++, points++) {
          struct cpf_random random = cpf_random_make(SEED, 0, (uint64_t)points);
          struct cpf_rational c;
          cpf_rational_init(&c, n, k, k + p % 3, rho);
          for (int i = 0; i < n; i++)
            cpf_rational_random_row(&c, i, 0, k, &random, SIZE);
          inside += row_agrees(&c, 0, false) && row_agrees(&c, n - 1, false);
          for (int i = 1; i < n; i++)
            cpf_rational_random_row(&c, i, 0, c.d, &random, SIZE);
          outside += row_agrees(&c, 0, true);
          cpf_rational_clear(&c);
        }
  cpf_trial_step(t, inside == points,
                 "all students in the span: P_i B_i is the residual of the printed equation and "
                 "B_i.w_i = 1 + sum_{j!=i} (w_i.w_j)^rho - sum_l alpha_il^rho at %d of %d rational "
                 "points, rho <= %d",
                 inside, points, RHO_MAX);
  cpf_trial_step(t, outside == points,
                 "w_i alone in the span: P_i B_i is that residual plus sum_{j!=i} "
                 "(w_i.w_j)^(rho-1) (w_j outside the span) at %d of %d rational points",
                 outside, points);
  cpf_trial_count(t, 2 * (uint64_t)points);
}

// Why all students must lie in the span: n = k = 2, d = 3, rho = 4, W = (1, 0, 0); (3/5, 0, 4/5).
static void try_one_in_span(struct cpf_trial *t) {
  static const long rows[] = {5, 0, 0, 3, 0, 4};
  char text[TEXT];
  struct cpf_rational c;
  fmpq_mat_t R, G;
  cpf_rational_init(&c, 2, 2, 3, 4);
  cpf_rational_set(&c, rows, 5);
  fmpq_mat_init(R, 2, 3), fmpq_mat_init(G, 2, 3);
  printed_residual(&c, 0, R);
  cpf_rational_gradient(&c, G);
  cpf_rational_text(fmpq_mat_entry(G, 0, 2), text, TEXT);
  cpf_trial_step(
      t, cpf_rational_is_unit(&c) && fmpq_mat_is_zero(R) && !cpf_rational_is_critical(&c, 0),
      "n = k = 2, d = 3, rho = 4, w_1 = v_1, w_2 = (3/5, 0, 4/5): w_1 lies in the span "
      "and its printed equation holds (residual 0), but the third coordinate of P_1 A_1 "
      "is %s",
      text);
  fmpq_mat_clear(R), fmpq_mat_clear(G);
  cpf_rational_clear(&c);
}

// |alpha|_rho^rho is sum alpha^rho for even rho only; footnote 2.
static void try_remarks(struct cpf_trial *t) {
  static const long row[] = {-3, 4, 0};
  char text[TEXT];
  bool copies = true;
  struct cpf_rational c;
  fmpq_t x, sum;
  fmpq_init(x), fmpq_init(sum);
  cpf_rational_init(&c, 1, 3, 3, 3);
  cpf_rational_set(&c, row, 5);
  for (int l = 0; l < 3; l++) {
    cpf_rational_pow(x, fmpq_mat_entry(c.W, 0, l), 3);
    fmpq_add(sum, sum, x);
  }
  fmpq_set_si(x, 91, 125);
  cpf_trial_step(t, !fmpq_equal(x, sum),
                 "odd rho: alpha = (-3/5, 4/5), rho = 3 has sum_l alpha_l^rho = %s, but "
                 "|alpha|_3^3 = 91/125; beta_i needs the first",
                 cpf_rational_text(sum, text, TEXT));
  cpf_rational_clear(&c);
  for (int rho = 2; rho <= RHO_MAX; rho++) {
    cpf_rational_init(&c, 2, 3, 3, rho);
    cpf_rational_copy(&c, 0, 2, 1);
    cpf_rational_copy(&c, 1, 0, -1);
    copies = copies && cpf_rational_is_critical(&c, -1);
    cpf_rational_clear(&c);
  }
  cpf_trial_step(t, copies, "footnote 2: the orthogonal students v_3, -v_1 are critical, rho <= %d",
                 RHO_MAX);
  fmpq_clear(x), fmpq_clear(sum);
}

enum cpf_status cpf_try_scaled_rows(struct cpf_trial *t, struct cpf_error *err) {
  (void)err;
  try_residuals(t);
  try_one_in_span(t);
  try_remarks(t);
  cpf_trial_conclude(t, CPF_VERDICT_HOLDS,
                     "P_i B_i computed part by part, for even rho and all students in the span, as "
                     "the section has it. If only w_i lies there, one more condition is needed: "
                     "sum_{j!=i} (w_i.w_j)^(rho-1) (w_j - V^T V w_j) = 0");
  return CPF_OK;
}

// (u - (u.v) v).v, and whether it is (u.v) (1 - |v|^2), for the rows u, v of A.
static bool remainder_is(const fmpq_mat_t A, fmpq_t dot) {
  fmpq_t uv, vv, expected;
  fmpq_mat_t p;
  slong d = fmpq_mat_ncols(A);
  fmpq_init(uv), fmpq_init(vv), fmpq_init(expected);
  fmpq_mat_init(p, 1, d);
  cpf_rational_dot(uv, A, 0, A, 1);
  cpf_rational_dot(vv, A, 1, A, 1);
  for (slong a = 0; a < d; a++) {
    fmpq_set(fmpq_mat_entry(p, 0, a), fmpq_mat_entry(A, 0, a));
    fmpq_submul(fmpq_mat_entry(p, 0, a), uv, fmpq_mat_entry(A, 1, a));
  }
  cpf_rational_dot(dot, p, 0, A, 1);
  fmpq_one(expected);
  fmpq_sub(expected, expected, vv);
  fmpq_mul(expected, expected, uv);
  bool same = fmpq_equal(dot, expected);
  fmpq_clear(uv), fmpq_clear(vv), fmpq_clear(expected);
  fmpq_mat_clear(p);
  return same;
}

enum cpf_status cpf_try_projection(struct cpf_trial *t, struct cpf_error *err) {
  char text[TEXT];
  int points = 0, same = 0, zero = 0;
  fmpq_t dot;
  fmpq_mat_t A;
  (void)err;
  fmpq_init(dot);
  for (int d = 1; d <= DIMENSION_MAX; d++)
    for (int i = 0; i < POINTS; i++, points++) {
      struct cpf_random random = cpf_random_make(SEED, 1, (uint64_t)points);
      struct cpf_rational c;
      cpf_rational_init(&c, 2, 0, d, 2);
      cpf_rational_random_matrix(c.W, &random, SIZE);
      same += remainder_is(c.W, dot);
      cpf_rational_random_row(&c, 1, 0, d, &random, SIZE);
      zero += remainder_is(c.W, dot) && fmpq_is_zero(dot);
      cpf_rational_clear(&c);
    }
  cpf_trial_step(t, same == points,
                 "(u - (u.v) v).v = (u.v) (1 - |v|^2) at %d of %d random rational u, v", same,
                 points);
  cpf_trial_step(t, zero == points, "it is 0 for |v| = 1 at %d of %d", zero, points);
  fmpq_mat_init(A, 2, 2);
  fmpq_set_si(fmpq_mat_entry(A, 0, 0), 1, 1);
  fmpq_set_si(fmpq_mat_entry(A, 1, 0), 2, 1);
  bool known = remainder_is(A, dot);
  cpf_rational_text(dot, text, TEXT);
  cpf_trial_step(t, known && !fmpq_is_zero(dot),
                 "u = (1, 0), v = (2, 0): u - (u.v) v = (-3, 0), whose product with v is %s", text);
  cpf_trial_counterexample(
      t, NULL, NULL, "u = (1, 0), v = (2, 0): u - (u.v) v = (-3, 0) and (-3, 0).v = %s, not 0",
      text);
  cpf_trial_correct(t, "it is for |v| = 1, the case that section 2.2.3 uses; for other v that are "
                       "not 0 the projection is u - (u.v) v / |v|^2");
  cpf_trial_count(t, 2 * (uint64_t)points);
  cpf_trial_conclude(t, CPF_VERDICT_CORRECTED,
                     "(u - (u.v) v).v = (u.v) (1 - |v|^2), and u minus it is a multiple of v; an "
                     "exact counterexample with |v| = 2");
  fmpq_clear(dot);
  fmpq_mat_clear(A);
  return CPF_OK;
}
