// SPDX-License-Identifier: GPL-3.0-or-later
//
// thm-2.1 and thm-2.1-odd (docs/claims/thm-2.1.md, thm-2.1-odd.md): configurations whose rows are
// teachers up to sign, all of them for small n and k.
//
// The inner products of such rows are 0 and +-1, and B = A / rho depends on rho through
// x^(rho-1) at x = 0, 1, -1 only. These values are the same for all even rho, and the same for all
// odd rho >= 3, so that each parity is one exhaustive list.
#include "verify/choices_ball.h"
#include "verify/claims.h"

enum { N_MAX = 3, RHO_MAX = 11, TEXT = 256 };

// Whether row i of A is rho (sum_j s(w_j.w_i) - sum_j s(v_j.w_i)) w_i, s the absolute value for
// even rho and the identity for odd rho: the lines of the proof, for r = 1.
static bool row_as_printed(const struct cpf_rational *c, const fmpq_mat_t A, int i) {
  fmpq_t x, sum;
  bool same = true;
  fmpq_init(x), fmpq_init(sum);
  for (int j = 0; j < c->n; j++) {
    cpf_rational_dot(x, c->W, j, c->W, i);
    if (c->rho % 2 == 0)
      fmpq_abs(x, x);
    fmpq_add(sum, sum, x);
  }
  for (int j = 0; j < c->k; j++) {
    fmpq_set(x, fmpq_mat_entry(c->W, i, j));
    if (c->rho % 2 == 0)
      fmpq_abs(x, x);
    fmpq_sub(sum, sum, x);
  }
  fmpq_mul_si(sum, sum, c->rho);
  for (int a = 0; a < c->d; a++) {
    fmpq_mul(x, sum, fmpq_mat_entry(c->W, i, a));
    same = same && fmpq_equal(x, fmpq_mat_entry(A, i, a));
  }
  fmpq_clear(x), fmpq_clear(sum);
  return same;
}

static bool as_printed(const struct cpf_rational *c) {
  fmpq_mat_t A;
  bool same = true;
  fmpq_mat_init(A, c->n, c->d);
  cpf_rational_euclidean(c, A);
  for (int i = 0; i < c->n; i++)
    same = same && row_as_printed(c, A, i);
  fmpq_mat_clear(A);
  return same;
}

// What the list of all choices came to.
struct tally {
  uint64_t points, printed, critical, tried;
};

// All choices of teachers and signs of one problem, with r = 1, 0 and 1/n.
static void list_choices(struct cpf_rational *c, struct tally *tally) {
  for (uint64_t code = 0; cpf_choice_set(c, code); code++) {
    bool critical = true;
    tally->points++;
    fmpq_one(c->repulsion);
    tally->printed += as_printed(c);
    critical = critical && cpf_rational_is_critical(c, -1);
    fmpq_zero(c->repulsion);
    critical = critical && cpf_rational_is_critical(c, -1);
    fmpq_set_si(c->repulsion, 1, (ulong)c->n);
    critical = critical && cpf_rational_is_critical(c, -1);
    tally->critical += critical;
  }
}

static void try_choices(struct cpf_trial *t, int least) {
  struct tally tally = {0};
  for (int n = 1; n <= N_MAX; n++)
    for (int k = 1; k <= N_MAX; k++)
      for (int d = k; d <= k + 1; d++)
        for (int rho = least; rho <= RHO_MAX; rho += 2) {
          struct cpf_rational c;
          cpf_rational_init(&c, n, k, d, rho);
          list_choices(&c, &tally);
          cpf_rational_clear(&c);
        }
  cpf_trial_step(t, tally.printed == tally.points,
                 "B_i = w_i (sum_j s_ij - sum_j s'_ij) as in the proof, at %llu of %llu choices of "
                 "teachers and signs: all with n, k <= %d, d <= k + 1, rho = %d, %d, ... up to %d",
                 (unsigned long long)tally.printed, (unsigned long long)tally.points, N_MAX, least,
                 least + 2, RHO_MAX);
  cpf_trial_step(t, tally.critical == tally.points,
                 "the gradient on the spheres is 0 for r = 1, r = 0 and r = 1/n at %llu of them",
                 (unsigned long long)tally.critical);
  cpf_trial_count(t, tally.points);
}

