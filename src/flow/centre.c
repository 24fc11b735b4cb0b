// SPDX-License-Identifier: GPL-3.0-or-later
//
//  1. The spectrum at the critical point: kernel and regular directions (solver/refiner.h).
//  2. The series of the manifold and of the flow on it (centre_series.c).
//  3. How far they hold (centre_reach.c).
#include "flow/centre.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "flow/centre_parts.h"
#include "status/try.h"

static const double NEGLIGIBLE = 0x1p-60; // terms below this, relative to the lowest, are left out

struct cpf_centre_options cpf_centre_options_default(void) {
  return (struct cpf_centre_options){
      .accuracy = 1e-11,
      .join = 1e-9,
      .tol_zero = 1e-10,
      .vanish = 1e-9,
      .doubtful = 1e-6,
      .max_cost = 4000,
      .max_degree = 20,
  };
}

static void index_monomials(struct cpf_centre *c) {
  const struct cpf_jets *jets = c->jets;
  size_t size = jets->size, m = (size_t)c->m;
  uint8_t e[CPF_CENTRE_VARIABLES_MAX];
  for (size_t i = 1; i < size; i++) {
    memcpy(e, jets->exponents + i * m, m);
    for (size_t l = 0; l < m; l++) {
      if (e[l] == 0)
        continue;
      e[l]--;
      c->lower[l * size + i] = (uint32_t)cpf_jets_index(jets, e);
      e[l]++;
      c->parent[i] = c->lower[l * size + i];
      c->variable[i] = (uint8_t)l;
    }
  }
}

static enum cpf_status alloc(const struct cpf_problem *p, const struct cpf_split *split, int q,
                             struct cpf_centre **out, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_centre *c = NULL;
  size_t N = cpf_problem_tangent_dim(p), nd = (size_t)p->n * (size_t)p->d, m = (size_t)split->m;
  CPF_TRY_ALLOC(c, 1, err);
  c->p = *p;
  c->N = N;
  c->m = split->m;
  CPF_TRY(cpf_jets_alloc(c->m, q, &c->jets, err));
  size_t size = c->jets->size;
  CPF_TRY_ALLOC(c->W, 3 * nd + N * (size_t)p->d + (m + 2) * N + (N + m + 3) * size, err);
  c->c = c->W + nd; // a point and a gradient
  c->B = c->c + 2 * nd;
  c->K = c->B + N * (size_t)p->d;
  c->a = c->K + m * N;
  c->b = c->a + N;
  c->xi = c->b + N;
  c->phi = c->xi + N * size;
  c->value = c->phi + m * size;
  c->rate = c->value + size;
  c->limit = c->rate + size;
  CPF_TRY_ALLOC(c->lower, (m + 1) * size, err);
  c->parent = c->lower + m * size;
  CPF_TRY_ALLOC(c->variable, size, err);
  index_monomials(c);
  *out = c;
  c = NULL;
cleanup:
  cpf_centre_free(c);
  return status;
}

void cpf_centre_free(struct cpf_centre *centre) {
  if (centre == NULL)
    return;
  cpf_jets_free(centre->jets);
  free(centre->W);
  free(centre->lower);
  free(centre->variable);
  free(centre);
}

// Step 1: *split has m > 0 and positive eigenvalues where the answer is true.
static enum cpf_status find_kernel(struct cpf_refiner *r, const double *W,
                                   const struct cpf_centre_options *opt, struct cpf_split *split,
                                   bool *found, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  const double *frames, *values;
  int orbit = 0;
  *found = false;
  CPF_TRY(cpf_refiner_spectrum(r, W, &frames, &values, NULL, err));
  double level = cpf_zero_level(&r->p, opt->tol_zero, cpf_refiner_scale(r));
  CPF_TRY(cpf_refiner_split(r, W, level, split, &orbit, err));
  *found = split->m > 0 && split->m <= CPF_CENTRE_VARIABLES_MAX && orbit == 0 &&
           (size_t)split->m + split->r == r->N;
  for (size_t b = 0; b < split->r; b++)
    *found = *found && split->lambda[b] > 0;
cleanup:
  return status;
}

static int degree(const struct cpf_centre_options *opt, int m) {
  int q = opt->max_degree;
  while (q > 2 && cpf_jets_cost(m, q) > opt->max_cost)
    q--;
  return q;
}

// In one variable: how far a degree is enough.
static void set_limits(struct cpf_centre *c) {
  int p = c->order, q = c->jets->q;
  if (c->m > 1)
    return;
  for (int j = p; j <= q; j++) {
    c->limit[j] = INFINITY;
    for (int i = j + 1; i <= q; i++)
      if (c->phi[i] != 0)
        c->limit[j] =
            fmin(c->limit[j], pow(NEGLIGIBLE * fabs(c->phi[p] / c->phi[i]), 1.0 / (i - p)));
  }
}

