// SPDX-License-Identifier: GPL-3.0-or-later
//
// Riemannian Newton, globalised to reach critical points of every index.
//
// A descent on L finds minima only. The merit function here is |grad L|^2 / 2, whose zeros are all
// critical points, and the step is Levenberg-Marquardt's in tangent coordinates:
//
//  1. g, H at the current points of all lanes, in tangent frames.
//  2. Where |g| did not fall, the lane returns to its last accepted point and its damping grows;
//     where it fell well, the damping shrinks.
//  3. Solve (H H + nu I) s = -H g by Cholesky's method, nu = damping * |g|^2. With this nu the
//     step tends to Newton's and convergence is quadratic wherever |g| bounds the distance to the
//     solution set: at nondegenerate points and also along continua of Morse-Bott type (Yamashita
//     and Fukushima, Computing Suppl. 15 (2001); Fan and Yuan, Computing 74 (2005)).
//  4. Shorten s to the longest allowed step and retract.
//
// All lanes run the same instructions; a lane's path depends on its start alone. At a multiple root
// convergence is linear: reduction.c takes over from there.
#include "solver/newton_kernel.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "status/try.h"

static void newton_free(void *state) {
  struct cpf_newton *m = state;
  if (m == NULL)
    return;
  cpf_batch_free(&m->trial);
  free(m->W);
  free(m);
}

static enum cpf_status newton_alloc(const struct cpf_problem *p,
                                    const struct cpf_solver_options *opt, void **state,
                                    struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  size_t N = cpf_problem_tangent_dim(p), n = (size_t)p->n, d = (size_t)p->d;
  size_t count = n * d + 3 * N + n + 2 * N * N + CPF_TILE * N;
  struct cpf_newton *m = aligned_alloc(sizeof(cpf_lanes), sizeof *m);
  *state = NULL;
  if (m == NULL)
    return cpf_fail(err, CPF_ENOMEM, "out of memory: the state of the Newton method");
  memset(m, 0, sizeof *m);
  m->opt = *opt;
  m->iterate = cpf_newton_iterate(p, false);
  CPF_TRY(cpf_batch_alloc(p, &m->trial, err));
  m->W = aligned_alloc(sizeof(cpf_lanes), count * sizeof(cpf_lanes));
  if (m->W == NULL) {
    status = cpf_fail(err, CPF_ENOMEM, "out of memory: a Newton system of %zu unknowns", N);
    goto cleanup;
  }
  memset(m->W, 0, count * sizeof(cpf_lanes));
  m->x = m->W + n * d;
  m->g = m->x + N;
  m->step = m->g + N;
  m->s = m->step + N;
  m->H = m->s + n;
  m->A = m->H + N * N;
  m->row = m->A + N * N;
  *state = m;
  m = NULL;
cleanup:
  newton_free(m);
  return status;
}

static void newton_set(void *state, int lane, const double *W) {
  struct cpf_newton *m = state;
  cpf_batch_set(&m->trial, lane, W);
  m->square[lane] = INFINITY; // the first trial is accepted
  m->damping[lane] = m->opt.damping;
}

static void newton_get(const void *state, int lane, double *W) {
  const struct cpf_newton *m = state;
  size_t size = (size_t)m->trial.p.n * (size_t)m->trial.p.d;
  for (size_t c = 0; c < size; c++)
    W[c] = m->W[c][lane];
}

static double newton_residual(const void *state, int lane) {
  const struct cpf_newton *m = state;
  return m->residual[lane];
}

// The trial points of the last call are judged, then new ones made: a start needs one call before
// its residual is known.
static void newton_step(void *state) {
  struct cpf_newton *m = state;
  m->iterate(m);
}

const struct cpf_method cpf_method_newton = {
    .name = "newton",
    .summary = "Riemannian Newton on |grad|^2, batched; reaches saddles of every index",
    .lanes = CPF_LANES,
    .alloc = newton_alloc,
    .set = newton_set,
    .iterate = newton_step,
    .residual = newton_residual,
    .get = newton_get,
    .branch_points = NULL,
    .free = newton_free,
};
