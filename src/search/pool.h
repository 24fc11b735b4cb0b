// SPDX-License-Identifier: GPL-3.0-or-later
// Workers, one per thread, and the rounds of starts that they share, with those of other processes.
#ifndef CPF_SEARCH_POOL_H
#define CPF_SEARCH_POOL_H

#include <signal.h>

#include "search/worker.h"
#include "team/team.h"

// Starts that a thread takes at a time: few for equal shares, many since a chunk's last starts
// leave lanes idle.
enum { CPF_CHUNK = 64, CPF_CHUNK_MAX = 512, CPF_CHUNKS = 8 };

struct cpf_pool {
  struct cpf_problem p; // the reduced problem
  struct cpf_solver_options opt;
  int threads;
  struct cpf_worker *workers;   // owned
  size_t capacity;              // starts per round
  double *W;                    // owned; capacity points
  struct cpf_run *runs;         // owned
  struct cpf_arrival *arrivals; // owned
  uint64_t *met;                // owned; branch points, of each chunk of the last run
  uint64_t branch_points;       // of all runs
};

enum cpf_status cpf_pool_alloc(const struct cpf_problem *reduced, const struct cpf_method *method,
                               const struct cpf_solver_options *opt,
                               const struct cpf_refine_options *refine, int threads,
                               size_t capacity, struct cpf_pool *pool, struct cpf_error *err);
void cpf_pool_free(struct cpf_pool *pool);
size_t cpf_pool_bytes(const struct cpf_problem *p, int threads, size_t capacity);

// Writes start number `start` to W.
typedef void cpf_start_fn(const void *ctx, uint64_t start, double *W);

// Runs the starts first .. first+count-1 (at + count <= capacity) on all threads of all processes
// of the team (NULL: this one); arrivals[at + i] then tells of start first+i, and point at + i of W
// of one with CPF_FATE_POINT. When *stop (may be NULL) becomes nonzero the chunks not yet begun are
// left out and their arrivals are CPF_FATE_LOST. Results do not depend on the number of threads
// and processes.
enum cpf_status cpf_pool_run(struct cpf_pool *pool, struct cpf_team *team,
                             const struct cpf_known_list *known, cpf_start_fn *start,
                             const void *ctx, uint64_t first, size_t at, size_t count,
                             const volatile sig_atomic_t *stop, struct cpf_error *err);

#endif
