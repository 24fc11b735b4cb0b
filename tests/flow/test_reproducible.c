// SPDX-License-Identifier: GPL-3.0-or-later
// Nothing but its number decides what becomes of a trajectory: not threads, not what runs beside
// it, not where the ensemble begins or is broken off. What is refused.
#include "gather.h"

static const double TIGHT = 3.14159265358979323846 / 8; // the tight-balance angle for rho = 4

// Families by their labels: numbers go by the order of meeting.
static void assert_same(const struct kept *a, const struct kept *b) {
  const struct cpf_flow_record x = a->record, y = b->record;
  cr_assert(x.number == y.number && x.end == y.end && x.time == y.time && x.loss == y.loss &&
            x.escape_is_bound == y.escape_is_bound && x.gradient == y.gradient &&
            x.escape == y.escape && x.steps == y.steps && x.rejected == y.rejected &&
            x.loss_rise == y.loss_rise && x.off_sphere == y.off_sphere && x.nvisits == y.nvisits);
  cr_assert_str_eq(a->label, b->label);
  for (int v = 0; v < x.nvisits; v++) {
    cr_assert_str_eq(a->visited[v], b->visited[v]);
    cr_assert_eq(a->visits[v].nearest, b->visits[v].nearest);
    cr_assert(a->visits[v].entered == b->visits[v].entered &&
              a->visits[v].left == b->visits[v].left && a->visits[v].stays == b->visits[v].stays);
  }
  cr_assert_arr_eq(a->W, b->W, sizeof a->W);
  cr_assert_arr_eq(a->watch, b->watch, sizeof a->watch);
}

static void assert_same_quantiles(const struct cpf_flow_quantiles *a,
                                  const struct cpf_flow_quantiles *b) {
  cr_assert(a->count == b->count && a->q05 == b->q05 && a->q25 == b->q25 &&
            a->median == b->median && a->q75 == b->q75 && a->q95 == b->q95 &&
            a->least == b->least && a->most == b->most);
}

static void assert_same_result(const struct cpf_flow_result *a, const struct cpf_flow_result *b) {
  cr_assert(a->count == b->count && a->nfamilies == b->nfamilies && a->steps == b->steps &&
            a->rejected == b->rejected && a->loss_rise == b->loss_rise &&
            a->off_sphere == b->off_sphere);
  cr_assert_arr_eq(a->ends, b->ends, sizeof a->ends);
  assert_same_quantiles(&a->times, &b->times);
  for (int f = 0; f < a->nfamilies; f++) {
    const struct cpf_flow_tally *x = &a->tallies[f], *y = &b->tallies[f];
    cr_assert_str_eq(a->families[f].id, b->families[f].id);
    cr_assert(x->arrived == y->arrived && x->captured == y->captured &&
              x->lingering == y->lingering && x->visitors == y->visitors);
    assert_same_quantiles(&x->times, &y->times);
    assert_same_quantiles(&x->stays, &y->stays);
    assert_same_quantiles(&x->nearest, &y->nearest);
  }
  for (size_t o = 0; o < a->nwatch; o++)
    assert_same_quantiles(&a->watch[o], &b->watch[o]);
}

// Threads, other trajectories beside, and how the numbers are split among ensembles decide nothing.
static void check_all_ways(const struct cpf_problem *p, struct cpf_flow_options opt,
                           const struct cpf_flow_start *start, uint64_t count) {
  const uint64_t splits[] = {0, 1, count / 3, count / 3 + 7, count - 40, count};
  opt.threads = 1;
  struct gathered *one = gather(p, opt, start, 0, count, 0);
  check_records(one);
  for (opt.threads = 2; opt.threads <= 3; opt.threads++) {
    struct gathered *more = gather(p, opt, start, 0, count, 0);
    for (size_t j = 0; j < count; j++) {
      assert_same(&one->list[j], &more->list[j]);
      cr_assert_eq(one->list[j].record.family, more->list[j].record.family);
    }
    assert_same_result(one->result, more->result);
    drop(more);
  }
  opt.threads = 2;
  for (size_t s = 0; s + 1 < COUNT(splits); s++) {
    struct gathered *part = gather(p, opt, start, splits[s], splits[s + 1] - splits[s], 0);
    check_records(part);
    for (size_t j = 0; j < part->count; j++)
      assert_same(&one->list[splits[s] + j], &part->list[j]);
    drop(part);
  }
  drop(one);
}

// Among these trajectories are some that linger, go along slow manifolds, with lines of their own.
Test(reproducible, uniform_starts) {
  struct cpf_problem p = problem(2, 2, 8, 4);
  struct cpf_flow_start start = {.init = CPF_FLOW_UNIFORM};
  struct cpf_flow_options opt = cpf_flow_options_default();
  double tight[16] = {cos(TIGHT), sin(TIGHT)};
  tight[8] = cos(TIGHT);
  tight[9] = -sin(TIGHT);
  opt.watch = tight;
  opt.nwatch = 1;
  check_all_ways(&p, opt, &start, 160);
  opt.radius = 0; // landmarks come from the first trajectories and serve the later ones
  check_all_ways(&p, opt, &start, 400);
}

