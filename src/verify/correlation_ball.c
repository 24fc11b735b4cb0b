// SPDX-License-Identifier: GPL-3.0-or-later
// The correlation loss, r = 0; docs/claims/correlation-monotone.md has the proof.
//
// 1. The students decouple: u_j = w.v_j has u_j' = rho (u_j^(rho-1) - u_j S), S = sum_l u_l^rho.
// 2. With M = max |u_l| = |u_1|: M' = rho M (M^(rho-2) - S), and
//      M^(rho-2) - S = sum_l u_l^2 (M^(rho-2) - u_l^(rho-2)) + M^(rho-2) (1 - sum_l u_l^2) >= 0,
//    0 only where all nonzero |u_l| are equal and w is in the span of the teachers, or u = 0: there
//    w is critical.
// 3. |u_1|' |u_j| - |u_1| |u_j|' = rho |u_1| |u_j| (M^(rho-2) - |u_j|^(rho-2)) >= 0: the closest
// teacher
//    remains the closest.
#include <math.h>

#include "cpfind/model.h"
#include "status/try.h"
#include "verify/adverse.h"
#include "verify/claims.h"
#include "verify/follow.h"
#include "verify/rational_ball.h"

enum {
  SHAPES = 4,
  SAMPLES = 12,
  DRAW = 9,
  X = 8,
  RHO_LAST = 12,
  TEACHERS = 5,
  SEARCHES = 24,
  SEARCH_RHO = 20,
  SEED = 1
};

static const double COPY = 1e-6; // 1 - |w.v_1| at the end, where |grad L| < 1e-6
// The margin of the closest teacher over the next at the start.
static const double MARGIN = 1e-3;

// For student i of c: step 1 for each j, and steps 2 and 3, exactly. G: the gradient at c.
static bool approaches(const struct cpf_rational *c, const fmpq_mat_t G, int i) {
  fmpq_t x[X];
  bool ok = true;
  for (int a = 0; a < X; a++)
    fmpq_init(x[a]);
  fmpq *S = x[0], *squares = x[1], *top = x[2], *sum = x[3], *y = x[4], *u = x[5], *best = x[6],
       *rate = x[7];
  for (int l = 0; l < c->k; l++) {
    fmpq_abs(u, fmpq_mat_entry(c->W, i, l));
    cpf_rational_pow(y, u, c->rho), fmpq_add(S, S, y);
    fmpq_addmul(squares, u, u);
    if (fmpq_cmp(u, best) > 0)
      fmpq_set(best, u);
  }
  cpf_rational_pow(top, best, c->rho - 2);
  for (int l = 0; l < c->k; l++) {
    const fmpq *w = fmpq_mat_entry(c->W, i, l);
    cpf_rational_pow(rate, w, c->rho - 1), fmpq_submul(rate, w, S);
    fmpq_mul_si(rate, rate, -c->rho);
    ok = ok && fmpq_equal(rate, fmpq_mat_entry(G, i, l));
    // M^(rho-2) - u_l^(rho-2) >= 0, as rates: u' / (rho u) is largest for the closest teacher.
    cpf_rational_pow(y, w, c->rho - 2), fmpq_sub(y, top, y);
    ok = ok && fmpq_sgn(y) >= 0;
    fmpq_mul(u, w, w), fmpq_addmul(sum, u, y);
  }
  fmpq_sub_si(y, squares, 1), fmpq_neg(y, y);
  ok = ok && fmpq_sgn(y) >= 0;
  fmpq_addmul(sum, y, top);
  fmpq_sub(y, top, S);
  ok = ok && fmpq_equal(y, sum) && fmpq_sgn(y) >= 0;
  if (fmpq_is_zero(y) || fmpq_is_zero(best))
    ok = ok && cpf_rational_is_critical(c, i);
  for (int a = 0; a < X; a++)
    fmpq_clear(x[a]);
  return ok;
}

// Whether the gradient's first row is the same when all other students are drawn again.
static bool decouples(struct cpf_rational *c, const fmpq_mat_t G, struct cpf_random *random) {
  fmpq_mat_t again;
  bool same = true;
  fmpq_mat_init(again, c->n, c->d);
  for (int i = 1; i < c->n; i++)
    cpf_rational_random_row(c, i, 0, c->d, random, DRAW);
  cpf_rational_gradient(c, again);
  for (int a = 0; a < c->d; a++)
    same = same && fmpq_equal(fmpq_mat_entry(G, 0, a), fmpq_mat_entry(again, 0, a));
  fmpq_mat_clear(again);
  return same;
}

