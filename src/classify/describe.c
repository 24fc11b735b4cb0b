// SPDX-License-Identifier: GPL-3.0-or-later
//
//  1. Canonical form, number of points, representative (orbit.h, representative.h).
//  2. Spectrum, with small eigenvalues and the criticality of multiple roots checked in high
//     precision (spectrum.h).
//  3. The orbit of O(d-k): a point whose part outside span V has rank s lies on a copy of the
//     Stiefel manifold V_s(R^{d-k}), of dimension s(d-k) - s(s+1)/2.
//  4. Kernel beyond the orbit: none, and the point is nondegenerate (Morse-Bott). Otherwise the
//     reduced loss decides (local.h): constant, a larger continuum; isolated, a multiple root.
//  5. Kind, local degree, multiplicity, and the share in the Euler sum: number of orbit components
//     counted with chi of the manifold times the transverse local degree (docs/mathematics.md).
#include "classify/describe.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "classify/label.h"
#include "classify/local.h"
#include "classify/fingerprint.h"
#include "classify/representative.h"
#include "classify/spectrum.h"
#include "model/outside.h"
#include "status/try.h"

// A regular eigenvalue above this share of the largest leaves the series of the reduction sound.
static const double TRUSTED = 0.01;

struct description {
  const struct cpf_problem *p;
  struct cpf_problem reduced;
  const struct cpf_describe_options *opt;
  struct cpf_spectrum spectrum;
  int rank;               // s
  int64_t orbit;          // dimension of the O(d-k) orbit
  int kernel;             // kernel beyond the orbit, in dimension d
  struct cpf_local local; // when kernel > 0
};

// Rank of the part of W outside span V.
static enum cpf_status outside_rank(const struct cpf_problem *q, const double *W, double tol,
                                    int *rank, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  size_t size = (size_t)q->n * (size_t)q->d;
  double *copy = NULL;
  CPF_TRY_ALLOC(copy, size + (size_t)(q->n + 1) * (size_t)(q->d - q->k), err);
  memcpy(copy, W, size * sizeof *W);
  *rank = cpf_outside_triangulate(q, copy, tol, copy + size);
cleanup:
  free(copy);
  return status;
}

// A regular eigenvalue much smaller than the others amplifies the rounding of the series by its
// powers. The shape must then be the same in units of the distance on which the series can be
// trusted; otherwise it is undecided. red->g is rescaled.
static enum cpf_status doubt_small_eigenvalues(struct description *desc,
                                               const struct cpf_split *split,
                                               struct cpf_reduction *red, struct cpf_error *err) {
  struct cpf_local local;
  double least = desc->spectrum.scale, unit;
  for (size_t b = 0; b < split->r; b++)
    least = fmin(least, fabs(split->lambda[b]));
  unit = split->r > 0 ? least / (TRUSTED * desc->spectrum.scale) : 1; // no regular direction at all
  if (unit >= 1)
    return CPF_OK;
  for (int degree = 3; degree <= red->jets->q; degree++)
    for (size_t i = red->jets->degree_end[degree - 1]; i < red->jets->degree_end[degree]; i++)
      red->g[i] *= cpf_powi(unit, degree - 2);
  enum cpf_status status =
      cpf_local_analyse(red->jets, red->g, desc->opt->tol_coefficient, &local, err);
  if (status == CPF_OK && (local.shape != desc->local.shape || local.order != desc->local.order))
    desc->local = (struct cpf_local){.shape = CPF_LOCAL_UNDECIDED};
  return status;
}

// Step 4 for a kernel of the reduced problem.
static enum cpf_status look_along_kernel(struct description *desc, struct cpf_refiner *refiner,
                                         const double *W, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_split split;
  struct cpf_reduction red = {0};
  const double *frames, *values;
  int orbit, q;
  CPF_TRY(cpf_refiner_spectrum(refiner, W, &frames, &values, NULL, err));
  CPF_TRY(cpf_refiner_split(refiner, W, desc->spectrum.level, &split, &orbit, err));
  if (split.m == 0 || desc->spectrum.mixed ||
      (q = cpf_reduction_degree(&desc->reduced, split.m, desc->opt->max_cost)) == 0)
    goto cleanup; // undecided
  CPF_TRY(cpf_reduce(&desc->reduced, W, frames, &split, q, &red, err));
  CPF_TRY(cpf_local_analyse(red.jets, red.g, desc->opt->tol_coefficient, &desc->local, err));
  CPF_TRY(doubt_small_eigenvalues(desc, &split, &red, err));
  // Directions along which a shorter series is constant may still bend at the degree left out.
  if (desc->local.flat > 0 && q < cpf_reduction_degree(&desc->reduced, split.m, SIZE_MAX))
    desc->local.shape = CPF_LOCAL_UNDECIDED;
cleanup:
  cpf_reduction_clear(&red);
  return status;
}

