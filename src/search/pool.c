// SPDX-License-Identifier: GPL-3.0-or-later
#include "search/pool.h"

#include <stdlib.h>
#include <string.h>

#include "search/threads.h"
#include "status/try.h"

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
  memset(pool, 0, sizeof *pool);
}

enum cpf_status cpf_pool_run(struct cpf_pool *pool, const struct cpf_known_list *known,
                             cpf_start_fn *start, const void *ctx, uint64_t first, size_t count,
                             const volatile sig_atomic_t *stop, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  size_t size = (size_t)pool->p.n * (size_t)pool->p.d;
  long chunks = (long)((count + CPF_CHUNK - 1) / CPF_CHUNK);
  memset(pool->arrivals, 0, count * sizeof *pool->arrivals);
#pragma omp parallel for schedule(dynamic) num_threads(pool->threads)
  for (long c = 0; c < chunks; c++) {
    size_t begin = (size_t)c * CPF_CHUNK;
    size_t length = count - begin < CPF_CHUNK ? count - begin : CPF_CHUNK;
    struct cpf_error mine = {0};
    if (stop != NULL && *stop != 0)
      continue;
    for (size_t s = begin; s < begin + length; s++)
      start(ctx, first + s, pool->W + s * size);
    enum cpf_status result =
        cpf_worker_run(&pool->workers[cpf_thread_number()], known, length, pool->W + begin * size,
                       pool->runs + begin, pool->arrivals + begin, &mine);
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

uint64_t cpf_pool_branch_points(const struct cpf_pool *pool) {
  uint64_t sum = 0;
  for (int t = 0; t < pool->threads; t++) {
    const struct cpf_worker *w = &pool->workers[t];
    if (w->method != NULL && w->method->branch_points != NULL)
      sum += w->method->branch_points(w->state);
  }
  return sum;
}
