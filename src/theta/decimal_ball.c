// SPDX-License-Identifier: GPL-3.0-or-later
// 1. n = floor(10^D x + 1/2) is the nearest multiple. The floor of a ball is decided when the ball
//    [10^D x + 1/2] lies in one [n, n+1): arb_floor gives every integer that occurs, and
//    arb_get_unique_fmpz succeeds only for one.
// 2. The text is n with a point; the bound is the upper end of |n 10^-D - x|, divided by a power of
//    ten and rounded up to three figures.
#include "theta/decimal_ball.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BOUND_BITS = 64, LOG_BITS = 128, FIGURES = 3 };

slong cpf_decimal_bits(slong digits) {
  return digits * 3322 / 1000 + 1; // log2(10) < 3.322
}

// n 10^-digits.
static char *point(const fmpz_t n, slong digits) {
  fmpz_t absolute;
  fmpz_init(absolute);
  fmpz_abs(absolute, n);
  char *figures = fmpz_get_str(NULL, 10, absolute);
  size_t length = strlen(figures), after = (size_t)digits;
  size_t zeros = length <= after ? after + 1 - length : 0;
  char *text = malloc(length + zeros + 3), *end = text;
  if (text != NULL) {
    if (fmpz_sgn(n) < 0)
      *end++ = '-';
    size_t before = length + zeros - after;
    for (size_t i = 0; i < length + zeros; i++) {
      if (i == before)
        *end++ = '.';
      *end++ = i < zeros ? '0' : figures[i - zeros];
    }
    *end = '\0';
  }
  flint_free(figures);
  fmpz_clear(absolute);
  return text;
}

// The three figures of x >= 0 at the exponent e: ceil(x 10^{2-e}).
static void figures_at(fmpz_t n, const arb_t x, const fmpz_t e) {
  fmpz_t power;
  arb_t scale;
  fmpz_init(power), arb_init(scale);
  fmpz_sub_si(power, e, FIGURES - 1), fmpz_neg(power, power);
  arb_set_ui(scale, 10);
  arb_pow_fmpz(scale, scale, power, BOUND_BITS + 2 * (slong)fmpz_bits(power));
  arb_mul(scale, scale, x, BOUND_BITS);
  arf_t upper;
  arf_init(upper);
  arb_get_ubound_arf(upper, scale, BOUND_BITS);
  arf_get_fmpz(n, upper, ARF_RND_CEIL);
  arf_clear(upper);
  fmpz_clear(power), arb_clear(scale);
}

// Three figures n at the exponent e: "4.99e-51".
static char *short_text(const fmpz_t n, const fmpz_t e) {
  char *exponent = fmpz_get_str(NULL, 10, e), *text = NULL;
  ulong f = fmpz_get_ui(n);
  size_t size = strlen(exponent) + 16;
  text = malloc(size);
  if (text != NULL)
    snprintf(text, size, "%lu.%02lue%s", f / 100, f % 100, exponent);
  flint_free(exponent);
  return text;
}

// A text not below |x| 10^-digits.
static char *above(const arb_t x, slong digits) {
  if (arb_is_zero(x))
    return strdup("0");
  fmpz_t n, e;
  arb_t y;
  char *text = NULL;
  fmpz_init(n), fmpz_init(e), arb_init(y);
  arb_get_mag(arb_radref(y), x); // an upper bound on |x|
  arf_set_mag(arb_midref(y), arb_radref(y));
  mag_zero(arb_radref(y));
  arb_t logarithm;
  arb_init(logarithm);
  arb_log_base_ui(logarithm, y, 10, LOG_BITS);
  arf_get_fmpz(e, arb_midref(logarithm), ARF_RND_FLOOR);
  arb_clear(logarithm);
  arb_abs(y, x);
  figures_at(n, y, e);
  for (int i = 0; i < 2 && fmpz_cmp_ui(n, 999) > 0; i++) {
    fmpz_add_ui(e, e, 1);
    figures_at(n, y, e);
  }
  fmpz_sub_si(e, e, digits);
  text = short_text(n, e);
  fmpz_clear(n), fmpz_clear(e), arb_clear(y);
  return text;
}

char *cpf_decimal_above(const arb_t x) {
  return above(x, 0);
}

bool cpf_decimal_round(const arb_t value, slong digits, char **text, char **radius) {
  fmpz_t n;
  arb_t x, ten;
  fmpz_init(n), arb_init(x), arb_init(ten);
  arb_set_ui(ten, 10), arb_pow_ui(ten, ten, (ulong)digits, ARF_PREC_EXACT);
  arb_mul(ten, ten, value, ARF_PREC_EXACT); // an exact product: the ball is as wide as the value's
  arb_mul_2exp_si(x, ten, 1), arb_add_ui(x, x, 1, ARF_PREC_EXACT), arb_mul_2exp_si(x, x, -1);
  arb_floor(x, x, ARF_PREC_EXACT);
  bool unique = arb_get_unique_fmpz(n, x);
  *text = unique ? point(n, digits) : NULL;
  if (radius != NULL)
    *radius = NULL;
  if (unique && radius != NULL) {
    arb_sub_fmpz(x, ten, n, ARF_PREC_EXACT);
    *radius = above(x, digits);
  }
  fmpz_clear(n), arb_clear(x), arb_clear(ten);
  return unique;
}

// The value of the digits of a text without its point; true when there is at least one digit.
static bool whole(fmpz_t n, const char *text) {
  bool any = false;
  fmpz_zero(n);
  for (; *text != '\0'; text++)
    if (*text != '.') {
      any = true;
      fmpz_mul_ui(n, n, 10);
      fmpz_add_ui(n, n, (ulong)(*text - '0'));
    }
  return any;
}

bool cpf_decimal_parse(fmpq_t out, const char *text, size_t most) {
  size_t length = strlen(text), digits = strspn(text, "0123456789."), decimals = 0;
  const char *dot = strchr(text, '.');
  if (length == 0 || length > most || digits != length ||
      (dot != NULL && strchr(dot + 1, '.') != NULL))
    return false;
  if (dot == text || (dot != NULL && dot[1] == '\0'))
    return false; // ".5" and "5." are misprints more often than numbers
  if (dot != NULL)
    decimals = strlen(dot + 1);
  bool ok = whole(fmpq_numref(out), text);
  fmpz_ui_pow_ui(fmpq_denref(out), 10, (ulong)decimals);
  fmpq_canonicalise(out);
  return ok;
}
