// SPDX-License-Identifier: GPL-3.0-or-later
//
//  1. Each certificate gives a region in which the family's point is the only critical point. Where
//     isolation is not proved a small neighbourhood takes its place, and the proof can only be one
//     of completeness outside it. Families without a certificate have none.
//  2. Branch and bound shows that every critical point lies in an image of one of the regions. A
//     box that is left over may hold a critical point that the search has missed: it is certified
//     and added, and the proof begins anew.
//  3. Families without a certificate are then no critical points, and leave the list.
//  4. With that, and the families distinct, isolated and counted, the list is whole.
#include "search/prove.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "certify/cover.h"
#include "certify/isolate_ball.h"
#include "cpfind/model.h"
#include "search/repair.h"
#include "status/try.h"

enum { ADDED_MAX = 64 };                   // families added before the proof is given up
static const double NEIGHBOURHOOD = 0.015; // of points whose isolation is not proved

// Step 1, a neighbourhood of radius NEIGHBOURHOOD in place of a region.
static enum cpf_status neighbourhood(const struct cpf_problem *p, const double *W,
                                     struct cpf_region *region, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  size_t N = cpf_problem_tangent_dim(p), d = (size_t)p->d, n = (size_t)p->n;
  CPF_TRY_ALLOC(region->W, n * d, err);
  CPF_TRY_ALLOC(region->B, N * d, err);
  CPF_TRY_ALLOC(region->V, N * N, err);
  CPF_TRY_ALLOC(region->half, N, err);
  memcpy(region->W, W, n * d * sizeof *W);
  cpf_frames(p, W, region->B);
  for (size_t a = 0; a < N; a++) {
    region->V[a * N + a] = 1;
    region->half[a] = NEIGHBOURHOOD;
  }
cleanup:
  return status;
}

// Step 1. *open: the number of the first family with a neighbourhood only, -1: none, and `why`.
static enum cpf_status make_regions(const struct cpf_find_result *r, struct cpf_region *regions,
                                    int *count, int *open, char *why, size_t size,
                                    struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  char reason[160];
  *count = 0;
  *open = -1;
  for (int f = 0; f < r->nfamilies; f++) {
    const struct cpf_certificate *c = &r->certificates[f];
    struct cpf_region *region = &regions[*count];
    if (c->theorem == CPF_THEOREM_NONE)
      continue;
    reason[0] = '\0';
    CPF_TRY(cpf_certify_region(&r->problem, c, region, reason, sizeof reason, err));
    ++*count;
    if (region->half != NULL)
      continue;
    CPF_TRY(neighbourhood(&r->problem, r->families[f].W, region, err));
    if (*open < 0)
      snprintf(why, size, "%s", reason);
    *open = *open < 0 ? f : *open;
  }
cleanup:
  return status;
}

// ctx: the options.
static void tell(void *ctx, double share_done, uint64_t boxes) {
  static const uint64_t PER_MILLE = 1000;
  const struct cpf_find_options *opt = ctx;
  (void)boxes;
  if (opt->stage != NULL)
    opt->stage(opt->progress_ctx, "branch and bound, per mille of the volume",
               (uint64_t)(share_done * (double)PER_MILLE), PER_MILLE);
}

static void summarise(const struct cpf_cover_report *report, struct cpf_proof_summary *proof) {
  *proof = (struct cpf_proof_summary){
      .run = true,
      .proved = report->proved,
      .boxes = report->boxes,
      .excluded = report->excluded,
      .matched = report->matched,
      .left = report->left,
      .share_left = report->share_left,
      .work_left = isfinite(report->work_left) ? report->work_left : 0,
      .seconds = report->seconds,
  };
  if (!report->proved)
    memcpy(proof->reason, report->reason, sizeof proof->reason);
}

// Step 2.
static enum cpf_status cover(struct cpf_find_result *r, const struct cpf_find_options *opt,
                             const struct cpf_region *regions, int count,
                             struct cpf_cover_report *report, struct cpf_error *err) {
  struct cpf_cover_options options = cpf_cover_options_default();
  struct cpf_find_options copy = *opt;
  if (opt->boxes > 0)
    options.max_boxes = opt->boxes;
  options.threads = r->threads;
  options.stop = opt->stop;
  options.team = opt->team;
  options.progress = tell;
  options.ctx = &copy;
  enum cpf_status status = cpf_cover_prove(&r->problem, regions, count, &options, report, err);
  if (status == CPF_EINTERRUPTED)
    status = CPF_OK; // the caller sees *stop itself
  if (status == CPF_OK)
    summarise(report, &r->proof);
  return status;
}