enum cpf_status cpf_centre_make(struct cpf_refiner *refiner, const double *W,
                                const struct cpf_centre_options *opt, struct cpf_centre **centre,
                                struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_refiner *r = refiner;
  struct cpf_centre *c = NULL;
  struct cpf_split split;
  bool found = false;
  int q = 0;
  *centre = NULL;
  if (r->N == 0)
    return CPF_OK;
  CPF_TRY(find_kernel(r, W, opt, &split, &found, err));
  if (!found || (q = degree(opt, split.m)) <= 2)
    goto cleanup;
  CPF_TRY(alloc(&r->p, &split, q, &c, err));
  memcpy(c->W, W, (size_t)c->p.n * (size_t)c->p.d * sizeof *W);
  cpf_frames(&c->p, c->W, c->B);
  CPF_TRY(cpf_centre_expand(c, &split, opt, err));
  if (c->order == 0)
    goto cleanup;
  set_limits(c);
  cpf_centre_measure(c, opt->accuracy);
  if (c->reach > 0) {
    *centre = c;
    c = NULL;
  }
cleanup:
  cpf_centre_free(c);
  return status;
}

int cpf_centre_dim(const struct cpf_centre *centre) {
  return centre->m;
}

int cpf_centre_order(const struct cpf_centre *centre) {
  return centre->order;
}

double cpf_centre_reach(const struct cpf_centre *centre) {
  return centre->reach;
}

void cpf_centre_monomials(const struct cpf_centre *centre, const double *x) {
  double *value = centre->value;
  value[0] = 1;
  for (size_t i = 1; i < centre->jets->size; i++)
    value[i] = value[centre->parent[i]] * x[centre->variable[i]];
}

static double value_of(const struct cpf_centre *c, const double *series) {
  double sum = 0;
  for (size_t i = c->jets->size; i-- > 0;) // small terms first
    sum += series[i] * c->value[i];
  return sum;
}

static double flow_on_line(const struct cpf_centre *c, double x) {
  int j = c->order;
  while (fabs(x) > c->limit[j])
    j++;
  double sum = c->phi[j];
  while (j-- > c->order)
    sum = sum * x + c->phi[j];
  return sum * cpf_powi(x, c->order);
}

void cpf_centre_flow(const struct cpf_centre *centre, const double *x, double *phi) {
  if (centre->m == 1) {
    phi[0] = flow_on_line(centre, x[0]);
    return;
  }
  cpf_centre_monomials(centre, x);
  for (int l = 0; l < centre->m; l++)
    phi[l] = value_of(centre, centre->phi + (size_t)l * centre->jets->size);
}

void cpf_centre_point(const struct cpf_centre *centre, const double *x, double *W) {
  const struct cpf_centre *c = centre;
  size_t nd = (size_t)c->p.n * (size_t)c->p.d;
  cpf_centre_monomials(c, x);
  for (size_t a = 0; a < c->N; a++)
    c->a[a] = value_of(c, c->xi + a * c->jets->size);
  memcpy(W, c->W, nd * sizeof *W);
  cpf_retract(&c->p, c->B, c->a, W);
}

// a = the chart's coordinates of W, from W - W*, so that they keep their relative accuracy. False
// when W is out of the chart.
static bool to_chart(struct cpf_centre *c, const double *W) {
  size_t n = (size_t)c->p.n, d = (size_t)c->p.d, t = d - 1;
  for (size_t i = 0; i < n; i++) {
    const double *w = W + i * d, *at = c->W + i * d;
    double along = 0;
    for (size_t e = 0; e < d; e++)
      along += at[e] * w[e];
    if (!(along > 0))
      return false;
    for (size_t a = i * t; a < (i + 1) * t; a++) {
      double x = 0;
      for (size_t e = 0; e < d; e++)
        x += c->B[a * d + e] * (w[e] - at[e]);
      c->a[a] = x / along;
    }
  }
  return true;
}

// The chord between the points of the sphere with coordinates a and b, squared, without
// cancellation: along w* the difference of 1 / sqrt(1 + |a|^2), across it that of a / sqrt(...).
static double chord_square(size_t t, const double *a, const double *b) {
  double aa = 1, bb = 1, gap = 0, across = 0;
  for (size_t i = 0; i < t; i++) {
    aa += a[i] * a[i];
    bb += b[i] * b[i];
    gap += (a[i] - b[i]) * (a[i] + b[i]);
  }
  double u = 1 / sqrt(aa), v = 1 / sqrt(bb), along = -gap * u * u * v * v / (u + v);
  for (size_t i = 0; i < t; i++) {
    double x = (a[i] - b[i]) * u + b[i] * along;
    across += x * x;
  }
  return along * along + across;
}

double cpf_centre_project(struct cpf_centre *centre, const double *W, double *x) {
  struct cpf_centre *c = centre;
  size_t t = (size_t)c->p.d - 1;
  double square = 0;
  memset(x, 0, (size_t)c->m * sizeof *x);
  if (!to_chart(c, W))
    return INFINITY;
  for (int l = 0; l < c->m; l++)
    for (size_t a = 0; a < c->N; a++)
      x[l] += c->K[(size_t)l * c->N + a] * c->a[a];
  cpf_centre_monomials(c, x);
  for (size_t a = 0; a < c->N; a++)
    c->b[a] = value_of(c, c->xi + a * c->jets->size);
  for (size_t i = 0; i < (size_t)c->p.n; i++)
    square += chord_square(t, c->a + i * t, c->b + i * t);
  return sqrt(square);
}
