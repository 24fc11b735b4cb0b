// SPDX-License-Identifier: GPL-3.0-or-later
#include "flow/centre.h"

#include "../support.h"
#include "cpfind/theta.h"
#include "solver/refine.h"

static const double PI = 3.14159265358979323846;

static struct cpf_refiner *refiner(const struct cpf_problem *p) {
  const struct cpf_refine_options opt = cpf_refine_options_default();
  struct cpf_refiner *r = NULL;
  cr_assert_eq(cpf_refiner_alloc(p, &opt, &r, NULL), CPF_OK);
  return r;
}

// The manifold at W, refined first when `refine`.
static struct cpf_centre *make(const struct cpf_problem *p, double *W, bool refine) {
  const struct cpf_centre_options opt = cpf_centre_options_default();
  struct cpf_refiner *r = refiner(p);
  struct cpf_refine_result result;
  struct cpf_centre *centre = NULL;
  if (refine)
    cr_assert_eq(cpf_refine(r, W, &result, NULL), CPF_OK);
  cr_assert_eq(cpf_centre_make(r, W, &opt, &centre, NULL), CPF_OK);
  cpf_refiner_free(r);
  return centre;
}

// Tight-balance pairs of rho = 4 on teachers 1, 2 and 3, 4, as many as fit, copies of the rest.
static void pairs(const struct cpf_problem *p, double *W) {
  double c = cos(PI / 8), s = sin(PI / 8);
  size_t d = (size_t)p->d;
  memset(W, 0, point_size(p) * sizeof *W);
  for (size_t i = 0; i < (size_t)p->n; i++) {
    size_t first = i / 2 * 2;
    if (first + 1 == (size_t)p->n) {
      W[i * d + i] = 1;
    } else {
      W[i * d + first] = c;
      W[i * d + first + 1] = i == first ? s : -s;
    }
  }
}

static const struct cpf_problem TIGHT[] = {
    {2, 2, 2, 4, 1}, {2, 2, 4, 4, 1}, {3, 3, 3, 4, 1}, {4, 4, 4, 4, 1}};

static void runge_kutta(const struct cpf_problem *p, double h, double *W) {
  double k[4][POINT_MAX], at[POINT_MAX];
  static const double shift[4] = {0, 0.5, 0.5, 1};
  size_t size = point_size(p);
  for (int stage = 0; stage < 4; stage++) {
    for (size_t c = 0; c < size; c++)
      at[c] = W[c] - (stage > 0 ? shift[stage] * h * k[stage - 1][c] : 0);
    cr_assert(cpf_normalise(p, at));
    cpf_gradient(p, at, k[stage], NULL);
  }
  for (size_t c = 0; c < size; c++)
    W[c] -= h / 6 * (k[0][c] + 2 * k[1][c] + 2 * k[2][c] + k[3][c]);
  cr_assert(cpf_normalise(p, W));
}

static void flow_for(const struct cpf_problem *p, double time, double h, double *W) {
  long steps = lround(ceil(time / h));
  for (long i = 0; i < steps; i++)
    runge_kutta(p, time / (double)steps, W);
}

Test(centre, tight_balance) {
  for (size_t e = 0; e < COUNT(TIGHT); e++) {
    const struct cpf_problem *p = &TIGHT[e];
    double W[POINT_MAX], x[2] = {0}, phi[2], at[POINT_MAX];
    pairs(p, W);
    struct cpf_centre *c = make(p, W, true);
    cr_assert_not_null(c);
    int m = cpf_centre_dim(c);
    cr_assert_eq(m, p->n / 2);
    cr_assert_eq(cpf_centre_order(c), 3);
    cr_assert(cpf_centre_reach(c) > 0.01 && cpf_centre_reach(c) < 0.1);
    for (int l = 0; l < m; l++)
      for (double size = 1e-2; size > 1e-12; size /= 10) {
        memset(x, 0, sizeof x);
        x[l] = -size;
        cpf_centre_flow(c, x, phi);
        // 16 x^3 - 160 x^5 + ...; exactly odd, and the blocks do not feel each other
        cr_assert_float_eq(phi[l] / (x[l] * x[l] * x[l]), 16, 200 * size * size + 1e-12);
        if (m == 2)
          cr_assert_eq(phi[1 - l], 0);
        cpf_centre_point(c, x, at);
        assert_unit_rows(p, at);
        // 3/4 - 4 x^4 on a pair
        double fall = cpf_loss(p, at) - cpf_loss(p, W);
        cr_assert_float_eq(fall, -4 * pow(size, 4), 100 * pow(size, 6) + 1e-14);
        // x is arc length at the point itself
        cr_assert_float_eq(distance(point_size(p), W, at), size, 2 * size * size + 1e-15);
      }
    cpf_centre_free(c);
  }
}

