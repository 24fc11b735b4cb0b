// SPDX-License-Identifier: GPL-3.0-or-later
// The spectrum of the Hessian at a critical point, with the signs of small eigenvalues decided in
// high precision.
#ifndef CPF_CLASSIFY_SPECTRUM_H
#define CPF_CLASSIFY_SPECTRUM_H

#include "solver/refine.h"

struct cpf_spectrum {
  size_t count;
  double *values;               // owned; n(d-1) eigenvalues in dimension d, ascending
  int negative, zero, positive; // how many of each
  double scale;                 // the largest |eigenvalue|
  double level;   // |eigenvalue| up to which double precision cannot tell it from zero
  int outer_zero; // zero eigenvalues of the transverse Hessian T (0 when d = d')
  bool critical;  // false: in high precision the gradient does not vanish, W is no critical point
  bool mixed;     // some of the eigenvalues below `level` vanish and some do not
};

// The spectrum at W, a refined critical point of the reduced problem of *p. Eigenvalues above the
// level come from GSL; those below it are zero along the orbit of O(d-k), and the others are looked
// at again in high precision (ball_root.h), which may move W (in place) by less than its error.
// CPF_ENOMEM.
enum cpf_status cpf_spectrum_make(const struct cpf_problem *p, struct cpf_refiner *refiner,
                                  double tol_zero, double *W, struct cpf_spectrum *spectrum,
                                  struct cpf_error *err);
void cpf_spectrum_clear(struct cpf_spectrum *spectrum); // NULL is allowed

#endif
