// SPDX-License-Identifier: GPL-3.0-or-later
//
// GSL's multidimensional root finders on the tangent-space equations.
//
// In the chart w_i(xi) = (w0_i + B_i xi_i) / s_i, s_i = sqrt(1 + |xi_i|^2), around a base point the
// equations are F_i = B_i grad_i(W(xi)) = 0: as long as w_i is not orthogonal to w0_i they say
// grad_i = 0. With beta_i = B_i P_i (the frame projected to the tangent space at w_i) the Jacobian
// is, column by column divided by s_q,
//   [Hessian of L in the vectors beta, with -mu_i beta_ia.beta_ib on the diagonal blocks]
//   - (B_ia.w_i) (B_ib.grad_i)
// The chart is moved to the current point when xi grows beyond CHART.
//
// Source: GSL reference manual, "Multidimensional Root-Finding"; Powell's hybrid method as in
// MINPACK hybrj.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_errno.h>
#include <gsl/gsl_multiroots.h>

#include "cpfind/model.h"
#include "solver/method.h"
#include "status/try.h"

static const double CHART = 1; // largest |xi_ia| before the chart is moved

struct multiroot {
  struct cpf_problem p;
  size_t N;
  gsl_multiroot_fdfsolver *solver; // NULL when N = 0
  gsl_multiroot_function_fdf system;
  gsl_vector *zero;
  double *base, *B;              // chart
  double *W, *beta, *G, *mu, *s; // at the current xi
  double *H;
  double residual;
};

// W, beta, G, mu, s from xi.
static void evaluate(struct multiroot *m, const gsl_vector *xi) {
  int n = m->p.n, d = m->p.d, t = d - 1;
  for (int i = 0; i < n; i++) {
    double *w = m->W + (size_t)i * d, square = 0;
    const double *Bi = m->B + (size_t)i * t * d;
    memcpy(w, m->base + (size_t)i * d, (size_t)d * sizeof *w);
    for (int a = 0; a < t; a++) {
      double x = gsl_vector_get(xi, (size_t)i * t + a);
      square += x * x;
      for (int c = 0; c < d; c++)
        w[c] += x * Bi[(size_t)a * d + c];
    }
    m->s[i] = sqrt(1 + square);
    for (int c = 0; c < d; c++)
      w[c] /= m->s[i];
    for (int a = 0; a < t; a++) {
      const double *b = Bi + (size_t)a * d;
      double *beta = m->beta + ((size_t)i * t + a) * d, along = 0;
      for (int c = 0; c < d; c++)
        along += b[c] * w[c];
      for (int c = 0; c < d; c++)
        beta[c] = b[c] - along * w[c];
    }
  }
  cpf_gradient(&m->p, m->W, m->G, m->mu);
}

static double frame_dot(const struct multiroot *m, size_t row, const double *v) {
  double x = 0;
  for (int c = 0; c < m->p.d; c++)
    x += m->B[row * (size_t)m->p.d + c] * v[c];
  return x;
}

static int finite_or_fail(double x) {
  return isfinite(x) ? GSL_SUCCESS : GSL_EBADFUNC;
}

static int equations(const gsl_vector *xi, void *context, gsl_vector *f) {
  struct multiroot *m = context;
  size_t t = (size_t)m->p.d - 1;
  double sum = 0;
  evaluate(m, xi);
  for (size_t row = 0; row < m->N; row++) {
    double x = frame_dot(m, row, m->G + row / t * (size_t)m->p.d);
    sum += x;
    gsl_vector_set(f, row, x);
  }
  return finite_or_fail(sum);
}

static int jacobian(const gsl_vector *xi, void *context, gsl_matrix *J) {
  struct multiroot *m = context;
  size_t N = m->N, d = (size_t)m->p.d, t = d - 1;
  double sum = 0;
  if (t == 0) // no tangent directions
    return GSL_SUCCESS;
  evaluate(m, xi);
  cpf_hessian(&m->p, m->W, m->beta, m->H);
  for (size_t row = 0; row < N; row++)
    for (size_t column = 0; column < N; column++) {
      size_t i = row / t, q = column / t;
      double x = m->H[row * N + column];
      if (i == q) {
        double metric = 0;
        for (size_t c = 0; c < d; c++)
          metric += m->beta[row * d + c] * m->beta[column * d + c];
        x += m->mu[i] * ((row == column) - metric);
        x -= frame_dot(m, row, m->W + i * d) * frame_dot(m, column, m->G + i * d);
      }
      gsl_matrix_set(J, row, column, x / m->s[q]);
      sum += x;
    }
  return finite_or_fail(sum);
}

static int both(const gsl_vector *xi, void *context, gsl_vector *f, gsl_matrix *J) {
  int status = equations(xi, context, f);
  return status == GSL_SUCCESS ? jacobian(xi, context, J) : status;
}

