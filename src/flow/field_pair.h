// SPDX-License-Identifier: GPL-3.0-or-later
// The field of two students, whose numbers fit in the machine's registers: to be compiled into a
// caller with k and d as constants (flow/field.h says what is computed).
#ifndef CPF_FLOW_FIELD_PAIR_H
#define CPF_FLOW_FIELD_PAIR_H

#include "flow/lanes.h"

enum { CPF_PAIR_TEACHERS = 2, CPF_PAIR_POWERS = 1 + 2 * CPF_PAIR_TEACHERS };

// y_a = x_a^e for all powers of the pair, e >= 0.
CPF_INLINE void cpf_pair_powers(int count, int e, const cpf_lanes *x, cpf_lanes *y) {
  cpf_lanes base[CPF_PAIR_POWERS];
  if (e == 3) { // rho = 4: the fewest products
    CPF_UNROLL for (int a = 0; a < count; a++) y[a] = x[a] * x[a] * x[a];
    return;
  }
  CPF_UNROLL for (int a = 0; a < count; a++) {
    base[a] = x[a];
    y[a] = (cpf_lanes){0} + 1;
  }
  for (; e > 0; e >>= 1) {
    if (e & 1)
      CPF_UNROLL for (int a = 0; a < count; a++) y[a] *= base[a];
    CPF_UNROLL for (int a = 0; a < count; a++) base[a] *= base[a];
  }
}

// The problems with sizes that are compiled in: two students that see each other, two teachers, and
// d as it is after the reduction by O(d-k).
static inline bool cpf_field_is_pair(const struct cpf_problem *p) {
  return p->n == 2 && p->k == CPF_PAIR_TEACHERS && p->d <= CPF_PAIR_TEACHERS + 2 &&
         p->repulsion != 0;
}

// With c = w_1.w_2, s = r c^{rho-1} and t_ij = w_ij^{rho-1}, F / rho:
//   F_1 / rho = (s c - sum_j t_1j w_1j) w_1 - s w_2 + t_1, F_2 the same with the students swapped,
//   L = s c - sum_ij t_ij w_ij + (2 r + k)/2.
CPF_INLINE void cpf_pair_field_over_rho(int k, int d, int rho, double r, const cpf_lanes *W,
                                        cpf_lanes *F, cpf_lanes *loss) {
  const cpf_lanes *a = W, *b = W + d;
  cpf_lanes v[CPF_PAIR_POWERS], x[CPF_PAIR_POWERS], c = {0}, at = {0}, bt = {0};
  CPF_UNROLL for (int e = 0; e < d; e++) c += a[e] * b[e];
  v[0] = c;
  CPF_UNROLL for (int j = 0; j < k; j++) {
    v[1 + j] = a[j];
    v[1 + k + j] = b[j];
  }
  cpf_pair_powers(1 + 2 * k, rho - 1, v, x);
  CPF_UNROLL for (int j = 0; j < k; j++) {
    at += x[1 + j] * a[j];
    bt += x[1 + k + j] * b[j];
  }
  cpf_lanes s = r * x[0], both = s * c, am = both - at, bm = both - bt;
  CPF_UNROLL for (int e = 0; e < d; e++) {
    cpf_lanes first = am * a[e] - s * b[e], second = bm * b[e] - s * a[e];
    F[e] = e < k ? first + x[1 + e] : first;
    F[d + e] = e < k ? second + x[1 + k + e] : second;
  }
  *loss = am - bt + (2 * r + k) / 2;
}

CPF_INLINE void cpf_field_pair(int k, int d, int rho, double r, const cpf_lanes *W, cpf_lanes *F,
                               cpf_lanes *loss, cpf_lanes *speed) {
  cpf_lanes square = {0};
  cpf_pair_field_over_rho(k, d, rho, r, W, F, loss);
  CPF_UNROLL for (int e = 0; e < 2 * d; e++) {
    F[e] *= rho;
    square += F[e] * F[e];
  }
  *speed = square;
}

#endif
