// SPDX-License-Identifier: GPL-3.0-or-later
// Certificates in the results of the search: what families adopt from them, and what is proved of a
// whole list.
#include "support.h"

#include "search/certify.h"

static struct cpf_find_result *toy(enum cpf_certify_choice choice) {
  struct cpf_find_options opt = options(1);
  opt.certify = choice;
  return find_with(problem(2, 2, 2, 4), &opt);
}

Test(certify, every_family_of_the_toy) {
  struct cpf_find_result *r = toy(CPF_CERTIFY_AUTO);
  cr_assert_not_null(r->certificates);
  cr_assert_eq(r->certified, 5);
  cr_assert(r->distinct_proved);
  cr_assert_eq(r->corrected, 0, "%s", r->correction);
  for (int f = 0; f < 5; f++) {
    const struct cpf_certificate *c = &r->certificates[f];
    const struct cpf_family *family = &r->families[f];
    cr_assert(c->index_proved && c->isolated_proved && c->degree_proved && c->points_proved);
    cr_assert(c->multiplicity_proved && c->kind_proved);
    for (int e = 0; e < 4; e++) { // W is the center in doubles, its zeros exactly 0
      cr_assert_eq(family->W[e], strtod(c->center[e], NULL));
      cr_assert(strcmp(c->center[e], "0") != 0 || (family->W[e] == 0 && !signbit(family->W[e])));
    }
    for (int a = 0; a < 2; a++) {
      bool zero = a >= c->index && a < c->index + c->nullity;
      cr_assert(zero ? family->eigenvalues[a] == 0
                     : c->lower[a] <= family->eigenvalues[a] &&
                           family->eigenvalues[a] <= c->upper[a]);
    }
  }
  cpf_find_result_free(r);
}

Test(certify, only_where_wanted) {
  struct cpf_find_options opt = options(1);
  const struct cpf_problem small = problem(5, 7, 7, 4), large = problem(5, 8, 8, 4);
  cr_assert(cpf_certify_wanted(&small, &opt)); // n(d'+1) is 40 and 45
  cr_assert_not(cpf_certify_wanted(&large, &opt));
  opt.certify = CPF_CERTIFY_ON;
  cr_assert(cpf_certify_wanted(&large, &opt));
  opt.certify = CPF_CERTIFY_OFF;
  cr_assert_not(cpf_certify_wanted(&small, &opt));
  opt.prove = true;
  cr_assert(cpf_certify_wanted(&small, &opt));
  struct cpf_find_result *r = toy(CPF_CERTIFY_OFF);
  cr_assert_null(r->certificates);
  cr_assert_eq(r->certified, 0);
  cr_assert_not(r->distinct_proved);
  cpf_find_result_free(r);
}

// Refused with the estimate, before anything is searched.
Test(certify, too_large_to_certify) {
  const struct cpf_problem p = problem(300, 300, 300, 4);
  struct cpf_find_options opt = options(1);
  struct cpf_find_result *r = NULL;
  struct cpf_error err;
  opt.certify = CPF_CERTIFY_ON;
  opt.memory_limit = (size_t)1 << 38;
  cr_assert_eq(cpf_find(&p, &opt, NULL, &r, &err), CPF_ENOMEM);
  cr_assert_not_null(strstr(err.text, "GiB"), "%s", err.text);
  opt.certify = CPF_CERTIFY_OFF;
  cr_assert_eq(cpf_certify_bytes(&p, &opt, 4), 0);
}

// Certificates do not depend on the number of threads.
Test(certify, threads_change_nothing) {
  struct cpf_find_options opt = options(1);
  struct cpf_find_result *one = find_with(problem(2, 2, 3, 4), &opt);
  opt.threads = 3;
  struct cpf_find_result *three = find_with(problem(2, 2, 3, 4), &opt);
  cr_assert_eq(one->nfamilies, three->nfamilies);
  for (int f = 0; f < one->nfamilies; f++) {
    const struct cpf_certificate *a = &one->certificates[f], *b = &three->certificates[f];
    cr_assert_eq(a->theorem, b->theorem);
    cr_assert_eq(a->radius, b->radius);
    cr_assert_str_eq(a->reason, b->reason);
    for (int e = 0; a->center[e] != NULL; e++)
      cr_assert_str_eq(a->center[e], b->center[e]);
    for (int x = 0; x < 6; x++)
      cr_assert_eq(one->families[f].W[x], three->families[f].W[x]);
  }
  cpf_find_result_free(one);
  cpf_find_result_free(three);
}

// Where a family and a proof disagree, the proved value stands, and it is told.
Test(certify, proofs_correct_the_search) {
  struct cpf_find_result *r = toy(CPF_CERTIFY_ON);
  struct cpf_family *f = &r->families[3]; // same-copy, a saddle with eigenvalues -4 and 4
  struct cpf_correction told;
  f->index = 0;
  f->nullity = 1;
  f->eigenvalues[0] = 1e-17;
  f->degenerate = true;
  f->kind = CPF_KIND_MINIMUM;
  f->local_degree = 1;
  f->multiplicity = 2;
  f->points = 7;
  f->euler = 7;
  f->dimension = 1;
  cr_assert(cpf_family_adopt(&r->problem, &r->certificates[3], f, &told));
  cr_assert_eq(told.count, 7);
  cr_assert_str_eq(told.text, "the index is 0 by the search, 1 by proof");
  cr_assert_eq(f->index, 1);
  cr_assert_eq(f->nullity, 0);
  cr_assert_float_eq(f->eigenvalues[0], -4, 1e-10);
  cr_assert_not(f->degenerate);
  cr_assert_eq(f->kind, CPF_KIND_SADDLE);
  cr_assert_eq(f->local_degree, -1);
  cr_assert_eq(f->multiplicity, 1);
  cr_assert_eq(f->points, 8);
  cr_assert_eq(f->euler, -8);
  cr_assert_eq(f->dimension, 0);
  cr_assert(cpf_family_adopt(&r->problem, &r->certificates[3], f, &told));
  cr_assert_eq(told.count, 0);
  cpf_find_result_free(r);
}

