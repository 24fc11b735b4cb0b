// SPDX-License-Identifier: GPL-3.0-or-later
//
//  1. Each family is certified, in parallel: no certificate depends on another. Then each family
//     adopts what was proved.
//  2. The facts of the families change with that, so the counts and the Euler sum are made anew.
//  3. All pairs of families are proved distinct, or not.
#include "search/certify.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "search/journal.h"
#include "search/mail.h"
#include "search/options.h"
#include "search/repair.h"
#include "status/try.h"
#include "team/team.h"

enum { TOGETHER = 256 };                // certificates made between two looks at the record
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

// What cpf_certify says of the family's point.
static enum cpf_status make(const struct cpf_problem *p, const struct cpf_find_options *opt,
                            const double *W, struct cpf_certificate *c, struct cpf_error *err) {
  struct cpf_error why = {CPF_OK, ""};
  enum cpf_status status = cpf_certify(p, W, opt->certify_bits, c, &why);
  if (status == CPF_EINTERNAL) { // what was found is worth having without a proof
    give_up(c, why.text);
    return CPF_OK;
  }
  return status != CPF_OK ? cpf_fail(err, status, "%s", why.text) : CPF_OK;
}

static void adopt(const struct cpf_problem *p, struct cpf_family *f, struct cpf_certificate *c,
                  struct cpf_correction *correction) {
  *correction = (struct cpf_correction){.count = 0};
  if (c->theorem == CPF_THEOREM_NONE && c->reason[0] == '\0')
    give_up(c, "no theorem applies");
  else if (c->theorem != CPF_THEOREM_NONE && !cpf_family_adopt(p, c, f, correction))
    give_up(c, "the point that was certified is not the one that the search found");
}

enum cpf_status cpf_family_certify(const struct cpf_problem *p, const struct cpf_find_options *opt,
                                   struct cpf_family *f, struct cpf_certificate *c,
                                   struct cpf_correction *correction, struct cpf_error *err) {
  enum cpf_status status = make(p, opt, f->W, c, err);
  *correction = (struct cpf_correction){.count = 0};
  if (status == CPF_OK)
    adopt(p, f, c, correction);
  return status;
}

static bool must_stop(const struct cpf_find_options *opt) {
  return opt->stop != NULL && *opt->stop != 0;
}

// ---- step 1 ------------------------------------------------------------------------------------

// The families from number `first` on whose certificates are made together.
struct set {
  struct cpf_find_result *r;
  const struct cpf_find_options *opt;
  int first;
  bool known[TOGETHER]; // on record
};

static enum cpf_status load(struct set *set, size_t count, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  const struct cpf_journal *journal = set->opt->journal;
  memset(set->known, 0, sizeof set->known);
  for (size_t i = 0; journal != NULL && i < count; i++) {
    int f = set->first + (int)i;
    CPF_TRY(journal->load_certificate(journal->ctx, &set->r->problem, f, set->r->families[f].W,
                                      &set->r->certificates[f], &set->known[i], err));
  }
cleanup:
  return status;
}

static enum cpf_status save(const struct set *set, int f, struct cpf_error *err) {
  const struct cpf_journal *journal = set->opt->journal;
  const struct cpf_certificate *c = &set->r->certificates[f];
  enum cpf_status status = CPF_OK;
#pragma omp critical
  if (journal != NULL)
    status =
        journal->save_certificate(journal->ctx, &set->r->problem, f, set->r->families[f].W, c, err);
  return status;
}

static enum cpf_status run(void *ctx, size_t task, int thread, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct set *set = ctx;
  int f = set->first + (int)task;
  (void)thread;
  if (set->known[task])
    return CPF_OK;
  CPF_TRY(make(&set->r->problem, set->opt, set->r->families[f].W, &set->r->certificates[f], err));
  CPF_TRY(save(set, f, err));
cleanup:
  return status;
}

static enum cpf_status pack(void *ctx, size_t task, struct cpf_parcel *to, struct cpf_error *err) {
  const struct set *set = ctx;
  return cpf_mail_put_certificate(to, &set->r->problem,
                                  &set->r->certificates[set->first + (int)task], err);
}

static enum cpf_status unpack(void *ctx, size_t task, struct cpf_parcel *from,
                              struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct set *set = ctx;
  int f = set->first + (int)task;
  cpf_certificate_clear(&set->r->certificates[f]);
  CPF_TRY(cpf_mail_get_certificate(from, &set->r->certificates[f], err));
  if (!set->known[task])
    CPF_TRY(save(set, f, err));
cleanup:
  return status;
}

static enum cpf_status certify_all(struct cpf_find_result *r, const struct cpf_find_options *opt,
                                   struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct set set = {.r = r, .opt = opt};
  for (; set.first < r->nfamilies && !must_stop(opt); set.first += TOGETHER) {
    int left = r->nfamilies - set.first;
    const struct cpf_job job = {
        .ctx = &set,
        .count = left < TOGETHER ? (size_t)left : TOGETHER,
        .threads = cpf_find_threads(opt),
        .check = (uint64_t)r->nfamilies,
        .run = run,
        .pack = pack,
        .unpack = unpack,
    };
    CPF_TRY(load(&set, job.count, err));
    CPF_TRY(cpf_team_share(opt->team, &job, opt->stop, err));
  }
cleanup:
  return status;
}

// ------------------------------------------------------------------------------------------------

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
  CPF_TRY(certify_all(r, opt, err));
  if (must_stop(opt)) {
    drop(r);
    goto cleanup;
  }
  for (int f = 0; f < r->nfamilies; f++)
    adopt(&r->problem, &r->families[f], &r->certificates[f], &corrections[f]);
  count(r, corrections);
  r->distinct_proved = r->certified == r->nfamilies && all_distinct(r, opt);
cleanup:
  free(corrections);
  return status;
}
