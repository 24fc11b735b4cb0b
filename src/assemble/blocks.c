// SPDX-License-Identifier: GPL-3.0-or-later
//
// 1. Search P(m, l, l, rho) for each m and l. The irreducible families are those with one block,
//    on all l teachers.
// 2. The inertia of the matrix T on a direction outside the span: the same point in dimension
//    l + 1 has the spectrum of the block and that of T once (docs/mathematics.md, section 3), so T
//    takes the difference. cpf_classify computes small eigenvalues in high precision; those of T
//    can be: rho sin(theta)^(rho-2) for tight-balance.
// 3. What a block adds in dimension d: its own spectrum, and d - l times that of T.
#include "assemble/blocks.h"

#include <stdlib.h>
#include <string.h>

#include "status/try.h"

// How far refining may move a point that is critical already: rounding.
static const double STAYS = 1e-8;

bool cpf_blocks_counted(const struct cpf_irreducible *b) {
  return b->family->points_known && b->family->dimension == 0;
}

enum cpf_kind cpf_blocks_kind(bool descends, bool ascends, bool doubt) {
  if (descends && ascends)
    return CPF_KIND_SADDLE;
  if (doubt)
    return CPF_KIND_UNDECIDED;
  return descends ? CPF_KIND_MAXIMUM : CPF_KIND_MINIMUM; // d = 1: a point, alone, is a minimum
}

static bool is_irreducible(const struct cpf_family *f, int l) {
  return f->nblocks == 1 && f->blocks[0].nteachers == l;
}

static int count_irreducible(const struct cpf_find_result *r) {
  int count = 0;
  for (int f = 0; f < r->nfamilies; f++)
    count += is_irreducible(&r->families[f], r->problem.k);
  return count;
}

static bool index_certified(const struct cpf_certificate *c, const struct cpf_family *f) {
  return c->theorem != CPF_THEOREM_NONE && c->index_proved && c->index == f->index &&
         c->nullity == f->nullity;
}

// Step 3.
static void settle(const struct cpf_problem *p, struct cpf_irreducible *b) {
  const struct cpf_family *f = b->family;
  int64_t outside = p->d - b->teachers;
  int positive = (int)f->neigenvalues - f->index - f->nullity;
  int outside_positive = b->students - b->outside_index - b->outside_nullity;
  bool within = f->neigenvalues > 0; // else the block fills its sphere S^0
  bool lost = outside > 0 && !b->outside_known;
  b->loss = f->loss - 0.5 * b->teachers;
  b->index_known = !lost;
  b->index = f->index + (lost ? 0 : outside * b->outside_index);
  b->nullity = f->nullity + (lost ? 0 : outside * b->outside_nullity);
  b->descends =
      f->index > 0 || f->kind == CPF_KIND_SADDLE || (within && f->kind == CPF_KIND_MAXIMUM);
  b->ascends =
      positive > 0 || f->kind == CPF_KIND_SADDLE || (within && f->kind == CPF_KIND_MINIMUM);
  b->descends |= outside > 0 && b->outside_known && b->outside_index > 0;
  b->ascends |= outside > 0 && b->outside_known && outside_positive > 0;
  bool flat = outside > 0 && (lost || b->outside_nullity > 0);
  b->doubt = f->kind == CPF_KIND_UNDECIDED || flat;
  b->isolated = f->dimension == 0 && !flat;
  b->degree_known = f->degree_known && !flat;
  b->local_degree = f->local_degree;
  if (outside % 2 != 0 && b->outside_index % 2 != 0)
    b->local_degree = -b->local_degree;
}

// Step 2: the block's points with a zero behind each row.
static void embed(const struct cpf_irreducible *b, double *W) {
  size_t l = (size_t)b->teachers;
  for (size_t i = 0; i < (size_t)b->students; i++) {
    memcpy(W + i * (l + 1), b->family->W + i * l, l * sizeof *W);
    W[i * (l + 1) + l] = 0;
  }
}

