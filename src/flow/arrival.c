// SPDX-License-Identifier: GPL-3.0-or-later
//
// The bound K. On a geodesic w_i(s) = cos(alpha_i s) w_i + sin(alpha_i s) xi_i / alpha_i, with
// sum alpha_i^2 = 1. Let v be a unit vector carried along it by parallel transport, beta_i = |v_i|,
// and w_i(s, t) = cos(beta_i t) w_i(s) + sin(beta_i t) v_i(s) / beta_i: then Hess L (v, v) is the
// second derivative of L(w(s, t)) by t at t = 0.
//
//  1. c = w_i.w_q is a trigonometric polynomial in s and t of frequencies at most
//     sigma = alpha_i + alpha_q and tau = beta_i + beta_q, bounded by 1. So |c_s| <= sigma y and
//     |c_t| <= tau y with y^2 = 1 - c^2 (Duffin and Schaeffer, Bull. AMS 43 (1937)), and
//     |c_tt| <= tau^2, |c_st| <= sigma tau, |c_stt| <= sigma tau^2 (Bernstein).
//  2. |(c^rho)_stt| <= P sigma tau^2, P the smaller of
//       rho^3, and for even rho, where c^rho - 1/2 is bounded by 1/2, rho^3 / 2 (Bernstein);
//       rho(rho-1)(rho-2) m(rho-3, 3) + 3 rho(rho-1) m(rho-2, 1) + rho (the product rule and
//       step 1), m(a, b) the maximum of x^a y^b on x^2 + y^2 = 1.
//  3. h_i = sum_j (w_i.v_j)^rho is bounded by 1 for rho >= 2 (in [0, 1] for even rho), its
//     frequencies by rho alpha_i and rho beta_i: |(h_i)_stt| <= T alpha_i beta_i^2, T the smaller
//     of rho^3 (half for even rho), and 2 rho(rho-1)(rho-2) m(rho-3, 3) + 2 rho (3 rho - 2)
//     m(rho-1, 1): with u_j = w_i.v_j and a_j, b_j the entries of xi_i / alpha_i and v_i / beta_i,
//     the third derivative is a sum of terms u^(rho-3) a b^2, u^(rho-1) a, u^(rho-1) b, where
//     u_j^2 + a_j^2 <= 1 for each j and sum_j (u_j^2 + a_j^2) <= 2. For rho = 1, T = sqrt k.
//  4. By Hoelder's inequality the sum over all terms is at most its value for beta = alpha, where,
//     since sum_{i<q} (alpha_i + alpha_q)^3 = (n-4) S_3 + 3 S_1, S_e = sum_i alpha_i^e, it is
//       A S_3 + B S_1,  A = r P (n-4) + T,  B = 3 r P.
//     For A <= 0 the largest value is A / sqrt n + B sqrt n, all alpha_i equal. For A > 0, with a
//     the largest alpha_i, S_3 <= a and S_1 <= a + sqrt((n-1)(1-a^2)), so that it is at most
//     sqrt((A+B)^2 + B^2 (n-1)) (Cauchy and Schwarz). The same with v the geodesic's own direction
//     bounds f'''.
//
// The radius. On the shortest geodesic from the orbit to W, f'(s) >= lambda s - K s^2 / 2 > 0 for
// 0 < s < 2 lambda / K: the flow goes nearer (first variation of length; s < pi keeps the distance
// from the foot smooth). The distance falls to a limit, at which there are critical points: 0.
//
// The test at W, g = |grad L|, Hessian >= lambda. On geodesics from W, f'(s) >= -g + lambda s -
// K s^2 / 2, and at distance s the Hessian is at least lambda - K s. Let 2 g K < lambda^2 and
// s0 = 2 g / (lambda + sqrt(lambda^2 - 2 g K)), the smaller root of the first. For s between s0 and
// min(lambda / K, pi / 2) the flow cannot leave the ball of radius s, in which L is strictly convex
// along the geodesics that join any two points (balls of radius below pi/2 are convex): it holds
// one critical point, a strict minimum, to which the trajectory converges, and which is not further
// than s0, since f' vanishes there.
//
//  1. The gradient, and a bound on its rounding; lambda must exceed sqrt(2 g K).
//  2. The Hessian's lower bound lambda: guesses from Gershgorin's discs and from the diagonal,
//     halved a few times, and at last the least value that will do; each is tried by a Cholesky
//     factorisation of H - lambda I, less a bound on the rounding.
#include "flow/arrival.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cpfind/model.h"
#include "status/try.h"

