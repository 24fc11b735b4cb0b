// SPDX-License-Identifier: GPL-3.0-or-later
//
// A block of starts is one row. Its fates are a number for each start, in groups of 7 bits, the
// lowest first, the top bit of each byte saying that more follow (LEB128): 0 lost, 1 unresolved, 2
// a point, and 3 + f recognised as family f in the order in which they were found. So most starts
// take one byte. The points of fate 2 follow each other in a column of their own.
#include "store/arrivals.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "status/try.h"
#include "store/blob.h"

enum { LOST, UNRESOLVED, POINT, FAMILY };         // codes
enum { GROUP = 7, MORE = 0x80, LOW = 0x7f };      // of LEB128
enum { CODE_BYTES = 5 };                          // of an int, at most
enum { COUNT = 0, BRANCH_POINTS, FATES, POINTS }; // columns of the select

enum cpf_status cpf_arrivals_create(const struct cpf_store *s, struct cpf_error *err) {
  return cpf_store_run(s,
                       "CREATE TABLE arrivals (stage TEXT, first INTEGER, count INTEGER, "
                       "branch_points INTEGER, fates BLOB, points BLOB, PRIMARY KEY (stage, "
                       "first))",
                       err);
}

static unsigned code_of(const struct cpf_arrival *a) {
  switch (a->fate) {
  case CPF_FATE_LOST:
    break;
  case CPF_FATE_UNRESOLVED:
    return UNRESOLVED;
  case CPF_FATE_POINT:
    return POINT;
  case CPF_FATE_KNOWN:
    return FAMILY + (unsigned)a->index;
  }
  return LOST;
}

static size_t put_code(unsigned char *bytes, unsigned code) {
  size_t used = 0;
  for (; code > LOW; code >>= GROUP)
    bytes[used++] = (unsigned char)(code | MORE);
  bytes[used++] = (unsigned char)code;
  return used;
}

// Returns the bytes read, 0 when they end too early or make no int.
static size_t get_code(const unsigned char *bytes, size_t length, unsigned *code) {
  uint64_t value = 0;
  for (size_t used = 0; used < length && used < CODE_BYTES; used++) {
    value |= (uint64_t)(bytes[used] & LOW) << GROUP * used;
    if ((bytes[used] & MORE) == 0) {
      *code = (unsigned)value;
      return value <= INT_MAX ? used + 1 : 0;
    }
  }
  return 0;
}

static int bind_key(sqlite3_stmt *statement, const struct cpf_journal_block *b) {
  int result = sqlite3_bind_text(statement, 1, b->stage, -1, SQLITE_STATIC);
  return result != SQLITE_OK ? result : sqlite3_bind_int64(statement, 2, (sqlite3_int64)b->first);
}

// The points of fate POINT, one after another, in `points`; returns their number.
static size_t gather(const struct cpf_journal_block *b, double *points) {
  size_t count = 0;
  for (size_t i = 0; i < b->count; i++)
    if (b->arrivals[i].fate == CPF_FATE_POINT)
      memcpy(points + count++ * b->size, b->W + i * b->size, b->size * sizeof *points);
  return count;
}

enum cpf_status cpf_arrivals_write(const struct cpf_store *s, const struct cpf_journal_block *b,
                                   struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  sqlite3_stmt *statement = NULL;
  unsigned char *fates = NULL;
  double *points = NULL;
  size_t length = 0;
  CPF_TRY(cpf_store_prepare(s, "INSERT OR REPLACE INTO arrivals VALUES (?, ?, ?, ?, ?, ?)",
                            &statement, err));
  CPF_TRY_ALLOC(fates, b->count * CODE_BYTES, err);
  CPF_TRY_ALLOC(points, b->count * b->size, err);
  for (size_t i = 0; i < b->count; i++)
    length += put_code(fates + length, code_of(&b->arrivals[i]));
  if (bind_key(statement, b) != SQLITE_OK ||
      sqlite3_bind_int64(statement, 3, (sqlite3_int64)b->count) != SQLITE_OK ||
      sqlite3_bind_int64(statement, 4, (sqlite3_int64)b->branch_points) != SQLITE_OK ||
      sqlite3_bind_blob64(statement, 5, fates, length, SQLITE_STATIC) != SQLITE_OK) {
    status = cpf_store_fail(s, "write", err);
    goto cleanup;
  }
  CPF_TRY(cpf_blob_bind_doubles(s, statement, 6, points, gather(b, points) * b->size, err));
  CPF_TRY(cpf_store_step(s, statement, NULL, err));
cleanup:
  sqlite3_finalize(statement);
  free(fates);
  free(points);
  return status;
}

// One code; *point counts those of fate POINT.
static void decode(unsigned code, struct cpf_arrival *a, size_t *point) {
  a->index = -1;
  a->fate = code == LOST         ? CPF_FATE_LOST
            : code == UNRESOLVED ? CPF_FATE_UNRESOLVED
            : code == POINT      ? CPF_FATE_POINT
                                 : CPF_FATE_KNOWN;
  if (a->fate == CPF_FATE_KNOWN)
    a->index = (int)(code - FAMILY);
  *point += a->fate == CPF_FATE_POINT;
}

// Fills the block from its row.
static enum cpf_status unpack(const struct cpf_store *s, sqlite3_stmt *statement,
                              struct cpf_journal_block *b, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  const unsigned char *fates = sqlite3_column_blob(statement, FATES);
  size_t length = (size_t)sqlite3_column_bytes(statement, FATES), used = 0, npoints = 0;
  sqlite3_int64 count = sqlite3_column_int64(statement, COUNT);
  double *points = NULL;
  if (count <= 0 || (uint64_t)count > b->count)
    return cpf_store_damaged(s, "a block of starts is longer than its round", err);
  b->count = (size_t)count;
  b->branch_points = (uint64_t)sqlite3_column_int64(statement, BRANCH_POINTS);
  for (size_t i = 0; i < b->count; i++) {
    unsigned code = 0;
    size_t step = get_code(fates + used, length - used, &code);
    if (step == 0)
      return cpf_store_damaged(s, "the fates of a block of starts", err);
    used += step;
    decode(code, &b->arrivals[i], &npoints);
  }
  CPF_TRY(cpf_blob_doubles(s, statement, POINTS, npoints * b->size, &points, err));
  npoints = 0;
  for (size_t i = 0; i < b->count; i++)
    if (b->arrivals[i].fate == CPF_FATE_POINT)
      memcpy(b->W + i * b->size, points + npoints++ * b->size, b->size * sizeof *points);
cleanup:
  free(points);
  return status;
}

enum cpf_status cpf_arrivals_read(const struct cpf_store *s, struct cpf_journal_block *b,
                                  struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  sqlite3_stmt *statement = NULL;
  bool row;
  CPF_TRY(cpf_store_prepare(s,
                            "SELECT count, branch_points, fates, points FROM arrivals WHERE "
                            "stage = ? AND first = ?",
                            &statement, err));
  if (bind_key(statement, b) != SQLITE_OK) {
    status = cpf_store_fail(s, "read", err);
    goto cleanup;
  }
  CPF_TRY(cpf_store_step(s, statement, &row, err));
  if (row)
    CPF_TRY(unpack(s, statement, b, err));
  else
    b->count = 0;
cleanup:
  sqlite3_finalize(statement);
  return status;
}
