// SPDX-License-Identifier: GPL-3.0-or-later
// Critical points that trajectories come to rest beside: what the Hessian says there, and the slow
// manifold where there is one. Kept, since many trajectories come to the same points.
#ifndef CPF_FLOW_SLOW_H
#define CPF_FLOW_SLOW_H

#include "flow/centre.h"

struct cpf_slow_point {
  double *key;   // owned; n*d: the critical point, rounded
  double *W;     // owned; n*d: refined from the key, so that it does not depend on who asked first
  bool critical; // there is a critical point there; else all below is empty
  int negative, kernel;      // eigenvalues < 0, and = 0 besides those of the orbit of O(d-k)
  double least, largest;     // the least |eigenvalue| that is not 0, and the largest
  struct cpf_centre *centre; // owned; NULL: no slow manifold to speak of
  int users;                 // trajectories that hold it: it is not forgotten meanwhile
};

struct cpf_slow;
// A store of up to `capacity` points that nobody holds; 0: nothing is ever forgotten.
enum cpf_status cpf_slow_alloc(const struct cpf_problem *p, double tol_zero, size_t capacity,
                               struct cpf_slow **slow, struct cpf_error *err);
void cpf_slow_free(struct cpf_slow *slow); // NULL is allowed

// The point that W, refined, rounds to; held for the caller, who lets it go with cpf_slow_release.
enum cpf_status cpf_slow_find(struct cpf_slow *slow, struct cpf_refiner *refiner, const double *W,
                              struct cpf_slow_point **point, struct cpf_error *err);
void cpf_slow_release(struct cpf_slow_point *point);

#endif
