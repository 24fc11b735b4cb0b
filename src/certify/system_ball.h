// SPDX-License-Identifier: GPL-3.0-or-later
// The critical-point equations in ambient coordinates with multipliers, in ball arithmetic:
//
//   b_i - mu_i w_i + sum_l nu_l (W A_l)_i = 0,    (w_i.w_i - 1) / 2 = 0,
//   b_i = r sum_{q != i} (w_i.w_q)^{rho-1} w_q - sum_j (w_i)_j^{rho-1} e_j      (grad L = rho P b)
//
// for W with n rows of D = k + rank columns. The A_l generate the rotations of two columns outside
// span V that lie in one block; each comes with a slice condition, an entry of W that stays 0. The
// multipliers nu_l vanish at every solution: grad L is orthogonal to the W A_l, which the
// nonsingular Jacobian shows to be independent.
#ifndef CPF_CERTIFY_SYSTEM_BALL_H
#define CPF_CERTIFY_SYSTEM_BALL_H

#include <arb_mat.h>

#include "certify/symmetry.h"

struct cpf_slice {
  int a, b;  // columns that A rotates into each other: w_a e_b - w_b e_a
  int entry; // index in W of the entry that stays 0
};

// The equations on the invariant space S: unknowns are the variables of the classes that are no
// slice entry, one multiplier for each class of rows, and the nu. Square.
struct cpf_system {
  struct cpf_problem p; // in dimension D
  struct cpf_space space;
  int nslices;
  struct cpf_slice *slices; // owned
  int size;                 // unknowns
  int *unknown_of;     // owned; by class: its place among the unknowns, -1: slice entry, fixed 0
  int *representative; // owned; by class: an entry of W
  int *row_representative; // owned; by class of rows
  int nfree;               // unknowns that are entries of W
};

// `space` is taken over (and cleared on failure too). W tells the pivots of the slice. CPF_EINVAL
// when the columns outside span V are not in lower triangular form.
enum cpf_status cpf_system_make(const struct cpf_problem *p, struct cpf_space *space,
                                const double *W, struct cpf_system *s, struct cpf_error *err);
void cpf_system_clear(struct cpf_system *s); // NULL is allowed

// W (n x D), mu (n x 1) and nu (nslices x 1) from the unknowns x (size x 1).
void cpf_system_expand(const struct cpf_system *s, const arb_mat_t x, arb_mat_t W, arb_mat_t mu,
                       arb_mat_t nu);

// The unknowns from W; multipliers computed from it, nu = 0.
void cpf_system_gather(const struct cpf_system *s, const arb_mat_t W, arb_mat_t x, slong prec);

// F(x), and the Jacobian unless J is NULL: enclosures over the ball x. Cost: O(n^2 D^2).
void cpf_system_eval(const struct cpf_system *s, const arb_mat_t x, arb_mat_t F, arb_mat_t J,
                     slong prec);

#endif
