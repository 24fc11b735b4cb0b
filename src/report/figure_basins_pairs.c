// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/figure_basins.h"

#include <inttypes.h>
#include <string.h>

#include "status/try.h"

const int cpf_figure_pair_degrees[] = {4, 6};
const int cpf_figure_pair_sizes[] = {2, 3, 4, 6, 8};

// The last stands for three pairs and more where all other students are copies; `other`: a block of
// students that is neither copy nor tight-balance; `unfinished`: did not end in time.
enum outcome { COPIES = 0, ONE_PAIR, TWO_PAIRS, MORE_PAIRS, OTHER, UNFINISHED, OUTCOMES };
static const char *const outcome_names[OUTCOMES] = {
    "copies", "one pair", "two pairs", "three or more pairs", "other", "unfinished"};

struct tally {
  uint64_t hits[OUTCOMES], count;
};

// Pairs in tight-balance; -1: there is a block that is neither that nor a copy.
static int pairs_of(const struct cpf_family *f) {
  int pairs = 0;
  for (int i = 0; i < f->nblocks; i++) {
    if (strcmp(f->blocks[i].label, "tight-balance") == 0)
      pairs++;
    else if (strcmp(f->blocks[i].label, "copy") != 0)
      return -1;
  }
  return pairs;
}

static enum outcome outcome_of(const struct cpf_flow_result *result,
                               const struct cpf_flow_record *record) {
  bool ended = record->end == CPF_FLOW_ARRIVED || record->end == CPF_FLOW_LINGERING;
  if (!ended || record->family < 0)
    return UNFINISHED;
  int pairs = pairs_of(&result->families[record->family]);
  if (pairs < 0)
    return record->end == CPF_FLOW_ARRIVED ? OTHER : UNFINISHED;
  return pairs < (int)MORE_PAIRS ? (enum outcome)pairs : MORE_PAIRS;
}

static enum cpf_status count_one(void *ctx, const struct cpf_flow_result *result,
                                 const struct cpf_flow_record *record, struct cpf_error *err) {
  struct tally *t = ctx;
  (void)err;
  t->hits[outcome_of(result, record)]++;
  t->count++;
  return CPF_OK;
}

static void write_tally(FILE *out, int rho, int n, const struct tally *t) {
  for (int i = 0; i < OUTCOMES; i++) {
    fprintf(out, "%d,%d,%s,", rho, n, outcome_names[i]);
    cpf_figure_flow_share(out, t->hits[i], t->count);
    fputs("\r\n", out);
  }
}

static void write_end(FILE *out, int rho, int n, enum cpf_flow_end end, const struct cpf_family *f,
                      uint64_t hits) {
  if (hits == 0)
    return;
  fprintf(out, "%d,%d,%s,%s,%s,%.17g,", rho, n, cpf_flow_end_name(end), f->label, f->id, f->loss);
  int pairs = pairs_of(f);
  if (pairs >= 0)
    fprintf(out, "%d", pairs);
  fprintf(out, ",%" PRIu64 "\r\n", hits);
}

static void write_ends(FILE *out, int rho, int n, const struct cpf_flow_result *result) {
  for (int i = 0; i < result->nfamilies; i++) {
    const struct cpf_flow_tally *t = &result->tallies[i];
    write_end(out, rho, n, CPF_FLOW_ARRIVED, &result->families[i], t->arrived);
    write_end(out, rho, n, CPF_FLOW_LINGERING, &result->families[i], t->lingering);
  }
}

enum cpf_status cpf_figure_basins_pairs(const struct cpf_figure_flow *flow, uint64_t count,
                                        struct cpf_figure_set *set, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  FILE *out = NULL, *ends = NULL;
  struct cpf_flow_result *result = NULL;
  // The second file is filled beside the first.
  CPF_TRY(cpf_figure_open(set, "-pairs.csv", &out, err));
  CPF_TRY(cpf_figure_open(set, "-ends.csv", &ends, err));
  fputs("rho,n,outcome,hits,trajectories,share,low,high\r\n", out);
  fputs("rho,n,end,label,id,loss,pairs,hits\r\n", ends);
  for (int r = 0; r < CPF_FIGURE_PAIR_DEGREES; r++) {
    for (int i = 0; i < CPF_FIGURE_PAIR_SIZES; i++) {
      int n = cpf_figure_pair_sizes[i], rho = cpf_figure_pair_degrees[r];
      struct cpf_problem p = {.n = n, .k = n, .d = n, .rho = rho, .repulsion = 1.0};
      struct tally t = {.count = 0};
      CPF_TRY(
          cpf_figure_flow_ensemble(flow, &p, CPF_FLOW_UNIFORM, count, count_one, &t, &result, err));
      write_tally(out, rho, n, &t);
      write_ends(ends, rho, n, result);
      cpf_flow_result_free(result);
      result = NULL;
    }
  }
cleanup:
  cpf_flow_result_free(result);
  status = cpf_figure_close(set, &ends, status, err);
  return cpf_figure_close(set, &out, status, err);
}
