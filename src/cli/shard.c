// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/shard.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/number.h"
#include "search/shard.h"
#include "status/try.h"

bool cpf_shard_parse(const char *text, int *shard, int *shards) {
  char first[16];
  const char *slash = strchr(text, '/');
  int64_t mine, all;
  if (slash == NULL || (size_t)(slash - text) >= sizeof first)
    return false;
  snprintf(first, sizeof first, "%.*s", (int)(slash - text), text);
  if (!cpf_number_integer(slash + 1, 1, CPF_SHARDS_MAX, &all) ||
      !cpf_number_integer(first, 1, all, &mine))
    return false;
  *shard = (int)mine;
  *shards = (int)all;
  return true;
}

// A variable of Slurm's; `otherwise` when it is not set, -1: it must be.
static enum cpf_status read_variable(const char *name, int64_t otherwise, int64_t *value,
                                     struct cpf_error *err) {
  const char *text = getenv(name);
  if (text == NULL && otherwise >= 0) {
    *value = otherwise;
    return CPF_OK;
  }
  if (text == NULL)
    return cpf_fail(
        err, CPF_EINVAL,
        "--shard: auto reads %s, which is not set: this is no task of a Slurm job array "
        "(allowed: I/N)",
        name);
  if (!cpf_number_integer(text, 0, INT32_MAX, value))
    return cpf_fail(err, CPF_EINVAL, "--shard: %s is '%.40s' (allowed: whole numbers)", name, text);
  return CPF_OK;
}

enum cpf_status cpf_shard_resolve(const char *text, int *shard, int *shards,
                                  struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  int64_t id = 0, count = 0, least = 0, step = 0;
  *shard = *shards = 0;
  if (text == NULL)
    return CPF_OK;
  if (strcmp(text, "auto") != 0)
    return cpf_shard_parse(text, shard, shards)
               ? CPF_OK
               : cpf_fail(err, CPF_EINVAL, "--shard: '%.40s' is not allowed", text);
  CPF_TRY(read_variable("SLURM_ARRAY_TASK_ID", -1, &id, err));
  CPF_TRY(read_variable("SLURM_ARRAY_TASK_COUNT", -1, &count, err));
  CPF_TRY(read_variable("SLURM_ARRAY_TASK_MIN", -1, &least, err));
  CPF_TRY(read_variable("SLURM_ARRAY_TASK_STEP", 1, &step, err));
  int64_t place = step > 0 ? (id - least) / step : -1;
  if (count < 1 || count > CPF_SHARDS_MAX || id < least || step < 1 || (id - least) % step != 0 ||
      place >= count)
    return cpf_fail(
        err, CPF_EINVAL,
        "--shard: auto cannot tell the place of task %lld in an array of %lld tasks from "
        "%lld on, %lld apart: give I/N",
        (long long)id, (long long)count, (long long)least, (long long)step);
  *shard = (int)place + 1;
  *shards = (int)count;
cleanup:
  return status;
}
