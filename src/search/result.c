// SPDX-License-Identifier: GPL-3.0-or-later
#include "search/result.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "search/completeness.h"
#include "status/try.h"

static const double SAME_LOSS = 1e-12; // losses this close sort by label: rounding must not decide

enum cpf_status cpf_result_borrow(struct cpf_find_result *r, const struct cpf_known_list *list,
                                  struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  cpf_result_return(r);
  CPF_TRY_ALLOC(r->families, (size_t)list->count, err);
  r->nfamilies = list->count;
  for (int f = 0; f < list->count; f++)
    r->families[f] = list->items[f].family;
cleanup:
  return status;
}

void cpf_result_return(struct cpf_find_result *r) {
  free(r->families);
  r->families = NULL;
  r->nfamilies = 0;
}

enum cpf_status cpf_result_check(struct cpf_find_result *r, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  uint64_t *hits = NULL;
  CPF_TRY_ALLOC(hits, (size_t)r->nfamilies, err);
  for (int f = 0; f < r->nfamilies; f++)
    hits[f] = r->families[f].random_hits;
  cpf_check_euler(r);
  cpf_check_completeness(r, hits, r->random_converged, r->last_new);
cleanup:
  free(hits);
  return status;
}

static int compare_loss(const void *a, const void *b) {
  double x = ((const struct cpf_family *)a)->loss, y = ((const struct cpf_family *)b)->loss;
  return (x > y) - (x < y);
}

static int compare_name(const void *a, const void *b) {
  const struct cpf_family *f = a, *g = b;
  int order = strcmp(f->label, g->label);
  return order != 0 ? order : strcmp(f->id, g->id);
}

void cpf_result_count(struct cpf_find_result *r) {
  r->points_known = true;
  r->points = 0;
  r->unlisted = r->undecided = 0;
  for (int f = 0; f < r->nfamilies; f++) {
    const struct cpf_family *family = &r->families[f];
    r->unlisted += !family->listed;
    r->undecided += family->kind == CPF_KIND_UNDECIDED;
    r->points_known &= family->points_known;
    if (family->points_known && family->points <= UINT64_MAX - r->points)
      r->points += family->points;
    else if (family->points_known)
      r->points_known = false;
  }
}

// By loss; within a run of losses that differ by rounding only, by label and id.
void cpf_result_sort(struct cpf_find_result *r) {
  size_t count = (size_t)r->nfamilies;
  if (count == 0)
    return;
  qsort(r->families, count, sizeof *r->families, compare_loss);
  for (size_t begin = 0, end; begin < count; begin = end) {
    for (end = begin + 1; end < count; end++)
      if (r->families[end].loss - r->families[end - 1].loss > SAME_LOSS)
        break;
    qsort(r->families + begin, end - begin, sizeof *r->families, compare_name);
  }
}

enum cpf_status cpf_result_take(struct cpf_find_result *r, struct cpf_known_list *list,
                                struct cpf_error *err) {
  enum cpf_status status = cpf_result_borrow(r, list, err);
  if (status != CPF_OK)
    return status;
  for (int f = 0; f < list->count; f++)
    memset(&list->items[f].family, 0, sizeof list->items[f].family);
  cpf_result_count(r);
  cpf_result_sort(r);
  return CPF_OK;
}

void cpf_find_result_free(struct cpf_find_result *r) {
  if (r == NULL)
    return;
  for (int f = 0; f < r->nfamilies; f++)
    cpf_family_clear(&r->families[f]);
  for (int f = 0; r->certificates != NULL && f < r->nfamilies; f++)
    cpf_certificate_clear(&r->certificates[f]);
  free(r->families);
  free(r->certificates);
  free(r);
}

const char *cpf_verdict_name(enum cpf_verdict v) {
  return v == CPF_HOLDS ? "holds" : v == CPF_FAILS ? "fails" : "not-applicable";
}

const char *cpf_completeness_name(enum cpf_completeness c) {
  return c == CPF_COMPLETE_PROVED ? "proved" : c == CPF_COMPLETE_PROBABLE ? "probable" : "none";
}

const char *cpf_find_end_name(enum cpf_find_end e) {
  return e == CPF_END_COMPLETE ? "complete" : e == CPF_END_INTERRUPTED ? "interrupted" : "budget";
}
