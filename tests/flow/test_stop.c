// SPDX-License-Identifier: GPL-3.0-or-later
// Trajectories that end where the gradient is small, by request.
#include "gather.h"

static const double BOUND = 1e-6;

static struct cpf_flow_options stopping(void) {
  struct cpf_flow_options opt = cpf_flow_options_default();
  opt.radius = 0;
  opt.stop_gradient = BOUND;
  return opt;
}

// All are stopped, none earlier than the bound says, and nothing is claimed of any.
Test(stop, at_a_small_gradient) {
  static const struct cpf_problem shapes[] = {{2, 2, 2, 4, 1}, {2, 2, 8, 4, 1}, {3, 2, 5, 3, 0.5}};
  struct cpf_flow_start start = {.init = CPF_FLOW_UNIFORM};
  for (size_t s = 0; s < COUNT(shapes); s++) {
    const struct cpf_problem *p = &shapes[s];
    struct gathered *all = gather(p, stopping(), &start, 0, 200, 0);
    cr_assert_eq(all->status, CPF_OK, "%s", all->err.text);
    cr_assert_eq(all->result->ends[CPF_FLOW_STOPPED], 200);
    cr_assert_eq(all->result->times.count, 0);
    for (size_t j = 0; j < all->count; j++) {
      const struct kept *k = &all->list[j];
      double G[POINT_MAX];
      cr_assert_eq(k->record.end, CPF_FLOW_STOPPED);
      cr_assert_eq(k->record.family, -1);
      cr_assert_lt(k->record.gradient, BOUND);
      cr_assert_float_eq(cpf_gradient(p, k->W, G, NULL), k->record.gradient, 1e-12);
      assert_unit_rows(p, k->W);
      cr_assert_leq(k->record.loss_rise, 1e-13); // rounding of losses of order 1
      cr_assert_leq(k->record.off_sphere, 1e-14);
    }
    drop(all);
  }
}

// What a smaller bound allows comes after, further down, in more steps.
Test(stop, a_smaller_bound_is_met_later) {
  const struct cpf_problem p = problem(2, 2, 4, 4);
  struct cpf_flow_start start = {.init = CPF_FLOW_UNIFORM};
  struct cpf_flow_options tight = stopping();
  tight.stop_gradient = 1e-9;
  struct gathered *first = gather(&p, stopping(), &start, 0, 50, 0);
  struct gathered *then = gather(&p, tight, &start, 0, 50, 0);
  for (size_t j = 0; j < 50; j++) {
    const struct cpf_flow_record *a = &first->list[j].record, *b = &then->list[j].record;
    cr_assert_leq(a->time, b->time);
    cr_assert_leq(a->steps, b->steps);
    cr_assert_leq(b->loss, a->loss + 1e-13);
    cr_assert_lt(b->gradient, 1e-9);
  }
  drop(first);
  drop(then);
}

// A start at rest is over at once; the limit of the time comes first when it is sooner.
Test(stop, at_the_start_and_at_the_time) {
  const struct cpf_problem p = problem(2, 2, 2, 4);
  const double copy[4] = {1, 0, 0, 1};
  struct cpf_flow_start start = {.init = CPF_FLOW_GIVEN, .points = copy, .npoints = 1};
  struct gathered *all = gather(&p, stopping(), &start, 0, 1, 0);
  cr_assert_eq(all->list[0].record.end, CPF_FLOW_STOPPED);
  cr_assert_eq(all->list[0].record.steps, 0);
  cr_assert_eq(all->list[0].record.time, 0);
  drop(all);
  struct cpf_flow_options early = stopping();
  early.time = 0.5;
  start = (struct cpf_flow_start){.init = CPF_FLOW_UNIFORM};
  all = gather(&p, early, &start, 0, 20, 0);
  for (size_t j = 0; j < all->count; j++) {
    cr_assert_eq(all->list[j].record.end, CPF_FLOW_TIME);
    cr_assert_eq(all->list[j].record.time, 0.5);
  }
  drop(all);
}

// Number by number the same for one thread and for two, with visits and without.
Test(stop, nothing_depends_on_the_threads) {
  const struct cpf_problem p = problem(2, 2, 8, 4);
  struct cpf_flow_start start = {.init = CPF_FLOW_UNIFORM};
  for (int visits = 0; visits < 2; visits++) {
    struct cpf_flow_options one = stopping(), two = stopping();
    one.radius = two.radius = 0.1 * visits;
    one.threads = 1;
    two.threads = 2;
    struct gathered *a = gather(&p, one, &start, 5, 100, 0);
    struct gathered *b = gather(&p, two, &start, 5, 100, 0);
    for (size_t j = 0; j < 100; j++) {
      cr_assert_arr_eq(a->list[j].W, b->list[j].W, 16 * sizeof(double));
      cr_assert_eq(a->list[j].record.steps, b->list[j].record.steps);
      cr_assert_eq(a->list[j].record.nvisits, b->list[j].record.nvisits);
    }
    drop(a);
    drop(b);
  }
}

Test(stop, bad_bounds_are_named) {
  const double bad[] = {-1e-6, 1e-14, NAN, INFINITY};
  const struct cpf_problem p = problem(2, 2, 2, 4);
  struct cpf_flow_start start = {.init = CPF_FLOW_UNIFORM};
  for (size_t b = 0; b < COUNT(bad); b++) {
    struct cpf_flow_options opt = stopping();
    opt.stop_gradient = bad[b];
    struct gathered *none = gather(&p, opt, &start, 0, 1, 0);
    cr_assert_eq(none->status, CPF_EINVAL);
    cr_assert_not_null(strstr(none->err.text, "stop_gradient"), "%s", none->err.text);
    drop(none);
  }
}
