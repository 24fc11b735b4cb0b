// SPDX-License-Identifier: GPL-3.0-or-later
#include "flow/near.h"

#include <math.h>

#include "model/outside.h"

static const double INSIDE = 1e-12;               // a part outside span V this long is rounding
static const double SLACK = 2;                    // of an arc, over its chord
static const double GOLDEN = 0.38196601125010515; // (3 - sqrt 5) / 2
static const double NARROW = 1e-7; // of a minimum's place: its value is then good to 1e-14
static const double PROBE = 1e-6;  // of a step: does it come nearer at its end?
static const double EXACT = 1e-13; // of a root, on a scale of 1
enum { PARTS = 4, STEPS_MOST = 60, ROOT_STEPS = 60 };

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

bool cpf_target_may_reach(double d0, double d1, double chord, double limit) {
  return (d0 + d1 - SLACK * chord) / 2 < limit;
}

// The square of the distance at s.
static double at(const struct cpf_target *target, const struct cpf_step *step, double s,
                 double *W) {
  cpf_step_at(step, s, W);
  double distance = cpf_target_distance(target, W);
  return distance * distance;
}

// A minimum between a and b by Brent's method (Algorithms for Minimization without Derivatives,
// 1973, chapter 5): parabolas through the three lowest points, golden section where they do not
// converge.
static double minimum(const struct cpf_target *target, const struct cpf_step *step, double a,
                      double b, double *W, double *s) {
  double x = a + GOLDEN * (b - a), v = x, w = x, moved = 0, last = 0;
  double f_x = at(target, step, x, W), f_v = f_x, f_w = f_x;
  for (int i = 0; i < STEPS_MOST && fabs(x - (a + b) / 2) > 2 * NARROW - (b - a) / 2; i++) {
    double r = (x - w) * (f_x - f_v), q = (x - v) * (f_x - f_w);
    double above = (x - v) * q - (x - w) * r, below = 2 * (q - r), move;
    above = below > 0 ? -above : above;
    below = fabs(below);
    bool good =
        fabs(above) < fabs(below * last / 2) && above > below * (a - x) && above < below * (b - x);
    last = good ? moved : (x < (a + b) / 2 ? b - x : a - x);
    move = good ? above / below : GOLDEN * last;
    if (good && (x + move - a < 2 * NARROW || b - x - move < 2 * NARROW))
      move = x < (a + b) / 2 ? NARROW : -NARROW;
    moved = move;
    double u = x + (fabs(move) >= NARROW ? move : copysign(NARROW, move));
    double f_u = at(target, step, u, W);
    bool better = f_u <= f_x;
    if (better ? u >= x : u < x)
      a = better ? x : u;
    else
      b = better ? x : u;
    if (better || f_u <= f_w || w == x) {
      v = w;
      f_v = f_w;
      w = better ? x : u;
      f_w = better ? f_x : f_u;
    } else if (f_u <= f_v || v == x || v == w) {
      v = u;
      f_v = f_u;
    }
    x = better ? u : x;
    f_x = better ? f_u : f_x;
  }
  *s = x;
  return f_x;
}

double cpf_target_nearest(const struct cpf_target *target, const struct cpf_step *step, double d0,
                          double d1, double *W, double *s) {
  double f[PARTS + 1] = {d0 * d0}, least = fmin(d0, d1) * fmin(d0, d1);
  *s = d0 <= d1 ? 0 : 1;
  f[PARTS] = d1 * d1;
  for (int i = 1; i < PARTS; i++)
    f[i] = at(target, step, (double)i / PARTS, W);
  bool falls = at(target, step, PROBE, W) < f[0], rises = at(target, step, 1 - PROBE, W) < f[PARTS];
  for (int i = 0; i <= PARTS; i++) {
    bool left = i > 0 ? f[i] <= f[i - 1] : falls, right = i < PARTS ? f[i] <= f[i + 1] : rises;
    double low = i > 0 ? i - 1 : 0, high = i < PARTS ? i + 1 : PARTS, place;
    if (!left || !right)
      continue;
    double here = minimum(target, step, low / PARTS, high / PARTS, W, &place);
    if (here < least) {
      least = here;
      *s = place;
    }
  }
  return sqrt(least);
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
