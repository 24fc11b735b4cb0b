// SPDX-License-Identifier: GPL-3.0-or-later
//
//  1. Levenberg-Marquardt steps from the eigenvalues of H, s = -sum_i lambda_i (q_i.g) /
//     (lambda_i^2 + |g|^2) q_i, until |g| is at rounding level. Quadratic at simple roots and along
//     Morse-Bott continua, linear at multiple roots.
//  2. Eigenvalues small beside the largest are suspicious: without the directions of the O(d-k)
//     orbit they span the kernel K. None: the root is simple.
//  3. Otherwise try the nearby points of more symmetry (snap.h): one that is critical too, with the
//     same loss to within what flatness explains, is where the start was heading.
//  4. Reduce to K (reduction.h) and move to the centre of the multiple root, again and
//     again; each move squares the error.
//  5. Keep the centre only when the gradient vanishes there too. A cluster of simple roots has its
//     centre between them and is left as step 1 had it, provided that Newton's method passes
//     Kantorovich's test there: |g| M < lambda^2 / 2, M a bound on the third derivatives. Where it
//     does not, no root is claimed, unless the point did not move at all: a structured start on a
//     root too flat to expand, which a look in high precision must confirm (ball_root.h).
#include "solver/refine.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "model/outside.h"
#include "solver/ball_root.h"
#include "solver/snap.h"
#include "status/try.h"

enum { RISES = 4 }; // steps in a row that may raise |g|
static const double ROUNDING = 0x1p-52;
static const double ROUNDING_SLACK = 4; // residuals below this many roundings are not improved

// Step 1. Along a flat direction a long step may raise |g| by the curvature of the others, which
// the next steps mend: the best point of a few rises is kept. Who has left the start by more than
// max_move has left its point: nothing is found.
static enum cpf_status newton(struct cpf_refiner *r, double *W, struct cpf_refine_result *result,
                              struct cpf_error *err) {
  const double *frames, *values, *vectors;
  size_t N = r->N, size = (size_t)r->p.n * r->p.d;
  double best = INFINITY, rounding = ROUNDING_SLACK * ROUNDING * r->p.rho;
  int rises = 0;
  for (int iteration = 0; iteration < r->opt.max_newton; iteration++) {
    double residual = cpf_refiner_gradient(r, W);
    if (residual < best) {
      best = residual;
      rises = 0;
      memcpy(r->saved, W, size * sizeof *W);
    } else if (++rises > RISES || !isfinite(residual)) {
      break;
    }
    if (residual <= rounding)
      break;
    enum cpf_status status = cpf_refiner_spectrum(r, W, &frames, &values, &vectors, err);
    if (status != CPF_OK)
      return status;
    memset(r->xi, 0, N * sizeof *r->xi);
    for (size_t a = 0; a < N; a++) {
      double along = 0;
      for (size_t c = 0; c < N; c++)
        along += vectors[a * N + c] * r->g[c];
      double x = -values[a] * along / (values[a] * values[a] + residual * residual);
      for (size_t c = 0; c < N; c++)
        r->xi[c] += x * vectors[a * N + c];
    }
    cpf_retract(&r->p, r->B, r->xi, W);
    if (cpf_outside_distance(&r->p, r->start, W) > r->opt.max_move) {
      best = INFINITY;
      break;
    }
  }
  memcpy(W, r->saved, size * sizeof *W);
  result->residual = best;
  return CPF_OK;
}

// Step 2: below this level an eigenvalue is suspicious. The second part is where Kantorovich's test
// would fail for a gradient of rounding size.
static double suspicious_level(const struct cpf_refiner *r) {
  double rounding = ROUNDING_SLACK * ROUNDING * r->p.rho;
  return fmax(r->opt.suspicious * cpf_refiner_scale(r),
              2 * sqrt(2 * rounding * cpf_third_derivative(&r->p)));
}

