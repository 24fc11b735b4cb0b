// SPDX-License-Identifier: GPL-3.0-or-later
//
//  1. Start with y = 0 as a power series in the kernel variables x.
//  2. Evaluate dL/dxi in the chart as a series, at xi = K^T x + Q^T y(x).
//  3. y_b -= (Q_b . dL/dxi) / lambda_b: every pass makes at least one more degree right, and the
//     constant terms converge as the chord method does. The first pass, which often finds that y =
//     0 is right, and the last ones are made to all degrees; those between stop after the degree
//     that they make right, so that all together cost about as much as three.
//  4. After enough passes g(x) = L(x, y(x)).
//
// Source: Golubitsky and Schaeffer, Singularities and Groups in Bifurcation Theory I (1985),
// chapter VII; the series replace their implicit differentiation.
#include "solver/reduction.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "status/try.h"

enum { EXTRA_PASSES = 4 };
static const double PASS_LEVEL = 1e-15; // corrections below this are rounding

int cpf_reduction_degree(const struct cpf_problem *p, int m, size_t cost) {
  int q = 2 * p->rho + 2;
  while (q >= p->rho && q >= 3) {
    if (cpf_jets_cost(m, q) <= cost)
      return q;
    q--;
  }
  return 0;
}

// All series of one evaluation.
struct series {
  const struct cpf_problem *p;
  const struct cpf_jets *jets;
  double *xi;      // N
  double *w;       // n*d, the students
  double *a;       // n*d, the Euclidean gradient over rho
  double *inverse; // n, 1 / sqrt(1 + |xi_i|^2)
  double *dl;      // N, dL/dxi
  double *c, *power, *x, *scratch;
};

static enum cpf_status series_alloc(const struct cpf_problem *p, const struct cpf_jets *jets,
                                    struct series *s, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  size_t N = cpf_problem_tangent_dim(p), nd = (size_t)p->n * (size_t)p->d, size = jets->size;
  memset(s, 0, sizeof *s);
  s->p = p;
  s->jets = jets;
  CPF_TRY_ALLOC(s->xi, (2 * N + 2 * nd + (size_t)p->n + 5) * size, err);
  s->dl = s->xi + N * size;
  s->w = s->dl + N * size;
  s->a = s->w + nd * size;
  s->inverse = s->a + nd * size;
  s->c = s->inverse + (size_t)p->n * size;
  s->power = s->c + size;
  s->x = s->power + size;
  s->scratch = s->x + size;
cleanup:
  return status;
}

static void axpy(size_t size, double factor, const double *a, double *out) {
  for (size_t i = 0; i < size; i++)
    out[i] += factor * a[i];
}

// xi = K^T x + Q^T y(x). y has `stride` coefficients for each direction, of which s->jets->size
// count.
static void set_tangent(struct series *s, const struct cpf_split *split, const double *y,
                        size_t stride) {
  size_t N = cpf_problem_tangent_dim(s->p), size = s->jets->size;
  memset(s->xi, 0, N * size * sizeof *s->xi);
  for (int j = 0; j < split->m; j++)
    for (size_t a = 0; a < N; a++) // the variable x_j is monomial 1 + j
      s->xi[a * size + 1 + (size_t)j] += split->K[(size_t)j * N + a];
  for (size_t b = 0; b < split->r; b++)
    for (size_t a = 0; a < N; a++)
      axpy(size, split->Q[b * N + a], y + b * stride, s->xi + a * size);
}

