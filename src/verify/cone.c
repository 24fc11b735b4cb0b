// SPDX-License-Identifier: GPL-3.0-or-later
// The fastest way out of the split cones, n = 2, k = d = 3.
//
// 1. On the border of the cones of v_1 and v_2, w_1 = (cos f, cos f, sqrt(2) sin f)/sqrt(2) up to
//    symmetry, and w_2 in the cone of v_2 is along (x, -1, y), |x|, |y| < 1: a search for the least
//    D' over f, x and y.
// 2. From a start that is turned back from there by BEFORE, follow the flow; D is watched.
#include "verify/cone.h"

#include <math.h>
#include <string.h>

#include "cpfind/model.h"
#include "status/try.h"
#include "verify/adverse.h"

enum { SIZE = 6, PARAMETERS = 3, STARTS = 24 };

// How far inside the cone the trajectory starts, as an angle.
static const double BEFORE = 1e-3;
// How far inside its cone w_2, and w_1 from that of v_3, stay: a share of the range.
static const double INSIDE = 0.99;
static const double COPY = 1e-6; // 1 - |w_i.v_i| at the end, where |grad L| < 1e-6

static void configure(const double *x, double turn, double *W) {
  double quarter = acos(-1) / 4, across = cos(x[0]), norm = sqrt(1 + x[1] * x[1] + x[2] * x[2]);
  W[0] = across * cos(quarter - turn), W[1] = across * sin(quarter - turn), W[2] = sin(x[0]);
  W[3] = x[1] / norm, W[4] = -1 / norm, W[5] = x[2] / norm;
}

static double drift(const double *x, void *ctx) {
  const struct cpf_problem *p = ctx;
  double W[SIZE], G[SIZE];
  configure(x, 0, W);
  cpf_gradient(p, W, G, NULL);
  return G[1] - G[0];
}

// The least D at the ends of the steps.
static double least_on(const struct cpf_flow_path *path) {
  size_t count = 0;
  const double *times = cpf_flow_path_steps(path, &count);
  double W[SIZE], least = INFINITY;
  for (size_t i = 0; i < count; i++) {
    cpf_flow_path_at(path, times[i], W);
    least = fmin(least, fabs(W[0]) - fabs(W[1]));
  }
  return least;
}

enum cpf_status cpf_cone_worst(const struct cpf_trial *t, int rho, double r,
                               struct cpf_cone_path *path, uint64_t *tried, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_problem p = {2, 3, 3, rho, r};
  struct cpf_flow_path *followed = NULL;
  double steep = INSIDE * atan(sqrt(0.5)), x[PARAMETERS] = {0}, *W = path->last;
  const double low[PARAMETERS] = {-steep, -INSIDE, -INSIDE},
               high[PARAMETERS] = {steep, INSIDE, INSIDE};
  struct cpf_adverse a = {drift, &p, PARAMETERS, low, high, STARTS};
  CPF_TRY(cpf_adverse_search(&a, &path->drift, x, tried, err));
  configure(x, BEFORE, W);
  memcpy(path->start, W, sizeof path->start);
  path->before = W[0] - W[1];
  CPF_TRY(cpf_follow_path(t, &p, W, &followed, &path->end, err));
  path->least = least_on(followed);
  path->returns = fabs(W[0]) > 1 - COPY && fabs(W[4]) > 1 - COPY;
  ++*tried;
cleanup:
  cpf_flow_path_free(followed);
  return status;
}
