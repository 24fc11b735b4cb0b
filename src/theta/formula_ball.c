// SPDX-License-Identifier: GPL-3.0-or-later
// Recursive descent:  sum = product {(+|-) product};  product = power {(*|/) power};
// power = [-] atom [^ power];  atom = number | pi | v | name(sum) | (sum).
#include "theta/formula_ball.h"

#include <ctype.h>
#include <string.h>

enum { DEPTH_MAX = 32, DIGITS_MAX = 200 };

struct reader {
  const char *at;
  bool ok;
  int depth;
  slong prec;
  arb_srcptr v; // NULL: not defined
};

static void read_sum(struct reader *r, arb_t out);

static void blanks(struct reader *r) {
  while (*r->at == ' ')
    r->at++;
}

static bool take(struct reader *r, const char *text) {
  blanks(r);
  size_t length = strlen(text);
  if (strncmp(r->at, text, length) != 0)
    return false;
  r->at += length;
  return true;
}

static void cube_root(arb_t x, slong prec) {
  if (arb_is_negative(x)) {
    arb_neg(x, x), arb_root_ui(x, x, 3, prec), arb_neg(x, x);
  } else {
    arb_root_ui(x, x, 3, prec);
  }
}

static void read_inside(struct reader *r, arb_t out) {
  read_sum(r, out);
  r->ok = r->ok && take(r, ")");
}

static void read_atom(struct reader *r, arb_t out) {
  if (take(r, "sqrt(")) {
    read_inside(r, out);
    arb_sqrt(out, out, r->prec);
  } else if (take(r, "cbrt(")) {
    read_inside(r, out);
    cube_root(out, r->prec);
  } else if (take(r, "acos(")) {
    read_inside(r, out);
    arb_acos(out, out, r->prec);
  } else if (take(r, "pi")) {
    arb_const_pi(out, r->prec);
  } else if (r->v != NULL && take(r, "v")) {
    arb_set(out, r->v);
  } else if (take(r, "(")) {
    read_inside(r, out);
  } else if (isdigit((unsigned char)*r->at)) {
    char digits[DIGITS_MAX + 1] = "";
    size_t length = strspn(r->at, "0123456789.");
    r->ok = length <= DIGITS_MAX;
    memcpy(digits, r->at, r->ok ? length : 0);
    r->ok = r->ok && arb_set_str(out, digits, r->prec) == 0;
    r->at += length;
  } else {
    r->ok = false;
  }
}

static void read_power(struct reader *r, arb_t out) {
  if (!r->ok || ++r->depth > DEPTH_MAX) {
    r->ok = false;
    return;
  }
  bool negative = take(r, "-");
  read_atom(r, out);
  if (r->ok && take(r, "^")) {
    arb_t exponent;
    arb_init(exponent);
    read_power(r, exponent);
    arb_pow(out, out, exponent, r->prec);
    arb_clear(exponent);
  }
  if (negative)
    arb_neg(out, out);
  r->depth--;
}

static void read_product(struct reader *r, arb_t out) {
  arb_t x;
  arb_init(x);
  read_power(r, out);
  while (r->ok) {
    bool times = take(r, "*");
    if (!times && !take(r, "/"))
      break;
    read_power(r, x);
    if (times)
      arb_mul(out, out, x, r->prec);
    else
      arb_div(out, out, x, r->prec);
  }
  arb_clear(x);
}

static void read_sum(struct reader *r, arb_t out) {
  arb_t x;
  arb_init(x);
  read_product(r, out);
  while (r->ok) {
    bool plus = take(r, "+");
    if (!plus && !take(r, "-"))
      break;
    read_product(r, x);
    if (plus)
      arb_add(out, out, x, r->prec);
    else
      arb_sub(out, out, x, r->prec);
  }
  arb_clear(x);
}

bool cpf_formula_value(arb_t value, const char *text, slong prec) {
  const char *comma = strchr(text, ',');
  struct reader r = {.at = comma != NULL ? comma + 1 : text, .ok = true, .prec = prec};
  arb_t v;
  arb_init(v);
  if (comma != NULL) {
    r.ok = take(&r, "v =");
    if (r.ok)
      read_sum(&r, v);
    blanks(&r);
    r.ok = r.ok && *r.at == '\0';
    r.at = text;
    r.v = v;
  }
  if (r.ok)
    read_sum(&r, value);
  blanks(&r);
  bool ok = r.ok && (comma != NULL ? r.at == comma : *r.at == '\0');
  arb_clear(v);
  return ok;
}
