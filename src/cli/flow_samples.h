// SPDX-License-Identifier: GPL-3.0-or-later
// The points of a trajectory at which it is printed.
#ifndef CPF_CLI_FLOW_SAMPLES_H
#define CPF_CLI_FLOW_SAMPLES_H

#include "cli/args.h"
#include "report/flow.h"

enum { CPF_FLOW_SAMPLES = 100 }; // unless --samples says otherwise

struct cpf_flow_samples {
  struct cpf_flow_sample *list; // owned
  double *W;                    // owned; the points of the list
  size_t count;
};

// CPF_EINVAL when --samples asks for more numbers than are allowed: before any work.
enum cpf_status cpf_flow_samples_check(const struct cpf_args *args, const struct cpf_problem *p,
                                       struct cpf_error *err);

// linear: from 0 to the end in equal steps; log: 0, then from the first step of the integrator to
// the end in equal ratios; steps: at each step of the integrator. The caller clears *s.
enum cpf_status cpf_flow_samples_take(const struct cpf_args *args, const struct cpf_problem *p,
                                      const struct cpf_flow_path *path, struct cpf_flow_samples *s,
                                      struct cpf_error *err);

void cpf_flow_samples_clear(struct cpf_flow_samples *s);

#endif
