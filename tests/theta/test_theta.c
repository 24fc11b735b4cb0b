// SPDX-License-Identifier: GPL-3.0-or-later
#include "cpfind/theta.h"

#include <math.h>

#include <arb.h>
#include <criterion/criterion.h>

enum { BITS = 400, RHO_LAST = 1000 };

// The condition as the paper prints it (section 2.3), in ball arithmetic, divided by the factor
// cos(2t) that has the root pi/4:  (cos^{rho-2} - sin^{rho-2} - 2 cos(2t)^{rho-1}) / cos(2t).
// Returns its sign, 0 when the ball contains 0.
static int sign_at(double t, int rho) {
  arb_t s, c, x, f;
  arb_init(s);
  arb_init(c);
  arb_init(x);
  arb_init(f);
  arb_set_d(x, t);
  arb_sin_cos(s, c, x, BITS);
  arb_mul_2exp_si(x, x, 1);
  arb_cos(x, x, BITS);
  arb_pow_ui(c, c, (ulong)rho - 2, BITS);
  arb_pow_ui(s, s, (ulong)rho - 2, BITS);
  arb_sub(f, c, s, BITS);
  arb_div(f, f, x, BITS);
  arb_pow_ui(x, x, (ulong)rho - 2, BITS);
  arb_submul_ui(f, x, 2, BITS);
  int sign = arb_is_positive(f) - arb_is_negative(f);
  arb_clear(s);
  arb_clear(c);
  arb_clear(x);
  arb_clear(f);
  return sign;
}

// A proof, by a change of sign, that the root lies between the neighbours of the result.
Test(theta, within_one_ulp_of_a_root) {
  for (int rho = 4; rho <= RHO_LAST; rho += 2) {
    double t = 0;
    cr_assert(cpf_theta(rho, &t));
    cr_assert(t > 0 && t < acos(-1) / 4);
    int before = sign_at(nextafter(t, 0), rho), after = sign_at(nextafter(t, 1), rho);
    cr_assert_eq(before, -1, "rho = %d", rho);
    cr_assert_eq(after, 1, "rho = %d", rho);
  }
  flint_cleanup();
}

Test(theta, one_root_in_the_open_interval) {
  enum { GRID = 601 };
  for (int rho = 4; rho <= RHO_LAST; rho += rho < 60 ? 2 : 94) {
    int changes = 0, last = -1;
    double t = 0;
    cr_assert(cpf_theta(rho, &t));
    for (int c = 1; c < GRID; c++) {
      double at = acos(-1) / 4 * c / GRID;
      int sign = sign_at(at, rho);
      cr_assert_neq(sign, 0, "rho = %d, t = %g", rho, at);
      changes += sign != last;
      cr_assert_eq(sign, at < t ? -1 : 1, "rho = %d, t = %g", rho, at);
      last = sign;
    }
    cr_assert_eq(changes, 1, "rho = %d", rho);
  }
  flint_cleanup();
}

static double ulps(double x, double y) {
  return fabs(x - y) / (nextafter(x, INFINITY) - x);
}

// With y = cos(2t)^2: y = 1/2, y^2 = 1/2, 8 y^3 = y + 3.
Test(theta, closed_forms) {
  double t = 0, y = 0.8;
  cr_assert(cpf_theta(4, &t));
  cr_assert_leq(ulps(t, acos(-1) / 8), 1);
  cr_assert(cpf_theta(6, &t));
  cr_assert_leq(ulps(t, acos(pow(2, -0.25)) / 2), 4);
  cr_assert(cpf_theta(8, &t));
  for (int c = 0; c < 40; c++)
    y -= (8 * y * y * y - y - 3) / (24 * y * y - 1);
  cr_assert_leq(ulps(t, acos(sqrt(y)) / 2), 8);
}

Test(theta, falls_with_rho_like_an_inverse_square_root) {
  double last = acos(-1) / 4, t = 0;
  for (int rho = 4; rho <= RHO_LAST; rho += 2, last = t) {
    cr_assert(cpf_theta(rho, &t));
    cr_assert_lt(t, last, "rho = %d", rho);
  }
  cr_assert_float_eq(t * sqrt((3 * RHO_LAST - 2) / 2.0 / log(2)), 1, 1e-3);
}

Test(theta, refuses_other_degrees) {
  static const int degrees[] = {-4, -1, 0, 1, 2, 3, 5, 7, 999};
  for (size_t c = 0; c < sizeof degrees / sizeof *degrees; c++) {
    double t = 17;
    cr_assert_not(cpf_theta(degrees[c], &t), "rho = %d", degrees[c]);
    cr_assert_eq(t, 17);
  }
}
