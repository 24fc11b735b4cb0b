// SPDX-License-Identifier: GPL-3.0-or-later
//
// From small problems to a large one; docs/assemble.md proves what is used.
//
// 1. Search the small problems, take their irreducible families (blocks.h).
// 2. Check each search: its points, reducible ones included, must be as many as those assembled
//    from its own irreducible families and those of the smaller searches. So a tie that the
//    tolerance overlooked, or a family that the search missed, shows.
// 3. Count points and families, in all and by kind (count.h), by index (index.h), at the least
//    loss.
// 4. Poincare-Hopf, where the points counted are all there are.
// 5. The formula of the generating function; the list of families (list.h).
#include "cpfind/assemble.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "assemble/blocks.h"
#include "assemble/count.h"
#include "assemble/index.h"
#include "assemble/list.h"
#include "status/try.h"

enum { LIST_DEFAULT = 1000, STUDENTS_DEFAULT = 2 };
static const double SAME_LEVEL = 1e-9; // losses of up to 1000 blocks: rounding stays far below

struct cpf_assemble_options cpf_assemble_options_default(void) {
  return (struct cpf_assemble_options){
      .students = STUDENTS_DEFAULT, .list_max = LIST_DEFAULT, .find = cpf_find_options_default()};
}

const char *cpf_listing_name(enum cpf_listing l) {
  static const char *const names[] = {"none", "minima", "all"};
  return names[l];
}

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static enum cpf_status check(const struct cpf_problem *p, const struct cpf_assemble_options *opt,
                             struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  CPF_TRY(cpf_problem_check(p, err));
  if (p->rho < CPF_ASSEMBLE_RHO_MIN)
    return cpf_fail(err, CPF_EINVAL,
                    "rho is %d; assembling needs at least %d: below, the Hessian couples blocks",
                    p->rho, (int)CPF_ASSEMBLE_RHO_MIN);
  if (p->n > CPF_ASSEMBLE_SIZE_MAX || p->k > CPF_ASSEMBLE_SIZE_MAX)
    return cpf_fail(err, CPF_EINVAL, "n = %d, k = %d; allowed for assembling are 1 to %d", p->n,
                    p->k, (int)CPF_ASSEMBLE_SIZE_MAX);
  if (opt->students < 1 || opt->students > CPF_ASSEMBLE_BLOCK_MAX)
    return cpf_fail(err, CPF_EINVAL, "the students of a block are %d; allowed are 1 to %d",
                    opt->students, (int)CPF_ASSEMBLE_BLOCK_MAX);
  if (opt->teachers < 0 || opt->teachers > CPF_ASSEMBLE_BLOCK_MAX)
    return cpf_fail(err, CPF_EINVAL, "the teachers of a block are %d; allowed are 0 to %d",
                    opt->teachers, (int)CPF_ASSEMBLE_BLOCK_MAX);
cleanup:
  return status;
}

// Step 2.
static enum cpf_status recount(struct cpf_assemble_result *r, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  mpz_t points;
  mpz_init(points);
  for (struct cpf_assemble_search *s = r->searches; s < r->searches + r->nsearches; s++) {
    const struct cpf_count c = {s->students, s->teachers, r->nblocks, r->blocks, CPF_SIGNS};
    CPF_TRY(cpf_count_points(&c, false, points, err));
    s->recount = !s->result->points_known                                    ? CPF_NOT_APPLICABLE
                 : mpz_cmp_ui(points, (unsigned long)s->result->points) == 0 ? CPF_HOLDS
                                                                             : CPF_FAILS;
  }
cleanup:
  mpz_clear(points);
  return status;
}

