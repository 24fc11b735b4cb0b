// SPDX-License-Identifier: GPL-3.0-or-later
#include "solver/random.h"

#include <math.h>

#include <Random123/philox.h>

struct cpf_random cpf_random_make(uint64_t seed, uint32_t stream, uint64_t start) {
  return (struct cpf_random){.seed = seed, .start = start, .stream = stream};
}

uint32_t cpf_random_bits(struct cpf_random *r) {
  if (r->left == 0) {
    philox4x32_key_t key = {{(uint32_t)r->seed, (uint32_t)(r->seed >> 32)}};
    philox4x32_ctr_t counter = {
        {(uint32_t)r->start, (uint32_t)(r->start >> 32), r->stream, r->block}};
    philox4x32_ctr_t out = philox4x32(counter, key);
    for (int i = 0; i < 4; i++)
      r->word[i] = out.v[i];
    r->block++;
    r->left = 4;
  }
  return r->word[--r->left];
}

uint32_t cpf_random_below(struct cpf_random *r, uint32_t bound) {
  uint32_t reject = -bound % bound; // 2^32 mod bound
  for (;;) {
    uint32_t x = cpf_random_bits(r);
    if (x >= reject)
      return x % bound;
  }
}

double cpf_random_uniform(struct cpf_random *r) {
  uint64_t high = cpf_random_bits(r), low = cpf_random_bits(r);
  // 52 bits and a half: 53 bits, exact, so that rounding never gives 1.
  return ((double)((high << 20) ^ (low >> 12)) + 0.5) * 0x1p-52;
}

double cpf_random_normal(struct cpf_random *r) {
  for (;;) {
    double x = 2 * cpf_random_uniform(r) - 1, y = 2 * cpf_random_uniform(r) - 1;
    double s = x * x + y * y;
    if (s > 0 && s < 1)
      return x * sqrt(-2 * log(s) / s);
  }
}
