// SPDX-License-Identifier: GPL-3.0-or-later
// Where trajectories start.
#ifndef CPF_FLOW_START_H
#define CPF_FLOW_START_H

#include "cpfind/flow.h"

// CPF_EINVAL names the member outside its domain.
enum cpf_status cpf_flow_start_check(const struct cpf_problem *p,
                                     const struct cpf_flow_start *start, struct cpf_error *err);

// Start number `number` to W (n*d doubles); p and start have passed the check.
void cpf_flow_start_make(const struct cpf_problem *p, const struct cpf_flow_start *start,
                         uint64_t seed, uint64_t number, double *W);

#endif
