// SPDX-License-Identifier: GPL-3.0-or-later
// The recurrence that all counts share. Y[s][t] counts the ways to make blocks of s labelled
// students on t labelled teachers, every teacher used. Take away the block of the last student:
//
//   Y[s][t] = sum_{m,l} C(s-1, m-1) C(t, l) c_{m,l} Y[s-m][t-l],   Y[0][0] = 1,
//
// c_{m,l} the weight of a block; then, over the choices of the teachers that are used,
//
//   n! k! [x^n y^k] exp(y + sum_{m,l} c_{m,l} x^m y^l / (m! l!)) = sum_t C(k, t) Y[n][t].
#ifndef CPF_ASSEMBLE_RECURRENCE_H
#define CPF_ASSEMBLE_RECURRENCE_H

#include "cpfind/assemble.h"

enum { CPF_BLOCK_SIZES = CPF_ASSEMBLE_BLOCK_MAX + 1 }; // a table by m or l, from 0

// C(a, b) for a <= CPF_ASSEMBLE_SIZE_MAX, b <= CPF_ASSEMBLE_BLOCK_MAX, which is below 2^58; 0 for
// b > a.
uint64_t cpf_binomial(int a, int b);

#endif
