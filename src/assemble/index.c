// SPDX-License-Identifier: GPL-3.0-or-later
//
// The recurrence of recurrence.h with polynomials in q: a block of index I weighs q^I.
//
// 1. Families with the same m, l and I are one class; a class's weight is its number of points.
// 2. A polynomial is a row of slots, one for each index, each wide enough for the number of all
//    points: slots then never overflow into the next, and a row may be multiplied by a number of
//    one limb and added to another as if it were one long integer (mpn_addmul_1; Kronecker's
//    substitution, q = 2^bits). Multiplying by q^I is a shift by I slots.
// 3. top[s][t] is the largest index there, by the recurrence in (max, +); it bounds a row's length.
//    Rows Y[s] are kept as far back as a block has students. Cells of a row depend on earlier rows
//    only: the threads share them.
// 4. A cell from which the other students cannot be served with the other teachers is left out.
//    What remains is at most the number of all points, as step 2 needs: a way to fill a cell, and
//    one fixed way to fill the rest, make a point.
#include "assemble/index.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "assemble/recurrence.h"
#include "search/threads.h"
#include "status/try.h"

// Products of limbs, and bytes, beyond which the count by index is left out: about a minute.
static const double WORK_MAX = 1e11, BYTES_MAX = 0x1p32;
// Products of limbs in a row below which threads would wait for each other longer than they work.
static const double WORK_SHARED = 2e7;

enum { NO_POINT = -1 };

struct class {
  int m, l;
  int64_t index;
  mp_limb_t weight;
};

struct table {
  int n, k;
  int rows;     // that are kept: most students of a block, and 1
  size_t width; // k + 1
  size_t limbs; // of a slot
  size_t nclasses;
  struct class *classes;
  int64_t *top;    // (n+1) x width, NO_POINT: no way
  mp_limb_t **row; // rows x width cells
};

static size_t cell(const struct table *x, int s, int t) {
  return (size_t)(s % x->rows) * x->width + (size_t)t;
}

static int64_t *top(const struct table *x, int s, int t) {
  return &x->top[(size_t)s * x->width + (size_t)t];
}

static size_t row_limbs(const struct table *x, int s, int t) {
  return (size_t)(*top(x, s, t) + 1) * x->limbs;
}

// Step 1. False when the weight of a class does not fit a limb.
static bool add_class(struct table *x, const struct cpf_irreducible *b) {
  for (struct class *c = x->classes; c < x->classes + x->nclasses; c++)
    if (c->m == b->students && c->l == b->teachers && c->index == b->index)
      return !__builtin_add_overflow(c->weight, (mp_limb_t)b->family->points, &c->weight);
  x->classes[x->nclasses++] = (struct class){b->students, b->teachers, b->index, b->family->points};
  return true;
}

// Step 4: need[s], the least number of teachers for s students.
static void count_needs(const struct table *x, int *need) {
  need[0] = 0;
  for (int s = 1; s <= x->n; s++) {
    need[s] = x->k + 1;
    for (const struct class *c = x->classes; c < x->classes + x->nclasses; c++)
      if (c->m <= s && need[s - c->m] + c->l < need[s])
        need[s] = need[s - c->m] + c->l;
  }
}

// Steps 3 and 4.
static void bound(struct table *x, int *need) {
  count_needs(x, need);
  for (size_t i = 0; i < ((size_t)x->n + 1) * x->width; i++)
    x->top[i] = NO_POINT;
  x->top[0] = 0;
  for (int s = 1; s <= x->n; s++)
    for (int t = 0; t <= x->k - need[x->n - s]; t++)
      for (const struct class *c = x->classes; c < x->classes + x->nclasses; c++)
        if (c->m <= s && c->l <= t && *top(x, s - c->m, t - c->l) != NO_POINT &&
            *top(x, s - c->m, t - c->l) + c->index > *top(x, s, t))
          *top(x, s, t) = *top(x, s - c->m, t - c->l) + c->index;
}

