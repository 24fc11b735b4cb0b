// SPDX-License-Identifier: GPL-3.0-or-later
//
// lemma-2.2 and lemma-2.2-quadratic (docs/claims/lemma-2.2.md, lemma-2.2-quadratic.md): when is the
// Euclidean gradient B = A / rho zero?
//
// 1. |((W W^T)^{o(rho-1)} W)_i|^2 = 1 + 2 sum_{j!=i} (w_i.w_j)^rho + |sum_{j!=i} (w_i.w_j)^(rho-1)
//    w_j|^2 >= 1, with equality iff w_i is orthogonal to the other students (even rho).
// 2. |((W V^T)^{o(rho-1)} V)_i|^2 = sum_j (w_i.v_j)^(2 rho - 2) <= sum_j (w_i.v_j)^2 <= 1, with
//    equality iff w_i = +-v_j (rho > 2) or w_i lies in the span of the teachers (rho = 2).
// 3. So B = 0 iff the rows are distinct teachers up to sign, or for rho = 2 orthonormal and in the
//    span: possible for all n <= k, impossible for n > k.
#include "verify/choices_ball.h"
#include "verify/claims.h"

enum { N_MAX = 3, RHO_MAX = 8, POINTS = 3, SIZE = 6, SEED = 51, TEXT = 256 };

// M = (W W^T)^{o(rho-1)} W, or (W V^T)^{o(rho-1)} V.
static void half_of_B(const struct cpf_rational *c, bool students, fmpq_mat_t M) {
  struct cpf_rational one;
  fmpz_t rho;
  cpf_rational_init(&one, c->n, students ? 0 : c->k, c->d, c->rho);
  fmpz_init_set_si(rho, students ? c->rho : -c->rho);
  fmpq_set_si(one.repulsion, students, 1);
  fmpq_mat_set(one.W, c->W);
  cpf_rational_euclidean(&one, M);
  fmpq_mat_scalar_div_fmpz(M, M, rho);
  fmpz_clear(rho);
  cpf_rational_clear(&one);
}

// 1 + 2 sum_{j!=i} (w_i.w_j)^rho + |sum_{j!=i} (w_i.w_j)^(rho-1) w_j|^2, and whether all terms
// but the first are >= 0.
static bool right_of_1(const struct cpf_rational *c, int i, fmpq_t sum) {
  fmpq_mat_t rest;
  fmpq_t x, y;
  bool positive = true;
  fmpq_mat_init(rest, 1, c->d);
  fmpq_init(x), fmpq_init(y);
  fmpq_one(sum);
  for (int j = 0; j < c->n; j++) {
    if (j == i)
      continue;
    cpf_rational_dot(x, c->W, i, c->W, j);
    cpf_rational_pow(y, x, c->rho);
    positive = positive && fmpq_sgn(y) >= 0;
    fmpq_add(sum, sum, y);
    fmpq_add(sum, sum, y);
    cpf_rational_pow(y, x, c->rho - 1);
    for (int a = 0; a < c->d; a++)
      fmpq_addmul(fmpq_mat_entry(rest, 0, a), y, fmpq_mat_entry(c->W, j, a));
  }
  cpf_rational_dot(x, rest, 0, rest, 0);
  positive = positive && fmpq_sgn(x) >= 0;
  fmpq_add(sum, sum, x);
  fmpq_mat_clear(rest);
  fmpq_clear(x), fmpq_clear(y);
  return positive;
}

// Step 1 at row i.
static bool students_as_stated(const struct cpf_rational *c, int i) {
  fmpq_mat_t M;
  fmpq_t found, expected;
  fmpq_mat_init(M, c->n, c->d);
  fmpq_init(found), fmpq_init(expected);
  half_of_B(c, true, M);
  cpf_rational_dot(found, M, i, M, i);
  bool same = right_of_1(c, i, expected) && fmpq_equal(found, expected);
  fmpq_mat_clear(M);
  fmpq_clear(found), fmpq_clear(expected);
  return same;
}

// Step 2 at row i: |.|^2 = sum_j u_j^(2 rho - 2) <= sum_j u_j^2 <= 1, and u_j^(2 rho - 2) < u_j^2
// unless u_j is 0 or +-1 or rho = 2.
static bool teachers_as_stated(const struct cpf_rational *c, int i) {
  fmpq_mat_t M;
  fmpq_t found, high, low, x, y;
  bool holds = true;
  fmpq_mat_init(M, c->n, c->d);
  fmpq_init(found), fmpq_init(high), fmpq_init(low), fmpq_init(x), fmpq_init(y);
  half_of_B(c, false, M);
  cpf_rational_dot(found, M, i, M, i);
  for (int j = 0; j < c->k; j++) {
    cpf_rational_pow(x, fmpq_mat_entry(c->W, i, j), 2 * c->rho - 2);
    cpf_rational_pow(y, fmpq_mat_entry(c->W, i, j), 2);
    bool extreme = c->rho == 2 || fmpq_is_zero(y) || fmpq_is_one(y);
    holds = holds && (extreme ? fmpq_equal(x, y) : fmpq_cmp(x, y) < 0);
    fmpq_add(low, low, x);
    fmpq_add(high, high, y);
  }
  holds = holds && fmpq_equal(found, low) && fmpq_cmp_si(high, 1) <= 0;
  fmpq_mat_clear(M);
  fmpq_clear(found), fmpq_clear(high), fmpq_clear(low), fmpq_clear(x), fmpq_clear(y);
  return holds;
}

