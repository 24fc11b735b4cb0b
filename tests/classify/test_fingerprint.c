// SPDX-License-Identifier: GPL-3.0-or-later
#include "classify/fingerprint.h"

#include "../support.h"

static const struct cpf_problem spread[] = {
    {1, 1, 1, 3, 1}, {2, 2, 2, 4, 1},   {3, 3, 3, 3, 0.5}, {2, 2, 3, 4, 0},
    {4, 2, 3, 5, 1}, {2, 1, 5, 6, 2.5}, {3, 3, 3, 1, 1},   {5, 4, 6, 1000, 1},
};

// To the last bit: what is recognised must not depend on the lanes beside it.
Test(fingerprint, batch_is_the_scalar_one) {
  uint64_t state = 1;
  for (size_t x = 0; x < COUNT(spread); x++) {
    const struct cpf_problem *p = &spread[x];
    size_t size = point_size(p);
    double W[CPF_LANES][POINT_MAX], f[CPF_FINGERPRINT];
    cpf_lanes lanes[POINT_MAX], g[CPF_FINGERPRINT];
    for (int l = 0; l < CPF_LANES; l++) {
      random_point(p, &state, W[l]);
      for (size_t c = 0; c < size; c++)
        lanes[c][l] = W[l][c];
    }
    cpf_fingerprint_batch(p, lanes, g);
    for (int l = 0; l < CPF_LANES; l++) {
      cpf_fingerprint(p, W[l], f);
      for (int i = 0; i < CPF_FINGERPRINT; i++)
        cr_assert_eq(g[i][l], f[i], "problem %zu, lane %d, entry %d: %.17g, not %.17g", x, l, i,
                     g[i][l], f[i]);
    }
  }
}

// Students exchanged, teachers exchanged, signs: the same up to rounding. Another point: not.
Test(fingerprint, symmetries_leave_it_alone) {
  const struct cpf_problem p = problem(3, 3, 3, 4);
  uint64_t state = 2;
  double W[9], V[9], f[CPF_FINGERPRINT], g[CPF_FINGERPRINT];
  for (int round = 0; round < 20; round++) {
    random_point(&p, &state, W);
    for (size_t i = 0; i < 3; i++)
      for (size_t c = 0; c < 3; c++)
        V[(i + 1) % 3 * 3 + (c + 2) % 3] = (i == 1 ? -1 : 1) * (c == 2 ? -1 : 1) * W[i * 3 + c];
    cpf_fingerprint(&p, W, f);
    cpf_fingerprint(&p, V, g);
    cr_assert_lt(cpf_fingerprint_distance(f, g), 1e-13);
    perturb(&p, &state, 1e-2, V);
    cpf_fingerprint(&p, V, g);
    cr_assert_gt(cpf_fingerprint_distance(f, g), 1e-5);
  }
}

Test(fingerprint, distance_is_the_largest_difference) {
  double a[CPF_FINGERPRINT] = {0}, b[CPF_FINGERPRINT] = {0};
  cr_assert_eq(cpf_fingerprint_distance(a, b), 0);
  a[3] = 1, b[3] = -2, b[7] = 2.5;
  cr_assert_eq(cpf_fingerprint_distance(a, b), 3);
  cr_assert_eq(cpf_fingerprint_distance(b, a), 3);
}
