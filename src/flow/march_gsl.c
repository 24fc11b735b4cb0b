// SPDX-License-Identifier: GPL-3.0-or-later
//
// GSL's rk8pd (Prince and Dormand, J. Comp. Appl. Math. 7 (1981), order 8(7)), one lane after the
// other: the formula, the field (cpf_gradient) and the error estimate are not those of
// march_runge_kutta.c, the lengths of the steps are (march_control.c).
// 1. gsl_odeiv2_step_apply from W0; any failure, and numbers that are not finite (GSL returns
//    success on NaN), count as an infinite error.
// 2. Dense output: two more steps from W0, of 1/3 and 2/3 of the length, and the polynomial of
//    degree 7 through the four points with their derivatives (Hermite; Newton's form).
#include "flow/march.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_errno.h>
#include <gsl/gsl_odeiv2.h>

#include "flow/march_control.h"
#include "flow/march_sum.h"
#include "status/try.h"

enum { NODES = 4, COEFFICIENTS = 2 * NODES };

// The exponents are those of dop853, whose order this is. The border of stability: GSL's step on
// y' = -y, bisected: 5.1666.
static const struct cpf_control_law LAW = {
    .order = 8, .exponent = 0.11, .beta = 0.02, .stable = 5.166};

struct lanes_gsl {
  struct cpf_control control;
  struct lanes_gsl *self; // for the dense output of a const state, which uses its storage
  size_t size;
  gsl_odeiv2_step *step; // owned
  double *work;          // owned: W, F, error, F1 and a dense output
};

static int right_side(double t, const double *W, double *F, void *ctx) {
  const struct cpf_problem *p = ctx;
  (void)t;
  cpf_gradient(p, W, F, NULL);
  for (size_t e = 0; e < (size_t)p->n * (size_t)p->d; e++)
    F[e] = -F[e];
  return GSL_SUCCESS;
}

static void gsl_free(void *state) {
  struct lanes_gsl *s = state;
  if (s == NULL)
    return;
  cpf_control_free(&s->control);
  if (s->step != NULL)
    gsl_odeiv2_step_free(s->step);
  free(s->work);
  free(s);
}

static enum cpf_status gsl_alloc(const struct cpf_problem *p, const struct cpf_march_options *opt,
                                 void **state, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct lanes_gsl *s = aligned_alloc(sizeof(cpf_lanes), sizeof *s); // vectors inside
  *state = NULL;
  gsl_set_error_handler_off();
  if (s == NULL)
    return cpf_fail(err, CPF_ENOMEM, "out of memory: %zu bytes", sizeof *s);
  memset(s, 0, sizeof *s);
  s->self = s;
  s->size = (size_t)p->n * (size_t)p->d;
  CPF_TRY(cpf_control_alloc(p, opt, &LAW, &s->control, err));
  CPF_TRY_ALLOC(s->work, (4 + COEFFICIENTS) * s->size, err);
  s->step = gsl_odeiv2_step_alloc(gsl_odeiv2_step_rk8pd, s->size);
  if (s->step == NULL)
    CPF_TRY(cpf_fail(err, CPF_ENOMEM, "out of memory: steps of %zu numbers", s->size));
  *state = s;
cleanup:
  if (status != CPF_OK)
    gsl_free(s);
  return status;
}

static void gsl_set(void *state, int lane, double t, const double *W) {
  struct lanes_gsl *s = state;
  cpf_control_set(&s->control, lane, t, W);
}

static void gsl_clear(void *state, int lane) {
  struct lanes_gsl *s = state;
  cpf_control_clear(&s->control, lane);
}

// From (W0, F0) of the lane by the length h, to work; false when GSL or a number failed.
static bool apply(struct lanes_gsl *s, int lane, double h) {
  struct cpf_control *c = &s->control;
  double *W = s->work, *F = W + s->size, *error = F + s->size;
  bool finite = true;
  gsl_odeiv2_system system = {right_side, NULL, s->size, &c->p};
  for (size_t e = 0; e < s->size; e++) {
    W[e] = c->W0[e][lane];
    F[e] = c->F0[e][lane];
  }
  if (gsl_odeiv2_step_apply(s->step, 0, h, W, error, F, NULL, &system) != GSL_SUCCESS)
    return false;
  for (size_t e = 0; e < s->size; e++)
    finite = finite && isfinite(W[e]) && isfinite(error[e]);
  return finite;
}

