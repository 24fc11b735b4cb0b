// SPDX-License-Identifier: GPL-3.0-or-later
//
// The search.
//
//  1. Reduce the dimension to d' (problem.h); one worker per thread (pool.h).
//  2. Structured starts: products of known blocks, then the grid of axes and diagonals.
//  3. The homotopy in the repulsion, from the critical points of the uncoupled problem.
//     With `complete`, also the real ends of the complex homotopy (complete.h); when it accounts
//     for every path and nothing is a continuum, step 4 is left out unless starts were asked for.
//  4. Rounds of random starts, half of them uniform, half in the fixed space of a random symmetry,
//     each round as long as all before it together (up to ROUND_MAX). Arrivals are compared with
//     the known families in the order of the starts, so that nothing depends on the threads.
//  5. After each round the checks of completeness.h: the search ends when they agree, when the
//     budget is spent, or when it is told to stop.
//  6. Certificates (certify.h), the homotopy's verdict (complete.h), branch and bound (prove.h).
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cpfind/theta.h"
#include "search/certify.h"
#include "search/complete.h"
#include "search/completeness.h"
#include "search/options.h"
#include "search/pool.h"
#include "search/prove.h"
#include "search/result.h"
#include "search/threads.h"
#include "solver/seeds.h"
#include "status/try.h"

enum {
  ROUND_FIRST = 128, // rounds grow from here: what an early round found, a later one recognises
  ROUND_MIN = 1024,
  ROUND_MAX = 16384,
  BLOCKS_MAX = 2000, // structured starts of each sort
  GRID_MAX = 20000,
  PATHS_MAX = 400,          // homotopy paths in the default chain
  BUDGET_NO_HELP = 1 << 15, // default budget where more starts cannot lift the verdict
};

struct search {
  const struct cpf_problem *p;
  struct cpf_problem reduced;
  const struct cpf_find_options *opt;
  struct cpf_tolerances tol;
  struct cpf_describe_options describe;
  struct cpf_known_list known;
  struct cpf_pool pool;
  struct cpf_find_result *result;
  uint64_t budget, random_starts, random_converged, last_new;
  bool budget_spent, stopped;
  struct cpf_complete complete;
  bool tracing; // arrivals are those of the homotopy's ends: their families are noted
  double began;
};

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static bool must_stop(struct search *s) {
  if (s->opt->stop != NULL && *s->opt->stop != 0)
    s->stopped = true;
  return s->stopped;
}

static void tell(const struct search *s) {
  if (s->opt->progress != NULL)
    s->opt->progress(s->opt->progress_ctx, s->result->starts, s->budget, s->known.count,
                     now() - s->began);
}

// Compares the arrivals of a round with the known families, in order.
static enum cpf_status settle(struct search *s, struct cpf_pool *pool, size_t count, bool random,
                              struct cpf_error *err) {
  size_t size = (size_t)s->reduced.n * (size_t)s->reduced.d;
  for (size_t i = 0; i < count && !must_stop(s); i++) {
    const struct cpf_arrival *arrival = &pool->arrivals[i];
    int index = arrival->index;
    bool is_new = false;
    s->random_starts += random;
    if (arrival->fate == CPF_FATE_UNRESOLVED)
      s->result->unresolved++;
    if (arrival->fate == CPF_FATE_POINT) {
      enum cpf_status status = cpf_known_add(&s->known, pool->workers[0].refiner,
                                             pool->W + i * size, &index, &is_new, err);
      if (status != CPF_OK)
        return status;
      s->result->unresolved += index < 0;
    }
    if (s->tracing && s->complete.traced < s->complete.roots.nreal)
      s->complete.family_of[s->complete.traced++] = index;
    if (index < 0)
      continue;
    s->result->converged++;
    s->known.items[index].hits++;
    if (random) {
      s->random_converged++;
      s->known.items[index].random_hits++;
      if (is_new)
        s->last_new = s->random_converged;
    }
  }
  s->result->starts += count;
  return CPF_OK;
}

// Runs count starts in rounds that fit the pool.
static enum cpf_status run(struct search *s, struct cpf_pool *pool, cpf_start_fn *start,
                           const void *ctx, uint64_t first, uint64_t count, bool random,
                           struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  for (uint64_t done = 0; done < count && !must_stop(s);) {
    uint64_t left = count - done, most = s->result->starts + ROUND_FIRST;
    most = most < pool->capacity ? most : pool->capacity;
    size_t length = (size_t)(left < most ? left : most);
    if (s->result->starts + length > s->budget) {
      length = (size_t)(s->budget - s->result->starts);
      s->budget_spent = true;
    }
    if (length == 0)
      break;
    status = cpf_pool_run(pool, &s->known, start, ctx, first + done, length, s->opt->stop, err);
    if (status == CPF_OK)
      status = settle(s, pool, length, random, err);
    if (status != CPF_OK)
      break;
    done += length;
    tell(s);
  }
  return status;
}

