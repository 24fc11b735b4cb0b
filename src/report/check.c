// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/check.h"

#include <math.h>

#include "status/try.h"

static enum cpf_status check(double value, const char *owner, const char *name,
                             struct cpf_error *err) {
  if (isfinite(value))
    return CPF_OK;
  return cpf_fail(err, CPF_EINTERNAL, "internal error: %s of %s is not a finite number", name,
                  owner);
}

static enum cpf_status check_array(const double *values, size_t count, const char *owner,
                                   const char *name, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  for (size_t i = 0; i < count; i++)
    CPF_TRY(check(values[i], owner, name, err));
cleanup:
  return status;
}

static enum cpf_status check_family(const struct cpf_problem *p, const struct cpf_family *f,
                                    struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  CPF_TRY(check(f->loss, f->label, "the loss", err));
  CPF_TRY(check(f->gradient_norm, f->label, "the gradient norm", err));
  CPF_TRY(check_array(f->eigenvalues, f->neigenvalues, f->label, "an eigenvalue", err));
  CPF_TRY(check_array(f->W, (size_t)p->n * (size_t)p->d, f->label, "an entry of W", err));
cleanup:
  return status;
}

static enum cpf_status check_certificate(const struct cpf_certificate *c, const char *owner,
                                         struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  if (c->theorem == CPF_THEOREM_NONE)
    return CPF_OK;
  CPF_TRY(check(c->radius, owner, "the certified radius", err));
  CPF_TRY(check(c->unique_radius, owner, "the radius of uniqueness", err));
  if (c->lower != NULL)
    CPF_TRY(check_array(c->lower, c->neigenvalues, owner, "a bound of an eigenvalue", err));
  if (c->upper != NULL)
    CPF_TRY(check_array(c->upper, c->neigenvalues, owner, "a bound of an eigenvalue", err));
cleanup:
  return status;
}

static enum cpf_status check_proofs(const struct cpf_find_result *r, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  CPF_TRY(check(r->seconds_certify, "the certificates", "the time", err));
  CPF_TRY(check(r->homotopy.residue, "the homotopy", "the residue", err));
  CPF_TRY(check(r->homotopy.seconds, "the homotopy", "the time", err));
  CPF_TRY(check(r->proof.share_left, "the proof", "the share left", err));
  CPF_TRY(check(r->proof.work_left, "the proof", "the work left", err));
  CPF_TRY(check(r->proof.seconds, "the proof", "the time", err));
  for (int f = 0; r->certificates != NULL && f < r->nfamilies; f++)
    CPF_TRY(check_certificate(&r->certificates[f], r->families[f].label, err));
cleanup:
  return status;
}

enum cpf_status cpf_report_check_find(const struct cpf_find_result *r, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  CPF_TRY(check(r->problem.repulsion, "the problem", "the repulsion", err));
  CPF_TRY(check(r->unseen, "the search", "the number of unseen families", err));
  CPF_TRY(check(r->coverage, "the search", "the coverage", err));
  CPF_TRY(check(r->seconds, "the search", "the time", err));
  CPF_TRY(check(r->seconds_search, "the search", "the time", err));
  for (int i = 0; i < r->nfamilies; i++)
    CPF_TRY(check_family(&r->problem, &r->families[i], err));
  CPF_TRY(check_proofs(r, err));
cleanup:
  return status;
}

enum cpf_status cpf_report_check_classification(const struct cpf_classification *c,
                                                struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  for (size_t i = 0; i < c->count; i++) {
    const struct cpf_classified *given = &c->results[i];
    CPF_TRY(check(given->gradient_norm_given, "a given W", "the gradient norm", err));
    if (!given->critical)
      continue;
    CPF_TRY(check(given->distance, "a given W", "the distance", err));
    CPF_TRY(check_family(&c->problem, &given->family, err));
    CPF_TRY(check_certificate(&given->certificate, given->family.label, err));
  }
cleanup:
  return status;
}
