// SPDX-License-Identifier: GPL-3.0-or-later
// Starts, converged starts and families per second with one thread, as a Markdown table: first the
// bare methods on uniform random starts, then whole searches. Each number is the median of several
// runs; the ratio is to GSL's hybridsj on the same problem in the same run, which tells more than
// the absolute numbers where the machine is shared.
//
//   bench_starts [RUNS [SECONDS]]     runs per number (5), and least time for each run (0.2)
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cpfind/search.h"
#include "solver/drive.h"
#include "solver/seeds.h"

enum { BATCH = 512, RUNS_MAX = 101 };

struct rates {
  double starts, converged, families; // per second
};

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void must(enum cpf_status status, const struct cpf_error *err) {
  if (status == CPF_OK)
    return;
  fprintf(stderr, "bench_starts: %s\n", err->text);
  exit(EXIT_FAILURE);
}

// One run of a bare method: batches of starts until the time is over, their making not counted.
static struct rates run_method(const struct cpf_problem *p, const char *name, double least) {
  const struct cpf_method *method = cpf_method_find(name);
  const struct cpf_solver_options opt = cpf_solver_options_default();
  size_t size = (size_t)p->n * (size_t)p->d;
  double *W = calloc(BATCH * size, sizeof *W), spent = 0;
  struct cpf_run *runs = calloc(BATCH, sizeof *runs);
  struct cpf_error err = {CPF_OK, "out of memory"};
  struct rates rates = {0};
  void *state = NULL;
  uint64_t start = 0, converged = 0;
  must(W == NULL || runs == NULL ? CPF_ENOMEM : CPF_OK, &err);
  must(method->alloc(p, &opt, &state, &err), &err);
  while (spent < least) {
    for (size_t s = 0; s < BATCH; s++)
      cpf_seed_uniform(p, 1, start++, W + s * size);
    double began = now();
    cpf_drive(method, state, p, &opt, BATCH, W, runs);
    spent += now() - began;
    for (size_t s = 0; s < BATCH; s++)
      converged += runs[s].outcome == CPF_OUTCOME_CONVERGED;
  }
  method->free(state);
  free(W);
  free(runs);
  rates.starts = (double)start / spent;
  rates.converged = (double)converged / spent;
  return rates;
}

// One run of whole searches, each with another seed, until the time is over.
static struct rates run_search(const struct cpf_problem *p, const char *name, double least) {
  struct cpf_find_options opt = cpf_find_options_default();
  struct cpf_table *table = NULL;
  struct cpf_error err = {CPF_OK, ""};
  struct rates sum = {0};
  double spent = 0;
  opt.threads = 1;
  opt.method = name;
  must(cpf_table_builtin(&table, &err), &err);
  while (spent < least) {
    struct cpf_find_result *r = NULL;
    double began = now();
    must(cpf_find(p, &opt, table, &r, &err), &err);
    spent += now() - began;
    sum.starts += (double)r->starts;
    sum.converged += (double)r->converged;
    sum.families += r->nfamilies;
    cpf_find_result_free(r);
    opt.seed++;
  }
  cpf_table_free(table);
  return (struct rates){sum.starts / spent, sum.converged / spent, sum.families / spent};
}

static int compare(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static double median(int count, const struct rates *all, size_t offset) {
  double x[RUNS_MAX];
  for (int i = 0; i < count; i++)
    memcpy(&x[i], (const char *)&all[i] + offset, sizeof *x);
  qsort(x, (size_t)count, sizeof *x, compare);
  return count % 2 == 1 ? x[count / 2] : (x[count / 2 - 1] + x[count / 2]) / 2;
}

static struct rates measure(const struct cpf_problem *p, const char *name, bool whole, int runs,
                            double least) {
  struct rates all[RUNS_MAX];
  for (int i = 0; i < runs; i++)
    all[i] = whole ? run_search(p, name, least) : run_method(p, name, least);
  return (struct rates){median(runs, all, offsetof(struct rates, starts)),
                        median(runs, all, offsetof(struct rates, converged)),
                        median(runs, all, offsetof(struct rates, families))};
}

static void row(const struct cpf_problem *p, const char *work, const char *name,
                const struct rates *rates, const struct rates *gsl) {
  printf("| P(%d,%d,%d,%d) | %s | %s | %.0f | %.0f | ", p->n, p->k, p->d, p->rho, work, name,
         rates->starts, rates->converged);
  if (rates->families > 0)
    printf("%.1f | ", rates->families);
  else
    printf("- | ");
  printf("%.2f | %.2f |\n", rates->starts / gsl->starts, rates->converged / gsl->converged);
  fflush(stdout);
}

// A method against hybridsj, both alone or both as the method of a whole search.
static void both(const struct cpf_problem *p, const char *name, bool whole, int runs,
                 double least) {
  const char *base = "gsl-hybridsj", *work = whole ? "search" : "method";
  struct rates gsl = measure(p, base, whole, runs, least);
  struct rates own = measure(p, name, whole, runs, least);
  row(p, work, name, &own, &gsl);
  row(p, work, base, &gsl, &gsl);
}

int main(int argc, char **argv) {
  const struct cpf_problem list[] = {{2, 2, 2, 4, 1}, {2, 3, 3, 4, 1}, {3, 3, 3, 4, 1}};
  long runs = argc > 1 ? strtol(argv[1], NULL, 10) : 5;
  double least = argc > 2 ? strtod(argv[2], NULL) : 0.2;
  if (argc > 3 || runs < 1 || runs > RUNS_MAX || !(least > 0)) {
    fprintf(stderr, "usage: bench_starts [RUNS [SECONDS]], 1 <= RUNS <= %d, SECONDS > 0\n",
            (int)RUNS_MAX);
    return 2;
  }
  printf("| problem | work | method | starts/s | converged/s | families/s | starts, ratio | "
         "converged, ratio |\n");
  printf("|---|---|---|---:|---:|---:|---:|---:|\n");
  for (size_t x = 0; x < sizeof list / sizeof *list; x++) {
    both(&list[x], "newton", false, (int)runs, least);
    both(&list[x], "chain", true, (int)runs, least);
  }
  return 0;
}
