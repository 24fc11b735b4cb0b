// SPDX-License-Identifier: GPL-3.0-or-later
// The parts of slow.c: the store, lines outside span V, and how a point is made.
#ifndef CPF_FLOW_SLOW_PARTS_H
#define CPF_FLOW_SLOW_PARTS_H

#include "flow/slow.h"

struct cpf_slow {
  struct cpf_problem p;
  struct cpf_centre_options opt;
  double tol_zero;
  size_t capacity, count, room;
  struct cpf_slow_point **list; // owned; the last used first
  double *key, *lifted;         // owned; n*d each
  double *line;                 // owned; d
  struct cpf_refiner *on_line;  // owned; for d = k + 1, when it was needed
};

// The point at slow->key, on slow->line when on_line; slow->line is overwritten.
enum cpf_status cpf_slow_point_make(struct cpf_slow *slow, struct cpf_refiner *refiner,
                                    bool on_line, struct cpf_slow_point **out,
                                    struct cpf_error *err);
void cpf_slow_point_free(struct cpf_slow_point *point); // NULL is allowed

// The direction in which the rows of W outside span V are longest, by the power method, and what
// lies beside it; 0 and a first unit vector when there is nothing. Needs d - k <=
// CPF_SLOW_LINE_MAX.
double cpf_slow_find_line(const struct cpf_problem *p, const double *W, double *line);
// W with its part outside span V on the line as a point of the problem with d = k + 1.
void cpf_slow_onto_line(const struct cpf_problem *p, const double *W, const double *line,
                        double *out);

#endif
