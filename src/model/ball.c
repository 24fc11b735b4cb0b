// SPDX-License-Identifier: GPL-3.0-or-later
//
// The formulas of cpfind/model.h in ball arithmetic, term by term as in model.c.
#include "model/ball.h"

#include <math.h>

enum { FRACTION_MAX = 1000 };

// x = row i of A . row q of B.
static void row_dot(arb_t x, const arb_mat_t A, slong i, const arb_mat_t B, slong q, slong prec) {
  arb_dot(x, NULL, 0, A->rows[i], 1, B->rows[q], 1, arb_mat_ncols(A), prec);
}

void cpf_ball_repulsion(arb_t r, const struct cpf_problem *p, slong prec) {
  arb_set_d(r, p->repulsion);
  for (slong q = 1; q <= FRACTION_MAX; q++) {
    double numerator = round(p->repulsion * (double)q);
    if (numerator < 0x1p52 && numerator / (double)q == p->repulsion) {
      arb_set_d(r, numerator);
      arb_div_si(r, r, q, prec);
      return;
    }
  }
}

void cpf_ball_gradient(const struct cpf_problem *p, const arb_mat_t W, arb_mat_t G, arb_mat_t mu,
                       slong prec) {
  arb_t x, r;
  arb_init(x);
  arb_init(r);
  cpf_ball_repulsion(r, p, prec);
  arb_mat_zero(G);
  for (slong i = 0; i < p->n; i++) {
    for (slong j = 0; j < p->k; j++) {
      arb_pow_ui(x, arb_mat_entry(W, i, j), (ulong)p->rho - 1, prec);
      arb_neg(arb_mat_entry(G, i, j), x);
    }
    for (slong q = 0; q < p->n; q++) {
      if (q == i)
        continue;
      row_dot(x, W, i, W, q, prec);
      arb_pow_ui(x, x, (ulong)p->rho - 1, prec);
      arb_mul(x, x, r, prec);
      for (slong c = 0; c < p->d; c++)
        arb_addmul(arb_mat_entry(G, i, c), x, arb_mat_entry(W, q, c), prec);
    }
    row_dot(x, G, i, W, i, prec);
    for (slong c = 0; c < p->d; c++)
      arb_submul(arb_mat_entry(G, i, c), x, arb_mat_entry(W, i, c), prec);
    arb_mul_si(arb_mat_entry(mu, i, 0), x, p->rho, prec);
  }
  arb_mat_scalar_mul_si(G, G, p->rho, prec);
  arb_clear(x);
  arb_clear(r);
}

// beta: N x d, the frames projected to the tangent spaces at W.
static void project_frames(const struct cpf_problem *p, const arb_mat_t W, const double *B,
                           arb_mat_t beta, slong prec) {
  slong d = p->d, t = d - 1;
  arb_t x;
  arb_init(x);
  for (slong row = 0; row < arb_mat_nrows(beta); row++) {
    for (slong c = 0; c < d; c++)
      arb_set_d(arb_mat_entry(beta, row, c), B[row * d + c]);
    row_dot(x, beta, row, W, row / t, prec);
    for (slong c = 0; c < d; c++)
      arb_submul(arb_mat_entry(beta, row, c), x, arb_mat_entry(W, row / t, c), prec);
  }
  arb_clear(x);
}

// out = scale * x^e, e < 0 meaning the derivative of a constant: zero; times the repulsion when p
// is not NULL.
static void scaled_power(arb_t out, const arb_t x, slong e, double scale,
                         const struct cpf_problem *p, slong prec) {
  arb_t s;
  if (e < 0) {
    arb_zero(out);
    return;
  }
  arb_init(s);
  arb_set_d(s, scale);
  arb_pow_ui(out, x, (ulong)e, prec);
  arb_mul(out, out, s, prec);
  if (p != NULL) {
    cpf_ball_repulsion(s, p, prec);
    arb_mul(out, out, s, prec);
  }
  arb_clear(s);
}

// The diagonal block i.
static void diagonal_block(const struct cpf_problem *p, const arb_mat_t W, const arb_mat_t beta,
                           const arb_mat_t U, const arb_mat_t mu, slong i, arb_mat_t H,
                           slong prec) {
  slong t = p->d - 1;
  double factor = (double)p->rho * (p->rho - 1);
  arb_t s, c, y;
  arb_init(s);
  arb_init(c);
  arb_init(y);
  for (slong a = 0; a < t; a++)
    for (slong b = 0; b < t; b++) {
      row_dot(y, beta, i * t + a, beta, i * t + b, prec);
      arb_mul(y, y, arb_mat_entry(mu, i, 0), prec);
      arb_neg(arb_mat_entry(H, i * t + a, i * t + b), y);
    }
  for (slong q = 0; q < p->n + p->k; q++) { // students, then teachers
    slong j = q - p->n;
    if (q == i)
      continue;
    if (j < 0)
      row_dot(c, W, i, W, q, prec);
    else
      arb_set(c, arb_mat_entry(W, i, j));
    scaled_power(s, c, p->rho - 2, j < 0 ? factor : -factor, j < 0 ? p : NULL, prec);
    for (slong a = 0; a < t; a++) {
      arb_mul(y, s, j < 0 ? arb_mat_entry(U, i * t + a, q) : arb_mat_entry(beta, i * t + a, j),
              prec);
      for (slong b = 0; b < t; b++)
        arb_addmul(arb_mat_entry(H, i * t + a, i * t + b), y,
                   j < 0 ? arb_mat_entry(U, i * t + b, q) : arb_mat_entry(beta, i * t + b, j),
                   prec);
    }
  }
  arb_clear(s);
  arb_clear(c);
  arb_clear(y);
}

