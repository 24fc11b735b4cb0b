// SPDX-License-Identifier: GPL-3.0-or-later
//
// Along a slow manifold, once the fast directions have died out.
//
//  1. After each step: the coordinates x of the point, and its distance from the manifold. It has
//     come to the manifold when that is below join |x| (centre.h), or rounding.
//  2. The reduced flow moves x to the border of the neighbourhood in which its series hold, or
//  until
//     the time is over. The stretch is sampled, for visits, orbits that are watched, and paths.
//  3. At the border the integrator takes over again.
//  4. When the time is over: how much longer the reduced flow takes to the border. Where it never
//     gets there the trajectory is not known to leave.
//
// How far x can be trusted: each step of the integrator has an error of at most opt->tolerance in
// an entry, so that the errors of all steps taken, added up, are some steps * tolerance (they are
// damped in most directions, and steps are mostly better than asked for). When |x| is below that,
// and so may belong to a point of the stable set, the escape is computed from |x| plus that error,
// in the direction (of x, or along an axis, forward or backward) in which it is soonest. Until then
// the trajectory does not leave, and it is not followed beyond.
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "flow/crew.h"
#include "status/try.h"

static const double ROUNDING = 64;    // of a distance, in units of DBL_EPSILON
enum { AWAY = 50 };                   // steps that one out of the manifold's reach counts for
static const double STEPS_LEAST = 10; // whose errors x is taken to have, however few were taken

static double norm(size_t m, const double *x) {
  double square = 0, most = 0;
  for (size_t c = 0; c < m; c++)
    most = fmax(most, fabs(x[c]));
  for (size_t c = 0; c < m && most > 0; c++)
    square += x[c] / most * (x[c] / most);
  return most * sqrt(square);
}

// False without memory: what is there stays.
static bool double_room(struct cpf_samples *samples) {
  size_t room = samples->room > 0 ? 2 * samples->room : 64, size = samples->dim + samples->rest;
  double *time = realloc(samples->time, room * sizeof *time);
  if (time == NULL)
    return false;
  samples->time = time;
  double *x = realloc(samples->x, room * size * sizeof *x);
  if (x == NULL)
    return false;
  samples->x = x;
  samples->room = room;
  return true;
}

static void add_sample(void *ctx, double elapsed, const double *x) {
  struct cpf_samples *samples = ctx;
  if (samples->count == samples->room) {
    samples->failed |= !double_room(samples);
    if (samples->failed)
      return;
  }
  double *to = samples->x + samples->count * (samples->dim + samples->rest);
  memcpy(to, x, samples->dim * sizeof *x);
  memcpy(to + samples->dim, samples->line, samples->rest * sizeof *x);
  samples->time[samples->count++] = elapsed;
}

static void start_samples(struct cpf_samples *samples, size_t dim, size_t rest, const double *line,
                          const double *x) {
  if (samples->dim != dim) { // what was allocated counts in other units
    free(samples->time);
    free(samples->x);
    *samples = (struct cpf_samples){.dim = dim};
  }
  samples->rest = rest;
  samples->line = line;
  samples->count = 0;
  add_sample(samples, 0, x);
}

// The samples, as steps of the trail and for the orbits that are watched.
static enum cpf_status show(struct cpf_crew *crew, struct cpf_lane *lane, double t,
                            struct cpf_error *err) {
  const struct cpf_flow_shared *s = crew->shared;
  const struct cpf_samples *samples = &crew->samples;
  size_t m = samples->dim, size = m + samples->rest;
  struct cpf_step step = {
      .p = &s->reduced, .slow = lane->joining, .tolerance = s->opt->tolerance, .x = crew->x};
  for (size_t i = 0; i + 1 < samples->count; i++) {
    step.data = samples->x + i * size;
    step.t0 = t + samples->time[i];
    step.t1 = t + samples->time[i + 1];
    if (s->opt->nwatch > 0) {
      cpf_slow_at(step.slow, step.p, samples->x + (i + 1) * size, crew->line, crew->point);
      cpf_watcher_step(&lane->watcher, &step, crew->point);
    }
    if (s->opt->radius == 0 && !s->path)
      continue;
    double *data = cpf_trail_append(&lane->trail, step.t0, step.t1, step.slow, err);
    if (data == NULL)
      return CPF_ENOMEM;
    memcpy(data, step.data, size * sizeof *data);
    if (s->opt->radius > 0)
      cpf_members_follow(&lane->members, &lane->trail);
  }
  return CPF_OK;
}

// The time that the reduced flow takes from x to the border; false when it never gets there, as on
// a line where it leads inwards.
static bool time_to_border(const struct cpf_crew *crew, const struct cpf_centre *centre,
                           const double *from, double *time) {
  size_t m = (size_t)cpf_centre_dim(centre);
  double *x = crew->x, phi;
  memcpy(x, from, m * sizeof *x);
  if (m == 1) {
    cpf_centre_flow(centre, x, &phi);
    if (!(phi * x[0] > 0))
      return false;
  }
  return norm(m, x) > 0 &&
         cpf_centre_advance(centre, cpf_centre_reach(centre), INFINITY,
                            crew->shared->opt->tolerance, x, time, NULL, NULL) &&
         isfinite(*time);
}

