// SPDX-License-Identifier: GPL-3.0-or-later
// The point of an orbit that stands for it in reports, and the family's id.
#ifndef CPF_CLASSIFY_REPRESENTATIVE_H
#define CPF_CLASSIFY_REPRESENTATIVE_H

#include "classify/orbit.h"

// Replaces W (n*d doubles) by the point of its orbit whose overlaps with the teachers, read row by
// row, come last in lexicographic order (then those among the students); equal values are made
// equal to the last bit and rows to unit length; the part outside span V is rotated to lower
// triangular form. When the group without the students' signs (which are chosen one by one) has
// more than 10^6 elements, the students and teachers stay in their order. Values closer than tol
// are one. CPF_ENOMEM.
//
// On return id is a hash of the problem and of the family's values rounded to 10^-7, the same for
// every seed: of the representative's overlaps or, for the larger groups, of the canonical form.
enum cpf_status cpf_representative(const struct cpf_problem *p, const struct cpf_orbit *orbit,
                                   double tol, double *W, char id[CPF_ID_MAX],
                                   struct cpf_error *err);

// The id of a family that is no single orbit: a hash of the problem and of its invariants.
void cpf_invariant_id(const struct cpf_problem *p, double loss, int dimension, int index,
                      char id[CPF_ID_MAX]);

#endif
