// SPDX-License-Identifier: GPL-3.0-or-later
// Number fields found from digits, and arithmetic in them.
#include "certify/field_ball.h"

#include <arb_fmpz_poly.h>

#include "../support.h"

enum { BITS = 512, DEGREE_MOST = 10 };

// The least polynomial found for x; "" when none is.
static void expect_field(const arb_t x, const char *polynomial) {
  struct cpf_field k;
  arb_t mid;
  fmpz_poly_t expected, minus;
  cpf_field_init(&k, BITS);
  arb_init(mid);
  fmpz_poly_init(expected), fmpz_poly_init(minus);
  arb_get_mid_arb(mid, x);
  bool found = cpf_field_find(&k, mid, DEGREE_MOST);
  cr_expect_eq(found, polynomial[0] != '\0');
  if (found && polynomial[0] != '\0') {
    cr_assert_eq(fmpz_poly_set_str(expected, polynomial), 0);
    fmpz_poly_neg(minus, expected);
    cr_expect(fmpz_poly_equal(k.f, expected) || fmpz_poly_equal(k.f, minus), "%s", polynomial);
    cr_expect(arb_overlaps(k.root, x));
    cr_expect_lt(mag_get_d(arb_radref(k.root)), 1e-100);
  }
  cpf_field_clear(&k);
  arb_clear(mid);
  fmpz_poly_clear(expected), fmpz_poly_clear(minus);
}

Test(field_ball, known_numbers) {
  arb_t x;
  arb_init(x);
  arb_set_si(x, -3);
  arb_div_si(x, x, 7, BITS);
  expect_field(x, "2  3 7");
  arb_sqrt_ui(x, 2, BITS);
  expect_field(x, "3  -2 0 1");
  arb_sqrt_ui(x, 5, BITS); // the golden ratio
  arb_add_ui(x, x, 1, BITS);
  arb_mul_2exp_si(x, x, -1);
  expect_field(x, "3  -1 -1 1");
  arb_const_pi(x, BITS); // cos pi/8: 8 x^4 - 8 x^2 + 1
  arb_mul_2exp_si(x, x, -3);
  arb_cos(x, x, BITS);
  expect_field(x, "5  1 0 -8 0 8");
  arb_const_pi(x, BITS);
  expect_field(x, "");
  arb_const_e(x, BITS);
  expect_field(x, "");
  arb_clear(x);
}

// Digits that are a little wrong: a polynomial, but no root of it where the digits say.
Test(field_ball, a_root_beside_the_digits) {
  struct cpf_field k;
  arb_t x, off;
  arb_init(x), arb_init(off);
  arb_sqrt_ui(x, 2, BITS);
  arb_get_mid_arb(x, x);
  arb_one(off);
  arb_mul_2exp_si(off, off, -(BITS - 40));
  arb_add(x, x, off, BITS);
  arb_get_mid_arb(x, x);
  cpf_field_init(&k, BITS);
  cr_expect_not(cpf_field_find(&k, x, 2));
  cpf_field_clear(&k);
  arb_clear(x), arb_clear(off);
}

Test(field_ball, random_reals) {
  uint64_t seed = 8;
  arb_t x, digit;
  arb_init(x), arb_init(digit);
  for (int trial = 0; trial < 20; trial++) {
    arb_zero(x);
    for (int word = 0; word < BITS / 32; word++) {
      arb_add_ui(x, x, next(&seed) >> 32, BITS);
      arb_mul_2exp_si(x, x, -32);
    }
    expect_field(x, "");
  }
  arb_clear(x), arb_clear(digit);
}

// A random irreducible polynomial with a real root, the root to `BITS` bits.
static void random_root(uint64_t *seed, int degree, fmpz_poly_t f, arb_t root) {
  for (;;) {
    fmpz_poly_factor_t factors;
    fmpz_poly_zero(f);
    for (int i = 0; i <= degree; i++)
      fmpz_poly_set_coeff_si(f, i, (slong)(next(seed) % 41) - 20);
    if (fmpz_poly_degree(f) != degree)
      continue;
    fmpz_poly_factor_init(factors);
    fmpz_poly_factor_zassenhaus(factors, f);
    bool good = factors->num == 1 && factors->exp[0] == 1 && fmpz_is_pm1(&factors->c);
    fmpz_poly_factor_clear(factors);
    if (!good)
      continue;
    acb_ptr roots = _acb_vec_init(degree);
    arb_fmpz_poly_complex_roots(roots, f, 0, BITS + 32);
    good = arb_is_zero(acb_imagref(roots)); // real ones come first
    arb_set(root, acb_realref(roots));
    _acb_vec_clear(roots, degree);
    if (good)
      return;
  }
}

