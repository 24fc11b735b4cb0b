// SPDX-License-Identifier: GPL-3.0-or-later
// Lemma 3.1, n = k = d = 2, even rho >= 4; docs/claims/lemma-3.1.md has the proof.
//
// Up to signs and the order of the teachers, students closest to different teachers are w_1 = (cos
// a, sin a), w_2 = (-sin b, cos b) in the open square |a|, |b| < pi/4. With h(s) = sin(s)^(rho-1)
// cos(s), g(x) = sin(x) cos(x) (cos(x)^(rho-2) - sin(x)^(rho-2)):
//   a' = -rho (h(a-b) + g(a)),   b' = rho (h(a-b) - g(b)).
// 1. On the border but the corners the flow points inward: g(pi/4) = 0, h > 0 on (0, pi/2).
// 2. g(x) = sin(4x)/4 sum_i cos(x)^(2i) sin(x)^(2(m-1-i)), m = rho/2-1, has the sign of x. At a
//    critical point g(b) = -g(a) = h(a-b): if a > 0 > b, h(a-b) > 0 > -g(a). So only a = b = 0.
// 3. The corners are strict maxima: only they themselves converge to them.
// 4. The loss falls along the flow, so every trajectory in the square converges to (0, 0).
// 5. Steps 2 and 3 again, by branch and bound in ball arithmetic without using the signs: a box is
//    done when a component of the field is not 0 on it, or when it contains the centre or a corner
//    and the Hessian is definite all over it (then the field is one-to-one there).
#include "verify/cone.h"

#include <math.h>

#include <arb.h>
#include <flint/fmpq_poly.h>

enum { BITS = 96, PIECES = 64, DEPTH = 40, BALLS = 8 };

static void piece(arb_t x, int i) {
  arb_set_d(x, (i + 0.5) / PIECES);
  mag_set_d(arb_radref(x), 0.5 / PIECES);
}

bool cpf_cone_inward(int rho) {
  bool positive = rho >= 2;
  arb_t s, rest;
  arb_init(s), arb_init(rest);
  for (int i = 0; i < PIECES && positive; i++) {
    piece(s, i);
    arb_sub_ui(rest, s, 1, BITS), arb_neg(rest, rest);
    arb_mul_2exp_si(s, s, -1), arb_mul_2exp_si(rest, rest, -1);
    // h / (s^(rho-1) (pi/2 - s)) = (sin(s)/s)^(rho-1) sin(pi/2-s)/(pi/2-s).
    arb_sinc_pi(s, s, BITS), arb_sinc_pi(rest, rest, BITS);
    arb_pow_ui(s, s, (ulong)rho - 1, BITS);
    positive = arb_is_positive(s) && arb_is_positive(rest);
  }
  arb_clear(s), arb_clear(rest);
  return positive;
}

// The sum of u^i z^(m-1-i), z = 1-u, is positive on [0, 1].
static bool sum_is_positive(int m) {
  bool positive = true;
  arb_t u, z, sum, x, y;
  arb_init(u), arb_init(z), arb_init(sum), arb_init(x), arb_init(y);
  for (int p = 0; p < PIECES && positive; p++) {
    piece(u, p);
    arb_sub_ui(z, u, 1, BITS), arb_neg(z, z);
    arb_zero(sum);
    for (int i = 0; i < m; i++) {
      arb_pow_ui(x, u, (ulong)i, BITS), arb_pow_ui(y, z, (ulong)(m - 1 - i), BITS);
      arb_addmul(sum, x, y, BITS);
    }
    positive = arb_is_positive(sum);
  }
  arb_clear(u), arb_clear(z), arb_clear(sum), arb_clear(x), arb_clear(y);
  return positive;
}

bool cpf_cone_factor(int m) {
  fmpq_poly_t u, z, x, y, sum;
  fmpq_poly_init(u), fmpq_poly_init(z), fmpq_poly_init(x), fmpq_poly_init(y), fmpq_poly_init(sum);
  fmpq_poly_set_str(u, "2  0 1"), fmpq_poly_set_str(z, "2  1 -1");
  for (int i = 0; i < m; i++) {
    fmpq_poly_pow(x, u, (ulong)i), fmpq_poly_pow(y, z, (ulong)(m - 1 - i));
    fmpq_poly_mul(x, x, y), fmpq_poly_add(sum, sum, x);
  }
  fmpq_poly_sub(x, u, z), fmpq_poly_mul(sum, sum, x);
  fmpq_poly_pow(x, u, (ulong)m), fmpq_poly_pow(y, z, (ulong)m);
  fmpq_poly_sub(x, x, y);
  bool same = m >= 1 && fmpq_poly_equal(x, sum);
  fmpq_poly_clear(u), fmpq_poly_clear(z), fmpq_poly_clear(x), fmpq_poly_clear(y);
  fmpq_poly_clear(sum);
  return same && sum_is_positive(m);
}

