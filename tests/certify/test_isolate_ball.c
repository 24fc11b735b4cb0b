// SPDX-License-Identifier: GPL-3.0-or-later
// Regions around certified points: no other critical point in them, by their definition alone.
#include "certify/isolate_ball.h"

#include "certify/symmetry.h"
#include "support.h"

enum { SAMPLES = 10000, REPEAT = 6 };

// u_a as region.h defines it; false when W is on the far side of c.
static bool coordinates(const struct cpf_problem *p, const struct cpf_region *r, const double *W,
                        double *u) {
  size_t d = (size_t)p->d, N = cpf_problem_tangent_dim(p);
  for (size_t i = 0; i < (size_t)p->n; i++)
    if (!(inner(d, r->W + i * d, W + i * d) > 0))
      return false;
  for (size_t a = 0; a < N; a++) {
    u[a] = 0;
    for (size_t b = 0; b < N; b++) {
      size_t i = b / (d - 1);
      u[a] +=
          r->V[a * N + b] * inner(d, r->B + b * d, W + i * d) / inner(d, r->W + i * d, W + i * d);
    }
  }
  return true;
}

static bool inside(const struct cpf_problem *p, const struct cpf_region *r, const double *W) {
  double u[POINT_MAX];
  if (!coordinates(p, r, W, u))
    return false;
  for (size_t a = 0; a < cpf_problem_tangent_dim(p); a++)
    if (!(fabs(u[a]) <= r->half[a]))
      return false;
  return true;
}

// The point with coordinates u, V orthonormal up to rounding.
static void point_at(const struct cpf_problem *p, const struct cpf_region *r, const double *u,
                     double *W) {
  size_t d = (size_t)p->d, N = cpf_problem_tangent_dim(p);
  memcpy(W, r->W, point_size(p) * sizeof *W);
  for (size_t a = 0; a < N; a++)
    for (size_t b = 0; b < N; b++)
      for (size_t c = 0; c < d; c++)
        W[b / (d - 1) * d + c] += u[a] * r->V[a * N + b] * r->B[b * d + c];
  cr_assert(cpf_normalise(p, W));
}

// Random points inside, some of them close to the center or with few coordinates: the gradient is
// not zero, though near a degenerate point it is small: like the cube of the distance.
static void expect_no_other_root(const struct cpf_problem *p, const struct cpf_region *r, int order,
                                 uint64_t *state) {
  size_t N = cpf_problem_tangent_dim(p);
  for (int sample = 0; sample < SAMPLES; sample++) {
    double u[POINT_MAX], W[POINT_MAX], G[POINT_MAX], size = 0;
    double shrink = sample % 3 == 0 ? pow(10, -2 * fabs(centred(state))) : 1;
    for (size_t a = 0; a < N; a++) {
      bool corner = sample % 5 == 0;
      double x = centred(state);
      u[a] = r->half[a] * shrink * (corner ? (x < 0 ? -1 : 1) * (1 - 1e-12) : x);
      if (sample % 7 == 0 && next(state) % 2 == 0)
        u[a] = 0;
      size = fmax(size, fabs(u[a]));
    }
    point_at(p, r, u, W);
    cr_assert(shrink == 1 || inside(p, r, W));
    // far above rounding, far below what a cubic gives in these small problems
    if (size > (order == 2 ? 1e-7 : 1e-3))
      cr_expect_gt(cpf_gradient(p, W, G, NULL), 1e-5 * pow(size, order - 1));
  }
}

// All images of W under random elements of the group, each once is likely.
static void expect_no_image(const struct cpf_problem *p, const struct cpf_region *r,
                            const double *W, bool itself, uint64_t order, uint64_t *state) {
  double image[POINT_MAX];
  uint64_t trials = REPEAT * order < 100000 ? REPEAT * order : 100000;
  for (uint64_t x = 0; x < trials; x++) {
    random_symmetry(p, state, W, image);
    if (itself && distance(point_size(p), image, r->W) < 1e-9)
      continue;
    cr_assert_not(inside(p, r, image));
  }
}

static void expect_region(const struct cpf_find_result *r, int f) {
  const struct cpf_problem *p = &r->problem;
  struct cpf_certificate c = certificate_of(p, r->families[f].W);
  struct cpf_region region;
  struct cpf_error err = {CPF_OK, ""};
  char why[200] = "";
  uint64_t state = 41 + (uint64_t)f, order = cpf_symmetry_group_order(p, p->d);
  cr_assert_eq(cpf_certify_region(p, &c, &region, why, sizeof why, &err), CPF_OK, "%s", err.text);
  if (!c.isolated_proved) {
    cr_expect_null(region.half);
    cr_expect_str_neq(why, "");
    cpf_certificate_clear(&c);
    return;
  }
  cr_assert_not_null(region.half, "P(%d,%d,%d,%d) %s: %s", p->n, p->k, p->d, p->rho,
                     r->families[f].label, why);
  for (size_t a = 0; a < cpf_problem_tangent_dim(p); a++)
    cr_expect_gt(region.half[a], 1e-5);
  cr_expect(inside(p, &region, region.W));
  expect_no_other_root(p, &region, c.nullity == 0 ? 2 : c.multiplicity == 4 ? 3 : 4, &state);
  for (int g = 0; g < r->nfamilies; g++)
    expect_no_image(p, &region, g == f ? region.W : r->families[g].W, g == f, order, &state);
  cpf_region_clear(&region);
  cpf_certificate_clear(&c);
}

static void all_regions(struct cpf_problem p) {
  struct cpf_find_result *r = families_of(p);
  for (int f = 0; f < r->nfamilies; f++)
    expect_region(r, f);
  cpf_find_result_free(r);
}

Test(isolate_ball, in_the_plane) {
  all_regions(problem(2, 2, 2, 4)); // tight-balance is degenerate
  all_regions(problem(2, 2, 2, 5));
  all_regions(problem(2, 2, 2, 6));
}

Test(isolate_ball, three_in_the_plane) {
  all_regions(problem(3, 2, 2, 3)); // one with a kernel of dimension 2
}

Test(isolate_ball, in_space) {
  all_regions(problem(1, 3, 3, 3));
  all_regions(problem(2, 3, 3, 4));
}

Test(isolate_ball, outside_the_span) {
  all_regions(problem(1, 2, 3, 3));
  all_regions(problem(2, 2, 3, 4));
}

Test(isolate_ball, one_teacher) { // no tangent directions within the span
  all_regions(problem(1, 1, 2, 4));
  all_regions(problem(2, 1, 2, 3));
}

Test(isolate_ball, three_in_space) {
  struct cpf_find_result *r = families_of(problem(3, 3, 3, 4));
  for (int f = 0; f < r->nfamilies; f += 4)
    expect_region(r, f);
  for (int f = 0; f < r->nfamilies; f++)
    if (r->families[f].degenerate && f % 4 != 0)
      expect_region(r, f);
  cpf_find_result_free(r);
}

// Where none can be: a continuum, d > k + 1, nothing certified.
Test(isolate_ball, no_region) {
  struct cpf_problem p = problem(2, 2, 8, 4);
  struct cpf_find_result *r = families_of(p);
  for (int f = 0; f < r->nfamilies; f++) {
    struct cpf_certificate c = certificate_of(&p, r->families[f].W);
    struct cpf_region region;
    char why[200] = "";
    cr_assert_eq(cpf_certify_region(&p, &c, &region, why, sizeof why, NULL), CPF_OK);
    cr_expect_null(region.half);
    cr_expect_str_neq(why, "");
    cpf_certificate_clear(&c);
  }
  cpf_find_result_free(r);
}
