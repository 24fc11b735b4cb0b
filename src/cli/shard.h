// SPDX-License-Identifier: GPL-3.0-or-later
// --shard: which part of a search this process runs.
#ifndef CPF_CLI_SHARD_H
#define CPF_CLI_SHARD_H

#include <stdbool.h>

#include "cpfind/status.h"

// "I/N", whole numbers with 1 <= I <= N <= CPF_SHARDS_MAX.
bool cpf_shard_parse(const char *text, int *shard, int *shards);

// The same, or "auto": the place of SLURM_ARRAY_TASK_ID among the SLURM_ARRAY_TASK_COUNT tasks from
// SLURM_ARRAY_TASK_MIN on, SLURM_ARRAY_TASK_STEP apart (1 when not set). CPF_EINVAL names the
// variable that is missing or wrong. text NULL: 0 of 0.
enum cpf_status cpf_shard_resolve(const char *text, int *shard, int *shards, struct cpf_error *err);

#endif
