// SPDX-License-Identifier: GPL-3.0-or-later
// A member of the family with a known critical point.
//
//   1. A random complex point W; random parameters c.
//   2. That W is critical is a linear system A c = b of l(d-1) equations: change c by the smallest
//      amount that solves it, A^H (A A^H)^{-1} (b - A c).
#include "solver/complex_family.h"

#include <complex.h>
#include <stdlib.h>

#include "solver/random.h"

enum {
  STREAM_SEEDS = 0x5a04,
  STREAM_POINTS,
  N_MAX = CPF_COMPLEX_UNKNOWNS_MAX,
  C_MAX = CPF_COMPLEX_COORDS_MAX
};

typedef double complex value;

static value make(double re, double im) {
  return re + im * I;
}

static value times(ptrdiff_t d, const value *a, const value *b) {
  value s = 0;
  for (int c = 0; c < d; c++)
    s += a[c] * b[c];
  return s;
}

static value integer_power(value x, int e) {
  value y = 1;
  for (; e > 0; e >>= 1, x *= x)
    if (e & 1)
      y *= x;
  return y;
}

static void random_point(struct cpf_random *r, int l, ptrdiff_t d, value *w) {
  for (int a = 0; a < l; a++) {
    for (int c = 0; c < d; c++) {
      double re = cpf_random_normal(r), im = cpf_random_normal(r);
      w[a * d + c] = make(re, im);
    }
    value norm = csqrt(times(d, w + a * d, w + a * d));
    for (int c = 0; c < d; c++)
      w[a * d + c] /= norm;
  }
}

void cpf_complex_family_random(const struct cpf_complex_system *s, uint64_t seed, uint64_t number,
                               double *W) {
  struct cpf_random random = cpf_random_make(seed, STREAM_POINTS, number);
  value w[C_MAX];
  random_point(&random, s->l, s->d, w);
  for (ptrdiff_t c = 0; c < (ptrdiff_t)s->l * s->d; c++)
    W[2 * c] = creal(w[c]), W[2 * c + 1] = cimag(w[c]);
}

// Tangent vector number r at w: e_r - w_r w. (They need not be orthonormal here.)
static void tangent(ptrdiff_t d, const value *w, int r, value *t) {
  for (int c = 0; c < d; c++)
    t[c] = (c == r) - w[r] * w[c];
}

// Gauss elimination with partial pivoting of the N x N system G x = b, in place.
static bool eliminate(int N, value *G, value *b) {
  for (int c = 0; c < N; c++) {
    int best = c;
    for (int r = c + 1; r < N; r++)
      if (cabs(G[r * N + c]) > cabs(G[best * N + c]))
        best = r;
    if (!(cabs(G[best * N + c]) > 0))
      return false;
    value t = b[c];
    b[c] = b[best], b[best] = t;
    for (int e = 0; e < N; e++)
      t = G[c * N + e], G[c * N + e] = G[best * N + e], G[best * N + e] = t;
    for (int r = c + 1; r < N; r++) {
      value f = G[r * N + c] / G[c * N + c];
      for (int e = c; e < N; e++)
        G[r * N + e] -= f * G[c * N + e];
      b[r] -= f * b[c];
    }
  }
  for (int r = N - 1; r >= 0; r--) {
    for (int c = r + 1; c < N; c++)
      b[r] -= G[r * N + c] * b[c];
    b[r] /= G[r * N + r];
  }
  return true;
}

// Row r of student a: A's entries; returns b's.
static value equation(const struct cpf_complex_system *s, const value *w, int a, int r, value *A) {
  ptrdiff_t d = s->d;
  const value *wa = w + a * d;
  value t[C_MAX], b = 0;
  tangent(d, wa, r, t);
  for (int j = 0; j < s->terms; j++) {
    value z = 0, tu = 0;
    for (int c = 0; c < d; c++) {
      z += wa[c] * s->u[c * s->terms + j];
      tu += t[c] * s->u[c * s->terms + j];
    }
    A[j] = integer_power(z, s->rho - (j < s->lead ? 1 : 2)) * tu;
  }
  for (int q = 0; q < s->l; q++)
    if (q != a)
      b += s->weight[q] * integer_power(times(d, wa, w + q * d), s->rho - 1) *
           times(d, t, w + q * d);
  return b;
}

bool cpf_complex_family_seed(const struct cpf_complex_family *f, const struct cpf_complex_system *s,
                             uint64_t seed, uint64_t attempt, double *params, double *W) {
  ptrdiff_t d = s->d, M = s->terms;
  int m = s->d > 1 ? s->d - 1 : 1, N = s->l * m;
  struct cpf_random random = cpf_random_make(seed, STREAM_SEEDS, attempt);
  value w[C_MAX], b[N_MAX], G[N_MAX * N_MAX], *A = malloc((size_t)N * (size_t)M * sizeof *A);
  if (A == NULL)
    return false;
  random_point(&random, s->l, d, w);
  params[0] = 1, params[1] = 0;
  for (size_t c = 2; c < f->params; c++)
    params[c] = cpf_random_normal(&random);
  for (int i = 0; i < N; i++) {
    b[i] = equation(s, w, i / m, i % m, A + i * M);
    for (int j = 0; j < M; j++)
      b[i] -= A[i * M + j] * make(params[2 + 2 * j], params[3 + 2 * j]);
  }
  for (int i = 0; i < N; i++)
    for (int h = 0; h < N; h++) {
      G[i * N + h] = 0;
      for (int j = 0; j < M; j++)
        G[i * N + h] += A[i * M + j] * conj(A[h * M + j]);
    }
  bool good = eliminate(N, G, b);
  for (int j = 0; j < M && good; j++)
    for (int i = 0; i < N; i++) {
      value t = conj(A[i * M + j]) * b[i];
      params[2 + 2 * j] += creal(t), params[3 + 2 * j] += cimag(t);
    }
  for (ptrdiff_t c = 0; c < (ptrdiff_t)s->l * d; c++)
    W[2 * c] = creal(w[c]), W[2 * c + 1] = cimag(w[c]);
  free(A);
  return good;
}
