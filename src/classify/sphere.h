// SPDX-License-Identifier: GPL-3.0-or-later
// A polynomial on the unit sphere: its signs, and the Euler characteristic of where it is negative.
#ifndef CPF_CLASSIFY_SPHERE_H
#define CPF_CLASSIFY_SPHERE_H

#include <stdbool.h>
#include <stdint.h>

#include "model/jet.h"

struct cpf_sphere {
  bool regular;  // no critical point of g on the sphere has g = 0 (as far as was seen)
  bool negative; // g takes negative values
  bool positive;
  bool complete; // chi_negative is known: all critical points found by the Poincare-Hopf count
  int64_t chi_negative; // Euler characteristic of {g < 0} on S^{m-1}
};

// Finds the critical points of g on S^{m-1} (m = 1: two points; m = 2: sign changes around the
// circle; m >= 3: Newton's method from many starts), and counts by Morse theory:
// chi({g < 0}) = sum of (-1)^index over the critical points with g < 0. The same sum over all of
// them must be chi(S^{m-1}), otherwise complete is false. tol: values below it count as zero.
enum cpf_status cpf_sphere_analyse(const struct cpf_jets *jets, const double *g, double tol,
                                   struct cpf_sphere *sphere, struct cpf_error *err);

#endif
