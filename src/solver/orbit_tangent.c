// SPDX-License-Identifier: GPL-3.0-or-later
#include "solver/orbit_tangent.h"

#include <math.h>

int cpf_append_orthonormal(size_t N, double *T, int count, double *v, double tol) {
  double norm = 0;
  for (int twice = 0; twice < 2; twice++)
    for (int r = 0; r < count; r++) {
      const double *row = T + (size_t)r * N;
      double x = 0;
      for (size_t a = 0; a < N; a++)
        x += row[a] * v[a];
      for (size_t a = 0; a < N; a++)
        v[a] -= x * row[a];
    }
  for (size_t a = 0; a < N; a++)
    norm += v[a] * v[a];
  norm = sqrt(norm);
  if (!(norm > tol))
    return count;
  for (size_t a = 0; a < N; a++)
    T[(size_t)count * N + a] = v[a] / norm;
  return count + 1;
}

int cpf_orbit_tangent(const struct cpf_problem *p, const double *W, const double *B, double tol,
                      double *T, double *work) {
  int d = p->d, t = d - 1, count = 0;
  size_t N = (size_t)p->n * t;
  for (int e = p->k; e < d; e++)
    for (int f = p->k; f < e; f++) {
      for (int i = 0; i < p->n; i++)
        for (int a = 0; a < t; a++) {
          const double *b = B + ((size_t)i * t + a) * d, *w = W + (size_t)i * d;
          work[(size_t)i * t + a] = w[e] * b[f] - w[f] * b[e];
        }
      if ((size_t)count < N)
        count = cpf_append_orthonormal(N, T, count, work, tol);
    }
  return count;
}
