// SPDX-License-Identifier: GPL-3.0-or-later
//
//  1. Colours of the overlaps.
//  2. All elements of the group, students' permutations outermost, by Heap-free counting: a
//     permutation and a sign vector for students and for teachers. The key of an element is the
//     sequence of signed colours after it has acted; the largest key wins. The sign of every
//     student is chosen greedily (the first nonzero overlap of a row positive), which the largest
//     key must have.
//  3. W from the winning element, its overlaps replaced by the common value of their colour.
#include "classify/representative.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "classify/colours.h"
#include "cpfind/model.h"
#include "model/outside.h"
#include "status/try.h"

enum { GROUP_MAX = 1000000 };
static const double ID_UNIT = 1e7;      // ids see overlaps to seven digits
static const double INDEPENDENT = 1e-7; // shorter remainders outside span V are zero

struct choice {
  int n, k;
  bool even;
  const struct cpf_colours *c;
  int *students, *teachers; // permutations: row i of the image is student students[i]
  int *ssign, *tsign;
  int *best_students, *best_teachers, *best_ssign, *best_tsign;
  bool any;
};

// Colour at (i, j) of the image under (students, teachers, signs).
static int overlap_at(const struct choice *h, const int *s, const int *t, const int *ss,
                      const int *ts, int i, int j) {
  return ss[i] * ts[j] * h->c->overlap[s[i] * h->k + t[j]];
}

static int gram_at(const struct choice *h, const int *s, const int *ss, int i, int q) {
  return i == q ? 0 : ss[i] * ss[q] * h->c->gram[s[i] * h->n + s[q]];
}

// Compares the current element with the best, and keeps the larger.
static void consider(struct choice *h) {
  int order = h->any ? 0 : 1;
  for (int i = 0; i < h->n && order == 0; i++)
    for (int j = 0; j < h->k && order == 0; j++)
      order = overlap_at(h, h->students, h->teachers, h->ssign, h->tsign, i, j) -
              overlap_at(h, h->best_students, h->best_teachers, h->best_ssign, h->best_tsign, i, j);
  for (int i = 0; i < h->n && order == 0; i++)
    for (int q = 0; q < i && order == 0; q++)
      order = gram_at(h, h->students, h->ssign, i, q) -
              gram_at(h, h->best_students, h->best_ssign, i, q);
  if (order <= 0)
    return;
  h->any = true;
  memcpy(h->best_students, h->students, (size_t)h->n * sizeof(int));
  memcpy(h->best_ssign, h->ssign, (size_t)h->n * sizeof(int));
  memcpy(h->best_teachers, h->teachers, (size_t)h->k * sizeof(int));
  memcpy(h->best_tsign, h->tsign, (size_t)h->k * sizeof(int));
}

// The first nonzero overlap of each row becomes positive. Rows without overlap keep both signs in
// play through their inner products: the first nonzero one with an earlier student is positive.
static void choose_student_signs(struct choice *h) {
  for (int i = 0; i < h->n; i++) {
    int first = 0;
    h->ssign[i] = 1;
    for (int j = 0; j < h->k && first == 0; j++)
      first = overlap_at(h, h->students, h->teachers, h->ssign, h->tsign, i, j);
    for (int q = 0; q < i && first == 0; q++)
      first = gram_at(h, h->students, h->ssign, i, q);
    h->ssign[i] = h->even && first < 0 ? -1 : 1;
  }
}

static void swap(int *a, int i, int j) {
  int x = a[i];
  a[i] = a[j];
  a[j] = x;
}

static void walk_teachers(struct choice *h, int j) {
  if (j == h->k) {
    choose_student_signs(h);
    consider(h);
    return;
  }
  for (int x = j; x < h->k; x++) {
    swap(h->teachers, j, x);
    for (int sign = 1; sign >= (h->even ? -1 : 1); sign -= 2) {
      h->tsign[j] = sign;
      walk_teachers(h, j + 1);
    }
    h->tsign[j] = 1;
    swap(h->teachers, j, x);
  }
}

static void walk_students(struct choice *h, int i) {
  if (i == h->n) {
    walk_teachers(h, 0);
    return;
  }
  for (int x = i; x < h->n; x++) {
    swap(h->students, i, x);
    walk_students(h, i + 1);
    swap(h->students, i, x);
  }
}

static double group_order(const struct cpf_problem *p) {
  double order = cpf_problem_has_signs(p) ? ldexp(1, p->k < 64 ? p->k : 64) : 1;
  for (int i = 2; i <= p->n && order <= GROUP_MAX; i++)
    order *= i;
  for (int j = 2; j <= p->k && order <= GROUP_MAX; j++)
    order *= j;
  return order;
}

