// SPDX-License-Identifier: GPL-3.0-or-later
// The checks that speak for, and never prove, the completeness of a list of families.
#ifndef CPF_SEARCH_COMPLETENESS_H
#define CPF_SEARCH_COMPLETENESS_H

#include "cpfind/search.h"

// Poincare-Hopf: the Euler characteristic of (S^{d-1})^n, 0 for even d and 2^n for odd d, against
// the sum of the families' shares. Fills euler_expected, euler_found, euler_found_known, euler.
// Not applicable when some share is unknown, or when 2^n does not fit in 63 bits.
void cpf_check_euler(struct cpf_find_result *result);

// Chao1 in its bias-corrected form, f1 (f1 - 1) / (2 (f2 + 1)), from the numbers of families hit by
// exactly one and two random starts (Chao, Scand. J. Statist. 11 (1984); Chao, Encyclopedia of
// Statistical Sciences (2005)): a lower bound, in expectation, on the number of families unseen.
double cpf_chao1(uint64_t singletons, uint64_t doubletons);

// Good's estimate 1 - f1/N of the share of random starts whose family is known (Good, Biometrika 40
// (1953)); 0 for N = 0.
double cpf_coverage(uint64_t singletons, uint64_t starts);

// Fills singletons, doubletons, unseen, coverage from the families' hits by random starts (one
// number per family), then completeness and its reason. `random_starts` converged, and the last new
// family came with random start number `last_new`.
void cpf_check_completeness(struct cpf_find_result *result, const uint64_t *hits,
                            uint64_t random_starts, uint64_t last_new);

// False when no number of further starts can lift the verdict: some share in the Euler sum is
// unknown, or too large a part of the starts ends near points too flat to resolve.
bool cpf_more_starts_help(const struct cpf_find_result *result);

#endif
