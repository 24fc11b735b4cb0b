// SPDX-License-Identifier: GPL-3.0-or-later
//
// An ensemble:
//  1. Rounds of trajectories. Threads, of all processes of a team (team.h), take one number after
//     the other and follow it to its end (crew.h); the families known at the beginning of the round
//     are all that they know.
//  2. After each round its trajectories are settled in the order of their numbers (atlas.h), in
//     each process of a team: so nothing depends on the threads and processes.
//  3. Landmarks (landmarks.h) are those that the trajectories below PILOTS find, and serve those
//     from PILOTS on: so nothing depends on the first number either. Pilots before the first number
//     are followed for that and not settled.
#include <stdlib.h>
#include <string.h>

#include "flow/shared.h"
#include "flow/start.h"
#include "search/options.h"
#include "search/relay.h"
#include "status/try.h"
#include "team/team.h"

enum { ROUND_FIRST = 64, ROUND_MIN = 32, ROUND_MAX = 2048, ROUND_BYTES = 1 << 26, PILOTS = 256 };

struct round {
  const struct cpf_flow_shared *shared;
  struct cpf_slot *slots;
  uint64_t first;
  size_t count;
};

struct ensemble {
  struct cpf_flow_options opt; // the caller's, but for `stop`: in a team, what all have agreed on
  struct cpf_flow_shared shared;
  struct cpf_atlas atlas;
  struct cpf_landmarks landmarks;
  struct round round;
  size_t capacity; // slots
  int threads;
  struct cpf_crew *crews; // owned
};

static uint64_t least(uint64_t a, uint64_t b) {
  return a < b ? a : b;
}

// Pilots that are followed although nobody asked for them.
static uint64_t extra_pilots(const struct cpf_flow_options *opt, uint64_t first, uint64_t count) {
  return opt->radius == 0 && first + count > PILOTS ? least(first, PILOTS) : 0;
}

// Where one thread gets its trajectories from.
struct supply {
  const struct round *round;
  struct cpf_share *share;
};

static struct cpf_slot *next(void *ctx) {
  const struct supply *supply = ctx;
  const struct round *round = supply->round;
  size_t mine;
  if (!cpf_team_next(supply->share, &mine))
    return NULL;
  struct cpf_slot *slot = &round->slots[mine];
  uint64_t number = round->first + mine;
  const struct cpf_flow_shared *s = round->shared;
  cpf_slot_reset(slot, number);
  cpf_flow_start_make(&s->p, s->start, s->opt->seed, number, slot->start);
  return slot;
}

static bool must_stop(const struct ensemble *e) {
  return e->opt.stop != NULL && *e->opt.stop != 0;
}

static enum cpf_status pull(void *ctx, struct cpf_share *share, int thread, struct cpf_error *err) {
  const struct ensemble *e = ctx;
  struct supply supply = {&e->round, share};
  return cpf_crew_run(&e->crews[thread], next, &supply, err);
}

static enum cpf_status pack(void *ctx, size_t i, struct cpf_parcel *to, struct cpf_error *err) {
  const struct ensemble *e = ctx;
  return cpf_slot_pack(&e->shared.p, e->opt.nwatch, &e->round.slots[i], to, err);
}

static enum cpf_status unpack(void *ctx, size_t i, struct cpf_parcel *from, struct cpf_error *err) {
  const struct ensemble *e = ctx;
  return cpf_slot_unpack(&e->shared.p, e->opt.nwatch, &e->round.slots[i], from, err);
}

// The state that the trajectories of a round meet.
static uint64_t check_round(const struct ensemble *e) {
  uint64_t check = cpf_team_check(e->round.first, e->landmarks.count);
  for (int f = 0; f < e->atlas.known.count; f++)
    check = cpf_team_check_real(check, e->atlas.known.items[f].family.loss);
  return check;
}