Test(field_ball, random_algebraic_numbers) {
  uint64_t seed = 9;
  fmpz_poly_t f;
  arb_t root;
  fmpz_poly_init(f);
  arb_init(root);
  for (int trial = 0; trial < 40; trial++) {
    random_root(&seed, 1 + trial % 8, f, root);
    char *text = fmpz_poly_get_str(f);
    expect_field(root, text);
    flint_free(text);
  }
  fmpz_poly_clear(f);
  arb_clear(root);
}

static void random_element(uint64_t *seed, slong degree, fmpq_poly_t out) {
  fmpq_poly_zero(out);
  for (slong i = 0; i < degree; i++) {
    fmpq_t q;
    fmpq_init(q);
    fmpq_set_si(q, (slong)(next(seed) % 19) - 9, 1 + next(seed) % 5);
    fmpq_poly_set_coeff_fmpq(out, i, q);
    fmpq_clear(q);
  }
}

// Sums, products and powers in the field against the numbers; elements recognised from digits.
Test(field_ball, arithmetic) {
  uint64_t seed = 10;
  fmpz_poly_t f;
  fmpq_poly_t a, b, c;
  arb_t root, x, y, z;
  fmpz_poly_init(f);
  fmpq_poly_init(a), fmpq_poly_init(b), fmpq_poly_init(c);
  arb_init(root), arb_init(x), arb_init(y), arb_init(z);
  for (int trial = 0; trial < 30; trial++) {
    struct cpf_field k;
    int degree = 1 + trial % 6, e = trial % 7;
    random_root(&seed, degree, f, root);
    cpf_field_init(&k, BITS);
    arb_get_mid_arb(x, root);
    cr_assert(cpf_field_find(&k, x, degree));
    random_element(&seed, degree, a), random_element(&seed, degree, b);
    cpf_field_value(&k, a, x), cpf_field_value(&k, b, y);
    cpf_field_mul(&k, c, a, b);
    cr_expect_lt(fmpq_poly_degree(c), degree);
    arb_mul(z, x, y, BITS);
    cpf_field_value(&k, c, y);
    cr_expect(arb_overlaps(z, y));
    cpf_field_pow(&k, c, a, (ulong)e);
    arb_pow_ui(z, x, (ulong)e, BITS);
    cpf_field_value(&k, c, y);
    cr_expect(arb_overlaps(z, y));
    cr_expect_lt(mag_get_d(arb_radref(y)), 1e-90);
    arb_get_mid_arb(x, x);
    cr_expect(cpf_field_guess(&k, x, c));
    cr_expect(fmpq_poly_equal(a, c));
    arb_const_pi(x, BITS); // no element
    cr_expect_not(cpf_field_guess(&k, x, c));
    cpf_field_clear(&k);
  }
  fmpz_poly_clear(f);
  fmpq_poly_clear(a), fmpq_poly_clear(b), fmpq_poly_clear(c);
  arb_clear(root), arb_clear(x), arb_clear(y), arb_clear(z);
}

// From a double alone: 1/2^{1/2} is meant where its digits are seen.
Test(field_ball, recognised_doubles) {
  arb_t x, exact;
  arb_init(x), arb_init(exact);
  cr_assert(cpf_field_recognise(sqrt(0.5), 44, 4, BITS, x));
  arb_set_d(exact, 0.5);
  arb_sqrt(exact, exact, BITS);
  arb_sub(exact, exact, x, BITS);
  cr_expect(arf_cmpabs_2exp_si(arb_midref(exact), -(BITS - 8)) < 0);
  cr_expect_not(cpf_field_recognise(acos(-1), 44, 4, BITS, x));
  cr_expect_not(cpf_field_recognise(exp(1), 44, 4, BITS, x));
  arb_clear(x), arb_clear(exact);
}
