// SPDX-License-Identifier: GPL-3.0-or-later
// The integrators, each on the same problems.
#include "flow/march.h"

#include <float.h>

#include "../support.h"
#include "flow/march_dense.h"

enum { METHODS = 3, STEPS_MOST = 20000 };
static const double UNIT = 1e-14; // what issue 5 asks of the rows

// Ends of trajectories from 25 digits: mpmath.odefun (Taylor series) with 30 digits and tolerance
// 1e-22 on w_i' = -P_i a_i in the ambient coordinates, started at the rows of `start` scaled to
// unit length.
static const struct reference {
  struct cpf_problem p;
  double time, start[12], end[12];
} references[] = {
    {{2, 2, 2, 4, 1},
     1,
     {5, 12, -8, 15},
     {0.3319825297941358673, 0.9432855346667231127, -0.4466755986482515442, 0.8946959872337788144}},
    {{2, 2, 3, 3, 0.5},
     1,
     {1, 2, 2, -2, 3, 6},
     {0.2216891501408969136, 0.9731744390567645716, -0.06152586347511495698, -0.2011216193384726543,
      0.8024377313578199594, 0.5618218414479679773}},
    {{3, 2, 4, 5, 1},
     0.5,
     {1, 2, 2, 4, 4, -4, 4, 1, 8, 0, -6, 0},
     {0.1892360791606055465, 0.4786347196266653259, 0.3799896456893008359, 0.7685742518981130427,
      0.8038173351430679259, -0.3473650064772185581, 0.4717449219422496643, 0.1033052400426982096,
      0.9819688597805206133, 0.05129600230797346478, -0.1813140746652022633,
      -0.0152014767988536581}},
    {{2, 2, 2, 6, 1},
     1,
     {5, 12, -8, 15},
     {0.2758149701956825838, 0.9612107480755480649, -0.2889095764651270918, 0.9573563895575883615}},
};

static void *make(const struct cpf_march_method *m, const struct cpf_problem *p, double tolerance) {
  struct cpf_march_options opt = cpf_march_options_default(p);
  struct cpf_error err = {CPF_OK, ""};
  void *state = NULL;
  opt.tolerance = tolerance;
  cr_assert_eq(m->alloc(p, &opt, &state, &err), CPF_OK, "%s", err.text);
  return state;
}

static void fill(double x, double *limit) {
  for (int l = 0; l < CPF_LANES; l++)
    limit[l] = x;
}

static void lane_of(const cpf_lanes *x, int lane, size_t count, double *out) {
  for (size_t e = 0; e < count; e++)
    out[e] = x[e][lane];
}

// From W for a time, in one lane; the number of attempts.
static int follow(const struct cpf_march_method *m, const struct cpf_problem *p, double tolerance,
                  double time, const double *start, double *end) {
  void *state = make(m, p, tolerance);
  double limit[CPF_LANES];
  unsigned accepted, failed;
  int attempts = 0;
  fill(time, limit);
  m->set(state, 2, 0, start);
  do {
    cr_assert_lt(attempts++, STEPS_MOST);
    m->step(state, limit, &accepted, &failed);
    cr_assert_eq(failed, 0);
    cr_assert_eq(accepted & ~4U, 0);
  } while (accepted == 0 || m->view(state)->t1[2] < time);
  lane_of(m->view(state)->W1, 2, point_size(p), end);
  m->free(state);
  return attempts;
}

static void unit_start(const struct reference *r, double *W) {
  memcpy(W, r->start, point_size(&r->p) * sizeof *W);
  cr_assert(cpf_normalise(&r->p, W));
}

Test(march, the_list) {
  size_t count = 0;
  for (; cpf_march_methods[count] != NULL; count++) {
    cr_assert_eq(cpf_march_find(cpf_march_methods[count]->name), cpf_march_methods[count]);
    cr_assert(strlen(cpf_march_methods[count]->summary) > 0);
  }
  cr_assert_eq(count, METHODS);
  cr_assert_eq(cpf_march_find("dopri5"), &cpf_march_dopri5);
  cr_assert_eq(cpf_march_find("dop853"), &cpf_march_dop853);
  cr_assert_eq(cpf_march_find("gsl-rk8pd"), &cpf_march_gsl);
  cr_assert_null(cpf_march_find("euler"));
  cr_assert_null(cpf_march_find(""));
}

