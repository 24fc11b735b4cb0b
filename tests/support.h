// SPDX-License-Identifier: GPL-3.0-or-later
// What the tests of model and solver share: a generator of their own (the project's is under test
// itself), random points and symmetries, geodesics.
#ifndef CPF_TESTS_SUPPORT_H
#define CPF_TESTS_SUPPORT_H

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>

#include "cpfind/model.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

enum { POINT_MAX = 256 }; // n*d of the largest point in a test

static inline struct cpf_problem problem(int n, int k, int d, int rho) {
  return (struct cpf_problem){n, k, d, rho, 1.0};
}

// SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).
static inline uint64_t next(uint64_t *state) {
  uint64_t z = *state += 0x9e3779b97f4a7c15u;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

// Uniform on (-1, 1).
static inline double centred(uint64_t *state) {
  return ((double)(next(state) >> 12) + 0.5) * 0x1p-51 - 1;
}

static inline size_t point_size(const struct cpf_problem *p) {
  return (size_t)p->n * (size_t)p->d;
}

static inline double inner(size_t count, const double *a, const double *b) {
  double sum = 0;
  for (size_t c = 0; c < count; c++)
    sum += a[c] * b[c];
  return sum;
}

static inline double length(size_t count, const double *a) {
  return sqrt(inner(count, a, a));
}

static inline double distance(size_t count, const double *a, const double *b) {
  double square = 0;
  for (size_t c = 0; c < count; c++)
    square += (a[c] - b[c]) * (a[c] - b[c]);
  return sqrt(square);
}

// Unit rows, every direction possible, none exactly on an axis. Uniform up to dimension
// REJECTION_MAX; beyond, where next to nothing of the cube lies in the ball, denser along
// diagonals.
enum { REJECTION_MAX = 8 };
static inline void random_point(const struct cpf_problem *p, uint64_t *state, double *W) {
  for (size_t i = 0; i < (size_t)p->n; i++) {
    double *w = W + i * (size_t)p->d, norm;
    do {
      for (int c = 0; c < p->d; c++)
        w[c] = centred(state);
      norm = length((size_t)p->d, w);
    } while ((norm > 1 && p->d <= REJECTION_MAX) || norm < 0.1);
    for (int c = 0; c < p->d; c++)
      w[c] /= norm;
  }
}

// Moves W by a random step whose length is `size` before the rows are scaled back.
static inline void perturb(const struct cpf_problem *p, uint64_t *state, double size, double *W) {
  double step[POINT_MAX], norm;
  do {
    for (size_t c = 0; c < point_size(p); c++)
      step[c] = centred(state);
    norm = length(point_size(p), step);
  } while (norm < 0.1);
  for (size_t c = 0; c < point_size(p); c++)
    W[c] += size / norm * step[c];
  cr_assert(cpf_normalise(p, W));
}

// |w_i| = 1 to rounding.
static inline void assert_unit_rows(const struct cpf_problem *p, const double *W) {
  for (size_t i = 0; i < (size_t)p->n; i++)
    cr_assert_float_eq(length((size_t)p->d, W + i * (size_t)p->d), 1, 1e-14);
}

// The geodesic from W with velocity u (n*d, tangent) after time t.
static inline void geodesic(const struct cpf_problem *p, const double *W, const double *u, double t,
                            double *out) {
  size_t d = (size_t)p->d;
  for (size_t i = 0; i < (size_t)p->n; i++) {
    double speed = length(d, u + i * d);
    for (size_t c = i * d; c < (i + 1) * d; c++)
      out[c] = speed > 0 ? cos(speed * t) * W[c] + sin(speed * t) / speed * u[c] : W[c];
  }
}

// A random permutation of begin .. end-1 and, when `signs`, random signs.
static inline void shuffle(uint64_t *state, int begin, int end, bool signs, int *image, int *sign) {
  for (int c = begin; c < end; c++) {
    image[c] = c;
    sign[c] = signs && next(state) % 2 == 0 ? -1 : 1;
  }
  for (int c = end - 1; c > begin; c--) {
    int other = begin + (int)(next(state) % (uint64_t)(c - begin + 1)), kept = image[c];
    image[c] = image[other];
    image[other] = kept;
  }
}

// A random symmetry of L applied to W: students and teachers permuted, their signs changed where
// rho is even, and the complement of span V turned by three random reflections.
static inline void random_symmetry(const struct cpf_problem *p, uint64_t *state, const double *W,
                                   double *out) {
  int row[POINT_MAX], row_sign[POINT_MAX], column[POINT_MAX], column_sign[POINT_MAX];
  size_t d = (size_t)p->d, k = (size_t)p->k;
  double normal[POINT_MAX];
  shuffle(state, 0, p->n, p->rho % 2 == 0, row, row_sign);
  shuffle(state, 0, p->k, p->rho % 2 == 0, column, column_sign);
  shuffle(state, p->k, p->d, false, column, column_sign);
  for (size_t i = 0; i < (size_t)p->n; i++)
    for (size_t c = 0; c < d; c++)
      out[i * d + c] = row_sign[i] * column_sign[c] * W[(size_t)row[i] * d + (size_t)column[c]];
  for (int reflection = 0; reflection < 3 && d > k; reflection++) {
    for (size_t c = k; c < d; c++)
      normal[c] = centred(state);
    double square = inner(d - k, normal + k, normal + k);
    for (size_t i = 0; i < (size_t)p->n; i++) {
      double along = 2 * inner(d - k, normal + k, out + i * d + k) / square;
      for (size_t c = k; c < d; c++)
        out[i * d + c] -= along * normal[c];
    }
  }
}

#endif