static const double PI = 3.14159265358979323846;
static const double UNIT = 0x1p-53; // relative error of one operation
// Rounding of the scalars in the test (K, roots, quotients): far more than a few operations bring.
static const double SLACK = 0x1p-40;
enum { HALVINGS = 6 };

struct cpf_arrival_work {
  struct cpf_problem p;
  size_t N;
  double third;          // K
  double gradient_error; // bounds on the rounding of |grad L|
  double hessian_error;  // and of H, in the spectral norm
  double *B, *G, *H, *R; // frames N*d, gradient n*d, Hessian and factor N*N
};

// The maximum of x^a y^b on the circle; 0^0 = 1.
static double circle_maximum(int a, int b) {
  double s = a + b, x = a / s, y = b / s;
  return sqrt(cpf_powi(x, a) * cpf_powi(y, b));
}

// P of step 2.
static double pair_bound(int rho) {
  double e = rho, bernstein = e * e * e * (rho % 2 == 0 ? 0.5 : 1);
  if (rho < 3)
    return bernstein;
  double rule = e * (e - 1) * (e - 2) * circle_maximum(rho - 3, 3) +
                3 * e * (e - 1) * circle_maximum(rho - 2, 1) + e;
  return fmin(bernstein, rule);
}

// T of step 3.
static double teacher_bound(int rho, int k) {
  double e = rho, bernstein = e * e * e * (rho % 2 == 0 ? 0.5 : 1);
  if (rho == 1)
    return sqrt(k);
  if (rho < 3)
    return bernstein;
  double rule = 2 * e * (e - 1) * (e - 2) * circle_maximum(rho - 3, 3) +
                2 * e * (3 * e - 2) * circle_maximum(rho - 1, 1);
  return fmin(bernstein, rule);
}

double cpf_arrival_third(const struct cpf_problem *p) {
  double n = p->n, pair = p->repulsion * pair_bound(p->rho);
  double A = pair * (n - 4) + teacher_bound(p->rho, p->k), B = 3 * pair;
  double bound = A <= 0 ? A / sqrt(n) + B * sqrt(n) : sqrt((A + B) * (A + B) + B * B * (n - 1));
  return bound * (1 + SLACK);
}

double cpf_arrival_radius(const struct cpf_problem *p, double lambda) {
  return lambda > 0 ? fmin(2 * lambda / cpf_arrival_third(p), PI) * (1 - SLACK) : 0;
}

// The rounding of a sum of r n + k terms x^e (b.w)(b'.w') of size 1, inner products of d entries,
// rows and frames of length 1 to d roundings: each term is wrong by (rho + 4)(d + 8) roundings at
// most, each of the n + k additions by one of the sum.
static double sum_error(const struct cpf_problem *p) {
  double terms = p->repulsion * p->n + p->k;
  return UNIT * terms * ((p->rho + 4.0) * (p->d + 8.0) + p->n + p->k);
}

enum cpf_status cpf_arrival_alloc(const struct cpf_problem *p, struct cpf_arrival_work **work,
                                  struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_arrival_work *a = NULL;
  size_t N = cpf_problem_tangent_dim(p), d = (size_t)p->d, nd = (size_t)p->n * d;
  double rho = p->rho;
  *work = NULL;
  CPF_TRY_ALLOC(a, 1, err);
  a->p = *p;
  a->N = N;
  a->third = cpf_arrival_third(p);
  a->gradient_error = rho * sum_error(p) * sqrt((double)nd);
  a->hessian_error = rho * rho * sum_error(p) * (double)N;
  CPF_TRY_ALLOC(a->B, N * d + nd + 2 * N * N, err);
  a->G = a->B + N * d;
  a->H = a->G + nd;
  a->R = a->H + N * N;
  *work = a;
  a = NULL;
cleanup:
  cpf_arrival_free(a);
  return status;
}

