// SPDX-License-Identifier: GPL-3.0-or-later
// Landmarks: the nearest orbit, and that ensembles that use them end as those that do not.
#include "flow/landmarks.h"

#include "gather.h"
#include "model/outside.h"

// A point whose part outside span V lies on the first axis there.
static void random_landmark(const struct cpf_problem *p, uint64_t *state, double *P) {
  random_point(p, state, P);
  for (int i = 0; i < p->n; i++)
    for (int c = p->k + 1; c < p->d; c++)
      P[i * p->d + c] = 0;
  cr_assert(cpf_normalise(p, P));
}

Test(landmarks, the_nearest_orbit) {
  static const struct cpf_problem shapes[] = {
      {2, 2, 2, 4, 1}, {2, 2, 3, 4, 1}, {2, 2, 4, 4, 1}, {3, 2, 5, 4, 1}};
  uint64_t state = 1;
  for (size_t s = 0; s < COUNT(shapes); s++) {
    const struct cpf_problem *p = &shapes[s];
    struct cpf_landmarks list = {.p = *p};
    struct cpf_error err = {CPF_OK, ""};
    double P[10][POINT_MAX], W[POINT_MAX], distance;
    cr_assert_null(cpf_landmarks_nearest(&list, P[0], &distance));
    for (int i = 0; i < 10; i++) {
      random_landmark(p, &state, P[i]);
      cr_assert_eq(cpf_landmarks_add(&list, P[i], &err), CPF_OK);
      cr_assert_eq(cpf_landmarks_add(&list, P[i], &err), CPF_OK); // it is there
    }
    cr_assert_eq(list.count, 10);
    for (int turn = 0; turn < 100; turn++) {
      double least = INFINITY;
      random_point(p, &state, W);
      for (int i = 0; i < 10; i++)
        least = fmin(least, cpf_outside_distance(p, W, P[i]));
      const double *nearest = cpf_landmarks_nearest(&list, W, &distance);
      cr_assert_float_eq(distance, least, 1e-12);
      cr_assert_float_eq(cpf_outside_distance(p, W, nearest), least, 1e-12);
    }
    cpf_landmarks_free(&list);
  }
}

Test(landmarks, a_full_list_takes_no_more) {
  const struct cpf_problem p = problem(1, 1, 2, 4);
  struct cpf_landmarks list = {.p = p};
  struct cpf_error err = {CPF_OK, ""};
  for (int i = 0; i < 1000; i++) {
    const double W[2] = {cos(i), sin(i)};
    cr_assert_eq(cpf_landmarks_add(&list, W, &err), CPF_OK);
  }
  cr_assert_lt(list.count, 1000);
  cpf_landmarks_free(&list);
  cr_assert_eq(list.count, 0);
}

// More than one round, and a quarter of the trajectories go along slow manifolds. When visits are
// looked for, critical points are refined and landmarks left alone: an independent way to the same
// ends.
Test(landmarks, ends_are_those_found_without_them) {
  const struct cpf_problem p = problem(2, 2, 8, 4);
  struct cpf_flow_start start = {.init = CPF_FLOW_UNIFORM};
  struct cpf_flow_options with = cpf_flow_options_default(), without = with;
  with.radius = 0;
  struct gathered *a = gather(&p, with, &start, 0, 400, 0);
  struct gathered *b = gather(&p, without, &start, 0, 400, 0);
  cr_assert_eq(a->status, CPF_OK, "%s", a->err.text);
  cr_assert_eq(b->status, CPF_OK, "%s", b->err.text);
  for (size_t j = 0; j < 400; j++) {
    const struct kept *x = &a->list[j], *y = &b->list[j];
    cr_assert_eq(x->record.end, y->record.end, "trajectory %zu: %d, not %d", j, x->record.end,
                 y->record.end);
    cr_assert_str_eq(x->label, y->label);
    cr_assert_float_eq(x->record.loss, y->record.loss, 1e-9);
    // Errors of a step of 1e-9 that an escape from a saddle lets grow.
    if (x->record.end == CPF_FLOW_ARRIVED)
      cr_assert_float_eq(x->record.time / y->record.time, 1, 1e-3, "trajectory %zu: %g, not %g", j,
                         x->record.time, y->record.time);
  }
  cr_assert_gt(a->result->ends[CPF_FLOW_LINGERING], 50);
  drop(a);
  drop(b);
}

Test(landmarks, nothing_depends_on_the_threads) {
  const struct cpf_problem p = problem(2, 2, 8, 4);
  struct cpf_flow_start start = {.init = CPF_FLOW_UNIFORM};
  struct cpf_flow_options one = cpf_flow_options_default(), three;
  one.radius = 0;
  three = one;
  one.threads = 1;
  three.threads = 3;
  struct gathered *a = gather(&p, one, &start, 0, 500, 0);
  struct gathered *b = gather(&p, three, &start, 0, 500, 0);
  for (size_t j = 0; j < 500; j++) {
    cr_assert_arr_eq(a->list[j].W, b->list[j].W, 16 * sizeof(double));
    cr_assert_eq(a->list[j].record.steps, b->list[j].record.steps);
    cr_assert_eq(a->list[j].record.time, b->list[j].record.time);
    cr_assert_eq(a->list[j].record.escape, b->list[j].record.escape);
    cr_assert_str_eq(a->list[j].label, b->list[j].label);
  }
  drop(a);
  drop(b);
}
