// SPDX-License-Identifier: GPL-3.0-or-later
#include "search/known.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "search/sighting.h"
#include "search/walk.h"
#include "solver/snap.h"
#include "status/try.h"

enum {
  COMPARED_ENOUGH = 8, // full comparisons before a family is recognised quickly
  POINT_MAX = 1024,    // doubles; larger points are refined every time
};
static const double SLOPE = 64;          // bound on a fingerprint's derivative, with a margin
static const double HINT_SLACK = 2;      // a hint must not turn away what the full test takes
static const double CLOUD = 0.05;        // starts at a multiple root have fingerprints this near
static const double CLOUD_LOSS = 1e-9;   // and losses this near: L is flat there
static const double CLOUD_KERNEL = 1e-3; // and eigenvalues this small, relative to the largest

void cpf_known_free(struct cpf_known_list *list) {
  for (int f = 0; f < list->count; f++) {
    cpf_family_clear(&list->items[f].family);
    cpf_orbit_clear(&list->items[f].orbit);
  }
  free(list->items);
  free(list->hints);
  list->items = NULL;
  list->hints = NULL;
  list->count = list->capacity = 0;
}

// True when the spectrum at W has as many small eigenvalues as the family's kernel in the reduced
// dimension and, for continua, the same index.
static bool spectrum_fits(const struct cpf_known_list *list, struct cpf_refiner *refiner,
                          const struct cpf_known *known, const double *W, double level) {
  const double *frames, *values;
  size_t N = cpf_problem_tangent_dim(&list->reduced);
  int small = 0, negative = 0;
  if (N == 0 || cpf_refiner_spectrum(refiner, W, &frames, &values, NULL, NULL) != CPF_OK)
    return false;
  double scale = fmax(list->p->rho, fmax(fabs(values[0]), fabs(values[N - 1])));
  for (size_t a = 0; a < N; a++) {
    small += fabs(values[a]) <= level * scale;
    negative += values[a] < -level * scale;
  }
  if (list->p->d > list->reduced.d) // the kernel is larger in full dimension
    return small > 0;
  if (known->continuum && negative != known->family.index)
    return false;
  return small == known->family.nullity || (known->crossing && small > known->family.nullity);
}

// The fingerprints of W and of the nearby points of more symmetry; returns their number.
static int gather_fingerprints(const struct cpf_problem *p, const double *W,
                               double f[][CPF_FINGERPRINT]) {
  double out[POINT_MAX], work[POINT_MAX];
  int count = 1;
  cpf_fingerprint(p, W, f[0]);
  if ((size_t)(p->n + 1) * (size_t)p->d > POINT_MAX)
    return count;
  for (int which = 0; which < CPF_SNAPS; which++)
    if (cpf_snap(p, W, which, out, work))
      cpf_fingerprint(p, out, f[count++]);
  return count;
}

// True when one of the fingerprints lies in the cloud of the family.
static bool in_cloud(const struct cpf_known *known, double f[][CPF_FINGERPRINT], int count) {
  for (int i = 0; i < count; i++)
    if (cpf_fingerprint_distance(f[i], known->fingerprint) <= CLOUD)
      return true;
  return false;
}

// True when family i is the one of W; *count fingerprints of W and its neighbours are in all.
static bool recognised(const struct cpf_known_list *list, int i, struct cpf_refiner *refiner,
                       const double *W, double residual, double all[][CPF_FINGERPRINT],
                       int *count) {
  const struct cpf_known *known = &list->items[i];
  if (known->compared < COMPARED_ENOUGH)
    return false;
  if (known->continuum)
    return fabs(all[0][0] - known->family.loss) <= list->opt->tol_same &&
           spectrum_fits(list, refiner, known, W, sqrt(list->opt->tol_zero));
  if (known->multiple) {
    if (fabs(all[0][0] - known->family.loss) > CLOUD_LOSS)
      return false;
    if (*count == 0)
      *count = gather_fingerprints(&list->reduced, W, all);
    return in_cloud(known, all, *count) && spectrum_fits(list, refiner, known, W, CLOUD_KERNEL);
  }
  // No second root lies within least / M of a simple one (Kantorovich): a bound on the distance
  // below that cannot mistake one for the other.
  double reach = SLOPE * residual / known->least;
  return reach * known->third < known->least &&
         cpf_fingerprint_distance(all[0], known->fingerprint) <= list->opt->tol_same + reach;
}

int cpf_known_recognise_fingerprint(const struct cpf_known_list *list, struct cpf_refiner *refiner,
                                    const double *W, const double f[CPF_FINGERPRINT],
                                    double residual) {
  double all[1 + CPF_SNAPS][CPF_FINGERPRINT];
  double width = HINT_SLACK * (list->opt->tol_same + CLOUD_LOSS);
  int count = 0;
  memcpy(all[0], f, sizeof all[0]);
  for (int i = 0; i < list->count; i++) {
    const struct cpf_known_hint *hint = &list->hints[i];
    if (fabs(f[0] - hint->loss) <= width + HINT_SLACK * residual * hint->slope &&
        recognised(list, i, refiner, W, residual, all, &count))
      return i;
  }
  return -1;
}

int cpf_known_recognise(const struct cpf_known_list *list, struct cpf_refiner *refiner,
                        const double *W, double residual) {
  double f[CPF_FINGERPRINT];
  cpf_fingerprint(&list->reduced, W, f);
  return cpf_known_recognise_fingerprint(list, refiner, W, f, residual);
}

