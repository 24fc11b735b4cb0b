// SPDX-License-Identifier: GPL-3.0-or-later
#include "solver/random.h"

#include <math.h>

#include <Random123/philox.h>

#include "model/lanes.h"

enum { NORMALS = 64 }; // made together

struct cpf_random cpf_random_make(uint64_t seed, uint32_t stream, uint64_t start) {
  return (struct cpf_random){.seed = seed, .start = start, .stream = stream};
}

// Philox4x32-10 of several counters side by side: the low half of x[i][b] is word i of block b, the
// high half anything.
CPF_CLONES static void philox(uint32_t key0, uint32_t key1, uint64_t x[4][CPF_RANDOM_BLOCKS]) {
  for (int round = 0; round < PHILOX4x32_DEFAULT_ROUNDS; round++) {
    for (int b = 0; b < CPF_RANDOM_BLOCKS; b++) {
      uint64_t first = (uint64_t)PHILOX_M4x32_0 * (uint32_t)x[0][b];
      uint64_t second = (uint64_t)PHILOX_M4x32_1 * (uint32_t)x[2][b];
      x[0][b] = (second >> 32) ^ x[1][b] ^ key0;
      x[2][b] = (first >> 32) ^ x[3][b] ^ key1;
      x[1][b] = second;
      x[3][b] = first;
    }
    key0 += PHILOX_W32_0;
    key1 += PHILOX_W32_1;
  }
}

static void refill(struct cpf_random *r) {
  uint64_t x[4][CPF_RANDOM_BLOCKS];
  for (uint32_t b = 0; b < CPF_RANDOM_BLOCKS; b++) {
    x[0][b] = r->start;
    x[1][b] = r->start >> 32;
    x[2][b] = r->stream;
    x[3][b] = r->block + b;
  }
  philox((uint32_t)r->seed, (uint32_t)(r->seed >> 32), x);
  for (int b = 0; b < CPF_RANDOM_BLOCKS; b++)
    for (int i = 0; i < 4; i++)
      r->word[4 * (CPF_RANDOM_BLOCKS - 1 - b) + i] = (uint32_t)x[i][b];
  r->block += CPF_RANDOM_BLOCKS;
  r->left = 4 * CPF_RANDOM_BLOCKS;
}

static inline uint32_t bits(struct cpf_random *r) {
  if (r->left == 0)
    refill(r);
  return r->word[--r->left];
}

uint32_t cpf_random_bits(struct cpf_random *r) {
  return bits(r);
}

uint32_t cpf_random_below(struct cpf_random *r, uint32_t bound) {
  uint32_t reject = -bound % bound; // 2^32 mod bound
  for (;;) {
    uint32_t x = cpf_random_bits(r);
    if (x >= reject)
      return x % bound;
  }
}

static inline double uniform(struct cpf_random *r) {
  uint64_t high = bits(r), low = bits(r);
  // 52 bits and a half: 53 bits, exact, so that rounding never gives 1.
  return ((double)(int64_t)((high << 20) ^ (low >> 12)) + 0.5) * 0x1p-52;
}

double cpf_random_uniform(struct cpf_random *r) {
  return uniform(r);
}

// Marsaglia's pairs in the unit disk, of which one number is used. Whether a pair is taken moves no
// branch but the last.
void cpf_random_normals(struct cpf_random *r, size_t count, double *x) {
  double square[NORMALS + 1], first[NORMALS + 1];
  for (size_t done = 0; done < count;) {
    size_t most = count - done < NORMALS ? count - done : NORMALS;
    for (size_t taken = 0; taken < most;) {
      double a = 2 * uniform(r) - 1, b = 2 * uniform(r) - 1, s = a * a + b * b;
      first[taken] = a;
      square[taken] = s;
      taken += (size_t)((s > 0) & (s < 1));
    }
    for (size_t i = 0; i < most; i++)
      x[done + i] = log(square[i]);
    for (size_t i = 0; i < most; i++)
      x[done + i] = first[i] * sqrt(-2 * x[done + i] / square[i]);
    done += most;
  }
}

double cpf_random_normal(struct cpf_random *r) {
  double x;
  cpf_random_normals(r, 1, &x);
  return x;
}
