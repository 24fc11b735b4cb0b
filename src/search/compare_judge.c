// SPDX-License-Identifier: GPL-3.0-or-later
// 1. A printed row is matched with each family's W, all students and teachers as one block. One
//    isolated family that fits, of the row's name if that is known: as printed. More, or a
//    continuum: inexact.
// 2. None fits: the conditions are solved by themselves (classify/configuration.h), for the reason.
// 3. The reference table's row of that name takes over. The family that bears its label: corrected.
// 4. There is none: the point that the reference row, or else the printed one, describes is put
//    into the gradient. Not critical: absent. Critical: part of the continuum that has its loss
//    (inexact), or not among the families (undecided).
#include "search/compare_judge.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "classify/configuration.h"
#include "classify/match.h"
#include "cpfind/model.h"
#include "search/compare_words.h"
#include "status/try.h"

enum { SIDE = 2, ENTRIES = SIDE * SIDE }; // n = k = d = 2

// What the conditions of a row say by themselves.
struct said {
  enum cpf_configuration answer;
  char reason[CPF_CONFIGURATION_REASON];
  double W[ENTRIES];
};

static enum cpf_status no_memory(struct cpf_error *err) {
  return cpf_fail(err, CPF_ENOMEM, "out of memory: a row of the comparison");
}

static enum cpf_status keep(char **member, char *text, struct cpf_error *err) {
  *member = text;
  return text != NULL ? CPF_OK : no_memory(err);
}

void cpf_compare_describe(const struct cpf_compare_job *job, struct cpf_compare_row *row,
                          int family) {
  const struct cpf_find_result *r = job->r;
  row->family = family;
  if (family < 0)
    return;
  job->described[family] = true;
  cpf_compare_angles(&r->problem, r->families[family].W,
                     r->certificates != NULL ? &r->certificates[family] : NULL, job->opt->tol,
                     row->students);
}

static enum cpf_status set_text(char **text, struct cpf_error *err, const char *format, ...)
    CPF_PRINTF(3, 4);
static enum cpf_status set_text(char **text, struct cpf_error *err, const char *format, ...) {
  size_t length = 0;
  char *made = NULL;
  va_list args;
  FILE *out = open_memstream(&made, &length);
  if (out == NULL)
    return no_memory(err);
  va_start(args, format);
  vfprintf(out, format, args);
  va_end(args);
  if (fclose(out) != 0) {
    free(made);
    return no_memory(err);
  }
  free(*text);
  *text = made;
  return CPF_OK;
}

// Step 1: how many families fit, and the first of them; -1: none. They count as described if
// `mark`.
static enum cpf_status match(const struct cpf_compare_job *job, const struct cpf_row *row,
                             bool mark, int *count, int *first) {
  enum cpf_status status = CPF_OK;
  int both[SIDE] = {0, 1};
  const struct cpf_block block = {
      .nstudents = SIDE, .nteachers = SIDE, .students = both, .teachers = both};
  *count = 0;
  *first = -1;
  for (int f = 0; f < job->r->nfamilies; f++) {
    enum cpf_match answer = CPF_MATCH_NO;
    struct cpf_match_problem mp = {.p = &job->r->problem,
                                   .W = job->r->families[f].W,
                                   .block = &block,
                                   .tol = job->opt->tol,
                                   .theta = job->c->theta_known ? job->c->theta : NAN,
                                   .work = CPF_MATCH_WORK};
    CPF_TRY(cpf_match_row(&mp, row, &answer, job->err));
    if (answer != CPF_MATCH_YES)
      continue;
    *first = *count == 0 ? f : *first;
    ++*count;
    job->described[f] |= mark;
  }
cleanup:
  return status;
}

// Step 2. A row of another shape, or none at all, says nothing.
static enum cpf_status solve(const struct cpf_compare_job *job, const struct cpf_row *row,
                             struct said *said) {
  const struct cpf_configuration_problem cp = {.m = SIDE,
                                               .l = SIDE,
                                               .rho = job->r->problem.rho,
                                               .theta = job->c->theta_known ? job->c->theta : NAN,
                                               .tol = job->opt->tol};
  *said = (struct said){.answer = CPF_CONFIGURATION_OPEN};
  if (row == NULL || !cpf_shape_holds(&row->shape, SIDE, SIDE))
    return CPF_OK;
  return cpf_configuration_solve(row, &cp, said->W, &said->answer, said->reason, job->err);
}

static const struct cpf_row *find_row(const struct cpf_table *table, const char *name) {
  for (size_t r = 0; r < table->nrows; r++)
    if (strcmp(table->rows[r].name, name) == 0)
      return &table->rows[r];
  return NULL;
}