static bool too_much(const struct table *x, char reason[160]) {
  double work = 0, bytes = 0;
  for (int s = 0; s <= x->n; s++)
    for (int t = 0; t <= x->k; t++) {
      double limbs = (double)(*top(x, s, t) + 1) * (double)x->limbs;
      work += limbs * (double)x->nclasses;
      bytes += s > x->n - x->rows ? limbs * sizeof(mp_limb_t) : 0;
    }
  if (work <= WORK_MAX && bytes <= BYTES_MAX)
    return false;
  snprintf(reason, 160, "%s", "the numbers are too many and too long to be counted by index");
  return true;
}

// to += from * factors[0] * factors[1] * factors[2], `size` limbs; what is carried out of them
// goes on into the slots behind. scratch: `size` limbs and 2 more.
static void add_multiple(mp_limb_t *to, const mp_limb_t *from, size_t size,
                         const mp_limb_t factors[3], mp_limb_t *scratch) {
  mp_limb_t product = 1, next;
  for (int i = 0; i < 3; i++) {
    if (!__builtin_mul_overflow(product, factors[i], &next)) {
      product = next;
      continue;
    }
    // No carry leaves the row: its slots hold the products by the smaller numbers too.
    (void)mpn_mul_1(scratch, from, (mp_size_t)size, product);
    from = scratch;
    product = factors[i];
  }
  (void)mpn_addmul_1(to, from, (mp_size_t)size, product);
}

static void fill_cell(const struct table *x, int s, int t, mp_limb_t *scratch) {
  mp_limb_t *to = x->row[cell(x, s, t)];
  for (const struct class *c = x->classes; c < x->classes + x->nclasses; c++) {
    if (c->m > s || c->l > t || *top(x, s - c->m, t - c->l) == NO_POINT)
      continue;
    const mp_limb_t factors[3] = {c->weight, cpf_binomial(s - 1, c->m - 1), cpf_binomial(t, c->l)};
    add_multiple(to + (size_t)c->index * x->limbs, x->row[cell(x, s - c->m, t - c->l)],
                 row_limbs(x, s - c->m, t - c->l), factors, scratch);
  }
}

// Makes the cells of row s, zero, over those of row s - rows. False without memory.
static bool make_row(const struct table *x, int s) {
  for (int t = 0; t <= x->k; t++) {
    mp_limb_t **at = &x->row[cell(x, s, t)];
    free(*at);
    *at = NULL;
    if (*top(x, s, t) != NO_POINT && (*at = calloc(row_limbs(x, s, t), sizeof **at)) == NULL)
      return false;
  }
  return true;
}

static size_t longest(const struct table *x, int s) {
  size_t limbs = 0;
  for (int before = s > x->rows ? s - x->rows : 0; before < s; before++)
    for (int t = 0; t <= x->k; t++)
      limbs = row_limbs(x, before, t) > limbs ? row_limbs(x, before, t) : limbs;
  return limbs;
}

static double row_work(const struct table *x, int s) {
  double limbs = 0;
  for (int t = 0; t <= x->k; t++)
    limbs += (double)row_limbs(x, s, t);
  return limbs * (double)x->nclasses;
}

static enum cpf_status fill_row(const struct table *x, int s, int threads, struct cpf_error *err) {
  size_t size = longest(x, s);
  int team = row_work(x, s) > WORK_SHARED ? threads : 1;
  mp_limb_t *scratch = calloc(size * (size_t)team + 1, sizeof *scratch);
  bool ok = scratch != NULL && make_row(x, s);
#ifdef _OPENMP
#pragma omp parallel for num_threads(team) schedule(dynamic)
#endif
  for (int t = 0; t <= x->k; t++)
    if (ok && *top(x, s, t) != NO_POINT)
      fill_cell(x, s, t, scratch + size * (size_t)cpf_thread_number());
  free(scratch);
  return ok ? CPF_OK : cpf_fail(err, CPF_ENOMEM, "out of memory: the count by index, row %d", s);
}

