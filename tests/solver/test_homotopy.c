// SPDX-License-Identifier: GPL-3.0-or-later
#include "named.h"
#include "solver/seeds.h"

static const struct cpf_method *const homotopy = &cpf_method_homotopy;

enum { STEPS_MAX = 400, STARTS_MAX = 400 };

// The r at which W is nearest to critical: the gradient is G0 + r (G1 - G0). Writes |grad| there.
// For a point that is critical at every r, the answer is 0.
static double repulsion_of(const struct cpf_problem *p, const double *W, double *norm) {
  struct cpf_problem q = *p;
  double G0[POINT_MAX], G1[POINT_MAX];
  size_t size = point_size(p);
  q.repulsion = 0;
  *norm = cpf_gradient(&q, W, G0, NULL);
  q.repulsion = 1;
  cpf_gradient(&q, W, G1, NULL);
  for (size_t c = 0; c < size; c++)
    G1[c] -= G0[c];
  double square = inner(size, G1, G1);
  if (square < 1e-20)
    return 0;
  q.repulsion = -inner(size, G0, G1) / square;
  *norm = cpf_gradient(&q, W, G0, NULL);
  return q.repulsion;
}

struct path {
  int steps;
  double end, W[6]; // the residual at the end and the last point
  double r[STEPS_MAX], norm[STEPS_MAX];
  uint64_t branch_points[STEPS_MAX];
};

// Follows one path, step by step.
static void follow(const struct cpf_problem *p, const double *start, struct path *path) {
  const struct cpf_solver_options opt = cpf_solver_options_default();
  void *state = NULL;
  cr_assert_eq(homotopy->alloc(p, &opt, &state, NULL), CPF_OK);
  homotopy->set(state, 0, start);
  path->steps = 0;
  while (isinf(homotopy->residual(state, 0)) && path->steps < STEPS_MAX) {
    homotopy->get(state, 0, path->W);
    path->r[path->steps] = repulsion_of(p, path->W, &path->norm[path->steps]);
    path->branch_points[path->steps] = homotopy->branch_points(state);
    path->steps++;
    homotopy->iterate(state);
  }
  path->end = homotopy->residual(state, 0);
  homotopy->get(state, 0, path->W);
  homotopy->free(state);
  cr_assert_lt(path->steps, STEPS_MAX);
}

// From the uncoupled points to the problem's own r: every end that converged is critical there.
static void ends_are_critical(struct cpf_problem p, size_t least) {
  const struct cpf_solver_options opt = cpf_solver_options_default();
  struct cpf_seeds seeds = {0};
  struct cpf_run runs[STARTS_MAX];
  double G[POINT_MAX];
  size_t converged = 0;
  bool complete = false;
  cr_assert_eq(cpf_seeds_grid(&p, p.k, STARTS_MAX, &seeds, &complete, NULL), CPF_OK);
  cr_assert(complete);
  drive(homotopy, &p, &opt, seeds.count, seeds.W, runs);
  for (size_t s = 0; s < seeds.count; s++) {
    const double *W = seeds.W + s * point_size(&p);
    assert_unit_rows(&p, W);
    if (runs[s].outcome == CPF_OUTCOME_CONVERGED)
      cr_assert_leq(cpf_gradient(&p, W, G, NULL), opt.tol_gradient * p.rho * (1 + 1e-6));
    else
      cr_assert(isnan(runs[s].residual));
    converged += runs[s].outcome == CPF_OUTCOME_CONVERGED;
  }
  cr_assert_geq(converged, least, "P(%d,%d,%d,%d): %zu of %zu", p.n, p.k, p.d, p.rho, converged,
                seeds.count);
  cpf_seeds_free(&seeds);
}

Test(homotopy, ends_are_critical_points) {
  struct cpf_problem half = problem(2, 2, 2, 4), none = problem(2, 2, 2, 4);
  half.repulsion = 0.5;
  none.repulsion = 0;
  for (size_t s = 0; s < COUNT(named_problems); s++)
    ends_are_critical(named_problems[s], 6);
  ends_are_critical(problem(2, 2, 2, 3), 10);
  ends_are_critical(problem(3, 2, 2, 4), 10);
  ends_are_critical(problem(3, 2, 2, 3), 20);
  ends_are_critical(half, 10); // all of them
  ends_are_critical(none, 10);
}

// Points whose symmetry keeps them critical at every r stay where they are.
Test(homotopy, symmetric_points_stay) {
  for (size_t s = 0; s < COUNT(named); s++) {
    const struct named *c = &named[s];
    struct cpf_problem none = c->p;
    struct path path;
    double G[6];
    none.repulsion = 0;
    if (cpf_gradient(&none, c->W, G, NULL) > 1e-12)
      continue; // the skew pair moves with r
    follow(&c->p, c->W, &path);
    cr_assert(path.end <= 1e-10 * c->p.rho, "%s: %g", c->name, path.end);
    cr_assert_lt(distance(point_size(&c->p), path.W, c->W), 1e-12, "%s", c->name);
  }
}

