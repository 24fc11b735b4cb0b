// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/family.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "status/try.h"
#include "store/blob.h"

enum { EIGENVALUES = 1, BLOCK_LABEL = 2, BLOCK_STUDENTS, BLOCK_TEACHERS }; // columns

static const char *kind_word(int value) {
  return value >= 0 && value <= CPF_KIND_MAXIMUM ? cpf_kind_name((enum cpf_kind)value) : "?";
}

static const struct cpf_field fields[] = {
    CPF_FIELD(cpf_family, id, CPF_FIELD_TEXT),
    CPF_FIELD(cpf_family, label, CPF_FIELD_TEXT),
    CPF_FIELD(cpf_family, listed, CPF_FIELD_BOOL),
    CPF_FIELD(cpf_family, points_known, CPF_FIELD_BOOL),
    CPF_FIELD(cpf_family, points, CPF_FIELD_COUNT),
    CPF_FIELD(cpf_family, dimension, CPF_FIELD_INT),
    CPF_FIELD(cpf_family, continuum, CPF_FIELD_BOOL),
    CPF_FIELD(cpf_family, loss, CPF_FIELD_REAL),
    CPF_FIELD(cpf_family, gradient_norm, CPF_FIELD_REAL),
    CPF_FIELD(cpf_family, index, CPF_FIELD_INT),
    CPF_FIELD(cpf_family, nullity, CPF_FIELD_INT),
    CPF_FIELD(cpf_family, degenerate, CPF_FIELD_BOOL),
    CPF_FIELD(cpf_family, degree_known, CPF_FIELD_BOOL),
    CPF_FIELD(cpf_family, local_degree, CPF_FIELD_INTEGER),
    CPF_FIELD_NAMED(cpf_family, kind, kind_word),
    CPF_FIELD(cpf_family, multiplicity_known, CPF_FIELD_BOOL),
    CPF_FIELD(cpf_family, multiplicity, CPF_FIELD_INTEGER),
    CPF_FIELD(cpf_family, hits, CPF_FIELD_COUNT),
    CPF_FIELD(cpf_family, random_hits, CPF_FIELD_COUNT),
    CPF_FIELD(cpf_family, first_random, CPF_FIELD_COUNT),
    CPF_FIELD(cpf_family, euler_known, CPF_FIELD_BOOL),
    CPF_FIELD(cpf_family, euler, CPF_FIELD_INTEGER),
    CPF_FIELD_END,
};
static const struct cpf_field none[] = {CPF_FIELD_END};
static const struct cpf_store_table families = {
    "families", "number INTEGER PRIMARY KEY, eigenvalues BLOB", 2, fields};
static const struct cpf_store_table points = {"points", "family INTEGER PRIMARY KEY, W BLOB", 2,
                                              none};
static const struct cpf_store_table blocks = {
    "blocks",
    "family INTEGER, number INTEGER, label TEXT, students BLOB, teachers BLOB, "
    "PRIMARY KEY (family, number)",
    5, none};

enum cpf_status cpf_families_create(const struct cpf_store *s, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  CPF_TRY(cpf_table_create(s, &families, err));
  CPF_TRY(cpf_table_create(s, &points, err));
  CPF_TRY(cpf_table_create(s, &blocks, err));
cleanup:
  return status;
}

// Runs a statement again with the keys given.
static enum cpf_status begin_row(const struct cpf_store *s, sqlite3_stmt *statement, int family,
                                 struct cpf_error *err) {
  sqlite3_reset(statement);
  return sqlite3_bind_int(statement, 1, family) == SQLITE_OK ? CPF_OK
                                                             : cpf_store_fail(s, "write", err);
}

static enum cpf_status write_block(const struct cpf_store *s, sqlite3_stmt *statement, int family,
                                   int number, const struct cpf_block *b, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  CPF_TRY(begin_row(s, statement, family, err));
  if (sqlite3_bind_int(statement, 2, number) != SQLITE_OK ||
      sqlite3_bind_text(statement, BLOCK_LABEL + 1, b->label, -1, SQLITE_TRANSIENT) != SQLITE_OK) {
    status = cpf_store_fail(s, "write", err);
    goto cleanup;
  }
  CPF_TRY(
      cpf_blob_bind_ints(s, statement, BLOCK_STUDENTS + 1, b->students, (size_t)b->nstudents, err));
  CPF_TRY(
      cpf_blob_bind_ints(s, statement, BLOCK_TEACHERS + 1, b->teachers, (size_t)b->nteachers, err));
  CPF_TRY(cpf_store_step(s, statement, NULL, err));
cleanup:
  return status;
}

// The statements that write a family.
struct writers {
  sqlite3_stmt *family, *point, *block;
};

static enum cpf_status write_family(const struct cpf_store *s, const struct writers *w, size_t size,
                                    int number, const struct cpf_family *f, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  CPF_TRY(begin_row(s, w->family, number, err));
  CPF_TRY(
      cpf_blob_bind_doubles(s, w->family, EIGENVALUES + 1, f->eigenvalues, f->neigenvalues, err));
  CPF_TRY(cpf_fields_bind(s, &families, f, w->family, err));
  CPF_TRY(cpf_store_step(s, w->family, NULL, err));
  CPF_TRY(begin_row(s, w->point, number, err));
  CPF_TRY(cpf_blob_bind_doubles(s, w->point, 2, f->W, size, err));
  CPF_TRY(cpf_store_step(s, w->point, NULL, err));
  for (int b = 0; b < f->nblocks; b++)
    CPF_TRY(write_block(s, w->block, number, b, &f->blocks[b], err));
cleanup:
  return status;
}

