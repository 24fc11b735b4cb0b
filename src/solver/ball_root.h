// SPDX-License-Identifier: GPL-3.0-or-later
// A second look, in hundreds of bits, at a root whose Hessian has eigenvalues that double precision
// cannot tell from zero. Strong evidence, not proof: the root is located by an iteration whose
// limit is not enclosed.
#ifndef CPF_SOLVER_BALL_ROOT_H
#define CPF_SOLVER_BALL_ROOT_H

#include "solver/reduction.h"
#include "solver/small.h"

struct cpf_ball_root {
  bool critical;           // the gradient vanishes to working precision
  double *W;               // owned; the root rounded to double, n*d
  struct cpf_small kernel; // on the rows of split->K
  struct cpf_small outer;  // of the transverse Hessian T on the rows of outer_K
};
void cpf_ball_root_clear(struct cpf_ball_root *root); // NULL is allowed

// The working precision for *p: 512 bits and 16 for each degree, since eigenvalues can be as small
// as rho sin(theta_rho)^{rho-2}, theta_rho the tight-balance angle.
long cpf_ball_precision(const struct cpf_problem *p);

// Refines W by the chord method on the regular directions of the split (with frames B), and, where
// the form on the kernel turns out regular, on the kernel too; then the form itself, as a Schur
// complement. outer: the split of R^n by eigenvectors of the double T, m = 0 when not wanted.
// CPF_ENOMEM.
enum cpf_status cpf_ball_root_find(const struct cpf_problem *p, const double *W, const double *B,
                                   const struct cpf_split *split, const struct cpf_split *outer,
                                   struct cpf_ball_root *root, struct cpf_error *err);

#endif
