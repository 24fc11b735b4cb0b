// SPDX-License-Identifier: GPL-3.0-or-later
// What the files of team/ share.
#ifndef CPF_TEAM_MEETING_H
#define CPF_TEAM_MEETING_H

#include "team/team.h"

bool cpf_team_is_set(const volatile sig_atomic_t *flag); // NULL is allowed

// All meet; then *all gets the parcels of all, in the order of the ranks, and team->sent their
// lengths. `status` is this process's own so far: a failure (with *err) is then everybody's.
enum cpf_status cpf_team_hand_round(struct cpf_team *team, enum cpf_status status, uint64_t check,
                                    const struct cpf_parcel *mine, struct cpf_parcel *all,
                                    struct cpf_error *err);

#endif
