// SPDX-License-Identifier: GPL-3.0-or-later
//
// From a point in double precision to a certificate:
//  1. Turn its part outside span V to lower triangular form; D = k + rank columns remain.
//  2. The symmetries that fix it, and which entries are zero, give an invariant space (symmetry.h)
//     on which it is a simple root, often even when it is a multiple one.
//  3. Newton's method there, in `bits` bits; the center is its limit, written in decimal.
//     Where the point is no simple root there, its entries are recognised as algebraic numbers of
//     small degree instead.
//  4. What the center proves (prove_ball.c). Where signs remain uncertain: four times the bits.
#include "certify/certify_ball.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "certify/field_ball.h"
#include "certify/krawczyk_ball.h"
#include "cpfind/model.h"
#include "model/outside.h"
#include "status/try.h"

enum { BITS_FIRST = 128, BITS_FACTOR = 4, GUARD_DIGITS = 3, KNOWN_BITS = 44, DEGREE_MAX = 4 };
static const double BITS_PER_DIGIT = 3.3219280948873623;
static const double NEARLY_ZERO = 1e-12; // entries of a refined point below this are taken as zero
static const double FIXED = 1e-9;        // elements of G that move no entry by more fix the point
static const double CLOSE = 1e-5;        // Newton's method leads no further from the given point

// The point in dimension D: n*D doubles, with the zeros made exact. *rank is set.
static enum cpf_status reduce(const struct cpf_problem *p, const double *W, double **out, int *rank,
                              struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_problem q = cpf_problem_reduced(p);
  size_t n = (size_t)p->n, outside = (size_t)(p->d - p->k);
  double *copy = NULL, *reduced = NULL, *work = NULL;
  CPF_TRY_ALLOC(copy, n * (size_t)p->d, err);
  CPF_TRY_ALLOC(reduced, n * (size_t)q.d, err);
  CPF_TRY_ALLOC(work, (n + 1) * (outside + 1), err);
  memcpy(copy, W, n * (size_t)p->d * sizeof *W);
  cpf_outside_reduce(p, copy, NEARLY_ZERO, reduced, work);
  *rank = 0;
  for (int a = p->k; a < q.d; a++)
    for (int i = 0; i < p->n; i++)
      if (fabs(reduced[i * q.d + a]) > FIXED) // else a symmetry fixes the point without it
        *rank = a - p->k + 1;
  size_t D = (size_t)p->k + (size_t)*rank;
  for (size_t i = 0; i < n; i++)
    for (size_t a = 0; a < D; a++) {
      double x = reduced[i * (size_t)q.d + a];
      copy[i * D + a] = fabs(x) <= NEARLY_ZERO ? 0 : x;
    }
  *out = copy;
  copy = NULL;
cleanup:
  free(copy);
  free(reduced);
  free(work);
  return status;
}

// Decimal digits of the midpoint of w; "0" for an exact zero. The caller frees it.
static char *decimal(const arb_t w, int bits) {
  arb_t mid;
  if (arb_is_zero(w))
    return strdup("0");
  arb_init(mid);
  arb_get_mid_arb(mid, w);
  char *text = arb_get_str(mid, (slong)(bits / BITS_PER_DIGIT) + GUARD_DIGITS, ARB_STR_NO_RADIUS);
  char *copy = text == NULL ? NULL : strdup(text);
  flint_free(text);
  arb_clear(mid);
  return copy;
}

static enum cpf_status write_center(const struct cpf_system *s, const arb_mat_t x, int bits,
                                    struct cpf_certificate *c, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  int D = s->p.d;
  arb_mat_t W, mu, nu;
  arb_mat_init(W, s->p.n, D), arb_mat_init(mu, s->p.n, 1), arb_mat_init(nu, s->nslices, 1);
  CPF_TRY_ALLOC(c->center, (size_t)s->p.n * (size_t)D + 1, err);
  cpf_system_expand(s, x, W, mu, nu);
  for (int e = 0; e < s->p.n * D; e++) {
    c->center[e] = decimal(arb_mat_entry(W, e / D, e % D), bits);
    if (c->center[e] == NULL) {
      status = cpf_fail(err, CPF_ENOMEM, "out of memory: a certificate");
      goto cleanup;
    }
  }
cleanup:
  arb_mat_clear(W), arb_mat_clear(mu), arb_mat_clear(nu);
  return status;
}

// How far W (n*D doubles) is from the point x, entry by entry.
static double distance(const struct cpf_system *s, const arb_mat_t x, const double *W) {
  double largest = 0;
  arb_mat_t V, mu, nu;
  arb_mat_init(V, s->p.n, s->p.d), arb_mat_init(mu, s->p.n, 1), arb_mat_init(nu, s->nslices, 1);
  cpf_system_expand(s, x, V, mu, nu);
  for (int e = 0; e < s->p.n * s->p.d; e++) {
    double v = arf_get_d(arb_midref(arb_mat_entry(V, e / s->p.d, e % s->p.d)), ARF_RND_NEAR);
    largest = fmax(largest, fabs(v - W[e]));
  }
  arb_mat_clear(V), arb_mat_clear(mu), arb_mat_clear(nu);
  return largest;
}

// The entries of W (n*D doubles) as algebraic numbers, to x. False when one is not recognised.
static bool recognise(const struct cpf_system *s, const double *W, int bits, arb_mat_t x) {
  for (int c = 0; c < s->space.nclasses; c++)
    if (s->unknown_of[c] >= 0 &&
        !cpf_field_recognise(W[s->representative[c]], KNOWN_BITS, DEGREE_MAX, bits,
                             arb_mat_entry(x, s->unknown_of[c], 0)))
      return false;
  return true;
}

