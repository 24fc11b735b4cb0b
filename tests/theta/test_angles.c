// SPDX-License-Identifier: GPL-3.0-or-later
// The texts of cpf_theta_compute against data/theta.csv (PARI/GP), against the condition itself in
// ball arithmetic, and against each other.
#include "../support.h"

#include <stdio.h>

#include <arb.h>

#include "cpfind/theta.h"
#include "theta/decimal_ball.h"
#include "theta/formula_ball.h"

enum { LINE_BYTES = 256, REFERENCE_DIGITS = 60, PREC = 600 };

static struct cpf_theta_entry entry(const char *rho, bool real, int digits) {
  struct cpf_theta_entry e;
  struct cpf_error err = {.text = ""};
  cr_assert_eq(cpf_theta_compute(rho, real, digits, &e, &err), CPF_OK, "%s: %s", rho, err.text);
  return e;
}

static struct cpf_theta_entry even(int rho, int digits) {
  char text[16];
  snprintf(text, sizeof text, "%d", rho);
  return entry(text, false, digits);
}

static double real_part(const arb_t x) {
  return arf_get_d(arb_midref(x), ARF_RND_NEAR);
}

static void set(arb_t x, const char *text) {
  cr_assert_eq(arb_set_str(x, text, PREC), 0, "%s", text);
}

// One line of the data: rho, theta, degrees, order of the Galois group.
struct line {
  char rho[32], theta[80], degrees[80];
  unsigned long galois; // 0: not given
};

static bool read_line(FILE *f, struct line *l) {
  char text[LINE_BYTES];
  if (fgets(text, sizeof text, f) == NULL)
    return false;
  l->galois = 0;
  cr_assert_geq(
      sscanf(text, "%31[^,],%79[^,],%79[^,],%lu", l->rho, l->theta, l->degrees, &l->galois), 3);
  return true;
}

static FILE *open_data(void) {
  char path[512], head[LINE_BYTES];
  snprintf(path, sizeof path, "%s/data/theta.csv", getenv("CPF_SOURCE_ROOT"));
  FILE *f = fopen(path, "r");
  cr_assert_not_null(f);
  cr_assert_not_null(fgets(head, sizeof head, f));
  return f;
}

static bool is_even(const char *rho) {
  return strchr(rho, '.') == NULL && strtol(rho, NULL, 10) % 2 == 0;
}

Test(angles, agree_with_pari_digit_by_digit) {
  FILE *f = open_data();
  struct line l;
  int lines = 0;
  for (; read_line(f, &l); lines++) {
    struct cpf_theta_entry e = entry(l.rho, !is_even(l.rho), REFERENCE_DIGITS);
    cr_expect_str_eq(e.theta, l.theta, "rho = %s", l.rho);
    if (strcmp(l.rho, "4") != 0)
      cr_expect_str_eq(e.degrees, l.degrees, "rho = %s", l.rho);
    else
      cr_expect_str_eq(e.degrees, "22.5");
    cpf_theta_entry_clear(&e);
  }
  cr_expect_eq(lines, 128);
  fclose(f);
  flint_cleanup();
}

// A group of order at most 24 is solvable, and A_5, A_6, A_7 and what contains them are not.
Test(angles, radicals_agree_with_the_galois_groups_of_pari) {
  FILE *f = open_data();
  struct line l;
  int known = 0;
  while (read_line(f, &l)) {
    if (l.galois == 0)
      continue;
    struct cpf_theta_entry e = entry(l.rho, false, 20);
    bool solvable = l.galois <= 24;
    cr_expect_eq(e.closed_form != NULL, solvable, "rho = %s", l.rho);
    cr_expect_eq(e.closed_form_reason == NULL, solvable, "rho = %s", l.rho);
    if (!solvable)
      cr_expect_not_null(strstr(e.closed_form_reason, "none in radicals"), "rho = %s", l.rho);
    cr_expect(e.irreducible);
    known++;
    cpf_theta_entry_clear(&e);
  }
  cr_expect_eq(known, 6);
  fclose(f);
  flint_cleanup();
}

// The sign of the condition as printed in the paper, over cos(2t), at t.
static int sign_at(const arb_t t, int rho, slong prec) {
  arb_t s, c, x, f;
  arb_init(s), arb_init(c), arb_init(x), arb_init(f);
  arb_sin_cos(s, c, t, prec);
  arb_mul_2exp_si(x, t, 1), arb_cos(x, x, prec);
  arb_pow_ui(c, c, (ulong)rho - 2, prec), arb_pow_ui(s, s, (ulong)rho - 2, prec);
  arb_sub(f, c, s, prec), arb_div(f, f, x, prec);
  arb_pow_ui(x, x, (ulong)rho - 2, prec), arb_submul_ui(f, x, 2, prec);
  int sign = arb_is_positive(f) - arb_is_negative(f);
  arb_clear(s), arb_clear(c), arb_clear(x), arb_clear(f);
  return sign;
}

