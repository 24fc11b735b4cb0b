// SPDX-License-Identifier: GPL-3.0-or-later
//
// Starts by counter-based random numbers: start number j draws the same numbers whatever was drawn
// before.
//
// The split cone. Student i must be nearer to teacher i than to any other: its overlap x_i with
// teacher i (|x_i| for even rho) is the largest. These are n conditions on one student each, and
// the students of a uniform start are independent, so they may be met one by one. The coordinates
// of a uniform unit vector are exchangeable: given the vector up to the order of its first k
// coordinates, each of these is the place of the largest with the same probability. To swap the
// largest with coordinate i takes the uniform law, given that the largest stands at any place, to
// the uniform law given that it stands at i, which is what is asked for. No start is rejected.
#include "flow/start.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cpfind/model.h"
#include "flow/points.h"
#include "solver/random.h"
#include "solver/seeds.h"
#include "status/try.h"

enum { STREAM_SPREAD = 0x464c4f57 }; // apart from the streams of the searches
static const double PI = 3.14159265358979323846;

enum cpf_status cpf_flow_start_check(const struct cpf_problem *p,
                                     const struct cpf_flow_start *start, struct cpf_error *err) {
  if ((unsigned)start->init > CPF_FLOW_GIVEN)
    return cpf_fail(err, CPF_EINVAL, "init is %d; allowed are the values of cpf_flow_init",
                    (int)start->init);
  if (start->init == CPF_FLOW_SPLIT_CONE && p->n > p->k)
    return cpf_fail(err, CPF_EINVAL,
                    "n is %d; the split cone needs a teacher for each student: allowed are the "
                    "integers 1 to k = %d",
                    p->n, p->k);
  if (start->init != CPF_FLOW_GIVEN)
    return CPF_OK;
  double most = PI * sqrt(p->n);
  if (start->points == NULL || start->npoints < 1)
    return cpf_fail(err, CPF_EINVAL, "npoints is %zu%s; allowed are integers >= 1", start->npoints,
                    start->points == NULL ? ", and points is missing" : "");
  if (!(start->spread >= 0) || !(start->spread <= most))
    return cpf_fail(err, CPF_EINVAL, "spread is %g; allowed are numbers from 0 to pi sqrt n = %g",
                    start->spread, most);
  if (start->spread > 0 && p->d == 1)
    return cpf_fail(err, CPF_EINVAL, "spread is %g; allowed is 0 where d = 1", start->spread);
  return cpf_flow_points_check(p, "point", start->points, start->npoints, err);
}

static void split_cone(const struct cpf_problem *p, double *W) {
  bool signs = cpf_problem_has_signs(p);
  for (int i = 0; i < p->n; i++) {
    double *w = W + (size_t)i * (size_t)p->d, kept = w[i];
    int largest = 0;
    for (int j = 1; j < p->k; j++)
      if (signs ? fabs(w[j]) > fabs(w[largest]) : w[j] > w[largest])
        largest = j;
    w[i] = w[largest];
    w[largest] = kept;
  }
}

// A geodesic of length `spread` in a uniform direction: a normal vector, made tangent, is uniform
// in its direction.
static void spread_out(const struct cpf_problem *p, uint64_t seed, uint64_t number, double spread,
                       double *W) {
  struct cpf_random random = cpf_random_make(seed, STREAM_SPREAD, number), again;
  size_t n = (size_t)p->n, d = (size_t)p->d;
  double square = 0;
  // The direction is drawn twice: for its length, and, row by row, to use it.
  while (square == 0) {
    again = random;
    for (size_t i = 0; i < n; i++) {
      double along = 0, length = 0;
      for (size_t c = 0; c < d; c++) {
        double x = cpf_random_normal(&random);
        along += x * W[i * d + c];
        length += x * x;
      }
      square += fmax(0, length - along * along);
    }
  }
  for (size_t i = 0; i < n; i++) {
    double *w = W + i * d, along = 0, length = 0, factor = spread / sqrt(square);
    struct cpf_random row = again;
    for (size_t c = 0; c < d; c++)
      along += cpf_random_normal(&again) * w[c];
    struct cpf_random same = row;
    for (size_t c = 0; c < d; c++) {
      double x = cpf_random_normal(&same) - along * w[c];
      length += x * x;
    }
    double angle = factor * sqrt(length), norm = 0;
    double part = angle > 0 ? sin(angle) / sqrt(length) : 0, stay = cos(angle);
    for (size_t c = 0; c < d; c++) {
      double x = cpf_random_normal(&row) - along * w[c];
      w[c] = stay * w[c] + part * x;
      norm += w[c] * w[c];
    }
    for (size_t c = 0; c < d; c++)
      w[c] /= sqrt(norm);
  }
}

void cpf_flow_start_make(const struct cpf_problem *p, const struct cpf_flow_start *start,
                         uint64_t seed, uint64_t number, double *W) {
  size_t size = (size_t)p->n * (size_t)p->d;
  if (start->init != CPF_FLOW_GIVEN) {
    cpf_seed_uniform(p, seed, number, W);
    if (start->init == CPF_FLOW_SPLIT_CONE)
      split_cone(p, W);
    return;
  }
  memcpy(W, start->points + (size_t)(number % start->npoints) * size, size * sizeof *W);
  if (start->spread > 0)
    spread_out(p, seed, number, start->spread, W);
}

enum cpf_status cpf_flow_start_point(const struct cpf_problem *p,
                                     const struct cpf_flow_start *start, uint64_t seed,
                                     uint64_t number, double *W, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  CPF_TRY(cpf_problem_check(p, err));
  CPF_TRY(cpf_flow_start_check(p, start, err));
  cpf_flow_start_make(p, start, seed, number, W);
cleanup:
  return status;
}
