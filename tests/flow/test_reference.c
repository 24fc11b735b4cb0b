// SPDX-License-Identifier: GPL-3.0-or-later
// Whole trajectories by every integrator against each other, and against Taylor series in long
// double, which share no formula with them.
#include "gather.h"

static const double TIGHT = 3.14159265358979323846 / 8; // the tight-balance angle for rho = 4

// The flow in the ambient coordinates, as power series in time: coefficient m of each quantity from
// those up to m of W, by Cauchy's product; then W_{m+1} = F_m / (m + 1).
enum { TERMS = 20, N_MAX = 3, D_MAX = 4, RHO_MAX = 6 };
typedef long double series[TERMS + 1];
struct taylor {
  struct cpf_problem p;
  series W[N_MAX][D_MAX], a[N_MAX][D_MAX], mu[N_MAX];
  series pair[N_MAX][N_MAX][RHO_MAX], teacher[N_MAX][D_MAX][RHO_MAX]; // powers 0 .. rho - 1
};

static long double product(const long double *a, const long double *b, int m) {
  long double sum = 0;
  for (int j = 0; j <= m; j++)
    sum += a[j] * b[m - j];
  return sum;
}

// Coefficient m of the powers of an inner product, whose own is known.
static void powers(series *x, int rho, int m) {
  x[0][m] = m == 0;
  for (int e = 2; e < rho; e++)
    x[e][m] = product(x[e - 1], x[1], m);
}

static void coefficient(struct taylor *t, int m) {
  const struct cpf_problem *p = &t->p;
  for (int i = 0; i < p->n; i++) {
    for (int q = 0; q < p->n; q++) {
      t->pair[i][q][1][m] = 0;
      for (int c = 0; c < p->d; c++)
        t->pair[i][q][1][m] += product(t->W[i][c], t->W[q][c], m);
      powers(t->pair[i][q], p->rho, m);
    }
    for (int j = 0; j < p->k; j++) {
      t->teacher[i][j][1][m] = t->W[i][j][m];
      powers(t->teacher[i][j], p->rho, m);
    }
    t->mu[i][m] = 0;
    for (int c = 0; c < p->d; c++) {
      long double sum = c < p->k ? -t->teacher[i][c][p->rho - 1][m] : 0;
      for (int q = 0; q < p->n; q++)
        if (q != i)
          sum += (long double)p->repulsion * product(t->pair[i][q][p->rho - 1], t->W[q][c], m);
      t->a[i][c][m] = p->rho * sum;
      t->mu[i][m] += product(t->a[i][c], t->W[i][c], m);
    }
    for (int c = 0; c < p->d; c++)
      t->W[i][c][m + 1] = (product(t->mu[i], t->W[i][c], m) - t->a[i][c][m]) / (m + 1);
  }
}

// W, long doubles, after a time h.
static void taylor_step(struct taylor *t, long double h, long double *W) {
  for (int i = 0; i < t->p.n; i++)
    for (int c = 0; c < t->p.d; c++)
      t->W[i][c][0] = W[i * t->p.d + c];
  for (int m = 0; m < TERMS; m++)
    coefficient(t, m);
  for (int i = 0; i < t->p.n; i++)
    for (int c = 0; c < t->p.d; c++) {
      long double sum = 0;
      for (int m = TERMS; m >= 0; m--)
        sum = sum * h + t->W[i][c][m];
      W[i * t->p.d + c] = sum;
    }
}

// The largest distance of the path from the reference at `count` times up to `time`, whose steps
// are h; and how much the reference's rows are off the spheres, which tells its own error.
static double far_from_reference(const struct cpf_problem *p, const struct cpf_flow_path *path,
                                 const double *start, double time, int count, int steps) {
  struct taylor *t = calloc(1, sizeof *t);
  long double W[POINT_MAX], h = (long double)time / count / steps;
  double at[POINT_MAX], V[POINT_MAX], most = 0;
  size_t size = point_size(p);
  cr_assert_not_null(t);
  cr_assert(p->n <= N_MAX && p->d <= D_MAX && p->rho <= RHO_MAX);
  t->p = *p;
  for (size_t e = 0; e < size; e++)
    W[e] = start[e];
  for (int s = 1; s <= count; s++) {
    for (int i = 0; i < steps; i++)
      taylor_step(t, h, W);
    for (size_t e = 0; e < size; e++)
      V[e] = (double)W[e];
    cpf_flow_path_at(path, s < count ? time * s / count : time, at);
    most = fmax(most, distance(size, at, V));
    for (size_t i = 0; i < (size_t)p->n; i++) // as far off as the start, rounding
      cr_assert_float_eq(length((size_t)p->d, V + i * (size_t)p->d), 1, 1e-14);
  }
  free(t);
  return most;
}