static enum cpf_kind kind_of(bool negative, bool positive) {
  return negative && positive ? CPF_KIND_SADDLE
         : negative           ? CPF_KIND_MAXIMUM
         : positive           ? CPF_KIND_MINIMUM
                              : CPF_KIND_UNDECIDED;
}

static int64_t parity(int64_t index) {
  return index % 2 == 0 ? 1 : -1;
}

// Euler characteristic of V_s(R^m): 1 for s = 0; 2 for spheres of even dimension and for O(1), the
// two points; 0 otherwise (docs/mathematics.md).
static int64_t stiefel_euler(int s, int m) {
  return s == 0 ? 1 : s == 1 && m % 2 == 1 ? 2 : 0;
}

// True when the reduced loss in dimension d' tells all about dimension d: no kernel direction leads
// out of it but the orbit's own.
static bool reduced_tells_all(const struct description *desc) {
  return desc->p->d == desc->reduced.d || desc->spectrum.outer_zero == desc->rank;
}

// Transverse local degree; false when it is not known.
static bool transverse_degree(const struct description *desc, const struct cpf_family *f,
                              int64_t *degree) {
  if (desc->kernel == 0) {
    *degree = parity(f->index);
    return true;
  }
  if (desc->local.shape != CPF_LOCAL_ISOLATED)
    return false;
  if (!desc->local.negative || !desc->local.positive) { // definite, in every dimension alike
    *degree = parity(f->index) * (desc->local.negative ? parity(desc->kernel) : 1);
    return true;
  }
  *degree = parity(f->index) * desc->local.degree;
  return desc->local.degree_known && reduced_tells_all(desc);
}

// Step 5 for a nondegenerate point, a multiple root or a continuum.
static void judge(const struct description *desc, struct cpf_family *f) {
  bool flat = desc->kernel > 0 && desc->local.shape == CPF_LOCAL_FLAT;
  bool partly = desc->kernel > 0 && desc->local.shape == CPF_LOCAL_DEGENERATE;
  bool decided = desc->kernel == 0 || flat || desc->local.shape == CPF_LOCAL_ISOLATED ||
                 (partly && reduced_tells_all(desc));
  bool negative = f->index > 0, positive = desc->spectrum.positive > 0;
  f->dimension = !decided ? -1
                 : flat   ? f->nullity
                 : partly ? (int)desc->orbit + desc->local.flat
                          : (int)desc->orbit;
  f->continuum = flat || partly || !decided;
  f->degenerate = desc->kernel > 0 && !flat;
  if (desc->kernel > 0 && !flat && desc->local.signs_known) {
    negative |= desc->local.negative;
    positive |= desc->local.positive;
  }
  f->kind = kind_of(negative, positive);
  if (!decided && !desc->local.signs_known && f->kind != CPF_KIND_SADDLE)
    f->kind = CPF_KIND_UNDECIDED;
  if (f->neigenvalues == 0) // d = 1: a point of S^0, alone
    f->kind = CPF_KIND_MINIMUM;
  int64_t degree = 0;
  bool known = transverse_degree(desc, f, &degree);
  f->degree_known = known && f->dimension == 0;
  f->local_degree = f->degree_known ? degree : 0;
  f->multiplicity_known =
      f->dimension == 0 &&
      (desc->kernel == 0 || (desc->local.multiplicity_known && desc->p->d == desc->reduced.d));
  f->multiplicity = !f->multiplicity_known ? 0 : desc->kernel == 0 ? 1 : desc->local.multiplicity;
}

// Number of points, and the share in the Euler sum.
static void count(const struct description *desc, const struct cpf_orbit *orbit,
                  struct cpf_family *f) {
  int outside = desc->p->d - desc->p->k;
  int64_t chi = stiefel_euler(desc->rank, outside), degree = 0;
  bool known = transverse_degree(desc, f, &degree);
  f->points_known = f->dimension == 0 && orbit->count_known;
  if (f->points_known && desc->rank == 1) // d = k + 1: O(1) turns the point into its mirror image
    f->points_known = orbit->count <= UINT64_MAX / 2;
  f->points = !f->points_known ? 0 : orbit->count * (desc->rank == 1 ? 2 : 1);
  if (f->continuum) { // a closed manifold of odd dimension has Euler characteristic 0
    f->euler_known = f->dimension > 0 && f->dimension % 2 == 1;
  } else if (f->dimension >= 0 && chi == 0) {
    f->euler_known = true;
  } else if (f->dimension >= 0 && known && orbit->count_known &&
             orbit->count < (uint64_t)INT64_MAX / 1024 && llabs(degree) < 256) {
    f->euler_known = true;
    f->euler = (int64_t)orbit->count * chi * degree;
  }
}

