// SPDX-License-Identifier: GPL-3.0-or-later
#include "verify/rational_ball.h"

#include <stdio.h>
#include <string.h>

#include <arf.h>

enum { DOUBLE_BITS = 53 };

void cpf_rational_init(struct cpf_rational *c, int n, int k, int d, int rho) {
  *c = (struct cpf_rational){.n = n, .k = k, .d = d, .rho = rho};
  fmpq_init(c->repulsion);
  fmpq_one(c->repulsion);
  fmpq_mat_init(c->W, n, d);
}

void cpf_rational_clear(struct cpf_rational *c) {
  fmpq_clear(c->repulsion);
  fmpq_mat_clear(c->W);
}

void cpf_rational_set_row(struct cpf_rational *c, int i, const long *numerators, long denominator) {
  for (int a = 0; a < c->d; a++)
    fmpq_set_si(fmpq_mat_entry(c->W, i, a), numerators[a], (ulong)denominator);
}

void cpf_rational_set(struct cpf_rational *c, const long *numerators, long denominator) {
  for (int i = 0; i < c->n; i++)
    cpf_rational_set_row(c, i, numerators + (size_t)i * (size_t)c->d, denominator);
}

void cpf_rational_copy(struct cpf_rational *c, int i, int j, int sign) {
  for (int a = 0; a < c->d; a++)
    fmpq_set_si(fmpq_mat_entry(c->W, i, a), a == j ? sign : 0, 1);
}

// Uniform on -size .. size.
static long draw(struct cpf_random *random, int size) {
  return (long)cpf_random_below(random, 2 * (uint32_t)size + 1) - size;
}

void cpf_rational_random_row(struct cpf_rational *c, int i, int first, int count,
                             struct cpf_random *random, int size) {
  long q = 1 + (long)cpf_random_below(random, (uint32_t)size), sum = 0;
  fmpz_t norm;
  int pole = first + (int)cpf_random_below(random, (uint32_t)count);
  for (int a = 0; a < c->d; a++)
    fmpq_zero(fmpq_mat_entry(c->W, i, a));
  for (int a = first; a < first + count; a++)
    if (a != pole) {
      long y = draw(random, size);
      fmpq_set_si(fmpq_mat_entry(c->W, i, a), 2 * q * y, 1);
      sum += y * y;
    }
  fmpq_set_si(fmpq_mat_entry(c->W, i, pole), sum - q * q, 1);
  fmpz_init_set_si(norm, sum + q * q);
  for (int a = first; a < first + count; a++)
    fmpq_div_fmpz(fmpq_mat_entry(c->W, i, a), fmpq_mat_entry(c->W, i, a), norm);
  fmpz_clear(norm);
}

void cpf_rational_random(struct cpf_rational *c, struct cpf_random *random, int size) {
  for (int i = 0; i < c->n; i++)
    cpf_rational_random_row(c, i, 0, c->d, random, size);
}

void cpf_rational_random_frame(struct cpf_rational *c, int count, struct cpf_random *random,
                               int size) {
  fmpq_mat_t u;
  fmpq_t norm, x;
  fmpq_mat_init(u, 1, count);
  fmpq_init(norm), fmpq_init(x);
  do {
    for (int a = 0; a < count; a++)
      fmpq_set_si(fmpq_mat_entry(u, 0, a), draw(random, size), 1);
    cpf_rational_dot(norm, u, 0, u, 0);
  } while (fmpq_is_zero(norm));
  fmpq_mat_zero(c->W);
  for (int i = 0; i < c->n; i++) {
    for (int a = 0; a < count; a++) {
      fmpq_mul(x, fmpq_mat_entry(u, 0, i), fmpq_mat_entry(u, 0, a));
      fmpq_div(x, x, norm);
      fmpq_mul_si(x, x, -2);
      fmpq_add_si(fmpq_mat_entry(c->W, i, a), x, i == a);
    }
  }
  fmpq_mat_clear(u);
  fmpq_clear(norm), fmpq_clear(x);
}

void cpf_rational_random_matrix(fmpq_mat_t H, struct cpf_random *random, int size) {
  for (slong i = 0; i < fmpq_mat_nrows(H); i++)
    for (slong a = 0; a < fmpq_mat_ncols(H); a++) {
      long numerator = draw(random, size);
      fmpq_set_si(fmpq_mat_entry(H, i, a), numerator, 1 + cpf_random_below(random, (uint32_t)size));
    }
}

void cpf_rational_pow(fmpq_t out, const fmpq_t x, int e) {
  if (e == 0)
    fmpq_one(out);
  else
    fmpq_pow_si(out, x, e);
}

void cpf_rational_dot(fmpq_t out, const fmpq_mat_t A, slong i, const fmpq_mat_t B, slong j) {
  fmpq_t sum;
  fmpq_init(sum);
  for (slong a = 0; a < fmpq_mat_ncols(A); a++)
    fmpq_addmul(sum, fmpq_mat_entry(A, i, a), fmpq_mat_entry(B, j, a));
  fmpq_swap(out, sum);
  fmpq_clear(sum);
}

bool cpf_rational_is_unit(const struct cpf_rational *c) {
  bool unit = true;
  fmpq_t square;
  fmpq_init(square);
  for (int i = 0; i < c->n && unit; i++) {
    cpf_rational_dot(square, c->W, i, c->W, i);
    unit = fmpq_is_one(square);
  }
  fmpq_clear(square);
  return unit;
}

void cpf_rational_gram(const struct cpf_rational *c, fmpq_mat_t G) {
  for (int i = 0; i < c->n; i++)
    for (int j = 0; j < c->n; j++)
      cpf_rational_dot(fmpq_mat_entry(G, i, j), c->W, i, c->W, j);
}

