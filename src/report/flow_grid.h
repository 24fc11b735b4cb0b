// SPDX-License-Identifier: GPL-3.0-or-later
// A small table of texts: columns as wide as their widest cell; where the terminal is too narrow,
// the columns that do not fit follow in a block of their own, after the first ones again.
#ifndef CPF_REPORT_FLOW_GRID_H
#define CPF_REPORT_FLOW_GRID_H

#include "report/report.h"

enum { CPF_GRID_COLUMNS = 16 };

struct cpf_grid {
  int ncolumns;
  int fixed;        // columns that every block begins with
  const char *left; // a '<' or '>' per column: aligned to the left, to the right
  char **cells;     // owned, as its texts; row by row, the headings first
  size_t count, allocated;
  bool failed; // memory was refused
};

// The next cell, from left to right and row by row.
void cpf_grid_cell(struct cpf_grid *g, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

// Prints the headings (unless quiet) and rows, each line after two blanks (none when quiet), and
// frees the cells. CPF_ENOMEM when a cell could not be added.
enum cpf_status cpf_grid_put(FILE *out, struct cpf_grid *g, const struct cpf_report_style *style,
                             struct cpf_error *err);

#endif
