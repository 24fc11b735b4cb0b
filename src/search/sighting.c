// SPDX-License-Identifier: GPL-3.0-or-later
//
// Points are looked at ahead of their turn, AHEAD at a time:
//  1. The orbit of each, and the known family that has it, by all threads.
//  2. Of the points that no known family has, the first of each orbit.
//  3. These are described, by all threads: that is nearly all of the work.
//  4. So are the others that none of these stands for: points of continua.
// Whoever comes later, in the order of the starts, makes the same comparisons again with the
// families that were found meanwhile, and takes the descriptions from here. What a point's
// description is does not depend on the list, so that the result is that of one point after the
// other. What failed here is done again there, and fails there.
#include "search/sighting.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "search/sharpen.h"
#include "search/threads.h"
#include "status/try.h"

void cpf_sighting_clear(struct cpf_sighting *s) {
  cpf_orbit_clear(&s->seen);
  cpf_orbit_clear(&s->orbit);
  cpf_family_clear(&s->family);
  free(s->W);
  memset(s, 0, sizeof *s);
}

enum cpf_status cpf_sighting_look(const struct cpf_known_list *list, const double *given,
                                  struct cpf_sighting *s, struct cpf_error *err) {
  if (!s->looked) {
    enum cpf_status status =
        cpf_orbit_make(&list->reduced, given, list->opt->tol_same, &s->seen, err);
    if (status != CPF_OK)
      return status;
    s->looked = true;
    s->known = -1;
    s->compared = 0;
  }
  for (; s->known < 0 && s->compared < list->count; s->compared++) {
    const struct cpf_known *known = &list->items[s->compared];
    if (!known->continuum && cpf_orbit_same(&known->orbit, &s->seen, list->opt->tol_same))
      s->known = s->compared;
  }
  return CPF_OK;
}

// Describes W, sharpened. A point so ill-conditioned that its first refinement was too coarse to be
// sharpened may be sharpened once it has been described.
static enum cpf_status describe(const struct cpf_known_list *list, struct cpf_refiner *refiner,
                                double *W, bool *critical, struct cpf_family *family,
                                struct cpf_orbit *orbit, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  size_t n = (size_t)list->reduced.n, columns = (size_t)list->reduced.d, d = (size_t)list->p->d;
  for (int twice = 0; twice < 2; twice++) {
    double moved = 0;
    bool found;
    CPF_TRY(cpf_sharpen(&list->reduced, W, &found, err));
    cpf_family_clear(family);
    cpf_orbit_clear(orbit);
    CPF_TRY(
        cpf_describe(list->p, refiner, list->opt, list->table, W, critical, family, orbit, err));
    if (!*critical || family->continuum)
      break;
    for (size_t i = 0; i < n; i++)
      memcpy(W + i * columns, family->W + i * d, columns * sizeof *W);
    CPF_TRY(cpf_sharpen(&list->reduced, W, &found, err));
    for (size_t i = 0; i < n; i++)
      for (size_t c = 0; c < columns; c++)
        moved = fmax(moved, fabs(W[i * columns + c] - family->W[i * d + c]));
    if (moved <= list->opt->tol_same)
      break;
  }
cleanup:
  return status;
}

enum cpf_status cpf_sighting_describe(const struct cpf_known_list *list,
                                      struct cpf_refiner *refiner, const double *given,
                                      struct cpf_sighting *s, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  size_t size = (size_t)list->reduced.n * (size_t)list->reduced.d;
  free(s->W);
  s->W = NULL;
  CPF_TRY_ALLOC(s->W, size, err);
  memcpy(s->W, given, size * sizeof *given);
  CPF_TRY(describe(list, refiner, s->W, &s->critical, &s->family, &s->orbit, err));
  s->scale = cpf_refiner_scale(refiner);
  s->described = true;
cleanup:
  return status;
}

void cpf_ahead_clear(struct cpf_ahead *a) {
  for (size_t i = 0; i < a->count; i++)
    cpf_sighting_clear(&a->items[i]);
  a->count = 0;
}

// True when the point need not be described: one that is described has the same orbit and stands
// for it. `sharpened`: in the list its orbit will be that of the sharpened point, and continua are
// not told apart by orbits.
static bool stands_for(const struct cpf_known_list *list, const struct cpf_sighting *first,
                       bool sharpened, const struct cpf_sighting *s) {
  if (!sharpened)
    return cpf_orbit_same(&first->seen, &s->seen, list->opt->tol_same);
  return first->described && first->critical && !first->family.continuum &&
         cpf_orbit_same(&first->orbit, &s->seen, list->opt->tol_same);
}

// Steps 2 and 4: the points still to be described, after the first `count` of the `chosen`.
static size_t choose(const struct cpf_known_list *list, const struct cpf_ahead *a, bool sharpened,
                     size_t *chosen, size_t count) {
  size_t described = count;
  for (size_t i = 0; i < a->count; i++) {
    const struct cpf_sighting *s = &a->items[i];
    bool wanted = s->looked && s->known < 0 && !s->described;
    for (size_t c = 0; wanted && c < (sharpened ? described : count); c++)
      wanted = chosen[c] != i && !stands_for(list, &a->items[chosen[c]], sharpened, s);
    if (wanted)
      chosen[count++] = i;
  }
  return count;
}

// Steps 1 to 4 for the next points from `first` on.
static void look_ahead(const struct cpf_known_list *list, struct cpf_pool *pool, size_t first,
                       size_t end, const volatile sig_atomic_t *stop, struct cpf_ahead *a) {
  size_t size = (size_t)pool->p.n * (size_t)pool->p.d, chosen[CPF_AHEAD], done = 0;
  cpf_ahead_clear(a);
  for (size_t i = first; i < end && a->count < CPF_AHEAD; i++)
    if (pool->arrivals[i].fate == CPF_FATE_POINT)
      a->at[a->count++] = i;
  const int points = (int)a->count;
#pragma omp parallel for schedule(dynamic) num_threads(pool->threads)
  for (int i = 0; i < points; i++)
    if (stop == NULL || *stop == 0)
      (void)cpf_sighting_look(list, pool->W + a->at[i] * size, &a->items[i], NULL);
  for (int sharpened = 0; sharpened < 2; sharpened++) {
    const int from = (int)done, count = (int)choose(list, a, sharpened != 0, chosen, done);
#pragma omp parallel for schedule(dynamic) num_threads(pool->threads)
    for (int c = from; c < count; c++)
      if (stop == NULL || *stop == 0)
        (void)cpf_sighting_describe(list, pool->workers[cpf_thread_number()].refiner,
                                    pool->W + a->at[chosen[c]] * size, &a->items[chosen[c]], NULL);
    done = (size_t)count;
  }
}

static struct cpf_sighting *find(struct cpf_ahead *a, size_t i) {
  for (size_t c = 0; c < a->count; c++)
    if (a->at[c] == i)
      return &a->items[c];
  return NULL;
}

enum cpf_status cpf_ahead_add(struct cpf_ahead *a, struct cpf_known_list *list,
                              struct cpf_pool *pool, size_t i, size_t end,
                              const volatile sig_atomic_t *stop, int *index, bool *is_new,
                              struct cpf_error *err) {
  size_t size = (size_t)pool->p.n * (size_t)pool->p.d;
  if (find(a, i) == NULL)
    look_ahead(list, pool, i, end, stop, a);
  return cpf_known_add(list, pool->workers[0].refiner, pool->W + i * size, find(a, i), index,
                       is_new, err);
}
