// SPDX-License-Identifier: GPL-3.0-or-later
// The JSON of one family.
#include <math.h>

#include "cli/claims.h"
#include "status/try.h"

static const char *const kinds[] = {"minimum", "saddle", "maximum", "undecided", NULL};

static enum cpf_status take_numbers(const struct cpf_claims_at *at, const json_t *list,
                                    size_t count, double *values, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  CPF_TRY(cpf_claims_array(at, list, count, err));
  for (size_t i = 0; i < count; i++) {
    const json_t *number = json_array_get(list, i);
    values[i] = json_number_value(number);
    if (!json_is_number(number) || !isfinite(values[i])) {
      struct cpf_claims_at inner = cpf_claims_entry(at, i);
      status = cpf_claims_fail(&inner, "is not a finite number", err);
      goto cleanup;
    }
  }
cleanup:
  return status;
}

static enum cpf_status take_W(const struct cpf_claims_at *at, const struct cpf_problem *p,
                              const json_t *object, struct cpf_claim *claim,
                              struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_claims_at inner = cpf_claims_member(at, "W");
  size_t n = (size_t)p->n, d = (size_t)p->d;
  json_t *rows = NULL;
  CPF_TRY(cpf_claims_get(at, object, "W", &rows, err));
  CPF_TRY(cpf_claims_array(&inner, rows, n, err));
  for (size_t i = 0; i < n; i++) { // before room for n*d numbers is asked for
    struct cpf_claims_at row = cpf_claims_entry(&inner, i);
    CPF_TRY(cpf_claims_array(&row, json_array_get(rows, i), d, err));
  }
  CPF_TRY_ALLOC(claim->W, n * d, err);
  for (size_t i = 0; i < n; i++) {
    struct cpf_claims_at row = cpf_claims_entry(&inner, i);
    CPF_TRY(take_numbers(&row, json_array_get(rows, i), d, claim->W + i * d, err));
  }
cleanup:
  return status;
}

static enum cpf_status take_spectrum(const struct cpf_claims_at *at, const struct cpf_problem *p,
                                     const json_t *object, struct cpf_claim *claim,
                                     struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_claims_at inner = cpf_claims_member(at, "eigenvalues");
  size_t count = cpf_problem_tangent_dim(p);
  int64_t number = 0;
  json_t *list = NULL;
  CPF_TRY(cpf_claims_get(at, object, "eigenvalues", &list, err));
  CPF_TRY(cpf_claims_array(&inner, list, count, err));
  CPF_TRY_ALLOC(claim->eigenvalues, count, err);
  CPF_TRY(take_numbers(&inner, list, count, claim->eigenvalues, err));
  CPF_TRY(cpf_claims_integer(at, object, "index", 0, (int64_t)count, NULL, &number, err));
  claim->index = (int)number;
  CPF_TRY(cpf_claims_integer(at, object, "nullity", 0, (int64_t)count, NULL, &number, err));
  claim->nullity = (int)number;
  CPF_TRY(cpf_claims_bool(at, object, "degenerate", &claim->degenerate, err));
cleanup:
  return status;
}

static enum cpf_status take_facts(const struct cpf_claims_at *at, const struct cpf_problem *p,
                                  const json_t *object, struct cpf_claim *claim,
                                  struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  int64_t most = (int64_t)cpf_problem_tangent_dim(p), points = 0, dimension = 0;
  bool stated = false;
  CPF_TRY(
      cpf_claims_integer(at, object, "points", 1, INT64_MAX, &claim->points_stated, &points, err));
  claim->points = (uint64_t)points;
  CPF_TRY(cpf_claims_integer(at, object, "dimension", 0, most, &stated, &dimension, err));
  claim->dimension = stated ? (int)dimension : -1;
  CPF_TRY(cpf_claims_real(at, object, "loss", NULL, &claim->loss, err));
  CPF_TRY(cpf_claims_real(at, object, "gradient_norm", NULL, &claim->gradient_norm, err));
  CPF_TRY(cpf_claims_integer(at, object, "local_degree", INT64_MIN, INT64_MAX,
                             &claim->degree_stated, &claim->local_degree, err));
  CPF_TRY(cpf_claims_text(at, object, "kind", kinds, NULL, claim->kind, sizeof claim->kind, err));
  CPF_TRY(cpf_claims_integer(at, object, "multiplicity", 1, INT64_MAX, &claim->multiplicity_stated,
                             &claim->multiplicity, err));
  CPF_TRY(cpf_claims_bool(at, object, "continuum", &claim->continuum, err));
  CPF_TRY(cpf_claims_integer(at, object, "euler", INT64_MIN, INT64_MAX, &claim->euler_stated,
                             &claim->euler, err));
cleanup:
  return status;
}

enum cpf_status cpf_claims_family(const struct cpf_claims_at *at, const struct cpf_problem *p,
                                  const json_t *object, struct cpf_claim *claim,
                                  struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_claims_at inner = cpf_claims_member(at, "certificate");
  json_t *certificate = NULL;
  CPF_TRY(cpf_claims_text(at, object, "id", NULL, NULL, claim->id, sizeof claim->id, err));
  CPF_TRY(cpf_claims_text(at, object, "label", NULL, NULL, claim->label, sizeof claim->label, err));
  CPF_TRY(take_W(at, p, object, claim, err));
  CPF_TRY(take_spectrum(at, p, object, claim, err));
  CPF_TRY(take_facts(at, p, object, claim, err));
  CPF_TRY(cpf_claims_get(at, object, "certificate", &certificate, err));
  if (!json_is_null(certificate))
    CPF_TRY(cpf_claims_certificate(&inner, p, certificate, &claim->certificate, err));
cleanup:
  return status;
}
