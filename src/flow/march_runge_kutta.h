// SPDX-License-Identifier: GPL-3.0-or-later
// The state of an embedded Runge-Kutta pair (march_runge_kutta.c), for the parts of its steps that
// are compiled for small problems.
#ifndef CPF_FLOW_MARCH_RUNGE_KUTTA_H
#define CPF_FLOW_MARCH_RUNGE_KUTTA_H

#include "flow/march_control.h"
#include "flow/march_sum.h"

struct cpf_runge_kutta {
  struct cpf_control control;
  struct cpf_runge_kutta *self; // for the dense output of a const state, which uses its storage
  const struct cpf_tableau *table;
  size_t size;
  cpf_lanes *storage; // owned: stages that are no end of the step, Y, R
  cpf_lanes *K[CPF_TABLEAU_STAGES];
  double unit;  // the stages before the end, but the first, are given in this unit
  cpf_lanes *Y; // the argument of a stage
  cpf_lanes *R; // 3 + extra arrays
  double *data; // owned: of a dense output
  bool have_dense;
  struct cpf_sum stage[CPF_TABLEAU_STAGES], error, coarse, dense[CPF_TABLEAU_EXTRA];
};

// The stages of a step and its end, not yet on the spheres, where cpf_field_is_pair holds: the same
// numbers but for rounding as from cpf_sum_move and cpf_field_evaluate, with the sizes compiled in.
// The stages are in the unit rho.
void cpf_pair_stages(struct cpf_runge_kutta *s);

#endif