static void multiroot_free(void *state) {
  struct multiroot *m = state;
  if (m == NULL)
    return;
  if (m->solver != NULL)
    gsl_multiroot_fdfsolver_free(m->solver);
  if (m->zero != NULL)
    gsl_vector_free(m->zero);
  free(m->base);
  free(m);
}

static enum cpf_status multiroot_alloc(const struct cpf_problem *p,
                                       const gsl_multiroot_fdfsolver_type *type, void **state,
                                       struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct multiroot *m = NULL;
  size_t n = (size_t)p->n, d = (size_t)p->d, N = cpf_problem_tangent_dim(p);
  *state = NULL;
  gsl_set_error_handler_off();
  CPF_TRY_ALLOC(m, 1, err);
  m->p = *p;
  m->N = N;
  CPF_TRY_ALLOC(m->base, 3 * n * d + 2 * N * d + 2 * n + N * N, err);
  m->B = m->base + n * d;
  m->W = m->B + N * d;
  m->beta = m->W + n * d;
  m->G = m->beta + N * d;
  m->mu = m->G + n * d;
  m->s = m->mu + n;
  m->H = m->s + n;
  m->system = (gsl_multiroot_function_fdf){equations, jacobian, both, N, m};
  if (N > 0) {
    m->solver = gsl_multiroot_fdfsolver_alloc(type, N);
    m->zero = gsl_vector_calloc(N);
    if (m->solver == NULL || m->zero == NULL) {
      status = cpf_fail(err, CPF_ENOMEM, "out of memory: a root finder in %zu unknowns", N);
      goto cleanup;
    }
  }
  *state = m;
  m = NULL;
cleanup:
  multiroot_free(m);
  return status;
}

// Puts the chart at W. The residual is NaN when GSL refuses the start.
static void centre_chart(struct multiroot *m, const double *W) {
  memmove(m->base, W, (size_t)m->p.n * (size_t)m->p.d * sizeof *W);
  cpf_frames(&m->p, m->base, m->B);
  if (m->N > 0 && gsl_multiroot_fdfsolver_set(m->solver, &m->system, m->zero) != GSL_SUCCESS)
    m->residual = NAN;
}

static void multiroot_set(void *state, int lane, const double *W) {
  struct multiroot *m = state;
  (void)lane;
  m->residual = cpf_gradient(&m->p, W, m->G, m->mu);
  memcpy(m->W, W, (size_t)m->p.n * (size_t)m->p.d * sizeof *W);
  centre_chart(m, W);
}

static void multiroot_iterate(void *state) {
  struct multiroot *m = state;
  if (m->N == 0 || isnan(m->residual))
    return;
  int code = gsl_multiroot_fdfsolver_iterate(m->solver);
  evaluate(m, m->solver->x);
  m->residual = cpf_gradient(&m->p, m->W, m->G, m->mu);
  double largest = 0;
  for (size_t a = 0; a < m->N; a++)
    largest = fmax(largest, fabs(gsl_vector_get(m->solver->x, a)));
  if (code == GSL_EBADFUNC || !isfinite(m->residual) || !isfinite(largest))
    m->residual = NAN;
  else if (largest > CHART || code != GSL_SUCCESS) // no progress: try once more in a fresh chart
    centre_chart(m, m->W);
}

static double multiroot_residual(const void *state, int lane) {
  (void)lane;
  return ((const struct multiroot *)state)->residual;
}

static void multiroot_get(const void *state, int lane, double *W) {
  const struct multiroot *m = state;
  (void)lane;
  memcpy(W, m->W, (size_t)m->p.n * (size_t)m->p.d * sizeof *W);
}

static enum cpf_status hybridsj_alloc(const struct cpf_problem *p,
                                      const struct cpf_solver_options *opt, void **state,
                                      struct cpf_error *err) {
  (void)opt;
  return multiroot_alloc(p, gsl_multiroot_fdfsolver_hybridsj, state, err);
}

static enum cpf_status newton_alloc(const struct cpf_problem *p,
                                    const struct cpf_solver_options *opt, void **state,
                                    struct cpf_error *err) {
  (void)opt;
  return multiroot_alloc(p, gsl_multiroot_fdfsolver_newton, state, err);
}

const struct cpf_method cpf_method_gsl_hybridsj = {
    .name = "gsl-hybridsj",
    .summary = "GSL's scaled Powell hybrid method with the analytic Jacobian",
    .lanes = 1,
    .alloc = hybridsj_alloc,
    .set = multiroot_set,
    .iterate = multiroot_iterate,
    .residual = multiroot_residual,
    .get = multiroot_get,
    .branch_points = NULL,
    .free = multiroot_free,
};

const struct cpf_method cpf_method_gsl_newton = {
    .name = "gsl-newton",
    .summary = "GSL's Newton method, without globalisation, with the analytic Jacobian",
    .lanes = 1,
    .alloc = newton_alloc,
    .set = multiroot_set,
    .iterate = multiroot_iterate,
    .residual = multiroot_residual,
    .get = multiroot_get,
    .branch_points = NULL,
    .free = multiroot_free,
};
