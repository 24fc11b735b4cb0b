// SPDX-License-Identifier: GPL-3.0-or-later
// Nothing but its number decides what becomes of a trajectory: not threads, not what runs beside
// it, not where the ensemble begins or is broken off. What is refused.
#include "gather.h"

static const double TIGHT = 3.14159265358979323846 / 8; // the tight-balance angle for rho = 4

static void assert_same(const struct kept *a, const struct kept *b) {
  struct cpf_flow_record x = a->record, y = b->record;
  x.family = y.family = 0; // numbers go by the order of meeting
  x.visits = y.visits = NULL;
  x.watch = x.start = x.W = y.watch = y.start = y.W = NULL;
  cr_assert_eq(memcmp(&x.time, &y.time, sizeof x.time), 0);
  cr_assert(x.number == y.number && x.end == y.end && x.loss == y.loss &&
            x.gradient == y.gradient && x.escape == y.escape && x.steps == y.steps &&
            x.rejected == y.rejected && x.loss_rise == y.loss_rise &&
            x.off_sphere == y.off_sphere && x.nvisits == y.nvisits);
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

// Threads, other trajectories beside, and where the ensemble begins decide nothing.
Test(reproducible, records_depend_on_their_number_alone) {
  struct cpf_problem p = problem(2, 2, 4, 4);
  struct cpf_flow_start start = {.init = CPF_FLOW_UNIFORM};
  struct cpf_flow_options opt = cpf_flow_options_default();
  double tight[8] = {cos(TIGHT), sin(TIGHT), 0, 0, cos(TIGHT), -sin(TIGHT), 0, 0};
  opt.watch = tight;
  opt.nwatch = 1;
  opt.threads = 1;
  struct gathered *one = gather(&p, opt, &start, 0, 160, 0);
  check_records(one);
  for (opt.threads = 2; opt.threads <= 3; opt.threads++) {
    struct gathered *more = gather(&p, opt, &start, 0, 160, 0);
    for (size_t j = 0; j < 160; j++) {
      assert_same(&one->list[j], &more->list[j]);
      cr_assert_eq(one->list[j].record.family, more->list[j].record.family);
    }
    cr_assert_eq(one->result->nfamilies, more->result->nfamilies);
    drop(more);
  }
  opt.threads = 2;
  struct gathered *part = gather(&p, opt, &start, 97, 60, 0);
  for (size_t j = 0; j < 60; j++)
    assert_same(&one->list[97 + j], &part->list[j]);
  drop(one);
  drop(part);
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
