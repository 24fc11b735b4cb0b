// SPDX-License-Identifier: GPL-3.0-or-later
//
// A real homotopy in the repulsion: the curve of critical points (W, r) of
// L_r = r * (repulsion among students) - (attraction to teachers), followed from r = 0, where the
// students are uncoupled, to the problem's own r.
//
//  1. Correct the start at r = 0.
//  2. The tangent (xi, rho) of the curve solves [H, dF/dr] t = 0; the row of the last tangent
//     completes the matrix, so that it stays regular at folds (pseudo-arclength, Keller 1977).
//  3. Predict along t by h, correct by Newton's method in the hyperplane orthogonal to t; halve h
//     where that fails, and let it grow where two corrections suffice.
//  4. The determinant of [H, dF/dr; t] changes its sign at a simple branch point, and not at a fold
//     (Allgower and Georg, Introduction to Numerical Continuation Methods, chapter 8). Branch
//     points are counted; the path goes straight on.
//  5. When r passes its target, finish with Newton's method at the target. A path that comes back
//  to
//     r = 0 joins two uncoupled points and ends without a point at the target.
//
// The directions of the O(d-k) orbit would make H singular along the whole path: their projector is
// added to H, which keeps the path on a slice.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_errno.h>
#include <gsl/gsl_linalg.h>

#include "cpfind/model.h"
#include "solver/method.h"
#include "solver/orbit_tangent.h"
#include "status/try.h"

enum { CORRECTIONS = 8, FEW = 3, FINISH = 20 };
static const double ON_CURVE = 1e-9;  // |grad| of a corrected point, over rho
static const double NEAR_CURVE = 0.3; // a correction longer than this share of h is too long
static const double ORBIT_TOL = 1e-7; // rank decision for the orbit's directions

struct homotopy {
  struct cpf_problem p; // repulsion: the current r
  double target;
  struct cpf_solver_options opt;
  size_t N;
  double *W, *trial, *saved;     // n*d
  double *G, *G1;                // n*d
  double *B, *H, *T, *work;      // frames, Hessian, orbit, scratch
  double *tangent, *old_tangent; // n*d + 1, ambient: comparable between points
  double *rhs, *step;            // N + 1
  gsl_matrix *M;
  gsl_permutation *permutation;
  double h, residual;
  int sign, steps;
  uint64_t branch_points;
};

static void homotopy_free(void *state) {
  struct homotopy *m = state;
  if (m == NULL)
    return;
  if (m->M != NULL)
    gsl_matrix_free(m->M);
  if (m->permutation != NULL)
    gsl_permutation_free(m->permutation);
  free(m->W);
  free(m);
}

static enum cpf_status homotopy_alloc(const struct cpf_problem *p,
                                      const struct cpf_solver_options *opt, void **state,
                                      struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct homotopy *m = NULL;
  size_t nd = (size_t)p->n * (size_t)p->d, N = cpf_problem_tangent_dim(p);
  *state = NULL;
  gsl_set_error_handler_off();
  CPF_TRY_ALLOC(m, 1, err);
  m->p = *p;
  m->target = p->repulsion;
  m->opt = *opt;
  m->N = N;
  CPF_TRY_ALLOC(m->W, 7 * nd + 2 + N * (size_t)p->d + 2 * N * N + N + 2 * (N + 1), err);
  m->trial = m->W + nd;
  m->saved = m->trial + nd;
  m->G = m->saved + nd;
  m->G1 = m->G + nd;
  m->tangent = m->G1 + nd;
  m->old_tangent = m->tangent + nd + 1;
  m->B = m->old_tangent + nd + 1;
  m->H = m->B + N * (size_t)p->d;
  m->T = m->H + N * N;
  m->work = m->T + N * N;
  m->rhs = m->work + N;
  m->step = m->rhs + N + 1;
  m->M = gsl_matrix_alloc(N + 1, N + 1);
  m->permutation = gsl_permutation_alloc(N + 1);
  if (m->M == NULL || m->permutation == NULL) {
    status = cpf_fail(err, CPF_ENOMEM, "out of memory: a path in %zu unknowns", N + 1);
    goto cleanup;
  }
  *state = m;
  m = NULL;
cleanup:
  homotopy_free(m);
  return status;
}

// x in the frames.
static double in_frame(const struct homotopy *m, size_t row, const double *ambient) {
  size_t d = (size_t)m->p.d, i = row / (d - 1);
  double x = 0;
  for (size_t c = 0; c < d; c++)
    x += m->B[row * d + c] * ambient[i * d + c];
  return x;
}