static bool is_zero(const struct cpf_rational *c) {
  fmpq_mat_t A;
  fmpq_mat_init(A, c->n, c->d);
  cpf_rational_euclidean(c, A);
  bool zero = fmpq_mat_is_zero(A);
  fmpq_mat_clear(A);
  return zero;
}

static void try_norms(struct cpf_trial *t) {
  int points = 0, students = 0, teachers = 0;
  for (int n = 1; n <= N_MAX + 1; n++)
    for (int k = 1; k <= N_MAX; k++)
      for (int rho = 2; rho <= RHO_MAX; rho += 2)
        for (int p = 0; p < POINTS; p++, points++) {
          struct cpf_random random = cpf_random_make(SEED, 0, (uint64_t)points);
          struct cpf_rational c;
          cpf_rational_init(&c, n, k, k + p % 2, rho);
          cpf_rational_random(&c, &random, SIZE);
          students += cpf_rational_is_unit(&c) && students_as_stated(&c, p % n);
          teachers += teachers_as_stated(&c, p % n);
          cpf_rational_clear(&c);
        }
  cpf_trial_step(t, students == points,
                 "|((W W^T)^{o(rho-1)} W)_i|^2 = 1 + 2 sum_{j!=i} (w_i.w_j)^rho + |sum_{j!=i} "
                 "(w_i.w_j)^(rho-1) w_j|^2, no term negative, at %d of %d rational points, even "
                 "rho <= %d",
                 students, points, RHO_MAX);
  cpf_trial_step(t, teachers == points,
                 "|((W V^T)^{o(rho-1)} V)_i|^2 = sum_j u_j^(2 rho - 2) <= sum_j u_j^2 <= 1, strict "
                 "in the first place unless all u_j = w_i.v_j are 0 or +-1 or rho = 2, at %d of %d",
                 teachers, points);
  cpf_trial_count(t, (uint64_t)points);
}

// Copies: B = 0 iff the teachers are distinct.
static void try_choices(struct cpf_trial *t) {
  int points = 0, right = 0, zero = 0;
  for (int n = 1; n <= N_MAX; n++)
    for (int k = 1; k <= N_MAX; k++)
      for (int rho = 2; rho <= RHO_MAX; rho += 2) {
        struct cpf_rational c;
        cpf_rational_init(&c, n, k, k, rho);
        for (uint64_t code = 0; cpf_choice_set(&c, code); code++, points++) {
          bool found = is_zero(&c);
          right += found == cpf_choice_is_distinct(&c, code) && (!found || n <= k);
          zero += found;
        }
        cpf_rational_clear(&c);
      }
  cpf_trial_step(t, right == points,
                 "of all %d choices of teachers and signs with n, k <= %d and even rho <= %d, "
                 "exactly the %d with distinct teachers have B = 0, none with n > k",
                 points, N_MAX, RHO_MAX, zero);
  cpf_trial_count(t, (uint64_t)points);
}

// rho = 2: B = 0 at orthonormal rows in the span, not when they leave it.
static void try_frames(struct cpf_trial *t) {
  int points = 0, inside = 0, outside = 0;
  for (int n = 1; n <= N_MAX; n++)
    for (int k = n; k <= N_MAX; k++)
      for (int p = 0; p < POINTS; p++, points++) {
        struct cpf_random random = cpf_random_make(SEED, 1, (uint64_t)points);
        struct cpf_rational c;
        cpf_rational_init(&c, n, k, k + 1, 2);
        cpf_rational_random_frame(&c, k, &random, SIZE);
        inside += cpf_rational_is_unit(&c) && is_zero(&c);
        do
          cpf_rational_random_frame(&c, k + 1, &random, SIZE);
        while (fmpq_is_zero(fmpq_mat_entry(c.W, 0, k)));
        outside += !is_zero(&c);
        cpf_rational_clear(&c);
      }
  cpf_trial_step(t, inside == points,
                 "rho = 2: B = 0 at %d of %d random rational orthonormal W in the span of the "
                 "teachers",
                 inside, points);
  cpf_trial_step(t, outside == points, "rho = 2: B is not 0 at %d of %d such W that leave the span",
                 outside, points);
  cpf_trial_count(t, 2 * (uint64_t)points);
}

