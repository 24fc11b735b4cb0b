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
