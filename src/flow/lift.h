// SPDX-License-Identifier: GPL-3.0-or-later
// Between R^d, where starts and records live, and the reduced dimension, where the flow is
// followed.
#ifndef CPF_FLOW_LIFT_H
#define CPF_FLOW_LIFT_H

#include "cpfind/problem.h"

// grad L lies in the span of the rows of V and W, so a trajectory stays in the span of V and of its
// start. The coordinates of an orthonormal basis of the start's part outside span V are those of
// the reduced problem. Where d = d' nothing is turned.
struct cpf_lift {
  struct cpf_problem p, reduced;
  double *basis; // owned; the rows that follow one another, (n + 1)(d - k) doubles, NULL for d = d'
  double *copy;  // owned; n*d
};
enum cpf_status cpf_lift_alloc(const struct cpf_problem *p, struct cpf_lift *lift,
                               struct cpf_error *err);
void cpf_lift_free(struct cpf_lift *lift);

// The start W (n*d doubles) to the reduced problem; sets the basis. Bit by bit the same where
// d = d', and in the coordinates inside span V.
void cpf_lift_down(struct cpf_lift *lift, const double *W, double *reduced);
// A point of the trajectory back to R^d.
void cpf_lift_up(const struct cpf_lift *lift, const double *reduced, double *W);

#endif
