// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/field.h"

#include <inttypes.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "status/try.h"

enum { WORDS_MAX = 16 }; // values of an enum

static const char *column_type(const struct cpf_field *f) {
  return f->type == CPF_FIELD_REAL                                ? "REAL"
         : f->type == CPF_FIELD_TEXT || f->type == CPF_FIELD_WORD ? "TEXT"
                                                                  : "INTEGER";
}

// Prepares the text built in `sql`, which is freed.
static enum cpf_status prepare(const struct cpf_store *s, sqlite3_str *sql,
                               sqlite3_stmt **statement, struct cpf_error *err) {
  char *text = sqlite3_str_finish(sql);
  *statement = NULL;
  if (text == NULL)
    return cpf_fail(err, CPF_ENOMEM, "out of memory: an SQL statement");
  enum cpf_status status = cpf_store_prepare(s, text, statement, err);
  sqlite3_free(text);
  return status;
}

enum cpf_status cpf_table_create(const struct cpf_store *s, const struct cpf_store_table *t,
                                 struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  sqlite3_stmt *statement = NULL;
  sqlite3_str *sql = sqlite3_str_new(s->db);
  sqlite3_str_appendf(sql, "CREATE TABLE %s (%s", t->name, t->head);
  for (const struct cpf_field *f = t->fields; f->name != NULL; f++)
    sqlite3_str_appendf(sql, ", \"%s\" %s", f->name, column_type(f));
  sqlite3_str_appendall(sql, ")");
  CPF_TRY(prepare(s, sql, &statement, err));
  CPF_TRY(cpf_store_step(s, statement, NULL, err));
cleanup:
  sqlite3_finalize(statement);
  return status;
}

static int count_fields(const struct cpf_store_table *t) {
  int count = 0;
  while (t->fields[count].name != NULL)
    count++;
  return count;
}

enum cpf_status cpf_table_insert(const struct cpf_store *s, const struct cpf_store_table *t,
                                 sqlite3_stmt **statement, struct cpf_error *err) {
  sqlite3_str *sql = sqlite3_str_new(s->db);
  sqlite3_str_appendf(sql, "INSERT OR REPLACE INTO %s VALUES (?", t->name);
  for (int i = 1; i < t->nhead + count_fields(t); i++)
    sqlite3_str_appendall(sql, ", ?");
  sqlite3_str_appendall(sql, ")");
  return prepare(s, sql, statement, err);
}

enum cpf_status cpf_table_select(const struct cpf_store *s, const struct cpf_store_table *t,
                                 const char *where, sqlite3_stmt **statement,
                                 struct cpf_error *err) {
  sqlite3_str *sql = sqlite3_str_new(s->db);
  sqlite3_str_appendf(sql, "SELECT * FROM %s %s", t->name, where);
  enum cpf_status status = prepare(s, sql, statement, err);
  if (status == CPF_OK && sqlite3_column_count(*statement) != t->nhead + count_fields(t))
    status = cpf_store_damaged(s, "a table has other columns", err);
  return status;
}

static const void *member(const struct cpf_field *f, const void *object) {
  return (const char *)object + f->offset;
}

static int64_t get_integer(const struct cpf_field *f, const void *object) {
  int64_t wide = 0;
  int narrow = 0;
  bool flag = false;
  switch (f->type) {
  case CPF_FIELD_BOOL:
    memcpy(&flag, member(f, object), sizeof flag);
    return flag;
  case CPF_FIELD_INT:
  case CPF_FIELD_WORD:
    memcpy(&narrow, member(f, object), sizeof narrow);
    return narrow;
  default:
    memcpy(&wide, member(f, object), sizeof wide);
    return wide;
  }
}

static bool set_integer(const struct cpf_field *f, void *object, int64_t value) {
  char *to = (char *)object + f->offset;
  int narrow = (int)value;
  bool flag = value != 0;
  switch (f->type) {
  case CPF_FIELD_BOOL:
    memcpy(to, &flag, sizeof flag);
    return value == 0 || value == 1;
  case CPF_FIELD_INT:
  case CPF_FIELD_WORD:
    memcpy(to, &narrow, sizeof narrow);
    return value >= INT_MIN && value <= INT_MAX;
  default:
    memcpy(to, &value, sizeof value);
    return true;
  }
}

