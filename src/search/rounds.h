// SPDX-License-Identifier: GPL-3.0-or-later
// A running search, and the rounds of starts of which it consists.
#ifndef CPF_SEARCH_ROUNDS_H
#define CPF_SEARCH_ROUNDS_H

#include "search/complete.h"
#include "search/options.h"
#include "search/pool.h"

struct cpf_search {
  const struct cpf_problem *p;
  struct cpf_problem reduced;
  const struct cpf_find_options *opt;
  struct cpf_tolerances tol;
  struct cpf_describe_options describe;
  struct cpf_known_list known;
  struct cpf_pool pool;
  struct cpf_find_result *result;
  uint64_t budget;
  uint64_t elsewhere; // starts of the budget that another shard runs
  bool budget_spent, stopped;
  size_t block; // starts between two records, when there is a journal
  struct cpf_complete complete;
  bool tracing; // arrivals are those of the homotopy's ends: their families are noted
  double began;
};

// Starts of one kind.
struct cpf_source {
  const char *stage; // as in journal.h
  cpf_start_fn *start;
  const void *ctx;
  bool random;
};

// Seconds on a clock that never goes back.
double cpf_search_clock(void);

// True from the moment at which the search was asked to stop.
bool cpf_search_must_stop(struct cpf_search *s);

// Runs the starts first .. first+count-1 of the source, as far as the budget goes, in rounds that
// fit the pool. After each round its arrivals are compared with the known families in the order of
// the starts, so that nothing depends on the threads.
enum cpf_status cpf_search_rounds(struct cpf_search *s, struct cpf_pool *pool,
                                  const struct cpf_source *source, uint64_t first, uint64_t count,
                                  struct cpf_error *err);

// The checks of completeness.h on the families as they stand, which are shown to the journal.
enum cpf_status cpf_search_check(struct cpf_search *s, struct cpf_error *err);

#endif
