// SPDX-License-Identifier: GPL-3.0-or-later
// 1. Runge-Kutta steps of order 8 with an error estimate (Prince and Dormand; GSL's rk8pd), their
//    length chosen so that the estimate stays below STEP_ERROR.
// 2. The rows are scaled back to unit length after each step: the flow keeps them there, and the
//    extension of the gradient to other lengths does not.
#include "verify/follow.h"

#include <math.h>

#include <gsl/gsl_errno.h>
#include <gsl/gsl_odeiv2.h>

#include "cpfind/model.h"
#include "status/try.h"

enum { STEPS_MAX = 4000000 };

// A step's error, absolute: far below every distance that is looked at, far above rounding.
static const double STEP_ERROR = 1e-12;
static const double FIRST_STEP = 1e-6;
// A row this near to a teacher counts as its copy: the flow is then in its linear regime, where
// the distance falls to 0.
static const double NEAR = 1e-3;

static int field(double t, const double *W, double *out, void *ctx) {
  const struct cpf_problem *p = ctx;
  (void)t;
  cpf_gradient(p, W, out, NULL);
  for (size_t c = 0; c < (size_t)p->n * (size_t)p->d; c++)
    out[c] = -out[c];
  return GSL_SUCCESS;
}

static bool finished(const struct cpf_follow *f, double t, const double *W) {
  double G[CPF_FOLLOW_SIZE];
  if (f->stop != NULL && f->stop(t, W, f->ctx))
    return true;
  return f->gradient > 0 && cpf_gradient(&f->problem, W, G, NULL) <= f->gradient;
}

enum cpf_status cpf_follow(const struct cpf_follow *f, double *W, double *time,
                           struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_problem p = f->problem;
  size_t size = (size_t)p.n * (size_t)p.d;
  if (size > CPF_FOLLOW_SIZE)
    return cpf_fail(err, CPF_EINTERNAL, "a trajectory of %zu numbers", size);
  gsl_set_error_handler_off();
  gsl_odeiv2_system system = {field, NULL, size, &p};
  gsl_odeiv2_step *step = gsl_odeiv2_step_alloc(gsl_odeiv2_step_rk8pd, size);
  gsl_odeiv2_control *control = gsl_odeiv2_control_y_new(STEP_ERROR, 0);
  gsl_odeiv2_evolve *evolve = gsl_odeiv2_evolve_alloc(size);
  double t = 0, h = FIRST_STEP;
  if (step == NULL || control == NULL || evolve == NULL) {
    status = cpf_fail(err, CPF_ENOMEM, "out of memory: a trajectory of %zu numbers", size);
    goto cleanup;
  }
  for (int steps = 0; t < f->time && !finished(f, t, W); steps++) {
    int code = gsl_odeiv2_evolve_apply(evolve, control, step, &system, &t, f->time, &h, W);
    if (code != GSL_SUCCESS || steps == STEPS_MAX || !cpf_normalise(&p, W)) {
      status = cpf_fail(err, CPF_EINTERNAL, "the flow could not be followed beyond time %g", t);
      goto cleanup;
    }
  }
  if (time != NULL)
    *time = t;
cleanup:
  if (evolve != NULL)
    gsl_odeiv2_evolve_free(evolve);
  if (control != NULL)
    gsl_odeiv2_control_free(control);
  if (step != NULL)
    gsl_odeiv2_step_free(step);
  return status;
}

// The teacher that row i copies, -1 when none.
static int teacher_of(const struct cpf_problem *p, const double *W, int i) {
  for (int j = 0; j < p->k; j++)
    if (fabs(W[(size_t)i * (size_t)p->d + (size_t)j]) > 1 - NEAR * NEAR / 2)
      return j;
  return -1;
}

bool cpf_follow_is_copy(const struct cpf_problem *p, const double *W) {
  for (int i = 0; i < p->n; i++) {
    int j = teacher_of(p, W, i);
    for (int q = 0; q < i; q++)
      if (teacher_of(p, W, q) == j)
        return false;
    if (j < 0)
      return false;
  }
  return true;
}
