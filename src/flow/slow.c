// SPDX-License-Identifier: GPL-3.0-or-later
//
// A refined point depends in its last bits on where the refinement began. So that a trajectory does
// not depend on which others came before it in the same thread, what is kept belongs to the rounded
// coordinates, and is computed from those alone.
//
//  1. Round the entries to multiples of GRID; look for that key in the store.
//  2. Otherwise: refine the key, split the tangent space there, make the manifold if the Hessian
//     has a kernel and no negative eigenvalue. On a line (slow.h): in the problem with d = k + 1,
//     if the kernel is the same there.
//  3. Balanced: no matrix of the kernel is fixed by the symmetries of the point. Then the kernel is
//     reversed or turned by them, and since an integrator's formula commutes with linear
//     symmetries, its errors cannot bring a trajectory off the stable set: only rounding can.
#include "flow/slow.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cpfind/model.h"
#include "flow/fixed.h"
#include "solver/refine.h"
#include "status/try.h"

static const double GRID = 0x1p-30; // far above the errors of refined points, far below distances

static const double ON_LINE = 1e-9;   // parts outside span V beside the line, of refined points
static const double SYMMETRIC = 1e-9; // entries of a refined point with a symmetry, off it
static const double SHIFT = 1e-3; // of the reach: a direction of the kernel is seen this far out
static const double LEFT_ALONE = 0.05; // share of it that the symmetries fix: of the order of SHIFT
enum { TURNS = 60 };                   // of the power method, at most
static const double TURNED = 1e-15;

struct cpf_slow {
  struct cpf_problem p;
  struct cpf_centre_options opt;
  double tol_zero;
  size_t capacity, count, room;
  struct cpf_slow_point **list; // owned; the last used first
  double *key, *lifted;         // owned; n*d each
  double *line;                 // owned; d
  struct cpf_refiner *on_line;  // owned; for d = k + 1, when it was needed
};

static size_t point_size(const struct cpf_slow *slow) {
  return (size_t)slow->p.n * (size_t)slow->p.d;
}

enum cpf_status cpf_slow_alloc(const struct cpf_problem *p, double tol_zero, size_t capacity,
                               struct cpf_slow **out, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_slow *slow = NULL;
  CPF_TRY_ALLOC(slow, 1, err);
  *slow = (struct cpf_slow){
      .p = *p, .opt = cpf_centre_options_default(), .tol_zero = tol_zero, .capacity = capacity};
  CPF_TRY_ALLOC(slow->key, point_size(slow), err);
  CPF_TRY_ALLOC(slow->lifted, point_size(slow), err);
  CPF_TRY_ALLOC(slow->line, (size_t)p->d, err);
  *out = slow;
  slow = NULL;
cleanup:
  cpf_slow_free(slow);
  return status;
}

static void point_free(struct cpf_slow_point *point) {
  if (point == NULL)
    return;
  cpf_centre_free(point->centre);
  free(point->key);
  free(point->W);
  free(point->scratch);
  free(point);
}

void cpf_slow_free(struct cpf_slow *slow) {
  if (slow == NULL)
    return;
  for (size_t i = 0; i < slow->count; i++)
    point_free(slow->list[i]);
  free(slow->list);
  free(slow->key);
  free(slow->lifted);
  free(slow->line);
  cpf_refiner_free(slow->on_line);
  free(slow);
}

void cpf_slow_release(struct cpf_slow_point *point) {
  point->users--;
}

