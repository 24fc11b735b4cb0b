// SPDX-License-Identifier: GPL-3.0-or-later
// JSON by jansson: one object, or one per line. Reals have 17 significant digits and so round-trip;
// a count beyond 2^63 - 1 is null.
#ifndef CPF_REPORT_JSON_H
#define CPF_REPORT_JSON_H

#include <jansson.h>

#include "report/report.h"

// jansson's flags for every text written: one line, members in the order they were set.
#define CPF_JSON_FLAGS (JSON_PRESERVE_ORDER | JSON_REAL_PRECISION(17))

// New references, owned by the caller; NULL when memory runs out.
json_t *cpf_json_blocks(const struct cpf_family *f);
json_t *cpf_json_reals(const double *values, size_t count);
json_t *cpf_json_matrix(const double *values, int rows, int columns);

// The members of a family, set on `object` in the order of the interface. False without memory.
// c: its certificate, NULL when not tried.
bool cpf_json_set_family(json_t *object, const struct cpf_problem *p, const struct cpf_family *f,
                         const struct cpf_certificate *c);

// New references, JSON's null where there is nothing to say.
json_t *cpf_json_certificate(const struct cpf_problem *p, const struct cpf_certificate *c);
json_t *cpf_json_not_certified(const struct cpf_certificate *c); // why, when it was tried
json_t *cpf_json_homotopy(const struct cpf_homotopy_summary *h);
json_t *cpf_json_proof(const struct cpf_proof_summary *s);

// Sets a member and drops the reference; false when value is NULL or memory runs out.
bool cpf_json_set(json_t *object, const char *key, json_t *value);
// An integer, or null when not known or beyond 2^63 - 1.
json_t *cpf_json_count(bool known, uint64_t value);
json_t *cpf_json_integer(bool known, int64_t value);
json_t *cpf_json_real(double value);

enum cpf_status cpf_json_write_find(FILE *out, const struct cpf_find_result *r,
                                    const struct cpf_report_style *style, struct cpf_error *err);
enum cpf_status cpf_ndjson_write_find(FILE *out, const struct cpf_find_result *r,
                                      const struct cpf_report_style *style, struct cpf_error *err);
enum cpf_status cpf_json_write_classify(FILE *out, const struct cpf_classification *c,
                                        const struct cpf_report_style *style,
                                        struct cpf_error *err);
enum cpf_status cpf_ndjson_write_classify(FILE *out, const struct cpf_classification *c,
                                          const struct cpf_report_style *style,
                                          struct cpf_error *err);

#endif
