// SPDX-License-Identifier: GPL-3.0-or-later
// One number of CPF_LANES points at once, and how functions on them are compiled.
#ifndef CPF_MODEL_LANES_H
#define CPF_MODEL_LANES_H

#include <math.h>
#include <stdint.h>

enum { CPF_LANES = 8 };

// One double per point. GCC and Clang split it into the registers that the machine has.
typedef double cpf_lanes __attribute__((vector_size(CPF_LANES * sizeof(double))));

// What a comparison of two cpf_lanes yields: all bits set in the lanes where it holds.
typedef int64_t cpf_lanes_mask __attribute__((vector_size(CPF_LANES * sizeof(int64_t))));

// Compiles a function for several instruction sets; the loader takes the widest that runs here.
// Off under the sanitizers, whose start-up comes after the loader's choice. Clang 14 knows no
// target_clones; arm64 has its vectors in the base.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) &&                             \
    !defined(__SANITIZE_ADDRESS__) && !defined(CPF_NO_CLONES)
#define CPF_CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define CPF_CLONES
#endif

// For the parts of such functions. They take pointers, not vectors: how a vector is passed depends
// on the instruction set.
#define CPF_INLINE static inline __attribute__((always_inline))

// Before loops whose ends are known when compiling.
#if defined(__clang__)
#define CPF_UNROLL_ALL _Pragma("unroll")
#else
#define CPF_UNROLL_ALL _Pragma("GCC unroll 8")
#endif

// By lanes: mask ? yes : no, without branches.
#define CPF_SELECT(mask, yes, no)                                                                  \
  ((cpf_lanes)(((cpf_lanes_mask)(mask) & (cpf_lanes_mask)(yes)) |                                  \
               (~(cpf_lanes_mask)(mask) & (cpf_lanes_mask)(no))))

// All lanes the same number.
#define CPF_ALL(x) ((cpf_lanes){0} + (x))

CPF_INLINE void cpf_lanes_sqrt(cpf_lanes *x) {
  cpf_lanes y = *x;
  for (int l = 0; l < CPF_LANES; l++)
    y[l] = sqrt(y[l]);
  *x = y;
}

// y = x^e, the usual degrees without a loop.
CPF_INLINE void cpf_lanes_power(const cpf_lanes *x, int e, cpf_lanes *y) {
  cpf_lanes base = *x, power = CPF_ALL(1);
  switch (e) {
  case 0:
    break;
  case 1:
    power = base;
    break;
  case 2:
    power = base * base;
    break;
  default:
    for (; e > 1; e >>= 1) {
      if (e & 1)
        power *= base;
      base *= base;
    }
    power *= base;
  }
  *y = power;
}

CPF_INLINE void cpf_lanes_dot(int d, const cpf_lanes *a, const cpf_lanes *b, cpf_lanes *s) {
  cpf_lanes sum = a[0] * b[0];
  for (int c = 1; c < d; c++)
    sum += a[c] * b[c];
  *s = sum;
}

#endif
