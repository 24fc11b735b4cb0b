// SPDX-License-Identifier: GPL-3.0-or-later
// What the tests of certificates share: families found in double precision, certificates of them,
// and claims made from certificates.
#ifndef CPF_TESTS_CERTIFY_SUPPORT_H
#define CPF_TESTS_CERTIFY_SUPPORT_H

#include "../support.h"
#include "cpfind/search.h"

enum { BITS_MOST = 4096 };

// The families by the search alone, nothing proved.
static inline struct cpf_find_result *families_of(struct cpf_problem p) {
  struct cpf_find_options opt = cpf_find_options_default();
  struct cpf_table *table = NULL;
  struct cpf_find_result *r = NULL;
  struct cpf_error err = {CPF_OK, ""};
  opt.threads = 1;
  opt.starts = 1000;
  opt.certify = CPF_CERTIFY_OFF;
  cr_assert_eq(cpf_table_builtin(&table, &err), CPF_OK, "%s", err.text);
  cr_assert_eq(cpf_find(&p, &opt, table, &r, &err), CPF_OK, "%s", err.text);
  cpf_table_free(table);
  return r;
}

static inline struct cpf_certificate certificate_of(const struct cpf_problem *p, const double *W) {
  struct cpf_certificate c;
  struct cpf_error err = {CPF_OK, ""};
  cr_assert_eq(cpf_certify(p, W, BITS_MOST, &c, &err), CPF_OK, "%s", err.text);
  return c;
}

// What a claim proves; *proved is empty when the claim is refused.
static inline enum cpf_status prove(const struct cpf_problem *p, const struct cpf_certificate *c,
                                    struct cpf_certificate *proved) {
  struct cpf_error err = {CPF_OK, ""};
  memset(proved, 0, sizeof *proved);
  enum cpf_status status = cpf_certificate_prove(p, c, proved, &err);
  cr_assert(status == CPF_OK || status == CPF_EINVAL, "%s", err.text);
  cr_assert(status == CPF_OK || err.text[0] != '\0');
  return status;
}

// The theorem that a center in plain words proves, without symmetries.
static inline struct cpf_certificate prove_center(struct cpf_problem p, const char *const *center,
                                                  int rank, int bits) {
  struct cpf_certificate claim = {.precision_bits = bits, .rank = rank}, proved;
  char *entries[POINT_MAX + 1] = {NULL};
  for (int e = 0; e < p.n * (p.k + rank); e++)
    entries[e] = strdup(center[e]);
  claim.center = entries;
  prove(&p, &claim, &proved);
  for (int e = 0; entries[e] != NULL; e++)
    free(entries[e]);
  return proved;
}

static inline void expect_same_facts(const struct cpf_certificate *a,
                                     const struct cpf_certificate *b) {
  cr_expect_eq(a->theorem, b->theorem);
  cr_expect_eq(a->rank, b->rank);
  cr_expect_eq(a->index_proved, b->index_proved);
  cr_expect_eq(a->index, b->index);
  cr_expect_eq(a->nullity, b->nullity);
  cr_expect_eq(a->isolated_proved, b->isolated_proved);
  cr_expect_eq(a->degree_proved, b->degree_proved);
  cr_expect_eq(a->local_degree, b->local_degree);
  cr_expect_eq(a->multiplicity_proved, b->multiplicity_proved);
  cr_expect_eq(a->multiplicity, b->multiplicity);
  cr_expect_eq(a->kind_proved, b->kind_proved);
  cr_expect_eq(a->descends, b->descends);
  cr_expect_eq(a->ascends, b->ascends);
  cr_expect_eq(a->points_proved, b->points_proved);
  cr_expect_eq(a->points, b->points);
  cr_expect_eq(a->neigenvalues, b->neigenvalues);
}

static inline int orbit_dimension(const struct cpf_problem *p, int rank) {
  return rank * (p->d - p->k) - rank * (rank + 1) / 2;
}

// The center in double precision, n*d doubles.
static inline void center_of(const struct cpf_problem *p, const struct cpf_certificate *c,
                             double *W) {
  int D = p->k + c->rank;
  memset(W, 0, point_size(p) * sizeof *W);
  for (int i = 0; i < p->n; i++)
    for (int a = 0; a < D; a++)
      W[i * p->d + a] = strtod(c->center[i * D + a], NULL);
}

static inline const struct cpf_family *named_family(const struct cpf_find_result *r,
                                                    const char *label, double loss) {
  for (int f = 0; f < r->nfamilies; f++)
    if (strcmp(r->families[f].label, label) == 0 && fabs(r->families[f].loss - loss) < 1e-4)
      return &r->families[f];
  cr_assert_fail("no family %s with loss %g", label, loss);
  return NULL;
}

#endif
