// SPDX-License-Identifier: GPL-3.0-or-later
// Everything about one degree, as texts.
//
// 1. The enclosure of the angle (root_ball.c) and its nearest decimals. A ball that does not decide
//    a decimal is made smaller. In radians that ends: cos(2 theta) is algebraic, so theta is
//    transcendental (Lindemann) and never halfway between two decimals. In degrees theta is
//    rational for no even rho but 4 (docs/theta.md, section 3).
// 2. The polynomial, the closed form or why there is none (polynomial_ball.c, radicals_ball.c,
//    galois_ball.c).
// 3. The eigenvalues, the branch, and for odd rho the pair (branch_ball.c).
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cpfind/theta.h"
#include "status/try.h"
#include "theta/decimal_ball.h"
#include "theta/formula_ball.h"
#include "theta/pair_ball.h"
#include "theta/polynomial_ball.h"
#include "theta/root_ball.h"

enum { SPARE_BITS = 64, MORE_BITS = 256, ATTEMPTS = 5, REASON_BYTES = 240 };

struct work {
  struct cpf_theta_entry *e;
  struct cpf_theta_ball ball;
  slong digits, bits;
  struct cpf_error *err;
};

static enum cpf_status no_memory(struct cpf_error *err) {
  return cpf_fail(err, CPF_ENOMEM, "out of memory: the text of an angle");
}

static enum cpf_status set_text(char **text, const char *value, struct cpf_error *err) {
  free(*text);
  *text = strdup(value);
  return *text != NULL ? CPF_OK : no_memory(err);
}

static void drop(char **text) {
  free(*text);
  *text = NULL;
}

// Radians into degrees.
static void to_degrees(arb_t out, const arb_t radians, slong prec) {
  arb_t pi;
  arb_init(pi);
  arb_const_pi(pi, prec);
  arb_mul_ui(out, radians, 180, prec);
  arb_div(out, out, pi, prec);
  arb_clear(pi);
}

// The nearest decimals; an integer known exactly without zeros. Stays NULL when not decided.
static enum cpf_status put(const struct work *w, const arb_t value, char **text, char **radius) {
  if (arb_is_exact(value) && arb_is_int(value)) {
    fmpz_t n;
    char figures[32];
    fmpz_init(n);
    (void)arb_get_unique_fmpz(n, value);
    snprintf(figures, sizeof figures, "%ld", (long)fmpz_get_si(n));
    fmpz_clear(n);
    return set_text(text, figures, w->err);
  }
  bool decided = cpf_decimal_round(value, w->digits, text, radius);
  if (decided && (*text == NULL || (radius != NULL && *radius == NULL)))
    return no_memory(w->err);
  return CPF_OK;
}

// Step 1, with the bits that decide every decimal.
static enum cpf_status put_angle(struct work *w) {
  enum cpf_status status = CPF_OK;
  struct cpf_theta_entry *e = w->e;
  bool exact = fmpq_cmp_ui(w->ball.rho, 4) == 0;
  arb_t degrees;
  arb_init(degrees);
  w->bits = cpf_decimal_bits(w->digits) + SPARE_BITS;
  for (int attempt = 0; attempt < ATTEMPTS && (e->theta == NULL || e->degrees == NULL); attempt++) {
    drop(&e->theta), drop(&e->radius), drop(&e->degrees), drop(&e->degrees_radius);
    if (attempt > 0)
      w->bits += attempt < 3 ? MORE_BITS : w->bits;
    if (!cpf_theta_ball_certify(&w->ball, w->bits))
      continue;
    to_degrees(degrees, w->ball.theta, w->bits + SPARE_BITS);
    CPF_TRY(put(w, w->ball.theta, &e->theta, &e->radius));
    if (!exact)
      CPF_TRY(put(w, degrees, &e->degrees, &e->degrees_radius));
    else
      CPF_TRY(set_text(&e->degrees, "22.5", w->err));
  }
  if (exact)
    CPF_TRY(set_text(&e->degrees_radius, "0", w->err));
  if (e->theta == NULL || e->degrees == NULL)
    status =
        cpf_fail(w->err, CPF_EINTERNAL, "theta: the decimals at rho = %s were not decided", e->rho);
cleanup:
  arb_clear(degrees);
  return status;
}

static enum cpf_status put_reason(struct cpf_error *err, char **text, const char *format, ...)
    CPF_PRINTF(3, 4);
static enum cpf_status put_reason(struct cpf_error *err, char **text, const char *format, ...) {
  char reason[REASON_BYTES];
  va_list args;
  va_start(args, format);
  vsnprintf(reason, sizeof reason, format, args);
  va_end(args);
  return set_text(text, reason, err);
}

