// SPDX-License-Identifier: GPL-3.0-or-later
// Ensembles: where trajectories end, what they pass, and that nothing else decides about it.
#include "gather.h"
#include "model/outside.h"

static const double PI = 3.14159265358979323846;
static const double TIGHT = 3.14159265358979323846 / 8; // the tight-balance angle for rho = 4

static struct cpf_flow_options quick(void) {
  struct cpf_flow_options opt = cpf_flow_options_default();
  opt.radius = 0;
  return opt;
}

// What holds for each record of any ensemble.
static void check_records(const struct gathered *all) {
  const struct cpf_flow_result *r = all->result;
  uint64_t ends = 0;
  cr_assert_eq(all->status, CPF_OK, "%s", all->err.text);
  cr_assert_eq(r->count, all->count);
  for (int e = 0; e < CPF_FLOW_ENDS; e++)
    ends += r->ends[e];
  cr_assert_eq(ends, r->count);
  for (size_t j = 0; j < all->count; j++) {
    const struct kept *k = &all->list[j];
    const struct cpf_flow_record *record = &k->record;
    cr_assert_eq(record->number, r->first + j);
    cr_assert_leq(record->loss_rise, 1e-13); // rounding of losses of order 1
    cr_assert_leq(record->off_sphere, 1e-14);
    assert_unit_rows(&r->problem, k->W);
    cr_assert_float_eq(cpf_loss(&r->problem, k->W), record->loss, 1e-12);
    cr_assert_leq(record->loss, cpf_loss(&r->problem, k->start) + 1e-12);
    cr_assert_eq(record->family >= 0, record->end <= CPF_FLOW_LINGERING);
    if (record->end == CPF_FLOW_ARRIVED)
      cr_assert_lt(record->gradient, 1e-6);
    for (int v = 0; v < record->nvisits; v++) {
      cr_assert_leq(k->visits[v].entered, k->visits[v].left);
      cr_assert_leq(k->visits[v].left, record->time);
      if (v > 0)
        cr_assert_leq(k->visits[v - 1].entered, k->visits[v].entered);
    }
  }
}

Test(ensemble, in_the_plane_all_reach_the_copy) {
  struct cpf_problem p = problem(2, 2, 2, 4);
  struct cpf_flow_start start = {.init = CPF_FLOW_UNIFORM};
  struct gathered *all = gather(&p, quick(), &start, 0, 4096, 0);
  check_records(all);
  for (size_t j = 0; j < all->count; j++) {
    const struct kept *k = &all->list[j];
    if (k->record.end == CPF_FLOW_ARRIVED)
      cr_assert_str_eq(k->label, "copy");
    else
      cr_assert(k->record.end == CPF_FLOW_LINGERING && k->record.escape > 1e12);
  }
  cr_assert_gt(all->result->ends[CPF_FLOW_ARRIVED], 4000);
  cr_assert_eq(all->result->times.count, all->result->ends[CPF_FLOW_ARRIVED]);
  drop(all);
}

Test(ensemble, the_split_cone_leads_to_its_own_copy) {
  struct cpf_problem p = problem(2, 2, 2, 4);
  struct cpf_flow_start start = {.init = CPF_FLOW_SPLIT_CONE};
  struct gathered *all = gather(&p, cpf_flow_options_default(), &start, 0, 500, 0);
  check_records(all);
  for (size_t j = 0; j < all->count; j++) {
    const struct kept *k = &all->list[j];
    cr_assert_str_eq(k->label, "copy");
    cr_assert(fabs(k->W[0]) > 1 - 1e-9 && fabs(k->W[3]) > 1 - 1e-9);
    cr_assert_lt(k->record.time, 20);
    for (int v = 0; v < k->record.nvisits; v++)
      cr_assert_str_neq(k->visited[v], "tight-balance");
  }
  drop(all);
}

