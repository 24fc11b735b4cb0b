// SPDX-License-Identifier: GPL-3.0-or-later
//
//  1. Rows y_i = c_i + B_i^T xi_i as series, 1/|y_i| by a series of the inverse square root.
//  2. b_i = r sum_q (w_i.w_q)^{rho-1} w_q - sum_j (w_i)_j^{rho-1} e_j, and the gradient
//     rho B_ia.(b_i - (b_i.w_i) w_i) / |y_i|, in the directions V.
//  3. The reduction order by order: the coefficient of t^s in g_y depends on y_s through H_yy y_s
//     alone, so that y_s = -H_yy^{-1} [g_y with y_s = 0]_s.
#include "certify/series_ball.h"

#include <stdlib.h>

#include "model/ball.h"

static arb_poly_struct *series_alloc(slong count) {
  arb_poly_struct *s = flint_malloc((size_t)(count > 0 ? count : 1) * sizeof *s);
  for (slong i = 0; i < count; i++)
    arb_poly_init(s + i);
  return s;
}

static void series_free(arb_poly_struct *s, slong count) {
  for (slong i = 0; i < count; i++)
    arb_poly_clear(s + i);
  flint_free(s);
}

static void add_product(arb_poly_t out, const arb_poly_t a, const arb_poly_t b, arb_poly_t scratch,
                        slong length, slong prec) {
  arb_poly_mullow(scratch, a, b, length, prec);
  arb_poly_add(out, out, scratch, prec);
}

// out += x * a for a double x.
static void add_scaled(arb_poly_t out, double x, const arb_poly_t a, arb_poly_t scratch,
                       slong prec) {
  arb_t s;
  if (x == 0)
    return;
  arb_init(s);
  arb_set_d(s, x);
  arb_poly_scalar_mul(scratch, a, s, prec);
  arb_poly_add(out, out, scratch, prec);
  arb_clear(s);
}

// Step 1: w (n*d series) and the inverse norms (n).
static void points(const struct cpf_chart *chart, const arb_poly_struct *xi, slong length,
                   arb_poly_struct *w, arb_poly_struct *inverse) {
  slong d = chart->p->d, t = d - 1, prec = chart->prec;
  arb_poly_t s, norm;
  arb_poly_init(s), arb_poly_init(norm);
  for (slong i = 0; i < chart->p->n; i++) {
    arb_poly_zero(norm);
    for (slong c = 0; c < d; c++) {
      arb_poly_struct *y = w + i * d + c;
      arb_poly_set_arb(y, arb_mat_entry(chart->C, i, c));
      for (slong a = 0; a < t; a++)
        add_scaled(y, chart->B[(i * t + a) * d + c], xi + i * t + a, s, prec);
      add_product(norm, y, y, s, length, prec);
    }
    arb_poly_rsqrt_series(inverse + i, norm, length, prec);
    for (slong c = 0; c < d; c++)
      arb_poly_mullow(w + i * d + c, w + i * d + c, inverse + i, length, prec);
  }
  arb_poly_clear(s), arb_poly_clear(norm);
}

// Step 2: b (n*d series).
static void forces(const struct cpf_chart *chart, const arb_poly_struct *w, slong length,
                   arb_poly_struct *b) {
  const struct cpf_problem *p = chart->p;
  slong d = p->d, prec = chart->prec;
  arb_poly_t s, x;
  arb_t r;
  arb_poly_init(s), arb_poly_init(x);
  arb_init(r);
  cpf_ball_repulsion(r, p, prec);
  for (slong i = 0; i < p->n; i++)
    for (slong j = 0; j < p->k; j++) {
      arb_poly_pow_ui_trunc_binexp(x, w + i * d + j, (ulong)p->rho - 1, length, prec);
      arb_poly_neg(b + i * d + j, x);
    }
  for (slong i = 0; i < p->n; i++)
    for (slong q = 0; q < i; q++) {
      arb_poly_zero(x);
      for (slong c = 0; c < d; c++)
        add_product(x, w + i * d + c, w + q * d + c, s, length, prec);
      arb_poly_pow_ui_trunc_binexp(x, x, (ulong)p->rho - 1, length, prec);
      arb_poly_scalar_mul(x, x, r, prec);
      for (slong c = 0; c < d; c++) {
        add_product(b + i * d + c, x, w + q * d + c, s, length, prec);
        add_product(b + q * d + c, x, w + i * d + c, s, length, prec);
      }
    }
  arb_poly_clear(s), arb_poly_clear(x);
  arb_clear(r);
}

