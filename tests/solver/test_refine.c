// SPDX-License-Identifier: GPL-3.0-or-later
#include "solver/refine.h"

#include "../support.h"
#include "cpfind/theta.h"
#include "model/outside.h"
#include "named.h"

static struct cpf_refiner *refiner(const struct cpf_problem *p) {
  const struct cpf_refine_options opt = cpf_refine_options_default();
  struct cpf_refiner *r = NULL;
  struct cpf_error err = {CPF_OK, ""};
  cr_assert_eq(cpf_refiner_alloc(p, &opt, &r, &err), CPF_OK, "%s", err.text);
  return r;
}

static struct cpf_refine_result refine(struct cpf_refiner *r, double *W) {
  struct cpf_refine_result result;
  struct cpf_error err = {CPF_OK, ""};
  cr_assert_eq(cpf_refine(r, W, &result, &err), CPF_OK, "%s", err.text);
  return result;
}

// Distance up to the rotations that fix the teachers, for points whose part outside span V has full
// rank or vanishes.
static double orbit_distance(const struct cpf_problem *p, const double *A, const double *B) {
  double a[POINT_MAX], b[POINT_MAX], work[POINT_MAX];
  memcpy(a, A, point_size(p) * sizeof *a);
  memcpy(b, B, point_size(p) * sizeof *b);
  cpf_outside_triangulate(p, a, 1e-6, work);
  cpf_outside_triangulate(p, b, 1e-6, work);
  return distance(point_size(p), a, b);
}

// From random points `away` from the images of W under random symmetries: back to them.
static void returns(const struct cpf_problem *p, const double *W, double away, double within,
                    enum cpf_refined kind) {
  struct cpf_refiner *r = refiner(p);
  uint64_t state = 1;
  for (int round = 0; round < 50; round++) {
    double image[POINT_MAX], start[POINT_MAX], G[POINT_MAX];
    random_symmetry(p, &state, W, image);
    memcpy(start, image, sizeof start);
    perturb(p, &state, away, start);
    double off = distance(point_size(p), start, image);
    struct cpf_refine_result result = refine(r, start);
    cr_assert_eq(result.kind, kind, "from %g: kind %d", away, (int)result.kind);
    cr_assert_lt(orbit_distance(p, start, image), within, "from %g: still %g away", away,
                 orbit_distance(p, start, image));
    cr_assert_leq(result.residual, 1e-13 * p->rho * (p->n + p->k));
    cr_assert_float_eq(result.residual, cpf_gradient(p, start, G, NULL), 1e-14 * p->rho);
    cr_assert_leq(result.moved, off * 8 + 1e-12); // no detours
    assert_unit_rows(p, start);
  }
  cpf_refiner_free(r);
}

// The triple root, where Newton's method stops at about 1e-5.
Test(refine, tight_balance_to_full_accuracy) {
  const struct cpf_problem p = problem(2, 2, 2, 4);
  const double t = acos(-1) / 8, W[] = {cos(t), sin(t), cos(t), -sin(t)};
  returns(&p, W, 1e-6, 1e-14, CPF_REFINED_SINGULAR);
  returns(&p, W, 1e-3, 1e-14, CPF_REFINED_SINGULAR);
}

Test(refine, tight_balance_from_further_away) {
  const struct cpf_problem p = problem(2, 2, 2, 4);
  const double t = acos(-1) / 8, W[] = {cos(t), sin(t), cos(t), -sin(t)};
  returns(&p, W, 1e-2, 1e-14, CPF_REFINED_SINGULAR);
}

// Inside more students and teachers too: P(3,3,3,4), copy+tight-balance.
Test(refine, tight_balance_beside_a_copy) {
  const struct cpf_problem p = problem(3, 3, 3, 4);
  const double t = acos(-1) / 8, W[] = {cos(t), sin(t), 0, cos(t), -sin(t), 0, 0, 0, 1};
  returns(&p, W, 1e-5, 1e-13, CPF_REFINED_SINGULAR);
  returns(&p, W, 1e-3, 1e-13, CPF_REFINED_SINGULAR);
}

// w_1 = v_1, w_2 orthogonal to both teachers: a kernel of two directions.
Test(refine, copy_and_null) {
  const struct cpf_problem p = problem(2, 2, 3, 4);
  const double W[] = {1, 0, 0, 0, 0, 1};
  returns(&p, W, 1e-3, 1e-12, CPF_REFINED_SINGULAR);
  returns(&p, W, 1e-2, 1e-12, CPF_REFINED_SINGULAR);
}

Test(refine, simple_roots) {
  for (size_t s = 0; s < COUNT(named); s++) {
    returns(&named[s].p, named[s].W, 1e-3, 1e-14, CPF_REFINED_SIMPLE);
    returns(&named[s].p, named[s].W, 2e-2, 1e-14, CPF_REFINED_SIMPLE);
  }
}

Test(refine, the_error_of_simple_roots_is_bounded) {
  uint64_t state = 2;
  for (size_t s = 0; s < COUNT(named); s++) {
    struct cpf_refiner *r = refiner(&named[s].p);
    for (int round = 0; round < 20; round++) {
      double W[6] = {0};
      memcpy(W, named[s].W, sizeof W);
      perturb(&named[s].p, &state, 1e-2, W);
      struct cpf_refine_result result = refine(r, W);
      cr_assert(result.error > 0 && result.error < 1e-13, "%s: %g", named[s].name, result.error);
    }
    cpf_refiner_free(r);
  }
}

// tight-balance at other degrees is a simple root at the angle of cpf_theta.
Test(refine, tight_balance_at_other_degrees) {
  for (int rho = 6; rho <= 12; rho += 2) {
    const struct cpf_problem p = problem(2, 2, 2, rho);
    double t = 0;
    cr_assert(cpf_theta(rho, &t));
    returns(&p, (double[]){cos(t), sin(t), cos(t), -sin(t)}, 1e-3, 1e-13, CPF_REFINED_SIMPLE);
  }
}