static void check(const struct cpf_problem *p, const double *start, double time, int count,
                  int steps, double error) {
  const char *const *names = cpf_flow_method_names();
  for (int m = 0; names[m] != NULL; m++) {
    struct cpf_flow_options opt = cpf_flow_options_default();
    struct cpf_flow_path *path;
    struct cpf_flow_result *result;
    struct cpf_table *table = reference();
    opt.method = names[m];
    opt.tolerance = 1e-12;
    opt.gradient = 1e-12; // not broken off before
    opt.time = time;
    cr_assert_eq(cpf_flow_follow(p, &opt, table, start, &path, &result, NULL), CPF_OK);
    cr_assert_eq(cpf_flow_path_time(path), time);
    double far = far_from_reference(p, path, start, time, count, steps);
    cr_assert_lt(far, error, "%s: %g", names[m], far);
    cpf_flow_path_free(path);
    cpf_flow_result_free(result);
    cpf_table_free(table);
  }
}

// Ten to fifty steps of 1e-12 at most each, whose errors shrink more than they grow.
Test(reference, random_trajectories) {
  struct cpf_problem problems[] = {problem(2, 2, 2, 4), problem(2, 2, 3, 4), problem(3, 2, 3, 5),
                                   problem(2, 3, 4, 3), problem(2, 2, 4, 6)};
  uint64_t state = 11;
  problems[2].repulsion = 0.5;
  problems[3].repulsion = 0;
  for (size_t q = 0; q < COUNT(problems); q++)
    for (int trial = 0; trial < 2; trial++) {
      double start[POINT_MAX];
      random_point(&problems[q], &state, start);
      check(&problems[q], start, 4, 7, 20, 2e-11);
    }
}

// Past tight-balance, whence it takes 1 / (16 delta^2) = 69 to leave: there the path goes along the
// slow manifold. The errors of delta, some 1e-11, are errors of that time by 2 * 69 * 1e-11 /
// delta, at a speed of 1.
Test(reference, through_a_plateau) {
  struct cpf_problem p = problem(2, 2, 2, 4);
  const double delta = 0.03;
  double start[4];
  plane_pair(TIGHT + delta, -TIGHT, start);
  check(&p, start, 68, 136, 10, 2e-8);
}

// Ends, families, times and visits are the same by every integrator, and with a smaller tolerance.
// Ten steps' errors, 1e-8, are 1e-2 of the gradient at which an arrival is timed, 1e-6, and
// so of the time in which it falls by e; after a plateau the relative error of its distance counts.
Test(reference, ensembles_agree) {
  const struct cpf_problem problems[] = {problem(2, 2, 3, 4), problem(3, 3, 3, 4),
                                         problem(2, 2, 2, 6)};
  const char *const *names = cpf_flow_method_names();
  struct cpf_flow_start start = {.init = CPF_FLOW_UNIFORM};
  enum { TRAJECTORIES = 40 };
  for (size_t q = 0; q < COUNT(problems); q++) {
    struct cpf_flow_options opt = cpf_flow_options_default();
    opt.tolerance = 1e-12;
    struct gathered *fine = gather(&problems[q], opt, &start, 0, TRAJECTORIES, 0);
    check_records(fine);
    opt.tolerance = 1e-9;
    for (int m = 0; names[m] != NULL; m++) {
      opt.method = names[m];
      struct gathered *all = gather(&problems[q], opt, &start, 0, TRAJECTORIES, 0);
      check_records(all);
      for (size_t j = 0; j < TRAJECTORIES; j++) {
        const struct kept *a = &fine->list[j], *b = &all->list[j];
        cr_assert_eq(a->record.end, b->record.end, "%s %zu %zu", names[m], q, j);
        cr_assert_str_eq(a->label, b->label, "%s %zu %zu", names[m], q, j);
        cr_assert_eq(a->record.nvisits, b->record.nvisits, "%s %zu %zu", names[m], q, j);
        if (a->record.end == CPF_FLOW_ARRIVED) {
          cr_assert_float_eq(b->record.time, a->record.time, 0.01 + 1e-6 * a->record.time,
                             "%s %zu %zu: %.9g %.9g", names[m], q, j, a->record.time,
                             b->record.time);
          cr_assert_lt(distance(point_size(&problems[q]), a->W, b->W), 2e-6);
        }
        for (int v = 0; v < a->record.nvisits; v++) {
          cr_assert_str_eq(a->visited[v], b->visited[v]);
          if (!a->visits[v].stays)
            cr_assert_float_eq(a->visits[v].nearest, b->visits[v].nearest, 1e-6);
        }
      }
      drop(all);
    }
    drop(fine);
  }
}
