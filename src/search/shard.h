// SPDX-License-Identifier: GPL-3.0-or-later
// One search divided among machines that do not talk to each other.
//
// The random starts 0, 1, 2, ... are dealt out in blocks of CPF_SHARD_BLOCK: block b goes to shard
// 1 + b mod `shards`. The other starts (structured, homotopy in the repulsion) are those of
// shard 1. Together the shards run exactly the starts of one search that spends its whole budget.
#ifndef CPF_SEARCH_SHARD_H
#define CPF_SEARCH_SHARD_H

#include <stdint.h>

enum { CPF_SHARD_BLOCK = 64, CPF_SHARDS_MAX = 1000000 };

// The number, in the whole search, of the start that is number `mine` of this shard.
uint64_t cpf_shard_number(int shard, int shards, uint64_t mine);

// How many of the random starts 0 .. total-1 are this shard's.
uint64_t cpf_shard_share(int shard, int shards, uint64_t total);

#endif
