// SPDX-License-Identifier: GPL-3.0-or-later
// With x = cos(2t), y = x^2 the condition (1+x)^m - (1-x)^m = 2^{m+1} x^{2m+1} divided by 2x is
// P_m(y) = 2^m y^m - S_m(y) = 0, S_m(y) = sum_i binomial(m, 2i+1) y^i (docs/theta.md, section 3).
#include "theta/polynomial_ball.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <flint/fmpz_poly_factor.h>

void cpf_theta_condition_polynomial(fmpz_poly_t P, ulong m) {
  fmpz_t c;
  fmpz_init(c);
  fmpz_poly_zero(P);
  for (ulong i = 0; 2 * i + 1 <= m; i++) {
    fmpz_bin_uiui(c, m, 2 * i + 1);
    fmpz_neg(c, c);
    fmpz_poly_set_coeff_fmpz(P, (slong)i, c);
  }
  fmpz_one(c);
  fmpz_mul_2exp(c, c, m);
  fmpz_poly_set_coeff_fmpz(P, (slong)m, c);
  fmpz_poly_primitive_part(P, P);
  fmpz_clear(c);
}

// P at a ball, by Horner's rule with enough bits for the size of the coefficients.
static bool may_vanish(const fmpz_poly_t P, const arb_t at) {
  slong prec = arb_rel_accuracy_bits(at) + fmpz_poly_max_bits(P) + 64;
  arb_t value;
  arb_init(value);
  for (slong i = fmpz_poly_degree(P); i >= 0; i--) {
    arb_mul(value, value, at, prec);
    arb_add_fmpz(value, value, P->coeffs + i, prec);
  }
  bool may = arb_contains_zero(value);
  arb_clear(value);
  return may;
}

bool cpf_theta_factor_certify(fmpz_poly_t factor, const fmpz_poly_t P, const arb_t root) {
  fmpz_poly_factor_t factors;
  slong found = 0;
  fmpz_poly_factor_init(factors);
  fmpz_poly_factor(factors, P);
  for (slong i = 0; i < factors->num; i++)
    if (may_vanish(factors->p + i, root)) {
      fmpz_poly_set(factor, factors->p + i);
      found++;
    }
  if (fmpz_sgn(fmpz_poly_lead(factor)) < 0)
    fmpz_poly_neg(factor, factor);
  fmpz_poly_factor_clear(factors);
  return found == 1;
}

static void put_term(FILE *out, const fmpz_t c, slong power, const char *variable, bool first) {
  fmpz_t size;
  fmpz_init(size);
  fmpz_abs(size, c);
  fputs(fmpz_sgn(c) < 0 ? (first ? "-" : " - ") : (first ? "" : " + "), out);
  bool one = fmpz_is_one(size) != 0;
  if (!one || power == 0) {
    char *text = fmpz_get_str(NULL, 10, size);
    fputs(text, out);
    flint_free(text);
  }
  if (power > 0)
    fprintf(out, "%s%s", one ? "" : "*", variable);
  if (power > 1)
    fprintf(out, "^%ld", (long)power);
  fmpz_clear(size);
}

char *cpf_theta_polynomial_text(const fmpz_poly_t P, const char *variable) {
  char *text = NULL;
  size_t size = 0;
  bool first = true;
  FILE *out = open_memstream(&text, &size);
  if (out == NULL)
    return NULL;
  for (slong i = fmpz_poly_degree(P); i >= 0; i--) {
    if (fmpz_is_zero(P->coeffs + i))
      continue;
    put_term(out, P->coeffs + i, i, variable, first);
    first = false;
  }
  bool ok = !ferror(out);
  if (fclose(out) != 0 || !ok) {
    free(text);
    return NULL;
  }
  return text;
}
