// SPDX-License-Identifier: GPL-3.0-or-later
// The claims about the tight-balance angle.
//
// With z = sin(t)^2 in (0, 1/2), m = (rho-2)/2, x = cos 2t = 1-2z, y = x^2, the condition divided
// by the zero at t = pi/4 is (docs/mathematics.md; src/theta/theta.c)
//   G(y) = 2^m y^m - S_m(y) = 0,  S_m(y) = sum_i C(m, 2i+1) y^i,  2 x S_m(x^2) = (1+x)^m - (1-x)^m.
// S_m has positive coefficients and degree below m: G changes sign once (Descartes), so exactly one
// zero. In logarithms F(z, m) = m log(1-z) + log(1-q^m) - log 2 - (2m+1) log(1-2z), q = z/(1-z):
//   dF/dm = log((1-z)/(1-2z)^2) + q^m log(1/q)/(1-q^m) > 0, as (1-z) - (1-2z)^2 = z (3-4z) > 0,
//   dF/dz > 0, as S_m(y)/y^m falls with y and y with z,
// so that the zero z falls as m grows.
#include <math.h>

#include <arb.h>
#include <flint/fmpq_poly.h>
#include <flint/fmpz_poly.h>

#include "cpfind/search.h"
#include "cpfind/table.h"
#include "cpfind/theta.h"
#include "status/try.h"
#include "verify/claims.h"

enum { PAIR = 2, FIRST_RHO = 4, LAST_RHO = 400, POLYNOMIALS = 60, BITS = 256 };

// Half the width of the brackets around cpf_theta's double: far above its error, far below the
// difference of neighbours, about theta/rho.
static const double margin = 1e-12;

// -2 cos(2t)^(rho-1) - sin(t)^(rho-2) + cos(t)^(rho-2) at the number t.
static void condition(arb_t f, const arb_t t, int rho) {
  arb_t v;
  arb_init(v);
  arb_mul_2exp_si(v, t, 1);
  arb_cos(v, v, BITS);
  arb_pow_ui(v, v, (ulong)(rho - 1), BITS);
  arb_mul_si(f, v, -2, BITS);
  arb_sin(v, t, BITS);
  arb_pow_ui(v, v, (ulong)(rho - 2), BITS);
  arb_sub(f, f, v, BITS);
  arb_cos(v, t, BITS);
  arb_pow_ui(v, v, (ulong)(rho - 2), BITS);
  arb_add(f, f, v, BITS);
  arb_clear(v);
}

// Whether the condition is negative at theta - margin and positive at theta + margin.
static bool bracketed(int rho, double theta) {
  arb_t t, f;
  arb_init(t);
  arb_init(f);
  arb_set_d(t, theta - margin);
  condition(f, t, rho);
  bool below = arb_is_negative(f) != 0;
  arb_set_d(t, theta + margin);
  condition(f, t, rho);
  bool above = arb_is_positive(f) != 0;
  arb_clear(t);
  arb_clear(f);
  return below && above;
}

// Whether (1+x)^m - (1-x)^m = 2 x S_m(x^2) with coefficients of S_m that are positive, in degree <
// m.
static bool one_sign_change(ulong m) {
  fmpz_poly_t p, q;
  fmpz_poly_init(p);
  fmpz_poly_init(q);
  fmpz_poly_set_coeff_ui(p, 0, 1);
  fmpz_poly_set_coeff_ui(p, 1, 1);
  fmpz_poly_pow(p, p, m);
  fmpz_poly_set_coeff_ui(q, 0, 1);
  fmpz_poly_set_coeff_si(q, 1, -1);
  fmpz_poly_pow(q, q, m);
  fmpz_poly_sub(p, p, q);
  bool good = fmpz_poly_degree(p) <= (slong)m;
  for (slong i = 0; i <= fmpz_poly_degree(p); i++) {
    const fmpz *c = fmpz_poly_get_coeff_ptr(p, i);
    good = good && (i % 2 == 0 ? fmpz_is_zero(c) : fmpz_sgn(c) > 0);
  }
  // x^(2i+1) with 2i+1 <= m: y^i with i <= (m-1)/2 < m.
  fmpz_poly_clear(p);
  fmpz_poly_clear(q);
  return good;
}

static void step_unique(struct cpf_trial *t) {
  bool good = true;
  for (ulong m = 1; m <= POLYNOMIALS; m++)
    good = good && one_sign_change(m);
  cpf_trial_step(t, good,
                 "((1+x)^m - (1-x)^m) / 2x is a polynomial in x^2 with positive coefficients, of "
                 "degree below m (all m by the binomial theorem; m = 1..%d computed): one zero in "
                 "(0, pi/4) by Descartes' rule",
                 (int)POLYNOMIALS);
}

// (1-z) - (1-2z)^2 = 3z - 4z^2.
static void step_slope(struct cpf_trial *t) {
  fmpq_poly_t p, q;
  fmpq_poly_init(p);
  fmpq_poly_init(q);
  fmpq_poly_set_str(p, "2  1 -2");
  fmpq_poly_mul(p, p, p);
  fmpq_poly_set_str(q, "2  1 -1");
  fmpq_poly_sub(q, q, p);
  fmpq_poly_set_str(p, "3  0 3 -4");
  cpf_trial_step(t, fmpq_poly_equal(p, q) != 0,
                 "(1-z) - (1-2z)^2 = z (3-4z) > 0 for 0 < z < 3/4, so that dF/dm > 0 there");
  fmpq_poly_clear(p);
  fmpq_poly_clear(q);
}

