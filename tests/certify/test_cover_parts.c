// SPDX-License-Identifier: GPL-3.0-or-later
// The parts of the cover: charts, equations, slopes, domain, regions' images.
#include "certify/cover_domain.h"
#include "certify/cover_match.h"
#include "certify/cover_step.h"

#include "../support.h"

#include "cover_support.h"

static const struct {
  int n, k, d, rho;
  double repulsion;
} cases[] = {{2, 2, 2, 3, 1},  {2, 2, 2, 4, 1}, {3, 2, 2, 5, 0.7}, {1, 3, 3, 6, 1},
             {2, 3, 3, 3, 1},  {2, 3, 3, 4, 1}, {2, 2, 3, 4, 1},   {2, 2, 3, 5, 1.0 / 3},
             {3, 3, 3, 6, 1},  {2, 1, 2, 7, 1}, {2, 4, 4, 5, 1},   {2, 2, 2, 40, 1},
             {2, 2, 2, 41, 1}, {2, 2, 2, 4, 0}};

static struct cpf_problem problem_of(size_t c) {
  return (struct cpf_problem){cases[c].n, cases[c].k, cases[c].d, cases[c].rho, cases[c].repulsion};
}

// A box of random size in a random chart.
static struct cpf_cover_box random_box(const struct cpf_cover_system *s, uint64_t *state) {
  struct cpf_cover_box box;
  memset(&box, 0, sizeof box);
  double size = ldexp(1, -(int)(next(state) % 20));
  for (int i = 0; i < s->n; i++) {
    box.face[i] = (signed char)(next(state) % (uint64_t)s->d);
    box.sign[i] = s->rho % 2 != 0 && next(state) % 2 == 0 ? -1 : 1;
  }
  for (int c = 0; c < s->N; c++) {
    double middle = centred(state), half = next(state) % 8 == 0 ? 0 : size * fabs(centred(state));
    box.lo[c] = cpf_max(-1, middle - half);
    box.hi[c] = cpf_min(1, middle + half);
  }
  return box;
}

// A random point of the box, often with unknowns at its ends, as a box without width.
static struct cpf_cover_box random_inside(const struct cpf_cover_system *s, uint64_t *state,
                                          const struct cpf_cover_box *box) {
  struct cpf_cover_box point = *box;
  for (int c = 0; c < s->N; c++) {
    uint64_t choice = next(state) % 4;
    double x = box->lo[c] + (0.5 + 0.5 * centred(state)) * (box->hi[c] - box->lo[c]);
    x = choice == 0 ? box->lo[c] : choice == 1 ? box->hi[c] : x;
    point.lo[c] = point.hi[c] = cpf_min(cpf_max(x, box->lo[c]), box->hi[c]);
  }
  return point;
}

// |x_i|^{rho-1} / rho (a_ia x_i,face - a_i,face x_ia) from the library's gradient: the radial part
// of a cancels.
static void reference(const struct cpf_problem *p, const struct cpf_cover_system *s,
                      const struct cpf_cover_box *point, double *E, double *scale) {
  double W[POINT_MAX], G[POINT_MAX], norm[POINT_MAX];
  point_of_box(s, point, W, norm);
  cpf_gradient(p, W, G, NULL);
  *scale = 0;
  for (int i = 0, c = 0; i < p->n; i++)
    for (int t = 0; t < p->d - 1; t++, c++) {
      int a = cpf_cover_axis(point, i, t), face = cpf_cover_face(point, i);
      double factor = cpf_powi(norm[i], p->rho) / p->rho;
      E[c] = factor * (G[i * p->d + a] * W[i * p->d + face] - G[i * p->d + face] * W[i * p->d + a]);
      *scale = cpf_max(*scale, factor * p->rho * (p->n + p->k));
    }
}

Test(cover_parts, values_on_a_box_hold_the_gradient_at_its_points) {
  uint64_t state = 1;
  static struct cpf_cover_values v;
  for (size_t c = 0; c < COUNT(cases); c++) {
    struct cpf_problem p = problem_of(c);
    struct cpf_cover_system s;
    cpf_cover_system_init(&p, &s);
    for (int trial = 0; trial < 400; trial++) {
      double E[POINT_MAX], scale;
      struct cpf_cover_box box = random_box(&s, &state), point = random_inside(&s, &state, &box);
      cpf_cover_values(&s, &box, &v);
      reference(&p, &s, &point, E, &scale);
      for (int e = 0; e < s.N; e++) // the reference is in plain doubles, scaled up by |x|^rho
        cr_assert(v.E[e].lo <= E[e] + 1e-14 * scale && v.E[e].hi >= E[e] - 1e-14 * scale,
                  "case %zu: %g not in [%g, %g]", c, E[e], v.E[e].lo, v.E[e].hi);
      cpf_cover_values(&s, &point, &v);
      for (int e = 0; e < s.N; e++) // and on a point they are sharp
        cr_assert_lt(v.E[e].hi - v.E[e].lo, 1e-13 * scale);
    }
  }
}

