// SPDX-License-Identifier: GPL-3.0-or-later
//
//  1. Expand the unknowns to W, mu and nu.
//  2. The full Jacobian by entries of W: rank-one terms of students and teachers, the coupling, and
//     the multipliers.
//  3. Equations of the representatives; columns added up over each class with its signs.
#include "certify/system_ball.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model/ball.h"
#include "status/try.h"

void cpf_system_clear(struct cpf_system *s) {
  if (s == NULL)
    return;
  cpf_space_clear(&s->space);
  free(s->slices);
  free(s->unknown_of);
  free(s->representative);
  free(s->row_representative);
  memset(s, 0, sizeof *s);
}

// The first row with an entry in the column; -1: none.
static int pivot(const struct cpf_problem *p, const double *W, int column) {
  for (int i = 0; i < p->n; i++)
    if (W[i * p->d + column] != 0)
      return i;
  return -1;
}

static enum cpf_status find_slices(struct cpf_system *s, const double *W, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  const struct cpf_problem *p = &s->p;
  int rank = p->d - p->k;
  CPF_TRY_ALLOC(s->slices, (size_t)rank * (size_t)rank, err);
  for (int a = p->k; a < p->d; a++)
    for (int b = a + 1; b < p->d; b++) {
      int row = pivot(p, W, a);
      if (row < 0 || W[row * p->d + b] != 0 || pivot(p, W, b) <= row) {
        status = cpf_fail(err, CPF_EINVAL, "the part outside span V is not lower triangular");
        goto cleanup;
      }
      if (s->space.block[p->n + a] == s->space.block[p->n + b])
        s->slices[s->nslices++] = (struct cpf_slice){a, b, row * p->d + b};
    }
cleanup:
  return status;
}

static enum cpf_status number_unknowns(struct cpf_system *s, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  int size = s->p.n * s->p.d, nclasses = s->space.nclasses;
  CPF_TRY_ALLOC(s->unknown_of, (size_t)nclasses, err);
  CPF_TRY_ALLOC(s->representative, (size_t)nclasses, err);
  CPF_TRY_ALLOC(s->row_representative, (size_t)s->space.nrows, err);
  for (int e = size - 1; e >= 0; e--)
    if (s->space.class_of[e] >= 0)
      s->representative[s->space.class_of[e]] = e;
  for (int i = s->p.n - 1; i >= 0; i--)
    s->row_representative[s->space.row_of[i]] = i;
  for (int l = 0; l < s->nslices; l++) {
    int c = s->space.class_of[s->slices[l].entry];
    if (c < 0 || s->unknown_of[c] < 0) {
      status = cpf_fail(err, CPF_EINVAL, "symmetries tie the entries of the slice");
      goto cleanup;
    }
    s->unknown_of[c] = -1;
  }
  for (int c = 0; c < nclasses; c++)
    if (s->unknown_of[c] == 0)
      s->unknown_of[c] = s->nfree++;
  s->size = s->nfree + s->space.nrows + s->nslices;
cleanup:
  return status;
}

enum cpf_status cpf_system_make(const struct cpf_problem *p, struct cpf_space *space,
                                const double *W, struct cpf_system *s, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  *s = (struct cpf_system){.p = *p, .space = *space};
  memset(space, 0, sizeof *space);
  CPF_TRY(find_slices(s, W, err));
  CPF_TRY(number_unknowns(s, err));
cleanup:
  if (status != CPF_OK)
    cpf_system_clear(s);
  return status;
}

void cpf_system_expand(const struct cpf_system *s, const arb_mat_t x, arb_mat_t W, arb_mat_t mu,
                       arb_mat_t nu) {
  int d = s->p.d;
  for (int e = 0; e < s->p.n * d; e++) {
    arb_ptr w = arb_mat_entry(W, e / d, e % d);
    int c = s->space.class_of[e];
    if (c < 0 || s->unknown_of[c] < 0)
      arb_zero(w);
    else if (s->space.sign[e] > 0)
      arb_set(w, arb_mat_entry(x, s->unknown_of[c], 0));
    else
      arb_neg(w, arb_mat_entry(x, s->unknown_of[c], 0));
  }
  for (int i = 0; i < s->p.n; i++)
    arb_set(arb_mat_entry(mu, i, 0), arb_mat_entry(x, s->nfree + s->space.row_of[i], 0));
  for (int l = 0; l < s->nslices; l++)
    arb_set(arb_mat_entry(nu, l, 0), arb_mat_entry(x, s->nfree + s->space.nrows + l, 0));
}

