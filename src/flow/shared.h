// SPDX-License-Identifier: GPL-3.0-or-later
// What an ensemble and a single path have in common: checks, and what the threads share.
#ifndef CPF_FLOW_SHARED_H
#define CPF_FLOW_SHARED_H

#include "flow/atlas.h"
#include "flow/crew.h"

// All checks of the arguments, then *shared. Everything pointed to must outlive it.
enum cpf_status cpf_flow_shared_make(const struct cpf_problem *p,
                                     const struct cpf_flow_options *opt,
                                     const struct cpf_flow_start *start, bool path,
                                     struct cpf_flow_shared *shared, struct cpf_error *err);
void cpf_flow_shared_clear(struct cpf_flow_shared *shared);

// CPF_ENOMEM when `threads` crews and `slots` slots take more than opt->find.memory_limit.
enum cpf_status cpf_flow_memory_check(const struct cpf_flow_shared *shared, int threads,
                                      size_t slots, struct cpf_error *err);

// Seconds of a clock that never goes back.
double cpf_flow_clock(void);

#endif