// A repulsion that is not a fraction with denominator 512 stands for its neighbours too.
Test(cover_parts, the_repulsion_is_enclosed) {
  const double exact[] = {0, 1, 0.5, 3, 0x1p-9, 7.0 / 512}, near[] = {1.0 / 3, 0.1, 0x1p-10, 0.7};
  struct cpf_problem p = problem(2, 2, 2, 4);
  struct cpf_cover_system s;
  for (size_t c = 0; c < COUNT(exact); c++) {
    p.repulsion = exact[c];
    cpf_cover_system_init(&p, &s);
    cr_assert(s.r.lo == exact[c] && s.r.hi == exact[c]);
  }
  for (size_t c = 0; c < COUNT(near); c++) {
    p.repulsion = near[c];
    cpf_cover_system_init(&p, &s);
    cr_assert(s.r.lo < near[c] && near[c] < s.r.hi && s.r.hi - s.r.lo < 1e-15);
  }
}

// E(x) - E(y) against J (x - y).
static void check_slopes(const struct cpf_cover_system *s, const struct cpf_cover_box *x,
                         const struct cpf_cover_box *y, const struct cpf_interval *J) {
  static struct cpf_cover_values at_x, at_y;
  cpf_cover_values(s, x, &at_x);
  cpf_cover_values(s, y, &at_y);
  for (int e = 0; e < s->N; e++) {
    struct cpf_interval difference = cpf_interval_sub(at_x.E[e], at_y.E[e]), sum = {0, 0};
    for (int c = 0; c < s->N; c++) {
      struct cpf_interval step =
          cpf_interval_sub(cpf_interval_of(x->lo[c]), cpf_interval_of(y->lo[c]));
      sum = cpf_interval_add(sum, cpf_interval_mul(J[e * s->N + c], step));
    }
    cr_assert(sum.lo <= difference.hi && difference.lo <= sum.hi, "[%g, %g] and [%g, %g]",
              difference.lo, difference.hi, sum.lo, sum.hi);
  }
}

Test(cover_parts, slopes_hold_between_points_of_the_box) {
  uint64_t state = 2;
  static struct cpf_cover_values v, u;
  struct cpf_interval J[CPF_COVER_N_MAX * CPF_COVER_N_MAX];
  for (size_t c = 0; c < COUNT(cases); c++) {
    struct cpf_problem p = problem_of(c);
    struct cpf_cover_system s;
    cpf_cover_system_init(&p, &s);
    for (int trial = 0; trial < 400; trial++) {
      struct cpf_cover_box box = random_box(&s, &state), x = random_inside(&s, &state, &box),
                           y = random_inside(&s, &state, &box);
      cpf_cover_values(&s, &box, &v);
      cpf_cover_values(&s, &y, &u);
      cpf_cover_slopes(&s, &box, &v, &u, J);
      check_slopes(&s, &x, &y, J); // from the given point
      cpf_cover_slopes(&s, &box, &v, &v, J);
      check_slopes(&s, &x, &y, J); // from any
    }
  }
}

// Each derivative alone: along one unknown.
Test(cover_parts, slopes_hold_along_each_unknown) {
  uint64_t state = 3;
  static struct cpf_cover_values v, u;
  struct cpf_interval J[CPF_COVER_N_MAX * CPF_COVER_N_MAX];
  for (size_t c = 0; c < COUNT(cases); c++) {
    struct cpf_problem p = problem_of(c);
    struct cpf_cover_system s;
    cpf_cover_system_init(&p, &s);
    for (int trial = 0; trial < 100; trial++)
      for (int f = 0; f < s.N; f++) {
        struct cpf_cover_box y = random_box(&s, &state), box, x;
        for (int e = 0; e < s.N; e++)
          y.hi[e] = y.lo[e];
        box = x = y;
        x.lo[f] = x.hi[f] = box.hi[f] = y.lo[f] + 0.01;
        cpf_cover_values(&s, &box, &v);
        cpf_cover_values(&s, &y, &u);
        cpf_cover_slopes(&s, &box, &v, &u, J);
        check_slopes(&s, &x, &y, J);
      }
  }
}

