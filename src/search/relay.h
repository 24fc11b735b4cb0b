// SPDX-License-Identifier: GPL-3.0-or-later
// The journal of a search that several processes run: rank 0 has it, and tells the others what is
// on record.
#ifndef CPF_SEARCH_RELAY_H
#define CPF_SEARCH_RELAY_H

#include "search/journal.h"
#include "team/team.h"

struct cpf_relay {
  struct cpf_team *team;
  const struct cpf_journal *source; // rank 0's
  struct cpf_journal journal;       // what load_... gives is the same for all
};

// A number for cpf_team_agree, made of all that the result of a search depends on.
uint64_t cpf_relay_check(const struct cpf_problem *p, const struct cpf_find_options *opt,
                         const struct cpf_table *table);

// What a search has to look at in place of *opt: in a team the team's stop, and the relay in place
// of the journal when rank 0 has one. All call it, with the same input: CPF_EINTERNAL otherwise.
// *relay must outlive *own.
enum cpf_status cpf_relay_options(const struct cpf_problem *p, const struct cpf_find_options *opt,
                                  const struct cpf_table *table, struct cpf_relay *relay,
                                  struct cpf_find_options *own, struct cpf_error *err);

#endif
