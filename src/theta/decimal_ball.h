// SPDX-License-Identifier: GPL-3.0-or-later
// Decimals of a real number that is known by a ball.
#ifndef CPF_THETA_DECIMAL_BALL_H
#define CPF_THETA_DECIMAL_BALL_H

#include <stdbool.h>

#include <arb.h>
#include <flint/fmpq.h>

// The number of bits that hold this many decimals.
slong cpf_decimal_bits(slong digits);

// The multiple of 10^-digits nearest to the number, upwards from halfway, as a text with exactly
// `digits` decimals: true only when it is the same for every number in the ball. *radius is an
// upper bound on |text - number|, three figures, rounded up ("0" when the ball is exactly the
// text); radius may be NULL. Both are allocated, the caller frees them with free(). False, both
// NULL: the ball does not decide. out of memory: true with NULL texts.
bool cpf_decimal_round(const arb_t value, slong digits, char **text, char **radius);

// x >= 0 as a short decimal not below it: "4.99e-51". Allocated, NULL without memory.
char *cpf_decimal_above(const arb_t x);

// An exact decimal: digits, at most one point, at most `most` characters. False when the text is
// anything else.
bool cpf_decimal_parse(fmpq_t out, const char *text, size_t most);

#endif