// w_i = (w0_i + B_i xi_i) / sqrt(1 + |xi_i|^2).
static void set_students(struct series *s, const double *W, const double *B) {
  int d = s->p->d, t = d - 1;
  size_t size = s->jets->size;
  for (int i = 0; i < s->p->n; i++) {
    double *inverse = s->inverse + (size_t)i * size;
    memset(s->x, 0, size * sizeof *s->x);
    s->x[0] = 1;
    for (int a = 0; a < t; a++) {
      const double *xi = s->xi + ((size_t)i * t + a) * size;
      cpf_jet_addmul(s->jets, 1, xi, xi, s->x);
    }
    cpf_jet_rsqrt(s->jets, s->x, inverse, s->scratch);
    for (int c = 0; c < d; c++) {
      double *w = s->w + ((size_t)i * d + c) * size;
      memset(s->x, 0, size * sizeof *s->x);
      s->x[0] = W[(size_t)i * d + c];
      for (int a = 0; a < t; a++)
        axpy(size, B[((size_t)i * t + a) * d + c], s->xi + ((size_t)i * t + a) * size, s->x);
      memset(w, 0, size * sizeof *w);
      cpf_jet_addmul(s->jets, 1, s->x, inverse, w);
    }
  }
}

// s->c = w_i.w_q.
static void inner(struct series *s, int i, int q) {
  int d = s->p->d;
  size_t size = s->jets->size;
  memset(s->c, 0, size * sizeof *s->c);
  for (int c = 0; c < d; c++)
    cpf_jet_addmul(s->jets, 1, s->w + ((size_t)i * d + c) * size, s->w + ((size_t)q * d + c) * size,
                   s->c);
}

// a_i = r sum_{q != i} (w_i.w_q)^{rho-1} w_q - sum_j (w_i.v_j)^{rho-1} v_j.
static void set_euclidean(struct series *s) {
  const struct cpf_problem *p = s->p;
  size_t size = s->jets->size, d = (size_t)p->d;
  memset(s->a, 0, (size_t)p->n * d * size * sizeof *s->a);
  for (int i = 0; i < p->n; i++) {
    for (int j = 0; j < p->k; j++) {
      cpf_jet_powi(s->jets, s->w + ((size_t)i * d + (size_t)j) * size, p->rho - 1, s->power,
                   s->scratch);
      axpy(size, -1, s->power, s->a + ((size_t)i * d + (size_t)j) * size);
    }
    for (int q = 0; q < i; q++) {
      inner(s, i, q);
      cpf_jet_powi(s->jets, s->c, p->rho - 1, s->power, s->scratch);
      for (size_t c = 0; c < d; c++) {
        size_t wi = ((size_t)i * d + c) * size, wq = ((size_t)q * d + c) * size;
        cpf_jet_addmul(s->jets, p->repulsion, s->power, s->w + wq, s->a + wi);
        cpf_jet_addmul(s->jets, p->repulsion, s->power, s->w + wi, s->a + wq);
      }
    }
  }
}

// dL/dxi_ia = rho (B_ia.a_i - (a_i.w_i) (B_ia.w_i)) inverse_i, with B_ia.w_i = xi_ia inverse_i.
static void set_gradient(struct series *s, const double *B) {
  const struct cpf_problem *p = s->p;
  int d = p->d, t = d - 1;
  size_t size = s->jets->size;
  for (int i = 0; i < p->n; i++) {
    const double *inverse = s->inverse + (size_t)i * size;
    memset(s->c, 0, size * sizeof *s->c); // a_i.w_i, then times inverse_i
    for (int c = 0; c < d; c++)
      cpf_jet_addmul(s->jets, 1, s->a + ((size_t)i * d + c) * size,
                     s->w + ((size_t)i * d + c) * size, s->c);
    memset(s->power, 0, size * sizeof *s->power);
    cpf_jet_addmul(s->jets, 1, s->c, inverse, s->power);
    for (int a = 0; a < t; a++) {
      double *dl = s->dl + ((size_t)i * t + a) * size;
      memset(s->x, 0, size * sizeof *s->x);
      for (int c = 0; c < d; c++)
        axpy(size, B[((size_t)i * t + a) * d + c], s->a + ((size_t)i * d + c) * size, s->x);
      cpf_jet_addmul(s->jets, -1, s->power, s->xi + ((size_t)i * t + a) * size, s->x);
      memset(dl, 0, size * sizeof *dl);
      cpf_jet_addmul(s->jets, p->rho, s->x, inverse, dl);
    }
  }
}

