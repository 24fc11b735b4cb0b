// SPDX-License-Identifier: GPL-3.0-or-later
// Strict numbers: the whole text, decimal, in range; no NaN, infinity, hexadecimal or blanks.
#ifndef CPF_CLI_NUMBER_H
#define CPF_CLI_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Each returns false, and leaves *value alone, when the text is not such a number.
bool cpf_number_integer(const char *text, int64_t least, int64_t most, int64_t *value);
// A finite decimal number; one too small for a double is read as the nearest double.
bool cpf_number_real(const char *text, double *value);
// Bytes: a whole number, alone or with the suffix K, M, G or T (powers of 1024).
bool cpf_number_size(const char *text, size_t *value);

#endif
