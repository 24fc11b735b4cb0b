// SPDX-License-Identifier: GPL-3.0-or-later
//
// Lengths of steps, after Hairer, Norsett, Wanner, Solving Ordinary Differential Equations I
// (1993), section II.4, and Gustafsson, ACM TOMS 17 (1991) (with the error of the step before), for
// all lanes at once.
// 1. First step: the smaller of 1/(|F| + rho) and (FIRST_ERROR tol / max(|F|, |F'|))^{1/(p+1)},
//    |F'| from an Euler step.
// 2. A step is accepted when its error is at most tol, the loss did not rise but for rounding, the
//    rows' squared lengths stayed within OFF_SPHERE of 1, and all numbers are finite.
// 3. Next length: h SAFETY err^{-exponent} err_before^{beta}, within SHRINK and GROW; after a
//    rejection no growth; for other reasons than the error, half.
// 4. It is at most DAMPED stable / lambda, lambda = |F(Y) - F1| / |Y - W1| (Hairer's test for
//    stiffness, dopri5.f), Y near W1: a decaying mode then decays in the numbers too, instead of
//    hovering at the tolerance. It is at most such that rows move by REACH on average.
// The powers in this need two digits only, and are computed as vectors: see lanes_power.h.
#include "flow/march_control.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "flow/lanes_power.h"

static const double FIRST_ERROR = 0.01;   // of the tolerance: Hairer's
static const double FIRST_REACH = 0.01;   // of the Euler step, over 1/(|F| + rho): Hairer's
static const double SAFETY_LOG2 = -0.152; // 0.9: Hairer's
static const double SHRINK_LOG2 = -2.322; // 0.2: Hairer's
static const double GROW_LOG2 = 2.585;    // 6: Hairer's
static const double BEFORE_LOG2 = -13.3;  // 1e-4, no error counts as less: Hairer's
static const double NO_ERROR_LOG2 = -60;  // no error counts as less
static const double DAMPED = 0.9;         // off the border of the stability region
static const double REACH = 1;            // radian
static const double LANDING = 1.01;    // a step that misses the limit by less ends there: Hairer's
static const double OFF_SPHERE = 0.25; // Newton for the root converges in ROOT_STEPS
enum { ROOT_STEPS = 4 };
static const double SHORTEST = 0x1p-60; // rho^2 n < 2^40 bounds the rates: never needed
static const double NOISE = 0x1p-86;    // squared distance of points that rounding may make

enum cpf_status cpf_control_alloc(const struct cpf_problem *p, const struct cpf_march_options *opt,
                                  const struct cpf_control_law *law, struct cpf_control *c,
                                  struct cpf_error *err) {
  memset(c, 0, sizeof *c);
  size_t size = (size_t)p->n * (size_t)p->d;
  c->p = *p, c->opt = *opt, c->law = *law;
  if (size < SIZE_MAX / sizeof(cpf_lanes) / 4)
    c->points = aligned_alloc(sizeof(cpf_lanes), 4 * size * sizeof(cpf_lanes));
  if (c->points == NULL)
    return cpf_fail(err, CPF_ENOMEM, "out of memory: %d trajectories of %zu numbers",
                    (int)CPF_LANES, size);
  enum cpf_status status = cpf_field_alloc(p, &c->field, err);
  if (status != CPF_OK) {
    cpf_control_free(c);
    return status;
  }
  memset(c->points, 0, 4 * size * sizeof(cpf_lanes));
  c->view.W0 = c->W0 = c->points;
  c->view.F0 = c->F0 = c->points + size;
  c->view.W1 = c->W1 = c->points + 2 * size;
  c->view.F1 = c->F1 = c->points + 3 * size;
  // Every lane holds a valid point from the start, so that idle lanes stay finite.
  for (size_t e = 0; e < size; e += (size_t)p->d)
    c->W0[e] = c->W1[e] = (cpf_lanes){0} + 1;
  return CPF_OK;
}

void cpf_control_free(struct cpf_control *c) {
  if (c == NULL)
    return;
  cpf_field_free(&c->field);
  free(c->points);
  memset(c, 0, sizeof *c);
}

void cpf_control_set(struct cpf_control *c, int lane, double t, const double *W) {
  size_t size = (size_t)c->p.n * (size_t)c->p.d;
  unsigned bit = 1U << lane;
  for (size_t e = 0; e < size; e++)
    c->W0[e][lane] = W[e];
  c->view.t0[lane] = t;
  c->before[lane] = BEFORE_LOG2;
  c->damped[lane] = DBL_MAX;
  c->busy |= bit, c->fresh |= bit;
  c->accepted &= ~bit, c->cautious &= ~bit;
}

void cpf_control_clear(struct cpf_control *c, int lane) {
  c->busy &= ~(1U << lane);
  c->fresh &= ~(1U << lane);
}