// One move of step 4; *length is how far it went, negative when there is nothing to reduce.
static enum cpf_status centre_once(struct cpf_refiner *r, double *W, double *length,
                                   struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_split split;
  struct cpf_reduction red = {0};
  const double *frames, *values;
  double *x = NULL;
  int orbit, undetermined, q;
  *length = -1;
  CPF_TRY(cpf_refiner_spectrum(r, W, &frames, &values, NULL, err));
  CPF_TRY(cpf_refiner_split(r, W, suspicious_level(r), &split, &orbit, err));
  if (split.m == 0 || (q = cpf_reduction_degree(&r->p, split.m, r->opt.max_cost)) == 0)
    goto cleanup;
  q = q < r->opt.max_degree ? q : r->opt.max_degree;
  if (q < r->p.rho) // too long a series for every start
    goto cleanup;
  CPF_TRY(cpf_reduce(&r->p, W, r->B, &split, q, &red, err));
  CPF_TRY_ALLOC(x, (size_t)split.m, err);
  CPF_TRY(cpf_reduction_centre(&red, r->opt.significant, r->opt.tol_vanish, x, &undetermined, err));
  if (undetermined > 0)
    goto cleanup;
  cpf_reduction_lift(&red, &split, r->N, x, r->xi);
  double square = 0;
  for (size_t a = 0; a < r->N; a++)
    square += r->xi[a] * r->xi[a];
  *length = sqrt(square);
  if (isfinite(*length) && *length <= r->opt.max_move)
    cpf_retract(&r->p, r->B, r->xi, W);
  else
    *length = INFINITY;
cleanup:
  cpf_reduction_clear(&red);
  free(x);
  return status;
}

// Steps 4 and 5. *found is true when W is now the centre of a multiple root or on a continuum.
static enum cpf_status centre(struct cpf_refiner *r, double *W, struct cpf_refine_result *result,
                              bool *found, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  size_t size = (size_t)r->p.n * r->p.d;
  double *before = NULL, moved = 0, length = 0, last = INFINITY;
  double limit = r->opt.tol_gradient * r->p.rho * (r->p.n + r->p.k);
  *found = false;
  CPF_TRY_ALLOC(before, size, err);
  memcpy(before, W, size * sizeof *before);
  for (int i = 0; i < r->opt.max_centre; i++) {
    CPF_TRY(centre_once(r, W, &length, err));
    if (length < 0 || length > r->opt.max_move)
      break;
    moved += length;
    if (length <= ROUNDING * ROUNDING_SLACK || (length < r->opt.tol_vanish && length >= last))
      break;
    last = length;
  }
  double residual = cpf_refiner_gradient(r, W);
  if (length >= 0 && length < r->opt.tol_vanish && moved <= r->opt.max_move && residual <= limit) {
    *found = true;
    result->residual = residual;
    result->error = fmax(length, ROUNDING);
  } else {
    memcpy(W, before, size * sizeof *before);
  }
cleanup:
  free(before);
  return status;
}

// Step 3. Replaces W where a snapped point qualifies.
static enum cpf_status snap(struct cpf_refiner *r, double *W, struct cpf_refine_result *result,
                            struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  size_t size = (size_t)r->p.n * (size_t)r->p.d;
  double limit = r->opt.tol_gradient * r->p.rho * (r->p.n + r->p.k), loss = cpf_loss(&r->p, W);
  double *out = NULL;
  CPF_TRY_ALLOC(out, size + (size_t)(r->p.n + 1) * (size_t)r->p.d, err);
  for (int which = 0; which < CPF_SNAPS; which++) {
    struct cpf_refine_result tried = {.kind = CPF_REFINED_NOT};
    if (!cpf_snap(&r->p, W, which, out, out + size))
      continue;
    CPF_TRY(newton(r, out, &tried, err));
    if (tried.residual <= limit && cpf_outside_distance(&r->p, W, out) <= r->opt.max_move &&
        fabs(cpf_loss(&r->p, out) - loss) <= r->opt.snap_loss) {
      memcpy(W, out, size * sizeof *W);
      result->residual = tried.residual;
      break;
    }
  }
cleanup:
  free(out);
  return status;
}

