// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/blob.h"

#include <stdlib.h>
#include <string.h>

#include "status/try.h"

enum { WIDE = 8, NARROW = 4 }; // bytes of a number

static void put(unsigned char *bytes, uint64_t value, size_t width) {
  for (size_t b = 0; b < width; b++)
    bytes[b] = (unsigned char)(value >> 8 * b);
}

static uint64_t get(const unsigned char *bytes, size_t width) {
  uint64_t value = 0;
  for (size_t b = 0; b < width; b++)
    value |= (uint64_t)bytes[b] << 8 * b;
  return value;
}

void cpf_blob_put(unsigned char *bytes, uint64_t value) {
  put(bytes, value, WIDE);
}

uint64_t cpf_blob_get(const unsigned char *bytes) {
  return get(bytes, WIDE);
}

// Element i of the array as bits, and back.
typedef uint64_t read_fn(const void *values, size_t i);
typedef void write_fn(void *values, size_t i, uint64_t bits);

static uint64_t read_double(const void *values, size_t i) {
  uint64_t bits;
  memcpy(&bits, (const double *)values + i, sizeof bits);
  return bits;
}
static void write_double(void *values, size_t i, uint64_t bits) {
  memcpy((double *)values + i, &bits, sizeof bits);
}
static uint64_t read_count(const void *values, size_t i) {
  return ((const uint64_t *)values)[i];
}
static void write_count(void *values, size_t i, uint64_t bits) {
  ((uint64_t *)values)[i] = bits;
}
static uint64_t read_int(const void *values, size_t i) {
  return (uint32_t)((const int *)values)[i];
}
static void write_int(void *values, size_t i, uint64_t bits) {
  ((int *)values)[i] = (int)(int32_t)(uint32_t)bits;
}

static enum cpf_status bind(const struct cpf_store *s, sqlite3_stmt *statement, int at,
                            const void *values, size_t count, size_t width, read_fn *read,
                            struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  unsigned char *bytes = NULL;
  if (values == NULL)
    return sqlite3_bind_null(statement, at) == SQLITE_OK ? CPF_OK : cpf_store_fail(s, "write", err);
  CPF_TRY_ALLOC(bytes, count * width, err);
  for (size_t i = 0; i < count; i++)
    put(bytes + i * width, read(values, i), width);
  if (sqlite3_bind_blob64(statement, at, bytes, count * width, SQLITE_TRANSIENT) != SQLITE_OK)
    status = cpf_store_fail(s, "write", err);
cleanup:
  free(bytes);
  return status;
}

enum cpf_status cpf_blob_bind_doubles(const struct cpf_store *s, sqlite3_stmt *statement, int at,
                                      const double *values, size_t count, struct cpf_error *err) {
  return bind(s, statement, at, values, count, WIDE, read_double, err);
}

enum cpf_status cpf_blob_bind_counts(const struct cpf_store *s, sqlite3_stmt *statement, int at,
                                     const uint64_t *values, size_t count, struct cpf_error *err) {
  return bind(s, statement, at, values, count, WIDE, read_count, err);
}

enum cpf_status cpf_blob_bind_ints(const struct cpf_store *s, sqlite3_stmt *statement, int at,
                                   const int *values, size_t count, struct cpf_error *err) {
  return bind(s, statement, at, values, count, NARROW, read_int, err);
}

static enum cpf_status unpack(const struct cpf_store *s, sqlite3_stmt *statement, int at,
                              size_t count, size_t width, write_fn *write, void *values,
                              struct cpf_error *err) {
  const unsigned char *bytes = sqlite3_column_blob(statement, at);
  size_t length = (size_t)sqlite3_column_bytes(statement, at);
  if (length != count * width || (length > 0 && bytes == NULL))
    return cpf_store_damaged(s, "an array has the wrong length", err);
  for (size_t i = 0; i < count; i++)
    write(values, i, get(bytes + i * width, width));
  return CPF_OK;
}

enum cpf_status cpf_blob_doubles(const struct cpf_store *s, sqlite3_stmt *statement, int at,
                                 size_t count, double **values, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  CPF_TRY_ALLOC(*values, count, err);
  CPF_TRY(unpack(s, statement, at, count, WIDE, write_double, *values, err));
cleanup:
  return status;
}

enum cpf_status cpf_blob_counts(const struct cpf_store *s, sqlite3_stmt *statement, int at,
                                size_t count, uint64_t **values, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  CPF_TRY_ALLOC(*values, count, err);
  CPF_TRY(unpack(s, statement, at, count, WIDE, write_count, *values, err));
cleanup:
  return status;
}

enum cpf_status cpf_blob_ints(const struct cpf_store *s, sqlite3_stmt *statement, int at,
                              size_t count, int **values, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  CPF_TRY_ALLOC(*values, count, err);
  CPF_TRY(unpack(s, statement, at, count, NARROW, write_int, *values, err));
cleanup:
  return status;
}