static int find_label(const struct cpf_find_result *r, const char *label) {
  for (int f = 0; f < r->nfamilies; f++)
    if (strcmp(r->families[f].label, label) == 0)
      return f;
  return -1;
}

static enum cpf_status set_condition(const struct cpf_compare_job *job, struct cpf_compare_row *row,
                                     const char *text) {
  enum cpf_status status = CPF_OK;
  CPF_TRY(keep(&row->condition, cpf_compare_closed(text, row->students), job->err));
  row->angle = cpf_compare_has_theta(row->condition);
  row->exact = true;
cleanup:
  return status;
}

static enum cpf_status set_corrected(const struct cpf_compare_job *job, struct cpf_compare_row *row,
                                     const char *text) {
  enum cpf_status status = CPF_OK;
  CPF_TRY(set_condition(job, row, text));
  CPF_TRY(keep(&row->corrected, strdup(row->condition), job->err));
cleanup:
  return status;
}

bool cpf_compare_isolated(const struct cpf_family *f) {
  return f->dimension == 0 && !f->continuum;
}

// "critical, but one of a continuum of dimension 1".
static enum cpf_status say_continuum(const struct cpf_compare_job *job, struct cpf_compare_row *row,
                                     const char *head) {
  const struct cpf_family *f = &job->r->families[row->family];
  row->verdict = CPF_COMPARE_INEXACT;
  if (f->dimension < 0)
    return set_text(&row->reason, job->err, "%scritical, but not known to be isolated", head);
  return set_text(&row->reason, job->err,
                  "%scritical, but only one point of a continuum of dimension %d", head,
                  f->dimension);
}

// Step 1, when `count` families fit.
static enum cpf_status judge_matches(const struct cpf_compare_job *job, struct cpf_compare_row *row,
                                     int count, int family) {
  enum cpf_status status = CPF_OK;
  cpf_compare_describe(job, row, family);
  CPF_TRY(keep(&row->condition, strdup(row->printed), job->err));
  row->exact = true;
  row->angle = cpf_compare_has_theta(row->condition);
  row->verdict = CPF_COMPARE_AS_PRINTED;
  if (count > 1) {
    row->verdict = CPF_COMPARE_INEXACT;
    status = set_text(&row->reason, job->err, "it holds at %d families", count);
  } else if (!cpf_compare_isolated(&job->r->families[family])) {
    status = say_continuum(job, row, "");
  }
cleanup:
  return status;
}

// What is wrong with a printed row that fits no family, as the head of a sentence.
static enum cpf_status complain(const struct cpf_compare_job *job, const struct said *said,
                                char **text) {
  const struct cpf_problem *p = &job->r->problem;
  double G[ENTRIES];
  if (said->answer == CPF_CONFIGURATION_NONE)
    return set_text(text, job->err, "no point satisfies it: %s", said->reason);
  if (said->answer == CPF_CONFIGURATION_OPEN)
    return set_text(text, job->err, "it fits no critical point");
  double norm = cpf_gradient(p, said->W, G, NULL);
  if (norm <= job->opt->gradient * p->rho)
    return set_text(text, job->err, "its point is critical, but not among the families found");
  return set_text(text, job->err, "its point is not critical: the gradient there has the norm %.6g",
                  norm);
}

// The only continuum with that loss; -1: none, or several.
static int continuum_with(const struct cpf_compare_job *job, double loss) {
  int found = -1;
  for (int f = 0; f < job->r->nfamilies; f++) {
    const struct cpf_family *family = &job->r->families[f];
    if (cpf_compare_isolated(family) || fabs(family->loss - loss) > job->opt->tol)
      continue;
    if (found >= 0)
      return -1;
    found = f;
  }
  return found;
}

static bool is_critical(const struct cpf_compare_job *job, const struct said *said) {
  double G[ENTRIES];
  const struct cpf_problem *p = &job->r->problem;
  return said->answer == CPF_CONFIGURATION_POINT &&
         cpf_gradient(p, said->W, G, NULL) <= job->opt->gradient * p->rho;
}

