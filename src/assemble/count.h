// SPDX-License-Identifier: GPL-3.0-or-later
// Exact numbers of assembled points and families, and the least loss among them.
#ifndef CPF_ASSEMBLE_COUNT_H
#define CPF_ASSEMBLE_COUNT_H

#include <gmp.h>

#include "cpfind/assemble.h"

// The irreducible families to count with: those that a point may be made of. Blocks that are not
// counted (assemble/blocks.h) are passed over.
struct cpf_count {
  int n, k; // of the problem
  int nblocks;
  const struct cpf_irreducible *blocks;
  unsigned allowed; // bits of enum cpf_count_sign: blocks with another one are passed over
};

enum cpf_count_sign { CPF_DESCENDS = 1, CPF_ASCENDS = 2, CPF_DOUBT = 4, CPF_SIGNS = 7 };
unsigned cpf_count_signs(const struct cpf_irreducible *b);

// True when the block is counted and has only the signs allowed.
bool cpf_count_takes(const struct cpf_count *c, const struct cpf_irreducible *b);

// n! k! [x^n y^k] exp(y + sum points_f x^m y^l / (m! l!)), the number of points; with `degrees`
// each points_f is times the local degree, which must be known. `out` is initialised.
// Cost: n k times the number of different (m, l) products of a big integer with a small one.
enum cpf_status cpf_count_points(const struct cpf_count *c, bool degrees, mpz_t out,
                                 struct cpf_error *err);

// The number of multisets of irreducible families with n students and at most k teachers.
enum cpf_status cpf_count_families(const struct cpf_count *c, mpz_t out, struct cpf_error *err);

// The least loss of a point, k/2 included, and the number of points whose loss is within tol of it.
// *known is false when there is no point.
enum cpf_status cpf_count_lowest(const struct cpf_count *c, double tol, bool *known, double *loss,
                                 mpz_t points, struct cpf_error *err);

// Both numbers, in all and by kind, as decimal digits, into r.
enum cpf_status cpf_count_kinds(struct cpf_assemble_result *r, struct cpf_error *err);

// The digits of z, freed by the caller; NULL without memory.
char *cpf_count_digits(const mpz_t z);

#endif
