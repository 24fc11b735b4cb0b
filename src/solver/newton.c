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
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model/batch.h"
#include "solver/method.h"
#include "status/try.h"

enum { DAMPING_GROW = 6, DAMPING_SHRINK = 4 };
static const double PIVOT_LEVEL = 0x1p-50, PIVOT_TINY = 0x1p-1000; // least pivot of L D L^T
static const double GOOD_DECREASE = 0.5; // of |g|^2, for the damping to shrink

struct newton {
  struct cpf_solver_options opt;
  struct cpf_batch at;       // accepted points
  struct cpf_batch trial;    // trial points
  cpf_lanes *A;              // N*N: H H + nu I and its Cholesky factor
  cpf_lanes *s;              // N: right side, then the step
  cpf_lanes square, damping; // |g|^2 at the accepted points
  size_t blend;              // vectors of a batch that belong to a point: W, B, g, H
};

static void newton_free(void *state) {
  struct newton *m = state;
  if (m == NULL)
    return;
  cpf_batch_free(&m->at);
  cpf_batch_free(&m->trial);
  free(m->A);
  free(m);
}

static enum cpf_status newton_alloc(const struct cpf_problem *p,
                                    const struct cpf_solver_options *opt, void **state,
                                    struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  size_t N = cpf_problem_tangent_dim(p), n = (size_t)p->n, d = (size_t)p->d;
  struct newton *m =
      aligned_alloc(sizeof(cpf_lanes), (sizeof *m / sizeof(cpf_lanes) + 1) * sizeof(cpf_lanes));
  *state = NULL;
  if (m == NULL)
    return cpf_fail(err, CPF_ENOMEM, "out of memory: the state of the Newton method");
  memset(m, 0, sizeof *m);
  m->opt = *opt;
  m->blend = n * d + N * d + N + N * N;
  CPF_TRY(cpf_batch_alloc(p, &m->at, err));
  CPF_TRY(cpf_batch_alloc(p, &m->trial, err));
  m->A = aligned_alloc(sizeof(cpf_lanes), (N * N + N + 1) * sizeof(cpf_lanes));
  if (m->A == NULL) {
    status = cpf_fail(err, CPF_ENOMEM, "out of memory: a Newton system of %zu unknowns", N);
    goto cleanup;
  }
  m->s = m->A + N * N;
  *state = m;
  m = NULL;
cleanup:
  newton_free(m);
  return status;
}

static void newton_set(void *state, int lane, const double *W) {
  struct newton *m = state;
  cpf_batch_set(&m->trial, lane, W);
  m->square[lane] = INFINITY; // the first trial is accepted
  m->damping[lane] = m->opt.damping;
}

static void newton_get(const void *state, int lane, double *W) {
  const struct newton *m = state;
  cpf_batch_get(&m->at, lane, W);
}

static double newton_residual(const void *state, int lane) {
  const struct newton *m = state;
  return sqrt(m->square[lane]);
}

// Step 2.
CPF_CLONES static void accept_or_return(struct newton *m) {
  size_t N = cpf_problem_tangent_dim(&m->at.p);
  cpf_lanes square = {0}, take;
  for (size_t a = 0; a < N; a++)
    square += m->trial.g[a] * m->trial.g[a];
  for (int l = 0; l < CPF_LANES; l++) {
    bool good = square[l] < GOOD_DECREASE * m->square[l];
    bool less = square[l] < m->square[l];
    double shrunk = m->damping[l] / DAMPING_SHRINK;
    shrunk = shrunk < m->opt.damping_min ? m->opt.damping_min : shrunk;
    m->damping[l] = good ? shrunk : less ? m->damping[l] : m->damping[l] * DAMPING_GROW;
    m->square[l] = less ? square[l] : m->square[l];
    take[l] = less ? 1 : 0;
  }
  cpf_lanes *to = m->at.W;
  const cpf_lanes *from = m->trial.W;
  for (size_t e = 0; e < m->blend; e++)
    for (int l = 0; l < CPF_LANES; l++)
      to[e][l] = take[l] != 0 ? from[e][l] : to[e][l];
}

