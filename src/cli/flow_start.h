// SPDX-License-Identifier: GPL-3.0-or-later
// What `flow` is to follow: the problem, the starts, the families to watch.
#ifndef CPF_CLI_FLOW_START_H
#define CPF_CLI_FLOW_START_H

#include "cli/args.h"
#include "cli/points.h"
#include "report/flow.h"

struct cpf_flow_choice {
  struct cpf_problem problem;
  struct cpf_flow_start start;
  const char *init;         // as given
  const char *near;         // the family to start beside, NULL: none
  struct cpf_points points; // of the file
  double *beside;           // owned; the W of `near`
  size_t nwatch;
  double *watch;                    // owned; nwatch W's
  struct cpf_flow_watched *watched; // owned
};

// The problem, and the starts as far as they need no search: reads the file. CPF_EINVAL, CPF_EPARSE
// and CPF_EIO name the option or the place. The caller clears *c, also on failure.
enum cpf_status cpf_flow_choose(const struct cpf_args *args, struct cpf_flow_choice *c,
                                struct cpf_error *err);

// Finds the critical points when near: or --watch ask for some, and takes the W's named.
// CPF_EINVAL lists the families there are; CPF_EINTERRUPTED.
enum cpf_status cpf_flow_choose_families(const struct cpf_args *args, const struct cpf_table *table,
                                         struct cpf_flow_choice *c, struct cpf_error *err);

void cpf_flow_choice_clear(struct cpf_flow_choice *c);

#endif
