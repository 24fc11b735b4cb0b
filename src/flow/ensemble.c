// SPDX-License-Identifier: GPL-3.0-or-later
//
// An ensemble:
//  1. Rounds of trajectories. Threads take one number after the other and follow it to its end
//     (crew.h); the families known at the beginning of the round are all that they know.
//  2. After each round its trajectories are settled in the order of their numbers (atlas.h): so
//     nothing depends on the threads.
//  3. Landmarks (landmarks.h) are those that the trajectories below PILOTS find, and serve those
//     from PILOTS on: so nothing depends on the first number either. Pilots before the first number
//     are followed for that and not settled.
#include <stdlib.h>
#include <string.h>

#include "flow/shared.h"
#include "flow/start.h"
#include "search/threads.h"
#include "status/try.h"

enum { ROUND_FIRST = 64, ROUND_MIN = 32, ROUND_MAX = 2048, ROUND_BYTES = 1 << 26, PILOTS = 256 };

struct round {
  const struct cpf_flow_shared *shared;
  struct cpf_slot *slots;
  uint64_t first;
  size_t count, taken;
};

struct ensemble {
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

static struct cpf_slot *next(void *ctx) {
  struct round *round = ctx;
  size_t mine;
#pragma omp atomic capture
  mine = round->taken++;
  if (mine >= round->count)
    return NULL;
  struct cpf_slot *slot = &round->slots[mine];
  uint64_t number = round->first + mine;
  const struct cpf_flow_shared *s = round->shared;
  cpf_slot_reset(slot, number);
  cpf_flow_start_make(&s->p, s->start, s->opt->seed, number, slot->start);
  return slot;
}

static bool must_stop(const struct ensemble *e) {
  return e->shared.opt->stop != NULL && *e->shared.opt->stop != 0;
}

// Step 1.
static enum cpf_status run(struct ensemble *e, uint64_t first, size_t count,
                           struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  e->round.first = first;
  e->round.count = count;
  e->round.taken = 0;
  for (size_t i = 0; i < count; i++)
    e->round.slots[i].done = false;
#pragma omp parallel for schedule(static, 1) num_threads(e->threads)
  for (int t = 0; t < e->threads; t++) {
    struct cpf_error mine = {0};
    enum cpf_status result = cpf_crew_run(&e->crews[t], next, &e->round, &mine);
    if (result != CPF_OK) {
#pragma omp critical
      {
        status = result;
        if (err != NULL)
          *err = mine;
      }
    }
  }
  return status;
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
  e->threads = opt->threads > 0 ? opt->threads : cpf_threads_available();
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

enum cpf_status cpf_flow_ensemble(const struct cpf_problem *p, const struct cpf_flow_options *opt,
                                  const struct cpf_table *table, const struct cpf_flow_start *start,
                                  uint64_t first, uint64_t count, struct cpf_flow_result **result,
                                  struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct ensemble e = {0};
  double began = cpf_flow_clock();
  *result = NULL;
  CPF_TRY(cpf_flow_shared_make(p, opt, start, false, &e.shared, err));
  if (count < 1 || count > UINT64_MAX - first) {
    status = cpf_fail(err, CPF_EINVAL,
                      "count is %llu; allowed are integers >= 1, with first + count below 2^64",
                      (unsigned long long)count);
    goto cleanup;
  }
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
