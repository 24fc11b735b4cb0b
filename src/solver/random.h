// SPDX-License-Identifier: GPL-3.0-or-later
// Counter-based random numbers: start number s of seed k always draws the same numbers, whichever
// thread asks and whatever was drawn before.
#ifndef CPF_SOLVER_RANDOM_H
#define CPF_SOLVER_RANDOM_H

#include <stddef.h>
#include <stdint.h>

enum { CPF_RANDOM_BLOCKS = 16 }; // drawn together

// A stream of numbers, one per (seed, stream, start). Plain data; cost of making one: nothing.
struct cpf_random {
  uint64_t seed, start;
  uint32_t stream, block;
  uint32_t word[4 * CPF_RANDOM_BLOCKS]; // the first `left` are still to be handed out, last first
  int left;
};

struct cpf_random cpf_random_make(uint64_t seed, uint32_t stream, uint64_t start);

// 32 random bits: Philox4x32-10 (Salmon et al., SC 2011), Random123's implementation.
uint32_t cpf_random_bits(struct cpf_random *r);

// Uniform on the integers 0 .. bound-1, without bias; bound >= 1.
uint32_t cpf_random_below(struct cpf_random *r, uint32_t bound);

// Uniform on (0, 1), 52 bits; never 0 or 1.
double cpf_random_uniform(struct cpf_random *r);

// Standard normal, by the polar method of Marsaglia.
double cpf_random_normal(struct cpf_random *r);

// The next `count` of them.
void cpf_random_normals(struct cpf_random *r, size_t count, double *x);

#endif