// rho = 2: every orthonormal pair is a minimum of P(2,2,2,2). A point beside this circle comes to
// some point of it, and a single student, critical everywhere, to some point.
Test(refine, continuum_of_degree_two) {
  const struct cpf_problem p = problem(2, 2, 2, 2), one = problem(1, 2, 2, 2);
  struct cpf_refiner *r = refiner(&p), *r1 = refiner(&one);
  uint64_t state = 3;
  for (int round = 0; round < 50; round++) {
    double a = 3 * centred(&state), W[] = {cos(a), sin(a), -sin(a), cos(a)}, w[] = {cos(a), sin(a)};
    perturb(&p, &state, round % 2 == 0 ? 1e-3 : 1e-2, W);
    cr_assert_eq(refine(r, W).kind, CPF_REFINED_SINGULAR);
    cr_assert_float_eq(inner(2, W, W + 2), 0, 1e-14);
    cr_assert_float_eq(cpf_loss(&p, W), 0, 1e-14);
    cr_assert_eq(refine(r1, w).kind, CPF_REFINED_SINGULAR);
    cr_assert_float_eq(length(2, w), 1, 1e-14);
  }
  cpf_refiner_free(r);
  cpf_refiner_free(r1);
}

// What `moved` says bounds how far the point went.
Test(refine, moved_is_how_far_it_went) {
  const struct cpf_problem p = problem(2, 2, 2, 2);
  struct cpf_refiner *r = refiner(&p);
  double a = 0.3, start[] = {cos(a), sin(a), -sin(a) - 1e-3, cos(a)}, W[4];
  cr_assert(cpf_normalise(&p, start));
  memcpy(W, start, sizeof W);
  struct cpf_refine_result result = refine(r, W);
  cr_assert_leq(distance(4, W, start), result.moved * 1.01 + 1e-12, "%g, not %g",
                distance(4, W, start), result.moved);
  cpf_refiner_free(r);
}

// Far from every critical point: none is claimed beside the start.
Test(refine, points_that_are_not_critical) {
  const struct cpf_problem p = problem(1, 2, 2, 4); // critical at multiples of pi/4
  struct cpf_refiner *r = refiner(&p);
  double W[] = {cos(0.3), sin(0.3)}, G[2];
  struct cpf_refine_result result = refine(r, W);
  cr_assert(result.kind == CPF_REFINED_NOT || cpf_gradient(&p, W, G, NULL) <= result.residual);
  cr_assert(result.kind == CPF_REFINED_NOT || result.moved <= 0.5);
  cpf_refiner_free(r);
}

Test(refine, the_line) {
  const struct cpf_problem p = problem(2, 1, 1, 4);
  struct cpf_refiner *r = refiner(&p);
  double W[] = {1, -1};
  struct cpf_refine_result result = refine(r, W);
  cr_assert_eq(result.kind, CPF_REFINED_SIMPLE);
  cr_assert(W[0] == 1 && W[1] == -1 && result.residual == 0);
  cpf_refiner_free(r);
  cpf_refiner_free(NULL);
}

Test(refine, documented_defaults) {
  const struct cpf_refine_options o = cpf_refine_options_default();
  cr_assert(o.tol_gradient == 1e-13 && o.suspicious == 1e-4 && o.significant == 0.03);
  cr_assert(o.tol_zero == 1e-10 && o.tol_vanish == 1e-9 && o.tol_rank == 1e-7);
  cr_assert(o.max_move == 0.5 && o.max_newton == 60 && o.max_centre == 20);
}

// The split: the kernel without the orbit's directions, everything orthonormal.
Test(refine, split) {
  const struct cpf_problem p = problem(2, 2, 4, 4);
  const double W[] = {1, 0, 0, 0, 0, 0, 0.6, 0.8}; // the null student turns in a circle
  struct cpf_refiner *r = refiner(&p);
  struct cpf_split split;
  double rows[36];
  int orbit = -1;
  cr_assert_eq(cpf_refiner_split(r, W, 1e-9, &split, &orbit, NULL), CPF_OK);
  cr_assert(orbit == 1 && split.m == 2 && split.r == 3);
  memcpy(rows, split.K, 12 * sizeof *rows);
  memcpy(rows + 12, split.Q, 18 * sizeof *rows);
  for (size_t a = 0; a < 5; a++)
    for (size_t b = 0; b < 5; b++)
      cr_assert_float_eq(inner(6, rows + a * 6, rows + b * 6), a == b, 1e-14);
  for (size_t b = 0; b < 3; b++)
    cr_assert_float_eq(split.lambda[b], 4, 1e-13);
  cpf_refiner_free(r);
}

Test(refine, spectrum) {
  for (size_t s = 0; s < COUNT(named); s++) {
    const struct named *c = &named[s];
    struct cpf_refiner *r = refiner(&c->p);
    const double *frames, *values, *vectors;
    size_t N = cpf_problem_tangent_dim(&c->p);
    double H[POINT_MAX];
    int negative = 0;
    cr_assert_eq(cpf_refiner_spectrum(r, c->W, &frames, &values, &vectors, NULL), CPF_OK);
    cpf_hessian(&c->p, c->W, frames, H);
    for (size_t a = 0; a < N; a++) {
      negative += values[a] < 0;
      for (size_t b = 0; b < N; b++)
        cr_assert_float_eq(inner(N, H + b * N, vectors + a * N), values[a] * vectors[a * N + b],
                           1e-12);
    }
    cr_assert_eq(negative, c->index);
    cpf_refiner_free(r);
  }
}
