// SPDX-License-Identifier: GPL-3.0-or-later
//
// A list that is stated to be proved complete.
//
//  1. Every family must be proved by itself: certified, isolated, its points counted.
//  2. Branch and bound with the regions of the certificates as proved must leave nothing.
#include "certify/check_parts.h"

#include <inttypes.h>
#include <stdlib.h>

#include "certify/cover.h"
#include "certify/isolate_ball.h"
#include "status/try.h"

static const char stated[] = "summary.completeness: proved is stated, but";

// Step 1. NULL when nothing is open.
static const char *open_question(const struct cpf_problem *p, const struct cpf_claim *claim,
                                 const struct cpf_certificate *c) {
  if (c->theorem == CPF_THEOREM_NONE || !c->index_proved)
    return "is not certified";
  if (!c->isolated_proved)
    return "is not proved to be isolated";
  bool finite = cpf_check_orbit_dimension(p, claim->certificate.rank) == 0;
  return finite && !c->points_proved ? "has a number of points that is not proved" : NULL;
}

static enum cpf_status make_region(const struct cpf_claims *claims, size_t i,
                                   const struct cpf_certificate *c, struct cpf_region *region,
                                   bool *good, struct cpf_findings *f, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  const struct cpf_claim *claim = &claims->families[i];
  const char *question = open_question(&claims->problem, claim, c);
  char why[160] = "";
  *good = false;
  if (question != NULL) {
    cpf_findings_add(f, CPF_CHECK_FALSE, "%s family %zu (%.60s) %s", stated, i + 1, claim->label,
                     question);
    goto cleanup;
  }
  CPF_TRY(cpf_certify_region(&claims->problem, c, region, why, sizeof why, err));
  *good = region->half != NULL;
  if (!*good)
    cpf_findings_add(f, CPF_CHECK_FALSE,
                     "%s family %zu (%.60s) has no region in which it is alone: %s", stated, i + 1,
                     claim->label, why);
cleanup:
  return status;
}

// Step 2.
static enum cpf_status cover(const struct cpf_claims *claims, const struct cpf_region *regions,
                             const struct cpf_check_options *options,
                             struct cpf_check_result *result, struct cpf_error *err) {
  struct cpf_cover_options o = cpf_cover_options_default();
  struct cpf_cover_report report = {.proved = false};
  if (options->boxes > 0)
    o.max_boxes = options->boxes;
  o.threads = options->threads;
  o.stop = options->stop;
  enum cpf_status status =
      cpf_cover_prove(&claims->problem, regions, (int)claims->count, &o, &report, err);
  result->boxes = report.boxes;
  if (status == CPF_OK && !report.proved)
    cpf_findings_add(&result->list, CPF_CHECK_FALSE, "%s branch and bound does not prove it: %s",
                     stated, report.reason);
  return status == CPF_EINTERRUPTED ? CPF_OK : status; // the caller sees *stop itself
}

enum cpf_status cpf_check_complete(const struct cpf_claims *claims,
                                   const struct cpf_certificate *proved,
                                   const struct cpf_check_options *options,
                                   struct cpf_check_result *result, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_region *regions = NULL;
  bool all = true, good;
  CPF_TRY_ALLOC(regions, claims->count, err);
  for (size_t i = 0; i < claims->count; i++) {
    CPF_TRY(make_region(claims, i, &proved[i], &regions[i], &good, &result->list, err));
    all &= good;
  }
  if (all)
    CPF_TRY(cover(claims, regions, options, result, err));
cleanup:
  for (size_t i = 0; regions != NULL && i < claims->count; i++)
    cpf_region_clear(&regions[i]);
  free(regions);
  return status;
}
