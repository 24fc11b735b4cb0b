// SPDX-License-Identifier: GPL-3.0-or-later
//
// The flow dx/dt = phi(x) on the slow manifold, over many orders of magnitude of x and of time.
//
//  1. Scaled time tau: dt/dtau = |x| / |phi|, so that x changes by a constant share of itself per
//     unit of tau and t is a further unknown: dx/dtau = phi |x| / |phi|.
//  2. Steps by extrapolation of the modified midpoint rule in its even powers of the step, as many
//     columns as the tolerance needs. |log|x|| changes by tau at most, which bounds the step that
//     could cross the border; one that does is repeated with the length that meets it.
//  3. The step in which the time runs out is made in t instead.
//
// Source: Hairer, Norsett and Wanner, Solving Ordinary Differential Equations I, section II.9.
#include <math.h>
#include <string.h>

#include "flow/centre_parts.h"

enum {
  COLUMNS = 7, // of the extrapolation: 2, 4, ..., 14 substeps
  STEPS_MAX = 20000,
  MEETINGS = 8 // repetitions of a step that crosses the border
};
static const double FIRST = 0.5, LONGEST = 2; // steps in tau
static const double SAFETY = 0.8, LEAST_FACTOR = 0.2, MOST_FACTOR = 2;
static const double TOLERANCE_LEAST = 1e-14;
static const double LEAST_RATE = 1e-280; // no time before the largest double

// x, and the time since the step's start.
struct state {
  double x[CPF_CENTRE_VARIABLES_MAX], t;
};

// The equation: scaled time or time itself.
struct equation {
  const struct cpf_centre *centre;
  bool scaled;
};

static double norm(int m, const double *x) {
  double square = 0, most = 0;
  if (m == 1)
    return fabs(x[0]);
  for (int l = 0; l < m; l++)
    most = fmax(most, fabs(x[l]));
  if (most == 0 || !isfinite(most))
    return most;
  for (int l = 0; l < m; l++)
    square += x[l] / most * (x[l] / most);
  return most * sqrt(square);
}

// The right-hand side; out->t is |x| / |phi|, or 1, and not finite where x rests.
static void slope(const struct equation *e, const struct state *z, struct state *out) {
  int m = e->centre->m;
  cpf_centre_flow(e->centre, z->x, out->x);
  out->t = e->scaled ? norm(m, z->x) / norm(m, out->x) : 1;
  for (int l = 0; l < m; l++)
    out->x[l] *= out->t;
}

static void axpy(int m, const struct state *a, double h, const struct state *b, struct state *out) {
  for (int l = 0; l < m; l++)
    out->x[l] = a->x[l] + h * b->x[l];
  out->t = a->t + h * b->t;
}

static void copy(int m, const struct state *from, struct state *to) {
  for (int l = 0; l < m; l++)
    to->x[l] = from->x[l];
  to->t = from->t;
}

// n substeps of the modified midpoint rule from z, where the slope is s; n even.
static void midpoint(const struct equation *e, const struct state *z, const struct state *s,
                     double H, int n, struct state *out) {
  int m = e->centre->m;
  struct state turn[3], rate; // the two last substeps and the next one
  copy(m, z, &turn[0]);
  axpy(m, z, H / n, s, &turn[1]);
  for (int i = 1; i < n; i++) {
    slope(e, &turn[i % 3], &rate);
    axpy(m, &turn[(i - 1) % 3], 2 * H / n, &rate, &turn[(i + 1) % 3]);
  }
  copy(m, &turn[n % 3], out);
}

// The relative difference of two results of a step.
static double difference(const struct equation *e, const struct state *a, const struct state *b) {
  double gap[CPF_CENTRE_VARIABLES_MAX];
  for (int l = 0; l < e->centre->m; l++)
    gap[l] = a->x[l] - b->x[l];
  double x = norm(e->centre->m, gap) / norm(e->centre->m, a->x);
  double t = a->t > 0 ? fabs(a->t - b->t) / a->t : INFINITY;
  return isfinite(x) && isfinite(t) ? fmax(x, t) : INFINITY;
}

// A step of length H from *z (whose t is 0). True: *out is right to the tolerance. *factor is what
// the length should be multiplied by for the next try.
static bool step(const struct equation *e, const struct state *z, double H, double tolerance,
                 struct state *out, double *factor) {
  struct state rows[2][COLUMNS], gap, s;
  int m = e->centre->m;
  double error = INFINITY;
  int j;
  slope(e, z, &s);
  for (j = 0; j < COLUMNS; j++) {
    struct state *row = rows[j % 2], *above = rows[(j + 1) % 2];
    midpoint(e, z, &s, H, 2 * (j + 1), &row[0]);
    for (int l = 1; l <= j; l++) {
      double ratio = (double)(j + 1) / (j + 1 - l), weight = 1 / (ratio * ratio - 1);
      axpy(m, &row[l - 1], -1, &above[l - 1], &gap);
      axpy(m, &row[l - 1], weight, &gap, &row[l]);
    }
    if (j > 0)
      error = difference(e, &row[j], &row[j - 1]);
    if (error <= tolerance)
      break;
  }
  int order = 2 * (j < COLUMNS ? j : COLUMNS - 1) + 1;
  double room = error > 0 ? pow(SAFETY * tolerance / error, 1.0 / order) : MOST_FACTOR;
  *factor = fmin(fmax(room, LEAST_FACTOR), MOST_FACTOR);
  if (j == COLUMNS)
    return false;
  if (j < COLUMNS - 2)
    *factor = MOST_FACTOR; // columns to spare
  copy(m, &rows[j % 2][j], out);
  return true;
}

