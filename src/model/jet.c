// SPDX-License-Identifier: GPL-3.0-or-later
//
// Truncated power series by tables: the monomials in graded order, and for every pair whose degrees
// fit the index of the product. Source: Griewank and Walther, Evaluating Derivatives (2008),
// chapter 13, for the recurrences; the table is the plain one.
#include "model/jet.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "status/try.h"

enum { VARIABLES_MAX = 64, DEGREE_MAX = 255 };

// binomial(a + b, b), SIZE_MAX when it does not fit.
static size_t binomial(size_t a, size_t b) {
  size_t x = 1;
  for (size_t i = 1; i <= b; i++) {
    if (x > SIZE_MAX / (a + i))
      return SIZE_MAX;
    x = x * (a + i) / i; // exact: x was binomial(a + i - 1, i - 1)
  }
  return x;
}

size_t cpf_jets_cost(int m, int q) {
  return binomial((size_t)q, 2 * (size_t)m);
}

// Position among the monomials of the same degree, in the order that fill() makes.
static size_t rank_within(int m, const uint8_t *e) {
  size_t rank = 0, left = 0;
  for (int j = 0; j < m; j++)
    left += e[j];
  for (int j = 0; j + 1 < m; j++) {
    // Monomials whose exponent of variable j is larger come first.
    for (size_t x = e[j] + 1U; x <= left; x++)
      rank += binomial(left - x, (size_t)(m - j - 2));
    left -= e[j];
  }
  return rank;
}

size_t cpf_jets_index(const struct cpf_jets *jets, const uint8_t *exponents) {
  size_t degree = 0;
  for (int j = 0; j < jets->m; j++)
    degree += exponents[j];
  return (degree > 0 ? jets->degree_end[degree - 1] : 0) + rank_within(jets->m, exponents);
}

static void fill(struct cpf_jets *jets, size_t *next, int j, int left, uint8_t *e) {
  if (j == jets->m - 1) {
    e[j] = (uint8_t)left;
    memcpy(jets->exponents + *next * (size_t)jets->m, e, (size_t)jets->m);
    ++*next;
    return;
  }
  for (int x = left; x >= 0; x--) {
    e[j] = (uint8_t)x;
    fill(jets, next, j + 1, left - x, e);
  }
}

static int degree_of(const struct cpf_jets *jets, size_t a) {
  int degree = 0;
  for (int j = 0; j < jets->m; j++)
    degree += jets->exponents[a * (size_t)jets->m + j];
  return degree;
}

static void fill_products(struct cpf_jets *jets) {
  uint8_t e[VARIABLES_MAX];
  size_t next = 0;
  int m = jets->m;
  for (size_t a = 0; a < jets->size; a++) {
    jets->row[a] = next;
    size_t end = jets->degree_end[jets->q - degree_of(jets, a)];
    for (size_t b = 0; b < end; b++) {
      for (int j = 0; j < m; j++)
        e[j] = (uint8_t)(jets->exponents[a * (size_t)m + j] + jets->exponents[b * (size_t)m + j]);
      jets->target[next++] = (uint32_t)cpf_jets_index(jets, e);
    }
  }
}

enum cpf_status cpf_jets_alloc(int m, int q, struct cpf_jets **out, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_jets *jets = NULL;
  uint8_t e[VARIABLES_MAX] = {0};
  *out = NULL;
  if (m < 1 || m > VARIABLES_MAX || q < 0 || q > DEGREE_MAX || cpf_jets_cost(m, q) > UINT32_MAX)
    return cpf_fail(err, CPF_EINVAL, "power series in %d variables to degree %d are too large", m,
                    q);
  CPF_TRY_ALLOC(jets, 1, err);
  jets->m = m;
  jets->q = q;
  jets->size = binomial((size_t)q, (size_t)m);
  CPF_TRY_ALLOC(jets->degree_end, (size_t)q + 1, err);
  CPF_TRY_ALLOC(jets->exponents, jets->size * (size_t)m, err);
  CPF_TRY_ALLOC(jets->row, jets->size, err);
  CPF_TRY_ALLOC(jets->target, cpf_jets_cost(m, q), err);
  size_t next = 0;
  for (int degree = 0; degree <= q; degree++) {
    fill(jets, &next, 0, degree, e);
    jets->degree_end[degree] = next;
  }
  fill_products(jets);
  *out = jets;
  jets = NULL;
cleanup:
  cpf_jets_free(jets);
  return status;
}

void cpf_jets_free(struct cpf_jets *jets) {
  if (jets == NULL)
    return;
  free(jets->degree_end);
  free(jets->exponents);
  free(jets->row);
  free(jets->target);
  free(jets);
}

struct cpf_jets cpf_jets_below(const struct cpf_jets *jets, int q) {
  struct cpf_jets view = *jets;
  view.q = q < jets->q ? q : jets->q;
  view.size = jets->degree_end[view.q];
  return view;
}

void cpf_jet_addmul(const struct cpf_jets *jets, double factor, const double *a, const double *b,
                    double *out) {
  size_t i = 0;
  for (int degree = 0; degree <= jets->q; degree++) {
    size_t count = jets->degree_end[jets->q - degree];
    for (; i < jets->degree_end[degree]; i++) {
      double x = factor * a[i];
      const uint32_t *target = jets->target + jets->row[i];
      if (x == 0)
        continue;
      for (size_t j = 0; j < count; j++)
        out[target[j]] += x * b[j];
    }
  }
}

static void assign_product(const struct cpf_jets *jets, const double *a, const double *b,
                           double *out) {
  memset(out, 0, jets->size * sizeof *out);
  cpf_jet_addmul(jets, 1, a, b, out);
}

