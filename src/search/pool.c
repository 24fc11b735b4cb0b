// SPDX-License-Identifier: GPL-3.0-or-later
#include "search/pool.h"

#include <stdlib.h>
#include <string.h>

#include "status/try.h"

static size_t chunks_of(size_t starts, size_t chunk) {
  return (starts + chunk - 1) / chunk;
}

// Between CPF_CHUNK and CPF_CHUNK_MAX, CPF_CHUNKS to a thread in between. All processes of a team
// must choose the same, and do not know of each other's threads.
static size_t choose_chunk(const struct cpf_team *team, size_t count, int threads) {
  size_t chunk = team != NULL ? 0 : count / ((size_t)threads * CPF_CHUNKS);
  return chunk < CPF_CHUNK ? CPF_CHUNK : chunk > CPF_CHUNK_MAX ? CPF_CHUNK_MAX : chunk;
}

size_t cpf_pool_bytes(const struct cpf_problem *p, int threads, size_t capacity) {
  size_t worker = cpf_worker_bytes(p);
  double bytes = (double)worker * threads +
                 (double)capacity * ((double)p->n * p->d * sizeof(double) + sizeof(struct cpf_run) +
                                     sizeof(struct cpf_arrival));
  return worker == SIZE_MAX || bytes > 0x1p62 ? SIZE_MAX : (size_t)bytes;
}

enum cpf_status cpf_pool_alloc(const struct cpf_problem *reduced, const struct cpf_method *method,
                               const struct cpf_solver_options *opt,
                               const struct cpf_refine_options *refine, int threads,
                               size_t capacity, struct cpf_pool *pool, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  *pool = (struct cpf_pool){.p = *reduced, .opt = *opt, .threads = threads, .capacity = capacity};
  CPF_TRY_ALLOC(pool->workers, (size_t)threads, err);
  for (int t = 0; t < threads; t++)
    CPF_TRY(cpf_worker_alloc(&pool->p, method, &pool->opt, refine, &pool->workers[t], err));
  CPF_TRY_ALLOC(pool->W, capacity * (size_t)reduced->n * (size_t)reduced->d, err);
  CPF_TRY_ALLOC(pool->runs, capacity, err);
  CPF_TRY_ALLOC(pool->arrivals, capacity, err);
  CPF_TRY_ALLOC(pool->met, chunks_of(capacity, CPF_CHUNK), err);
cleanup:
  return status;
}

void cpf_pool_free(struct cpf_pool *pool) {
  for (int t = 0; pool->workers != NULL && t < pool->threads; t++)
    cpf_worker_free(&pool->workers[t]);
  free(pool->workers);
  free(pool->W);
  free(pool->runs);
  free(pool->arrivals);
  free(pool->met);
  memset(pool, 0, sizeof *pool);
}

// The starts of one run.
struct run {
  struct cpf_pool *pool;
  const struct cpf_known_list *known;
  cpf_start_fn *start;
  const void *ctx;
  uint64_t first;
  size_t at, count;
  size_t chunk; // starts that a thread takes at a time
};

static size_t chunk_length(const struct run *run, size_t chunk) {
  size_t left = run->count - chunk * run->chunk;
  return left < run->chunk ? left : run->chunk;
}

static uint64_t branch_points(const struct cpf_worker *w) {
  bool counted = w->method != NULL && w->method->branch_points != NULL;
  return counted ? w->method->branch_points(w->state) : 0;
}

static enum cpf_status run_chunk(void *ctx, size_t chunk, int thread, struct cpf_error *err) {
  const struct run *run = ctx;
  struct cpf_pool *pool = run->pool;
  struct cpf_worker *worker = &pool->workers[thread];
  size_t size = (size_t)pool->p.n * (size_t)pool->p.d, length = chunk_length(run, chunk);
  size_t begin = chunk * run->chunk, place = run->at + begin;
  uint64_t before = branch_points(worker);
  for (size_t s = 0; s < length; s++)
    run->start(run->ctx, run->first + begin + s, pool->W + (place + s) * size);
  enum cpf_status status = cpf_worker_run(worker, run->known, length, pool->W + place * size,
                                          pool->runs + place, pool->arrivals + place, err);
  pool->met[chunk] = branch_points(worker) - before;
  return status;
}

// The state that the starts meet.
static uint64_t check_run(const struct run *run) {
  uint64_t check = cpf_team_check(run->first, run->count);
  for (int f = 0; f < run->known->count; f++)
    check = cpf_team_check_real(check, run->known->items[f].family.loss);
  return check;
}

// Points go only where they are asked for.
static enum cpf_status pack_chunk(void *ctx, size_t chunk, struct cpf_parcel *to,
                                  struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  const struct run *run = ctx;
  const struct cpf_pool *pool = run->pool;
  size_t size = (size_t)pool->p.n * (size_t)pool->p.d, length = chunk_length(run, chunk);
  size_t place = run->at + chunk * run->chunk;
  CPF_TRY(cpf_parcel_put(to, &pool->met[chunk], sizeof pool->met[chunk], err));
  CPF_TRY(cpf_parcel_put(to, pool->arrivals + place, length * sizeof *pool->arrivals, err));
  for (size_t s = place; s < place + length; s++)
    if (pool->arrivals[s].fate == CPF_FATE_POINT)
      CPF_TRY(cpf_parcel_put(to, pool->W + s * size, size * sizeof *pool->W, err));
cleanup:
  return status;
}

static enum cpf_status unpack_chunk(void *ctx, size_t chunk, struct cpf_parcel *from,
                                    struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  const struct run *run = ctx;
  struct cpf_pool *pool = run->pool;
  size_t size = (size_t)pool->p.n * (size_t)pool->p.d, length = chunk_length(run, chunk);
  size_t place = run->at + chunk * run->chunk;
  CPF_TRY(cpf_parcel_get(from, &pool->met[chunk], sizeof pool->met[chunk], err));
  CPF_TRY(cpf_parcel_get(from, pool->arrivals + place, length * sizeof *pool->arrivals, err));
  for (size_t s = place; s < place + length; s++)
    if (pool->arrivals[s].fate == CPF_FATE_POINT)
      CPF_TRY(cpf_parcel_get(from, pool->W + s * size, size * sizeof *pool->W, err));
cleanup:
  return status;
}

enum cpf_status cpf_pool_run(struct cpf_pool *pool, struct cpf_team *team,
                             const struct cpf_known_list *known, cpf_start_fn *start,
                             const void *ctx, uint64_t first, size_t at, size_t count,
                             const volatile sig_atomic_t *stop, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  size_t chunk = choose_chunk(team, count, pool->threads);
  struct run run = {pool, known, start, ctx, first, at, count, chunk};
  const struct cpf_job job = {
      .ctx = &run,
      .count = chunks_of(count, chunk),
      .threads = pool->threads,
      .check = team != NULL ? check_run(&run) : 0,
      .run = run_chunk,
      .pack = pack_chunk,
      .unpack = unpack_chunk,
  };
  memset(pool->arrivals + at, 0, count * sizeof *pool->arrivals);
  memset(pool->met, 0, job.count * sizeof *pool->met);
  CPF_TRY(cpf_team_share(team, &job, stop, err));
  for (size_t c = 0; c < job.count; c++)
    pool->branch_points += pool->met[c];
cleanup:
  return status;
}
