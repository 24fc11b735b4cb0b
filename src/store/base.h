// SPDX-License-Identifier: GPL-3.0-or-later
// The open file, and SQLite's calls with the project's errors.
#ifndef CPF_STORE_BASE_H
#define CPF_STORE_BASE_H

#include <sqlite3.h>
#include <stdbool.h>

#include "search/journal.h"

struct cpf_store {
  char *path;     // owned
  sqlite3 *db;    // owned
  int lock;       // the descriptor that holds the writer's lock, -1: none
  double look_at; // when the families are to be written next (journal.c)
  uint64_t shown; // the starts that the families written last come from
  bool merged;    // put together by a merge: no search writes to it
  struct cpf_journal journal;
};

// What the last call on the database failed with. `doing`: "write", "read", "open".
enum cpf_status cpf_store_fail(const struct cpf_store *s, const char *doing, struct cpf_error *err);

// CPF_EPARSE: `what` in the file is not as the program writes it.
enum cpf_status cpf_store_damaged(const struct cpf_store *s, const char *what,
                                  struct cpf_error *err);

// Statements without results.
enum cpf_status cpf_store_run(const struct cpf_store *s, const char *sql, struct cpf_error *err);

// The caller finalizes *statement, on failure too (then it may be NULL).
enum cpf_status cpf_store_prepare(const struct cpf_store *s, const char *sql,
                                  sqlite3_stmt **statement, struct cpf_error *err);

// The next row. *row is false at the end; row NULL: there must be none.
enum cpf_status cpf_store_step(const struct cpf_store *s, sqlite3_stmt *statement, bool *row,
                               struct cpf_error *err);

// The first column of the first row, a whole number; 0 without a row.
enum cpf_status cpf_store_number(const struct cpf_store *s, const char *sql, int64_t *number,
                                 struct cpf_error *err);

// Undoes what was not committed, when status is not CPF_OK; else commits. Returns the status.
enum cpf_status cpf_store_end(const struct cpf_store *s, enum cpf_status status,
                              struct cpf_error *err);

#endif
