// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the symmetries and blocks of a point leave invariant is a linear space S of matrices
// (certify/symmetry.h), entry e = sign[e] times variable class_of[e]. M = S with unit rows is
// totally geodesic, so the restriction of L to M has the same bound K on third derivatives along
// geodesics, and its Hessian is that of L on the tangent vectors in S (Palais).
//
//  1. An orthonormal basis of the tangent space of M at a point: the variables, one unit vector for
//     each class, less those combinations that change the length of a row (Gram-Schmidt, twice).
//  2. Newton's method in that basis from W to W*, where |grad L| = g is rounding.
//  3. The least eigenvalue of the Hessian in that basis at W*, less the rounding: lambda. A
//  critical
//     point of L on M lies within e = 2 g / lambda of W*, with a Hessian of at least lambda - K e
//     (arrival.c). When W is nearer to W* than 2 (lambda - K e) / K - e, it converges to that
//     point.
#include "flow/fixed.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "certify/symmetry.h"
#include "cpfind/model.h"
#include "flow/arrival.h"
#include "model/eigen.h"
#include "status/try.h"

enum { NEWTON = 30 };
static const double DRIFT = 1e-14;    // of an entry from M, before it is taken back
static const double DEPENDENT = 1e-6; // what is left of a unit vector in the span of others
static const double SLACK = 1e-10;    // rounding of H and its eigenvalues, relative; generous
static const double ROUNDING = 64;    // of |grad|, in units of rho (n + k) DBL_EPSILON
static const double PI = 3.14159265358979323846;

struct cpf_fixed {
  struct cpf_problem p;
  struct cpf_space space;
  size_t N, most, dim; // n(d-1); classes, at most that many tangent directions; those there are
  int *members;        // entries of each class
  double *mean;        // a number for each class
  double *T;           // most*n*d: the basis, as points
  double *X;           // most*N: the basis in the frames
  double *B, *G, *H, *Y, *A, *values, *vectors, *xi;
};

static size_t point_size(const struct cpf_fixed *f) {
  return (size_t)f->p.n * (size_t)f->p.d;
}

void cpf_fixed_free(struct cpf_fixed *f) {
  if (f == NULL)
    return;
  cpf_space_clear(&f->space);
  free(f->members);
  free(f->mean);
  free(f->T);
  free(f->X);
  free(f->B);
  free(f->G);
  free(f->H);
  free(f->Y);
  free(f->A);
  free(f->values);
  free(f->vectors);
  free(f->xi);
  free(f);
}

static enum cpf_status alloc(struct cpf_fixed *f, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  size_t size = point_size(f), classes = (size_t)f->space.nclasses;
  f->N = cpf_problem_tangent_dim(&f->p);
  f->most = classes;
  CPF_TRY_ALLOC(f->members, classes, err);
  CPF_TRY_ALLOC(f->mean, classes, err);
  CPF_TRY_ALLOC(f->T, (classes + (size_t)f->p.n) * size, err);
  CPF_TRY_ALLOC(f->X, classes * f->N, err);
  CPF_TRY_ALLOC(f->B, f->N * (size_t)f->p.d, err);
  CPF_TRY_ALLOC(f->G, size, err);
  CPF_TRY_ALLOC(f->H, f->N * f->N, err);
  CPF_TRY_ALLOC(f->Y, classes * f->N, err);
  CPF_TRY_ALLOC(f->A, classes * classes, err);
  CPF_TRY_ALLOC(f->values, classes, err);
  CPF_TRY_ALLOC(f->vectors, classes * classes, err);
  CPF_TRY_ALLOC(f->xi, f->N, err);
  for (size_t e = 0; e < size; e++)
    if (f->space.class_of[e] >= 0)
      f->members[f->space.class_of[e]]++;
cleanup:
  return status;
}

enum cpf_status cpf_fixed_make(const struct cpf_problem *p, const double *W, double tol,
                               struct cpf_fixed **out, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  size_t size = (size_t)p->n * (size_t)p->d;
  struct cpf_fixed *f = NULL;
  bool *zero = NULL;
  int *list = NULL, count;
  uint64_t order;
  *out = NULL;
  CPF_TRY_ALLOC(f, 1, err);
  CPF_TRY_ALLOC(zero, size, err);
  f->p = *p;
  for (size_t e = 0; e < size; e++)
    zero[e] = p->rho >= 2 && fabs(W[e]) <= tol;
  CPF_TRY(cpf_symmetry_stabiliser(p, p->d, W, tol, &list, &count, &order, err));
  CPF_TRY(cpf_space_make(p, p->d, zero, list, count, &f->space, err));
  if ((size_t)f->space.nclasses == size)
    goto cleanup;
  CPF_TRY(alloc(f, err));
  *out = f;
  f = NULL;
cleanup:
  free(zero);
  free(list);
  cpf_fixed_free(f);
  return status;
}

