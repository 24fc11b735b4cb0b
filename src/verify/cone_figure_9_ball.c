// SPDX-License-Identifier: GPL-3.0-or-later
//
// figure-9-bound, at s = w_ii, sigma^2 = 1 - s^2, T = sigma/s, all w_jj >= s:
//  1. The paper's own lower bound of f is s sigma^2 G, G = s^(rho-2) (1 - T^(rho-2) (1 + s^2
//     sigma^(rho-2))); the bracket grows with s >= 2^(-1/2), so one s per rho decides. It is
//     positive at rho = 4, 6 (balls), and for rho >= 8 because T^(rho-2) < exp(-sqrt(2)/20) and
//     s^2 sigma^(rho-2) < s^2 / 8 with the s of rho = 8.
//  2. But f is negative at exact configurations for rho = 6, 8, 10, 12, 14, 16, and for all even
//     rho >= 16 at the last one, because c > s there and c^15 (w_ji - c s)/2 > s^15 (1 - s^2).
//  3. What holds: the golden threshold (cone_golden_ball.h).
#include <stdio.h>

#include "verify/claims.h"
#include "verify/cone_golden_ball.h"
#include "verify/pushers_ball.h"

enum { BITS = 128, TAIL = 16, TEXT = 512 };

static const struct cpf_pushers FALLING[] = {
    {3, 6, {192, 185, 10}, 267, {57, 24, 64, 0}, 89},
    {3, 8, {45, 44, 2}, 63, {46, 18, 51, 0}, 71},
    {3, 10, {121, 119, 7}, 170, {39, 14, 42, 0}, 59},
    {5, 12, {201, 198, 11}, 283, {108, 56, 123, 0}, 173},
    {2, 14, {22, 6, 21}, 31, {21, -6, 22, 0}, 31},
    {2, TAIL, {22, 6, 21}, 31, {21, -6, 22, 0}, 31},
};
enum { NFALLING = sizeof FALLING / sizeof *FALLING, SHOWN = 4 };

// The printed threshold 2^(-1/2) + 1/(40(rho - 3.9)).
static void threshold(arb_t s, int rho) {
  arb_t e;
  arb_init(e);
  arb_sqrt_ui(s, 2, BITS);
  arb_mul_2exp_si(s, s, -1);
  arb_one(e);
  arb_div_si(e, e, 40 * (slong)rho - 156, BITS);
  arb_add(s, s, e, BITS);
  arb_clear(e);
}

// 1 - T^(rho-2) (1 + s^2 sigma^(rho-2)) at the printed threshold.
static void bracket(arb_t out, int rho) {
  arb_t s2, sigma2, power;
  arb_init(s2), arb_init(sigma2), arb_init(power);
  threshold(s2, rho);
  arb_mul(s2, s2, s2, BITS);
  arb_sub_ui(sigma2, s2, 1, BITS);
  arb_neg(sigma2, sigma2);
  arb_pow_ui(out, sigma2, (ulong)(rho - 2) / 2, BITS);
  arb_pow_ui(power, s2, (ulong)(rho - 2) / 2, BITS);
  arb_div(power, out, power, BITS); // T^(rho-2)
  arb_mul(out, out, s2, BITS);
  arb_add_ui(out, out, 1, BITS);
  arb_mul(out, out, power, BITS);
  arb_sub_ui(out, out, 1, BITS);
  arb_neg(out, out);
  arb_clear(s2), arb_clear(sigma2), arb_clear(power);
}

static void paper_steps(struct cpf_trial *t) {
  arb_t x, y;
  bool ok = true;
  arb_init(x), arb_init(y);
  for (int rho = 4; rho <= TAIL; rho += 2) {
    bracket(x, rho);
    ok = ok && arb_is_positive(x);
  }
  cpf_trial_step(t, ok,
                 "the paper's bound s^(rho-1) - s^(rho+1) - s sigma^rho - s (t^(rho-1) - "
                 "t^rho), t = sigma^2, is positive at its epsilon for even rho = 4 .. %d",
                 TAIL);
  arb_sqrt_ui(x, 2, BITS);
  arb_div_si(x, x, -20, BITS);
  arb_exp(x, x, BITS); // above T^(rho-2), because log T < -2 sqrt(2) epsilon
  threshold(y, 8);
  arb_mul(y, y, y, BITS);
  arb_mul_2exp_si(y, y, -3); // above s^2 sigma^(rho-2) for rho >= 8
  arb_add_ui(y, y, 1, BITS);
  arb_mul(x, x, y, BITS);
  arb_one(y);
  cpf_trial_step(t, arb_lt(x, y),
                 "and for all even rho >= 8: exp(-sqrt(2)/20) (1 + s^2/8) < 1 at "
                 "the s of rho = 8");
  arb_clear(x), arb_clear(y);
}

// f = d w_00/dt without the factor rho, exact.
static void speed(const struct cpf_pushers *c, fmpq_t f) {
  struct cpf_rational full;
  fmpq_mat_t gradient;
  cpf_pushers_expand(c, &full);
  fmpq_mat_init(gradient, full.n, full.d);
  cpf_rational_gradient(&full, gradient);
  fmpq_div_fmpz(f, fmpq_mat_entry(gradient, 0, 0), (fmpz[]){-c->rho});
  fmpq_mat_clear(gradient);
  cpf_rational_clear(&full);
}

