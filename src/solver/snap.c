// SPDX-License-Identifier: GPL-3.0-or-later
#include "solver/snap.h"

#include <math.h>
#include <string.h>

#include "cpfind/model.h"
#include "model/outside.h"

static const double THRESHOLDS[CPF_SNAPS] = {0.02, 0.1, 0.2, 0.35};
static const double RANK = 1e-12;     // remainders outside span V below this are zero
static const double ROUNDING = 1e-15; // entries below this are zero already

bool cpf_snap(const struct cpf_problem *p, const double *W, int which, double *out, double *work) {
  size_t size = (size_t)p->n * (size_t)p->d;
  bool changed = false;
  memcpy(out, W, size * sizeof *out);
  if (p->d > p->k)
    cpf_outside_triangulate(p, out, RANK, work);
  for (size_t i = 0; i < size; i++)
    if (fabs(out[i]) < THRESHOLDS[which]) {
      changed |= fabs(out[i]) > ROUNDING;
      out[i] = 0;
    }
  return changed && cpf_normalise(p, out);
}
