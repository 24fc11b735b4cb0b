// SPDX-License-Identifier: GPL-3.0-or-later
// Where searches start: structured points, which general solvers lose, and random ones.
#ifndef CPF_SOLVER_SEEDS_H
#define CPF_SOLVER_SEEDS_H

#include <stdint.h>

#include "cpfind/problem.h"

// A list of starts, owned: count points of n*d doubles.
struct cpf_seeds {
  size_t count, capacity;
  double *W;
};
void cpf_seeds_free(struct cpf_seeds *seeds); // NULL is allowed; leaves it empty

// Products of known blocks on disjoint teachers, one of each kind up to symmetry: m students on the
// equal-weight combination of l teachers (copies, averages and their repetitions), balance and
// tight-balance pairs, null students. theta is the tight-balance angle, or NaN for none. Appends at
// most `limit` starts; *complete is false when there were more.
enum cpf_status cpf_seeds_blocks(const struct cpf_problem *p, double theta, size_t limit,
                                 struct cpf_seeds *seeds, bool *complete, struct cpf_error *err);

// The product grid of the directions {-1, 0, 1}^d (scaled to length 1; one of each pair +-u when
// signs are symmetries), students unordered. Restricted to coordinates below `support` (k: they
// hold the critical points of the uncoupled problem r = 0; d: with all the axes outside span V).
enum cpf_status cpf_seeds_grid(const struct cpf_problem *p, int support, size_t limit,
                               struct cpf_seeds *seeds, bool *complete, struct cpf_error *err);

// Random starts number `start` of a seed: uniform on the product of spheres; or uniform, then
// averaged over the cyclic group of a random symmetry of L, so that it lies in the fixed space of
// that symmetry. Every step of a solver stays there (Palais, Comm. Math. Phys. 69 (1979)), where
// points of small basins are found more easily.
void cpf_seed_uniform(const struct cpf_problem *p, uint64_t seed, uint64_t start, double *W);
void cpf_seed_symmetric(const struct cpf_problem *p, uint64_t seed, uint64_t start, double *W);

#endif
