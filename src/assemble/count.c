// SPDX-License-Identifier: GPL-3.0-or-later
//
// Points: the recurrence of recurrence.h, of whose rows Y[s] only the last M + 1 are kept.
// Families: F[s][t] counts multisets of blocks; a family of m students on l teachers may be taken
// any number of times, so F[s][t] += F[s-m][t-l] for ascending s and t, one family after another.
// Lowest: the same recurrence as for points, in pairs (least loss, number of points with it).
// Kinds: a point descends when one of its blocks does, and so on; so the points with none but
// given signs are those of the blocks with none but these, and inclusion and exclusion does the
// rest.
#include "assemble/count.h"

#include <math.h>
#include <stdlib.h>

#include "assemble/blocks.h"
#include "assemble/recurrence.h"
#include "status/try.h"

uint64_t cpf_binomial(int a, int b) {
  uint64_t value = 1;
  for (int i = 1; i <= b; i++) // after each step C(a, i): the product fits
    value = value * (uint64_t)(a - i + 1 > 0 ? a - i + 1 : 0) / (uint64_t)i;
  return value;
}

unsigned cpf_count_signs(const struct cpf_irreducible *b) {
  return (b->descends ? (unsigned)CPF_DESCENDS : 0U) | (b->ascends ? (unsigned)CPF_ASCENDS : 0U) |
         (b->doubt ? (unsigned)CPF_DOUBT : 0U);
}

bool cpf_count_takes(const struct cpf_count *c, const struct cpf_irreducible *b) {
  return cpf_blocks_counted(b) && (cpf_count_signs(b) & ~c->allowed) == 0;
}

char *cpf_count_digits(const mpz_t z) {
  return mpz_get_str(NULL, 10, z);
}

// An array of initialised integers.
static mpz_t *make(size_t count) {
  mpz_t *z = malloc((count > 0 ? count : 1) * sizeof *z);
  for (size_t i = 0; z != NULL && i < count; i++)
    mpz_init(z[i]);
  return z;
}

static void drop(mpz_t *z, size_t count) {
  for (size_t i = 0; z != NULL && i < count; i++)
    mpz_clear(z[i]);
  free(z);
}

static enum cpf_status no_memory(size_t count, struct cpf_error *err) {
  return cpf_fail(err, CPF_ENOMEM, "out of memory: %zu integers", count);
}

static void add_signed(mpz_t sum, uint64_t points, int64_t factor) {
  mpz_t term;
  mpz_init_set_si(term, (long)factor);
  mpz_mul_ui(term, term, (unsigned long)points);
  mpz_add(sum, sum, term);
  mpz_clear(term);
}

// weight[m * CPF_BLOCK_SIZES + l] = c_{m,l}.
static void weigh(const struct cpf_count *c, bool degrees, mpz_t *weight) {
  for (const struct cpf_irreducible *b = c->blocks; b < c->blocks + c->nblocks; b++)
    if (cpf_count_takes(c, b))
      add_signed(weight[b->students * CPF_BLOCK_SIZES + b->teachers], b->family->points,
                 degrees ? b->local_degree : 1);
}

// One row of the recurrence; rows[s % CPF_BLOCK_SIZES] is Y[s].
static void fill_row(const struct cpf_count *c, mpz_t *weight, mpz_t *rows, int s) {
  size_t width = (size_t)c->k + 1;
  mpz_t factor, term;
  mpz_inits(factor, term, NULL);
  mpz_t *row = rows + (size_t)(s % CPF_BLOCK_SIZES) * width;
  for (size_t t = 0; t < width; t++)
    mpz_set_ui(row[t], 0);
  for (int m = 1; m < CPF_BLOCK_SIZES && m <= s; m++)
    for (int l = 1; l < CPF_BLOCK_SIZES; l++) {
      mpz_mul_ui(factor, weight[m * CPF_BLOCK_SIZES + l], cpf_binomial(s - 1, m - 1));
      mpz_t *before = rows + (size_t)((s - m) % CPF_BLOCK_SIZES) * width;
      for (int t = l; t <= c->k && mpz_sgn(factor) != 0; t++) {
        mpz_mul_ui(term, before[t - l], cpf_binomial(t, l));
        mpz_addmul(row[t], term, factor);
      }
    }
  mpz_clears(factor, term, NULL);
}

static void choose_teachers(int k, mpz_t *row, mpz_t out) {
  mpz_t choices;
  mpz_init_set_ui(choices, 1);
  mpz_set_ui(out, 0);
  for (int t = 0; t <= k; t++) {
    mpz_addmul(out, choices, row[t]);
    mpz_mul_ui(choices, choices, (unsigned long)(k - t));
    mpz_divexact_ui(choices, choices, (unsigned long)t + 1);
  }
  mpz_clear(choices);
}

