// SPDX-License-Identifier: GPL-3.0-or-later
//
//  1. Canonical form, number of points, representative (orbit.h, representative.h).
//  2. Spectrum: in the reduced dimension d', and d - d' copies of the transverse spectrum.
//  3. The orbit of O(d-k): a point whose part outside span V has rank s lies on a copy of the
//     Stiefel manifold V_s(R^{d-k}), of dimension s(d-k) - s(s+1)/2.
//  4. Kernel beyond the orbit: none, and the point is nondegenerate (Morse-Bott). Otherwise the
//     reduced loss decides (local.h): constant, a larger continuum; isolated, a multiple root.
//  5. Kind, local degree, multiplicity, and the share in the Euler sum: number of orbit components
//     counted with chi of the manifold times the transverse local degree (docs/mathematics.md).
#include "classify/describe.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "classify/label.h"
#include "classify/local.h"
#include "classify/representative.h"
#include "model/eigen.h"
#include "model/outside.h"
#include "status/try.h"

struct description {
  const struct cpf_problem *p;
  struct cpf_problem reduced;
  const struct cpf_describe_options *opt;
  double scale;           // largest |eigenvalue|
  double zero;            // |eigenvalue| up to which it counts as zero
  int outer_kernel;       // zero eigenvalues of the transverse Hessian T; at least s of them
  int rank;               // s
  int64_t orbit;          // dimension of the O(d-k) orbit
  int positive;           // positive eigenvalues
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

static int compare_doubles(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

// Step 2: f->eigenvalues, index, nullity; desc->scale and positive.
static enum cpf_status spectrum(struct description *desc, struct cpf_refiner *refiner,
                                const double *W, struct cpf_family *f, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  const double *frames, *values;
  size_t n = (size_t)desc->p->n, N = cpf_problem_tangent_dim(&desc->reduced);
  size_t copies = (size_t)(desc->p->d - desc->reduced.d);
  double *T = NULL, *transverse = NULL;
  struct cpf_eigen *eigen = NULL;
  f->neigenvalues = cpf_problem_tangent_dim(desc->p);
  CPF_TRY_ALLOC(f->eigenvalues, f->neigenvalues, err);
  CPF_TRY(cpf_refiner_spectrum(refiner, W, &frames, &values, NULL, err));
  memcpy(f->eigenvalues, values, N * sizeof *values);
  if (copies > 0) {
    CPF_TRY_ALLOC(T, n * n, err);
    CPF_TRY_ALLOC(transverse, n, err);
    CPF_TRY(cpf_eigen_alloc(n, &eigen, err));
    cpf_transverse_hessian(&desc->reduced, W, T);
    CPF_TRY(cpf_eigen_solve(eigen, T, transverse, NULL, err));
    for (size_t c = 0; c < copies; c++)
      memcpy(f->eigenvalues + N + c * n, transverse, n * sizeof *transverse);
  }
  qsort(f->eigenvalues, f->neigenvalues, sizeof *f->eigenvalues, compare_doubles);
  for (size_t a = 0; a < f->neigenvalues; a++)
    desc->scale = fmax(desc->scale, fabs(f->eigenvalues[a]));
  desc->zero = cpf_zero_level(desc->p, desc->opt->tol_zero, desc->scale);
  for (size_t a = 0; a < n && copies > 0; a++)
    desc->outer_kernel += fabs(transverse[a]) <= desc->zero;
  for (size_t a = 0; a < f->neigenvalues; a++) {
    double x = f->eigenvalues[a], level = desc->zero;
    f->nullity += fabs(x) <= level;
    f->index += x < -level;
    desc->positive += x > level;
  }
cleanup:
  free(T);
  free(transverse);
  cpf_eigen_free(eigen);
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
  CPF_TRY(cpf_refiner_split(refiner, W, desc->zero, &split, &orbit, err));
  if (split.m == 0 ||
      (q = cpf_reduction_degree(&desc->reduced, split.m, desc->opt->max_cost)) == 0)
    goto cleanup; // undecided
  CPF_TRY(cpf_reduce(&desc->reduced, W, frames, &split, q, &red, err));
  CPF_TRY(cpf_local_analyse(red.jets, red.g, desc->opt->tol_coefficient, &desc->local, err));
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
  return desc->p->d == desc->reduced.d || desc->outer_kernel == desc->rank;
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
  bool decided = desc->kernel == 0 || desc->local.shape != CPF_LOCAL_UNDECIDED;
  bool negative = f->index > 0, positive = desc->positive > 0;
  f->dimension = !decided ? -1 : flat ? f->nullity : (int)desc->orbit;
  f->continuum = flat;
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
    f->euler_known = f->dimension % 2 == 1;
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

enum cpf_status cpf_describe(const struct cpf_problem *p, struct cpf_refiner *refiner,
                             const struct cpf_describe_options *opt, const struct cpf_table *table,
                             const double *given, struct cpf_family *f, struct cpf_orbit *orbit,
                             struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct description desc = {.p = p, .reduced = cpf_problem_reduced(p), .opt = opt};
  size_t size = (size_t)p->n * (size_t)desc.reduced.d;
  double *W = NULL;
  memset(f, 0, sizeof *f);
  memset(orbit, 0, sizeof *orbit);
  CPF_TRY_ALLOC(W, size, err);
  memcpy(W, given, size * sizeof *W);
  CPF_TRY(cpf_orbit_make(&desc.reduced, W, opt->tol_same, orbit, err));
  CPF_TRY(choose_representative(&desc, W, orbit, f, err));
  f->loss = cpf_loss(&desc.reduced, W);
  CPF_TRY(spectrum(&desc, refiner, W, f, err));
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
  if (status != CPF_OK) {
    cpf_family_clear(f);
    cpf_orbit_clear(orbit);
  }
  return status;
}