Test(angles, lie_within_the_radius_and_half_a_unit) {
  static const int degrees[] = {4, 6, 8, 12, 100, 1000, 99998}, digits[] = {1, 17, 50, 1000};
  arb_t t, r, end;
  arb_init(t), arb_init(r), arb_init(end);
  for (size_t i = 0; i < COUNT(degrees); i++)
    for (size_t d = 0; d < COUNT(digits); d++) {
      struct cpf_theta_entry e = even(degrees[i], digits[d]);
      slong prec = cpf_decimal_bits(digits[d]) + 200;
      cr_assert_eq(strlen(e.theta), (size_t)digits[d] + 2);
      arb_set_str(t, e.theta, prec), arb_set_str(r, e.radius, prec);
      arb_sub(end, t, r, prec);
      if (arb_is_positive(end))
        cr_expect_eq(sign_at(end, degrees[i], prec), -1, "rho = %d", degrees[i]);
      arb_add(end, t, r, prec);
      cr_expect_eq(sign_at(end, degrees[i], prec), 1, "rho = %d", degrees[i]);
      arb_ui_pow_ui(end, 10, (ulong)digits[d], prec), arb_mul(end, end, r, prec);
      cr_expect_leq(real_part(end), 0.5 * 1.01, "rho = %d", degrees[i]); // three figures, upwards
      cpf_theta_entry_clear(&e);
    }
  arb_clear(t), arb_clear(r), arb_clear(end);
  flint_cleanup();
}

// The text with more digits, rounded by hand to `digits`.
static void round_text(char *text, int digits) {
  size_t end = (size_t)digits + 2;
  bool up = text[end] >= '5';
  text[end] = '\0';
  for (size_t i = end; up && i-- > 0;) {
    if (text[i] == '.')
      continue;
    up = text[i] == '9';
    text[i] = (char)(up ? '0' : text[i] + 1);
  }
}

Test(angles, fewer_digits_are_more_digits_rounded) {
  static const char *const degrees[] = {"4", "6", "38", "1000000", "2.5", "2.01", "7.25"};
  for (size_t i = 0; i < COUNT(degrees); i++) {
    bool real = !is_even(degrees[i]);
    for (int digits = 1; digits < 60; digits += 3) {
      struct cpf_theta_entry few = entry(degrees[i], real, digits);
      struct cpf_theta_entry many = entry(degrees[i], real, 80);
      round_text(many.theta, digits);
      cr_expect_str_eq(few.theta, many.theta, "rho = %s", degrees[i]);
      cpf_theta_entry_clear(&few);
      cpf_theta_entry_clear(&many);
    }
  }
  flint_cleanup();
}

Test(angles, real_and_whole_degrees_agree) {
  for (int rho = 4; rho <= 40; rho += 4) {
    char text[16];
    snprintf(text, sizeof text, "%d.0", rho);
    struct cpf_theta_entry whole = even(rho, 40), real = entry(text, true, 40);
    cr_expect_str_eq(whole.theta, real.theta);
    cr_expect_str_eq(whole.degrees, real.degrees);
    cr_expect_str_eq(whole.polynomial, real.polynomial);
    cr_expect_str_eq(whole.eigenvalues[1], real.eigenvalues[1]);
    cpf_theta_entry_clear(&whole);
    cpf_theta_entry_clear(&real);
  }
  flint_cleanup();
}

// cos(2 theta) as a decimal, from the angle's.
static void cosine(const struct cpf_theta_entry *e, char text[96]) {
  arb_t x;
  char *decimals = NULL;
  arb_init(x);
  set(x, e->theta);
  arb_mul_2exp_si(x, x, 1), arb_cos(x, x, PREC);
  cr_assert(cpf_decimal_round(x, 80, &decimals, NULL));
  snprintf(text, 96, "%s", decimals);
  free(decimals);
  arb_clear(x);
}

// The printed polynomials vanish at cos(2 theta), to the 80 decimals of the argument: |P'| is below
// 2m 2^m m on (0, 1), less than 1e40 here.
Test(angles, polynomials_vanish) {
  arb_t value;
  arb_init(value);
  for (int rho = 4; rho <= 120; rho += 2) {
    struct cpf_theta_entry e = even(rho, 100);
    char formula[8192], x[96];
    cosine(&e, x);
    snprintf(formula, sizeof formula, "%s, v = %s", e.polynomial, x);
    for (char *c = formula; *c != ','; c++)
      if (*c == 'x')
        *c = 'v';
    cr_assert(cpf_formula_value(value, formula, PREC), "%s", formula);
    cr_expect_lt(fabs(real_part(value)), 1e-38, "rho = %d: %g", rho, real_part(value));
    cr_expect(e.irreducible);
    cr_expect_eq(e.degree, rho - 2);
    cpf_theta_entry_clear(&e);
  }
  arb_clear(value);
  flint_cleanup();
}

