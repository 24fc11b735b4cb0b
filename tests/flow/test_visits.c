// SPDX-License-Identifier: GPL-3.0-or-later
// What trajectories pass: visits and nearest approaches, against plain integrations.
#include "gather.h"

static const double PI = 3.14159265358979323846;
static const double TIGHT = 3.14159265358979323846 / 8; // the tight-balance angle for rho = 4

// The 48 critical points of P(2,2,2,4), in the plane: by their angles.
static int list_points(double M[48][4], const char *labels[48]) {
  static const struct {
    double a, b;
    const char *label;
  } ones[] = {{0, 0.5, "copy"},
              {0.125, -0.125, "tight-balance"},
              {0.25, -0.25, "balance"},
              {0, 0, "same-copy"},
              {0.25, 0.25, "same-balance"}};
  int count = 0;
  for (size_t o = 0; o < COUNT(ones); o++)
    for (int g = 0; g < 64; g++) { // quarter turns, reflection, half-turns of each student, swap
      double turn = (g & 3) * 0.5, sign = g & 4 ? -1 : 1, V[4];
      double a = turn + sign * ones[o].a + (g & 8 ? 1 : 0);
      double b = turn + sign * ones[o].b + (g & 16 ? 1 : 0);
      plane_pair(PI * (g & 32 ? b : a), PI * (g & 32 ? a : b), V);
      bool known = false;
      for (int i = 0; i < count && !known; i++)
        known = distance(4, M[i], V) < 1e-9;
      if (known)
        continue;
      cr_assert_lt(count, 48);
      labels[count] = ones[o].label;
      memcpy(M[count++], V, sizeof V);
    }
  return count;
}

// What a plain integration sees of one critical point, from samples a time h apart.
struct seen {
  double before, last, least, entered, left; // the last two distances; the least so far
  bool inside, met;
};

// The next distance, at time t. A minimum between samples is that of the parabola through three
// squares, a crossing of the radius that of the line through two distances.
static void see(struct seen *s, double away, double t, double h, double radius) {
  double a = s->before * s->before, b = s->last * s->last, c = away * away;
  s->least = fmin(s->least, away);
  if (b <= a && b <= c && isfinite(a))
    s->least = fmin(s->least, sqrt(fmax(0, b - (c - a) * (c - a) / (8 * (a - 2 * b + c)))));
  double crossed = isfinite(s->last) ? t - h * (away - radius) / (away - s->last) : t;
  if (away < radius && !s->inside && !s->met)
    s->entered = crossed;
  if (away >= radius && s->inside)
    s->left = crossed;
  s->inside = away < radius;
  s->met |= s->inside;
  s->before = s->last;
  s->last = away;
}

// Visits and nearest approaches against a fine plain integration and all 48 points. Its own error
// and that of the parabolas is below 1e-9, that of the lines below h^2 = 4e-6 over the speed of the
// crossing; the trajectories' is some ten steps' 1e-9, and grows by e^4 at saddles.
Test(visits, are_those_of_a_plain_integration) {
  struct cpf_problem p = problem(2, 2, 2, 4);
  struct cpf_flow_start start = {.init = CPF_FLOW_UNIFORM};
  struct cpf_flow_options opt = cpf_flow_options_default();
  double M[48][4], tight[4];
  const char *labels[48];
  int compared = 0, passed = 0;
  cr_assert_eq(list_points(M, labels), 48);
  plane_pair(TIGHT, -TIGHT, tight);
  opt.watch = tight;
  opt.nwatch = 1;
  struct gathered *all = gather(&p, opt, &start, 0, 200, 0);
  check_records(all);
  for (size_t j = 0; j < all->count; j++) {
    const struct kept *k = &all->list[j];
    const double h = 2e-3;
    struct seen seen[48];
    double W[4], least = INFINITY, t = 0;
    int visits = 0, close = 0;
    if (k->record.time > 60)
      continue;
    memcpy(W, k->start, sizeof W);
    for (int i = 0; i < 48; i++)
      seen[i] = (struct seen){INFINITY, INFINITY, INFINITY, 0, 0, false, false};
    for (; t <= k->record.time; t += h, plain_step(&p, h, W))
      for (int i = 0; i < 48; i++)
        see(&seen[i], distance(4, W, M[i]), t, h, opt.radius);
    for (int i = 0; i < 48; i++) {
      visits += seen[i].met;
      close += fabs(seen[i].least - opt.radius) < 1e-3; // crossed too slowly for the lines
      if (strcmp(labels[i], "tight-balance") == 0)
        least = fmin(least, seen[i].least);
    }
    cr_assert_float_eq(k->watch[0], least, 1e-7, "start %zu: %.9g, not %.9g", j, k->watch[0],
                       least);
    if (close > 0)
      continue;
    cr_assert_eq(k->record.nvisits, visits, "start %zu", j);
    for (int v = 0; v < visits; v++) {
      const struct seen *found = NULL;
      for (int i = 0; i < 48; i++)
        if (seen[i].met && strcmp(labels[i], k->visited[v]) == 0 &&
            fabs(seen[i].entered - k->visits[v].entered) < 1e-4)
          found = &seen[i];
      cr_assert_not_null(found, "start %zu, visit %d", j, v);
      cr_assert_eq(k->visits[v].stays, found->inside);
      if (found->inside) { // the last point lies beyond the time of the arrival
        cr_assert_leq(k->visits[v].nearest, found->least + 1e-8);
        cr_assert_eq(k->visits[v].left, k->record.time);
      } else {
        cr_assert_float_eq(k->visits[v].nearest, found->least, 1e-7);
        cr_assert_float_eq(k->visits[v].left, found->left, 1e-4);
      }
      compared++;
      passed += !found->inside;
    }
  }
  cr_assert(compared > 180 && passed > 15, "%d, %d", compared, passed);
  drop(all);
}

