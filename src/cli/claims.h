// SPDX-License-Identifier: GPL-3.0-or-later
// Reads what `find` and `classify` wrote as JSON or NDJSON into claims to be checked. Nothing in
// the file is trusted: every member must be there, of its type, shape and range.
#ifndef CPF_CLI_CLAIMS_H
#define CPF_CLI_CLAIMS_H

#include <jansson.h>

#include "cpfind/check.h"

// Reads path ("-": standard input). CPF_EPARSE names the file and the place as a path,
// $.families[0].W[1][0]; CPF_EIO; CPF_ENOMEM. The caller clears *claims.
enum cpf_status cpf_claims_read(const char *path, struct cpf_claims *claims, struct cpf_error *err);

// For the readers of the parts: the file's name, and where in it the object stands.
struct cpf_claims_at {
  const char *file;
  char path[160];
};

struct cpf_claims_at cpf_claims_member(const struct cpf_claims_at *at, const char *key);
struct cpf_claims_at cpf_claims_entry(const struct cpf_claims_at *at, size_t index);
enum cpf_status cpf_claims_fail(const struct cpf_claims_at *at, const char *what,
                                struct cpf_error *err);

// A member of an object, which must be there; *value is borrowed.
enum cpf_status cpf_claims_get(const struct cpf_claims_at *at, const json_t *object,
                               const char *key, json_t **value, struct cpf_error *err);
// The same for one type. With `stated` not NULL the member may be null, which makes *stated false.
enum cpf_status cpf_claims_integer(const struct cpf_claims_at *at, const json_t *object,
                                   const char *key, int64_t least, int64_t most, bool *stated,
                                   int64_t *value, struct cpf_error *err);
enum cpf_status cpf_claims_real(const struct cpf_claims_at *at, const json_t *object,
                                const char *key, bool *stated, double *value,
                                struct cpf_error *err);
enum cpf_status cpf_claims_bool(const struct cpf_claims_at *at, const json_t *object,
                                const char *key, bool *value, struct cpf_error *err);
// Cut to `size`; `allowed` (NULL terminated) or NULL for any text.
enum cpf_status cpf_claims_text(const struct cpf_claims_at *at, const json_t *object,
                                const char *key, const char *const *allowed, bool *stated,
                                char *text, size_t size, struct cpf_error *err);
// An array of exactly `count` entries.
enum cpf_status cpf_claims_array(const struct cpf_claims_at *at, const json_t *value, size_t count,
                                 struct cpf_error *err);

// The parts. *claim and *c are empty before and, on failure, partly filled.
enum cpf_status cpf_claims_family(const struct cpf_claims_at *at, const struct cpf_problem *p,
                                  const json_t *object, struct cpf_claim *claim,
                                  struct cpf_error *err);
enum cpf_status cpf_claims_certificate(const struct cpf_claims_at *at, const struct cpf_problem *p,
                                       const json_t *object, struct cpf_certificate *c,
                                       struct cpf_error *err);

#endif
