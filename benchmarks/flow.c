// SPDX-License-Identifier: GPL-3.0-or-later
// The cpfind side of benchmarks/flow.sh, on one thread: uniform starts first .. first+count-1 of
// P(n, k, d, rho), r = 1.
//
//   bench_flow starts N K D RHO FIRST COUNT
//     writes them, a line of N*D numbers each
//   bench_flow follow N K D RHO FIRST COUNT TOLERANCE STOP TIME
//     follows them, each until |grad L| < STOP or to TIME; STOP 0: to its end, with what is proved
//     of it. Writes the seconds of processor time, then the loss at the end of each.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cpfind/flow.h"

static void must(enum cpf_status status, const struct cpf_error *err) {
  if (status == CPF_OK)
    return;
  fprintf(stderr, "bench_flow: %s\n", err->text);
  exit(EXIT_FAILURE);
}

static void put_starts(const struct cpf_problem *p, uint64_t first, uint64_t count) {
  const struct cpf_flow_start start = {.init = CPF_FLOW_UNIFORM};
  size_t size = (size_t)p->n * (size_t)p->d;
  struct cpf_error err = {CPF_OK, "out of memory"};
  double *W = calloc(size, sizeof *W);
  must(W == NULL ? CPF_ENOMEM : CPF_OK, &err);
  for (uint64_t j = first; j < first + count; j++) {
    must(cpf_flow_start_point(p, &start, 1, j, W, &err), &err);
    for (size_t e = 0; e < size; e++)
      printf("%.17g%c", W[e], e + 1 < size ? ' ' : '\n');
  }
  free(W);
}

static enum cpf_status keep(void *ctx, const struct cpf_flow_result *result,
                            const struct cpf_flow_record *record, struct cpf_error *err) {
  double *losses = ctx;
  (void)err;
  losses[record->number - result->first] = record->loss;
  return CPF_OK;
}

static void follow(const struct cpf_problem *p, uint64_t first, uint64_t count,
                   struct cpf_flow_options *opt) {
  const struct cpf_flow_start start = {.init = CPF_FLOW_UNIFORM};
  struct cpf_error err = {CPF_OK, "out of memory"};
  struct cpf_table *table = NULL;
  struct cpf_flow_result *result = NULL;
  double *losses = calloc(count, sizeof *losses);
  must(losses == NULL ? CPF_ENOMEM : CPF_OK, &err);
  must(cpf_table_builtin(&table, &err), &err);
  opt->record = keep;
  opt->ctx = losses;
  opt->threads = 1;
  opt->radius = 0;
  clock_t began = clock();
  must(cpf_flow_ensemble(p, opt, table, &start, first, count, &result, &err), &err);
  printf("%.9g\n", (double)(clock() - began) / CLOCKS_PER_SEC);
  for (uint64_t j = 0; j < count; j++)
    printf("%.17g\n", losses[j]);
  cpf_flow_result_free(result);
  cpf_table_free(table);
  free(losses);
}

int main(int argc, char **argv) {
  bool starts = argc == 8 && strcmp(argv[1], "starts") == 0;
  if (!starts && (argc != 11 || strcmp(argv[1], "follow") != 0)) {
    fputs("usage: bench_flow starts N K D RHO FIRST COUNT\n"
          "       bench_flow follow N K D RHO FIRST COUNT TOLERANCE STOP TIME\n",
          stderr);
    return 2;
  }
  int sizes[4];
  for (int i = 0; i < 4; i++)
    sizes[i] = (int)strtol(argv[2 + i], NULL, 10);
  const struct cpf_problem p = {sizes[0], sizes[1], sizes[2], sizes[3], 1};
  uint64_t first = strtoull(argv[6], NULL, 10), count = strtoull(argv[7], NULL, 10);
  struct cpf_error err = {CPF_OK, ""};
  must(cpf_problem_check(&p, &err), &err);
  if (starts) {
    put_starts(&p, first, count);
    return 0;
  }
  struct cpf_flow_options opt = cpf_flow_options_default();
  opt.tolerance = strtod(argv[8], NULL);
  opt.stop_gradient = strtod(argv[9], NULL);
  opt.time = strtod(argv[10], NULL);
  follow(&p, first, count, &opt);
  return 0;
}