struct proposal {
  struct cpf_problem p; // in dimension D
  double *W;            // n*D
  bool *zero;
  int *symmetries, count;
};

// Steps 2 and 3. c->center stays NULL when Newton's method fails.
static enum cpf_status find_center(const struct proposal *proposal, int bits,
                                   struct cpf_certificate *c, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_space space = {0};
  struct cpf_system s = {0};
  arb_mat_t W, x;
  const struct cpf_problem *p = &proposal->p;
  arb_mat_init(W, p->n, p->d), arb_mat_init(x, 0, 0);
  CPF_TRY(
      cpf_space_make(p, p->d, proposal->zero, proposal->symmetries, proposal->count, &space, err));
  CPF_TRY(cpf_system_make(p, &space, proposal->W, &s, err));
  arb_mat_clear(x);
  arb_mat_init(x, s.size, 1);
  for (int e = 0; e < p->n * p->d; e++)
    arb_set_d(arb_mat_entry(W, e / p->d, e % p->d), proposal->W[e]);
  cpf_system_gather(&s, W, x, bits);
  for (int i = 0; i < s.size; i++)
    arb_get_mid_arb(arb_mat_entry(x, i, 0), arb_mat_entry(x, i, 0));
  if ((cpf_system_newton(&s, x, bits) && distance(&s, x, proposal->W) <= CLOSE) ||
      recognise(&s, proposal->W, bits, x))
    CPF_TRY(write_center(&s, x, bits, c, err));
cleanup:
  cpf_space_clear(&space);
  cpf_system_clear(&s);
  arb_mat_clear(W), arb_mat_clear(x);
  return status;
}

static void clear(struct proposal *proposal) {
  free(proposal->W);
  free(proposal->zero);
  free(proposal->symmetries);
}

static enum cpf_status propose(const struct cpf_problem *p, const double *W,
                               struct proposal *proposal, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  int rank;
  uint64_t order;
  CPF_TRY(reduce(p, W, &proposal->W, &rank, err));
  proposal->p = *p;
  proposal->p.d = p->k + rank;
  int D = proposal->p.d;
  CPF_TRY_ALLOC(proposal->zero, (size_t)p->n * (size_t)D, err);
  for (int e = 0; e < p->n * D; e++)
    proposal->zero[e] = proposal->W[e] == 0;
  if (rank < 2) // with a slice the space of the blocks must do
    CPF_TRY(cpf_symmetry_stabiliser(&proposal->p, D, proposal->W, FIXED, &proposal->symmetries,
                                    &proposal->count, &order, err));
cleanup:
  return status;
}

// The claim at `bits` bits and what it proves.
static enum cpf_status attempt(const struct cpf_problem *p, const struct proposal *proposal,
                               int bits, struct cpf_certificate *c, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_certificate claim = {.precision_bits = bits, .rank = proposal->p.d - p->k};
  CPF_TRY(find_center(proposal, bits, &claim, err));
  if (claim.center == NULL) {
    snprintf(c->reason, sizeof c->reason,
             "Newton's method finds no simple root in the space of the point's symmetries");
    goto cleanup;
  }
  claim.symmetries = proposal->symmetries;
  claim.nsymmetries = proposal->count;
  CPF_TRY(cpf_certificate_prove(p, &claim, c, err));
cleanup:
  claim.symmetries = NULL;
  cpf_certificate_clear(&claim);
  return status;
}

enum cpf_status cpf_certify_center(const struct cpf_problem *p, const double *W, double *out,
                                   bool *found, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct proposal proposal = {.W = NULL};
  struct cpf_certificate center = {.rank = 0};
  size_t n = (size_t)p->n, d = (size_t)p->d;
  *found = false;
  CPF_TRY(propose(p, W, &proposal, err));
  status = find_center(&proposal, BITS_FIRST, &center, err);
  if (status == CPF_EINVAL) // no form that a certificate could state
    status = CPF_OK;
  if (status != CPF_OK || center.center == NULL)
    goto cleanup;
  memset(out, 0, n * d * sizeof *out);
  size_t D = (size_t)proposal.p.d;
  for (size_t i = 0; i < n; i++)
    for (size_t a = 0; a < D; a++)
      out[i * d + a] = strtod(center.center[i * D + a], NULL);
  *found = cpf_normalise(p, out);
cleanup:
  clear(&proposal);
  cpf_certificate_clear(&center);
  return status;
}

enum cpf_status cpf_certify(const struct cpf_problem *p, const double *W, int max_bits,
                            struct cpf_certificate *c, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct proposal proposal = {.W = NULL};
  memset(c, 0, sizeof *c);
  if (p->rho < 2) {
    snprintf(c->reason, sizeof c->reason, "certificates need rho >= 2");
    return CPF_OK;
  }
  CPF_TRY(propose(p, W, &proposal, err));
  for (int bits = BITS_FIRST;; bits *= BITS_FACTOR) {
    cpf_certificate_clear(c);
    status = attempt(p, &proposal, bits, c, err);
    if (status == CPF_EINVAL) { // the point has no form that a certificate could state
      snprintf(c->reason, sizeof c->reason, "%.180s", err != NULL ? err->text : "no form");
      status = CPF_OK;
    }
    if (status != CPF_OK || c->center == NULL || c->index_proved || bits * BITS_FACTOR > max_bits)
      break;
  }
cleanup:
  clear(&proposal);
  if (status != CPF_OK)
    cpf_certificate_clear(c);
  return status;
}
