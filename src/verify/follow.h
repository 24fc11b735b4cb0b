// SPDX-License-Identifier: GPL-3.0-or-later
// Trajectories of the gradient flow in double precision (cpfind/flow.h), for the trials. Evidence,
// never proof: a verdict may not rest on it.
#ifndef CPF_VERIFY_FOLLOW_H
#define CPF_VERIFY_FOLLOW_H

#include "cpfind/flow.h"
#include "verify/trial.h"

// Where a trajectory ended.
struct cpf_follow_end {
  enum cpf_flow_end end;
  char label[CPF_LABEL_MAX]; // of the family it ended at; "" when at none
  double time, loss;         // at the last point
};

// Follows the trajectories from `count` W's (n*d each, unit rows) to their ends. Each W becomes the
// last point of its trajectory. CPF_EINTERRUPTED when the trial was asked to stop.
enum cpf_status cpf_follow(const struct cpf_trial *t, const struct cpf_problem *p, double *W,
                           size_t count, struct cpf_follow_end *ends, struct cpf_error *err);

// One trajectory, from W (n*d, unit rows), with all that is on its way; *path is owned by the
// caller. W becomes the last point.
enum cpf_status cpf_follow_path(const struct cpf_trial *t, const struct cpf_problem *p, double *W,
                                struct cpf_flow_path **path, struct cpf_follow_end *end,
                                struct cpf_error *err);

// Whether it ended in the basin of a minimum of that label.
bool cpf_follow_reached(const struct cpf_follow_end *end, const char *label);

#endif
