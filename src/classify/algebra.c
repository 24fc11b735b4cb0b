// SPDX-License-Identifier: GPL-3.0-or-later
//
//  1. A sum of pure powers c_j x_j^{p_j}, all c_j nonzero, is isolated at once.
//  2. Otherwise take all products of monomials with the partial derivatives up to degree t, where t
//     is one more than the largest degree that a monomial outside the ideal can have. The number of
//     monomials minus the rank is the dimension of the algebra truncated at t; it is finite exactly
//     when it equals the product of (order_j - 1) and all monomials of degree t lie in the ideal.
//
// Source: Dayton and Zeng, ISSAC 2005, for multiplicities by Macaulay matrices; Milnor and Orlik,
// Topology 9 (1970), for the expected number.
#include "classify/algebra.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "status/try.h"

enum { VARIABLES_MAX = 16, COLUMNS_MAX = 400 };
static const double RANK_TOL = 1e-8; // pivots below this share of the largest are zero

static bool is_fermat(const struct cpf_jets *jets, const double *g) {
  int pure[VARIABLES_MAX] = {0};
  for (size_t i = 1; i < jets->size; i++) {
    const uint8_t *e = jets->exponents + i * (size_t)jets->m;
    int variables = 0, last = 0;
    if (g[i] == 0)
      continue;
    for (int j = 0; j < jets->m; j++)
      if (e[j] > 0) {
        variables++;
        last = j;
      }
    if (variables != 1)
      return false;
    pure[last] = 1;
  }
  for (int j = 0; j < jets->m; j++)
    if (!pure[j])
      return false;
  return true;
}

// Rank by Gaussian elimination with complete pivoting; A is destroyed.
static size_t rank_of(double *A, size_t rows, size_t columns) {
  double first = 0;
  for (size_t rank = 0; rank < rows && rank < columns; rank++) {
    size_t r = rank, c = rank;
    for (size_t i = rank; i < rows; i++)
      for (size_t j = rank; j < columns; j++)
        if (fabs(A[i * columns + j]) > fabs(A[r * columns + c])) {
          r = i;
          c = j;
        }
    double pivot = A[r * columns + c];
    if (rank == 0)
      first = fabs(pivot);
    if (fabs(pivot) <= RANK_TOL * first || pivot == 0)
      return rank;
    for (size_t j = 0; j < columns; j++) {
      double x = A[r * columns + j];
      A[r * columns + j] = A[rank * columns + j];
      A[rank * columns + j] = x;
    }
    for (size_t i = 0; i < rows; i++) {
      double x = A[i * columns + c];
      A[i * columns + c] = A[i * columns + rank];
      A[i * columns + rank] = x;
    }
    for (size_t i = rank + 1; i < rows; i++) {
      double x = A[i * columns + rank] / pivot;
      for (size_t j = rank; x != 0 && j < columns; j++)
        A[i * columns + j] -= x * A[rank * columns + j];
    }
  }
  return rows < columns ? rows : columns;
}

// Rows of the Macaulay matrix: every monomial times every derivative, truncated at degree t.
static void fill_matrix(const struct cpf_jets *big, const struct cpf_jets *jets, const double *g,
                        double *A) {
  int m = big->m;
  uint8_t e[VARIABLES_MAX];
  size_t row = 0;
  for (int j = 0; j < m; j++)
    for (size_t a = 0; a < big->size; a++, row++)
      for (size_t i = 1; i < jets->size; i++) {
        const uint8_t *f = jets->exponents + i * (size_t)m, *b = big->exponents + a * (size_t)m;
        int degree = -1;
        if (g[i] == 0 || f[j] == 0)
          continue;
        for (int v = 0; v < m; v++) {
          e[v] = (uint8_t)(f[v] + b[v]);
          degree += e[v];
        }
        e[j]--;
        if (degree <= big->q)
          A[row * big->size + cpf_jets_index(big, e)] += f[j] * g[i];
      }
}

enum cpf_status cpf_algebra_is_isolated(const struct cpf_jets *jets, const double *g,
                                        const int *order, int64_t expected, bool *isolated,
                                        struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_jets *big = NULL;
  double *A = NULL;
  int largest = 0;
  double top = 0; // weighted degree of the Hessian determinant, the top of the algebra
  *isolated = is_fermat(jets, g);
  if (*isolated)
    return CPF_OK;
  for (int j = 0; j < jets->m; j++) {
    largest = order[j] > largest ? order[j] : largest;
    top += 1 - 2.0 / order[j];
  }
  int t = (int)floor(top * largest + 0.5) + 1;
  if (t > 100 || cpf_jets_cost(jets->m, t / 2) > (size_t)COLUMNS_MAX * 100)
    return CPF_OK;
  CPF_TRY(cpf_jets_alloc(jets->m, t, &big, err));
  if (big->size > COLUMNS_MAX)
    goto cleanup;
  size_t rows = (size_t)jets->m * big->size;
  CPF_TRY_ALLOC(A, rows * big->size, err);
  fill_matrix(big, jets, g, A);
  *isolated = (int64_t)(big->size - rank_of(A, rows, big->size)) == expected;
cleanup:
  cpf_jets_free(big);
  free(A);
  return status;
}
