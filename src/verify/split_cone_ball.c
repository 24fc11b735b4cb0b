// SPDX-License-Identifier: GPL-3.0-or-later
// The cone of v_j: the w with |w.v_j| > |w.v_l| for all l != j. In dimension 3 and more students
// leave the cones of different teachers; docs/claims/cone-counterexample.md and cone-only-d-2.md.
//
// 1. W0: w_1 = (2,2,1)/3 on the border of the cones of v_1 and v_2, w_2 = (6,-7,6)/11 in that of
// v_2,
//    w_i = v_i for i > 2. With D = w_11 - w_12 the attraction adds nothing to D', nor do the
//    students with w_i1 = w_i2, and c = w_1.w_2 = 4/33:
//      D' = -r rho c^(rho-1) (w_21 - w_22) = -r rho (4/33)^(rho-1) 13/11 < 0.
// 2. So the trajectory through W0 has D > 0 before and D < 0 after: it leaves the cones.
// 3. The same from an explicit rational start inside: for a time tau no row moves further than R =
//    rho (r+1) tau, and D' < -D(0)/tau for all W that near, in ball arithmetic.
// 4. d = 2 (plane_ball.h): on the border of the square of step 1 of lemma 3.1 the flow points
// inward.
#include <math.h>

#include "model/ball.h"
#include "status/try.h"
#include "verify/claims.h"
#include "verify/cone.h"
#include "verify/plane_ball.h"

enum { RHO_LAST = 60, SIZE_LAST = 6, BITS = 128, TINY = 1000000000, FIELDS_RHO = 12 };

// The time of step 3, in units of 1/rho: R is then 2e-5 (1 + r), which changes D' by less than it
// is.
static const double TAU = 2e-5;

static void set_start(struct cpf_rational *c) {
  static const long first[3] = {2, 2, 1}, second[3] = {6, -7, 6};
  fmpq_mat_zero(c->W);
  for (int a = 0; a < 3; a++) {
    fmpq_set_si(fmpq_mat_entry(c->W, 0, a), first[a], 3);
    fmpq_set_si(fmpq_mat_entry(c->W, 1, a), second[a], 11);
  }
  for (int i = 2; i < c->n; i++)
    fmpq_one(fmpq_mat_entry(c->W, i, i));
}

// D' at W0 is -r rho (4/33)^(rho-1) 13/11 for the repulsion r, and negative unless r = 0.
static bool drifts(struct cpf_rational *c, fmpq_mat_t G, long r) {
  fmpq_t drift, expected, factor;
  fmpq_init(drift), fmpq_init(expected), fmpq_init(factor);
  fmpq_set_si(c->repulsion, r, 1);
  cpf_rational_gradient(c, G);
  fmpq_sub(drift, fmpq_mat_entry(G, 0, 1), fmpq_mat_entry(G, 0, 0));
  fmpq_set_si(expected, 4, 33);
  cpf_rational_pow(expected, expected, c->rho - 1);
  fmpq_set_si(factor, 13, 11);
  fmpq_mul(expected, expected, factor);
  fmpq_mul_si(expected, expected, -r * c->rho);
  bool ok = fmpq_equal(drift, expected) && (r == 0 || fmpq_sgn(drift) < 0);
  fmpq_clear(drift), fmpq_clear(expected), fmpq_clear(factor);
  return ok;
}

// |w_ij| > |w_il| for every teacher l but j and `other`.
static bool nearest(const struct cpf_rational *c, int i, int j, int other) {
  fmpq_t a, b;
  bool ok = true;
  fmpq_init(a), fmpq_init(b);
  fmpq_abs(a, fmpq_mat_entry(c->W, i, j));
  for (int l = 0; l < c->k; l++) {
    fmpq_abs(b, fmpq_mat_entry(c->W, i, l));
    ok = ok && (l == j || l == other || fmpq_cmp(a, b) > 0);
  }
  fmpq_clear(a), fmpq_clear(b);
  return ok;
}

bool cpf_cone_leaves(int n, int k, int d, int rho) {
  struct cpf_rational c;
  fmpq_mat_t G;
  cpf_rational_init(&c, n, k, d, rho);
  fmpq_mat_init(G, n, d);
  set_start(&c);
  bool ok = cpf_rational_is_unit(&c) && nearest(&c, 0, 0, 1) &&
            fmpq_equal(fmpq_mat_entry(c.W, 0, 0), fmpq_mat_entry(c.W, 0, 1));
  for (int i = 1; i < n; i++)
    ok = ok && nearest(&c, i, i, -1);
  for (long r = 0; r <= 2; r++) // D' is affine in r
    ok = ok && drifts(&c, G, r);
  fmpq_mat_clear(G);
  cpf_rational_clear(&c);
  return ok;
}