// DW phi = -grad L(W(x)), by differences of the points.
Test(centre, invariance) {
  for (size_t e = 0; e < COUNT(TIGHT); e++) {
    const struct cpf_problem *p = &TIGHT[e];
    double W[POINT_MAX];
    pairs(p, W);
    struct cpf_centre *c = make(p, W, true);
    size_t m = (size_t)cpf_centre_dim(c), size = point_size(p);
    for (int i = 0; i < 12; i++) {
      double a = 2 * PI * i / 12 + 0.1, x[2], moved[2], phi[2], R = 0.9 * cpf_centre_reach(c);
      double at[POINT_MAX], ahead[POINT_MAX], behind[POINT_MAX], G[POINT_MAX], square = 0;
      x[0] = m == 1 ? (i % 2 ? R : -R) / (1 + i) : R * cos(a);
      x[1] = R * sin(a);
      cpf_centre_flow(c, x, phi);
      double speed = length(m, phi), h = 1e-4;
      for (size_t l = 0; l < m; l++)
        moved[l] = x[l] + h * phi[l] / speed;
      cpf_centre_point(c, moved, ahead);
      for (size_t l = 0; l < m; l++)
        moved[l] = x[l] - h * phi[l] / speed;
      cpf_centre_point(c, moved, behind);
      cpf_centre_point(c, x, at);
      cpf_gradient(p, at, G, NULL);
      for (size_t a0 = 0; a0 < size; a0++) {
        double rest = (ahead[a0] - behind[a0]) / (2 * h) * speed + G[a0];
        square += rest * rest;
      }
      // h^2 / 6 times third derivatives of W(x) (some 10), rounding 1e-16 / h, and grad's own
      cr_assert_leq(sqrt(square), speed * 1e-6 + 3e-15, "%g of %g", sqrt(square), speed);
    }
    cpf_centre_free(c);
  }
}

// The flow in e = 1 - cos 2(t1 - t2) and q = cos 2(t1 + t2), w1 at angle t1, w2 at -t2, in long
// double: q' = -4 (1 - q^2) (q + e), e' = -4 q e (2 - e).
static void angles_flow(long double time, long double h, long double *q, long double *e) {
  long steps = lroundl(ceill(time / h));
  h = time / steps;
  for (long i = 0; i < steps; i++) {
    long double a[4], b[4], Q = *q, E = *e;
    for (int s = 0; s < 4; s++) {
      long double w = s == 0 ? 0 : s == 3 ? h : h / 2;
      if (s > 0) {
        Q = *q + w * a[s - 1];
        E = *e + w * b[s - 1];
      }
      a[s] = -4 * (1 - Q * Q) * (Q + E);
      b[s] = -4 * Q * E * (2 - E);
    }
    *q += h / 6 * (a[0] + 2 * a[1] + 2 * a[2] + a[3]);
    *e += h / 6 * (b[0] + 2 * b[1] + 2 * b[2] + b[3]);
  }
}

static void angles_of(const double *W, long double *q, long double *e) {
  long double t1 = atan2l(W[1], W[0]), t2 = atan2l(-W[3], W[2]), s = sinl(t1 - t2);
  *q = cosl(2 * (t1 + t2));
  *e = 2 * s * s;
}

// Most of the way to the border, for |t1 - t2| = 1e-2 and 1e-3.
Test(centre, agrees_with_the_flow_in_angles) {
  const struct cpf_problem p = TIGHT[0];
  double W[4];
  pairs(&p, W);
  struct cpf_centre *c = make(&p, W, true);
  for (int decade = 2; decade <= 3; decade++) {
    double x = pow(10, -decade) / sqrt(2), elapsed, time = 0.9 / (32 * x * x);
    long double q, e, q1, e1;
    cpf_centre_point(c, &x, W);
    angles_of(W, &q, &e);
    cr_assert_float_eq((double)sqrtl(e / 2), sqrt(2) * x, 3 * x * x * x + 1e-14);
    angles_flow(time, 0.05L, &q, &e);
    cr_assert_not(cpf_centre_advance(c, 1, time, 1e-12, &x, &elapsed, NULL, NULL));
    cr_assert_eq(elapsed, time);
    cpf_centre_point(c, &x, W);
    angles_of(W, &q1, &e1);
    // The relative error of x grows tenfold on the way: 1e-16 / x of the start's rounding, 1e-11
    // that the series allow, RK4's (4 h)^4 / 120 of the slow rates.
    cr_assert_float_eq((double)(e1 / e), 1, 3e-10 / pow(10, 3 - decade) + 3e-10, "%g",
                       (double)(e1 / e - 1));
    cr_assert_float_eq((double)(q1 / q), 1, 1e-9);
  }
  cpf_centre_free(c);
}

