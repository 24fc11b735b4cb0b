// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/jet.h"

#include "../support.h"

enum { SIZE_OF_SERIES = 512, VARIABLES = 8 };

// (variables, degree)
static const int algebras[][2] = {{1, 0}, {1, 1}, {1, 10}, {2, 0}, {2, 1}, {2, 7},
                                  {3, 2}, {3, 5}, {4, 4},  {5, 3}, {8, 2}};

static struct cpf_jets *algebra(const int *mq) {
  struct cpf_jets *jets = NULL;
  struct cpf_error err = {CPF_OK, ""};
  cr_assert_eq(cpf_jets_alloc(mq[0], mq[1], &jets, &err), CPF_OK, "%s", err.text);
  cr_assert(jets->m == mq[0] && jets->q == mq[1] && jets->size <= SIZE_OF_SERIES);
  return jets;
}

static void random_series(const struct cpf_jets *jets, uint64_t *state, double *a) {
  for (size_t i = 0; i < jets->size; i++)
    a[i] = next(state) % 8 == 0 ? 0 : centred(state);
}

static const uint8_t *monomial(const struct cpf_jets *jets, size_t i) {
  return jets->exponents + i * (size_t)jets->m;
}

static int degree(const struct cpf_jets *jets, size_t i) {
  int sum = 0;
  for (int j = 0; j < jets->m; j++)
    sum += monomial(jets, i)[j];
  return sum;
}

// Pascal's triangle, as an independent route to the sizes.
static size_t choose(int n, int k) {
  size_t row[64] = {1};
  for (int i = 1; i <= n; i++)
    for (int j = i; j > 0; j--)
      row[j] += row[j - 1];
  return row[k];
}

static double plain_value(const struct cpf_jets *jets, const double *a, const double *x) {
  double sum = 0;
  for (size_t i = 0; i < jets->size; i++) {
    double term = a[i];
    for (int j = 0; j < jets->m; j++)
      term *= pow(x[j], monomial(jets, i)[j]);
    sum += term;
  }
  return sum;
}

// The product by definition: every pair of monomials, found again by comparing exponents.
static void plain_product(const struct cpf_jets *jets, const double *a, const double *b,
                          double *out) {
  size_t m = (size_t)jets->m;
  uint8_t sum[VARIABLES];
  memset(out, 0, jets->size * sizeof *out);
  for (size_t i = 0; i < jets->size; i++)
    for (size_t l = 0; l < jets->size; l++)
      if (degree(jets, i) + degree(jets, l) <= jets->q) {
        for (size_t j = 0; j < m; j++)
          sum[j] = (uint8_t)(monomial(jets, i)[j] + monomial(jets, l)[j]);
        size_t at = 0;
        while (memcmp(monomial(jets, at), sum, m) != 0)
          at++;
        out[at] += a[i] * b[l];
      }
}

static void same(const struct cpf_jets *jets, const double *a, const double *b, double within) {
  for (size_t i = 0; i < jets->size; i++)
    cr_assert_float_eq(a[i], b[i], within * (1 + fabs(b[i])),
                       "m = %d, q = %d: coefficient %zu: %.17g, not %.17g", jets->m, jets->q, i,
                       a[i], b[i]);
}

Test(jet, index_is_a_bijection_in_graded_order) {
  for (size_t s = 0; s < COUNT(algebras); s++) {
    struct cpf_jets *jets = algebra(algebras[s]);
    int m = jets->m, q = jets->q;
    cr_assert_eq(jets->size, choose(m + q, m));
    for (size_t i = 0; i < jets->size; i++) {
      cr_assert_eq(cpf_jets_index(jets, monomial(jets, i)), i);
      cr_assert(i == 0 || degree(jets, i - 1) <= degree(jets, i));
      cr_assert_leq(degree(jets, i), q);
      for (size_t l = 0; l < i; l++)
        cr_assert_neq(memcmp(monomial(jets, i), monomial(jets, l), (size_t)m), 0);
    }
    for (int e = 0; e <= q; e++)
      cr_assert_eq(jets->degree_end[e], choose(m + e, m));
    cpf_jets_free(jets);
  }
  cpf_jets_free(NULL);
}