// The distance of W from the nearest of the tight-balance points: they lie in the plane, where
// O(d-2) moves nothing.
static double from_tight(const struct cpf_problem *p, double M[48][4], const char *labels[48],
                         const double *W) {
  size_t d = (size_t)p->d;
  double least = INFINITY, outside = 0;
  for (size_t c = 2; c < d; c++)
    outside += W[c] * W[c] + W[d + c] * W[d + c];
  for (int i = 0; i < 48; i++) {
    double square = outside;
    for (size_t c = 0; c < 4; c++)
      square += (W[c / 2 * d + c % 2] - M[i][c]) * (W[c / 2 * d + c % 2] - M[i][c]);
    if (strcmp(labels[i], "tight-balance") == 0)
      least = fmin(least, sqrt(square));
  }
  return least;
}

// In more dimensions, with the O(d-2) there: the watched distance against a plain integration in
// all of R^d. The parabola through three samples h apart is right to h^3.
Test(visits, watch_in_high_dimensions) {
  const int dimensions[] = {3, 5, 32};
  double M[48][4];
  const char *labels[48];
  list_points(M, labels);
  for (size_t q = 0; q < COUNT(dimensions); q++) {
    struct cpf_problem p = problem(2, 2, dimensions[q], 4);
    struct cpf_flow_start start = {.init = CPF_FLOW_UNIFORM};
    struct cpf_flow_options opt = quick();
    double tight[POINT_MAX] = {cos(TIGHT), sin(TIGHT)};
    const double h = 5e-3;
    tight[p.d] = cos(TIGHT);
    tight[p.d + 1] = -sin(TIGHT);
    opt.watch = tight;
    opt.nwatch = 1;
    opt.time = 15;
    struct gathered *all = gather(&p, opt, &start, 0, 12, 0);
    check_records(all);
    for (size_t j = 0; j < all->count; j++) {
      const struct kept *k = &all->list[j];
      struct seen seen = {INFINITY, INFINITY, INFINITY, 0, 0, false, false};
      double W[POINT_MAX], t = 0;
      memcpy(W, k->start, sizeof W);
      for (; t + h <= k->record.time; t += h, plain_step(&p, h, W))
        see(&seen, from_tight(&p, M, labels, W), t, h, opt.radius);
      plain_step(&p, k->record.time - t, W);
      see(&seen, from_tight(&p, M, labels, W), t, h, opt.radius);
      // At the end |grad L| is 1e-6 and the last point a little farther on.
      double error = seen.last <= seen.least ? 1e-5 : 2e-7;
      cr_assert_float_eq(k->watch[0], seen.least, error, "d = %d, start %zu: %.9g, not %.9g", p.d,
                         j, k->watch[0], seen.least);
    }
    drop(all);
  }
}

// Two students of odd rho may rest at any w and -w: who drifts along that continuum has one visit,
// not one at every stop.
Test(visits, drifting_along_a_continuum_is_one) {
  struct cpf_problem p = problem(3, 2, 3, 5);
  struct cpf_flow_start start = {.init = CPF_FLOW_UNIFORM};
  struct cpf_flow_options opt = cpf_flow_options_default();
  opt.time = 3000;
  struct gathered *all = gather(&p, opt, &start, 8, 1, 0);
  const struct kept *k = &all->list[0];
  check_records(all);
  cr_assert_eq(k->record.end, CPF_FLOW_TIME);
  cr_assert_lt(distance(3, k->W, (double[]){-k->W[3], -k->W[4], -k->W[5]}), 1e-4);
  cr_assert_eq(k->record.nvisits, 1);
  cr_assert(k->visits[0].stays);
  drop(all);
}

// Whatever it is that a trajectory begins at, it is there.
Test(visits, begin_at_the_start) {
  struct cpf_problem p = problem(2, 2, 2, 4);
  double M[48][4];
  const char *labels[48];
  list_points(M, labels);
  for (int i = 0; i < 48; i++) {
    struct cpf_flow_start start = {.init = CPF_FLOW_GIVEN, .points = M[i], .npoints = 1};
    struct gathered *all = gather(&p, cpf_flow_options_default(), &start, 0, 1, 0);
    const struct kept *k = &all->list[0];
    cr_assert_geq(k->record.nvisits, 1, "%d: %s", i, labels[i]);
    cr_assert_str_eq(k->visited[0], labels[i]);
    cr_assert_eq(k->visits[0].entered, 0);
    cr_assert_lt(k->visits[0].nearest, 1e-12);
    drop(all);
  }
}