// The direction in which the rows of W outside span V are longest, by the power method, and what
// lies beside it; 0 and a first unit vector when there is nothing.
static double find_line(const struct cpf_problem *p, const double *W, double *line) {
  size_t n = (size_t)p->n, d = (size_t)p->d, k = (size_t)p->k, m = d - k, longest = 0;
  double most = 0, beside = 0;
  for (size_t i = 0; i < n; i++) {
    double square = 0;
    for (size_t c = k; c < d; c++)
      square += W[i * d + c] * W[i * d + c];
    longest = square > most ? i : longest;
    most = fmax(most, square);
  }
  for (size_t c = 0; c < m; c++)
    line[c] = most > 0 ? W[longest * d + k + c] / sqrt(most) : c == 0;
  for (int turn = 0; turn < TURNS && most > 0; turn++) {
    double next[CPF_SLOW_LINE_MAX] = {0}, square = 0, change = 0;
    for (size_t i = 0; i < n; i++) {
      double along = 0;
      for (size_t c = 0; c < m; c++)
        along += W[i * d + k + c] * line[c];
      for (size_t c = 0; c < m; c++)
        next[c] += along * W[i * d + k + c];
    }
    for (size_t c = 0; c < m; c++)
      square += next[c] * next[c];
    for (size_t c = 0; c < m; c++) {
      change = fmax(change, fabs(next[c] / sqrt(square) - line[c]));
      line[c] = next[c] / sqrt(square);
    }
    if (change <= TURNED)
      break;
  }
  for (size_t i = 0; i < n; i++) {
    double along = 0;
    for (size_t c = 0; c < m; c++)
      along += W[i * d + k + c] * line[c];
    for (size_t c = 0; c < m; c++) {
      double x = W[i * d + k + c] - along * line[c];
      beside += x * x;
    }
  }
  return sqrt(beside);
}

// W with its part outside span V on the line as a point of the problem with d = k + 1.
static void onto_line(const struct cpf_problem *p, const double *W, const double *line,
                      double *out) {
  size_t n = (size_t)p->n, d = (size_t)p->d, k = (size_t)p->k;
  for (size_t i = 0; i < n; i++) {
    memcpy(out + i * (k + 1), W + i * d, k * sizeof *out);
    out[i * (k + 1) + k] = 0;
    for (size_t c = 0; c < d - k; c++)
      out[i * (k + 1) + k] += W[i * d + k + c] * line[c];
  }
}

static void from_line(const struct cpf_problem *own, const double *W, const double *line, size_t d,
                      double *out) {
  size_t n = (size_t)own->n, k = (size_t)own->k;
  for (size_t i = 0; i < n; i++) {
    memcpy(out + i * d, W + i * (k + 1), k * sizeof *out);
    for (size_t c = 0; c < d - k; c++)
      out[i * d + k + c] = W[i * (k + 1) + k] * line[c];
  }
}

// Step 1: the rounded coordinates, those on the line when W lies on one; the first that is not 0 of
// those outside span V is then positive.
static bool make_key(struct cpf_slow *slow, const double *W) {
  const struct cpf_problem *p = &slow->p;
  size_t size = point_size(slow), k = (size_t)p->k, n = (size_t)p->n;
  double square = 0;
  bool on_line = false;
  for (size_t i = 0; i < n; i++)
    for (size_t c = k; c < (size_t)p->d; c++)
      square += W[i * (size_t)p->d + c] * W[i * (size_t)p->d + c];
  memcpy(slow->key, W, size * sizeof *W);
  if (p->d > p->k + 1 && p->d - p->k <= CPF_SLOW_LINE_MAX && square > ON_LINE)
    on_line = find_line(p, W, slow->line) <= ON_LINE;
  if (on_line) {
    memset(slow->key, 0, size * sizeof *W);
    onto_line(p, W, slow->line, slow->key);
  }
  for (size_t e = 0; e < size; e++)
    slow->key[e] = GRID * rint(slow->key[e] / GRID) + 0.0; // no -0
  double sign = 0;
  for (size_t i = 0; on_line && i < n && sign == 0; i++)
    sign = slow->key[i * (k + 1) + k];
  for (size_t i = 0; sign < 0 && i < n; i++)
    slow->key[i * (k + 1) + k] = 0 - slow->key[i * (k + 1) + k];
  return on_line;
}

