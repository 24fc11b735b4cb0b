// SPDX-License-Identifier: GPL-3.0-or-later
//
//  1. Each family is certified, in parallel: no certificate depends on another.
//  2. The facts of the families change with that, so the counts and the Euler sum are made anew.
//  3. All pairs of families are proved distinct, or not.
#include "search/certify.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "search/repair.h"
#include "search/threads.h"
#include "status/try.h"

enum { MATRICES = 8, BALL_BYTES = 96 }; // held at a time; of an entry of 256 bits

bool cpf_certify_wanted(const struct cpf_problem *p, const struct cpf_find_options *opt) {
  struct cpf_problem reduced = cpf_problem_reduced(p);
  if (opt->certify == CPF_CERTIFY_ON || opt->prove)
    return true;
  return opt->certify == CPF_CERTIFY_AUTO &&
         (int64_t)p->n * ((int64_t)reduced.d + 1) <= CPF_CERTIFY_SIZE;
}

size_t cpf_certify_bytes(const struct cpf_problem *p, const struct cpf_find_options *opt,
                         int threads) {
  struct cpf_problem reduced = cpf_problem_reduced(p);
  double order = p->n * (reduced.d + 2.0);
  double bytes = order * order * MATRICES * BALL_BYTES * threads;
  return !cpf_certify_wanted(p, opt) ? 0 : bytes < (double)SIZE_MAX / 2 ? (size_t)bytes : SIZE_MAX;
}

static void give_up(struct cpf_certificate *c, const char *reason) {
  cpf_certificate_clear(c);
  snprintf(c->reason, sizeof c->reason, "%.190s", reason);
}

enum cpf_status cpf_family_certify(const struct cpf_problem *p, const struct cpf_find_options *opt,
                                   struct cpf_family *f, struct cpf_certificate *c,
                                   struct cpf_correction *correction, struct cpf_error *err) {
  struct cpf_error why = {CPF_OK, ""};
  *correction = (struct cpf_correction){.count = 0};
  enum cpf_status status = cpf_certify(p, f->W, opt->certify_bits, c, &why);
  if (status == CPF_EINTERNAL) { // what was found is worth having without a proof
    give_up(c, why.text);
    return CPF_OK;
  }
  if (status != CPF_OK)
    return cpf_fail(err, status, "%s", why.text);
  if (c->theorem == CPF_THEOREM_NONE && c->reason[0] == '\0')
    give_up(c, "no theorem applies");
  else if (c->theorem != CPF_THEOREM_NONE && !cpf_family_adopt(p, c, f, correction))
    give_up(c, "the point that was certified is not the one that the search found");
  return CPF_OK;
}

static bool must_stop(const struct cpf_find_options *opt) {
  return opt->stop != NULL && *opt->stop != 0;
}

// Step 1.
static enum cpf_status certify_all(struct cpf_find_result *r, const struct cpf_find_options *opt,
                                   struct cpf_correction *corrections, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
#pragma omp parallel for schedule(dynamic) num_threads(r->threads)
  for (int f = 0; f < r->nfamilies; f++) {
    struct cpf_error mine = {0};
    if (must_stop(opt))
      continue;
    enum cpf_status result = cpf_family_certify(&r->problem, opt, &r->families[f],
                                                &r->certificates[f], &corrections[f], &mine);
    if (result != CPF_OK) {
#pragma omp critical
      {
        status = result;
        if (err != NULL)
          *err = mine;
      }
    }
  }
  return status;
}

// Step 2.
static void count(struct cpf_find_result *r, const struct cpf_correction *corrections) {
  cpf_result_recount(r);
  r->corrected = 0;
  for (int f = 0; f < r->nfamilies; f++)
    if (corrections[f].count > 0 && r->corrected++ == 0)
      snprintf(r->correction, sizeof r->correction, "family %d (%.40s): %s", f + 1,
               r->families[f].label, corrections[f].text);
  if (r->completeness != CPF_COMPLETE_NONE && r->euler != CPF_HOLDS) {
    r->completeness = CPF_COMPLETE_NONE;
    snprintf(r->completeness_reason, sizeof r->completeness_reason,
             "with the proved degrees the Euler check does not hold");
  }
}

// Step 3.
static bool all_distinct(const struct cpf_find_result *r, const struct cpf_find_options *opt) {
  int first, second;
  return !must_stop(opt) &&
         cpf_certificates_distinct(&r->problem, r->certificates, r->nfamilies, &first, &second);
}

static void drop(struct cpf_find_result *r) {
  for (int f = 0; f < r->nfamilies; f++)
    cpf_certificate_clear(&r->certificates[f]);
  free(r->certificates);
  r->certificates = NULL;
}

enum cpf_status cpf_result_certify(struct cpf_find_result *r, const struct cpf_find_options *opt,
                                   struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_correction *corrections = NULL;
  size_t families = (size_t)r->nfamilies;
  CPF_TRY_ALLOC(corrections, families, err);
  CPF_TRY_ALLOC(r->certificates, families, err);
  CPF_TRY(certify_all(r, opt, corrections, err));
  if (must_stop(opt)) { // families that adopted a proof already are none the worse for it
    drop(r);
    goto cleanup;
  }
  count(r, corrections);
  r->distinct_proved = r->certified == r->nfamilies && all_distinct(r, opt);
cleanup:
  free(corrections);
  return status;
}
