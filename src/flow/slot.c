// SPDX-License-Identifier: GPL-3.0-or-later
#include "flow/slot.h"

#include <stdlib.h>
#include <string.h>

#include "status/try.h"

enum cpf_status cpf_slot_alloc(const struct cpf_problem *p, size_t nwatch, struct cpf_slot *slot,
                               struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_problem q = cpf_problem_reduced(p);
  size_t n = (size_t)p->n, d = (size_t)p->d;
  *slot = (struct cpf_slot){.recognised = -1};
  CPF_TRY_ALLOC(slot->point, n * (size_t)q.d, err);
  CPF_TRY_ALLOC(slot->landmark, n * (size_t)q.d, err);
  CPF_TRY_ALLOC(slot->start, n * d, err);
  CPF_TRY_ALLOC(slot->W, n * d, err);
  CPF_TRY_ALLOC(slot->watch, nwatch, err);
cleanup:
  return status;
}

void cpf_slot_free(struct cpf_slot *slot) {
  free(slot->point);
  free(slot->landmark);
  free(slot->start);
  free(slot->W);
  free(slot->watch);
  free(slot->visits);
  free(slot->members);
  memset(slot, 0, sizeof *slot);
}

void cpf_slot_reset(struct cpf_slot *slot, uint64_t number) {
  slot->done = slot->has_point = slot->has_landmark = false;
  slot->record = (struct cpf_flow_record){.number = number, .end = CPF_FLOW_FAILED, .family = -1};
  slot->proof = CPF_PROOF_NONE;
  slot->distance = 0;
  slot->reached = 0;
  slot->recognised = -1;
}

enum cpf_status cpf_slot_room(struct cpf_slot *slot, size_t count, size_t size,
                              struct cpf_error *err) {
  if (count <= slot->room)
    return CPF_OK;
  size_t room = 2 * count;
  struct cpf_flow_visit *visits = realloc(slot->visits, room * sizeof *visits);
  if (visits != NULL)
    slot->visits = visits;
  double *members = visits == NULL ? NULL : realloc(slot->members, room * size * sizeof *members);
  if (members == NULL)
    return cpf_fail(err, CPF_ENOMEM, "out of memory: %zu visits", count);
  slot->members = members;
  slot->room = room;
  return CPF_OK;
}

// An array of a slot that travels with it.
struct part {
  void *data;
  size_t bytes;
};
enum { PARTS = 7 };

static void list_parts(const struct cpf_problem *p, size_t nwatch, const struct cpf_slot *slot,
                       struct part parts[PARTS]) {
  struct cpf_problem q = cpf_problem_reduced(p);
  size_t point = (size_t)p->n * (size_t)p->d * sizeof(double);
  size_t small = (size_t)q.n * (size_t)q.d * sizeof(double);
  size_t visits = (size_t)slot->record.nvisits;
  const struct part all[PARTS] = {
      {slot->start, point},
      {slot->W, point},
      {slot->watch, nwatch * sizeof(double)},
      {slot->point, slot->has_point ? small : 0},
      {slot->landmark, slot->has_landmark ? small : 0},
      {slot->visits, visits * sizeof *slot->visits},
      {slot->members, visits * small},
  };
  memcpy(parts, all, sizeof all);
}

enum cpf_status cpf_slot_pack(const struct cpf_problem *p, size_t nwatch,
                              const struct cpf_slot *slot, struct cpf_parcel *to,
                              struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct part parts[PARTS];
  CPF_TRY(cpf_parcel_put(to, slot, sizeof *slot, err));
  list_parts(p, nwatch, slot, parts);
  for (int i = 0; slot->done && i < PARTS; i++)
    CPF_TRY(cpf_parcel_put(to, parts[i].data, parts[i].bytes, err));
cleanup:
  return status;
}

enum cpf_status cpf_slot_unpack(const struct cpf_problem *p, size_t nwatch, struct cpf_slot *slot,
                                struct cpf_parcel *from, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_problem q = cpf_problem_reduced(p);
  struct cpf_slot sent;
  struct part parts[PARTS];
  CPF_TRY(cpf_parcel_get(from, &sent, sizeof sent, err));
  sent.point = slot->point, sent.landmark = slot->landmark;
  sent.start = slot->start, sent.W = slot->W, sent.watch = slot->watch;
  sent.visits = slot->visits, sent.members = slot->members, sent.room = slot->room;
  *slot = sent; // the addresses are its own again
  if (!slot->done)
    goto cleanup;
  CPF_TRY(cpf_slot_room(slot, (size_t)slot->record.nvisits, (size_t)q.n * (size_t)q.d, err));
  list_parts(p, nwatch, slot, parts);
  for (int i = 0; i < PARTS; i++)
    CPF_TRY(cpf_parcel_get(from, parts[i].data, parts[i].bytes, err));
cleanup:
  return status;
}