// 1 / (16 delta^2) (1 + O(delta^2 log(1 / delta))), delta = sqrt(2) x, from the border's own rest.
Test(centre, escape_law) {
  const struct cpf_problem p = TIGHT[1];
  double W[8];
  pairs(&p, W);
  struct cpf_centre *c = make(&p, W, true);
  double border = cpf_centre_reach(c);
  for (double start = 1e-2; start > 1e-14; start /= 10)
    for (int sign = -1; sign <= 1; sign += 2) {
      double x = sign * start, elapsed = 0;
      cr_assert(cpf_centre_advance(c, border, INFINITY, 1e-11, &x, &elapsed, NULL, NULL));
      cr_assert_float_eq(x, sign * border, 1e-16);
      double law = 1 / (32 * start * start) - 1 / (32 * border * border);
      double slack = 10 * log(border / start); // dt = dx / (16 x^3) (1 + 10 x^2 + ...)
      cr_assert_float_eq(elapsed, law, slack + 1e-10 * law);
      if (start > 1e-5)
        cr_assert_gt(elapsed, law); // the next term slows it down
    }
  // Time runs out long before.
  double x = 1e-13, elapsed = 0;
  cr_assert_not(cpf_centre_advance(c, border, 1e12, 1e-11, &x, &elapsed, NULL, NULL));
  cr_assert_eq(elapsed, 1e12);
  cr_assert_float_eq(x / 1e-13, 1 + 16e-14, 1e-15);
  cpf_centre_free(c);
}

// From beside the manifold: the full flow falls to it, and goes on as the reduced flow does.
Test(centre, agrees_with_the_full_flow) {
  uint64_t state = 5;
  static const double sizes[] = {8e-3, 2e-3, 1e-4, 1e-8};
  for (size_t e = 0; e < COUNT(TIGHT); e++) {
    const struct cpf_problem *p = &TIGHT[e];
    double W[POINT_MAX], at[POINT_MAX], other[POINT_MAX];
    pairs(p, W);
    struct cpf_centre *c = make(p, W, true);
    int m = cpf_centre_dim(c);
    for (size_t s = 0; s < COUNT(sizes); s++)
      for (int sign = -1; sign <= 1; sign += 2) {
        double x[2] = {sign * sizes[s], -0.3 * sizes[s]}, elapsed, time = 40;
        cpf_centre_point(c, x, at);
        perturb(p, &state, 0.05 * sizes[s], at);
        flow_for(p, 36, 0.02, at); // the slowest of the other directions: exp(-0.586 t)
        double gap = cpf_centre_project(c, at, x);
        cr_assert_leq(gap, 1e-9 * sizes[s] + 2e-15, "%g", gap);
        flow_for(p, time, 0.02, at);
        cr_assert_not(cpf_centre_advance(c, 1, time, 1e-12, x, &elapsed, NULL, NULL));
        cpf_centre_point(c, x, other);
        // 1e-9 |x| from the fibre, 1e-15 from rounding in 4000 steps
        cr_assert_leq(distance(point_size(p), at, other), 1e-9 * sizes[s] + 2e-14);
        double y[2];
        cpf_centre_project(c, at, y);
        for (int l = 0; l < m; l++)
          cr_assert_float_eq(x[l], y[l], 1e-9 * sizes[s] + 2e-14);
      }
    cpf_centre_free(c);
  }
}

