// SPDX-License-Identifier: GPL-3.0-or-later
// An ensemble whose trajectories several processes share: each is told of the same records, in the
// same order, as one process alone, and ends with the same result. The processes are threads
// (crowd.h).
#include "../crowd.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "../support.h"
#include "cpfind/flow.h"

// What each process is told to do, and what it is told.
struct part {
  struct cpf_problem p;
  struct cpf_flow_options opt;
  struct cpf_flow_start start;
  uint64_t count;
  uint64_t stop_at, fail_at; // at that record; UINT64_MAX: never
  struct cpf_team *team;
  FILE *out;
  char *text; // all that it was told
  size_t length;
};

static struct part parts[CROWD_MAX];
static struct cpf_table *table;
static struct crowd crowd;

static void set_up(void) {
  cr_assert_eq(cpf_table_builtin(&table, NULL), CPF_OK);
}

static void tear_down(void) {
  cpf_table_free(table);
}

#define TEAM_TEST(name) Test(team_flow, name, .init = set_up, .fini = tear_down)

static void write_doubles(FILE *out, const double *x, size_t count) {
  for (size_t i = 0; i < count; i++)
    fprintf(out, " %a", x[i]);
}

// To the last bit.
static enum cpf_status write_record(void *ctx, const struct cpf_flow_result *result,
                                    const struct cpf_flow_record *r, struct cpf_error *err) {
  struct part *part = ctx;
  size_t size = point_size(&result->problem);
  fprintf(part->out, "%llu %d %d %a %a %a %a %d %llu %llu %a %a", (unsigned long long)r->number,
          (int)r->end, r->family, r->time, r->loss, r->gradient, r->escape, r->escape_is_bound,
          (unsigned long long)r->steps, (unsigned long long)r->rejected, r->loss_rise,
          r->off_sphere);
  for (int v = 0; v < r->nvisits; v++)
    fprintf(part->out, " [%d %a %a %a %d]", r->visits[v].family, r->visits[v].nearest,
            r->visits[v].entered, r->visits[v].left, r->visits[v].stays);
  write_doubles(part->out, r->watch, part->opt.nwatch);
  write_doubles(part->out, r->start, size);
  write_doubles(part->out, r->W, size);
  fputc('\n', part->out);
  if (r->number == part->stop_at && part->team->rank == 1)
    crowd_ask(part->team, SIGINT);
  return r->number == part->fail_at ? cpf_fail(err, CPF_EIO, "nowhere to write to") : CPF_OK;
}

static void write_quantiles(FILE *out, const struct cpf_flow_quantiles *q) {
  fprintf(out, " %llu %a %a %a", (unsigned long long)q->count, q->least, q->median, q->most);
}

static void write_result(FILE *out, const struct cpf_flow_result *r) {
  fprintf(out, "%llu of %llu, %d:", (unsigned long long)r->count, (unsigned long long)r->wanted,
          r->interrupted);
  for (int e = 0; e < CPF_FLOW_ENDS; e++)
    fprintf(out, " %llu", (unsigned long long)r->ends[e]);
  write_quantiles(out, &r->times);
  fprintf(out, " %llu %llu %a %a\n", (unsigned long long)r->steps, (unsigned long long)r->rejected,
          r->loss_rise, r->off_sphere);
  for (int f = 0; f < r->nfamilies; f++) {
    const struct cpf_flow_tally *t = &r->tallies[f];
    fprintf(out, "%s %s %a %d %a %llu %llu %llu %llu", r->families[f].id, r->families[f].label,
            r->families[f].loss, (int)r->certificates[f].theorem, r->certificates[f].radius,
            (unsigned long long)t->arrived, (unsigned long long)t->captured,
            (unsigned long long)t->lingering, (unsigned long long)t->visitors);
    write_quantiles(out, &t->times);
    write_quantiles(out, &t->stays);
    write_quantiles(out, &t->nearest);
    fputc('\n', out);
  }
}

static enum cpf_status follow(struct cpf_team *team, void *ctx, struct cpf_error *err) {
  struct part *part = ctx;
  struct cpf_flow_result *result = NULL;
  part->team = part->opt.find.team = team;
  part->opt.record = write_record;
  part->opt.ctx = part;
  part->out = open_memstream(&part->text, &part->length);
  if (part->out == NULL)
    return cpf_fail(err, CPF_ENOMEM, "out of memory");
  enum cpf_status status =
      cpf_flow_ensemble(&part->p, &part->opt, table, &part->start, 5, part->count, &result, err);
  if (result != NULL)
    write_result(part->out, result);
  cpf_flow_result_free(result);
  fclose(part->out);
  return status;
}

static struct part prepared(const struct cpf_problem *p, uint64_t count) {
  struct part part = {.p = *p,
                      .opt = cpf_flow_options_default(),
                      .count = count,
                      .stop_at = UINT64_MAX,
                      .fail_at = UINT64_MAX};
  part.opt.threads = 2;
  part.opt.time = 1e6;
  return part;
}

static void play(int size, const struct part *one) {
  void *ctx[CROWD_MAX];
  for (int r = 0; r < CROWD_MAX; r++) {
    parts[r] = *one;
    parts[r].opt.threads = 1 + r % 3;
    ctx[r] = &parts[r];
  }
  crowd_play(&crowd, size, follow, ctx);
}