void cpf_arrival_free(struct cpf_arrival_work *work) {
  if (work == NULL)
    return;
  free(work->B);
  free(work);
}

// True when the factorisation of H - shift I, lower triangle, runs to its end.
static bool factor(size_t N, const double *H, double shift, double *R) {
  for (size_t i = 0; i < N; i++) {
    double *row = R + i * N, pivot = H[i * N + i] - shift;
    for (size_t j = 0; j < i; j++) {
      const double *other = R + j * N;
      double x = H[i * N + j];
      for (size_t c = 0; c < j; c++)
        x -= row[c] * other[c];
      row[j] = x * other[j]; // the diagonal holds reciprocals
      pivot -= row[j] * row[j];
    }
    if (!(pivot > 0))
      return false;
    row[i] = 1 / sqrt(pivot);
  }
  return true;
}

// True when H, rounding included, is at least lambda: the factorisation of H - lambda I less Rump's
// bound gamma / (1 - gamma) trace, gamma for N + 1 operations, doubled for the reciprocals and the
// shift itself.
static bool at_least(const struct cpf_arrival_work *a, double lambda) {
  double trace = 0, gamma = 2 * ((double)a->N + 3) * UNIT;
  for (size_t i = 0; i < a->N; i++)
    trace += fabs(a->H[i * a->N + i]) + lambda;
  double rounding = gamma / (1 - gamma) * trace + DBL_MIN;
  return factor(a->N, a->H, lambda + 2 * rounding + a->hessian_error, a->R);
}

// Step 2; `least` is the last try, 0 when none was a bound.
static double lower_bound(const struct cpf_arrival_work *a, double least) {
  size_t N = a->N;
  double discs = INFINITY, diagonal = INFINITY;
  for (size_t i = 0; i < N; i++) {
    double x = a->H[i * N + i];
    diagonal = fmin(diagonal, x);
    for (size_t j = 0; j < N; j++)
      x -= j == i ? 0 : fabs(a->H[i * N + j]);
    discs = fmin(discs, x);
  }
  if (!(diagonal > 0))
    return 0;
  // What the bound on rounding takes is taken off first.
  double guess = discs * (1 - SLACK) - 2 * a->hessian_error;
  if (guess > least && guess > 0.5 * diagonal && at_least(a, guess))
    return guess;
  for (int i = 0; i < HALVINGS; i++) {
    diagonal *= 0.5;
    if (diagonal > least && at_least(a, diagonal))
      return diagonal;
  }
  return at_least(a, least) ? least : 0;
}

struct cpf_arrival_test cpf_arrival_test(struct cpf_arrival_work *work, const double *W) {
  struct cpf_arrival_work *a = work;
  struct cpf_arrival_test test = {.arrived = a->N == 0};
  if (a->N == 0)
    return test;
  double g = cpf_gradient(&a->p, W, a->G, NULL) + a->gradient_error, K = a->third;
  cpf_frames(&a->p, W, a->B);
  cpf_hessian(&a->p, W, a->B, a->H);
  double least = sqrt(2 * g * K) * (1 + SLACK);
  test.lambda = lower_bound(a, least);
  double rest = test.lambda * test.lambda - 2 * g * K;
  if (!(test.lambda >= least) || !(rest > 0))
    return test;
  test.distance = 2 * g / (test.lambda + sqrt(rest)) * (1 + SLACK);
  test.arrived = test.distance < 0.5 * PI;
  if (!test.arrived)
    test.distance = 0;
  return test;
}