static void start_listed(const void *ctx, uint64_t start, double *W) {
  const struct search *const *pair = ctx;
  const struct cpf_seeds *seeds = (const void *)pair[1];
  size_t size = (size_t)pair[0]->reduced.n * (size_t)pair[0]->reduced.d;
  memcpy(W, seeds->W + start * size, size * sizeof *W);
}

static void start_random(const void *ctx, uint64_t start, double *W) {
  const struct search *s = ctx;
  if (start % 2 == 0)
    cpf_seed_uniform(&s->reduced, s->opt->seed, start / 2, W);
  else
    cpf_seed_symmetric(&s->reduced, s->opt->seed, start / 2, W);
}

static enum cpf_status run_listed(struct search *s, struct cpf_pool *pool,
                                  const struct cpf_seeds *seeds, struct cpf_error *err) {
  const void *pair[2] = {s, seeds};
  return run(s, pool, start_listed, pair, 0, seeds->count, false, err);
}

// Step 2.
static enum cpf_status run_structured(struct search *s, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_seeds seeds = {0};
  double theta = NAN;
  bool all;
  cpf_theta(s->p->rho, &theta);
  CPF_TRY(cpf_seeds_blocks(&s->reduced, theta, BLOCKS_MAX, &seeds, &all, err));
  CPF_TRY(cpf_seeds_grid(&s->reduced, s->reduced.d, GRID_MAX, &seeds, &all, err));
  CPF_TRY(run_listed(s, &s->pool, &seeds, err));
cleanup:
  cpf_seeds_free(&seeds);
  return status;
}

// Step 3.
static enum cpf_status run_homotopy(struct search *s, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_seeds seeds = {0};
  struct cpf_pool paths = {0};
  bool all;
  CPF_TRY(cpf_seeds_grid(&s->reduced, s->reduced.k, PATHS_MAX, &seeds, &all, err));
  CPF_TRY(cpf_pool_alloc(&s->reduced, &cpf_method_homotopy, &s->tol.solver, &s->tol.refine,
                         s->pool.threads, PATHS_MAX, &paths, err));
  CPF_TRY(run_listed(s, &paths, &seeds, err));
  s->result->branch_points += cpf_pool_branch_points(&paths);
cleanup:
  cpf_pool_free(&paths);
  cpf_seeds_free(&seeds);
  return status;
}

// Step 3 with `complete`.
static enum cpf_status run_complete(struct search *s, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  CPF_TRY(cpf_complete_run(&s->reduced, s->opt, s->pool.threads, &s->complete, &s->result->homotopy,
                           err));
  const struct cpf_seeds ends = {.count = s->complete.roots.nreal, .W = s->complete.roots.W};
  s->tracing = true;
  status = run_listed(s, &s->pool, &ends, err);
  s->tracing = false;
cleanup:
  return status;
}

// The homotopy says nothing of continua.
static bool has_continuum(const struct search *s) {
  for (int f = 0; f < s->known.count; f++)
    if (!s->known.items[f].family.points_known)
      return true;
  return false;
}

// Step 5. The families as they stand, shared with the list, for the checks.
static enum cpf_status check(struct search *s, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  uint64_t *hits = NULL;
  struct cpf_find_result *r = s->result;
  CPF_TRY_ALLOC(hits, (size_t)s->known.count, err);
  CPF_TRY(cpf_result_borrow(r, &s->known, err));
  for (int f = 0; f < s->known.count; f++)
    hits[f] = s->known.items[f].random_hits;
  cpf_check_euler(r);
  cpf_check_completeness(r, hits, s->random_converged, s->last_new);
cleanup:
  cpf_result_return(r);
  free(hits);
  return status;
}

// Step 4.
static enum cpf_status run_random(struct search *s, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  uint64_t length = ROUND_MIN;
  while (!must_stop(s) && !s->budget_spent) {
    CPF_TRY(run(s, &s->pool, start_random, s, s->random_starts, length, true, err));
    CPF_TRY(check(s, err));
    if (s->result->completeness >= CPF_COMPLETE_PROBABLE)
      break;
    if (s->opt->starts == 0 && !cpf_more_starts_help(s->result) && s->budget > BUDGET_NO_HELP)
      s->budget = BUDGET_NO_HELP;
    s->budget_spent |= s->result->starts >= s->budget;
    length = s->random_starts < ROUND_MAX ? s->random_starts : ROUND_MAX;
  }
cleanup:
  return status;
}

