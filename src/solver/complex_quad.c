// SPDX-License-Identifier: GPL-3.0-or-later
// Paths in quadruple precision: the templates with a 113-bit REAL.
#if defined(__x86_64__) || defined(__i386__)
__extension__ typedef __float128 cpf_quad;
#else
typedef long double cpf_quad;
#endif
#define REAL cpf_quad
#define NAME(x) cpf_complex_quad_##x
#define CPF_RETURNED 1e-36
#define CPF_POLISHED 1e-28
#define CPF_POLISHED_POOR 1e-20
#define CPF_ROUNDING 1e-24
#include "solver/complex_instance.h"
