// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/outside.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_errno.h>
#include <gsl/gsl_linalg.h>

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

// Products below this turn nothing, and their squares would underflow in the decomposition.
static const double NEGLIGIBLE = 1e-32;

// Q = U V^T from X = sum_i a_i b_i^T = U S V^T, in place of X; V and S are scratch. X = 0 gives the
// identity.
static bool align(size_t m, double *X, double *V, double *S) {
  gsl_matrix_view x = gsl_matrix_view_array(X, m, m), v = gsl_matrix_view_array(V, m, m);
  gsl_vector_view s = gsl_vector_view_array(S, m);
  gsl_set_error_handler_off();
  if (gsl_linalg_SV_decomp_jacobi(&x.matrix, &v.matrix, &s.vector) != GSL_SUCCESS)
    return false;
  for (size_t row = 0; row < m; row++) {
    for (size_t c = 0; c < m; c++) {
      S[c] = 0;
      for (size_t e = 0; e < m; e++)
        S[c] += X[row * m + e] * V[c * m + e];
    }
    memcpy(X + row * m, S, m * sizeof *S);
  }
  return true;
}

// The squared distance of the parts outside span V after alignment; infinite on failure.
static double outside_square(const struct cpf_problem *p, const double *A, const double *B) {
  size_t m = (size_t)(p->d - p->k), d = (size_t)p->d;
  double square = INFINITY, *X = calloc(2 * m * m + m, sizeof *X);
  if (X == NULL)
    return square;
  for (size_t i = 0; i < (size_t)p->n; i++)
    for (size_t r = 0; r < m; r++)
      for (size_t c = 0; c < m; c++)
        X[r * m + c] += A[i * d + (size_t)p->k + r] * B[i * d + (size_t)p->k + c];
  for (size_t e = 0; e < m * m; e++)
    if (fabs(X[e]) < NEGLIGIBLE)
      X[e] = 0;
  if (align(m, X, X + m * m, X + 2 * m * m)) {
    square = 0;
    for (size_t i = 0; i < (size_t)p->n; i++)
      for (size_t r = 0; r < m; r++) {
        double x = A[i * d + (size_t)p->k + r];
        for (size_t c = 0; c < m; c++)
          x -= X[r * m + c] * B[i * d + (size_t)p->k + c];
        square += x * x;
      }
  }
  free(X);
  return square;
}

double cpf_outside_distance(const struct cpf_problem *p, const double *A, const double *B) {
  size_t d = (size_t)p->d;
  double square = p->d > p->k ? outside_square(p, A, B) : 0;
  for (size_t i = 0; i < (size_t)p->n; i++)
    for (int j = 0; j < p->k; j++)
      square += (A[i * d + j] - B[i * d + j]) * (A[i * d + j] - B[i * d + j]);
  return sqrt(square);
}
