// SPDX-License-Identifier: GPL-3.0-or-later
#include "search/shard.h"

uint64_t cpf_shard_number(int shard, int shards, uint64_t mine) {
  uint64_t block = mine / CPF_SHARD_BLOCK, within = mine % CPF_SHARD_BLOCK;
  return (block * (uint64_t)shards + (uint64_t)(shard - 1)) * CPF_SHARD_BLOCK + within;
}

uint64_t cpf_shard_share(int shard, int shards, uint64_t total) {
  uint64_t place = (uint64_t)(shard - 1), round = (uint64_t)shards * CPF_SHARD_BLOCK;
  uint64_t share = total / round * CPF_SHARD_BLOCK, rest = total % round;
  uint64_t before = place * CPF_SHARD_BLOCK;
  if (rest <= before)
    return share;
  return share + (rest - before < CPF_SHARD_BLOCK ? rest - before : CPF_SHARD_BLOCK);
}
