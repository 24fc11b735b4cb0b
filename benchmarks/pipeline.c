// SPDX-License-Identifier: GPL-3.0-or-later
// Starts to families without the search's own end: random starts, Newton, recognition or refinement
// and the comparison with the known families, as the search does it, for as many starts as asked.
//
//   bench_pipeline [N K D RHO [STARTS [THREADS [mixed]]]]
//
// One Markdown row: starts and converged starts per second, families, what became of the starts,
// the shares of the time in its parts (one thread: seeds, Newton, the rest), resident memory at a
// hundredth of the starts and at the end. Seconds are of processor time with one thread, of wall
// clock with more. Starts are uniform; `mixed` takes the search's own.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "search/options.h"
#include "search/sighting.h"
#include "solver/seeds.h"

enum { ROUND = 4096, ROUND_FIRST = 128, SHARE_STARTS = 16384, SAMPLES = 100 };

struct tally {
  uint64_t starts, converged, recognised, refined, unresolved;
  int families;
  double seconds, resident_early, resident; // megabytes
};

static bool one_thread;

// With one thread its processor time, which neighbours on a shared machine do not change as much.
static double now(void) {
  struct timespec t;
  clock_gettime(one_thread ? CLOCK_PROCESS_CPUTIME_ID : CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void must(enum cpf_status status, const struct cpf_error *err) {
  if (status == CPF_OK)
    return;
  fprintf(stderr, "bench_pipeline: %s\n", err->text);
  exit(EXIT_FAILURE);
}

// Megabytes resident now; 0 where the system does not tell.
static double resident(void) {
  long pages = 0, all = 0;
  FILE *f = fopen("/proc/self/statm", "r");
  if (f == NULL)
    return 0;
  if (fscanf(f, "%ld %ld", &all, &pages) != 2)
    pages = 0;
  fclose(f);
  return (double)pages * (double)sysconf(_SC_PAGESIZE) / 0x1p20;
}

static void start_uniform(const void *ctx, uint64_t start, double *W) {
  cpf_seed_uniform(ctx, 1, start, W);
}

static void start_mixed(const void *ctx, uint64_t start, double *W) {
  if (start % 2 == 0)
    cpf_seed_uniform(ctx, 1, start / 2, W);
  else
    cpf_seed_symmetric(ctx, 1, start / 2, W);
}

// As settle in search.c.
static void settle(struct cpf_pool *pool, struct cpf_known_list *known, size_t count,
                   struct tally *t) {
  struct cpf_ahead ahead = {.count = 0};
  struct cpf_error err = {CPF_OK, ""};
  for (size_t i = 0; i < count; i++) {
    int index = pool->arrivals[i].index;
    bool is_new;
    t->recognised += pool->arrivals[i].fate == CPF_FATE_KNOWN;
    t->unresolved += pool->arrivals[i].fate == CPF_FATE_UNRESOLVED;
    if (pool->arrivals[i].fate == CPF_FATE_POINT) {
      t->refined++;
      must(cpf_ahead_add(&ahead, known, pool, i, count, NULL, &index, &is_new, &err), &err);
    }
    t->converged += index >= 0;
    if (index >= 0)
      known->items[index].family.hits++;
  }
  cpf_ahead_clear(&ahead);
  t->starts += count;
  t->families = known->count;
}

static struct tally run(const struct cpf_problem *p, const struct cpf_tolerances *tol,
                        const struct cpf_table *table, cpf_start_fn *start, uint64_t starts,
                        int threads) {
  struct tally t = {0};
  struct cpf_pool pool;
  struct cpf_error err = {CPF_OK, ""};
  struct cpf_known_list known = {
      .p = p, .reduced = cpf_problem_reduced(p), .opt = &tol->describe, .table = table};
  must(cpf_pool_alloc(&known.reduced, &cpf_method_newton, &tol->solver, &tol->refine, threads,
                      ROUND, &pool, &err),
       &err);
  double began = now();
  while (t.starts < starts) {
    uint64_t length = t.starts + ROUND_FIRST < ROUND ? t.starts + ROUND_FIRST : ROUND;
    length = starts - t.starts < length ? starts - t.starts : length;
    must(cpf_pool_run(&pool, NULL, &known, start, &known.reduced, t.starts, 0, (size_t)length, NULL,
                      &err),
         &err);
    settle(&pool, &known, (size_t)length, &t);
    if (t.resident_early == 0 && t.starts >= starts / SAMPLES)
      t.resident_early = resident();
  }
  t.seconds = now() - began;
  t.resident = resident();
  cpf_known_free(&known);
  cpf_pool_free(&pool);
  return t;
}

// Seconds for each start: making it, and Newton's method from it.
static void shares(const struct cpf_problem *p, const struct cpf_tolerances *tol,
                   cpf_start_fn *start, double *seeds, double *newton) {
  const struct cpf_problem reduced = cpf_problem_reduced(p);
  size_t size = (size_t)reduced.n * (size_t)reduced.d;
  double *W = calloc(SHARE_STARTS * size, sizeof *W);
  struct cpf_run *runs = calloc(SHARE_STARTS, sizeof *runs);
  struct cpf_error err = {CPF_OK, "out of memory"};
  void *state = NULL;
  must(W == NULL || runs == NULL ? CPF_ENOMEM : CPF_OK, &err);
  must(cpf_method_newton.alloc(&reduced, &tol->solver, &state, &err), &err);
  double began = now();
  for (uint64_t s = 0; s < SHARE_STARTS; s++)
    start(&reduced, s, W + s * size);
  double made = now();
  cpf_drive(&cpf_method_newton, state, &reduced, &tol->solver, SHARE_STARTS, W, runs);
  *newton = (now() - made) / SHARE_STARTS;
  *seeds = (made - began) / SHARE_STARTS;
  cpf_method_newton.free(state);
  free(W);
  free(runs);
}

int main(int argc, char **argv) {
  int number[4] = {3, 3, 3, 4};
  for (int i = 0; i < 4 && argc > 4; i++)
    number[i] = (int)strtol(argv[i + 1], NULL, 10);
  const struct cpf_problem p = {number[0], number[1], number[2], number[3], 1};
  long starts = argc > 5 ? strtol(argv[5], NULL, 10) : 200000;
  int threads = argc > 6 ? (int)strtol(argv[6], NULL, 10) : 1;
  cpf_start_fn *start = argc > 7 ? start_mixed : start_uniform;
  const struct cpf_find_options opt = cpf_find_options_default();
  const struct cpf_tolerances tol = cpf_tolerances_make(&opt);
  struct cpf_table *table = NULL;
  struct cpf_error err = {CPF_OK, ""};
  double seeds, newton;
  if ((argc > 1 && argc < 5) || starts < 1 || threads < 1) {
    fprintf(stderr, "usage: bench_pipeline [N K D RHO [STARTS [THREADS [mixed]]]]\n");
    return 2;
  }
  one_thread = threads == 1;
  must(cpf_problem_check(&p, &err), &err);
  must(cpf_table_builtin(&table, &err), &err);
  struct tally t = run(&p, &tol, table, start, (uint64_t)starts, threads);
  shares(&p, &tol, start, &seeds, &newton);
  double each = t.seconds * threads / (double)t.starts;
  printf(
      "| problem | starts | threads | starts/s | converged/s | families | recognised | refined | "
      "unresolved | seeds %% | Newton %% | rest %% | MB early | MB end |\n");
  printf("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n");
  printf(
      "| P(%d,%d,%d,%d) | %llu | %d | %.0f | %.0f | %d | %llu | %llu | %llu | %.0f | %.0f | %.0f "
      "| %.1f | %.1f |\n",
      p.n, p.k, p.d, p.rho, (unsigned long long)t.starts, threads, (double)t.starts / t.seconds,
      (double)t.converged / t.seconds, t.families, (unsigned long long)t.recognised,
      (unsigned long long)t.refined, (unsigned long long)t.unresolved, 100 * seeds / each,
      100 * newton / each, 100 * (each - seeds - newton) / each, t.resident_early, t.resident);
  cpf_table_free(table);
  return 0;
}
