// SPDX-License-Identifier: GPL-3.0-or-later
// 1. Starts: the additive recurrence x_s = s alpha mod 1, alpha_c = g^-(c+1), g the real root of
//    g^(count+1) = g + 1 (Roberts, The unreasonable effectiveness of quasirandom sequences, 2018),
//    spread over the box.
// 2. From each, the simplex search of Nelder and Mead (GSL's nmsimplex2); a vertex outside the box
//    is moved to its nearest point there.
#include "verify/adverse.h"

#include <math.h>

#include <gsl/gsl_errno.h>
#include <gsl/gsl_multimin.h>

#include "status/try.h"

enum { ITERATIONS = 400, RECURRENCE_ITERATIONS = 60 };

static const double FIRST_SIMPLEX = 0.1; // of the box's width
static const double LAST_SIMPLEX = 1e-9; // the search has converged

struct search {
  const struct cpf_adverse *a;
  uint64_t evaluations;
};

static double clamp(double x, double low, double high) {
  return x < low ? low : (x > high ? high : x);
}

// A point of the unit cube as a point of the box.
static void to_box(const struct cpf_adverse *a, const gsl_vector *unit, double *x) {
  for (int c = 0; c < a->count; c++)
    x[c] = a->low[c] + (a->high[c] - a->low[c]) * clamp(gsl_vector_get(unit, (size_t)c), 0, 1);
}

static double value(const gsl_vector *unit, void *ctx) {
  struct search *s = ctx;
  double x[CPF_ADVERSE_MAX];
  to_box(s->a, unit, x);
  s->evaluations++;
  return s->a->margin(x, s->a->ctx);
}

static void set_start(int count, int number, gsl_vector *unit) {
  double g = 1;
  for (int i = 0; i < RECURRENCE_ITERATIONS; i++)
    g = pow(1 + g, 1.0 / (count + 1));
  for (int c = 0; c < count; c++) {
    double whole;
    gsl_vector_set(unit, (size_t)c, modf(0.5 + number * pow(g, -(c + 1)), &whole));
  }
}

static enum cpf_status descend(gsl_multimin_fminimizer *m, gsl_multimin_function *f,
                               gsl_vector *unit, gsl_vector *size, struct cpf_error *err) {
  gsl_vector_set_all(size, FIRST_SIMPLEX);
  if (gsl_multimin_fminimizer_set(m, f, unit, size) != GSL_SUCCESS)
    return cpf_fail(err, CPF_EINTERNAL, "a simplex search did not start");
  for (int i = 0; i < ITERATIONS; i++)
    if (gsl_multimin_fminimizer_iterate(m) != GSL_SUCCESS ||
        gsl_multimin_fminimizer_size(m) < LAST_SIMPLEX)
      break;
  return CPF_OK;
}

enum cpf_status cpf_adverse_search(const struct cpf_adverse *a, double *worst, double *x,
                                   uint64_t *tried, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  size_t count = (size_t)a->count;
  struct search s = {.a = a};
  gsl_multimin_function f = {value, count, &s};
  gsl_set_error_handler_off();
  gsl_multimin_fminimizer *m =
      gsl_multimin_fminimizer_alloc(gsl_multimin_fminimizer_nmsimplex2, count);
  gsl_vector *unit = gsl_vector_alloc(count), *size = gsl_vector_alloc(count);
  *worst = INFINITY;
  if (m == NULL || unit == NULL || size == NULL) {
    status = cpf_fail(err, CPF_ENOMEM, "out of memory: a search in %zu parameters", count);
    goto cleanup;
  }
  for (int i = 0; i < a->starts; i++) {
    set_start(a->count, i, unit);
    CPF_TRY(descend(m, &f, unit, size, err));
    if (gsl_multimin_fminimizer_minimum(m) >= *worst)
      continue;
    *worst = gsl_multimin_fminimizer_minimum(m);
    to_box(a, gsl_multimin_fminimizer_x(m), x);
  }
  *tried += s.evaluations;
cleanup:
  if (m != NULL)
    gsl_multimin_fminimizer_free(m);
  if (unit != NULL)
    gsl_vector_free(unit);
  if (size != NULL)
    gsl_vector_free(size);
  return status;
}
