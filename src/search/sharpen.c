// SPDX-License-Identifier: GPL-3.0-or-later
#include "search/sharpen.h"

#include <string.h>

#include "certify/certify_ball.h"

enum { COORDINATES_MAX = 64 };

enum cpf_status cpf_sharpen(const struct cpf_problem *p, double *W, bool *found,
                            struct cpf_error *err) {
  double center[COORDINATES_MAX];
  size_t size = (size_t)p->n * (size_t)p->d;
  *found = false;
  if (p->rho < 2 || size > COORDINATES_MAX)
    return CPF_OK;
  enum cpf_status status = cpf_certify_center(p, W, center, found, err);
  if (status == CPF_OK && *found)
    memcpy(W, center, size * sizeof *W);
  return status;
}
