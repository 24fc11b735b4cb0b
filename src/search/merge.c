// SPDX-License-Identifier: GPL-3.0-or-later
//
//  1. The families of all inputs by loss, id, W and hits: an order that does not depend on that of
//     the inputs.
//  2. Their representatives are compared as the search compares the points it arrives at.
//  3. Numbers are added. A family is new by random starts when no other start has found it; with
//     inputs of N_i converged random starts, N in all, side by side, the one that input i found
//     with its x-th came as number x N / N_i of all, and the least of these counts.
//  4. The checks, and the certificates.
#include "search/merge.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "search/certify.h"
#include "search/known.h"
#include "search/options.h"
#include "search/result.h"
#include "search/rounds.h"
#include "status/try.h"

// A family of one input.
struct entry {
  const struct cpf_family *family;
  size_t size;  // doubles of W
  double share; // N / N_i, 0 without random starts
};

struct merge {
  const struct cpf_find_options *opt;
  struct cpf_problem p;
  struct cpf_tolerances tol;
  struct cpf_known_list known;
  struct cpf_refiner *refiner;
  size_t nentries;
  struct entry *entries; // owned
  double *W;             // owned; a point of the reduced problem
  struct cpf_find_result *result;
};

static int compare_numbers(uint64_t a, uint64_t b) {
  return (a > b) - (a < b);
}

// Step 1.
static int compare_entries(const void *left, const void *right) {
  const struct entry *x = left, *y = right;
  const struct cpf_family *a = x->family, *b = y->family;
  if (a->loss != b->loss)
    return a->loss < b->loss ? -1 : 1;
  int order = strcmp(a->id, b->id);
  for (size_t i = 0; order == 0 && i < x->size; i++)
    order = (a->W[i] > b->W[i]) - (a->W[i] < b->W[i]);
  if (order == 0)
    order = compare_numbers(a->hits, b->hits);
  if (order == 0)
    order = compare_numbers(a->first_random, b->first_random);
  return order != 0 ? order : (x->share > y->share) - (x->share < y->share);
}

// Step 3, the numbers of the searches.
static void add_totals(struct cpf_find_result *r, const struct cpf_find_result *input) {
  r->starts += input->starts;
  r->converged += input->converged;
  r->random_starts += input->random_starts;
  r->random_converged += input->random_converged;
  r->unresolved += input->unresolved;
  r->branch_points += input->branch_points;
  r->many_seeds |= input->many_seeds || input->seed != r->seed;
  r->seed = input->seed < r->seed ? input->seed : r->seed;
  r->seconds += input->seconds;
  r->seconds_search += input->seconds_search;
}

static enum cpf_status gather(struct merge *m, struct cpf_find_result *const *inputs, size_t count,
                              struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  size_t total = 0, size = (size_t)m->p.n * (size_t)m->p.d;
  m->result->seed = inputs[0]->seed;
  for (size_t i = 0; i < count; i++) {
    total += (size_t)inputs[i]->nfamilies;
    add_totals(m->result, inputs[i]);
  }
  CPF_TRY_ALLOC(m->entries, total, err);
  for (size_t i = 0; i < count; i++) {
    double mine = (double)inputs[i]->random_converged;
    for (int f = 0; f < inputs[i]->nfamilies; f++)
      m->entries[m->nentries++] =
          (struct entry){.family = &inputs[i]->families[f],
                         .size = size,
                         .share = mine > 0 ? (double)m->result->random_converged / mine : 0};
  }
  qsort(m->entries, m->nentries, sizeof *m->entries, compare_entries);
cleanup:
  return status;
}

static void add_hits(struct cpf_family *to, const struct entry *e) {
  const struct cpf_family *from = e->family;
  double place = ceil((double)from->first_random * e->share);
  uint64_t first = place < 0x1p63 ? (uint64_t)place : UINT64_MAX;
  if (first > 0 && (to->first_random == 0 || first < to->first_random))
    to->first_random = first;
  to->hits += from->hits;
  to->random_hits += from->random_hits;
}

