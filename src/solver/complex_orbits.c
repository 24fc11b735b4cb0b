// SPDX-License-Identifier: GPL-3.0-or-later
#include "solver/complex_orbits.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cpfind/status.h"
#include "status/try.h"

// Two points of one orbit, known to their tolerance, differ less than that in their keys.
static const double cell = 1e-4;
enum { FIRST_ROOM = 64 };

void cpf_complex_orbits_make(const struct cpf_complex_system *s, bool even, double tolerance,
                             struct cpf_complex_orbits *o) {
  *o = (struct cpf_complex_orbits){.s = *s, .even = even, .tolerance = tolerance};
}

void cpf_complex_orbits_free(struct cpf_complex_orbits *o) {
  free(o->W);
  free(o->key);
  free(o->mark);
  free(o->next);
  free(o->head);
  o->W = NULL, o->key = NULL, o->mark = NULL, o->next = NULL, o->head = NULL;
  o->count = o->room = o->heads = 0;
}

// sum_a m_a Re(z/(1+|z|^2)), z a fixed linear form of w_a, squared for even rho.
static double fingerprint(const struct cpf_complex_orbits *o, const double *W) {
  double key = 0;
  for (int a = 0; a < o->s.l; a++) {
    double re = 0, im = 0;
    for (int c = 0; c < o->s.d; c++) {
      double fr = cos(1.0 + 2 * c), fi = sin(2.0 + c), wr = *W++, wi = *W++;
      re += fr * wr - fi * wi, im += fr * wi + fi * wr;
    }
    if (o->even) {
      double t = re * re - im * im;
      im = 2 * re * im, re = t;
    }
    key += o->s.weight[a] * (re + 0.7 * im) / (1 + re * re + im * im);
  }
  return key;
}

// |x - sign y|^2 <= tolerance^2 |x|^2.
static bool near(int size, const double *x, const double *y, double sign, double tolerance) {
  double gap = 0, norm = 0;
  for (int c = 0; c < size; c++) {
    double t = x[c] - sign * y[c];
    gap += t * t, norm += x[c] * x[c];
  }
  return gap <= tolerance * tolerance * norm;
}

static bool near_student(const struct cpf_complex_orbits *o, const double *x, const double *y) {
  int size = 2 * o->s.d;
  return near(size, x, y, 1, o->tolerance) || (o->even && near(size, x, y, -1, o->tolerance));
}

bool cpf_complex_orbits_coincide(const struct cpf_complex_orbits *o, const double *W, int a,
                                 int b) {
  return near_student(o, W + 2 * (size_t)o->s.d * (size_t)a, W + 2 * (size_t)o->s.d * (size_t)b);
}

static bool same(const struct cpf_complex_orbits *o, const double *V, const double *W) {
  bool used[CPF_COMPLEX_STUDENTS_MAX] = {false};
  int l = o->s.l, size = 2 * o->s.d;
  for (int a = 0; a < l; a++) {
    int b = 0;
    while (b < l && (used[b] || o->s.weight[a] != o->s.weight[b] ||
                     !near_student(o, V + (ptrdiff_t)a * size, W + (ptrdiff_t)b * size)))
      b++;
    if (b == l)
      return false;
    used[b] = true;
  }
  return true;
}

static size_t bucket(const struct cpf_complex_orbits *o, int64_t box) {
  uint64_t h = (uint64_t)box * 0x9e3779b97f4a7c15u; // Fibonacci hashing
  return (size_t)(h >> 20) & (o->heads - 1);
}

int64_t cpf_complex_orbits_find(const struct cpf_complex_orbits *o, const double *W) {
  size_t size = 2 * (size_t)o->s.l * (size_t)o->s.d;
  if (o->count == 0)
    return -1;
  double key = fingerprint(o, W);
  for (int64_t box = (int64_t)floor(key / cell) - 1, last = box + 2; box <= last; box++)
    for (int64_t i = o->head[bucket(o, box)]; i >= 0; i = o->next[i])
      if (fabs(o->key[i] - key) < cell && same(o, o->W + (size_t)i * size, W))
        return i;
  return -1;
}

static void link(struct cpf_complex_orbits *o, size_t i) {
  size_t b = bucket(o, (int64_t)floor(o->key[i] / cell));
  o->next[i] = o->head[b];
  o->head[b] = (int64_t)i;
}

static bool resize(void **array, size_t count, size_t bytes) {
  void *p = realloc(*array, count * bytes);
  if (p != NULL)
    *array = p;
  return p != NULL;
}

static bool grow(struct cpf_complex_orbits *o) {
  size_t room = o->room == 0 ? FIRST_ROOM : 2 * o->room;
  size_t size = 2 * (size_t)o->s.l * (size_t)o->s.d;
  if (!resize((void **)&o->W, room * size, sizeof *o->W) ||
      !resize((void **)&o->key, room, sizeof *o->key) ||
      !resize((void **)&o->mark, room, sizeof *o->mark) ||
      !resize((void **)&o->next, room, sizeof *o->next) ||
      !resize((void **)&o->head, room, sizeof *o->head))
    return false;
  o->room = o->heads = room;
  memset(o->head, -1, room * sizeof *o->head);
  for (size_t i = 0; i < o->count; i++)
    link(o, i);
  return true;
}

enum cpf_status cpf_complex_orbits_put(struct cpf_complex_orbits *o, const double *W,
                                       int64_t *index, bool *fresh, struct cpf_error *err) {
  size_t size = 2 * (size_t)o->s.l * (size_t)o->s.d;
  *index = cpf_complex_orbits_find(o, W);
  *fresh = *index < 0;
  if (!*fresh)
    return CPF_OK;
  if (o->count == o->room && !grow(o))
    return cpf_fail(err, CPF_ENOMEM, "out of memory: a list of %zu complex points", o->room);
  memcpy(o->W + o->count * size, W, size * sizeof *W);
  o->key[o->count] = fingerprint(o, W);
  o->mark[o->count] = 0;
  link(o, o->count);
  *index = (int64_t)o->count++;
  return CPF_OK;
}
