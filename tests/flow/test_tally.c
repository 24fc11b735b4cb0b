// SPDX-License-Identifier: GPL-3.0-or-later
// Quantiles of streams, and intervals of probabilities.
#include "flow/tally.h"

#include "../support.h"

static int ascending(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static double exact(const double *sorted, size_t count, double share) {
  double rank = share * (double)(count - 1), low = floor(rank);
  size_t i = (size_t)low;
  return i + 1 < count ? sorted[i] + (rank - low) * (sorted[i + 1] - sorted[i]) : sorted[i];
}

// Against sorting, for numbers over many scales: within a bin, which is a part in a thousand, and
// the gap between neighbours.
Test(tally, quantiles_are_those_of_the_sorted_numbers) {
  enum { N = 20001 };
  static double x[N];
  struct cpf_histogram h = {0};
  struct cpf_flow_quantiles q;
  uint64_t state = 1;
  for (int i = 0; i < N; i++) {
    x[i] = exp(10 * centred(&state));
    cr_assert_eq(cpf_histogram_add(&h, x[i], NULL), CPF_OK);
  }
  cpf_histogram_quantiles(&h, &q);
  qsort(x, N, sizeof *x, ascending);
  cr_assert_eq(q.count, N);
  cr_assert_eq(q.least, x[0]);
  cr_assert_eq(q.most, x[N - 1]);
  const double shares[] = {0.05, 0.25, 0.5, 0.75, 0.95},
               found[] = {q.q05, q.q25, q.median, q.q75, q.q95};
  for (size_t s = 0; s < COUNT(shares); s++) {
    double rank = shares[s] * (N - 1), gap = x[(size_t)rank + 2] / x[(size_t)rank - 1] - 1;
    cr_assert_float_eq(found[s] / exact(x, N, shares[s]), 1, 1e-3 + gap);
  }
  cpf_histogram_clear(&h);
}

Test(tally, one_number_is_all_its_quantiles) {
  const double numbers[] = {0, 1e-300, 3.25, 1e300};
  for (size_t i = 0; i < COUNT(numbers); i++) {
    struct cpf_histogram h = {0};
    struct cpf_flow_quantiles q;
    for (int twice = 0; twice < 2; twice++)
      cr_assert_eq(cpf_histogram_add(&h, numbers[i], NULL), CPF_OK);
    cpf_histogram_quantiles(&h, &q);
    cr_assert_eq(q.count, 2);
    cr_assert_eq(q.q05, numbers[i]);
    cr_assert_eq(q.median, numbers[i]);
    cr_assert_eq(q.q95, numbers[i]);
    cpf_histogram_clear(&h);
  }
}

Test(tally, nothing_has_no_quantiles) {
  struct cpf_histogram h = {0};
  struct cpf_flow_quantiles q;
  cpf_histogram_quantiles(&h, &q);
  cr_assert_eq(q.count, 0);
  cr_assert_eq(q.median, 0);
  cr_assert_eq(q.most, 0);
}

// P(X >= hits) for X binomial, by its sum.
static double upper_tail(uint64_t hits, uint64_t count, double chance) {
  double sum = 0;
  for (uint64_t x = hits; x <= count; x++)
    sum += exp(lgamma((double)count + 1) - lgamma((double)x + 1) - lgamma((double)(count - x) + 1) +
               (double)x * log(chance) + (double)(count - x) * log1p(-chance));
  return sum;
}

// A tail's relative change is at most that of the bound, or of 1 - bound (at least 1/400 here),
// times count.
static void check_tail(double tail, uint64_t count) {
  const double outwards = 400 * 0x1p-27;
  cr_assert(tail <= 0.025 + 1e-12 && tail >= 0.025 * (1 - outwards * (double)count), "%.17g", tail);
}

// The definition: at the lower end the observed number or more has probability alpha/2, at the
// upper end the observed number or less; and not more than that, but for rounding outwards.
Test(interval, ends_have_the_tails_they_should) {
  const uint64_t cases[][2] = {{1, 10}, {5, 10}, {9, 10}, {3, 1000}, {512, 1000}, {1, 1}, {0, 1}};
  for (size_t c = 0; c < COUNT(cases); c++) {
    uint64_t hits = cases[c][0], count = cases[c][1];
    double low, high;
    cpf_flow_interval(hits, count, 0.95, &low, &high);
    if (hits > 0)
      check_tail(upper_tail(hits, count, low), count);
    else
      cr_assert_eq(low, 0);
    if (hits < count)
      check_tail(1 - upper_tail(hits + 1, count, high), count);
    else
      cr_assert_eq(high, 1);
    cr_assert(low <= (double)hits / (double)count && (double)hits / (double)count <= high);
  }
}

// Values of mpmath with 40 digits: bisection on the continued fraction of the incomplete beta
// function, from its definition. GSL's own inverse gives up at 3180 of 4000, scipy 1.10 is wrong in
// the ninth digit at 1 of 10^9. The bounds are rounded outwards to 28 bits.
Test(interval, agrees_with_mpmath) {
  static const struct {
    uint64_t hits, count;
    double low, high;
  } known[] = {{0, 4000, 0, 0.00092179474948305572501},
               {3180, 4000, 0.78215098691120668038, 0.80741662882263187525},
               {820, 4000, 0.19258337117736812475, 0.21784901308879331962},
               {4000, 4000, 0.99907820525051694427, 1},
               {1, 10, 0.0025285785444617845022, 0.44501611702819542026},
               {9, 10, 0.55498388297180457974, 0.9974714214555382155},
               {12345, 1000000, 0.012129493825606121343, 0.012563337660712827318},
               {0, 1000000000, 0, 3.6888794473100204977e-9},
               {1, 1000000000, 2.5317807983969379703e-11, 5.5716433782031152715e-9},
               {1000000, 1000000000, 0.00099804196067584595603, 0.0010019609288197938044},
               {500000000, 1000000000, 0.49996900974842228227, 0.50003099025157771773},
               {999999999, 1000000000, 0.9999999944283566218, 0.99999999997468219202}};
  const double outwards = 0x1p-27, error = 1e-11;
  for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
    double low = 0, high = 0;
    cpf_flow_interval(known[i].hits, known[i].count, 0.95, &low, &high);
    cr_assert(low <= known[i].low * (1 + error) &&
                  low >= known[i].low * (1 - outwards) * (1 - error),
              "case %zu: %.17g", i, low);
    cr_assert(high >= known[i].high * (1 - error) &&
                  high <= fmin(1, known[i].high * (1 + outwards) * (1 + error)),
              "case %zu: %.17g", i, high);
  }
}

// What is not asked for sensibly claims nothing.
Test(interval, of_nonsense_is_everything) {
  static const struct {
    uint64_t hits, count;
    double level;
  } cases[] = {{0, 0, 0.95}, {5, 4, 0.95}, {1, 4, 0}, {1, 4, 1}, {1, 4, NAN}, {1, 4, -2}};
  for (size_t i = 0; i < COUNT(cases); i++) {
    double low, high;
    cpf_flow_interval(cases[i].hits, cases[i].count, cases[i].level, &low, &high);
    cr_assert(low == 0 && high == 1, "case %zu", i);
  }
}
