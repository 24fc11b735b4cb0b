// SPDX-License-Identifier: GPL-3.0-or-later
//
//  1. m = 1: evaluate at +1 and -1.
//  2. m = 2: walk around the circle; every simple zero is a sign change, and {g < 0} consists of as
//     many arcs as half the sign changes (chi of the whole circle is 0).
//  3. m >= 3: Levenberg-Marquardt on the gradient along the sphere from pseudo-random starts, then
//     the indices of the distinct critical points.
#include "classify/sphere.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model/eigen.h"
#include "solver/random.h"
#include "status/try.h"

enum {
  VARIABLES_MAX = 16,
  CIRCLE_STEPS = 20000,
  STARTS_PER_VARIABLE = 400,
  VARIABLES_SEARCHED = 6, // beyond, the number of critical points is out of reach
  POINTS_MAX = 4000,
  STEPS = 60,
};
static const double SAME_POINT = 1e-6, CONVERGED = 1e-11, PI = 3.14159265358979323846;

static double value(const struct cpf_jets *jets, const double *g, const double *x) {
  return cpf_jet_eval(jets, g, x, NULL, NULL);
}

static void see(struct cpf_sphere *s, double y, double tol) {
  s->negative |= y < -tol;
  s->positive |= y > tol;
}

// Step 1.
static void two_points(const struct cpf_jets *jets, const double *g, double tol,
                       struct cpf_sphere *s) {
  for (int sign = -1; sign <= 1; sign += 2) {
    double x = sign, y = value(jets, g, &x);
    see(s, y, tol);
    s->regular &= fabs(y) > tol;
    s->chi_negative += y < 0;
  }
  s->complete = s->regular;
}

// Step 2. A touching zero shows as a local minimum of |g| near zero without a change of sign.
static void circle(const struct cpf_jets *jets, const double *g, double tol, struct cpf_sphere *s) {
  int changes = 0;
  double before = 0, last = 0;
  for (int i = 0; i < CIRCLE_STEPS + 2; i++) {
    // The offset keeps the steps off the axes and diagonals, where zeros like to sit.
    double phi = 2 * PI * (i + 0.3141592) / CIRCLE_STEPS, x[2] = {cos(phi), sin(phi)};
    double y = value(jets, g, x);
    see(s, y, tol);
    if (i > 0 && i <= CIRCLE_STEPS && (last < 0) != (y < 0))
      changes++;
    // |g| <= slope * step near a simple zero; at a double zero it is of second order.
    if (i > 1 && (last < 0) == (y < 0) && (last < 0) == (before < 0) && fabs(last) <= fabs(y) &&
        fabs(last) <= fabs(before) && fabs(last) <= tol + 2 * fabs(y + before - 2 * last))
      s->regular = false;
    before = last;
    last = y;
  }
  s->chi_negative = changes / 2;
  s->complete = s->regular;
}

// The gradient along the sphere and the Hessian there (plus x x^T, so that it is regular on the
// normal); returns the value.
static double on_sphere(const struct cpf_jets *jets, const double *g, const double *x, double *grad,
                        double *H) {
  int m = jets->m;
  double raw[VARIABLES_MAX], A[VARIABLES_MAX * VARIABLES_MAX], radial = 0;
  double y = cpf_jet_eval(jets, g, x, raw, A);
  for (int j = 0; j < m; j++)
    radial += raw[j] * x[j];
  for (int j = 0; j < m; j++)
    grad[j] = raw[j] - radial * x[j];
  double Ax[VARIABLES_MAX] = {0}, xAx = 0;
  for (int j = 0; j < m; j++) {
    for (int l = 0; l < m; l++)
      Ax[j] += A[j * m + l] * x[l];
    xAx += Ax[j] * x[j];
  }
  for (int j = 0; j < m; j++)
    for (int l = 0; l < m; l++)
      H[j * m + l] = A[j * m + l] - Ax[j] * x[l] - x[j] * Ax[l] + xAx * x[j] * x[l] -
                     radial * ((j == l) - x[j] * x[l]);
  return y;
}

