// SPDX-License-Identifier: GPL-3.0-or-later
// Single trajectories with dense output.
#include <float.h>

#include "gather.h"

static const double TIGHT = 3.14159265358979323846 / 8; // the tight-balance angle for rho = 4

struct followed {
  struct cpf_flow_path *path;
  struct cpf_flow_result *result;
};

static struct followed follow(const struct cpf_problem *p, const struct cpf_flow_options *opt,
                              const double *W) {
  struct followed f;
  struct cpf_table *table = reference();
  struct cpf_error err = {CPF_OK, ""};
  cr_assert_eq(cpf_flow_follow(p, opt, table, W, &f.path, &f.result, &err), CPF_OK, "%s", err.text);
  cpf_table_free(table);
  return f;
}

static void end(struct followed *f) {
  cpf_flow_path_free(f->path);
  cpf_flow_result_free(f->result);
}

// The path against a plain integration with small steps, at times beside those of its own steps.
// RK4 with h = 1e-3 is right to 1e-11 here; the path to some steps times 1e-9.
Test(path, follows_the_flow) {
  const struct cpf_problem problems[] = {problem(2, 2, 2, 4), problem(3, 2, 4, 3),
                                         problem(2, 3, 9, 4)};
  uint64_t state = 4;
  for (size_t q = 0; q < COUNT(problems); q++) {
    const struct cpf_problem *p = &problems[q];
    struct cpf_flow_options opt = cpf_flow_options_default();
    double start[POINT_MAX], W[POINT_MAX], at[POINT_MAX];
    random_point(p, &state, start);
    memcpy(W, start, sizeof W);
    opt.time = 3;
    opt.gradient = 1e-9;
    struct followed f = follow(p, &opt, start);
    cr_assert_eq(cpf_flow_path_time(f.path), 3);
    for (int s = 0; s <= 3000; s++) {
      if (s % 97 == 0) {
        cpf_flow_path_at(f.path, s * 1e-3, at);
        cr_assert_lt(distance(point_size(p), W, at), 1e-7, "problem %zu, time %g", q, s * 1e-3);
        assert_unit_rows(p, at);
      }
      plain_step(p, 1e-3, W);
    }
    end(&f);
  }
}

Test(path, begins_at_its_start_and_ends_at_its_end) {
  struct cpf_problem p = problem(2, 2, 7, 4);
  struct cpf_flow_options opt = cpf_flow_options_default();
  double start[14], W[14];
  uint64_t state = 8;
  size_t count;
  random_point(&p, &state, start);
  struct followed f = follow(&p, &opt, start);
  const struct cpf_flow_record *record = cpf_flow_path_record(f.path);
  const double *times = cpf_flow_path_steps(f.path, &count);
  cpf_flow_path_at(f.path, 0, W);
  cr_assert_arr_eq(W, start, sizeof W);
  cr_assert_arr_eq(record->start, start, sizeof W);
  cpf_flow_path_at(f.path, cpf_flow_path_time(f.path), W);
  cr_assert_lt(distance(14, W, record->W), 1e-12);
  cr_assert_eq(times[0], 0);
  cr_assert_eq(times[count - 1], cpf_flow_path_time(f.path));
  for (size_t i = 1; i < count; i++)
    cr_assert_gt(times[i], times[i - 1]);
  if (record->end == CPF_FLOW_ARRIVED)
    cr_assert_leq(record->time, cpf_flow_path_time(f.path));
  // What happens at the named time is what is meant by it.
  if (record->end == CPF_FLOW_ARRIVED) {
    double G[14];
    cpf_flow_path_at(f.path, record->time, W);
    cr_assert_float_eq(cpf_gradient(&p, W, G, NULL) / opt.gradient, 1, 1e-4);
  }
  cr_assert_eq(f.result->count, 1);
  end(&f);
}

