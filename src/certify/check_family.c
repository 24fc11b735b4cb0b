// SPDX-License-Identifier: GPL-3.0-or-later
//
// One stated family.
//
//  1. In doubles, with stated roundings: unit rows, loss, gradient norm.
//  2. The certificate is proved again; W lies in its box.
//  3. What the certificate states follows from what was proved.
//  4. What the family states does, too.
#include "certify/check_parts.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cpfind/model.h"
#include "status/try.h"

// Roundings of 2^-53 in a sum of products beyond those of its terms, generously.
enum { ROUNDINGS = 64 };
static const double EPS = 0x1p-52;
// Eigenvalues come from double-precision routines: backward stable to a small multiple of the
// largest, at multiple eigenvalues too.
static const double EIGENVALUE_ROUNDING = 1e-9;

// Bounds the rounding error of L in double precision: each of its terms, at most 1 in absolute
// value, is the rho-th power of an inner product of length d.
static double loss_rounding(const struct cpf_problem *p) {
  double n = p->n, terms = p->repulsion * n * n + n * p->k + p->k;
  return EPS * terms * (p->rho * (p->d + 2.0) + n * n + n * p->k + ROUNDINGS);
}

// The same for |grad L|: n rows of sums of n + k vectors, times rho.
static double gradient_rounding(const struct cpf_problem *p) {
  double n = p->n, terms = p->repulsion * n + p->k + 1;
  return EPS * sqrt(n) * p->rho * terms * (p->rho * (p->d + 2.0) + n + p->k + ROUNDINGS);
}

// Step 1.
static void check_rows(const struct cpf_problem *p, const double *W, struct cpf_findings *f) {
  for (int i = 0; i < p->n; i++) {
    double square = 0;
    for (int j = 0; j < p->d; j++)
      square += W[(size_t)i * (size_t)p->d + (size_t)j] * W[(size_t)i * (size_t)p->d + (size_t)j];
    if (!(fabs(sqrt(square) - 1) <= EPS * (p->d + ROUNDINGS)))
      cpf_findings_add(f, CPF_CHECK_FALSE, "W: row %d has the norm %.17g, not 1", i, sqrt(square));
  }
}

static enum cpf_status check_values(const struct cpf_problem *p, const struct cpf_claim *claim,
                                    struct cpf_findings *f, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  double *G = NULL;
  CPF_TRY_ALLOC(G, (size_t)p->n * (size_t)p->d, err);
  double loss = cpf_loss(p, claim->W), norm = cpf_gradient(p, claim->W, G, NULL);
  if (!(fabs(loss - claim->loss) <= loss_rounding(p)))
    cpf_findings_add(f, CPF_CHECK_FALSE, "loss: %.17g is stated, at W it is %.17g", claim->loss,
                     loss);
  if (!(fabs(norm - claim->gradient_norm) <= gradient_rounding(p)))
    cpf_findings_add(f, CPF_CHECK_FALSE, "gradient_norm: %.3g is stated, at W it is %.3g",
                     claim->gradient_norm, norm);
cleanup:
  free(G);
  return status;
}

// Step 2. The nearest double to a number in the box is off by one rounding at most.
static void check_box(const struct cpf_problem *p, const struct cpf_claim *claim,
                      struct cpf_findings *f) {
  const struct cpf_certificate *c = &claim->certificate;
  size_t columns = (size_t)p->k + (size_t)c->rank, d = (size_t)p->d;
  for (size_t e = 0; e < (size_t)p->n * d; e++) {
    size_t i = e / d, j = e % d;
    double center = j < columns ? strtod(c->center[i * columns + j], NULL) : 0;
    double room = j < columns ? c->radius + EPS * fabs(center) : 0;
    if (fabs(claim->W[e] - center) <= room)
      continue;
    cpf_findings_add(f, CPF_CHECK_FALSE,
                     "W: entry [%zu][%zu] is %.17g, outside the certified box %.17g +- %.3g", i, j,
                     claim->W[e], center, room);
    return;
  }
}