// One search; true when x has become a critical point.
static bool climb(const struct cpf_jets *jets, const double *g, struct cpf_eigen *eigen,
                  double scale, double *x) {
  int m = jets->m;
  double grad[VARIABLES_MAX], H[VARIABLES_MAX * VARIABLES_MAX], values[VARIABLES_MAX];
  double vectors[VARIABLES_MAX * VARIABLES_MAX];
  for (int step = 0; step < STEPS; step++) {
    double square = 0, norm = 0, s[VARIABLES_MAX] = {0};
    on_sphere(jets, g, x, grad, H);
    for (int j = 0; j < m; j++)
      square += grad[j] * grad[j];
    if (sqrt(square) <= CONVERGED * scale)
      return true;
    if (cpf_eigen_solve(eigen, H, values, vectors, NULL) != CPF_OK)
      return false;
    for (int a = 0; a < m; a++) {
      double along = 0;
      for (int j = 0; j < m; j++)
        along += vectors[a * m + j] * grad[j];
      double t = values[a] * along / (values[a] * values[a] + square);
      for (int j = 0; j < m; j++)
        s[j] -= t * vectors[a * m + j];
    }
    for (int j = 0; j < m; j++)
      norm += s[j] * s[j];
    double shorten = norm > 0.25 ? 0.5 / sqrt(norm) : 1;
    norm = 0;
    for (int j = 0; j < m; j++) {
      x[j] += shorten * s[j];
      norm += x[j] * x[j];
    }
    for (int j = 0; j < m; j++)
      x[j] /= sqrt(norm);
  }
  return false;
}

struct points {
  size_t count;
  int64_t chi, chi_negative;
  double x[POINTS_MAX * VARIABLES_SEARCHED];
};

// Adds x unless it is known; false when it is no Morse point.
static bool collect(const struct cpf_jets *jets, const double *g, struct cpf_eigen *eigen,
                    double tol, const double *x, struct points *points, struct cpf_sphere *s) {
  int m = jets->m, index = 0;
  double grad[VARIABLES_MAX], H[VARIABLES_MAX * VARIABLES_MAX], values[VARIABLES_MAX];
  for (size_t i = 0; i < points->count; i++) {
    double square = 0;
    for (int j = 0; j < m; j++)
      square += (x[j] - points->x[i * (size_t)m + (size_t)j]) *
                (x[j] - points->x[i * (size_t)m + (size_t)j]);
    if (square < SAME_POINT * SAME_POINT)
      return true;
  }
  if (points->count == POINTS_MAX)
    return false;
  memcpy(points->x + points->count++ * (size_t)m, x, (size_t)m * sizeof *x);
  double y = on_sphere(jets, g, x, grad, H);
  see(s, y, tol);
  if (fabs(y) <= tol) {
    s->regular = false;
    return false;
  }
  for (int j = 0; j < m; j++) // the normal direction, whose eigenvalue is 0, becomes positive
    for (int l = 0; l < m; l++)
      H[j * m + l] += x[j] * x[l];
  if (cpf_eigen_solve(eigen, H, values, NULL, NULL) != CPF_OK)
    return false;
  for (int a = 0; a < m; a++) {
    if (fabs(values[a]) <= tol)
      return false;
    index += values[a] < 0;
  }
  int64_t sign = index % 2 == 0 ? 1 : -1;
  points->chi += sign;
  points->chi_negative += y < 0 ? sign : 0;
  return true;
}

// Step 3.
static enum cpf_status search(const struct cpf_jets *jets, const double *g, double tol,
                              struct cpf_sphere *s, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_eigen *eigen = NULL;
  struct points *points = NULL;
  int m = jets->m;
  double scale = tol;
  bool morse = true;
  CPF_TRY(cpf_eigen_alloc((size_t)m, &eigen, err));
  CPF_TRY_ALLOC(points, 1, err);
  for (size_t i = 1; i < jets->size; i++)
    scale = fmax(scale, fabs(g[i]));
  for (int start = 0; start < STARTS_PER_VARIABLE * m; start++) {
    struct cpf_random random = cpf_random_make((uint64_t)m, UINT32_MAX, (uint64_t)start);
    double x[VARIABLES_MAX], norm = 0;
    for (int j = 0; j < m; j++) {
      x[j] = cpf_random_normal(&random);
      norm += x[j] * x[j];
    }
    for (int j = 0; j < m; j++)
      x[j] /= sqrt(norm);
    see(s, value(jets, g, x), tol);
    if (morse && m <= VARIABLES_SEARCHED && climb(jets, g, eigen, scale, x))
      morse = collect(jets, g, eigen, tol, x, points, s);
  }
  s->complete = morse && m <= VARIABLES_SEARCHED && points->chi == (m % 2 == 1 ? 2 : 0);
  s->chi_negative = points->chi_negative;
cleanup:
  cpf_eigen_free(eigen);
  free(points);
  return status;
}

enum cpf_status cpf_sphere_analyse(const struct cpf_jets *jets, const double *g, double tol,
                                   struct cpf_sphere *sphere, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  *sphere = (struct cpf_sphere){.regular = true};
  if (jets->m == 1)
    two_points(jets, g, tol, sphere);
  else if (jets->m == 2)
    circle(jets, g, tol, sphere);
  else
    status = search(jets, g, tol, sphere, err);
  return status;
}
