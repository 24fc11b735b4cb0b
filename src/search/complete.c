// SPDX-License-Identifier: GPL-3.0-or-later
#include "search/complete.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cpfind/model.h"
#include "search/journal.h"
#include "status/try.h"

// L is stationary: an end 1e-3 away from a root differs in loss by less.
static const double SAME_LOSS = 1e-5;

static void summarise(const struct cpf_complex_report *report, struct cpf_homotopy_summary *s) {
  *s = (struct cpf_homotopy_summary){
      .run = true,
      .orbits = report->orbits,
      .paths = report->paths,
      .regular = report->regular,
      .singular = report->singular,
      .infinite = report->infinite,
      .failed = report->failed,
      .roots = report->roots,
      .singular_roots = report->singular_roots,
      .real_roots = report->real_roots,
      .retried = report->retried,
      .count_known = report->count_known,
      .count = report->count,
      .residue = report->residue,
      .seconds = report->seconds,
  };
  s->complete = report->generic_complete && report->symmetric && report->failed == 0 &&
                report->reason[0] == '\0';
  if (!s->complete)
    snprintf(s->reason, sizeof s->reason, "%s",
             report->reason[0] != '\0' ? report->reason : "not every path could be tracked");
}

// The reason why the homotopy says nothing of the problem.
static void refuse(struct cpf_homotopy_summary *s, const char *reason) {
  *s = (struct cpf_homotopy_summary){.run = true};
  snprintf(s->reason, sizeof s->reason, "%.150s", reason);
}

// From the journal, or by tracking the paths; recorded when all of them were.
static enum cpf_status solve(const struct cpf_problem *reduced, const struct cpf_find_options *opt,
                             const struct cpf_complex_options *options,
                             struct cpf_complex_result *roots, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  const struct cpf_journal *journal = opt->journal;
  size_t size = (size_t)reduced->n * (size_t)reduced->d;
  bool known = false;
  if (journal != NULL)
    CPF_TRY(journal->load_ends(journal->ctx, size, roots, &known, err));
  if (known)
    goto cleanup;
  CPF_TRY(cpf_complex_solve(reduced, options, roots, err));
  if (journal != NULL)
    CPF_TRY(journal->save_ends(journal->ctx, size, roots, err));
cleanup:
  return status;
}

enum cpf_status cpf_complete_run(const struct cpf_problem *reduced,
                                 const struct cpf_find_options *opt, int threads,
                                 struct cpf_complete *c, struct cpf_homotopy_summary *summary,
                                 struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_complex_options options = cpf_complex_options_default();
  struct cpf_error why = {CPF_OK, ""};
  options.seed = opt->seed;
  options.threads = threads;
  options.stop = opt->stop;
  options.team = opt->team;
  options.progress = opt->stage;
  options.ctx = opt->progress_ctx;
  memset(c, 0, sizeof *c);
  if (reduced->d > reduced->k + 1) {
    refuse(summary, "for n > 1 and d > k + 1 the critical points are not isolated");
    return CPF_OK;
  }
  status = solve(reduced, opt, &options, &c->roots, &why);
  if (status == CPF_OK || status == CPF_EINTERRUPTED)
    summarise(&c->roots.report, summary);
  if (status == CPF_EINVAL)
    refuse(summary, why.text);
  if (status == CPF_EINTERRUPTED) { // what was found so far is a start all the same
    summary->complete = false;
    snprintf(summary->reason, sizeof summary->reason, "interrupted");
  }
  if (status == CPF_EINVAL || status == CPF_EINTERRUPTED)
    status = CPF_OK;
  if (status != CPF_OK && err != NULL)
    *err = why;
  CPF_TRY(status);
  CPF_TRY_ALLOC(c->family_of, c->roots.nreal, err);
cleanup:
  return status;
}

void cpf_complete_clear(struct cpf_complete *c) {
  if (c == NULL)
    return;
  cpf_complex_clear(&c->roots);
  free(c->family_of);
  memset(c, 0, sizeof *c);
}

