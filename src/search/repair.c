// SPDX-License-Identifier: GPL-3.0-or-later
#include "search/repair.h"

#include <stdlib.h>
#include <string.h>

#include "search/completeness.h"
#include "search/result.h"
#include "status/try.h"

static const double NEARBY = 0.1; // how far from W its critical point may be

static bool is_certified(const struct cpf_certificate *c) {
  return c->theorem != CPF_THEOREM_NONE && c->index_proved;
}

void cpf_result_recount(struct cpf_find_result *r) {
  cpf_result_count(r);
  r->certified = 0;
  for (int f = 0; f < r->nfamilies; f++)
    r->certified += is_certified(&r->certificates[f]);
  cpf_check_euler(r);
}

int cpf_result_drop_uncertified(struct cpf_find_result *r) {
  int kept = 0, dropped = 0;
  for (int f = 0; f < r->nfamilies; f++) {
    if (r->certificates[f].theorem == CPF_THEOREM_NONE) {
      cpf_family_clear(&r->families[f]);
      cpf_certificate_clear(&r->certificates[f]);
      dropped++;
      continue;
    }
    r->families[kept] = r->families[f];
    r->certificates[kept++] = r->certificates[f];
  }
  r->nfamilies = kept;
  return dropped;
}

// Room for one more family.
static enum cpf_status grow(struct cpf_find_result *r, struct cpf_error *err) {
  size_t count = (size_t)r->nfamilies + 1;
  struct cpf_family *families = realloc(r->families, count * sizeof *families);
  if (families != NULL)
    r->families = families;
  struct cpf_certificate *certificates = realloc(r->certificates, count * sizeof *certificates);
  if (certificates != NULL)
    r->certificates = certificates;
  if (families == NULL || certificates == NULL)
    return cpf_fail(err, CPF_ENOMEM, "out of memory: %zu families", count);
  return CPF_OK;
}

enum cpf_status cpf_result_add(struct cpf_find_result *r, const struct cpf_find_options *opt,
                               const struct cpf_table *table, const double *W, bool *added,
                               struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_classified *found = NULL;
  int first, second, place = 0;
  *added = false;
  CPF_TRY(cpf_classify(&r->problem, opt, table, W, 1, NEARBY, &found, err));
  if (!found->critical || !is_certified(&found->certificate))
    goto cleanup;
  CPF_TRY(grow(r, err));
  while (place < r->nfamilies && r->families[place].loss <= found->family.loss)
    place++;
  size_t behind = (size_t)(r->nfamilies - place);
  memmove(r->families + place + 1, r->families + place, behind * sizeof *r->families);
  memmove(r->certificates + place + 1, r->certificates + place, behind * sizeof *r->certificates);
  r->families[place] = found->family;
  r->certificates[place] = found->certificate;
  r->nfamilies++;
  memset(&found->family, 0, sizeof found->family);
  memset(&found->certificate, 0, sizeof found->certificate);
  *added = cpf_certificates_distinct(&r->problem, r->certificates, r->nfamilies, &first, &second);
  if (!*added) { // known already
    cpf_family_clear(&r->families[place]);
    cpf_certificate_clear(&r->certificates[place]);
    r->nfamilies--;
    memmove(r->families + place, r->families + place + 1, behind * sizeof *r->families);
    memmove(r->certificates + place, r->certificates + place + 1, behind * sizeof *r->certificates);
  }
cleanup:
  cpf_classified_free(found, found != NULL);
  return status;
}