// w_1 = W0's turned towards v_1 by the rational angle with half tangent 1/TINY.
static void set_inner_start(struct cpf_rational *c) {
  const long q = TINY, first[3] = {2 * (q * q + 2 * q - 1), 2 * (q * q - 2 * q - 1), q * q + 1};
  set_start(c);
  for (int a = 0; a < 3; a++)
    fmpq_set_si(fmpq_mat_entry(c->W, 0, a), first[a], 3 * (ulong)(q * q + 1));
}

// bound: D' <= bound while every entry is within R of W, by ball arithmetic.
static void bound_drift(arb_t bound, const struct cpf_rational *c, const struct cpf_problem *p,
                        const arb_t R) {
  arb_mat_t W, G, mu;
  arb_mat_init(W, c->n, c->d), arb_mat_init(G, c->n, c->d), arb_mat_init(mu, c->n, 1);
  for (int i = 0; i < c->n; i++)
    for (int a = 0; a < c->d; a++) {
      arb_set_fmpq(arb_mat_entry(W, i, a), fmpq_mat_entry(c->W, i, a), BITS);
      arb_add_error(arb_mat_entry(W, i, a), R);
    }
  cpf_ball_gradient(p, W, G, mu, BITS);
  arb_sub(bound, arb_mat_entry(G, 0, 1), arb_mat_entry(G, 0, 0), BITS);
  arb_mat_clear(W), arb_mat_clear(G), arb_mat_clear(mu);
}

bool cpf_cone_crosses(int rho, double r, double *gap, double *after) {
  struct cpf_problem p;
  struct cpf_rational c;
  arb_t tau, R, bound, start;
  arb_init(tau), arb_init(R), arb_init(bound), arb_init(start);
  cpf_rational_init(&c, 2, 3, 3, rho);
  set_inner_start(&c);
  cpf_rational_to_double(&c, &p, NULL);
  p.repulsion = r;
  arb_set_d(tau, TAU), arb_div_si(tau, tau, rho, BITS);
  arb_set_d(R, r), arb_add_ui(R, R, 1, BITS), arb_mul_si(R, R, rho, BITS);
  arb_mul(R, R, tau, BITS);
  bound_drift(bound, &c, &p, R);
  arb_mul(bound, bound, tau, BITS);
  fmpq_t D;
  fmpq_init(D);
  fmpq_sub(D, fmpq_mat_entry(c.W, 0, 0), fmpq_mat_entry(c.W, 0, 1));
  arb_set_fmpq(start, D, BITS);
  arb_add(bound, bound, start, BITS);
  bool ok = cpf_rational_is_unit(&c) && nearest(&c, 0, 0, -1) && nearest(&c, 1, 1, -1) &&
            arb_is_negative(bound);
  *gap = arf_get_d(arb_midref(start), ARF_RND_NEAR);
  arb_get_ubound_arf(arb_midref(start), bound, BITS);
  *after = arf_get_d(arb_midref(start), ARF_RND_CEIL);
  fmpq_clear(D);
  cpf_rational_clear(&c);
  arb_clear(tau), arb_clear(R), arb_clear(bound), arb_clear(start);
  return ok;
}

static enum cpf_status try_worst(struct cpf_trial *t, int rho, double r, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_cone_path path = {.drift = 0};
  uint64_t tried = 0;
  CPF_TRY(cpf_cone_worst(t, rho, r, &path, &tried, err));
  const struct cpf_problem p = {2, 3, 3, rho, r};
  const double *W = path.last;
  cpf_trial_start(t, &p, path.start, "just before the border, where the way out is fastest");
  cpf_trial_count(t, tried);
  cpf_trial_step(
      t, path.drift < 0 && path.least < 0,
      "evidence: the fastest way out found for rho = %d, r = %g: D' = %.4f; followed from D = "
      "%.1g, D falls to %.4f, and the end%s%s, w1 = (%.3f, %.3f, %.3f), w2 = (%.3f, %.3f, %.3f), L "
      "= %.4f at time %.4g, is %s",
      rho, r, path.drift, path.before, path.least, *path.end.label != '\0' ? ", " : "",
      path.end.label, W[0], W[1], W[2], W[3], W[4], W[5], path.end.loss, path.end.time,
      !path.returns ? "another than the cones'" : "w1 at v1 and w2 at v2 all the same");
cleanup:
  return status;
}

