// SPDX-License-Identifier: GPL-3.0-or-later
//
// One trajectory.
//
//  1. It begins in the reduced dimension (lift.h); a start with symmetries of its own gets the set
//     that they keep it in (fixed.h).
//  2. After each step of the integrator: the records of loss, unit lengths, nearest approaches.
//     Where |grad L|, the speed, has a local minimum, critical points to visit are looked for:
//     d/dt |grad L|^2 = -2 grad L . H grad L changes its sign from the fall along the stable
//     directions of a critical point to the rise along its unstable ones. Below SLOW, where the
//     integrator's errors make minima of their own, the speed must have fallen by DIP before.
//  3. Whenever the speed has fallen by FALL below SLOW, it is asked whether the basin of a minimum
//     has been reached, and whether there is a slow manifold to follow (rest.c, glide.c).
//  4. Below opt->gradient the end is decided (rest.c).
//  Where opt->stop_gradient is set, neither 3 nor 4: it ends below that.
#include <math.h>
#include <string.h>

#include "flow/crew.h"
#include "search/sharpen.h"
#include "status/try.h"

static const double SLOW = 1e-4; // of |grad L|: there explicit steps grow many near a multiple root
static const double DIP = 0.5;   // of |grad L|, from the last minimum that was looked at
static const double FALL = 0.03; // of |grad L|, from one look to the next
static const double STRIDE = 2;  // steps that let the fast directions of a slow manifold die out:
                                 // this over the largest eigenvalue
static const double AGREE = 1e-9; // fingerprints of refined points of one family

static size_t point_size(const struct cpf_crew *crew) {
  return (size_t)crew->shared->reduced.n * (size_t)crew->shared->reduced.d;
}

static void reset(struct cpf_lane *lane, struct cpf_slot *slot) {
  lane->slot = slot;
  lane->offset = 0;
  lane->before = INFINITY;
  lane->peak = 0;
  lane->level = SLOW * SLOW;
  lane->rest = INFINITY;
  lane->tests = 0;
  lane->below = 0;
  lane->bound = lane->captured = false;
  lane->joining = NULL;
  lane->trail.count = 0;
  lane->members.count = 0;
  slot->record.loss_rise = -INFINITY;
}

enum cpf_status cpf_lane_begin(struct cpf_crew *crew, int l, struct cpf_slot *slot,
                               struct cpf_error *err) {
  const struct cpf_flow_shared *s = crew->shared;
  struct cpf_lane *lane = &crew->lanes[l];
  enum cpf_status status = CPF_OK;
  reset(lane, slot);
  cpf_lift_down(&lane->lift, slot->start, crew->W);
  if (s->symmetric)
    CPF_TRY(cpf_fixed_make(&s->reduced, crew->W, 0, &lane->fixed, err));
  if (s->opt->nwatch > 0)
    cpf_watcher_begin(&lane->watcher, crew->W);
  crew->limit[l] = s->opt->time;
  double gradient = cpf_gradient(&s->reduced, crew->W, crew->G, NULL);
  if (gradient < s->opt->stop_gradient)
    CPF_TRY(cpf_lane_end(crew, l, CPF_FLOW_STOPPED, 0, crew->W, err));
  else if (gradient < s->opt->gradient && s->opt->stop_gradient == 0)
    CPF_TRY(cpf_lane_rest(crew, l, crew->W, gradient, 0, err));
  if (!slot->done)
    s->method->set(crew->march, l, 0, crew->W);
cleanup:
  return status;
}

static void get(const cpf_lanes *from, int l, size_t size, double *W) {
  for (size_t e = 0; e < size; e++)
    W[e] = from[e][l];
}

// The last step of the lane, in the trajectory's time.
static struct cpf_step last_step(const struct cpf_crew *crew, int l) {
  const struct cpf_lane *lane = &crew->lanes[l];
  const struct cpf_march_view *view = crew->shared->method->view(crew->march);
  if (lane->trail.count > 0) // the data is there already
    return cpf_trail_step(&lane->trail, lane->trail.count - 1);
  return (struct cpf_step){.p = &crew->shared->reduced,
                           .t0 = lane->offset + view->t0[l],
                           .t1 = lane->offset + view->t1[l],
                           .method = crew->shared->method,
                           .state = crew->march,
                           .lane = l};
}

