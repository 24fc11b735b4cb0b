// SPDX-License-Identifier: GPL-3.0-or-later
// What a thread hands over about one trajectory, before its families are named and proved.
#ifndef CPF_FLOW_SLOT_H
#define CPF_FLOW_SLOT_H

#include "cpfind/flow.h"
#include "team/parcel.h"

// By what argument the trajectory converges to the point, given that the family is proved.
enum cpf_flow_proof {
  CPF_PROOF_NONE = 0,
  CPF_PROOF_TEST,   // the local test of arrival.h, at the last point
  CPF_PROOF_RADIUS, // it is nearer than arrival.h's radius, given a lower bound on the Hessian
  CPF_PROOF_FIXED   // it is captured, see fixed.h
};

struct cpf_slot {
  bool done;
  struct cpf_flow_record record; // its arrays are those below
  enum cpf_flow_proof proof;
  double distance;   // PROOF_RADIUS: from the last point to `point`
  double reached;    // the time of the last point
  int recognised;    // family of the end, from the list of the known ones; -1: to be found out
  bool has_point;    // `point` is the refined critical point of the end
  double *point;     // owned; n*d'
  bool has_landmark; // `landmark` is the critical point whose slow manifold it joined first
  double *landmark;  // owned; n*d'
  double *start, *W; // owned; n*d
  double *watch;     // owned; nwatch
  size_t room;       // of the two below
  struct cpf_flow_visit *visits; // owned; family: recognised, or -1
  double *members;               // owned; n*d' for each visit, refined
};
enum cpf_status cpf_slot_alloc(const struct cpf_problem *p, size_t nwatch, struct cpf_slot *slot,
                               struct cpf_error *err);
void cpf_slot_free(struct cpf_slot *slot);
// Empty again, for trajectory `number`.
void cpf_slot_reset(struct cpf_slot *slot, uint64_t number);
// Room for `count` visits of points of `size` doubles.
enum cpf_status cpf_slot_room(struct cpf_slot *slot, size_t count, size_t size,
                              struct cpf_error *err);

// Sends the slot, of a trajectory that is done or not, and takes it in again elsewhere; *slot was
// made for the same problem and nwatch.
enum cpf_status cpf_slot_pack(const struct cpf_problem *p, size_t nwatch,
                              const struct cpf_slot *slot, struct cpf_parcel *to,
                              struct cpf_error *err);
enum cpf_status cpf_slot_unpack(const struct cpf_problem *p, size_t nwatch, struct cpf_slot *slot,
                                struct cpf_parcel *from, struct cpf_error *err);

#endif
