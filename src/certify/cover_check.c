// SPDX-License-Identifier: GPL-3.0-or-later
#include "certify/cover_check.h"

#include <math.h>
#include <stdbool.h>

#include "certify/cover_system.h"

// Symmetries tried for each region: some seconds.
static const double SYMMETRIES_MAX = 2e7;
// d^rho and what is made of it must not overflow.
static const double POWER_MAX = 1e100;

// Unit vectors have no entry above this.
static const double UNIT_MAX = 2;

// The number of symmetries that cpf_cover_images_make goes through for each region.
static double symmetries(const struct cpf_problem *p) {
  double order = pow(2, p->rho % 2 == 0 ? p->d : p->d - p->k);
  for (int c = 2; c <= p->n; c++)
    order *= c;
  for (int c = 2; c <= p->k; c++)
    order *= c;
  return order;
}

const char *cpf_cover_refusal(const struct cpf_problem *p) {
  if (p->rho <= 2)
    return "for rho <= 2 the critical points are not isolated in general";
  if (p->d > p->k + 1)
    return "for d > k+1 the critical points are not isolated in general";
  if (p->d < 2)
    return "in dimension 1 every point is critical";
  if (p->n > CPF_COVER_W_MAX || p->d > CPF_COVER_W_MAX || p->n * p->d > CPF_COVER_W_MAX ||
      p->n * (p->d - 1) > CPF_COVER_N_MAX)
    return "too many unknowns";
  if (symmetries(p) > SYMMETRIES_MAX)
    return "the symmetry group is too large";
  if (!(p->rho * log(p->d) + log(1 + p->repulsion) < log(POWER_MAX)))
    return "d^rho or the repulsion is too large";
  return NULL;
}

enum cpf_status cpf_cover_check(const struct cpf_problem *p, const struct cpf_region *regions,
                                int nregions, struct cpf_error *err) {
  int n = p->n, d = p->d, N = n * (d - 1);
  for (int r = 0; r < nregions; r++) {
    const struct cpf_region *region = &regions[r];
    bool good = true;
    for (int c = 0; c < n * d; c++)
      good = good && fabs(region->W[c]) <= UNIT_MAX;
    for (int c = 0; c < N * d; c++)
      good = good && fabs(region->B[c]) <= UNIT_MAX;
    for (int c = 0; c < N * N; c++)
      good = good && fabs(region->V[c]) <= POWER_MAX;
    for (int c = 0; c < N; c++)
      good = good && region->half[c] >= 0 && region->half[c] <= POWER_MAX;
    if (!good)
      return cpf_fail(err, CPF_EINVAL, "region %d holds a number that is not finite, or too large",
                      r);
  }
  return CPF_OK;
}