enum cpf_status cpf_try_cone_counterexample(struct cpf_trial *t, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  static const double weights[] = {1, 0.5, 0.25, 10};
  bool leaves = true;
  for (int rho = 2; rho <= RHO_LAST; rho += 2) {
    leaves = leaves && cpf_cone_leaves(2, 3, 3, rho);
    cpf_trial_count(t, 1);
  }
  cpf_trial_step(
      t, leaves,
      "w1 = (2,2,1)/3, w2 = (6,-7,6)/11: w1 on the border of the cones of v1 and v2, w2 inside "
      "that of v2, and d/dt (w11 - w12) = -r rho (4/33)^(rho-1) 13/11 < 0: exact for rho = 2, 4, "
      "..., %d at r = 0, 1, 2, so for every r (it is affine in r)",
      RHO_LAST);
  for (size_t i = 0; i < sizeof weights / sizeof *weights; i++) {
    double gap = 0, after = 0;
    bool crosses = cpf_cone_crosses(4, weights[i], &gap, &after);
    cpf_trial_count(t, 1);
    cpf_trial_step(
        t, crosses,
        "rho = 4, r = %g: from w1 turned towards v1 by 2 atan(1e-9), w11 - w12 = %.3g, it has "
        "fallen to %.3g or less after time %.1g, in ball arithmetic",
        weights[i], gap, after, TAU / 4);
  }
  CPF_TRY(try_worst(t, 4, 1, err));
  CPF_TRY(try_worst(t, 4, 0.5, err));
  CPF_TRY(try_worst(t, 6, 1, err));
  cpf_trial_conclude(
      t, CPF_VERDICT_HOLDS,
      "an explicit trajectory that passes from the cones of v1 and v2 with both students "
      "in different cones to both in that of v2, for every even rho and all weights r > 0 "
      "of the repulsion and s > 0 of the attraction (only r/s matters, and the sign of D' "
      "does not depend on it). For r = 0 it is false: see correlation-monotone");
cleanup:
  return status;
}

enum cpf_status cpf_try_cone_only_d_2(struct cpf_trial *t, struct cpf_error *err) {
  bool leaves = true, fields = true, signs = true;
  uint64_t cases = 0;
  (void)err;
  for (int d = 3; d <= SIZE_LAST; d++)
    for (int k = 2; k <= d; k++)
      for (int n = 2; n <= k; n++)
        for (int rho = 2; rho <= FIELDS_RHO; rho += 2, cases++)
          leaves = leaves && cpf_cone_leaves(n, k, d, rho);
  cpf_trial_count(t, cases);
  cpf_trial_step(
      t, leaves,
      "d >= 3: w1 = (2,2,1)/3 on the border, w2 = (6,-7,6)/11 and wi = vi (i > 2) inside their "
      "cones, and d/dt (w11 - w12) = -r rho (4/33)^(rho-1) 13/11 < 0, exact for 2 <= n <= k <= d "
      "<= "
      "%d and rho = 2 to %d: %llu cases; the teachers and the other students add nothing",
      SIZE_LAST, FIELDS_RHO, (unsigned long long)cases);
  for (int rho = 2; rho <= FIELDS_RHO; rho += 2)
    fields = fields && cpf_plane_field(rho);
  cpf_trial_step(
      t, fields,
      "d = 2, so n = k = 2: with w1 = (cos a, sin a), w2 = (-sin b, cos b) the flow is a' = -rho "
      "(h(a-b) + g(a)), b' = rho (h(a-b) - g(b)), h = sin^(rho-1) cos, g = sin cos (cos^(rho-2) - "
      "sin^(rho-2)): exact, for rho = 2 to %d",
      FIELDS_RHO);
  for (int rho = 2; rho <= RHO_LAST; rho += 2)
    signs = signs && cpf_cone_inward(rho);
  cpf_trial_step(
      t, signs,
      "d = 2: on the border a = pi/4 of the square |a|, |b| < pi/4 g(a) = 0 and h(a-b) > 0, so a' "
      "< 0, and alike on the other three: in ball arithmetic over the whole border, rho = 2 to "
      "%d",
      RHO_LAST);
  cpf_trial_conclude(
      t, CPF_VERDICT_HOLDS,
      "for 2 <= n <= k <= d, even rho and r > 0 the split cones are invariant for d = 2 (proof "
      "of lemma 3.1) and are left for every d >= 3, n and k: one exact configuration. "
      "Already n = k = 2, d = 3 leaves them, simpler than the paper's n = 2, k = d = 3. (A "
      "single student has nothing to repel it and keeps its cone for every d.)");
  return CPF_OK;
}
