// SPDX-License-Identifier: GPL-3.0-or-later
// Shards: which of them runs which start, and what a search says of itself.
#include "support.h"

#include "search/options.h"
#include "search/shard.h"

// Every start belongs to one shard, in order, and the shares are those that counting gives.
Test(shard, partition) {
  enum { TOTAL = 5000 };
  static const uint64_t totals[] = {0, 1, 63, 64, 65, 127, 128, 640, 641, 4999, TOTAL};
  static int owner[TOTAL];
  for (int shards = 1; shards <= 11; shards++) {
    memset(owner, 0, sizeof owner);
    for (int shard = 1; shard <= shards; shard++) {
      uint64_t last = 0;
      for (uint64_t mine = 0;; mine++) {
        uint64_t start = cpf_shard_number(shard, shards, mine);
        cr_assert(mine == 0 || start > last);
        last = start;
        if (start >= TOTAL)
          break;
        cr_assert_eq(owner[start], 0, "start %d belongs to two shards", (int)start);
        owner[start] = shard;
      }
    }
    for (size_t t = 0; t < sizeof totals / sizeof *totals; t++) {
      uint64_t counted[12] = {0}, sum = 0;
      for (uint64_t i = 0; i < totals[t]; i++)
        counted[owner[i]]++;
      cr_assert_eq(counted[0], 0, "a start belongs to nobody");
      for (int shard = 1; shard <= shards; shard++) {
        cr_assert_eq(cpf_shard_share(shard, shards, totals[t]), counted[shard]);
        sum += counted[shard];
      }
      cr_assert_eq(sum, totals[t]);
    }
  }
}

Test(shard, huge_numbers) {
  uint64_t total = UINT64_C(1000000000000);
  cr_assert_eq(cpf_shard_share(1, 1, total), total);
  uint64_t sum = 0;
  for (int shard = 1; shard <= 1000; shard++)
    sum += cpf_shard_share(shard, 1000, total);
  cr_assert_eq(sum, total);
}

static struct cpf_find_result *find_part(int shard, int shards, uint64_t starts) {
  struct cpf_problem p = problem(2, 2, 2, 4);
  struct cpf_find_options opt = cpf_find_options_default();
  struct cpf_table *table = reference();
  struct cpf_find_result *r = NULL;
  opt.starts = starts;
  opt.shard = shard;
  opt.shards = shards;
  cr_assert_eq(cpf_find(&p, &opt, table, &r, NULL), CPF_OK);
  cpf_table_free(table);
  return r;
}

// Numbers that the shards have in sum are those of the whole search when that spends its budget;
// a budget below the number of structured starts included.
Test(shard, sums) {
  static const uint64_t budgets[] = {1, 10, 20, 26, 100, 1500};
  for (size_t b = 0; b < sizeof budgets / sizeof *budgets; b++) {
    struct cpf_find_result *whole = find_part(0, 0, budgets[b]);
    uint64_t starts = 0, converged = 0, hits = 0;
    cr_assert_eq(whole->starts, budgets[b]);
    for (int shard = 1; shard <= 3; shard++) {
      struct cpf_find_result *r = find_part(shard, 3, budgets[b]);
      cr_expect(r->shard == shard && r->shards == 3);
      starts += r->starts;
      converged += r->converged;
      for (int f = 0; f < r->nfamilies; f++)
        hits += r->families[f].hits;
      cpf_find_result_free(r);
    }
    cr_expect_eq(starts, whole->starts);
    cr_expect_eq(converged, whole->converged);
    cr_expect_eq(hits, whole->converged);
    cpf_find_result_free(whole);
  }
}

// The numbers that a merge needs: hits by random starts, and the first of them.
Test(shard, random_hits) {
  struct cpf_find_result *r = find_part(2, 2, 2000);
  uint64_t hits = 0, last = 0;
  for (int f = 0; f < r->nfamilies; f++) {
    const struct cpf_family *family = &r->families[f];
    cr_expect_eq(family->hits, family->random_hits, "shard 2 has random starts only");
    cr_expect(family->first_random >= 1 && family->first_random <= r->random_converged);
    hits += family->random_hits;
    last = family->first_random > last ? family->first_random : last;
  }
  cr_expect_eq(hits, r->random_converged);
  cr_expect_eq(last, r->last_new);
  cpf_find_result_free(r);
}

Test(shard, refused) {
  struct cpf_problem p = problem(2, 2, 2, 4);
  struct cpf_table *table = reference();
  struct cpf_find_result *r = NULL;
  struct cpf_error err;
  struct cpf_find_options opt = cpf_find_options_default();
  opt.shard = 3;
  opt.shards = 2;
  cr_expect_eq(cpf_find(&p, &opt, table, &r, &err), CPF_EINVAL);
  cr_expect_not_null(strstr(err.text, "the shard is 3 of 2"), "%s", err.text);
  opt.shard = 1;
  opt.prove = true;
  cr_expect_eq(cpf_find(&p, &opt, table, &r, &err), CPF_EINVAL);
  cr_expect_not_null(strstr(err.text, "prove is for a whole search"), "%s", err.text);
  cpf_table_free(table);
}