void cpf_jet_powi(const struct cpf_jets *jets, const double *a, int e, double *out,
                  double *scratch) {
  double *base = scratch, *product = scratch + jets->size;
  size_t bytes = jets->size * sizeof *a;
  memcpy(base, a, bytes);
  memset(out, 0, bytes);
  out[0] = 1;
  for (; e > 0; e >>= 1) {
    if (e & 1) {
      assign_product(jets, out, base, product);
      memcpy(out, product, bytes);
    }
    if (e > 1) {
      assign_product(jets, base, base, product);
      memcpy(base, product, bytes);
    }
  }
}

void cpf_jet_rsqrt(const struct cpf_jets *jets, const double *a, double *out, double *scratch) {
  double *square = scratch, *residual = scratch + jets->size;
  memset(out, 0, jets->size * sizeof *out);
  out[0] = 1 / sqrt(a[0]);
  for (int right = 1; right <= jets->q; right *= 2) {
    const struct cpf_jets now = cpf_jets_below(jets, 2 * right - 1);
    assign_product(&now, out, out, square);
    assign_product(&now, a, square, residual);
    for (size_t i = 0; i < now.size; i++)
      residual[i] *= -0.5;
    residual[0] += 1.5;
    assign_product(&now, out, residual, square);
    memcpy(out, square, now.size * sizeof *out);
  }
}

void cpf_jet_derivative(const struct cpf_jets *jets, const double *a, int j, double *out) {
  uint8_t e[VARIABLES_MAX];
  size_t m = (size_t)jets->m;
  memset(out, 0, jets->size * sizeof *out);
  for (size_t i = 0; i < jets->size; i++) {
    memcpy(e, jets->exponents + i * m, m);
    if (e[j] == 0)
      continue;
    double factor = e[j];
    e[j]--;
    out[cpf_jets_index(jets, e)] = factor * a[i];
  }
}

// The image of monomial i: that of a monomial with one factor x_j less, times (R z)_j.
static void substitute_monomial(const struct cpf_jets *jets, const double *R, size_t i,
                                double *linear, double *images) {
  uint8_t e[VARIABLES_MAX];
  size_t m = (size_t)jets->m;
  size_t j = 0;
  memcpy(e, jets->exponents + i * m, m);
  while (e[j] == 0)
    j++;
  e[j]--;
  memset(linear, 0, jets->size * sizeof *linear);
  for (size_t l = 0; l < m; l++)
    linear[1 + l] = R[j * m + l];
  cpf_jet_addmul(jets, 1, images + cpf_jets_index(jets, e) * jets->size, linear,
                 images + i * jets->size);
}

enum cpf_status cpf_jet_substitute(const struct cpf_jets *jets, const double *a, const double *R,
                                   double *out, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  double *images = NULL, *linear = NULL;
  size_t size = jets->size;
  CPF_TRY_ALLOC(images, size * size, err);
  CPF_TRY_ALLOC(linear, size, err);
  memset(out, 0, size * sizeof *out);
  images[0] = 1;
  out[0] = a[0];
  for (size_t i = 1; i < size; i++) {
    substitute_monomial(jets, R, i, linear, images);
    for (size_t c = 0; c < size; c++)
      out[c] += a[i] * images[i * size + c];
  }
cleanup:
  free(images);
  free(linear);
  return status;
}

// x^e for every variable and every exponent that occurs: powers[j*(q+1) + e].
static void fill_powers(const struct cpf_jets *jets, const double *x, double *powers) {
  for (int j = 0; j < jets->m; j++) {
    double *row = powers + (size_t)j * ((size_t)jets->q + 1), y = 1;
    for (int e = 0; e <= jets->q; e++, y *= x[j])
      row[e] = y;
  }
}

// The monomial with exponent of variables j and l lowered by one each (l = -1: only j), with the
// factors that differentiation brings.
static double monomial(const struct cpf_jets *jets, const uint8_t *e, const double *powers, int j,
                       int l) {
  double y = 1;
  for (int v = 0; v < jets->m; v++) {
    int x = e[v];
    if (v == j)
      y *= x--;
    if (v == l)
      y *= x--;
    if (x < 0)
      return 0;
    y *= powers[(size_t)v * ((size_t)jets->q + 1) + (size_t)x];
  }
  return y;
}

double cpf_jet_eval(const struct cpf_jets *jets, const double *a, const double *x, double *gradient,
                    double *hessian) {
  double powers[VARIABLES_MAX * 8], value = 0;
  int m = jets->m;
  double *table = powers;
  size_t need = (size_t)m * ((size_t)jets->q + 1);
  if (need > sizeof powers / sizeof *powers)
    table = malloc(need * sizeof *table);
  if (table == NULL)
    return NAN;
  fill_powers(jets, x, table);
  if (gradient != NULL)
    memset(gradient, 0, (size_t)m * sizeof *gradient);
  if (hessian != NULL)
    memset(hessian, 0, (size_t)m * (size_t)m * sizeof *hessian);
  for (size_t i = 0; i < jets->size; i++) {
    if (a[i] == 0)
      continue;
    const uint8_t *e = jets->exponents + i * (size_t)m;
    value += a[i] * monomial(jets, e, table, -1, -1);
    for (int j = 0; gradient != NULL && j < m; j++)
      gradient[j] += a[i] * monomial(jets, e, table, j, -1);
    for (int j = 0; hessian != NULL && j < m; j++)
      for (int l = 0; l < m; l++)
        hessian[j * m + l] += a[i] * monomial(jets, e, table, j, l);
  }
  if (table != powers)
    free(table);
  return value;
}