// b.c^{q-1} = 1/q up to the order, row sums, and errors that vanish on constants.
static void check_table(const struct cpf_tableau *t) {
  double c[CPF_TABLEAU_STAGES] = {0}, fine = 0, coarse = 0;
  for (int s = 0; s < t->total; s++)
    for (int j = 0; j < s; j++)
      c[s] += t->a[s][j];
  cr_assert_float_eq(c[t->stages], 1, 1e-14);
  cr_assert_float_eq(c[t->stages - 1], 1, 1e-13);
  for (int q = 1; q <= t->order; q++) {
    double sum = 0;
    for (int j = 0; j < t->stages; j++)
      sum += t->a[t->stages][j] * pow(c[j], q - 1);
    cr_assert_float_eq(sum, 1.0 / q, 1e-13, "%s: order %d", t->name, q);
  }
  for (int j = 0; j <= t->stages; j++)
    fine += t->error[j], coarse += t->coarse[j];
  cr_assert_float_eq(fine, 0, 1e-14);
  cr_assert_float_eq(coarse, 0, 1e-14);
  // The dense output of y' = t^{q-1} is t^q/q at every s, up to its order.
  for (int q = 1; q <= t->dense_order; q++)
    for (double s = 0; s <= 1; s += 0.125) {
      double sum = 0, end = 1.0 / q,
             rows[3 + CPF_TABLEAU_EXTRA] = {end, (q == 1) - end, 2 * end - (q == 1) - 1};
      for (int m = 0; m < t->extra; m++)
        for (int j = 0; j < t->total; j++)
          rows[3 + m] += t->dense[m][j] * pow(c[j], q - 1);
      for (int m = 2 + t->extra; m >= 0; m--)
        sum = (sum + rows[m]) * (m % 2 == 0 ? s : 1 - s);
      cr_assert_float_eq(sum, pow(s, q) / q, 1e-12, "%s: dense order %d at %g", t->name, q, s);
    }
}

Test(march, tables) {
  check_table(&cpf_tableau_dopri5);
  check_table(&cpf_tableau_dop853);
}

Test(march, methods_agree_with_the_reference) {
  for (size_t r = 0; r < COUNT(references); r++)
    for (size_t m = 0; m < METHODS; m++) {
      const struct reference *ref = &references[r];
      double W[POINT_MAX], end[POINT_MAX];
      unit_start(ref, W);
      follow(cpf_march_methods[m], &ref->p, 1e-12, ref->time, W, end);
      // Some 100 steps of 1e-12 at most, none growing along these trajectories by more than e^2.
      for (size_t e = 0; e < point_size(&ref->p); e++)
        cr_assert_float_eq(end[e], ref->end[e], 1e-10, "%s, problem %zu: %zu: %.17g, not %.17g",
                           cpf_march_methods[m]->name, r, e, end[e], ref->end[e]);
    }
}

static double march_fixed(const struct cpf_march_method *m, const struct reference *ref, int steps,
                          double *end) {
  void *state = make(m, &ref->p, 1e6);
  double W[POINT_MAX], limit[CPF_LANES];
  unsigned accepted, failed;
  unit_start(ref, W);
  m->set(state, 0, 0, W);
  for (int a = 1; a <= steps; a++) {
    fill(ref->time * a / steps, limit);
    m->step(state, limit, &accepted, &failed);
    cr_assert_eq(accepted, 1);
    cr_assert_eq(m->view(state)->t1[0], limit[0]);
  }
  lane_of(m->view(state)->W1, 0, point_size(&ref->p), end);
  m->free(state);
  return distance(point_size(&ref->p), end, ref->end);
}

// Steps half as long divide the error by 2^order, but for the next order's term, which makes half
// an order here. The lengths are such that the errors, 1e-9 to 1e-14, are far above rounding, some
// 4e-16; on the first reference those of order 8 are not.
Test(march, order_of_the_steps) {
  static const struct {
    size_t reference;
    int coarse[2], fine[2]; // steps: for order 5, for order 8
  } plans[] = {{1, {32, 10}, {128, 20}}, {2, {32, 8}, {128, 16}}, {3, {32, 18}, {128, 27}}};
  for (size_t r = 0; r < COUNT(plans); r++)
    for (size_t m = 0; m < METHODS; m++) {
      const struct cpf_march_method *method = cpf_march_methods[m];
      const struct reference *ref = &references[plans[r].reference];
      double end[POINT_MAX];
      int eight = method->order == 8, a = plans[r].coarse[eight], b = plans[r].fine[eight];
      double coarse = march_fixed(method, ref, a, end), fine = march_fixed(method, ref, b, end);
      double order = log(coarse / fine) / log((double)b / a);
      cr_assert(coarse < 1e-8 && fine > 1e-14, "%s: %g, %g", method->name, coarse, fine);
      cr_assert_float_eq(order, method->order, 0.6, "%s, problem %zu: order %g", method->name,
                         plans[r].reference, order);
    }
}