// The matrix [H + orbit, dF/dr; tangent] at W and the gradient in rhs; returns |grad|.
static double assemble(struct homotopy *m, const double *W) {
  size_t N = m->N, nd = (size_t)m->p.n * (size_t)m->p.d;
  struct cpf_problem one = m->p, none = m->p;
  one.repulsion = 1;
  none.repulsion = 0;
  cpf_gradient(&one, W, m->G1, NULL); // dF/dr = F at r = 1 minus F at r = 0
  cpf_gradient(&none, W, m->G, NULL);
  for (size_t c = 0; c < nd; c++)
    m->G1[c] -= m->G[c];
  double norm = cpf_gradient(&m->p, W, m->G, NULL);
  cpf_frames(&m->p, W, m->B);
  cpf_hessian(&m->p, W, m->B, m->H);
  int orbit = cpf_orbit_tangent(&m->p, W, m->B, ORBIT_TOL, m->T, m->work);
  for (size_t a = 0; a < N; a++) {
    for (size_t b = 0; b < N; b++) {
      double x = m->H[a * N + b];
      for (int o = 0; o < orbit; o++)
        x += m->T[(size_t)o * N + a] * m->T[(size_t)o * N + b];
      gsl_matrix_set(m->M, a, b, x);
    }
    gsl_matrix_set(m->M, a, N, in_frame(m, a, m->G1));
    gsl_matrix_set(m->M, N, a, in_frame(m, a, m->tangent));
    m->rhs[a] = in_frame(m, a, m->G);
  }
  gsl_matrix_set(m->M, N, N, m->tangent[nd]);
  m->rhs[N] = 0;
  return norm;
}

// step = M^{-1} rhs; the sign of det M in *sign. False when M is singular to working precision.
static bool solve(struct homotopy *m, int *sign) {
  size_t order = m->N + 1;
  int s;
  gsl_vector_view b = gsl_vector_view_array(m->rhs, order);
  gsl_vector_view x = gsl_vector_view_array(m->step, order);
  if (gsl_linalg_LU_decomp(m->M, m->permutation, &s) != GSL_SUCCESS)
    return false;
  for (size_t a = 0; a < order; a++) {
    double pivot = gsl_matrix_get(m->M, a, a);
    if (pivot == 0 || !isfinite(pivot))
      return false;
    if (pivot < 0)
      s = -s;
  }
  *sign = s;
  return gsl_linalg_LU_solve(m->M, m->permutation, &b.vector, &x.vector) == GSL_SUCCESS;
}

static double step_length(const struct homotopy *m, size_t count) {
  double square = 0;
  for (size_t a = 0; a < count; a++)
    square += m->step[a] * m->step[a];
  return sqrt(square);
}

// Newton's method on the curve, in the hyperplane orthogonal to the tangent, or at fixed r when the
// tangent is (0, 1), until |grad| <= tol * rho. Returns the number of corrections, or -1.
static int correct(struct homotopy *m, double *W, double longest, double tol, int most) {
  int sign;
  for (int i = 0; i < most; i++) {
    double norm = assemble(m, W);
    if (norm <= tol * m->p.rho)
      return i;
    if (!isfinite(norm) || !solve(m, &sign))
      return -1;
    for (size_t a = 0; a <= m->N; a++)
      m->step[a] = -m->step[a];
    if (!(step_length(m, m->N + 1) <= longest))
      return -1;
    cpf_retract(&m->p, m->B, m->step, W);
    m->p.repulsion += m->step[m->N];
  }
  return -1;
}

// The new unit tangent at W, oriented along the old one, in ambient coordinates.
static bool turn(struct homotopy *m, const double *W, int *sign) {
  size_t N = m->N, d = (size_t)m->p.d, nd = (size_t)m->p.n * d;
  assemble(m, W);
  memset(m->rhs, 0, N * sizeof *m->rhs);
  m->rhs[N] = 1;
  if (!solve(m, sign))
    return false;
  double length = step_length(m, N + 1);
  memset(m->tangent, 0, nd * sizeof *m->tangent);
  for (size_t a = 0; a < N; a++)
    for (size_t c = 0; c < d; c++)
      m->tangent[a / (d - 1) * d + c] += m->step[a] / length * m->B[a * d + c];
  m->tangent[nd] = m->step[N] / length;
  return isfinite(length);
}

