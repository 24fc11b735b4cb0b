// SPDX-License-Identifier: GPL-3.0-or-later
// Writes results: a table for people, JSON, NDJSON and CSV for programs (docs/cpfind.1.scd).
#ifndef CPF_REPORT_REPORT_H
#define CPF_REPORT_REPORT_H

#include <stdbool.h>
#include <stdio.h>

#include "cpfind/search.h"

enum cpf_report_format {
  CPF_REPORT_TABLE = 0,
  CPF_REPORT_JSON,
  CPF_REPORT_NDJSON,   // a line per family, then a line with the summary; each has a "type"
  CPF_REPORT_CSV,      // RFC 4180, a row per family
  CPF_REPORT_MARKDOWN, // these two: tables of the paper only
  CPF_REPORT_LATEX
};

// Names of the formats in the order of the enum, NULL terminated: "table", "json", ...
const char *const *cpf_report_format_names(void);

struct cpf_report_style {
  enum cpf_report_format format;
  bool quiet;   // table: only the rows of the families
  bool verbose; // table: hits, ids, estimates and timing too, nothing cut
  bool colour;  // table: terminal colours
  int width;    // table: columns of the terminal
};

// What `classify` was given and found.
struct cpf_classification {
  struct cpf_problem problem;
  const struct cpf_classified *results;
  size_t count; // entries of results
  size_t given; // W's in the input: more than count only when interrupted
  double radius;
  bool interrupted;
  int threads;    // 0: not known
  double seconds; // wall clock
};

// Flushes; CPF_EIO when the stream has taken less than what was written.
enum cpf_status cpf_report_flush(FILE *out, struct cpf_error *err);

// Both write to `out` and flush it. Numbers that are NaN or infinite are refused with CPF_EINTERNAL
// before anything is written; CPF_EIO when the stream takes no more; CPF_ENOMEM.
enum cpf_status cpf_report_find(FILE *out, const struct cpf_find_result *r,
                                const struct cpf_report_style *style, struct cpf_error *err);
enum cpf_status cpf_report_classify(FILE *out, const struct cpf_classification *c,
                                    const struct cpf_report_style *style, struct cpf_error *err);

#endif