// The largest error of the dense output of a first step of length h.
static double dense_error(const struct cpf_march_method *m, const struct reference *ref, double h) {
  void *state = make(m, &ref->p, 1e6);
  double W[POINT_MAX], at[POINT_MAX], exact[POINT_MAX], limit[CPF_LANES], most = 0;
  unsigned accepted, failed;
  fill(h, limit);
  unit_start(ref, W);
  m->set(state, 5, 0, W);
  m->step(state, limit, &accepted, &failed);
  cr_assert_eq(accepted, 1U << 5);
  for (double s = 0.1; s < 1; s += 0.2) {
    m->dense(state, 5, s, at);
    follow(&cpf_march_dop853, &ref->p, 1e-14, s * h, W, exact);
    most = fmax(most, distance(point_size(&ref->p), at, exact));
  }
  m->free(state);
  return most;
}

Test(march, order_of_the_dense_output) {
  for (size_t r = 0; r < COUNT(references); r++)
    for (size_t m = 0; m < METHODS; m++) {
      const struct cpf_march_method *method = cpf_march_methods[m];
      double h = method->dense_order < 7 ? 0.04 : 0.08;
      double coarse = dense_error(method, &references[r], h);
      double fine = dense_error(method, &references[r], h / 2);
      double order = log2(coarse / fine) - 1;
      cr_assert(fine > 1e-15, "%s: %g is rounding", method->name, fine);
      cr_assert(order > method->dense_order - 0.6 && order < method->dense_order + 1.5,
                "%s: order %g", method->name, order);
    }
}

Test(march, dense_output_as_data) {
  for (size_t m = 0; m < METHODS; m++) {
    const struct cpf_march_method *method = cpf_march_methods[m];
    const struct cpf_problem *p = &references[1].p;
    void *state = make(method, p, 1e-8);
    double W[POINT_MAX], V[POINT_MAX], limit[CPF_LANES], *data;
    unsigned accepted, failed;
    fill(1, limit);
    unit_start(&references[1], W);
    data = calloc(method->dense_size(p), sizeof *data);
    cr_assert_not_null(data);
    for (int l = 0; l < CPF_LANES; l++) {
      method->set(state, l, 0, W);
      W[0] = -W[0];
    }
    for (int a = 0; a < 3; a++)
      method->step(state, limit, &accepted, &failed);
    cr_assert_neq(accepted, 0);
    for (int l = 0; l < CPF_LANES; l++) {
      if ((accepted >> l & 1) == 0)
        continue;
      method->dense_save(state, l, data);
      for (double s = 0; s <= 1; s += 0.25) {
        method->dense(state, l, s, W);
        method->dense_eval(p, data, s, V);
        cr_assert_arr_eq(V, W, point_size(p) * sizeof *V);
        assert_unit_rows(p, V);
      }
      lane_of(method->view(state)->W1, l, point_size(p), V);
      cr_assert_lt(distance(point_size(p), W, V), 1e-14); // at s = 1
      method->dense(state, l, 0, W);
      lane_of(method->view(state)->W0, l, point_size(p), V);
      cr_assert_lt(distance(point_size(p), W, V), 1e-14);
    }
    free(data);
    method->free(state);
  }
}

static void check_step(const struct cpf_problem *p, const struct cpf_march_view *v, int l,
                       double tolerance) {
  double W[POINT_MAX], G[POINT_MAX], F[POINT_MAX];
  lane_of(v->W1, l, point_size(p), W);
  lane_of(v->F1, l, point_size(p), F);
  for (int i = 0; i < p->n; i++)
    cr_assert_float_eq(length((size_t)p->d, W + (size_t)i * (size_t)p->d), 1, UNIT);
  cr_assert(v->loss1[l] - v->loss0[l] <= cpf_march_rounding(p), "the loss rose by %g",
            v->loss1[l] - v->loss0[l]);
  cr_assert(v->t1[l] > v->t0[l]);
  cpf_gradient(p, W, G, NULL);
  for (size_t e = 0; e < point_size(p); e++)
    cr_assert_float_eq(F[e], -G[e], tolerance);
  cr_assert_float_eq(v->loss1[l], cpf_loss(p, W), tolerance);
  cr_assert_float_eq(v->speed1[l], inner(point_size(p), G, G), 10 * tolerance);
}

