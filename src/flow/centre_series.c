// SPDX-License-Identifier: GPL-3.0-or-later
//
// The centre manifold xi = K^T x + Q^T y(x) and the reduced field phi, in the gnomonic chart at a
// critical point with Hessian 0 on the rows of K and lambda > 0 on those of Q. With xi' = F(xi)
// under the flow, invariance reads phi(x) = K F, (Dy phi)(x) = Q F.
//
//  1. phi and y have no terms of degree below 2: the gradient and the Hessian vanish there, up to
//     rounding, which is checked and dropped.
//  2. For j = 2, 3, ...: the terms of degree j of F with y_j = 0. The kernel's part is phi_j, since
//     y_j enters it from degree j+1 on. Rounding is taken off phi_j: noise in a term of low degree
//     would be the largest term of all close to 0. The other parts give y_j = ((Q F)_j -
//     (Dy phi)_j) / lambda: terms of Dy phi of degree j hold y to degree j-1 only, as phi begins
//     at degree 2, so that there is no resonance. Then F's terms of degree j again.
//
// The basis K is chosen by pivoting, so that a kernel spread over several blocks of students splits
// into vectors of one block each.
//
// Source: Carr, Applications of Centre Manifold Theory (1981), sections 2.3 and 2.5.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "flow/centre_field.h"
#include "flow/centre_parts.h"
#include "status/try.h"

// K <- the same space's basis of the projections of unit vectors, the largest first.
static void pivot_basis(int m, size_t N, double *K, double *scratch) {
  for (int j = 0; j < m; j++) {
    size_t pivot = 0;
    double most = -1;
    for (size_t a = 0; a < N; a++) {
      double mass = 0;
      for (int l = j; l < m; l++)
        mass += K[(size_t)l * N + a] * K[(size_t)l * N + a];
      if (mass > most) {
        most = mass;
        pivot = a;
      }
    }
    // A Householder reflection of the rows j..m-1 that leaves only row j with an entry at `pivot`.
    double v[CPF_CENTRE_VARIABLES_MAX], square = 0;
    for (int l = j; l < m; l++)
      v[l] = K[(size_t)l * N + pivot];
    v[j] += copysign(sqrt(most), v[j]);
    for (int l = j; l < m; l++)
      square += v[l] * v[l];
    memset(scratch, 0, N * sizeof *scratch);
    for (int l = j; l < m; l++)
      for (size_t a = 0; a < N; a++)
        scratch[a] += v[l] * K[(size_t)l * N + a];
    for (int l = j; l < m && square > 0; l++)
      for (size_t a = 0; a < N; a++)
        K[(size_t)l * N + a] -= 2 * v[l] / square * scratch[a];
  }
}

// y and its derivatives, r and r*m series; the degree of work.
struct expansion {
  struct cpf_centre *centre;
  const struct cpf_split *split;
  struct cpf_centre_field field;
  double *y, *dy, *sum;
  double largest; // of the coefficients of phi so far, and 1
};

static size_t first_of(const struct cpf_jets *jets, int j) {
  return j == 0 ? 0 : jets->degree_end[j - 1];
}

// out = the terms of degree j of row . F.
static void combine(const struct expansion *x, const double *row, int j, double *out) {
  const struct cpf_jets *jets = x->centre->jets;
  size_t begin = first_of(jets, j), end = jets->degree_end[j];
  memset(out + begin, 0, (end - begin) * sizeof *out);
  for (size_t a = 0; a < x->centre->N; a++) {
    const double *F = x->field.F + a * jets->size;
    for (size_t i = begin; i < end; i++)
      out[i] += row[a] * F[i];
  }
}

static double largest_of(const struct cpf_jets *jets, int j, const double *a) {
  double most = 0;
  for (size_t i = first_of(jets, j); i < jets->degree_end[j]; i++)
    most = fmax(most, fabs(a[i]));
  return most;
}