static void release(int size) {
  for (int r = 0; r < size; r++)
    free(parts[r].text);
}

static void expect_all(int size, enum cpf_status status, const char *text, const char *what) {
  for (int r = 0; r < size; r++) {
    cr_assert_eq(crowd.member[r].end, status, "%s: process %d of %d ends with %d: %s", what, r,
                 size, (int)crowd.member[r].end, crowd.member[r].err.text);
    cr_expect(strcmp(parts[r].text, text) == 0, "%s: process %d of %d", what, r, size);
  }
}

static void expect_same(const struct part *one, const char *what) {
  struct part alone = *one;
  struct cpf_error why;
  cr_assert_eq(follow(NULL, &alone, &why), CPF_OK, "%s", why.text);
  for (int size = 1; size <= 4; size += size < 3 ? 1 : 2) {
    play(size, one);
    expect_all(size, CPF_OK, alone.text, what);
    release(size);
  }
  free(alone.text);
}

TEAM_TEST(one_ensemble) {
  const struct cpf_problem toy = problem(2, 2, 2, 4), wide = problem(2, 2, 5, 6),
                           flat = problem(2, 2, 3, 2);
  struct part part = prepared(&toy, 700); // several rounds; lingering, visits, landmarks
  expect_same(&part, "toy");
  part = prepared(&wide, 150);
  part.start.init = CPF_FLOW_SPLIT_CONE;
  expect_same(&part, "split cone");
  part = prepared(&flat, 100);
  expect_same(&part, "continua");
  part = prepared(&toy, 1);
  expect_same(&part, "one trajectory");
}

TEAM_TEST(given_starts_and_watched_points) {
  const struct cpf_problem toy = problem(2, 2, 2, 4);
  const double copy[4] = {1, 0, 0, 1}, balance[4] = {sqrt(0.5), sqrt(0.5), sqrt(0.5), -sqrt(0.5)};
  struct part part = prepared(&toy, 90);
  part.opt.watch = copy;
  part.opt.nwatch = 1;
  part.start = (struct cpf_flow_start){
      .init = CPF_FLOW_GIVEN, .points = balance, .npoints = 1, .spread = 0.2};
  expect_same(&part, "beside balance");
  part.start.spread = 0;
  part.opt.radius = 0;
  part.count = 3;
  expect_same(&part, "at balance");
}

// All stop where one is asked to, after the same records.
TEAM_TEST(stopped_together) {
  const struct cpf_problem toy = problem(2, 2, 2, 4);
  struct part part = prepared(&toy, 1 << 20);
  part.stop_at = 150; // of process 1 alone
  play(3, &part);
  expect_all(3, CPF_EINTERRUPTED, parts[0].text, "stopped");
  for (int r = 0; r < 3; r++)
    cr_expect_eq(crowd.member[r].team.stop, SIGINT);
  cr_expect_null(strstr(parts[0].text, "1048576 of 1048576"));
  cr_expect_not_null(strstr(parts[0].text, " of 1048576, 1:"));
  release(3);
}

TEAM_TEST(a_record_that_fails) {
  const struct cpf_problem toy = problem(2, 2, 2, 4);
  struct part part = prepared(&toy, 500);
  part.fail_at = 99;
  play(3, &part); // in each process at once
  for (int r = 0; r < 3; r++) {
    cr_expect_eq(crowd.member[r].end, CPF_EIO);
    cr_expect_str_eq(crowd.member[r].err.text, "nowhere to write to");
  }
  release(3);
}

static enum cpf_status follow_unlike(struct cpf_team *team, void *ctx, struct cpf_error *err) {
  struct part *part = ctx;
  part->fail_at = team->rank == 0 ? 99 : UINT64_MAX;
  return follow(team, ctx, err);
}

TEAM_TEST(a_record_that_fails_in_one) {
  const struct cpf_problem toy = problem(2, 2, 2, 4);
  const struct part part = prepared(&toy, 500);
  void *ctx[CROWD_MAX];
  for (int r = 0; r < CROWD_MAX; r++) {
    parts[r] = part;
    ctx[r] = &parts[r];
  }
  crowd_play(&crowd, 3, follow_unlike, ctx);
  for (int r = 0; r < 3; r++) {
    cr_expect_eq(crowd.member[r].end, CPF_EIO);
    cr_expect_str_eq(crowd.member[r].err.text, "nowhere to write to");
  }
  release(3);
}

static enum cpf_status follow_other(struct cpf_team *team, void *ctx, struct cpf_error *err) {
  struct part *part = ctx;
  if (team->rank == 1)
    part->opt.tolerance /= 2;
  return follow(team, ctx, err);
}

TEAM_TEST(another_input) {
  const struct cpf_problem toy = problem(2, 2, 2, 4);
  const struct part part = prepared(&toy, 50);
  void *ctx[CROWD_MAX];
  for (int r = 0; r < CROWD_MAX; r++) {
    parts[r] = part;
    ctx[r] = &parts[r];
  }
  crowd_play(&crowd, 2, follow_other, ctx);
  for (int r = 0; r < 2; r++) {
    cr_expect_eq(crowd.member[r].end, CPF_EINTERNAL);
    cr_expect_not_null(strstr(crowd.member[r].err.text, "with the same input"));
  }
  release(2);
}
