// SPDX-License-Identifier: GPL-3.0-or-later
// 1. Points: ((1-s^2)/(1+s^2), 2s/(1+s^2)), s = 0, 1, 2, ..., on each circle.
// 2. At each pair the exact gradient G (rational_ball.h), and with S = w_1.w_2 and e = w_11 w_21 -
//    w_12 w_22: p = 2 S^2 - 1, c = 2 e^2 - 1, and by the chain rule with w_i' = -G_i
//      p' = -4 S (G_1.w_2 + w_1.G_2),
//      c' = -4 e (G_11 w_21 + w_11 G_21 - G_12 w_22 - w_12 G_22).
// 3. Both sides of each equation have degree at most rho + 2 in each w_i: G_i has degree rho + 1 in
//    w_i, rho in the other; the loss has degree rho.
#include "verify/plane_ball.h"

enum { NEEDED = 2, X = 8 };

int cpf_plane_points(int rho) {
  return NEEDED * (rho + 2) + 1;
}

static void set_circle_row(struct cpf_rational *c, int i, long s) {
  const long row[2] = {1 - s * s, 2 * s};
  cpf_rational_set_row(c, i, row, 1 + s * s);
}

bool cpf_plane_grid(int rho, int points,
                    bool (*holds)(const struct cpf_rational *c, const fmpq_mat_t G)) {
  struct cpf_rational c;
  fmpq_mat_t G;
  bool all = points > 0;
  cpf_rational_init(&c, 2, 2, 2, rho);
  fmpq_mat_init(G, 2, 2);
  for (int s = 0; s < points && all; s++)
    for (int t = 0; t < points && all; t++) {
      set_circle_row(&c, 0, s), set_circle_row(&c, 1, t);
      cpf_rational_gradient(&c, G);
      all = holds(&c, G);
    }
  fmpq_mat_clear(G);
  cpf_rational_clear(&c);
  return all;
}

// out = a_0 b_0 + sign a_1 b_1 for row i of A and row j of B.
static void pair(fmpq_t out, const fmpq_mat_t A, int i, const fmpq_mat_t B, int j, int sign) {
  fmpq_mul(out, fmpq_mat_entry(A, i, 0), fmpq_mat_entry(B, j, 0));
  if (sign > 0)
    fmpq_addmul(out, fmpq_mat_entry(A, i, 1), fmpq_mat_entry(B, j, 1));
  else
    fmpq_submul(out, fmpq_mat_entry(A, i, 1), fmpq_mat_entry(B, j, 1));
}

// value = 2 q^2 - 1 and rate = 4 q q' for q = w_1.w_2 (sign 1) or e (sign -1).
static void angle(const struct cpf_rational *c, const fmpq_mat_t G, int sign, fmpq_t value,
                  fmpq_t rate) {
  fmpq_t q, x;
  fmpq_init(q), fmpq_init(x);
  pair(q, c->W, 0, c->W, 1, sign);
  pair(rate, G, 0, c->W, 1, sign);
  pair(x, c->W, 0, G, 1, sign);
  fmpq_add(rate, rate, x);
  fmpq_mul(rate, rate, q);
  fmpq_mul_si(rate, rate, -4);
  fmpq_mul(value, q, q);
  fmpq_mul_si(value, value, 2);
  fmpq_sub_si(value, value, 1);
  fmpq_clear(q), fmpq_clear(x);
}

// e_i.A_j with e_i = (-w_i2, w_i1).
static void across(fmpq_t out, const struct cpf_rational *c, int i, const fmpq_mat_t A, int j) {
  fmpq_mul(out, fmpq_mat_entry(c->W, i, 0), fmpq_mat_entry(A, j, 1));
  fmpq_submul(out, fmpq_mat_entry(c->W, i, 1), fmpq_mat_entry(A, j, 0));
}