struct speed {
  const struct cpf_problem *p;
  const struct cpf_step *step;
  double level, *W, *G;
};
static double speed_at(void *ctx, double s) {
  const struct speed *v = ctx;
  cpf_step_at(v->step, s, v->W);
  return log(cpf_gradient(v->p, v->W, v->G, NULL) / v->level);
}

// When |grad L| fell below the level on the last step: it falls exponentially near the end, so its
// logarithm is nearly linear.
static double fall_time(struct cpf_crew *crew, int l, double speed0, double speed1) {
  struct cpf_step step = last_step(crew, l);
  double level = crew->shared->opt->gradient, most = log(sqrt(speed0) / level);
  struct speed v = {&crew->shared->reduced, &step, level, crew->point, crew->G};
  if (!(speed1 > 0))
    return step.t1;
  double s = cpf_root_between(0, most, 1, log(sqrt(speed1) / level), speed_at, &v);
  return step.t0 + s * (step.t1 - step.t0);
}

// Step 2: visits and the orbits that are watched.
static enum cpf_status observe(struct cpf_crew *crew, int l, const struct cpf_march_view *view,
                               struct cpf_error *err) {
  const struct cpf_flow_shared *s = crew->shared;
  struct cpf_lane *lane = &crew->lanes[l];
  size_t size = point_size(crew);
  if (s->opt->radius > 0 || s->path) {
    double *data = cpf_trail_append(&lane->trail, lane->offset + view->t0[l],
                                    lane->offset + view->t1[l], NULL, err);
    if (data == NULL)
      return CPF_ENOMEM;
    s->method->dense_save(crew->march, l, data);
  }
  if (s->opt->nwatch > 0) {
    struct cpf_step step = last_step(crew, l);
    get(view->W1, l, size, crew->W);
    cpf_watcher_step(&lane->watcher, &step, crew->W);
  }
  if (s->opt->radius > 0) {
    cpf_members_follow(&lane->members, &lane->trail);
    double speed = view->speed0[l];
    bool low = speed >= SLOW * SLOW || speed <= DIP * DIP * lane->peak;
    lane->peak = fmax(lane->peak, speed);
    if (lane->before >= speed && view->speed1[l] > speed && low) {
      lane->peak = speed;
      get(view->W0, l, size, crew->W);
      return cpf_lane_look(crew, lane, crew->W, sqrt(speed), err);
    }
  }
  return CPF_OK;
}

// Steps 3 and 4, at the point W.
static enum cpf_status consider(struct cpf_crew *crew, int l, double speed0, double speed1,
                                double t, struct cpf_error *err) {
  const struct cpf_flow_options *opt = crew->shared->opt;
  struct cpf_lane *lane = &crew->lanes[l];
  enum cpf_status status = CPF_OK;
  double level = opt->gradient * opt->gradient, offset = lane->offset;
  if (lane->joining != NULL)
    CPF_TRY(cpf_lane_glide(crew, l, crew->W, t, err));
  if (lane->slot->done || lane->offset != offset) // it went along a slow manifold
    goto cleanup;
  if (speed1 < level) {
    if (speed0 >= level) {
      lane->below = fall_time(crew, l, speed0, speed1);
      lane->rest = INFINITY;
      lane->tests = 0;
    }
    CPF_TRY(cpf_lane_rest(crew, l, crew->W, sqrt(speed1), t, err));
  } else if (speed1 < lane->level) {
    lane->level = FALL * FALL * speed1;
    if (!lane->bound && !lane->captured && lane->joining == NULL)
      CPF_TRY(cpf_lane_look(crew, lane, crew->W, sqrt(speed1), err));
  }
cleanup:
  return status;
}

