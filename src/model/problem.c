// SPDX-License-Identifier: GPL-3.0-or-later
#include "cpfind/problem.h"

#include <math.h>

static enum cpf_status check_count(const char *name, int value, struct cpf_error *err) {
  if (value < 1 || value > CPF_SIZE_MAX)
    return cpf_fail(err, CPF_EINVAL, "%s is %d; allowed are the integers 1 to %d", name, value,
                    (int)CPF_SIZE_MAX);
  return CPF_OK;
}

enum cpf_status cpf_problem_check(const struct cpf_problem *p, struct cpf_error *err) {
  if (check_count("n", p->n, err) != CPF_OK || check_count("k", p->k, err) != CPF_OK ||
      check_count("d", p->d, err) != CPF_OK)
    return CPF_EINVAL;
  if (p->k > p->d)
    return cpf_fail(err, CPF_EINVAL,
                    "k is %d and d is %d; k orthonormal teachers need d >= k, so k is at most %d",
                    p->k, p->d, p->d);
  if (p->rho < 1 || p->rho > CPF_RHO_MAX)
    return cpf_fail(err, CPF_EINVAL, "rho is %d; allowed are the integers 1 to %d", p->rho,
                    (int)CPF_RHO_MAX);
  if (!isfinite(p->repulsion) || p->repulsion < 0)
    return cpf_fail(err, CPF_EINVAL, "the repulsion is %g; allowed are finite numbers >= 0",
                    p->repulsion);
  return CPF_OK;
}

bool cpf_problem_has_signs(const struct cpf_problem *p) {
  return p->rho % 2 == 0;
}

struct cpf_problem cpf_problem_reduced(const struct cpf_problem *p) {
  struct cpf_problem q = *p;
  int outside = p->d - p->k;
  q.d = p->k + (outside < p->n ? outside : p->n);
  return q;
}

size_t cpf_problem_tangent_dim(const struct cpf_problem *p) {
  return (size_t)p->n * (size_t)(p->d - 1);
}
