// SPDX-License-Identifier: GPL-3.0-or-later
// Members of a struct as columns of a table, each described once.
#ifndef CPF_STORE_FIELD_H
#define CPF_STORE_FIELD_H

#include <stddef.h>

#include "store/base.h"

enum cpf_field_type {
  CPF_FIELD_BOOL,    // bool; 0 or 1
  CPF_FIELD_INT,     // int
  CPF_FIELD_INTEGER, // int64_t
  CPF_FIELD_COUNT,   // uint64_t; from 2^63 on the column holds it less 2^64
  CPF_FIELD_REAL,    // double, finite
  CPF_FIELD_TEXT,    // char[]
  CPF_FIELD_WORD     // an enum of 4 bytes; the column holds its name
};

struct cpf_field {
  const char *name; // of the column; NULL ends a list
  enum cpf_field_type type;
  size_t offset, size;
  const char *(*word)(int value); // CPF_FIELD_WORD only
};

#define CPF_FIELD(object, member, type)                                                            \
  { #member, type, offsetof(struct object, member), sizeof(((struct object *)0)->member), NULL }
#define CPF_FIELD_AS(name, object, member, type)                                                   \
  { name, type, offsetof(struct object, member), sizeof(((struct object *)0)->member), NULL }
#define CPF_FIELD_NAMED(object, member, word)                                                      \
  {                                                                                                \
#member, CPF_FIELD_WORD, offsetof(struct object, member),                                      \
        sizeof(((struct object *)0)->member), word                                                 \
  }
#define CPF_FIELD_END                                                                              \
  { NULL, CPF_FIELD_BOOL, 0, 0, NULL }

// A table whose rows are `nhead` columns of their own and then the fields of a struct.
struct cpf_store_table {
  const char *name, *head; // head: SQL, the definitions of the first columns
  int nhead;
  const struct cpf_field *fields;
};

enum cpf_status cpf_table_create(const struct cpf_store *s, const struct cpf_store_table *t,
                                 struct cpf_error *err);

// A statement that writes a row: the caller binds 1 .. nhead, cpf_fields_bind the rest.
enum cpf_status cpf_table_insert(const struct cpf_store *s, const struct cpf_store_table *t,
                                 sqlite3_stmt **statement, struct cpf_error *err);
// A statement that reads all rows, or those that `where` ("WHERE ... ORDER BY ...") leaves.
enum cpf_status cpf_table_select(const struct cpf_store *s, const struct cpf_store_table *t,
                                 const char *where, sqlite3_stmt **statement,
                                 struct cpf_error *err);

enum cpf_status cpf_fields_bind(const struct cpf_store *s, const struct cpf_store_table *t,
                                const void *object, sqlite3_stmt *statement, struct cpf_error *err);
// CPF_EPARSE when a column holds what its member cannot.
enum cpf_status cpf_fields_read(const struct cpf_store *s, const struct cpf_store_table *t,
                                sqlite3_stmt *statement, void *object, struct cpf_error *err);

// The member in words, cut to size.
void cpf_field_show(const struct cpf_field *f, const void *object, char *text, size_t size);

#endif
