// SPDX-License-Identifier: GPL-3.0-or-later
// Whether a quasi-homogeneous polynomial has an isolated critical point over the complex numbers.
#ifndef CPF_CLASSIFY_ALGEBRA_H
#define CPF_CLASSIFY_ALGEBRA_H

#include <stdbool.h>
#include <stdint.h>

#include "model/jet.h"

// g: quasi-homogeneous with weights 1/order[j]. *isolated is set when the local algebra of grad g
// has the finite dimension `expected` (numerical rank of the Macaulay matrix), or when g is a sum
// of pure powers; left false when it has not, or when the matrix would be too large to tell.
enum cpf_status cpf_algebra_is_isolated(const struct cpf_jets *jets, const double *g,
                                        const int *order, int64_t expected, bool *isolated,
                                        struct cpf_error *err);

#endif
