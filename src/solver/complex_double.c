// SPDX-License-Identifier: GPL-3.0-or-later
// Paths in double precision: the templates with REAL = double.
#define REAL double
#define NAME(x) cpf_complex_double_##x
#define CPF_RETURNED 1e-18     // square of a relative distance from w.w = 1; the next is rounding
#define CPF_POLISHED 1e-14     // a Newton correction that small, relative, is rounding
#define CPF_POLISHED_POOR 1e-9 // one that small may be, when it no longer shrinks
#define CPF_ROUNDING 1e-12     // what a closed circle may miss by, relative to the point
#include "solver/complex_instance.h"
