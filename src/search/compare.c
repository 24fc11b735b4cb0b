// SPDX-License-Identifier: GPL-3.0-or-later
// 1. Each printed row gets its verdict (search/compare_judge.h).
// 2. The families that no row speaks of are rows that the printed table lacks.
#include "search/compare.h"

#include <stdlib.h>
#include <string.h>

#include "classify/table.h"
#include "cpfind/theta.h"
#include "search/compare_judge.h"
#include "search/compare_words.h"
#include "status/try.h"

const char *cpf_compare_verdict_name(enum cpf_compare_verdict v) {
  static const char *const names[] = {"as printed", "corrected", "inexact",
                                      "absent",     "undecided", "not in the paper"};
  return names[v];
}

struct cpf_compare_options cpf_compare_options_default(void) {
  return (struct cpf_compare_options){.tol = 1e-10, .gradient = 1e-8};
}

// Step 2.
static enum cpf_status add(const struct cpf_compare_job *job, int family) {
  struct cpf_comparison *c = job->c;
  struct cpf_compare_row *row = &c->rows[c->nrows++];
  const struct cpf_family *f = &job->r->families[family];
  row->verdict = CPF_COMPARE_ADDED;
  memcpy(row->name, f->label, sizeof row->name);
  cpf_compare_describe(job, row, family);
  if (cpf_compare_isolated(f)) {
    row->condition = cpf_compare_condition(row->students);
    if (row->condition == NULL)
      return cpf_fail(job->err, CPF_ENOMEM, "out of memory: a condition");
    row->exact = row->students[0].exact && row->students[1].exact;
  }
  return CPF_OK;
}

static enum cpf_status fill(struct cpf_compare_job *job, const struct cpf_table *printed,
                            const struct cpf_table *reference) {
  enum cpf_status status = CPF_OK;
  struct cpf_comparison *c = job->c;
  CPF_TRY_ALLOC(c->rows, printed->nrows + (size_t)job->r->nfamilies, job->err);
  for (size_t i = 0; i < printed->nrows + (size_t)job->r->nfamilies; i++)
    c->rows[i].family = -1;
  for (size_t i = 0; i < printed->nrows; i++) {
    struct cpf_compare_row *row = &c->rows[c->nrows++];
    CPF_TRY(cpf_compare_judge(job, &printed->rows[i], reference, row));
  }
  for (int f = 0; f < job->r->nfamilies; f++)
    if (!job->described[f])
      CPF_TRY(add(job, f));
  for (size_t i = 0; i < c->nrows; i++)
    c->count[c->rows[i].verdict]++;
cleanup:
  return status;
}

enum cpf_status cpf_compare(const struct cpf_find_result *r, const struct cpf_table *printed,
                            const struct cpf_table *reference,
                            const struct cpf_compare_options *opt, struct cpf_comparison **c,
                            struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_compare_job job = {.r = r, .opt = opt, .err = err};
  if (r->problem.n != CPF_COMPARE_STUDENTS || r->problem.k != CPF_COMPARE_STUDENTS ||
      r->problem.d != CPF_COMPARE_STUDENTS)
    return cpf_fail(err, CPF_EINVAL, "the printed table is about n = k = d = 2, not n=%d k=%d d=%d",
                    r->problem.n, r->problem.k, r->problem.d);
  CPF_TRY_ALLOC(job.c, 1, err);
  CPF_TRY_ALLOC(job.described, (size_t)r->nfamilies, err);
  job.c->result = r;
  job.c->theta_known = cpf_theta(r->problem.rho, &job.c->theta);
  CPF_TRY(fill(&job, printed, reference));
  *c = job.c;
  job.c = NULL;
cleanup:
  free(job.described);
  cpf_comparison_free(job.c);
  return status;
}

void cpf_comparison_free(struct cpf_comparison *c) {
  if (c == NULL)
    return;
  for (size_t i = 0; i < c->nrows; i++) {
    free(c->rows[i].printed);
    free(c->rows[i].reason);
    free(c->rows[i].corrected);
    free(c->rows[i].condition);
  }
  free(c->rows);
  free(c);
}
