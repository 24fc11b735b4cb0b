// SPDX-License-Identifier: GPL-3.0-or-later
#include "solver/refiner.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "solver/orbit_tangent.h"
#include "status/try.h"

static const double ROUNDING = 0x1p-52;
static const double QUOTIENT_STEP = 1e-3; // of difference quotients of the Hessian
static const double ZERO_SLACK = 64;      // eigenvalues below this many roundings of rho^2 are zero
static const double KERNEL_SHARE = 0.3;   // least part of a kernel vector orthogonal to the orbit

struct cpf_refine_options cpf_refine_options_default(void) {
  return (struct cpf_refine_options){
      .tol_gradient = 1e-13,
      .suspicious = 1e-4,
      .accurate = 1e-13,
      .significant = 0.03,
      .tol_zero = 1e-10,
      .tol_vanish = 1e-9,
      .tol_rank = 1e-7,
      .max_move = 0.5,
      .max_newton = 60,
      .max_centre = 20,
      .max_cost = 4000,
      .max_degree = 24,
      .snap_loss = 1e-9,
  };
}

static double doubles_needed(const struct cpf_problem *p) {
  double n = p->n, d = p->d, N = n * (d - 1);
  return N * d + 3 * n * d + 5 * N + 5 * N * N;
}

size_t cpf_refiner_bytes(const struct cpf_problem *p) {
  double bytes = 8 * doubles_needed(p) +
                 16 * (double)cpf_problem_tangent_dim(p) * (double)cpf_problem_tangent_dim(p);
  return bytes < 0x1p62 ? (size_t)bytes : SIZE_MAX;
}

enum cpf_status cpf_refiner_alloc(const struct cpf_problem *p, const struct cpf_refine_options *opt,
                                  struct cpf_refiner **out, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_refiner *r = NULL;
  size_t n = (size_t)p->n, d = (size_t)p->d, N = cpf_problem_tangent_dim(p);
  *out = NULL;
  CPF_TRY_ALLOC(r, 1, err);
  r->p = *p;
  r->opt = *opt;
  r->N = N;
  if (N > 0)
    CPF_TRY(cpf_eigen_alloc(N, &r->eigen, err));
  CPF_TRY_ALLOC(r->B, (size_t)doubles_needed(p), err);
  r->G = r->B + N * d;
  r->saved = r->G + n * d;
  r->start = r->saved + n * d;
  r->g = r->start + n * d;
  r->values = r->g + N;
  r->xi = r->values + N;
  r->work = r->xi + N;
  r->lambda = r->work + N;
  r->H = r->lambda + N;
  r->vectors = r->H + N * N;
  r->T = r->vectors + N * N;
  r->K = r->T + N * N;
  r->Q = r->K + N * N;
  *out = r;
  r = NULL;
cleanup:
  cpf_refiner_free(r);
  return status;
}

void cpf_refiner_free(struct cpf_refiner *r) {
  if (r == NULL)
    return;
  cpf_eigen_free(r->eigen);
  free(r->B);
  free(r);
}

double cpf_refiner_gradient(struct cpf_refiner *r, const double *W) {
  int d = r->p.d, t = d - 1;
  double norm = cpf_gradient(&r->p, W, r->G, NULL);
  cpf_frames(&r->p, W, r->B);
  for (size_t i = 0; i < (size_t)r->p.n; i++)
    for (int a = 0; a < t; a++) {
      double x = 0;
      for (int c = 0; c < d; c++)
        x += r->B[(i * t + a) * d + c] * r->G[i * d + c];
      r->g[i * t + a] = x;
    }
  return norm;
}

enum cpf_status cpf_refiner_spectrum(struct cpf_refiner *r, const double *W, const double **frames,
                                     const double **values, const double **vectors,
                                     struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  cpf_refiner_gradient(r, W);
  if (r->N > 0) {
    cpf_hessian(&r->p, W, r->B, r->H);
    status = cpf_eigen_solve(r->eigen, r->H, r->values, r->vectors, err);
  }
  *frames = r->B;
  *values = r->values;
  if (vectors != NULL)
    *vectors = r->vectors;
  return status;
}

double cpf_refiner_scale(const struct cpf_refiner *r) {
  return r->N == 0 ? 0 : fmax(fabs(r->values[0]), fabs(r->values[r->N - 1]));
}

enum cpf_status cpf_refiner_split(struct cpf_refiner *r, const double *W, double level,
                                  struct cpf_split *split, int *orbit, struct cpf_error *err) {
  const double *frames, *values, *vectors;
  enum cpf_status status = cpf_refiner_spectrum(r, W, &frames, &values, &vectors, err);
  size_t N = r->N;
  *split = (struct cpf_split){.K = r->K, .Q = r->Q, .lambda = r->lambda};
  *orbit = 0;
  if (status != CPF_OK || N == 0)
    return status;
  *orbit = cpf_orbit_tangent(&r->p, W, r->B, r->opt.tol_rank, r->T, r->work);
  int rows = *orbit; // T: the orbit's directions, then the kernel's
  for (size_t a = 0; a < N; a++) {
    if (fabs(values[a]) > level) {
      r->lambda[split->r] = values[a];
      memcpy(r->Q + split->r * N, vectors + a * N, N * sizeof *r->Q);
      split->r++;
    } else if ((size_t)rows < N) {
      memcpy(r->work, vectors + a * N, N * sizeof *r->work);
      rows = cpf_append_orthonormal(N, r->T, rows, r->work, KERNEL_SHARE);
    }
  }
  split->m = rows - *orbit;
  memcpy(r->K, r->T + (size_t)*orbit * N, (size_t)split->m * N * sizeof *r->K);
  return CPF_OK;
}

double cpf_third_derivative(const struct cpf_problem *p) {
  return (double)p->rho * p->rho * p->rho * (1 + p->repulsion);
}

double cpf_zero_level(const struct cpf_problem *p, double tol_zero, double largest) {
  return fmax(tol_zero * largest, ZERO_SLACK * ROUNDING * p->rho * p->rho);
}

enum cpf_status cpf_refiner_third(struct cpf_refiner *r, const double *W, double *third,
                                  struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  size_t N = r->N, size = (size_t)r->p.n * (size_t)r->p.d;
  double *H = NULL, *B = NULL, *out = NULL;
  *third = 0;
  CPF_TRY_ALLOC(H, N * N, err);
  CPF_TRY_ALLOC(B, N * (size_t)r->p.d, err);
  CPF_TRY_ALLOC(out, size, err);
  cpf_frames(&r->p, W, B);
  cpf_hessian(&r->p, W, B, H);
  for (size_t a = 0; a < N; a++) {
    double square = 0;
    memcpy(out, W, size * sizeof *W);
    memset(r->xi, 0, N * sizeof *r->xi);
    r->xi[a] = QUOTIENT_STEP;
    cpf_retract(&r->p, B, r->xi, out);
    cpf_frames(&r->p, out, r->B);
    cpf_hessian(&r->p, out, r->B, r->H);
    for (size_t e = 0; e < N * N; e++)
      square += (r->H[e] - H[e]) * (r->H[e] - H[e]);
    *third = fmax(*third, sqrt(square) / QUOTIENT_STEP);
  }
cleanup:
  free(H);
  free(B);
  free(out);
  return status;
}
