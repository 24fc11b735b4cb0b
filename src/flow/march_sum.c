// SPDX-License-Identifier: GPL-3.0-or-later
//
// A few entries at a time, their sums in registers.
#include "flow/march_sum.h"

enum { BLOCK = 8, HALF = 4 };

CPF_CLONES void cpf_sum_move(size_t size, const struct cpf_sum *sum, const cpf_lanes *h,
                             const cpf_lanes *W, cpf_lanes *Y) {
  size_t e = 0;
  for (; e + BLOCK <= size; e += BLOCK)
    cpf_sum_block(BLOCK, sum, e, h, W, Y + e);
  for (; e + HALF <= size; e += HALF)
    cpf_sum_block(HALF, sum, e, h, W, Y + e);
  for (; e < size; e++)
    cpf_sum_block(1, sum, e, h, W, Y + e);
}

CPF_INLINE void largest_block(int count, const struct cpf_sum *sum, size_t e, cpf_lanes *most) {
  cpf_lanes out[BLOCK], m = *most;
  cpf_sum_add(count, sum, e, out);
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
  for (; e + HALF <= size; e += HALF)
    largest_block(HALF, sum, e, most);
  for (; e < size; e++)
    largest_block(1, sum, e, most);
}

CPF_CLONES void cpf_square_distance(size_t size, double unit, const cpf_lanes *a,
                                    const cpf_lanes *b, cpf_lanes *square) {
  cpf_lanes s = {0};
  for (size_t e = 0; e < size; e++) {
    cpf_lanes gap = unit * a[e] - b[e];
    s += gap * gap;
  }
  *square = s;
}
