// SPDX-License-Identifier: GPL-3.0-or-later
//
//  1. Each family by itself (check_family.c).
//  2. The list: distinct families, numbers, completeness (check_list.c, check_complete.c).
#include "certify/check_parts.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "status/try.h"

enum { TEXT_BYTES = 400 };

const char *cpf_check_verdict_name(enum cpf_check_verdict v) {
  return v == CPF_CHECK_FALSE ? "false" : v == CPF_CHECK_UNPROVED ? "unproved" : "verified";
}

void cpf_claims_clear(struct cpf_claims *claims) {
  if (claims == NULL)
    return;
  for (size_t i = 0; claims->families != NULL && i < claims->count; i++) {
    free(claims->families[i].W);
    free(claims->families[i].eigenvalues);
    cpf_certificate_clear(&claims->families[i].certificate);
  }
  free(claims->families);
  memset(claims, 0, sizeof *claims);
}

void cpf_findings_add(struct cpf_findings *f, enum cpf_check_verdict verdict, const char *fmt,
                      ...) {
  char text[TEXT_BYTES];
  va_list args;
  va_start(args, fmt);
  vsnprintf(text, sizeof text, fmt, args);
  va_end(args);
  if (verdict > f->verdict)
    f->verdict = verdict;
  char **grown = realloc(f->texts, (f->count + 1) * sizeof *grown);
  char *copy = strdup(text);
  if (grown != NULL)
    f->texts = grown;
  if (grown == NULL || copy == NULL) {
    free(copy);
    f->failed = true;
    return;
  }
  f->texts[f->count++] = copy;
}

void cpf_findings_clear(struct cpf_findings *f) {
  for (size_t i = 0; i < f->count; i++)
    free(f->texts[i]);
  free(f->texts);
  memset(f, 0, sizeof *f);
}

void cpf_findings_compare(struct cpf_findings *f, const char *field, bool stated, int64_t seen,
                          bool is_proved, int64_t proved) {
  if (!stated || (is_proved && seen == proved))
    return;
  if (is_proved)
    cpf_findings_add(f, CPF_CHECK_FALSE, "%s: %" PRId64 " is stated, %" PRId64 " is proved", field,
                     seen, proved);
  else
    cpf_findings_add(f, CPF_CHECK_UNPROVED, "%s: %" PRId64 " is stated, and not proved", field,
                     seen);
}

int64_t cpf_check_orbit_dimension(const struct cpf_problem *p, int rank) {
  return (int64_t)rank * (p->d - p->k) - (int64_t)rank * (rank + 1) / 2;
}

static bool must_stop(const struct cpf_check_options *options) {
  return options->stop != NULL && *options->stop != 0;
}

static enum cpf_status check_size(const struct cpf_problem *p, struct cpf_error *err) {
  struct cpf_problem reduced = cpf_problem_reduced(p);
  int64_t size = (int64_t)p->n * ((int64_t)reduced.d + 1);
  if (size <= CPF_CHECK_SIZE_MAX)
    return CPF_OK;
  return cpf_fail(
      err, CPF_EINVAL,
      "the problem is too large to check: n (min(d, k+n) + 1) is %lld (allowed: at most "
      "%d)",
      (long long)size, (int)CPF_CHECK_SIZE_MAX);
}

static enum cpf_status decide(struct cpf_check_result *r, struct cpf_error *err) {
  bool failed = r->list.failed;
  r->accepted = r->list.verdict == CPF_CHECK_VERIFIED;
  for (size_t i = 0; i < r->count; i++) {
    r->accepted &= r->families[i].verdict == CPF_CHECK_VERIFIED;
    failed |= r->families[i].failed;
  }
  return failed ? cpf_fail(err, CPF_ENOMEM, "out of memory: what is wrong could not be told")
                : CPF_OK;
}

enum cpf_status cpf_check(const struct cpf_claims *claims, const struct cpf_check_options *options,
                          struct cpf_check_result **out, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_check_result *r = NULL;
  struct cpf_certificate *proved = NULL;
  *out = NULL;
  CPF_TRY(cpf_problem_check(&claims->problem, err));
  CPF_TRY(check_size(&claims->problem, err));
  CPF_TRY_ALLOC(proved, claims->count, err);
  CPF_TRY_ALLOC(r, 1, err);
  CPF_TRY_ALLOC(r->families, claims->count, err);
  r->count = claims->count;
  for (size_t i = 0; i < claims->count && !must_stop(options); i++)
    CPF_TRY(
        cpf_check_family(&claims->problem, &claims->families[i], &proved[i], &r->families[i], err));
  if (claims->list && !must_stop(options))
    CPF_TRY(cpf_check_list(claims, proved, options, r, err));
  if (must_stop(options)) {
    status = cpf_fail(err, CPF_EINTERRUPTED, "interrupted: nothing was decided");
    goto cleanup;
  }
  CPF_TRY(decide(r, err));
  *out = r;
  r = NULL;
cleanup:
  for (size_t i = 0; proved != NULL && i < claims->count; i++)
    cpf_certificate_clear(&proved[i]);
  free(proved);
  cpf_check_result_free(r);
  return status;
}

void cpf_check_result_free(struct cpf_check_result *r) {
  if (r == NULL)
    return;
  for (size_t i = 0; r->families != NULL && i < r->count; i++)
    cpf_findings_clear(&r->families[i]);
  cpf_findings_clear(&r->list);
  free(r->families);
  free(r);
}