// Step 3, the system: the lower triangle of A = H H + nu I, and s = -H g.
CPF_CLONES static void assemble(struct newton *m) {
  size_t N = cpf_problem_tangent_dim(&m->at.p);
  const cpf_lanes *H = m->at.H;
  cpf_lanes nu = m->damping * m->square;
  for (size_t a = 0; a < N; a++) {
    cpf_lanes sum = {0};
    for (size_t c = 0; c < N; c++)
      sum -= H[a * N + c] * m->at.g[c];
    m->s[a] = sum;
    for (size_t b = 0; b <= a; b++) {
      cpf_lanes x = {0};
      for (size_t c = 0; c < N; c++)
        x += H[a * N + c] * H[b * N + c];
      m->A[a * N + b] = x;
    }
    m->A[a * N + a] += nu;
  }
}

// Step 3, the solution: A = L D L^T in place (L below the diagonal, 1/D on it, the products L D
// above), then s <- A^{-1} s. A pivot that rounding has made tiny or negative is raised to the
// rounding level of its diagonal entry.
CPF_CLONES static void solve(struct newton *m) {
  size_t N = cpf_problem_tangent_dim(&m->at.p);
  cpf_lanes *A = m->A, *s = m->s;
  for (size_t a = 0; a < N; a++) {
    cpf_lanes pivot = A[a * N + a], least = pivot * PIVOT_LEVEL + PIVOT_TINY, y = s[a];
    for (size_t b = 0; b < a; b++) {
      cpf_lanes x = A[a * N + b];
      for (size_t c = 0; c < b; c++)
        x -= A[c * N + a] * A[b * N + c];
      A[b * N + a] = x;
      A[a * N + b] = x * A[b * N + b];
      pivot -= x * A[a * N + b];
      y -= A[a * N + b] * s[b];
    }
    for (int l = 0; l < CPF_LANES; l++)
      pivot[l] = 1 / (pivot[l] > least[l] ? pivot[l] : least[l]);
    A[a * N + a] = pivot;
    s[a] = y;
  }
  for (size_t a = N; a-- > 0;) {
    cpf_lanes y = s[a] * A[a * N + a];
    for (size_t b = a + 1; b < N; b++)
      y -= A[b * N + a] * s[b];
    s[a] = y;
  }
}

// Step 4: shortens s and makes the trial points.
CPF_CLONES static void step(struct newton *m) {
  size_t N = cpf_problem_tangent_dim(&m->at.p), size = (size_t)m->at.p.n * m->at.p.d;
  cpf_lanes square = {0}, scale;
  for (size_t a = 0; a < N; a++)
    square += m->s[a] * m->s[a];
  double longest = m->opt.max_step;
  for (int l = 0; l < CPF_LANES; l++) {
    double length = sqrt(square[l]);
    // A step that is not finite (an overflow at high degree) becomes none: the lane then stalls.
    scale[l] = length <= longest ? 1 : length < INFINITY ? longest / length : 0;
  }
  for (size_t a = 0; a < N; a++)
    for (int l = 0; l < CPF_LANES; l++)
      m->s[a][l] = scale[l] > 0 ? m->s[a][l] * scale[l] : 0;
  memcpy(m->trial.W, m->at.W, size * sizeof(cpf_lanes));
  memcpy(m->trial.B, m->at.B, N * (size_t)m->at.p.d * sizeof(cpf_lanes));
  cpf_batch_retract(&m->trial, m->s);
}

// The trial points of the last call are judged, then new ones made: a start needs one call before
// its residual is known.
static void newton_iterate(void *state) {
  struct newton *m = state;
  cpf_batch_evaluate(&m->trial);
  accept_or_return(m);
  assemble(m);
  solve(m);
  step(m);
}

const struct cpf_method cpf_method_newton = {
    .name = "newton",
    .summary = "Riemannian Newton on |grad|^2, batched; reaches saddles of every index",
    .lanes = CPF_LANES,
    .alloc = newton_alloc,
    .set = newton_set,
    .iterate = newton_iterate,
    .residual = newton_residual,
    .get = newton_get,
    .branch_points = NULL,
    .free = newton_free,
};
