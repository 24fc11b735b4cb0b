// SPDX-License-Identifier: GPL-3.0-or-later
// Boxes that wait, and the account of those that are done.
#ifndef CPF_CERTIFY_COVER_TALLY_H
#define CPF_CERTIFY_COVER_TALLY_H

#include <stddef.h>
#include <stdint.h>

#include "certify/cover_system.h"

struct cpf_cover_waiting {
  struct cpf_cover_box box;
  size_t images; // how many of the task's images it may meet
};

// Zero it before use; item is freed with free().
struct cpf_cover_stack {
  struct cpf_cover_waiting *item;
  size_t count, capacity;
};

// Kinds of boxes left over, the most telling last: not examined; too small to divide; one that
// seems to hold a critical point of its own.
enum cpf_cover_left {
  CPF_COVER_LEFT_NONE = 0,
  CPF_COVER_LEFT_WAITING,
  CPF_COVER_LEFT_SMALL,
  CPF_COVER_LEFT_ROOT
};

struct cpf_cover_tally {
  uint64_t boxes, excluded, matched, left;
  double left_volume, left_width;
  struct cpf_cover_box left_box; // the widest of the last kind, of LEFT_ROOT the first
  enum cpf_cover_left left_kind;
};

// CPF_ENOMEM, without a reason, or CPF_OK.
enum cpf_status cpf_cover_push(struct cpf_cover_stack *stack, const struct cpf_cover_box *box,
                               size_t images);

// In the unknowns of the charts.
double cpf_cover_volume(int N, const struct cpf_cover_box *box);
double cpf_cover_width(int N, const struct cpf_cover_box *box);

// The middle of a box as n unit rows.
void cpf_cover_middle(const struct cpf_cover_system *s, const struct cpf_cover_box *box, double *W);

// Counts a box that is left over.
void cpf_cover_leave(int N, const struct cpf_cover_box *box, enum cpf_cover_left kind,
                     struct cpf_cover_tally *tally);

// Adds `from` to `to`. In a fixed order the sum does not depend on who counted what.
void cpf_cover_add(const struct cpf_cover_tally *from, struct cpf_cover_tally *to);

#endif