// Step 2, the Hessian in the problem itself.
static enum cpf_status analyse(const struct cpf_slow *slow, struct cpf_refiner *refiner,
                               struct cpf_slow_point *point, struct cpf_error *err) {
  struct cpf_split split;
  const double *frames, *values;
  int orbit;
  cpf_slow_at(point, &slow->p, NULL, slow->line, slow->lifted);
  enum cpf_status status = cpf_refiner_spectrum(refiner, slow->lifted, &frames, &values, NULL, err);
  if (status != CPF_OK)
    return status;
  double level = cpf_zero_level(&slow->p, slow->tol_zero, cpf_refiner_scale(refiner));
  status = cpf_refiner_split(refiner, slow->lifted, level, &split, &orbit, err);
  if (status != CPF_OK)
    return status;
  point->kernel = split.m;
  point->least = INFINITY;
  for (size_t a = 0; a < split.r; a++) {
    point->negative += split.lambda[a] < 0;
    point->least = fmin(point->least, fabs(split.lambda[a]));
    point->largest = fmax(point->largest, fabs(split.lambda[a]));
  }
  return CPF_OK;
}

// Step 3.
static enum cpf_status find_balance(struct cpf_slow_point *point, struct cpf_error *err) {
  struct cpf_fixed *fixed;
  size_t size = (size_t)point->own.n * (size_t)point->own.d;
  int m = cpf_centre_dim(point->centre);
  double *x = NULL;
  enum cpf_status status = cpf_fixed_make(&point->own, point->W, SYMMETRIC, &fixed, err);
  if (status != CPF_OK || fixed == NULL)
    return status;
  CPF_TRY_ALLOC(x, (size_t)m, err);
  point->balanced = true;
  for (int a = 0; a < m; a++) {
    for (int b = 0; b < m; b++)
      x[b] = a == b ? SHIFT * cpf_centre_reach(point->centre) : 0;
    cpf_centre_point(point->centre, x, point->scratch);
    for (size_t e = 0; e < size; e++)
      point->scratch[e] -= point->W[e];
    point->balanced &= cpf_fixed_share(fixed, point->scratch) <= LEFT_ALONE;
  }
cleanup:
  free(x);
  cpf_fixed_free(fixed);
  return status;
}

// Step 2, on a line: nothing is slow but what is slow there.
static enum cpf_status same_kernel(struct cpf_refiner *own, const struct cpf_slow *slow,
                                   struct cpf_slow_point *point, bool *same,
                                   struct cpf_error *err) {
  struct cpf_split split;
  int orbit;
  const double *frames, *values;
  enum cpf_status status = cpf_refiner_spectrum(own, point->W, &frames, &values, NULL, err);
  if (status != CPF_OK)
    return status;
  double level = cpf_zero_level(&slow->p, slow->tol_zero, point->largest);
  status = cpf_refiner_split(own, point->W, level, &split, &orbit, err);
  *same = split.m == point->kernel;
  return status;
}

static enum cpf_status point_make(struct cpf_slow *slow, struct cpf_refiner *refiner, bool on_line,
                                  struct cpf_slow_point **out, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_slow_point *point = NULL;
  struct cpf_refine_result refined;
  struct cpf_refiner *own = refiner;
  bool same = true;
  CPF_TRY_ALLOC(point, 1, err);
  point->own = slow->p;
  point->on_line = on_line;
  if (on_line) {
    point->own.d = slow->p.k + 1;
    if (slow->on_line == NULL)
      CPF_TRY(cpf_refiner_alloc(&point->own, &refiner->opt, &slow->on_line, err));
    own = slow->on_line;
  }
  size_t size = (size_t)point->own.n * (size_t)point->own.d;
  CPF_TRY_ALLOC(point->key, point_size(slow), err);
  CPF_TRY_ALLOC(point->W, size, err);
  CPF_TRY_ALLOC(point->scratch, size, err);
  memcpy(point->key, slow->key, point_size(slow) * sizeof *point->key);
  memcpy(point->W, slow->key, size * sizeof *point->W);
  if (cpf_normalise(&point->own, point->W) && cpf_problem_tangent_dim(&point->own) > 0) {
    CPF_TRY(cpf_refine(own, point->W, &refined, err));
    point->critical = refined.kind != CPF_REFINED_NOT;
  }
  memset(slow->line, 0, (size_t)slow->p.d * sizeof *slow->line);
  slow->line[0] = 1;
  if (point->critical)
    CPF_TRY(analyse(slow, refiner, point, err));
  if (point->critical && point->kernel > 0 && point->negative == 0) {
    if (on_line)
      CPF_TRY(same_kernel(own, slow, point, &same, err));
    if (same)
      CPF_TRY(cpf_centre_make(own, point->W, &slow->opt, &point->centre, err));
    if (point->centre != NULL)
      CPF_TRY(find_balance(point, err));
  }
  *out = point;
  point = NULL;
cleanup:
  point_free(point);
  return status;
}