// Step 5, for a point that step 1 left alone: the error of the simple root beside W, or a negative
// number when Kantorovich's test does not find one.
static double simple_error(const struct cpf_refiner *r, const struct cpf_split *split,
                           double residual) {
  double least = INFINITY;
  if (split->m > 0)
    return -1;
  for (size_t b = 0; b < split->r; b++)
    least = fmin(least, fabs(split->lambda[b]));
  if (residual * cpf_third_derivative(&r->p) * 2 >= least * least)
    return -1;
  return fmax(residual / least, ROUNDING);
}

// True when the last spectrum has at least m eigenvalues that are zero to rounding.
static bool is_singular(const struct cpf_refiner *r, int m) {
  double level = cpf_zero_level(&r->p, r->opt.tol_zero, cpf_refiner_scale(r));
  int zeros = 0;
  for (size_t a = 0; a < r->N; a++)
    zeros += fabs(r->values[a]) <= level;
  return zeros >= m;
}

// A simple root to the last bit, by the chord method in high precision.
static enum cpf_status polish(struct cpf_refiner *r, double *W, const struct cpf_split *split,
                              struct cpf_refine_result *result, struct cpf_error *err) {
  static const struct cpf_split none = {0};
  struct cpf_ball_root root;
  enum cpf_status status = cpf_ball_root_find(&r->p, W, r->B, split, &none, &root, err);
  if (status != CPF_OK)
    return status;
  if (root.critical) {
    memcpy(W, root.W, (size_t)r->p.n * (size_t)r->p.d * sizeof *W);
    result->residual = cpf_refiner_gradient(r, W);
    result->error = ROUNDING;
  } else {
    result->kind = CPF_REFINED_NOT; // not accurate enough to be told from its neighbours
  }
  cpf_ball_root_clear(&root);
  return CPF_OK;
}

enum cpf_status cpf_refine(struct cpf_refiner *r, double *W, struct cpf_refine_result *result,
                           struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  const double *frames, *values;
  struct cpf_split split;
  int orbit;
  bool found = false;
  double limit = r->opt.tol_gradient * r->p.rho * (r->p.n + r->p.k);
  double exact = ROUNDING_SLACK * ROUNDING * r->p.rho;
  *result = (struct cpf_refine_result){.kind = CPF_REFINED_NOT};
  memcpy(r->start, W, (size_t)r->p.n * (size_t)r->p.d * sizeof *W);
  CPF_TRY(newton(r, W, result, err));
  result->moved = cpf_outside_distance(&r->p, r->start, W);
  if (!isfinite(result->residual) || result->moved > r->opt.max_move)
    goto cleanup;
  CPF_TRY(cpf_refiner_spectrum(r, W, &frames, &values, NULL, err));
  CPF_TRY(cpf_refiner_split(r, W, suspicious_level(r), &split, &orbit, err));
  if (split.m > 0) {
    // Already singular to rounding: on a continuum, where snapping would slide along, or at the
    // root.
    if (is_singular(r, split.m))
      CPF_TRY(centre(r, W, result, &found, err));
    if (!found) {
      CPF_TRY(snap(r, W, result, err));
      CPF_TRY(centre(r, W, result, &found, err));
    }
    if (!found) {
      double level = cpf_zero_level(&r->p, r->opt.tol_zero, cpf_refiner_scale(r));
      CPF_TRY(cpf_refiner_split(r, W, level, &split, &orbit, err));
    }
  }
  if (!found && split.m > 0 && result->residual <= exact) { // as structured starts are
    result->kind = CPF_REFINED_SINGULAR;
    result->error = ROUNDING;
  } else if (!found) {
    result->error = simple_error(r, &split, result->residual);
    result->kind =
        result->error >= 0 && result->residual <= limit ? CPF_REFINED_SIMPLE : CPF_REFINED_NOT;
    if (result->kind == CPF_REFINED_SIMPLE && result->error > r->opt.accurate)
      CPF_TRY(polish(r, W, &split, result, err));
  } else {
    result->kind = CPF_REFINED_SINGULAR;
  }
  result->moved = cpf_outside_distance(&r->p, r->start, W);
  if (result->moved > r->opt.max_move)
    result->kind = CPF_REFINED_NOT;
cleanup:
  return status;
}
