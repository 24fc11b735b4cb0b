// SPDX-License-Identifier: GPL-3.0-or-later
// Images of the regions, and where a box lies.
//
// 1. For each region and each symmetry (a permutation of the students; one of the coordinates
//    0..k-1; their signs for even rho; the sign of coordinate k where d = k+1): the image of the
//    centre, kept when near the fundamental domain and new. The signs of students change nothing
//    in (P.x) / (c.x), so for even rho c.x may have either sign.
// 2. Position of a box: (P_ai.x_i) / (c_i.x_i) is a quotient of linear functions of student i's
//    unknowns with a denominator of one sign, hence monotone along every line; its extremes over a
//    box are at corners. Students share no unknowns, so the sums of the extremes are the extremes.
#include "certify/cover_match.h"

#include <stdint.h>

#include "certify/cover_domain.h"

typedef struct cpf_interval interval;

// Centres nearer than this are one image; regions are never that close to each other.
static const double SAME_CENTRE = 1e-9;
// Of regions larger than this only the images of the inner part are sure to be found.
static const double RADIUS_MAX = 0.5;

// Added to the distances of the quick test.
static const double ROUNDING = 1e-7;
// Quotients with a smaller denominator are not formed.
static const double DENOMINATOR_MIN = 1e-6;

struct symmetry {
  int student[CPF_COVER_W_MAX], axis[CPF_COVER_W_MAX], sign[CPF_COVER_W_MAX];
};

// How far each student gets in the region, about (V is nearly orthonormal); returns the largest.
static double reach_of(const struct cpf_cover_system *s, const struct cpf_region *region,
                       double *reach) {
  double most = 0;
  int m = s->d - 1;
  for (int i = 0; i < s->n; i++) {
    double square = 0;
    for (int b = i * m; b < (i + 1) * m; b++) {
      double sum = 0;
      for (int a = 0; a < s->N; a++)
        sum += fabs(region->V[a * s->N + b]) * region->half[a];
      square += sum * sum;
    }
    reach[i] = sqrt(square);
    most = cpf_max(most, reach[i]);
  }
  return cpf_min(most, RADIUS_MAX);
}

// P of the region itself.
static void directions(const struct cpf_cover_system *s, const struct cpf_region *region,
                       interval *P) {
  int n = s->n, d = s->d, N = s->N;
  for (int a = 0; a < N; a++)
    for (int i = 0; i < n; i++)
      for (int e = 0; e < d; e++) {
        interval sum = {0, 0};
        for (int b = i * (d - 1); b < (i + 1) * (d - 1); b++)
          sum = cpf_interval_add(sum, cpf_interval_mul(cpf_interval_of(region->V[a * N + b]),
                                                       cpf_interval_of(region->B[b * d + e])));
        P[(a * n + i) * d + e] = sum;
      }
}

static void move_centre(const struct cpf_cover_system *s, const struct symmetry *g,
                        const double *from, double *to) {
  for (int i = 0; i < s->n; i++)
    for (int a = 0; a < s->d; a++)
      to[g->student[i] * s->d + g->axis[a]] = g->sign[a] * from[i * s->d + a];
}

// The image's balls, from the region's.
static void move_reach(const struct cpf_cover_system *s, const struct symmetry *g,
                       const double *reach, struct cpf_cover_image *image) {
  for (int i = 0; i < s->n; i++) {
    double square = 0;
    for (int e = i * s->d; e < (i + 1) * s->d; e++)
      square += image->centre[e] * image->centre[e];
    for (int e = i * s->d; e < (i + 1) * s->d; e++)
      image->unit[e] = image->centre[e] / sqrt(square);
    image->reach[g->student[i]] = reach[i];
  }
}

static void move_directions(const struct cpf_cover_system *s, const struct symmetry *g,
                            const interval *from, interval *to) {
  int row = s->n * s->d;
  for (int b = 0; b < s->N; b++)
    for (int i = 0; i < s->n; i++)
      for (int a = 0; a < s->d; a++) {
        interval value = from[b * row + i * s->d + a];
        to[b * row + g->student[i] * s->d + g->axis[a]] =
            g->sign[a] < 0 ? cpf_interval_neg(value) : value;
      }
}

