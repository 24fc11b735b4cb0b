// SPDX-License-Identifier: GPL-3.0-or-later
//
// Settling a trajectory:
//  1. Its critical points are compared with the families met so far, and described when they are
//     new; a family at which a trajectory ends is certified once (cpf_certify).
//  2. The end stands if the certificate proves what the argument needs (slot.h); otherwise it is
//     undecided.
//  3. Counts.
#include "flow/atlas.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "flow/arrival.h"
#include "search/certify.h"
#include "status/try.h"

static const double SAME = 1e-8; // a refined point may be this far from the certified one
static const double PI = 3.14159265358979323846;

enum cpf_status cpf_atlas_alloc(const struct cpf_problem *p, const struct cpf_flow_options *opt,
                                const struct cpf_table *table, struct cpf_atlas *atlas,
                                struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  *atlas = (struct cpf_atlas){.opt = opt, .tol = cpf_tolerances_make(&opt->find)};
  atlas->known = (struct cpf_known_list){
      .p = p, .reduced = cpf_problem_reduced(p), .opt = &atlas->tol.describe, .table = table};
  CPF_TRY(cpf_refiner_alloc(&atlas->known.reduced, &atlas->tol.refine, &atlas->refiner, err));
  CPF_TRY_ALLOC(atlas->result, 1, err);
  CPF_TRY_ALLOC(atlas->watch, opt->nwatch, err);
  CPF_TRY_ALLOC(atlas->result->watch, opt->nwatch, err);
  atlas->result->problem = *p;
  atlas->result->seed = opt->seed;
  atlas->result->nwatch = opt->nwatch;
  atlas->result->loss_rise = -INFINITY;
cleanup:
  return status;
}

// The families of the result are the list's: they are not freed twice.
static void detach(struct cpf_atlas *atlas) {
  for (int f = 0; f < atlas->known.count; f++)
    memset(&atlas->known.items[f].family, 0, sizeof atlas->known.items[f].family);
}

void cpf_atlas_free(struct cpf_atlas *atlas) {
  if (atlas->result != NULL)
    detach(atlas);
  cpf_flow_result_free(atlas->result);
  cpf_known_free(&atlas->known);
  cpf_refiner_free(atlas->refiner);
  for (int f = 0; f < atlas->room; f++) {
    cpf_histogram_clear(&atlas->tallies[f].times);
    cpf_histogram_clear(&atlas->tallies[f].stays);
    cpf_histogram_clear(&atlas->tallies[f].nearest);
  }
  free(atlas->tallies);
  cpf_histogram_clear(&atlas->times);
  for (size_t o = 0; atlas->watch != NULL && o < atlas->opt->nwatch; o++)
    cpf_histogram_clear(&atlas->watch[o]);
  free(atlas->watch);
  memset(atlas, 0, sizeof *atlas);
}

// Makes an array of `size`-byte objects longer; the new ones are zero.
static bool grow(void **array, size_t size, int from, int to) {
  char *grown = realloc(*array, (size_t)to * size);
  if (grown == NULL)
    return false;
  memset(grown + (size_t)from * size, 0, (size_t)(to - from) * size);
  *array = grown;
  return true;
}

static enum cpf_status make_room(struct cpf_atlas *atlas, int count, struct cpf_error *err) {
  struct cpf_flow_result *r = atlas->result;
  int room = atlas->room > 0 ? atlas->room : 16;
  if (count <= atlas->room)
    return CPF_OK;
  while (room < count)
    room *= 2;
  void *families = r->families, *certificates = r->certificates, *tallies = r->tallies;
  void *own = atlas->tallies;
  bool all = grow(&families, sizeof *r->families, atlas->room, room);
  r->families = families;
  all = all && grow(&certificates, sizeof *r->certificates, atlas->room, room);
  r->certificates = certificates;
  all = all && grow(&tallies, sizeof *r->tallies, atlas->room, room);
  r->tallies = tallies;
  all = all && grow(&own, sizeof *atlas->tallies, atlas->room, room);
  atlas->tallies = own;
  if (!all)
    return cpf_fail(err, CPF_ENOMEM, "out of memory: %d families", count);
  atlas->room = room;
  return CPF_OK;
}

