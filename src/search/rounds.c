// SPDX-License-Identifier: GPL-3.0-or-later
//
//  1. A round is as long as all starts before it together, so that what an early round found a
//     later one recognises: its length depends on numbers of starts only.
//  2. Its arrivals come from the journal as far as they are on record there. The rest are computed
//     by the pool, block by block, and each block is recorded; during a round the known families do
//     not change, so that the length of a block, which is a matter of time, decides nothing.
//  3. The arrivals are settled in the order of the starts.
#include "search/rounds.h"

#include <string.h>
#include <time.h>

#include "search/journal.h"
#include "search/result.h"
#include "search/sighting.h"
#include "status/try.h"

enum { ROUND_FIRST = 128, BLOCK_FIRST = 1024 };
static const double BLOCK_SECONDS = 5; // at most about so much work is lost by a sudden end

double cpf_search_clock(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

bool cpf_search_must_stop(struct cpf_search *s) {
  if (s->opt->stop != NULL && *s->opt->stop != 0)
    s->stopped = true;
  return s->stopped;
}

static void tell(const struct cpf_search *s) {
  if (s->opt->progress != NULL)
    s->opt->progress(s->opt->progress_ctx, s->result->starts, s->budget, s->known.count,
                     cpf_search_clock() - s->began);
}

// The families as they stand, shared with the list.
enum cpf_status cpf_search_check(struct cpf_search *s, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_find_result *r = s->result;
  CPF_TRY(cpf_result_borrow(r, &s->known, err));
  CPF_TRY(cpf_result_check(r, err));
  if (s->opt->journal != NULL) {
    cpf_result_count(r);
    cpf_result_sort(r);
    CPF_TRY(s->opt->journal->found(s->opt->journal->ctx, r, err));
  }
cleanup:
  cpf_result_return(r);
  return status;
}

// One arrival at the family `index`, which is new or not.
static void count_hit(struct cpf_search *s, int index, bool is_new, bool random) {
  struct cpf_find_result *r = s->result;
  struct cpf_family *family = &s->known.items[index].family;
  r->converged++;
  family->hits++;
  if (!random)
    return;
  r->random_converged++;
  family->random_hits++;
  if (is_new)
    r->last_new = family->first_random = r->random_converged;
}

// Step 3.
static enum cpf_status settle(struct cpf_search *s, struct cpf_pool *pool, size_t count,
                              bool random, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_ahead ahead = {.count = 0};
  for (size_t i = 0; i < count && !cpf_search_must_stop(s); i++) {
    const struct cpf_arrival *arrival = &pool->arrivals[i];
    int index = arrival->index;
    bool is_new = false;
    s->result->starts++;
    s->result->random_starts += random;
    if (arrival->fate == CPF_FATE_UNRESOLVED)
      s->result->unresolved++;
    if (arrival->fate == CPF_FATE_POINT) {
      CPF_TRY(cpf_ahead_add(&ahead, &s->known, pool, i, count, s->opt->stop, &index, &is_new, err));
      s->result->unresolved += index < 0;
    }
    if (s->tracing && s->complete.traced < s->complete.roots.nreal)
      s->complete.family_of[s->complete.traced++] = index;
    if (index >= 0)
      count_hit(s, index, is_new, random);
  }
cleanup:
  cpf_ahead_clear(&ahead);
  return status;
}

// A record may name only families that there are.
static enum cpf_status check_record(const struct cpf_search *s, const struct cpf_journal_block *b,
                                    struct cpf_error *err) {
  for (size_t i = 0; i < b->count; i++)
    if (b->arrivals[i].index >= s->known.count)
      return cpf_fail(err, CPF_EPARSE,
                      "the record of this search names family %d of %d: it was made by another "
                      "program or is damaged",
                      b->arrivals[i].index + 1, s->known.count);
  return CPF_OK;
}

// The next block takes about BLOCK_SECONDS.
static void adapt_block(struct cpf_search *s, size_t count, double seconds) {
  if (seconds > BLOCK_SECONDS && s->block > CPF_CHUNK)
    s->block /= 2;
  else if (2 * seconds < BLOCK_SECONDS && count == s->block && s->block < s->pool.capacity)
    s->block *= 2;
}

// Computes the block; *b is its place, and its count the most that is wanted.
static enum cpf_status compute(struct cpf_search *s, struct cpf_pool *pool,
                               const struct cpf_source *source, struct cpf_journal_block *b,
                               struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  const struct cpf_journal *journal = s->opt->journal;
  uint64_t before = pool->branch_points;
  double began = cpf_search_clock();
  if (journal != NULL) {
    CPF_TRY(cpf_team_tell(s->opt->team, CPF_OK, &s->block, sizeof s->block, err));
    b->count = b->count < s->block ? b->count : s->block;
  }
  CPF_TRY(cpf_pool_run(pool, s->opt->team, &s->known, source->start, source->ctx, b->first,
                       (size_t)(b->arrivals - pool->arrivals), b->count, s->opt->stop, err));
  b->branch_points = pool->branch_points - before;
  if (journal != NULL && !cpf_search_must_stop(s)) // one that was stopped is not whole
    CPF_TRY(journal->save_block(journal->ctx, b, err));
  adapt_block(s, b->count, cpf_search_clock() - began);
cleanup:
  return status;
}

// Step 2.
static enum cpf_status obtain(struct cpf_search *s, struct cpf_pool *pool,
                              const struct cpf_source *source, uint64_t first, size_t length,
                              struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  const struct cpf_journal *journal = s->opt->journal;
  size_t size = (size_t)s->reduced.n * (size_t)s->reduced.d;
  for (size_t done = 0; done < length && !cpf_search_must_stop(s);) {
    struct cpf_journal_block b = {.stage = source->stage,
                                  .first = first + done,
                                  .size = size,
                                  .arrivals = pool->arrivals + done,
                                  .W = pool->W + done * size};
    if (journal != NULL) {
      b.count = length - done;
      CPF_TRY(journal->load_block(journal->ctx, &b, err));
      CPF_TRY(check_record(s, &b, err));
    }
    if (b.count == 0) {
      b.count = length - done;
      CPF_TRY(compute(s, pool, source, &b, err));
    }
    s->result->branch_points += b.branch_points;
    done += b.count;
  }
cleanup:
  return status;
}

enum cpf_status cpf_search_rounds(struct cpf_search *s, struct cpf_pool *pool,
                                  const struct cpf_source *source, uint64_t first, uint64_t count,
                                  struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  s->block = s->block > 0 ? s->block : BLOCK_FIRST;
  for (uint64_t done = 0; done < count && !cpf_search_must_stop(s);) {
    uint64_t left = count - done, most = s->result->starts + ROUND_FIRST;
    most = most < pool->capacity ? most : pool->capacity;
    size_t length = (size_t)(left < most ? left : most);
    if (s->result->starts + length > s->budget) {
      length = (size_t)(s->budget - s->result->starts);
      s->budget_spent = true;
    }
    if (length == 0)
      break;
    CPF_TRY(obtain(s, pool, source, first + done, length, err));
    CPF_TRY(settle(s, pool, length, source->random, err));
    if (s->opt->journal != NULL)
      CPF_TRY(cpf_search_check(s, err));
    done += length;
    tell(s);
  }
cleanup:
  return status;
}