// Whether the rows are the same points, for even rho up to their signs.
static bool same_centre(const struct cpf_cover_system *s, const double *a, const double *b) {
  for (int i = 0; i < s->n; i++) {
    double plus = 0, minus = 0;
    for (int e = i * s->d; e < (i + 1) * s->d; e++) {
      plus = cpf_max(plus, fabs(a[e] - b[e]));
      minus = cpf_max(minus, fabs(a[e] + b[e]));
    }
    if (plus > SAME_CENTRE && !(s->rho % 2 == 0 && minus <= SAME_CENTRE))
      return false;
  }
  return true;
}

// A new image, to be filled in; NULL without memory.
static struct cpf_cover_image *append(struct cpf_cover_images *images) {
  if (images->count == images->capacity) {
    size_t capacity = images->capacity > 0 ? 2 * images->capacity : 64;
    struct cpf_cover_image *grown = capacity < SIZE_MAX / sizeof *grown
                                        ? realloc(images->image, capacity * sizeof *grown)
                                        : NULL;
    if (grown == NULL)
      return NULL;
    images->image = grown;
    images->capacity = capacity;
  }
  return images->image + images->count++;
}

// The next permutation in lexicographic order; false, and sorted again, after the last.
static bool next_permutation(int count, int *image) {
  int i = count - 2, q = count - 1;
  while (i >= 0 && image[i] > image[i + 1])
    i--;
  while (i >= 0 && image[q] < image[i])
    q--;
  if (i >= 0) {
    int kept = image[i];
    image[i] = image[q];
    image[q] = kept;
  }
  for (int low = i + 1, high = count - 1; low < high; low++, high--) {
    int kept = image[low];
    image[low] = image[high];
    image[high] = kept;
  }
  return i >= 0;
}

// The next choice of signs: all coordinates for even rho, coordinate k alone for odd.
static bool next_signs(const struct cpf_cover_system *s, int *sign) {
  for (int a = s->rho % 2 == 0 ? 0 : s->k; a < s->d; a++) {
    sign[a] = -sign[a];
    if (sign[a] < 0)
      return true;
  }
  return false;
}

static void identity(struct symmetry *g) {
  for (int c = 0; c < CPF_COVER_W_MAX; c++) {
    g->student[c] = g->axis[c] = c;
    g->sign[c] = 1;
  }
}

static bool next_symmetry(const struct cpf_cover_system *s, struct symmetry *g) {
  return next_signs(s, g->sign) || next_permutation(s->k, g->axis) ||
         next_permutation(s->n, g->student);
}

static enum cpf_status images_of(const struct cpf_cover_system *s, const struct cpf_region *region,
                                 int index, struct cpf_cover_images *images,
                                 struct cpf_error *err) {
  double centre[CPF_COVER_W_MAX], reach[CPF_COVER_W_MAX], margin = reach_of(s, region, reach);
  interval P[CPF_COVER_N_MAX * CPF_COVER_W_MAX];
  struct symmetry g;
  size_t first = images->count;
  directions(s, region, P);
  identity(&g);
  do {
    move_centre(s, &g, region->W, centre);
    bool new = cpf_cover_near_domain(s, centre, margin);
    for (size_t c = first; new &&c < images->count; c++)
      new = !same_centre(s, centre, images->image[c].centre);
    if (!new)
      continue;
    struct cpf_cover_image *slot = append(images);
    if (slot == NULL)
      return cpf_fail(err, CPF_ENOMEM, "out of memory: images of regions");
    slot->region = index;
    slot->half = region->half;
    memcpy(slot->centre, centre, sizeof centre);
    move_reach(s, &g, reach, slot);
    move_directions(s, &g, P, slot->P);
  } while (next_symmetry(s, &g));
  return CPF_OK;
}

enum cpf_status cpf_cover_images_make(const struct cpf_cover_system *s,
                                      const struct cpf_region *regions, int nregions,
                                      struct cpf_cover_images *images, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  for (int c = 0; c < nregions; c++)
    CPF_TRY(images_of(s, &regions[c], c, images, err));
cleanup:
  return status;
}

void cpf_cover_images_clear(struct cpf_cover_images *images) {
  free(images->image);
  memset(images, 0, sizeof *images);
}

