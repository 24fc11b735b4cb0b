// SPDX-License-Identifier: GPL-3.0-or-later
#include "flow/landmarks.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "status/try.h"

enum { LANDMARKS_MAX = 128 };

static size_t point_size(const struct cpf_landmarks *list) {
  return (size_t)list->p.n * (size_t)list->p.d;
}

void cpf_landmarks_free(struct cpf_landmarks *list) {
  free(list->points);
  memset(list, 0, sizeof *list);
}

enum cpf_status cpf_landmarks_add(struct cpf_landmarks *list, const double *point,
                                  struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  size_t size = point_size(list), bytes = size * sizeof *point;
  for (size_t i = 0; i < list->count; i++)
    if (memcmp(list->points + i * size, point, bytes) == 0)
      return CPF_OK;
  if (list->count == LANDMARKS_MAX)
    return CPF_OK;
  if (list->points == NULL)
    CPF_TRY_ALLOC(list->points, LANDMARKS_MAX * size, err);
  memcpy(list->points + list->count++ * size, point, bytes);
cleanup:
  return status;
}

// The square of the distance of P's orbit. Outside span V, P is x e^T for an n-vector x and the
// first unit vector e, and its orbit is all x q^T with |q| = 1: |A - x q^T|^2 is least for the q
// along A^T x, and then |A|^2 + |x|^2 - 2 |A^T x|.
static double square_distance(const struct cpf_problem *p, const double *W, const double *P) {
  size_t n = (size_t)p->n, k = (size_t)p->k, d = (size_t)p->d;
  double square = 0, along = 0;
  for (size_t i = 0; i < n; i++)
    for (size_t c = 0; c < k; c++)
      square += (W[i * d + c] - P[i * d + c]) * (W[i * d + c] - P[i * d + c]);
  for (size_t c = k; c < d; c++) {
    double inner = 0;
    for (size_t i = 0; i < n; i++) {
      inner += W[i * d + c] * P[i * d + k];
      square += W[i * d + c] * W[i * d + c] + (c == k ? P[i * d + c] * P[i * d + c] : 0);
    }
    along += inner * inner;
  }
  return fmax(0, square - 2 * sqrt(along));
}

const double *cpf_landmarks_nearest(const struct cpf_landmarks *list, const double *W,
                                    double *distance) {
  const double *nearest = NULL;
  double least = INFINITY;
  for (size_t i = 0; i < list->count; i++) {
    const double *point = list->points + i * point_size(list);
    double square = square_distance(&list->p, W, point);
    if (square < least) {
      least = square;
      nearest = point;
    }
  }
  *distance = sqrt(least);
  return nearest;
}
