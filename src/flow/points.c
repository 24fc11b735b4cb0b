// SPDX-License-Identifier: GPL-3.0-or-later
#include "flow/points.h"

#include <math.h>

static const double UNIT = 1e-9; // a row may be this far from unit length

enum cpf_status cpf_flow_points_check(const struct cpf_problem *p, const char *name,
                                      const double *points, size_t count, struct cpf_error *err) {
  size_t d = (size_t)p->d, n = (size_t)p->n;
  for (size_t row = 0; row < count * n; row++) {
    double square = 0;
    for (size_t c = 0; c < d; c++)
      square += points[row * d + c] * points[row * d + c];
    if (!(fabs(sqrt(square) - 1) <= UNIT)) // also for what is not finite
      return cpf_fail(err, CPF_EINVAL,
                      "%s %zu: row %zu has length %g; allowed are finite rows of length 1", name,
                      row / n + 1, row % n + 1, sqrt(square));
  }
  return CPF_OK;
}