// Past tight-balance, for a time of 6 * 10^6: with delta the difference of the angles,
// d delta/dt = 8 delta^3 (1 + O(delta^2)), so that delta^-2 falls by 16 in a unit of time.
Test(path, goes_along_a_slow_manifold) {
  struct cpf_problem p = problem(2, 2, 2, 4);
  struct cpf_flow_options opt = cpf_flow_options_default();
  const double delta = 1e-4;
  double start[4], W[4], before = INFINITY, escape = 1 / (16 * delta * delta);
  plane_pair(TIGHT + delta / 2, -TIGHT + delta / 2, start);
  struct followed f = follow(&p, &opt, start);
  const struct cpf_flow_record *record = cpf_flow_path_record(f.path);
  cr_assert_eq(record->end, CPF_FLOW_ARRIVED);
  cr_assert_str_eq(f.result->families[record->family].label, "copy");
  cr_assert_float_eq(record->time / escape, 1, 1e-4);
  for (int i = 0; i <= 400; i++) {
    double t = cpf_flow_path_time(f.path) * i / 400, loss;
    cpf_flow_path_at(f.path, t, W);
    assert_unit_rows(&p, W);
    loss = cpf_loss(&p, W);
    cr_assert_leq(loss, before + 16 * DBL_EPSILON); // two losses, of eight rounded terms each
    before = loss;
    double apart = atan2(W[1], W[0]) + atan2(W[3], W[2]);
    if (t < 0.9 * escape)
      cr_assert_float_eq(apart * sqrt(1 / (delta * delta) - 16 * t), 1, 1e-3, "time %g", t);
  }
  // The steps' ends meet.
  size_t count;
  const double *times = cpf_flow_path_steps(f.path, &count);
  for (size_t i = 1; i + 1 < count; i++) {
    double a[4], b[4], width = times[i] - times[i - 1];
    cpf_flow_path_at(f.path, times[i] - 1e-9 * width, a);
    cpf_flow_path_at(f.path, times[i], b);
    cr_assert_lt(distance(4, a, b), 1e-7);
  }
  end(&f);
}

// The same trajectory as in an ensemble.
Test(path, is_a_trajectory_of_an_ensemble) {
  struct cpf_problem p = problem(2, 2, 3, 4);
  struct cpf_flow_options opt = cpf_flow_options_default();
  double point[6];
  uint64_t state = 6;
  for (int trial = 0; trial < 5; trial++) {
    random_point(&p, &state, point);
    struct cpf_flow_start start = {.init = CPF_FLOW_GIVEN, .points = point, .npoints = 1};
    struct gathered *all = gather(&p, opt, &start, 0, 1, 0);
    struct followed f = follow(&p, &opt, point);
    const struct cpf_flow_record *a = cpf_flow_path_record(f.path), *b = &all->list[0].record;
    cr_assert(a->end == b->end && a->time == b->time && a->steps == b->steps &&
              a->loss == b->loss && a->nvisits == b->nvisits);
    cr_assert_str_eq(f.result->families[a->family].label, all->list[0].label);
    for (int v = 0; v < a->nvisits; v++) {
      cr_assert_eq(a->visits[v].nearest, all->list[0].visits[v].nearest);
      cr_assert_str_eq(f.result->families[a->visits[v].family].label, all->list[0].visited[v]);
    }
    drop(all);
    end(&f);
  }
}

Test(path, of_a_point_at_rest) {
  struct cpf_problem p = problem(2, 2, 2, 4);
  struct cpf_flow_options opt = cpf_flow_options_default();
  double start[4] = {1, 0, 0, 1}, W[4];
  struct followed f = follow(&p, &opt, start);
  const struct cpf_flow_record *record = cpf_flow_path_record(f.path);
  cr_assert_eq(record->end, CPF_FLOW_ARRIVED);
  cr_assert_eq(record->time, 0);
  cr_assert_eq(cpf_flow_path_time(f.path), 0);
  cpf_flow_path_at(f.path, 0, W);
  cr_assert_arr_eq(W, start, sizeof W);
  end(&f);
}

Test(path, interrupted_goes_as_far_as_it_came) {
  struct cpf_problem p = problem(2, 2, 2, 4);
  struct cpf_flow_options opt = cpf_flow_options_default();
  struct cpf_table *table = reference();
  struct cpf_flow_path *path;
  struct cpf_flow_result *result;
  volatile sig_atomic_t stop = 1;
  double start[4], W[4];
  plane_pair(0.5, 1.9, start);
  opt.stop = &stop;
  cr_assert_eq(cpf_flow_follow(&p, &opt, table, start, &path, &result, NULL), CPF_EINTERRUPTED);
  cr_assert(result->interrupted);
  cpf_flow_path_at(path, cpf_flow_path_time(path), W);
  assert_unit_rows(&p, W);
  cpf_flow_path_free(path);
  cpf_flow_result_free(result);
  cpf_flow_path_free(NULL);
  cpf_flow_result_free(NULL);
  cpf_table_free(table);
}

Test(path, bad_starts_are_named) {
  struct cpf_problem p = problem(2, 2, 2, 4);
  struct cpf_flow_options opt = cpf_flow_options_default();
  struct cpf_table *table = reference();
  struct cpf_flow_path *path;
  struct cpf_flow_result *result;
  struct cpf_error err;
  const double bad[][4] = {{1, 0, 0, 0}, {1, 0, NAN, 0}, {1, 1, 1, 0}};
  for (size_t b = 0; b < COUNT(bad); b++) {
    cr_assert_eq(cpf_flow_follow(&p, &opt, table, bad[b], &path, &result, &err), CPF_EINVAL);
    cr_assert_null(path);
    cr_assert_null(result);
    cr_assert_not_null(strstr(err.text, "row"), "%s", err.text);
  }
  cpf_table_free(table);
}
