// SPDX-License-Identifier: GPL-3.0-or-later
// Exact arithmetic in the number field of a critical point: which eigenvalues are exactly zero.
#ifndef CPF_CERTIFY_EXACT_BALL_H
#define CPF_CERTIFY_EXACT_BALL_H

#include "certify/enclosure_ball.h"
#include "certify/forced.h"

// Where Krawczyk's test fails since the point is no simple root even in its invariant space: true
// when exact arithmetic (below) proves a critical point within e->radius of the center, enclosed by
// e->x and e->W. It need not be the only one there.
bool cpf_exact_exists(struct cpf_enclosure *e);

struct cpf_exact_kernel {
  bool proved;
  int degree;               // of the number field
  struct cpf_forced kernel; // the exact kernel of the Hessian, approximated in frame coordinates
};

// Recognises the entries of the enclosed point as elements of a number field Q(a), a a root of a
// polynomial with integer coefficients, and the same for a basis of the kernel of the bordered
// Hessian; then proves by exact arithmetic in Q[t]/(f) that the gradient vanishes, that the rows
// have unit length, and that the basis lies in the kernel; and that the point so given is the one
// enclosed. The dimension proved is a lower bound. Guesses are by lattice reduction (Lenstra,
// Lenstra, Lovasz, Math. Ann. 261 (1982)) and need not be trusted. proved is false when no field
// of degree up to 24 is found, or rank > 1. CPF_ENOMEM.
enum cpf_status cpf_exact_kernel_prove(const struct cpf_enclosure *e, struct cpf_exact_kernel *out,
                                       struct cpf_error *err);
void cpf_exact_kernel_clear(struct cpf_exact_kernel *k); // NULL is allowed

#endif
