// SPDX-License-Identifier: GPL-3.0-or-later
// Loss, Riemannian gradient and Riemannian Hessian of the teacher-student loss
//
//   L(W) = r/2 sum_{i,q} (w_i.w_q)^rho - sum_{i,j} (w_i.v_j)^rho + k/2
//
// on the product of spheres (S^{d-1})^n. The expansion is E[H_rho(a.x) H_rho(b.x)] = (a.b)^rho
// (O'Donnell, Analysis of Boolean Functions, prop. 11.31) applied to the squared loss.
// None of these functions checks its arguments: p must pass cpf_problem_check and the rows of W
// must be unit vectors. None allocates.
#ifndef CPFIND_MODEL_H
#define CPFIND_MODEL_H

#include "cpfind/problem.h"

#ifdef __cplusplus
extern "C" {
#endif

// x^e by repeated squaring; x^0 = 1 also for x = 0. Cost: at most 2 log2(e) products.
CPF_PUBLIC double cpf_powi(double x, int e);

// L(W), constants included. Cost: O(n^2 d + n k).
CPF_PUBLIC double cpf_loss(const struct cpf_problem *p, const double *W);

// grad_i = P_i a_i, a_i = rho (r sum_{q != i} (w_i.w_q)^{rho-1} w_q - sum_j (w_i.v_j)^{rho-1} v_j).
// Writes n*d doubles to G and, when mu is not NULL, the n multipliers mu_i = a_i.w_i.
// Returns the Euclidean norm of G. Cost: O(n^2 d).
CPF_PUBLIC double cpf_gradient(const struct cpf_problem *p, const double *W, double *G, double *mu);

// An orthonormal basis of the tangent space of S^{d-1} at the unit vector w, as d-1 rows of d
// doubles in B: the reflection that takes -sign(w_0) e_0 to w, applied to e_1, ..., e_{d-1}.
CPF_PUBLIC void cpf_frame(int d, const double *w, double *B);

// All n frames, one after the other: n*(d-1)*d doubles.
CPF_PUBLIC void cpf_frames(const struct cpf_problem *p, const double *W, double *B);

// The Riemannian Hessian in the frames B, a symmetric N x N matrix, N = n(d-1), row major:
//   H_ii = B_i [rho(rho-1) (r sum_{q != i} (w_i.w_q)^{rho-2} w_q w_q^T
//                           - sum_j (w_i.v_j)^{rho-2} v_j v_j^T) - mu_i I] B_i^T
//   H_iq = B_i [r rho ((rho-1) (w_i.w_q)^{rho-2} w_q w_i^T + (w_i.w_q)^{rho-1} I)] B_q^T
// (Boumal, An Introduction to Optimization on Smooth Manifolds, section 5.5, on a product of
// spheres.) Cost: O(n^2 d^2 (n + k)).
CPF_PUBLIC void cpf_hessian(const struct cpf_problem *p, const double *W, const double *B,
                            double *H);

// The n x n matrix T of the Hessian on one direction orthogonal to every teacher and student:
// T_ii = -mu_i, T_iq = r rho (w_i.w_q)^{rho-1}. In dimension d the spectrum of the Hessian is that
// in the reduced dimension d' together with d - d' copies of the spectrum of T.
CPF_PUBLIC void cpf_transverse_hessian(const struct cpf_problem *p, const double *W, double *T);

// w_i <- (w_i + sum_c xi_ic B_ic) / |...|: the metric-projection retraction, in place.
CPF_PUBLIC void cpf_retract(const struct cpf_problem *p, const double *B, const double *xi,
                            double *W);

// Scales each row to unit length. False, and W unchanged from that row on, when a row's norm is
// zero or not finite.
CPF_PUBLIC bool cpf_normalise(const struct cpf_problem *p, double *W);

#ifdef __cplusplus
}
#endif
#endif