static void set_vertical(struct homotopy *m) {
  size_t nd = (size_t)m->p.n * (size_t)m->p.d;
  memset(m->tangent, 0, nd * sizeof *m->tangent);
  m->tangent[nd] = 1;
}

// Step 1.
static void homotopy_set(void *state, int lane, const double *W) {
  struct homotopy *m = state;
  (void)lane;
  memcpy(m->W, W, (size_t)m->p.n * (size_t)m->p.d * sizeof *W);
  m->p.repulsion = 0;
  m->h = m->opt.arc_step;
  m->steps = 0;
  m->residual = INFINITY;
  if (m->N == 0) {
    m->residual = 0;
    return;
  }
  set_vertical(m);
  if (correct(m, m->W, 1, ON_CURVE, FINISH) < 0 || !turn(m, m->W, &m->sign))
    m->residual = NAN;
}

// Step 5.
// False, and nothing changed, when the target lies too far from the last point, as beside a fold.
static bool finish(struct homotopy *m) {
  size_t nd = (size_t)m->p.n * (size_t)m->p.d;
  double r = m->p.repulsion;
  memcpy(m->trial, m->W, nd * sizeof *m->trial);
  memcpy(m->old_tangent, m->tangent, (nd + 1) * sizeof *m->tangent);
  m->p.repulsion = m->target;
  set_vertical(m);
  if (correct(m, m->trial, m->opt.arc_step_max, m->opt.tol_gradient, FINISH) >= 0) {
    memcpy(m->W, m->trial, nd * sizeof *m->W);
    m->residual = cpf_gradient(&m->p, m->W, m->G, NULL);
    return true;
  }
  m->p.repulsion = r;
  memcpy(m->tangent, m->old_tangent, (nd + 1) * sizeof *m->tangent);
  return false;
}

// Gives up the step that led to W from saved, and with it the path when h gets too short.
static void shorten(struct homotopy *m, double r) {
  m->p.repulsion = r;
  m->h /= 2;
  if (m->h < m->opt.arc_step_min)
    m->residual = NAN;
}

// Steps 2 to 4.
static void homotopy_iterate(void *state) {
  struct homotopy *m = state;
  size_t N = m->N, d = (size_t)m->p.d, nd = (size_t)m->p.n * d;
  if (!isinf(m->residual))
    return;
  double r = m->p.repulsion;
  memcpy(m->trial, m->W, nd * sizeof *m->trial);
  cpf_frames(&m->p, m->trial, m->B);
  for (size_t a = 0; a < N; a++)
    m->step[a] = m->h * in_frame(m, a, m->tangent);
  cpf_retract(&m->p, m->B, m->step, m->trial);
  m->p.repulsion = r + m->h * m->tangent[nd];
  int corrections = correct(m, m->trial, NEAR_CURVE * m->h, ON_CURVE, CORRECTIONS);
  if (corrections < 0) {
    shorten(m, r);
    return;
  }
  memcpy(m->saved, m->W, nd * sizeof *m->saved);
  memcpy(m->W, m->trial, nd * sizeof *m->W);
  if ((r - m->target) * (m->p.repulsion - m->target) <= 0) {
    if (!finish(m)) {
      memcpy(m->W, m->saved, nd * sizeof *m->W);
      shorten(m, r);
    }
    return;
  }
  int sign = m->sign;
  if (!turn(m, m->W, &sign) || ++m->steps > m->opt.arc_steps || m->p.repulsion <= 0) {
    m->residual = NAN;
    return;
  }
  m->branch_points += sign != m->sign;
  m->sign = sign;
  if (corrections <= FEW && 2 * m->h <= m->opt.arc_step_max)
    m->h *= 2;
}

static double homotopy_residual(const void *state, int lane) {
  (void)lane;
  return ((const struct homotopy *)state)->residual;
}

static void homotopy_get(const void *state, int lane, double *W) {
  const struct homotopy *m = state;
  (void)lane;
  memcpy(W, m->W, (size_t)m->p.n * (size_t)m->p.d * sizeof *W);
}

static uint64_t homotopy_branch_points(const void *state) {
  return ((const struct homotopy *)state)->branch_points;
}

const struct cpf_method cpf_method_homotopy = {
    .name = "homotopy",
    .summary = "real homotopy in the repulsion from r = 0; alone, it misses what no path reaches",
    .lanes = 1,
    .alloc = homotopy_alloc,
    .set = homotopy_set,
    .iterate = homotopy_iterate,
    .residual = homotopy_residual,
    .get = homotopy_get,
    .branch_points = homotopy_branch_points,
    .free = homotopy_free,
};