static void judge_search(struct cpf_assemble_search *s) {
  const struct cpf_find_result *found = s->result;
  const char *reason = found->completeness_reason;
  bool all = s->teachers == 1 && found->points_known &&
             found->points == UINT64_C(1) << s->students; // of (S^0)^m
  s->completeness = all ? CPF_COMPLETE_PROVED : found->completeness;
  if (s->recount != CPF_HOLDS && s->completeness != CPF_COMPLETE_NONE) {
    s->completeness = CPF_COMPLETE_NONE;
    reason = s->recount == CPF_FAILS
                 ? "its points are not as many as those assembled from its irreducible families"
                 : "the number of its points is not known";
  } else if (all) {
    reason = "all points of a product of spheres S^0 are listed";
  }
  snprintf(s->completeness_reason, sizeof s->completeness_reason, "%s", reason);
}

// The least completeness, with the reason of the first search that has it.
static void judge(struct cpf_assemble_result *r) {
  r->completeness = CPF_COMPLETE_PROVED;
  for (struct cpf_assemble_search *s = r->searches; s < r->searches + r->nsearches; s++) {
    judge_search(s);
    if (s->completeness >= r->completeness && s > r->searches)
      continue;
    r->completeness = s->completeness;
    snprintf(r->completeness_reason, sizeof r->completeness_reason, "P(%d,%d,%d,%d): %s",
             s->students, s->teachers, s->teachers, r->problem.rho, s->completeness_reason);
  }
  if (r->completeness == CPF_COMPLETE_PROVED)
    snprintf(r->completeness_reason, sizeof r->completeness_reason,
             "each small search is, and its points are as many as its blocks assemble to");
  if (r->end != CPF_END_INTERRUPTED)
    return;
  r->completeness = CPF_COMPLETE_NONE;
  snprintf(r->completeness_reason, sizeof r->completeness_reason,
           "interrupted: not every small "
           "problem was searched");
}

// Minima above the least loss of all points are no global ones.
static enum cpf_status count_spurious(struct cpf_assemble_result *r, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_count c = {r->problem.n, r->problem.k, r->nblocks, r->blocks, CPF_SIGNS};
  mpz_t spurious, lowest;
  double least = 0;
  bool minima = false;
  mpz_inits(spurious, lowest, NULL);
  CPF_TRY(cpf_count_lowest(&c, SAME_LEVEL, &r->lowest_known, &r->lowest, lowest, err));
  c.allowed = CPF_ASCENDS;
  CPF_TRY(cpf_count_lowest(&c, SAME_LEVEL, &minima, &least, lowest, err));
  mpz_set_str(spurious, r->points_of[CPF_KIND_MINIMUM], 10);
  if (minima && least <= r->lowest + SAME_LEVEL)
    mpz_sub(spurious, spurious, lowest);
  if ((r->spurious = cpf_count_digits(spurious)) == NULL)
    status = cpf_fail(err, CPF_ENOMEM, "out of memory: a number of points");
cleanup:
  mpz_clears(spurious, lowest, NULL);
  return status;
}

// Step 4.
static enum cpf_status check_euler(struct cpf_assemble_result *r, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  const struct cpf_count c = {r->problem.n, r->problem.k, r->nblocks, r->blocks, CPF_SIGNS};
  bool known = r->whole && r->continua == 0 && r->end != CPF_END_INTERRUPTED;
  mpz_t expected, found;
  mpz_inits(expected, found, NULL);
  for (int b = 0; b < r->nblocks; b++)
    known &= r->blocks[b].degree_known;
  if (r->problem.d % 2 != 0)
    mpz_ui_pow_ui(expected, 2, (unsigned long)r->problem.n);
  if ((r->euler_expected = cpf_count_digits(expected)) == NULL)
    status = cpf_fail(err, CPF_ENOMEM, "out of memory: a number");
  if (status != CPF_OK || !known)
    goto cleanup;
  CPF_TRY(cpf_count_points(&c, true, found, err));
  r->euler = mpz_cmp(expected, found) == 0 ? CPF_HOLDS : CPF_FAILS;
  if ((r->euler_found = cpf_count_digits(found)) == NULL)
    status = cpf_fail(err, CPF_ENOMEM, "out of memory: a number");
cleanup:
  mpz_clears(expected, found, NULL);
  return status;
}