// NULL when nothing is open at the family but that the list may not be whole.
static const char *open_question(const struct cpf_family *f, const struct cpf_certificate *c) {
  return c->theorem == CPF_THEOREM_NONE || !c->index_proved ? "is not certified"
         : !c->isolated_proved                              ? "is not proved to be isolated"
         : f->dimension == 0 && !c->points_proved ? "has a number of points that is not proved"
                                                  : NULL;
}

// Step 3.
static void conclude(struct cpf_find_result *r) {
  size_t room = sizeof r->completeness_reason;
  if (!r->proof.proved)
    return;
  for (int f = 0; f < r->nfamilies; f++) {
    const char *question = open_question(&r->families[f], &r->certificates[f]);
    if (question == NULL)
      continue;
    snprintf(r->proof.reason, sizeof r->proof.reason, "family %d (%.40s) %s", f + 1,
             r->families[f].label, question);
    return;
  }
  if (!r->distinct_proved) {
    snprintf(r->proof.reason, sizeof r->proof.reason, "the families are not proved to be distinct");
  } else if (r->euler == CPF_FAILS) { // cannot be
    r->completeness = CPF_COMPLETE_NONE;
    snprintf(r->completeness_reason, room,
             "the proofs contradict the Euler check: a defect of the program");
  } else {
    r->completeness = CPF_COMPLETE_PROVED;
    snprintf(r->completeness_reason, room,
             "branch and bound over %" PRIu64
             " boxes finds no critical point outside the families, "
             "each of which is certified, isolated and distinct from the others",
             r->proof.boxes);
  }
}

// What the cover proves when some family has a neighbourhood only.
static void prove_outside(struct cpf_find_result *r, int open, const char *why) {
  r->proof.proved = false;
  snprintf(r->proof.reason, sizeof r->proof.reason,
           "complete but for neighbourhoods of radius %g of family %d (%.30s) and the like: "
           "%.60s",
           NEIGHBOURHOOD, open + 1, r->families[open].label, why);
}

// Steps 1 to 3, once. *again: a family was added.
static enum cpf_status attempt(struct cpf_find_result *r, const struct cpf_find_options *opt,
                               const struct cpf_table *table, bool *again, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_region *regions = NULL;
  struct cpf_cover_report report = {.proved = false};
  char why[160] = "";
  int count = 0, open, families = r->nfamilies;
  *again = false;
  CPF_TRY_ALLOC(regions, (size_t)families, err);
  CPF_TRY(make_regions(r, regions, &count, &open, why, sizeof why, err));
  CPF_TRY(cover(r, opt, regions, count, &report, err));
  if (!report.proved && report.left > 0 && report.left_width < NEIGHBOURHOOD)
    CPF_TRY(cpf_result_add(r, opt, table, report.left_W, again, err));
  if (report.proved && open >= 0)
    prove_outside(r, open, why);
  else if (report.proved)
    r->dropped = cpf_result_drop_uncertified(r);
cleanup:
  for (int f = 0; regions != NULL && f < families; f++)
    cpf_region_clear(&regions[f]);
  free(regions);
  return status;
}

enum cpf_status cpf_result_prove(struct cpf_find_result *r, const struct cpf_find_options *opt,
                                 const struct cpf_table *table, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  bool again = r->certificates != NULL;
  r->proof = (struct cpf_proof_summary){.run = true};
  if (!again)
    snprintf(r->proof.reason, sizeof r->proof.reason, "the families were not certified");
  for (int added = 0; again && added <= ADDED_MAX; added += again) {
    CPF_TRY(attempt(r, opt, table, &again, err));
    r->added = added + again;
    if (opt->stop != NULL && *opt->stop != 0)
      break;
  }
  if (r->added > 0 || r->dropped > 0) {
    int first, second;
    cpf_result_recount(r);
    r->distinct_proved =
        r->certified == r->nfamilies &&
        cpf_certificates_distinct(&r->problem, r->certificates, r->nfamilies, &first, &second);
  }
  conclude(r);
cleanup:
  return status;
}