// The powers x^(rho-1) at 0, 1, -1 for rho = least, least + 2, ... agree with those of `least`.
static void try_powers(struct cpf_trial *t, int least) {
  bool same = true;
  fmpq_t x, y, z;
  fmpq_init(x), fmpq_init(y), fmpq_init(z);
  for (int value = -1; value <= 1; value++) {
    fmpq_set_si(x, value, 1);
    cpf_rational_pow(y, x, least - 1);
    cpf_rational_pow(z, x, 2); // x^(rho+1) = x^(rho-1) x^2, the step of the induction
    fmpq_mul(z, z, y);
    same = same && fmpq_equal(y, z);
  }
  cpf_trial_step(
      t, same,
      "x^(rho-1) x^2 = x^(rho-1) at x = 0, 1, -1 for rho = %d: by induction B is the same "
      "for rho = %d, %d, ...",
      least, least, least + 2);
  fmpq_clear(x), fmpq_clear(y), fmpq_clear(z);
}

// The second printed condition alone: n = 2, k = 1, d = 3, W = (0, 1, 0); (0, 3/5, 4/5).
static void try_second_condition(struct cpf_trial *t) {
  static const long rows[] = {0, 5, 0, 0, 3, 4};
  char text[TEXT];
  struct cpf_rational c;
  fmpq_mat_t G;
  cpf_rational_init(&c, 2, 1, 3, 4);
  fmpq_mat_init(G, 2, 3);
  cpf_rational_set(&c, rows, 5);
  cpf_rational_gradient(&c, G);
  cpf_trial_step(t, cpf_rational_is_unit(&c) && !cpf_rational_is_critical(&c, 0),
                 "the second printed condition alone is not enough when d > k + 1: n = 2, k = 1, "
                 "d = 3, rho = 4, W = (0, 1, 0); (0, 3/5, 4/5) has all w_i.v_j = 0, but the "
                 "gradient %s",
                 cpf_rational_rows_text(G, text, TEXT));
  fmpq_mat_clear(G);
  cpf_rational_clear(&c);
}

enum cpf_status cpf_try_thm_2_1(struct cpf_trial *t, struct cpf_error *err) {
  (void)err;
  try_powers(t, 2);
  try_choices(t, 2);
  try_second_condition(t);
  cpf_trial_conclude(t, CPF_VERDICT_HOLDS,
                     "(w_j.w_i)^(rho-1) w_j is w_i when w_j = +-w_i and 0 otherwise, and the same "
                     "for teachers, so that B_i is a multiple of w_i for every r; all choices for "
                     "n, k <= %d computed exactly",
                     N_MAX);
  return CPF_OK;
}

// rho = 1: n = k = d = 2, W = (1, 0); (1, 0).
static void try_linear(struct cpf_trial *t) {
  char text[TEXT];
  double W[4];
  struct cpf_problem p;
  struct cpf_rational c;
  fmpq_mat_t G;
  cpf_rational_init(&c, 2, 2, 2, 1);
  fmpq_mat_init(G, 2, 2);
  cpf_rational_copy(&c, 0, 0, 1);
  cpf_rational_copy(&c, 1, 0, 1);
  cpf_rational_gradient(&c, G);
  cpf_rational_rows_text(G, text, TEXT);
  cpf_trial_step(t, !cpf_rational_is_critical(&c, 0),
                 "rho = 1, n = k = d = 2, w_1 = w_2 = v_1: the gradient on the spheres is %s",
                 text);
  cpf_rational_to_double(&c, &p, W);
  cpf_trial_counterexample(
      t, &p, W,
      "rho = 1, n = k = d = 2, w_1 = w_2 = v_1 = (1, 0): (w_1.v_2)^0 v_2 = v_2 "
      "does not vanish, the gradient is %s",
      text);
  fmpq_mat_clear(G);
  cpf_rational_clear(&c);
}

enum cpf_status cpf_try_thm_2_1_odd(struct cpf_trial *t, struct cpf_error *err) {
  (void)err;
  try_powers(t, 3);
  try_choices(t, 3);
  try_linear(t);
  cpf_trial_correct(t,
                    "it holds for every odd rho >= 3 (and every r), teachers up to sign; not for "
                    "rho = 1, where 0^(rho-1) = 1");
  cpf_trial_conclude(
      t, CPF_VERDICT_CORRECTED,
      "for odd rho >= 3 (w_j.w_i)^(rho-1) w_j is +-w_i or 0; all choices for n, k <= "
      "%d computed exactly; an exact counterexample for rho = 1",
      N_MAX);
  return CPF_OK;
}
