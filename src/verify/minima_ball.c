// SPDX-License-Identifier: GPL-3.0-or-later
//
// thm-2.3 and lemma-B.1 (docs/claims/thm-2.3.md, lemma-B.1.md).
//
// lemma-B.1: with u_j = w.v_j, sum u_j^rho <= sum |u_j|^rho <= sum u_j^2 <= 1 for rho >= 2.
// thm-2.3: L - m = r/2 sum_{i!=q} (w_i.w_q)^rho + sum_i (1 - sum_j (w_i.v_j)^rho), m = (r n + k)/2
// - n, which is (k-n)/2 for r = 1; for even rho and r > 0 no term on the right is negative.
#include "verify/choices_ball.h"
#include "verify/claims.h"

enum { N_MAX = 3, RHO_MAX = 9, POINTS = 4, SIZE = 6, SEED = 61, TEXT = 256 };

// sum_j (w_i.v_j)^rho, or of |w_i.v_j|^rho.
static void attraction(const struct cpf_rational *c, int i, int rho, bool absolute, fmpq_t sum) {
  fmpq_t x;
  fmpq_init(x);
  fmpq_zero(sum);
  for (int j = 0; j < c->k; j++) {
    cpf_rational_pow(x, fmpq_mat_entry(c->W, i, j), rho);
    if (absolute)
      fmpq_abs(x, x);
    fmpq_add(sum, sum, x);
  }
  fmpq_clear(x);
}

// Whether the chain of the lemma holds at row i, strictly where it must: all three inequalities
// are equalities iff w_i is a maximiser as `maximiser` says.
static bool chain_holds(const struct cpf_rational *c, int i, bool maximiser) {
  fmpq_t value, absolute, square;
  fmpq_init(value), fmpq_init(absolute), fmpq_init(square);
  attraction(c, i, c->rho, false, value);
  attraction(c, i, c->rho, true, absolute);
  attraction(c, i, 2, false, square);
  bool holds = fmpq_cmp(value, absolute) <= 0 && fmpq_cmp(absolute, square) <= 0 &&
               fmpq_cmp_si(square, 1) <= 0 && fmpq_is_one(value) == maximiser;
  fmpq_clear(value), fmpq_clear(absolute), fmpq_clear(square);
  return holds;
}

// Whether row i is a maximiser by the corrected lemma: in the span for rho = 2, a teacher for odd
// rho > 2, a teacher up to sign for even rho > 2.
static bool is_maximiser(const struct cpf_rational *c, int i) {
  bool inside = true, copy = false;
  for (int a = 0; a < c->d; a++) {
    const fmpq *x = fmpq_mat_entry(c->W, i, a);
    inside = inside && (a < c->k || fmpq_is_zero(x));
    copy = copy || (a < c->k && fmpq_cmp_si(x, 1) == 0) ||
           (a < c->k && c->rho % 2 == 0 && fmpq_cmp_si(x, -1) == 0);
  }
  return c->rho == 2 ? inside : copy;
}

static void try_chain(struct cpf_trial *t) {
  int points = 0, right = 0;
  for (int rho = 2; rho <= RHO_MAX; rho++)
    for (int k = 1; k <= N_MAX; k++)
      for (int p = 0; p < POINTS + 2 * k; p++, points++) {
        struct cpf_random random = cpf_random_make(SEED, 0, (uint64_t)points);
        struct cpf_rational c;
        cpf_rational_init(&c, 1, k, k + p % 2, rho);
        if (p < POINTS)
          cpf_rational_random_row(&c, 0, 0, p < 2 ? k : c.d, &random, SIZE);
        else
          cpf_rational_copy(&c, 0, (p - POINTS) / 2, p % 2 == 0 ? 1 : -1);
        right += cpf_rational_is_unit(&c) && chain_holds(&c, 0, is_maximiser(&c, 0));
        cpf_rational_clear(&c);
      }
  cpf_trial_step(t, right == points,
                 "sum_j u_j^rho <= sum_j |u_j|^rho <= sum_j u_j^2 <= 1, and the value is 1 just at "
                 "the maximisers of the corrected lemma, at %d of %d rational w (all +-v_j among "
                 "them), 2 <= rho <= %d",
                 right, points, RHO_MAX);
  cpf_trial_count(t, (uint64_t)points);
}

