// SPDX-License-Identifier: GPL-3.0-or-later
// The trial of one claim: its function records steps, a counterexample and a verdict. The verdict
// stands only when every step passed; otherwise the claim is undecided and the method names the
// first step that failed. Memory that runs out is remembered and reported at the end of the trial,
// so that recording functions need no status.
#ifndef CPF_VERIFY_TRIAL_H
#define CPF_VERIFY_TRIAL_H

#include "cpfind/verify.h"

struct cpf_trial {
  struct cpf_verify_claim *claim;
  size_t capacity, room; // of claim->steps, of claim->starts
  bool concluded, out_of_memory;
  int threads;
  const volatile sig_atomic_t *stop;
};

// A claim of the paper. run returns CPF_OK when the trial came to its end, whatever the verdict.
struct cpf_claim_entry {
  const char *id, *source, *statement;
  enum cpf_status (*run)(struct cpf_trial *t, struct cpf_error *err);
};

// Records a step; returns `passed`.
bool cpf_trial_step(struct cpf_trial *t, bool passed, const char *fmt, ...) CPF_PRINTF(3, 4);

// Counts points, instances or starts.
void cpf_trial_count(struct cpf_trial *t, uint64_t tried);

// The counterexample: its exact coordinates and what they violate, in words. W (n*d) is copied and
// p may be NULL when the counterexample is no configuration; then W is NULL too.
void cpf_trial_counterexample(struct cpf_trial *t, const struct cpf_problem *p, const double *W,
                              const char *fmt, ...) CPF_PRINTF(4, 5);

// One of the worst starts of the flow: W (n*d, unit rows) is copied.
void cpf_trial_start(struct cpf_trial *t, const struct cpf_problem *p, const double *W,
                     const char *fmt, ...) CPF_PRINTF(4, 5);

// What does hold instead.
void cpf_trial_correct(struct cpf_trial *t, const char *fmt, ...) CPF_PRINTF(2, 3);

// The verdict, and what makes it one.
void cpf_trial_conclude(struct cpf_trial *t, enum cpf_claim_verdict verdict, const char *fmt, ...)
    CPF_PRINTF(3, 4);

// Whether the caller asked to stop.
bool cpf_trial_stopped(const struct cpf_trial *t);

#endif
