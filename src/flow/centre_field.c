// SPDX-License-Identifier: GPL-3.0-or-later
//
// For each degree j, the terms of degree j of
//
//  1. s = 1 + |xi_i|^2; s^{-1} from s s^{-1} = 1; u = s^{-1/2} from u u = s^{-1}; s^{1/2} = s u.
//  2. w_i = (w*_i + B_i xi_i) u.
//  3. a_i = r sum_{q != i} (w_i.w_q)^{rho-1} w_q - sum_j (w_i.v_j)^{rho-1} v_j, the powers by
//     chains of products whose links are all kept.
//  4. From w_i' = -rho (a_i - (a_i.w_i) w_i) and xi_i = B_i w_i / (w*_i.w_i):
//     xi_i' = -rho s^{1/2} (B_i a_i - xi_i (w*_i.a_i)), in which the term along w_i cancels.
//
// A term of degree j of a product needs the factors to degree j only. Source: Griewank and Walther,
// Evaluating Derivatives (2008), chapter 13.
#include "flow/centre_field.h"

#include <stdlib.h>
#include <string.h>

#include "status/try.h"

static size_t first_of(const struct cpf_jets *jets, int j) {
  return j == 0 ? 0 : jets->degree_end[j - 1];
}

void cpf_centre_product(const struct cpf_jets *jets, double factor, const double *a,
                        const double *b, int j, double *out) {
  for (int e = 0; e <= j; e++) {
    size_t begin = first_of(jets, j - e), end = jets->degree_end[j - e];
    for (size_t i = first_of(jets, e); i < jets->degree_end[e]; i++) {
      double x = factor * a[i];
      if (x == 0)
        continue;
      const uint32_t *target = jets->target + jets->row[i];
      for (size_t l = begin; l < end; l++)
        out[target[l]] += x * b[l];
    }
  }
}

// Number of products in the chain for the power e.
static int chain_links(int e) {
  int links = 0;
  for (; e > 1; e >>= 1)
    links += 1 + (e & 1);
  return links;
}

enum cpf_status cpf_centre_field_alloc(const struct cpf_problem *p, const struct cpf_jets *jets,
                                       const double *W, const double *B,
                                       struct cpf_centre_field *field, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_centre_field *f = field;
  size_t n = (size_t)p->n, d = (size_t)p->d, N = cpf_problem_tangent_dim(p), size = jets->size;
  size_t pairs = n * (n - 1) / 2, bases = pairs + n * (size_t)p->k;
  memset(f, 0, sizeof *f);
  f->p = *p;
  f->jets = jets;
  f->W = W;
  f->B = B;
  f->links = chain_links(p->rho - 1);
  size_t series = 3 * N + 5 * n + 3 * n * d + pairs + bases * (size_t)f->links + 1;
  CPF_TRY_ALLOC(f->xi, series * size, err);
  f->F = f->xi + N * size;
  f->bracket = f->F + N * size;
  f->square = f->bracket + N * size;
  f->reciprocal = f->square + n * size;
  f->rsqrt = f->reciprocal + n * size;
  f->root = f->rsqrt + n * size;
  f->normal = f->root + n * size;
  f->numerator = f->normal + n * size;
  f->w = f->numerator + n * d * size;
  f->a = f->w + n * d * size;
  f->inner = f->a + n * d * size;
  f->powers = f->inner + pairs * size;
  f->one = f->powers + bases * (size_t)f->links * size;
  f->one[0] = 1;
cleanup:
  return status;
}

void cpf_centre_field_clear(struct cpf_centre_field *field) {
  free(field->xi);
  memset(field, 0, sizeof *field);
}

// The work on one degree.
struct degree {
  const struct cpf_jets *jets;
  int j;
  size_t begin, end;
};

static void zero(const struct degree *g, double *out) {
  memset(out + g->begin, 0, (g->end - g->begin) * sizeof *out);
}

static void add(const struct degree *g, double factor, const double *a, double *out) {
  if (factor == 0)
    return;
  for (size_t i = g->begin; i < g->end; i++)
    out[i] += factor * a[i];
}

static void add_product(const struct degree *g, double factor, const double *a, const double *b,
                        double *out) {
  cpf_centre_product(g->jets, factor, a, b, g->j, out);
}

static void set_product(const struct degree *g, const double *a, const double *b, double *out) {
  zero(g, out);
  add_product(g, 1, a, b, out);
}

