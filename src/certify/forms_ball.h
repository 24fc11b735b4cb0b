// SPDX-License-Identifier: GPL-3.0-or-later
// The Taylor polynomial of the reduced gradient at a point with a kernel of dimension 1 or 2, in
// ball arithmetic.
#ifndef CPF_CERTIFY_FORMS_BALL_H
#define CPF_CERTIFY_FORMS_BALL_H

#include "certify/series_ball.h"

// Component k of the part of degree s is sum_j coefficient[k](s, j) x^{s-j} y^j; j = 0 only when
// m = 1. Degrees 0 to `degrees` - 1.
struct cpf_forms {
  int m;
  slong degrees;
  arb_mat_t coefficient[2]; // degrees x degrees
};

void cpf_forms_init(struct cpf_forms *f, int m, slong degrees);
void cpf_forms_clear(struct cpf_forms *f);

// At u = 0 of the chart, whose m is that of f: the series along the directions (1, y) for a few
// integers y (series_ball.h) determine the forms. False when the Hessian across may be singular.
bool cpf_forms_make(const struct cpf_chart *chart, struct cpf_forms *f);

// out[k] = component k of the part of degree s at e (m x 1 balls).
void cpf_forms_eval(const struct cpf_forms *f, slong s, const arb_mat_t e, arb_ptr out, slong prec);

// Directions of arc i of `arcs` of the circle (m = 2), or the direction 1 (m = 1): balls.
void cpf_forms_arc(arb_mat_t e, long i, long arcs, slong prec);

#endif
