// SPDX-License-Identifier: GPL-3.0-or-later
// Ensembles: where trajectories end.
#include "gather.h"
#include "model/outside.h"

static const double TIGHT = 3.14159265358979323846 / 8; // the tight-balance angle for rho = 4

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

// Odd and even rho, more and fewer students than teachers, other weights of the repulsion: where
// they end against a plain integration up to the same time, when |grad L| is 1e-6: 1e-4 from the
// minimum for eigenvalues down to 0.01.
Test(ensemble, other_problems_end_where_they_should) {
  struct cpf_problem problems[] = {problem(2, 2, 2, 3), problem(2, 2, 3, 4), problem(3, 2, 2, 4),
                                   problem(1, 1, 1, 4), problem(1, 2, 2, 3), problem(2, 3, 4, 5),
                                   problem(3, 3, 3, 4), problem(2, 2, 2, 4)};
  struct cpf_flow_start start = {.init = CPF_FLOW_UNIFORM};
  problems[1].repulsion = 0;
  problems[6].repulsion = 1.0 / 3;
  problems[7].repulsion = 2.5;
  for (size_t q = 0; q < COUNT(problems); q++) {
    const struct cpf_problem *p = &problems[q];
    struct gathered *all = gather(p, cpf_flow_options_default(), &start, 0, 40, 0);
    int compared = 0;
    check_records(all);
    cr_assert_eq(all->result->ends[CPF_FLOW_FAILED], 0);
    for (size_t j = 0; j < all->count; j++) {
      const struct kept *k = &all->list[j];
      double W[POINT_MAX];
      if (k->record.end != CPF_FLOW_ARRIVED || k->record.time > 60)
        continue;
      memcpy(W, k->start, sizeof W);
      for (double t = 0; t < k->record.time; t += 0.02)
        plain_step(p, 0.02, W);
      cr_assert_lt(distance(point_size(p), W, k->W), 1e-4, "problem %zu, start %zu", q, j);
      compared++;
    }
    cr_assert_geq(compared, 15, "problem %zu: %d", q, compared);
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

// In R^8 the way to tight-balance is so long that its unstable direction is lost in rounding: then
// the time of the escape is a bound, beyond which nothing is followed. With the bound before the
// time is over, or after.
Test(ensemble, bounds_of_escapes) {
  struct cpf_problem p = problem(2, 2, 8, 4);
  struct cpf_flow_start start = {.init = CPF_FLOW_UNIFORM};
  const double times[] = {1e12, 1e300};
  for (size_t t = 0; t < COUNT(times); t++) {
    struct cpf_flow_options opt = quick();
    int bounds = 0;
    opt.time = times[t];
    struct gathered *all = gather(&p, opt, &start, 0, 60, 0);
    check_records(all);
    for (size_t j = 0; j < all->count; j++) {
      const struct cpf_flow_record *r = &all->list[j].record;
      if (r->end != CPF_FLOW_LINGERING)
        continue;
      cr_assert_str_eq(all->list[j].label, "tight-balance");
      cr_assert(r->escape_is_bound || t == 0, "%zu", j);
      cr_assert_eq(r->time, fmin(r->escape, opt.time));
      // 64 roundings times some 10^2 to 10^4 steps, in 1 / (16 delta^2).
      if (r->escape_is_bound)
        cr_assert(r->escape > 1e18 && r->escape < 1e26, "%g", r->escape);
      bounds += r->escape_is_bound;
    }
    cr_assert_gt(bounds, 5);
    drop(all);
  }
}

// At odd rho degenerate points attract on one side, by dx/dt = -x^2: the slow manifold is followed
// to the end of the time, in a single dimension outside span V as in more, and nothing is claimed.
// Where both students leave span V in directions of their own there is no series to follow.
Test(ensemble, attracted_on_one_side) {
  for (int d = 3; d <= 5; d++) {
    struct cpf_problem p = problem(2, 2, d, 3);
    struct cpf_flow_start start = {.init = CPF_FLOW_UNIFORM};
    struct gathered *all = gather(&p, cpf_flow_options_default(), &start, 0, 60, 0);
    check_records(all);
    cr_assert_eq(all->result->ends[CPF_FLOW_ARRIVED] + all->result->ends[CPF_FLOW_UNDECIDED], 60);
    cr_assert_gt(all->result->ends[CPF_FLOW_UNDECIDED], 10);
    for (size_t j = 0; j < all->count; j++) {
      const struct kept *k = &all->list[j];
      if (k->record.end != CPF_FLOW_UNDECIDED)
        continue;
      cr_assert_gt(k->record.loss, 0.5);
      if (k->record.loss < 1.99)
        cr_assert(k->record.time == 1e12 && k->record.gradient < 1e-12, "d = %d, start %zu", d, j);
      cr_assert(k->record.nvisits > 0 && k->visits[k->record.nvisits - 1].stays);
    }
    drop(all);
  }
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
