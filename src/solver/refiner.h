// SPDX-License-Identifier: GPL-3.0-or-later
// What refinement and classification ask at a point: the gradient in tangent frames, the spectrum
// of the Hessian, and the split of the tangent space into kernel and regular directions.
#ifndef CPF_SOLVER_REFINER_H
#define CPF_SOLVER_REFINER_H

#include "model/eigen.h"
#include "solver/reduction.h"

struct cpf_refine_options {
  double tol_gradient; // 1e-13: a refined point has |grad| <= tol_gradient * rho * (n + k)
  double suspicious;   // 1e-4: eigenvalues below this times the largest call for a reduction, and
                       // those at which Newton's method cannot be trusted (cpf_refine)
  double accurate;     // 1e-13: simple roots with a larger error are refined in high precision
  double significant;  // 0.03: see cpf_reduction_centre
  double tol_zero;     // 1e-10: eigenvalues below this times the largest are taken as zero
  double tol_vanish;   // 1e-9: low coefficients of g below this vanish, see tol in local.h
  double tol_rank;     // 1e-7: singular values below this are rank 0 (orbit directions)
  double max_move;     // 0.5: a refinement that moves further has left its point
  int max_newton;      // 60
  int max_centre;      // 20
  size_t max_cost;     // 4000: of a product of power series, see cpf_reduction_degree
  int max_degree;      // 24: of those series, lest a start cost too much
  double snap_loss;    // 1e-9: how much the loss may change where L is flat, see snap.h
};

struct cpf_refine_options cpf_refine_options_default(void);

// Workspace for one problem, N = n(d-1); one per thread. Its arrays are overwritten by every call.
struct cpf_refiner {
  struct cpf_problem p;
  struct cpf_refine_options opt;
  size_t N;
  struct cpf_eigen *eigen;
  // N*d, n*d, N, N*N, N, N*N, N; N*N rows and a vector; a split; two points.
  double *B, *G, *g, *H, *values, *vectors, *xi, *T, *work, *K, *Q, *lambda, *saved, *start;
};
enum cpf_status cpf_refiner_alloc(const struct cpf_problem *p, const struct cpf_refine_options *opt,
                                  struct cpf_refiner **out, struct cpf_error *err);
void cpf_refiner_free(struct cpf_refiner *r);
size_t cpf_refiner_bytes(const struct cpf_problem *p); // what alloc takes; SIZE_MAX on overflow

// The third derivatives of L at W, measured: the largest Frobenius norm of a difference quotient of
// the Hessian along the frames' directions, frames' turning included. CPF_ENOMEM.
enum cpf_status cpf_refiner_third(struct cpf_refiner *r, const double *W, double *third,
                                  struct cpf_error *err);

// Frames (B) and the gradient in them (g) at W; returns |grad|.
double cpf_refiner_gradient(struct cpf_refiner *r, const double *W);

// The largest |eigenvalue| of the last spectrum.
double cpf_refiner_scale(const struct cpf_refiner *r);

// Third derivatives of L along unit tangent vectors are at most of this order, rho^3 (1 + r): the
// constant of Kantorovich's tests.
double cpf_third_derivative(const struct cpf_problem *p);

// |eigenvalue| up to which an eigenvalue counts as zero when the largest is `largest`:
// tol_zero * largest, but not below the rounding of the entries of H, which are of order rho^2.
double cpf_zero_level(const struct cpf_problem *p, double tol_zero, double largest);

// The spectrum at W, which must be critical: frames, eigenvalues ascending and eigenvectors (rows),
// owned by the refiner and valid until its next call.
enum cpf_status cpf_refiner_spectrum(struct cpf_refiner *r, const double *W, const double **frames,
                                     const double **values, const double **vectors,
                                     struct cpf_error *err);

// Splits the tangent space at W: kernel directions are those with |eigenvalue| <= level (absolute),
// made orthogonal to the orbit of O(d-k) through W, whose dimension goes to *orbit. The arrays of
// *split are owned by the refiner and valid until its next call.
enum cpf_status cpf_refiner_split(struct cpf_refiner *r, const double *W, double level,
                                  struct cpf_split *split, int *orbit, struct cpf_error *err);

#endif
