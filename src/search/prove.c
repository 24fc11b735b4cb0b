// SPDX-License-Identifier: GPL-3.0-or-later
//
//  1. Each certificate gives a region in which the family's point is the only critical point.
//  2. Branch and bound shows that every critical point lies in an image of one of the regions.
//  3. With that, and the families distinct, isolated and counted, the list is whole.
#include "search/prove.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "certify/cover.h"
#include "certify/isolate_ball.h"
#include "status/try.h"

static void give_up(struct cpf_proof_summary *proof, int number, const struct cpf_family *f,
                    const char *why) {
  snprintf(proof->reason, sizeof proof->reason, "family %d (%.40s): %.120s", number, f->label,
           why[0] != '\0' ? why : "no region in which it is alone");
}

// Step 1. *all is false when some family has no region; proof->reason says which.
static enum cpf_status make_regions(struct cpf_find_result *r, struct cpf_region *regions,
                                    bool *all, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  char why[160];
  *all = r->certificates != NULL;
  if (!*all)
    snprintf(r->proof.reason, sizeof r->proof.reason, "the families were not certified");
  for (int f = 0; f < r->nfamilies && *all; f++) {
    const struct cpf_certificate *c = &r->certificates[f];
    why[0] = '\0';
    if (c->theorem != CPF_THEOREM_NONE)
      CPF_TRY(cpf_certify_region(&r->problem, c, &regions[f], why, sizeof why, err));
    if (regions[f].half == NULL) {
      *all = false;
      give_up(&r->proof, f + 1, &r->families[f],
              c->theorem == CPF_THEOREM_NONE ? "not certified" : why);
    }
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
                             const struct cpf_region *regions, struct cpf_error *err) {
  struct cpf_cover_options options = cpf_cover_options_default();
  struct cpf_find_options copy = *opt;
  struct cpf_cover_report report = {.proved = false};
  if (opt->boxes > 0)
    options.max_boxes = opt->boxes;
  options.threads = r->threads;
  options.stop = opt->stop;
  options.progress = tell;
  options.ctx = &copy;
  enum cpf_status status =
      cpf_cover_prove(&r->problem, regions, r->nfamilies, &options, &report, err);
  if (status == CPF_EINTERRUPTED)
    status = CPF_OK; // the caller sees *stop itself
  if (status == CPF_OK)
    summarise(&report, &r->proof);
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

enum cpf_status cpf_result_prove(struct cpf_find_result *r, const struct cpf_find_options *opt,
                                 struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_region *regions = NULL;
  bool all;
  r->proof = (struct cpf_proof_summary){.run = true};
  CPF_TRY_ALLOC(regions, (size_t)r->nfamilies, err);
  CPF_TRY(make_regions(r, regions, &all, err));
  if (all)
    CPF_TRY(cover(r, opt, regions, err));
  conclude(r);
cleanup:
  for (int f = 0; regions != NULL && f < r->nfamilies; f++)
    cpf_region_clear(&regions[f]);
  free(regions);
  return status;
}