// W0 <- W1 where the last step was accepted.
CPF_CLONES static void advance(struct cpf_control *c) {
  size_t size = (size_t)c->p.n * (size_t)c->p.d;
  struct cpf_march_view *v = &c->view;
  cpf_lanes_mask m;
  cpf_lanes_from_bits(c->accepted, &m);
  for (size_t e = 0; e < size; e++) {
    c->W0[e] = CPF_SELECT(m, c->W1[e], c->W0[e]);
    c->F0[e] = CPF_SELECT(m, c->F1[e], c->F0[e]);
  }
  v->t0 = CPF_SELECT(m, v->t1, v->t0);
  v->loss0 = CPF_SELECT(m, v->loss1, v->loss0);
  v->speed0 = CPF_SELECT(m, v->speed1, v->speed0);
}

// Step 1, in the lanes of the mask.
CPF_CLONES static void first_step(struct cpf_control *c, const cpf_lanes_mask *fresh) {
  size_t size = (size_t)c->p.n * (size_t)c->p.d;
  struct cpf_march_view *v = &c->view;
  cpf_lanes unused[2], length, speed, bend = {0}, h;
  cpf_field_evaluate(&c->field, c->W0, c->F1, &unused[0], &unused[1]);
  v->loss0 = CPF_SELECT(*fresh, unused[0], v->loss0);
  v->speed0 = CPF_SELECT(*fresh, unused[1], v->speed0);
  cpf_lanes_power_real(&v->speed0, 0.5, &speed);
  length = 1 / (speed + c->p.rho);
  h = FIRST_REACH * length;
  for (size_t e = 0; e < size; e++) {
    c->F0[e] = CPF_SELECT(*fresh, c->F1[e], c->F0[e]);
    c->W1[e] = c->W0[e] + h * c->F0[e];
  }
  cpf_field_evaluate(&c->field, c->W1, c->F1, &unused[0], &unused[1]);
  for (size_t e = 0; e < size; e++)
    bend += (c->F1[e] - c->F0[e]) * (c->F1[e] - c->F0[e]);
  bend /= h * h;
  bend = CPF_LANES_MAX(v->speed0, bend) / (FIRST_ERROR * FIRST_ERROR) /
         (c->opt.tolerance * c->opt.tolerance);
  cpf_lanes_power_real(&bend, -0.5 / (c->law.order + 1), &h);
  h = CPF_LANES_MIN(length, h);
  c->wish = CPF_SELECT(*fresh, h, c->wish);
}

// Who tries, and how far.
CPF_CLONES static void choose(struct cpf_control *c, const cpf_lanes *limit) {
  struct cpf_march_view *v = &c->view;
  cpf_lanes_mask busy, near;
  cpf_lanes left = *limit - v->t0, none = {0}, h = c->wish,
            reach = v->speed0 / (REACH * REACH * c->p.n);
  cpf_lanes_power_real(&reach, -0.5, &reach);
  h = CPF_LANES_MIN(h, reach);
  cpf_lanes_from_bits(c->busy, &busy);
  busy &= CPF_LANES_BELOW(none, left) & ~CPF_LANES_NAN(left);
  near = CPF_LANES_BELOW(left, h * LANDING);
  h = CPF_SELECT(near, left, h);
  c->h = (cpf_lanes)((cpf_lanes_mask)h & busy);
  v->t1 = CPF_SELECT(near & busy, *limit, v->t0 + c->h);
  c->trying = cpf_lanes_bits(&busy);
  c->shortened = cpf_lanes_bits(&near);
}

bool cpf_control_begin(struct cpf_control *c, const double *limit) {
  cpf_lanes_mask fresh;
  cpf_lanes ends;
  if (c->accepted != 0)
    advance(c);
  if (c->fresh != 0) {
    cpf_lanes_from_bits(c->fresh, &fresh);
    first_step(c, &fresh);
  }
  c->accepted = c->fresh = 0;
  for (int l = 0; l < CPF_LANES; l++)
    ends[l] = limit[l];
  choose(c, &ends);
  return c->trying != 0;
}

// Rows of W1 to unit length by Newton's method for 1/sqrt; a row that is too far from it makes the
// field, and so the loss, NaN. *off: how far from it they end, which is half of what their squares
// are off.
CPF_CLONES static void normalise(const struct cpf_problem *p, cpf_lanes *W, cpf_lanes *off) {
  cpf_lanes most = {0};
  for (int i = 0; i < p->n; i++, W += p->d) {
    cpf_lanes s = {0}, left = {0}, y;
    for (int e = 0; e < p->d; e++)
      s += W[e] * W[e];
    cpf_lanes_mask far =
        CPF_LANES_BELOW((cpf_lanes){0} + OFF_SPHERE * OFF_SPHERE, (s - 1) * (s - 1));
    y = 1.5 - 0.5 * s;
    for (int a = 0; a < ROOT_STEPS; a++)
      y += y * (0.5 - 0.5 * (s * y * y));
    y = CPF_SELECT(far, (cpf_lanes){0} + NAN, y);
    for (int e = 0; e < p->d; e++) {
      W[e] *= y;
      left += W[e] * W[e];
    }
    left = (cpf_lanes)((cpf_lanes_mask)(left - 1) & INT64_MAX);
    most = CPF_LANES_MAX(most, left);
  }
  *off = 0.5 * most;
}

