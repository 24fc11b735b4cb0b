// SPDX-License-Identifier: GPL-3.0-or-later
// The parts of cpf_check.
#ifndef CPF_CERTIFY_CHECK_PARTS_H
#define CPF_CERTIFY_CHECK_PARTS_H

#include "cpfind/check.h"

// Adds a text and worsens the verdict.
void cpf_findings_add(struct cpf_findings *f, enum cpf_check_verdict verdict, const char *fmt, ...)
    CPF_PRINTF(3, 4);
void cpf_findings_clear(struct cpf_findings *f);

// Compares one whole number that is stated with what is proved of it.
void cpf_findings_compare(struct cpf_findings *f, const char *field, bool stated, int64_t seen,
                          bool is_proved, int64_t proved);

// The dimension of the orbit of O(d-k) through a point with `rank` outer directions.
int64_t cpf_check_orbit_dimension(const struct cpf_problem *p, int rank);

// One family: fills *proved (empty when there is no certificate) and findings.
enum cpf_status cpf_check_family(const struct cpf_problem *p, const struct cpf_claim *claim,
                                 struct cpf_certificate *proved, struct cpf_findings *f,
                                 struct cpf_error *err);

// The share of the family in the Euler sum, from what was proved; *known false when it is not.
enum cpf_status cpf_check_share(const struct cpf_problem *p, const struct cpf_certificate *claimed,
                                const struct cpf_certificate *proved, bool *known, int64_t *share,
                                struct cpf_error *err);

// The list as a whole: pairs, numbers, and completeness, after all families.
enum cpf_status cpf_check_list(const struct cpf_claims *claims,
                               const struct cpf_certificate *proved,
                               const struct cpf_check_options *options,
                               struct cpf_check_result *result, struct cpf_error *err);

// Completeness: branch and bound with the regions of what was proved.
enum cpf_status cpf_check_complete(const struct cpf_claims *claims,
                                   const struct cpf_certificate *proved,
                                   const struct cpf_check_options *options,
                                   struct cpf_check_result *result, struct cpf_error *err);

#endif
