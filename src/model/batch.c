// SPDX-License-Identifier: GPL-3.0-or-later
//
// The batched model. Same steps and sources as model.c; loops run over lanes innermost, as vector
// values, so that no point waits for another and nothing is gathered.
#include "model/batch.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "status/try.h"

static size_t lanes_needed(const struct cpf_problem *p) {
  double n = p->n, d = p->d, N = n * (d - 1);
  double total = n * d + N * d + N + N * N + N * n + n * n;
  if (total > (double)(SIZE_MAX / sizeof(cpf_lanes)) / 4)
    return SIZE_MAX;
  return (size_t)total;
}

size_t cpf_batch_bytes(const struct cpf_problem *p) {
  size_t count = lanes_needed(p);
  return count == SIZE_MAX ? SIZE_MAX : count * sizeof(cpf_lanes);
}

enum cpf_status cpf_batch_alloc(const struct cpf_problem *p, struct cpf_batch *b,
                                struct cpf_error *err) {
  memset(b, 0, sizeof *b);
  size_t bytes = cpf_batch_bytes(p);
  if (bytes != SIZE_MAX)
    b->W = aligned_alloc(sizeof(cpf_lanes), bytes);
  if (b->W == NULL)
    return cpf_fail(err, CPF_ENOMEM, "out of memory: a batch of %d points needs %.3g bytes",
                    (int)CPF_LANES, (double)bytes);
  memset(b->W, 0, bytes);
  size_t n = (size_t)p->n, d = (size_t)p->d, N = n * (d - 1);
  b->p = *p;
  b->B = b->W + n * d;
  b->g = b->B + N * d;
  b->H = b->g + N;
  b->U = b->H + N * N;
  b->C = b->U + N * n;
  // Every lane holds a valid point from the start, so that idle lanes stay finite.
  for (size_t i = 0; i < n; i++)
    for (int l = 0; l < CPF_LANES; l++)
      b->W[i * d][l] = 1;
  return CPF_OK;
}

void cpf_batch_free(struct cpf_batch *b) {
  if (b == NULL)
    return;
  free(b->W);
  memset(b, 0, sizeof *b);
}

void cpf_batch_set(struct cpf_batch *b, int lane, const double *W) {
  size_t size = (size_t)b->p.n * b->p.d;
  for (size_t c = 0; c < size; c++)
    b->W[c][lane] = W[c];
}

void cpf_batch_get(const struct cpf_batch *b, int lane, double *W) {
  size_t size = (size_t)b->p.n * b->p.d;
  for (size_t c = 0; c < size; c++)
    W[c] = b->W[c][lane];
}

#define INLINE static inline __attribute__((always_inline))

INLINE void lanes_powi(const cpf_lanes *x, int e, cpf_lanes *y) {
  cpf_lanes base = *x, power = {0};
  power += 1;
  for (; e > 0; e >>= 1) {
    if (e & 1)
      power *= base;
    base *= base;
  }
  *y = power;
}

INLINE void lanes_dot(int d, const cpf_lanes *a, const cpf_lanes *b, cpf_lanes *s) {
  cpf_lanes sum = {0};
  for (int c = 0; c < d; c++)
    sum += a[c] * b[c];
  *s = sum;
}

INLINE void lanes_frame(int d, const cpf_lanes *w, cpf_lanes *B) {
  cpf_lanes s, inverse;
  for (int l = 0; l < CPF_LANES; l++) {
    s[l] = w[0][l] < 0 ? -1 : 1;
    inverse[l] = 1 / (1 + fabs(w[0][l]));
  }
  for (int r = 1; r < d; r++) {
    cpf_lanes *b = B + (size_t)(r - 1) * d;
    cpf_lanes x = w[r] * inverse;
    for (int c = 0; c < d; c++)
      b[c] = -x * w[c];
    b[0] -= x * s;
    b[r] += 1;
  }
}

// Steps 1 and 3: inner products, frames, projections, and the gradient of student i in its frame.
INLINE void gradient_row(struct cpf_batch *b, int i, cpf_lanes *mu) {
  int n = b->p.n, k = b->p.k, d = b->p.d, t = d - 1, rho = b->p.rho;
  const cpf_lanes *w = b->W + (size_t)i * d, *Bi = b->B + (size_t)i * t * d;
  cpf_lanes *g = b->g + (size_t)i * t, m = {0};
  for (int a = 0; a < t; a++)
    g[a] = m;
  for (int j = 0; j < k; j++) {
    cpf_lanes x;
    lanes_powi(&w[j], rho - 1, &x);
    m -= x * w[j];
    for (int a = 0; a < t; a++)
      g[a] -= x * Bi[(size_t)a * d + j];
  }
  for (int q = 0; q < n; q++) {
    if (q == i)
      continue;
    const cpf_lanes *c = &b->C[(size_t)i * n + q], *u = b->U + ((size_t)i * n + q) * t;
    cpf_lanes x;
    lanes_powi(c, rho - 1, &x);
    x *= b->p.repulsion;
    m += x * *c;
    for (int a = 0; a < t; a++)
      g[a] += x * u[a];
  }
  for (int a = 0; a < t; a++)
    g[a] *= rho;
  *mu = m * rho;
}