static bool is_field(const struct cpf_rational *c, const fmpq_mat_t G) {
  fmpq_t x[4];
  bool same = true;
  for (int i = 0; i < 4; i++)
    fmpq_init(x[i]);
  for (int i = 0; i < 2; i++) {
    const fmpq *a = fmpq_mat_entry(c->W, i, 0), *b = fmpq_mat_entry(c->W, i, 1);
    cpf_rational_pow(x[0], a, c->rho - 2), cpf_rational_pow(x[1], b, c->rho - 2);
    fmpq_sub(x[0], x[0], x[1]), fmpq_mul(x[0], x[0], a), fmpq_mul(x[0], x[0], b);
    cpf_rational_dot(x[1], c->W, 0, c->W, 1), cpf_rational_pow(x[1], x[1], c->rho - 1);
    across(x[2], c, i, c->W, 1 - i);
    fmpq_addmul(x[0], x[1], x[2]), fmpq_mul_si(x[0], x[0], c->rho);
    across(x[3], c, i, G, i);
    same = same && fmpq_equal(x[0], x[3]);
  }
  for (int i = 0; i < 4; i++)
    fmpq_clear(x[i]);
  return same;
}

bool cpf_plane_field(int rho) {
  return cpf_plane_grid(rho, cpf_plane_points(rho), is_field);
}

// out = factor (1 - x^2) y.
static void damped(fmpq_t out, long factor, const fmpq_t x, const fmpq_t y) {
  fmpq_mul(out, x, x);
  fmpq_sub_si(out, out, 1);
  fmpq_mul(out, out, y);
  fmpq_mul_si(out, out, -factor);
}

// drive = p + 1 - c or (1+p)^2 - 2c, and the loss.
static void predict(int rho, const fmpq_t p, const fmpq_t c, fmpq_t drive, fmpq_t loss) {
  fmpq_t x;
  fmpq_init(x);
  if (rho == 4) { // (4 L - 3) = (p+1-c)^2 - (1-c)^2
    fmpq_sub(drive, p, c), fmpq_add_si(drive, drive, 1);
    fmpq_sub_si(x, c, 1), fmpq_mul(x, x, x);
    fmpq_mul(loss, drive, drive), fmpq_sub(loss, loss, x);
    fmpq_add_si(loss, loss, 3), fmpq_div_2exp(loss, loss, 2);
  } else { // 8 L = (1+p)^3 + 6 (1 - p c)
    fmpq_add_si(x, p, 1), fmpq_mul(drive, x, x), fmpq_mul(loss, drive, x);
    fmpq_sub(drive, drive, c), fmpq_sub(drive, drive, c);
    fmpq_mul(x, p, c), fmpq_sub_si(x, x, 1), fmpq_mul_si(x, x, 6);
    fmpq_sub(loss, loss, x), fmpq_div_2exp(loss, loss, 3);
  }
  fmpq_clear(x);
}

static bool reduces(const struct cpf_rational *c, const fmpq_mat_t G) {
  fmpq_t x[X];
  long factor = c->rho == 4 ? 4 : 3;
  for (int i = 0; i < X; i++)
    fmpq_init(x[i]);
  fmpq *p = x[0], *cosine = x[1], *p_rate = x[2], *c_rate = x[3], *drive = x[4], *loss = x[5],
       *given = x[6], *y = x[7];
  angle(c, G, 1, p, p_rate), angle(c, G, -1, cosine, c_rate);
  predict(c->rho, p, cosine, drive, loss);
  cpf_rational_loss(c, given);
  bool same = fmpq_equal(loss, given) != 0;
  damped(y, -factor, p, drive);
  same = same && fmpq_equal(y, p_rate);
  damped(y, c->rho == 4 ? 4 : 6, cosine, p);
  same = same && fmpq_equal(y, c_rate);
  for (int i = 0; i < X; i++)
    fmpq_clear(x[i]);
  return same;
}

bool cpf_plane_reduction(int rho) {
  return (rho == 4 || rho == 6) && cpf_plane_grid(rho, cpf_plane_points(rho), reduces);
}