// The coordinates of a point of the manifold, and of points beside it.
Test(centre, project) {
  uint64_t state = 9;
  for (size_t e = 0; e < COUNT(TIGHT); e++) {
    const struct cpf_problem *p = &TIGHT[e];
    double W[POINT_MAX], at[POINT_MAX], near[POINT_MAX];
    pairs(p, W);
    struct cpf_centre *c = make(p, W, true);
    int m = cpf_centre_dim(c);
    for (double size = 0.9 * cpf_centre_reach(c); size > 1e-13; size *= 0.1) {
      double x[2] = {0.8 * size, m == 1 ? 0 : -0.6 * size}, y[2];
      cpf_centre_point(c, x, at);
      cr_assert_leq(cpf_centre_project(c, at, y), 1e-15);
      for (int l = 0; l < m; l++)
        cr_assert_float_eq(x[l], y[l], 1e-15 * size + 4e-16);
      for (double off = 0.1; off > 1e-7; off *= 0.1) {
        memcpy(near, at, sizeof near);
        perturb(p, &state, off, near);
        double gap = cpf_centre_project(c, near, y), chord;
        cr_assert_leq(gap, off * 1.01);
        cpf_centre_point(c, y, near + POINT_MAX / 2); // room enough: points here have 16 entries
        chord = distance(point_size(p), near, near + POINT_MAX / 2);
        cr_assert_float_eq(gap, chord, 1e-15);
      }
    }
    // The antipode is out of the chart.
    for (size_t a = 0; a < point_size(p); a++)
      near[a] = -W[a];
    double y[2];
    cr_assert_eq(cpf_centre_project(c, near, y), INFINITY);
    cr_assert_eq(y[0], 0);
    cpf_centre_free(c);
  }
}

// Two blocks move as each does alone.
Test(centre, decoupled) {
  double W[16], V[4];
  pairs(&TIGHT[3], W);
  pairs(&TIGHT[0], V);
  struct cpf_centre *both = make(&TIGHT[3], W, true), *one = make(&TIGHT[0], V, true);
  static const double starts[][2] = {{1e-3, 2e-3}, {5e-3, 1e-9}, {-1e-6, 1e-3}, {1e-4, -1e-4}};
  for (size_t s = 0; s < COUNT(starts); s++) {
    double x[2] = {starts[s][0], starts[s][1]}, elapsed;
    double most = fmax(fabs(x[0]), fabs(x[1])), time = 0.7 / (32 * most * most);
    cr_assert_not(cpf_centre_advance(both, 1, time, 1e-12, x, &elapsed, NULL, NULL));
    for (int l = 0; l < 2; l++) {
      double y = starts[s][l];
      cr_assert_not(cpf_centre_advance(one, 1, time, 1e-12, &y, &elapsed, NULL, NULL));
      cr_assert_float_eq(x[l] / y, 1, 1e-9, "%g %g", x[l], y);
    }
    // To the border: the larger one decides, the smaller one has hardly moved or moved with it.
    double z[2] = {starts[s][0], starts[s][1]};
    cr_assert(cpf_centre_advance(both, 0.01, INFINITY, 1e-12, z, &elapsed, NULL, NULL));
    cr_assert_float_eq(hypot(z[0], z[1]), 0.01, 1e-16);
    for (int l = 0; l < 2; l++) {
      double y = starts[s][l], t;
      cr_assert_not(cpf_centre_advance(one, 1, elapsed, 1e-12, &y, &t, NULL, NULL));
      cr_assert_float_eq(z[l] / y, 1, 1e-8, "%g %g", z[l], y);
    }
  }
  cpf_centre_free(both);
  cpf_centre_free(one);
}

// One student at the equator of one teacher: u = w.v, u' = rho u^(rho-1) (1 - u^2), whose
// integrals are rho t = F(u) + constant.
static double equator_integral(int rho, double u) {
  return rho == 3 ? -1 / u + atanh(u) : -1 / (2 * u * u) + log(fabs(u)) - 0.5 * log1p(-u * u);
}