// The certificate of a family, made when it is asked for the first time.
static enum cpf_status certify(struct cpf_atlas *atlas, int index, struct cpf_error *err) {
  struct cpf_correction correction;
  if (atlas->tallies[index].certified)
    return CPF_OK;
  atlas->tallies[index].certified = true;
  struct cpf_certificate *c = &atlas->result->certificates[index];
  c->reason[0] = '\0';
  enum cpf_status status = cpf_family_certify(
      atlas->known.p, &atlas->opt->find, &atlas->known.items[index].family, c, &correction, err);
  atlas->result->families[index] = atlas->known.items[index].family;
  return status;
}

// Step 1. -1: it turns out not to be critical.
static enum cpf_status find(struct cpf_atlas *atlas, const double *point, int *index,
                            struct cpf_error *err) {
  static const char UNTRIED[] = "not tried: no trajectory ended there";
  enum cpf_status status = CPF_OK;
  bool is_new;
  CPF_TRY(make_room(atlas, atlas->known.count + 1, err));
  CPF_TRY(cpf_known_add(&atlas->known, atlas->refiner, point, NULL, index, &is_new, err));
  if (*index < 0 || !is_new)
    goto cleanup;
  atlas->result->families[*index] = atlas->known.items[*index].family;
  atlas->result->nfamilies = atlas->known.count;
  memcpy(atlas->result->certificates[*index].reason, UNTRIED, sizeof UNTRIED);
  if (cpf_certify_wanted(atlas->known.p, &atlas->opt->find))
    CPF_TRY(certify(atlas, *index, err));
cleanup:
  return status;
}

static bool proved_minimum(const struct cpf_certificate *c) {
  return c->theorem != CPF_THEOREM_NONE &&
         ((c->index_proved && c->index == 0 && c->nullity == 0) ||
          (c->isolated_proved && c->kind_proved && c->ascends && !c->descends));
}

// A minimum but for the directions of an orbit of O(d-k), nearer than its radius.
static bool proved_near(const struct cpf_atlas *atlas, const struct cpf_certificate *c,
                        double distance) {
  return c->theorem != CPF_THEOREM_NONE && c->index_proved && c->index == 0 &&
         (size_t)c->nullity < c->neigenvalues &&
         PI / 2 * (distance + SAME) <=
             cpf_arrival_radius(&atlas->known.reduced, c->lower[c->nullity]);
}

// Step 2, for the ends that name a family.
static enum cpf_status decide(struct cpf_atlas *atlas, struct cpf_slot *slot,
                              struct cpf_error *err) {
  struct cpf_flow_record *record = &slot->record;
  int index = slot->recognised;
  enum cpf_status status = CPF_OK;
  if (record->end > CPF_FLOW_LINGERING)
    return CPF_OK;
  if (index < 0 && slot->has_point)
    CPF_TRY(find(atlas, slot->point, &index, err));
  record->family = index;
  bool stands = index >= 0;
  if (stands)
    CPF_TRY(certify(atlas, index, err));
  const struct cpf_certificate *c = stands ? &atlas->result->certificates[index] : NULL;
  if (stands && record->end == CPF_FLOW_ARRIVED)
    stands =
        slot->proof == CPF_PROOF_TEST ? proved_minimum(c) : proved_near(atlas, c, slot->distance);
  else if (stands && record->end == CPF_FLOW_CAPTURED) {
    stands = c->theorem != CPF_THEOREM_NONE;
    if (proved_minimum(c))
      record->end = CPF_FLOW_ARRIVED;
  }
  if (!stands) {
    for (int v = 0; v < record->nvisits; v++)
      slot->visits[v].left = slot->visits[v].stays ? slot->reached : slot->visits[v].left;
    record->time = slot->reached;
    record->end = CPF_FLOW_UNDECIDED;
    record->family = -1;
    record->escape = 0;
    record->escape_is_bound = false;
  }
cleanup:
  return status;
}