// The soonest escape from a distance `size`: along x, and along the axes.
static bool soonest(struct cpf_crew *crew, const struct cpf_centre *centre, const double *x,
                    double size, double *time) {
  size_t m = (size_t)cpf_centre_dim(centre);
  double *from = crew->x + m, r = norm(m, x), took;
  bool any = false;
  for (size_t way = 0; way <= 2 * m && (m > 1 || way < 2); way++) { // on a line x is along it
    memset(from, 0, m * sizeof *from);
    if (way < 2 * m)
      from[way / 2] = way % 2 == 0 ? size : -size;
    for (size_t c = 0; way == 2 * m && c < m; c++)
      from[c] = r > 0 ? x[c] / r * size : 0;
    if (time_to_border(crew, centre, from, &took)) {
      *time = any ? fmin(*time, took) : took;
      any = true;
    }
  }
  return any;
}

// How long a trajectory that joined the manifold at x cannot leave, when x may be nothing but the
// error of the integration; false when it is more than that.
static bool held_for(struct cpf_crew *crew, int l, const double *x, double *time) {
  const struct cpf_lane *lane = &crew->lanes[l];
  const struct cpf_centre *centre = lane->joining->centre;
  double r = norm((size_t)cpf_centre_dim(centre), x);
  double unit = lane->joining->balanced ? ROUNDING * DBL_EPSILON : crew->shared->opt->tolerance;
  double error = unit * fmax(STEPS_LEAST, (double)lane->slot->record.steps);
  *time = INFINITY;
  if (r <= error && !soonest(crew, centre, x, fmin(r + error, cpf_centre_reach(centre)), time))
    *time = INFINITY;
  return r <= error;
}

// Step 4. x: where it ended, at time t; held: the time of its escape, when x is only an error.
static enum cpf_status end_slow(struct cpf_crew *crew, int l, const double *x, double t, bool bound,
                                double held, struct cpf_error *err) {
  struct cpf_lane *lane = &crew->lanes[l];
  struct cpf_slot *slot = lane->slot;
  const struct cpf_slow_point *point = lane->joining;
  double time = 0;
  bool leaves = bound ? isfinite(held) : time_to_border(crew, point->centre, x, &time);
  cpf_slow_at(point, &crew->shared->reduced, x, crew->line, crew->W);
  cpf_slow_at(point, &crew->shared->reduced, NULL, crew->line, slot->point);
  slot->has_point = true;
  if (leaves) {
    slot->record.escape = bound ? held : t + time;
    slot->record.escape_is_bound = bound;
  }
  return cpf_lane_end(crew, l, leaves ? CPF_FLOW_LINGERING : CPF_FLOW_UNDECIDED, t, crew->W, err);
}

// Steps 2 to 4.
static enum cpf_status follow(struct cpf_crew *crew, int l, const double *x0, double t,
                              struct cpf_error *err) {
  const struct cpf_flow_shared *s = crew->shared;
  struct cpf_lane *lane = &crew->lanes[l];
  const struct cpf_centre *centre = lane->joining->centre;
  enum cpf_status status = CPF_OK;
  size_t m = (size_t)cpf_centre_dim(centre);
  double *x = NULL, elapsed = 0, before = cpf_loss(&s->reduced, crew->W);
  double left = s->opt->time - t, held;
  bool reached = false, bound;
  CPF_TRY_ALLOC(x, m, err);
  memcpy(x, x0, m * sizeof *x);
  bound = held_for(crew, l, x, &held); // crew->x, where x0 lies, is used for that
  if (bound)
    left = fmin(left, held);
  start_samples(&crew->samples, m, (size_t)(s->reduced.d - s->reduced.k), crew->line, x);
  if (norm(m, x) > 0)
    reached = cpf_centre_advance(centre, cpf_centre_reach(centre), left, s->opt->tolerance, x,
                                 &elapsed, add_sample, &crew->samples);
  if (!reached && elapsed < left) // it rests
    add_sample(&crew->samples, left, x);
  if (crew->samples.failed) {
    status = cpf_fail(err, CPF_ENOMEM, "out of memory: samples of a slow manifold");
    goto cleanup;
  }
  for (int i = 0; i < lane->nheld; i++)
    lane->followed[i] |= lane->held[i] == lane->joining;
  CPF_TRY(show(crew, lane, t, err));
  cpf_slow_at(lane->joining, &s->reduced, x, crew->line, crew->W);
  lane->slot->record.loss_rise =
      fmax(lane->slot->record.loss_rise, cpf_loss(&s->reduced, crew->W) - before);
  if (!reached) {
    CPF_TRY(end_slow(crew, l, x, t + left, bound, t + held, err));
    goto cleanup;
  }
  lane->offset = t + elapsed;
  lane->before = 0; // the speed has been rising
  lane->joining = NULL;
  crew->limit[l] = s->opt->time - lane->offset;
  s->method->set(crew->march, l, 0, crew->W);
cleanup:
  free(x);
  return status;
}

enum cpf_status cpf_lane_glide(struct cpf_crew *crew, int l, const double *W, double t,
                               struct cpf_error *err) {
  struct cpf_lane *lane = &crew->lanes[l];
  struct cpf_centre *centre = lane->joining->centre;
  const struct cpf_centre_options opt = cpf_centre_options_default();
  double *x = crew->x;
  double distance = cpf_slow_project(lane->joining, &crew->shared->reduced, W, crew->line, x);
  double r = norm((size_t)cpf_centre_dim(centre), x);
  if (distance <= fmax(opt.join * r, ROUNDING * DBL_EPSILON) && r <= cpf_centre_reach(centre))
    return follow(crew, l, x, t, err);
  lane->patience -= r <= cpf_centre_reach(centre) ? 1 : AWAY;
  if (lane->patience <= 0) {
    lane->joining = NULL;
    lane->tests = 1; // tests go on; nothing is decided at once
  }
  return CPF_OK;
}