static double get_real(const struct cpf_field *f, const void *object) {
  double value;
  memcpy(&value, member(f, object), sizeof value);
  return value;
}

static int bind(const struct cpf_field *f, const void *object, sqlite3_stmt *statement, int at) {
  switch (f->type) {
  case CPF_FIELD_REAL:
    return sqlite3_bind_double(statement, at, get_real(f, object));
  case CPF_FIELD_TEXT:
    return sqlite3_bind_text(statement, at, member(f, object), -1, SQLITE_TRANSIENT);
  case CPF_FIELD_WORD:
    return sqlite3_bind_text(statement, at, f->word((int)get_integer(f, object)), -1,
                             SQLITE_STATIC);
  default:
    return sqlite3_bind_int64(statement, at, get_integer(f, object));
  }
}

enum cpf_status cpf_fields_bind(const struct cpf_store *s, const struct cpf_store_table *t,
                                const void *object, sqlite3_stmt *statement,
                                struct cpf_error *err) {
  int at = t->nhead + 1;
  for (const struct cpf_field *f = t->fields; f->name != NULL; f++)
    if (bind(f, object, statement, at++) != SQLITE_OK)
      return cpf_store_fail(s, "write", err);
  return CPF_OK;
}

static bool read_text(const struct cpf_field *f, const char *text, void *object) {
  if (text == NULL || strlen(text) >= f->size)
    return false;
  memcpy((char *)object + f->offset, text, strlen(text) + 1);
  return true;
}

static bool read_word(const struct cpf_field *f, const char *text, void *object) {
  for (int value = 0; text != NULL && value < WORDS_MAX; value++)
    if (strcmp(f->word(value), text) == 0)
      return set_integer(f, object, value);
  return false;
}

static bool read_column(const struct cpf_field *f, sqlite3_stmt *statement, int at, void *object) {
  int type = sqlite3_column_type(statement, at);
  double real;
  switch (f->type) {
  case CPF_FIELD_REAL:
    real = sqlite3_column_double(statement, at);
    memcpy((char *)object + f->offset, &real, sizeof real);
    return (type == SQLITE_FLOAT || type == SQLITE_INTEGER) && isfinite(real);
  case CPF_FIELD_TEXT:
    return read_text(f, (const char *)sqlite3_column_text(statement, at), object);
  case CPF_FIELD_WORD:
    return read_word(f, (const char *)sqlite3_column_text(statement, at), object);
  default:
    return type == SQLITE_INTEGER && set_integer(f, object, sqlite3_column_int64(statement, at));
  }
}

enum cpf_status cpf_fields_read(const struct cpf_store *s, const struct cpf_store_table *t,
                                sqlite3_stmt *statement, void *object, struct cpf_error *err) {
  int at = t->nhead;
  char what[120];
  for (const struct cpf_field *f = t->fields; f->name != NULL; f++)
    if (!read_column(f, statement, at++, object)) {
      snprintf(what, sizeof what, "%s of a row of %s", f->name, t->name);
      return cpf_store_damaged(s, what, err);
    }
  return CPF_OK;
}

void cpf_field_show(const struct cpf_field *f, const void *object, char *text, size_t size) {
  switch (f->type) {
  case CPF_FIELD_BOOL:
    snprintf(text, size, "%s", get_integer(f, object) != 0 ? "on" : "off");
    break;
  case CPF_FIELD_REAL:
    snprintf(text, size, "%.17g", get_real(f, object));
    break;
  case CPF_FIELD_TEXT:
    snprintf(text, size, "%s", (const char *)member(f, object));
    break;
  case CPF_FIELD_WORD:
    snprintf(text, size, "%s", f->word((int)get_integer(f, object)));
    break;
  case CPF_FIELD_COUNT:
    snprintf(text, size, "%" PRIu64, (uint64_t)get_integer(f, object));
    break;
  default:
    snprintf(text, size, "%" PRId64, get_integer(f, object));
    break;
  }
}