static void take_outside(const struct cpf_problem *p, const struct cpf_find_result *search,
                         const struct cpf_classified *c, struct cpf_irreducible *b) {
  const struct cpf_family *f = b->family;
  ptrdiff_t at = f - search->families;
  if (c->critical) {
    b->outside_index = c->family.index - f->index;
    b->outside_nullity = c->family.nullity - f->nullity;
    b->outside_known = b->outside_index >= 0 && b->outside_nullity >= 0 &&
                       b->outside_index + b->outside_nullity <= b->students;
    b->proved = search->certificates != NULL && b->outside_known &&
                index_certified(&search->certificates[at], f) &&
                index_certified(&c->certificate, &c->family);
  }
  settle(p, b);
}

static enum cpf_status look_outside(const struct cpf_assemble_result *r,
                                    const struct cpf_find_options *opt,
                                    const struct cpf_table *table,
                                    const struct cpf_assemble_search *s, struct cpf_irreducible *b,
                                    struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_classified *found = NULL;
  double *W = NULL;
  size_t count = (size_t)s->irreducible, l = (size_t)s->teachers;
  size_t size = (size_t)s->students * (l + 1);
  struct cpf_problem q = s->result->problem;
  q.d++;
  if (count == 0)
    return CPF_OK;
  CPF_TRY_ALLOC(W, count * size, err);
  for (size_t i = 0; i < count; i++)
    embed(&b[i], W + i * size);
  CPF_TRY(cpf_classify(&q, opt, table, W, count, STAYS, &found, err));
  for (size_t i = 0; i < count; i++)
    take_outside(&r->problem, s->result, &found[i], &b[i]);
cleanup:
  cpf_classified_free(found, count);
  free(W);
  return status;
}

// Adds the irreducible families of a search to r->blocks.
static enum cpf_status take(struct cpf_assemble_result *r, const struct cpf_assemble_options *opt,
                            const struct cpf_table *table, int search, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_assemble_search *s = &r->searches[search];
  size_t count = (size_t)r->nblocks + (size_t)s->irreducible;
  struct cpf_irreducible *grown = realloc(r->blocks, (count + 1) * sizeof *grown);
  if (grown == NULL)
    return cpf_fail(err, CPF_ENOMEM, "out of memory: %zu irreducible families", count);
  r->blocks = grown;
  struct cpf_irreducible *first = grown + r->nblocks, *b = first;
  for (int f = 0; f < s->result->nfamilies; f++)
    if (is_irreducible(&s->result->families[f], s->teachers))
      *b++ = (struct cpf_irreducible){.students = s->students,
                                      .teachers = s->teachers,
                                      .search = search,
                                      .family = &s->result->families[f]};
  CPF_TRY(look_outside(r, &opt->find, table, s, first, err));
  for (b = first; b < first + s->irreducible; b++) {
    r->continua += !cpf_blocks_counted(b);
    s->points += cpf_blocks_counted(b) ? b->family->points : 0;
  }
  r->nblocks = (int)count;
cleanup:
  return status;
}

static enum cpf_status search(struct cpf_assemble_result *r, const struct cpf_assemble_options *opt,
                              const struct cpf_table *table, int m, int l, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_assemble_search *s = &r->searches[r->nsearches];
  struct cpf_problem q = r->problem;
  q.n = m;
  q.k = q.d = l;
  *s = (struct cpf_assemble_search){.students = m, .teachers = l};
  enum cpf_status found = cpf_find(&q, &opt->find, table, &s->result, err);
  if (s->result == NULL)
    return found;
  r->nsearches++;
  s->irreducible = count_irreducible(s->result);
  if (s->result->end == CPF_END_BUDGET)
    r->end = CPF_END_BUDGET;
  CPF_TRY(take(r, opt, table, r->nsearches - 1, err));
  status = found; // interrupted: what was found is taken
cleanup:
  return status;
}

enum cpf_status cpf_blocks_search(struct cpf_assemble_result *r,
                                  const struct cpf_assemble_options *opt,
                                  const struct cpf_table *table, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  int most_m = r->students < r->problem.n ? r->students : r->problem.n;
  int most_l = r->teachers < r->problem.k ? r->teachers : r->problem.k;
  CPF_TRY_ALLOC(r->searches, (size_t)most_m * (size_t)most_l, err);
  for (int m = 1; m <= most_m; m++)
    for (int l = 1; l <= most_l; l++)
      CPF_TRY(search(r, opt, table, m, l, err));
cleanup:
  if (status == CPF_EINTERRUPTED)
    r->end = CPF_END_INTERRUPTED;
  return status;
}
