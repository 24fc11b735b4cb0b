// SPDX-License-Identifier: GPL-3.0-or-later
// Linear combinations of the stages of a Runge-Kutta step, for all lanes.
#ifndef CPF_FLOW_MARCH_SUM_H
#define CPF_FLOW_MARCH_SUM_H

#include "flow/lanes.h"
#include "flow/tableau.h"

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

// |unit a - b|^2.
void cpf_square_distance(size_t size, double unit, const cpf_lanes *a, const cpf_lanes *b,
                         cpf_lanes *square);

// The sum at `count` <= 8 entries from e on, in registers where count is a constant.
CPF_INLINE void cpf_sum_add(int count, const struct cpf_sum *sum, size_t e, cpf_lanes *out) {
  CPF_UNROLL for (int b = 0; b < count; b++) out[b] = (cpf_lanes){0};
  for (int j = 0; j < sum->count; j++) {
    const cpf_lanes *K = sum->terms[j].K + e;
    double a = sum->terms[j].a;
    CPF_UNROLL for (int b = 0; b < count; b++) out[b] += K[b] * a;
  }
}

// cpf_sum_move for these entries: those of W from e on, to Y from 0 on.
CPF_INLINE void cpf_sum_block(int count, const struct cpf_sum *sum, size_t e, const cpf_lanes *h,
                              const cpf_lanes *W, cpf_lanes *Y) {
  cpf_lanes out[8];
  cpf_sum_add(count, sum, e, out);
  CPF_UNROLL for (int b = 0; b < count; b++) Y[b] = W[e + b] + *h * out[b];
}

#endif