void cpf_chart_gradient(const struct cpf_chart *chart, const arb_poly_struct *u, slong length,
                        arb_poly_struct *gradient) {
  const struct cpf_problem *p = chart->p;
  slong n = p->n, d = p->d, t = d - 1, N = n * t, prec = chart->prec;
  arb_poly_struct *xi = series_alloc(N), *w = series_alloc(n * d), *b = series_alloc(n * d);
  arb_poly_struct *inverse = series_alloc(n), *g = series_alloc(N);
  arb_poly_t s, dot;
  arb_t rho;
  arb_poly_init(s), arb_poly_init(dot);
  arb_init(rho);
  arb_set_si(rho, p->rho);
  for (slong c = 0; c < N; c++)
    for (slong a = 0; a < N; a++)
      add_scaled(xi + a, chart->V[c * N + a], u + c, s, prec);
  points(chart, xi, length, w, inverse);
  forces(chart, w, length, b);
  for (slong i = 0; i < n; i++) {
    arb_poly_zero(dot);
    for (slong c = 0; c < d; c++)
      add_product(dot, b + i * d + c, w + i * d + c, s, length, prec);
    for (slong c = 0; c < d; c++) { // b <- (b - (b.w) w) rho / |y|
      arb_poly_mullow(s, dot, w + i * d + c, length, prec);
      arb_poly_sub(b + i * d + c, b + i * d + c, s, prec);
      arb_poly_mullow(b + i * d + c, b + i * d + c, inverse + i, length, prec);
      arb_poly_scalar_mul(b + i * d + c, b + i * d + c, rho, prec);
    }
    for (slong a = 0; a < t; a++)
      for (slong c = 0; c < d; c++)
        add_scaled(g + i * t + a, chart->B[(i * t + a) * d + c], b + i * d + c, s, prec);
  }
  for (slong c = 0; c < N; c++) {
    arb_poly_zero(gradient + c);
    for (slong a = 0; a < N; a++)
      add_scaled(gradient + c, chart->V[c * N + a], g + a, s, prec);
  }
  arb_poly_clear(s), arb_poly_clear(dot);
  arb_clear(rho);
  series_free(xi, N), series_free(w, n * d), series_free(b, n * d);
  series_free(inverse, n), series_free(g, N);
}

void cpf_chart_hessian(const struct cpf_chart *chart, const arb_mat_t u, arb_mat_t H) {
  slong N = (slong)cpf_problem_tangent_dim(chart->p);
  arb_poly_struct *curve = series_alloc(N), *g = series_alloc(N);
  for (slong column = 0; column < N; column++) {
    for (slong c = 0; c < N; c++) {
      arb_poly_set_arb(curve + c, arb_mat_entry(u, c, 0));
      if (c == column)
        arb_poly_set_coeff_si(curve + c, 1, 1);
    }
    cpf_chart_gradient(chart, curve, 2, g);
    for (slong c = 0; c < N; c++)
      arb_poly_get_coeff_arb(arb_mat_entry(H, c, column), g + c, 1);
  }
  series_free(curve, N), series_free(g, N);
}

// Step 3 for t^s: y_s from the residual of g_y.
static bool solve_order(const struct cpf_chart *chart, const arb_mat_t Hyy, slong s,
                        arb_poly_struct *curve, const arb_poly_struct *g) {
  slong m = chart->m, r = arb_mat_nrows(Hyy);
  arb_mat_t residual, y;
  arb_mat_init(residual, r, 1), arb_mat_init(y, r, 1);
  for (slong a = 0; a < r; a++)
    arb_poly_get_coeff_arb(arb_mat_entry(residual, a, 0), g + m + a, s);
  bool ok = arb_mat_solve(y, Hyy, residual, chart->prec);
  for (slong a = 0; a < r && ok; a++) {
    arb_neg(arb_mat_entry(y, a, 0), arb_mat_entry(y, a, 0));
    arb_poly_set_coeff_arb(curve + m + a, s, arb_mat_entry(y, a, 0));
  }
  arb_mat_clear(residual), arb_mat_clear(y);
  return ok;
}

bool cpf_chart_reduce(const struct cpf_chart *chart, const arb_mat_t u0, const arb_mat_t e,
                      slong length, arb_mat_t coefficients) {
  slong N = (slong)cpf_problem_tangent_dim(chart->p), m = chart->m, r = N - m;
  arb_poly_struct *curve = series_alloc(N), *g = series_alloc(N);
  arb_mat_t H, Hyy;
  bool ok = true;
  arb_mat_init(H, N, N), arb_mat_init(Hyy, r, r);
  cpf_chart_hessian(chart, u0, H);
  for (slong a = 0; a < r; a++)
    for (slong b = 0; b < r; b++)
      arb_set(arb_mat_entry(Hyy, a, b), arb_mat_entry(H, m + a, m + b));
  for (slong c = 0; c < N; c++) {
    arb_poly_set_arb(curve + c, arb_mat_entry(u0, c, 0));
    if (c < m)
      arb_poly_set_coeff_arb(curve + c, 1, arb_mat_entry(e, c, 0));
  }
  for (slong s = 1; s < length && ok; s++) {
    cpf_chart_gradient(chart, curve, s + 1, g);
    ok = r == 0 || solve_order(chart, Hyy, s, curve, g);
  }
  if (ok) {
    cpf_chart_gradient(chart, curve, length, g);
    for (slong c = 0; c < m; c++)
      for (slong s = 0; s < length; s++)
        arb_poly_get_coeff_arb(arb_mat_entry(coefficients, c, s), g + c, s);
  }
  series_free(curve, N), series_free(g, N);
  arb_mat_clear(H), arb_mat_clear(Hyy);
  return ok;
}
