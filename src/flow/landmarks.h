// SPDX-License-Identifier: GPL-3.0-or-later
// Critical points whose slow manifolds trajectories have joined. Many come to the same few points,
// or to their orbits under O(d-k), and to refine each time again where the root is multiple costs
// more than the whole way there. Those that an ensemble looks at depend on its start and seed alone
// (ensemble.c).
#ifndef CPF_FLOW_LANDMARKS_H
#define CPF_FLOW_LANDMARKS_H

#include "cpfind/problem.h"

struct cpf_landmarks {
  struct cpf_problem p; // the reduced problem
  size_t count;
  double *points; // owned; n*d each, room for all that are ever kept, once there is one
};

void cpf_landmarks_free(struct cpf_landmarks *list);
// Unless it is there, bit by bit, or the list is full. Its part outside span V lies on the first
// axis there, or nowhere.
enum cpf_status cpf_landmarks_add(struct cpf_landmarks *list, const double *point,
                                  struct cpf_error *err);
// The one whose O(d-k) orbit is nearest to W, and its distance (Frobenius norm); NULL: there is
// none.
const double *cpf_landmarks_nearest(const struct cpf_landmarks *list, const double *W,
                                    double *distance);

#endif