static void try_exact(struct cpf_trial *t) {
  static const int shape[SHAPES][3] = {{2, 2, 2}, {3, 2, 4}, {3, 4, 4}, {4, 3, 5}};
  bool apart = true, monotone = true;
  uint64_t points = 0;
  struct cpf_random random = cpf_random_make(SEED, 0, 0);
  for (int s = 0; s < SHAPES; s++)
    for (int rho = 4; rho <= RHO_LAST; rho += 2)
      for (int i = 0; i < SAMPLES; i++, points++) {
        struct cpf_rational c;
        fmpq_mat_t G;
        cpf_rational_init(&c, shape[s][0], shape[s][1], shape[s][2], rho);
        fmpq_mat_init(G, c.n, c.d);
        fmpq_zero(c.repulsion);
        cpf_rational_random(&c, &random, DRAW);
        cpf_rational_gradient(&c, G);
        for (int q = 0; q < c.n; q++)
          monotone = monotone && approaches(&c, G, q);
        apart = apart && decouples(&c, G, &random);
        fmpq_mat_clear(G);
        cpf_rational_clear(&c);
      }
  cpf_trial_count(t, points);
  cpf_trial_step(t, apart,
                 "r = 0: the gradient of a student does not depend on the others: exact at %llu "
                 "rational points",
                 (unsigned long long)points);
  cpf_trial_step(
      t, monotone,
      "with u = V w, M = max |u_l| and S = sum u_l^rho: u_j' = rho u_j (u_j^(rho-2) - S), and "
      "M^(rho-2) - S = sum u_l^2 (M^(rho-2) - u_l^(rho-2)) + M^(rho-2) (1 - sum u_l^2), both terms "
      ">= 0, and 0 only at critical points: identities, exact at the same points, rho = 4 to %d",
      RHO_LAST);
}

// w = x / |x| in R^(TEACHERS+1), the last coordinate outside the teachers; M'/(rho M) for the even
// degree nearest to the last parameter.
static double speed(const double *x, void *ctx) {
  double w[TEACHERS + 1], G[TEACHERS + 1], norm = 0;
  struct cpf_problem p = {1, TEACHERS, TEACHERS + 1, 2 * (int)lround(x[TEACHERS + 1] / 2), 0.0};
  int best = 0;
  (void)ctx;
  for (int a = 0; a <= TEACHERS; a++)
    norm = hypot(norm, x[a]);
  for (int a = 0; a <= TEACHERS; a++)
    w[a] = norm > 0 ? x[a] / norm : a == 0;
  for (int a = 1; a < TEACHERS; a++)
    if (fabs(w[a]) > fabs(w[best]))
      best = a;
  cpf_gradient(&p, w, G, NULL);
  return w[best] != 0 ? -G[best] / (p.rho * w[best]) : 0;
}

static enum cpf_status try_search(struct cpf_trial *t, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  enum { COUNT = TEACHERS + 2 };
  double low[COUNT], high[COUNT], worst = 0, x[COUNT] = {0};
  uint64_t tried = 0;
  for (int a = 0; a < COUNT; a++)
    low[a] = -1, high[a] = 1;
  low[COUNT - 1] = 4, high[COUNT - 1] = SEARCH_RHO;
  struct cpf_adverse a = {speed, NULL, COUNT, low, high, SEARCHES};
  CPF_TRY(cpf_adverse_search(&a, &worst, x, &tried, err));
  cpf_trial_count(t, tried);
  // 1e-15: the rounding of a sum of numbers up to 1.
  cpf_trial_step(
      t, worst > -1e-15,
      "evidence: the least d/dt log |u_1| found over w with %d teachers in dimension %d and rho "
      "= 4 to %d is %.1e",
      TEACHERS, TEACHERS + 1, SEARCH_RHO, worst);
cleanup:
  return status;
}

// From next to the point equally far from the first m teachers, the slowest places.
static enum cpf_status try_flows(struct cpf_trial *t, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  int starts = 0, arrived = 0;
  for (int rho = 4; rho <= RHO_LAST; rho += 2)
    for (int m = 2; m <= TEACHERS; m++, starts++) {
      const struct cpf_problem p = {1, TEACHERS, TEACHERS, rho, 0.0};
      struct cpf_follow_end end;
      double w[TEACHERS] = {0};
      for (int j = 0; j < m; j++)
        w[j] = j == 0 ? 1 + MARGIN : 1;
      cpf_normalise(&p, w);
      CPF_TRY(cpf_follow(t, &p, w, 1, &end, err));
      arrived += cpf_follow_reached(&end, "copy") && w[0] > 1 - COPY;
    }
  cpf_trial_count(t, (uint64_t)starts);
  cpf_trial_step(
      t, arrived == starts,
      "evidence: followed from %d starts next to the points equally far from several teachers, "
      "%d end at the closest",
      starts, arrived);
cleanup:
  return status;
}

enum cpf_status cpf_try_correlation_monotone(struct cpf_trial *t, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  try_exact(t);
  CPF_TRY(try_search(t, err));
  CPF_TRY(try_flows(t, err));
  cpf_trial_conclude(
      t, CPF_VERDICT_HOLDS,
      "for even rho >= 4 and every n, k, d: identities whose terms have one sign. |w.v_1| "
      "grows strictly until w is critical, the closest teacher stays the closest, and a "
      "student with one closest teacher converges to it (up to sign). A student orthogonal "
      "to all teachers has no closest one and stays; one with m closest teachers goes to "
      "the point equally far from them. For rho = 2 the growth is weak: in the span of the "
      "teachers nothing moves");
cleanup:
  return status;
}
