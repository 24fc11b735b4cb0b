// SPDX-License-Identifier: GPL-3.0-or-later
// "Near tight-balance training is slow", rho = 4: docs/claims/tight-balance-slows.md has the proof.
//
// With p = cos 2(t_1+t_2) and eps = 1 - cos 2(t_1-t_2) the flow is (plane_ball.h)
//   p' = -4 (1-p^2) (p + eps),   eps' = -4 p eps (2 - eps),
// tight-balance is p = eps = 0. Write p = -kappa eps.
// 1. kappa = 1 cannot be crossed upwards: there (p + eps)' = 4 eps^2 (2-eps) > 0. So eps' <= 4
// eps^2
//    (2-eps) whenever kappa <= 1, and from eps_0 to eps_1 it takes at least I(eps_1) - I(eps_0),
//    I' = 1/(4 eps^2 (2-eps)): more than (1/eps_0 - 1/eps_1)/8.
// 2. kappa = 1 - 2 eps cannot be crossed downwards for eps <= 1/2: there kappa' = 4 eps Q(eps), Q =
//    eps (9 - 14 eps + 12 eps^2 - 8 eps^3) > 0, and 1 - 2 eps falls. So from a start between the
//    two it takes at most J(eps_1) - J(eps_0), J' = 1/(4 eps^2 (2-eps) (1 - 2 eps)).
// 3. Hence time = 1/(8 eps_0) (1 + O(eps_0 log(1/eps_0))), eps_0 = 2 sin(t_1-t_2)^2.
// 4. Measured: trajectories of the model's gradient from starts on kappa = 1 take a time between.
#include <math.h>

#include <flint/fmpq_poly.h>

#include "flow/near.h"
#include "status/try.h"
#include "verify/claims.h"
#include "verify/follow.h"
#include "verify/plane_ball.h"

enum { STARTS = 5, POLYNOMIALS = 6, SIZE = 4 };

// The students have left when eps = 1/4, that is t_1 - t_2 = 0.36: 10 degrees each.
static const double LEFT = 0.25;
// t_1 - t_2 at the starts: a factor of 10 apart or less, each four or more times nearer than LEFT.
static const double nearness[STARTS] = {0.1, 0.03, 0.01, 0.003, 0.001};
// Relative: an error of 1e-12 in a start's distance, of 0.001 and more, for each of 1e3 steps.
static const double MEASURED = 1e-6;

// (p + eps)' at p = -eps, less 4 eps^2 (2-eps), as a polynomial in eps, is 0.
static bool upper_barrier(void) {
  fmpq_poly_t p, rate, expected;
  fmpq_poly_init(p), fmpq_poly_init(rate), fmpq_poly_init(expected);
  fmpq_poly_set_str(p, "2  0 -1");
  fmpq_poly_set_str(rate, "3  0 -8 4"); // -4 eps (2-eps)
  fmpq_poly_mul(rate, rate, p);         // eps'; p' = 0, having the factor p + eps
  fmpq_poly_set_str(expected, "4  0 0 8 -4");
  bool same = fmpq_poly_equal(rate, expected) != 0;
  fmpq_poly_clear(p), fmpq_poly_clear(rate), fmpq_poly_clear(expected);
  return same;
}

// kappa' = 4 ((1-kappa) (1 - kappa^2 eps^2) - kappa^2 eps (2-eps)) at kappa = 1 - 2 eps is 4 eps^2
// (9 - 14 eps + 12 eps^2 - 8 eps^3).
static bool lower_barrier(void) {
  fmpq_poly_t P[POLYNOMIALS];
  for (int i = 0; i < POLYNOMIALS; i++)
    fmpq_poly_init(P[i]);
  fmpq_poly_struct *eps = P[0], *kappa = P[1], *square = P[2], *x = P[3], *rate = P[4],
                   *expected = P[5];
  fmpq_poly_set_str(eps, "2  0 1");
  fmpq_poly_set_str(kappa, "2  1 -2");
  fmpq_poly_mul(square, kappa, kappa);
  fmpq_poly_mul(x, square, eps), fmpq_poly_mul(x, x, eps); // kappa^2 eps^2
  fmpq_poly_set_str(rate, "1  1");
  fmpq_poly_sub(x, rate, x);
  fmpq_poly_sub(rate, rate, kappa), fmpq_poly_mul(rate, rate, x);
  fmpq_poly_set_str(x, "3  0 2 -1"); // eps (2-eps)
  fmpq_poly_mul(x, x, square), fmpq_poly_sub(rate, rate, x);
  fmpq_poly_set_str(expected, "6  0 0 9 -14 12 -8");
  bool same = fmpq_poly_equal(rate, expected) != 0;
  for (int i = 0; i < POLYNOMIALS; i++)
    fmpq_poly_clear(P[i]);
  return same;
}

