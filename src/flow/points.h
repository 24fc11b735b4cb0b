// SPDX-License-Identifier: GPL-3.0-or-later
// Points given by the caller.
#ifndef CPF_FLOW_POINTS_H
#define CPF_FLOW_POINTS_H

#include "cpfind/problem.h"

// CPF_EINVAL names the first row of `count` points (n*d doubles each) that has not unit length;
// `name` says in the message what the points are.
enum cpf_status cpf_flow_points_check(const struct cpf_problem *p, const char *name,
                                      const double *points, size_t count, struct cpf_error *err);

#endif