// What the search did not know is no contradiction.
Test(certify, unknown_facts_become_known) {
  struct cpf_find_result *r = toy(CPF_CERTIFY_ON);
  struct cpf_family *f = &r->families[1];
  struct cpf_correction told;
  f->kind = CPF_KIND_UNDECIDED;
  f->degree_known = f->multiplicity_known = f->points_known = f->euler_known = false;
  f->dimension = -1;
  cr_assert(cpf_family_adopt(&r->problem, &r->certificates[1], f, &told));
  cr_assert_eq(told.count, 0);
  cr_assert_eq(f->kind, CPF_KIND_SADDLE);
  cr_assert(f->degree_known && f->local_degree == -1);
  cr_assert(f->multiplicity_known && f->multiplicity == 3);
  cr_assert(f->points_known && f->points == 16);
  cr_assert(f->euler_known && f->euler == -16);
  cr_assert_eq(f->dimension, 0);
  cpf_find_result_free(r);
}

// A certificate of another point is not adopted.
Test(certify, the_wrong_point) {
  struct cpf_find_result *r = toy(CPF_CERTIFY_ON);
  struct cpf_correction told;
  double before[4];
  memcpy(before, r->families[0].W, sizeof before);
  cr_assert_not(cpf_family_adopt(&r->problem, &r->certificates[3], &r->families[0], &told));
  for (int x = 0; x < 4; x++)
    cr_assert_eq(before[x], r->families[0].W[x]);
  cr_assert_eq(r->families[0].index, 0);
  cpf_find_result_free(r);
}

Test(certify, interrupted_before_the_end) {
  struct cpf_find_result *r = toy(CPF_CERTIFY_OFF);
  volatile sig_atomic_t stop = 1;
  struct cpf_find_options opt = options(1);
  opt.stop = &stop;
  cr_assert_eq(cpf_result_certify(r, &opt, NULL), CPF_OK);
  cr_assert_null(r->certificates);
  cr_assert_eq(r->certified, 0);
  cpf_find_result_free(r);
}

// Branch and bound

static struct cpf_find_result *proved(struct cpf_problem p, uint64_t boxes) {
  struct cpf_find_options opt = options(1);
  opt.prove = true;
  opt.boxes = boxes;
  return find_with(p, &opt);
}

Test(prove, small_problems) {
  const struct cpf_problem problems[] = {problem(2, 2, 2, 4), problem(2, 2, 2, 6),
                                         problem(2, 2, 2, 3), problem(3, 2, 2, 4),
                                         problem(2, 3, 3, 4)};
  for (size_t i = 0; i < sizeof problems / sizeof *problems; i++) {
    struct cpf_find_result *r = proved(problems[i], 0);
    cr_assert_eq(r->completeness, CPF_COMPLETE_PROVED, "%s", r->proof.reason);
    cr_assert(r->proof.run && r->proof.proved && r->proof.left == 0);
    cr_assert_gt(r->proof.boxes, 0);
    cr_assert_str_empty(r->proof.reason);
    cr_assert_eq(r->end, CPF_END_COMPLETE);
    cpf_find_result_free(r);
  }
}

Test(prove, a_spent_budget_proves_nothing) {
  struct cpf_find_result *r = proved(problem(2, 2, 2, 4), 3);
  cr_assert_eq(r->completeness, CPF_COMPLETE_PROBABLE);
  cr_assert(r->proof.run && !r->proof.proved);
  cr_assert_str_not_empty(r->proof.reason);
  cpf_find_result_free(r);
}

// One start finds no more than one family; the proof comes across the others and adds them.
Test(prove, what_the_search_missed_is_added) {
  struct cpf_find_options opt = options(1);
  opt.prove = true;
  opt.starts = 1;
  struct cpf_find_result *r = find_with(problem(2, 2, 2, 6), &opt);
  cr_assert_eq(r->nfamilies, 6);
  cr_assert_eq(r->points, 80);
  cr_assert_geq(r->added, 5);
  cr_assert_eq(r->euler, CPF_HOLDS);
  cr_assert_eq(r->completeness, CPF_COMPLETE_PROVED);
  cpf_find_result_free(r);
}

// The same without boxes enough to prove anything.
Test(prove, a_short_list_is_not_proved) {
  struct cpf_find_options opt = options(1);
  opt.prove = true;
  opt.starts = 1;
  opt.boxes = 2;
  struct cpf_find_result *r = find_with(problem(2, 2, 2, 4), &opt);
  cr_assert_lt(r->nfamilies, 5);
  cr_assert_eq(r->completeness, CPF_COMPLETE_NONE);
  cr_assert_not(r->proof.proved);
  cpf_find_result_free(r);
}