// Step 3.
static void check_bounds(const struct cpf_certificate *c, const struct cpf_certificate *proved,
                         struct cpf_findings *f) {
  if (c->lower == NULL || c->upper == NULL)
    return;
  if (proved->lower == NULL || proved->upper == NULL) {
    cpf_findings_add(f, CPF_CHECK_UNPROVED,
                     "certificate.eigenvalue_bounds: are stated, and not proved");
    return;
  }
  for (size_t a = 0; a < c->neigenvalues && a < proved->neigenvalues; a++) {
    if (c->lower[a] <= proved->lower[a] && proved->upper[a] <= c->upper[a])
      continue;
    bool apart = c->upper[a] < proved->lower[a] || proved->upper[a] < c->lower[a];
    cpf_findings_add(f, apart ? CPF_CHECK_FALSE : CPF_CHECK_UNPROVED,
                     "certificate.eigenvalue_bounds[%zu]: [%.17g, %.17g] is stated, "
                     "[%.17g, %.17g] is proved",
                     a, c->lower[a], c->upper[a], proved->lower[a], proved->upper[a]);
    return;
  }
}

// "minimum", "saddle" or "maximum" from the directions of descent and ascent.
static const char *kind_of(const struct cpf_certificate *c) {
  return c->descends && c->ascends ? "saddle" : c->descends ? "maximum" : "minimum";
}

static void check_kind(struct cpf_findings *f, const char *field, const char *stated,
                       const struct cpf_certificate *proved) {
  if (!proved->kind_proved)
    cpf_findings_add(f, CPF_CHECK_UNPROVED, "%s: %s is stated, and not proved", field, stated);
  else if (strcmp(stated, kind_of(proved)) != 0)
    cpf_findings_add(f, CPF_CHECK_FALSE, "%s: %s is stated, %s is proved", field, stated,
                     kind_of(proved));
}

static void check_certificate(const struct cpf_certificate *c, const struct cpf_certificate *proved,
                              struct cpf_findings *f) {
  if (c->theorem != proved->theorem)
    cpf_findings_add(f, CPF_CHECK_FALSE, "certificate.theorem: %s is stated, %s applies",
                     cpf_theorem_name(c->theorem), cpf_theorem_name(proved->theorem));
  if (c->unique_radius > proved->unique_radius)
    cpf_findings_add(f, CPF_CHECK_UNPROVED,
                     "certificate.unique_radius: %.17g is stated, %.17g is proved",
                     c->unique_radius, proved->unique_radius);
  cpf_findings_compare(f, "certificate.index", c->index_proved, c->index, proved->index_proved,
                       proved->index);
  cpf_findings_compare(f, "certificate.nullity", c->index_proved, c->nullity, proved->index_proved,
                       proved->nullity);
  check_bounds(c, proved, f);
  if (c->isolated_proved && !proved->isolated_proved)
    cpf_findings_add(f, CPF_CHECK_UNPROVED, "certificate.isolated: is stated, and not proved");
  cpf_findings_compare(f, "certificate.local_degree", c->degree_proved, c->local_degree,
                       proved->degree_proved, proved->local_degree);
  cpf_findings_compare(f, "certificate.multiplicity", c->multiplicity_proved, c->multiplicity,
                       proved->multiplicity_proved, proved->multiplicity);
  if (c->kind_proved)
    check_kind(f, "certificate.kind", kind_of(c), proved);
  cpf_findings_compare(f, "certificate.points", c->points_proved, (int64_t)c->points,
                       proved->points_proved, (int64_t)proved->points);
}

// Step 4.
static void check_eigenvalues(const struct cpf_problem *p, const struct cpf_claim *claim,
                              const struct cpf_certificate *proved, struct cpf_findings *f) {
  size_t count = cpf_problem_tangent_dim(p), first = (size_t)proved->index;
  size_t end = first + (size_t)proved->nullity;
  double scale = 0;
  if (!proved->index_proved || proved->lower == NULL || proved->upper == NULL) {
    if (count > 0)
      cpf_findings_add(f, CPF_CHECK_UNPROVED, "eigenvalues: are stated, and not proved");
    return;
  }
  for (size_t a = 0; a < proved->neigenvalues; a++)
    scale = fmax(scale, fmax(fabs(proved->lower[a]), fabs(proved->upper[a])));
  double room = EIGENVALUE_ROUNDING * fmax(scale, 1);
  for (size_t a = 0; a < count && a < proved->neigenvalues; a++) {
    double x = claim->eigenvalues[a];
    bool sign = a < first ? x < 0 : a < end ? fabs(x) <= room : x > 0;
    if (sign && x >= proved->lower[a] - room && x <= proved->upper[a] + room)
      continue;
    cpf_findings_add(f, CPF_CHECK_FALSE,
                     "eigenvalues[%zu]: %.17g is stated, one in [%.17g, %.17g] is proved", a, x,
                     proved->lower[a], proved->upper[a]);
    return;
  }
}

