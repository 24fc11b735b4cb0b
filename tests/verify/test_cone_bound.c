// SPDX-License-Identifier: GPL-3.0-or-later
// Lemma 3.2: the verdicts, and each part of the trials by a second route.
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cpfind/model.h"
#include "cpfind/verify.h"
#include "solver/random.h"
#include "verify/cone_fall_ball.h"
#include "verify/cone_golden_ball.h"
#include "verify/cone_search.h"

enum { STEPS = 400, BITS = 128 };

static const struct cpf_pushers FALLS = {9,   8, {14051, 13800, 150}, 19699, {1794, 759, 1982, 0},
                                         2779};

// The claim's verdict; W's rows are unit and its diagonal is at least `least`.
static void expect(const char *id, enum cpf_claim_verdict verdict, double least) {
  struct cpf_verify_options options = {.threads = 1};
  struct cpf_verify_result *result = NULL;
  struct cpf_error err;
  cr_assert_eq(cpf_verify(&id, 1, &options, &result, &err), CPF_OK);
  const struct cpf_verify_claim *c = &result->claims[0];
  cr_expect_eq(c->verdict, verdict, "%s: %s", id, c->method);
  cr_expect(c->correction != NULL && c->counterexample != NULL && c->tried > 0);
  cr_assert(c->W != NULL);
  for (int i = 0; i < c->problem.n; i++) {
    const double *w = c->W + (size_t)i * (size_t)c->problem.d;
    double square = 0;
    for (int a = 0; a < c->problem.d; a++)
      square += w[a] * w[a];
    cr_expect_float_eq(square, 1, 1e-14, "%s: row %d", id, i); // rounding of d <= 18 squares
    cr_expect_gt(w[i], least, "%s: row %d", id, i);
  }
  cpf_verify_free(result);
}

static double printed(int rho) {
  return sqrt(0.5) + 1 / (40 * (rho - 3.9));
}

Test(cone_bound, verdicts) {
  expect("lemma-3.2-gradient", CPF_VERDICT_CORRECTED, 0);
  expect("lemma-3.2-repulsion", CPF_VERDICT_CORRECTED, printed(4));
  expect("figure-9-bound", CPF_VERDICT_REFUTED, printed(14));
  expect("lemma-3.2", CPF_VERDICT_REFUTED, printed(8));
}

Test(cone_bound, hypotheses_are_exact) {
  struct cpf_pushers c = FALLS;
  cr_expect(cpf_pushers_is_unit(&c) && cpf_pushers_in_cone(&c) && cpf_pushers_agree(&c, 64));
  c.student_scale++;
  cr_expect(!cpf_pushers_is_unit(&c));
  cr_expect(!cpf_pushers_agree(&c, 64)); // the self term no longer projects out
  c.student_scale = c.student[0];
  c.student[0] = -c.student[0];
  cr_expect(!cpf_pushers_in_cone(&c));
  // 2^(-1/2) + 1/164 = 0.71320434...: just below and just above
  fmpq_t x;
  fmpq_init(x);
  fmpq_set_si(x, 71320434, 100000000);
  cr_expect(!cpf_pushers_above(x, 8));
  fmpq_set_si(x, 71320435, 100000000);
  cr_expect(cpf_pushers_above(x, 8));
  fmpq_clear(x);
}

// -grad L / rho of the full configuration.
static void velocity(const struct cpf_problem *p, const double *W, double *out, double *mu) {
  cpf_gradient(p, W, out, mu);
  for (size_t i = 0; i < (size_t)p->n * (size_t)p->d; i++)
    out[i] /= -p->rho;
}

// The classical Runge-Kutta method on the full n x d system until `time`.
static void integrate(const struct cpf_problem *p, double *W, double time, int steps) {
  size_t size = (size_t)p->n * (size_t)p->d;
  double *k = calloc(size, sizeof *k), *w = calloc(size, sizeof *w),
         *sum = calloc(size, sizeof *sum);
  double *mu = calloc((size_t)p->n, sizeof *mu), h = time / steps;
  static const double at[] = {0, 0.5, 0.5, 1}, share[] = {1. / 6, 1. / 3, 1. / 3, 1. / 6};
  cr_assert(k != NULL && w != NULL && sum != NULL && mu != NULL);
  for (int step = 0; step < steps; step++) {
    memcpy(sum, W, size * sizeof *W);
    for (int stage = 0; stage < 4; stage++) {
      for (size_t i = 0; i < size; i++)
        w[i] = W[i] + h * at[stage] * k[i];
      velocity(p, w, k, mu);
      for (size_t i = 0; i < size; i++)
        sum[i] += h * share[stage] * k[i];
    }
    memcpy(W, sum, size * sizeof *W);
    cpf_normalise(p, W);
  }
  free(k), free(w), free(sum), free(mu);
}

Test(cone_bound, tube_agrees_with_the_full_flow) {
  struct cpf_rational full;
  struct cpf_problem p;
  struct cpf_fall fall;
  double W[9 * 10];
  cpf_fall_certify(&FALLS, false, STEPS, &fall);
  cr_expect(fall.crossed && fall.arrived && fall.crossing < fall.time);
  cr_expect_lt(fall.error, 1e-12);
  cpf_pushers_expand(&FALLS, &full);
  cpf_rational_to_double(&full, &p, W);
  integrate(&p, W, fall.time, 4000);
  // (9.6/4000)^4 = 3e-11, times what neighbours part: a factor below 100
  cr_expect_float_eq(W[9], fall.y, 1e-8);
  for (int j = 1; j < 9; j++)
    cr_expect_float_eq(W[j * 10 + j], fall.s, 1e-8);
  cpf_rational_clear(&full);
}