void cpf_cover_ball(const struct cpf_cover_system *s, const struct cpf_cover_box *box,
                    struct cpf_cover_ball *ball) {
  for (int i = 0, c = 0; i < s->n; i++) {
    double *w = ball->unit + (ptrdiff_t)i * s->d, square = 1, reach = 0;
    for (int a = 0; a < s->d; a++) {
      w[a] = box->sign[i];
      if (a == box->face[i])
        continue;
      double half = 0.5 * (box->hi[c] - box->lo[c]);
      w[a] = box->lo[c] + half;
      square += w[a] * w[a];
      reach += half * half;
      c++;
    }
    for (int a = 0; a < s->d; a++)
      w[a] /= sqrt(square);
    ball->reach[i] = sqrt(reach); // x -> x / |x| brings points with |x| >= 1 no further apart
  }
}

enum cpf_cover_position cpf_cover_guess(const struct cpf_cover_system *s,
                                        const struct cpf_cover_image *image,
                                        const struct cpf_cover_ball *ball) {
  enum cpf_cover_position position = CPF_COVER_INSIDE;
  for (int i = 0; i < s->n; i++) {
    const double *c = image->unit + (ptrdiff_t)i * s->d, *w = ball->unit + (ptrdiff_t)i * s->d;
    double reach = image->reach[i] + ball->reach[i] + ROUNDING, dot = 0;
    for (int a = 0; a < s->d; a++)
      dot += c[a] * w[a];
    if (s->rho % 2 == 0)
      dot = fabs(dot);
    if (2 - 2 * dot > reach * reach)
      return CPF_COVER_APART;
    if (ball->reach[i] > s->d * image->reach[i]) // |dx| <= |x|^2 |dw|, |x|^2 <= d
      position = CPF_COVER_MEETS;
  }
  return position;
}

// y.x at corner number `corner` of student i's box.
static interval product(const struct cpf_cover_system *s, const struct cpf_cover_box *box, int i,
                        int corner, const interval *y) {
  interval sum = {0, 0};
  for (int a = 0, t = 0; a < s->d; a++) {
    double x = box->sign[i];
    if (a != box->face[i]) {
      int c = i * (s->d - 1) + t;
      x = corner >> t & 1 ? box->hi[c] : box->lo[c];
      t++;
    }
    sum = cpf_interval_add(sum, cpf_interval_mul(y[a], cpf_interval_of(x)));
  }
  return sum;
}

// Adds the range of (P_i.x_i) / (c_i.x_i) for every row to sum; false when c_i.x_i is not bounded
// away from zero or, for odd rho, not positive.
static bool add_student(const struct cpf_cover_system *s, const struct cpf_cover_image *image,
                        const struct cpf_cover_box *box, int i, interval *sum) {
  interval range[CPF_COVER_N_MAX], centre[CPF_COVER_W_MAX];
  int row = s->n * s->d, corners = 1 << (s->d - 1), corner = 0;
  bool positive = false;
  for (int a = 0; a < s->d; a++)
    centre[a] = cpf_interval_of(image->centre[i * s->d + a]);
  do {
    interval scale = product(s, box, i, corner, centre);
    if (!(scale.lo > DENOMINATOR_MIN || (s->rho % 2 == 0 && scale.hi < -DENOMINATOR_MIN)) ||
        (corner > 0 && positive != (scale.lo > 0)))
      return false;
    positive = scale.lo > 0;
    for (int a = 0; a < s->N; a++) {
      interval part =
          product(s, box, i, corner, image->P + (ptrdiff_t)a * row + (ptrdiff_t)i * s->d);
      part = cpf_interval_div(part, scale);
      range[a] = corner == 0 ? part : cpf_interval_hull(range[a], part);
    }
  } while (++corner < corners);
  for (int a = 0; a < s->N; a++)
    sum[a] = cpf_interval_add(sum[a], range[a]);
  return true;
}

enum cpf_cover_position cpf_cover_position(const struct cpf_cover_system *s,
                                           const struct cpf_cover_image *image,
                                           const struct cpf_cover_box *box) {
  interval sum[CPF_COVER_N_MAX];
  enum cpf_cover_position position = CPF_COVER_INSIDE;
  for (int a = 0; a < s->N; a++)
    sum[a] = cpf_interval_of(0);
  for (int i = 0; i < s->n; i++)
    if (!add_student(s, image, box, i, sum))
      return CPF_COVER_MEETS;
  for (int a = 0; a < s->N; a++) {
    if (sum[a].lo > image->half[a] || sum[a].hi < -image->half[a])
      return CPF_COVER_APART;
    if (!(-image->half[a] <= sum[a].lo && sum[a].hi <= image->half[a]))
      position = CPF_COVER_MEETS;
  }
  return position;
}
