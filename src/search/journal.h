// SPDX-License-Identifier: GPL-3.0-or-later
// A record of the search, from which it goes on after a sudden end: the store's part of it.
//
// The search is a function of the arrivals of its starts, in their order. What is on record is
// taken from there, and everything is settled as if it had just been computed: so the result of a
// run that was cut off and taken up again is that of one without a break, to the last bit.
#ifndef CPF_SEARCH_JOURNAL_H
#define CPF_SEARCH_JOURNAL_H

#include "cpfind/search.h"
#include "search/worker.h"
#include "solver/complex.h"

// Consecutive starts of one stage, and what became of them.
struct cpf_journal_block {
  const char *stage;      // "structured", "homotopy", "ends" or "random"
  uint64_t first;         // number of the first start within its stage
  size_t count;           // of starts; for load: the room for them
  size_t size;            // doubles of a point
  uint64_t branch_points; // that the homotopy in the repulsion met on the way
  struct cpf_arrival *arrivals;
  double *W; // count points; those of CPF_FATE_POINT are kept
};

// All are called by one thread at a time. What `save_...` was given is on disk when it returns.
struct cpf_journal {
  void *ctx; // the first argument of all
  // The recorded block that begins with b->first: fills b and shortens b->count, to 0 for none.
  enum cpf_status (*load_block)(void *ctx, struct cpf_journal_block *b, struct cpf_error *err);
  enum cpf_status (*save_block)(void *ctx, const struct cpf_journal_block *b,
                                struct cpf_error *err);
  // The families as they stand after a round, for those who look on; *r must not be kept.
  enum cpf_status (*found)(void *ctx, const struct cpf_find_result *r, struct cpf_error *err);
  // The ends of all paths of the complex homotopy; `size` doubles for each real one.
  enum cpf_status (*load_ends)(void *ctx, size_t size, struct cpf_complex_result *ends, bool *known,
                               struct cpf_error *err);
  enum cpf_status (*save_ends)(void *ctx, size_t size, const struct cpf_complex_result *ends,
                               struct cpf_error *err);
  // The certificate of family `number`, whose point before the proof is W, of p's n*d doubles.
  enum cpf_status (*load_certificate)(void *ctx, const struct cpf_problem *p, int number,
                                      const double *W, struct cpf_certificate *c, bool *known,
                                      struct cpf_error *err);
  enum cpf_status (*save_certificate)(void *ctx, const struct cpf_problem *p, int number,
                                      const double *W, const struct cpf_certificate *c,
                                      struct cpf_error *err);
};

#endif
