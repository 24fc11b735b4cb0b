// SPDX-License-Identifier: GPL-3.0-or-later
// Choices between lanes and rough powers, against the scalar operators and the C library.
#include "flow/lanes_power.h"

#include <float.h>

#include "../support.h"

static const double INTERESTING[] = {0,       -0.0,     1,   -1,  1e-300, -1e-300, DBL_MIN / 4,
                                     DBL_MAX, -DBL_MAX, 2.5, 1e5, -3e7,   1,       1 + DBL_EPSILON,
                                     DBL_MIN, 0x1p-1074};

static void all_lanes(double x, cpf_lanes *out) {
  *out = (cpf_lanes){0} + x;
}

Test(lanes, finite_numbers_compare_as_scalars_do) {
  for (size_t i = 0; i < COUNT(INTERESTING); i++)
    for (size_t j = 0; j < COUNT(INTERESTING); j++) {
      double x = INTERESTING[i], y = INTERESTING[j];
      cpf_lanes a, b;
      all_lanes(x, &a);
      all_lanes(y, &b);
      cpf_lanes_mask below = CPF_LANES_BELOW(a, b);
      cpf_lanes more = CPF_LANES_MAX(a, b), less = CPF_LANES_MIN(a, b);
      for (int l = 0; l < CPF_LANES; l++) {
        cr_assert_eq(below[l], x < y ? -1 : 0, "%g < %g", x, y);
        cr_assert_eq(more[l], x < y ? y : x);
        cr_assert_eq(less[l], x < y ? x : y);
      }
    }
}

Test(lanes, infinity_compares_with_numbers) {
  cpf_lanes top, one;
  all_lanes(INFINITY, &top);
  all_lanes(1, &one);
  cpf_lanes bottom = -top;
  cpf_lanes_mask all = CPF_LANES_BELOW(one, top) & CPF_LANES_BELOW(bottom, one) &
                       CPF_LANES_BELOW(bottom, top) & ~CPF_LANES_BELOW(top, one) &
                       ~CPF_LANES_BELOW(one, bottom) & ~CPF_LANES_BELOW(top, bottom);
  cr_assert_eq(cpf_lanes_bits(&all), (1U << CPF_LANES) - 1);
}

Test(lanes, what_is_no_number_is_known) {
  const double odd[] = {NAN, -NAN, INFINITY, -INFINITY};
  for (size_t i = 0; i < COUNT(INTERESTING) + COUNT(odd); i++) {
    double x = i < COUNT(odd) ? odd[i] : INTERESTING[i - COUNT(odd)];
    cpf_lanes a;
    all_lanes(x, &a);
    cpf_lanes_mask finite = CPF_LANES_FINITE(a), none = CPF_LANES_NAN(a);
    for (int l = 0; l < CPF_LANES; l++) {
      cr_assert_eq(finite[l], isfinite(x) ? -1 : 0, "%g", x);
      cr_assert_eq(none[l], isnan(x) ? -1 : 0, "%g", x);
    }
  }
}

Test(lanes, bits_and_masks_are_inverse) {
  for (unsigned bits = 0; bits < 1U << CPF_LANES; bits++) {
    cpf_lanes_mask mask;
    cpf_lanes_from_bits(bits, &mask);
    cr_assert_eq(cpf_lanes_bits(&mask), bits);
    for (int l = 0; l < CPF_LANES; l++)
      cr_assert_eq(mask[l], (bits >> l & 1) != 0 ? -1 : 0);
  }
}

// The errors that lanes_power.h states, over the range of doubles.
Test(lanes, powers_are_as_accurate_as_stated) {
  uint64_t state = 1;
  for (int turn = 0; turn < 100000; turn++) {
    double x = ldexp(1 + 0.5 * (1 + centred(&state)) / 2, (int)(1000 * centred(&state)));
    double y = 999 * centred(&state), e = 3 * centred(&state);
    cpf_lanes a, b, out;
    all_lanes(x, &a);
    cpf_lanes_log2(&a, &out);
    cr_assert_float_eq(out[turn % CPF_LANES], log2(x), 2e-5, "log2 %g", x);
    all_lanes(y, &b);
    cpf_lanes_exp2(&b, &out);
    cr_assert_float_eq(out[turn % CPF_LANES] / exp2(y), 1, 4e-6, "2^%g", y);
    if (fabs(e * log2(x)) > 900)
      continue;
    cpf_lanes_power_real(&a, e, &out);
    cr_assert_float_eq(out[turn % CPF_LANES] / pow(x, e), 1, 1e-4, "%g^%g", x, e);
  }
}

Test(lanes, powers_at_the_ends) {
  cpf_lanes a, out;
  all_lanes(0, &a);
  cpf_lanes_log2(&a, &out);
  cr_assert_float_eq(out[0], -1023, 2);
  all_lanes(INFINITY, &a);
  cpf_lanes_log2(&a, &out);
  cr_assert_float_eq(out[0], 1024, 2);
  all_lanes(0, &a);
  cpf_lanes_power_real(&a, -0.5, &out);
  cr_assert(isfinite(out[0]) && out[0] > 1e100);
}