Test(angles, polynomials_as_printed) {
  static const struct {
    int rho;
    const char *text;
  } list[] = {{4, "2*x^2 - 1"},
              {6, "2*x^4 - 1"},
              {8, "8*x^6 - x^2 - 3"},
              {10, "4*x^8 - x^2 - 1"},
              {12, "32*x^10 - x^4 - 10*x^2 - 5"}};
  for (size_t i = 0; i < COUNT(list); i++) {
    struct cpf_theta_entry e = even(list[i].rho, 10);
    cr_expect_str_eq(e.polynomial, list[i].text);
    cpf_theta_entry_clear(&e);
  }
  struct cpf_theta_entry e = even(204, 10);
  cr_expect_str_eq(e.polynomial, "2^102*x^203 - (1 + x)^101 + (1 - x)^101");
  cr_expect_not(e.irreducible);
  cr_expect_not_null(strstr(e.closed_form_reason, "unknown"));
  cpf_theta_entry_clear(&e);
  flint_cleanup();
}

Test(angles, closed_forms_have_the_printed_value) {
  static const char *const names[] = {"pi/8", "acos(2^(-1/4))/2", NULL, NULL};
  arb_t value, theta;
  arb_init(value), arb_init(theta);
  for (int rho = 4; rho <= 10; rho += 2) {
    struct cpf_theta_entry e = even(rho, 150);
    cr_assert_not_null(e.closed_form);
    if (names[rho / 2 - 2] != NULL)
      cr_expect_str_eq(e.closed_form, names[rho / 2 - 2]);
    cr_assert(cpf_formula_value(value, e.closed_form, PREC));
    set(theta, e.theta);
    arb_sub(value, value, theta, PREC);
    cr_expect_lt(fabs(real_part(value)), 1e-150);
    cpf_theta_entry_clear(&e);
  }
  // A wrong form, or the form of another degree, is refused.
  set(theta, "0.3926990816987241548");
  cr_expect_not(cpf_theta_closed_form_certify(2, theta, PREC));
  cr_expect_not(cpf_theta_closed_form_certify(1, theta, PREC)); // not the exact number either
  cr_expect_not(cpf_theta_closed_form_certify(5, theta, PREC));
  cr_expect_null(cpf_theta_closed_form(5));
  arb_clear(value), arb_clear(theta);
  flint_cleanup();
}

Test(angles, no_radicals_from_12_on) {
  for (int rho = 12; rho <= 202; rho += rho < 60 ? 2 : 10) {
    struct cpf_theta_entry e = even(rho, 10);
    cr_expect_null(e.closed_form);
    cr_expect_not_null(strstr(e.closed_form_reason, "none in radicals"), "rho = %d", rho);
    cpf_theta_entry_clear(&e);
  }
  flint_cleanup();
}

Test(angles, formulas) {
  static const struct {
    const char *text;
    double value;
  } good[] = {{"1 + 2*3", 7},
              {"2^3^2", 512},
              {"-2^2", -4},
              {"(1 - 4)/3", -1},
              {"cbrt(-8)", -2},
              {"sqrt(9)", 3},
              {"acos(1 - 1)/pi", 0.5},
              {"v*v + v, v = 3", 12},
              {"2^(-1)", 0.5},
              {"0.25*4", 1}};
  static const char *const bad[] = {"",  "1 +",      "(1",     "x",         "1 2",
                                    "v", "1, w = 2", "sqrt 2", "1, v = 2 3"};
  arb_t value;
  arb_init(value);
  for (size_t i = 0; i < COUNT(good); i++) {
    cr_expect(cpf_formula_value(value, good[i].text, PREC), "%s", good[i].text);
    cr_expect_float_eq(real_part(value), good[i].value, 1e-15, "%s", good[i].text);
  }
  for (size_t i = 0; i < COUNT(bad); i++)
    cr_expect_not(cpf_formula_value(value, bad[i], PREC), "%s", bad[i]);
  arb_clear(value);
  flint_cleanup();
}

// Decimals