// The mean of each class.
static void average(struct cpf_fixed *f, const double *X) {
  const struct cpf_space *space = &f->space;
  memset(f->mean, 0, (size_t)space->nclasses * sizeof *f->mean);
  for (size_t e = 0; e < point_size(f); e++)
    if (space->class_of[e] >= 0)
      f->mean[space->class_of[e]] += space->sign[e] * X[e] / f->members[space->class_of[e]];
}

double cpf_fixed_share(struct cpf_fixed *f, const double *X) {
  double part = 0, all = 0;
  average(f, X);
  for (size_t e = 0; e < point_size(f); e++) {
    double mean = f->space.class_of[e] >= 0 ? f->mean[f->space.class_of[e]] : 0;
    part += mean * mean;
    all += X[e] * X[e];
  }
  return all > 0 ? sqrt(part / all) : 0;
}

bool cpf_fixed_project(struct cpf_fixed *f, double *W) {
  const struct cpf_space *space = &f->space;
  double off = 0;
  average(f, W);
  for (size_t e = 0; e < point_size(f); e++) {
    int c = space->class_of[e];
    off = fmax(off, fabs(W[e] - (c >= 0 ? space->sign[e] * f->mean[c] : 0)));
  }
  if (off <= DRIFT)
    return false;
  for (size_t e = 0; e < point_size(f); e++) {
    int c = space->class_of[e];
    W[e] = c >= 0 ? space->sign[e] * f->mean[c] : 0;
  }
  return cpf_normalise(&f->p, W);
}

// The part of x orthogonal to `count` orthonormal vectors, scaled to length 1; false when there is
// none.
static bool orthonormalise(size_t size, const double *vectors, size_t count, double *x) {
  double before = 0, after = 0;
  for (size_t e = 0; e < size; e++)
    before += x[e] * x[e];
  for (int twice = 0; twice < 2; twice++)
    for (size_t v = 0; v < count; v++) {
      double along = 0;
      for (size_t e = 0; e < size; e++)
        along += x[e] * vectors[v * size + e];
      for (size_t e = 0; e < size; e++)
        x[e] -= along * vectors[v * size + e];
    }
  for (size_t e = 0; e < size; e++)
    after += x[e] * x[e];
  if (!(after > DEPENDENT * DEPENDENT * before))
    return false;
  for (size_t e = 0; e < size; e++)
    x[e] /= sqrt(after);
  return true;
}

// The variable of class c as a matrix.
static void variable(const struct cpf_fixed *f, int c, double *x) {
  for (size_t e = 0; e < point_size(f); e++)
    x[e] = f->space.class_of[e] == c ? f->space.sign[e] : 0;
}

// Step 1. Row i changes its length along the projection of its own entries to S: there, class by
// class, the gradient of |w_i|^2 / 2.
static void basis(struct cpf_fixed *f, const double *W) {
  size_t size = point_size(f), d = (size_t)f->p.d, normals = 0, n = (size_t)f->p.n;
  for (size_t i = 0; i < n; i++) {
    double *x = f->T + normals * size;
    memset(f->mean, 0, (size_t)f->space.nclasses * sizeof *f->mean);
    for (size_t e = i * d; e < (i + 1) * d; e++)
      if (f->space.class_of[e] >= 0)
        f->mean[f->space.class_of[e]] += f->space.sign[e] * W[e];
    for (size_t e = 0; e < size; e++) {
      int c = f->space.class_of[e];
      x[e] = c >= 0 ? f->space.sign[e] * f->mean[c] / f->members[c] : 0;
    }
    normals += orthonormalise(size, f->T, normals, x);
  }
  f->dim = 0;
  for (int c = 0; c < f->space.nclasses && normals + f->dim < f->most; c++) {
    variable(f, c, f->T + (normals + f->dim) * size);
    f->dim += orthonormalise(size, f->T, normals + f->dim, f->T + (normals + f->dim) * size);
  }
  memmove(f->T, f->T + normals * size, f->dim * size * sizeof *f->T);
}

