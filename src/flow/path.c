// SPDX-License-Identifier: GPL-3.0-or-later
//
// A single trajectory: an ensemble of one, whose steps are all kept (trail.h).
#include <stdlib.h>
#include <string.h>

#include "flow/shared.h"
#include "status/try.h"

struct cpf_flow_path {
  struct cpf_flow_options opt;
  struct cpf_flow_start start;
  struct cpf_flow_shared shared;
  struct cpf_crew crew;
  struct cpf_slot slot;
  bool taken;
  size_t count;
  double *times; // owned; of the steps, count
};

void cpf_flow_path_free(struct cpf_flow_path *path) {
  if (path == NULL)
    return;
  cpf_crew_free(&path->crew);
  cpf_slot_free(&path->slot);
  cpf_flow_shared_clear(&path->shared);
  free(path->times);
  free(path);
}

static struct cpf_slot *next(void *ctx) {
  struct cpf_flow_path *path = ctx;
  if (path->taken)
    return NULL;
  path->taken = true;
  return &path->slot;
}

// A path that was interrupted ends where it is.
static enum cpf_status end_early(struct cpf_flow_path *path, struct cpf_error *err) {
  const struct cpf_trail *trail = &path->crew.lanes[0].trail;
  double t = 0;
  cpf_lift_down(&path->crew.lanes[0].lift, path->slot.start, path->crew.W);
  if (trail->count > 0) {
    struct cpf_step step = cpf_trail_step(trail, trail->count - 1);
    cpf_step_at(&step, 1, path->crew.W);
    t = step.t1;
  }
  path->crew.lanes[0].slot = &path->slot;
  return cpf_lane_end(&path->crew, 0, CPF_FLOW_TIME, t, path->crew.W, err);
}

static enum cpf_status keep_times(struct cpf_flow_path *path, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  const struct cpf_trail *trail = &path->crew.lanes[0].trail;
  CPF_TRY_ALLOC(path->times, trail->count + 1, err);
  path->count = trail->count + 1;
  for (size_t i = 0; i < trail->count; i++)
    path->times[i + 1] = cpf_trail_step(trail, i).t1;
cleanup:
  return status;
}

// The result has its families in another order than they were met in.
static void renumber(struct cpf_slot *slot, const int *order) {
  if (slot->record.family >= 0)
    slot->record.family = order[slot->record.family];
  for (int v = 0; v < slot->record.nvisits; v++)
    if (slot->visits[v].family >= 0)
      slot->visits[v].family = order[slot->visits[v].family];
}

static enum cpf_status prepare(struct cpf_flow_path *path, const struct cpf_problem *p,
                               const struct cpf_flow_options *opt, const double *W,
                               struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  path->opt = *opt;
  path->start = (struct cpf_flow_start){.init = CPF_FLOW_GIVEN, .points = W, .npoints = 1};
  CPF_TRY(cpf_flow_shared_make(p, &path->opt, &path->start, true, &path->shared, err));
  CPF_TRY(cpf_flow_memory_check(&path->shared, 1, 1, err));
  CPF_TRY(cpf_slot_alloc(p, opt->nwatch, &path->slot, err));
  CPF_TRY(cpf_crew_alloc(&path->shared, 1, &path->crew, err));
  cpf_slot_reset(&path->slot, 0);
  memcpy(path->slot.start, W, (size_t)p->n * (size_t)p->d * sizeof *W);
  path->start.points = path->slot.start;
cleanup:
  return status;
}

enum cpf_status cpf_flow_follow(const struct cpf_problem *p, const struct cpf_flow_options *opt,
                                const struct cpf_table *table, const double *W,
                                struct cpf_flow_path **out, struct cpf_flow_result **result,
                                struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_flow_path *path = NULL;
  struct cpf_atlas atlas = {0};
  int *order = NULL;
  double began = cpf_flow_clock();
  *out = NULL;
  *result = NULL;
  CPF_TRY_ALLOC(path, 1, err);
  CPF_TRY(prepare(path, p, opt, W, err));
  CPF_TRY(cpf_atlas_alloc(p, &path->opt, table, &atlas, err));
  path->shared.known = &atlas.known;
  atlas.result->start = (struct cpf_flow_start){.init = CPF_FLOW_GIVEN, .npoints = 1};
  atlas.result->wanted = 1;
  atlas.result->threads = 1;
  CPF_TRY(cpf_crew_run(&path->crew, next, path, err));
  atlas.result->interrupted = !path->slot.done;
  if (!path->slot.done)
    CPF_TRY(end_early(path, err));
  CPF_TRY(keep_times(path, err));
  CPF_TRY(cpf_atlas_settle(&atlas, &path->slot, false, err));
  CPF_TRY(cpf_atlas_take(&atlas, result, &order, err));
  renumber(&path->slot, order);
  path->shared.known = NULL;
  (*result)->seconds = cpf_flow_clock() - began;
  *out = path;
  path = NULL;
  if ((*result)->interrupted)
    status = cpf_fail(err, CPF_EINTERRUPTED, "interrupted at time %g", (*out)->slot.record.time);
cleanup:
  if (atlas.opt != NULL)
    cpf_atlas_free(&atlas);
  cpf_flow_path_free(path);
  free(order);
  return status;
}

const struct cpf_flow_record *cpf_flow_path_record(const struct cpf_flow_path *path) {
  return &path->slot.record;
}

double cpf_flow_path_time(const struct cpf_flow_path *path) {
  return path->times[path->count - 1];
}

const double *cpf_flow_path_steps(const struct cpf_flow_path *path, size_t *count) {
  *count = path->count;
  return path->times;
}

void cpf_flow_path_at(const struct cpf_flow_path *path, double t, double *W) {
  const struct cpf_lane *lane = &path->crew.lanes[0];
  size_t low = 0, high = path->count - 1; // times[low] <= t < times[high], when inside
  if (!(t > 0) || high == 0) {
    memcpy(W, path->slot.start, (size_t)path->shared.p.n * (size_t)path->shared.p.d * sizeof *W);
    return;
  }
  while (high - low > 1) {
    size_t middle = low + (high - low) / 2;
    if (path->times[middle] <= t)
      low = middle;
    else
      high = middle;
  }
  struct cpf_step step = cpf_trail_step(&lane->trail, low);
  double s = step.t1 > step.t0 ? (t - step.t0) / (step.t1 - step.t0) : 1;
  cpf_step_at(&step, s < 1 ? s : 1, path->crew.W);
  cpf_lift_up(&lane->lift, path->crew.W, W);
}
