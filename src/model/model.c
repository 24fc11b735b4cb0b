// SPDX-License-Identifier: GPL-3.0-or-later
//
// The model at one point, in plain double precision.
//
//  1. Inner products c_iq = w_i.w_q; the overlaps w_i.v_j are entries of W, since the teachers are
//     the first k unit vectors.
//  2. L and its Euclidean gradient from integer powers of both.
//  3. The gradient on the sphere: P_i a_i, and the multiplier mu_i = a_i.w_i.
//  4. The Hessian in tangent frames: Euclidean Hessian between frame vectors, minus mu_i on the
//     diagonal blocks (the curvature of the sphere).
//
// Source: the formulas of docs/mathematics.md; Boumal, An Introduction to Optimization on Smooth
// Manifolds (2023), sections 3.6 and 5.5.
#include "cpfind/model.h"

#include <math.h>
#include <string.h>

double cpf_powi(double x, int e) {
  double y = 1;
  for (; e > 0; e >>= 1) {
    if (e & 1)
      y *= x;
    x *= x;
  }
  return y;
}

static double dot(int d, const double *a, const double *b) {
  double s = 0;
  for (int c = 0; c < d; c++)
    s += a[c] * b[c];
  return s;
}

double cpf_loss(const struct cpf_problem *p, const double *W) {
  double repel = 0, attract = 0;
  for (int i = 0; i < p->n; i++) {
    const double *w = W + (size_t)i * p->d;
    for (int q = 0; q < i; q++)
      repel += cpf_powi(dot(p->d, w, W + (size_t)q * p->d), p->rho);
    for (int j = 0; j < p->k; j++)
      attract += cpf_powi(w[j], p->rho);
  }
  // The diagonal of the first sum is n, since the rows are unit vectors.
  return p->repulsion * (0.5 * p->n + repel) - attract + 0.5 * p->k;
}

double cpf_gradient(const struct cpf_problem *p, const double *W, double *G, double *mu) {
  int d = p->d;
  double total = 0;
  for (int i = 0; i < p->n; i++) {
    const double *w = W + (size_t)i * d;
    double *g = G + (size_t)i * d;
    for (int c = 0; c < d; c++)
      g[c] = c < p->k ? -cpf_powi(w[c], p->rho - 1) : 0;
    for (int q = 0; q < p->n; q++) {
      if (q == i)
        continue;
      const double *u = W + (size_t)q * d;
      double x = p->repulsion * cpf_powi(dot(d, w, u), p->rho - 1);
      for (int c = 0; c < d; c++)
        g[c] += x * u[c];
    }
    double m = dot(d, g, w);
    for (int c = 0; c < d; c++) {
      g[c] = p->rho * (g[c] - m * w[c]);
      total += g[c] * g[c];
    }
    if (mu != NULL)
      mu[i] = p->rho * m;
  }
  return sqrt(total);
}

void cpf_frame(int d, const double *w, double *B) {
  double s = w[0] < 0 ? -1 : 1;
  for (int r = 1; r < d; r++) {
    double *b = B + (size_t)(r - 1) * d;
    double x = w[r] / (1 + fabs(w[0]));
    for (int c = 0; c < d; c++)
      b[c] = -x * w[c];
    b[0] -= x * s;
    b[r] += 1;
  }
}

void cpf_frames(const struct cpf_problem *p, const double *W, double *B) {
  size_t size = (size_t)(p->d - 1) * p->d;
  for (int i = 0; i < p->n; i++)
    cpf_frame(p->d, W + (size_t)i * p->d, B + i * size);
}

// rho(rho-1) x^{rho-2}, the second derivative of x^rho (0 for rho = 1).
static double second_power(int rho, double x) {
  return rho < 2 ? 0 : (double)rho * (rho - 1) * cpf_powi(x, rho - 2);
}

