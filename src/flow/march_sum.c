// SPDX-License-Identifier: GPL-3.0-or-later
//
// A few entries at a time, their sums in registers.
#include "flow/march_sum.h"

#include "flow/lanes.h"

enum { BLOCK = 4 };

// The sum at `count` <= BLOCK entries from e on.
CPF_INLINE void add_block(int count, const struct cpf_sum *sum, size_t e, cpf_lanes *out) {
  CPF_UNROLL for (int b = 0; b < count; b++) out[b] = (cpf_lanes){0};
  for (int j = 0; j < sum->count; j++) {
    const cpf_lanes *K = sum->terms[j].K + e;
    double a = sum->terms[j].a;
    CPF_UNROLL for (int b = 0; b < count; b++) out[b] += K[b] * a;
  }
}

CPF_INLINE void move_block(int count, const struct cpf_sum *sum, size_t e, const cpf_lanes *h,
                           const cpf_lanes *W, cpf_lanes *Y) {
  cpf_lanes out[BLOCK];
  add_block(count, sum, e, out);
  CPF_UNROLL for (int b = 0; b < count; b++) Y[e + b] = W[e + b] + *h * out[b];
}

CPF_CLONES void cpf_sum_move(size_t size, const struct cpf_sum *sum, const cpf_lanes *h,
                             const cpf_lanes *W, cpf_lanes *Y) {
  size_t e = 0;
  for (; e + BLOCK <= size; e += BLOCK)
    move_block(BLOCK, sum, e, h, W, Y);
  for (; e < size; e++)
    move_block(1, sum, e, h, W, Y);
}

CPF_INLINE void largest_block(int count, const struct cpf_sum *sum, size_t e, cpf_lanes *most) {
  cpf_lanes out[BLOCK], m = *most;
  add_block(count, sum, e, out);
  CPF_UNROLL for (int b = 0; b < count; b++) {
    out[b] *= out[b];
    m = CPF_LANES_MAX(m, out[b]);
  }
  *most = m;
}

CPF_CLONES void cpf_sum_largest(size_t size, const struct cpf_sum *sum, cpf_lanes *most) {
  size_t e = 0;
  *most = (cpf_lanes){0};
  for (; e + BLOCK <= size; e += BLOCK)
    largest_block(BLOCK, sum, e, most);
  for (; e < size; e++)
    largest_block(1, sum, e, most);
}

CPF_CLONES void cpf_square_distance(size_t size, const cpf_lanes *a, const cpf_lanes *b,
                                    cpf_lanes *square) {
  cpf_lanes s = {0};
  for (size_t e = 0; e < size; e++)
    s += (a[e] - b[e]) * (a[e] - b[e]);
  *square = s;
}