void cpf_system_gather(const struct cpf_system *s, const arb_mat_t W, arb_mat_t x, slong prec) {
  int d = s->p.d;
  arb_mat_t G, mu;
  arb_mat_init(G, s->p.n, d);
  arb_mat_init(mu, s->p.n, 1);
  cpf_ball_gradient(&s->p, W, G, mu, prec);
  arb_mat_zero(x);
  for (int c = 0; c < s->space.nclasses; c++) {
    int e = s->representative[c];
    if (s->unknown_of[c] >= 0)
      arb_set(arb_mat_entry(x, s->unknown_of[c], 0), arb_mat_entry(W, e / d, e % d));
  }
  for (int r = 0; r < s->space.nrows; r++)
    arb_div_si(arb_mat_entry(x, s->nfree + r, 0), arb_mat_entry(mu, s->row_representative[r], 0),
               s->p.rho, prec);
  arb_mat_clear(G);
  arb_mat_clear(mu);
}

// What both F and J need: the powers x^{rho-1} and x^{rho-2} of the inner products.
struct powers {
  arb_mat_t high, low; // n x (n + k): students (times the repulsion), then teachers
};

static void power(arb_t out, const arb_t x, slong e, slong prec) {
  if (e < 0)
    arb_zero(out); // the derivative of a constant
  else
    arb_pow_ui(out, x, (ulong)e, prec);
}

static void powers_init(struct powers *c, const struct cpf_problem *p, const arb_mat_t W,
                        slong prec) {
  arb_t x, r;
  arb_init(x), arb_init(r);
  cpf_ball_repulsion(r, p, prec);
  arb_mat_init(c->high, p->n, p->n + p->k);
  arb_mat_init(c->low, p->n, p->n + p->k);
  for (slong i = 0; i < p->n; i++)
    for (slong q = 0; q < p->n + p->k; q++) {
      if (q == i)
        continue;
      if (q < p->n)
        arb_dot(x, NULL, 0, W->rows[i], 1, W->rows[q], 1, p->d, prec);
      else
        arb_set(x, arb_mat_entry(W, i, q - p->n));
      power(arb_mat_entry(c->high, i, q), x, p->rho - 1, prec);
      power(arb_mat_entry(c->low, i, q), x, p->rho - 2, prec);
      arb_mul_si(arb_mat_entry(c->low, i, q), arb_mat_entry(c->low, i, q), p->rho - 1, prec);
      if (q < p->n) {
        arb_mul(arb_mat_entry(c->high, i, q), arb_mat_entry(c->high, i, q), r, prec);
        arb_mul(arb_mat_entry(c->low, i, q), arb_mat_entry(c->low, i, q), r, prec);
      }
    }
  arb_clear(x), arb_clear(r);
}

static void powers_clear(struct powers *c) {
  arb_mat_clear(c->high);
  arb_mat_clear(c->low);
}

// y = entry (i, c) of b - mu w + sum nu W A.
static void force(arb_t y, const struct cpf_system *s, const struct powers *power,
                  const arb_mat_t W, const arb_mat_t mu, const arb_mat_t nu, slong i, slong c,
                  slong prec) {
  arb_mul(y, arb_mat_entry(mu, i, 0), arb_mat_entry(W, i, c), prec);
  arb_neg(y, y);
  if (c < s->p.k)
    arb_sub(y, y, arb_mat_entry(power->high, i, s->p.n + c), prec);
  for (slong q = 0; q < s->p.n; q++)
    if (q != i)
      arb_addmul(y, arb_mat_entry(power->high, i, q), arb_mat_entry(W, q, c), prec);
  for (int l = 0; l < s->nslices; l++) {
    if (s->slices[l].b == c)
      arb_addmul(y, arb_mat_entry(nu, l, 0), arb_mat_entry(W, i, s->slices[l].a), prec);
    if (s->slices[l].a == c)
      arb_submul(y, arb_mat_entry(nu, l, 0), arb_mat_entry(W, i, s->slices[l].b), prec);
  }
}