// The polynomial beyond the degree that is factored.
static enum cpf_status put_binomial(struct work *w, ulong m) {
  w->e->degree = (int)(2 * m + 1);
  return put_reason(w->err, &w->e->polynomial, "2^%lu*x^%lu - (1 + x)^%lu + (1 - x)^%lu",
                    (unsigned long)m + 1, 2 * (unsigned long)m + 1, (unsigned long)m,
                    (unsigned long)m);
}

static enum cpf_status put_closed_form(struct work *w, ulong m, const fmpz_poly_t Q) {
  struct cpf_theta_entry *e = w->e;
  char reason[REASON_BYTES];
  if (cpf_theta_closed_form_certify(m, w->ball.theta, w->bits))
    return set_text(&e->closed_form, cpf_theta_closed_form(m), w->err);
  if (e->irreducible && cpf_theta_unsolvable_certify(Q, reason, sizeof reason))
    return put_reason(w->err, &e->closed_form_reason, "none in radicals: %s", reason);
  return put_reason(w->err, &e->closed_form_reason, "unknown: the Galois group was not %s",
                    e->irreducible ? "decided" : "looked at beyond rho = 202");
}

// Step 2 for rho = 2m + 2.
static enum cpf_status put_algebra(struct work *w, ulong m) {
  enum cpf_status status = CPF_OK;
  fmpz_poly_t P, Q, X;
  arb_t y;
  fmpz_poly_init(P), fmpz_poly_init(Q), fmpz_poly_init(X), arb_init(y);
  arb_sqr(y, w->ball.x, w->bits + SPARE_BITS);
  if (m <= CPF_THETA_FACTOR_MAX) {
    cpf_theta_condition_polynomial(P, m);
    bool proved = cpf_theta_factor_certify(Q, P, y);
    if (proved) {
      fmpz_poly_inflate(X, Q, 2);
      proved = cpf_theta_factor_certify(P, X, w->ball.x);
    }
    if (proved) {
      w->e->irreducible = true;
      w->e->degree = (int)fmpz_poly_degree(P);
      w->e->polynomial = cpf_theta_polynomial_text(P, "x");
      if (w->e->polynomial == NULL)
        CPF_TRY(no_memory(w->err));
    }
  }
  if (w->e->polynomial == NULL)
    CPF_TRY(put_binomial(w, m));
  CPF_TRY(put_closed_form(w, m, Q));
cleanup:
  fmpz_poly_clear(P), fmpz_poly_clear(Q), fmpz_poly_clear(X), arb_clear(y);
  return status;
}

// Step 3, the two angles of a proved pair.
static enum cpf_status put_pair(const struct work *w, const struct cpf_theta_pair *p,
                                char *texts[2]) {
  enum cpf_status status = CPF_OK;
  for (int i = 0; i < 2; i++)
    CPF_TRY(put(w, p->t[i], &texts[i], NULL));
  if (texts[0] == NULL || texts[1] == NULL)
    drop(&texts[0]), drop(&texts[1]);
cleanup:
  return status;
}

static enum cpf_status put_gap(struct work *w, const struct cpf_theta_pair *p) {
  arb_t gap;
  arb_init(gap);
  arb_sub(gap, p->t[0], p->t[1], w->bits + SPARE_BITS);
  w->e->pair_gap = cpf_decimal_above(gap);
  arb_clear(gap);
  return w->e->pair_gap != NULL ? CPF_OK : no_memory(w->err);
}

static enum cpf_status put_rest(struct work *w) {
  enum cpf_status status = CPF_OK;
  struct cpf_theta_entry *e = w->e;
  struct cpf_theta_pair p;
  cpf_theta_pair_init(&p);
  for (int i = 0; i < 2; i++)
    CPF_TRY(put(w, w->ball.lambda[i], &e->eigenvalues[i], NULL));
  if (cpf_theta_branch_certify(&p, &w->ball, w->bits))
    CPF_TRY(put_pair(w, &p, e->branch));
cleanup:
  cpf_theta_pair_clear(&p);
  return status;
}

static enum cpf_status explain_odd(struct work *w, bool paired) {
  return put_reason(w->err, &w->e->reason,
                    "odd rho: with equal angles the two equations differ by 2 sin^(rho-1)(t) "
                    "cos(t), not 0 inside (0, pi/2)%s",
                    paired ? "; the pair takes its place"
                    : fmpq_cmp_ui(w->ball.rho, 5) < 0
                        ? "; no pair of two angles in (0, pi/4) takes its place"
                        : "; whether a pair takes its place was not proved");
}

