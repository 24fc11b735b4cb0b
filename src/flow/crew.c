// SPDX-License-Identifier: GPL-3.0-or-later
#include "flow/crew.h"

#include <stdlib.h>
#include <string.h>

#include "status/try.h"

enum {
  TRAIL_MIN = 32, // steps to look back on
  TRAIL_MAX = 512,
  TRAIL_DOUBLES = 1 << 17, // of one lane, when that is more than TRAIL_MIN steps
  SLOW_KEPT = 256,
  STOP_STEPS = 64, // between two looks at *asked
};

static size_t trail_capacity(const struct cpf_flow_shared *s) {
  size_t size = s->method->dense_size(&s->reduced) + 1, capacity = TRAIL_DOUBLES / size;
  return capacity < TRAIL_MIN ? TRAIL_MIN : capacity > TRAIL_MAX ? TRAIL_MAX : capacity;
}

static enum cpf_status lane_alloc(const struct cpf_flow_shared *s, struct cpf_lane *lane,
                                  struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  CPF_TRY(cpf_lift_alloc(&s->p, &lane->lift, err));
  if (s->opt->radius > 0 || s->path)
    CPF_TRY(cpf_trail_alloc(&s->reduced, s->method, s->opt->tolerance, trail_capacity(s), s->path,
                            &lane->trail, err));
  if (s->opt->radius > 0)
    CPF_TRY(cpf_members_alloc(&s->reduced, s->opt->radius, &lane->members, err));
  if (s->opt->nwatch > 0)
    CPF_TRY(cpf_watcher_alloc(&s->watch, &lane->watcher, err));
cleanup:
  return status;
}

static void lane_clear(struct cpf_lane *lane) {
  for (int i = 0; i < lane->nheld; i++)
    cpf_slow_release(lane->held[i]);
  lane->nheld = 0;
  cpf_fixed_free(lane->fixed);
  lane->fixed = NULL;
  lane->slot = NULL;
}

enum cpf_status cpf_crew_alloc(const struct cpf_flow_shared *s, int nlanes, struct cpf_crew *crew,
                               struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_march_options march = cpf_march_options_default(&s->reduced);
  size_t size = (size_t)s->reduced.n * (size_t)s->reduced.d;
  *crew = (struct cpf_crew){.shared = s, .nlanes = nlanes};
  march.tolerance = s->opt->tolerance;
  CPF_TRY(s->method->alloc(&s->reduced, &march, &crew->march, err));
  CPF_TRY(cpf_refiner_alloc(&s->reduced, &s->refine, &crew->refiner, err));
  CPF_TRY(cpf_arrival_alloc(&s->reduced, &crew->arrival, err));
  CPF_TRY(cpf_slow_alloc(&s->reduced, s->tol_zero, s->path ? 0 : SLOW_KEPT, &crew->slow, err));
  CPF_TRY_ALLOC(crew->W, size, err);
  CPF_TRY_ALLOC(crew->point, size, err);
  CPF_TRY_ALLOC(crew->G, size, err);
  CPF_TRY_ALLOC(crew->x, 2 * size, err);
  CPF_TRY_ALLOC(crew->line, (size_t)s->reduced.d, err);
  for (int l = 0; l < nlanes; l++)
    CPF_TRY(lane_alloc(s, &crew->lanes[l], err));
cleanup:
  return status;
}

void cpf_crew_free(struct cpf_crew *crew) {
  for (int l = 0; l < crew->nlanes; l++) {
    struct cpf_lane *lane = &crew->lanes[l];
    lane_clear(lane);
    cpf_lift_free(&lane->lift);
    cpf_trail_free(&lane->trail);
    cpf_members_free(&lane->members);
    cpf_watcher_free(&lane->watcher);
  }
  if (crew->shared != NULL && crew->march != NULL)
    crew->shared->method->free(crew->march);
  cpf_refiner_free(crew->refiner);
  cpf_arrival_free(crew->arrival);
  cpf_slow_free(crew->slow);
  free(crew->samples.time);
  free(crew->samples.x);
  free(crew->W);
  free(crew->point);
  free(crew->G);
  free(crew->x);
  free(crew->line);
  memset(crew, 0, sizeof *crew);
}

static bool must_stop(const struct cpf_crew *crew) {
  const volatile sig_atomic_t *asked = crew->shared->asked;
  return asked != NULL && *asked != 0;
}

// Puts the lane to work; a trajectory may be over at once, and then the next one comes.
static enum cpf_status refill(struct cpf_crew *crew, int l, cpf_crew_next *next, void *ctx,
                              bool *more, struct cpf_error *err) {
  struct cpf_lane *lane = &crew->lanes[l];
  while (lane->slot == NULL || lane->slot->done) {
    struct cpf_slot *slot = *more ? next(ctx) : NULL;
    *more = slot != NULL;
    if (slot == NULL) {
      if (lane->slot != NULL)
        crew->shared->method->clear(crew->march, l);
      if (!crew->shared->path)
        lane_clear(lane);
      return CPF_OK;
    }
    lane_clear(lane);
    enum cpf_status status = cpf_lane_begin(crew, l, slot, err);
    if (status != CPF_OK)
      return status;
  }
  return CPF_OK;
}

// After a step: bits of the lanes that went, and of those that cannot.
static enum cpf_status after(struct cpf_crew *crew, unsigned accepted, unsigned failed,
                             struct cpf_error *err) {
  const struct cpf_march_view *view = crew->shared->method->view(crew->march);
  size_t size = (size_t)crew->shared->reduced.n * (size_t)crew->shared->reduced.d;
  for (int l = 0; l < crew->nlanes; l++) {
    struct cpf_lane *lane = &crew->lanes[l];
    enum cpf_status status = CPF_OK;
    if (lane->slot == NULL)
      continue;
    if (accepted >> l & 1) {
      if (cpf_lane_account(crew, l, view))
        status = cpf_lane_step(crew, l, err);
    } else if (failed >> l & 1) {
      for (size_t e = 0; e < size; e++)
        crew->W[e] = view->W0[e][l];
      status = cpf_lane_end(crew, l, CPF_FLOW_FAILED, lane->offset + view->t0[l], crew->W, err);
    } else {
      lane->slot->record.rejected++;
    }
    if (status != CPF_OK)
      return status;
  }
  return CPF_OK;
}

enum cpf_status cpf_crew_run(struct cpf_crew *crew, cpf_crew_next *next, void *ctx,
                             struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  bool more = true;
  for (unsigned turn = 0;; turn++) {
    int working = 0;
    unsigned accepted, failed;
    if (turn % STOP_STEPS == 0 && must_stop(crew))
      break;
    for (int l = 0; l < crew->nlanes; l++) {
      if (crew->lanes[l].slot == NULL || crew->lanes[l].slot->done)
        CPF_TRY(refill(crew, l, next, ctx, &more, err));
      working += crew->lanes[l].slot != NULL && !crew->lanes[l].slot->done;
    }
    if (working == 0)
      break;
    crew->shared->method->step(crew->march, crew->limit, &accepted, &failed);
    CPF_TRY(after(crew, accepted, failed, err));
  }
cleanup:
  for (int l = 0; l < crew->nlanes; l++)
    if (!crew->shared->path || status != CPF_OK)
      lane_clear(&crew->lanes[l]);
  return status;
}