static const struct cpf_problem some[] = {
    {2, 2, 2, 4, 1},   {2, 2, 4, 4, 1}, {2, 2, 3, 6, 1}, {3, 2, 3, 1, 1}, {3, 3, 5, 3, 0.5},
    {4, 4, 4, 2, 0.2}, {1, 3, 3, 5, 1}, {5, 5, 7, 4, 0}, {6, 4, 9, 7, 1},
};

// Each accepted step starts where the one before ended, each rejected one starts again there.
Test(march, steps_stay_on_the_spheres_and_fall) {
  uint64_t state = 1;
  for (size_t s = 0; s < COUNT(some); s++)
    for (size_t m = 0; m < METHODS; m++) {
      const struct cpf_march_method *method = cpf_march_methods[m];
      const struct cpf_problem *p = &some[s];
      void *work = make(method, p, s % 2 == 0 ? 1e-4 : 1e-9);
      double W[CPF_LANES][POINT_MAX], V[POINT_MAX], limit[CPF_LANES];
      const struct cpf_march_view *v = method->view(work);
      unsigned accepted, failed;
      uint64_t rejected = 0;
      fill(30, limit);
      for (int l = 0; l < CPF_LANES; l++) {
        random_point(p, &state, W[l]);
        method->set(work, l, 1, W[l]);
      }
      for (int a = 0; a < 400; a++) {
        method->step(work, limit, &accepted, &failed);
        cr_assert_eq(failed, 0);
        for (int l = 0; l < CPF_LANES; l++) {
          lane_of(v->W0, l, point_size(p), V);
          cr_assert_arr_eq(V, W[l], point_size(p) * sizeof *V);
          rejected += (accepted >> l & 1) == 0 && v->t0[l] < 30;
          if ((accepted >> l & 1) == 0)
            continue;
          check_step(p, v, l, 1e-11);
          lane_of(v->W1, l, point_size(p), W[l]);
        }
        if (accepted == 0 && v->t0[0] == 30)
          break;
      }
      cr_assert_eq(v->rejected, rejected);
      method->free(work);
    }
}

// Losses recomputed in long double from the same rows, scaled to unit length there.
static long double exact_loss(const struct cpf_problem *p, const double *W) {
  size_t n = (size_t)p->n, k = (size_t)p->k, d = (size_t)p->d;
  long double V[POINT_MAX], loss = (p->repulsion * n + k) / 2.0L;
  for (size_t i = 0; i < n; i++) {
    long double square = 0;
    for (size_t e = 0; e < d; e++)
      square += (long double)W[i * d + e] * W[i * d + e];
    for (size_t e = 0; e < d; e++)
      V[i * d + e] = W[i * d + e] / sqrtl(square);
    for (size_t j = 0; j < k; j++)
      loss -= powl(V[i * d + j], p->rho);
    for (size_t q = 0; q < i; q++) {
      long double c = 0;
      for (size_t e = 0; e < d; e++)
        c += V[i * d + e] * V[q * d + e];
      loss += p->repulsion * powl(c, p->rho);
    }
  }
  return loss;
}

Test(march, rounding_of_the_loss_is_bounded) {
  uint64_t state = 2;
  for (size_t s = 0; s < COUNT(some); s++) {
    const struct cpf_problem *p = &some[s];
    void *work = make(&cpf_march_dopri5, p, 1e-6);
    const struct cpf_march_view *v = cpf_march_dopri5.view(work);
    double W[POINT_MAX], limit[CPF_LANES], most = 0;
    unsigned accepted, failed;
    fill(10, limit);
    for (int l = 0; l < CPF_LANES; l++) {
      random_point(p, &state, W);
      cpf_march_dopri5.set(work, l, 0, W);
    }
    for (int a = 0; a < 50; a++) {
      cpf_march_dopri5.step(work, limit, &accepted, &failed);
      for (int l = 0; l < CPF_LANES; l++) {
        lane_of(v->W1, l, point_size(p), W);
        if ((accepted >> l & 1) != 0)
          most = fmax(most, fabs((double)(v->loss1[l] - exact_loss(p, W))));
      }
    }
    cr_assert(most <= cpf_march_rounding(p) / 2, "%g, not %g", most, cpf_march_rounding(p) / 2);
    cr_assert(cpf_march_rounding(p) < 1e-11);
    cpf_march_dopri5.free(work);
  }
}

