// SPDX-License-Identifier: GPL-3.0-or-later
//
// The search.
//
//  1. Reduce the dimension to d' (problem.h); one worker per thread (pool.h).
//  2. Structured starts: products of known blocks, then the grid of axes and diagonals.
//  3. The homotopy in the repulsion, from the critical points of the uncoupled problem.
//     With `complete`, also the real ends of the complex homotopy (complete.h); when it accounts
//     for every path and nothing is a continuum, step 4 is left out unless starts were asked for.
//  4. Random starts, half of them uniform, half in the fixed space of a random symmetry, each time
//     as many as all before together, up to a pool holds (rounds.h).
//  5. After each round the checks of completeness.h: the search ends when they agree, when the
//     budget is spent, or when it is told to stop.
//     A shard (shard.h) leaves out what others run and spends its share of the budget.
//  6. Certificates (certify.h), the homotopy's verdict (complete.h), branch and bound (prove.h).
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cpfind/theta.h"
#include "search/certify.h"
#include "search/completeness.h"
#include "search/journal.h"
#include "search/prove.h"
#include "search/relay.h"
#include "search/result.h"
#include "search/rounds.h"
#include "search/shard.h"
#include "solver/seeds.h"
#include "status/try.h"

enum {
  ROUND_MIN = 1024,
  ROUND_MAX = 16384,
  POOL_MAX = 4096,   // starts of a round, so that memory stays the same from there on
  BLOCKS_MAX = 2000, // structured starts of each sort
  GRID_MAX = 20000,
  PATHS_MAX = 400,          // homotopy paths in the default chain
  BUDGET_NO_HELP = 1 << 15, // default budget where more starts cannot lift the verdict
};

static void start_listed(const void *ctx, uint64_t start, double *W) {
  const struct cpf_search *const *pair = ctx;
  const struct cpf_seeds *seeds = (const void *)pair[1];
  size_t size = (size_t)pair[0]->reduced.n * (size_t)pair[0]->reduced.d;
  memcpy(W, seeds->W + start * size, size * sizeof *W);
}

static void start_random(const void *ctx, uint64_t start, double *W) {
  const struct cpf_search *s = ctx;
  if (s->opt->shards > 1)
    start = cpf_shard_number(s->opt->shard, s->opt->shards, start);
  if (start % 2 == 0)
    cpf_seed_uniform(&s->reduced, s->opt->seed, start / 2, W);
  else
    cpf_seed_symmetric(&s->reduced, s->opt->seed, start / 2, W);
}

// True when another shard runs the starts that are not random; notes how many of the budget.
static bool run_elsewhere(struct cpf_search *s, size_t count) {
  if (s->opt->shards <= 1 || s->opt->shard == 1)
    return false;
  uint64_t left = s->budget - s->elsewhere;
  s->elsewhere += count < left ? count : left;
  return true;
}

// From here on the budget is this shard's.
static void divide_budget(struct cpf_search *s) {
  if (s->opt->shards <= 1)
    return;
  uint64_t mine = s->result->starts;
  s->budget =
      mine + cpf_shard_share(s->opt->shard, s->opt->shards, s->budget - mine - s->elsewhere);
  s->budget_spent = mine >= s->budget;
}

static enum cpf_status run_listed(struct cpf_search *s, struct cpf_pool *pool, const char *stage,
                                  const struct cpf_seeds *seeds, struct cpf_error *err) {
  const void *pair[2] = {s, seeds};
  const struct cpf_source source = {.stage = stage, .start = start_listed, .ctx = pair};
  return cpf_search_rounds(s, pool, &source, 0, seeds->count, err);
}

// Step 2.
static enum cpf_status run_structured(struct cpf_search *s, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_seeds seeds = {0};
  double theta = NAN;
  bool all;
  cpf_theta(s->p->rho, &theta);
  CPF_TRY(cpf_seeds_blocks(&s->reduced, theta, BLOCKS_MAX, &seeds, &all, err));
  CPF_TRY(cpf_seeds_grid(&s->reduced, s->reduced.d, GRID_MAX, &seeds, &all, err));
  if (!run_elsewhere(s, seeds.count))
    CPF_TRY(run_listed(s, &s->pool, "structured", &seeds, err));
cleanup:
  cpf_seeds_free(&seeds);
  return status;
}

// Step 3.
static enum cpf_status run_homotopy(struct cpf_search *s, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_seeds seeds = {0};
  struct cpf_pool paths = {0};
  bool all;
  CPF_TRY(cpf_seeds_grid(&s->reduced, s->reduced.k, PATHS_MAX, &seeds, &all, err));
  if (run_elsewhere(s, seeds.count))
    goto cleanup;
  CPF_TRY(cpf_pool_alloc(&s->reduced, &cpf_method_homotopy, &s->tol.solver, &s->tol.refine,
                         s->pool.threads, PATHS_MAX, &paths, err));
  CPF_TRY(run_listed(s, &paths, "homotopy", &seeds, err));
cleanup:
  cpf_pool_free(&paths);
  cpf_seeds_free(&seeds);
  return status;
}