// n = 1, k = d = 2, w_1 = v_1.
static void try_counterexample(struct cpf_trial *t, int rho, const char *why) {
  char text[TEXT];
  double W[2];
  struct cpf_problem p;
  struct cpf_rational c;
  fmpq_mat_t A;
  cpf_rational_init(&c, 1, 2, 2, rho);
  fmpq_mat_init(A, 1, 2);
  cpf_rational_copy(&c, 0, 0, 1);
  cpf_rational_euclidean(&c, A);
  cpf_rational_rows_text(A, text, TEXT);
  cpf_trial_step(t, fmpq_mat_is_zero(A), "n = 1, k = d = 2, rho = %d, w_1 = v_1: A = rho B = %s",
                 rho, text);
  cpf_rational_to_double(&c, &p, W);
  cpf_trial_counterexample(t, &p, W, "n = 1, k = d = 2, rho = %d, w_1 = v_1 = (1, 0): %s", rho,
                           why);
  fmpq_mat_clear(A);
  cpf_rational_clear(&c);
}

enum cpf_status cpf_try_lemma_2_2(struct cpf_trial *t, struct cpf_error *err) {
  (void)err;
  try_counterexample(t, 4, "B = (w_1.w_1)^3 w_1 - (w_1.v_1)^3 v_1 = v_1 - v_1 = 0");
  try_norms(t);
  try_choices(t);
  try_frames(t);
  cpf_trial_correct(t, "for even rho > 2, B = 0 iff the rows are distinct teachers up to sign; for "
                       "rho = 2, iff they are orthonormal and lie in the span of the teachers. So "
                       "B = 0 is possible for every n <= k, and B is never 0 for n > k");
  cpf_trial_conclude(t, CPF_VERDICT_REFUTED,
                     "an exact counterexample; the proof bounds one norm by 1 from below and the "
                     "other by 1 from above, and both are 1 at copies of distinct teachers");
  return CPF_OK;
}

// Whether B = W (W^T W - V^T V) at one rational point, for rho = 2.
static bool factors(const struct cpf_rational *c) {
  fmpq_mat_t T, M, B;
  fmpz_t rho;
  fmpz_init_set_si(rho, 2);
  fmpq_mat_init(T, c->d, c->n), fmpq_mat_init(M, c->d, c->d), fmpq_mat_init(B, c->n, c->d);
  fmpq_mat_transpose(T, c->W);
  fmpq_mat_mul(M, T, c->W);
  for (int j = 0; j < c->k; j++)
    fmpq_sub_si(fmpq_mat_entry(M, j, j), fmpq_mat_entry(M, j, j), 1);
  fmpq_mat_mul(B, c->W, M);
  fmpq_mat_scalar_mul_fmpz(B, B, rho);
  fmpq_mat_t A;
  fmpq_mat_init(A, c->n, c->d);
  cpf_rational_euclidean(c, A);
  bool same = fmpq_mat_equal(A, B);
  fmpq_mat_clear(A), fmpq_mat_clear(T), fmpq_mat_clear(M), fmpq_mat_clear(B);
  fmpz_clear(rho);
  return same;
}

enum cpf_status cpf_try_lemma_2_2_quadratic(struct cpf_trial *t, struct cpf_error *err) {
  int points = 0, same = 0;
  (void)err;
  for (int n = 1; n <= N_MAX; n++)
    for (int k = 1; k <= N_MAX; k++, points++) {
      struct cpf_random random = cpf_random_make(SEED, 2, (uint64_t)points);
      struct cpf_rational c;
      cpf_rational_init(&c, n, k, k + 1, 2);
      cpf_rational_random_matrix(c.W, &random, SIZE);
      same += factors(&c);
      cpf_rational_clear(&c);
    }
  cpf_trial_step(t, same == points, "B = W (W^T W - V^T V) at %d of %d rational W", same, points);
  cpf_trial_count(t, (uint64_t)points);
  try_counterexample(t, 2, "W^T W - V^T V = diag(0, -1) is not 0, but B = W (W^T W - V^T V) = 0");
  try_norms(t);
  try_frames(t);
  cpf_trial_correct(t,
                    "B = W (W^T W - V^T V) = 0 does not need W^T W = V^T V: B = 0 iff the rows of "
                    "W are orthonormal and lie in the span of the teachers, which is possible "
                    "for all n <= k; for n > k B is never 0");
  cpf_trial_conclude(t, CPF_VERDICT_REFUTED,
                     "an exact counterexample with n < k; what remains (n > k) follows from the "
                     "norms of the rows, not from the traces");
  return CPF_OK;
}
