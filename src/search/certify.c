// SPDX-License-Identifier: GPL-3.0-or-later
//
//  1. Each family is certified, in parallel: no certificate depends on another.
//  2. The facts of the families change with that, so the counts and the Euler sum are made anew.
//  3. All pairs of families are proved distinct, or not.
#include "search/certify.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "search/completeness.h"
#include "search/threads.h"
#include "status/try.h"

bool cpf_certify_wanted(const struct cpf_problem *p, const struct cpf_find_options *opt) {
  struct cpf_problem reduced = cpf_problem_reduced(p);
  if (opt->certify == CPF_CERTIFY_ON || opt->prove)
    return true;
  return opt->certify == CPF_CERTIFY_AUTO &&
         (int64_t)p->n * ((int64_t)reduced.d + 1) <= CPF_CERTIFY_SIZE;
}

static void give_up(struct cpf_certificate *c, const char *reason) {
  cpf_certificate_clear(c);
  snprintf(c->reason, sizeof c->reason, "%s", reason);
}

enum cpf_status cpf_family_certify(const struct cpf_problem *p, const struct cpf_find_options *opt,
                                   struct cpf_family *f, struct cpf_certificate *c,
                                   struct cpf_correction *correction, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  *correction = (struct cpf_correction){.count = 0};
  if (cpf_problem_tangent_dim(p) == 0) {
    give_up(c, "in dimension 1 there is no direction to move in");
    return CPF_OK;
  }
  CPF_TRY(cpf_certify(p, f->W, opt->certify_bits, c, err));
  if (c->theorem == CPF_THEOREM_NONE) {
    if (c->reason[0] == '\0')
      give_up(c, "no theorem applies");
  } else if (!cpf_family_adopt(p, c, f, correction)) {
    give_up(c, "the point that was certified is not the one that the search found");
  }
cleanup:
  return status;
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

static bool is_certified(const struct cpf_certificate *c) {
  return c->theorem != CPF_THEOREM_NONE && c->index_proved;
}

// Step 2.
static void count(struct cpf_find_result *r, const struct cpf_correction *corrections) {
  r->points_known = true;
  r->points = 0;
  r->undecided = r->certified = r->corrected = 0;
  for (int f = 0; f < r->nfamilies; f++) {
    const struct cpf_family *family = &r->families[f];
    r->certified += is_certified(&r->certificates[f]);
    r->undecided += family->kind == CPF_KIND_UNDECIDED;
    r->points_known &= family->points_known;
    if (family->points_known && family->points <= UINT64_MAX - r->points)
      r->points += family->points;
    else if (family->points_known)
      r->points_known = false;
    if (corrections[f].count > 0 && r->corrected++ == 0)
      snprintf(r->correction, sizeof r->correction, "family %d (%.40s): %s", f + 1, family->label,
               corrections[f].text);
  }
  cpf_check_euler(r);
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