// Step 1 for one lane. The square of the largest error over the tolerance.
static double step_lane(struct lanes_gsl *s, int lane) {
  struct cpf_control *c = &s->control;
  double *W = s->work, *error = W + 2 * s->size, most = 0;
  bool ok = apply(s, lane, c->h[lane]);
  for (size_t e = 0; e < s->size; e++) {
    c->W1[e][lane] = W[e];
    most = fmax(most, fabs(error[e]) / c->opt.tolerance);
  }
  return ok ? most * most : INFINITY;
}

static void gsl_step(void *state, const double *limit, unsigned *accepted, unsigned *failed) {
  struct lanes_gsl *s = state;
  struct cpf_control *c = &s->control;
  struct cpf_control_estimate e = {{0}, {0}, {0}};
  *accepted = *failed = 0;
  if (!cpf_control_begin(c, limit))
    return;
  for (int l = 0; l < CPF_LANES; l++)
    if ((c->trying >> l & 1) != 0)
      e.error[l] = step_lane(s, l);
  cpf_control_project(c);
  cpf_square_distance(s->size, 1, c->W0, c->W1, &e.swing);
  cpf_square_distance(s->size, 1, c->F0, c->F1, &e.bend);
  cpf_control_judge(c, &e, accepted, failed);
}

static const struct cpf_march_view *gsl_view(const void *state) {
  const struct lanes_gsl *s = state;
  return &s->control.view;
}

// Divided differences over the nodes 0, 0, 1/3, 1/3, 2/3, 2/3, 1, 1, in place: on entry the values
// W at even places and the derivatives at odd ones, size apart.
static void divide(size_t size, double *c) {
  for (size_t e = 0; e < size; e++) {
    double value[COEFFICIENTS], slope[COEFFICIENTS];
    for (int m = 0; m < COEFFICIENTS; m++) {
      value[m] = c[(size_t)(m - m % 2) * size + e];
      slope[m] = c[(size_t)(m - m % 2 + 1) * size + e];
    }
    for (int order = 1; order < COEFFICIENTS; order++)
      for (int m = COEFFICIENTS - 1; m >= order; m--) {
        int apart = m / 2 - (m - order) / 2;
        value[m] =
            apart == 0 ? slope[m] : (value[m] - value[m - 1]) / ((double)apart / (NODES - 1));
      }
    for (int m = 0; m < COEFFICIENTS; m++)
      c[(size_t)m * size + e] = value[m];
  }
}

// The points and derivatives at the nodes, then the polynomial.
static void gsl_dense_save(const void *state, int lane, double *data) {
  // march.h says that this is not thread-safe.
  struct lanes_gsl *s = ((const struct lanes_gsl *)state)->self;
  struct cpf_control *c = &s->control;
  double h = c->h[lane];
  for (int node = 0; node < NODES; node++) {
    double *W = data + (size_t)(2 * node) * s->size, *F = W + s->size;
    if (node > 0 && node < NODES - 1)
      apply(s, lane, h * node / (NODES - 1));
    for (size_t e = 0; e < s->size; e++)
      W[e] = node == 0 ? c->W0[e][lane] : node == NODES - 1 ? c->W1[e][lane] : s->work[e];
    cpf_normalise(&c->p, W);
    right_side(0, W, F, &c->p);
    for (size_t e = 0; e < s->size; e++)
      F[e] *= h;
  }
  divide(s->size, data);
}

static void gsl_dense_eval(const struct cpf_problem *p, const double *data, double s, double *W) {
  size_t size = (size_t)p->n * (size_t)p->d;
  for (size_t e = 0; e < size; e++) {
    double sum = 0;
    for (int m = COEFFICIENTS - 1; m >= 0; m--) {
      int node = m / 2;
      sum = data[(size_t)m * size + e] + sum * (s - (double)node / (NODES - 1));
    }
    W[e] = sum;
  }
  cpf_normalise(p, W);
}

static void gsl_dense(const void *state, int lane, double at, double *W) {
  const struct lanes_gsl *s = state;
  double *data = s->work + 4 * s->size;
  gsl_dense_save(state, lane, data);
  gsl_dense_eval(&s->control.p, data, at, W);
}

static size_t gsl_dense_size(const struct cpf_problem *p) {
  return COEFFICIENTS * (size_t)p->n * (size_t)p->d;
}

const struct cpf_march_method cpf_march_gsl = {
    .name = "gsl-rk8pd",
    .summary = "GSL's Prince and Dormand, order 8(7), one trajectory at a time",
    .order = 8,
    .dense_order = 7,
    .alloc = gsl_alloc,
    .free = gsl_free,
    .set = gsl_set,
    .clear = gsl_clear,
    .step = gsl_step,
    .view = gsl_view,
    .dense = gsl_dense,
    .dense_size = gsl_dense_size,
    .dense_save = gsl_dense_save,
    .dense_eval = gsl_dense_eval,
};