// rho = 6, where tight-balance is a minimum of its own: each end against a plain integration.
Test(ensemble, spurious_minima_at_rho_six) {
  struct cpf_problem p = problem(2, 2, 2, 6);
  struct cpf_flow_start start = {.init = CPF_FLOW_UNIFORM};
  struct gathered *all = gather(&p, quick(), &start, 0, 150, 0);
  uint64_t tight = 0;
  check_records(all);
  for (size_t j = 0; j < all->count; j++) {
    const struct kept *k = &all->list[j];
    double W[4];
    memcpy(W, k->start, sizeof W);
    for (int s = 0; s < 2000; s++)
      plain_step(&p, 0.01, W);
    cr_assert_eq(k->record.end, CPF_FLOW_ARRIVED);
    cr_assert_lt(distance(4, W, k->W), 1e-5);
    tight += strcmp(k->label, "tight-balance") == 0;
    cr_assert_str_eq(k->label, cpf_loss(&p, W) > 0.5 ? "tight-balance" : "copy");
  }
  cr_assert(tight > 0 && tight < all->count);
  cr_assert_eq(tally_of(all->result, "tight-balance")->arrived, tight);
  drop(all);
}

// Starts with symmetries of their own, and their neighbours, which are free to leave.
Test(ensemble, symmetric_starts_are_captured) {
  struct cpf_problem p = problem(2, 2, 2, 4);
  double points[8 * 4], half = sqrt(0.5);
  plane_pair(0.3, 0.3, points);
  plane_pair(0.3, 0.3, points + 4); // w2 = (w11, -w12), to the last bit
  points[4 + 3] = -points[4 + 3];
  plane_pair(1.1, 1.1, points + 8);
  points[8 + 2] = -points[8 + 2];
  plane_pair(2, 2, points + 12);
  points[14] = -points[14];
  points[15] = -points[15];
  memcpy(points + 16, (double[]){half, half, half, half}, 4 * sizeof *points);
  memcpy(points + 20, (double[]){1, 0, 1, 0}, 4 * sizeof *points);
  plane_pair(0.3, 0.301, points + 24);
  plane_pair(0.3, -0.301, points + 28);
  static const char *const ends[] = {"same-copy",    "tight-balance", "tight-balance", "same-copy",
                                     "same-balance", "same-copy",     "copy",          "copy"};
  struct cpf_flow_start start = {.init = CPF_FLOW_GIVEN, .points = points, .npoints = 8};
  struct gathered *all = gather(&p, cpf_flow_options_default(), &start, 0, 8, 0);
  check_records(all);
  for (size_t j = 0; j < 8; j++) {
    cr_assert_str_eq(all->list[j].label, ends[j], "start %zu", j);
    cr_assert_eq(all->list[j].record.end, j < 6 ? CPF_FLOW_CAPTURED : CPF_FLOW_ARRIVED);
  }
  drop(all);
  p.rho = 6; // there the same set leads to a minimum
  start.points = points + 4;
  start.npoints = 1;
  all = gather(&p, quick(), &start, 0, 1, 0);
  cr_assert_eq(all->list[0].record.end, CPF_FLOW_ARRIVED);
  cr_assert_str_eq(all->list[0].label, "tight-balance");
  drop(all);
}

// A limit of time, the escape predicted when it was over, and the arrival without the limit. The
// law: beside tight-balance, with the angles apart by delta, it takes 1 / (16 delta^2).
Test(ensemble, predicted_escapes_come_true) {
  struct cpf_problem p = problem(2, 2, 2, 4);
  const double deltas[] = {5e-3, 1e-3, 1e-4, 1e-6};
  double points[4 * 4];
  for (size_t j = 0; j < 4; j++)
    plane_pair(TIGHT + deltas[j] / 2, -TIGHT + deltas[j] / 2, points + 4 * j);
  struct cpf_flow_start start = {.init = CPF_FLOW_GIVEN, .points = points, .npoints = 4};
  struct cpf_flow_options opt = cpf_flow_options_default();
  struct gathered *full = gather(&p, opt, &start, 0, 4, 0);
  opt.time = 1e3;
  struct gathered *cut = gather(&p, opt, &start, 0, 4, 0);
  check_records(full);
  check_records(cut);
  for (size_t j = 0; j < 4; j++) {
    const struct cpf_flow_record *a = &cut->list[j].record, *b = &full->list[j].record;
    double law = 1 / (16 * deltas[j] * deltas[j]), rest = b->time - a->escape;
    cr_assert_eq(a->end, CPF_FLOW_LINGERING);
    cr_assert_str_eq(cut->list[j].label, "tight-balance");
    cr_assert_eq(a->time, 1e3);
    cr_assert_not(a->escape_is_bound);
    // The law's corrections: log(1/delta) times a constant of order 1, and the way from the border.
    cr_assert_float_eq(a->escape / law, 1, 1e-6 + 100 / law);
    cr_assert_eq(b->end, CPF_FLOW_ARRIVED);
    cr_assert(rest > 0 && rest < 100 + 1e-6 * law, "%g", rest);
    cr_assert_str_eq(full->list[j].visited[0], "tight-balance");
    cr_assert_float_eq(full->list[j].visits[0].left / law, 1, 1e-6 + 100 / law);
  }
  drop(full);
  drop(cut);
}

