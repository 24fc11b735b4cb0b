// SPDX-License-Identifier: GPL-3.0-or-later
// Regions of nondegenerate critical points, for the tests and the benchmark of the cover: by the
// interval Newton step on larger and larger boxes in a chart.
#ifndef CPF_TESTS_COVER_REGIONS_H
#define CPF_TESTS_COVER_REGIONS_H

#include <stdlib.h>
#include <string.h>

#include "certify/cover_step.h"
#include "certify/region.h"
#include "cpfind/model.h"

#define REGION_NORM 0.999 // below 1 by more than the roundings of the norm

// A chart box around the gnomonic box of half width h at the region's centre; false when it leaves
// the chart.
static inline bool region_box(const struct cpf_cover_system *s, const struct cpf_region *region,
                              double h, struct cpf_cover_box *box) {
  int d = s->d, m = d - 1;
  for (int i = 0, c = 0; i < s->n; i++) {
    struct cpf_interval w[CPF_COVER_W_MAX];
    const double *centre = region->W + i * d;
    int face = 0;
    for (int a = 0; a < d; a++) {
      w[a] = cpf_interval_of(centre[a]);
      for (int t = 0; t < m; t++)
        w[a] = cpf_interval_add(
            w[a],
            cpf_interval_mul(cpf_interval(-h, h), cpf_interval_of(region->B[(i * m + t) * d + a])));
      face = fabs(centre[a]) > fabs(centre[face]) ? a : face;
    }
    bool flip = s->rho % 2 == 0 && centre[face] < 0;
    box->face[i] = (signed char)face;
    box->sign[i] = centre[face] < 0 && !flip ? -1 : 1;
    for (int a = 0; a < d; a++)
      w[a] = flip ? cpf_interval_neg(w[a]) : w[a];
    if (cpf_interval_has_zero(w[face]))
      return false;
    for (int t = 0; t < m; t++, c++) {
      struct cpf_interval x = cpf_interval_div(w[cpf_cover_axis(box, i, t)], w[face]);
      if (box->sign[i] < 0)
        x = cpf_interval_neg(x);
      box->lo[c] = x.lo;
      box->hi[c] = x.hi;
      if (fabs(x.lo) > 4 || fabs(x.hi) > 4)
        return false;
    }
  }
  return true;
}

// Krawczyk's test, with the Jacobian over the box and the Y of a step on it. False unless
// |I - YJ| < 1 in the norm in which the box is a ball: then E is one to one there. *zero: the
// operator maps the box into its inside, so that it holds a zero.
static inline bool region_test(const struct cpf_cover_system *s, struct cpf_cover_box box,
                               struct cpf_cover_step *w, bool *zero) {
  const struct cpf_cover_box whole = box;
  int N = s->N;
  if (cpf_cover_no_zero(s, &box, w) || cpf_cover_contract(s, &box, w) == CPF_COVER_EMPTY)
    return false;
  cpf_cover_values(s, &whole, &w->box);
  cpf_cover_slopes(s, &whole, &w->box, &w->box, w->J);
  *zero = true;
  for (int r = 0; r < N; r++) {
    double sum = 0;
    struct cpf_interval moved = {0, 0}; // c - K(box)
    for (int c = 0; c < N; c++) {
      struct cpf_interval entry = cpf_interval_of(r == c ? -1 : 0);
      for (int k = 0; k < N; k++)
        entry = cpf_interval_add(
            entry, cpf_interval_mul(cpf_interval_of(w->Y[r * N + k]), w->J[k * N + c]));
      struct cpf_interval side = {cpf_down(whole.lo[c] - w->c[c]), cpf_up(whole.hi[c] - w->c[c])};
      moved = cpf_interval_add(moved, cpf_interval_mul(entry, side));
      moved = cpf_interval_add(moved,
                               cpf_interval_mul(cpf_interval_of(w->Y[r * N + c]), w->centre.E[c]));
      sum += cpf_interval_mag(entry) * (whole.hi[c] - whole.lo[c]) / (whole.hi[r] - whole.lo[r]);
    }
    if (!(sum < REGION_NORM))
      return false;
    *zero = *zero && cpf_up(w->c[r] - moved.lo) < whole.hi[r] &&
            cpf_down(w->c[r] - moved.hi) > whole.lo[r];
  }
  return true;
}

// A region around W with V = I and no half widths yet. The caller clears it.
static inline void region_alloc(const struct cpf_problem *p, const double *W,
                                struct cpf_region *region) {
  size_t size = (size_t)(p->n * p->d), N = cpf_problem_tangent_dim(p);
  *region =
      (struct cpf_region){calloc(size, sizeof(double)), calloc(N * (size_t)p->d, sizeof(double)),
                          calloc(N * N, sizeof(double)), calloc(N, sizeof(double))};
  if (region->W == NULL || region->B == NULL || region->V == NULL || region->half == NULL)
    abort();
  memcpy(region->W, W, size * sizeof *W);
  cpf_frames(p, region->W, region->B);
  for (size_t c = 0; c < N; c++)
    region->V[c * N + c] = 1;
}

// The region of the critical point W, its largest half width `most` at most. False when there is
// none: the point is degenerate, or not a point. The caller clears *region.
static inline bool make_region(const struct cpf_problem *p, const double *W, double most,
                               struct cpf_region *region) {
  struct cpf_cover_system s;
  struct cpf_cover_box box;
  cpf_cover_system_init(p, &s);
  size_t N = (size_t)s.N;
  region_alloc(p, W, region);
  struct cpf_cover_step *w = malloc(sizeof *w);
  bool root = false, found = false, other;
  if (w == NULL)
    abort();
  for (double h = 1e-13; h < 1e-3 && !root; h *= 4)
    root = region_box(&s, region, h, &box) && region_test(&s, box, w, &root) && root;
  for (double h = most; root && !found && h > 1e-10; h *= 0.9) {
    found = region_box(&s, region, h, &box) && region_test(&s, box, w, &other);
    for (size_t c = 0; found && c < N; c++)
      region->half[c] = h;
  }
  free(w);
  return found;
}

#endif
