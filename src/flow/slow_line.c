// SPDX-License-Identifier: GPL-3.0-or-later
// Critical points whose part outside span V lies on one line: coordinates on that line (slow.h).
#include <math.h>
#include <string.h>

#include "flow/slow_parts.h"

enum { TURNS = 60 }; // of the power method, at most
static const double TURNED = 1e-15;

double cpf_slow_find_line(const struct cpf_problem *p, const double *W, double *line) {
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

void cpf_slow_onto_line(const struct cpf_problem *p, const double *W, const double *line,
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

double cpf_slow_project(struct cpf_slow_point *point, const struct cpf_problem *p, const double *W,
                        double *line, double *x) {
  if (!point->on_line)
    return cpf_centre_project(point->centre, W, x);
  size_t k = (size_t)p->k;
  double beside = cpf_slow_find_line(p, W, line), along = 0;
  cpf_slow_onto_line(p, W, line, point->scratch);
  for (size_t i = 0; i < (size_t)p->n; i++)
    along += point->scratch[i * (k + 1) + k] * point->W[i * (k + 1) + k];
  for (size_t c = 0; along < 0 && c < (size_t)p->d - k; c++)
    line[c] = -line[c];
  if (along < 0)
    cpf_slow_onto_line(p, W, line, point->scratch);
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