// Step 1.
static enum cpf_status run(struct ensemble *e, uint64_t first, size_t count,
                           struct cpf_error *err) {
  struct cpf_team *team = e->opt.find.team;
  e->round.first = first;
  e->round.count = count;
  for (size_t i = 0; i < count; i++)
    e->round.slots[i].done = false;
  const struct cpf_job job = {.ctx = e,
                              .count = count,
                              .threads = e->threads,
                              .check = team != NULL ? check_round(e) : 0,
                              .pull = pull,
                              .pack = pack,
                              .unpack = unpack};
  return cpf_team_share(team, &job, e->opt.stop, err);
}

// Step 2: those that come before the first one that is not done.
static enum cpf_status settle(struct ensemble *e, size_t count, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  for (size_t i = 0; i < count && e->round.slots[i].done; i++)
    CPF_TRY(cpf_atlas_settle(&e->atlas, &e->round.slots[i], true, err));
cleanup:
  return status;
}

// Step 3, after a round of pilots.
static enum cpf_status collect(struct ensemble *e, size_t count, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  for (size_t i = 0; i < count && e->round.slots[i].done; i++)
    if (e->round.slots[i].has_landmark)
      CPF_TRY(cpf_landmarks_add(&e->landmarks, e->round.slots[i].landmark, err));
cleanup:
  return status;
}

static size_t choose_capacity(const struct cpf_flow_shared *s, uint64_t count) {
  double bytes = 8.0 * s->p.n * (2.0 * s->p.d + 2.0 * s->reduced.d) + sizeof(struct cpf_slot);
  double most = ROUND_BYTES / bytes;
  size_t capacity = most > ROUND_MAX ? ROUND_MAX : most < ROUND_MIN ? ROUND_MIN : (size_t)most;
  return count < capacity ? (size_t)count : capacity;
}

static enum cpf_status prepare(struct ensemble *e, const struct cpf_problem *p,
                               const struct cpf_flow_options *opt, const struct cpf_table *table,
                               uint64_t first, uint64_t count, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  e->threads = opt->threads > 0 ? opt->threads : cpf_find_threads(&opt->find);
  uint64_t pilots = extra_pilots(opt, first, count);
  e->capacity = choose_capacity(&e->shared, pilots > count ? pilots : count);
  CPF_TRY(cpf_flow_memory_check(&e->shared, e->threads, e->capacity, err));
  CPF_TRY(cpf_atlas_alloc(p, opt, table, &e->atlas, err));
  e->shared.known = &e->atlas.known;
  e->landmarks.p = e->shared.reduced;
  e->round.shared = &e->shared;
  CPF_TRY_ALLOC(e->round.slots, e->capacity, err);
  for (size_t i = 0; i < e->capacity; i++)
    CPF_TRY(cpf_slot_alloc(p, opt->nwatch, &e->round.slots[i], err));
  CPF_TRY_ALLOC(e->crews, (size_t)e->threads, err);
  for (int t = 0; t < e->threads; t++)
    CPF_TRY(cpf_crew_alloc(&e->shared, CPF_LANES, &e->crews[t], err));
cleanup:
  return status;
}

static void clear(struct ensemble *e) {
  for (int t = 0; e->crews != NULL && t < e->threads; t++)
    cpf_crew_free(&e->crews[t]);
  free(e->crews);
  for (size_t i = 0; e->round.slots != NULL && i < e->capacity; i++)
    cpf_slot_free(&e->round.slots[i]);
  free(e->round.slots);
  if (e->atlas.opt != NULL)
    cpf_atlas_free(&e->atlas);
  cpf_landmarks_free(&e->landmarks);
  cpf_flow_shared_clear(&e->shared);
}

// Step 3: the pilots before the first number.
static enum cpf_status follow_pilots(struct ensemble *e, uint64_t all, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  uint64_t done = 0;
  while (done < all && !must_stop(e)) {
    size_t length = (size_t)least(all - done, e->capacity);
    CPF_TRY(run(e, done, length, err));
    CPF_TRY(collect(e, length, err));
    done += length;
  }
cleanup:
  return status;
}

