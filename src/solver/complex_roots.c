// SPDX-License-Identifier: GPL-3.0-or-later
#include "solver/complex_roots.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "status/try.h"

static const double same_end = 1e-6;    // two ends closer than that, relative, are one root
static const double condition = 1e-7;   // a simple root's smallest singular value, relative
static const double real_simple = 1e-9; // imaginary parts of a real root, simple
static const double real_any = 1e-6;    // and singular

// The points in the orbit of W: coinciding students cannot be exchanged.
static uint64_t orbit_size(const struct cpf_complex_orbits *o, const double *W) {
  uint64_t size = 1;
  for (int a = 0; a < o->s.l; a++) {
    uint64_t together = 1;
    for (int b = 0; b < a; b++)
      together += cpf_complex_orbits_coincide(o, W, a, b);
    size = size * (uint64_t)(a + 1) / together;
  }
  return o->even ? size << o->s.l : size;
}

static double largest_imaginary(size_t size, const double *W) {
  double top = 0;
  for (size_t c = 0; c < size; c++)
    top = fmax(top, fabs(W[2 * c + 1]));
  return top;
}

// max |V - W|, relative to the largest coordinate.
static double moved(size_t size, const double *V, const double *W) {
  double gap = 0, top = 0;
  for (size_t c = 0; c < size; c++)
    gap = fmax(gap, fabs(V[c] - W[c])), top = fmax(top, fabs(V[c]));
  return gap / top;
}

// An arrival joins its root. Whether that is simple is Newton's method's to say: an endgame may
// have been needed although it is.
static enum cpf_status join(const struct cpf_complex_family *f, void *work,
                            const struct cpf_complex_arrival *a, struct cpf_complex_roots *r,
                            int64_t *index, struct cpf_error *err) {
  size_t size = 2 * (size_t)f->p.n * (size_t)f->p.d;
  double W[2 * CPF_COMPLEX_COORDS_MAX];
  struct cpf_complex_polish polish;
  bool fresh, simple = false;
  memcpy(W, a->W, size * sizeof *W);
  if (cpf_complex_double_polish(work, f->target, W, &polish))
    simple = polish.smallest > condition * polish.norm && moved(size, a->W, W) < same_end;
  const double *V = simple ? W : a->W;
  enum cpf_status status = cpf_complex_orbits_put(&r->list, V, index, &fresh, err);
  if (status != CPF_OK)
    return status;
  struct cpf_complex_root *root = &r->root[*index];
  if (fresh)
    *root = (struct cpf_complex_root){.points = orbit_size(&r->list, V),
                                      .real = largest_imaginary(size / 2, V) <
                                              (simple ? real_simple : real_any),
                                      .singular = !simple};
  root->paths += a->images;
  root->singular = root->singular || !simple;
  return CPF_OK;
}

enum cpf_status cpf_complex_roots_make(const struct cpf_complex_family *f, size_t arrivals,
                                       const struct cpf_complex_arrival *arrival,
                                       struct cpf_complex_roots *r, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  void *work = cpf_complex_double_alloc(&f->all);
  memset(r, 0, sizeof *r);
  cpf_complex_orbits_make(&f->all, f->even, same_end, &r->list);
  CPF_TRY_ALLOC(r->root, arrivals, err);
  CPF_TRY_ALLOC(r->of, arrivals, err);
  if (work == NULL)
    CPF_TRY(cpf_fail(err, CPF_ENOMEM, "out of memory: a path's work space"));
  for (size_t i = 0; i < arrivals; i++) {
    r->of[i] = -1;
    if (arrival[i].finite)
      CPF_TRY(join(f, work, &arrival[i], r, &r->of[i], err));
  }
  for (size_t i = 0; i < r->list.count; i++)
    r->root[i].jumped = !r->root[i].singular && r->root[i].paths != r->root[i].points;
cleanup:
  cpf_complex_double_free(work);
  return status;
}

void cpf_complex_roots_free(struct cpf_complex_roots *r) {
  cpf_complex_orbits_free(&r->list);
  free(r->root);
  free(r->of);
  memset(r, 0, sizeof *r);
}

// The image of W under generator g; false when there is no such generator.
static bool image(const struct cpf_problem *p, int g, const double *W, double *out) {
  size_t size = 2 * (size_t)p->n * (size_t)p->d;
  memcpy(out, W, size * sizeof *out);
  if (g > p->d)
    return false;
  for (int i = 0; i < p->n; i++, out += 2 * (ptrdiff_t)p->d)
    if (g == 0) {
      for (int c = 0; c < p->d; c++)
        out[2 * c + 1] = -out[2 * c + 1];
    } else if (g < p->k) { // teachers g-1 and g exchanged
      for (int h = 0; h < 2; h++) {
        double t = out[2 * g + h];
        out[2 * g + h] = out[2 * g - 2 + h], out[2 * g - 2 + h] = t;
      }
    } else if (g > p->k || p->rho % 2 == 0) { // coordinate g-1 changes sign
      out[2 * g - 2] = -out[2 * g - 2];
      out[2 * g - 1] = -out[2 * g - 1];
    }
  return true;
}

bool cpf_complex_roots_symmetric(const struct cpf_complex_family *f,
                                 const struct cpf_complex_roots *r) {
  size_t size = 2 * (size_t)f->p.n * (size_t)f->p.d;
  double W[2 * CPF_COMPLEX_COORDS_MAX];
  for (size_t i = 0; i < r->list.count; i++)
    for (int g = 0; !r->root[i].singular && image(&f->p, g, r->list.W + i * size, W); g++) {
      int64_t at = cpf_complex_orbits_find(&r->list, W);
      if (at < 0 || r->root[at].singular)
        return false;
    }
  return true;
}