static enum cpf_status name_visits(struct cpf_atlas *atlas, struct cpf_slot *slot,
                                   struct cpf_error *err) {
  size_t size = (size_t)atlas->known.reduced.n * (size_t)atlas->known.reduced.d;
  enum cpf_status status = CPF_OK;
  for (int v = 0; v < slot->record.nvisits; v++)
    if (slot->visits[v].family < 0)
      CPF_TRY(find(atlas, slot->members + (size_t)v * size, &slot->visits[v].family, err));
cleanup:
  return status;
}

// Step 3: the visits. A family that was visited twice has one visitor.
static enum cpf_status count_visits(struct cpf_atlas *atlas, const struct cpf_flow_record *record,
                                    struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_flow_tally *tallies = atlas->result->tallies;
  bool end_counted = record->family < 0;
  for (int v = 0; v < record->nvisits; v++) {
    const struct cpf_flow_visit *visit = &record->visits[v];
    bool first = visit->family >= 0;
    for (int u = 0; u < v; u++)
      first &= record->visits[u].family != visit->family;
    end_counted |= visit->family == record->family;
    if (visit->family < 0)
      continue;
    tallies[visit->family].visitors += first;
    if (visit->stays)
      continue;
    CPF_TRY(
        cpf_histogram_add(&atlas->tallies[visit->family].stays, visit->left - visit->entered, err));
    CPF_TRY(cpf_histogram_add(&atlas->tallies[visit->family].nearest, visit->nearest, err));
  }
  if (!end_counted)
    tallies[record->family].visitors++;
cleanup:
  return status;
}

static enum cpf_status count(struct cpf_atlas *atlas, const struct cpf_flow_record *record,
                             struct cpf_error *err) {
  struct cpf_flow_result *r = atlas->result;
  enum cpf_status status = CPF_OK;
  r->count++;
  r->ends[record->end]++;
  r->steps += record->steps;
  r->rejected += record->rejected;
  r->loss_rise = fmax(r->loss_rise, record->loss_rise);
  r->off_sphere = fmax(r->off_sphere, record->off_sphere);
  if (record->family >= 0) {
    struct cpf_flow_tally *tally = &r->tallies[record->family];
    tally->arrived += record->end == CPF_FLOW_ARRIVED;
    tally->captured += record->end == CPF_FLOW_CAPTURED;
    tally->lingering += record->end == CPF_FLOW_LINGERING;
  }
  if (record->end == CPF_FLOW_ARRIVED) {
    CPF_TRY(cpf_histogram_add(&atlas->times, record->time, err));
    CPF_TRY(cpf_histogram_add(&atlas->tallies[record->family].times, record->time, err));
  }
  for (size_t o = 0; o < atlas->opt->nwatch; o++)
    CPF_TRY(cpf_histogram_add(&atlas->watch[o], record->watch[o], err));
  CPF_TRY(count_visits(atlas, record, err));
cleanup:
  return status;
}

enum cpf_status cpf_atlas_settle(struct cpf_atlas *atlas, struct cpf_slot *slot, bool tell,
                                 struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_flow_record *record = &slot->record;
  record->start = slot->start;
  record->W = slot->W;
  record->watch = slot->watch;
  record->visits = slot->visits;
  CPF_TRY(name_visits(atlas, slot, err));
  CPF_TRY(decide(atlas, slot, err));
  CPF_TRY(count(atlas, record, err));
  if (tell && atlas->opt->record != NULL)
    CPF_TRY(atlas->opt->record(atlas->opt->ctx, atlas->result, record, err));
cleanup:
  return status;
}
