// SPDX-License-Identifier: GPL-3.0-or-later
//
// The recurrence of recurrence.h in pairs (least loss, number of points with it): a product adds
// the losses and multiplies the numbers, a sum keeps the lower loss, and adds the numbers when the
// losses are equal.
#include <math.h>
#include <stdlib.h>

#include "assemble/count.h"
#include "assemble/recurrence.h"
#include "status/try.h"

struct level {
  double loss; // INFINITY: no point
  mpz_t points;
};

static struct level *make(size_t count) {
  struct level *a = malloc(count * sizeof *a);
  for (size_t i = 0; a != NULL && i < count; i++) {
    a[i].loss = INFINITY;
    mpz_init(a[i].points);
  }
  return a;
}

static void drop(struct level *a, size_t count) {
  for (size_t i = 0; a != NULL && i < count; i++)
    mpz_clear(a[i].points);
  free(a);
}

// sum += (loss, points)
static void add(struct level *sum, double loss, const mpz_t points, double tol) {
  if (!(loss <= sum->loss + tol))
    return;
  if (loss < sum->loss - tol)
    mpz_set_ui(sum->points, 0);
  mpz_add(sum->points, sum->points, points);
  sum->loss = fmin(sum->loss, loss);
}

static void fill_row(const struct cpf_count *c, double tol, struct level *rows, int s) {
  size_t width = (size_t)c->k + 1;
  mpz_t factor, term;
  mpz_inits(factor, term, NULL);
  struct level *row = rows + (size_t)(s % CPF_BLOCK_SIZES) * width;
  for (size_t t = 0; t < width; t++)
    row[t].loss = INFINITY;
  for (const struct cpf_irreducible *b = c->blocks; b < c->blocks + c->nblocks; b++) {
    if (!cpf_count_takes(c, b) || b->students > s)
      continue;
    mpz_set_ui(factor, b->family->points);
    mpz_mul_ui(factor, factor, cpf_binomial(s - 1, b->students - 1));
    const struct level *before = rows + (size_t)((s - b->students) % CPF_BLOCK_SIZES) * width;
    for (int t = b->teachers; t <= c->k; t++) {
      const struct level *rest = &before[t - b->teachers];
      if (!isfinite(rest->loss) || rest->loss + b->loss > row[t].loss + tol)
        continue;
      mpz_mul_ui(term, rest->points, cpf_binomial(t, b->teachers));
      mpz_mul(term, term, factor);
      add(&row[t], rest->loss + b->loss, term, tol);
    }
  }
  mpz_clears(factor, term, NULL);
}

static void choose_teachers(int k, double tol, const struct level *row, struct level *best) {
  mpz_t choices, term;
  mpz_init_set_ui(choices, 1);
  mpz_init(term);
  for (int t = 0; t <= k; t++) {
    mpz_mul(term, choices, row[t].points);
    if (isfinite(row[t].loss))
      add(best, row[t].loss, term, tol);
    mpz_mul_ui(choices, choices, (unsigned long)(k - t));
    mpz_divexact_ui(choices, choices, (unsigned long)t + 1);
  }
  mpz_clears(choices, term, NULL);
}

enum cpf_status cpf_count_lowest(const struct cpf_count *c, double tol, bool *known, double *loss,
                                 mpz_t points, struct cpf_error *err) {
  size_t width = (size_t)c->k + 1, cells = CPF_BLOCK_SIZES * width + 1;
  struct level *rows = make(cells);
  if (rows == NULL)
    return cpf_fail(err, CPF_ENOMEM, "out of memory: %zu integers", cells);
  struct level *best = &rows[cells - 1];
  rows[0].loss = 0;
  mpz_set_ui(rows[0].points, 1);
  for (int s = 1; s <= c->n; s++)
    fill_row(c, tol, rows, s);
  choose_teachers(c->k, tol, rows + (size_t)(c->n % CPF_BLOCK_SIZES) * width, best);
  *known = isfinite(best->loss);
  *loss = *known ? best->loss + 0.5 * c->k : 0;
  mpz_set(points, best->points);
  drop(rows, cells);
  return CPF_OK;
}
