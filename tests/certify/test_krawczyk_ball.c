// SPDX-License-Identifier: GPL-3.0-or-later
// The equations and Krawczyk's test on points that are known in closed form.
#include "certify/krawczyk_ball.h"

#include "../support.h"
#include "model/ball.h"

enum { BITS = 128 };

// The system of the whole space, no symmetries and one block, and W with its multipliers.
static void whole(const struct cpf_problem *p, const double *W, struct cpf_system *s, arb_mat_t x) {
  struct cpf_space space;
  struct cpf_error err = {CPF_OK, ""};
  bool zero[POINT_MAX] = {false};
  arb_mat_t A;
  cr_assert_eq(cpf_space_make(p, p->d, zero, NULL, 0, &space, &err), CPF_OK);
  cr_assert_eq(cpf_system_make(p, &space, W, s, &err), CPF_OK, "%s", err.text);
  arb_mat_init(A, p->n, p->d);
  for (int e = 0; e < p->n * p->d; e++)
    arb_set_d(arb_mat_entry(A, e / p->d, e % p->d), W[e]);
  arb_mat_init(x, s->size, 1);
  cpf_system_gather(s, A, x, BITS);
  for (slong i = 0; i < s->size; i++)
    arb_get_mid_arb(arb_mat_entry(x, i, 0), arb_mat_entry(x, i, 0));
  arb_mat_clear(A);
}

static bool krawczyk(const struct cpf_system *s, const arb_mat_t x, double r, double *found) {
  mag_t radius, out;
  mag_init(radius), mag_init(out);
  mag_set_d(radius, r);
  bool ok = cpf_system_krawczyk(s, x, radius, out, BITS);
  *found = mag_get_d(out);
  mag_clear(radius), mag_clear(out);
  return ok;
}

static bool injective(const struct cpf_system *s, const arb_mat_t x, double r) {
  arb_mat_t X;
  mag_t radius;
  arb_mat_init(X, s->size, 1);
  mag_init(radius);
  mag_set_d(radius, r);
  arb_mat_set(X, x);
  for (slong i = 0; i < s->size; i++)
    arb_add_error_mag(arb_mat_entry(X, i, 0), radius);
  bool ok = cpf_system_injective(s, X, BITS);
  arb_mat_clear(X);
  mag_clear(radius);
  return ok;
}

// F against the gradient in double precision, J against differences of F, at random points.
Test(krawczyk_ball, equations) {
  const struct cpf_problem shapes[] = {{1, 1, 1, 3, 1},    {1, 2, 2, 2, 1}, {2, 2, 2, 4, 0.3},
                                       {3, 2, 3, 3, 0.75}, {2, 1, 3, 5, 2}, {3, 1, 4, 4, 0.5}};
  uint64_t state = 3;
  for (size_t z = 0; z < COUNT(shapes); z++) {
    const struct cpf_problem *p = &shapes[z];
    struct cpf_system s;
    arb_mat_t x, y, F, Fy, J;
    double W[POINT_MAX], G[POINT_MAX];
    random_point(p, &state, W);
    for (int a = p->k; a < p->d; a++) // lower triangular outside span V
      for (int i = 0; i < p->n && i < a - p->k; i++)
        W[i * p->d + a] = 0;
    cr_assert(cpf_normalise(p, W));
    whole(p, W, &s, x);
    arb_mat_init(y, s.size, 1), arb_mat_init(F, s.size, 1), arb_mat_init(Fy, s.size, 1);
    arb_mat_init(J, s.size, s.size);
    cpf_system_eval(&s, x, F, J, BITS);
    cpf_gradient(p, W, G, NULL);
    for (int e = 0; e < p->n * p->d; e++) {
      double f = arf_get_d(arb_midref(arb_mat_entry(F, e, 0)), ARF_RND_NEAR);
      cr_expect_float_eq(p->rho * f, G[e], 1e-13 * p->rho, "P(%d,%d,%d,%d)", p->n, p->k, p->d,
                         p->rho);
    }
    for (slong column = 0; column < s.size; column++) { // an error of 2^-40 times the curvature
      arb_mat_set(y, x);
      arb_t step;
      arb_init(step);
      arb_set_si(step, 1);
      arb_mul_2exp_si(step, step, -40);
      arb_add(arb_mat_entry(y, column, 0), arb_mat_entry(y, column, 0), step, BITS);
      cpf_system_eval(&s, y, Fy, NULL, BITS);
      arb_mat_sub(Fy, Fy, F, BITS);
      arb_mat_scalar_mul_2exp_si(Fy, Fy, 40);
      for (slong row = 0; row < s.size; row++) {
        arb_sub(step, arb_mat_entry(Fy, row, 0), arb_mat_entry(J, row, column), BITS);
        cr_expect_lt(fabs(arf_get_d(arb_midref(step), ARF_RND_NEAR)), 1e-9);
      }
      arb_clear(step);
    }
    arb_mat_clear(x), arb_mat_clear(y), arb_mat_clear(F), arb_mat_clear(Fy), arb_mat_clear(J);
    cpf_system_clear(&s);
  }
}

