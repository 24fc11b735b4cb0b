// SPDX-License-Identifier: GPL-3.0-or-later
//
//  1. Weights. The terms of lowest degree p depend on some directions only; those get weight 1/p.
//     Rotate them to the front, set them to zero, and go on with the terms of g in the others.
//  2. The leading part g_w: the monomials of weighted degree 1. A monomial below 1 means that no
//     linear change of variables makes g semi-quasi-homogeneous: undecided.
//  3. If g_w has an isolated critical point, g has the same local degree, multiplicity and signs as
//     g_w (Arnold, Gusein-Zade, Varchenko, Singularities of Differentiable Maps I, section 12).
//  4. On the unit sphere (sphere.h): the signs of g_w, and deg grad g_w = 1 - chi({g_w < 0})
//     (Arnold, Functional Anal. Appl. 12 (1978); Wall, Topology 22 (1983)).
//     If some directions never got a weight, and every monomial has weighted degree 1 or more in
//     the others alone, then the critical set near 0 is where the others vanish: a continuum, and
//     g_w is taken on a slice across it.
//     In two variables a g_w that is degenerate itself (as -3 s^2 d^2 - d^4 / 2, to which terms of
//     higher order in s belong) is replaced by g on two small circles, when both say the same.
//  5. Multiplicity: the product of (1/weight - 1) (Milnor and Orlik, Topology 9 (1970)), accepted
//     when the complex critical point is seen to be isolated (algebra.h).
#include "classify/local.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "classify/algebra.h"
#include "classify/sphere.h"
#include "model/eigen.h"
#include "status/try.h"

enum { VARIABLES_MAX = 16 };
static const double WEIGHT_SLACK = 1e-9;     // weighted degrees are sums of a few fractions
static const double RADII[2] = {0.02, 0.01}; // of the small circles
static const double CIRCLE_LEVEL = 1e-11;    // values on them below this, scaled, are zero
static const double RANK_SHARE = 1e-6;       // singular values of a form below this share are zero

// g in the coordinates found so far: the first `done` variables have their weights.
struct weights {
  const struct cpf_jets *jets;
  double *g; // owned
  int done;
  int order[VARIABLES_MAX]; // 1 / weight
};

// True when monomial i is free of the variables that have their weight.
static bool is_rest(const struct weights *w, size_t i) {
  const uint8_t *e = w->jets->exponents + i * (size_t)w->jets->m;
  for (int j = 0; j < w->done; j++)
    if (e[j] != 0)
      return false;
  return true;
}

// The Gram matrix of the gradients of the derivatives of order s - 1 of the degree-s form in the
// rest variables: its range is the space of the directions on which the form depends.
static void form_gram(const struct weights *w, int s, double *M) {
  const struct cpf_jets *jets = w->jets;
  int m = jets->m, u = m - w->done;
  uint8_t e[VARIABLES_MAX];
  double row[VARIABLES_MAX];
  memset(M, 0, (size_t)u * (size_t)u * sizeof *M);
  for (size_t i = jets->degree_end[s - 2]; i < jets->degree_end[s - 1]; i++) {
    if (!is_rest(w, i))
      continue;
    memcpy(e, jets->exponents + i * (size_t)m, (size_t)m);
    for (int j = 0; j < u; j++) {
      e[w->done + j]++;
      row[j] = e[w->done + j] * w->g[cpf_jets_index(jets, e)];
      e[w->done + j]--;
    }
    for (int j = 0; j < u; j++)
      for (int l = 0; l < u; l++)
        M[j * u + l] += row[j] * row[l];
  }
}

// Rotates the rest variables by the rows of `vectors`, the last (largest) ones first.
static enum cpf_status rotate(struct weights *w, const double *vectors, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  int m = w->jets->m, u = m - w->done;
  double R[VARIABLES_MAX * VARIABLES_MAX] = {0}, *out = NULL;
  for (int j = 0; j < w->done; j++)
    R[j * m + j] = 1;
  for (int j = 0; j < u; j++)
    for (int l = 0; l < u; l++) // x = R z: column l of R is direction u-1-l
      R[(w->done + j) * m + w->done + l] = vectors[(u - 1 - l) * u + j];
  CPF_TRY_ALLOC(out, w->jets->size, err);
  CPF_TRY(cpf_jet_substitute(w->jets, w->g, R, out, err));
  memcpy(w->g, out, w->jets->size * sizeof *out);
cleanup:
  free(out);
  return status;
}

static void clean(const struct cpf_jets *jets, double level, double *g) {
  for (size_t i = 0; i < jets->size; i++)
    if (fabs(g[i]) <= level)
      g[i] = 0;
}

// Step 1 for the form of degree s.
static enum cpf_status weigh(struct weights *w, int s, double level, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  int u = w->jets->m - w->done, rank = 0;
  double M[VARIABLES_MAX * VARIABLES_MAX], values[VARIABLES_MAX];
  double vectors[VARIABLES_MAX * VARIABLES_MAX];
  struct cpf_eigen *eigen = NULL;
  form_gram(w, s, M);
  CPF_TRY(cpf_eigen_alloc((size_t)u, &eigen, err));
  CPF_TRY(cpf_eigen_solve(eigen, M, values, vectors, err));
  if (values[u - 1] <= level * level)
    goto cleanup;
  for (int l = 0; l < u; l++)
    rank += values[l] > fmax(level * level, RANK_SHARE * RANK_SHARE * values[u - 1]);
  if (rank < u) {
    CPF_TRY(rotate(w, vectors, err));
    clean(w->jets, level, w->g);
  }
  for (int l = 0; l < rank; l++)
    w->order[w->done++] = s;
cleanup:
  cpf_eigen_free(eigen);
  return status;
}

