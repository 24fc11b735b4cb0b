// SPDX-License-Identifier: GPL-3.0-or-later
//
// 1. How many families there are is known: list all, or the minima, or none.
// 2. need[b][s]: the least number of teachers that s students need with blocks of the families b,
//    b+1, ... A choice that leaves fewer is not followed, so that every choice ends in a family.
// 3. With c_f blocks of family f and u teachers unused, the number of points is
//        n! k! / u! * prod_f (points_f / (m_f! l_f!))^c_f / c_f! .
// 4. Losses, indices and nullities add up, local degrees multiply (docs/assemble.md).
#include "assemble/list.h"

#include <stdlib.h>
#include <string.h>

#include "assemble/blocks.h"
#include "classify/label.h"
#include "status/try.h"

static const double SAME_LOSS = 1e-12; // losses this close sort by label: rounding must not decide

struct listing {
  struct cpf_assemble_result *r;
  const struct cpf_table *table;
  struct cpf_count c;
  int *need; // (nblocks + 1) x (n + 1); more than k: impossible
  int *counts;
  struct cpf_block *labels; // n blocks, of which only the label is used
};

static int *need(const struct listing *x, int b, int s) {
  return &x->need[(size_t)b * ((size_t)x->c.n + 1) + (size_t)s];
}

// Step 2.
static void fill_needs(const struct listing *x) {
  for (int s = 0; s <= x->c.n; s++)
    *need(x, x->c.nblocks, s) = s == 0 ? 0 : x->c.k + 1;
  for (int b = x->c.nblocks - 1; b >= 0; b--) {
    const struct cpf_irreducible *f = &x->c.blocks[b];
    for (int s = 0; s <= x->c.n; s++) {
      int without = *need(x, b + 1, s);
      int with = s >= f->students && cpf_count_takes(&x->c, f)
                     ? *need(x, b, s - f->students) + f->teachers
                     : x->c.k + 1;
      *need(x, b, s) = with < without ? with : without;
    }
  }
}

// Step 3.
static char *count_points(const struct listing *x, const struct cpf_assembled *a) {
  mpz_t number, factor, below;
  mpz_inits(number, factor, below, NULL);
  mpz_fac_ui(number, (unsigned long)x->c.n);
  mpz_fac_ui(factor, (unsigned long)x->c.k);
  mpz_mul(number, number, factor);
  mpz_fac_ui(below, (unsigned long)a->unused);
  for (int b = 0; b < x->c.nblocks; b++) {
    const struct cpf_irreducible *f = &x->c.blocks[b];
    unsigned long count = (unsigned long)a->counts[b];
    mpz_ui_pow_ui(factor, (unsigned long)f->family->points, count);
    mpz_mul(number, number, factor);
    mpz_fac_ui(factor, count);
    mpz_mul(below, below, factor);
    mpz_fac_ui(factor, (unsigned long)f->students);
    mpz_pow_ui(factor, factor, count);
    mpz_mul(below, below, factor);
    mpz_fac_ui(factor, (unsigned long)f->teachers);
    mpz_pow_ui(factor, factor, count);
    mpz_mul(below, below, factor);
  }
  mpz_divexact(number, number, below);
  char *digits = cpf_count_digits(number);
  mpz_clears(number, factor, below, NULL);
  return digits;
}

static int64_t power(int64_t base, int count, bool *known) {
  int64_t value = 1;
  for (int i = 0; i < count && *known; i++)
    *known = !__builtin_mul_overflow(value, base, &value);
  return value;
}

// Step 4.
static void add_up(const struct listing *x, struct cpf_assembled *a) {
  bool descends = false, ascends = false, doubt = false;
  a->loss = 0.5 * x->c.k;
  a->index_known = a->isolated = a->degree_known = true;
  a->local_degree = 1;
  for (int b = 0; b < x->c.nblocks; b++) {
    const struct cpf_irreducible *f = &x->c.blocks[b];
    if (a->counts[b] == 0)
      continue;
    a->loss += a->counts[b] * f->loss;
    a->index += a->counts[b] * f->index;
    a->nullity += a->counts[b] * f->nullity;
    a->index_known &= f->index_known;
    a->isolated &= f->isolated;
    a->degree_known &= f->degree_known;
    descends |= f->descends;
    ascends |= f->ascends;
    doubt |= f->doubt;
    int64_t degree = power(f->local_degree, a->counts[b], &a->degree_known);
    a->degree_known =
        a->degree_known && !__builtin_mul_overflow(a->local_degree, degree, &a->local_degree);
  }
  a->kind = cpf_blocks_kind(descends, ascends, doubt);
}