static void falling_step(struct cpf_trial *t, const struct cpf_pushers *c) {
  fmpq_t f, x, s;
  fmpq_init(f), fmpq_init(x), fmpq_init(s);
  speed(c, f);
  fmpq_set_si(x, c->student[0], (ulong)c->student_scale);
  fmpq_set_si(s, c->pusher[2], (ulong)c->pusher_scale);
  cpf_trial_step(t, cpf_pushers_is_unit(c) && cpf_pushers_in_cone(c) && fmpq_cmp(s, x) >= 0,
                 "rho = %d, n = %d, k = d = %d: unit rows, w_11 = %ld/%ld above the threshold, the "
                 "other w_jj = %ld/%ld not below it",
                 c->rho, c->n, c->n + 1, c->student[0], c->student_scale, c->pusher[2],
                 c->pusher_scale);
  cpf_trial_step(t, fmpq_sgn(f) < 0, "and d w_11/dt = rho f, f = %.4g < 0, exact", fmpq_get_d(f));
  cpf_trial_count(t, 1);
  fmpq_clear(f), fmpq_clear(x), fmpq_clear(s);
}

// c > s and c^15 (w_ji - c s)/2 > s^15 (1 - s^2): f < 0 for every even rho >= 16.
static void tail_step(struct cpf_trial *t, const struct cpf_pushers *start) {
  struct cpf_rational full;
  fmpq_t c, s, push, pull, a;
  fmpq_init(c), fmpq_init(s), fmpq_init(push), fmpq_init(pull), fmpq_init(a);
  cpf_pushers_expand(start, &full);
  fmpq_set(s, fmpq_mat_entry(full.W, 0, 0));
  cpf_rational_dot(c, full.W, 0, full.W, 1);
  fmpq_mul(a, c, s);
  fmpq_sub(push, fmpq_mat_entry(full.W, 1, 0), a);
  cpf_rational_pow(a, c, TAIL - 1);
  fmpq_mul(push, push, a);
  fmpq_mul(push, push, full.repulsion);
  fmpq_mul(a, s, s);
  fmpq_one(pull);
  fmpq_sub(pull, pull, a);
  cpf_rational_pow(a, s, TAIL - 1);
  fmpq_mul(pull, pull, a);
  cpf_trial_step(t,
                 cpf_pushers_is_unit(start) && cpf_pushers_in_cone(start) && fmpq_cmp(c, s) > 0 &&
                     fmpq_cmp(push, pull) > 0,
                 "at the same W, w_1.w_2 > w_11 and the repulsion exceeds the attraction's first "
                 "term at rho = %d, so it does for every even rho >= %d",
                 TAIL, TAIL);
  cpf_rational_clear(&full);
  fmpq_clear(c), fmpq_clear(s), fmpq_clear(push), fmpq_clear(pull), fmpq_clear(a);
}

enum cpf_status cpf_try_figure_9_bound(struct cpf_trial *t, struct cpf_error *err) {
  (void)err;
  struct cpf_rational full;
  struct cpf_problem problem;
  double W[TEXT];
  char rows[TEXT];
  paper_steps(t);
  for (int i = 0; i < NFALLING; i++)
    falling_step(t, &FALLING[i]);
  tail_step(t, &FALLING[NFALLING - 1]);
  cpf_cone_golden_steps(t);
  cpf_pushers_expand(&FALLING[SHOWN], &full);
  cpf_rational_to_double(&full, &problem, W);
  cpf_trial_counterexample(
      t, &problem, W,
      "rho = 14, n = 2, k = d = 3, W = %s: w_11 = w_22 = 22/31 > 2^(-1/2) + "
      "1/404, and d w_11/dt < 0 (for every even rho >= 14). rho = 6, n = 3, k = "
      "d = 4: (192, 10, 10, 185)/267, (57, 64, 0, 24)/89, (57, 0, 64, 24)/89. "
      "docs/claims/figure-9-bound.md has one for rho = 8, 10 and 12.",
      cpf_rational_rows_text(full.W, rows, sizeof rows));
  cpf_rational_clear(&full);
  cpf_trial_correct(t,
                    "The smallest w_ii does not decrease where T^(rho-2) (1 + r (n-1) K "
                    "(1+T^2)^(rho/2)) <= 1, T = tan arccos w_ii, K = (1/rho)(1-1/rho)^(rho-1); so "
                    "for w_ii >= ((sqrt(5)-1)/2)^(1/2) = 0.78615... and r <= 1/(n-1), whatever the "
                    "even rho >= 4. Of the printed epsilon only that of rho = 4 is enough.");
  cpf_trial_conclude(
      t, CPF_VERDICT_REFUTED,
      "Exact configurations at and above the printed threshold for every even rho "
      ">= 6 at which w_ii decreases. The function that figure 9 draws is not a lower "
      "bound of f: the inner products range to 2 s sigma, not to sigma^2.");
  return CPF_OK;
}
