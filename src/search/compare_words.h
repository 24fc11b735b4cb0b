// SPDX-License-Identifier: GPL-3.0-or-later
// Conditions written for computed points, in the language of the tables.
#ifndef CPF_SEARCH_COMPARE_WORDS_H
#define CPF_SEARCH_COMPARE_WORDS_H

#include "search/compare.h"

// The angles of the students of W (2 x 2); exact where the certificate c, which may be NULL, lets
// it be proved.
void cpf_compare_angles(const struct cpf_problem *p, const double *W,
                        const struct cpf_certificate *c, double tol,
                        struct cpf_compare_angle students[CPF_COMPARE_STUDENTS]);

// "w1 = v1 and w2.v1 = cos(pi/24) and ...": the condition of the point with these angles. Decimals,
// to 12 places, unless all angles are exact. Allocated, freed by the caller; NULL without memory.
char *cpf_compare_condition(const struct cpf_compare_angle students[CPF_COMPARE_STUDENTS]);

// The text with the word theta replaced by the angle of the first student, brought between 0 and
// pi/4, when that is exact; otherwise a copy. Allocated, freed by the caller; NULL without memory.
char *cpf_compare_closed(const char *text,
                         const struct cpf_compare_angle students[CPF_COMPARE_STUDENTS]);

// True when the text has the word theta.
bool cpf_compare_has_theta(const char *text);

#endif
