// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/base.h"

#include <string.h>

#include "status/try.h"

// The system's own words where SQLite has kept them.
static const char *reason(const struct cpf_store *s) {
  int number = sqlite3_system_errno(s->db), code = sqlite3_extended_errcode(s->db);
  if ((code & 0xff) == SQLITE_IOERR && number != 0)
    return strerror(number);
  return code == SQLITE_IOERR_WRITE ? "the disk fails, or the file may not grow any more (a quota, "
                                      "a limit on the size of files)"
                                    : sqlite3_errmsg(s->db);
}

enum cpf_status cpf_store_fail(const struct cpf_store *s, const char *doing,
                               struct cpf_error *err) {
  static const char stays[] = "; what it held before is intact, and the same command goes on "
                              "from there";
  bool writing = strcmp(doing, "write") == 0;
  switch (sqlite3_errcode(s->db) & 0xff) {
  case SQLITE_NOMEM:
    return cpf_fail(err, CPF_ENOMEM, "out of memory: the store '%.200s'", s->path);
  case SQLITE_NOTADB:
    return cpf_fail(err, CPF_EPARSE, "'%.200s' is no store of cpfind: it is no SQLite database",
                    s->path);
  case SQLITE_CORRUPT:
    return cpf_fail(err, CPF_EPARSE, "the store '%.200s' is damaged: %.100s", s->path,
                    sqlite3_errmsg(s->db));
  case SQLITE_FULL:
    return cpf_fail(err, CPF_EIO, "cannot write the store '%.200s': the disk is full%s", s->path,
                    stays);
  case SQLITE_BUSY:
  case SQLITE_LOCKED:
    return cpf_fail(err, CPF_EIO, "cannot %s the store '%.200s': another program is using it",
                    doing, s->path);
  case SQLITE_READONLY:
    return cpf_fail(err, CPF_EIO, "cannot %s the store '%.200s': it, or its folder, is read-only",
                    doing, s->path);
  default:
    return cpf_fail(err, CPF_EIO, "cannot %s the store '%.200s': %.120s%s", doing, s->path,
                    reason(s), writing ? stays : "");
  }
}

enum cpf_status cpf_store_damaged(const struct cpf_store *s, const char *what,
                                  struct cpf_error *err) {
  return cpf_fail(err, CPF_EPARSE, "the store '%.200s' is damaged: %s", s->path, what);
}

enum cpf_status cpf_store_run(const struct cpf_store *s, const char *sql, struct cpf_error *err) {
  return sqlite3_exec(s->db, sql, NULL, NULL, NULL) == SQLITE_OK ? CPF_OK
                                                                 : cpf_store_fail(s, "write", err);
}

enum cpf_status cpf_store_prepare(const struct cpf_store *s, const char *sql,
                                  sqlite3_stmt **statement, struct cpf_error *err) {
  *statement = NULL;
  if (sqlite3_prepare_v2(s->db, sql, -1, statement, NULL) == SQLITE_OK)
    return CPF_OK;
  if (sqlite3_errcode(s->db) == SQLITE_ERROR) // a table or a column is missing
    return cpf_store_damaged(s, sqlite3_errmsg(s->db), err);
  return cpf_store_fail(s, "read", err);
}

enum cpf_status cpf_store_step(const struct cpf_store *s, sqlite3_stmt *statement, bool *row,
                               struct cpf_error *err) {
  int result = sqlite3_step(statement);
  if (row != NULL)
    *row = result == SQLITE_ROW;
  if (result == SQLITE_DONE || (row != NULL && result == SQLITE_ROW))
    return CPF_OK;
  return cpf_store_fail(s, sqlite3_stmt_readonly(statement) ? "read" : "write", err);
}

enum cpf_status cpf_store_number(const struct cpf_store *s, const char *sql, int64_t *number,
                                 struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  sqlite3_stmt *statement = NULL;
  bool row;
  *number = 0;
  CPF_TRY(cpf_store_prepare(s, sql, &statement, err));
  CPF_TRY(cpf_store_step(s, statement, &row, err));
  if (row)
    *number = sqlite3_column_int64(statement, 0);
cleanup:
  sqlite3_finalize(statement);
  return status;
}

enum cpf_status cpf_store_end(const struct cpf_store *s, enum cpf_status status,
                              struct cpf_error *err) {
  if (status == CPF_OK)
    status = cpf_store_run(s, "COMMIT", err);
  if (status != CPF_OK && sqlite3_get_autocommit(s->db) == 0)
    (void)sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
  return status;
}
