// SPDX-License-Identifier: GPL-3.0-or-later
// The iteration of newton.c compiled for any size and for the sizes searched most, which all end at
// the same bits. More sizes cost more code: some 100 KB each, all instruction sets together.
#include "solver/newton_kernel.h"

CPF_CLONES static void iterate_any(struct cpf_newton *m) {
  const struct cpf_problem *p = &m->trial.p;
  const struct cpf_sizes z = {p->n, p->k, p->d, p->rho, p->repulsion};
  cpf_newton_run(&z, false, m);
}

#define CPF_ITERATE(name, n, d)                                                                    \
  CPF_CLONES static void name(struct cpf_newton *m) {                                              \
    const struct cpf_sizes z = {n, d, d, m->trial.p.rho, m->trial.p.repulsion};                    \
    cpf_newton_run(&z, (n) * ((d)-1) <= CPF_NEWTON_SMALL, m);                                      \
  }

CPF_ITERATE(iterate_2_2, 2, 2)
CPF_ITERATE(iterate_2_3, 2, 3)
CPF_ITERATE(iterate_3_3, 3, 3)
CPF_ITERATE(iterate_4_4, 4, 4)

cpf_newton_fn *cpf_newton_iterate(const struct cpf_problem *p, bool any) {
  static const struct {
    int n, d;
    cpf_newton_fn *iterate;
  } sizes[] = {{2, 2, iterate_2_2}, {2, 3, iterate_2_3}, {3, 3, iterate_3_3}, {4, 4, iterate_4_4}};
  for (size_t i = 0; i < sizeof sizes / sizeof *sizes && !any; i++)
    if (p->n == sizes[i].n && p->d == sizes[i].d && p->k == p->d)
      return sizes[i].iterate;
  return iterate_any;
}
