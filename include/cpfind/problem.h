// SPDX-License-Identifier: GPL-3.0-or-later
// The problem P(n, k, d, rho) with repulsion weight r: see docs/mathematics.md.
#ifndef CPFIND_PROBLEM_H
#define CPFIND_PROBLEM_H

#include <stdbool.h>
#include <stddef.h>

#include "cpfind/status.h"

#ifdef __cplusplus
extern "C" {
#endif

// n students and k orthonormal teachers in R^d; the teachers are the first k unit vectors.
// A point W is an array of n*d doubles, row i (student i) at W + i*d, each row of unit length.
struct cpf_problem {
  int n;            // students, >= 1
  int k;            // teachers, 1 <= k <= d
  int d;            // ambient dimension
  int rho;          // degree of the normalised Hermite activation, 1 <= rho <= CPF_RHO_MAX
  double repulsion; // r >= 0, finite: 1 the squared loss, 0 the correlation loss
};

enum {
  CPF_SIZE_MAX = 1 << 20, // largest n, k or d accepted
  CPF_RHO_MAX = 1000      // largest rho accepted
};

// CPF_EINVAL names the member outside its domain, the value seen and the values allowed.
CPF_PUBLIC enum cpf_status cpf_problem_check(const struct cpf_problem *p, struct cpf_error *err);

// True when w_i -> -w_i and v_j -> -v_j are symmetries of L: rho even.
CPF_PUBLIC bool cpf_problem_has_signs(const struct cpf_problem *p);

// The same problem in the smallest dimension that loses no critical point up to O(d-k):
// d' = k + min(n, d-k). A point has at most n independent directions outside span V, and O(d-k)
// turns them into the first ones; grad L lies in the span of the rows of V and W.
CPF_PUBLIC struct cpf_problem cpf_problem_reduced(const struct cpf_problem *p);

// n(d-1), the dimension of the product of spheres.
CPF_PUBLIC size_t cpf_problem_tangent_dim(const struct cpf_problem *p);

#ifdef __cplusplus
}
#endif
#endif
