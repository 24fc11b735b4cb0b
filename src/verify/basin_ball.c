// SPDX-License-Identifier: GPL-3.0-or-later
// "In the toy model gradient flow converges to the global minimum": docs/claims/toy-global-
// convergence.md has the proofs.
//
// 1. rho = 4: the flow is a polynomial field in p = cos 2(t_1+t_2) and c = cos 2(t_1-t_2)
//    (plane_ball.h). Off the invariant lines p = 1 (w_1 = +-w_2) and c = 1 (w_2 is +- the mirror
//    image of w_1) every trajectory goes to the global minimum; on them none does.
// 2. rho >= 6: tight-balance is a strict local minimum with positive loss (basin_minimum_ball.h).
// 3. rho = 6: while p > 0 and c > 1/2 the loss is 7/8 or more wherever p = 0 or c = 1/2. A start
// with
//    less stays: (w_1.w_2)^2 > 1/2 for ever, and at the global minimum it is 0.
// 4. Evidence: trajectories from a grid of starts.
#include <math.h>
#include <string.h>

#include <flint/fmpq_poly.h>

#include "status/try.h"
#include "verify/claims.h"
#include "verify/follow.h"
#include "verify/basin_minimum_ball.h"
#include "verify/plane_ball.h"

enum { SIZE = 4, TEXT = 200, GRID = 16, ALL = GRID * GRID, FIELDS_RHO = 12, FLOW_RHO = 10 };

// Of the loss at an end where |grad L| < 1e-6 and the Hessian is at least 0.1: 1e-12/(2 * 0.1).
static const double LOSS_ERROR = 1e-11;

// w_1 = w_2 = (4/5, 3/5) has equal rows in its gradient, none of them 0: the rows stay equal.
static void try_equal_rows(struct cpf_trial *t) {
  static const long w[SIZE] = {4, 3, 4, 3};
  bool equal = true;
  struct cpf_rational c;
  fmpq_mat_t G;
  fmpq_mat_init(G, 2, 2);
  for (int rho = 4; rho <= FIELDS_RHO; rho += 2) {
    cpf_rational_init(&c, 2, 2, 2, rho);
    cpf_rational_set(&c, w, 5);
    cpf_rational_gradient(&c, G);
    for (int a = 0; a < 2; a++)
      equal = equal && fmpq_equal(fmpq_mat_entry(G, 0, a), fmpq_mat_entry(G, 1, a)) &&
              !fmpq_is_zero(fmpq_mat_entry(G, 0, a));
    cpf_rational_clear(&c);
    cpf_trial_count(t, 1);
  }
  fmpq_mat_clear(G);
  cpf_trial_step(
      t, equal,
      "w_1 = w_2 = (4/5, 3/5): the exact gradient has equal rows for rho = 4 to %d, so the "
      "students stay equal for ever and never copy different teachers (a set of starts "
      "of measure zero, for every rho)",
      FIELDS_RHO);
}

static void try_reductions(struct cpf_trial *t) {
  int points = cpf_plane_points(4);
  cpf_trial_step(
      t, cpf_plane_reduction(4),
      "rho = 4: with p = cos 2(t1+t2), c = cos 2(t1-t2) the flow is p' = -4 (1-p^2) (p+1-c), "
      "c' = 4 p (1-c^2), and L = 3/4 + ((p+1-c)^2 - (1-c)^2)/4: exact at %d x %d rational "
      "points, which proves it. For p, c < 1: p' < 0 where p >= 0 and c' < 0 where p < 0, "
      "which leaves the copies, p = c = -1, as the only limits",
      points, points);
  points = cpf_plane_points(6);
  cpf_trial_step(
      t, cpf_plane_reduction(6),
      "rho = 6: p' = -3 (1-p^2) ((1+p)^2 - 2c), c' = 6 p (1-c^2) and L = y^3 + 3/4 (1 - pc), y = "
      "(1+p)/2 = (w1.w2)^2: exact at %d x %d rational points, which proves it",
      points, points);
  cpf_trial_count(t, (uint64_t)points * (uint64_t)points);
}

