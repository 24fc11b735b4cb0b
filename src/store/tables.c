// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/tables.h"

#include <stdlib.h>
#include <string.h>

#include "status/try.h"
#include "store/certificate.h"
#include "store/family.h"
#include "store/settings.h"

enum { FINISHED = 1, TRIED, NHEAD }; // columns: the search has ended; certificates were tried

static const char *verdict_word(int value) {
  return value >= 0 && value <= CPF_FAILS ? cpf_verdict_name((enum cpf_verdict)value) : "?";
}

static const char *completeness_word(int value) {
  return value >= 0 && value <= CPF_COMPLETE_PROVED
             ? cpf_completeness_name((enum cpf_completeness)value)
             : "?";
}

static const char *end_word(int value) {
  return value >= 0 && value <= CPF_END_INTERRUPTED ? cpf_find_end_name((enum cpf_find_end)value)
                                                    : "?";
}

#define MEMBER(member, type) CPF_FIELD(cpf_find_result, member, CPF_FIELD_##type)
#define HOMOTOPY(member, type)                                                                     \
  CPF_FIELD_AS("homotopy_" #member, cpf_find_result, homotopy.member, CPF_FIELD_##type)
#define PROOF(member, type)                                                                        \
  CPF_FIELD_AS("proof_" #member, cpf_find_result, proof.member, CPF_FIELD_##type)

static const struct cpf_field fields[] = {
    MEMBER(seed, COUNT),
    MEMBER(many_seeds, BOOL),
    MEMBER(shard, INT),
    MEMBER(shards, INT),
    MEMBER(method, TEXT),
    CPF_FIELD_NAMED(cpf_find_result, end, end_word),
    MEMBER(points_known, BOOL),
    MEMBER(points, COUNT),
    MEMBER(unlisted, INT),
    MEMBER(undecided, INT),
    MEMBER(starts, COUNT),
    MEMBER(converged, COUNT),
    MEMBER(random_starts, COUNT),
    MEMBER(random_converged, COUNT),
    MEMBER(last_new, COUNT),
    MEMBER(unresolved, COUNT),
    MEMBER(branch_points, COUNT),
    MEMBER(euler_expected, INTEGER),
    MEMBER(euler_found, INTEGER),
    MEMBER(euler_found_known, BOOL),
    CPF_FIELD_NAMED(cpf_find_result, euler, verdict_word),
    MEMBER(singletons, COUNT),
    MEMBER(doubletons, COUNT),
    MEMBER(unseen, REAL),
    MEMBER(coverage, REAL),
    CPF_FIELD_NAMED(cpf_find_result, completeness, completeness_word),
    MEMBER(completeness_reason, TEXT),
    MEMBER(certified, INT),
    MEMBER(distinct_proved, BOOL),
    MEMBER(added, INT),
    MEMBER(dropped, INT),
    MEMBER(corrected, INT),
    MEMBER(correction, TEXT),
    HOMOTOPY(run, BOOL),
    HOMOTOPY(orbits, COUNT),
    HOMOTOPY(paths, COUNT),
    HOMOTOPY(regular, COUNT),
    HOMOTOPY(singular, COUNT),
    HOMOTOPY(infinite, COUNT),
    HOMOTOPY(failed, COUNT),
    HOMOTOPY(roots, COUNT),
    HOMOTOPY(singular_roots, COUNT),
    HOMOTOPY(real_roots, COUNT),
    HOMOTOPY(retried, COUNT),
    HOMOTOPY(count_known, BOOL),
    HOMOTOPY(count, COUNT),
    HOMOTOPY(residue, REAL),
    HOMOTOPY(complete, BOOL),
    HOMOTOPY(seconds, REAL),
    HOMOTOPY(reason, TEXT),
    PROOF(run, BOOL),
    PROOF(proved, BOOL),
    PROOF(boxes, COUNT),
    PROOF(excluded, COUNT),
    PROOF(matched, COUNT),
    PROOF(left, COUNT),
    PROOF(share_left, REAL),
    PROOF(work_left, REAL),
    PROOF(seconds, REAL),
    PROOF(reason, TEXT),
    MEMBER(threads, INT),
    MEMBER(seconds, REAL),
    MEMBER(seconds_search, REAL),
    MEMBER(seconds_certify, REAL),
    CPF_FIELD_END,
};
static const struct cpf_store_table result_table = {
    "result", "one INTEGER PRIMARY KEY CHECK (one = 1), finished INTEGER, tried INTEGER", NHEAD,
    fields};

static const struct cpf_field part_fields[] = {
    CPF_FIELD(cpf_store_part, seed, CPF_FIELD_COUNT),
    CPF_FIELD(cpf_store_part, shard, CPF_FIELD_INT),
    CPF_FIELD(cpf_store_part, shards, CPF_FIELD_INT),
    CPF_FIELD(cpf_store_part, starts, CPF_FIELD_COUNT),
    CPF_FIELD(cpf_store_part, finished, CPF_FIELD_BOOL),
    CPF_FIELD_END,
};
static const struct cpf_store_table parts_table = {"parts", "number INTEGER PRIMARY KEY", 1,
                                                   part_fields};

enum cpf_status cpf_store_tables_create(const struct cpf_store *s, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  CPF_TRY(cpf_table_create(s, &cpf_settings_table, err));
  CPF_TRY(cpf_table_create(s, &parts_table, err));
  CPF_TRY(cpf_table_create(s, &result_table, err));
  CPF_TRY(cpf_families_create(s, err));
  CPF_TRY(cpf_table_create(s, &cpf_certificates_table, err));
  CPF_TRY(cpf_table_create(s, &cpf_proofs_table, err));
cleanup:
  return status;
}

enum cpf_status cpf_parts_write(const struct cpf_store *s, const struct cpf_store_part *parts,
                                size_t count, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  sqlite3_stmt *statement = NULL;
  CPF_TRY(cpf_store_run(s, "DELETE FROM parts", err));
  CPF_TRY(cpf_table_insert(s, &parts_table, &statement, err));
  for (size_t i = 0; i < count; i++) {
    sqlite3_reset(statement);
    if (sqlite3_bind_int64(statement, 1, (sqlite3_int64)i) != SQLITE_OK) {
      status = cpf_store_fail(s, "write", err);
      goto cleanup;
    }
    CPF_TRY(cpf_fields_bind(s, &parts_table, &parts[i], statement, err));
    CPF_TRY(cpf_store_step(s, statement, NULL, err));
  }
cleanup:
  sqlite3_finalize(statement);
  return status;
}

enum cpf_status cpf_parts_read(const struct cpf_store *s, struct cpf_store_part **parts,
                               size_t *count, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  sqlite3_stmt *statement = NULL;
  int64_t rows;
  bool row;
  *count = 0;
  CPF_TRY(cpf_store_number(s, "SELECT count(*) FROM parts", &rows, err));
  CPF_TRY_ALLOC(*parts, (size_t)rows, err);
  CPF_TRY(cpf_table_select(s, &parts_table, "ORDER BY number", &statement, err));
  while (*count < (size_t)rows) {
    CPF_TRY(cpf_store_step(s, statement, &row, err));
    if (!row)
      break;
    CPF_TRY(cpf_fields_read(s, &parts_table, statement, &(*parts)[(*count)++], err));
  }
  if (*count == 0)
    status = cpf_store_damaged(s, "it names no starts", err);
cleanup:
  sqlite3_finalize(statement);
  return status;
}

static enum cpf_status write_certificates(const struct cpf_store *s,
                                          const struct cpf_find_result *r, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  CPF_TRY(cpf_store_run(s, "DELETE FROM certificates", err));
  for (int f = 0; r->certificates != NULL && f < r->nfamilies; f++)
    CPF_TRY(cpf_certificate_write(s, &cpf_certificates_table, &r->problem, f, NULL,
                                  &r->certificates[f], err));
cleanup:
  return status;
}

enum cpf_status cpf_store_put(const struct cpf_store *s, const struct cpf_find_result *r,
                              bool finished, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  sqlite3_stmt *statement = NULL;
  CPF_TRY(cpf_families_write(s, r, err));
  CPF_TRY(write_certificates(s, r, err));
  CPF_TRY(cpf_table_insert(s, &result_table, &statement, err));
  if (sqlite3_bind_int(statement, 1, 1) != SQLITE_OK ||
      sqlite3_bind_int(statement, FINISHED + 1, finished) != SQLITE_OK ||
      sqlite3_bind_int(statement, TRIED + 1, r->certificates != NULL) != SQLITE_OK) {
    status = cpf_store_fail(s, "write", err);
    goto cleanup;
  }
  CPF_TRY(cpf_fields_bind(s, &result_table, r, statement, err));
  CPF_TRY(cpf_store_step(s, statement, NULL, err));
cleanup:
  sqlite3_finalize(statement);
  return status;
}

static enum cpf_status read_certificates(const struct cpf_store *s, struct cpf_find_result *r,
                                         struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  bool known;
  CPF_TRY_ALLOC(r->certificates, (size_t)r->nfamilies, err);
  for (int f = 0; f < r->nfamilies; f++) {
    CPF_TRY(cpf_certificate_read(s, &cpf_certificates_table, &r->problem, f, NULL,
                                 &r->certificates[f], &known, err));
    if (!known)
      return cpf_store_damaged(s, "a certificate is missing", err);
  }
cleanup:
  return status;
}

enum cpf_status cpf_store_finished(const struct cpf_store *s, bool *finished,
                                   struct cpf_error *err) {
  int64_t number;
  enum cpf_status status = cpf_store_number(s, "SELECT finished FROM result", &number, err);
  *finished = number != 0;
  return status;
}

enum cpf_status cpf_store_read(struct cpf_store *s, struct cpf_find_result **result, bool *finished,
                               struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  sqlite3_stmt *statement = NULL;
  struct cpf_settings settings;
  struct cpf_find_result *r = NULL;
  bool row, tried;
  *result = NULL;
  *finished = false;
  CPF_TRY(cpf_settings_read(s, &settings, err));
  CPF_TRY_ALLOC(r, 1, err);
  r->problem = cpf_settings_problem(&settings);
  CPF_TRY(cpf_table_select(s, &result_table, "", &statement, err));
  CPF_TRY(cpf_store_step(s, statement, &row, err));
  if (!row) {
    status = cpf_store_damaged(s, "it holds no result", err);
    goto cleanup;
  }
  CPF_TRY(cpf_fields_read(s, &result_table, statement, r, err));
  *finished = sqlite3_column_int(statement, FINISHED) != 0;
  tried = sqlite3_column_int(statement, TRIED) != 0;
  CPF_TRY(cpf_families_read(s, r, err));
  if (tried)
    CPF_TRY(read_certificates(s, r, err));
  *result = r;
  r = NULL;
cleanup:
  sqlite3_finalize(statement);
  cpf_find_result_free(r);
  return status;
}
