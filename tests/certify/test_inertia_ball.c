// SPDX-License-Identifier: GPL-3.0-or-later
// Inertia and bounds of symmetric matrices with prescribed spectra.
#include "certify/inertia_ball.h"

#include "support.h"

enum { BITS = 256, SIZE = 6 };

// A = Q diag(values) Q^T, Q a product of exact-in-balls rotations; the columns of Q to Qd.
static void make(uint64_t *state, slong N, const double *values, arb_mat_t A, double *Qd) {
  arb_mat_t Q, D;
  arb_t c, s, x, y;
  arb_mat_init(Q, N, N), arb_mat_init(D, N, N);
  arb_init(c), arb_init(s), arb_init(x), arb_init(y);
  arb_mat_one(Q);
  for (slong a = 0; a < N; a++)
    for (slong b = 0; b < a; b++) {
      arb_set_d(x, 3 * centred(state));
      arb_sin_cos(s, c, x, BITS + 64);
      for (slong i = 0; i < N; i++) {
        arb_mul(x, arb_mat_entry(Q, i, a), c, BITS + 64);
        arb_submul(x, arb_mat_entry(Q, i, b), s, BITS + 64);
        arb_mul(y, arb_mat_entry(Q, i, a), s, BITS + 64);
        arb_addmul(y, arb_mat_entry(Q, i, b), c, BITS + 64);
        arb_swap(arb_mat_entry(Q, i, a), x), arb_swap(arb_mat_entry(Q, i, b), y);
      }
    }
  for (slong a = 0; a < N; a++) {
    arb_set_d(arb_mat_entry(D, a, a), values[a]);
    for (slong i = 0; i < N; i++)
      Qd[a * N + i] = arf_get_d(arb_midref(arb_mat_entry(Q, i, a)), ARF_RND_NEAR);
  }
  arb_mat_mul(D, Q, D, BITS + 64);
  arb_mat_transpose(Q, Q);
  arb_mat_mul(A, D, Q, BITS + 64);
  arb_mat_clear(Q), arb_mat_clear(D);
  arb_clear(c), arb_clear(s), arb_clear(x), arb_clear(y);
}

// Random eigenvalues of all sizes; the first `zeros` are zero. Counts of the signs.
static void spectrum(uint64_t *state, slong N, int zeros, double *values, int *negative,
                     int *positive) {
  *negative = *positive = 0;
  for (slong a = 0; a < N; a++) {
    values[a] = a < zeros ? 0 : pow(10, 15 * centred(state) - 15) * (centred(state) < 0 ? -1 : 1);
    if (a >= zeros && next(state) % 2 == 0)
      values[a] = centred(state);
    *negative += values[a] < 0;
    *positive += values[a] > 0;
  }
}