enum cpf_status cpf_count_points(const struct cpf_count *c, bool degrees, mpz_t out,
                                 struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  size_t width = (size_t)c->k + 1, cells = CPF_BLOCK_SIZES * width;
  size_t sizes = (size_t)CPF_BLOCK_SIZES * CPF_BLOCK_SIZES;
  mpz_t *weight = make(sizes), *rows = make(cells);
  if (weight == NULL || rows == NULL) {
    status = no_memory(cells, err);
    goto cleanup;
  }
  weigh(c, degrees, weight);
  mpz_set_ui(rows[0], 1);
  for (int s = 1; s <= c->n; s++)
    fill_row(c, weight, rows, s);
  choose_teachers(c->k, rows + (size_t)(c->n % CPF_BLOCK_SIZES) * width, out);
cleanup:
  drop(weight, sizes);
  drop(rows, cells);
  return status;
}

enum cpf_status cpf_count_families(const struct cpf_count *c, mpz_t out, struct cpf_error *err) {
  size_t width = (size_t)c->k + 1, cells = ((size_t)c->n + 1) * width;
  mpz_t *sets = make(cells);
  if (sets == NULL)
    return no_memory(cells, err);
  mpz_set_ui(sets[0], 1);
  for (const struct cpf_irreducible *b = c->blocks; b < c->blocks + c->nblocks; b++) {
    if (!cpf_count_takes(c, b))
      continue;
    size_t back = (size_t)b->students * width + (size_t)b->teachers;
    for (size_t s = (size_t)b->students; s <= (size_t)c->n; s++)
      for (size_t t = (size_t)b->teachers; t < width; t++)
        mpz_add(sets[s * width + t], sets[s * width + t], sets[s * width + t - back]);
  }
  mpz_set_ui(out, 0);
  for (size_t t = 0; t < width; t++)
    mpz_add(out, out, sets[(size_t)c->n * width + t]);
  drop(sets, cells);
  return CPF_OK;
}

// Points by the signs they may have, then by kind; `count` is one of the two functions above.
static enum cpf_status count_kinds(struct cpf_count c,
                                   enum cpf_status (*count)(const struct cpf_count *c, mpz_t out,
                                                            struct cpf_error *err),
                                   char **total, char *of[CPF_KINDS], struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  mpz_t within[CPF_SIGNS + 1], kind[CPF_KINDS]; // within[S]: no sign but those in S
  const unsigned D = CPF_DESCENDS, A = CPF_ASCENDS, Q = CPF_DOUBT;
  for (unsigned signs = 0; signs <= CPF_SIGNS; signs++)
    mpz_init(within[signs]);
  for (int i = 0; i < CPF_KINDS; i++)
    mpz_init(kind[i]);
  for (c.allowed = 0; c.allowed <= CPF_SIGNS; c.allowed++)
    CPF_TRY(count(&c, within[c.allowed], err));
  mpz_set(kind[CPF_KIND_MINIMUM], within[A]); // with no sign at all only when d = 1
  mpz_sub(kind[CPF_KIND_MAXIMUM], within[D], within[0]);
  mpz_add(kind[CPF_KIND_UNDECIDED], within[D | Q], within[A | Q]);
  mpz_sub(kind[CPF_KIND_UNDECIDED], kind[CPF_KIND_UNDECIDED], within[Q]); // not both D and A
  mpz_sub(kind[CPF_KIND_SADDLE], within[CPF_SIGNS], kind[CPF_KIND_UNDECIDED]);
  mpz_sub(kind[CPF_KIND_UNDECIDED], kind[CPF_KIND_UNDECIDED], kind[CPF_KIND_MINIMUM]);
  mpz_sub(kind[CPF_KIND_UNDECIDED], kind[CPF_KIND_UNDECIDED], kind[CPF_KIND_MAXIMUM]);
  bool ok = (*total = cpf_count_digits(within[CPF_SIGNS])) != NULL;
  for (int i = 0; i < CPF_KINDS; i++)
    ok &= (of[i] = cpf_count_digits(kind[i])) != NULL;
  if (!ok)
    status = no_memory(CPF_KINDS, err);
cleanup:
  for (unsigned signs = 0; signs <= CPF_SIGNS; signs++)
    mpz_clear(within[signs]);
  for (int i = 0; i < CPF_KINDS; i++)
    mpz_clear(kind[i]);
  return status;
}

static enum cpf_status count_points(const struct cpf_count *c, mpz_t out, struct cpf_error *err) {
  return cpf_count_points(c, false, out, err);
}

enum cpf_status cpf_count_kinds(struct cpf_assemble_result *r, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  const struct cpf_count c = {r->problem.n, r->problem.k, r->nblocks, r->blocks, CPF_SIGNS};
  CPF_TRY(count_kinds(c, count_points, &r->points, r->points_of, err));
  CPF_TRY(count_kinds(c, cpf_count_families, &r->families, r->families_of, err));
cleanup:
  return status;
}
