// SPDX-License-Identifier: GPL-3.0-or-later
// From the numbers of the search to proofs: certificates, and what they say of a family.
#ifndef CPF_SEARCH_CERTIFY_H
#define CPF_SEARCH_CERTIFY_H

#include "cpfind/search.h"

// True when the options, or else the size of the problem, ask for certificates.
bool cpf_certify_wanted(const struct cpf_problem *p, const struct cpf_find_options *opt);

// Bytes that certifying takes on `threads` threads, roughly: matrices of balls of order n(d'+2).
// 0 when it is not wanted, SIZE_MAX on overflow.
size_t cpf_certify_bytes(const struct cpf_problem *p, const struct cpf_find_options *opt,
                         int threads);

// What cpf_family_adopt changed: the number of facts that contradicted the search, and the first of
// them in words.
struct cpf_correction {
  int count;
  char text[200];
};

// Lets the family say what the certificate proves. W becomes the doubles nearest to the center,
// eigenvalues move into their bounds, those proved to be zero become 0, and proved facts replace
// those of the search. False, and nothing changed, when the certified point is not the family's.
bool cpf_family_adopt(const struct cpf_problem *p, const struct cpf_certificate *c,
                      struct cpf_family *f, struct cpf_correction *correction);

// Certifies one family and lets it adopt what was proved; *c is empty but for its reason when
// nothing was, or when the certified point is another one.
enum cpf_status cpf_family_certify(const struct cpf_problem *p, const struct cpf_find_options *opt,
                                   struct cpf_family *f, struct cpf_certificate *c,
                                   struct cpf_correction *correction, struct cpf_error *err);

// Certifies all families of a result, on its threads; fills certificates, certified,
// distinct_proved, corrected, correction, and makes the counts and the Euler sum anew. Ends early,
// with certificates NULL, when *opt->stop became nonzero.
enum cpf_status cpf_result_certify(struct cpf_find_result *r, const struct cpf_find_options *opt,
                                   struct cpf_error *err);

#endif