// Towards the equator and away from it, in closed form.
Test(centre, equator) {
  for (int rho = 3; rho <= 4; rho++) {
    const struct cpf_problem p = {1, 1, 2, rho, 0};
    double W[2] = {0, 1};
    struct cpf_centre *c = make(&p, W, false);
    cr_assert_not_null(c);
    cr_assert_eq(cpf_centre_order(c), rho - 1);
    double border = 0.9 * cpf_centre_reach(c), e = 1, at[2];
    cpf_centre_point(c, &e, at);
    double towards = at[0] > 0 ? 1 : -1; // the sign of x on the teacher's side
    cr_assert_gt(border, 0.1);
    for (double start = 1e-2; start > 1e-9; start /= 100) {
      double x = towards * start, y = -x, elapsed, u, v;
      cpf_centre_point(c, &x, at);
      u = at[0];
      cr_assert(cpf_centre_advance(c, border, INFINITY, 1e-12, &x, &elapsed, NULL, NULL));
      cpf_centre_point(c, &x, at);
      v = at[0];
      double exact = (equator_integral(rho, v) - equator_integral(rho, u)) / rho;
      cr_assert_float_eq(elapsed / exact, 1, 1e-10);
      // On the other side: back to the equator for rho = 3, away for rho = 4.
      cpf_centre_point(c, &y, at);
      u = at[0];
      cr_assert_eq(cpf_centre_advance(c, border, 1e12, 1e-12, &y, &elapsed, NULL, NULL),
                   rho == 4 && start > 5e-7);
      cpf_centre_point(c, &y, at);
      v = at[0];
      exact = (equator_integral(rho, v) - equator_integral(rho, u)) / rho;
      cr_assert_float_eq(elapsed / exact, 1, 1e-3, "%g %g", elapsed, exact); // v holds 1e-16 only
      if (rho == 3) {
        double gnomonic = -v / sqrt(1 - v * v);
        cr_assert_float_eq(fabs(y), gnomonic, 1e-15);
        cr_assert_float_eq(1 / fabs(y), 1 / start + 3e12, 1e-9 / start + 1e3);
        cr_assert_eq(elapsed, 1e12);
      }
    }
    cpf_centre_free(c);
  }
}

// Two such students without repulsion: one comes, one goes.
Test(centre, two_at_the_equator) {
  const struct cpf_problem p = {2, 1, 2, 3, 0};
  double W[4] = {0, 1, 0, 1}, x[2] = {0}, at[4], elapsed;
  struct cpf_centre *c = make(&p, W, false);
  cr_assert_not_null(c);
  cr_assert_eq(cpf_centre_dim(c), 2);
  for (int i = 0; i < 2; i++) {
    double y[2];
    at[0] = i == 0 ? 1e-3 : -0.02;
    at[1] = sqrt(1 - at[0] * at[0]);
    at[2] = i == 0 ? -0.02 : 1e-3;
    at[3] = sqrt(1 - at[2] * at[2]);
    cr_assert_leq(cpf_centre_project(c, at, x), 1e-15);
    memcpy(y, x, sizeof y);
    cr_assert_not(cpf_centre_advance(c, 1, 200, 1e-12, x, &elapsed, NULL, NULL));
    cpf_centre_point(c, x, at);
    double going = at[i == 0 ? 0 : 2], coming = at[i == 0 ? 2 : 0];
    cr_assert_float_eq((equator_integral(3, going) - equator_integral(3, 1e-3)) / 3, 200, 1e-6);
    cr_assert_float_eq((equator_integral(3, coming) - equator_integral(3, -0.02)) / 3, 200, 1e-6);
    // For ever: the one that goes meets the border.
    cr_assert(cpf_centre_advance(c, 0.1, INFINITY, 1e-12, y, &elapsed, NULL, NULL));
    cr_assert_float_eq(hypot(y[0], y[1]), 0.1, 1e-15);
    cr_assert_float_eq(elapsed, 1000. / 3, 4);
  }
  // Both come: the time runs out, nothing else.
  at[0] = at[2] = -0.02;
  at[1] = at[3] = sqrt(1 - 4e-4);
  cpf_centre_project(c, at, x);
  cr_assert_not(cpf_centre_advance(c, 0.1, 1e12, 1e-10, x, &elapsed, NULL, NULL));
  cr_assert_eq(elapsed, 1e12);
  cr_assert_float_eq(hypot(x[0], x[1]) * 3e12, sqrt(2), 1e-6);
  cpf_centre_free(c);
}

struct log {
  int count;
  double time, x, last;
};

static void note(void *ctx, double elapsed, const double *x) {
  struct log *log = ctx;
  cr_assert_gt(elapsed, log->time);
  log->time = elapsed;
  log->x = x[0];
  log->count++;
}