static void assert_same(const struct kept *a, const struct kept *b) {
  struct cpf_flow_record x = a->record, y = b->record;
  x.family = y.family = 0; // numbers go by the order of meeting
  x.visits = y.visits = NULL;
  x.watch = x.start = x.W = y.watch = y.start = y.W = NULL;
  cr_assert_eq(memcmp(&x.time, &y.time, sizeof x.time), 0);
  cr_assert(x.number == y.number && x.end == y.end && x.loss == y.loss &&
            x.gradient == y.gradient && x.escape == y.escape && x.steps == y.steps &&
            x.rejected == y.rejected && x.loss_rise == y.loss_rise &&
            x.off_sphere == y.off_sphere && x.nvisits == y.nvisits);
  cr_assert_str_eq(a->label, b->label);
  for (int v = 0; v < x.nvisits; v++) {
    cr_assert_str_eq(a->visited[v], b->visited[v]);
    cr_assert_eq(a->visits[v].nearest, b->visits[v].nearest);
    cr_assert(a->visits[v].entered == b->visits[v].entered &&
              a->visits[v].left == b->visits[v].left && a->visits[v].stays == b->visits[v].stays);
  }
  cr_assert_arr_eq(a->W, b->W, sizeof a->W);
  cr_assert_arr_eq(a->watch, b->watch, sizeof a->watch);
}

