// SPDX-License-Identifier: GPL-3.0-or-later
// Linear combinations of the stages of a Runge-Kutta step, for all lanes.
#ifndef CPF_FLOW_MARCH_SUM_H
#define CPF_FLOW_MARCH_SUM_H

#include "flow/tableau.h"
#include "model/batch.h"

// sum_j a_j K_j without the zeros of the table.
struct cpf_sum {
  int count;
  struct {
    double a;
    const cpf_lanes *K;
  } terms[CPF_TABLEAU_STAGES];
};

// Y = W + h sum, `size` entries. Y may be W.
void cpf_sum_move(size_t size, const struct cpf_sum *sum, const cpf_lanes *h, const cpf_lanes *W,
                  cpf_lanes *Y);

// The largest square of an entry of the sum.
void cpf_sum_largest(size_t size, const struct cpf_sum *sum, cpf_lanes *most);

// |a - b|^2.
void cpf_square_distance(size_t size, const cpf_lanes *a, const cpf_lanes *b, cpf_lanes *square);

#endif
