// SPDX-License-Identifier: GPL-3.0-or-later
// The rows of a reference table. The format is described in tables/README.md.
#ifndef CPF_CLASSIFY_TABLE_H
#define CPF_CLASSIFY_TABLE_H

#include "cpfind/table.h"

#include "classify/condition.h"
#include "classify/shape.h"

enum {
  CPF_ROW_NAME_MAX = 32, // with the end
  CPF_TABLE_ROWS = 1000  // most rows of a table
};

struct cpf_row {
  char name[CPF_ROW_NAME_MAX];
  const char *file; // not owned; for errors of the parser, NULL afterwards
  int line;
  struct cpf_shape shape;
  struct cpf_conditions conditions;
  struct cpf_uses uses; // of all conditions
  char *text; // owned; the conditions as written, those of several lines joined by ` and '
};

struct cpf_table {
  size_t nrows;
  struct cpf_row *rows; // owned; the first that matches a block names it
};

// tables/paper.table, compiled in (scripts/embed.sh); no zero byte at the end.
extern const unsigned char cpf_paper_table[];
extern const size_t cpf_paper_table_length;

// tables/printed.table, likewise: table 1 to the letter, each row for the whole point.
extern const unsigned char cpf_printed_table[];
extern const size_t cpf_printed_table_length;

// It parsed; the caller frees *table.
enum cpf_status cpf_table_printed(struct cpf_table **table, struct cpf_error *err);

#endif
