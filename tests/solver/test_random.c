// SPDX-License-Identifier: GPL-3.0-or-later
#include "solver/random.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include <criterion/criterion.h>

enum { DRAWS = 64, BINS_MAX = 64 };

static struct cpf_random fresh(uint64_t start) {
  return cpf_random_make(2024, 1, start);
}

// The first block of four words, whatever the order in which the stream hands them out.
static void block_is(struct cpf_random r, const uint32_t *expected) {
  bool seen[4] = {false};
  for (int draw = 0; draw < 4; draw++) {
    uint32_t word = cpf_random_bits(&r);
    int found = -1;
    for (int i = 0; i < 4; i++)
      if (word == expected[i])
        found = i;
    cr_assert_geq(found, 0, "%08x is not in the block", (unsigned)word);
    cr_assert_not(seen[found]);
    seen[found] = true;
  }
}

// philox4x32-10 of kat_vectors in the Random123 distribution. The counter is (start, stream,
// block), low word first, the key is the seed.
Test(random, known_answers) {
  struct cpf_random zero = cpf_random_make(0, 0, 0);
  struct cpf_random ones = cpf_random_make(UINT64_MAX, UINT32_MAX, UINT64_MAX);
  struct cpf_random pi = cpf_random_make(0x299f31d0a4093822, 0x13198a2e, 0x85a308d3243f6a88);
  ones.block = UINT32_MAX;
  pi.block = 0x03707344;
  block_is(zero, (const uint32_t[]){0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
  block_is(ones, (const uint32_t[]){0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
  block_is(pi, (const uint32_t[]){0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
}

Test(random, streams_do_not_depend_on_the_order_of_draws) {
  uint32_t alone[2][DRAWS];
  for (uint64_t s = 0; s < 2; s++) {
    struct cpf_random r = fresh(s);
    for (int i = 0; i < DRAWS; i++)
      alone[s][i] = cpf_random_bits(&r);
  }
  struct cpf_random a = fresh(0), b = fresh(1), other = cpf_random_make(5, 1, 0);
  for (int i = 0; i < DRAWS; i++) {
    cr_assert_eq(cpf_random_bits(&b), alone[1][i]);
    cpf_random_normal(&other);
    cr_assert_eq(cpf_random_bits(&a), alone[0][i]);
  }
}

// Every part of (seed, stream, start), all 64 bits, makes another sequence; so does every block.
Test(random, streams_differ) {
  struct cpf_random many[1 + 64 + 64 + 32];
  uint32_t first[161][2];
  int count = 0;
  many[count++] = cpf_random_make(0, 0, 0);
  for (int bit = 0; bit < 64; bit++) {
    many[count++] = cpf_random_make(UINT64_C(1) << bit, 0, 0);
    many[count++] = cpf_random_make(0, 0, UINT64_C(1) << bit);
    if (bit < 32)
      many[count++] = cpf_random_make(0, UINT32_C(1) << bit, 0);
  }
  for (int i = 0; i < count; i++) {
    first[i][0] = cpf_random_bits(&many[i]);
    first[i][1] = cpf_random_bits(&many[i]);
    for (int q = 0; q < i; q++)
      cr_assert(first[i][0] != first[q][0] || first[i][1] != first[q][1], "%d, %d", i, q);
  }
  struct cpf_random r = fresh(0);
  uint32_t seen[DRAWS];
  for (int i = 0; i < DRAWS; i++) {
    seen[i] = cpf_random_bits(&r);
    for (int q = 0; q < i; q++)
      cr_assert_neq(seen[i], seen[q]);
  }
}

// Chi-square of counts against equal shares; df = bins - 1. By Wilson and Hilferty's approximation
// the limit is passed by chance once in a million; the seed is fixed.
static void uniform_counts(const int *counts, int bins, int draws) {
  double share = (double)draws / bins, square = 0, df = bins - 1, z = 4.75;
  for (int i = 0; i < bins; i++)
    square += (counts[i] - share) * (counts[i] - share) / share;
  double limit = df * pow(1 - 2 / (9 * df) + z * sqrt(2 / (9 * df)), 3);
  double low = df * pow(fmax(0, 1 - 2 / (9 * df) - z * sqrt(2 / (9 * df))), 3);
  cr_assert_lt(square, limit, "%d bins: chi-square is %g", bins, square);
  cr_assert_gt(square, low, "%d bins: chi-square is %g: too even", bins, square);
}

Test(random, below_is_uniform) {
  const uint32_t bounds[] = {2, 3, 6, 7, 10, 37, 64};
  struct cpf_random r = fresh(0);
  for (int b = 0; b < 7; b++) {
    int counts[BINS_MAX] = {0}, draws = 40000;
    for (int i = 0; i < draws; i++) {
      uint32_t x = cpf_random_below(&r, bounds[b]);
      cr_assert_lt(x, bounds[b]);
      counts[x]++;
    }
    uniform_counts(counts, (int)bounds[b], draws);
  }
  for (int i = 0; i < DRAWS; i++)
    cr_assert_eq(cpf_random_below(&r, 1), 0);
}

// With a bound of 3/4 of 2^32, a plain remainder would hit the lowest third twice as often.
Test(random, below_has_no_bias_for_large_bounds) {
  struct cpf_random r = fresh(1);
  int counts[3] = {0}, draws = 30000;
  for (int i = 0; i < draws; i++) {
    uint32_t x = cpf_random_below(&r, UINT32_C(3) << 30);
    cr_assert_lt(x, UINT32_C(3) << 30);
    counts[x >> 30]++;
  }
  uniform_counts(counts, 3, draws);
  for (int i = 0; i < DRAWS; i++)
    cr_assert_lt(cpf_random_below(&r, UINT32_MAX), UINT32_MAX);
}

Test(random, uniform) {
  struct cpf_random r = fresh(2);
  int bins[8][BINS_MAX] = {{0}}, pairs[BINS_MAX] = {0}, draws = 100000, before = 0;
  for (int i = 0; i < draws; i++) {
    double x = cpf_random_uniform(&r), scaled = x;
    cr_assert(x > 0 && x < 1);
    for (int part = 0; part < 8; part++) { // six bits after six bits, 48 of the 53
      scaled = (scaled - floor(scaled)) * 64;
      bins[part][(int)scaled]++;
    }
    int bin = (int)(8 * x);
    pairs[8 * bin + before]++;
    before = bin;
  }
  for (int part = 0; part < 8; part++)
    uniform_counts(bins[part], 64, draws);
  uniform_counts(pairs, 64, draws);
}

// The ends of the open interval.
Test(random, uniform_is_never_0_or_1) {
  for (int ones = 0; ones < 2; ones++) {
    struct cpf_random r = fresh(0);
    memset(r.word, ones ? 0xff : 0, sizeof r.word);
    r.left = 4;
    double x = cpf_random_uniform(&r);
    cr_assert(x > 0 && x < 1, "%.17g", x);
  }
}

// Moments within five of their standard errors; P(|z| > 2) = 0.04550, P(z < -1) = 0.15866.
Test(random, normal) {
  struct cpf_random r = fresh(3);
  double moment[5] = {0}, product = 0, before = 0, n = 200000;
  double beyond = 0, below = 0;
  for (int i = 0; i < n; i++) {
    double z = cpf_random_normal(&r), power = 1;
    cr_assert(isfinite(z));
    for (int m = 1; m <= 4; m++)
      moment[m] += power *= z;
    product += z * before;
    before = z;
    beyond += fabs(z) > 2;
    below += z < -1;
  }
  cr_assert_float_eq(moment[1] / n, 0, 5 / sqrt(n));
  cr_assert_float_eq(moment[2] / n, 1, 5 * sqrt(2 / n));
  cr_assert_float_eq(moment[3] / n, 0, 5 * sqrt(15 / n));
  cr_assert_float_eq(moment[4] / n, 3, 5 * sqrt(96 / n));
  cr_assert_float_eq(product / n, 0, 5 / sqrt(n));
  cr_assert_float_eq(beyond / n, 0.04550, 5 * sqrt(0.0455 / n));
  cr_assert_float_eq(below / n, 0.15866, 5 * sqrt(0.1587 / n));
}

// Together or one by one, also across refills and at the ends of what is made together.
Test(random, normals_together) {
  double together[200];
  struct cpf_random a = fresh(9), b = fresh(9);
  for (size_t count = 0; count <= 200; count += count < 70 ? 1 : 65) {
    cpf_random_normals(&a, count, together);
    for (size_t i = 0; i < count; i++)
      cr_assert_eq(together[i], cpf_random_normal(&b));
    cr_assert_eq(cpf_random_bits(&a), cpf_random_bits(&b));
  }
}