// 9 - 14 e + 12 e^2 - 8 e^3 at e = 1/2 - s has no negative coefficient and a positive constant: it
// is positive for 0 <= e <= 1/2.
static bool positive_to_half(void) {
  fmpq_poly_t P, e;
  fmpq_t x;
  fmpq_poly_init(P), fmpq_poly_init(e);
  fmpq_init(x);
  fmpq_poly_set_str(P, "4  9 -14 12 -8");
  fmpq_poly_set_str(e, "2  1/2 -1");
  fmpq_poly_compose(P, P, e);
  fmpq_poly_get_coeff_fmpq(x, P, 0);
  bool positive = fmpq_sgn(x) > 0;
  for (slong i = 1; i < fmpq_poly_length(P); i++) {
    fmpq_poly_get_coeff_fmpq(x, P, i);
    positive = positive && fmpq_sgn(x) >= 0;
  }
  fmpq_clear(x);
  fmpq_poly_clear(P), fmpq_poly_clear(e);
  return positive;
}

// I(eps) = -1/(8 eps) + log(eps/(2-eps))/16.
static double least_time(double eps) {
  return -1 / (8 * eps) + log(eps / (2 - eps)) / 16;
}

// J(eps) = -1/(8 eps) + 5/16 log(eps) + log(2-eps)/48 - log(1-2 eps)/3.
static double most_time(double eps) {
  return -1 / (8 * eps) + 5 * log(eps) / 16 + log(2 - eps) / 48 - log(1 - 2 * eps) / 3;
}

// eps = 1 - cos 2(t_1-t_2) from the cosine e or the sine s of t_1 - t_2, whichever is accurate.
static double spread(const double *W) {
  double e = W[0] * W[2] - W[1] * W[3], s = W[0] * W[3] + W[1] * W[2];
  return fabs(e) > fabs(s) ? 2 * s * s : 2 - 2 * e * e;
}

static double beyond(void *ctx, double time) {
  double W[SIZE];
  cpf_flow_path_at(ctx, time, W);
  return spread(W) - LEFT;
}

// When the trajectory leaves; infinite when it does not.
static double leaving_time(struct cpf_flow_path *path) {
  size_t count = 0, i = 0;
  const double *times = cpf_flow_path_steps(path, &count);
  while (i < count && beyond(path, times[i]) < 0)
    i++;
  if (i == 0 || i == count)
    return i == 0 ? 0 : INFINITY;
  return cpf_root_between(times[i - 1], beyond(path, times[i - 1]), times[i],
                          beyond(path, times[i]), beyond, path);
}

static enum cpf_status try_start(struct cpf_trial *t, double delta, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  double eps = 2 * sin(delta) * sin(delta), sum = acos(-eps) / 2, W[SIZE];
  double t1 = (sum + delta) / 2, t2 = (sum - delta) / 2;
  double least = least_time(LEFT) - least_time(eps), most = most_time(LEFT) - most_time(eps);
  const struct cpf_problem p = {2, 2, 2, 4, 1.0};
  struct cpf_flow_path *path = NULL;
  struct cpf_follow_end end;
  W[0] = cos(t1), W[1] = sin(t1), W[2] = cos(t2), W[3] = -sin(t2);
  CPF_TRY(cpf_follow_path(t, &p, W, &path, &end, err));
  double time = leaving_time(path);
  cpf_trial_count(t, 1);
  cpf_trial_step(
      t, least * (1 - MEASURED) <= time && time <= most * (1 + MEASURED),
      "from t1-t2 = %g, eps = %.3g, at least %.6g and at most %.6g; followed in doubles: %.6g, "
      "that is %.4f / (16 (t1-t2)^2)",
      delta, eps, least, most, time, 16 * time * delta * delta);
cleanup:
  cpf_flow_path_free(path);
  return status;
}

enum cpf_status cpf_try_tight_balance_slows(struct cpf_trial *t, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  int points = cpf_plane_points(4);
  cpf_trial_step(
      t, cpf_plane_reduction(4),
      "rho = 4: with p = cos 2(t1+t2), eps = 1 - cos 2(t1-t2) the flow is p' = -4 (1-p^2) "
      "(p+eps), eps' = -4 p eps (2-eps), and L = 3/4 + ((p+eps)^2 - eps^2)/4: exact at %d x %d "
      "rational points, which proves it",
      points, points);
  cpf_trial_count(t, (uint64_t)points * (uint64_t)points);
  cpf_trial_step(
      t, upper_barrier(),
      "(p+eps)' = 4 eps^2 (2-eps) on p = -eps: no trajectory falls below that curve, and above "
      "it eps' <= 4 eps^2 (2-eps): growing from eps_0 to eps_1 takes more than (1/eps_0 - "
      "1/eps_1)/8");
  cpf_trial_step(
      t, lower_barrier() && positive_to_half(),
      "with p = -kappa eps, kappa' = 4 eps^2 (9 - 14 eps + 12 eps^2 - 8 eps^3) > 0 on kappa = "
      "1 - 2 eps, eps <= 1/2: from a start between the curves it takes 1/(8 eps_0) (1 + O(eps_0 "
      "log(1/eps_0)))");
  for (int i = 0; i < STARTS; i++)
    CPF_TRY(try_start(t, nearness[i], err));
  cpf_trial_conclude(
      t, CPF_VERDICT_HOLDS,
      "the flow as a polynomial field in two variables; between two barriers the time to "
      "leave is 1/(8 eps_0) to leading order, about 1/(16 delta^2) at the distance delta = "
      "|t1-t2|: a power, where near a nondegenerate saddle it is a logarithm. That holds "
      "for rho = 4; for every even rho >= 6 tight-balance is not left at all "
      "(toy-global-convergence)");
cleanup:
  return status;
}
