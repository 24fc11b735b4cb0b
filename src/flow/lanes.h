// SPDX-License-Identifier: GPL-3.0-or-later
// Choices between lanes without branches. Macros and pointers, not values: how a vector is passed
// depends on the instruction set that a function is compiled for.
#ifndef CPF_FLOW_LANES_H
#define CPF_FLOW_LANES_H

#include <stdint.h>

#include "model/batch.h"

// All bits set in the lanes where something holds.
typedef int64_t cpf_lanes_mask __attribute__((vector_size(CPF_LANES * sizeof(int64_t))));

#define CPF_INLINE static inline __attribute__((always_inline))

// By lanes: mask ? yes : no.
#define CPF_SELECT(mask, yes, no)                                                                  \
  ((cpf_lanes)(((cpf_lanes_mask)(mask) & (cpf_lanes_mask)(yes)) |                                  \
               (~(cpf_lanes_mask)(mask) & (cpf_lanes_mask)(no))))
// Masks from the bits of the numbers: GCC takes comparisons of vectors apart, one lane after the
// other, in functions that it compiles for several instruction sets.
// a < b. Where one is NaN, or both are the same infinity, it says either.
#define CPF_LANES_BELOW(a, b) ((cpf_lanes_mask)((a) - (b)) >> 63)
// Neither infinite nor NaN.
#define CPF_LANES_FINITE(a) ((((cpf_lanes_mask)(a)&INT64_MAX) - INT64_C(0x7ff0000000000000)) >> 63)
#define CPF_LANES_NAN(a) ((INT64_C(0x7ff0000000000000) - ((cpf_lanes_mask)(a)&INT64_MAX)) >> 63)
// Of a number and NaN, either.
#define CPF_LANES_MAX(a, b) CPF_SELECT(CPF_LANES_BELOW(a, b), b, a)
#define CPF_LANES_MIN(a, b) CPF_SELECT(CPF_LANES_BELOW(b, a), b, a)

// Loops of at most eight turns, known when compiling.
#if defined(__clang__)
#define CPF_UNROLL _Pragma("unroll")
#else
#define CPF_UNROLL _Pragma("GCC unroll 8")
#endif

// Bit l is set where lane l of the mask is.
CPF_INLINE unsigned cpf_lanes_bits(const cpf_lanes_mask *mask) {
  unsigned bits = 0;
  for (int l = 0; l < CPF_LANES; l++)
    bits |= (unsigned)((*mask)[l] & 1) << l;
  return bits;
}

CPF_INLINE void cpf_lanes_from_bits(unsigned bits, cpf_lanes_mask *mask) {
  for (int l = 0; l < CPF_LANES; l++)
    (*mask)[l] = -(int64_t)(bits >> l & 1);
}

#endif
