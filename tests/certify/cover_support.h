// SPDX-License-Identifier: GPL-3.0-or-later
// What the tests of the cover share: points and boxes in charts, all symmetries by brute force.
#ifndef CPF_TESTS_COVER_SUPPORT_H
#define CPF_TESTS_COVER_SUPPORT_H

#include "cover_regions.h"
#include "../support.h"

// The middle of a box as unit rows; the lengths |x_i| to norm.
static inline void point_of_box(const struct cpf_cover_system *s, const struct cpf_cover_box *box,
                                double *W, double *norm) {
  for (int i = 0, c = 0; i < s->n; i++) {
    double *w = W + i * s->d;
    for (int a = 0; a < s->d; a++)
      w[a] = box->sign[i];
    for (int t = 0; t < s->d - 1; t++, c++)
      w[cpf_cover_axis(box, i, t)] = 0.5 * (box->lo[c] + box->hi[c]);
    norm[i] = length((size_t)s->d, w);
    for (int a = 0; a < s->d; a++)
      w[a] /= norm[i];
  }
}

// W in the chart of `chart`, or in that of its largest coordinates when that is NULL, as a box that
// is a few units in the last place wide. False when the chart does not show it.
static inline bool box_of_point(const struct cpf_cover_system *s, const double *W,
                                const struct cpf_cover_box *chart, struct cpf_cover_box *box) {
  memset(box, 0, sizeof *box);
  for (int i = 0, c = 0; i < s->n; i++) {
    const double *w = W + i * s->d;
    int face = 0;
    for (int a = 0; a < s->d; a++)
      face = fabs(w[a]) > fabs(w[face]) ? a : face;
    box->face[i] = chart != NULL ? chart->face[i] : (signed char)face;
    face = box->face[i];
    if (!(fabs(w[face]) > 0.01))
      return false;
    box->sign[i] = s->rho % 2 != 0 && w[face] < 0 ? -1 : 1;
    if (chart != NULL && box->sign[i] != chart->sign[i])
      return false;
    for (int t = 0; t < s->d - 1; t++, c++) {
      double x = box->sign[i] * w[cpf_cover_axis(box, i, t)] / w[face];
      box->lo[c] = x - 1e-15 * (1 + fabs(x));
      box->hi[c] = x + 1e-15 * (1 + fabs(x));
    }
  }
  return true;
}

// A box around a given one, of random sizes.
static inline struct cpf_cover_box around(const struct cpf_cover_system *s, uint64_t *state,
                                          const struct cpf_cover_box *point) {
  struct cpf_cover_box box = *point;
  double size = ldexp(1, -(int)(next(state) % 24));
  for (int c = 0; c < s->N; c++) {
    if (next(state) % 4 != 0)
      box.lo[c] -= size * fabs(centred(state));
    if (next(state) % 4 != 0)
      box.hi[c] += size * fabs(centred(state));
  }
  return box;
}

// A box near the point W, not too large.
static inline struct cpf_cover_box near_box(const struct cpf_cover_system *s, uint64_t *state,
                                            const double *W) {
  struct cpf_cover_box box;
  bool shown = box_of_point(s, W, NULL, &box);
  cr_assert(shown);
  double size = ldexp(1, -2 - (int)(next(state) % 8));
  for (int c = 0; c < s->N; c++) {
    double middle = box.lo[c] + 0.2 * centred(state);
    box.lo[c] = middle - size * fabs(centred(state));
    box.hi[c] = middle + size * fabs(centred(state));
  }
  return box;
}

// The permutation number `index` of 0 .. count-1; returns index / count!.
static inline uint64_t permutation(uint64_t index, int count, int *image) {
  int pool[POINT_MAX];
  for (int c = 0; c < count; c++)
    pool[c] = c;
  for (int c = 0; c < count; c++) {
    int left = count - c, pick = (int)(index % (uint64_t)left);
    index /= (uint64_t)left;
    image[c] = pool[pick];
    pool[pick] = pool[left - 1];
  }
  return index;
}

// The image of W under symmetry number `index` of L, d <= k+1; false when there are fewer.
static inline bool symmetry_image(const struct cpf_problem *p, uint64_t index, const double *W,
                                  double *image) {
  int student[POINT_MAX], axis[POINT_MAX];
  bool even = p->rho % 2 == 0;
  index = permutation(index, p->n, student);
  index = permutation(index, p->k, axis);
  for (int a = p->k; a < p->d; a++)
    axis[a] = a;
  for (int i = 0; i < p->n; i++)
    for (int a = 0; a < p->d; a++)
      image[student[i] * p->d + axis[a]] = W[i * p->d + a];
  for (int i = 0; even && i < p->n; i++, index /= 2)
    for (int a = 0; a < p->d && index % 2 != 0; a++)
      image[i * p->d + a] *= -1;
  for (int a = even ? 0 : p->k; a < p->d; a++, index /= 2)
    for (int i = 0; i < p->n && index % 2 != 0; i++)
      image[i * p->d + a] *= -1;
  return index == 0;
}

// The least Frobenius distance between W and an image of `other`.
static inline double orbit_distance(const struct cpf_problem *p, const double *W,
                                    const double *other) {
  double best = INFINITY, image[POINT_MAX];
  for (uint64_t g = 0; symmetry_image(p, g, other, image); g++)
    best = fmin(best, distance(point_size(p), W, image));
  return best;
}

#endif