static void step_brackets(struct cpf_trial *t, int last) {
  bool good = true;
  double before = acos(-1.0) / 4;
  for (int rho = FIRST_RHO; rho <= last; rho += 2) {
    double theta = 0.0;
    good =
        good && cpf_theta(rho, &theta) && bracketed(rho, theta) && theta + margin < before - margin;
    before = theta;
    cpf_trial_count(t, 1);
  }
  cpf_trial_step(
      t, good,
      "the condition changes sign within 1e-12 of theta_rho for rho = 4, 6, ..., %d (ball "
      "arithmetic), and each theta_rho is less than the one before",
      last);
}

enum cpf_status cpf_try_theta_decreases(struct cpf_trial *t, struct cpf_error *err) {
  (void)err;
  step_unique(t);
  step_slope(t);
  step_brackets(t, LAST_RHO);
  cpf_trial_conclude(t, CPF_VERDICT_HOLDS,
                     "a derivation for all even rho >= 4: the zero z = sin^2 theta of F(z, m) has "
                     "dz/dm = -(dF/dm)/(dF/dz) < 0 (docs/claims/theta-decreases.md); brackets in "
                     "ball arithmetic agree");
  return CPF_OK;
}

// At a^2 = 1/2, even rho, m = rho/2 - 1: -2 c^(2m+1) - (a^2)^m + (1-a^2)^m with c = 1 - 2a^2.
static void step_fixed_zero(struct cpf_trial *t) {
  bool zero = true;
  fmpq_t a2, s2, c, f, v;
  fmpq_init(a2);
  fmpq_init(s2);
  fmpq_init(c);
  fmpq_init(f);
  fmpq_init(v);
  fmpq_set_si(a2, 1, 2);
  fmpq_set_si(s2, 1, 1);
  fmpq_sub(c, s2, a2);
  fmpq_sub(c, c, a2);
  fmpq_sub(s2, s2, a2);
  for (int rho = FIRST_RHO; rho <= LAST_RHO; rho += 2) {
    fmpq_pow_si(f, c, rho - 1);
    fmpq_mul_si(f, f, -2);
    fmpq_pow_si(v, a2, rho / 2 - 1);
    fmpq_sub(f, f, v);
    fmpq_pow_si(v, s2, rho / 2 - 1);
    fmpq_add(f, f, v);
    zero = zero && fmpq_is_zero(f);
  }
  cpf_trial_step(
      t, zero,
      "the condition at a^2 = 1/2 is 0, exactly for rho = 4..%d: 1 - a^2 = a^2 and 1 - "
      "2a^2 = 0, so that its terms are 0, -a^(rho-2) and a^(rho-2) for every even rho > 2",
      (int)LAST_RHO);
  fmpq_clear(a2);
  fmpq_clear(s2);
  fmpq_clear(c);
  fmpq_clear(f);
  fmpq_clear(v);
}

enum cpf_status cpf_try_figure_2_zeros(struct cpf_trial *t, struct cpf_error *err) {
  (void)err;
  step_fixed_zero(t);
  step_unique(t);
  step_slope(t);
  step_brackets(t, LAST_RHO);
  cpf_trial_conclude(
      t, CPF_VERDICT_HOLDS,
      "the zero at 2^(-1/2) exactly; the others are +-sin theta_rho and +-cos "
      "theta_rho (the condition changes its sign with a -> sqrt(1-a^2)), and theta_rho "
      "falls strictly (theta-decreases)");
  return CPF_OK;
}

// x = cos(pi/4): the condition is -2x^3 + x = x (1 - 2x^2), x^2 = 1/2.
static void step_exact_angle(struct cpf_trial *t) {
  arb_t x, f;
  arb_init(x);
  arb_init(f);
  arb_const_pi(x, BITS);
  arb_mul_2exp_si(x, x, -3);
  condition(f, x, FIRST_RHO);
  bool near = arb_contains_zero(f) != 0 && mag_cmp_2exp_si(arb_radref(f), -BITS / 2) < 0;
  cpf_trial_step(
      t, near,
      "rho = 4: the condition is -2x^3 - sin^2 + cos^2 = x (1 - 2x^2) with x = cos 2t, and "
      "cos(pi/4)^2 = 1/2 makes it 0; a ball of radius below 2^-128 around its value at "
      "pi/8 holds 0");
  arb_clear(x);
  arb_clear(f);
}

enum cpf_status cpf_try_theta_4(struct cpf_trial *t, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  const double angle = acos(-1.0) / 8;
  const double W[PAIR * PAIR] = {cos(angle), sin(angle), cos(angle), -sin(angle)};
  const struct cpf_problem p = {.n = PAIR, .k = PAIR, .d = PAIR, .rho = FIRST_RHO, .repulsion = 1};
  struct cpf_find_options options = cpf_find_options_default();
  struct cpf_table *table = NULL;
  struct cpf_classified *given = NULL;
  options.certify = CPF_CERTIFY_ON;
  CPF_TRY(cpf_table_builtin(&table, err));
  step_exact_angle(t);
  step_unique(t);
  CPF_TRY(cpf_classify(&p, &options, table, W, 1, margin, &given, err));
  cpf_trial_step(
      t,
      given->critical && given->certificate.theorem != CPF_THEOREM_NONE &&
          given->distance <= margin,
      "W = (cos pi/8, +-sin pi/8) is within 1e-12 of a critical point, proved (theorem: %s), "
      "label %s",
      given->critical ? cpf_theorem_name(given->certificate.theorem) : "none",
      given->critical ? given->family.label : "none");
  cpf_trial_conclude(t, CPF_VERDICT_HOLDS,
                     "pi/8 is an exact zero of the condition, the only one in (0, pi/4), and the "
                     "condition is equivalent to criticality (tight-balance-lines)");
cleanup:
  cpf_classified_free(given, given != NULL ? 1 : 0);
  cpf_table_free(table);
  return status;
}
