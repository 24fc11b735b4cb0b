// SPDX-License-Identifier: GPL-3.0-or-later
// Writes tight-balance angles: a table for people, JSON, NDJSON (a line per degree) and CSV.
#ifndef CPF_REPORT_THETA_H
#define CPF_REPORT_THETA_H

#include <jansson.h>

#include "cpfind/theta.h"
#include "report/report.h"

struct cpf_theta_list {
  const struct cpf_theta_entry *entries;
  size_t count, given; // computed, asked for: different only when interrupted
  bool real;           // degrees of |x|^rho
  int digits;
};

// Writes and flushes. CPF_EIO when the stream takes no more; CPF_ENOMEM.
enum cpf_status cpf_report_theta(FILE *out, const struct cpf_theta_list *list,
                                 const struct cpf_report_style *style, struct cpf_error *err);

// The table: one line per degree for few digits, else a block per degree.
void cpf_theta_write_sheet(FILE *out, const struct cpf_theta_list *list,
                           const struct cpf_report_style *style);

// Sets the members of an entry, in the order of the interface. False without memory.
bool cpf_theta_set_members(json_t *object, const struct cpf_theta_entry *e, bool real);

#endif
