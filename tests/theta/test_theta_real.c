// SPDX-License-Identifier: GPL-3.0-or-later
// Real degrees, the spectrum, the branch, the odd pairs and the law for large rho.
#include "../support.h"

#include <stdio.h>

#include <arb.h>

#include "cpfind/model.h"
#include "cpfind/theta.h"
#include "theta/root_ball.h"

enum { PREC = 200 };

static const double quarter = 0.78539816339744830962;

static struct cpf_theta_entry entry(double rho, bool real, int digits) {
  struct cpf_theta_entry e;
  struct cpf_error err = {.text = ""};
  char text[64];
  snprintf(text, sizeof text, "%.*f", real ? 4 : 0, rho);
  cr_assert_eq(cpf_theta_compute(text, real, digits, &e, &err), CPF_OK, "%s: %s", text, err.text);
  return e;
}

static double number(const char *text) {
  return strtod(text, NULL);
}

static double ulps(double x, double y) {
  return fabs(x - y) / (nextafter(fabs(x), INFINITY) - fabs(x));
}

Test(theta_real, agrees_with_the_enclosures) {
  for (double rho = 2.0625; rho < 1e6; rho = rho < 8 ? rho + 0.0625 : ceil(rho * 1.3)) {
    struct cpf_theta_entry e = entry(rho, true, 60);
    double t = 0, lambda[2];
    cr_assert(cpf_theta_real(rho, &t));
    cr_assert(cpf_theta_eigenvalues(rho, lambda));
    cr_expect_leq(ulps(number(e.theta), t), 1, "rho = %g", rho);
    for (int i = 0; i < 2; i++) // "some 1e-15 rho"
      cr_expect_float_eq(lambda[i], number(e.eigenvalues[i]), 1e-15 * rho, "rho = %g", rho);
    cpf_theta_entry_clear(&e);
  }
  flint_cleanup();
}

Test(theta_real, falls_from_a_quarter_of_pi) {
  double last = quarter;
  for (double rho = 2.2; rho < 30; rho += 0.01) {
    double t = 0;
    cr_assert(cpf_theta_real(rho, &t));
    cr_assert_lt(t, last, "rho = %g", rho);
    last = t;
  }
  double t = 0;
  cr_assert(cpf_theta_real(nextafter(2, 3), &t));
  cr_assert_eq(t, quarter);
  cr_assert(cpf_theta_real(2.15, &t)); // x = cos(2t) is about sqrt(m^{1/m}/2)
  double m = 0.075;
  cr_assert_float_eq(quarter - t, sqrt(pow(m, 1 / m) / 2) / 2, 0.1 * (quarter - t));
}

Test(theta_real, refuses) {
  static const double bad[] = {2, 1.5, 0, -4, NAN, INFINITY, -INFINITY, 1000001};
  for (size_t i = 0; i < COUNT(bad); i++) {
    double t[2] = {17, 18};
    cr_expect_not(cpf_theta_real(bad[i], t));
    cr_expect_not(cpf_theta_eigenvalues(bad[i], t));
    cr_expect_not(cpf_theta_branch(bad[i], t));
    cr_expect_not(cpf_theta_law(bad[i] == 1000001 ? 99 : bad[i], &t[0], &t[1]));
    cr_expect(t[0] == 17 && t[1] == 18);
  }
  double t[2] = {17, 18};
  cr_expect_not(cpf_theta_branch(4, t));
  cr_expect(t[0] == 17);
}

// The spectrum

static void fill(double t1, double t2, double W[4]) {
  W[0] = cos(t1), W[1] = sin(t1), W[2] = cos(t2), W[3] = -sin(t2);
}