// g = L(W(x)).
static void set_loss(struct series *s, double *g) {
  const struct cpf_problem *p = s->p;
  size_t size = s->jets->size;
  memset(g, 0, size * sizeof *g);
  g[0] = p->repulsion * 0.5 * p->n + 0.5 * p->k;
  for (int i = 0; i < p->n; i++) {
    for (int j = 0; j < p->k; j++) {
      cpf_jet_powi(s->jets, s->w + ((size_t)i * p->d + j) * size, p->rho, s->power, s->scratch);
      axpy(size, -1, s->power, g);
    }
    for (int q = 0; q < i; q++) {
      inner(s, i, q);
      cpf_jet_powi(s->jets, s->c, p->rho, s->power, s->scratch);
      axpy(size, p->repulsion, s->power, g);
    }
  }
}

// Step 3; returns the largest correction.
static double correct(struct series *s, const struct cpf_split *split, double *y, size_t stride) {
  size_t N = cpf_problem_tangent_dim(s->p), size = s->jets->size;
  double largest = 0;
  for (size_t b = 0; b < split->r; b++) {
    memset(s->x, 0, size * sizeof *s->x);
    for (size_t a = 0; a < N; a++)
      axpy(size, split->Q[b * N + a], s->dl + a * size, s->x);
    for (size_t i = 0; i < size; i++) {
      double change = s->x[i] / split->lambda[b];
      y[b * stride + i] -= change;
      largest = fmax(largest, fabs(change));
    }
  }
  return largest;
}

// Step 2 and 3 up to degree q; returns the largest correction.
static double pass(struct series *s, const struct cpf_split *split, const double *W,
                   const double *B, const struct cpf_jets *jets, int q, double *y) {
  const struct cpf_jets now = cpf_jets_below(jets, q);
  s->jets = &now;
  set_tangent(s, split, y, jets->size);
  set_students(s, W, B);
  set_euclidean(s);
  set_gradient(s, B);
  double largest = correct(s, split, y, jets->size);
  s->jets = jets;
  return largest;
}

enum cpf_status cpf_reduce(const struct cpf_problem *p, const double *W, const double *B,
                           const struct cpf_split *split, int q, struct cpf_reduction *red,
                           struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct series s = {0};
  memset(red, 0, sizeof *red);
  CPF_TRY(cpf_jets_alloc(split->m, q, &red->jets, err));
  CPF_TRY(series_alloc(p, red->jets, &s, err));
  CPF_TRY_ALLOC(red->g, red->jets->size, err);
  CPF_TRY_ALLOC(red->y, split->r * red->jets->size, err);
  red->change = pass(&s, split, W, B, red->jets, q, red->y);
  for (int degree = 2; degree < q && red->change > PASS_LEVEL; degree++)
    (void)pass(&s, split, W, B, red->jets, degree, red->y);
  for (int extra = 0; extra <= EXTRA_PASSES && red->change > PASS_LEVEL; extra++)
    red->change = pass(&s, split, W, B, red->jets, q, red->y);
  set_tangent(&s, split, red->y, red->jets->size);
  set_students(&s, W, B);
  set_loss(&s, red->g);
cleanup:
  free(s.xi);
  if (status != CPF_OK)
    cpf_reduction_clear(red);
  return status;
}

void cpf_reduction_clear(struct cpf_reduction *red) {
  if (red == NULL)
    return;
  cpf_jets_free(red->jets);
  free(red->g);
  free(red->y);
  memset(red, 0, sizeof *red);
}

void cpf_reduction_lift(const struct cpf_reduction *red, const struct cpf_split *split, size_t N,
                        const double *x, double *xi) {
  memset(xi, 0, N * sizeof *xi);
  for (int j = 0; j < split->m; j++)
    axpy(N, x[j], split->K + (size_t)j * N, xi);
  for (size_t b = 0; b < split->r; b++) {
    double y = cpf_jet_eval(red->jets, red->y + b * red->jets->size, x, NULL, NULL);
    axpy(N, y, split->Q + b * N, xi);
  }
}