static void join_labels(const struct listing *x, struct cpf_assembled *a) {
  int nblocks = 0;
  for (int b = 0; b < x->c.nblocks; b++)
    for (int i = 0; i < a->counts[b]; i++)
      memcpy(x->labels[nblocks++].label, x->c.blocks[b].family->blocks[0].label, CPF_LABEL_MAX);
  cpf_label_join(x->table, x->labels, nblocks, a->label);
}

static enum cpf_status take(struct listing *x, int unused, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_assembled *a = &x->r->list[x->r->nlisted++];
  CPF_TRY_ALLOC(a->counts, (size_t)x->c.nblocks, err);
  memcpy(a->counts, x->counts, (size_t)x->c.nblocks * sizeof *a->counts);
  a->unused = unused;
  add_up(x, a);
  join_labels(x, a);
  if ((a->points = count_points(x, a)) == NULL)
    status = cpf_fail(err, CPF_ENOMEM, "out of memory: a number of points");
cleanup:
  return status;
}

// The families with s students on at most t teachers from blocks of the families b, b+1, ...
// NOLINTNEXTLINE(misc-no-recursion): as deep as there are irreducible families
static enum cpf_status descend(struct listing *x, int b, int s, int t, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  if (b == x->c.nblocks)
    return take(x, t, err);
  const struct cpf_irreducible *f = &x->c.blocks[b];
  int most = cpf_count_takes(&x->c, f) ? s / f->students : 0;
  for (int count = 0; count <= most && count * f->teachers <= t; count++) {
    x->counts[b] = count;
    if (*need(x, b + 1, s - count * f->students) <= t - count * f->teachers)
      CPF_TRY(descend(x, b + 1, s - count * f->students, t - count * f->teachers, err));
  }
cleanup:
  x->counts[b] = 0;
  return status;
}

static int compare_loss(const void *a, const void *b) {
  double x = ((const struct cpf_assembled *)a)->loss, y = ((const struct cpf_assembled *)b)->loss;
  return (x > y) - (x < y);
}

// By label; the same label with other blocks by the number of points.
static int compare_name(const void *a, const void *b) {
  const struct cpf_assembled *f = a, *g = b;
  size_t x = strlen(f->points), y = strlen(g->points);
  int order = strcmp(f->label, g->label);
  return order != 0 ? order : x != y ? (x > y) - (x < y) : strcmp(f->points, g->points);
}

static void sort(struct cpf_assembled *list, size_t count) {
  if (count > 0)
    qsort(list, count, sizeof *list, compare_loss);
  for (size_t begin = 0, end; begin < count; begin = end) {
    for (end = begin + 1; end < count; end++)
      if (list[end].loss - list[end - 1].loss > SAME_LOSS)
        break;
    qsort(list + begin, end - begin, sizeof *list, compare_name);
  }
}

static bool at_most(const char *digits, size_t most, size_t *count) {
  mpz_t z;
  mpz_init_set_str(z, digits, 10);
  bool fits = mpz_cmp_ui(z, (unsigned long)most) <= 0;
  *count = fits ? (size_t)mpz_get_ui(z) : 0;
  mpz_clear(z);
  return fits;
}

enum cpf_status cpf_list_make(struct cpf_assemble_result *r, size_t list_max,
                              const struct cpf_table *table, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  size_t count = 0;
  struct listing x = {.r = r, .table = table};
  x.c = (struct cpf_count){r->problem.n, r->problem.k, r->nblocks, r->blocks, CPF_SIGNS};
  r->listed = CPF_LISTING_ALL;
  if (!at_most(r->families, list_max, &count)) {
    r->listed = CPF_LISTING_MINIMA;
    x.c.allowed = CPF_ASCENDS;
    if (!at_most(r->families_of[CPF_KIND_MINIMUM], list_max, &count))
      r->listed = CPF_LISTING_NONE;
  }
  if (count == 0) // then descend would not end in a family
    return CPF_OK;
  CPF_TRY_ALLOC(r->list, count, err);
  CPF_TRY_ALLOC(x.need, ((size_t)x.c.nblocks + 1) * ((size_t)x.c.n + 1), err);
  CPF_TRY_ALLOC(x.counts, (size_t)x.c.nblocks, err);
  CPF_TRY_ALLOC(x.labels, (size_t)x.c.n, err);
  fill_needs(&x);
  CPF_TRY(descend(&x, 0, x.c.n, x.c.k, err));
  sort(r->list, r->nlisted);
cleanup:
  free(x.need);
  free(x.counts);
  free(x.labels);
  return status;
}

void cpf_list_free(struct cpf_assemble_result *r) {
  for (size_t i = 0; i < r->nlisted; i++) {
    free(r->list[i].counts);
    free(r->list[i].points);
  }
  free(r->list);
}
