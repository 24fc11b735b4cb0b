// SPDX-License-Identifier: GPL-3.0-or-later
// Whether the proofs that the options asked for were reached: the exit code 1 and its line.
#ifndef CPF_CLI_GOALS_H
#define CPF_CLI_GOALS_H

#include "cli/args.h"
#include "report/report.h"

// True when --certify, --prove or --complete was given and did not reach its goal; err then says
// what and why. Nothing is missed that nobody asked for.
bool cpf_goals_missed_find(const struct cpf_args *args, const struct cpf_find_result *r,
                           struct cpf_error *err);
bool cpf_goals_missed_classify(const struct cpf_args *args, const struct cpf_classification *c,
                               struct cpf_error *err);

#endif
