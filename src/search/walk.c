// SPDX-License-Identifier: GPL-3.0-or-later
#include "search/walk.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cpfind/model.h"
#include "model/outside.h"
#include "solver/random.h"
#include "status/try.h"

enum { DIRECTIONS = 32, STREAM = 3 };
static const double STEP = 0.2;           // long enough to leave, short enough to stay near
static const double NEAR = 0.5, AWAY = 2; // the end must be so many steps from W

// A random direction in the span of the m rows of K, of length STEP.
static void draw(const double *K, int m, size_t N, uint64_t number, double *xi) {
  struct cpf_random r = cpf_random_make((uint64_t)m, STREAM, number);
  double square = 0;
  memset(xi, 0, N * sizeof *xi);
  for (int j = 0; j < m; j++) {
    double x = cpf_random_normal(&r);
    square += x * x;
    for (size_t a = 0; a < N; a++)
      xi[a] += x * K[(size_t)j * N + a];
  }
  for (size_t a = 0; a < N; a++)
    xi[a] *= STEP / sqrt(square);
}

enum cpf_status cpf_walk_off(const struct cpf_problem *p, struct cpf_refiner *refiner,
                             const double *W, double level, double tol, double *out, bool *found,
                             struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  size_t N = cpf_problem_tangent_dim(p), size = (size_t)p->n * (size_t)p->d;
  double *K = NULL, *B = NULL, *xi = NULL, loss = cpf_loss(p, W);
  struct cpf_split split;
  int orbit;
  *found = false;
  CPF_TRY(cpf_refiner_split(refiner, W, level, &split, &orbit, err));
  CPF_TRY_ALLOC(K, (size_t)split.m * N, err);
  CPF_TRY_ALLOC(B, N * (size_t)p->d, err);
  CPF_TRY_ALLOC(xi, N, err);
  memcpy(K, split.K, (size_t)split.m * N * sizeof *K);
  cpf_frames(p, W, B);
  for (uint64_t number = 0; split.m > 0 && number < DIRECTIONS && !*found; number++) {
    struct cpf_refine_result result;
    memcpy(out, W, size * sizeof *W);
    draw(K, split.m, N, number, xi);
    cpf_retract(p, B, xi, out);
    CPF_TRY(cpf_refine(refiner, out, &result, err));
    double distance = cpf_outside_distance(p, W, out);
    *found = result.kind == CPF_REFINED_SINGULAR && distance >= NEAR * STEP &&
             distance <= AWAY * STEP && fabs(cpf_loss(p, out) - loss) <= tol;
  }
cleanup:
  free(K);
  free(B);
  free(xi);
  return status;
}
