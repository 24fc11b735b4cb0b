// SPDX-License-Identifier: GPL-3.0-or-later
// The checks of a search said in words, each without a line end.
#ifndef CPF_REPORT_WORDS_H
#define CPF_REPORT_WORDS_H

#include "report/report.h"

// "squared loss", "correlation loss", "repulsion 0.5".
void cpf_words_loss(FILE *out, const struct cpf_problem *p);
// "5 families, 48 points; all listed, none undecided".
void cpf_words_found(FILE *out, const struct cpf_find_result *r);
// "holds: ..." with both numbers.
void cpf_words_euler(FILE *out, const struct cpf_find_result *r);
// Why the search ended.
void cpf_words_end(FILE *out, const struct cpf_find_result *r);

#endif