enum cpf_status cpf_families_write(const struct cpf_store *s, const struct cpf_find_result *r,
                                   struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct writers w = {NULL, NULL, NULL};
  size_t size = (size_t)r->problem.n * (size_t)r->problem.d;
  CPF_TRY(cpf_store_run(s, "DELETE FROM families; DELETE FROM points; DELETE FROM blocks", err));
  CPF_TRY(cpf_table_insert(s, &families, &w.family, err));
  CPF_TRY(cpf_table_insert(s, &points, &w.point, err));
  CPF_TRY(cpf_table_insert(s, &blocks, &w.block, err));
  for (int f = 0; f < r->nfamilies; f++)
    CPF_TRY(write_family(s, &w, size, f, &r->families[f], err));
cleanup:
  sqlite3_finalize(w.family);
  sqlite3_finalize(w.point);
  sqlite3_finalize(w.block);
  return status;
}

// The students or teachers of a block; *numbers is NULL for none, each below `limit`.
static enum cpf_status read_numbers(const struct cpf_store *s, sqlite3_stmt *statement, int at,
                                    int limit, int **numbers, int *count, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  size_t length = (size_t)sqlite3_column_bytes(statement, at) / 4;
  if (sqlite3_column_bytes(statement, at) == 0)
    return CPF_OK;
  CPF_TRY(cpf_blob_ints(s, statement, at, length, numbers, err));
  *count = (int)length;
  for (size_t i = 0; i < length; i++)
    if ((*numbers)[i] < 0 || (*numbers)[i] >= limit)
      return cpf_store_damaged(s, "a block of a family", err);
cleanup:
  return status;
}

static enum cpf_status read_blocks(const struct cpf_store *s, const struct cpf_problem *p,
                                   int number, struct cpf_family *f, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  sqlite3_stmt *statement = NULL;
  char where[64];
  bool row;
  snprintf(where, sizeof where, "WHERE family = %d ORDER BY number", number);
  CPF_TRY(cpf_table_select(s, &blocks, where, &statement, err));
  CPF_TRY_ALLOC(f->blocks, (size_t)p->n, err);
  for (;;) {
    CPF_TRY(cpf_store_step(s, statement, &row, err));
    if (!row)
      break;
    const char *label = (const char *)sqlite3_column_text(statement, BLOCK_LABEL);
    if (f->nblocks == p->n || label == NULL || strlen(label) >= CPF_LABEL_MAX) {
      status = cpf_store_damaged(s, "a block of a family", err);
      goto cleanup;
    }
    struct cpf_block *b = &f->blocks[f->nblocks++];
    memcpy(b->label, label, strlen(label) + 1);
    CPF_TRY(read_numbers(s, statement, BLOCK_STUDENTS, p->n, &b->students, &b->nstudents, err));
    CPF_TRY(read_numbers(s, statement, BLOCK_TEACHERS, p->k, &b->teachers, &b->nteachers, err));
  }
cleanup:
  sqlite3_finalize(statement);
  return status;
}

static enum cpf_status read_point(const struct cpf_store *s, const struct cpf_problem *p,
                                  int number, double **W, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  sqlite3_stmt *statement = NULL;
  char where[64];
  bool row;
  snprintf(where, sizeof where, "WHERE family = %d", number);
  CPF_TRY(cpf_table_select(s, &points, where, &statement, err));
  CPF_TRY(cpf_store_step(s, statement, &row, err));
  if (row)
    CPF_TRY(cpf_blob_doubles(s, statement, 1, (size_t)p->n * (size_t)p->d, W, err));
  else
    status = cpf_store_damaged(s, "a family has no point", err);
cleanup:
  sqlite3_finalize(statement);
  return status;
}

static enum cpf_status read_family(const struct cpf_store *s, const struct cpf_problem *p,
                                   sqlite3_stmt *statement, struct cpf_family *f,
                                   struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  int number = sqlite3_column_int(statement, 0);
  f->neigenvalues = cpf_problem_tangent_dim(p);
  CPF_TRY(cpf_fields_read(s, &families, statement, f, err));
  CPF_TRY(cpf_blob_doubles(s, statement, EIGENVALUES, f->neigenvalues, &f->eigenvalues, err));
  CPF_TRY(read_point(s, p, number, &f->W, err));
  CPF_TRY(read_blocks(s, p, number, f, err));
  if (f->nullity < 0 || f->index < 0 || (size_t)f->index + (size_t)f->nullity > f->neigenvalues)
    status = cpf_store_damaged(s, "the index of a family", err);
cleanup:
  return status;
}

enum cpf_status cpf_families_read(const struct cpf_store *s, struct cpf_find_result *r,
                                  struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  sqlite3_stmt *statement = NULL;
  int64_t count;
  bool row;
  CPF_TRY(cpf_store_number(s, "SELECT count(*) FROM families", &count, err));
  CPF_TRY_ALLOC(r->families, (size_t)count, err);
  CPF_TRY(cpf_table_select(s, &families, "ORDER BY number", &statement, err));
  while (r->nfamilies < count) {
    CPF_TRY(cpf_store_step(s, statement, &row, err));
    if (!row || sqlite3_column_int(statement, 0) != r->nfamilies) {
      status = cpf_store_damaged(s, "the numbers of the families", err);
      goto cleanup;
    }
    CPF_TRY(read_family(s, &r->problem, statement, &r->families[r->nfamilies++], err));
  }
cleanup:
  sqlite3_finalize(statement);
  return status;
}
