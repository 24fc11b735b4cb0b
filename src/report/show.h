// SPDX-License-Identifier: GPL-3.0-or-later
// Pieces of the table for people: short numbers, grouped eigenvalues, matrices, colours.
#ifndef CPF_REPORT_SHOW_H
#define CPF_REPORT_SHOW_H

#include "report/report.h"

enum { CPF_SHOW_CELL = 64 }; // bytes of a short cell, with the end

// A real at 6 significant digits; rounding noise around zero is shown as 0.
void cpf_show_real(char cell[CPF_SHOW_CELL], double value);

// "48", or "continuum", ">2^64", "?" where there is no number.
void cpf_show_points(char cell[CPF_SHOW_CELL], const struct cpf_family *f);

// Eigenvalues at 6 digits, ascending, equal ones grouped: "-2 (x3), 0, 4". The `nullity` ones that
// count as zero are shown as 0; "none" when d = 1. Allocated, freed by the caller; NULL without
// memory.
char *cpf_show_eigenvalues(const struct cpf_family *f);

// Characters of a UTF-8 text.
int cpf_show_length(const char *text);

// Prints text cut to `width` characters, the last three of them dots when it was cut, with control
// characters replaced by '?'. width <= 0: not cut. Returns the characters printed.
int cpf_show_put(FILE *out, const char *text, int width);

// The rows of W, 6 digits, aligned, each line after `indent` blanks; cut with dots to the width
// and to a few rows unless verbose.
void cpf_show_matrix(FILE *out, const struct cpf_problem *p, const double *W, int indent,
                     const struct cpf_report_style *style);

// The terminal sequences around a kind or a heading, "" without colour.
const char *cpf_show_kind_colour(enum cpf_kind kind, const struct cpf_report_style *style);
const char *cpf_show_bold(const struct cpf_report_style *style);
const char *cpf_show_plain(const struct cpf_report_style *style);

#endif