static void expect_decimal(const char *number, slong digits, const char *text, const char *radius) {
  arb_t x;
  char *got = NULL, *bound = NULL;
  arb_init(x);
  arb_set_str(x, number, PREC);
  bool decided = cpf_decimal_round(x, digits, &got, &bound);
  cr_expect_eq(decided, text != NULL, "%s", number);
  if (text != NULL) {
    cr_expect_str_eq(got, text);
    cr_expect_str_eq(bound, radius, "%s: %s", number, bound);
  }
  free(got);
  free(bound);
  arb_clear(x);
}

Test(angles, nearest_decimals) {
  expect_decimal("0.25", 1, "0.3", "5.00e-2");
  expect_decimal("0.75", 2, "0.75", "0");
  expect_decimal("-0.125", 2, "-0.12", "5.00e-3");
  expect_decimal("1234.5", 1, "1234.5", "0");
  expect_decimal("0.0004", 2, "0.00", "4.01e-4");
  expect_decimal("99.996", 2, "100.00", "4.01e-3");
  expect_decimal("0.25 +/- 0.001", 1, NULL, NULL);
  expect_decimal("0.2 +/- 0.01", 1, "0.2", "1.01e-2");
  expect_decimal("0.2 +/- 1", 1, NULL, NULL);
  flint_cleanup();
}

Test(angles, decimals_are_read_strictly) {
  static const char *const bad[] = {"", ".", "1.", ".5", "1.2.3", "-1", "+1", "1e3", " 1", "0x1"};
  fmpq_t q;
  fmpq_init(q);
  for (size_t i = 0; i < COUNT(bad); i++)
    cr_expect_not(cpf_decimal_parse(q, bad[i], 60), "%s", bad[i]);
  cr_expect(cpf_decimal_parse(q, "2.50", 60));
  cr_expect_eq(fmpq_cmp_ui(q, 2), 1);
  fmpq_mul_2exp(q, q, 1);
  cr_expect_eq(fmpq_cmp_ui(q, 5), 0);
  cr_expect_not(cpf_decimal_parse(q, "2.50", 3));
  fmpq_clear(q);
  flint_cleanup();
}

static void expect_refused(const char *rho, bool real, int digits, const char *why) {
  struct cpf_theta_entry e = {.degree = 17};
  struct cpf_error err = {.text = ""};
  cr_expect_eq(cpf_theta_compute(rho, real, digits, &e, &err), CPF_EINVAL, "%s", rho);
  cr_expect_not_null(strstr(err.text, why), "%s: %s", rho, err.text);
  cr_expect_null(e.rho);
  cr_expect_eq(e.degree, 0);
}

Test(angles, refuses) {
  expect_refused("0", false, 10, "from 1 to");
  expect_refused("1000001", false, 10, "from 1 to");
  expect_refused("4.5", false, 10, "whole number");
  expect_refused("-4", false, 10, "no decimal");
  expect_refused("2", true, 10, "above 2");
  expect_refused("1000000.1", true, 10, "above 2");
  expect_refused("nan", true, 10, "no decimal");
  expect_refused("4", false, 0, "digits");
  expect_refused("4", false, 10001, "digits");
  cpf_theta_entry_clear(NULL);
}

Test(angles, where_there_is_none) {
  static const struct {
    const char *rho, *why;
    bool pair;
  } list[] = {{"1", "odd rho", false},
              {"2", "only pi/4", false},
              {"3", "no pair", false},
              {"5", "takes its place", true},
              {"101", "takes its place", true}};
  for (size_t i = 0; i < COUNT(list); i++) {
    struct cpf_theta_entry e = entry(list[i].rho, false, 30);
    cr_expect_null(e.theta);
    cr_expect_null(e.degrees);
    cr_expect_null(e.polynomial);
    cr_expect_not_null(strstr(e.reason, list[i].why), "%s", e.reason);
    cr_expect_eq(e.pair[0] != NULL, list[i].pair);
    cr_expect_eq(e.pair_gap != NULL, list[i].pair);
    cpf_theta_entry_clear(&e);
  }
  flint_cleanup();
}

Test(angles, at_the_ends_of_the_domain) {
  struct cpf_theta_entry e =
      entry("2.0000000000000000000000000000000000000000000000000000000001", true, 100);
  arb_t x;
  char *quarter = NULL;
  arb_init(x);
  arb_const_pi(x, PREC), arb_mul_2exp_si(x, x, -2);
  cr_assert(cpf_decimal_round(x, 100, &quarter, NULL));
  cr_expect_str_eq(e.theta, quarter);
  cpf_theta_entry_clear(&e);
  e = entry("1000000", true, 3000);
  cr_expect_eq(strlen(e.theta), 3002u);
  cpf_theta_entry_clear(&e);
  free(quarter);
  arb_clear(x);
  flint_cleanup();
}