// The representative in dimension d, zero beyond d'.
static enum cpf_status embed(const struct description *desc, const double *W, struct cpf_family *f,
                             struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  size_t d = (size_t)desc->p->d, q = (size_t)desc->reduced.d;
  CPF_TRY_ALLOC(f->W, (size_t)desc->p->n * d, err);
  for (size_t i = 0; i < (size_t)desc->p->n; i++)
    memcpy(f->W + i * d, W + i * q, q * sizeof *W);
cleanup:
  return status;
}

// The representative with equal overlaps made equal, unless that spoils the gradient.
static enum cpf_status choose_representative(struct description *desc, double *W,
                                             const struct cpf_orbit *orbit, struct cpf_family *f,
                                             struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  size_t size = (size_t)desc->reduced.n * (size_t)desc->reduced.d;
  double *copy = NULL, *G = NULL;
  CPF_TRY_ALLOC(copy, size, err);
  CPF_TRY_ALLOC(G, size, err);
  memcpy(copy, W, size * sizeof *W);
  CPF_TRY(cpf_representative(&desc->reduced, orbit, desc->opt->tol_same, copy, f->id, err));
  f->gradient_norm = cpf_gradient(&desc->reduced, W, G, NULL);
  double norm = cpf_gradient(&desc->reduced, copy, G, NULL);
  if (norm <= fmax(2 * f->gradient_norm, desc->opt->tol_gradient)) {
    memcpy(W, copy, size * sizeof *W);
    f->gradient_norm = norm;
  }
cleanup:
  free(copy);
  free(G);
  return status;
}

// Steps 1 and 2. The spectrum may move the point within its error, and then the canonical form is
// made again.
static enum cpf_status settle(struct description *desc, struct cpf_refiner *refiner, double *W,
                              struct cpf_family *f, struct cpf_orbit *orbit,
                              struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  for (int twice = 0; twice < 2; twice++) {
    cpf_orbit_clear(orbit);
    cpf_spectrum_clear(&desc->spectrum);
    CPF_TRY(cpf_orbit_make(&desc->reduced, W, desc->opt->tol_same, orbit, err));
    CPF_TRY(choose_representative(desc, W, orbit, f, err));
    double loss = cpf_loss(&desc->reduced, W), before[CPF_FINGERPRINT], after[CPF_FINGERPRINT];
    cpf_fingerprint(&desc->reduced, W, before);
    CPF_TRY(cpf_spectrum_make(desc->p, refiner, desc->opt->tol_zero, W, &desc->spectrum, err));
    cpf_fingerprint(&desc->reduced, W, after);
    f->loss = loss;
    if (!desc->spectrum.critical ||
        cpf_fingerprint_distance(before, after) <= desc->opt->tol_gradient)
      break;
  }
cleanup:
  return status;
}

enum cpf_status cpf_describe(const struct cpf_problem *p, struct cpf_refiner *refiner,
                             const struct cpf_describe_options *opt, const struct cpf_table *table,
                             const double *given, bool *critical, struct cpf_family *f,
                             struct cpf_orbit *orbit, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct description desc = {.p = p, .reduced = cpf_problem_reduced(p), .opt = opt};
  size_t size = (size_t)p->n * (size_t)desc.reduced.d;
  double *W = NULL;
  memset(f, 0, sizeof *f);
  memset(orbit, 0, sizeof *orbit);
  *critical = false;
  CPF_TRY_ALLOC(W, size, err);
  memcpy(W, given, size * sizeof *W);
  CPF_TRY(settle(&desc, refiner, W, f, orbit, err));
  if (!desc.spectrum.critical)
    goto cleanup;
  *critical = true;
  f->neigenvalues = desc.spectrum.count;
  f->eigenvalues = desc.spectrum.values;
  desc.spectrum.values = NULL;
  f->index = desc.spectrum.negative;
  f->nullity = desc.spectrum.zero;
  CPF_TRY(outside_rank(&desc.reduced, W, opt->tol_same, &desc.rank, err));
  desc.orbit = (int64_t)desc.rank * (p->d - p->k) - (int64_t)desc.rank * (desc.rank + 1) / 2;
  desc.kernel = f->nullity - (int)desc.orbit;
  if (desc.kernel > 0)
    CPF_TRY(look_along_kernel(&desc, refiner, W, err));
  judge(&desc, f);
  count(&desc, orbit, f);
  if (f->continuum)
    cpf_invariant_id(&desc.reduced, f->loss, f->dimension, f->index, f->id);
  CPF_TRY(embed(&desc, W, f, err));
  CPF_TRY(cpf_label_family(p, table, f->W, opt->tol_label, f, err));
cleanup:
  free(W);
  cpf_spectrum_clear(&desc.spectrum);
  if (status != CPF_OK || !*critical) {
    cpf_family_clear(f);
    cpf_orbit_clear(orbit);
  }
  return status;
}
