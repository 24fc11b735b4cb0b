// SPDX-License-Identifier: GPL-3.0-or-later
// Runs the trials.
//
// 1. Mark the claims asked for in the table of claims (claims.c), all when none is named.
// 2. Try each in the table's order, which is that of the paper.
// 3. A verdict stands when the trial concluded and all its steps passed; otherwise the claim is
//    undecided, and its method says which step failed.
#include "cpfind/verify.h"

#include <stdlib.h>
#include <string.h>
#include <threads.h>
#include <time.h>

#include "status/try.h"
#include "verify/claims.h"

enum { CLAIMS_MAX = 64 };

const char *cpf_claim_verdict_name(enum cpf_claim_verdict verdict) {
  static const char *const names[] = {"holds", "refuted", "corrected", "undecided"};
  return names[verdict];
}

static const char *claim_ids[CLAIMS_MAX + 1];
static size_t claim_count;
static once_flag claims_listed = ONCE_FLAG_INIT;

static void list_claims(void) {
  while (claim_count < CLAIMS_MAX && cpf_claim_entries[claim_count].id != NULL) {
    claim_ids[claim_count] = cpf_claim_entries[claim_count].id;
    claim_count++;
  }
}

const char *const *cpf_verify_ids(size_t *count) {
  call_once(&claims_listed, list_claims);
  if (count != NULL)
    *count = claim_count;
  return claim_ids;
}

static void clear_claim(struct cpf_verify_claim *c) {
  for (size_t i = 0; i < c->nsteps; i++)
    free(c->steps[i].text);
  for (size_t i = 0; i < c->nstarts; i++) {
    free(c->starts[i].text);
    free(c->starts[i].W);
  }
  free(c->steps);
  free(c->starts);
  free(c->method);
  free(c->correction);
  free(c->W);
  free(c->counterexample);
}

void cpf_verify_free(struct cpf_verify_result *result) {
  if (result == NULL)
    return;
  for (size_t i = 0; result->claims != NULL && i < result->count; i++)
    clear_claim(&result->claims[i]);
  free(result->claims);
  free(result);
}

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static const struct cpf_verify_step *failed_step(const struct cpf_verify_claim *c) {
  for (size_t i = 0; i < c->nsteps; i++)
    if (!c->steps[i].passed)
      return &c->steps[i];
  return NULL;
}

static enum cpf_status try_claim(const struct cpf_claim_entry *entry,
                                 const struct cpf_verify_options *options,
                                 struct cpf_verify_claim *c, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_trial t = {.claim = c, .threads = options->threads, .stop = options->stop};
  double start = now();
  *c = (struct cpf_verify_claim){.id = entry->id,
                                 .source = entry->source,
                                 .statement = entry->statement,
                                 .verdict = CPF_VERDICT_UNDECIDED};
  CPF_TRY(entry->run(&t, err));
  const struct cpf_verify_step *failed = failed_step(c);
  if (failed != NULL)
    cpf_trial_conclude(&t, CPF_VERDICT_UNDECIDED, "a step failed: %s",
                       failed->text != NULL ? failed->text : "");
  else if (!t.concluded || c->nsteps == 0)
    cpf_trial_conclude(&t, CPF_VERDICT_UNDECIDED, "the trial came to no end");
  c->seconds = now() - start;
  if (t.out_of_memory)
    status = cpf_fail(err, CPF_ENOMEM, "out of memory while trying the claim %s", entry->id);
cleanup:
  return status;
}

static enum cpf_status mark(const char *const *ids, size_t count, bool wanted[CLAIMS_MAX],
                            size_t *marked, struct cpf_error *err) {
  size_t n = 0;
  const char *const *known = cpf_verify_ids(&n);
  for (size_t i = 0; i < n; i++)
    wanted[i] = count == 0;
  for (size_t i = 0; i < count; i++) {
    size_t at = 0;
    while (at < n && strcmp(known[at], ids[i]) != 0)
      at++;
    if (at == n)
      return cpf_fail(err, CPF_EINVAL, "no claim is called '%.60s'", ids[i]);
    wanted[at] = true;
  }
  *marked = 0;
  for (size_t i = 0; i < n; i++)
    *marked += wanted[i];
  return CPF_OK;
}

enum cpf_status cpf_verify(const char *const *ids, size_t count,
                           const struct cpf_verify_options *options,
                           struct cpf_verify_result **result, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  bool wanted[CLAIMS_MAX] = {false};
  size_t marked = 0;
  struct cpf_verify_result *r = NULL;
  *result = NULL;
  CPF_TRY(mark(ids, count, wanted, &marked, err));
  CPF_TRY_ALLOC(r, 1, err);
  CPF_TRY_ALLOC(r->claims, marked, err);
  for (size_t i = 0; i < CLAIMS_MAX && cpf_claim_entries[i].id != NULL; i++) {
    if (!wanted[i])
      continue;
    if (options->stop != NULL && *options->stop != 0) {
      status = CPF_EINTERRUPTED;
      break;
    }
    if (options->progress != NULL)
      options->progress(options->progress_ctx, r->count, marked, cpf_claim_entries[i].id);
    // Counted first, so that what it holds is freed when it fails.
    status = try_claim(&cpf_claim_entries[i], options, &r->claims[r->count++], err);
    if (status != CPF_OK)
      break;
  }
  if (status == CPF_EINTERRUPTED && r->count > 0 && r->claims[r->count - 1].method == NULL)
    clear_claim(&r->claims[--r->count]);
cleanup:
  if (status != CPF_OK && status != CPF_EINTERRUPTED) {
    cpf_verify_free(r);
    r = NULL;
  }
  *result = r;
  return status;
}