// Step 3 with `complete`.
static enum cpf_status run_complete(struct cpf_search *s, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  CPF_TRY(cpf_complete_run(&s->reduced, s->opt, s->pool.threads, &s->complete, &s->result->homotopy,
                           err));
  const struct cpf_seeds ends = {.count = s->complete.roots.nreal, .W = s->complete.roots.W};
  s->tracing = true;
  status = run_listed(s, &s->pool, "ends", &ends, err);
  s->tracing = false;
cleanup:
  return status;
}

// The homotopy says nothing of continua.
static bool has_continuum(const struct cpf_search *s) {
  for (int f = 0; f < s->known.count; f++)
    if (!s->known.items[f].family.points_known)
      return true;
  return false;
}

// Step 5, after a round. False when the search has to go on.
static bool enough(struct cpf_search *s) {
  if (s->opt->shards > 1)
    return false;
  if (s->result->completeness >= CPF_COMPLETE_PROBABLE)
    return true;
  if (s->opt->starts == 0 && !cpf_more_starts_help(s->result) && s->budget > BUDGET_NO_HELP)
    s->budget = BUDGET_NO_HELP;
  return false;
}

// Step 4.
static enum cpf_status run_random(struct cpf_search *s, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  const struct cpf_source source = {
      .stage = "random", .start = start_random, .ctx = s, .random = true};
  uint64_t length = ROUND_MIN;
  divide_budget(s);
  while (!cpf_search_must_stop(s) && !s->budget_spent) {
    const uint64_t *done = &s->result->random_starts;
    CPF_TRY(cpf_search_rounds(s, &s->pool, &source, *done, length, err));
    CPF_TRY(cpf_search_check(s, err));
    if (enough(s))
      break;
    s->budget_spent |= s->result->starts >= s->budget;
    length = *done < ROUND_MAX ? *done : ROUND_MAX;
  }
cleanup:
  return status;
}

static enum cpf_status search(struct cpf_search *s, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  bool chain = strcmp(s->opt->method, "chain") == 0;
  CPF_TRY(run_structured(s, err));
  if (chain && s->p->repulsion > 0 && !cpf_search_must_stop(s))
    CPF_TRY(run_homotopy(s, err));
  if (s->opt->complete && !cpf_search_must_stop(s))
    CPF_TRY(run_complete(s, err));
  if (!s->result->homotopy.complete || s->opt->starts > 0 || has_continuum(s))
    CPF_TRY(run_random(s, err));
  CPF_TRY(cpf_search_check(s, err));
cleanup:
  return status;
}

static enum cpf_status prepare(struct cpf_search *s, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  const struct cpf_method *method = &cpf_method_newton;
  CPF_TRY(cpf_find_options_check(s->p, s->opt, &s->budget, err));
  if (strcmp(s->opt->method, "chain") != 0)
    method = cpf_method_find(s->opt->method);
  int threads = cpf_find_threads(s->opt);
  size_t capacity = s->budget < POOL_MAX ? (size_t)s->budget : POOL_MAX;
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
static enum cpf_status finish(struct cpf_search *s, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  char(*names)[CPF_ID_MAX] = NULL;
  CPF_TRY(cpf_complete_names(&s->complete, &s->known, &names, err));
  CPF_TRY(cpf_result_take(s->result, &s->known, err));
  double began = cpf_search_clock();
  if (!cpf_search_must_stop(s) && cpf_certify_wanted(s->p, s->opt))
    CPF_TRY(cpf_result_certify(s->result, s->opt, err));
  s->result->seconds_certify = cpf_search_clock() - began;
  if (!cpf_search_must_stop(s))
    cpf_complete_judge(s->result, &s->complete, names);
  if (!cpf_search_must_stop(s) && s->opt->prove)
    CPF_TRY(cpf_result_prove(s->result, s->opt, s->known.table, err));
  cpf_search_must_stop(s);
cleanup:
  free(names);
  return status;
}

enum cpf_status cpf_find(const struct cpf_problem *p, const struct cpf_find_options *opt,
                         const struct cpf_table *table, struct cpf_find_result **out,
                         struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_find_options own;
  struct cpf_relay relay;
  struct cpf_search s = {.p = p, .opt = &own, .began = cpf_search_clock()};
  *out = NULL;
  CPF_TRY(cpf_relay_options(p, opt, table, &relay, &own, err));
  s.known.table = table;
  CPF_TRY(cpf_problem_check(p, err));
  CPF_TRY_ALLOC(s.result, 1, err);
  s.result->problem = *p;
  s.result->seed = opt->seed;
  s.result->end = CPF_END_INTERRUPTED; // until it is known better
  s.result->shard = opt->shards > 1 ? opt->shard : 0;
  s.result->shards = opt->shards > 1 ? opt->shards : 0;
  CPF_TRY(prepare(&s, err));
  snprintf(s.result->method, sizeof s.result->method, "%s", opt->method);
  CPF_TRY(search(&s, err));
  s.result->seconds_search = cpf_search_clock() - s.began;
  CPF_TRY(finish(&s, err));
  s.result->end = s.stopped                                         ? CPF_END_INTERRUPTED
                  : s.result->completeness >= CPF_COMPLETE_PROBABLE ? CPF_END_COMPLETE
                                                                    : CPF_END_BUDGET;
  s.result->seconds = cpf_search_clock() - s.began;
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
