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
// "minimum", "saddle", "maximum" as proved; NULL when nothing is proved of the kind.
const char *cpf_words_proved_kind(const struct cpf_certificate *c);
// "5 of 5 families certified, ..." and, when not all are, the first reason.
void cpf_words_certified(FILE *out, const struct cpf_find_result *r);
// "64 paths tracked: ...".
void cpf_words_homotopy(FILE *out, const struct cpf_homotopy_summary *h);
// "1024 boxes: ...".
void cpf_words_proof(FILE *out, const struct cpf_proof_summary *s);
// "krawczyk, radius 1e-38, ...", or why there is none.
void cpf_words_certificate(FILE *out, const struct cpf_certificate *c);
// Why the search ended.
void cpf_words_end(FILE *out, const struct cpf_find_result *r);

#endif
