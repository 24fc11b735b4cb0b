// SPDX-License-Identifier: GPL-3.0-or-later
// The catalogue on disk: an SQLite database (docs/store.md) that holds a search, finished or not.
//
// One process writes to a store at a time; others may read it meanwhile. What was recorded is safe
// from a sudden end of the program at any instant.
#ifndef CPF_STORE_STORE_H
#define CPF_STORE_STORE_H

#include "cpfind/search.h"

struct cpf_store;

enum { CPF_STORE_SCHEMA = 1 }; // the tables' version: PRAGMA user_version

// Starts that a store accounts for: those of one search or of one of its shards.
struct cpf_store_part {
  uint64_t seed;
  int shard, shards; // 0: not divided
  uint64_t starts;
  bool finished;
};

// What a store is about.
struct cpf_store_about {
  char version[32]; // of the program that made it
  struct cpf_problem problem;
  struct cpf_find_options options; // seed and shard apart, which the parts have
  bool merged;                     // by a merge
  size_t nparts;
  struct cpf_store_part *parts; // owned
  uint64_t blocks, recorded;    // of starts; starts in them
  bool finished;
};

// All fail with CPF_EIO when the file cannot be read or written or another process writes to it,
// and with CPF_EPARSE when it is no store, one of a newer program, or damaged; the caller closes
// *store.

// For the search of *p with *opt and *table: makes the store, or opens the one that is there to go
// on with. CPF_EINVAL when that is about another search, naming all that differs.
enum cpf_status cpf_store_open(const char *path, const struct cpf_problem *p,
                               const struct cpf_find_options *opt, const struct cpf_table *table,
                               struct cpf_store **store, struct cpf_error *err);

// A new store for the result of a merge of `parts`.
enum cpf_status cpf_store_create(const char *path, const struct cpf_problem *p,
                                 const struct cpf_find_options *opt, const struct cpf_table *table,
                                 const struct cpf_store_part *parts, size_t nparts,
                                 struct cpf_store **store, struct cpf_error *err);

// To read it.
enum cpf_status cpf_store_view(const char *path, struct cpf_store **store, struct cpf_error *err);

void cpf_store_close(struct cpf_store *store); // NULL is allowed

// For cpf_find, of a store that was opened with cpf_store_open; belongs to the store.
const struct cpf_journal *cpf_store_journal(struct cpf_store *store);

// What was found, in place of what was there.
enum cpf_status cpf_store_write(struct cpf_store *store, const struct cpf_find_result *r,
                                bool finished, struct cpf_error *err);

// What is there; the caller frees *result. An unfinished search has its families as they stood a
// moment before it ended, and CPF_END_INTERRUPTED.
enum cpf_status cpf_store_read(struct cpf_store *store, struct cpf_find_result **result,
                               bool *finished, struct cpf_error *err);

// The caller clears *about.
enum cpf_status cpf_store_describe(struct cpf_store *store, struct cpf_store_about *about,
                                   struct cpf_error *err);
void cpf_store_about_clear(struct cpf_store_about *about);

// CPF_EINVAL, naming all that differs, unless both stores are about one problem with the same
// options. The versions of the programs may differ.
enum cpf_status cpf_store_same_search(struct cpf_store *a, struct cpf_store *b,
                                      struct cpf_error *err);

// CPF_EINVAL unless the store was made with *table.
enum cpf_status cpf_store_same_table(struct cpf_store *s, const struct cpf_table *table,
                                     struct cpf_error *err);

#endif