// Student 0 on an axis, student 1 moving across: of E_01 only |x_1|^-rho changes, and the slope
// must be exact on all of the way.
Test(cover_parts, slopes_hold_along_the_weight_alone) {
  static struct cpf_cover_values v, u;
  struct cpf_interval J[CPF_COVER_N_MAX * CPF_COVER_N_MAX];
  for (int rho = 3; rho <= 60; rho++) { // the larger, the more convex
    struct cpf_problem p = problem(2, 3, 3, rho);
    struct cpf_cover_system s;
    struct cpf_cover_box y = {.hi = {0, 0, 0.5, 0}, .lo = {0, 0, 0.5, 0}, .sign = {1, 1}};
    struct cpf_cover_box x = y, box;
    cpf_cover_system_init(&p, &s);
    x.lo[3] = x.hi[3] = 1;
    box = y;
    box.hi[3] = 1;
    cpf_cover_values(&s, &box, &v);
    cpf_cover_values(&s, &y, &u);
    cpf_cover_slopes(&s, &box, &v, &u, J);
    check_slopes(&s, &x, &y, J);
    cpf_cover_values(&s, &x, &u);
    cpf_cover_slopes(&s, &box, &v, &u, J);
    check_slopes(&s, &y, &x, J);
  }
}

// Whether W, or W with some signs of students changed for even rho, lies in a chart of the domain
// that is not recognised as outside it.
static bool in_domain(const struct cpf_cover_system *s, const double *W,
                      const struct cpf_cover_box *roots, size_t count) {
  for (size_t r = 0; r < count; r++) {
    struct cpf_cover_box box;
    if (!box_of_point(s, W, &roots[r], &box))
      continue;
    bool inside = true;
    for (int c = 0; c < s->N; c++)
      inside = inside && roots[r].lo[c] <= box.hi[c] && box.lo[c] <= roots[r].hi[c];
    if (inside && !cpf_cover_outside(s, &box))
      return true;
  }
  return false;
}

static void domain_meets_orbit(const struct cpf_problem *p, const double *W) {
  struct cpf_cover_system s;
  struct cpf_cover_box *roots = NULL;
  double image[POINT_MAX];
  size_t count = 0;
  bool met = false;
  cpf_cover_system_init(p, &s);
  cr_assert_eq(cpf_cover_roots(&s, 1000000, &roots, &count, NULL), CPF_OK);
  for (uint64_t g = 0; !met && symmetry_image(p, g, W, image); g++)
    met = in_domain(&s, image, roots, count);
  cr_assert(met, "P(%d,%d,%d,%d)", p->n, p->k, p->d, p->rho);
  free(roots);
}

Test(cover_parts, the_domain_meets_every_orbit) {
  uint64_t state = 4;
  for (size_t c = 0; c < COUNT(cases); c++) {
    struct cpf_problem p = problem_of(c);
    double W[POINT_MAX];
    for (int trial = 0; trial < 20; trial++) {
      random_point(&p, &state, W);
      domain_meets_orbit(&p, W);
    }
    for (int trial = 0; trial < 20; trial++) { // with coordinates that are equal, or zero
      for (size_t e = 0; e < point_size(&p); e++)
        W[e] = (double)(next(&state) % 3) - 1;
      if (cpf_normalise(&p, W))
        domain_meets_orbit(&p, W);
    }
  }
}

Test(cover_parts, too_many_charts_are_refused) {
  struct cpf_problem p = problem(6, 2, 2, 3);
  struct cpf_cover_system s;
  struct cpf_cover_box *roots = NULL;
  size_t count;
  cpf_cover_system_init(&p, &s);
  cr_assert_eq(cpf_cover_roots(&s, 10, &roots, &count, NULL), CPF_ENOMEM);
  cr_assert_null(roots);
}

// A region of random numbers.
static void random_region(const struct cpf_problem *p, uint64_t *state, struct cpf_region *region) {
  struct cpf_cover_system s;
  double W[POINT_MAX];
  cpf_cover_system_init(p, &s);
  random_point(p, state, W);
  region_alloc(p, W, region);
  for (int c = 0; c < s.N * s.N; c++)
    region->V[c] += 0.3 * centred(state);
  for (int c = 0; c < s.N; c++)
    region->half[c] = 0.05 + 0.3 * fabs(centred(state));
}