// One trajectory in the middle of others that start, end and fail beside it, and alone in another
// lane: the same bits.
Test(march, lanes_do_not_see_each_other) {
  for (size_t m = 0; m < METHODS; m++) {
    const struct cpf_march_method *method = cpf_march_methods[m];
    const struct cpf_problem p = {2, 2, 3, 4, 1};
    void *alone = make(method, &p, 1e-9), *crowd = make(method, &p, 1e-9);
    const struct cpf_march_view *a = method->view(alone), *b = method->view(crowd);
    double W[POINT_MAX], V[POINT_MAX], limit[CPF_LANES];
    unsigned accepted, failed, others;
    uint64_t state = 4;
    fill(7, limit);
    random_point(&p, &state, W);
    method->set(alone, 1, 0, W);
    method->set(crowd, 6, 0, W);
    for (int step = 0; step < 300; step++) {
      int lane = step % 6;
      random_point(&p, &state, V);
      if (step % 5 == 0)
        V[0] = NAN;
      method->set(crowd, lane, 0, V);
      method->step(alone, limit, &accepted, &failed);
      method->step(crowd, limit, &others, &failed);
      cr_assert_eq(accepted >> 1 & 1, others >> 6 & 1);
      cr_assert_eq(failed >> 6 & 1, 0);
      if (accepted == 0)
        continue;
      cr_assert_eq(a->t1[1], b->t1[6]);
      cr_assert_eq(a->loss1[1], b->loss1[6]);
      cr_assert_eq(a->speed1[1], b->speed1[6]);
      for (size_t e = 0; e < point_size(&p); e++)
        cr_assert_eq(a->W1[e][1], b->W1[e][6]);
      method->dense(alone, 1, 0.375, W);
      method->dense(crowd, 6, 0.375, V);
      cr_assert_arr_eq(V, W, point_size(&p) * sizeof *V);
    }
    cr_assert_eq(a->t0[1], 7);
    method->free(alone);
    method->free(crowd);
  }
}

Test(march, limits_are_met_exactly) {
  for (size_t m = 0; m < METHODS; m++) {
    const struct cpf_march_method *method = cpf_march_methods[m];
    const struct cpf_problem p = {2, 2, 3, 4, 1};
    void *work = make(method, &p, 1e-7);
    const struct cpf_march_view *v = method->view(work);
    double W[POINT_MAX], limit[CPF_LANES];
    unsigned accepted, failed;
    uint64_t state = 5;
    for (int l = 0; l < CPF_LANES; l++) {
      random_point(&p, &state, W);
      limit[l] = l == 0 ? 0 : l == 1 ? -1 : l == 2 ? NAN : 0.1 * l;
      method->set(work, l, 0, W);
    }
    method->clear(work, 7);
    for (int a = 0; a < 100; a++) {
      method->step(work, limit, &accepted, &failed);
      cr_assert_eq(failed, 0);
      cr_assert_eq(accepted & 0x87U, 0);
      for (int l = 3; l < 7; l++)
        cr_assert(v->t1[l] <= limit[l]);
    }
    cr_assert_eq(accepted, 0);
    for (int l = 3; l < 7; l++)
      cr_assert_eq(v->t0[l], limit[l]);
    limit[0] = 0.5; // it waited
    method->step(work, limit, &accepted, &failed);
    cr_assert_eq(accepted, 1);
    method->free(work);
  }
}

// A cut by the limit does not make the steps after it short.
Test(march, short_steps_are_forgotten) {
  for (size_t m = 0; m < METHODS; m++) {
    const struct cpf_march_method *method = cpf_march_methods[m];
    const struct reference *r = &references[0];
    void *work = make(method, &r->p, 1e-7);
    const struct cpf_march_view *v = method->view(work);
    double W[POINT_MAX], limit[CPF_LANES], usual;
    unsigned accepted, failed;
    unit_start(r, W);
    fill(1e-9, limit);
    method->set(work, 0, 0, W);
    method->step(work, limit, &accepted, &failed);
    cr_assert_eq(accepted, 1);
    fill(10, limit);
    method->step(work, limit, &accepted, &failed);
    usual = v->t1[0] - v->t0[0];
    cr_assert_gt(usual, 1e-3);
    method->free(work);
  }
}

