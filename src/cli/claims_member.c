// SPDX-License-Identifier: GPL-3.0-or-later
// Members of JSON objects, each checked for its type and range.
#include "cli/claims.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "status/try.h"

struct cpf_claims_at cpf_claims_member(const struct cpf_claims_at *at, const char *key) {
  struct cpf_claims_at inner = {.file = at->file};
  snprintf(inner.path, sizeof inner.path, "%.100s.%.40s", at->path, key);
  return inner;
}

struct cpf_claims_at cpf_claims_entry(const struct cpf_claims_at *at, size_t index) {
  struct cpf_claims_at inner = {.file = at->file};
  snprintf(inner.path, sizeof inner.path, "%.120s[%zu]", at->path, index);
  return inner;
}

enum cpf_status cpf_claims_fail(const struct cpf_claims_at *at, const char *what,
                                struct cpf_error *err) {
  return cpf_fail(err, CPF_EPARSE, "%.200s: %s: %s", at->file, at->path, what);
}

enum cpf_status cpf_claims_get(const struct cpf_claims_at *at, const json_t *object,
                               const char *key, json_t **value, struct cpf_error *err) {
  if (!json_is_object(object))
    return cpf_claims_fail(at, "is not an object", err);
  *value = json_object_get(object, key);
  if (*value != NULL)
    return CPF_OK;
  struct cpf_claims_at inner = cpf_claims_member(at, key);
  return cpf_claims_fail(&inner, "is missing", err);
}

// *value is NULL when the member is null and that is allowed.
static enum cpf_status get_or_null(const struct cpf_claims_at *at, const json_t *object,
                                   const char *key, bool *stated, json_t **value,
                                   struct cpf_error *err) {
  enum cpf_status status = cpf_claims_get(at, object, key, value, err);
  if (status == CPF_OK && stated != NULL) {
    *stated = !json_is_null(*value);
    *value = *stated ? *value : NULL;
  }
  return status;
}

enum cpf_status cpf_claims_integer(const struct cpf_claims_at *at, const json_t *object,
                                   const char *key, int64_t least, int64_t most, bool *stated,
                                   int64_t *value, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  json_t *number = NULL;
  CPF_TRY(get_or_null(at, object, key, stated, &number, err));
  if (number == NULL)
    goto cleanup;
  json_int_t seen = json_integer_value(number);
  if (!json_is_integer(number) || seen < least || seen > most) {
    status = cpf_fail(err, CPF_EPARSE,
                      "%.200s: %s.%s: is not a whole number from %" PRId64 " to %" PRId64 "%s",
                      at->file, at->path, key, least, most, stated != NULL ? ", or null" : "");
    goto cleanup;
  }
  *value = seen;
cleanup:
  return status;
}

enum cpf_status cpf_claims_real(const struct cpf_claims_at *at, const json_t *object,
                                const char *key, bool *stated, double *value,
                                struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  json_t *number = NULL;
  CPF_TRY(get_or_null(at, object, key, stated, &number, err));
  if (number == NULL)
    goto cleanup;
  *value = json_number_value(number);
  if (!json_is_number(number) || !isfinite(*value)) {
    struct cpf_claims_at inner = cpf_claims_member(at, key);
    status = cpf_claims_fail(&inner, "is not a finite number", err);
  }
cleanup:
  return status;
}

enum cpf_status cpf_claims_bool(const struct cpf_claims_at *at, const json_t *object,
                                const char *key, bool *value, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  json_t *truth = NULL;
  CPF_TRY(cpf_claims_get(at, object, key, &truth, err));
  *value = json_is_true(truth);
  if (!json_is_boolean(truth)) {
    struct cpf_claims_at inner = cpf_claims_member(at, key);
    status = cpf_claims_fail(&inner, "is neither true nor false", err);
  }
cleanup:
  return status;
}

static bool is_allowed(const char *text, const char *const *allowed) {
  for (; *allowed != NULL; allowed++)
    if (strcmp(text, *allowed) == 0)
      return true;
  return false;
}

enum cpf_status cpf_claims_text(const struct cpf_claims_at *at, const json_t *object,
                                const char *key, const char *const *allowed, bool *stated,
                                char *text, size_t size, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_claims_at inner = cpf_claims_member(at, key);
  json_t *value = NULL;
  CPF_TRY(get_or_null(at, object, key, stated, &value, err));
  if (value == NULL)
    goto cleanup;
  if (!json_is_string(value)) {
    status = cpf_claims_fail(&inner, "is not a text", err);
    goto cleanup;
  }
  if (allowed != NULL && !is_allowed(json_string_value(value), allowed)) {
    status = cpf_fail(err, CPF_EPARSE, "%.200s: %s: '%.40s' is not one of its values", at->file,
                      inner.path, json_string_value(value));
    goto cleanup;
  }
  snprintf(text, size, "%s", json_string_value(value));
cleanup:
  return status;
}

enum cpf_status cpf_claims_array(const struct cpf_claims_at *at, const json_t *value, size_t count,
                                 struct cpf_error *err) {
  if (!json_is_array(value))
    return cpf_claims_fail(at, "is not an array", err);
  if (json_array_size(value) != count)
    return cpf_fail(err, CPF_EPARSE, "%.200s: %s: has %zu entries (allowed: %zu)", at->file,
                    at->path, json_array_size(value), count);
  return CPF_OK;
}
