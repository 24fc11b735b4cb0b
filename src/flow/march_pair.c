// SPDX-License-Identifier: GPL-3.0-or-later
//
// Two students and two teachers: all stages of a step in one function for each d, so that sums and
// fields stay in registers and no call is between them.
#include "flow/field_pair.h"
#include "flow/march_runge_kutta.h"

CPF_INLINE void stages(int d, struct cpf_runge_kutta *s) {
  const struct cpf_control *c = &s->control;
  const int last = s->table->stages - 1, rho = c->p.rho;
  const double r = c->p.repulsion;
  const cpf_lanes h = c->h;
  for (int stage = 1; stage <= last; stage++) {
    cpf_lanes Y[2 * (CPF_PAIR_TEACHERS + 2)], unused;
    cpf_sum_block(2 * d, &s->stage[stage], 0, &h, c->W0, Y);
    cpf_pair_field_over_rho(CPF_PAIR_TEACHERS, d, rho, r, Y, s->K[stage], &unused);
    if (stage == last)
      CPF_UNROLL for (int e = 0; e < 2 * d; e++) s->Y[e] = Y[e];
  }
  cpf_sum_block(2 * d, &s->stage[last + 1], 0, &h, c->W0, c->W1);
}

CPF_CLONES static void stages_2(struct cpf_runge_kutta *s) {
  stages(2, s);
}

CPF_CLONES static void stages_3(struct cpf_runge_kutta *s) {
  stages(3, s);
}

CPF_CLONES static void stages_4(struct cpf_runge_kutta *s) {
  stages(4, s);
}

void cpf_pair_stages(struct cpf_runge_kutta *s) {
  if (s->control.p.d == 2)
    stages_2(s);
  else if (s->control.p.d == 3)
    stages_3(s);
  else
    stages_4(s);
}
