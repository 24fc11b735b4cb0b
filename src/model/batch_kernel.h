// SPDX-License-Identifier: GPL-3.0-or-later
//
// The batched model, to be compiled into functions that know the sizes, or not.
//
// The frames are rows of a reflection, B_ia = e_{a+1} - x_ia m_i, m_i = w_i + s_i e_0, x_ia =
// w_i,a+1 / (1 + |w_i0|) (cpf_frame), so that products with them need no matrix:
//
//  1. B_ia . v = v_{a+1} - x_ia (m_i . v), and m_i . v = w_i . v + s_i v_0.
//  2. B_ia . B_qb = [a = b] - x_ia w_q... = [a = b] - x_ia w_i,b+1 - x_qb y_a,
//     y_a = B_ia w_q - x_ia s_q (w_i0 + s_i).
//  3. sum_j S_j B_ia,j B_ic,j = [a = c] S_{a+1} - x_ia z_c - x_ic z_a, z_a = S_{a+1} w_i,a+1 -
//     x_ia/2 sum_j S_j m_ij^2.
//
// Then the steps of model.c: inner products and powers, gradient, Hessian. Loops run over lanes
// innermost, as vector values, so that no point waits for another and nothing is gathered.
#ifndef CPF_MODEL_BATCH_KERNEL_H
#define CPF_MODEL_BATCH_KERNEL_H

#include "model/batch.h"

// The sizes of a problem; constants where the caller's are.
struct cpf_sizes {
  int n, k, d, rho;
  double r;
};

// N, with its bound in sight of the compiler.
CPF_INLINE size_t cpf_kernel_unknowns(const struct cpf_sizes *z) {
  const uint32_t N = (uint32_t)z->n * (uint32_t)(z->d - 1);
  return N;
}

// x and s.
CPF_INLINE void cpf_kernel_frames(const struct cpf_sizes *z, const cpf_lanes *W, cpf_lanes *x,
                                  cpf_lanes *s) {
  int d = z->d, t = d - 1;
  for (int i = 0; i < z->n; i++) {
    const cpf_lanes *w = W + (size_t)i * d;
    cpf_lanes zero = {0}, sign = CPF_SELECT(w[0] < zero, CPF_ALL(-1), CPF_ALL(1));
    cpf_lanes inverse = 1 / (1 + sign * w[0]);
    s[i] = sign;
    for (int a = 0; a < t; a++)
      x[(size_t)i * t + a] = w[a + 1] * inverse;
  }
}

// F and S of the pair (i, q), and of (q, i).
CPF_INLINE void cpf_kernel_pair(const struct cpf_sizes *z, struct cpf_batch *b, int i, int q) {
  int n = z->n, d = z->d, t = d - 1, rho = z->rho;
  const cpf_lanes *w = b->W + (size_t)i * d, *v = b->W + (size_t)q * d;
  cpf_lanes c, f = CPF_ALL(1), s = {0}, h;
  cpf_lanes_dot(d, w, v, &c);
  if (rho >= 2) {
    cpf_lanes_power(&c, rho - 2, &s);
    f = s * c;
  }
  f *= z->r * rho;
  s *= z->r * rho * (rho - 1);
  b->F[(size_t)i * n + q] = b->F[(size_t)q * n + i] = f;
  b->S[(size_t)i * n + q] = b->S[(size_t)q * n + i] = s;
  h = c + b->s[i] * v[0];
  for (int a = 0; a < t; a++)
    b->U[((size_t)i * n + q) * t + a] = v[a + 1] - b->x[(size_t)i * t + a] * h;
  h = c + b->s[q] * w[0];
  for (int a = 0; a < t; a++)
    b->U[((size_t)q * n + i) * t + a] = w[a + 1] - b->x[(size_t)q * t + a] * h;
}

// The gradient of student i in its frame, mu_i, and what step 3 needs: S_c for all c, 0 beyond k.
CPF_INLINE void cpf_kernel_gradient(const struct cpf_sizes *z, struct cpf_batch *b, int i,
                                    cpf_lanes *mu) {
  int n = z->n, k = z->k, d = z->d, t = d - 1, rho = z->rho;
  const cpf_lanes *w = b->W + (size_t)i * d;
  cpf_lanes *a = b->a, *second = b->a + d, m;
  for (int c = 0; c < d; c++) {
    cpf_lanes s = {0}, f = {0};
    if (c < k) {
      f += 1;
      if (rho >= 2) {
        cpf_lanes_power(&w[c], rho - 2, &s);
        f = s * w[c];
      }
    }
    a[c] = -rho * f;
    second[c] = ((double)rho * (rho - 1)) * s;
  }
  for (int q = 0; q < n; q++) {
    if (q == i)
      continue;
    const cpf_lanes *v = b->W + (size_t)q * d, *f = &b->F[(size_t)i * n + q];
    for (int c = 0; c < d; c++)
      a[c] += *f * v[c];
  }
  cpf_lanes_dot(d, a, w, mu);
  m = *mu + b->s[i] * a[0];
  for (int e = 0; e < t; e++)
    b->g[(size_t)i * t + e] = a[e + 1] - b->x[(size_t)i * t + e] * m;
}

