// SPDX-License-Identifier: GPL-3.0-or-later
// The angles in radicals, y = cos(2 theta)^2, so that theta = acos(sqrt(y))/2 = acos(2y - 1)/4.
//
// m = 1: 2y = 1.
// m = 2: 4y^2 = 2, so cos(2 theta) = 2^{-1/4}.
// m = 3: 8y^3 - y - 3 = 0. Cardano: 12 y = a + b with a^3 = 324 + 6 sqrt(2910),
//        b^3 = 324 - 6 sqrt(2910), a b = 6.
// m = 4: 4y^4 - y - 1 = 0. Ferrari, with the resolvent v^3 + 16 v - 4 = 0: w = sqrt(v),
//        s = sqrt(4/w - v), y = (w + s)/4.
//
// The proof that such a y solves P_m: the identities below, computed exactly with P_m itself; and
// the value overlaps the enclosure of the only root in (0, pi/4).
#include "theta/formula_ball.h"

#include <stddef.h>

#include <flint/fmpq_poly.h>

#include "theta/polynomial_ball.h"

static const char *const forms[] = {
    NULL,
    "pi/8",
    "acos(2^(-1/4))/2",
    "acos((cbrt(324 + 6*sqrt(2910)) + cbrt(324 - 6*sqrt(2910)))/6 - 1)/4",
    ("acos((sqrt(v) + sqrt(4/sqrt(v) - v))/2 - 1)/4, "
     "v = cbrt(2 + 2*sqrt(3153)/9) - cbrt(2*sqrt(3153)/9 - 2)"),
};

const char *cpf_theta_closed_form(unsigned long m) {
  return m < sizeof forms / sizeof *forms ? forms[m] : NULL;
}

static bool is_multiple(const fmpz_poly_t P, slong n, const slong *coefficients) {
  fmpz_poly_t Q;
  bool equal = false;
  fmpz_poly_init(Q);
  for (slong i = 0; i <= n; i++)
    fmpz_poly_set_coeff_si(Q, i, coefficients[i]);
  equal = fmpz_poly_equal(P, Q);
  fmpz_poly_clear(Q);
  return equal;
}

// Y = a + b solves Y^3 - 3ab Y - (a^3 + b^3) = 0; here a^3 + b^3 = 648, (ab)^3 = 324^2 - 36*2910 =
// 6^3, and with Y = 12 y the polynomial is 216 (8 y^3 - y - 3).
static bool cardano(const fmpz_poly_t P) {
  static const slong cubic[] = {-3, -1, 0, 8};
  const slong sum = 2L * 324, product = 324L * 324 - 36L * 2910;
  return is_multiple(P, 3, cubic) && product == 6L * 6 * 6 && 12L * 12 * 12 == 8 * 216L &&
         3L * 6 * 12 == 216L && sum == 3 * 216L;
}

// In Q(w)[s], s^2 = 4/w - w^2: 4 y^4 - y - 1 at y = (w + s)/4, times 64 w^2, is
//   (w^4 + 6 w^2 s^2 + s^4 - 16 w - 64) w^2 + s (4 w^3 + 4 w s^2 - 16) w^2.
// With t = w s^2 = 4 - w^3 both brackets are polynomials in w: the second is 4 w^3 + 4 t - 16 = 0,
// the first w^6 + 6 w^3 t + t^2 - 16 w^3 - 64 w^2 = -4 (v^3 + 16 v - 4), v = w^2. And v = c - d,
// c^3 = 2 + r, d^3 = r - 2, r^2 = 4*3153/81, cd = 16/3, solves v^3 + 3cd v - (c^3 - d^3) = 0.
static bool ferrari(const fmpz_poly_t P) {
  static const slong quartic[] = {-1, -1, 0, 0, 4};
  bool ok = is_multiple(P, 4, quartic);
  fmpz_poly_t w, t, first, second, x;
  fmpz_poly_init(w), fmpz_poly_init(t), fmpz_poly_init(first), fmpz_poly_init(second);
  fmpz_poly_init(x);
  fmpz_poly_set_str(t, "4  4 0 0 -1");
  fmpz_poly_set_str(w, "4  0 0 0 1");
  fmpz_poly_mul(first, w, t), fmpz_poly_scalar_mul_si(first, first, 6);
  fmpz_poly_mul(x, t, t), fmpz_poly_add(first, first, x);
  fmpz_poly_set_str(x, "7  0 0 -64 -16 0 0 1");
  fmpz_poly_add(first, first, x);
  fmpz_poly_set_str(x, "7  16 0 -64 0 0 0 -4"); // -4 (w^6 + 16 w^2 - 4)
  ok = ok && fmpz_poly_equal(first, x);
  fmpz_poly_add(second, w, t), fmpz_poly_sub_si(second, second, 4);
  ok = ok && fmpz_poly_is_zero(second);
  // (cd)^3 = r^2 - 4 = (4*3153 - 324)/81 = (16/3)^3, c^3 - d^3 = 4, 3cd = 16.
  ok = ok && (4L * 3153 - 4L * 81) * 27 == 16L * 16 * 16 * 81;
  fmpz_poly_clear(w), fmpz_poly_clear(t), fmpz_poly_clear(first), fmpz_poly_clear(second);
  fmpz_poly_clear(x);
  return ok;
}

static bool identities(unsigned long m) {
  static const slong linear[] = {-1, 2}, quadratic[] = {-1, 0, 2};
  fmpz_poly_t P;
  fmpz_poly_init(P);
  cpf_theta_condition_polynomial(P, m);
  bool ok = m == 1   ? is_multiple(P, 1, linear)
            : m == 2 ? is_multiple(P, 2, quadratic)
            : m == 3 ? cardano(P)
            : m == 4 ? ferrari(P)
                     : false;
  fmpz_poly_clear(P);
  return ok;
}

bool cpf_theta_closed_form_certify(unsigned long m, const arb_t theta, slong prec) {
  const char *text = cpf_theta_closed_form(m);
  arb_t value;
  if (text == NULL)
    return false;
  arb_init(value);
  bool ok = cpf_formula_value(value, text, prec) && arb_is_finite(value) &&
            arb_overlaps(value, theta) && identities(m);
  arb_clear(value);
  return ok;
}