static void put_power(FILE *out, const char *name, int exponent) {
  fprintf(out, " %s", name);
  if (exponent > 1)
    fprintf(out, "^%d", exponent);
}

static void put_term(FILE *out, const struct cpf_assemble_search *s) {
  fprintf(out, " + %" PRIu64, s->points);
  put_power(out, "x", s->students);
  put_power(out, "y", s->teachers);
  if (s->students > 1 && s->teachers > 1)
    fprintf(out, "/(%d! %d!)", s->students, s->teachers);
  else if (s->students > 1 || s->teachers > 1)
    fprintf(out, "/%d!", s->students > 1 ? s->students : s->teachers);
}

// "exp(y + 2 x y + 4 x y^2/2! + ...)".
static enum cpf_status make_formula(struct cpf_assemble_result *r, struct cpf_error *err) {
  size_t length = 0;
  FILE *out = open_memstream(&r->formula, &length);
  if (out != NULL) {
    fputs("exp(y", out);
    for (int s = 0; s < r->nsearches; s++)
      if (r->searches[s].points > 0)
        put_term(out, &r->searches[s]);
    putc(')', out);
    if (fclose(out) == 0)
      return CPF_OK;
  }
  return cpf_fail(err, CPF_ENOMEM, "out of memory: the generating function");
}

static enum cpf_status count(struct cpf_assemble_result *r, const struct cpf_assemble_options *opt,
                             const struct cpf_table *table, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  CPF_TRY(recount(r, err));
  judge(r);
  CPF_TRY(cpf_count_kinds(r, err));
  CPF_TRY(cpf_index_count(r, opt->find.threads, err));
  CPF_TRY(count_spurious(r, err));
  CPF_TRY(check_euler(r, err));
  CPF_TRY(make_formula(r, err));
  CPF_TRY(cpf_list_make(r, opt->list_max, table, err));
cleanup:
  return status;
}

enum cpf_status cpf_assemble(const struct cpf_problem *p, const struct cpf_assemble_options *opt,
                             const struct cpf_table *table, struct cpf_assemble_result **out,
                             struct cpf_error *err) {
  enum cpf_status status = CPF_OK, searched = CPF_OK;
  struct cpf_assemble_result *r = NULL;
  double began = now();
  *out = NULL;
  CPF_TRY(check(p, opt, err));
  CPF_TRY_ALLOC(r, 1, err);
  r->problem = *p;
  r->seed = opt->find.seed;
  r->students = opt->students;
  r->teachers = opt->teachers > 0 ? opt->teachers : opt->students;
  r->whole = r->students >= p->n && r->teachers >= p->k && p->d == p->k;
  searched = cpf_blocks_search(r, opt, table, err);
  if (searched != CPF_OK && searched != CPF_EINTERRUPTED) {
    status = searched;
    goto cleanup;
  }
  r->seconds_search = now() - began;
  CPF_TRY(count(r, opt, table, err));
  r->seconds = now() - began;
  *out = r;
  r = NULL;
  status = searched;
cleanup:
  cpf_assemble_result_free(r);
  return status;
}

void cpf_assemble_result_free(struct cpf_assemble_result *r) {
  if (r == NULL)
    return;
  for (int s = 0; r->searches != NULL && s < r->nsearches; s++)
    cpf_find_result_free(r->searches[s].result);
  for (int64_t i = 0; r->points_by_index != NULL && i < r->nindices; i++)
    free(r->points_by_index[i]);
  for (int i = 0; i < CPF_KINDS; i++) {
    free(r->points_of[i]);
    free(r->families_of[i]);
  }
  cpf_list_free(r);
  free(r->searches);
  free(r->blocks);
  free(r->points);
  free(r->families);
  free(r->spurious);
  free(r->formula);
  free(r->points_by_index);
  free(r->euler_expected);
  free(r->euler_found);
  free(r);
}
