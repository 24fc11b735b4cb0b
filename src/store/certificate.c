// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/certificate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "status/try.h"
#include "store/blob.h"

enum { POINT = 1, CENTER, SYMMETRIES, LOWER, UPPER, NHEAD }; // columns

static const char *theorem_word(int value) {
  return value >= 0 && value <= CPF_THEOREM_EXACT ? cpf_theorem_name((enum cpf_theorem)value) : "?";
}

static const struct cpf_field fields[] = {
    CPF_FIELD_NAMED(cpf_certificate, theorem, theorem_word),
    CPF_FIELD(cpf_certificate, reason, CPF_FIELD_TEXT),
    CPF_FIELD(cpf_certificate, precision_bits, CPF_FIELD_INT),
    CPF_FIELD(cpf_certificate, rank, CPF_FIELD_INT),
    CPF_FIELD(cpf_certificate, radius, CPF_FIELD_REAL),
    CPF_FIELD(cpf_certificate, unique_radius, CPF_FIELD_REAL),
    CPF_FIELD(cpf_certificate, nsymmetries, CPF_FIELD_INT),
    CPF_FIELD(cpf_certificate, index_proved, CPF_FIELD_BOOL),
    CPF_FIELD(cpf_certificate, index, CPF_FIELD_INT),
    CPF_FIELD(cpf_certificate, nullity, CPF_FIELD_INT),
    CPF_FIELD(cpf_certificate, zeros, CPF_FIELD_TEXT),
    CPF_FIELD(cpf_certificate, isolated_proved, CPF_FIELD_BOOL),
    CPF_FIELD(cpf_certificate, degree_proved, CPF_FIELD_BOOL),
    CPF_FIELD(cpf_certificate, local_degree, CPF_FIELD_INTEGER),
    CPF_FIELD(cpf_certificate, multiplicity_proved, CPF_FIELD_BOOL),
    CPF_FIELD(cpf_certificate, multiplicity, CPF_FIELD_INTEGER),
    CPF_FIELD(cpf_certificate, kind_proved, CPF_FIELD_BOOL),
    CPF_FIELD(cpf_certificate, descends, CPF_FIELD_BOOL),
    CPF_FIELD(cpf_certificate, ascends, CPF_FIELD_BOOL),
    CPF_FIELD(cpf_certificate, points_proved, CPF_FIELD_BOOL),
    CPF_FIELD(cpf_certificate, points, CPF_FIELD_COUNT),
    CPF_FIELD_END,
};
#define HEAD                                                                                       \
  "number INTEGER PRIMARY KEY, W BLOB, center TEXT, symmetries BLOB, lower BLOB, upper BLOB"
const struct cpf_store_table cpf_certificates_table = {"certificates", HEAD, NHEAD, fields};
const struct cpf_store_table cpf_proofs_table = {"proofs", HEAD, NHEAD, fields};

static size_t symmetry_length(const struct cpf_problem *p, const struct cpf_certificate *c) {
  return (size_t)p->n + (size_t)p->k + (size_t)c->rank;
}

// The decimals of the center with blanks between them, NULL for none.
static enum cpf_status bind_center(const struct cpf_store *s, sqlite3_stmt *statement,
                                   const struct cpf_certificate *c, struct cpf_error *err) {
  sqlite3_str *joined = sqlite3_str_new(s->db);
  for (char **entry = c->center; entry != NULL && *entry != NULL; entry++)
    sqlite3_str_appendf(joined, entry == c->center ? "%s" : " %s", *entry);
  bool short_of_memory = sqlite3_str_errcode(joined) != SQLITE_OK;
  char *text = sqlite3_str_finish(joined);
  if (short_of_memory || sqlite3_bind_text(statement, CENTER + 1, text, -1, sqlite3_free) != 0)
    return cpf_fail(err, CPF_ENOMEM, "out of memory: a certificate");
  return CPF_OK;
}

