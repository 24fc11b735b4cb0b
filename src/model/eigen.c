// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/eigen.h"

#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_eigen.h>
#include <gsl/gsl_errno.h>

#include "status/try.h"

struct cpf_eigen {
  size_t N;
  gsl_eigen_symmv_workspace *work;
  gsl_vector *values;
  gsl_matrix *vectors;
};

enum cpf_status cpf_eigen_alloc(size_t N, struct cpf_eigen **out, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_eigen *e = NULL;
  *out = NULL;
  if (N < 1)
    return cpf_fail(err, CPF_EINTERNAL, "eigenvalues of a matrix of order 0");
  gsl_set_error_handler_off();
  CPF_TRY_ALLOC(e, 1, err);
  e->N = N;
  e->work = gsl_eigen_symmv_alloc(N);
  e->values = gsl_vector_alloc(N);
  e->vectors = gsl_matrix_alloc(N, N);
  if (e->work == NULL || e->values == NULL || e->vectors == NULL) {
    status = cpf_fail(err, CPF_ENOMEM, "out of memory: eigenvalues of a matrix of order %zu", N);
    goto cleanup;
  }
  *out = e;
  e = NULL;
cleanup:
  cpf_eigen_free(e);
  return status;
}

void cpf_eigen_free(struct cpf_eigen *e) {
  if (e == NULL)
    return;
  if (e->work != NULL)
    gsl_eigen_symmv_free(e->work);
  if (e->values != NULL)
    gsl_vector_free(e->values);
  if (e->vectors != NULL)
    gsl_matrix_free(e->vectors);
  free(e);
}

enum cpf_status cpf_eigen_solve(struct cpf_eigen *e, double *A, double *values, double *vectors,
                                struct cpf_error *err) {
  size_t N = e->N;
  for (size_t i = 0; i < N * N; i++)
    if (!isfinite(A[i]))
      return cpf_fail(err, CPF_EINTERNAL, "a Hessian entry is not finite");
  gsl_matrix_view a = gsl_matrix_view_array(A, N, N);
  if (gsl_eigen_symmv(&a.matrix, e->values, e->vectors, e->work) != GSL_SUCCESS ||
      gsl_eigen_symmv_sort(e->values, e->vectors, GSL_EIGEN_SORT_VAL_ASC) != GSL_SUCCESS)
    return cpf_fail(err, CPF_EINTERNAL, "the eigenvalue iteration failed at order %zu", N);
  for (size_t i = 0; i < N; i++) {
    values[i] = gsl_vector_get(e->values, i);
    if (!isfinite(values[i]))
      return cpf_fail(err, CPF_EINTERNAL, "an eigenvalue is not finite");
    for (size_t c = 0; vectors != NULL && c < N; c++)
      vectors[i * N + c] = gsl_matrix_get(e->vectors, c, i);
  }
  return CPF_OK;
}