// The value at a row of integers / denominator, which must be `expected`.
static bool value_is(const long *row, long denominator, int k, int d, int rho, long expected) {
  struct cpf_rational c;
  fmpq_t value;
  cpf_rational_init(&c, 1, k, d, rho);
  fmpq_init(value);
  cpf_rational_set(&c, row, denominator);
  attraction(&c, 0, rho, false, value);
  fmpq_mul_si(value, value, denominator);
  bool same = cpf_rational_is_unit(&c) && fmpq_cmp_si(value, expected) == 0;
  cpf_rational_clear(&c);
  fmpq_clear(value);
  return same;
}

enum cpf_status cpf_try_lemma_b_1(struct cpf_trial *t, struct cpf_error *err) {
  static const long opposite[] = {-1, 0, 0}, outside[] = {0, 0, 1}, sum[] = {3, 4, 0};
  (void)err;
  try_chain(t);
  cpf_trial_step(t, value_is(opposite, 1, 2, 3, 4, 1),
                 "rho = 4: w = -v_1 attains 1 and is no teacher");
  cpf_trial_step(
      t, value_is(outside, 1, 2, 3, 2, 0),
      "rho = 2, k = 2, d = 3: w = (0, 0, 1) lies in the union of the span and the sphere "
      "and has the value 0");
  cpf_trial_step(t, value_is(sum, 5, 2, 3, 1, 7),
                 "rho = 1 must be left out: w = (3/5, 4/5, 0) has the value 7/5");
  cpf_trial_counterexample(
      t, NULL, NULL,
      "k = 2, d = 3: for rho = 4, w = -v_1 attains the maximum 1; for rho = 2, "
      "w = (0, 0, 1) is in the union of the span and the sphere with value 0");
  cpf_trial_correct(t, "for rho >= 2 the maximum is 1. It is attained for rho = 2 on the "
                       "intersection of the span and the sphere, for even rho > 2 exactly at "
                       "+-v_1, ..., +-v_k, for odd rho > 2 exactly at v_1, ..., v_k");
  cpf_trial_conclude(t, CPF_VERDICT_CORRECTED,
                     "sum u_j^rho <= sum |u_j|^rho <= sum u_j^2 <= |w|^2 = 1 with the cases of "
                     "equality; exact values at the points that the printed sets get wrong");
  return CPF_OK;
}

// out = r/2 sum_{i!=q} (w_i.w_q)^rho + sum_i (1 - sum_j (w_i.v_j)^rho); whether no term is
// negative.
static bool excess(const struct cpf_rational *c, fmpq_t out) {
  bool positive = true;
  fmpq_t x;
  fmpq_init(x);
  fmpq_zero(out);
  for (int i = 0; i < c->n; i++) {
    for (int q = 0; q < i; q++) {
      cpf_rational_dot(x, c->W, i, c->W, q);
      cpf_rational_pow(x, x, c->rho);
      fmpq_mul(x, x, c->repulsion);
      positive = positive && fmpq_sgn(x) >= 0;
      fmpq_add(out, out, x);
    }
    attraction(c, i, c->rho, false, x);
    fmpq_neg(x, x);
    fmpq_add_si(x, x, 1);
    positive = positive && fmpq_sgn(x) >= 0;
    fmpq_add(out, out, x);
  }
  fmpq_clear(x);
  return positive;
}

// L - m.
static void above_minimum(const struct cpf_rational *c, fmpq_t out) {
  fmpq_t bound;
  fmpq_init(bound);
  fmpq_mul_si(bound, c->repulsion, c->n);
  fmpq_add_si(bound, bound, c->k);
  fmpq_div_2exp(bound, bound, 1);
  fmpq_sub_si(bound, bound, c->n);
  cpf_rational_loss(c, out);
  fmpq_sub(out, out, bound);
  fmpq_clear(bound);
}

