// SPDX-License-Identifier: GPL-3.0-or-later
// Configurations with rational coordinates, and the model's quantities at them without rounding.
// The loss is that of docs/mathematics.md: L = r/2 sum_{i,q} (w_i.w_q)^rho - sum_{i,j}
// (w_i.v_j)^rho + k/2, with the first k unit vectors as teachers. As a polynomial it makes sense
// for rows of any length; only what says so needs unit rows. 0^0 = 1.
//
// FLINT ends the program when memory runs out, so that nothing here returns a status.
#ifndef CPF_VERIFY_RATIONAL_BALL_H
#define CPF_VERIFY_RATIONAL_BALL_H

#include <stdbool.h>
#include <stddef.h>

#include <flint/fmpq.h>
#include <flint/fmpq_mat.h>
#include <flint/fmpq_poly.h>

#include "cpfind/problem.h"
#include "solver/random.h"

struct cpf_rational {
  int n, k, d, rho;
  fmpq_t repulsion;
  fmpq_mat_t W; // n x d
};

// W = 0 and r = 1. n, d >= 1, 0 <= k <= d, rho >= 1. Freed by cpf_rational_clear.
void cpf_rational_init(struct cpf_rational *c, int n, int k, int d, int rho);
void cpf_rational_clear(struct cpf_rational *c);

// W = numerators / denominator, n*d numbers row by row: {2,2,1} and 3 are the row (2/3, 2/3, 1/3).
// The denominator is positive.
void cpf_rational_set(struct cpf_rational *c, const long *numerators, long denominator);

// Row i alone: d numerators.
void cpf_rational_set_row(struct cpf_rational *c, int i, const long *numerators, long denominator);

// A row of unit length by stereographic projection: (2 q y, |y|^2 - q^2) / (|y|^2 + q^2) with the
// last coordinate swapped into a random place, y in [-size, size]^(count-1), q in [1, size]. The
// count coordinates from `first` on are drawn, the others are 0.
void cpf_rational_random_row(struct cpf_rational *c, int i, int first, int count,
                             struct cpf_random *random, int size);

// All rows, each on the whole sphere.
void cpf_rational_random(struct cpf_rational *c, struct cpf_random *random, int size);

// Orthonormal rows: the first n rows of the reflection I - 2 u u^T / |u|^2 in the coordinates
// 0 .. count-1, n <= count <= d, u != 0 with entries in [-size, size].
void cpf_rational_random_frame(struct cpf_rational *c, int count, struct cpf_random *random,
                               int size);

// Entries a/b with |a| <= size and 1 <= b <= size: rows of any length, or directions (any shape).
void cpf_rational_random_matrix(fmpq_mat_t H, struct cpf_random *random, int size);

// Row i becomes sign v_j.
void cpf_rational_copy(struct cpf_rational *c, int i, int j, int sign);

// Whether every row has length 1.
bool cpf_rational_is_unit(const struct cpf_rational *c);

// x^e, 0^0 = 1; out may be x.
void cpf_rational_pow(fmpq_t out, const fmpq_t x, int e);

// The inner product of row i of A and row j of B.
void cpf_rational_dot(fmpq_t out, const fmpq_mat_t A, slong i, const fmpq_mat_t B, slong j);

// G = W W^T (n x n).
void cpf_rational_gram(const struct cpf_rational *c, fmpq_mat_t G);

// L(W), constants included.
void cpf_rational_loss(const struct cpf_rational *c, fmpq_t L);

// A = rho (r (W W^T)^{o(rho-1)} W - (W V^T)^{o(rho-1)} V), n x d: the Euclidean gradient with its
// self term r rho |w_i|^(2 rho - 2) w_i (section 2.1 has r = 1).
void cpf_rational_euclidean(const struct cpf_rational *c, fmpq_mat_t A);

// Row i of G becomes A_i - (A_i.w_i) w_i; G may be A.
void cpf_rational_project(const struct cpf_rational *c, fmpq_mat_t G, const fmpq_mat_t A);

// The gradient on the spheres, P_i A_i, for unit rows: grad_i of cpf_gradient.
void cpf_rational_gradient(const struct cpf_rational *c, fmpq_mat_t G);

// Whether row i of the gradient (all rows when i < 0) is 0.
bool cpf_rational_is_critical(const struct cpf_rational *c, int i);

// -- rational_slope_ball.c --

// The polynomial t -> L(W + t H), H n x d: a route to derivatives that knows the loss only.
void cpf_rational_along(const struct cpf_rational *c, const fmpq_mat_t H, fmpq_poly_t L);

// d/dt L(W + t H) at t = 0: the linear coefficient of that polynomial.
void cpf_rational_slope(const struct cpf_rational *c, const fmpq_mat_t H, fmpq_t slope);

// d/dt L at t = 0 along w_i(t) = ((1 - s) w_i + t h_i) / (1 + s), s = t^2 |h_i|^2 / 4, for unit
// rows and H tangent (h_i.w_i = 0): these curves stay on the spheres. Computed as a power series.
void cpf_rational_slope_on_spheres(const struct cpf_rational *c, const fmpq_mat_t H, fmpq_t slope);

// -- rational_ball.c again --

// The nearest doubles of W (n*d numbers) and the problem; each may be NULL.
void cpf_rational_to_double(const struct cpf_rational *c, struct cpf_problem *p, double *W);

// "-16/125" in the buffer, which is returned; a text too long for it is cut.
const char *cpf_rational_text(const fmpq_t x, char *buffer, size_t size);

// The rows, "(4/5, 3/5, 0); (1, 0, 0)", in the same way.
const char *cpf_rational_rows_text(const fmpq_mat_t A, char *buffer, size_t size);

#endif
