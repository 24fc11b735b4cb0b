// SPDX-License-Identifier: GPL-3.0-or-later
#include "solver/method.h"

#include <stddef.h>
#include <string.h>

const struct cpf_method *const cpf_methods[] = {
    &cpf_method_newton,
    &cpf_method_gsl_hybridsj,
    &cpf_method_gsl_newton,
    &cpf_method_homotopy,
    NULL,
};

const struct cpf_method *cpf_method_find(const char *name) {
  for (size_t i = 0; cpf_methods[i] != NULL; i++)
    if (strcmp(cpf_methods[i]->name, name) == 0)
      return cpf_methods[i];
  return NULL;
}

struct cpf_solver_options cpf_solver_options_default(void) {
  return (struct cpf_solver_options){
      .tol_gradient = 1e-10,
      .max_iterations = 120,
      .stall_iterations = 14,
      .max_step = 0.7,
      .damping = 1,
      .damping_min = 1e-6,
      .arc_step = 0.05,
      .arc_step_min = 1e-6,
      .arc_step_max = 0.25,
      .arc_steps = 2000,
  };
}
