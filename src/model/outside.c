// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/outside.h"

#include <math.h>
#include <string.h>

int cpf_outside_triangulate(const struct cpf_problem *p, double *W, double tol, double *work) {
  size_t m = (size_t)(p->d - p->k), rank = 0;
  double *coordinates = work + (size_t)p->n * m; // the rows before hold the basis
  for (int i = 0; i < p->n; i++) {
    double *row = W + (size_t)i * p->d + p->k, norm = 0;
    memset(coordinates, 0, m * sizeof *coordinates);
    for (int twice = 0; twice < 2; twice++)
      for (size_t b = 0; b < rank; b++) {
        double x = 0;
        for (size_t c = 0; c < m; c++)
          x += work[b * m + c] * row[c];
        for (size_t c = 0; c < m; c++)
          row[c] -= x * work[b * m + c];
        coordinates[b] += x;
      }
    for (size_t c = 0; c < m; c++)
      norm += row[c] * row[c];
    norm = sqrt(norm);
    if (rank < m && norm > tol) {
      for (size_t c = 0; c < m; c++)
        work[rank * m + c] = row[c] / norm;
      coordinates[rank++] = norm;
    }
    memcpy(row, coordinates, m * sizeof *row);
  }
  return (int)rank;
}

void cpf_outside_reduce(const struct cpf_problem *p, double *W, double tol, double *reduced,
                        double *work) {
  struct cpf_problem q = cpf_problem_reduced(p);
  cpf_outside_triangulate(p, W, tol, work);
  for (size_t i = 0; i < (size_t)p->n; i++)
    memcpy(reduced + i * (size_t)q.d, W + i * (size_t)p->d, (size_t)q.d * sizeof *reduced);
}

static double inner(int d, const double *a, const double *b) {
  double s = 0;
  for (int c = 0; c < d; c++)
    s += a[c] * b[c];
  return s;
}

double cpf_outside_distance(const struct cpf_problem *p, const double *A, const double *B) {
  size_t d = (size_t)p->d;
  double square = 0;
  for (size_t i = 0; i < (size_t)p->n; i++) {
    const double *a = A + i * d, *b = B + i * d;
    for (int j = 0; j < p->k; j++)
      square += (a[j] - b[j]) * (a[j] - b[j]);
    for (size_t q = 0; q < i; q++) {
      double x = inner(p->d, a, A + q * d) - inner(p->d, b, B + q * d);
      square += x * x;
    }
  }
  return sqrt(square);
}
