// SPDX-License-Identifier: GPL-3.0-or-later
#include "certify/krawczyk_ball.h"

#include <math.h>

enum { NEWTON_MAX = 60, GUARD_BITS = 24 };

static void set_midpoints(arb_mat_t x) {
  for (slong i = 0; i < arb_mat_nrows(x); i++)
    for (slong c = 0; c < arb_mat_ncols(x); c++)
      arb_get_mid_arb(arb_mat_entry(x, i, c), arb_mat_entry(x, i, c));
}

// The largest |entry| of the matrix, an upper bound.
static void max_norm(mag_t out, const arb_mat_t A) {
  mag_t m;
  mag_init(m);
  mag_zero(out);
  for (slong i = 0; i < arb_mat_nrows(A); i++)
    for (slong c = 0; c < arb_mat_ncols(A); c++) {
      arb_get_mag(m, arb_mat_entry(A, i, c));
      if (mag_cmp(m, out) > 0)
        mag_set(out, m);
    }
  mag_clear(m);
}

bool cpf_system_newton(const struct cpf_system *s, arb_mat_t x, slong prec) {
  arb_mat_t F, J, step;
  mag_t size, before, small;
  bool done = false;
  arb_mat_init(F, s->size, 1), arb_mat_init(J, s->size, s->size), arb_mat_init(step, s->size, 1);
  mag_init(size), mag_init(before), mag_init(small);
  mag_set_ui_2exp_si(small, 1, -(prec - GUARD_BITS));
  mag_one(before);
  for (int iteration = 0; iteration < NEWTON_MAX && !done; iteration++) {
    cpf_system_eval(s, x, F, J, prec);
    set_midpoints(F);
    if (!arb_mat_approx_solve(step, J, F, prec))
      break;
    set_midpoints(step);
    max_norm(size, step);
    if (mag_cmp(size, before) > 0) // also when it is infinite
      break;
    arb_mat_sub(x, x, step, prec);
    set_midpoints(x);
    done = mag_cmp(size, small) <= 0;
    mag_set(before, size);
  }
  arb_mat_clear(F), arb_mat_clear(J), arb_mat_clear(step);
  mag_clear(size), mag_clear(before), mag_clear(small);
  return done;
}

// A = I - Y J(x) with Y an approximate inverse of the midpoint of J(x); false without one.
static bool contraction(const struct cpf_system *s, const arb_mat_t x, arb_mat_t A, arb_mat_t Y,
                        slong prec) {
  arb_mat_t F, J;
  arb_mat_init(F, s->size, 1), arb_mat_init(J, s->size, s->size);
  cpf_system_eval(s, x, F, J, prec);
  bool ok = arb_mat_approx_inv(Y, J, prec);
  if (ok) {
    set_midpoints(Y);
    arb_mat_mul(A, Y, J, prec);
    arb_mat_neg(A, A);
    for (slong i = 0; i < s->size; i++)
      arb_add_ui(arb_mat_entry(A, i, i), arb_mat_entry(A, i, i), 1, prec);
  }
  arb_mat_clear(F), arb_mat_clear(J);
  return ok;
}

bool cpf_system_krawczyk(const struct cpf_system *s, const arb_mat_t c, const mag_t r, mag_t found,
                         slong prec) {
  arb_mat_t X, F, Y, A, z;
  mag_t norm;
  bool ok;
  arb_mat_init(X, s->size, 1), arb_mat_init(F, s->size, 1), arb_mat_init(z, s->size, 1);
  arb_mat_init(Y, s->size, s->size), arb_mat_init(A, s->size, s->size);
  mag_init(norm);
  arb_mat_set(X, c);
  for (slong i = 0; i < s->size; i++)
    arb_add_error_mag(arb_mat_entry(X, i, 0), r);
  ok = contraction(s, X, A, Y, prec);
  if (ok) {
    cpf_system_eval(s, c, F, NULL, prec);
    arb_mat_mul(z, Y, F, prec);
    max_norm(found, z);
    arb_mat_bound_inf_norm(norm, A);
    mag_mul(norm, norm, r);
    mag_add(found, found, norm); // ||K(X) - c|| <= ||Y F(c)|| + ||I - Y J(X)|| r, rounded up
    ok = mag_cmp(found, r) < 0;
  }
  arb_mat_clear(X), arb_mat_clear(F), arb_mat_clear(z), arb_mat_clear(Y), arb_mat_clear(A);
  mag_clear(norm);
  return ok;
}

bool cpf_system_injective(const struct cpf_system *s, const arb_mat_t x, slong prec) {
  arb_mat_t Y, A;
  mag_t norm, one;
  arb_mat_init(Y, s->size, s->size), arb_mat_init(A, s->size, s->size);
  mag_init(norm), mag_init(one);
  mag_one(one);
  bool ok = contraction(s, x, A, Y, prec);
  if (ok) {
    arb_mat_bound_inf_norm(norm, A);
    ok = mag_cmp(norm, one) < 0;
  }
  arb_mat_clear(Y), arb_mat_clear(A);
  mag_clear(norm), mag_clear(one);
  return ok;
}