// Adds to the diagonal block i: the Euclidean second derivative, then -mu_i on its diagonal.
static void diagonal_block(const struct cpf_problem *p, const double *W, const double *Bi, int i,
                           double *H, size_t N) {
  int d = p->d, t = d - 1;
  const double *w = W + (size_t)i * d;
  double mu = 0;
  double *block = H + ((size_t)i * t) * N + (size_t)i * t;
  for (int j = 0; j < p->k; j++) {
    double s = second_power(p->rho, w[j]);
    mu -= cpf_powi(w[j], p->rho);
    for (int a = 0; a < t; a++)
      for (int b = 0; b < t; b++)
        block[(size_t)a * N + b] -= s * Bi[(size_t)a * d + j] * Bi[(size_t)b * d + j];
  }
  for (int q = 0; q < p->n; q++) {
    if (q == i)
      continue;
    const double *u = W + (size_t)q * d;
    double c = dot(d, w, u), s = p->repulsion * second_power(p->rho, c);
    mu += p->repulsion * cpf_powi(c, p->rho);
    for (int a = 0; a < t; a++) {
      double x = s * dot(d, Bi + (size_t)a * d, u);
      for (int b = 0; b < t; b++)
        block[(size_t)a * N + b] += x * dot(d, Bi + (size_t)b * d, u);
    }
  }
  for (int a = 0; a < t; a++)
    block[(size_t)a * N + a] -= p->rho * mu;
}

// Writes block (i, q), i != q, and leaves (q, i) to its own call.
static void coupling_block(const struct cpf_problem *p, const double *W, const double *Bi,
                           const double *Bq, int i, int q, double *H, size_t N) {
  int d = p->d, t = d - 1;
  const double *w = W + (size_t)i * d, *u = W + (size_t)q * d;
  double c = dot(d, w, u);
  double s = p->repulsion * second_power(p->rho, c);
  double f = p->repulsion * p->rho * cpf_powi(c, p->rho - 1);
  for (int a = 0; a < t; a++) {
    double x = s * dot(d, Bi + (size_t)a * d, u);
    for (int b = 0; b < t; b++)
      H[((size_t)i * t + a) * N + (size_t)q * t + b] =
          x * dot(d, Bq + (size_t)b * d, w) + f * dot(d, Bi + (size_t)a * d, Bq + (size_t)b * d);
  }
}

void cpf_hessian(const struct cpf_problem *p, const double *W, const double *B, double *H) {
  size_t N = cpf_problem_tangent_dim(p), size = (size_t)(p->d - 1) * p->d;
  memset(H, 0, N * N * sizeof *H);
  for (int i = 0; i < p->n; i++) {
    diagonal_block(p, W, B + i * size, i, H, N);
    for (int q = 0; q < p->n; q++)
      if (q != i)
        coupling_block(p, W, B + i * size, B + q * size, i, q, H, N);
  }
}

void cpf_transverse_hessian(const struct cpf_problem *p, const double *W, double *T) {
  int n = p->n, d = p->d;
  for (int i = 0; i < n; i++) {
    const double *w = W + (size_t)i * d;
    double mu = 0;
    for (int j = 0; j < p->k; j++)
      mu -= cpf_powi(w[j], p->rho);
    for (int q = 0; q < n; q++) {
      if (q == i)
        continue;
      double c = dot(d, w, W + (size_t)q * d), x = p->repulsion * cpf_powi(c, p->rho - 1);
      mu += x * c;
      T[(size_t)i * n + q] = p->rho * x;
    }
    T[(size_t)i * n + i] = -p->rho * mu;
  }
}

void cpf_retract(const struct cpf_problem *p, const double *B, const double *xi, double *W) {
  int d = p->d, t = d - 1;
  for (int i = 0; i < p->n; i++) {
    double *w = W + (size_t)i * d, square = 0;
    const double *Bi = B + (size_t)i * t * d;
    for (int a = 0; a < t; a++)
      for (int c = 0; c < d; c++)
        w[c] += xi[(size_t)i * t + a] * Bi[(size_t)a * d + c];
    square = dot(d, w, w);
    double scale = 1 / sqrt(square);
    for (int c = 0; c < d; c++)
      w[c] *= scale;
  }
}

bool cpf_normalise(const struct cpf_problem *p, double *W) {
  for (int i = 0; i < p->n; i++) {
    double *w = W + (size_t)i * p->d;
    double norm = sqrt(dot(p->d, w, w));
    if (!(norm > 0) || !isfinite(norm))
      return false;
    for (int c = 0; c < p->d; c++)
      w[c] /= norm;
  }
  return true;
}