// Half of these come to rest where nothing is proved.
Test(reproducible, without_visits) {
  struct cpf_problem p = problem(2, 2, 3, 3);
  struct cpf_flow_start start = {.init = CPF_FLOW_UNIFORM};
  check_all_ways(&p, quick(), &start, 130);
}

// In turn: two that are captured, one that arrives, one that lingers; then beside these.
Test(reproducible, given_starts) {
  struct cpf_problem p = problem(2, 2, 2, 4);
  double points[4 * 4];
  plane_pair(0.3, -0.3, points);
  points[2] = points[0]; // to the last bit
  points[3] = -points[1];
  plane_pair(1.1, 1.1, points + 4);
  plane_pair(0.3, -0.301, points + 8);
  plane_pair(TIGHT + 1e-7, -TIGHT, points + 12);
  struct cpf_flow_start start = {.init = CPF_FLOW_GIVEN, .points = points, .npoints = 4};
  check_all_ways(&p, cpf_flow_options_default(), &start, 120);
  start.spread = 1e-3;
  check_all_ways(&p, cpf_flow_options_default(), &start, 120);
}

Test(reproducible, interruption_keeps_what_is_done) {
  struct cpf_problem p = problem(2, 2, 3, 4);
  struct cpf_flow_start start = {.init = CPF_FLOW_UNIFORM};
  struct gathered *cut = gather(&p, quick(), &start, 5, 3000, 70);
  struct gathered *full = gather(&p, quick(), &start, 5, 200, 0);
  cr_assert_eq(cut->status, CPF_EINTERRUPTED);
  cr_assert(cut->result->interrupted);
  cr_assert(cut->result->count >= 70 && cut->result->count < 3000);
  cr_assert_eq(cut->result->count, cut->count);
  for (size_t j = 0; j < 200 && j < cut->count; j++)
    assert_same(&cut->list[j], &full->list[j]);
  drop(cut);
  drop(full);
}

static enum cpf_status refuse(void *ctx, const struct cpf_flow_result *result,
                              const struct cpf_flow_record *record, struct cpf_error *err) {
  (void)ctx;
  (void)result;
  return record->number < 3 ? CPF_OK : cpf_fail(err, CPF_EIO, "full");
}

Test(reproducible, a_failing_callback_ends_it) {
  struct cpf_problem p = problem(2, 2, 2, 4);
  struct cpf_flow_start start = {.init = CPF_FLOW_UNIFORM};
  struct cpf_flow_options opt = quick();
  struct cpf_table *table = reference();
  struct cpf_flow_result *result;
  struct cpf_error err;
  opt.record = refuse;
  cr_assert_eq(cpf_flow_ensemble(&p, &opt, table, &start, 0, 100, &result, &err), CPF_EIO);
  cr_assert_null(result);
  cr_assert_str_eq(err.text, "full");
  cpf_table_free(table);
}

Test(reproducible, bad_options_are_named) {
  struct cpf_problem p = problem(2, 2, 2, 4), large = problem(9, 9, 9, 4);
  struct cpf_flow_start start = {.init = CPF_FLOW_UNIFORM};
  struct cpf_flow_options bad[14];
  double watch[81] = {0}, off[4] = {1, 1, 0, 1};
  static const char *const words[] = {"tolerance", "tolerance", "tolerance", "time",   "time",
                                      "time",      "gradient",  "gradient",  "radius", "radius",
                                      "method",    "threads",   "steps",     "watch"};
  for (size_t b = 0; b < COUNT(bad); b++)
    bad[b] = quick();
  bad[0].tolerance = 0;
  bad[1].tolerance = NAN;
  bad[2].tolerance = 1;
  bad[3].time = 0;
  bad[4].time = -1;
  bad[5].time = INFINITY;
  bad[6].gradient = 0;
  bad[7].gradient = NAN;
  bad[8].radius = -0.1;
  bad[9].radius = INFINITY;
  bad[10].method = "euler";
  bad[11].threads = -1;
  bad[12].steps = 0;
  bad[13].watch = off;
  bad[13].nwatch = 1;
  for (size_t b = 0; b < COUNT(bad); b++) {
    struct gathered *all = gather(&p, bad[b], &start, 0, 1, 0);
    cr_assert_eq(all->status, CPF_EINVAL);
    cr_assert_null(all->result);
    cr_assert_not_null(strstr(all->err.text, words[b]), "%s", all->err.text);
    drop(all);
  }
  struct gathered *none = gather(&p, quick(), &start, 0, 0, 0);
  cr_assert_eq(none->status, CPF_EINVAL);
  cr_assert_not_null(strstr(none->err.text, "count is 0"));
  drop(none);
  struct gathered *beyond = gather(&p, quick(), &start, UINT64_MAX - 1, 2, 0);
  cr_assert_eq(beyond->status, CPF_EINVAL);
  drop(beyond);
  for (int i = 0; i < 9; i++)
    watch[10 * i] = 1;
  struct cpf_flow_options many = quick();
  many.watch = watch;
  many.nwatch = 1;
  struct gathered *all = gather(&large, many, &start, 0, 1, 0);
  cr_assert_eq(all->status, CPF_EINVAL);
  cr_assert_not_null(strstr(all->err.text, "4096"), "%s", all->err.text);
  drop(all);
}