// Odd rho: no angle; the pair instead.
static enum cpf_status put_odd(struct work *w) {
  enum cpf_status status = CPF_OK;
  struct cpf_theta_pair p;
  bool paired = false;
  cpf_theta_pair_init(&p);
  w->bits = cpf_decimal_bits(w->digits) + SPARE_BITS;
  for (int attempt = 0; fmpq_cmp_ui(w->ball.rho, 5) >= 0 && attempt < ATTEMPTS && !paired;
       attempt++, w->bits += MORE_BITS) {
    if (!cpf_theta_ball_certify(&w->ball, w->bits) || !cpf_theta_odd_certify(&p, &w->ball, w->bits))
      continue;
    CPF_TRY(put_pair(w, &p, w->e->pair));
    paired = w->e->pair[0] != NULL;
  }
  if (paired)
    CPF_TRY(put_gap(w, &p));
  CPF_TRY(explain_odd(w, paired));
cleanup:
  cpf_theta_pair_clear(&p);
  return status;
}

static enum cpf_status fill(struct work *w, bool real) {
  enum cpf_status status = CPF_OK;
  const fmpz *n = fmpq_numref(w->ball.rho);
  bool whole = w->e->whole;
  if (whole && !real && fmpz_is_odd(n))
    return put_odd(w);
  if (fmpq_cmp_ui(w->ball.rho, 2) == 0)
    return put_reason(w->err, &w->e->reason,
                      "rho = 2: the condition is cos(2t) = 0, only pi/4, on the continuum of "
                      "rotated orthonormal pairs");
  CPF_TRY(put_angle(w));
  if (whole && fmpz_is_even(n))
    CPF_TRY(put_algebra(w, fmpz_get_ui(n) / 2 - 1));
  else
    CPF_TRY(set_text(&w->e->closed_form_reason,
                     "unknown: the condition is a polynomial for even rho only", w->err));
  CPF_TRY(put_rest(w));
cleanup:
  return status;
}

// The degree in its domain.
static enum cpf_status read_degree(fmpq_t rho, const char *text, bool real, struct cpf_error *err) {
  if (!cpf_decimal_parse(rho, text, CPF_THETA_DECIMALS_MAX))
    return cpf_fail(err, CPF_EINVAL, "theta: rho = '%.60s' is no decimal of at most %d characters",
                    text, CPF_THETA_DECIMALS_MAX);
  if (fmpq_cmp_ui(rho, CPF_THETA_RHO_MAX) > 0 || fmpq_cmp_ui(rho, real ? 2 : 1) < (real ? 1 : 0))
    return cpf_fail(err, CPF_EINVAL, "theta: rho = %.60s is not %s 1000000", text,
                    real ? "above 2 and at most" : "from 1 to");
  if (!real && !fmpz_is_one(fmpq_denref(rho)))
    return cpf_fail(err, CPF_EINVAL, "theta: rho = %.60s is no whole number", text);
  return CPF_OK;
}

enum cpf_status cpf_theta_compute(const char *rho, bool real, int digits,
                                  struct cpf_theta_entry *out, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct work w = {.e = out, .digits = digits, .err = err};
  memset(out, 0, sizeof *out);
  cpf_theta_ball_init(&w.ball);
  if (digits < 1 || digits > CPF_THETA_DIGITS_MAX)
    CPF_TRY(cpf_fail(err, CPF_EINVAL, "theta: %d digits are not from 1 to %d", digits,
                     CPF_THETA_DIGITS_MAX));
  CPF_TRY(read_degree(w.ball.rho, rho, real, err));
  CPF_TRY(set_text(&out->rho, rho, err));
  out->whole = fmpz_is_one(fmpq_denref(w.ball.rho)) != 0;
  CPF_TRY(fill(&w, real));
cleanup:
  cpf_theta_ball_clear(&w.ball);
  if (status != CPF_OK)
    cpf_theta_entry_clear(out);
  return status;
}

void cpf_theta_entry_clear(struct cpf_theta_entry *e) {
  if (e == NULL)
    return;
  free(e->rho), free(e->theta), free(e->radius), free(e->degrees), free(e->degrees_radius);
  free(e->reason), free(e->closed_form), free(e->closed_form_reason), free(e->polynomial);
  for (int i = 0; i < 2; i++)
    free(e->eigenvalues[i]), free(e->branch[i]), free(e->pair[i]);
  free(e->pair_gap);
  memset(e, 0, sizeof *e);
}
