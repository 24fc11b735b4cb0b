// SPDX-License-Identifier: GPL-3.0-or-later
// The plan of a match: in which order the slots of a row are filled, and which conditions can be
// checked once each is.
#ifndef CPF_CLASSIFY_PLAN_H
#define CPF_CLASSIFY_PLAN_H

#include "classify/table.h"

// A condition with wi, wq, vj bound to slots.
struct cpf_instance {
  const struct cpf_condition *condition;
  int i, q, j;
};

// A slot to fill: w(slot+1) or v(slot+1).
struct cpf_level {
  bool teacher;
  int slot;
  size_t end; // once it is filled the instances [end of the level before, end) can be checked
};

struct cpf_plan {
  int nlevels;
  struct cpf_level *levels; // owned
  size_t bare;              // instances [0, bare) speak of no slot: the first level starts there
  size_t ninstances;
  struct cpf_instance *instances; // owned
};

// How many instances the conditions of a row have in a block of m students on l teachers, at most.
double cpf_plan_size(const struct cpf_row *row, int m, int l);

// The slots that the row speaks of, in the order w1 v1 w2 v2 ..., and its instances, each at the
// last level whose slot it speaks of. *plan must be zero; on failure the caller still clears it.
// Cost: O(cpf_plan_size), time and memory.
enum cpf_status cpf_plan_make(const struct cpf_row *row, int m, int l, struct cpf_plan *plan,
                              struct cpf_error *err);

void cpf_plan_clear(struct cpf_plan *plan);

#endif