// Steps are told, few, and add up; the start and the rest are special.
Test(centre, advance) {
  const struct cpf_problem p = TIGHT[0];
  double W[4], elapsed, x = 1e-6, y = 1e-6;
  pairs(&p, W);
  struct cpf_centre *c = make(&p, W, true);
  struct log log = {0};
  cr_assert(cpf_centre_advance(c, 0.02, 1e12, 1e-10, &x, &elapsed, note, &log));
  cr_assert(log.time == elapsed && log.x == x && log.count >= 3 && log.count < 60, "%d", log.count);
  // In two parts.
  double half = 0.5 * elapsed, first, second, whole = elapsed;
  cr_assert_not(cpf_centre_advance(c, 0.02, half, 1e-10, &y, &first, NULL, NULL));
  cr_assert_eq(first, half);
  cr_assert(cpf_centre_advance(c, 0.02, 1e12, 1e-10, &y, &second, NULL, NULL));
  cr_assert_float_eq((first + second) / whole, 1, 1e-8);
  // A looser tolerance says the same, less exactly.
  y = 1e-6;
  cr_assert(cpf_centre_advance(c, 0.02, 1e12, 1e-5, &y, &first, NULL, NULL));
  cr_assert_float_eq(first / whole, 1, 1e-4);
  // At the border already, at rest, no time.
  x = -0.02;
  cr_assert(cpf_centre_advance(c, 0.02, 1, 1e-10, &x, &elapsed, NULL, NULL));
  cr_assert(elapsed == 0 && x == -0.02);
  x = 0;
  cr_assert_not(cpf_centre_advance(c, 0.02, 7, 1e-10, &x, &elapsed, NULL, NULL));
  cr_assert(elapsed == 7 && x == 0);
  x = 0.01;
  cr_assert_not(cpf_centre_advance(c, 0.02, 0, 1e-10, &x, &elapsed, NULL, NULL));
  cr_assert(elapsed == 0 && x == 0.01);
  // A border beyond the reach is the reach.
  cr_assert(cpf_centre_advance(c, 5, INFINITY, 1e-10, &x, &elapsed, NULL, NULL));
  cr_assert_float_eq(x, cpf_centre_reach(c), 1e-16);
  cpf_centre_free(c);
}

// Where there is no slow manifold to speak of.
Test(centre, none) {
  const double c = sqrt(0.5);
  double W[16];
  struct {
    struct cpf_problem p;
    double W[6];
  } points[] = {
      {{2, 2, 2, 4, 1}, {1, 0, 0, 1}},          // minimum
      {{2, 2, 2, 4, 1}, {c, c, c, -c}},         // saddles
      {{2, 2, 2, 4, 1}, {1, 0, 1, 0}},          //
      {{2, 2, 2, 2, 1}, {0.6, 0.8, -0.8, 0.6}}, // continuum of minima
      {{2, 2, 2, 4, 1}, {0.6, 0.8, 0, 1}},      // not critical
      {{1, 1, 3, 4, 0}, {0, 0.6, 0.8}},         // on an orbit of O(d-k)
      {{2, 1, 1, 4, 1}, {1, -1}},               // spheres of dimension 0
      {{2, 2, 2, 1, 1}, {c, -c, -c, c}},        // rho = 1
  };
  for (size_t e = 0; e < COUNT(points); e++) {
    struct cpf_centre *centre = make(&points[e].p, points[e].W, false);
    cr_assert_null(centre, "%zu", e);
    cpf_centre_free(centre);
  }
  const struct cpf_problem six = problem(2, 2, 2, 6);
  double t = 0;
  cr_assert(cpf_theta(6, &t));
  const double tight[] = {cos(t), sin(t), cos(t), -sin(t)};
  memcpy(W, tight, sizeof tight);
  cr_assert_null(make(&six, W, false));
  // A pair and a student on top of another: a saddle with the same kernel.
  const struct cpf_problem p = problem(4, 4, 4, 4);
  pairs(&p, W);
  memset(W + 8, 0, 8 * sizeof *W);
  W[10] = W[14] = 1;
  cr_assert_null(make(&p, W, false));
}

// Accuracy can be had for reach, and an accuracy that is not to be had is refused.
Test(centre, options) {
  const struct cpf_problem p = TIGHT[0];
  struct cpf_centre_options opt = cpf_centre_options_default();
  struct cpf_refiner *r = refiner(&p);
  struct cpf_centre *loose = NULL, *strict = NULL, *short_series = NULL;
  double W[4];
  pairs(&p, W);
  opt.accuracy = 1e-7;
  cr_assert_eq(cpf_centre_make(r, W, &opt, &loose, NULL), CPF_OK);
  opt.accuracy = 1e-12;
  cr_assert_eq(cpf_centre_make(r, W, &opt, &strict, NULL), CPF_OK);
  cr_assert_gt(cpf_centre_reach(loose), 1.5 * cpf_centre_reach(strict));
  opt.max_degree = 4;
  cr_assert_eq(cpf_centre_make(r, W, &opt, &short_series, NULL), CPF_OK);
  cr_assert_null(short_series);
  cpf_centre_free(loose);
  cpf_centre_free(strict);
  cpf_centre_free(NULL);
  cpf_refiner_free(r);
}
