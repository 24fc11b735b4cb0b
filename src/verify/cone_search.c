// SPDX-License-Identifier: GPL-3.0-or-later
//
//  1. Start at x = s = the threshold, sigma = (1 - s^2)^(1/2): y = sigma cos beta, u = sigma sin
//  beta
//     / (n-1)^(1/2), p = sigma cos eta, q = sigma sin eta, t = 0.
//  2. Follow the reduced flow (pushers_ball.c) by the classical Runge-Kutta method in steps of
//  equal
//     arc length, rows made unit again, until |log(x/y)| is large or the repulsion on student 0 is
//     too weak to change sides.
//  3. The least log(x/y), over a grid of (beta, eta) and a compass search from its best point.
#include "verify/cone_search.h"

#include <math.h>
#include <string.h>

enum { X, Y, U, P, Q, S, T, SIZE };
enum { STEPS_MAX = 1500, GRID_BETA = 5, GRID_ETA = 6, REFINEMENTS = 12 };

static const double ARC = 0.01;   // the length of a step
static const double SLACK = 1e-6; // above the threshold
static const double LOST = -0.05; // log(x/y): well on the other side
static const double SAFE = 0.3;   // well on its own side
static const double WEAK = 0.01;  // the repulsion's share of the difference in attraction
static const double BETA_MAX = 0.16, ETA_MIN = 0.25, ETA_MAX = 0.65; // the grid

struct pushers {
  double n, m;
  int rho;
};

static double power(double x, int e) {
  double out = 1;
  for (; e > 0; e >>= 1, x *= x)
    if (e & 1)
      out *= x;
  return out;
}

static double inner(const struct pushers *c, const double *v) {
  return v[X] * v[P] + v[Y] * v[Q] + v[U] * (v[S] + (c->m - 1) * v[T]);
}

// dv/dt times a positive factor.
static void velocity(const struct pushers *c, const double *v, double *out) {
  double m = c->m, a[SIZE], radial[2] = {0, 0};
  const double times[SIZE] = {1, 1, m, 1, 1, 1, m - 1};
  double g = v[P] * v[P] + v[Q] * v[Q] + 2 * v[S] * v[T] + (m - 2) * v[T] * v[T];
  double C = power(inner(c, v), c->rho - 1) / c->n;
  double G = m > 1 ? power(g, c->rho - 1) / c->n : 0, length = 0;
  a[X] = m * C * v[P], a[Y] = m * C * v[Q], a[U] = C * (v[S] + (m - 1) * v[T]);
  a[P] = C * v[X] + (m - 1) * G * v[P], a[Q] = C * v[Y] + (m - 1) * G * v[Q];
  a[S] = C * v[U] + (m - 1) * G * v[T], a[T] = C * v[U] + G * (v[S] + (m - 2) * v[T]);
  for (int i = 0; i < SIZE; i++) {
    a[i] -= power(v[i], c->rho - 1);
    radial[i >= P] += times[i] * a[i] * v[i];
  }
  for (int i = 0; i < SIZE; i++) {
    out[i] = i == T && m < 2 ? 0 : radial[i >= P] * v[i] - a[i];
    length += out[i] * out[i];
  }
  for (int i = 0; i < SIZE && length > 0; i++)
    out[i] /= sqrt(length);
}

static void normalise(const struct pushers *c, double *v) {
  double a = sqrt(v[X] * v[X] + v[Y] * v[Y] + c->m * v[U] * v[U]);
  double b = sqrt(v[P] * v[P] + v[Q] * v[Q] + v[S] * v[S] + (c->m - 1) * v[T] * v[T]);
  for (int i = 0; i < SIZE; i++)
    v[i] /= i < P ? a : b;
}

static void step(const struct pushers *c, double *v) {
  static const double at[] = {0, 0.5, 0.5, 1}, share[] = {1. / 6, 1. / 3, 1. / 3, 1. / 6};
  double k[SIZE] = {0}, w[SIZE], sum[SIZE];
  memcpy(sum, v, sizeof sum);
  for (int stage = 0; stage < 4; stage++) {
    for (int i = 0; i < SIZE; i++)
      w[i] = v[i] + ARC * at[stage] * k[i];
    velocity(c, w, k);
    for (int i = 0; i < SIZE; i++)
      sum[i] += ARC * share[stage] * k[i];
  }
  memcpy(v, sum, sizeof sum);
  normalise(c, v);
}

// Whether the repulsion on student 0 is a small share of what pulls it to the nearer teacher.
static bool decided(const struct pushers *c, const double *v) {
  double repulsion = c->m / c->n * power(fabs(inner(c, v)), c->rho - 1);
  double pull = v[X] * fabs(power(v[X], c->rho - 2) - power(v[Y], c->rho - 2));
  return repulsion < WEAK * pull;
}

static double margin(const struct pushers *c, double beta, double eta) {
  double s = sqrt(0.5) + 1 / (40 * (c->rho - 3.9)) + SLACK, sigma = sqrt(1 - s * s), best = SAFE;
  double v[SIZE] = {
      s, sigma * cos(beta), sigma * sin(beta) / sqrt(c->m), sigma * cos(eta), sigma * sin(eta), s,
      0};
  for (int i = 0; i < STEPS_MAX && v[X] > 0 && v[Y] > 0; i++) {
    double now = log(v[X] / v[Y]);
    best = fmin(best, now);
    if (best < LOST || now > SAFE || decided(c, v))
      break;
    step(c, v);
  }
  return best;
}

static void attempt(const struct pushers *c, double beta, double eta, struct cpf_cone_hint *hint) {
  double found = margin(c, beta, eta);
  hint->starts++;
  if (found < hint->margin) {
    hint->margin = found;
    hint->beta = beta, hint->eta = eta;
  }
}

struct cpf_cone_hint cpf_cone_search(int rho, int n) {
  struct pushers c = {.n = n, .m = n - 1, .rho = rho};
  struct cpf_cone_hint hint = {.margin = INFINITY};
  double size = BETA_MAX / GRID_BETA;
  for (int i = 0; i <= GRID_BETA; i++)
    for (int j = 0; j <= GRID_ETA; j++)
      attempt(&c, BETA_MAX * i / GRID_BETA, ETA_MIN + (ETA_MAX - ETA_MIN) * j / GRID_ETA, &hint);
  for (int i = 0; i < REFINEMENTS; i++) {
    struct cpf_cone_hint from = hint;
    attempt(&c, from.beta + size, from.eta, &hint);
    attempt(&c, fabs(from.beta - size), from.eta, &hint);
    attempt(&c, from.beta, from.eta + size, &hint);
    attempt(&c, from.beta, from.eta - size, &hint);
    if (hint.margin >= from.margin)
      size /= 2;
  }
  return hint;
}