bool cpf_lane_account(struct cpf_crew *crew, int l, const struct cpf_march_view *view) {
  const struct cpf_flow_options *opt = crew->shared->opt;
  struct cpf_lane *lane = &crew->lanes[l];
  struct cpf_flow_record *record = &lane->slot->record;
  double level = opt->stop_gradient > 0 ? opt->stop_gradient : opt->gradient;
  double rise = view->loss1[l] - view->loss0[l], off = view->off[l];
  record->steps++;
  record->loss_rise = rise > record->loss_rise ? rise : record->loss_rise;
  record->off_sphere = off > record->off_sphere ? off : record->off_sphere;
  if (lane->joining == NULL && view->speed1[l] >= SLOW * SLOW)
    lane->level = SLOW * SLOW;
  if (crew->shared->path || opt->radius > 0 || opt->nwatch > 0 || lane->fixed != NULL ||
      lane->joining != NULL || lane->offset + view->t1[l] >= opt->time ||
      record->steps >= opt->steps)
    return true;
  level = opt->stop_gradient == 0 && level < SLOW ? SLOW : level;
  return view->speed1[l] < level * level;
}

enum cpf_status cpf_lane_step(struct cpf_crew *crew, int l, struct cpf_error *err) {
  const struct cpf_flow_shared *s = crew->shared;
  const struct cpf_march_view *view = s->method->view(crew->march);
  struct cpf_lane *lane = &crew->lanes[l];
  enum cpf_status status = CPF_OK;
  double speed0 = view->speed0[l], speed1 = view->speed1[l], t = lane->offset + view->t1[l];
  double offset = lane->offset;
  bool set = false;
  CPF_TRY(observe(crew, l, view, err));
  lane->before = speed0;
  get(view->W1, l, point_size(crew), crew->W);
  if (lane->fixed != NULL)
    set = cpf_fixed_project(lane->fixed, crew->W);
  if (s->opt->stop_gradient > 0) {
    if (speed1 < s->opt->stop_gradient * s->opt->stop_gradient)
      CPF_TRY(cpf_lane_end(crew, l, CPF_FLOW_STOPPED, t, crew->W, err));
  } else if (speed1 < fmax(lane->level, s->opt->gradient * s->opt->gradient) ||
             lane->joining != NULL) {
    CPF_TRY(consider(crew, l, speed0, speed1, t, err));
  }
  if (lane->slot->done || lane->offset != offset)
    goto cleanup;
  if (t >= s->opt->time || lane->slot->record.steps >= s->opt->steps) {
    CPF_TRY(cpf_lane_end(crew, l, CPF_FLOW_TIME, fmin(t, s->opt->time), crew->W, err));
    goto cleanup;
  }
  if (set) {
    lane->offset = t;
    s->method->set(crew->march, l, 0, crew->W);
  }
  crew->limit[l] = s->opt->time - lane->offset;
  if (lane->joining != NULL)
    crew->limit[l] =
        fmin(crew->limit[l], (set ? 0 : view->t1[l]) + STRIDE / lane->joining->largest);
cleanup:
  return status;
}

// The family of a refined point in the list of the known ones, or -1. For continua the list's own
// question.
static int recognise(struct cpf_crew *crew, const double *W) {
  const struct cpf_known_list *known = crew->shared->known;
  double f[CPF_FINGERPRINT];
  cpf_fingerprint(&crew->shared->reduced, W, f);
  for (int i = 0; i < known->count; i++)
    if (!known->items[i].continuum &&
        cpf_fingerprint_distance(f, known->items[i].fingerprint) <= AGREE)
      return i;
  double residual = cpf_gradient(&crew->shared->reduced, W, crew->G, NULL);
  for (int i = 0; i < known->count; i++)
    if (known->items[i].continuum)
      return cpf_known_recognise(known, crew->refiner, W, residual);
  return -1;
}