// Step 3: overlaps from the winning element, the rest of the row carried over with its sign.
static void build(const struct cpf_problem *p, const struct choice *h, const double *W,
                  double *out) {
  for (int i = 0; i < p->n; i++) {
    const double *w = W + (size_t)h->best_students[i] * p->d;
    double *o = out + (size_t)i * p->d;
    for (int j = 0; j < p->k; j++)
      o[j] = cpf_colours_value(h->c, overlap_at(h, h->best_students, h->best_teachers,
                                                h->best_ssign, h->best_tsign, i, j));
    for (int c = p->k; c < p->d; c++)
      o[c] = h->best_ssign[i] * w[c];
  }
}

static uint64_t hash_bytes(uint64_t h, const void *data, size_t size) { // FNV-1a
  const unsigned char *b = data;
  for (size_t i = 0; i < size; i++)
    // NOLINTNEXTLINE(clang-analyzer-core.UndefinedBinaryOperatorResult): callers pass whole objects
    h = (h ^ b[i]) * UINT64_C(0x100000001b3);
  return h;
}

static uint64_t hash_number(uint64_t h, double x) {
  int64_t units = llround(x * ID_UNIT);
  return hash_bytes(h, &units, sizeof units);
}

static uint64_t hash_problem(const struct cpf_problem *p) {
  int32_t numbers[4] = {p->n, p->k, p->d, p->rho};
  uint64_t h = hash_bytes(UINT64_C(0xcbf29ce484222325), numbers, sizeof numbers);
  return hash_number(h, p->repulsion);
}

static void write_id(uint64_t h, char id[CPF_ID_MAX]) {
  snprintf(id, CPF_ID_MAX, "%016" PRIx64, h);
}

void cpf_invariant_id(const struct cpf_problem *p, double loss, int dimension, int index,
                      char id[CPF_ID_MAX]) {
  int32_t numbers[2] = {dimension, index};
  uint64_t h = hash_number(hash_problem(p), loss);
  write_id(hash_bytes(h, numbers, sizeof numbers), id);
}

static void identify(const struct cpf_problem *p, const struct choice *h, char id[CPF_ID_MAX]) {
  uint64_t x = hash_problem(p);
  for (int i = 0; i < h->n; i++) {
    for (int j = 0; j < h->k; j++)
      x = hash_number(x, cpf_colours_value(h->c, overlap_at(h, h->best_students, h->best_teachers,
                                                            h->best_ssign, h->best_tsign, i, j)));
    for (int q = 0; q < i; q++)
      x = hash_number(x,
                      cpf_colours_value(h->c, gram_at(h, h->best_students, h->best_ssign, i, q)));
  }
  write_id(x, id);
}

static void identify_orbit(const struct cpf_problem *p, const struct cpf_orbit *orbit,
                           char id[CPF_ID_MAX]) {
  uint64_t x = hash_problem(p);
  for (size_t i = 0; i < orbit->nvalues; i++)
    x = hash_number(x, orbit->values[i]);
  write_id(hash_bytes(x, orbit->graph, orbit->nwords * sizeof *orbit->graph), id);
}

enum cpf_status cpf_representative(const struct cpf_problem *p, const struct cpf_orbit *orbit,
                                   double tol, double *W, char id[CPF_ID_MAX],
                                   struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_colours colours = {0};
  size_t n = (size_t)p->n, k = (size_t)p->k, d = (size_t)p->d, m = d - k;
  int *ints = NULL;
  double *out = NULL, *basis = NULL;
  CPF_TRY(cpf_colours_make(p, W, tol, &colours, err));
  CPF_TRY_ALLOC(ints, 4 * (n + k), err);
  CPF_TRY_ALLOC(out, n * d, err);
  CPF_TRY_ALLOC(basis, (n + 1) * m, err);
  struct choice h = {.n = p->n, .k = p->k, .even = cpf_problem_has_signs(p), .c = &colours};
  int **parts[8] = {&h.students, &h.ssign, &h.best_students, &h.best_ssign,
                    &h.teachers, &h.tsign, &h.best_teachers, &h.best_tsign};
  int *next = ints;
  for (int part = 0; part < 8; part++) {
    *parts[part] = next;
    next += part < 4 ? n : k;
    for (int i = 0; i < (int)(part < 4 ? n : k); i++)
      (*parts[part])[i] = part % 2 == 0 ? i : 1;
  }
  if (group_order(p) <= GROUP_MAX) {
    walk_students(&h, 0);
    identify(p, &h, id);
  } else {
    identify_orbit(p, orbit, id);
    choose_student_signs(&h);
    consider(&h);
  }
  build(p, &h, W, out);
  cpf_outside_triangulate(p, out, INDEPENDENT, basis);
  if (cpf_normalise(p, out))
    memcpy(W, out, n * d * sizeof *W);
cleanup:
  cpf_colours_clear(&colours);
  free(ints);
  free(out);
  free(basis);
  return status;
}
