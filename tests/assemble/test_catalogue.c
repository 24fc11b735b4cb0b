// SPDX-License-Identifier: GPL-3.0-or-later
// The assembled catalogue against that of a whole search, restricted to such blocks.
#include "support.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static bool fits(const struct cpf_problem *p, const struct cpf_family *f, int students,
                 int teachers) {
  bool fits = true;
  for (int b = 0; b < f->nblocks; b++)
    fits &= f->blocks[b].nstudents <= students && f->blocks[b].nteachers <= teachers;
  for (int i = 0; i < p->n; i++) // nothing outside the span of the teachers
    for (int c = p->k; c < p->d; c++)
      fits &= fabs(f->W[i * p->d + c]) < 1e-9;
  return fits;
}

// strict: kind and local degree too, which are left open where a block's T is singular.
static bool same(const struct cpf_family *f, const struct cpf_assembled *a, bool strict) {
  char points[32];
  snprintf(points, sizeof points, "%" PRIu64, f->points);
  if (strcmp(f->label, a->label) != 0 || !f->points_known || strcmp(points, a->points) != 0 ||
      fabs(f->loss - a->loss) > 1e-10 || !a->index_known || f->index != a->index ||
      f->nullity != a->nullity)
    return false;
  return !strict || (f->kind == a->kind && f->degree_known == a->degree_known &&
                     f->local_degree == a->local_degree && a->isolated == (f->dimension == 0));
}

// Every family of the search has its own among the assembled, and none is left over.
static void compare(struct cpf_problem p, int students, int teachers, uint64_t starts,
                    bool strict) {
  struct cpf_table *table = reference();
  struct cpf_find_result *search = NULL;
  struct cpf_assemble_options opt = blocks_of(students, teachers);
  opt.list_max = 100000;
  struct cpf_assemble_result *r = assemble_with(p, &opt);
  opt.find.starts = starts;
  cr_assert_eq(cpf_find(&p, &opt.find, table, &search, NULL), CPF_OK);
  cr_assert_eq(r->listed, CPF_LISTING_ALL);
  bool *taken = calloc(r->nlisted + 1, sizeof *taken);
  size_t restricted = 0;
  for (int f = 0; f < search->nfamilies; f++) {
    const struct cpf_family *family = &search->families[f];
    size_t i = 0;
    if (!fits(&p, family, students, teachers))
      continue;
    restricted++;
    while (i < r->nlisted && (taken[i] || !same(family, &r->list[i], strict)))
      i++;
    cr_assert_lt(i, r->nlisted, "P(%d,%d,%d,%d) with %d, %d: %s, loss %g is not assembled", p.n,
                 p.k, p.d, p.rho, students, teachers, family->label, family->loss);
    taken[i] = true;
  }
  cr_assert_eq(restricted, r->nlisted, "P(%d,%d,%d,%d) with %d, %d: %zu found, %zu assembled", p.n,
               p.k, p.d, p.rho, students, teachers, restricted, r->nlisted);
  for (int s = 0; s < r->nsearches; s++)
    cr_assert_eq(r->searches[s].recount, CPF_HOLDS);
  cr_assert_geq(r->completeness, CPF_COMPLETE_PROBABLE, "%s", r->completeness_reason);
  if (r->whole && strict)
    cr_assert_eq(r->euler, CPF_HOLDS);
  free(taken);
  cpf_find_result_free(search);
  cpf_assemble_result_free(r);
  cpf_table_free(table);
}

static struct cpf_problem problem(int n, int k, int d, int rho) {
  return (struct cpf_problem){n, k, d, rho, 1.0};
}

Test(catalogue, two) {
  for (int rho = 3; rho <= 8; rho++) {
    compare(problem(2, 2, 2, rho), 2, 2, 0, true);
    compare(problem(2, 2, 2, rho), 1, 2, 0, true);
    compare(problem(2, 2, 2, rho), 2, 1, 0, true);
  }
}

Test(catalogue, three) {
  compare(problem(3, 3, 3, 4), 3, 3, 0, true);
  compare(problem(3, 3, 3, 4), 2, 2, 0, true);
  compare(problem(3, 3, 3, 4), 1, 3, 0, true);
  compare(problem(3, 3, 3, 6), 2, 3, 0, true);
  compare(problem(3, 3, 3, 6), 3, 2, 0, true);
  compare(problem(3, 3, 3, 5), 2, 2, 0, true);
  compare(problem(3, 3, 3, 3), 3, 3, 0, false);
}

Test(catalogue, four) {
  compare(problem(4, 4, 4, 4), 2, 2, 6000, true); // tight-balance twice: two kernels
  compare(problem(4, 4, 4, 4), 3, 3, 60000, true);
}

Test(catalogue, five) {
  compare(problem(5, 5, 5, 4), 2, 2, 3000, true);
}

Test(catalogue, more_teachers_or_students) {
  compare(problem(2, 3, 3, 4), 2, 3, 0, true);
  compare(problem(2, 4, 4, 6), 2, 2, 0, true);
  compare(problem(3, 2, 2, 4), 3, 2, 0, true);
  compare(problem(3, 1, 1, 4), 3, 1, 0, true);
  compare(problem(3, 1, 1, 4), 2, 1, 0, true); // no such point: three students on one teacher
}

Test(catalogue, directions_outside) {
  compare(problem(2, 2, 3, 4), 2, 2, 0, true);
  compare(problem(2, 2, 4, 6), 2, 2, 0, true);
  compare(problem(2, 2, 3, 3), 2, 2, 0, true);
}

Test(catalogue, other_repulsion) {
  struct cpf_problem p = problem(2, 2, 2, 4);
  p.repulsion = 0.3;
  compare(p, 2, 2, 0, true);
  p.repulsion = 0.5; // same-copy: T is singular
  compare(p, 2, 2, 0, false);
  p = problem(2, 3, 3, 4);
  p.repulsion = 0;
  compare(p, 2, 3, 0, true);
}
