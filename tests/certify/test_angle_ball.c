// SPDX-License-Identifier: GPL-3.0-or-later
// Closed forms of certified points: what is one, and what only looks like one.
#include "certify/angle_ball.h"

#include <math.h>

#include <criterion/criterion.h>

enum { TURN = 240, BITS = 4096 };

static struct cpf_problem plane(int rho) {
  return (struct cpf_problem){.n = 2, .k = 2, .d = 2, .rho = rho, .repulsion = 1};
}

// A certificate of the critical point near the angles 2 pi a / TURN.
static struct cpf_certificate certificate(const struct cpf_problem *p, const double *angles) {
  double W[4];
  struct cpf_certificate c = {.theorem = CPF_THEOREM_NONE};
  for (int i = 0; i < 2; i++) {
    W[2 * i] = cos(angles[i]);
    W[2 * i + 1] = sin(angles[i]);
  }
  cr_assert_eq(cpf_certify(p, W, BITS, &c, NULL), CPF_OK);
  cr_assert_neq(c.theorem, CPF_THEOREM_NONE, "%s", c.reason);
  return c;
}

static bool proved(int rho, int a, int b) {
  const struct cpf_problem p = plane(rho);
  const double unit = 2 * acos(-1) / TURN;
  struct cpf_certificate c = certificate(&p, (double[]){a * unit, b * unit});
  bool answer = cpf_certify_angles(&p, &c, TURN, (int[]){a, b});
  cpf_certificate_clear(&c);
  return answer;
}

Test(angle_ball, closed_forms) {
  cr_expect(proved(4, 0, 60), "copy");
  cr_expect(proved(4, 15, -15), "tight-balance, a triple root");
  cr_expect(proved(4, 30, -30), "balance");
  cr_expect(proved(6, 5, -25), "pi/24 and -5 pi/24");
  cr_expect(proved(6, 30, 30), "same-balance");
  cr_expect(proved(3, 30, -90), "opposite, halfway");
  cr_expect(proved(5, 0, 120), "opposite copies");
  cr_expect(proved(40, -60, 120), "large rho");
}

// tan(theta_6)^2 is no number of a field this small; the angle is near no multiple of pi/120, and
// the nearest one is not critical.
Test(angle_ball, others_are_refused) {
  const struct cpf_problem p = plane(6);
  struct cpf_certificate c = certificate(&p, (double[]){0.28592943509998364, -0.28592943509998364});
  cr_expect_not(cpf_certify_angles(&p, &c, TURN, (int[]){11, -11}));
  cr_expect_not(cpf_certify_angles(&p, &c, TURN, (int[]){0, 60}), "critical, but elsewhere");
  cr_expect_not(cpf_certify_angles(&p, &c, 239, (int[]){11, -11}), "no multiple of 4");
  cpf_certificate_clear(&c);
}

// Near enough to be in the region of uniqueness, but not critical: a finer circle.
Test(angle_ball, near_is_not_equal) {
  const struct cpf_problem p = plane(4);
  struct cpf_certificate c = certificate(&p, (double[]){0, acos(0)});
  cr_assert_gt(c.unique_radius, 0.01);
  cr_expect(cpf_certify_angles(&p, &c, 4000, (int[]){0, 1000}));
  cr_expect_not(cpf_certify_angles(&p, &c, 4000, (int[]){1, 1000}));
  cpf_certificate_clear(&c);
}

// The theorem on symmetric points says nothing of points that lack the symmetry.
Test(angle_ball, symmetries_are_checked) {
  const struct cpf_problem p = plane(4);
  const double pi = acos(-1);
  struct cpf_certificate c = certificate(&p, (double[]){pi / 8, -pi / 8});
  cr_assert_eq(c.theorem, CPF_THEOREM_SYMMETRIC);
  cr_assert_gt(c.nsymmetries, 0);
  cr_expect(cpf_certify_angles(&p, &c, TURN, (int[]){15, -15}));
  int *kept = c.symmetries, none[] = {1, 2, -1, 2};
  int count = c.nsymmetries;
  c.symmetries = none; // which does not fix (pi/8, -pi/8)
  c.nsymmetries = 1;
  cr_expect_not(cpf_certify_angles(&p, &c, TURN, (int[]){15, -15}));
  c.symmetries = kept;
  c.nsymmetries = count;
  cpf_certificate_clear(&c);
}

Test(angle_ball, outside_its_domain) {
  const struct cpf_certificate nothing = {.theorem = CPF_THEOREM_NONE};
  struct cpf_problem p = plane(4);
  cr_expect_not(cpf_certify_angles(&p, &nothing, TURN, (int[]){0, 60}));
  struct cpf_certificate c = certificate(&p, (double[]){0, acos(0)});
  p.repulsion = 0.5;
  cr_expect_not(cpf_certify_angles(&p, &c, TURN, (int[]){0, 60}));
  p.repulsion = 1;
  p.d = 3;
  cr_expect_not(cpf_certify_angles(&p, &c, TURN, (int[]){0, 60}));
  cpf_certificate_clear(&c);
}