static int ascending(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

// The two eigenvalues of the model's Hessian at the angles, ascending.
static void spectrum(int rho, double t1, double t2, double lambda[2]) {
  struct cpf_problem p = problem(2, 2, 2, rho);
  double W[4], B[4], H[4];
  fill(t1, t2, W);
  cpf_frames(&p, W, B);
  cpf_hessian(&p, W, B, H);
  double mean = (H[0] + H[3]) / 2, half = hypot((H[0] - H[3]) / 2, H[1]);
  lambda[0] = mean - half, lambda[1] = mean + half;
}

static double gradient_norm(int rho, double t1, double t2) {
  struct cpf_problem p = problem(2, 2, 2, rho);
  double W[4], G[4];
  fill(t1, t2, W);
  return cpf_gradient(&p, W, G, NULL);
}

Test(theta_real, eigenvalues_are_those_of_the_model) {
  static const int degrees[] = {4, 6, 8, 10, 20, 100, 400};
  for (size_t i = 0; i < COUNT(degrees); i++) {
    double t = 0, mine[2], model[2];
    cr_assert(cpf_theta_real(degrees[i], &t));
    cr_assert(cpf_theta_eigenvalues(degrees[i], mine));
    spectrum(degrees[i], t, t, model);
    qsort(mine, 2, sizeof *mine, ascending);
    for (int k = 0; k < 2; k++) // entries of size rho from powers with relative errors rho epsilon
      cr_expect_float_eq(mine[k], model[k], 1e-15 * pow(degrees[i], 2), "rho = %d", degrees[i]);
  }
}

// Along (1,-1) and (1,1): second differences of L = 2 + |cos|^rho(t1+t2) + f(t1) + f(t2).
static double loss(double rho, double t1, double t2) {
  return 2 + pow(fabs(cos(t1 + t2)), rho) - pow(cos(t1), rho) - pow(sin(t1), rho) -
         pow(cos(t2), rho) - pow(sin(t2), rho);
}

Test(theta_real, eigenvalues_are_second_differences) {
  for (double rho = 2.5; rho < 12; rho += 0.37) {
    double t = 0, lambda[2];
    const double h = 1e-3; // truncation: h^2 times a fourth derivative below 100 rho^2
    cr_assert(cpf_theta_real(rho, &t));
    cr_assert(cpf_theta_eigenvalues(rho, lambda));
    for (int k = 0; k < 2; k++) {
      double a = h / sqrt(2), b = k == 0 ? -a : a;
      double second =
          (loss(rho, t + a, t + b) - 2 * loss(rho, t, t) + loss(rho, t - a, t - b)) / (h * h);
      cr_expect_float_eq(second, lambda[k], 100 * rho * rho * h * h / 12, "rho = %g", rho);
    }
  }
}

Test(theta_real, turns_into_a_minimum_at_four) {
  for (double rho = 2.001; rho < 50; rho += 0.0137) {
    double lambda[2];
    cr_assert(cpf_theta_eigenvalues(rho, lambda));
    cr_expect_eq(lambda[0] > 0, rho > 4, "rho = %g", rho);
    cr_expect_gt(lambda[1], 0, "rho = %g", rho);
  }
}

// The same, proved for 3/4 <= m <= 2 (docs/theta.md, section 4): psi(m) = (m+1) tanh(a) tanh(ma) -
// m has the sign of lambda_a, psi(1) = 0, and psi' > 0 on every piece. a = -log tan(theta) rises
// with m, so on a piece it lies between its values at the ends.
struct piece {
  arb_t m, a, slope, s, c, t, tau, u, v;
};

static void set_piece(struct piece *p, int first, int pieces) {
  arb_t end;
  struct cpf_theta_ball b;
  arb_init(end);
  cpf_theta_ball_init(&b);
  for (int i = 0; i < 2; i++) {
    fmpq_set_si(b.m, 3 * pieces + 5 * (first + i), 4 * (ulong)pieces); // 3/4 + 5/4 i/pieces
    fmpq_mul_2exp(b.rho, b.m, 1), fmpq_add_si(b.rho, b.rho, 2);
    arb_set_fmpq(i == 0 ? p->m : end, b.m, PREC);
    cr_assert(cpf_theta_ball_certify(&b, PREC));
    arb_tan(b.theta, b.theta, PREC), arb_log(b.theta, b.theta, PREC), arb_neg(b.theta, b.theta);
    if (i == 0)
      arb_set(p->a, b.theta);
    else
      arb_union(p->a, p->a, b.theta, PREC);
  }
  arb_union(p->m, p->m, end, PREC);
  arb_clear(end);
  cpf_theta_ball_clear(&b);
}

// psi' = x tau + (m+1) (a' tau / cosh^2 a + x (1 - tau^2)(a + m a')) - 1, a' = -G_m/G_a,
// G_m = a coth(ma) - log 2 - 2 log tanh a - log cosh a,
// G_a = m coth(ma) - (2m+1)/(sinh a cosh a) - m tanh a;  x = tanh a, tau = tanh(ma).
static void set_slope(struct piece *p) {
  arb_sinh_cosh(p->s, p->c, p->a, PREC), arb_tanh(p->t, p->a, PREC);
  arb_mul(p->u, p->m, p->a, PREC), arb_tanh(p->tau, p->u, PREC);
  arb_div(p->u, p->a, p->tau, PREC); // G_m
  arb_const_log2(p->v, PREC), arb_sub(p->u, p->u, p->v, PREC);
  arb_log(p->v, p->t, PREC), arb_submul_ui(p->u, p->v, 2, PREC);
  arb_log(p->v, p->c, PREC), arb_sub(p->u, p->u, p->v, PREC);
  arb_mul_2exp_si(p->v, p->m, 1), arb_add_ui(p->v, p->v, 1, PREC); // G_a
  arb_div(p->v, p->v, p->s, PREC), arb_div(p->v, p->v, p->c, PREC), arb_neg(p->v, p->v);
  arb_div(p->slope, p->m, p->tau, PREC), arb_add(p->v, p->v, p->slope, PREC);
  arb_submul(p->v, p->m, p->t, PREC);
  arb_div(p->u, p->u, p->v, PREC), arb_neg(p->u, p->u); // a'
  arb_mul(p->v, p->m, p->u, PREC), arb_add(p->v, p->v, p->a, PREC);
  arb_mul(p->v, p->v, p->t, PREC);
  arb_sqr(p->slope, p->tau, PREC), arb_sub_ui(p->slope, p->slope, 1, PREC);
  arb_neg(p->slope, p->slope), arb_mul(p->v, p->v, p->slope, PREC);
  arb_mul(p->u, p->u, p->tau, PREC), arb_div(p->u, p->u, p->c, PREC);
  arb_div(p->u, p->u, p->c, PREC), arb_add(p->v, p->v, p->u, PREC);
  arb_add_ui(p->u, p->m, 1, PREC), arb_mul(p->slope, p->v, p->u, PREC);
  arb_addmul(p->slope, p->t, p->tau, PREC), arb_sub_ui(p->slope, p->slope, 1, PREC);
}

Test(theta_real, turns_into_a_minimum_at_four_only) {
  enum { PIECES = 200, BALLS = 9 };
  static struct piece p;
  arb_ptr all[BALLS] = {p.m, p.a, p.slope, p.s, p.c, p.t, p.tau, p.u, p.v};
  for (size_t i = 0; i < BALLS; i++)
    arb_init(all[i]);
  for (int i = 0; i < PIECES; i++) {
    set_piece(&p, i, PIECES);
    set_slope(&p);
    cr_assert(arb_is_positive(p.slope), "piece %d", i);
    if (i == 0) { // m <= 3/4: a tanh(a) < 1/2 < 1/(m+1), and 1 <= ma coth(ma)
      arb_mul(p.u, p.a, p.t, PREC);
      arb_mul_2exp_si(p.u, p.u, 1), arb_sub_ui(p.u, p.u, 1, PREC);
      cr_assert(arb_is_negative(p.u));
    }
  }
  for (size_t i = 0; i < BALLS; i++)
    arb_clear(all[i]);
  flint_cleanup();
}

// rho = 4 along t_1, t_2 = t +- xi/sqrt(2) with the best t: const - 4 xi^4 + O(xi^6).
Test(theta_real, pitchfork_at_four) {
  double t = 0;
  cr_assert(cpf_theta_real(4, &t));
  for (double xi = 0.05; xi < 0.2; xi += 0.05) {
    double s = xi / sqrt(2), mean = acos(cos(4 * s) - 1) / 4; // the least loss across
    double drop = loss(4, t, t) - loss(4, mean + s, mean - s);
    cr_expect_float_eq(drop / pow(xi, 4), 4, 40 * xi * xi);
  }
}

// The branch and the pairs

Test(theta_real, branch_at_six_is_pi_over_24) {
  double t[2];
  cr_assert(cpf_theta_branch(6, t));
  cr_expect_leq(ulps(acos(-1) / 24, t[0]), 2);
  cr_expect_leq(ulps(5 * acos(-1) / 24, t[1]), 2);
  struct cpf_theta_entry e = entry(6, false, 60);
  cr_expect_str_eq(e.branch[0], "0.130899693899574718269276807636645953508215391640629409207289");
  cr_expect_str_eq(e.branch[1], "0.654498469497873591346384038183229767541076958203147046036447");
  cpf_theta_entry_clear(&e);
  flint_cleanup();
}

Test(theta_real, branch_is_critical_and_a_saddle) {
  for (int rho = 6; rho <= 60; rho += 2) {
    double t[2], lambda[2], theta = 0;
    cr_assert(cpf_theta_branch(rho, t));
    cr_assert(cpf_theta_real(rho, &theta));
    cr_expect(0 < t[0] && t[0] < theta && theta < t[1] && t[1] < quarter);
    cr_expect_lt(gradient_norm(rho, t[0], t[1]), 1e-15 * rho * rho);
    spectrum(rho, t[0], t[1], lambda);
    cr_expect(lambda[0] < 0 && lambda[1] > 0, "rho = %d", rho);
  }
}

Test(theta_real, branch_agrees_with_the_proved_one) {
  static const double degrees[] = {4.0001, 4.01, 4.049, 4.0501, 4.5, 6, 7.3, 12, 100, 1000};
  for (size_t i = 0; i < COUNT(degrees); i++) {
    struct cpf_theta_entry e = entry(degrees[i], true, 400);
    double t[2];
    cr_assert(cpf_theta_branch(degrees[i], t));
    cr_assert_not_null(e.branch[0], "rho = %g", degrees[i]);
    for (int k = 0; k < 2; k++)
      cr_expect_float_eq(t[k], number(e.branch[k]), 1e-13 * number(e.branch[k]), "rho = %g",
                         degrees[i]);
    cpf_theta_entry_clear(&e);
  }
  flint_cleanup();
}

// Half the difference is sqrt(lambda_a/32) near rho = 4, and the golden ratio waits at infinity.
Test(theta_real, branch_at_its_ends) {
  double t[2], lambda[2];
  for (double step = 1e-3; step > 1e-14; step /= 10) {
    double exact = 4 + step - 4;
    cr_assert(cpf_theta_branch(4 + step, t));
    cr_assert(cpf_theta_eigenvalues(4 + step, lambda));
    if (step > 1e-9) // the eigenvalue has an error of 1e-15 rho
      cr_expect_float_eq((t[1] - t[0]) / 2 / sqrt(lambda[0] / 32), 1, 2 * step + 1e-5);
    cr_expect_float_eq((t[1] - t[0]) / 2 / sqrt(exact), 0.2528713, 1e-4);
  }
  cr_assert(cpf_theta_branch(1e6, t));
  cr_expect_float_eq(t[1], asin((sqrt(5) - 1) / 2), 1e-5);
}

Test(theta_real, odd_pairs_are_critical) {
  for (int rho = 5; rho <= 41; rho += 2) {
    struct cpf_theta_entry e = entry(rho, false, 60);
    double t[2] = {number(e.pair[0]), number(e.pair[1])}, theta = 0, lambda[2];
    cr_assert(cpf_theta_real(rho, &theta));
    cr_assert(cpf_theta_eigenvalues(rho, lambda));
    cr_expect_lt(gradient_norm(rho, t[0], t[1]), 1e-15 * rho * rho, "rho = %d", rho);
    double gap = number(e.pair_gap);
    double first = 2 * rho * pow(sin(theta), rho - 1) * cos(theta) / lambda[0];
    cr_expect(t[0] >= t[1]);
    cr_expect_float_eq(gap / first, 1, rho == 5 ? 0.35 : 0.05, "rho = %d: %g", rho, gap / first);
    spectrum(rho, t[0], t[1], lambda);
    cr_expect_gt(lambda[0], 0); // minima
    cpf_theta_entry_clear(&e);
  }
  flint_cleanup();
}

// rho = 3: a pair needs h(t_1) = g(t_2) = k(t_1 + t_2) with h(t) = sin t cos t (cos t - sin t),
// g(t) = sin t cos t (cos t + sin t), k(s) = cos^2 s sin s. By subdivision of (0, 0.8]^2: there is
// none. Near (0, 0), which is same-copy, boxes do not separate: for t_1, t_2 <= 1/8 k rises, so
// k(t_1 + t_2) >= k(t_1) = h(t_1) + sin^2 t_1 cos t_1 > h(t_1).
static bool excluded(double a0, double a1, double b0, double b1) {
  arb_t a, b, s, c, u, h, k;
  arb_init(a), arb_init(b), arb_init(s), arb_init(c), arb_init(u), arb_init(h), arb_init(k);
  arb_set_d(a, a0), arb_set_d(b, a1), arb_union(a, a, b, 53);
  arb_set_d(b, b0), arb_set_d(s, b1), arb_union(b, b, s, 53);
  arb_add(u, a, b, 53), arb_sin_cos(s, c, u, 53);
  arb_sqr(k, c, 53), arb_mul(k, k, s, 53);
  arb_sin_cos(s, c, a, 53), arb_mul(h, s, c, 53), arb_sub(u, c, s, 53), arb_mul(h, h, u, 53);
  bool differ = !arb_overlaps(h, k);
  arb_sin_cos(s, c, b, 53), arb_mul(u, s, c, 53), arb_add(s, c, s, 53), arb_mul(u, u, s, 53);
  differ = differ || !arb_overlaps(u, k) || !arb_overlaps(u, h);
  arb_clear(a), arb_clear(b), arb_clear(s), arb_clear(c), arb_clear(u), arb_clear(h), arb_clear(k);
  return differ;
}

static bool none_inside(double a0, double a1, double b0, double b1, int depth) {
  if (a1 <= 0.125 && b1 <= 0.125)
    return true;
  if (excluded(a0, a1, b0, b1))
    return true;
  if (depth == 0)
    return false;
  double am = (a0 + a1) / 2, bm = (b0 + b1) / 2;
  return none_inside(a0, am, b0, bm, depth - 1) && none_inside(am, a1, b0, bm, depth - 1) &&
         none_inside(a0, am, bm, b1, depth - 1) && none_inside(am, a1, bm, b1, depth - 1);
}

Test(theta_real, no_pair_for_three) {
  cr_expect(none_inside(0, 0.8, 0, 0.8, 14));
  cr_expect_not(none_inside(0, 1.5707, 0, 1.5707, 9)); // there is a maximum at (0.547, 1.437)
  flint_cleanup();
}

// The law

static void law_ball(arb_t out, const fmpq_t rho) {
  static const slong top[3][4] = {{6, -5, 0, 0}, {540, -660, 203, 0}, {2520, -2940, 714, -137}};
  static const ulong bottom[] = {18, 3240, 27216};
  arb_t L, r, c;
  arb_init(L), arb_init(r), arb_init(c);
  arb_const_log2(L, PREC), arb_set_fmpq(r, rho, PREC);
  arb_zero(out);
  for (int k = 2; k >= 0; k--) {
    arb_zero(c);
    for (int i = 3; i >= 0; i--)
      arb_mul(c, c, L, PREC), arb_add_si(c, c, top[k][i], PREC);
    arb_div_ui(c, c, bottom[k], PREC);
    arb_add(out, out, c, PREC), arb_div(out, out, r, PREC);
  }
  arb_add_ui(out, out, 1, PREC);
  arb_mul_2exp_si(L, L, 1), arb_div(L, L, r, PREC), arb_div_ui(L, L, 3, PREC);
  arb_sqrt(L, L, PREC), arb_mul(out, out, L, PREC);
  arb_clear(L), arb_clear(r), arb_clear(c);
}

// |e| rho^{9/2} <= 1, and tends to a_4 sqrt(2 L/3) = 0.01114.
Test(theta_real, law_for_large_rho) {
  struct cpf_theta_ball b;
  arb_t law, scale;
  cpf_theta_ball_init(&b);
  arb_init(law), arb_init(scale);
  for (ulong twice = 200; twice <= 2000000; twice += twice < 4000 ? 7 : twice / 9) {
    double value = 0, bound = 0;
    fmpq_set_ui(b.rho, twice, 2);
    cr_assert(cpf_theta_ball_certify(&b, PREC));
    law_ball(law, b.rho);
    cr_assert(cpf_theta_law((double)twice / 2, &value, &bound));
    cr_expect_leq(ulps(arf_get_d(arb_midref(law), ARF_RND_NEAR), value), 4);
    arb_sub(law, b.theta, law, PREC);
    arb_set_fmpq(scale, b.rho, PREC), arb_pow_ui(law, law, 2, PREC);
    arb_pow_ui(scale, scale, 9, PREC), arb_mul(law, law, scale, PREC), arb_sqrt(law, law, PREC);
    double e = arf_get_d(arb_midref(law), ARF_RND_NEAR);
    cr_expect_lt(e, 1, "rho = %g", (double)twice / 2);
    cr_expect_float_eq(e, 0.0163800351 * sqrt(2 * log(2) / 3), 2 / ((double)twice / 2),
                       "rho = %g: %g", (double)twice / 2, e);
    cr_expect_float_eq(bound, pow((double)twice / 2, -4.5), bound * 1e-14);
  }
  arb_clear(law), arb_clear(scale);
  cpf_theta_ball_clear(&b);
  flint_cleanup();
}
