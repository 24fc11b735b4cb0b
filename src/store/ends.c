// SPDX-License-Identifier: GPL-3.0-or-later
// The complex homotopy's paths take one row when all have ended: the report, and the real ends.
#include "store/ends.h"

#include <stdlib.h>
#include <string.h>

#include "status/try.h"
#include "store/blob.h"

enum { NREAL = 1, POINTS, WEIGHTS, MULTIPLICITIES, SINGULAR, NHEAD }; // columns

#define REPORT(member, type) CPF_FIELD(cpf_complex_report, member, CPF_FIELD_##type)

static const struct cpf_field fields[] = {
    REPORT(orbits, COUNT),         REPORT(paths, COUNT),
    REPORT(regular, COUNT),        REPORT(singular, COUNT),
    REPORT(infinite, COUNT),       REPORT(failed, COUNT),
    REPORT(roots, COUNT),          REPORT(singular_roots, COUNT),
    REPORT(real_roots, COUNT),     REPORT(retried, COUNT),
    REPORT(high_precision, COUNT), REPORT(monodromy_paths, COUNT),
    REPORT(count_known, BOOL),     REPORT(count, COUNT),
    REPORT(residue, REAL),         REPORT(generic_complete, BOOL),
    REPORT(symmetric, BOOL),       REPORT(seconds, REAL),
    REPORT(reason, TEXT),          CPF_FIELD_END,
};
const struct cpf_store_table cpf_ends_table = {
    "ends",
    "one INTEGER PRIMARY KEY CHECK (one = 1), real_ends INTEGER, W BLOB, weights BLOB, "
    "multiplicities BLOB, is_singular BLOB",
    NHEAD, fields};

enum cpf_status cpf_ends_write(const struct cpf_store *s, size_t size,
                               const struct cpf_complex_result *ends, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  sqlite3_stmt *statement = NULL;
  size_t count = ends->nreal;
  int *singular = NULL;
  CPF_TRY_ALLOC(singular, count, err);
  for (size_t i = 0; i < count; i++)
    singular[i] = ends->singular[i];
  CPF_TRY(cpf_table_insert(s, &cpf_ends_table, &statement, err));
  if (sqlite3_bind_int(statement, 1, 1) != SQLITE_OK ||
      sqlite3_bind_int64(statement, NREAL + 1, (sqlite3_int64)count) != SQLITE_OK) {
    status = cpf_store_fail(s, "write", err);
    goto cleanup;
  }
  CPF_TRY(cpf_blob_bind_doubles(s, statement, POINTS + 1, ends->W, count * size, err));
  CPF_TRY(cpf_blob_bind_counts(s, statement, WEIGHTS + 1, ends->weight, count, err));
  CPF_TRY(cpf_blob_bind_counts(s, statement, MULTIPLICITIES + 1, ends->multiplicity, count, err));
  CPF_TRY(cpf_blob_bind_ints(s, statement, SINGULAR + 1, singular, count, err));
  CPF_TRY(cpf_fields_bind(s, &cpf_ends_table, &ends->report, statement, err));
  CPF_TRY(cpf_store_step(s, statement, NULL, err));
cleanup:
  sqlite3_finalize(statement);
  free(singular);
  return status;
}

static enum cpf_status read_arrays(const struct cpf_store *s, sqlite3_stmt *statement, size_t size,
                                   struct cpf_complex_result *ends, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  int *singular = NULL;
  sqlite3_int64 rows = sqlite3_column_int64(statement, NREAL);
  if (rows < 0 || rows > INT32_MAX)
    return cpf_store_damaged(s, "the ends of the paths", err);
  size_t count = (size_t)rows;
  CPF_TRY(cpf_blob_doubles(s, statement, POINTS, count * size, &ends->W, err));
  CPF_TRY(cpf_blob_counts(s, statement, WEIGHTS, count, &ends->weight, err));
  CPF_TRY(cpf_blob_counts(s, statement, MULTIPLICITIES, count, &ends->multiplicity, err));
  CPF_TRY(cpf_blob_ints(s, statement, SINGULAR, count, &singular, err));
  CPF_TRY_ALLOC(ends->singular, count, err);
  for (size_t i = 0; i < count; i++)
    ends->singular[i] = singular[i] != 0;
  ends->nreal = count;
cleanup:
  free(singular);
  return status;
}

enum cpf_status cpf_ends_read(const struct cpf_store *s, size_t size,
                              struct cpf_complex_result *ends, bool *known, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  sqlite3_stmt *statement = NULL;
  CPF_TRY(cpf_table_select(s, &cpf_ends_table, "", &statement, err));
  CPF_TRY(cpf_store_step(s, statement, known, err));
  if (!*known)
    goto cleanup;
  memset(ends, 0, sizeof *ends);
  CPF_TRY(cpf_fields_read(s, &cpf_ends_table, statement, &ends->report, err));
  CPF_TRY(read_arrays(s, statement, size, ends, err));
cleanup:
  sqlite3_finalize(statement);
  return status;
}
