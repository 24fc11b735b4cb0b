// SPDX-License-Identifier: GPL-3.0-or-later
#include "flow/near.h"

#include <math.h>

#include "model/outside.h"

static const double INSIDE = 1e-12; // a part outside span V this long is rounding
static const double GOLDEN = 0.61803398874989485;
static const double NARROW = 1e-4; // of golden section
static const double EXACT = 1e-13; // of a root, on a scale of 1
enum { ROOT_STEPS = 60 };

struct cpf_target cpf_target_make(const struct cpf_problem *p, const double *M) {
  double square = 0;
  for (int i = 0; i < p->n; i++)
    for (int c = p->k; c < p->d; c++) {
      double x = M[(size_t)i * (size_t)p->d + (size_t)c];
      square += x * x;
    }
  return (struct cpf_target){p, M, square <= INSIDE * INSIDE};
}

double cpf_target_distance(const struct cpf_target *target, const double *W) {
  size_t size = (size_t)target->p->n * (size_t)target->p->d;
  double square = 0;
  if (!target->plain)
    return cpf_outside_distance(target->p, W, target->M);
  for (size_t e = 0; e < size; e++)
    square += (W[e] - target->M[e]) * (W[e] - target->M[e]);
  return sqrt(square);
}

static double at(const struct cpf_target *target, const struct cpf_step *step, double s,
                 double *W) {
  cpf_step_at(step, s, W);
  return cpf_target_distance(target, W);
}

double cpf_target_nearest(const struct cpf_target *target, const struct cpf_step *step, double d0,
                          double d1, double *W, double *s) {
  double middle = at(target, step, 0.5, W), least = d0 <= d1 ? d0 : d1;
  *s = d0 <= d1 ? 0 : 1;
  // The parabola through the three squares: rising or falling all over the step?
  double q0 = d0 * d0, q1 = middle * middle, q2 = d1 * d1;
  double slope0 = 4 * q1 - 3 * q0 - q2, slope1 = 3 * q2 - 4 * q1 + q0;
  if (!(slope0 < 0 && slope1 > 0))
    return least;
  double a = 0, b = 1, x = 1 - GOLDEN, y = GOLDEN;
  double f = at(target, step, x, W), g = at(target, step, y, W);
  while (b - a > NARROW) {
    if (f <= g) {
      b = y;
      y = x;
      g = f;
      x = b - GOLDEN * (b - a);
      f = at(target, step, x, W);
    } else {
      a = x;
      x = y;
      f = g;
      y = a + GOLDEN * (b - a);
      g = at(target, step, y, W);
    }
  }
  if (fmin(f, g) < least) {
    least = fmin(f, g);
    *s = f <= g ? x : y;
  }
  return least;
}

double cpf_root_between(double a, double f_a, double b, double f_b,
                        double (*f)(void *ctx, double s), void *ctx) {
  int kept = 0; // the side that stood in the last step
  for (int i = 0; i < ROOT_STEPS && fabs(b - a) > EXACT; i++) {
    double s = f_a == f_b ? (a + b) / 2 : (a * f_b - b * f_a) / (f_b - f_a), value = f(ctx, s);
    if (fabs(value) <= EXACT)
      return s;
    if ((value < 0) == (f_b < 0)) {
      b = s;
      f_b = value;
      f_a = kept == 1 ? f_a / 2 : f_a;
      kept = 1;
    } else {
      a = s;
      f_a = value;
      f_b = kept == 2 ? f_b / 2 : f_b;
      kept = 2;
    }
  }
  return fabs(f_a) < fabs(f_b) ? a : b;
}