static int compare(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static void expect_bounds(const arb_mat_t A, const struct cpf_inertia *inertia, double *values,
                          slong N) {
  double lower[SIZE], upper[SIZE];
  bool proved;
  arb_mat_t I;
  arb_mat_init(I, N, N);
  arb_mat_one(I);
  cr_assert_eq(cpf_inertia_bounds(A, I, inertia, BITS, lower, upper, &proved, NULL), CPF_OK);
  qsort(values, (size_t)N, sizeof *values, compare);
  for (slong a = 0; a < N && proved; a++) {
    cr_expect_leq(lower[a], values[a] + 1e-13 * fabs(values[a]));
    cr_expect_geq(upper[a], values[a] - 1e-13 * fabs(values[a]));
    cr_expect(values[a] != 0 || (lower[a] == 0 && upper[a] == 0));
  }
  arb_mat_clear(I);
}

// Thousands of spectra, with tiny eigenvalues and exact zeros whose kernel is given.
Test(inertia_ball, prescribed_spectra) {
  uint64_t state = 21;
  int proved = 0, trials = 10000;
  for (int trial = 0; trial < trials; trial++) {
    slong N = 1 + trial % SIZE;
    int zeros = (int)(next(&state) % (uint64_t)(N + 1)) * (trial % 3 == 0), negative, positive;
    double values[SIZE], Q[SIZE * SIZE];
    struct cpf_inertia out;
    arb_mat_t A;
    spectrum(&state, N, zeros, values, &negative, &positive);
    arb_mat_init(A, N, N);
    make(&state, N, values, A, Q);
    cr_assert_eq(cpf_inertia_prove(A, Q, zeros, BITS, &out, NULL), CPF_OK);
    if (out.proved) {
      cr_assert_eq(out.zero, zeros);
      cr_assert_eq(out.negative, negative);
      cr_assert_eq(out.positive, positive);
      if (trial % 10 == 0)
        expect_bounds(A, &out, values, N);
    }
    proved += out.proved;
    arb_mat_clear(A);
  }
  cr_expect_gt(proved, trials * 99 / 100, "%d of %d proved", proved, trials);
}

// Balls as wide as the least eigenvalue: not proved, or right for the middle and for the ends.
Test(inertia_ball, wide_balls) {
  uint64_t state = 22;
  int proved = 0, open = 0;
  for (int trial = 0; trial < 5000; trial++) {
    slong N = 1 + trial % SIZE;
    int negative, positive;
    double values[SIZE], Q[SIZE * SIZE], least = INFINITY;
    struct cpf_inertia out;
    arb_mat_t A;
    mag_t r;
    spectrum(&state, N, 0, values, &negative, &positive);
    for (slong a = 0; a < N; a++)
      least = fmin(least, fabs(values[a]));
    arb_mat_init(A, N, N);
    mag_init(r);
    make(&state, N, values, A, Q);
    double width = least * pow(10, 2 * centred(&state));
    mag_set_d(r, width);
    for (slong a = 0; a < N; a++)
      arb_add_error_mag(arb_mat_entry(A, a, a), r);
    cr_assert_eq(cpf_inertia_prove(A, NULL, 0, BITS, &out, NULL), CPF_OK);
    if (out.proved)
      cr_assert(out.negative == negative && out.positive == positive && width < least);
    cr_assert(!(width >= least) || !out.proved); // A -+ width I is singular or has other signs
    proved += out.proved;
    open += !out.proved;
    arb_mat_clear(A);
    mag_clear(r);
  }
  cr_expect_gt(proved, 500);
  cr_expect_gt(open, 500);
}

Test(inertia_ball, special_matrices) {
  struct cpf_inertia out;
  arb_mat_t A;
  arb_mat_init(A, 2, 2);
  arb_one(arb_mat_entry(A, 0, 1)), arb_one(arb_mat_entry(A, 1, 0));
  cr_assert_eq(cpf_inertia_prove(A, NULL, 0, BITS, &out, NULL), CPF_OK);
  cr_expect(out.proved && out.negative == 1 && out.positive == 1 && out.zero == 0);
  arb_mat_zero(A); // the kernel is everything, or nothing is known of it
  cr_assert_eq(cpf_inertia_prove(A, (double[]){1, 0, 0, 1}, 2, BITS, &out, NULL), CPF_OK);
  cr_expect(out.proved && out.zero == 2);
  cr_assert_eq(cpf_inertia_prove(A, (double[]){1, 0}, 1, BITS, &out, NULL), CPF_OK);
  cr_expect_not(out.proved);
  cr_assert_eq(cpf_inertia_prove(A, NULL, 0, BITS, &out, NULL), CPF_OK);
  cr_expect_not(out.proved);
  cr_assert_eq(cpf_inertia_prove(A, (double[]){1, 0, 0, 1, 1, 0}, 3, BITS, &out, NULL), CPF_OK);
  cr_expect_not(out.proved); // no room for that kernel
  arb_mat_clear(A);
  arb_mat_init(A, 0, 0);
  cr_assert_eq(cpf_inertia_prove(A, NULL, 0, BITS, &out, NULL), CPF_OK);
  cr_expect(out.proved);
  arb_mat_clear(A);
}

// The bounds must not swallow a neighbour: two eigenvalues at a relative distance of 1e-9.
Test(inertia_ball, close_eigenvalues) {
  uint64_t state = 23;
  for (int trial = 0; trial < 200; trial++) {
    double values[3] = {-2, 1, 1 + 1e-9 * (1 + fabs(centred(&state)))}, Q[9], lower[3], upper[3];
    struct cpf_inertia out = {true, 1, 0, 2};
    bool proved;
    arb_mat_t A, I;
    arb_mat_init(A, 3, 3), arb_mat_init(I, 3, 3);
    arb_mat_one(I);
    make(&state, 3, values, A, Q);
    cr_assert_eq(cpf_inertia_bounds(A, I, &out, BITS, lower, upper, &proved, NULL), CPF_OK);
    cr_assert(proved);
    for (int a = 0; a < 3; a++)
      cr_expect(lower[a] <= values[a] && values[a] <= upper[a] && upper[a] - lower[a] < 1e-8);
    arb_mat_clear(A), arb_mat_clear(I);
  }
}

// The pencil (A, M): eigenvalues of M^{-1} A.
Test(inertia_ball, pencil) {
  struct cpf_inertia out = {true, 1, 0, 1};
  double lower[2], upper[2];
  bool proved;
  arb_mat_t A, M;
  arb_mat_init(A, 2, 2), arb_mat_init(M, 2, 2);
  arb_set_si(arb_mat_entry(A, 0, 0), 6), arb_set_si(arb_mat_entry(A, 1, 1), -6);
  arb_set_si(arb_mat_entry(M, 0, 0), 2), arb_set_si(arb_mat_entry(M, 1, 1), 2);
  arb_one(arb_mat_entry(M, 0, 1)), arb_one(arb_mat_entry(M, 1, 0)); // 6 / sqrt 3 and its negative
  cr_assert_eq(cpf_inertia_bounds(A, M, &out, BITS, lower, upper, &proved, NULL), CPF_OK);
  if (proved) {
    cr_expect(lower[1] <= 6 / sqrt(3) && 6 / sqrt(3) <= upper[1]);
    cr_expect(lower[0] <= -6 / sqrt(3) && -6 / sqrt(3) <= upper[0]);
  }
  arb_mat_clear(A), arb_mat_clear(M);
}

// sin and cos of the tight-balance angle: bisection of DESIGN.md's condition for a = sin t,
// -2 (1 - 2 a^2)^{rho-1} - a^{rho-2} + (1 - a^2)^{rho/2-1}.
static void condition(arb_t y, const arb_t a, int rho) {
  arb_t square, x;
  arb_init(square), arb_init(x);
  arb_mul(square, a, a, BITS);
  arb_mul_si(x, square, -2, BITS);
  arb_add_si(x, x, 1, BITS);
  arb_pow_ui(y, x, (ulong)rho - 1, BITS);
  arb_mul_si(y, y, -2, BITS);
  arb_pow_ui(x, a, (ulong)rho - 2, BITS);
  arb_sub(y, y, x, BITS);
  arb_sub_si(x, square, 1, BITS);
  arb_neg(x, x);
  arb_pow_ui(x, x, (ulong)rho / 2 - 1, BITS);
  arb_add(y, y, x, BITS);
  arb_clear(square), arb_clear(x);
}

static void bisect(arb_t a, int rho) {
  arb_t low, high, y;
  arb_init(low), arb_init(high), arb_init(y);
  arb_set_d(high, 0.6); // the other root is 2^{-1/2}
  for (int step = 0; step < BITS - 40; step++) {
    arb_add(a, low, high, BITS);
    arb_mul_2exp_si(a, a, -1);
    arb_get_mid_arb(a, a);
    condition(y, a, rho);
    arb_swap(arb_is_negative(y) ? low : high, a);
  }
  arb_union(a, low, high, BITS);
  arb_clear(low), arb_clear(high), arb_clear(y);
}

// At rho = 40 the least eigenvalue is below 1e-35.
Test(inertia_ball, tiny_eigenvalues_of_tight_balance) {
  for (int rho = 20; rho <= 40; rho += 20) {
    struct cpf_problem p = problem(2, 2, 3, rho);
    arb_t a, value;
    arb_init(a), arb_init(value);
    bisect(a, rho);
    double s = arf_get_d(arb_midref(a), ARF_RND_NEAR), c = sqrt(1 - s * s);
    struct cpf_certificate proof = certificate_of(&p, (double[]){c, s, 0, c, -s, 0});
    cr_assert(proof.theorem == CPF_THEOREM_KRAWCZYK, "rho = %d: %s", rho, proof.reason);
    cr_expect(proof.index_proved && proof.index == 0 && proof.nullity == 0);
    cr_expect(proof.kind_proved && proof.ascends && !proof.descends);
    cr_assert_eq(proof.neigenvalues, 4);
    arb_pow_ui(value, a, (ulong)rho - 2, BITS);
    arb_mul_si(value, value, rho, BITS);
    double least = arf_get_d(arb_midref(value), ARF_RND_NEAR);
    cr_expect_lt(least, rho == 20 ? 1e-13 : 1e-35);
    cr_expect(proof.lower[0] > 0 && proof.lower[0] <= least && least <= proof.upper[0]);
    cr_expect_lt(proof.upper[0] - proof.lower[0], 1e-8 * least);
    arb_clear(a), arb_clear(value);
    cpf_certificate_clear(&proof);
  }
}