void cpf_control_project(struct cpf_control *c) {
  normalise(&c->p, c->W1, &c->view.off);
  cpf_field_evaluate(&c->field, c->W1, c->F1, &c->view.loss1, &c->view.speed1);
}

// Step 4. Where Y and W1 differ by rounding only, the length found before holds on.
CPF_INLINE void damp(struct cpf_control *c, const struct cpf_control_estimate *e,
                     const cpf_lanes_mask *trying) {
  cpf_lanes length = e->bend / e->swing;
  cpf_lanes_power_real(&length, -0.5, &length);
  length *= DAMPED * c->law.stable;
  cpf_lanes_mask seen = *trying & CPF_LANES_BELOW((cpf_lanes){0} + NOISE, e->swing) &
                        CPF_LANES_FINITE(e->swing + e->bend);
  c->damped = CPF_SELECT(seen, length, c->damped);
}

// Steps 3 and 4.
CPF_INLINE void next_length(const struct cpf_control *c, const cpf_lanes *error,
                            const cpf_lanes_mask *good, const cpf_lanes_mask *cautious,
                            cpf_lanes *h) {
  cpf_lanes none = {0}, half = none - 1, most = none + GROW_LOG2, factor, top;
  cpf_lanes again = SAFETY_LOG2 - c->law.exponent * *error;
  cpf_lanes after = again + c->law.beta * c->before;
  again = CPF_SELECT(CPF_LANES_BELOW(none, *error), again, CPF_LANES_MIN(again, half));
  factor = CPF_SELECT(*good, after, again);
  cpf_lanes_clamp(SHRINK_LOG2, GROW_LOG2, &factor);
  top = CPF_SELECT(*cautious | ~*good, none, most);
  factor = CPF_LANES_MIN(factor, top);
  cpf_lanes_exp2(&factor, &factor);
  *h = c->h * factor;
  *h = CPF_LANES_MIN(*h, c->damped);
}

CPF_CLONES static void judge(struct cpf_control *c, const struct cpf_control_estimate *e,
                             unsigned *accepted, unsigned *failed) {
  struct cpf_march_view *v = &c->view;
  cpf_lanes none = {0}, error, h, rise = v->loss1 - v->loss0;
  cpf_lanes_mask trying, shortened, cautious, good, stuck;
  cpf_lanes_from_bits(c->trying, &trying);
  cpf_lanes_from_bits(c->shortened, &shortened);
  cpf_lanes_from_bits(c->cautious, &cautious);
  good = trying & CPF_LANES_FINITE(e->error + v->speed1 + rise) &
         ~CPF_LANES_BELOW(none + 1, e->error) & ~CPF_LANES_BELOW(none + c->opt.rise, rise) &
         CPF_LANES_BELOW(v->t0, v->t1);
  cpf_lanes_log2(&e->error, &error);
  error *= 0.5;
  error = CPF_LANES_MAX(error, none + NO_ERROR_LOG2);
  damp(c, e, &trying);
  next_length(c, &error, &good, &cautious, &h);
  // A step that the limit cut says little about longer ones.
  h = CPF_SELECT(good & shortened, CPF_LANES_MAX(h, c->wish), h);
  stuck =
      trying & ~good & (CPF_LANES_BELOW(h, none + SHORTEST) | ~CPF_LANES_BELOW(v->t0, v->t0 + h));
  stuck |= trying & ~CPF_LANES_FINITE(v->speed0);
  c->wish = CPF_SELECT(trying, h, c->wish);
  error = CPF_LANES_MAX(error, none + BEFORE_LOG2);
  c->before = CPF_SELECT(good, error, c->before);
  *accepted = cpf_lanes_bits(&good);
  *failed = cpf_lanes_bits(&stuck);
}

void cpf_control_judge(struct cpf_control *c, const struct cpf_control_estimate *e,
                       unsigned *accepted, unsigned *failed) {
  judge(c, e, accepted, failed);
  unsigned rejected = c->trying & ~*accepted;
  c->accepted = *accepted;
  c->cautious = (c->cautious & ~c->trying) | rejected;
  c->busy &= ~*failed;
  for (; rejected != 0; rejected &= rejected - 1)
    c->view.rejected++;
}