// Step 1 for student i.
static void set_roots(struct cpf_centre_field *f, const struct degree *g, size_t i) {
  size_t size = f->jets->size, t = (size_t)f->p.d - 1;
  double *square = f->square + i * size, *reciprocal = f->reciprocal + i * size;
  double *rsqrt = f->rsqrt + i * size, *root = f->root + i * size;
  zero(g, square);
  zero(g, reciprocal);
  zero(g, rsqrt);
  for (size_t a = i * t; a < (i + 1) * t; a++)
    add_product(g, 1, f->xi + a * size, f->xi + a * size, square);
  if (g->j == 0) {
    square[0] = reciprocal[0] = rsqrt[0] = root[0] = 1;
    return;
  }
  // The sums hold all terms but those with the unknown of degree j, which is still 0; they are
  // formed in the unknown's place (root serves as scratch).
  set_product(g, square, reciprocal, root);
  add(g, -1, root, reciprocal);
  set_product(g, rsqrt, rsqrt, root);
  add(g, 0.5, reciprocal, rsqrt);
  add(g, -0.5, root, rsqrt);
  set_product(g, square, rsqrt, root);
}

// Step 2 for student i.
static void set_student(struct cpf_centre_field *f, const struct degree *g, size_t i) {
  size_t size = f->jets->size, d = (size_t)f->p.d, t = d - 1;
  for (size_t c = 0; c < d; c++) {
    double *numerator = f->numerator + (i * d + c) * size;
    zero(g, numerator);
    for (size_t a = i * t; a < (i + 1) * t; a++)
      add(g, f->B[a * d + c], f->xi + a * size, numerator);
    if (g->j == 0)
      numerator[0] += f->W[i * d + c];
    set_product(g, numerator, f->rsqrt + i * size, f->w + (i * d + c) * size);
  }
}

// base^(rho-1); `chain` holds the links.
static const double *power(struct cpf_centre_field *f, const struct degree *g, const double *base,
                           double *chain) {
  int e = f->p.rho - 1, bit = 0;
  const double *last = base;
  if (e == 0)
    return f->one;
  while (e >> (bit + 1) > 0)
    bit++;
  while (bit-- > 0) {
    set_product(g, last, last, chain);
    last = chain;
    chain += f->jets->size;
    if (e >> bit & 1) {
      set_product(g, last, base, chain);
      last = chain;
      chain += f->jets->size;
    }
  }
  return last;
}

// Step 3.
static void set_euclidean(struct cpf_centre_field *f, const struct degree *g) {
  size_t size = f->jets->size, n = (size_t)f->p.n, d = (size_t)f->p.d, k = (size_t)f->p.k;
  size_t link = (size_t)f->links * size;
  double *chain = f->powers, *inner = f->inner;
  for (size_t i = 0; i < n; i++) {
    for (size_t c = 0; c < d; c++)
      zero(g, f->a + (i * d + c) * size);
    for (size_t c = 0; c < k; c++, chain += link)
      add(g, -1, power(f, g, f->w + (i * d + c) * size, chain), f->a + (i * d + c) * size);
    for (size_t q = 0; q < i; q++, chain += link, inner += size) {
      zero(g, inner);
      for (size_t c = 0; c < d; c++)
        add_product(g, 1, f->w + (i * d + c) * size, f->w + (q * d + c) * size, inner);
      const double *x = power(f, g, inner, chain);
      for (size_t c = 0; c < d; c++) {
        add_product(g, f->p.repulsion, x, f->w + (q * d + c) * size, f->a + (i * d + c) * size);
        add_product(g, f->p.repulsion, x, f->w + (i * d + c) * size, f->a + (q * d + c) * size);
      }
    }
  }
}

// Step 4 for student i.
static void set_field(struct cpf_centre_field *f, const struct degree *g, size_t i) {
  size_t size = f->jets->size, d = (size_t)f->p.d, t = d - 1;
  double *normal = f->normal + i * size;
  zero(g, normal);
  for (size_t c = 0; c < d; c++)
    add(g, f->W[i * d + c], f->a + (i * d + c) * size, normal);
  for (size_t a = i * t; a < (i + 1) * t; a++) {
    double *bracket = f->bracket + a * size, *F = f->F + a * size;
    zero(g, bracket);
    for (size_t c = 0; c < d; c++)
      add(g, f->B[a * d + c], f->a + (i * d + c) * size, bracket);
    add_product(g, -1, normal, f->xi + a * size, bracket);
    zero(g, F);
    add_product(g, -f->p.rho, f->root + i * size, bracket, F);
  }
}

void cpf_centre_field_degree(struct cpf_centre_field *field, int j) {
  const struct degree g = {field->jets, j, first_of(field->jets, j), field->jets->degree_end[j]};
  size_t n = (size_t)field->p.n;
  for (size_t i = 0; i < n; i++) {
    set_roots(field, &g, i);
    set_student(field, &g, i);
  }
  set_euclidean(field, &g);
  for (size_t i = 0; i < n; i++)
    set_field(field, &g, i);
}
