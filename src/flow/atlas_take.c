// SPDX-License-Identifier: GPL-3.0-or-later
//
// The result at the end: families by loss, then label, then id, and their quantiles.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "flow/atlas.h"
#include "status/try.h"

static const double SAME_LOSS = 1e-12; // losses this close sort by label: rounding must not decide

struct entry {
  const struct cpf_family *family;
  int number;
};

static int compare_loss(const void *a, const void *b) {
  double x = ((const struct entry *)a)->family->loss, y = ((const struct entry *)b)->family->loss;
  return (x > y) - (x < y);
}

static int compare_name(const void *a, const void *b) {
  const struct cpf_family *f = ((const struct entry *)a)->family;
  const struct cpf_family *g = ((const struct entry *)b)->family;
  int order = strcmp(f->label, g->label);
  return order != 0 ? order : strcmp(f->id, g->id);
}

static void sort(struct entry *list, size_t count) {
  if (count == 0)
    return;
  qsort(list, count, sizeof *list, compare_loss);
  for (size_t begin = 0, end; begin < count; begin = end) {
    for (end = begin + 1; end < count; end++)
      if (list[end].family->loss - list[end - 1].family->loss > SAME_LOSS)
        break;
    qsort(list + begin, end - begin, sizeof *list, compare_name);
  }
}

static void quantiles(struct cpf_atlas *atlas) {
  struct cpf_flow_result *r = atlas->result;
  cpf_histogram_quantiles(&atlas->times, &r->times);
  for (size_t o = 0; o < r->nwatch; o++)
    cpf_histogram_quantiles(&atlas->watch[o], &r->watch[o]);
  for (int f = 0; f < r->nfamilies; f++) {
    cpf_histogram_quantiles(&atlas->tallies[f].times, &r->tallies[f].times);
    cpf_histogram_quantiles(&atlas->tallies[f].stays, &r->tallies[f].stays);
    cpf_histogram_quantiles(&atlas->tallies[f].nearest, &r->tallies[f].nearest);
  }
}

enum cpf_status cpf_atlas_take(struct cpf_atlas *atlas, struct cpf_flow_result **result,
                               int **order, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_flow_result *r = atlas->result;
  size_t count = (size_t)r->nfamilies;
  struct entry *list = NULL;
  struct cpf_family *families = NULL;
  struct cpf_certificate *certificates = NULL;
  struct cpf_flow_tally *tallies = NULL;
  int *places = NULL;
  CPF_TRY_ALLOC(list, count, err);
  CPF_TRY_ALLOC(families, count, err);
  CPF_TRY_ALLOC(certificates, count, err);
  CPF_TRY_ALLOC(tallies, count, err);
  CPF_TRY_ALLOC(places, count, err);
  quantiles(atlas);
  if (!(r->loss_rise > -INFINITY))
    r->loss_rise = 0;
  for (size_t f = 0; f < count; f++)
    list[f] = (struct entry){&r->families[f], (int)f};
  sort(list, count);
  for (size_t f = 0; f < count; f++) {
    size_t from = (size_t)list[f].number;
    families[f] = r->families[from];
    families[f].hits = r->tallies[from].visitors;
    certificates[f] = r->certificates[from];
    tallies[f] = r->tallies[from];
    places[from] = (int)f;
  }
  free(r->families);
  free(r->certificates);
  free(r->tallies);
  r->families = families;
  r->certificates = certificates;
  r->tallies = tallies;
  families = NULL;
  certificates = NULL;
  tallies = NULL;
  for (int f = 0; f < atlas->known.count; f++) // they belong to the result now
    memset(&atlas->known.items[f].family, 0, sizeof atlas->known.items[f].family);
  *result = r;
  atlas->result = NULL;
  if (order != NULL) {
    *order = places;
    places = NULL;
  }
cleanup:
  free(list);
  free(families);
  free(certificates);
  free(tallies);
  free(places);
  return status;
}

void cpf_flow_result_free(struct cpf_flow_result *r) {
  if (r == NULL)
    return;
  for (int f = 0; f < r->nfamilies; f++) {
    cpf_family_clear(&r->families[f]);
    cpf_certificate_clear(&r->certificates[f]);
  }
  free(r->families);
  free(r->certificates);
  free(r->tallies);
  free(r->watch);
  free(r);
}
