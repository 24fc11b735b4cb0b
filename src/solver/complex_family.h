// SPDX-License-Identifier: GPL-3.0-or-later
// The family of systems that has the target as a member, and its strata.
#ifndef CPF_SOLVER_COMPLEX_FAMILY_H
#define CPF_SOLVER_COMPLEX_FAMILY_H

#include "cpfind/problem.h"
#include "solver/complex_path.h"

enum {
  CPF_COMPLEX_PARTITIONS_MAX = 11, // of 6
  CPF_COMPLEX_NODES = 2,           // generic members
  CPF_COMPLEX_DIRECT = 3,          // edges between them that are one line,
  CPF_COMPLEX_EDGES_MAX = 24       // and all: the others turn at a third random member
};

struct cpf_complex_family {
  struct cpf_problem p;
  struct cpf_complex_system all; // n students of weight 1; the other systems share its u
  bool even;
  size_t params;                   // 2(1 + M)
  double *u, *uu;                  // owned
  double *target;                  // owned, params doubles, like all below
  double *node[CPF_COMPLEX_NODES]; // owned
  // Owned: an edge's ends, each node's parameters times a random constant (which changes no root),
  // and its turn, NULL for a direct edge.
  double *edge[CPF_COMPLEX_EDGES_MAX][3];
};

// The terms: the target's e_j first, then random unit vectors, enough to span all forms of degree
// rho (and rho - 1 when rho is odd).
enum cpf_status cpf_complex_family_make(const struct cpf_problem *p, uint64_t seed,
                                        struct cpf_complex_family *f, struct cpf_error *err);
void cpf_complex_family_free(struct cpf_complex_family *f);

// The system of l students with these weights.
struct cpf_complex_system cpf_complex_family_system(const struct cpf_complex_family *f, int l,
                                                    const int *weight);

// Parameters (random but for what it takes) and a random point critical for them: attempt picks
// the random numbers. False when the linear system is singular.
bool cpf_complex_family_seed(const struct cpf_complex_family *f, const struct cpf_complex_system *s,
                             uint64_t seed, uint64_t attempt, double *params, double *W);

// A random complex point of l students.
void cpf_complex_family_random(const struct cpf_complex_system *s, uint64_t seed, uint64_t number,
                               double *W);

// binom(n, k), at most 2^53.
double cpf_complex_binomial(int n, int k);

#endif