Test(jet, cost_is_the_number_of_products) {
  for (size_t s = 0; s < COUNT(algebras); s++) {
    struct cpf_jets *jets = algebra(algebras[s]);
    size_t count = 0;
    for (size_t i = 0; i < jets->size; i++)
      for (size_t l = 0; l < jets->size; l++)
        count += degree(jets, i) + degree(jets, l) <= jets->q;
    cr_assert_eq(cpf_jets_cost(jets->m, jets->q), count);
    cr_assert_eq(count, choose(2 * jets->m + jets->q, jets->q));
    cpf_jets_free(jets);
  }
  cr_assert_eq(cpf_jets_cost(64, 255), SIZE_MAX);
  cr_assert_eq(cpf_jets_cost(64, 0), 1);
}

Test(jet, domain) {
  const int bad[][2] = {{0, 3}, {-1, 3}, {65, 1}, {2, -1}, {1, 256}, {16, 40}, {64, 255}};
  for (size_t s = 0; s < COUNT(bad); s++) {
    struct cpf_jets *jets = NULL;
    struct cpf_error err = {CPF_OK, ""};
    cr_assert_eq(cpf_jets_alloc(bad[s][0], bad[s][1], &jets, &err), CPF_EINVAL, "case %zu", s);
    cr_assert_null(jets);
    cr_assert_eq(err.status, CPF_EINVAL);
  }
  cpf_jets_free(algebra((const int[]){1, 255}));
  cpf_jets_free(algebra((const int[]){64, 1}));
}

Test(jet, products) {
  uint64_t state = 1;
  for (size_t s = 0; s < COUNT(algebras); s++) {
    struct cpf_jets *jets = algebra(algebras[s]);
    double a[SIZE_OF_SERIES], b[SIZE_OF_SERIES], c[SIZE_OF_SERIES], out[SIZE_OF_SERIES];
    double before[SIZE_OF_SERIES];
    random_series(jets, &state, a);
    random_series(jets, &state, b);
    random_series(jets, &state, before);
    memcpy(out, before, sizeof out);
    plain_product(jets, a, b, c);
    for (size_t i = 0; i < jets->size; i++)
      c[i] = before[i] - 2.5 * c[i];
    cpf_jet_addmul(jets, -2.5, a, b, out); // adds to what is there
    same(jets, out, c, 1e-13);
    cpf_jets_free(jets);
  }
}

Test(jet, integer_powers) {
  uint64_t state = 2;
  for (size_t s = 0; s < COUNT(algebras); s++) {
    struct cpf_jets *jets = algebra(algebras[s]);
    double a[SIZE_OF_SERIES], power[SIZE_OF_SERIES] = {1}, product[SIZE_OF_SERIES];
    double out[SIZE_OF_SERIES], scratch[2 * SIZE_OF_SERIES];
    random_series(jets, &state, a);
    for (int e = 0; e <= 9; e++) {
      cpf_jet_powi(jets, a, e, out, scratch);
      same(jets, out, power, 1e-11);
      plain_product(jets, power, a, product);
      memcpy(power, product, sizeof power);
    }
    cpf_jets_free(jets);
  }
}

Test(jet, reciprocal_square_root) {
  uint64_t state = 3;
  for (size_t s = 0; s < COUNT(algebras); s++) {
    struct cpf_jets *jets = algebra(algebras[s]);
    double a[SIZE_OF_SERIES], y[SIZE_OF_SERIES], square[SIZE_OF_SERIES], out[SIZE_OF_SERIES];
    double one[SIZE_OF_SERIES] = {1}, scratch[2 * SIZE_OF_SERIES];
    random_series(jets, &state, a);
    a[0] = 1.5 + 0.5 * centred(&state);
    cpf_jet_rsqrt(jets, a, y, scratch);
    cr_assert_gt(y[0], 0);
    plain_product(jets, y, y, square);
    plain_product(jets, square, a, out);
    same(jets, out, one, 1e-9);
    cpf_jets_free(jets);
  }
}