// The definition, in plain doubles: the largest |u_a| / half_a, infinite on the wrong side.
static double depth(const struct cpf_cover_system *s, const struct cpf_cover_image *image,
                    const struct cpf_region *region, const double *W) {
  double most = 0;
  for (int a = 0; a < s->N; a++) {
    double u = 0;
    for (int i = 0; i < s->n; i++) {
      const struct cpf_interval *P = image->P + (a * s->n + i) * s->d;
      double top = 0, bottom = 0;
      for (int e = 0; e < s->d; e++) {
        top += 0.5 * (P[e].lo + P[e].hi) * W[i * s->d + e];
        bottom += image->centre[i * s->d + e] * W[i * s->d + e];
      }
      if (s->rho % 2 != 0 && bottom <= 0)
        return INFINITY;
      u += top / bottom;
    }
    most = cpf_max(most, fabs(u) / region->half[a]);
  }
  return most;
}

Test(cover_parts, boxes_inside_a_region_have_their_points_inside) {
  uint64_t state = 5;
  int seen[3] = {0};
  for (size_t c = 0; c < COUNT(cases); c++) {
    struct cpf_problem p = problem_of(c);
    struct cpf_cover_system s;
    struct cpf_region region;
    struct cpf_cover_images images = {0};
    cpf_cover_system_init(&p, &s);
    random_region(&p, &state, &region);
    cr_assert_eq(cpf_cover_images_make(&s, &region, 1, &images, NULL), CPF_OK);
    for (size_t index = 0; index < images.count && index < 4; index++)
      for (int trial = 0; trial < 500; trial++) {
        const struct cpf_cover_image *image = &images.image[index];
        double W[POINT_MAX], norm[POINT_MAX];
        for (size_t e = 0; e < point_size(&p); e++) // also on the other side
          W[e] = trial % 4 == 0 ? -image->centre[e] : image->centre[e];
        struct cpf_cover_box box = near_box(&s, &state, W);
        enum cpf_cover_position position = cpf_cover_position(&s, image, &box);
        seen[position]++;
        for (int sample = 0; sample < 4; sample++) {
          struct cpf_cover_box point = random_inside(&s, &state, &box);
          point_of_box(&s, &point, W, norm);
          double deep = depth(&s, image, &region, W);
          cr_assert(position != CPF_COVER_INSIDE || deep <= 1 + 1e-12); // rounding of the depth
          cr_assert(position != CPF_COVER_APART || deep >= 1 - 1e-12);
        }
      }
    cpf_cover_images_clear(&images);
    cpf_region_clear(&region);
  }
  cr_assert(seen[CPF_COVER_APART] > 500 && seen[CPF_COVER_MEETS] > 500 &&
            seen[CPF_COVER_INSIDE] > 500);
}

// A copy of two teachers is critical at every rho, and a student at an equal-weight combination of
// all teachers when it is alone.
static void known_point(const struct cpf_problem *p, double *W) {
  for (int i = 0; i < p->n; i++)
    for (int a = 0; a < p->d; a++)
      W[i * p->d + a] = p->n == 1 ? (a < p->k) : a == i % p->k;
  cr_assert(cpf_normalise(p, W));
}

// The critical point stays in every box that holds it, and no such box is found empty.
Test(cover_parts, contraction_keeps_critical_points) {
  uint64_t state = 6;
  static struct cpf_cover_step step;
  int kept = 0;
  for (size_t c = 0; c < COUNT(cases); c++) {
    struct cpf_problem p = problem_of(c);
    struct cpf_cover_system s;
    double W[POINT_MAX], image[POINT_MAX];
    if (p.n > p.k)
      continue;
    cpf_cover_system_init(&p, &s);
    known_point(&p, W);
    for (int trial = 0; trial < 1000; trial++) {
      struct cpf_cover_box point, box;
      random_symmetry(&p, &state, W, image);
      if (!box_of_point(&s, image, NULL, &point))
        continue;
      box = around(&s, &state, &point);
      for (int turn = 0; turn < 4; turn++) {
        cr_assert_not(cpf_cover_no_zero(&s, &box, &step));
        cr_assert_neq(cpf_cover_contract(&s, &box, &step), CPF_COVER_EMPTY);
        for (int e = 0; e < s.N; e++)
          cr_assert(box.lo[e] <= point.hi[e] && point.lo[e] <= box.hi[e]);
      }
      kept++;
    }
  }
  cr_assert_gt(kept, 5000);
}