// The block (i, i), both triangles, after cpf_kernel_gradient for i.
CPF_INLINE void cpf_kernel_diagonal(const struct cpf_sizes *z, struct cpf_batch *b, int i,
                                    const cpf_lanes *mu) {
  int n = z->n, k = z->k, d = z->d, t = d - 1;
  size_t N = (size_t)n * t;
  const cpf_lanes *w = b->W + (size_t)i * d, *x = b->x + (size_t)i * t, *second = b->a + d;
  cpf_lanes *block = b->H + (size_t)i * t * N + (size_t)i * t, *y = b->a + 2 * (size_t)d;
  cpf_lanes m = w[0] + b->s[i], sum = second[0] * m * m;
  for (int c = 1; c < k; c++)
    sum += second[c] * w[c] * w[c];
  sum *= 0.5;
  for (int a = 0; a < t; a++)
    y[a] = second[a + 1] * w[a + 1] - x[a] * sum;
  for (int a = 0; a < t; a++)
    for (int c = 0; c <= a; c++)
      block[(size_t)a * N + c] = x[a] * y[c] + x[c] * y[a];
  for (int a = 0; a < t; a++)
    block[(size_t)a * N + a] -= second[a + 1] + *mu;
  for (int q = 0; q < n; q++) {
    if (q == i)
      continue;
    const cpf_lanes *u = b->U + ((size_t)i * n + q) * t, *s = &b->S[(size_t)i * n + q];
    for (int a = 0; a < t; a++) {
      cpf_lanes f = *s * u[a];
      for (int c = 0; c <= a; c++)
        block[(size_t)a * N + c] += f * u[c];
    }
  }
  for (int a = 0; a < t; a++)
    for (int c = 0; c < a; c++)
      block[(size_t)c * N + a] = block[(size_t)a * N + c];
}

// The blocks (i, q) and (q, i), q < i.
CPF_INLINE void cpf_kernel_coupling(const struct cpf_sizes *z, struct cpf_batch *b, int i, int q) {
  int n = z->n, d = z->d, t = d - 1;
  size_t N = (size_t)n * t;
  const cpf_lanes *w = b->W + (size_t)i * d, *x = b->x + (size_t)i * t, *v = b->x + (size_t)q * t;
  const cpf_lanes *u = b->U + ((size_t)i * n + q) * t, *o = b->U + ((size_t)q * n + i) * t;
  cpf_lanes f = b->F[(size_t)i * n + q], s = b->S[(size_t)i * n + q];
  cpf_lanes shift = b->s[q] * (w[0] + b->s[i]);
  for (int a = 0; a < t; a++) {
    cpf_lanes fx = f * x[a], fy = f * (u[a] - x[a] * shift), su = s * u[a];
    cpf_lanes *row = b->H + ((size_t)i * t + a) * N + (size_t)q * t;
    for (int e = 0; e < t; e++)
      row[e] = su * o[e] - fx * w[e + 1] - fy * v[e];
    row[a] += f;
  }
  for (int a = 0; a < t; a++)
    for (int e = 0; e < t; e++)
      b->H[((size_t)q * t + e) * N + (size_t)i * t + a] =
          b->H[((size_t)i * t + a) * N + (size_t)q * t + e];
}

CPF_INLINE void cpf_kernel_evaluate(const struct cpf_sizes *z, struct cpf_batch *b) {
  cpf_kernel_frames(z, b->W, b->x, b->s);
  for (int i = 0; i < z->n; i++)
    for (int q = 0; q < i; q++)
      cpf_kernel_pair(z, b, i, q);
  for (int i = 0; i < z->n; i++) {
    cpf_lanes mu;
    cpf_kernel_gradient(z, b, i, &mu);
    cpf_kernel_diagonal(z, b, i, &mu);
    for (int q = 0; q < i; q++)
      cpf_kernel_coupling(z, b, i, q);
  }
}

// W <- retraction of xi from V, whose frames are (x, s). V may be W.
CPF_INLINE void cpf_kernel_retract(const struct cpf_sizes *z, const cpf_lanes *V,
                                   const cpf_lanes *x, const cpf_lanes *s, const cpf_lanes *xi,
                                   cpf_lanes *W) {
  int d = z->d, t = d - 1;
  for (int i = 0; i < z->n; i++) {
    const cpf_lanes *v = V + (size_t)i * d, *step = xi + (size_t)i * t;
    cpf_lanes *w = W + (size_t)i * d, along = {0}, square;
    for (int a = 0; a < t; a++)
      along += x[(size_t)i * t + a] * step[a];
    w[0] = v[0] - along * (v[0] + s[i]);
    for (int a = 0; a < t; a++)
      w[a + 1] = v[a + 1] + (step[a] - along * v[a + 1]);
    cpf_lanes_dot(d, w, w, &square);
    cpf_lanes_sqrt(&square);
    square = 1 / square;
    for (int c = 0; c < d; c++)
      w[c] *= square;
  }
}

#endif