void cpf_rational_loss(const struct cpf_rational *c, fmpq_t L) {
  fmpq_t x, repulsion, attraction;
  fmpq_init(x), fmpq_init(repulsion), fmpq_init(attraction);
  for (int i = 0; i < c->n; i++) {
    for (int q = 0; q < c->n; q++) {
      cpf_rational_dot(x, c->W, i, c->W, q);
      cpf_rational_pow(x, x, c->rho);
      fmpq_add(repulsion, repulsion, x);
    }
    for (int j = 0; j < c->k; j++) {
      cpf_rational_pow(x, fmpq_mat_entry(c->W, i, j), c->rho);
      fmpq_add(attraction, attraction, x);
    }
  }
  fmpq_mul(repulsion, repulsion, c->repulsion);
  fmpq_add_si(repulsion, repulsion, c->k);
  fmpq_div_2exp(repulsion, repulsion, 1);
  fmpq_sub(L, repulsion, attraction);
  fmpq_clear(x), fmpq_clear(repulsion), fmpq_clear(attraction);
}

// Adds r (w_i.w_q)^(rho-1) w_q to row i of A.
static void repel(const struct cpf_rational *c, fmpq_mat_t A, int i, int q) {
  fmpq_t x;
  fmpq_init(x);
  cpf_rational_dot(x, c->W, i, c->W, q);
  cpf_rational_pow(x, x, c->rho - 1);
  fmpq_mul(x, x, c->repulsion);
  for (int a = 0; a < c->d; a++)
    fmpq_addmul(fmpq_mat_entry(A, i, a), x, fmpq_mat_entry(c->W, q, a));
  fmpq_clear(x);
}

void cpf_rational_euclidean(const struct cpf_rational *c, fmpq_mat_t A) {
  fmpq_t x;
  fmpz_t rho;
  fmpq_init(x);
  fmpz_init_set_si(rho, c->rho);
  fmpq_mat_zero(A);
  for (int i = 0; i < c->n; i++) {
    for (int q = 0; q < c->n; q++)
      repel(c, A, i, q);
    for (int j = 0; j < c->k; j++) {
      cpf_rational_pow(x, fmpq_mat_entry(c->W, i, j), c->rho - 1);
      fmpq_sub(fmpq_mat_entry(A, i, j), fmpq_mat_entry(A, i, j), x);
    }
  }
  fmpq_mat_scalar_mul_fmpz(A, A, rho);
  fmpq_clear(x);
  fmpz_clear(rho);
}

void cpf_rational_project(const struct cpf_rational *c, fmpq_mat_t G, const fmpq_mat_t A) {
  fmpq_t mu;
  fmpq_init(mu);
  fmpq_mat_set(G, A);
  for (int i = 0; i < c->n; i++) {
    cpf_rational_dot(mu, A, i, c->W, i);
    for (int a = 0; a < c->d; a++)
      fmpq_submul(fmpq_mat_entry(G, i, a), mu, fmpq_mat_entry(c->W, i, a));
  }
  fmpq_clear(mu);
}

void cpf_rational_gradient(const struct cpf_rational *c, fmpq_mat_t G) {
  fmpq_mat_t A;
  fmpq_mat_init(A, c->n, c->d);
  cpf_rational_euclidean(c, A);
  cpf_rational_project(c, G, A);
  fmpq_mat_clear(A);
}

bool cpf_rational_is_critical(const struct cpf_rational *c, int i) {
  fmpq_mat_t G;
  bool zero = true;
  fmpq_mat_init(G, c->n, c->d);
  cpf_rational_gradient(c, G);
  for (int row = i < 0 ? 0 : i; row < (i < 0 ? c->n : i + 1); row++)
    for (int a = 0; a < c->d; a++)
      zero = zero && fmpq_is_zero(fmpq_mat_entry(G, row, a));
  fmpq_mat_clear(G);
  return zero;
}

static double nearest(const fmpq_t x) {
  arf_t y;
  arf_init(y);
  arf_fmpz_div_fmpz(y, fmpq_numref(x), fmpq_denref(x), DOUBLE_BITS, ARF_RND_NEAR);
  double value = arf_get_d(y, ARF_RND_NEAR);
  arf_clear(y);
  return value;
}

void cpf_rational_to_double(const struct cpf_rational *c, struct cpf_problem *p, double *W) {
  if (p != NULL)
    *p = (struct cpf_problem){
        .n = c->n, .k = c->k, .d = c->d, .rho = c->rho, .repulsion = nearest(c->repulsion)};
  for (int i = 0; W != NULL && i < c->n; i++)
    for (int a = 0; a < c->d; a++)
      W[(size_t)i * (size_t)c->d + (size_t)a] = nearest(fmpq_mat_entry(c->W, i, a));
}

const char *cpf_rational_text(const fmpq_t x, char *buffer, size_t size) {
  char *text = fmpq_get_str(NULL, 10, x);
  snprintf(buffer, size, "%s", text);
  flint_free(text);
  return buffer;
}

// Appends to the text in buffer what still fits.
static void append(char *buffer, size_t size, const char *text) {
  size_t used = strlen(buffer);
  snprintf(buffer + used, size - used, "%s", text);
}

const char *cpf_rational_rows_text(const fmpq_mat_t A, char *buffer, size_t size) {
  buffer[0] = '\0';
  for (slong i = 0; i < fmpq_mat_nrows(A); i++) {
    append(buffer, size, i == 0 ? "(" : "; (");
    for (slong a = 0; a < fmpq_mat_ncols(A); a++) {
      char *text = fmpq_get_str(NULL, 10, fmpq_mat_entry(A, i, a));
      append(buffer, size, a == 0 ? "" : ", ");
      append(buffer, size, text);
      flint_free(text);
    }
    append(buffer, size, ")");
  }
  return buffer;
}