// Threads, other trajectories beside, and where the ensemble begins decide nothing.
Test(ensemble, records_depend_on_their_number_alone) {
  struct cpf_problem p = problem(2, 2, 4, 4);
  struct cpf_flow_start start = {.init = CPF_FLOW_UNIFORM};
  struct cpf_flow_options opt = cpf_flow_options_default();
  double tight[8] = {cos(TIGHT), sin(TIGHT), 0, 0, cos(TIGHT), -sin(TIGHT), 0, 0};
  opt.watch = tight;
  opt.nwatch = 1;
  opt.threads = 1;
  struct gathered *one = gather(&p, opt, &start, 0, 160, 0);
  check_records(one);
  for (opt.threads = 2; opt.threads <= 3; opt.threads++) {
    struct gathered *more = gather(&p, opt, &start, 0, 160, 0);
    for (size_t j = 0; j < 160; j++) {
      assert_same(&one->list[j], &more->list[j]);
      cr_assert_eq(one->list[j].record.family, more->list[j].record.family);
    }
    cr_assert_eq(one->result->nfamilies, more->result->nfamilies);
    drop(more);
  }
  opt.threads = 2;
  struct gathered *part = gather(&p, opt, &start, 97, 60, 0);
  for (size_t j = 0; j < 60; j++)
    assert_same(&one->list[97 + j], &part->list[j]);
  drop(one);
  drop(part);
}

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
Test(ensemble, visits_are_those_of_a_plain_integration) {
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

// In R^32 the trajectory is that of the reduced problem, and comes back to R^32.
Test(ensemble, high_dimensions_are_reduced) {
  struct cpf_problem p = problem(2, 2, 32, 4), q = cpf_problem_reduced(&p);
  struct cpf_flow_options opt = cpf_flow_options_default();
  struct cpf_flow_start start = {.init = CPF_FLOW_UNIFORM};
  cr_assert_eq(q.d, 4);
  struct gathered *all = gather(&p, opt, &start, 0, 12, 0);
  check_records(all);
  for (size_t j = 0; j < all->count; j++) {
    const struct kept *k = &all->list[j];
    double copy[64], point[8], end[8], work[90];
    memcpy(copy, k->start, sizeof copy);
    cpf_outside_reduce(&p, copy, 1e-15, point, work);
    struct cpf_flow_start given = {.init = CPF_FLOW_GIVEN, .points = point, .npoints = 1};
    struct gathered *low = gather(&q, opt, &given, 0, 1, 0);
    cr_assert_eq(low->list[0].record.end, k->record.end);
    cr_assert_float_eq(low->list[0].record.time / k->record.time, 1, 1e-6);
    memcpy(copy, k->W, sizeof copy);
    cpf_outside_reduce(&p, copy, 1e-15, end, work);
    cr_assert_lt(cpf_outside_distance(&q, low->list[0].W, end), 1e-6);
    cr_assert_float_eq(inner(32, k->W, k->W + 32), inner(4, end, end + 4), 1e-12);
    drop(low);
  }
  drop(all);
}

// Beside the points with both students at one teacher, apart along a line outside span V, with
// orbits of O(d-k): the slow manifold on that line against a plain integration.
Test(ensemble, slow_manifolds_on_a_line) {
  struct cpf_problem p = problem(2, 2, 4, 4);
  const double u = 0.05, a = 0.9382797;
  double W[8], point[8], b = sqrt(1 - a * a), tight[8] = {0}, t = 0, left = 0;
  memcpy(W, (double[]){a, u, 0.6 * b, 0.8 * b, a, 1.3 * u, -0.6 * b, -0.8 * b + 0.01}, sizeof W);
  cr_assert(cpf_normalise(&p, W));
  memcpy(point, W, sizeof W);
  struct cpf_flow_start start = {.init = CPF_FLOW_GIVEN, .points = point, .npoints = 1};
  struct cpf_flow_options opt = cpf_flow_options_default();
  tight[0] = tight[4] = cos(TIGHT);
  tight[1] = sin(TIGHT);
  tight[5] = -sin(TIGHT);
  struct gathered *all = gather(&p, opt, &start, 0, 1, 0);
  check_records(all);
  const struct kept *k = &all->list[0];
  double centre[8] = {a, 0, b, 0, a, 0, -b, 0};
  cr_assert_geq(k->record.nvisits, 1);
  cr_assert_eq(k->visits[0].entered, 0);
  for (; left == 0 && t < 1e4; t += 0.01) {
    plain_step(&p, 0.01, W);
    if (cpf_outside_distance(&p, W, centre) > opt.radius)
      left = t;
  }
  cr_assert_gt(left, 20);
  cr_assert_float_eq(k->visits[0].left, left, 0.02 + 1e-4 * left);
  drop(all);
}

Test(ensemble, other_problems_end_somewhere) {
  struct cpf_problem problems[] = {problem(2, 2, 2, 3), problem(2, 2, 3, 4), problem(3, 2, 3, 4),
                                   problem(1, 1, 1, 4), problem(1, 2, 2, 3)};
  struct cpf_flow_start start = {.init = CPF_FLOW_UNIFORM};
  problems[1].repulsion = 0;
  for (size_t q = 0; q < COUNT(problems); q++) {
    struct gathered *all = gather(&problems[q], cpf_flow_options_default(), &start, 0, 40, 0);
    check_records(all);
    cr_assert_gt(all->result->ends[CPF_FLOW_ARRIVED], 20, "problem %zu", q);
    cr_assert_eq(all->result->ends[CPF_FLOW_FAILED], 0);
    drop(all);
  }
}

// Where minima form continua nothing is proved.
Test(ensemble, continua_are_undecided) {
  struct cpf_problem p = problem(2, 2, 2, 2);
  struct cpf_flow_start start = {.init = CPF_FLOW_UNIFORM};
  struct gathered *all = gather(&p, quick(), &start, 0, 30, 0);
  check_records(all);
  cr_assert_eq(all->result->ends[CPF_FLOW_UNDECIDED], 30);
  for (size_t j = 0; j < 30; j++)
    cr_assert_float_eq(all->list[j].record.loss, 0, 1e-10);
  drop(all);
  p = problem(1, 2, 2, 1); // no certificates for rho = 1
  all = gather(&p, quick(), &start, 0, 10, 0);
  cr_assert_eq(all->result->ends[CPF_FLOW_UNDECIDED], 10);
  drop(all);
}

Test(ensemble, interruption_keeps_what_is_done) {
  struct cpf_problem p = problem(2, 2, 3, 4);
  struct cpf_flow_start start = {.init = CPF_FLOW_UNIFORM};
  struct gathered *cut = gather(&p, quick(), &start, 5, 3000, 70);
  struct gathered *full = gather(&p, quick(), &start, 5, 200, 0);
  cr_assert_eq(cut->status, CPF_EINTERRUPTED);
  cr_assert(cut->result->interrupted);
  cr_assert(cut->result->count >= 70 && cut->result->count < 3000);
  cr_assert_eq(cut->result->count, cut->count);
  for (size_t j = 0; j < 200 && j < cut->count; j++)
    assert_same(&cut->list[j], &full->list[j]);
  drop(cut);
  drop(full);
}

static enum cpf_status refuse(void *ctx, const struct cpf_flow_result *result,
                              const struct cpf_flow_record *record, struct cpf_error *err) {
  (void)ctx;
  (void)result;
  return record->number < 3 ? CPF_OK : cpf_fail(err, CPF_EIO, "full");
}

Test(ensemble, a_failing_callback_ends_it) {
  struct cpf_problem p = problem(2, 2, 2, 4);
  struct cpf_flow_start start = {.init = CPF_FLOW_UNIFORM};
  struct cpf_flow_options opt = quick();
  struct cpf_table *table = reference();
  struct cpf_flow_result *result;
  struct cpf_error err;
  opt.record = refuse;
  cr_assert_eq(cpf_flow_ensemble(&p, &opt, table, &start, 0, 100, &result, &err), CPF_EIO);
  cr_assert_null(result);
  cr_assert_str_eq(err.text, "full");
  cpf_table_free(table);
}

Test(ensemble, bad_options_are_named) {
  struct cpf_problem p = problem(2, 2, 2, 4), large = problem(9, 9, 9, 4);
  struct cpf_flow_start start = {.init = CPF_FLOW_UNIFORM};
  struct cpf_flow_options bad[14];
  double watch[81] = {0}, off[4] = {1, 1, 0, 1};
  static const char *const words[] = {"tolerance", "tolerance", "tolerance", "time",   "time",
                                      "time",      "gradient",  "gradient",  "radius", "radius",
                                      "method",    "threads",   "steps",     "watch"};
  for (size_t b = 0; b < COUNT(bad); b++)
    bad[b] = quick();
  bad[0].tolerance = 0;
  bad[1].tolerance = NAN;
  bad[2].tolerance = 1;
  bad[3].time = 0;
  bad[4].time = -1;
  bad[5].time = INFINITY;
  bad[6].gradient = 0;
  bad[7].gradient = NAN;
  bad[8].radius = -0.1;
  bad[9].radius = INFINITY;
  bad[10].method = "euler";
  bad[11].threads = -1;
  bad[12].steps = 0;
  bad[13].watch = off;
  bad[13].nwatch = 1;
  for (size_t b = 0; b < COUNT(bad); b++) {
    struct gathered *all = gather(&p, bad[b], &start, 0, 1, 0);
    cr_assert_eq(all->status, CPF_EINVAL);
    cr_assert_null(all->result);
    cr_assert_not_null(strstr(all->err.text, words[b]), "%s", all->err.text);
    drop(all);
  }
  struct gathered *none = gather(&p, quick(), &start, 0, 0, 0);
  cr_assert_eq(none->status, CPF_EINVAL);
  cr_assert_not_null(strstr(none->err.text, "count is 0"));
  drop(none);
  struct gathered *beyond = gather(&p, quick(), &start, UINT64_MAX - 1, 2, 0);
  cr_assert_eq(beyond->status, CPF_EINVAL);
  drop(beyond);
  for (int i = 0; i < 9; i++)
    watch[10 * i] = 1;
  struct cpf_flow_options many = quick();
  many.watch = watch;
  many.nwatch = 1;
  struct gathered *all = gather(&large, many, &start, 0, 1, 0);
  cr_assert_eq(all->status, CPF_EINVAL);
  cr_assert_not_null(strstr(all->err.text, "4096"), "%s", all->err.text);
  drop(all);
}

Test(ensemble, names_of_ends_and_methods) {
  cr_assert_str_eq(cpf_flow_end_name(CPF_FLOW_LINGERING), "lingering");
  cr_assert_str_eq(cpf_flow_end_name((enum cpf_flow_end)77), "");
  const char *const *names = cpf_flow_method_names();
  cr_assert_str_eq(names[0], "dop853");
  for (int i = 0; names[i] != NULL; i++)
    cr_assert_not_null(cpf_flow_method_summary(names[i]));
  cr_assert_null(cpf_flow_method_summary("euler"));
}
