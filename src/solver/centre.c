// SPDX-License-Identifier: GPL-3.0-or-later
//
// The centre of a multiple root, from the reduced loss g.
//
//  1. For each order s = 2, 3, ...: the derivatives of order s - 1 are, to first order,
//     b + A x with b_beta = g_beta and A_{beta,j} = (beta_j + 1) g_{beta + e_j}, |beta| = s - 1
//     (divided by beta!).
//  2. On the directions not yet determined, take the singular values of A that are significant and
//     solve for those components by least squares.
//  3. Go on with the remaining directions and the next order.
//
// For a simple root order 2 determines everything and this is Newton's method.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model/eigen.h"
#include "solver/reduction.h"

enum { VARIABLES_MAX = 16 };

// The unit in which x is measured when coefficients of different degrees are compared: within this
// distance the chart's own curvature is small.
static const double UNIT = 0.25;

struct centre {
  int m, undetermined;
  double basis[VARIABLES_MAX * VARIABLES_MAX]; // rows: the directions not yet determined
  double x[VARIABLES_MAX];
};

// Step 1, accumulated into the normal equations M = (A U)^T (A U), v = (A U)^T (b + A x).
static void normal_equations(const struct cpf_reduction *red, int order, const struct centre *c,
                             double *M, double *v) {
  const struct cpf_jets *jets = red->jets;
  int m = c->m, u = c->undetermined;
  uint8_t e[VARIABLES_MAX];
  double row[VARIABLES_MAX], projected[VARIABLES_MAX];
  memset(M, 0, (size_t)u * (size_t)u * sizeof *M);
  memset(v, 0, (size_t)u * sizeof *v);
  for (size_t i = jets->degree_end[order - 2]; i < jets->degree_end[order - 1]; i++) {
    memcpy(e, jets->exponents + i * (size_t)m, (size_t)m);
    double b = red->g[i] * cpf_powi(UNIT, order - 1);
    for (int j = 0; j < m; j++) {
      e[j]++;
      row[j] = e[j] * red->g[cpf_jets_index(jets, e)] * cpf_powi(UNIT, order);
      e[j]--;
      b += row[j] * c->x[j];
    }
    for (int l = 0; l < u; l++) {
      projected[l] = 0;
      for (int j = 0; j < m; j++)
        projected[l] += c->basis[l * m + j] * row[j];
      v[l] += projected[l] * b;
    }
    for (int l = 0; l < u; l++)
      for (int h = 0; h < u; h++)
        M[l * u + h] += projected[l] * projected[h];
  }
}

// Steps 2 and 3 for one order; `least` is the smallest significant singular value.
static void advance(const struct cpf_reduction *red, int order, double least, struct centre *c) {
  int m = c->m, u = c->undetermined, left = 0;
  double M[VARIABLES_MAX * VARIABLES_MAX], v[VARIABLES_MAX], values[VARIABLES_MAX];
  double vectors[VARIABLES_MAX * VARIABLES_MAX], rest[VARIABLES_MAX * VARIABLES_MAX];
  struct cpf_eigen *eigen = NULL;
  normal_equations(red, order, c, M, v);
  if (cpf_eigen_alloc((size_t)u, &eigen, NULL) != CPF_OK)
    return;
  if (cpf_eigen_solve(eigen, M, values, vectors, NULL) == CPF_OK) {
    for (int l = 0; l < u; l++) {
      double direction[VARIABLES_MAX] = {0}, along = 0;
      for (int h = 0; h < u; h++) {
        along += vectors[l * u + h] * v[h];
        for (int j = 0; j < m; j++)
          direction[j] += vectors[l * u + h] * c->basis[h * m + j];
      }
      if (values[l] >= least * least)
        for (int j = 0; j < m; j++)
          c->x[j] -= along / values[l] * direction[j];
      else
        memcpy(rest + m * left++, direction, (size_t)m * sizeof *rest);
    }
    memcpy(c->basis, rest, (size_t)(m * left) * sizeof *rest);
    c->undetermined = left;
  }
  cpf_eigen_free(eigen);
}

int cpf_reduction_centre(const struct cpf_reduction *red, double significant,
                         double vanish, double *x) {
  struct centre c = {.m = red->jets->m, .undetermined = red->jets->m};
  double scale = 0;
  memset(x, 0, (size_t)c.m * sizeof *x);
  if (c.m > VARIABLES_MAX)
    return 0;
  for (int j = 0; j < c.m; j++)
    c.basis[j * c.m + j] = 1;
  for (int degree = 1; degree <= red->jets->q; degree++)
    for (size_t i = red->jets->degree_end[degree - 1]; i < red->jets->degree_end[degree]; i++)
      scale = fmax(scale, fabs(red->g[i]) * cpf_powi(UNIT, degree));
  if (!(scale > vanish) || !isfinite(scale))
    return 0;
  for (int order = 2; order <= red->jets->q && c.undetermined > 0; order++)
    advance(red, order, significant * scale, &c);
  for (int j = 0; j < c.m; j++)
    x[j] = UNIT * c.x[j];
  return c.m - c.undetermined;
}