// Step 1: the terms of degree 0 and 1 of F, which must be rounding.
static bool is_critical(struct expansion *x, const struct cpf_centre_options *opt) {
  struct cpf_centre *c = x->centre;
  size_t size = c->jets->size;
  double most = 0;
  cpf_centre_field_degree(&x->field, 0);
  for (size_t a = 0; a < c->N; a++)
    for (int l = 0; l < c->m; l++)
      x->field.xi[a * size + 1 + (size_t)l] = c->K[(size_t)l * c->N + a];
  cpf_centre_field_degree(&x->field, 1);
  for (size_t a = 0; a < c->N; a++)
    for (int j = 0; j <= 1; j++)
      most = fmax(most, largest_of(c->jets, j, x->field.F + a * size));
  return most <= opt->vanish;
}

// Takes rounding off the terms of degree j of phi. False: their size is doubtful.
static bool clean(struct expansion *x, int j, const struct cpf_centre_options *opt) {
  struct cpf_centre *c = x->centre;
  size_t size = c->jets->size;
  double most = 0;
  for (int l = 0; l < c->m; l++)
    most = fmax(most, largest_of(c->jets, j, c->phi + (size_t)l * size));
  x->largest = fmax(x->largest, most);
  double level = opt->vanish * x->largest;
  if (c->order == 0 && most > level) {
    if (most < opt->doubtful)
      return false;
    c->order = j;
  }
  for (int l = 0; l < c->m; l++)
    for (size_t i = first_of(c->jets, j); i < c->jets->degree_end[j]; i++)
      if (fabs(c->phi[(size_t)l * size + i]) <= level)
        c->phi[(size_t)l * size + i] = 0;
  return true;
}

// y_j and with it xi_j and dy; phi_j is known.
static void set_regular(struct expansion *x, int j) {
  struct cpf_centre *c = x->centre;
  const struct cpf_jets *jets = c->jets;
  size_t size = jets->size, m = (size_t)c->m;
  for (size_t b = 0; b < x->split->r; b++) {
    const double *row = x->split->Q + b * c->N;
    double *y = x->y + b * size;
    combine(x, row, j, x->sum);
    for (size_t l = 0; l < m; l++)
      cpf_centre_product(jets, -1, x->dy + (b * m + l) * size, c->phi + l * size, j, x->sum);
    for (size_t i = first_of(jets, j); i < jets->degree_end[j]; i++) {
      y[i] = x->sum[i] / x->split->lambda[b];
      for (size_t a = 0; a < c->N; a++)
        x->field.xi[a * size + i] += row[a] * y[i];
      for (size_t l = 0; l < m; l++)
        if (jets->exponents[i * m + l] > 0)
          x->dy[(b * m + l) * size + c->lower[l * size + i]] = jets->exponents[i * m + l] * y[i];
    }
  }
}

// Steps 1 and 2. False where there is no manifold to speak of.
static bool expand(struct expansion *x, const struct cpf_centre_options *opt) {
  struct cpf_centre *c = x->centre;
  if (!is_critical(x, opt))
    return false;
  for (int j = 2; j <= c->jets->q; j++) {
    cpf_centre_field_degree(&x->field, j);
    for (int l = 0; l < c->m; l++)
      combine(x, c->K + (size_t)l * c->N, j, c->phi + (size_t)l * c->jets->size);
    if (!clean(x, j, opt))
      return false;
    set_regular(x, j);
    if (j < c->jets->q)
      cpf_centre_field_degree(&x->field, j);
  }
  return c->order > 0;
}

enum cpf_status cpf_centre_expand(struct cpf_centre *centre, const struct cpf_split *split,
                                  const struct cpf_centre_options *opt, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct expansion x = {.centre = centre, .split = split, .largest = 1};
  size_t size = centre->jets->size, m = (size_t)centre->m;
  memcpy(centre->K, split->K, m * centre->N * sizeof *centre->K);
  pivot_basis(centre->m, centre->N, centre->K, centre->a);
  CPF_TRY(cpf_centre_field_alloc(&centre->p, centre->jets, centre->W, centre->B, &x.field, err));
  CPF_TRY_ALLOC(x.y, split->r * size, err);
  CPF_TRY_ALLOC(x.dy, split->r * m * size, err);
  CPF_TRY_ALLOC(x.sum, size, err);
  if (expand(&x, opt))
    memcpy(centre->xi, x.field.xi, centre->N * size * sizeof *centre->xi);
  else
    centre->order = 0;
cleanup:
  cpf_centre_field_clear(&x.field);
  free(x.y);
  free(x.dy);
  free(x.sum);
  return status;
}
