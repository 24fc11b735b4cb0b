// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/select.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "cli/number.h"
#include "search/completeness.h"
#include "search/result.h"

enum { NUMBER = 64 }; // bytes of a number's text

bool cpf_select_range(const char *text, double *least, double *most) {
  char first[NUMBER];
  const char *colon = strchr(text, ':');
  *least = -INFINITY;
  *most = INFINITY;
  if (colon == NULL) {
    bool ok = cpf_number_real(text, least);
    *most = *least;
    return ok;
  }
  if ((size_t)(colon - text) >= sizeof first || strcmp(text, ":") == 0)
    return false;
  snprintf(first, sizeof first, "%.*s", (int)(colon - text), text);
  return (first[0] == '\0' || cpf_number_real(first, least)) &&
         (colon[1] == '\0' || cpf_number_real(colon + 1, most)) && *least <= *most;
}

static bool is_certified(const struct cpf_find_result *r, int f) {
  const struct cpf_certificate *c = r->certificates != NULL ? &r->certificates[f] : NULL;
  return c != NULL && c->theorem != CPF_THEOREM_NONE && c->index_proved;
}

static bool is_wanted(const struct cpf_args *args, const struct cpf_find_result *r, int number) {
  const struct cpf_family *f = &r->families[number];
  if (args->label != NULL && strcmp(args->label, f->label) != 0)
    return false;
  if (args->kind != NULL && strcmp(args->kind, cpf_kind_name(f->kind)) != 0)
    return false;
  if (args->id != NULL && strncmp(args->id, f->id, strlen(args->id)) != 0)
    return false;
  if (args->loss_given && !(f->loss >= args->least_loss && f->loss <= args->most_loss))
    return false;
  if (args->index_given && !(f->index >= args->least_index && f->index <= args->most_index))
    return false;
  return !args->certified || is_certified(r, number);
}

// What only the whole list has.
static void forget_the_whole(struct cpf_find_result *r, int all) {
  cpf_result_count(r);
  r->certified = 0;
  for (int f = 0; f < r->nfamilies; f++)
    r->certified += is_certified(r, f);
  cpf_check_euler(r);
  r->euler = CPF_NOT_APPLICABLE;
  r->homotopy.run = false;
  r->proof.run = false;
  r->completeness = CPF_COMPLETE_NONE;
  snprintf(r->completeness_reason, sizeof r->completeness_reason,
           "a selection: %d of the %d families of the store", r->nfamilies, all);
}

void cpf_select_families(const struct cpf_args *args, struct cpf_find_result *r) {
  int kept = 0, all = r->nfamilies;
  for (int f = 0; f < all; f++) {
    if (!is_wanted(args, r, f)) {
      cpf_family_clear(&r->families[f]);
      if (r->certificates != NULL)
        cpf_certificate_clear(&r->certificates[f]);
      continue;
    }
    r->families[kept] = r->families[f];
    if (r->certificates != NULL)
      r->certificates[kept] = r->certificates[f];
    kept++;
  }
  r->nfamilies = kept;
  if (kept < all)
    forget_the_whole(r, all);
}
