// SPDX-License-Identifier: GPL-3.0-or-later
//
// The centre of a multiple root, from the reduced loss g.
//
//  1. Restrict g to the directions not yet determined (all of them at first), and measure x in
//     units within which the chart is nearly flat.
//  2. For orders s = 2, 3, ...: the derivatives of order s - 1 are, to first order, b + A x with
//     b_beta = g_beta and A_{beta,j} = (beta_j + 1) g_{beta + e_j}, |beta| = s - 1 (divided by
//     beta!). The first order at which a singular value of A is significant beside the largest
//     coefficient of the restriction determines the directions of those singular values, by least
//     squares.
//  3. Go on with the remaining directions.
//
// For a simple root order 2 determines everything and this is Newton's method.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model/eigen.h"
#include "solver/reduction.h"
#include "status/try.h"

enum { VARIABLES_MAX = 16 };

// The unit in which x is measured when coefficients of different degrees are compared: within this
// distance the chart's own curvature is small.
static const double UNIT = 0.25;

struct centre {
  const struct cpf_jets *jets;
  int left;                                    // directions not yet determined
  double basis[VARIABLES_MAX * VARIABLES_MAX]; // rows: those directions
  double x[VARIABLES_MAX];
  double *restricted; // g on the span of the rows, a polynomial in the first `left` variables
};

// Step 1. Returns the largest coefficient.
static enum cpf_status restrict_to_rest(const double *g, struct centre *c, double *largest,
                                        struct cpf_error *err) {
  int m = c->jets->m;
  double R[VARIABLES_MAX * VARIABLES_MAX] = {0};
  for (int l = 0; l < c->left; l++)
    for (int j = 0; j < m; j++)
      R[j * m + l] = UNIT * c->basis[l * m + j];
  *largest = 0;
  enum cpf_status status = cpf_jet_substitute(c->jets, g, R, c->restricted, err);
  for (size_t i = 1; i < c->jets->size; i++)
    *largest = fmax(*largest, fabs(c->restricted[i]));
  return status;
}

// The normal equations of order s: M = A^T A, v = A^T b, in the `left` variables.
static void normal_equations(const struct centre *c, int s, double *M, double *v) {
  const struct cpf_jets *jets = c->jets;
  size_t m = (size_t)jets->m;
  int u = c->left;
  uint8_t e[VARIABLES_MAX];
  double row[VARIABLES_MAX];
  memset(M, 0, (size_t)u * (size_t)u * sizeof *M);
  memset(v, 0, (size_t)u * sizeof *v);
  for (size_t i = jets->degree_end[s - 2]; i < jets->degree_end[s - 1]; i++) {
    memcpy(e, jets->exponents + i * m, m);
    for (int j = 0; j < u; j++) {
      e[j]++;
      row[j] = e[j] * c->restricted[cpf_jets_index(jets, e)];
      e[j]--;
    }
    for (int j = 0; j < u; j++) {
      v[j] += row[j] * c->restricted[i];
      for (int l = 0; l < u; l++)
        M[j * u + l] += row[j] * row[l];
    }
  }
}

// Step 2 for one order: determines the directions whose singular values are at least `least`.
static enum cpf_status advance(struct centre *c, int s, double least, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  int m = c->jets->m, u = c->left, left = 0;
  double M[VARIABLES_MAX * VARIABLES_MAX], v[VARIABLES_MAX], values[VARIABLES_MAX];
  double vectors[VARIABLES_MAX * VARIABLES_MAX], rest[VARIABLES_MAX * VARIABLES_MAX];
  struct cpf_eigen *eigen = NULL;
  normal_equations(c, s, M, v);
  CPF_TRY(cpf_eigen_alloc((size_t)u, &eigen, err));
  CPF_TRY(cpf_eigen_solve(eigen, M, values, vectors, err));
  for (int l = 0; l < u; l++) {
    double direction[VARIABLES_MAX] = {0}, along = 0;
    for (int h = 0; h < u; h++) {
      along += vectors[l * u + h] * v[h];
      for (int j = 0; j < m; j++)
        direction[j] += vectors[l * u + h] * c->basis[h * m + j];
    }
    if (values[l] >= least * least)
      for (int j = 0; j < m; j++)
        c->x[j] -= UNIT * along / values[l] * direction[j];
    else
      memcpy(rest + (size_t)m * (size_t)left++, direction, (size_t)m * sizeof *rest);
  }
  if (left < u) { // otherwise the restriction stays as it is, and so must its basis
    memcpy(c->basis, rest, (size_t)(m * left) * sizeof *rest);
    c->left = left;
  }
cleanup:
  cpf_eigen_free(eigen);
  return status;
}

enum cpf_status cpf_reduction_centre(const struct cpf_reduction *red, double significant,
                                     double vanish, double *x, int *undetermined,
                                     struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct centre c = {.jets = red->jets, .left = red->jets->m};
  double largest = 0;
  int m = red->jets->m;
  memset(x, 0, (size_t)m * sizeof *x);
  *undetermined = m;
  if (m > VARIABLES_MAX)
    return CPF_OK;
  CPF_TRY_ALLOC(c.restricted, red->jets->size, err);
  for (int j = 0; j < m; j++)
    c.basis[j * m + j] = 1;
  for (int s = 2; s <= red->jets->q && c.left > 0; s++) {
    int before = c.left;
    if (s == 2)
      CPF_TRY(restrict_to_rest(red->g, &c, &largest, err));
    if (largest <= vanish)
      break;
    CPF_TRY(advance(&c, s, significant * largest, err));
    if (c.left < before && c.left > 0)
      CPF_TRY(restrict_to_rest(red->g, &c, &largest, err));
  }
  memcpy(x, c.x, (size_t)m * sizeof *x);
  *undetermined = c.left > 0 && largest > vanish ? c.left : 0;
cleanup:
  free(c.restricted);
  return status;
}