static void try_minimum(struct cpf_trial *t) {
  bool fields = true, slopes = true, minima = true;
  int last = CPF_MINIMUM_TAIL;
  for (int rho = 4; rho <= FIELDS_RHO; rho += 2)
    fields = fields && cpf_plane_field(rho);
  for (int m = 1; m < last; m++)
    slopes = slopes && cpf_minimum_slope(m);
  for (int m = 2; m < last; m++)
    minima = minima && cpf_minimum_at(m);
  cpf_trial_count(t, (uint64_t)last);
  cpf_trial_step(
      t, fields && slopes,
      "the Hessian at tight-balance has the eigenvalues lambda_a = rho ((m+1) x (u^m-z^m) - m "
      "(u^m+z^m)), lambda_s = lambda_a + 2 rho x^(2m) (2m+1 - (2m+2) x^2), u = cos^2, z = sin^2, "
      "x = u-z, m = rho/2-1: exact for the gradient up to rho = %d, its derivative up to m = %d",
      FIELDS_RHO, last - 1);
  cpf_trial_step(
      t, minima,
      "both are positive for rho = 6, 8, ..., %d: exact inequalities at rational bounds of x "
      "on both sides",
      2 * last);
  cpf_trial_step(
      t, cpf_minimum_beyond(last),
      "and for every even rho >= %d: e^(-1/2) (1-q) > 2 exp(-(2m+1)/(m+1) + (2m+1) 2q/(1-q)), q "
      "= (2m+1)^-m, at m = %d in ball arithmetic, and the gap grows with m",
      2 * last + 2, last);
}

// With y = (1+p)/2: L - 7/8 on c = 1/2 is (y - 1/2)^2 (y + 1), and 0 on p = 0.
static bool boundary_is_high(void) {
  fmpq_poly_t L, p, square;
  fmpq_t x;
  fmpq_poly_init(L), fmpq_poly_init(p), fmpq_poly_init(square);
  fmpq_init(x);
  fmpq_poly_set_str(p, "2  -1 2");      // p = 2y - 1
  fmpq_poly_set_str(L, "4  3/4 0 0 1"); // y^3 + 3/4
  fmpq_set_si(x, 1, 2);
  fmpq_poly_evaluate_fmpq(x, L, x); // the term in p c is 0 on p = 0
  bool high = true;
  fmpq_mul_si(x, x, 8);
  high = high && fmpq_cmp_si(x, 7) == 0;
  fmpq_set_si(x, 3, 8); // 3/4 c at c = 1/2
  fmpq_poly_scalar_mul_fmpq(p, p, x);
  fmpq_poly_sub(L, L, p);
  fmpq_set_si(x, 7, 8);
  fmpq_poly_set_fmpq(p, x);
  fmpq_poly_sub(L, L, p);
  fmpq_poly_set_str(square, "3  1/4 -1 1");
  fmpq_poly_set_str(p, "2  1 1");
  fmpq_poly_mul(square, square, p);
  high = high && fmpq_poly_equal(L, square);
  fmpq_poly_clear(L), fmpq_poly_clear(p), fmpq_poly_clear(square);
  fmpq_clear(x);
  return high;
}

// The trapped start: exact p, c and L.
static enum cpf_status try_trap(struct cpf_trial *t, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  static const long first[2] = {12, 5}, second[2] = {24, -7};
  struct cpf_rational c;
  struct cpf_problem p;
  struct cpf_follow_end end;
  double W[SIZE];
  char loss[TEXT];
  fmpq_t L, s, e, limit;
  fmpq_init(L), fmpq_init(s), fmpq_init(e), fmpq_init(limit);
  cpf_rational_init(&c, 2, 2, 2, 6);
  cpf_rational_set_row(&c, 0, first, 13), cpf_rational_set_row(&c, 1, second, 25);
  cpf_rational_loss(&c, L);
  cpf_rational_dot(s, c.W, 0, c.W, 1), fmpq_mul(s, s, s); // y = (1+p)/2
  fmpq_set(e, fmpq_mat_entry(c.W, 0, 0)), fmpq_mul(e, e, fmpq_mat_entry(c.W, 1, 0));
  fmpq_submul(e, fmpq_mat_entry(c.W, 0, 1), fmpq_mat_entry(c.W, 1, 1)), fmpq_mul(e, e, e);
  fmpq_set_si(limit, 7, 8);
  bool trapped = cpf_rational_is_unit(&c) && fmpq_cmp(L, limit) < 0;
  fmpq_set_si(limit, 1, 2), trapped = trapped && fmpq_cmp(s, limit) > 0;
  fmpq_set_si(limit, 3, 4), trapped = trapped && fmpq_cmp(e, limit) > 0; // c = 2e^2 - 1 > 1/2
  cpf_trial_step(
      t, boundary_is_high(),
      "rho = 6: L = 7/8 where p = 0, and L - 7/8 = (y-1/2)^2 (y+1) >= 0 where c = 1/2: exact");
  cpf_trial_step(
      t, trapped,
      "w1 = (12/13, 5/13), w2 = (24/25, -7/25) has p > 0, c > 1/2 and L = %s < 7/8: exact. Its "
      "trajectory keeps (w1.w2)^2 > 1/2",
      cpf_rational_text(L, loss, sizeof loss));
  cpf_rational_to_double(&c, &p, W);
  cpf_trial_counterexample(t, &p, W,
                           "rho = 6, w1 = (12/13, 5/13), w2 = (24/25, -7/25): L = %s < 7/8 = min "
                           "of L where (w1.w2)^2 = 1/2 or "
                           "cos 2(t1-t2) = 1/2, so (w1.w2)^2 > 1/2 for ever; at the global minimum "
                           "w1.w2 = 0. It converges "
                           "to tight-balance, L = 3/2 - 2^(-1/2)",
                           loss);
  CPF_TRY(cpf_follow(t, &p, W, 1, &end, err));
  double tight = 1.5 - sqrt(0.5);
  cpf_trial_step(
      t, cpf_follow_reached(&end, "tight-balance") && fabs(end.loss - tight) < LOSS_ERROR,
      "evidence: followed from there in doubles, it %s%s%s with L = %.9f; tight-balance has "
      "3/2 - 2^(-1/2) = %.9f",
      cpf_flow_end_name(end.end), *end.label != '\0' ? " at " : "", end.label, end.loss, tight);
cleanup:
  fmpq_clear(L), fmpq_clear(s), fmpq_clear(e), fmpq_clear(limit);
  cpf_rational_clear(&c);
  return status;
}

