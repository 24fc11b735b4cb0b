// SPDX-License-Identifier: GPL-3.0-or-later
// Workers, one per thread, and the rounds of starts that they share.
#ifndef CPF_SEARCH_POOL_H
#define CPF_SEARCH_POOL_H

#include <signal.h>

#include "search/worker.h"

enum { CPF_CHUNK = 64 }; // starts that a thread takes at a time

struct cpf_pool {
  struct cpf_problem p; // the reduced problem
  struct cpf_solver_options opt;
  int threads;
  struct cpf_worker *workers;   // owned
  size_t capacity;              // starts per round
  double *W;                    // owned; capacity points
  struct cpf_run *runs;         // owned
  struct cpf_arrival *arrivals; // owned
};

enum cpf_status cpf_pool_alloc(const struct cpf_problem *reduced, const struct cpf_method *method,
                               const struct cpf_solver_options *opt,
                               const struct cpf_refine_options *refine, int threads,
                               size_t capacity, struct cpf_pool *pool, struct cpf_error *err);
void cpf_pool_free(struct cpf_pool *pool);
size_t cpf_pool_bytes(const struct cpf_problem *p, int threads, size_t capacity);

// Writes start number `start` to W.
typedef void cpf_start_fn(const void *ctx, uint64_t start, double *W);

// Runs the starts first .. first+count-1 (count <= capacity) on all threads; arrivals[i] then tells
// of start first+i. When *stop (may be NULL) becomes nonzero the chunks not yet begun are left out
// and their arrivals are CPF_FATE_LOST. Results do not depend on the number of threads.
enum cpf_status cpf_pool_run(struct cpf_pool *pool, const struct cpf_known_list *known,
                             cpf_start_fn *start, const void *ctx, uint64_t first, size_t count,
                             const volatile sig_atomic_t *stop, struct cpf_error *err);

// Branch points that the workers' methods have met.
uint64_t cpf_pool_branch_points(const struct cpf_pool *pool);

#endif