// Step 4, when neither row fits a family. `complaint` is about the printed one.
static enum cpf_status judge_absent(const struct cpf_compare_job *job, struct cpf_compare_row *row,
                                    const struct cpf_row *reference, const struct said *printed,
                                    const char *complaint) {
  enum cpf_status status = CPF_OK;
  struct said corrected;
  char *text = NULL;
  CPF_TRY(solve(job, reference, &corrected));
  bool own = is_critical(job, printed);
  const struct said *point = own ? printed : &corrected;
  row->verdict = CPF_COMPARE_ABSENT;
  if (own || is_critical(job, &corrected)) {
    char head[CPF_CONFIGURATION_REASON + CPF_LABEL_MAX];
    snprintf(head, sizeof head, "%.300s%s", own ? "" : complaint, own ? "" : "; corrected, it is ");
    row->verdict = CPF_COMPARE_UNDECIDED;
    cpf_compare_describe(job, row, continuum_with(job, cpf_loss(&job->r->problem, point->W)));
    if (!own)
      CPF_TRY(set_corrected(job, row, reference->text));
    else
      CPF_TRY(set_condition(job, row, row->printed));
    CPF_TRY(row->family >= 0 ? say_continuum(job, row, head)
                             : set_text(&row->reason, job->err,
                                        "%scritical, but not among the families found", head));
    goto cleanup;
  }
  if (printed->answer == CPF_CONFIGURATION_POINT ||
      (corrected.answer == CPF_CONFIGURATION_OPEN && corrected.reason[0] == '\0')) {
    status = set_text(&row->reason, job->err, "%s", complaint);
    goto cleanup;
  }
  CPF_TRY(complain(job, &corrected, &text));
  status =
      set_text(&row->reason, job->err, "%s; nor does the corrected condition hold: %s", complaint,
               corrected.answer == CPF_CONFIGURATION_NONE ? corrected.reason : text);
cleanup:
  free(text);
  return status;
}

// A row that the reference table knows, at a family of another name.
static bool is_elsewhere(const struct cpf_compare_job *job, const struct cpf_row *printed,
                         const struct cpf_row *reference, int count, int family) {
  return count == 1 && reference != NULL && cpf_compare_isolated(&job->r->families[family]) &&
         strcmp(job->r->families[family].label, printed->name) != 0;
}

// Step 2. *said says nothing of a row that holds elsewhere: the reference row must tell.
static enum cpf_status find_fault(const struct cpf_compare_job *job, const struct cpf_row *printed,
                                  int elsewhere, struct said *said, char **complaint) {
  enum cpf_status status = CPF_OK;
  *said = (struct said){.answer = CPF_CONFIGURATION_OPEN};
  if (elsewhere >= 0)
    return set_text(complaint, job->err, "it holds at the family %s instead",
                    job->r->families[elsewhere].label);
  CPF_TRY(solve(job, printed, said));
  CPF_TRY(complain(job, said, complaint));
cleanup:
  return status;
}

// Step 3. A reference row about blocks does not pick out the family by itself: then the point's own
// condition is the correction.
static enum cpf_status judge_corrected(const struct cpf_compare_job *job,
                                       struct cpf_compare_row *row, const struct cpf_row *reference,
                                       int family, const char *complaint) {
  enum cpf_status status = CPF_OK;
  int count = 0, first = -1;
  row->verdict = CPF_COMPARE_CORRECTED;
  cpf_compare_describe(job, row, family);
  CPF_TRY(match(job, reference, false, &count, &first));
  if (count == 1 && first == family) {
    CPF_TRY(set_corrected(job, row, reference->text));
  } else {
    CPF_TRY(keep(&row->condition, cpf_compare_condition(row->students), job->err));
    CPF_TRY(keep(&row->corrected, strdup(row->condition), job->err));
    row->exact = row->students[0].exact && row->students[1].exact;
  }
  CPF_TRY(keep(&row->reason, strdup(complaint), job->err));
cleanup:
  return status;
}

enum cpf_status cpf_compare_judge(const struct cpf_compare_job *job, const struct cpf_row *printed,
                                  const struct cpf_table *reference, struct cpf_compare_row *row) {
  enum cpf_status status = CPF_OK;
  struct said said;
  char *complaint = NULL;
  int count = 0, family = -1;
  const struct cpf_row *correction = find_row(reference, printed->name);
  memcpy(row->name, printed->name, sizeof printed->name);
  CPF_TRY(keep(&row->printed, strdup(printed->text), job->err));
  CPF_TRY(match(job, printed, false, &count, &family));
  bool elsewhere = is_elsewhere(job, printed, correction, count, family);
  if (count > 0 && !elsewhere) {
    CPF_TRY(match(job, printed, true, &count, &family));
    status = judge_matches(job, row, count, family);
    goto cleanup;
  }
  CPF_TRY(find_fault(job, printed, elsewhere ? family : -1, &said, &complaint));
  family = find_label(job->r, printed->name);
  if (correction != NULL && family >= 0 && cpf_compare_isolated(&job->r->families[family]))
    status = judge_corrected(job, row, correction, family, complaint);
  else
    status = judge_absent(job, row, correction, &said, complaint);
cleanup:
  free(complaint);
  return status;
}