static enum cpf_status search(struct search *s, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  bool chain = strcmp(s->opt->method, "chain") == 0;
  CPF_TRY(run_structured(s, err));
  if (chain && s->p->repulsion > 0 && !must_stop(s))
    CPF_TRY(run_homotopy(s, err));
  if (s->opt->complete && !must_stop(s))
    CPF_TRY(run_complete(s, err));
  if (!s->result->homotopy.complete || s->opt->starts > 0 || has_continuum(s))
    CPF_TRY(run_random(s, err));
  if (!chain)
    s->result->branch_points += cpf_pool_branch_points(&s->pool);
  CPF_TRY(check(s, err));
cleanup:
  return status;
}

static enum cpf_status prepare(struct search *s, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  const struct cpf_method *method = &cpf_method_newton;
  CPF_TRY(cpf_find_options_check(s->p, s->opt, &s->budget, err));
  if (strcmp(s->opt->method, "chain") != 0)
    method = cpf_method_find(s->opt->method);
  int threads = s->opt->threads > 0 ? s->opt->threads : cpf_threads_available();
  size_t capacity = s->budget < ROUND_MAX ? (size_t)s->budget : ROUND_MAX;
  s->reduced = cpf_problem_reduced(s->p);
  size_t working = cpf_pool_bytes(&s->reduced, threads, capacity);
  size_t proofs = cpf_certify_bytes(s->p, s->opt, threads);
  CPF_TRY(cpf_find_memory_check(s->p, s->opt, working > proofs ? working : proofs, err));
  s->tol = cpf_tolerances_make(s->opt);
  s->describe = s->tol.describe;
  s->known = (struct cpf_known_list){
      .p = s->p, .reduced = s->reduced, .opt = &s->describe, .table = s->known.table};
  CPF_TRY(cpf_pool_alloc(&s->reduced, method, &s->tol.solver, &s->tol.refine, threads, capacity,
                         &s->pool, err));
  s->result->threads = threads;
cleanup:
  return status;
}

// Step 6, after which the families have left the list.
static enum cpf_status finish(struct search *s, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  char(*names)[CPF_ID_MAX] = NULL;
  CPF_TRY(cpf_complete_names(&s->complete, &s->known, &names, err));
  CPF_TRY(cpf_result_take(s->result, &s->known, err));
  double began = now();
  if (!must_stop(s) && cpf_certify_wanted(s->p, s->opt))
    CPF_TRY(cpf_result_certify(s->result, s->opt, err));
  s->result->seconds_certify = now() - began;
  if (!must_stop(s))
    cpf_complete_judge(s->result, &s->complete, names);
  if (!must_stop(s) && s->opt->prove)
    CPF_TRY(cpf_result_prove(s->result, s->opt, s->known.table, err));
  must_stop(s);
cleanup:
  free(names);
  return status;
}

enum cpf_status cpf_find(const struct cpf_problem *p, const struct cpf_find_options *opt,
                         const struct cpf_table *table, struct cpf_find_result **out,
                         struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct search s = {.p = p, .opt = opt, .began = now()};
  *out = NULL;
  s.known.table = table;
  CPF_TRY(cpf_problem_check(p, err));
  CPF_TRY_ALLOC(s.result, 1, err);
  s.result->problem = *p;
  s.result->seed = opt->seed;
  CPF_TRY(prepare(&s, err));
  snprintf(s.result->method, sizeof s.result->method, "%s", opt->method);
  CPF_TRY(search(&s, err));
  s.result->seconds_search = now() - s.began;
  CPF_TRY(finish(&s, err));
  s.result->end = s.stopped                                         ? CPF_END_INTERRUPTED
                  : s.result->completeness >= CPF_COMPLETE_PROBABLE ? CPF_END_COMPLETE
                                                                    : CPF_END_BUDGET;
  s.result->seconds = now() - s.began;
  *out = s.result;
  s.result = NULL;
  if (s.stopped)
    status = cpf_fail(err, CPF_EINTERRUPTED, "interrupted after %llu starts",
                      (unsigned long long)(*out)->starts);
cleanup:
  cpf_complete_clear(&s.complete);
  cpf_known_free(&s.known);
  cpf_pool_free(&s.pool);
  cpf_find_result_free(s.result);
  return status;
}
