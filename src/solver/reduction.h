// SPDX-License-Identifier: GPL-3.0-or-later
// The Lyapunov-Schmidt reduction of L at a point with a singular, or nearly singular, Hessian.
#ifndef CPF_SOLVER_REDUCTION_H
#define CPF_SOLVER_REDUCTION_H

#include "cpfind/model.h"
#include "model/jet.h"

// Split of the tangent space at W by an orthonormal basis in frame coordinates, rows of N doubles:
// m kernel directions K, on which the Hessian is (nearly) zero, and r regular directions Q with
// eigenvalues lambda. Directions in neither (the symmetry orbit's) are held fixed: a slice.
struct cpf_split {
  int m;
  size_t r;
  double *K, *Q, *lambda;
};

// The reduced loss g(x) = L(x, y(x)), y solving dL/dy = 0, as a power series in x, in the chart
// w_i = (w0_i + B_i xi_i) / sqrt(1 + |xi_i|^2), xi = K^T x + Q^T y. Critical points of g near 0 are
// those of L on the slice near W.
struct cpf_reduction {
  struct cpf_jets *jets; // owned; m variables, degree q
  double *g;             // owned; the series of g, jets->size doubles
  double *y;             // owned; r series
  double change;         // size of the last correction to y: rounding level when converged
};

// The degree to which the reduction in m variables is carried: 2 rho + 2 (enough to see the terms
// that a coupling of order rho - 1 with a regular direction brings), less when one product of two
// series would cost more than `cost`; 0 when not even degree rho is affordable.
int cpf_reduction_degree(const struct cpf_problem *p, int m, size_t cost);

// Computes the reduction at W with frames B to degree q. CPF_ENOMEM, CPF_EINVAL when too large;
// *red is then empty. Free with cpf_reduction_clear.
enum cpf_status cpf_reduce(const struct cpf_problem *p, const double *W, const double *B,
                           const struct cpf_split *split, int q, struct cpf_reduction *red,
                           struct cpf_error *err);
void cpf_reduction_clear(struct cpf_reduction *red);

// The tangent vector (N doubles) K^T x + Q^T y(x).
void cpf_reduction_lift(const struct cpf_reduction *red, const struct cpf_split *split, size_t N,
                        const double *x, double *xi);

// Where a multiple root sits: the x near 0 at which the low derivatives of g vanish together. With
// g = c (x - x*)^p + ..., the derivative of order p - 1 has a simple root at x*, so that Newton's
// method regains quadratic convergence. In several variables the orders are taken one after the
// other, each for the directions that its derivatives determine: those whose singular values exceed
// `significant` times the largest coefficient. Coefficients up to `vanish` are rounding: where all
// are, g is constant and x stays 0. Writes x (m doubles) and the number of directions in which g is
// not constant and yet no order determined x. CPF_ENOMEM.
enum cpf_status cpf_reduction_centre(const struct cpf_reduction *red, double significant,
                                     double vanish, double *x, int *undetermined,
                                     struct cpf_error *err);

#endif
