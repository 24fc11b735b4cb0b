// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/goals.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

// Parts of one line, with "; " between them.
static void add(char *line, size_t size, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
static void add(char *line, size_t size, const char *format, ...) {
  size_t used = strlen(line);
  if (used > 0 && used + 2 < size) {
    memcpy(line + used, "; ", 3);
    used += 2;
  }
  va_list args;
  va_start(args, format);
  vsnprintf(line + used, size - used, format, args);
  va_end(args);
}

static bool is_certified(const struct cpf_certificate *c) {
  return c != NULL && c->theorem != CPF_THEOREM_NONE && c->index_proved;
}

static const char *why(const struct cpf_certificate *c) {
  return c == NULL ? "not tried" : c->reason[0] != '\0' ? c->reason : "the index is not proved";
}

static void miss_certificates(const struct cpf_find_result *r, char *line, size_t size) {
  int first = -1;
  for (int f = r->nfamilies - 1; f >= 0; f--)
    if (!is_certified(r->certificates != NULL ? &r->certificates[f] : NULL))
      first = f;
  if (first < 0)
    return;
  add(line, size, "--certify: %d of %d families not certified: family %d (%.40s): %s",
      r->nfamilies - r->certified, r->nfamilies, first + 1, r->families[first].label,
      why(r->certificates != NULL ? &r->certificates[first] : NULL));
}

bool cpf_goals_missed_find(const struct cpf_args *args, const struct cpf_find_result *r,
                           struct cpf_error *err) {
  char line[480] = "";
  if (args->certify == CPF_CERTIFY_ON || args->prove)
    miss_certificates(r, line, sizeof line);
  if (args->complete && !(r->homotopy.complete && r->completeness >= CPF_COMPLETE_PROBABLE))
    add(line, sizeof line, "--complete: not all roots are accounted for: %s",
        !r->homotopy.complete ? r->homotopy.reason : r->completeness_reason);
  if (args->prove && r->completeness != CPF_COMPLETE_PROVED)
    add(line, sizeof line, "--prove: the list is not proved complete: %s",
        !r->proof.proved ? r->proof.reason : r->completeness_reason);
  if (line[0] != '\0')
    (void)cpf_fail(err, CPF_OK, "%s", line);
  return line[0] != '\0';
}

bool cpf_goals_missed_classify(const struct cpf_args *args, const struct cpf_classification *c,
                               struct cpf_error *err) {
  size_t missed = 0, critical = 0, first = 0;
  if (args->certify != CPF_CERTIFY_ON)
    return false;
  for (size_t i = c->count; i-- > 0;) {
    critical += c->results[i].critical;
    if (!c->results[i].critical || is_certified(&c->results[i].certificate))
      continue;
    missed++;
    first = i;
  }
  if (missed > 0)
    (void)cpf_fail(err, CPF_OK,
                   "--certify: %zu of %zu critical points not certified: number %zu (%.40s): %s",
                   missed, critical, first + 1, c->results[first].family.label,
                   why(&c->results[first].certificate));
  return missed > 0;
}
