// SPDX-License-Identifier: GPL-3.0-or-later
// Operation counts of the batched kernels and their share of the machine's peak, one thread, as a
// Markdown table for n = k = d = 2, 4, 8, 16, 32 and rho = 4.
//
//   bench_kernels [RUNS]     runs per number (5): the median is shown
//
// Counted are additions and multiplications of doubles in one point's share, divisions and roots as
// one; work that is only there for the tiles is not. The peak is that of a loop of nothing but
// multiply-adds in registers, of the same vectors, measured before every run; seconds are of
// processor time. The library forbids contraction into multiply-adds, for the same bits on every
// machine: `mul+add` is the same loop with a multiplication and an addition instead.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "flow/field.h"
#include "model/batch.h"
#include "solver/method.h"

enum { RUNS_MAX = 101, CHAINS = 12, PEAK_TURNS = 400000, RHO = 4 };
static const double LEAST = 0.05; // seconds of a run

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void must(enum cpf_status status, const struct cpf_error *err) {
  if (status == CPF_OK)
    return;
  fprintf(stderr, "bench_kernels: %s\n", err->text);
  exit(EXIT_FAILURE);
}

// The compiler makes one instruction of the two where the machine has it.
#if defined(__clang__)
#define CONTRACT _Pragma("clang fp contract(fast)")
#define CONTRACTED
#else
#define CONTRACT
#define CONTRACTED __attribute__((optimize("fp-contract=fast")))
#endif

CPF_CLONES CONTRACTED static void fused(cpf_lanes *x, const cpf_lanes *a) {
  CONTRACT
  cpf_lanes y[CHAINS], b = a[0], c = a[1];
  for (int i = 0; i < CHAINS; i++)
    y[i] = x[i];
  for (int turn = 0; turn < PEAK_TURNS; turn++)
#pragma GCC unroll 12
    for (int i = 0; i < CHAINS; i++)
      y[i] = y[i] * b + c;
  for (int i = 0; i < CHAINS; i++)
    x[i] = y[i];
}

CPF_CLONES static void apart(cpf_lanes *x, const cpf_lanes *a) {
  cpf_lanes y[CHAINS], b = a[0], c = a[1];
  for (int i = 0; i < CHAINS; i++)
    y[i] = x[i];
  for (int turn = 0; turn < PEAK_TURNS; turn++)
#pragma GCC unroll 12
    for (int i = 0; i < CHAINS; i++)
      y[i] = y[i] * b + c;
  for (int i = 0; i < CHAINS; i++)
    x[i] = y[i];
}

// Operations per second of one of the loops.
static double peak(void (*loop)(cpf_lanes *x, const cpf_lanes *a)) {
  cpf_lanes x[CHAINS], a[2] = {CPF_ALL(0.5), CPF_ALL(1)};
  for (int i = 0; i < CHAINS; i++)
    x[i] = CPF_ALL(i);
  double began = now();
  loop(x, a);
  return 2.0 * CPF_LANES * CHAINS * PEAK_TURNS / (now() - began);
}

// The formulas, t = d-1, N = nt, P = n(n-1)/2, rho = 4: c^{rho-2} and c^{rho-1} take 2 products.
static double count_evaluate(double n, double k, double d) {
  double t = d - 1, pairs = n * (n - 1) / 2;
  double pair = 2 * d - 1 + 2 + 2 + 4 + 4 * t; // c, powers, F and S, U
  double gradient = 4 * k + (n - 1) * 2 * d + 2 * d + 1 + 2 * t;
  double diagonal = 3 * k + 1 + 5 * t + 1.5 * t * (t + 1) + (n - 1) * (t + t * (t + 1));
  double coupling = 2 + 6 * t + 5 * t * t;
  return n * (3 + t) + pairs * (pair + coupling) + n * (gradient + diagonal);
}

// Of one iteration: the evaluation; H H and H g; L D L^T and its solution; the step.
static double count_newton(double n, double k, double d) {
  double N = n * (d - 1);
  double system = 2 * N * N + N * (N + 1) / 2 * (2 * N - 1);
  double factors = N * (N - 1) * (N - 2) / 3 + 5 * N * (N - 1) / 2 + N, solve = N + N * (N - 1);
  return count_evaluate(n, k, d) + 2 * N + system + factors + solve + 4 * N +
         n * (5 * (d - 1) + 3 * d + 4);
}

static double count_gradient(const struct cpf_problem *p) {
  return 2 * cpf_field_cost(p);
}

