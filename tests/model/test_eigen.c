// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/eigen.h"

#include "../support.h"

enum { ORDER_MAX = 12 };

static struct cpf_eigen *workspace(size_t N) {
  struct cpf_eigen *e = NULL;
  struct cpf_error err = {CPF_OK, ""};
  cr_assert_eq(cpf_eigen_alloc(N, &e, &err), CPF_OK, "%s", err.text);
  return e;
}

Test(eigen, known_values) {
  struct cpf_eigen *two = workspace(2), *one = workspace(1);
  double A[] = {1, 2, 2, -2}, single[] = {-7}, values[2], vectors[4];
  cr_assert_eq(cpf_eigen_solve(two, A, values, vectors, NULL), CPF_OK);
  cr_assert_float_eq(values[0], -3, 1e-14);
  cr_assert_float_eq(values[1], 2, 1e-14);
  cr_assert_float_eq(vectors[1] / vectors[0], -2, 1e-14); // (1, -2) and (2, 1)
  cr_assert_float_eq(vectors[2] / vectors[3], 2, 1e-14);
  cr_assert_eq(cpf_eigen_solve(one, single, values, NULL, NULL), CPF_OK);
  cr_assert_eq(values[0], -7);
  cpf_eigen_free(two);
  cpf_eigen_free(one);
  cpf_eigen_free(NULL);
}

// A v = lambda v, rows orthonormal, values ascending; the same workspace again and again.
Test(eigen, decomposition) {
  uint64_t state = 1;
  for (size_t N = 1; N <= ORDER_MAX; N++) {
    struct cpf_eigen *e = workspace(N);
    for (int round = 0; round < 3; round++) {
      double A[ORDER_MAX * ORDER_MAX], kept[ORDER_MAX * ORDER_MAX];
      double values[ORDER_MAX], vectors[ORDER_MAX * ORDER_MAX], alone[ORDER_MAX];
      for (size_t a = 0; a < N; a++)
        for (size_t b = 0; b <= a; b++)
          A[a * N + b] = A[b * N + a] = centred(&state);
      memcpy(kept, A, sizeof A);
      cr_assert_eq(cpf_eigen_solve(e, A, values, vectors, NULL), CPF_OK);
      for (size_t i = 0; i < N; i++) {
        const double *v = vectors + i * N;
        cr_assert(i == 0 || values[i - 1] <= values[i]);
        for (size_t a = 0; a < N; a++)
          cr_assert_float_eq(inner(N, kept + a * N, v), values[i] * v[a], 1e-13);
        for (size_t q = 0; q < N; q++)
          cr_assert_float_eq(inner(N, v, vectors + q * N), i == q, 1e-13);
      }
      memcpy(A, kept, sizeof A);
      cr_assert_eq(cpf_eigen_solve(e, A, alone, NULL, NULL), CPF_OK);
      cr_assert_lt(distance(N, values, alone), 1e-13);
    }
    cpf_eigen_free(e);
  }
}

Test(eigen, numbers_that_are_not_finite_are_refused) {
  const double bad[] = {NAN, INFINITY, -INFINITY};
  struct cpf_eigen *e = workspace(3);
  for (size_t i = 0; i < COUNT(bad); i++)
    for (size_t a = 0; a < 3; a++)
      for (size_t b = 0; b <= a; b++) {
        double A[] = {1, 0, 0, 0, 2, 0, 0, 0, 3}, values[3], vectors[9];
        struct cpf_error err = {CPF_OK, ""};
        A[a * 3 + b] = A[b * 3 + a] = bad[i];
        cr_assert_eq(cpf_eigen_solve(e, A, values, vectors, &err), CPF_EINTERNAL);
        cr_assert_eq(err.status, CPF_EINTERNAL);
      }
  cpf_eigen_free(e);
}