static enum cpf_status check_facts(const struct cpf_problem *p, const struct cpf_claim *claim,
                                   const struct cpf_certificate *proved, struct cpf_findings *f,
                                   struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  int64_t dimension = cpf_check_orbit_dimension(p, claim->certificate.rank), share = 0;
  bool known = false;
  cpf_findings_compare(f, "index", true, claim->index, proved->index_proved, proved->index);
  cpf_findings_compare(f, "nullity", true, claim->nullity, proved->index_proved, proved->nullity);
  check_eigenvalues(p, claim, proved, f);
  cpf_findings_compare(f, "dimension", claim->dimension >= 0, claim->dimension,
                       proved->isolated_proved, dimension);
  if (proved->index_proved && proved->isolated_proved &&
      claim->degenerate != (proved->nullity > dimension))
    cpf_findings_add(f, CPF_CHECK_FALSE, "degenerate: %s is stated, nullity %d is proved",
                     claim->degenerate ? "true" : "false", proved->nullity);
  if (claim->continuum && proved->isolated_proved)
    cpf_findings_add(f, CPF_CHECK_FALSE,
                     "continuum: true is stated, but the point is proved isolated");
  cpf_findings_compare(f, "local_degree", claim->degree_stated, claim->local_degree,
                       proved->degree_proved, proved->local_degree);
  cpf_findings_compare(f, "multiplicity", claim->multiplicity_stated, claim->multiplicity,
                       proved->multiplicity_proved, proved->multiplicity);
  if (strcmp(claim->kind, "undecided") != 0)
    check_kind(f, "kind", claim->kind, proved);
  cpf_findings_compare(f, "points", claim->points_stated, (int64_t)claim->points,
                       proved->points_proved, (int64_t)proved->points);
  CPF_TRY(cpf_check_share(p, &claim->certificate, proved, &known, &share, err));
  cpf_findings_compare(f, "euler", claim->euler_stated, claim->euler, known, share);
cleanup:
  return status;
}

enum cpf_status cpf_check_family(const struct cpf_problem *p, const struct cpf_claim *claim,
                                 struct cpf_certificate *proved, struct cpf_findings *f,
                                 struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_error why = {CPF_OK, ""};
  check_rows(p, claim->W, f);
  CPF_TRY(check_values(p, claim, f, err));
  if (claim->certificate.theorem == CPF_THEOREM_NONE) {
    cpf_findings_add(f, CPF_CHECK_UNPROVED,
                     "not certified: there is no certificate, so nothing is proved of it");
    goto cleanup;
  }
  status = cpf_certificate_prove(p, &claim->certificate, proved, &why);
  if (status == CPF_EINVAL) {
    cpf_findings_add(f, CPF_CHECK_FALSE, "certificate: makes no sense: %.300s", why.text);
    status = CPF_OK;
    goto cleanup;
  }
  if (status != CPF_OK) {
    (void)cpf_fail(err, status, "%s", why.text);
    goto cleanup;
  }
  check_box(p, claim, f);
  if (proved->theorem == CPF_THEOREM_NONE) {
    cpf_findings_add(f, CPF_CHECK_FALSE, "certificate: proves no critical point in its box%s%s",
                     proved->reason[0] != '\0' ? ": " : "", proved->reason);
    goto cleanup;
  }
  check_certificate(&claim->certificate, proved, f);
  CPF_TRY(check_facts(p, claim, proved, f, err));
cleanup:
  return status;
}