// The length in tau after which the straight course meets the border.
static double length_to(const struct cpf_centre *c, const double *x, double border) {
  double phi[CPF_CENTRE_VARIABLES_MAX], along = 0, r = norm(c->m, x);
  cpf_centre_flow(c, x, phi);
  for (int l = 0; l < c->m; l++)
    along += x[l] / r * phi[l] / norm(c->m, phi);
  return along > 0 ? log(border / r) / along : INFINITY;
}

// Step 2: a step in scaled time, not across the border. False: not accepted, *H is a shorter one.
static bool scaled_step(const struct cpf_centre *c, const struct state *z, double border,
                        double tolerance, double *H, struct state *out) {
  const struct equation e = {c, true};
  double factor, r = norm(c->m, z->x), limit = length_to(c, z->x, border);
  double length = fmin(*H, limit);
  for (int i = 0; i < MEETINGS; i++) {
    if (!step(&e, z, length, tolerance, out, &factor)) {
      *H = length * fmin(factor, 1 / MOST_FACTOR);
      return false;
    }
    double gone = norm(c->m, out->x);
    if (gone <= border * (1 + tolerance)) {
      *H = fmin(fmax(*H, length * factor), LONGEST);
      return true;
    }
    length *= log(border / r) / log(gone / r);
  }
  *H = 0.5 * length;
  return false;
}

// Step 3: by `time` in t, in as many steps as it takes. Returns the time gone.
static double plain_steps(const struct cpf_centre *c, double time, double tolerance, int *left,
                          struct state *z) {
  const struct equation e = {c, false};
  double H = time, done = 0, factor;
  while (done < time && (*left)-- > 0) {
    struct state from = *z;
    from.t = 0;
    H = fmin(H, time - done);
    bool last = H == time - done;
    if (step(&e, &from, H, tolerance, z, &factor)) {
      done = last ? time : done + H;
      H *= factor;
    } else {
      *z = from;
      H *= fmin(factor, 1 / MOST_FACTOR);
    }
  }
  return done;
}

// Here |phi| is 0, or so small that its products round to nothing.
static bool rests(const struct cpf_centre *c, const double *x) {
  double phi[CPF_CENTRE_VARIABLES_MAX];
  cpf_centre_flow(c, x, phi);
  return !(norm(c->m, phi) >= LEAST_RATE);
}

bool cpf_centre_advance(const struct cpf_centre *centre, double border, double time,
                        double tolerance, double *x, double *elapsed,
                        void (*each)(void *ctx, double elapsed, const double *x), void *ctx) {
  const struct cpf_centre *c = centre;
  size_t bytes = (size_t)c->m * sizeof *x;
  double H = FIRST;
  int left = STEPS_MAX;
  tolerance = fmax(tolerance, TOLERANCE_LEAST);
  border = fmin(border, c->reach);
  *elapsed = 0;
  while (left-- > 0 && *elapsed < time) {
    struct state z = {.t = 0}, next = {.t = 0};
    double r = norm(c->m, x);
    if (r >= border * (1 - tolerance))
      return true;
    if (rests(c, x)) {
      *elapsed = time;
      if (each != NULL)
        each(ctx, *elapsed, x);
      return false;
    }
    memcpy(z.x, x, bytes);
    if (!scaled_step(c, &z, border, tolerance, &H, &next))
      continue;
    bool over = *elapsed + next.t >= time, border_met = false;
    if (over) {
      next = z;
      double rest = time - *elapsed, done = plain_steps(c, rest, tolerance, &left, &next);
      *elapsed = done >= rest ? time : *elapsed + done;
    } else {
      *elapsed += next.t;
      border_met = norm(c->m, next.x) >= border * (1 - tolerance);
    }
    if (border_met) {
      double scale = border / norm(c->m, next.x);
      for (int l = 0; l < c->m; l++)
        next.x[l] *= scale;
    }
    memcpy(x, next.x, bytes);
    if (each != NULL)
      each(ctx, *elapsed, x);
    if (border_met)
      return true;
  }
  return norm(c->m, x) >= border * (1 - tolerance);
}
