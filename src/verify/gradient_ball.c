// SPDX-License-Identifier: GPL-3.0-or-later
//
// gradient (docs/claims/gradient.md).
//
// 1. For small (n, k, d) and rho, the derivatives of the polynomial L by each coordinate of W are
//    the printed polynomials: an identity in all coordinates at once.
// 2. At random rational W and H, <A, H> is the linear coefficient of t -> L(W + t H).
// 3. At random rational points of the spheres, A - (A W^T o I) W is P_i A_i row by row, is tangent,
//    and <P A, H> is the derivative of L along curves on the spheres for tangent H.
#include "verify/claims.h"
#include "verify/rational_ball.h"

#include <flint/fmpq_mpoly.h>

enum { RHO_MAX = 6, RHO_LARGE = 9, POINTS = 3, SIZE = 6, SEED = 21 };

// The coordinates of W as variables.
struct ring {
  fmpq_mpoly_ctx_t ctx;
  int n, k, d, rho;
};

static void variable(const struct ring *r, int i, int a, fmpq_mpoly_t out) {
  fmpq_mpoly_gen(out, (slong)i * r->d + a, r->ctx);
}

// out += scale (w_i.w_q)^e factor, with w_i.v_j for w_i.w_q when j >= 0.
static void add_power(const struct ring *r, fmpq_mpoly_t out, int i, int q, int j, int e,
                      const fmpq_mpoly_t factor, const fmpq_t scale) {
  fmpq_mpoly_t x, y;
  fmpq_mpoly_init(x, r->ctx), fmpq_mpoly_init(y, r->ctx);
  if (j >= 0)
    variable(r, i, j, x);
  for (int a = 0; a < r->d && j < 0; a++) {
    fmpq_mpoly_t u, v;
    fmpq_mpoly_init(u, r->ctx), fmpq_mpoly_init(v, r->ctx);
    variable(r, i, a, u);
    variable(r, q, a, v);
    fmpq_mpoly_mul(u, u, v, r->ctx);
    fmpq_mpoly_add(x, x, u, r->ctx);
    fmpq_mpoly_clear(u, r->ctx), fmpq_mpoly_clear(v, r->ctx);
  }
  fmpq_mpoly_pow_ui(y, x, (ulong)e, r->ctx);
  fmpq_mpoly_mul(y, y, factor, r->ctx);
  fmpq_mpoly_scalar_mul_fmpq(y, y, scale, r->ctx);
  fmpq_mpoly_add(out, out, y, r->ctx);
  fmpq_mpoly_clear(x, r->ctx), fmpq_mpoly_clear(y, r->ctx);
}

// 1/2 sum_{i,q} (w_i.w_q)^rho - sum_{i,j} (w_i.v_j)^rho.
static void loss(const struct ring *r, fmpq_mpoly_t L) {
  fmpq_mpoly_t one;
  fmpq_t scale;
  fmpq_mpoly_init(one, r->ctx);
  fmpq_init(scale);
  fmpq_mpoly_one(one, r->ctx);
  fmpq_mpoly_zero(L, r->ctx);
  for (int i = 0; i < r->n; i++) {
    fmpq_set_si(scale, 1, 2);
    for (int q = 0; q < r->n; q++)
      add_power(r, L, i, q, -1, r->rho, one, scale);
    fmpq_set_si(scale, -1, 1);
    for (int j = 0; j < r->k; j++)
      add_power(r, L, i, -1, j, r->rho, one, scale);
  }
  fmpq_mpoly_clear(one, r->ctx);
  fmpq_clear(scale);
}

// rho sum_q (w_i.w_q)^(rho-1) w_qa - rho sum_j (w_i.v_j)^(rho-1) v_ja.
static void printed(const struct ring *r, int i, int a, fmpq_mpoly_t A) {
  fmpq_mpoly_t factor;
  fmpq_t scale;
  fmpq_mpoly_init(factor, r->ctx);
  fmpq_init(scale);
  fmpq_mpoly_zero(A, r->ctx);
  fmpq_set_si(scale, r->rho, 1);
  for (int q = 0; q < r->n; q++) {
    variable(r, q, a, factor);
    add_power(r, A, i, q, -1, r->rho - 1, factor, scale);
  }
  fmpq_mpoly_one(factor, r->ctx);
  fmpq_neg(scale, scale);
  if (a < r->k)
    add_power(r, A, i, -1, a, r->rho - 1, factor, scale);
  fmpq_mpoly_clear(factor, r->ctx);
  fmpq_clear(scale);
}

// Whether all n*d derivatives are as printed, as polynomials.
static bool identity_holds(int n, int k, int d, int rho) {
  struct ring r = {.n = n, .k = k, .d = d, .rho = rho};
  fmpq_mpoly_t L, found, expected;
  bool same = true;
  fmpq_mpoly_ctx_init(r.ctx, (slong)n * d, ORD_LEX);
  fmpq_mpoly_init(L, r.ctx), fmpq_mpoly_init(found, r.ctx), fmpq_mpoly_init(expected, r.ctx);
  loss(&r, L);
  for (int i = 0; i < n; i++)
    for (int a = 0; a < d; a++) {
      fmpq_mpoly_derivative(found, L, (slong)i * d + a, r.ctx);
      printed(&r, i, a, expected);
      same = same && fmpq_mpoly_equal(found, expected, r.ctx);
    }
  fmpq_mpoly_clear(L, r.ctx), fmpq_mpoly_clear(found, r.ctx), fmpq_mpoly_clear(expected, r.ctx);
  fmpq_mpoly_ctx_clear(r.ctx);
  return same;
}