// The gradient (in frames, to xi), and the eigenvalues and vectors of the Hessian in the basis.
static enum cpf_status measure(struct cpf_fixed *f, const double *W, double *g,
                               struct cpf_error *err) {
  size_t N = f->N, d = (size_t)f->p.d, t = d - 1, size = point_size(f);
  struct cpf_eigen *eigen = NULL;
  basis(f, W);
  *g = cpf_gradient(&f->p, W, f->G, NULL);
  cpf_frames(&f->p, W, f->B);
  cpf_hessian(&f->p, W, f->B, f->H);
  for (size_t v = 0; v < f->dim; v++)
    for (size_t a = 0; a < N; a++) {
      size_t row = a / t;
      double x = 0;
      for (size_t c = 0; c < d; c++)
        x += f->B[a * d + c] * f->T[v * size + row * d + c];
      f->X[v * N + a] = x;
    }
  for (size_t v = 0; v < f->dim; v++)
    for (size_t a = 0; a < N; a++) {
      double x = 0;
      for (size_t b = 0; b < N; b++)
        x += f->H[a * N + b] * f->X[v * N + b];
      f->Y[v * N + a] = x;
    }
  for (size_t u = 0; u < f->dim; u++)
    for (size_t v = 0; v < f->dim; v++) {
      double x = 0;
      for (size_t a = 0; a < N; a++)
        x += (f->X[u * N + a] * f->Y[v * N + a] + f->X[v * N + a] * f->Y[u * N + a]) / 2;
      f->A[u * f->dim + v] = x;
    }
  if (f->dim == 0)
    return CPF_OK;
  enum cpf_status status = cpf_eigen_alloc(f->dim, &eigen, err);
  if (status == CPF_OK)
    status = cpf_eigen_solve(eigen, f->A, f->values, f->vectors, err);
  cpf_eigen_free(eigen);
  return status;
}

// One step of Newton's method, when the Hessian is positive.
static void step(struct cpf_fixed *f, double *W) {
  size_t size = point_size(f), N = f->N;
  memset(f->xi, 0, N * sizeof *f->xi);
  for (size_t a = 0; a < f->dim; a++) {
    double along = 0;
    for (size_t v = 0; v < f->dim; v++)
      for (size_t e = 0; e < size; e++)
        along += f->vectors[a * f->dim + v] * f->T[v * size + e] * f->G[e];
    for (size_t v = 0; v < f->dim; v++)
      for (size_t b = 0; b < N; b++)
        f->xi[b] -= along / f->values[a] * f->vectors[a * f->dim + v] * f->X[v * N + b];
  }
  cpf_retract(&f->p, f->B, f->xi, W);
  cpf_fixed_project(f, W);
}

enum cpf_status cpf_fixed_test(struct cpf_fixed *f, const double *W, double *point, bool *captured,
                               struct cpf_error *err) {
  double g = 0, K = cpf_arrival_third(&f->p), square = 0;
  double floor = ROUNDING * f->p.rho * (f->p.n + f->p.k) * DBL_EPSILON;
  *captured = false;
  memcpy(point, W, point_size(f) * sizeof *W);
  for (int i = 0; i < NEWTON; i++) {
    enum cpf_status status = measure(f, point, &g, err);
    if (status != CPF_OK)
      return status;
    if (f->dim > 0 && !(f->values[0] > SLACK * fabs(f->values[f->dim - 1])))
      return CPF_OK;
    if (g <= floor)
      break;
    step(f, point);
  }
  if (!(g <= floor))
    return CPF_OK;
  for (size_t e = 0; e < point_size(f); e++)
    square += (W[e] - point[e]) * (W[e] - point[e]);
  double distance = PI / 2 * sqrt(square); // of angles: no more than that times the chord
  if (f->dim == 0) {                       // M is a finite set: each of its points is critical
    *captured = distance <= floor;
    return CPF_OK;
  }
  double scale = fmax(f->p.rho * f->p.rho, f->values[f->dim - 1]);
  double lambda = f->values[0] - SLACK * scale, off = 2 * g / lambda;
  *captured = lambda > 0 && distance + off <= cpf_arrival_radius(&f->p, lambda - K * off);
  return CPF_OK;
}