// Rounds, the first ones shorter: what they find, later ones recognise. None goes across PILOTS.
static enum cpf_status follow(struct ensemble *e, uint64_t first, uint64_t count,
                              struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  const struct cpf_flow_options *opt = e->shared.opt;
  uint64_t *done = &e->atlas.result->count;
  CPF_TRY(follow_pilots(e, extra_pilots(opt, first, count), err));
  while (*done < count && !must_stop(e)) {
    uint64_t number = first + *done, length = least(*done + ROUND_FIRST, count - *done);
    bool pilots = number < PILOTS;
    length = least(length, pilots ? least(e->capacity, PILOTS - number) : e->capacity);
    e->shared.landmarks = pilots ? NULL : &e->landmarks;
    CPF_TRY(run(e, number, (size_t)length, err));
    if (pilots)
      CPF_TRY(collect(e, (size_t)length, err));
    CPF_TRY(settle(e, (size_t)length, err));
    if (opt->progress != NULL)
      opt->progress(opt->ctx, *done, count);
  }
cleanup:
  return status;
}

// All that the result depends on.
static uint64_t check_input(const struct cpf_flow_shared *s, const struct cpf_table *table,
                            uint64_t first, uint64_t count) {
  const struct cpf_flow_options *o = s->opt;
  const uint64_t numbers[] = {o->seed,           o->steps, o->nwatch, (uint64_t)s->start->init,
                              s->start->npoints, first,    count};
  const double reals[] = {o->tolerance,     o->time,   o->gradient,
                          o->stop_gradient, o->radius, s->start->spread};
  size_t size = (size_t)s->p.n * (size_t)s->p.d;
  uint64_t check = cpf_team_check_text(cpf_relay_check(&s->p, &o->find, table), o->method);
  for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
    check = cpf_team_check(check, numbers[i]);
  for (size_t i = 0; i < sizeof reals / sizeof *reals; i++)
    check = cpf_team_check_real(check, reals[i]);
  for (size_t i = 0; i < o->nwatch * size; i++)
    check = cpf_team_check_real(check, o->watch[i]);
  for (size_t i = 0; s->start->init == CPF_FLOW_GIVEN && i < s->start->npoints * size; i++)
    check = cpf_team_check_real(check, s->start->points[i]);
  return check;
}

enum cpf_status cpf_flow_ensemble(const struct cpf_problem *p, const struct cpf_flow_options *opt,
                                  const struct cpf_table *table, const struct cpf_flow_start *start,
                                  uint64_t first, uint64_t count, struct cpf_flow_result **result,
                                  struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct ensemble e = {.opt = *opt};
  double began = cpf_flow_clock();
  *result = NULL;
  e.opt.stop = cpf_team_stop(opt->find.team, opt->stop);
  CPF_TRY(cpf_flow_shared_make(p, opt, start, false, &e.shared, err));
  if (count < 1 || count > UINT64_MAX - first) {
    status = cpf_fail(err, CPF_EINVAL,
                      "count is %llu; allowed are integers >= 1, with first + count below 2^64",
                      (unsigned long long)count);
    goto cleanup;
  }
  CPF_TRY(cpf_team_agree(opt->find.team, check_input(&e.shared, table, first, count), err));
  CPF_TRY(prepare(&e, p, opt, table, first, count, err));
  struct cpf_flow_result *r = e.atlas.result;
  r->start = *start;
  r->start.points = NULL;
  r->first = first;
  r->wanted = count;
  r->threads = e.threads;
  CPF_TRY(follow(&e, first, count, err));
  r->interrupted = r->count < count;
  CPF_TRY(cpf_atlas_take(&e.atlas, result, NULL, err));
  (*result)->seconds = cpf_flow_clock() - began;
  if ((*result)->interrupted)
    status = cpf_fail(err, CPF_EINTERRUPTED, "interrupted after %llu trajectories",
                      (unsigned long long)(*result)->count);
cleanup:
  clear(&e);
  return status;
}
