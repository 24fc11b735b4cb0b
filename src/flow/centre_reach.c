// SPDX-License-Identifier: GPL-3.0-or-later
//
// How far the series of the slow manifold hold: the largest radius R of a falling sequence at
// which, in all sample directions x, |x| = R,
//
//  1. |DW phi + grad L(W(x))| <= accuracy |phi|, or that residual is rounding;
//  2. the terms of the last two degrees of phi and of y are below accuracy |phi|: this still says
//     something where rounding hides the residual.
//
// Directions: the axes, and the diagonals between two of them.
#include <math.h>
#include <string.h>

#include "flow/centre_parts.h"

static const double LARGEST = 0.5; // reach considered: the chart is curved
static const double LEAST = 1e-4;  // below this the manifold is of no use
static const double SHRINK = 0.92;
static const double ROUNDING = 0x1p-50; // of grad L, relative to rho (n + k)

static double dot(size_t count, const double *a, const double *b) {
  double sum = 0;
  for (size_t i = 0; i < count; i++)
    sum += a[i] * b[i];
  return sum;
}

// centre->rate: the derivatives of the monomials along phi.
static void set_rates(struct cpf_centre *c, const double *phi) {
  size_t size = c->jets->size, m = (size_t)c->m;
  for (size_t i = 0; i < size; i++) {
    c->rate[i] = 0;
    for (size_t l = 0; l < m; l++) {
      int e = c->jets->exponents[i * m + l];
      if (e > 0)
        c->rate[i] += e * phi[l] * c->value[c->lower[l * size + i]];
    }
  }
}

// |DW phi + grad L| at x; scratch: a = xi, b = its derivative, c = the point.
static double residual(struct cpf_centre *c, const double *x, const double *phi) {
  size_t n = (size_t)c->p.n, d = (size_t)c->p.d, t = d - 1, size = c->jets->size;
  double *G = c->c + n * d, total = 0;
  cpf_centre_point(c, x, c->c); // sets the monomials
  set_rates(c, phi);
  for (size_t a = 0; a < c->N; a++) {
    c->a[a] = dot(size, c->xi + a * size, c->value);
    c->b[a] = dot(size, c->xi + a * size, c->rate);
  }
  cpf_gradient(&c->p, c->c, G, NULL);
  for (size_t i = 0; i < n; i++) {
    const double *xi = c->a + i * t, *dxi = c->b + i * t;
    double square = 1 + dot(t, xi, xi), along = dot(t, xi, dxi) / square;
    for (size_t e = 0; e < d; e++) {
      double moved = 0;
      for (size_t a = 0; a < t; a++)
        moved += c->B[(i * t + a) * d + e] * dxi[a];
      double rest = moved / sqrt(square) - along * c->c[i * d + e] + G[i * d + e];
      total += rest * rest;
    }
  }
  return sqrt(total);
}

// The size of the terms of the last two degrees of `count` series at radius R.
static double tail(const struct cpf_centre *c, size_t count, const double *series, double R) {
  const struct cpf_jets *jets = c->jets;
  double total = 0;
  for (int j = jets->q - 1; j <= jets->q; j++) {
    double square = 0, scale = cpf_powi(R, j);
    for (size_t a = 0; a < count; a++)
      for (size_t i = jets->degree_end[j - 1]; i < jets->degree_end[j]; i++)
        square += series[a * jets->size + i] * series[a * jets->size + i];
    total += sqrt(square) * scale;
  }
  return total;
}

static bool holds_at(struct cpf_centre *c, const double *x, double R, double accuracy) {
  double phi[CPF_CENTRE_VARIABLES_MAX];
  double rounding = ROUNDING * c->p.rho * (c->p.n + c->p.k);
  cpf_centre_flow(c, x, phi);
  double level = accuracy * sqrt(dot((size_t)c->m, phi, phi));
  return tail(c, (size_t)c->m, c->phi, R) + c->p.rho * tail(c, c->N, c->xi, R) <= level &&
         residual(c, x, phi) <= fmax(level, rounding);
}

static bool holds(struct cpf_centre *c, double R, double accuracy) {
  double x[CPF_CENTRE_VARIABLES_MAX];
  for (int j = 0; j < c->m; j++)
    for (int l = j; l < c->m; l++)
      for (int sign = 0; sign < 4; sign++) {
        double entry = j == l ? R : R * sqrt(0.5);
        memset(x, 0, sizeof x);
        x[l] = sign & 1 ? -entry : entry;
        x[j] = sign & 2 ? -entry : entry;
        if (!holds_at(c, x, R, accuracy))
          return false;
      }
  return true;
}

void cpf_centre_measure(struct cpf_centre *centre, double accuracy) {
  double R = LARGEST;
  while (R >= LEAST && !holds(centre, R, accuracy))
    R *= SHRINK;
  centre->reach = R >= LEAST ? R : 0;
}