// w_1 = v_1, w_2 = (v_1 + v_2) / sqrt 2 turn with r: all points on the way are on the curve, and it
// ends at any target before r = 1, where it reaches tight-balance: w_1 turns ever further back.
Test(homotopy, the_path_is_a_curve_of_critical_points) {
  struct cpf_problem p = problem(2, 2, 2, 4);
  const double targets[] = {0.5, 0.7, 0.8, 0.9, 0.95, 0.98};
  double last = 0;
  for (size_t s = 0; s < COUNT(targets); s++) {
    struct path path;
    p.repulsion = targets[s];
    follow(&p, (double[]){1, 0, CPF_H, CPF_H}, &path);
    cr_assert(path.end <= 1e-10 * p.rho, "target %g: %g", targets[s], path.end);
    cr_assert_geq(path.steps, 3);
    for (int i = 0; i < path.steps; i++) {
      cr_assert_lt(path.norm[i], 1e-8 * p.rho);
      cr_assert(i == 0 || (path.r[i] >= path.r[i - 1] && path.r[i] - path.r[i - 1] <= 0.25));
    }
    double norm, r = repulsion_of(&p, path.W, &norm), angle = atan2(path.W[1], path.W[0]);
    cr_assert_float_eq(r, targets[s], 1e-8);
    cr_assert(angle < last - 0.01 && angle > -acos(-1) / 8, "target %g: %g", targets[s], angle);
    last = angle;
  }
}

// Two students on one teacher in the plane: the Hessian is rho (r J + (1 - 2 r) I), singular at
// r = 1/2, where the antisymmetric direction changes its sign: a branch point.
Test(homotopy, same_copy_meets_a_branch_point) {
  const double W[] = {1, 0, 1, 0};
  for (int rho = 3; rho <= 6; rho++)
    for (int k = 1; k <= 2; k++) {
      struct cpf_problem p = problem(2, k, 2, rho);
      double B[4], H[4];
      struct path path;
      p.repulsion = 0.3;
      cpf_frames(&p, W, B);
      cpf_hessian(&p, W, B, H);
      cr_assert(fabs(H[0] - rho * 0.7) < 1e-14 && fabs(H[1] - rho * 0.3) < 1e-14);
      follow(&p, W, &path);
      cr_assert(path.end <= 1e-10 * rho && path.branch_points[path.steps - 1] == 0);
      p.repulsion = 0.5; // right on it: the point is critical all the same
      follow(&p, W, &path);
      cr_assert_leq(path.end, 1e-10 * rho);
      p.repulsion = 1;
      follow(&p, W, &path);
      cr_assert_leq(path.end, 1e-10 * rho);
      cr_assert_eq(path.branch_points[path.steps - 1], 1);
      cr_assert_lt(distance(4, path.W, W), 1e-12);
    }
}

Test(homotopy, branch_points_of_all_paths_add_up) {
  const struct cpf_solver_options opt = cpf_solver_options_default();
  const struct cpf_problem p = problem(2, 1, 2, 4);
  double W[] = {1, 0, 1, 0, -1, 0, 1, 0, -1, 0, -1, 0};
  struct cpf_run runs[3];
  void *state = NULL;
  cr_assert_eq(homotopy->alloc(&p, &opt, &state, NULL), CPF_OK);
  cr_assert_eq(homotopy->branch_points(state), 0);
  cpf_drive(homotopy, state, &p, &opt, 3, W, runs);
  cr_assert_eq(homotopy->branch_points(state), 3); // at even degree all three are the same family
  homotopy->free(state);
}

// P(2,2,2,3) from w_1 = v_1, w_2 = (v_1 + v_2) / sqrt 2: r rises to 0.52, where the curve folds (no
// branch point), falls, and at r = 1/2 crosses the students' coming together (one). It leads back
// to r = 0 and never to r = 1.
Test(homotopy, folds_are_passed_and_are_no_branch_points) {
  const struct cpf_problem p = problem(2, 2, 2, 3);
  struct path path;
  double top = 0;
  int fold = -1, together = -1;
  follow(&p, (double[]){1, 0, CPF_H, CPF_H}, &path);
  cr_assert(isnan(path.end));
  for (int i = 0; i < path.steps; i++) {
    cr_assert_lt(path.norm[i], 1e-8 * p.rho);
    if (fold < 0 && path.r[i] < top - 0.005)
      fold = i;
    if (together < 0 && path.branch_points[i] > 0)
      together = i;
    top = fmax(top, path.r[i]);
  }
  cr_assert(top > 0.515 && top < 0.525, "r up to %g", top);
  cr_assert_gt(fold, 0);
  cr_assert_gt(together, fold, "branch point at step %d, fold at %d", together, fold);
  cr_assert_float_eq(path.r[together], 0.5, 0.02);
  cr_assert_eq(path.branch_points[path.steps - 1], 1);
  cr_assert_lt(path.r[path.steps - 1], 0.2); // back near r = 0
}

// The directions of the O(d-k) orbit are a kernel along the whole path; it must not stop there.
Test(homotopy, orbits) {
  const struct cpf_problem one = problem(1, 1, 3, 2), two = problem(2, 1, 3, 2);
  const double w[] = {0, 0.6, 0.8}, W[] = {1, 0, 0, 0, 0.6, 0.8};
  struct path path;
  follow(&one, w, &path);
  cr_assert_leq(path.end, 1e-10 * 2);
  cr_assert_lt(distance(3, path.W, w), 1e-12);
  follow(&two, W, &path);
  cr_assert_leq(path.end, 1e-10 * 2);
  cr_assert_lt(distance(6, path.W, W), 1e-12);
}

// A null student at r = 0 has a vanishing Hessian: there is no curve to follow.
Test(homotopy, starts_without_a_path_fail_at_once) {
  const struct cpf_problem flat = problem(2, 2, 3, 4);
  struct path path;
  follow(&flat, (double[]){1, 0, 0, 0, 0, 1}, &path);
  cr_assert(isnan(path.end));
  cr_assert_eq(path.steps, 0);
}

// d = 1: no unknowns at all.
Test(homotopy, the_line) {
  const struct cpf_problem p = problem(2, 1, 1, 4);
  struct path path;
  follow(&p, (double[]){1, -1}, &path);
  cr_assert_eq(path.end, 0);
  cr_assert_eq(path.steps, 0);
  cr_assert(path.W[0] == 1 && path.W[1] == -1);
}