// n = 1: L = k/2 - sum w_j^rho. The copy is a simple root for rho > 2.
Test(krawczyk_ball, one_student) {
  struct cpf_problem p = {1, 2, 2, 4, 1};
  struct cpf_system s;
  arb_mat_t x;
  double found;
  whole(&p, (double[]){1, 0}, &s, x);
  cr_expect(krawczyk(&s, x, 1e-10, &found));
  cr_expect_lt(found, 1e-18);
  cr_expect(krawczyk(&s, x, 0.01, &found));
  cr_expect_not(krawczyk(&s, x, 1, &found)); // the average, 45 degrees away, is in there
  cr_expect(injective(&s, x, 0.01));
  cr_expect_not(injective(&s, x, 1));
  arb_mat_clear(x);
  cpf_system_clear(&s);
}

// No root in the box: a center off by more than the radius, at all scales; off by less: found, and
// the box reaches the root.
Test(krawczyk_ball, existence) {
  const double t = acos(-1) / 24;
  struct cpf_problem p = {2, 2, 2, 6, 1};
  uint64_t state = 4;
  for (int trial = 0; trial < 2000; trial++) {
    double W[] = {cos(t), sin(t), cos(5 * t), -sin(5 * t)}, off[4], found, most = 0;
    double size = pow(10, -3 - 9 * fabs(centred(&state))), r = size * pow(10, 2 * centred(&state));
    struct cpf_system s;
    arb_mat_t x;
    for (int e = 0; e < 4; e++) {
      off[e] = size * centred(&state);
      W[e] += off[e];
      most = fmax(most, fabs(off[e]));
    }
    whole(&p, W, &s, x);
    bool ok = krawczyk(&s, x, r, &found);
    cr_expect(!ok || found > most * (1 - 1e-9) - 1e-15, "off by %g, claimed within %g", most,
              found);
    cr_expect(!ok || most < r, "off by %g: a root within %g", most, r);
    cr_expect(ok || r > 1e-4 || r < 100 * size, "off by %g: no root within %g", most, r);
    arb_mat_clear(x);
    cpf_system_clear(&s);
  }
}

// Newton's method: from nearby to the root, not from a multiple one.
Test(krawczyk_ball, newton) {
  struct cpf_problem p = {2, 2, 2, 6, 1}, multiple = {2, 2, 2, 4, 1};
  const double t = acos(-1) / 24, u = acos(-1) / 8;
  struct cpf_system s;
  arb_mat_t x;
  arb_t exact;
  arb_init(exact);
  whole(&p, (double[]){cos(t) + 1e-4, sin(t), cos(5 * t), -sin(5 * t) - 1e-4}, &s, x);
  cr_assert(cpf_system_newton(&s, x, BITS));
  arb_const_pi(exact, BITS);
  arb_div_ui(exact, exact, 24, BITS);
  arb_cos(exact, exact, BITS);
  arb_sub(exact, exact, arb_mat_entry(x, 0, 0), BITS);
  cr_expect_lt(fabs(arf_get_d(arb_midref(exact), ARF_RND_NEAR)), ldexp(1, -(BITS - 28)));
  arb_mat_clear(x), arb_clear(exact);
  cpf_system_clear(&s);
  whole(&multiple, (double[]){cos(u), sin(u), cos(u), -sin(u)}, &s, x);
  double found;
  cr_expect_not(krawczyk(&s, x, 1e-6, &found)); // tight-balance: a triple root
  cr_expect_not(injective(&s, x, 1e-12));
  arb_mat_clear(x);
  cpf_system_clear(&s);
}

// Two roots in one box are never passed over: midpoints of pairs of roots, boxes that hold both.
Test(krawczyk_ball, two_roots) {
  struct cpf_problem p = {1, 2, 2, 3, 1}; // roots at 0, 45, 90 degrees ...
  const double PI4 = acos(-1) / 4;
  for (int a = 0; a < 3; a++)
    for (int b = a + 1; b < 3; b++) {
      struct cpf_system s;
      arb_mat_t x;
      double t = (a + b) / 2.0 * PI4, found;
      whole(&p, (double[]){cos(t), sin(t)}, &s, x);
      cr_expect_not(krawczyk(&s, x, 1.1, &found));
      cr_expect_not(injective(&s, x, 1.1));
      arb_mat_clear(x);
      cpf_system_clear(&s);
    }
}