// Of GRID x GRID starts, none on the two lines: how many end in a copy, how many at tight-balance.
static enum cpf_status count_ends(struct cpf_trial *t, int rho, int *copies, int *tight,
                                  struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  const struct cpf_problem p = {2, 2, 2, rho, 1.0};
  double part = acos(-1) / GRID, W[ALL * SIZE];
  struct cpf_follow_end ends[ALL];
  *copies = *tight = 0;
  for (int i = 0; i < ALL; i++) {
    // Sixths keep t_1 + t_2 and t_1 - t_2 off the multiples of pi.
    int row = i / GRID, column = i % GRID;
    double t1 = (row + 1.0 / 6) * part, t2 = (column + 1.0 / 2) * part;
    double point[SIZE] = {cos(t1), sin(t1), cos(t2), -sin(t2)};
    memcpy(W + (size_t)i * SIZE, point, sizeof point);
  }
  CPF_TRY(cpf_follow(t, &p, W, ALL, ends, err));
  for (int i = 0; i < ALL; i++) {
    *copies += cpf_follow_reached(&ends[i], "copy");
    *tight += cpf_follow_reached(&ends[i], "tight-balance");
  }
  cpf_trial_count(t, ALL);
cleanup:
  return status;
}

static enum cpf_status try_grid(struct cpf_trial *t, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  int copies = 0, tight = 0;
  CPF_TRY(count_ends(t, 4, &copies, &tight, err));
  cpf_trial_step(t, copies == ALL,
                 "evidence: rho = 4, %d of %d starts on a grid end at the global minimum", copies,
                 (int)ALL);
  for (int rho = 6; rho <= FLOW_RHO; rho += 2) {
    CPF_TRY(count_ends(t, rho, &copies, &tight, err));
    cpf_trial_step(t, tight > 0 && copies + tight == ALL,
                   "evidence: rho = %d, %d of the same starts end at the global minimum, %d at "
                   "tight-balance",
                   rho, copies, tight);
  }
cleanup:
  return status;
}

enum cpf_status cpf_try_toy_global_convergence(struct cpf_trial *t, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  try_equal_rows(t);
  try_reductions(t);
  try_minimum(t);
  CPF_TRY(try_trap(t, err));
  CPF_TRY(try_grid(t, err));
  cpf_trial_correct(
      t,
      "For rho = 4 gradient flow converges to the global minimum from every start but those with "
      "w_1 "
      "= +-w_2 or w_2 = +-(w_11, -w_12) (each of measure zero, and none of them converges to it), "
      "so "
      "for almost every start. For every even rho >= 6 tight-balance is a strict local minimum of "
      "positive loss and attracts an open set of starts.");
  cpf_trial_conclude(
      t, CPF_VERDICT_REFUTED,
      "an exact start at rho = 6 whose trajectory a level of the loss encloses, a proof "
      "that tight-balance is a minimum for every even rho >= 6, and for rho = 4 the flow "
      "as a polynomial field in two variables, solved");
cleanup:
  return status;
}