static enum cpf_status append(struct cpf_known_list *list, struct cpf_family *family,
                              struct cpf_orbit *orbit, const double *W, struct cpf_error *err) {
  if (list->count == list->capacity) {
    int capacity = list->capacity > 0 ? 2 * list->capacity : 64;
    struct cpf_known *items = realloc(list->items, (size_t)capacity * sizeof *items);
    if (items == NULL)
      return cpf_fail(err, CPF_ENOMEM, "out of memory: %d families", capacity);
    list->items = items;
    struct cpf_known_hint *hints = realloc(list->hints, (size_t)capacity * sizeof *hints);
    if (hints == NULL)
      return cpf_fail(err, CPF_ENOMEM, "out of memory: %d families", capacity);
    list->hints = hints;
    list->capacity = capacity;
  }
  struct cpf_known *known = &list->items[list->count++];
  memset(known, 0, sizeof *known);
  known->family = *family;
  known->orbit = *orbit;
  cpf_fingerprint(&list->reduced, W, known->fingerprint);
  known->multiple = family->degenerate;
  known->continuum = family->continuum;
  double scale = 0;
  for (size_t a = 0; a < family->neigenvalues; a++)
    scale = fmax(scale, fabs(family->eigenvalues[a]));
  known->least = scale > 0 ? scale : 1;
  for (size_t a = 0; a < family->neigenvalues; a++)
    if (fabs(family->eigenvalues[a]) > cpf_zero_level(list->p, list->opt->tol_zero, scale))
      known->least = fmin(known->least, fabs(family->eigenvalues[a]));
  list->hints[list->count - 1] =
      (struct cpf_known_hint){known->fingerprint[0], SLOPE / known->least};
  memset(family, 0, sizeof *family);
  memset(orbit, 0, sizeof *orbit);
  return CPF_OK;
}

// Two continua are one when all invariants that are constant along a critical manifold agree.
static bool same_continuum(const struct cpf_known_list *list, const struct cpf_known *known,
                           const struct cpf_family *f) {
  bool dimension = known->family.dimension == f->dimension || (known->crossing && f->dimension < 0);
  return known->continuum && f->continuum && dimension && known->family.index == f->index &&
         fabs(known->family.loss - f->loss) <= list->opt->tol_same;
}

// A point of undecided dimension may lie where branches of a continuum cross. Then the continuum,
// seen from a neighbour, is what is described, and W becomes that neighbour; *crossing says so.
static enum cpf_status step_aside(struct cpf_known_list *list, struct cpf_refiner *refiner,
                                  struct cpf_sighting *s, bool *crossing, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_family beside = {0};
  struct cpf_orbit its_orbit = {0};
  size_t size = (size_t)list->reduced.n * (size_t)list->reduced.d;
  double level = cpf_zero_level(&list->reduced, list->opt->tol_zero, s->scale);
  double *out = NULL;
  bool found, critical;
  CPF_TRY_ALLOC(out, size, err);
  CPF_TRY(
      cpf_walk_off(&list->reduced, refiner, s->W, level, list->opt->tol_same, out, &found, err));
  if (!found)
    goto cleanup;
  CPF_TRY(cpf_describe(list->p, refiner, list->opt, list->table, out, &critical, &beside,
                       &its_orbit, err));
  if (!critical || !beside.continuum || beside.dimension < 0)
    goto cleanup;
  *crossing = true;
  memcpy(s->W, out, size * sizeof *out);
  cpf_family_clear(&s->family);
  cpf_orbit_clear(&s->orbit);
  s->family = beside;
  s->orbit = its_orbit;
  memset(&beside, 0, sizeof beside);
  memset(&its_orbit, 0, sizeof its_orbit);
cleanup:
  cpf_family_clear(&beside);
  cpf_orbit_clear(&its_orbit);
  free(out);
  return status;
}

// The number of the family that a point just described belongs to, or the number of families.
static int match(const struct cpf_known_list *list, const struct cpf_family *family,
                 const struct cpf_orbit *orbit) {
  for (int index = 0; index < list->count; index++) {
    const struct cpf_known *known = &list->items[index];
    bool same = known->continuum ? same_continuum(list, known, family)
                                 : cpf_orbit_same(&known->orbit, orbit, list->opt->tol_same);
    if (same)
      return index;
  }
  return list->count;
}

enum cpf_status cpf_known_add(struct cpf_known_list *list, struct cpf_refiner *refiner,
                              const double *given, struct cpf_sighting *seen, int *index,
                              bool *is_new, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_sighting own = {0}, *s = seen != NULL ? seen : &own;
  bool crossing = false;
  *is_new = false;
  CPF_TRY(cpf_sighting_look(list, given, s, err));
  *index = s->known;
  if (*index >= 0) {
    list->items[*index].compared++;
    goto cleanup;
  }
  if (!s->described)
    CPF_TRY(cpf_sighting_describe(list, refiner, given, s, err));
  if (!s->critical)
    goto cleanup;
  *index = match(list, &s->family, &s->orbit);
  if (*index == list->count && s->family.dimension < 0) {
    CPF_TRY(step_aside(list, refiner, s, &crossing, err));
    *index = match(list, &s->family, &s->orbit);
  }
  *is_new = *index == list->count;
  if (*is_new) {
    CPF_TRY(append(list, &s->family, &s->orbit, s->W, err));
    CPF_TRY(cpf_refiner_third(refiner, s->W, &list->items[*index].third, err));
  }
  list->items[*index].compared++;
  if (crossing) { // not a manifold: its Euler characteristic is not known
    list->items[*index].family.euler_known = false;
    list->items[*index].crossing = true;
  }
cleanup:
  cpf_sighting_clear(s);
  return status;
}