// Step 2.
static enum cpf_status add_entry(struct merge *m, const struct entry *e, struct cpf_error *err) {
  size_t columns = (size_t)m->known.reduced.d;
  int index;
  bool is_new;
  for (size_t i = 0; i < (size_t)m->p.n; i++) // beyond d' a representative is zero
    memcpy(m->W + i * columns, e->family->W + i * (size_t)m->p.d, columns * sizeof *m->W);
  enum cpf_status status = cpf_known_add(&m->known, m->refiner, m->W, NULL, &index, &is_new, err);
  if (status != CPF_OK)
    return status;
  if (index >= 0)
    add_hits(&m->known.items[index].family, e);
  else
    m->result->unresolved += e->family->hits;
  return CPF_OK;
}

static enum cpf_status prepare(struct merge *m, const struct cpf_table *table,
                               struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_problem reduced = cpf_problem_reduced(&m->p);
  uint64_t budget;
  CPF_TRY(cpf_problem_check(&m->p, err));
  CPF_TRY(cpf_find_options_check(&m->p, m->opt, &budget, err));
  m->tol = cpf_tolerances_make(m->opt);
  m->known = (struct cpf_known_list){
      .p = &m->p, .reduced = reduced, .opt = &m->tol.describe, .table = table};
  CPF_TRY(cpf_refiner_alloc(&m->known.reduced, &m->tol.refine, &m->refiner, err));
  CPF_TRY_ALLOC(m->W, (size_t)reduced.n * (size_t)reduced.d, err);
  CPF_TRY_ALLOC(m->result, 1, err);
  m->result->problem = m->p;
  m->result->threads = cpf_find_threads(m->opt);
  memcpy(m->result->method, m->opt->method, strlen(m->opt->method) + 1);
cleanup:
  return status;
}

// Step 3, after all were added.
static void settle_news(struct cpf_find_result *r) {
  for (int f = 0; f < r->nfamilies; f++) {
    struct cpf_family *family = &r->families[f];
    if (family->hits > family->random_hits)
      family->first_random = 0;
    if (family->first_random > r->last_new)
      r->last_new = family->first_random;
  }
}

enum cpf_status cpf_merge(const struct cpf_find_options *opt, const struct cpf_table *table,
                          struct cpf_find_result *const *inputs, size_t count,
                          struct cpf_find_result **merged, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct merge m = {.opt = opt};
  bool interrupted = false;
  *merged = NULL;
  if (count == 0)
    return cpf_fail(err, CPF_EINVAL, "there is nothing to merge");
  m.p = inputs[0]->problem;
  CPF_TRY(prepare(&m, table, err));
  CPF_TRY(gather(&m, inputs, count, err));
  for (size_t i = 0; i < m.nentries; i++)
    CPF_TRY(add_entry(&m, &m.entries[i], err));
  CPF_TRY(cpf_result_take(m.result, &m.known, err));
  settle_news(m.result);
  CPF_TRY(cpf_result_check(m.result, err));
  double began = cpf_search_clock();
  if (cpf_certify_wanted(&m.p, opt))
    CPF_TRY(cpf_result_certify(m.result, opt, err));
  m.result->seconds_certify = cpf_search_clock() - began;
  for (size_t i = 0; i < count; i++)
    interrupted |= inputs[i]->end == CPF_END_INTERRUPTED;
  m.result->end = interrupted                                       ? CPF_END_INTERRUPTED
                  : m.result->completeness >= CPF_COMPLETE_PROBABLE ? CPF_END_COMPLETE
                                                                    : CPF_END_BUDGET;
  *merged = m.result;
  m.result = NULL;
cleanup:
  cpf_known_free(&m.known);
  cpf_refiner_free(m.refiner);
  cpf_find_result_free(m.result);
  free(m.entries);
  free(m.W);
  return status;
}