// y = the derivative of entry (i, c) by entry (q, f) of W.
static void force_by_entry(arb_t y, const struct cpf_system *s, const struct powers *power,
                           const arb_mat_t W, const arb_mat_t mu, const arb_mat_t nu, slong i,
                           slong c, slong q, slong f, slong prec) {
  arb_t t;
  arb_zero(y);
  if (i != q) {
    arb_init(t);
    arb_mul(t, arb_mat_entry(W, q, c), arb_mat_entry(W, i, f), prec);
    arb_mul(y, t, arb_mat_entry(power->low, i, q), prec);
    if (c == f)
      arb_add(y, y, arb_mat_entry(power->high, i, q), prec);
    arb_clear(t);
    return;
  }
  arb_init(t);
  for (slong z = 0; z < s->p.n; z++)
    if (z != i) {
      arb_mul(t, arb_mat_entry(W, z, c), arb_mat_entry(W, z, f), prec);
      arb_addmul(y, t, arb_mat_entry(power->low, i, z), prec);
    }
  arb_clear(t);
  if (c == f) {
    arb_sub(y, y, arb_mat_entry(mu, i, 0), prec);
    if (c < s->p.k)
      arb_sub(y, y, arb_mat_entry(power->low, i, s->p.n + c), prec);
  }
  for (int l = 0; l < s->nslices; l++) {
    if (s->slices[l].b == c && s->slices[l].a == f)
      arb_add(y, y, arb_mat_entry(nu, l, 0), prec);
    if (s->slices[l].a == c && s->slices[l].b == f)
      arb_sub(y, y, arb_mat_entry(nu, l, 0), prec);
  }
}

// Row `row` of J: the derivatives of the equation of entry e.
static void force_row(const struct cpf_system *s, const struct powers *power, const arb_mat_t W,
                      const arb_mat_t mu, const arb_mat_t nu, int e, arb_mat_t J, slong row,
                      slong prec) {
  int d = s->p.d, i = e / d, c = e % d;
  arb_t y;
  arb_init(y);
  for (int z = 0; z < s->p.n * d; z++) {
    int class = s->space.class_of[z], column = class < 0 ? -1 : s->unknown_of[class];
    if (column < 0)
      continue;
    force_by_entry(y, s, power, W, mu, nu, i, c, z / d, z % d, prec);
    arb_ptr out = arb_mat_entry(J, row, column);
    if (s->space.sign[z] > 0)
      arb_add(out, out, y, prec);
    else
      arb_sub(out, out, y, prec);
  }
  arb_neg(arb_mat_entry(J, row, s->nfree + s->space.row_of[i]), arb_mat_entry(W, i, c));
  for (int l = 0; l < s->nslices; l++) {
    arb_ptr out = arb_mat_entry(J, row, s->nfree + s->space.nrows + l);
    if (s->slices[l].b == c)
      arb_set(out, arb_mat_entry(W, i, s->slices[l].a));
    else if (s->slices[l].a == c)
      arb_neg(out, arb_mat_entry(W, i, s->slices[l].b));
  }
  arb_clear(y);
}

static void norm_row(const struct cpf_system *s, const arb_mat_t W, int i, arb_mat_t J, slong row,
                     slong prec) {
  for (int c = 0; c < s->p.d; c++) {
    int e = i * s->p.d + c, class = s->space.class_of[e];
    int column = class < 0 ? -1 : s->unknown_of[class];
    if (column < 0)
      continue;
    arb_ptr out = arb_mat_entry(J, row, column);
    if (s->space.sign[e] > 0)
      arb_add(out, out, arb_mat_entry(W, i, c), prec);
    else
      arb_sub(out, out, arb_mat_entry(W, i, c), prec);
  }
}

void cpf_system_eval(const struct cpf_system *s, const arb_mat_t x, arb_mat_t F, arb_mat_t J,
                     slong prec) {
  arb_mat_t W, mu, nu;
  struct powers power;
  slong row = 0;
  arb_mat_init(W, s->p.n, s->p.d);
  arb_mat_init(mu, s->p.n, 1);
  arb_mat_init(nu, s->nslices, 1);
  cpf_system_expand(s, x, W, mu, nu);
  powers_init(&power, &s->p, W, prec);
  if (J != NULL)
    arb_mat_zero(J);
  for (int c = 0; c < s->space.nclasses; c++, row++) {
    int e = s->representative[c];
    force(arb_mat_entry(F, row, 0), s, &power, W, mu, nu, e / s->p.d, e % s->p.d, prec);
    if (J != NULL)
      force_row(s, &power, W, mu, nu, e, J, row, prec);
  }
  for (int r = 0; r < s->space.nrows; r++, row++) {
    int i = s->row_representative[r];
    arb_ptr f = arb_mat_entry(F, row, 0);
    arb_dot(f, NULL, 0, W->rows[i], 1, W->rows[i], 1, s->p.d, prec);
    arb_sub_ui(f, f, 1, prec);
    arb_mul_2exp_si(f, f, -1);
    if (J != NULL)
      norm_row(s, W, i, J, row, prec);
  }
  powers_clear(&power);
  arb_mat_clear(W);
  arb_mat_clear(mu);
  arb_mat_clear(nu);
}
