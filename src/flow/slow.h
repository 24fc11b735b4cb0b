// SPDX-License-Identifier: GPL-3.0-or-later
// Critical points that trajectories come to rest beside: what the Hessian says there, and the slow
// manifold where there is one. Kept, since many trajectories come to the same points.
#ifndef CPF_FLOW_SLOW_H
#define CPF_FLOW_SLOW_H

#include "flow/centre.h"

enum { CPF_SLOW_LINE_MAX = 64 }; // most dimensions outside span V in which a line is looked for

// When the part of a critical point outside span V has rank 1 in a space of more dimensions, O(d-k)
// moves it along an orbit, and no series is made there. But the points whose part outside span V
// lies on one line are invariant under the flow: in the problem with d = k + 1 the orbit is two
// points. The trajectory's other components outside span V are among the fast directions. The line
// is that of the trajectory itself, a unit vector `line` of d - k entries; for d = k + 1 a sign.
struct cpf_slow_point {
  double *key;               // owned; n*d: the critical point, rounded; rows of own.d entries first
  double *W;                 // owned; n*own.d: refined from the key, whoever asked first
  struct cpf_problem own;    // that of W and of the manifold: the problem itself, or d = k + 1
  bool on_line;              // the latter
  bool critical;             // there is a critical point there; else all below is empty
  int negative, kernel;      // eigenvalues < 0, and = 0 besides those of the orbit of O(d-k)
  double least, largest;     // the least |eigenvalue| that is not 0, and the largest
  bool balanced;             // the point's symmetries leave no direction of the kernel alone
  struct cpf_centre *centre; // owned; NULL: no slow manifold to speak of
  double *scratch;           // owned; n*own.d
  int users;                 // trajectories that hold it: it is not forgotten meanwhile
};

struct cpf_slow;
// A store of up to `capacity` points that nobody holds; 0: nothing is ever forgotten.
enum cpf_status cpf_slow_alloc(const struct cpf_problem *p, double tol_zero, size_t capacity,
                               struct cpf_slow **out, struct cpf_error *err);
void cpf_slow_free(struct cpf_slow *slow); // NULL is allowed

// The point that W, refined, rounds to; held for the caller, who lets it go with cpf_slow_release.
enum cpf_status cpf_slow_find(struct cpf_slow *slow, struct cpf_refiner *refiner, const double *W,
                              struct cpf_slow_point **out, struct cpf_error *err);
void cpf_slow_release(struct cpf_slow_point *point);

// The manifold's coordinates x of W (n*d), as cpf_centre_project; sets the line. The distance that
// is returned includes what lies beside the line.
double cpf_slow_project(struct cpf_slow_point *point, const struct cpf_problem *p, const double *W,
                        double *line, double *x);
// The point of the manifold at x, or with x = NULL the critical point: n*d doubles to W.
void cpf_slow_at(const struct cpf_slow_point *point, const struct cpf_problem *p, const double *x,
                 const double *line, double *W);

#endif