// Room for one more; the one that was not used for the longest time is forgotten.
static enum cpf_status make_room(struct cpf_slow *slow, struct cpf_error *err) {
  if (slow->capacity > 0 && slow->count >= slow->capacity)
    for (size_t i = slow->count; i-- > 0;)
      if (slow->list[i]->users == 0) {
        point_free(slow->list[i]);
        slow->count--;
        memmove(slow->list + i, slow->list + i + 1, (slow->count - i) * sizeof(void *));
        return CPF_OK;
      }
  if (slow->count < slow->room)
    return CPF_OK;
  size_t room = slow->room > 0 ? 2 * slow->room : 16;
  struct cpf_slow_point **grown = realloc(slow->list, room * sizeof(void *));
  if (grown == NULL)
    return cpf_fail(err, CPF_ENOMEM, "out of memory: %zu critical points", room);
  slow->list = grown;
  slow->room = room;
  return CPF_OK;
}

enum cpf_status cpf_slow_find(struct cpf_slow *slow, struct cpf_refiner *refiner, const double *W,
                              struct cpf_slow_point **out, struct cpf_error *err) {
  size_t bytes = point_size(slow) * sizeof *W, i = 0;
  bool on_line = make_key(slow, W);
  while (i < slow->count &&
         (slow->list[i]->on_line != on_line || memcmp(slow->list[i]->key, slow->key, bytes) != 0))
    i++;
  struct cpf_slow_point *point = i < slow->count ? slow->list[i] : NULL;
  if (point == NULL) {
    enum cpf_status status = make_room(slow, err);
    if (status == CPF_OK)
      status = point_make(slow, refiner, on_line, &point, err);
    if (status != CPF_OK)
      return status;
    i = slow->count++;
  }
  memmove(slow->list + 1, slow->list, i * sizeof(void *));
  slow->list[0] = point;
  point->users++;
  *out = point;
  return CPF_OK;
}

double cpf_slow_project(struct cpf_slow_point *point, const struct cpf_problem *p, const double *W,
                        double *line, double *x) {
  if (!point->on_line)
    return cpf_centre_project(point->centre, W, x);
  size_t k = (size_t)p->k;
  double beside = find_line(p, W, line), along = 0;
  onto_line(p, W, line, point->scratch);
  for (size_t i = 0; i < (size_t)p->n; i++)
    along += point->scratch[i * (k + 1) + k] * point->W[i * (k + 1) + k];
  for (size_t c = 0; along < 0 && c < (size_t)p->d - k; c++)
    line[c] = -line[c];
  if (along < 0)
    onto_line(p, W, line, point->scratch);
  if (!cpf_normalise(&point->own, point->scratch))
    return INFINITY;
  return hypot(cpf_centre_project(point->centre, point->scratch, x), beside);
}

void cpf_slow_at(const struct cpf_slow_point *point, const struct cpf_problem *p, const double *x,
                 const double *line, double *W) {
  const double *own = point->W;
  if (x != NULL) {
    cpf_centre_point(point->centre, x, point->scratch);
    own = point->scratch;
  }
  if (point->on_line)
    from_line(&point->own, own, line, (size_t)p->d, W);
  else
    memcpy(W, own, (size_t)p->n * (size_t)p->d * sizeof *W);
}
