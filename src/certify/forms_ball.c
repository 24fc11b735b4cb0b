// SPDX-License-Identifier: GPL-3.0-or-later
#include "certify/forms_ball.h"

void cpf_forms_init(struct cpf_forms *f, int m, slong degrees) {
  f->m = m;
  f->degrees = degrees;
  for (int k = 0; k < 2; k++)
    arb_mat_init(f->coefficient[k], degrees, degrees);
}

void cpf_forms_clear(struct cpf_forms *f) {
  for (int k = 0; k < 2; k++)
    arb_mat_clear(f->coefficient[k]);
}

// The nodes 0, 1, -1, 2, -2, ...
static slong node(slong i) {
  return i % 2 == 1 ? (i + 1) / 2 : -(i / 2);
}

// The form of degree s from its values at the first s + 1 nodes.
static bool interpolate(slong s, const arb_mat_t values, arb_mat_t coefficient, slong prec) {
  arb_mat_t M, v, x;
  arb_mat_init(M, s + 1, s + 1), arb_mat_init(v, s + 1, 1), arb_mat_init(x, s + 1, 1);
  for (slong i = 0; i <= s; i++) {
    arb_set(arb_mat_entry(v, i, 0), arb_mat_entry(values, i, s));
    arb_one(arb_mat_entry(M, i, 0));
    for (slong j = 1; j <= s; j++)
      arb_mul_si(arb_mat_entry(M, i, j), arb_mat_entry(M, i, j - 1), node(i), prec);
  }
  bool ok = arb_mat_solve(x, M, v, prec);
  for (slong j = 0; j <= s && ok; j++)
    arb_set(arb_mat_entry(coefficient, s, j), arb_mat_entry(x, j, 0));
  arb_mat_clear(M), arb_mat_clear(v), arb_mat_clear(x);
  return ok;
}

bool cpf_forms_make(const struct cpf_chart *chart, struct cpf_forms *f) {
  slong N = (slong)cpf_problem_tangent_dim(chart->p), m = f->m, count = m == 1 ? 1 : f->degrees;
  arb_mat_t u, e, c, values[2];
  bool ok = true;
  arb_mat_init(u, N, 1), arb_mat_init(e, m, 1), arb_mat_init(c, m, f->degrees);
  for (int k = 0; k < 2; k++)
    arb_mat_init(values[k], count, f->degrees);
  for (slong i = 0; i < count && ok; i++) {
    arb_one(arb_mat_entry(e, 0, 0));
    if (m == 2)
      arb_set_si(arb_mat_entry(e, 1, 0), node(i));
    ok = cpf_chart_reduce(chart, u, e, f->degrees, c);
    for (slong k = 0; k < m; k++)
      for (slong s = 0; s < f->degrees; s++)
        arb_set(arb_mat_entry(values[k], i, s), arb_mat_entry(c, k, s));
  }
  for (slong k = 0; k < m && ok; k++)
    for (slong s = 0; s < f->degrees && ok; s++) {
      if (m == 1)
        arb_set(arb_mat_entry(f->coefficient[k], s, 0), arb_mat_entry(values[k], 0, s));
      else
        ok = interpolate(s, values[k], f->coefficient[k], chart->prec);
    }
  arb_mat_clear(u), arb_mat_clear(e), arb_mat_clear(c);
  for (int k = 0; k < 2; k++)
    arb_mat_clear(values[k]);
  return ok;
}

void cpf_forms_eval(const struct cpf_forms *f, slong s, const arb_mat_t e, arb_ptr out,
                    slong prec) {
  arb_t x, y;
  arb_init(x), arb_init(y);
  for (int k = 0; k < f->m; k++) {
    arb_zero(out + k);
    for (slong j = 0; j <= (f->m == 1 ? 0 : s); j++) {
      arb_pow_ui(x, arb_mat_entry(e, 0, 0), (ulong)(s - j), prec);
      if (f->m == 2) {
        arb_pow_ui(y, arb_mat_entry(e, 1, 0), (ulong)j, prec);
        arb_mul(x, x, y, prec);
      }
      arb_addmul(out + k, x, arb_mat_entry(f->coefficient[k], s, j), prec);
    }
  }
  arb_clear(x), arb_clear(y);
}

void cpf_forms_arc(arb_mat_t e, long i, long arcs, slong prec) {
  arb_t angle, width;
  if (arb_mat_nrows(e) == 1) {
    arb_one(arb_mat_entry(e, 0, 0));
    return;
  }
  arb_init(angle), arb_init(width);
  arb_const_pi(angle, prec);
  arb_mul_si(angle, angle, 2 * i + 1, prec);
  arb_div_si(angle, angle, arcs, prec);
  arb_const_pi(width, prec);
  arb_div_si(width, width, arcs, prec);
  arb_add_error(angle, width);
  arb_sin_cos(arb_mat_entry(e, 1, 0), arb_mat_entry(e, 0, 0), angle, prec);
  arb_clear(angle), arb_clear(width);
}
