// SPDX-License-Identifier: GPL-3.0-or-later
// Puts the claims of the paper (B. Ottlik, "Gradient Flow Dynamics of Teacher-Student Distillation
// with the Squared Loss") to the test, one by one.
//
// A verdict is earned by steps: exact computations in the rational numbers or a number field,
// inequalities in ball arithmetic, proved lists of critical points, or steps of a derivation that
// docs/claims/ states and that are computed again here. When a step fails, the claim is undecided,
// whatever else was found. Random samples never earn a verdict.
#ifndef CPFIND_VERIFY_H
#define CPFIND_VERIFY_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cpfind/problem.h"
#include "cpfind/status.h"

#ifdef __cplusplus
extern "C" {
#endif

enum cpf_claim_verdict {
  CPF_VERDICT_HOLDS = 0, // proved as printed, in the domain that `statement` names
  CPF_VERDICT_REFUTED,   // false: there is a counterexample
  CPF_VERDICT_CORRECTED, // false as printed; `correction` states what does hold, proved
  CPF_VERDICT_UNDECIDED  // neither; `method` says what was searched, or which step failed
};
CPF_PUBLIC const char *
cpf_claim_verdict_name(enum cpf_claim_verdict verdict); // "holds", "refuted", ...

// A step on the way to the verdict: what was computed, and whether it came out as it must.
struct cpf_verify_step {
  char *text;
  bool passed;
};

// A start of the gradient flow that a trial found to be among the worst for its claim: nearest to
// breaking it, or breaking it. For ensembles from there; no verdict rests on it.
struct cpf_verify_start {
  char *text; // how it was found, or what it is next to
  struct cpf_problem problem;
  double *W; // n*d numbers, unit rows
};

// What was found of one claim. Strings are UTF-8. id, source and statement live as long as the
// library, all else is owned by the claim.
struct cpf_verify_claim {
  const char *id;        // "lemma-2.2"
  const char *source;    // where the paper says it: "lemma 2.2, section 2.2.2"
  const char *statement; // what it says, in one or two sentences
  enum cpf_claim_verdict verdict;
  char *method;     // what makes the verdict a proof, or what was searched
  char *correction; // what does hold; NULL when the claim holds or nothing is known
  uint64_t tried;   // points, instances or starts that were computed
  struct cpf_verify_step *steps;
  size_t nsteps;
  // A counterexample: W (n*d numbers, rows are students, the nearest doubles of exact coordinates)
  // in `problem`, and `counterexample`, which gives the exact coordinates and what they violate.
  // W is NULL for a counterexample that is no configuration; both NULL when there is none.
  struct cpf_problem problem;
  double *W;
  char *counterexample;
  struct cpf_verify_start *starts; // the counterexample is not repeated here
  size_t nstarts;
  double seconds;
};

struct cpf_verify_options {
  int threads;                       // 0: one per processor
  const volatile sig_atomic_t *stop; // not 0: stop between claims; NULL: never
  // Called before each claim with its number from 0 and the number of all; may be NULL.
  void (*progress)(void *ctx, size_t number, size_t count, const char *id);
  void *progress_ctx;
};

struct cpf_verify_result {
  struct cpf_verify_claim *claims; // in the order of the paper
  size_t count;
};

// The ids of all claims in the order of the paper, NULL terminated; *count may be NULL.
CPF_PUBLIC const char *const *cpf_verify_ids(size_t *count);

// Tests the `count` claims in ids, or all when count is 0, in the order of the paper, each once.
// CPF_EINVAL for an id that is not in cpf_verify_ids(); CPF_EINTERRUPTED with what was finished in
// *result; CPF_ENOMEM. *result is NULL on every other failure. Cost: a few seconds for all.
CPF_PUBLIC enum cpf_status cpf_verify(const char *const *ids, size_t count,
                                      const struct cpf_verify_options *options,
                                      struct cpf_verify_result **result, struct cpf_error *err);
CPF_PUBLIC void cpf_verify_free(struct cpf_verify_result *result); // NULL is allowed

#ifdef __cplusplus
}
#endif

#endif
