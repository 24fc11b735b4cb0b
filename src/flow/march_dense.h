// SPDX-License-Identifier: GPL-3.0-or-later
// Dense output of the tables' steps as plain numbers: W0, then R_0, R_1, ... of tableau.h.
#ifndef CPF_FLOW_MARCH_DENSE_H
#define CPF_FLOW_MARCH_DENSE_H

#include <stddef.h>

#include "cpfind/problem.h"
#include "flow/tableau.h"

size_t cpf_dense_size(const struct cpf_problem *p, const struct cpf_tableau *table);

// The point at t0 + s (t1 - t0), 0 <= s <= 1, n*d doubles, with unit rows; what the rows were when
// one of them cannot be scaled.
void cpf_dense_evaluate(const struct cpf_problem *p, const struct cpf_tableau *table,
                        const double *data, double s, double *W);

#endif