Test(cone_bound, nothing_is_proved_of_a_start_that_stays) {
  struct cpf_pushers c = {17, 8, {403, 396, 0}, 565, {0, 0, 1, 0}, 1}; // pushers on their teachers
  struct cpf_fall fall;
  cpf_fall_certify(&c, false, STEPS, &fall);
  cr_expect(!fall.crossed && !fall.arrived);
  c = FALLS;
  cpf_fall_certify(&c, false, 3, &fall); // too few steps
  cr_expect(!fall.crossed && !fall.arrived);
  cr_expect_eq(fall.steps, 3);
  cpf_fall_certify(&c, true, STEPS, &fall); // stops at the crossing
  cr_expect(fall.crossed && !fall.arrived);
}

Test(cone_bound, k_is_the_maximum) {
  arb_t K;
  arb_init(K);
  for (int rho = 4; rho <= 40; rho += 2) {
    double most = 0;
    cr_expect(cpf_cone_k_is_maximum(rho));
    for (int i = 0; i <= 4000; i++)
      most = fmax(most, cpf_powi(i / 2000., rho - 1) * (1 - i / 2000.));
    cpf_cone_k(K, rho, BITS);
    // on a grid of 1/2000 the maximum is missed by f''/2 (1/4000)^2 < rho 1e-7
    cr_expect_float_eq(arf_get_d(arb_midref(K), ARF_RND_NEAR), most, rho * 1e-7);
  }
  arb_clear(K);
}

Test(cone_bound, golden_threshold) {
  arb_t v;
  arb_init(v);
  arb_set_d(v, 0.78615);
  cr_expect(!cpf_cone_in_golden(v, BITS));
  arb_set_d(v, 0.78616);
  cr_expect(cpf_cone_in_golden(v, BITS));
  mag_set_d(arb_radref(v), 1e-4);
  cr_expect(!cpf_cone_in_golden(v, BITS));
  arb_set_d(v, -0.9);
  cr_expect(!cpf_cone_in_golden(v, BITS));
  arb_clear(v);
}

// Row i of W: `s` or more on e_i, the rest random, with many zeros.
static void draw_row(struct cpf_random *random, const struct cpf_problem *p, int i, double s,
                     double *w) {
  double square = 0;
  for (int a = 0; a < p->d; a++) {
    w[a] = a == i || cpf_random_below(random, 2) ? 0 : cpf_random_normal(random);
    square += w[a] * w[a];
  }
  w[i] = square > 0 ? s : 1;
  for (int a = 0; a < p->d; a++)
    if (a != i)
      w[a] *= square > 0 ? sqrt((1 - s * s) / square) : 0;
}

// The golden lemma's inequality at random configurations, far above and far below its threshold:
// d w_11/dt >= s^(rho-1) (1 - s^2) (1 - g) whatever the sign of the right hand side.
Test(cone_bound, smallest_overlap_grows_as_proved) {
  struct cpf_random random = cpf_random_make(7, 0, 0);
  double W[36], G[36], mu[6];
  arb_t g, T2, repelled;
  arb_init(g), arb_init(T2), arb_init(repelled);
  for (int trial = 0; trial < 20000; trial++) {
    int n = 1 + (int)cpf_random_below(&random, 5), k = n + (int)cpf_random_below(&random, 2);
    struct cpf_problem p = {.n = n,
                            .k = k,
                            .d = k + (int)cpf_random_below(&random, 2) * (k < 6),
                            .rho = 4 + 2 * (int)cpf_random_below(&random, 6)};
    p.repulsion = cpf_random_uniform(&random) / fmax(n - 1, 1);
    double s = 0.5 + 0.49 * cpf_random_uniform(&random);
    for (int i = 0; i < n; i++)
      draw_row(&random, &p, i,
               i == 0 ? s
                      : s + (1 - s) * cpf_random_uniform(&random) *
                                (double)cpf_random_below(&random, 2),
               W + (size_t)i * (size_t)p.d);
    if (W[0] > s) // no other coordinate was drawn
      continue;
    cpf_gradient(&p, W, G, mu);
    arb_set_d(T2, (1 - s * s) / (s * s));
    arb_set_d(repelled, p.repulsion * (n - 1));
    cpf_cone_g(g, T2, p.rho, repelled, BITS);
    double bound =
        cpf_powi(s, p.rho - 1) * (1 - s * s) * (1 - arf_get_d(arb_midref(g), ARF_RND_NEAR));
    cr_assert_geq(-G[0] / p.rho, bound - 1e-13, "trial %d", trial); // rounding of some 40 terms
  }
  arb_clear(g), arb_clear(T2), arb_clear(repelled);
}

Test(cone_bound, search_finds_what_is_there) {
  struct cpf_cone_hint found = cpf_cone_search(8, 50);
  cr_expect_lt(found.margin, -0.02);
  cr_expect_gt(found.starts, 40);
  cr_expect_gt(cpf_cone_search(4, 50).margin, 0.1); // where the lemma holds
  cr_expect_gt(cpf_cone_search(8, 3).margin, 0.005);
}