enum cpf_status cpf_complete_names(const struct cpf_complete *c, const struct cpf_known_list *known,
                                   char (**names)[CPF_ID_MAX], struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  size_t size = (size_t)known->reduced.n * (size_t)known->reduced.d;
  CPF_TRY_ALLOC(*names, c->roots.nreal, err);
  for (size_t i = 0; i < c->traced; i++) {
    if (c->family_of[i] < 0)
      continue;
    const struct cpf_family *f = &known->items[c->family_of[i]].family;
    if (fabs(cpf_loss(&known->reduced, c->roots.W + i * size) - f->loss) <= SAME_LOSS)
      memcpy((*names)[i], f->id, CPF_ID_MAX);
  }
cleanup:
  return status;
}

// The roots of one family.
struct share {
  uint64_t points, paths, multiplicity;
  bool mixed; // roots of different multiplicity
};

static struct share share_of(const struct cpf_complex_result *roots, char (*names)[CPF_ID_MAX],
                             const char *id) {
  struct share s = {0};
  for (size_t i = 0; i < roots->nreal; i++) {
    if (strcmp(names[i], id) != 0)
      continue;
    s.mixed |= s.multiplicity != 0 && s.multiplicity != roots->multiplicity[i];
    s.multiplicity = roots->multiplicity[i];
    s.points += roots->weight[i];
    s.paths += roots->weight[i] * roots->multiplicity[i];
  }
  return s;
}

// Writes what does not fit; false when all does.
static bool misfit(const struct cpf_family *f, int number, const struct share *s, char *why,
                   size_t size) {
  if (s->points != f->points) {
    snprintf(why, size,
             "family %d (%.40s) has %" PRIu64 " points, of which the homotopy's paths reach "
             "%" PRIu64,
             number, f->label, f->points, s->points);
    return true;
  }
  if (f->multiplicity_known && (s->mixed || s->multiplicity != (uint64_t)f->multiplicity)) {
    snprintf(why, size,
             "family %d (%.40s) has multiplicity %" PRId64 ", but %" PRIu64
             " paths end at its %" PRIu64 " points",
             number, f->label, f->multiplicity, s->paths, s->points);
    return true;
  }
  return false;
}

// The first thing that does not fit, in words; false when all does.
static bool find_misfit(const struct cpf_find_result *r, const struct cpf_complete *c,
                        char (*names)[CPF_ID_MAX], char *why, size_t size) {
  for (size_t i = 0; i < c->roots.nreal; i++)
    if (names[i][0] == '\0') {
      snprintf(why, size, "a real root of the homotopy belongs to no family");
      return true;
    }
  for (int f = 0; f < r->nfamilies; f++) {
    struct share s = share_of(&c->roots, names, r->families[f].id);
    if (misfit(&r->families[f], f + 1, &s, why, size))
      return true;
  }
  return false;
}

static bool all_counted(const struct cpf_find_result *r) {
  for (int f = 0; f < r->nfamilies; f++)
    if (!r->families[f].points_known)
      return false;
  return true;
}

void cpf_complete_judge(struct cpf_find_result *r, const struct cpf_complete *c,
                        char (*names)[CPF_ID_MAX]) {
  char why[240];
  if (!r->homotopy.complete || !all_counted(r))
    return;
  if (find_misfit(r, c, names, why, sizeof why)) {
    r->completeness = CPF_COMPLETE_NONE;
    snprintf(r->completeness_reason, sizeof r->completeness_reason, "%s", why);
  } else if (r->euler == CPF_FAILS) {
    r->completeness = CPF_COMPLETE_NONE;
    snprintf(r->completeness_reason, sizeof r->completeness_reason,
             "the homotopy accounts for every path, but the Euler check fails");
  } else {
    r->completeness = CPF_COMPLETE_PROBABLE;
    snprintf(r->completeness_reason, sizeof r->completeness_reason,
             "with probability one: the %" PRIu64
             " paths of the complex homotopy are all accounted "
             "for, and every real root belongs to a family%s",
             r->homotopy.paths, r->euler == CPF_HOLDS ? "; the Euler check holds" : "");
  }
}
