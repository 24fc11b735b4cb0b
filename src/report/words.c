// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/words.h"

#include <inttypes.h>

void cpf_words_loss(FILE *out, const struct cpf_problem *p) {
  if (p->repulsion == 1.0)
    fputs("squared loss", out);
  else if (p->repulsion == 0.0)
    fputs("correlation loss", out);
  else
    fprintf(out, "repulsion %.10g", p->repulsion);
}

static int count_continua(const struct cpf_find_result *r) {
  int continua = 0;
  for (int i = 0; i < r->nfamilies; i++)
    continua += r->families[i].dimension > 0;
  return continua;
}

static void put_points(FILE *out, const struct cpf_find_result *r) {
  int continua = count_continua(r);
  if (r->points_known) {
    fprintf(out, "%" PRIu64 " point%s", r->points, r->points == 1 ? "" : "s");
    return;
  }
  if (continua > 0)
    fprintf(out, "%d of them %s, ", continua, continua == 1 ? "a continuum" : "continua");
  if (continua < r->nfamilies)
    fprintf(out, "%" PRIu64 " points counted in the others", r->points);
  else
    fputs("no isolated points", out);
}

void cpf_words_found(FILE *out, const struct cpf_find_result *r) {
  fprintf(out, "%d famil%s, ", r->nfamilies, r->nfamilies == 1 ? "y" : "ies");
  put_points(out, r);
  if (r->unlisted > 0)
    fprintf(out, "; %d unlisted", r->unlisted);
  else
    fputs("; all listed in the table", out);
  if (r->undecided > 0)
    fprintf(out, ", %d of undecided kind", r->undecided);
}

static const char *verdict_in_words(enum cpf_verdict verdict) {
  static const char *const words[] = {
      [CPF_NOT_APPLICABLE] = "does not apply",
      [CPF_HOLDS] = "holds",
      [CPF_FAILS] = "fails",
  };
  return words[verdict];
}

void cpf_words_euler(FILE *out, const struct cpf_find_result *r) {
  fprintf(out, "%s: ", verdict_in_words(r->euler));
  if (r->euler_found_known)
    fprintf(out, "the local degrees add up to %" PRId64, r->euler_found);
  else
    fputs("the share of some family is not known", out);
  fprintf(out, "; the Euler characteristic of (S^%d)^%d is %" PRId64, r->problem.d - 1,
          r->problem.n, r->euler_expected);
}

void cpf_words_end(FILE *out, const struct cpf_find_result *r) {
  switch (r->end) {
  case CPF_END_COMPLETE:
    fprintf(out, "ended by itself after %" PRIu64 " starts", r->starts);
    break;
  case CPF_END_BUDGET:
    fprintf(out, "ended because its budget was spent, after %" PRIu64 " starts", r->starts);
    break;
  case CPF_END_INTERRUPTED:
    fprintf(out, "interrupted after %" PRIu64 " starts: families may be missing", r->starts);
    break;
  }
  if (r->shards > 1)
    fprintf(out, "; shard %d of %d", r->shard, r->shards);
}
