// SPDX-License-Identifier: GPL-3.0-or-later
// When a trajectory has arrived: a neighbourhood of a minimum that provably belongs to its basin.
// Distances are geodesic here, the root of the sum of the squared angles between the rows: at least
// the Frobenius norm of the difference.
#ifndef CPF_FLOW_ARRIVAL_H
#define CPF_FLOW_ARRIVAL_H

#include <stdbool.h>

#include "cpfind/problem.h"

// K with |f'''(s)| <= K for f(s) = L(gamma(s)), gamma any geodesic of unit speed on the product of
// spheres; and the Hessians at the ends of a geodesic of length s, one carried to the other by
// parallel transport, differ by K s at most in the spectral norm. See arrival.c.
double cpf_arrival_third(const struct cpf_problem *p);

// The radius 2 lambda / K: when the Hessian at a critical point W* is at least lambda > 0 across
// the orbit of O(d-k), every trajectory that comes nearer to that orbit than this converges to it,
// its distance never growing. 0 for lambda <= 0, at most pi.
double cpf_arrival_radius(const struct cpf_problem *p, double lambda);

// What the local test says at a point.
struct cpf_arrival_test {
  bool arrived;
  double lambda;   // a lower bound on the Hessian at W, 0: none above 0 was found
  double distance; // arrived: bound on the distance from W to the minimum
};
// Workspace for one problem, one per thread.
struct cpf_arrival_work;
enum cpf_status cpf_arrival_alloc(const struct cpf_problem *p, struct cpf_arrival_work **work,
                                  struct cpf_error *err);
void cpf_arrival_free(struct cpf_arrival_work *work); // NULL is allowed

// arrived: the trajectory through W converges to a strict local minimum of L not further than
// `distance` from W, and there is no other critical point that near (Kantorovich's argument with
// the bound K; the Hessian's lower bound by Cholesky factorisation of a shifted matrix, rounding
// bounded as in Rump, BIT 46 (2006)). W: n*d doubles, unit rows to rounding; the trajectory meant
// is that of the rows scaled to length 1, and the rounding of the entries is accounted for. Says
// nothing about minima with directions of an orbit of O(d-k). On spheres of dimension 0 every point
// has arrived, with lambda = distance = 0. Cost: a gradient, a Hessian and a few factorisations.
struct cpf_arrival_test cpf_arrival_test(struct cpf_arrival_work *work, const double *W);

#endif