// Over the choices of the teachers that are used; the slots become numbers.
static enum cpf_status take_last_row(const struct table *x, struct cpf_assemble_result *r,
                                     struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  mpz_t choices, sum;
  mpz_inits(choices, sum, NULL);
  CPF_TRY_ALLOC(r->points_by_index, (size_t)r->nindices, err);
  for (int64_t i = 0; i < r->nindices; i++) {
    mpz_set_ui(choices, 1);
    mpz_set_ui(sum, 0);
    for (int t = 0; t <= x->k; t++) {
      mpz_t slot;
      if (i <= *top(x, x->n, t))
        mpz_addmul(sum, choices,
                   mpz_roinit_n(slot, x->row[cell(x, x->n, t)] + (size_t)i * x->limbs,
                                (mp_size_t)x->limbs));
      mpz_mul_ui(choices, choices, (unsigned long)(x->k - t));
      mpz_divexact_ui(choices, choices, (unsigned long)t + 1);
    }
    if ((r->points_by_index[i] = cpf_count_digits(sum)) == NULL) {
      status = cpf_fail(err, CPF_ENOMEM, "out of memory: %lld numbers", (long long)r->nindices);
      goto cleanup;
    }
  }
cleanup:
  mpz_clears(choices, sum, NULL);
  return status;
}

// Everything but the recurrence itself; *go is false when there is nothing to compute.
static enum cpf_status prepare(struct table *x, struct cpf_assemble_result *r, bool *go,
                               struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  const char *reason = NULL;
  int *need = NULL;
  CPF_TRY_ALLOC(need, (size_t)x->n + 1, err);
  CPF_TRY_ALLOC(x->classes, (size_t)r->nblocks, err);
  CPF_TRY_ALLOC(x->top, ((size_t)x->n + 1) * x->width, err);
  for (const struct cpf_irreducible *b = r->blocks; b < r->blocks + r->nblocks; b++) {
    const struct cpf_count c = {.allowed = CPF_SIGNS};
    if (!cpf_count_takes(&c, b))
      continue;
    if (!b->index_known)
      reason = "the index of an irreducible family is not known";
    else if (!add_class(x, b))
      reason = "a number of points does not fit 64 bits";
  }
  for (const struct class *c = x->classes; c < x->classes + x->nclasses; c++)
    x->rows = c->m + 1 > x->rows ? c->m + 1 : x->rows;
  CPF_TRY_ALLOC(x->row, (size_t)x->rows * x->width, err);
  bound(x, need);
  for (int t = 0; t <= x->k; t++)
    r->nindices = *top(x, x->n, t) + 1 > r->nindices ? *top(x, x->n, t) + 1 : r->nindices;
  if (reason == NULL && r->nindices == 0)
    reason = "there is no such point";
  if (reason != NULL)
    snprintf(r->index_reason, sizeof r->index_reason, "%s", reason);
  *go = reason == NULL && !too_much(x, r->index_reason);
  if (!*go)
    r->nindices = 0;
cleanup:
  free(need);
  return status;
}

enum cpf_status cpf_index_count(struct cpf_assemble_result *r, int threads, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  bool go = false;
  mpz_t all;
  mpz_init_set_str(all, r->points, 10);
  struct table x = {.n = r->problem.n,
                    .rows = 1,
                    .k = r->problem.k,
                    .width = (size_t)r->problem.k + 1,
                    .limbs = mpz_size(all) + 1};
  mpz_clear(all);
  CPF_TRY(prepare(&x, r, &go, err));
  if (!go)
    goto cleanup;
  CPF_TRY(make_row(&x, 0) ? CPF_OK : cpf_fail(err, CPF_ENOMEM, "out of memory"));
  x.row[0][0] = 1;
  for (int s = 1; s <= x.n; s++)
    CPF_TRY(fill_row(&x, s, threads > 0 ? threads : cpf_threads_available(), err));
  CPF_TRY(take_last_row(&x, r, err));
cleanup:
  for (size_t i = 0; x.row != NULL && i < (size_t)x.rows * x.width; i++)
    free(x.row[i]);
  free(x.row);
  free(x.top);
  free(x.classes);
  return status;
}
