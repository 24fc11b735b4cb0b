// SPDX-License-Identifier: GPL-3.0-or-later
// What the formats of table 1 share, and the writer of each.
#ifndef CPF_REPORT_TABLE1_PARTS_H
#define CPF_REPORT_TABLE1_PARTS_H

#include "report/show.h"
#include "report/table1.h"

// The columns that every table for people has.
enum cpf_table1_column {
  CPF_TABLE1_NAME = 0,
  CPF_TABLE1_VERDICT,
  CPF_TABLE1_POINTS,
  CPF_TABLE1_LOSS,
  CPF_TABLE1_INDEX,
  CPF_TABLE1_NULLITY,
  CPF_TABLE1_KIND,
  CPF_TABLE1_DEGREE,
  CPF_TABLE1_CERTIFIED,
  CPF_TABLE1_COLUMNS
};

// "name", "verdict", ...; whether the column holds numbers.
const char *cpf_table1_heading(enum cpf_table1_column column);
bool cpf_table1_numeric(enum cpf_table1_column column);

// Both NULL for a row without a family, the second also when nothing was tried.
const struct cpf_family *cpf_table1_family(const struct cpf_comparison *c,
                                           const struct cpf_compare_row *row);
const struct cpf_certificate *cpf_table1_certificate(const struct cpf_comparison *c,
                                                     const struct cpf_compare_row *row);

// "Tight-balance", "48", "-" where there is nothing to say. A label longer than a cell is cut.
void cpf_table1_cell(const struct cpf_comparison *c, const struct cpf_compare_row *row,
                     enum cpf_table1_column column, char cell[CPF_SHOW_CELL]);

// Theorem and index proved.
bool cpf_table1_certified(const struct cpf_comparison *c, const struct cpf_compare_row *row);

// The text for a terminal: acos and asin as the paper prints them, cos^-1 and sin^-1. Allocated;
// NULL without memory, as the following ones.
char *cpf_table1_plain(const char *condition);

// "theta = 0.285934 (16.3827 degrees)".
char *cpf_table1_theta(const struct cpf_comparison *c);

// Whether the row has a W of its own: an isolated family.
bool cpf_table1_has_point(const struct cpf_comparison *c, const struct cpf_compare_row *row);

// "w1 at 22.5 degrees (pi/8), w2 at ...".
char *cpf_table1_students(const struct cpf_compare_row *row);

// What the symmetries are: "permutations of the students and of the teachers, and signs".
const char *cpf_table1_symmetries(const struct cpf_problem *p);

// "3 rows as printed, 2 corrected".
char *cpf_table1_verdicts(const struct cpf_comparison *c);

// "5 families, 48 points", "proved: ...", "5 of 5 families certified, ...", without a line end.
void cpf_table1_total(FILE *out, const struct cpf_find_result *r);
void cpf_table1_completeness(FILE *out, const struct cpf_find_result *r);
void cpf_table1_certificates(FILE *out, const struct cpf_find_result *r);

// The same as one allocated text.
char *cpf_table1_words(void (*put)(FILE *out, const struct cpf_find_result *r),
                       const struct cpf_find_result *r);

typedef enum cpf_status cpf_table1_writer(FILE *out, const struct cpf_comparison *c,
                                          const struct cpf_report_style *style,
                                          struct cpf_error *err);
cpf_table1_writer cpf_table1_write_text, cpf_table1_write_markdown, cpf_table1_write_latex;
cpf_table1_writer cpf_table1_write_json, cpf_table1_write_ndjson, cpf_table1_write_csv;

#endif