// Whether L - m is that sum, and no term negative.
static bool identity_holds(const struct cpf_rational *c) {
  fmpq_t found, expected;
  fmpq_init(found), fmpq_init(expected);
  above_minimum(c, found);
  bool holds = excess(c, expected) && fmpq_equal(found, expected);
  fmpq_clear(found), fmpq_clear(expected);
  return holds;
}

// Whether, besides, L = m iff `minimum`.
static bool bound_holds(const struct cpf_rational *c, bool minimum) {
  fmpq_t found;
  fmpq_init(found);
  above_minimum(c, found);
  bool holds = identity_holds(c) && fmpq_is_zero(found) == minimum;
  fmpq_clear(found);
  return holds;
}

static void try_all_copies(struct cpf_trial *t) {
  int points = 0, right = 0;
  for (int k = 1; k <= N_MAX; k++)
    for (int n = 1; n <= k; n++)
      for (int rho = 2; rho <= RHO_MAX; rho += 2) {
        struct cpf_rational c;
        cpf_rational_init(&c, n, k, k, rho);
        for (uint64_t code = 0; cpf_choice_set(&c, code); code++, points++)
          right += bound_holds(&c, cpf_choice_is_distinct(&c, code));
        cpf_rational_clear(&c);
      }
  cpf_trial_step(t, right == points,
                 "of all %d choices of teachers and signs with n <= k <= %d and even rho <= %d, "
                 "those with distinct teachers have L = (k-n)/2, the others more: %d",
                 points, N_MAX, RHO_MAX, right);
  cpf_trial_count(t, (uint64_t)points);
}

// Random points, and orthonormal rows in the span, which are minima for rho = 2 only unless they
// are copies (their entries are then 0 and +-1).
static void try_points(struct cpf_trial *t) {
  int points = 0, anywhere = 0, frames = 0;
  for (int n = 1; n <= N_MAX; n++)
    for (int k = n; k <= N_MAX; k++)
      for (int rho = 2; rho <= RHO_MAX; rho += 2)
        for (int p = 0; p < POINTS; p++, points++) {
          struct cpf_random random = cpf_random_make(SEED, 1, (uint64_t)points);
          struct cpf_rational c;
          bool copies = true;
          cpf_rational_init(&c, n, k, k + p % 2, rho);
          fmpq_set_si(c.repulsion, 1, 1 + (ulong)p);
          cpf_rational_random(&c, &random, SIZE);
          anywhere += cpf_rational_is_unit(&c) && identity_holds(&c);
          cpf_rational_random_frame(&c, k, &random, SIZE);
          for (int i = 0; i < n; i++)
            copies = copies && is_maximiser(&c, i);
          frames += cpf_rational_is_unit(&c) && bound_holds(&c, copies);
          cpf_rational_clear(&c);
        }
  cpf_trial_step(
      t, anywhere == points,
      "L - m = r/2 sum_{i!=q} (w_i.w_q)^rho + sum_i (1 - sum_j (w_i.v_j)^rho), m = (r n + "
      "k)/2 - n, no term negative, at %d of %d random rational points, even rho <= %d, r "
      "= 1, 1/2, 1/3, 1/4",
      anywhere, points, RHO_MAX);
  cpf_trial_step(t, frames == points,
                 "orthonormal rows in the span of the teachers have L = m for rho = 2, and "
                 "more for rho > 2 unless they are copies, at %d of %d rational points",
                 frames, points);
  cpf_trial_count(t, 2 * (uint64_t)points);
}

enum cpf_status cpf_try_thm_2_3(struct cpf_trial *t, struct cpf_error *err) {
  (void)err;
  try_chain(t);
  try_all_copies(t);
  try_points(t);
  cpf_trial_conclude(t, CPF_VERDICT_HOLDS,
                     "L - (k-n)/2 is a sum of terms that are not negative, and all vanish iff the "
                     "students are orthogonal and each attains the maximum of the corrected lemma "
                     "B.1");
  return CPF_OK;
}