static void pairing(const fmpq_mat_t A, const fmpq_mat_t H, fmpq_t out) {
  fmpq_t x;
  fmpq_init(x);
  fmpq_zero(out);
  for (slong i = 0; i < fmpq_mat_nrows(A); i++) {
    cpf_rational_dot(x, A, i, H, i);
    fmpq_add(out, out, x);
  }
  fmpq_clear(x);
}

// Step 2 at one point, whose rows have any length.
static bool slope_agrees(struct cpf_rational *c, struct cpf_random *random) {
  fmpq_mat_t A, H;
  fmpq_t found, expected;
  fmpq_mat_init(A, c->n, c->d), fmpq_mat_init(H, c->n, c->d);
  fmpq_init(found), fmpq_init(expected);
  cpf_rational_random_matrix(c->W, random, SIZE);
  cpf_rational_random_matrix(H, random, SIZE);
  cpf_rational_euclidean(c, A);
  pairing(A, H, found);
  cpf_rational_slope(c, H, expected);
  bool same = fmpq_equal(found, expected);
  fmpq_mat_clear(A), fmpq_mat_clear(H);
  fmpq_clear(found), fmpq_clear(expected);
  return same;
}

// G = A - (A W^T o I) W, as printed.
static void printed_on_spheres(const struct cpf_rational *c, fmpq_mat_t G) {
  fmpq_mat_t A, T, M;
  fmpq_mat_init(A, c->n, c->d), fmpq_mat_init(T, c->d, c->n), fmpq_mat_init(M, c->n, c->n);
  cpf_rational_euclidean(c, A);
  fmpq_mat_transpose(T, c->W);
  fmpq_mat_mul(M, A, T);
  for (int i = 0; i < c->n; i++)
    for (int q = 0; q < c->n; q++)
      if (i != q)
        fmpq_zero(fmpq_mat_entry(M, i, q));
  fmpq_mat_mul(G, M, c->W);
  fmpq_mat_sub(G, A, G);
  fmpq_mat_clear(A), fmpq_mat_clear(T), fmpq_mat_clear(M);
}

// Step 3 at one point.
static bool sphere_agrees(struct cpf_rational *c, struct cpf_random *random) {
  fmpq_mat_t G, H;
  fmpq_t found, expected;
  fmpq_mat_init(G, c->n, c->d), fmpq_mat_init(H, c->n, c->d);
  fmpq_init(found), fmpq_init(expected);
  cpf_rational_random(c, random, SIZE);
  cpf_rational_gradient(c, H);
  printed_on_spheres(c, G);
  bool same = cpf_rational_is_unit(c) && fmpq_mat_equal(G, H);
  for (int i = 0; i < c->n; i++) {
    cpf_rational_dot(found, G, i, c->W, i);
    same = same && fmpq_is_zero(found);
  }
  cpf_rational_random_matrix(H, random, SIZE);
  cpf_rational_project(c, H, H);
  pairing(G, H, found);
  cpf_rational_slope_on_spheres(c, H, expected);
  same = same && fmpq_equal(found, expected);
  fmpq_mat_clear(G), fmpq_mat_clear(H);
  fmpq_clear(found), fmpq_clear(expected);
  return same;
}

static void try_points(struct cpf_trial *t) {
  int points = 0, slopes = 0, spheres = 0;
  for (int n = 1; n <= 3; n++)
    for (int d = 1; d <= 4; d++)
      for (int rho = 1; rho <= RHO_LARGE; rho++)
        for (int i = 0; i < POINTS; i++, points++) {
          struct cpf_random random = cpf_random_make(SEED, 0, (uint64_t)points);
          struct cpf_rational c;
          cpf_rational_init(&c, n, 1 + (int)cpf_random_below(&random, (uint32_t)d), d, rho);
          slopes += slope_agrees(&c, &random);
          spheres += sphere_agrees(&c, &random);
          cpf_rational_clear(&c);
        }
  cpf_trial_step(t, slopes == points,
                 "<A, H> is the linear coefficient of t -> L(W + t H) at %d of %d random rational "
                 "W and H with n <= 3, k <= d <= 4, rho <= %d",
                 slopes, points, RHO_LARGE);
  cpf_trial_step(t, spheres == points,
                 "on the spheres A - (A W^T o I) W has the rows P_i A_i, is tangent and gives the "
                 "derivative of L along curves on the spheres at %d of %d random rational points",
                 spheres, points);
  cpf_trial_count(t, 2 * (uint64_t)points);
}

enum cpf_status cpf_try_gradient(struct cpf_trial *t, struct cpf_error *err) {
  static const int shapes[][3] = {{1, 1, 1}, {1, 2, 2}, {2, 1, 2}, {2, 2, 2}, {2, 2, 3}, {3, 2, 2}};
  int identities = 0, same = 0;
  (void)err;
  for (size_t s = 0; s < sizeof shapes / sizeof *shapes; s++)
    for (int rho = 1; rho <= RHO_MAX; rho++, identities++)
      same += identity_holds(shapes[s][0], shapes[s][1], shapes[s][2], rho);
  cpf_trial_step(t, same == identities,
                 "dL/dw_ia = rho sum_q (w_i.w_q)^(rho-1) w_qa - rho sum_j (w_i.v_j)^(rho-1) v_ja, "
                 "the self term q = i included, as polynomials in all n d coordinates: %d of %d "
                 "problems with n, d <= 3 and rho <= %d",
                 same, identities, RHO_MAX);
  cpf_trial_count(t, (uint64_t)identities);
  try_points(t);
  cpf_trial_conclude(t, CPF_VERDICT_HOLDS,
                     "the product rule, term by term, for every integer rho >= 1; checked as "
                     "identities of polynomials for small problems and against derivatives of t -> "
                     "L(W + tH) at rational points");
  return CPF_OK;
}