enum cpf_status cpf_certificate_write(const struct cpf_store *s, const struct cpf_store_table *t,
                                      const struct cpf_problem *p, int number, const double *W,
                                      const struct cpf_certificate *c, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  sqlite3_stmt *statement = NULL;
  size_t symmetries = symmetry_length(p, c) * (size_t)c->nsymmetries;
  size_t size = (size_t)p->n * (size_t)p->d;
  CPF_TRY(cpf_table_insert(s, t, &statement, err));
  if (sqlite3_bind_int(statement, 1, number) != SQLITE_OK) {
    status = cpf_store_fail(s, "write", err);
    goto cleanup;
  }
  CPF_TRY(cpf_blob_bind_doubles(s, statement, POINT + 1, W, size, err));
  CPF_TRY(bind_center(s, statement, c, err));
  CPF_TRY(cpf_blob_bind_ints(s, statement, SYMMETRIES + 1, c->symmetries, symmetries, err));
  CPF_TRY(cpf_blob_bind_doubles(s, statement, LOWER + 1, c->lower, c->neigenvalues, err));
  CPF_TRY(cpf_blob_bind_doubles(s, statement, UPPER + 1, c->upper, c->neigenvalues, err));
  CPF_TRY(cpf_fields_bind(s, t, c, statement, err));
  CPF_TRY(cpf_store_step(s, statement, NULL, err));
cleanup:
  sqlite3_finalize(statement);
  return status;
}

// The decimals again: `count` of them.
static enum cpf_status split_center(const struct cpf_store *s, const char *text, size_t count,
                                    char ***center, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  CPF_TRY_ALLOC(*center, count + 1, err);
  for (size_t i = 0; i < count; i++) {
    size_t length = strcspn(text, " ");
    if (length == 0 || (text[length] == '\0') != (i + 1 == count))
      return cpf_store_damaged(s, "the center of a certificate", err);
    CPF_TRY_ALLOC((*center)[i], length + 1, err);
    memcpy((*center)[i], text, length);
    text += length + (text[length] != '\0');
  }
cleanup:
  return status;
}

static enum cpf_status read_arrays(const struct cpf_store *s, const struct cpf_problem *p,
                                   sqlite3_stmt *statement, struct cpf_certificate *c,
                                   struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  const char *center = (const char *)sqlite3_column_text(statement, CENTER);
  size_t N = cpf_problem_tangent_dim(p);
  if (c->rank < 0 || c->rank > p->n || c->rank > p->d - p->k || c->nsymmetries < 0 ||
      (center == NULL) != (c->theorem == CPF_THEOREM_NONE))
    return cpf_store_damaged(s, "a certificate", err);
  if (center != NULL)
    CPF_TRY(
        split_center(s, center, (size_t)p->n * ((size_t)p->k + (size_t)c->rank), &c->center, err));
  if (c->nsymmetries > 0)
    CPF_TRY(cpf_blob_ints(s, statement, SYMMETRIES, symmetry_length(p, c) * (size_t)c->nsymmetries,
                          &c->symmetries, err));
  if (sqlite3_column_type(statement, LOWER) == SQLITE_NULL)
    goto cleanup;
  CPF_TRY(cpf_blob_doubles(s, statement, LOWER, N, &c->lower, err));
  CPF_TRY(cpf_blob_doubles(s, statement, UPPER, N, &c->upper, err));
  c->neigenvalues = N;
cleanup:
  return status;
}

// True when the row was made from W.
static enum cpf_status same_point(const struct cpf_store *s, const struct cpf_problem *p,
                                  sqlite3_stmt *statement, const double *W, bool *same,
                                  struct cpf_error *err) {
  size_t size = (size_t)p->n * (size_t)p->d;
  double *there = NULL;
  enum cpf_status status = cpf_blob_doubles(s, statement, POINT, size, &there, err);
  *same = status == CPF_OK && memcmp(there, W, size * sizeof *W) == 0;
  free(there);
  return status;
}

enum cpf_status cpf_certificate_read(const struct cpf_store *s, const struct cpf_store_table *t,
                                     const struct cpf_problem *p, int number, const double *W,
                                     struct cpf_certificate *c, bool *known,
                                     struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  sqlite3_stmt *statement = NULL;
  char where[64];
  memset(c, 0, sizeof *c);
  snprintf(where, sizeof where, "WHERE number = %d", number);
  CPF_TRY(cpf_table_select(s, t, where, &statement, err));
  CPF_TRY(cpf_store_step(s, statement, known, err));
  if (*known && W != NULL)
    CPF_TRY(same_point(s, p, statement, W, known, err));
  if (!*known)
    goto cleanup;
  CPF_TRY(cpf_fields_read(s, t, statement, c, err));
  CPF_TRY(read_arrays(s, p, statement, c, err));
cleanup:
  if (status != CPF_OK)
    cpf_certificate_clear(c);
  sqlite3_finalize(statement);
  return status;
}