// Step 4, the block (i, i), both triangles.
INLINE void hessian_diagonal(struct cpf_batch *b, int i, const cpf_lanes *mu) {
  int n = b->p.n, k = b->p.k, d = b->p.d, t = d - 1, rho = b->p.rho;
  size_t N = (size_t)n * t;
  const cpf_lanes *w = b->W + (size_t)i * d, *Bi = b->B + (size_t)i * t * d;
  cpf_lanes *block = b->H + (size_t)i * t * N + (size_t)i * t, zero = {0};
  for (int a = 0; a < t; a++)
    for (int c = 0; c < t; c++)
      block[(size_t)a * N + c] = a == c ? -*mu : zero;
  if (rho < 2)
    return;
  double factor = (double)rho * (rho - 1);
  for (int j = 0; j < k; j++) {
    cpf_lanes s;
    lanes_powi(&w[j], rho - 2, &s);
    s *= factor;
    for (int a = 0; a < t; a++) {
      cpf_lanes x = s * Bi[(size_t)a * d + j];
      for (int c = 0; c < t; c++)
        block[(size_t)a * N + c] -= x * Bi[(size_t)c * d + j];
    }
  }
  for (int q = 0; q < n; q++) {
    if (q == i)
      continue;
    const cpf_lanes *u = b->U + ((size_t)i * n + q) * t;
    cpf_lanes s;
    lanes_powi(&b->C[(size_t)i * n + q], rho - 2, &s);
    s *= factor * b->p.repulsion;
    for (int a = 0; a < t; a++) {
      cpf_lanes x = s * u[a];
      for (int c = 0; c < t; c++)
        block[(size_t)a * N + c] += x * u[c];
    }
  }
}

// Step 4, the blocks (i, q) and (q, i), q < i.
INLINE void hessian_coupling(struct cpf_batch *b, int i, int q) {
  int n = b->p.n, d = b->p.d, t = d - 1, rho = b->p.rho;
  size_t N = (size_t)n * t;
  const cpf_lanes *Bi = b->B + (size_t)i * t * d, *Bq = b->B + (size_t)q * t * d;
  const cpf_lanes *u = b->U + ((size_t)i * n + q) * t, *v = b->U + ((size_t)q * n + i) * t;
  cpf_lanes s = {0}, f;
  const cpf_lanes *c = &b->C[(size_t)i * n + q];
  if (rho >= 2)
    lanes_powi(c, rho - 2, &s);
  f = rho >= 2 ? s * *c : s + 1;
  s *= (double)rho * (rho - 1) * b->p.repulsion;
  f *= rho * b->p.repulsion;
  for (int a = 0; a < t; a++)
    for (int e = 0; e < t; e++) {
      cpf_lanes x;
      lanes_dot(d, Bi + (size_t)a * d, Bq + (size_t)e * d, &x);
      x = f * x + s * u[a] * v[e];
      b->H[((size_t)i * t + a) * N + (size_t)q * t + e] = x;
      b->H[((size_t)q * t + e) * N + (size_t)i * t + a] = x;
    }
}

CPF_CLONES void cpf_batch_evaluate(struct cpf_batch *b) {
  int n = b->p.n, d = b->p.d, t = d - 1;
  for (int i = 0; i < n; i++) {
    lanes_frame(d, b->W + (size_t)i * d, b->B + (size_t)i * t * d);
    for (int q = 0; q < n; q++) {
      const cpf_lanes *w = b->W + (size_t)i * d, *u = b->W + (size_t)q * d;
      if (q == i)
        continue;
      lanes_dot(d, w, u, &b->C[(size_t)i * n + q]);
      for (int a = 0; a < t; a++)
        lanes_dot(d, b->B + ((size_t)i * t + a) * d, u, &b->U[((size_t)i * n + q) * t + a]);
    }
  }
  for (int i = 0; i < n; i++) {
    cpf_lanes mu;
    gradient_row(b, i, &mu);
    hessian_diagonal(b, i, &mu);
    for (int q = 0; q < i; q++)
      hessian_coupling(b, i, q);
  }
}

CPF_CLONES void cpf_batch_retract(struct cpf_batch *b, const cpf_lanes *xi) {
  int n = b->p.n, d = b->p.d, t = d - 1;
  for (int i = 0; i < n; i++) {
    cpf_lanes *w = b->W + (size_t)i * d, square;
    const cpf_lanes *Bi = b->B + (size_t)i * t * d;
    for (int a = 0; a < t; a++)
      for (int c = 0; c < d; c++)
        w[c] += xi[(size_t)i * t + a] * Bi[(size_t)a * d + c];
    lanes_dot(d, w, w, &square);
    for (int l = 0; l < CPF_LANES; l++)
      square[l] = 1 / sqrt(square[l]);
    for (int c = 0; c < d; c++)
      w[c] *= square;
  }
}