// The critical point that the trajectory ends at, to slot->point, unless it is there.
static enum cpf_status find_end(struct cpf_crew *crew, struct cpf_lane *lane, const double *W,
                                struct cpf_error *err) {
  struct cpf_slot *slot = lane->slot;
  struct cpf_refine_result refined;
  enum cpf_status status = CPF_OK;
  if (slot->has_point)
    return CPF_OK;
  memcpy(slot->point, W, point_size(crew) * sizeof *W);
  CPF_TRY(cpf_refine(crew->refiner, slot->point, &refined, err));
  slot->has_point = refined.kind != CPF_REFINED_NOT;
  if (!slot->has_point && slot->record.end == CPF_FLOW_ARRIVED)
    CPF_TRY(cpf_sharpen(&crew->shared->reduced, slot->point, &slot->has_point, err));
cleanup:
  return status;
}

// The visits in the order in which they began.
static enum cpf_status list_visits(struct cpf_crew *crew, struct cpf_lane *lane,
                                   struct cpf_error *err) {
  struct cpf_members *members = &lane->members;
  struct cpf_slot *slot = lane->slot;
  size_t size = point_size(crew), count = 0;
  enum cpf_status status = cpf_slot_room(slot, members->count, size, err);
  if (status != CPF_OK)
    return status;
  for (size_t i = 0; i < members->count; i++) {
    const struct cpf_member *m = &members->list[i];
    if (!m->met)
      continue;
    size_t place = count++;
    for (; place > 0 && slot->visits[place - 1].entered > m->entered; place--) {
      slot->visits[place] = slot->visits[place - 1];
      memcpy(slot->members + place * size, slot->members + (place - 1) * size,
             size * sizeof *slot->members);
    }
    slot->visits[place] = (struct cpf_flow_visit){.nearest = m->nearest,
                                                  .entered = m->entered,
                                                  .left = m->inside ? slot->record.time : m->left,
                                                  .stays = m->inside};
    memcpy(slot->members + place * size, members->points + m->place * size,
           size * sizeof *slot->members);
  }
  for (size_t v = 0; v < count; v++)
    slot->visits[v].family = recognise(crew, slot->members + v * size);
  slot->record.nvisits = (int)count;
  return CPF_OK;
}

enum cpf_status cpf_lane_end(struct cpf_crew *crew, int l, enum cpf_flow_end end, double t,
                             const double *W, struct cpf_error *err) {
  const struct cpf_flow_shared *s = crew->shared;
  struct cpf_lane *lane = &crew->lanes[l];
  struct cpf_slot *slot = lane->slot;
  struct cpf_flow_record *record = &slot->record;
  enum cpf_status status = CPF_OK;
  record->end = end;
  record->time = t;
  slot->reached = fmax(slot->reached, t);
  record->loss = cpf_loss(&s->reduced, W);
  record->gradient = cpf_gradient(&s->reduced, W, crew->G, NULL);
  record->loss_rise = record->steps > 0 ? record->loss_rise : 0;
  if (end == CPF_FLOW_ARRIVED && s->opt->radius == 0)
    slot->recognised = cpf_known_recognise(s->known, crew->refiner, W, record->gradient);
  if (end <= CPF_FLOW_LINGERING && slot->recognised < 0)
    CPF_TRY(find_end(crew, lane, W, err));
  if (s->opt->radius > 0 && end != CPF_FLOW_FAILED) {
    if (end > CPF_FLOW_LINGERING)
      CPF_TRY(find_end(crew, lane, W, err));
    if (slot->has_point)
      CPF_TRY(cpf_members_add(&lane->members, &lane->trail, W, slot->point,
                              end >= CPF_FLOW_LINGERING, err));
    CPF_TRY(list_visits(crew, lane, err));
  }
  if (slot->has_point && slot->recognised < 0)
    slot->recognised = recognise(crew, slot->point);
  if (s->opt->nwatch > 0)
    memcpy(slot->watch, lane->watcher.least, s->opt->nwatch * sizeof *slot->watch);
  cpf_lift_up(&lane->lift, W, slot->W);
  if (record->steps == 0 && t == 0)
    memcpy(slot->W, slot->start, (size_t)s->p.n * (size_t)s->p.d * sizeof *slot->W);
  slot->done = true;
cleanup:
  return status;
}
