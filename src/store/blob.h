// SPDX-License-Identifier: GPL-3.0-or-later
// Arrays of numbers as bytes: little-endian, doubles as IEEE 754 binary64, without padding.
#ifndef CPF_STORE_BLOB_H
#define CPF_STORE_BLOB_H

#include <stddef.h>

#include "store/base.h"

// Binds `count` numbers; values NULL: SQL's NULL.
enum cpf_status cpf_blob_bind_doubles(const struct cpf_store *s, sqlite3_stmt *statement, int at,
                                      const double *values, size_t count, struct cpf_error *err);
enum cpf_status cpf_blob_bind_counts(const struct cpf_store *s, sqlite3_stmt *statement, int at,
                                     const uint64_t *values, size_t count, struct cpf_error *err);
enum cpf_status cpf_blob_bind_ints(const struct cpf_store *s, sqlite3_stmt *statement, int at,
                                   const int *values, size_t count, struct cpf_error *err);

// The column as exactly `count` numbers, in *values, which the caller frees. CPF_EPARSE otherwise.
enum cpf_status cpf_blob_doubles(const struct cpf_store *s, sqlite3_stmt *statement, int at,
                                 size_t count, double **values, struct cpf_error *err);
enum cpf_status cpf_blob_counts(const struct cpf_store *s, sqlite3_stmt *statement, int at,
                                size_t count, uint64_t **values, struct cpf_error *err);
enum cpf_status cpf_blob_ints(const struct cpf_store *s, sqlite3_stmt *statement, int at,
                              size_t count, int **values, struct cpf_error *err);

// 8 bytes.
void cpf_blob_put(unsigned char *bytes, uint64_t value);
uint64_t cpf_blob_get(const unsigned char *bytes);

#endif