struct bench {
  struct cpf_problem p;
  struct cpf_batch batch;
  struct cpf_field field;
  cpf_lanes *F, loss, speed;
  void *newton;
};

static void fill(struct bench *b) {
  size_t n = (size_t)b->p.n, d = (size_t)b->p.d;
  double *W = calloc(n * d, sizeof *W);
  struct cpf_error err = {CPF_OK, "out of memory"};
  must(W == NULL ? CPF_ENOMEM : CPF_OK, &err);
  for (int l = 0; l < CPF_LANES; l++) {
    for (size_t e = 0; e < n * d; e++)
      W[e] = sin((double)(e + 1) * (l + 2));
    cpf_normalise(&b->p, W);
    cpf_batch_set(&b->batch, l, W);
    cpf_method_newton.set(b->newton, l, W);
  }
  free(W);
}

static void run_gradient(struct bench *b) {
  cpf_field_evaluate(&b->field, b->batch.W, b->F, &b->loss, &b->speed);
}

static void run_evaluate(struct bench *b) {
  cpf_batch_evaluate(&b->batch);
}

static void run_newton(struct bench *b) {
  cpf_method_newton.iterate(b->newton);
}

static double seconds(void (*kernel)(struct bench *b), struct bench *b) {
  kernel(b); // what is in the caches then is what a long run finds there
  for (long turns = 1;; turns *= 2) {
    double began = now();
    for (long i = 0; i < turns; i++)
      kernel(b);
    double spent = now() - began;
    if (spent >= LEAST)
      return spent / (double)turns;
  }
}

static int compare(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static double median(double *x, int count) {
  qsort(x, (size_t)count, sizeof *x, compare);
  return x[count / 2];
}

static void row(struct bench *b, const char *name, void (*kernel)(struct bench *b), double count,
                int runs) {
  double share[RUNS_MAX], share_apart[RUNS_MAX], rate[RUNS_MAX];
  for (int i = 0; i < runs; i++) {
    double best = peak(fused), both = peak(apart);
    rate[i] = count * CPF_LANES / seconds(kernel, b);
    share[i] = rate[i] / best;
    share_apart[i] = rate[i] / both;
  }
  printf("| %d | %s | %.0f | %.2f | %.0f%% | %.0f%% |\n", b->p.n, name, count,
         1e-9 * median(rate, runs), 100 * median(share, runs), 100 * median(share_apart, runs));
  fflush(stdout);
}

static void size(int n, int runs) {
  struct bench b = {.p = {n, n, n, RHO, 1}};
  struct cpf_error err = {CPF_OK, "out of memory"};
  const struct cpf_solver_options opt = cpf_solver_options_default();
  must(cpf_batch_alloc(&b.p, &b.batch, &err), &err);
  must(cpf_field_alloc(&b.p, &b.field, &err), &err);
  must(cpf_method_newton.alloc(&b.p, &opt, &b.newton, &err), &err);
  b.F = aligned_alloc(sizeof(cpf_lanes), (size_t)n * (size_t)n * sizeof(cpf_lanes));
  must(b.F == NULL ? CPF_ENOMEM : CPF_OK, &err);
  fill(&b);
  row(&b, "loss and gradient", run_gradient, count_gradient(&b.p), runs);
  row(&b, "gradient and Hessian", run_evaluate, count_evaluate(n, n, n), runs);
  row(&b, "Newton step", run_newton, count_newton(n, n, n), runs);
  free(b.F);
  cpf_method_newton.free(b.newton);
  cpf_field_free(&b.field);
  cpf_batch_free(&b.batch);
}

int main(int argc, char **argv) {
  long runs = argc > 1 ? strtol(argv[1], NULL, 10) : 5;
  if (argc > 2 || runs < 1 || runs > RUNS_MAX) {
    fprintf(stderr, "usage: bench_kernels [RUNS], 1 <= RUNS <= %d\n", (int)RUNS_MAX);
    return 2;
  }
  printf("Peak: %.1f Gflop/s of multiply-adds, %.1f of mul+add, in vectors of %d.\n\n",
         1e-9 * peak(fused), 1e-9 * peak(apart), (int)CPF_LANES);
  printf("| n = k = d | kernel | operations a point | Gflop/s | of peak | of mul+add |\n");
  printf("|---:|---|---:|---:|---:|---:|\n");
  for (int n = 2; n <= 32; n *= 2)
    size(n, (int)runs);
  return 0;
}