// (1 + x)^{-1/2} = sum_e binomial(-1/2, e) x^e.
Test(jet, binomial_series) {
  struct cpf_jets *jets = algebra((const int[]){1, 20});
  double a[SIZE_OF_SERIES] = {1, 1}, y[SIZE_OF_SERIES], scratch[2 * SIZE_OF_SERIES], term = 1;
  cpf_jet_rsqrt(jets, a, y, scratch);
  for (int e = 0; e <= 20; e++) {
    cr_assert_float_eq(y[e], term, 1e-13);
    term *= (-0.5 - e) / (e + 1);
  }
  cpf_jets_free(jets);
}

Test(jet, values_and_derivatives) {
  uint64_t state = 4;
  for (size_t s = 0; s < COUNT(algebras); s++) {
    struct cpf_jets *jets = algebra(algebras[s]);
    double a[SIZE_OF_SERIES], by[SIZE_OF_SERIES], twice[SIZE_OF_SERIES], x[VARIABLES] = {0};
    double gradient[VARIABLES], hessian[VARIABLES * VARIABLES];
    int m = jets->m;
    random_series(jets, &state, a);
    for (int round = 0; round < 3; round++) { // at 0 first
      double value = cpf_jet_eval(jets, a, x, gradient, hessian);
      cr_assert_float_eq(value, plain_value(jets, a, x), 1e-12);
      cr_assert_eq(value, cpf_jet_eval(jets, a, x, NULL, NULL));
      for (int j = 0; j < m; j++) {
        cpf_jet_derivative(jets, a, j, by);
        cr_assert_float_eq(gradient[j], plain_value(jets, by, x), 1e-11);
        for (int l = 0; l < m; l++) {
          cpf_jet_derivative(jets, by, l, twice);
          cr_assert_float_eq(hessian[j * m + l], plain_value(jets, twice, x), 1e-10);
        }
      }
      for (int j = 0; j < m; j++)
        x[j] = centred(&state);
    }
    cpf_jets_free(jets);
  }
}

// The derivative of x^e is e x^{e-1}, coefficient by coefficient.
Test(jet, derivative_of_monomials) {
  struct cpf_jets *jets = algebra((const int[]){3, 4});
  for (size_t i = 0; i < jets->size; i++)
    for (int j = 0; j < 3; j++) {
      double a[SIZE_OF_SERIES] = {0}, out[SIZE_OF_SERIES];
      uint8_t e[3];
      a[i] = 2;
      cpf_jet_derivative(jets, a, j, out);
      memcpy(e, monomial(jets, i), sizeof e);
      for (size_t l = 0; l < jets->size; l++) {
        const uint8_t *f = monomial(jets, l);
        bool lower = true;
        for (int v = 0; v < 3; v++)
          lower = lower && f[v] + (v == j) == e[v];
        cr_assert_eq(out[l], lower ? 2.0 * e[j] : 0.0);
      }
    }
  cpf_jets_free(jets);
}

Test(jet, substitution) {
  uint64_t state = 5;
  for (size_t s = 0; s < COUNT(algebras); s++) {
    struct cpf_jets *jets = algebra(algebras[s]);
    double a[SIZE_OF_SERIES], out[SIZE_OF_SERIES], R[VARIABLES * VARIABLES];
    double z[VARIABLES], Rz[VARIABLES];
    size_t m = (size_t)jets->m;
    random_series(jets, &state, a);
    for (size_t i = 0; i < m * m; i++)
      R[i] = centred(&state);
    cr_assert_eq(cpf_jet_substitute(jets, a, R, out, NULL), CPF_OK);
    for (int round = 0; round < 20; round++) {
      for (size_t j = 0; j < m; j++)
        z[j] = centred(&state);
      for (size_t j = 0; j < m; j++)
        Rz[j] = inner(m, R + j * m, z);
      cr_assert_float_eq(cpf_jet_eval(jets, out, z, NULL, NULL), plain_value(jets, a, Rz), 1e-10);
    }
    cpf_jets_free(jets);
  }
}
