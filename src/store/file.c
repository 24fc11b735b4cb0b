// SPDX-License-Identifier: GPL-3.0-or-later
//
//  1. Take the writer's lock (lock.h), which makes the file when it is missing.
//  2. Open the database: rollback journal, synchronous=FULL, so that a commit is on the disk.
//     SQLite itself undoes what a program that was killed had begun.
//  3. Its application_id and user_version must be ours, and PRAGMA quick_check content.
#include "store/file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "status/try.h"
#include "store/lock.h"
#include "store/store.h"
#include "store/tables.h"

enum { WRITER_WAITS = 60000, READER_WAITS = 10000 }; // ms, for another's transaction

void cpf_store_close(struct cpf_store *s) {
  if (s == NULL)
    return;
  sqlite3_close(s->db);
  if (s->lock >= 0)
    close(s->lock);
  free(s->path);
  free(s);
}

// SQLite gives some names a meaning: ":memory:", "file:...".
static enum cpf_status open_database(struct cpf_store *s, struct cpf_error *err) {
  char *name = sqlite3_mprintf(s->path[0] == '/' ? "%s" : "./%s", s->path);
  if (name == NULL)
    return cpf_fail(err, CPF_ENOMEM, "out of memory: the store '%.200s'", s->path);
  int result = sqlite3_open_v2(name, &s->db, SQLITE_OPEN_READWRITE, NULL);
  sqlite3_free(name);
  if (s->db == NULL)
    return cpf_fail(err, CPF_ENOMEM, "out of memory: the store '%.200s'", s->path);
  sqlite3_extended_result_codes(s->db, 1);
  return result == SQLITE_OK ? CPF_OK : cpf_store_fail(s, "open", err);
}

static enum cpf_status set_up(struct cpf_store *s, bool writer, bool shared,
                              struct cpf_error *err) {
  // A lock that is kept from the first transaction on.
  const char *exclusive =
      writer && shared ? "PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT" : "";
  // The cache is small: what is written is not read again, and memory should not grow with the
  // file.
  const char *safe = writer ? "PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL; "
                              "PRAGMA cache_size = -256"
                            : "";
  if (sqlite3_exec(s->db, exclusive, NULL, NULL, NULL) != SQLITE_OK)
    return cpf_store_fail(s, "open", err);
  sqlite3_busy_timeout(s->db, writer ? WRITER_WAITS : READER_WAITS);
  return sqlite3_exec(s->db, safe, NULL, NULL, NULL) == SQLITE_OK ? CPF_OK
                                                                  : cpf_store_fail(s, "open", err);
}

static enum cpf_status check_pages(struct cpf_store *s, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  sqlite3_stmt *statement = NULL;
  bool row;
  CPF_TRY(cpf_store_prepare(s, "PRAGMA quick_check(1)", &statement, err));
  CPF_TRY(cpf_store_step(s, statement, &row, err));
  const char *text = row ? (const char *)sqlite3_column_text(statement, 0) : NULL;
  if (text == NULL || strcmp(text, "ok") != 0)
    status = cpf_store_damaged(s, text != NULL ? text : "quick_check says nothing", err);
cleanup:
  sqlite3_finalize(statement);
  return status;
}

// Step 3.
static enum cpf_status check_file(struct cpf_store *s, bool *empty, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  int64_t id, version, tables;
  CPF_TRY(cpf_store_number(s, "PRAGMA application_id", &id, err));
  CPF_TRY(cpf_store_number(s, "PRAGMA user_version", &version, err));
  CPF_TRY(cpf_store_number(s, "SELECT count(*) FROM sqlite_master", &tables, err));
  *empty = id == 0 && tables == 0;
  if (*empty)
    return CPF_OK;
  if (id != CPF_STORE_APPLICATION)
    return cpf_fail(err, CPF_EPARSE,
                    "'%.300s' is no store of cpfind: it is a database of another program", s->path);
  if (version > CPF_STORE_SCHEMA)
    return cpf_fail(err, CPF_EPARSE,
                    "the store '%.200s' is of a newer cpfind: its tables are version %lld, this "
                    "program knows version %d",
                    s->path, (long long)version, (int)CPF_STORE_SCHEMA);
  CPF_TRY(check_pages(s, err));
cleanup:
  return status;
}

enum cpf_status cpf_file_open(const char *path, enum cpf_file_use use, struct cpf_store **store,
                              bool *empty, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  bool writer = use != CPF_FILE_READ, created = false, shared = false;
  struct cpf_store *s = NULL;
  *store = NULL;
  CPF_TRY_ALLOC(s, 1, err);
  s->lock = -1;
  s->path = strdup(path);
  if (s->path == NULL) {
    status = cpf_fail(err, CPF_ENOMEM, "out of memory: the store '%.200s'", path);
    goto cleanup;
  }
  if (writer)
    CPF_TRY(cpf_store_lock(path, use == CPF_FILE_NEW, &s->lock, &created, &shared, err));
  else
    CPF_TRY(cpf_store_readable(path, err));
  CPF_TRY(open_database(s, err));
  CPF_TRY(set_up(s, writer, shared, err));
  CPF_TRY(check_file(s, empty, err));
  *store = s;
  s = NULL;
cleanup:
  if (status != CPF_OK && created)
    unlink(path);
  cpf_store_close(s);
  return status;
}
