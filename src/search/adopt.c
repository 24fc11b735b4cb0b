// SPDX-License-Identifier: GPL-3.0-or-later
//
// A certificate and a family speak of the same point; where they disagree the certificate is right.
//
//  1. Is it the same point? Compared are the entries on the teachers and the inner products of the
//     parts outside span V, which do not change under O(d-k).
//  2. W becomes the doubles nearest to the center; loss and gradient are computed there.
//  3. Facts: the proved ones replace those of the search. Unknown ones become known; known ones
//     that differ are corrections, which are counted and told.
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cpfind/model.h"
#include "search/certify.h"

// The center belongs to a W refined to about 1e-12 in every entry; far below the distance of two
// critical points of a small problem, far above rounding.
static const double SAME_POINT = 1e-6;

// The doubles nearest to the center, n*d of them, zero beyond column k + rank.
static void read_center(const struct cpf_problem *p, const struct cpf_certificate *c, double *W) {
  size_t columns = (size_t)p->k + (size_t)c->rank, d = (size_t)p->d;
  memset(W, 0, (size_t)p->n * d * sizeof *W);
  for (size_t i = 0; i < (size_t)p->n; i++)
    for (size_t j = 0; j < columns; j++)
      W[i * d + j] = strtod(c->center[i * columns + j], NULL) + 0.0; // no negative zero
}

static double outer_product(const struct cpf_problem *p, const double *a, const double *b) {
  double sum = 0;
  for (int j = p->k; j < p->d; j++)
    sum += a[j] * b[j];
  return sum;
}

// Step 1.
static bool same_point(const struct cpf_problem *p, const double *W, const double *C) {
  size_t d = (size_t)p->d;
  for (size_t i = 0; i < (size_t)p->n; i++) {
    for (size_t j = 0; j < (size_t)p->k; j++)
      if (!(fabs(W[i * d + j] - C[i * d + j]) <= SAME_POINT))
        return false;
    for (size_t q = 0; q <= i; q++)
      if (!(fabs(outer_product(p, W + i * d, W + q * d) - outer_product(p, C + i * d, C + q * d)) <=
            SAME_POINT))
        return false;
  }
  return true;
}

static void tell(struct cpf_correction *to, const char *what, const char *seen,
                 const char *proved) {
  if (to->count++ == 0)
    snprintf(to->text, sizeof to->text, "%s is %s by the search, %s by proof", what, seen, proved);
}

static void correct(struct cpf_correction *to, const char *what, bool known, int64_t seen,
                    int64_t proved) {
  char a[24], b[24];
  snprintf(a, sizeof a, "%" PRId64, seen);
  snprintf(b, sizeof b, "%" PRId64, proved);
  if (known && seen != proved)
    tell(to, what, a, b);
}

// Those proved to vanish become 0, the others move into their bounds.
static void adopt_eigenvalues(const struct cpf_certificate *c, struct cpf_family *f) {
  size_t first = (size_t)c->index, end = first + (size_t)c->nullity;
  bool bounded = c->lower != NULL && c->upper != NULL && c->neigenvalues == f->neigenvalues;
  for (size_t a = 0; a < f->neigenvalues; a++) {
    if (a >= first && a < end)
      f->eigenvalues[a] = 0;
    else if (bounded)
      f->eigenvalues[a] = fmin(fmax(f->eigenvalues[a], c->lower[a]), c->upper[a]);
  }
}

static enum cpf_kind kind_of(const struct cpf_certificate *c) {
  return c->descends && c->ascends ? CPF_KIND_SADDLE
         : c->descends             ? CPF_KIND_MAXIMUM
                                   : CPF_KIND_MINIMUM;
}

static void adopt_kind(const struct cpf_certificate *c, struct cpf_family *f,
                       struct cpf_correction *to) {
  enum cpf_kind proved = kind_of(c);
  if (f->kind != proved && f->kind != CPF_KIND_UNDECIDED)
    tell(to, "the kind", cpf_kind_name(f->kind), cpf_kind_name(proved));
  f->kind = proved;
}

// The dimension of the orbit of O(d-k), docs/mathematics.md, section 4.
static int orbit_dimension(const struct cpf_problem *p, int rank) {
  return rank * (p->d - p->k) - rank * (rank + 1) / 2;
}

static void adopt_dimension(const struct cpf_problem *p, const struct cpf_certificate *c,
                            struct cpf_family *f, struct cpf_correction *to) {
  int dimension = orbit_dimension(p, c->rank);
  correct(to, "the dimension", f->dimension >= 0, f->dimension, dimension);
  f->dimension = dimension;
  f->continuum = false;
  if (c->index_proved)
    f->degenerate = f->nullity > dimension;
}

// Of points that are isolated: a manifold has neither degree nor number.
static void adopt_counts(const struct cpf_certificate *c, struct cpf_family *f,
                         struct cpf_correction *to) {
  if (c->degree_proved) {
    correct(to, "the local degree", f->degree_known, f->local_degree, c->local_degree);
    f->local_degree = c->local_degree;
    f->degree_known = true;
  }
  if (c->multiplicity_proved) {
    correct(to, "the multiplicity", f->multiplicity_known, f->multiplicity, c->multiplicity);
    f->multiplicity = c->multiplicity;
    f->multiplicity_known = true;
  }
  if (c->points_proved) {
    correct(to, "the number of points", f->points_known, (int64_t)f->points, (int64_t)c->points);
    f->points = c->points;
    f->points_known = true;
  }
}

// The share of isolated points in the Euler sum is their number times their degree.
static void adopt_euler(const struct cpf_certificate *c, struct cpf_family *f) {
  int64_t share;
  if (!c->degree_proved || !c->points_proved || f->dimension != 0 || c->points > INT64_MAX ||
      __builtin_mul_overflow((int64_t)c->points, c->local_degree, &share))
    return;
  f->euler = share;
  f->euler_known = true;
}

bool cpf_family_adopt(const struct cpf_problem *p, const struct cpf_certificate *c,
                      struct cpf_family *f, struct cpf_correction *to) {
  size_t size = (size_t)p->n * (size_t)p->d;
  double *center = calloc(2 * size, sizeof *center);
  *to = (struct cpf_correction){.count = 0};
  if (center == NULL)
    return false;
  read_center(p, c, center);
  bool same = same_point(p, f->W, center);
  if (!same)
    goto cleanup;
  memcpy(f->W, center, size * sizeof *center);
  f->loss = cpf_loss(p, f->W);
  f->gradient_norm = cpf_gradient(p, f->W, center + size, NULL);
  if (c->index_proved) {
    correct(to, "the index", true, f->index, c->index);
    correct(to, "the nullity", true, f->nullity, c->nullity);
    f->index = c->index;
    f->nullity = c->nullity;
    adopt_eigenvalues(c, f);
  }
  if (c->isolated_proved)
    adopt_dimension(p, c, f, to);
  if (c->kind_proved && f->neigenvalues > 0)
    adopt_kind(c, f, to);
  if (f->dimension == 0) {
    adopt_counts(c, f, to);
    adopt_euler(c, f);
  }
cleanup:
  free(center);
  return same;
}