// Step 2: leaves only the monomials of weighted degree 1; variables without weight count 0. False
// when some lie below.
static bool leading_part(struct weights *w) {
  for (size_t i = 1; i < w->jets->size; i++) {
    double degree = 0;
    for (int j = 0; j < w->done; j++)
      degree += (double)w->jets->exponents[i * (size_t)w->jets->m + (size_t)j] / w->order[j];
    if (w->g[i] != 0 && degree < 1 - WEIGHT_SLACK)
      return false;
    if (degree > 1 + WEIGHT_SLACK)
      w->g[i] = 0;
  }
  return true;
}

// Replaces the series by its part in the first `done` variables, the others being zero.
static enum cpf_status slice(struct weights *w, struct cpf_jets **jets, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  uint8_t e[VARIABLES_MAX] = {0};
  double *g = NULL;
  CPF_TRY(cpf_jets_alloc(w->done, w->jets->q, jets, err));
  CPF_TRY_ALLOC(g, (*jets)->size, err);
  for (size_t i = 0; i < (*jets)->size; i++) {
    memcpy(e, (*jets)->exponents + i * (size_t)w->done, (size_t)w->done);
    g[i] = w->g[cpf_jets_index(w->jets, e)];
  }
  free(w->g);
  w->g = g;
  w->jets = *jets;
cleanup:
  return status;
}

// Steps 4 and 5, on the leading part.
static enum cpf_status judge(const struct weights *w, double tol, struct cpf_local *local,
                             struct cpf_error *err) {
  struct cpf_sphere sphere;
  bool isolated = false;
  enum cpf_status status = cpf_sphere_analyse(w->jets, w->g, tol, &sphere, err);
  if (status != CPF_OK)
    return status;
  local->signs_known = sphere.regular;
  local->negative = sphere.negative;
  local->positive = sphere.positive;
  if (!sphere.regular)
    return CPF_OK;
  local->shape = CPF_LOCAL_ISOLATED;
  local->degree_known = sphere.complete;
  local->degree = 1 - sphere.chi_negative;
  int64_t product = 1;
  for (int j = 0; j < w->jets->m; j++)
    product *= w->order[j] - 1;
  status = cpf_algebra_is_isolated(w->jets, w->g, w->order, product, &isolated, err);
  local->multiplicity_known = isolated;
  local->multiplicity = product;
  return status;
}

// Step 4 in two variables where g_w does not decide: g(radius x) on the unit circle, in units of
// its lowest order, for both radii.
static enum cpf_status look_around(const struct cpf_jets *jets, const double *g, double level,
                                   struct cpf_local *local, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_sphere circles[2];
  double *scaled = NULL;
  CPF_TRY_ALLOC(scaled, jets->size, err);
  for (int c = 0; c < 2; c++) {
    for (int degree = 1; degree <= jets->q; degree++)
      for (size_t i = jets->degree_end[degree - 1]; i < jets->degree_end[degree]; i++)
        scaled[i] = fabs(g[i]) <= level ? 0 : g[i] * pow(RADII[c], degree - local->order);
    CPF_TRY(cpf_sphere_analyse(jets, scaled, CIRCLE_LEVEL, &circles[c], err));
  }
  if (circles[0].regular && circles[1].regular &&
      circles[0].chi_negative == circles[1].chi_negative &&
      circles[0].negative == circles[1].negative && circles[0].positive == circles[1].positive) {
    local->shape = CPF_LOCAL_ISOLATED;
    local->signs_known = local->degree_known = true;
    local->negative = circles[1].negative;
    local->positive = circles[1].positive;
    local->degree = 1 - circles[1].chi_negative;
  }
cleanup:
  free(scaled);
  return status;
}

enum cpf_status cpf_local_analyse(const struct cpf_jets *jets, const double *g, double tol,
                                  struct cpf_local *local, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct weights w = {.jets = jets};
  struct cpf_jets *across = NULL;
  double scale = 1; // coefficients of L are of order 1 and more
  *local = (struct cpf_local){.shape = CPF_LOCAL_UNDECIDED};
  if (jets->m > VARIABLES_MAX)
    return CPF_OK;
  CPF_TRY_ALLOC(w.g, jets->size, err);
  memcpy(w.g, g, jets->size * sizeof *g);
  w.g[0] = 0;
  for (size_t i = 1; i < jets->degree_end[3 < jets->q ? 3 : jets->q]; i++)
    scale = fmax(scale, fabs(g[i]));
  clean(jets, tol * scale, w.g);
  for (int s = 2; s <= jets->q && w.done < jets->m; s++) {
    CPF_TRY(weigh(&w, s, tol * scale, err));
    if (local->order == 0 && w.done > 0)
      local->order = s;
  }
  if (w.done == 0)
    local->shape = CPF_LOCAL_FLAT;
  else if (leading_part(&w)) {
    if (w.done < jets->m)
      CPF_TRY(slice(&w, &across, err));
    CPF_TRY(judge(&w, tol, local, err));
    if (across != NULL && local->shape == CPF_LOCAL_ISOLATED)
      local->shape = CPF_LOCAL_DEGENERATE;
    if (jets->m == 2 && across == NULL && local->shape == CPF_LOCAL_UNDECIDED)
      CPF_TRY(look_around(jets, g, tol * scale, local, err));
  }
  local->flat = jets->m - w.done;
cleanup:
  cpf_jets_free(across);
  free(w.g);
  return status;
}