// Branch and bound over boxes (x, y) of half side r in units of pi/4.
struct square {
  int rho;
  uint64_t boxes;
  bool open; // some box was left
  arb_t b[BALLS];
};

// g(x) and g'(x) = (m+1) cos(2x) (A-B) - m (A+B), A = cos(x)^(2m), B = sin(x)^(2m).
static void attraction(arb_t g, arb_t slope, const arb_t x, int rho) {
  arb_t s, c, A, B;
  ulong m = (ulong)rho / 2 - 1;
  arb_init(s), arb_init(c), arb_init(A), arb_init(B);
  arb_sin_cos(s, c, x, BITS);
  arb_pow_ui(A, c, 2 * m, BITS), arb_pow_ui(B, s, 2 * m, BITS);
  arb_sub(slope, A, B, BITS), arb_add(B, A, B, BITS);
  arb_mul(g, s, c, BITS), arb_mul(g, g, slope, BITS);
  arb_mul_2exp_si(s, x, 1), arb_cos(s, s, BITS);
  arb_mul(slope, slope, s, BITS), arb_mul_ui(slope, slope, m + 1, BITS);
  arb_submul_ui(slope, B, m, BITS);
  arb_clear(s), arb_clear(c), arb_clear(A), arb_clear(B);
}

// h(s) and h'(s) = sin(s)^(rho-2) ((rho-1) cos(s)^2 - sin(s)^2).
static void repulsion(arb_t h, arb_t slope, const arb_t x, int rho) {
  arb_t s, c, power;
  arb_init(s), arb_init(c), arb_init(power);
  arb_sin_cos(s, c, x, BITS);
  arb_pow_ui(power, s, (ulong)rho - 2, BITS);
  arb_mul(h, s, c, BITS), arb_mul(h, h, power, BITS);
  arb_mul(s, s, s, BITS), arb_mul(c, c, c, BITS);
  arb_mul_ui(slope, c, (ulong)rho - 1, BITS), arb_sub(slope, slope, s, BITS);
  arb_mul(slope, slope, power, BITS);
  arb_clear(s), arb_clear(c), arb_clear(power);
}

// The Hessian over rho, ((h'+g'(a), -h'), (-h', h'+g'(b))), is definite, of the sign of `sign`: det
// = g'(a) g'(b) + h' (g'(a) + g'(b)).
static bool definite(const arb_t h, const arb_t ga, const arb_t gb, int sign) {
  arb_t det, x;
  arb_init(det), arb_init(x);
  arb_add(x, ga, gb, BITS);
  arb_mul(det, ga, gb, BITS), arb_addmul(det, h, x, BITS);
  arb_add(x, h, ga, BITS);
  bool ok = arb_is_positive(det) && (sign > 0 ? arb_is_positive(x) : arb_is_negative(x));
  arb_clear(det), arb_clear(x);
  return ok;
}

// +1: the box contains the centre; -1: a corner; 0: neither.
static int special(double x, double y, double r) {
  if (fabs(x) <= r && fabs(y) <= r)
    return 1;
  return fabs(x) + r >= 1 && fabs(y) + r >= 1 ? -1 : 0;
}

static bool done(struct square *q, double x, double y, double r) {
  arb_ptr a = q->b[0], b = q->b[1], pi = q->b[2], ga = q->b[3], gb = q->b[4], da = q->b[5],
          db = q->b[6], h = q->b[7];
  int sign = special(x, y, r);
  q->boxes++;
  arb_const_pi(pi, BITS), arb_mul_2exp_si(pi, pi, -2);
  arb_set_d(a, x), mag_set_d(arb_radref(a), r), arb_mul(a, a, pi, BITS);
  arb_set_d(b, y), mag_set_d(arb_radref(b), r), arb_mul(b, b, pi, BITS);
  attraction(ga, da, a, q->rho), attraction(gb, db, b, q->rho);
  arb_sub(a, a, b, BITS);
  repulsion(h, b, a, q->rho);
  if (sign != 0)
    return definite(b, da, db, sign);
  arb_add(ga, ga, h, BITS), arb_sub(gb, gb, h, BITS);
  return !arb_contains_zero(ga) || !arb_contains_zero(gb);
}

static void cover(struct square *q, double x, double y, double r, int depth) {
  if (q->open || done(q, x, y, r))
    return;
  if (depth == DEPTH) {
    q->open = true;
    return;
  }
  for (int i = 0; i < 4; i++)
    cover(q, x + (i & 1 ? r : -r) / 2, y + (i & 2 ? r : -r) / 2, r / 2, depth + 1);
}

bool cpf_cone_square(int rho, uint64_t *boxes) {
  struct square q = {.rho = rho};
  for (int i = 0; i < BALLS; i++)
    arb_init(q.b[i]);
  cover(&q, 0, 0, 1, 0);
  for (int i = 0; i < BALLS; i++)
    arb_clear(q.b[i]);
  *boxes = q.boxes;
  return rho >= 4 && rho % 2 == 0 && !q.open;
}
