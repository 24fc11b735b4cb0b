// SPDX-License-Identifier: GPL-3.0-or-later
//
// W(s) = W0 + s (R_0 + (1-s) (R_1 + s (R_2 + (1-s) (R_3 + ...)))): Hairer, Norsett, Wanner, Solving
// Ordinary Differential Equations I (1993), section II.6, and the function contd8 of dop853.f.
#include "flow/march_dense.h"

#include "cpfind/model.h"

static size_t rows_of(const struct cpf_tableau *table) {
  return 3 + (size_t)table->extra;
}

size_t cpf_dense_size(const struct cpf_problem *p, const struct cpf_tableau *table) {
  return (1 + rows_of(table)) * (size_t)p->n * (size_t)p->d;
}

void cpf_dense_evaluate(const struct cpf_problem *p, const struct cpf_tableau *table,
                        const double *data, double s, double *W) {
  size_t size = (size_t)p->n * (size_t)p->d;
  const double *R = data + size;
  for (size_t e = 0; e < size; e++) {
    double sum = 0;
    for (size_t m = rows_of(table); m-- > 0;)
      sum = (sum + R[m * size + e]) * (m % 2 == 0 ? s : 1 - s);
    W[e] = data[e] + sum;
  }
  cpf_normalise(p, W);
}