Test(march, what_cannot_go_on_fails_alone) {
  for (size_t m = 0; m < METHODS; m++) {
    const struct cpf_march_method *method = cpf_march_methods[m];
    const struct cpf_problem p = {2, 2, 3, 4, 1};
    void *work = make(method, &p, 1e-7);
    double W[POINT_MAX], limit[CPF_LANES];
    unsigned accepted, failed, all = 0;
    uint64_t state = 6;
    fill(1, limit);
    for (int l = 0; l < CPF_LANES; l++) {
      random_point(&p, &state, W);
      W[1] = l == 0 ? NAN : l == 3 ? INFINITY : W[1];
      for (size_t e = 0; e < 3 && l == 5; e++)
        W[e] = 0; // no direction: nothing to scale to unit length
      method->set(work, l, 0, W);
    }
    for (int a = 0; a < 100; a++) {
      method->step(work, limit, &accepted, &failed);
      cr_assert_eq(accepted & 0x29U, 0);
      cr_assert_eq(failed & ~0x29U, 0);
      cr_assert_eq(failed & all, 0); // once
      all |= failed;
    }
    cr_assert_eq(all, 0x29U);
    random_point(&p, &state, W); // the lane can be used again
    method->set(work, 3, 0, W);
    method->step(work, limit, &accepted, &failed);
    cr_assert_eq(accepted, 8);
    method->free(work);
  }
}

// At a point that is exactly critical the steps grow without bound.
Test(march, rest) {
  for (size_t m = 0; m < METHODS; m++) {
    const struct cpf_problem p = {2, 2, 2, 4, 1};
    const double W[4] = {0, -1, 1, 0};
    double end[4];
    int attempts = follow(cpf_march_methods[m], &p, 1e-9, 1e12, W, end);
    cr_assert_arr_eq(end, W, sizeof end);
    cr_assert_lt(attempts, 50);
  }
}

// Near a copy the modes decay like exp(-4 t): the steps settle below the border of stability, few
// are rejected, and the gradient stays at the order of the tolerance.
Test(march, the_stiff_tail_stays_small) {
  for (size_t m = 0; m < METHODS; m++) {
    const struct cpf_march_method *method = cpf_march_methods[m];
    const struct cpf_problem p = {2, 2, 2, 4, 1};
    const double angles[2] = {0.1, 1.5};
    double W[4], limit[CPF_LANES];
    void *work = make(method, &p, 1e-7);
    const struct cpf_march_view *v = method->view(work);
    unsigned accepted, failed;
    uint64_t attempts = 0;
    for (int i = 0; i < 2; i++)
      W[2 * i] = cos(angles[i]), W[2 * i + 1] = sin(angles[i]);
    method->set(work, 0, 0, W);
    fill(200, limit);
    for (accepted = 0; accepted == 0 || v->t1[0] < 200; attempts++) {
      cr_assert_lt(attempts, 2000);
      method->step(work, limit, &accepted, &failed);
      cr_assert_eq(failed, 0);
      if (v->t1[0] > 20 && accepted != 0)
        cr_assert_lt(sqrt(v->speed1[0]), 10 * 1e-7, "%s: %g at %g", method->name,
                     sqrt(v->speed1[0]), v->t1[0]);
    }
    cr_assert_lt(v->rejected * 10, attempts);
    method->free(work);
  }
}

Test(march, a_tighter_tolerance_is_nearer) {
  for (size_t m = 0; m < METHODS; m++) {
    const struct reference *r = &references[1];
    double W[POINT_MAX], loose[POINT_MAX], tight[POINT_MAX];
    unit_start(r, W);
    follow(cpf_march_methods[m], &r->p, 1e-5, r->time, W, loose);
    follow(cpf_march_methods[m], &r->p, 1e-9, r->time, W, tight);
    double far = distance(point_size(&r->p), loose, r->end);
    double near = distance(point_size(&r->p), tight, r->end);
    // A few dozen steps, each within its tolerance, on a trajectory that contracts at the end.
    cr_assert_lt(far, 1e-3);
    cr_assert_lt(near, 1e-7);
    cr_assert_lt(near, far);
  }
}

Test(march, nothing_is_freed_quietly) {
  for (size_t m = 0; m < METHODS; m++)
    cpf_march_methods[m]->free(NULL);
}