static void coupling_block(const struct cpf_problem *p, const arb_mat_t W, const arb_mat_t beta,
                           const arb_mat_t U, slong i, slong q, arb_mat_t H, slong prec) {
  slong t = p->d - 1;
  arb_t s, f, c, y;
  arb_init(s);
  arb_init(f);
  arb_init(c);
  arb_init(y);
  row_dot(c, W, i, W, q, prec);
  scaled_power(s, c, p->rho - 2, (double)p->rho * (p->rho - 1), p, prec);
  scaled_power(f, c, p->rho - 1, p->rho, p, prec);
  for (slong a = 0; a < t; a++)
    for (slong b = 0; b < t; b++) {
      row_dot(y, beta, i * t + a, beta, q * t + b, prec);
      arb_mul(y, y, f, prec);
      arb_mul(c, s, arb_mat_entry(U, i * t + a, q), prec);
      arb_addmul(y, c, arb_mat_entry(U, q * t + b, i), prec);
      arb_set(arb_mat_entry(H, i * t + a, q * t + b), y);
    }
  arb_clear(s);
  arb_clear(f);
  arb_clear(c);
  arb_clear(y);
}

void cpf_ball_hessian(const struct cpf_problem *p, const arb_mat_t W, const double *B, arb_mat_t H,
                      slong prec) {
  slong N = (slong)cpf_problem_tangent_dim(p);
  if (p->d == 1) // no tangent directions
    return;
  arb_mat_t beta, U, Wt, G, mu;
  arb_mat_init(beta, N, p->d);
  arb_mat_init(U, N, p->n); // U(ia, q) = beta_ia . w_q
  arb_mat_init(Wt, p->d, p->n);
  arb_mat_init(G, p->n, p->d);
  arb_mat_init(mu, p->n, 1);
  project_frames(p, W, B, beta, prec);
  arb_mat_transpose(Wt, W);
  arb_mat_mul(U, beta, Wt, prec);
  cpf_ball_gradient(p, W, G, mu, prec);
  for (slong i = 0; i < p->n; i++)
    for (slong q = 0; q < p->n; q++) {
      if (q == i)
        diagonal_block(p, W, beta, U, mu, i, H, prec);
      else
        coupling_block(p, W, beta, U, i, q, H, prec);
    }
  arb_mat_clear(beta);
  arb_mat_clear(U);
  arb_mat_clear(Wt);
  arb_mat_clear(G);
  arb_mat_clear(mu);
}

void cpf_ball_gram(const struct cpf_problem *p, const arb_mat_t W, const double *B, arb_mat_t M,
                   slong prec) {
  slong N = (slong)cpf_problem_tangent_dim(p), t = p->d - 1;
  arb_mat_t beta;
  arb_mat_init(beta, N, p->d);
  arb_mat_zero(M);
  if (t > 0)
    project_frames(p, W, B, beta, prec);
  for (slong a = 0; a < N; a++)
    for (slong b = a / t * t; b < (a / t + 1) * t; b++)
      row_dot(arb_mat_entry(M, a, b), beta, a, beta, b, prec);
  arb_mat_clear(beta);
}

void cpf_ball_transverse_hessian(const struct cpf_problem *p, const arb_mat_t W, arb_mat_t T,
                                 slong prec) {
  arb_mat_t G, mu;
  arb_t c;
  arb_init(c);
  arb_mat_init(G, p->n, p->d);
  arb_mat_init(mu, p->n, 1);
  cpf_ball_gradient(p, W, G, mu, prec);
  for (slong i = 0; i < p->n; i++)
    for (slong q = 0; q < p->n; q++) {
      if (i == q) {
        arb_neg(arb_mat_entry(T, i, i), arb_mat_entry(mu, i, 0));
        continue;
      }
      row_dot(c, W, i, W, q, prec);
      scaled_power(arb_mat_entry(T, i, q), c, p->rho - 1, p->rho, p, prec);
    }
  arb_clear(c);
  arb_mat_clear(G);
  arb_mat_clear(mu);
}
