// SPDX-License-Identifier: GPL-3.0-or-later
// The critical equations and their derivatives on a box.
//
// 1. x_i as intervals, |x_q|^2 and r |x_q|^-rho: monotone in each |x_qa|, so without dependency.
// 2. x_i.x_q: bilinear in different unknowns, so the exact range; its powers by monotonicity.
// 3. E_ia: D = x_qa sign_i - x_ia x_q,face_i has the exact range too.
// 4. Slopes (Krawczyk and Neumaier, SIAM J. Numer. Anal. 22, 1985), with m(f) = (f(x) + f(y)) / 2:
//      f g (x) - f g (y) = (f(x) - f(y)) m(g) + m(f) (g(x) - g(y)) ,
//    so that they are the derivatives with the factors m(.) in place of the values. For
//    E_ia = sum_q P G, P = (x_i.x_q)^{rho-1}, G = D N, N = r |x_q|^-rho:
//      by x_ib: p m(G) m(x_qb) - [a=b] m(P) m(N) m(x_q,face) + [a=b] T',
//      by x_qb: p m(G) m(x_ib) + m(P) (m(N) (sign [a=b] - m(x_ia) [b=face]) - 2 nu m(D) m(x_qb)),
//    p, -nu and T' the slopes of P, N and the attraction as functions of x_i.x_q, |x_q|^2, x_ia.
// 5. A slope of f in one variable is the mean of f' between two places. When f' is convex, that is
//    at least f' in the middle and at most the mean of f' at both ends (Hermite and Hadamard).
#include "certify/cover_system.h"

#include <stddef.h>

// Doubles whose product with this is an integer are fractions themselves, exactly.
static const double EXACT_FRACTION = 512;

typedef struct cpf_interval interval;

void cpf_cover_system_init(const struct cpf_problem *p, struct cpf_cover_system *s) {
  double r = p->repulsion, scaled = r * EXACT_FRACTION;
  *s = (struct cpf_cover_system){p->n, p->k, p->d, p->rho, p->n * (p->d - 1), {r, r}};
  if (floor(scaled) != scaled)
    s->r = cpf_interval(cpf_down(r), cpf_up(r));
}

// |x|^-rho from |x|^2.
static interval inverse_power(interval square, int rho) {
  interval power = square;
  if (rho > 3)
    power = cpf_interval_power(square, rho / 2);
  if (rho % 2 != 0)
    power = cpf_interval_mul_pos(power, cpf_interval_sqrt(square));
  return cpf_interval_inverse(power);
}

static void coordinates(const struct cpf_cover_system *s, const struct cpf_cover_box *box,
                        struct cpf_cover_values *v) {
  int c = 0;
  for (int i = 0; i < s->n; i++) {
    interval *x = v->x + (ptrdiff_t)i * s->d, sum = {1, 1};
    for (int a = 0; a < s->d; a++) {
      if (a == box->face[i]) {
        x[a] = cpf_interval_of(box->sign[i]);
        continue;
      }
      x[a] = cpf_interval(box->lo[c], box->hi[c]);
      sum = cpf_interval_add(sum, cpf_interval_square(x[a]));
      c++;
    }
    v->square[i] = sum;
    v->weight[i] = cpf_interval_mul_pos(s->r, inverse_power(sum, s->rho));
  }
}

static void overlaps(const struct cpf_cover_system *s, struct cpf_cover_values *v) {
  int n = s->n, d = s->d;
  for (int i = 0; i < n; i++)
    for (int q = i + 1; q < n; q++) {
      interval sum = cpf_interval_mul(v->x[(ptrdiff_t)i * d], v->x[(ptrdiff_t)q * d]);
      for (int a = 1; a < d; a++)
        sum = cpf_interval_add(sum, cpf_interval_mul(v->x[i * d + a], v->x[q * d + a]));
      v->overlap[i * n + q] = v->overlap[q * n + i] = sum;
      v->power[i * n + q] = v->power[q * n + i] = cpf_interval_power(sum, s->rho - 1);
    }
}

// sign t.
static inline interval signed_by(int sign, interval t) {
  return sign < 0 ? cpf_interval_neg(t) : t;
}

// D for student i's coordinate a against student q.
static inline interval deviation(const struct cpf_cover_system *s, const struct cpf_cover_box *box,
                                 const struct cpf_cover_values *v, int i, int q, int a) {
  interval product = cpf_interval_mul(v->x[i * s->d + a], v->x[q * s->d + box->face[i]]);
  return cpf_interval_sub(signed_by(box->sign[i], v->x[q * s->d + a]), product);
}

// [face < k] x - [a < k] sign x^{rho-1}, in both cases the factor x taken out.
static interval attraction(const struct cpf_cover_system *s, int face, int sign, int a,
                           interval x) {
  interval factor = cpf_interval_of(face < s->k ? 1 : 0);
  if (a < s->k) {
    interval power = signed_by(sign, cpf_interval_power(x, s->rho - 2));
    factor = cpf_interval_sub(factor, power);
  }
  return cpf_interval_mul(x, factor);
}

void cpf_cover_values(const struct cpf_cover_system *s, const struct cpf_cover_box *box,
                      struct cpf_cover_values *v) {
  int n = s->n, d = s->d, c = 0;
  coordinates(s, box, v);
  overlaps(s, v);
  for (int i = 0; i < n; i++)
    for (int t = 0; t < d - 1; t++, c++) {
      int a = cpf_cover_axis(box, i, t);
      interval sum = attraction(s, box->face[i], box->sign[i], a, v->x[i * d + a]);
      for (int q = 0; q < n; q++) {
        if (q == i)
          continue;
        interval D = deviation(s, box, v, i, q, a), pull = cpf_interval_mul(D, v->weight[q]);
        sum = cpf_interval_add(sum, cpf_interval_mul(v->power[i * n + q], pull));
        v->off[c * n + q] = D;
        v->pull[c * n + q] = pull;
      }
      v->E[c] = sum;
    }
}

// (x + y) / 2.
static interval mean(interval x, interval y) {
  return cpf_interval_scale(cpf_interval_add(x, y), 0.5);
}

// The mean of t^m, m odd, between a point of x and one of y increases in both points. Here t^m is
// convex for t > 0 and concave for t < 0.
static interval odd_slope(interval x, interval y, int m) {
  interval middle = mean(x, y), power = cpf_interval_power(middle, m);
  interval ends = mean(cpf_interval_power(x, m), cpf_interval_power(y, m)), slope;
  slope.lo = x.lo >= 0 && y.lo >= 0 ? power.lo : ends.lo;
  slope.hi = x.hi <= 0 && y.hi <= 0 ? power.hi : ends.hi;
  if ((x.lo < 0) != (y.lo < 0))
    slope.lo = cpf_interval_power(cpf_interval_of(cpf_min(x.lo, y.lo)), m).lo;
  if ((x.hi > 0) != (y.hi > 0))
    slope.hi = cpf_interval_power(cpf_interval_of(cpf_max(x.hi, y.hi)), m).hi;
  return slope;
}

// Slopes of t^{m+1} / (m+1) between points of x and of y, m >= 1: means of t^m.
static interval power_slope(interval x, interval y, int m) {
  if (m == 1)
    return mean(x, y);
  if (m % 2 != 0)
    return odd_slope(x, y, m);
  return cpf_interval(cpf_interval_power(mean(x, y), m).lo,
                      mean(cpf_interval_power(x, m), cpf_interval_power(y, m)).hi);
}

// nu: minus the slopes of r t^{-rho/2}, means of (rho/2) r t^{-rho/2-1}, convex and decreasing.
static interval weight_slope(const struct cpf_cover_system *s, const struct cpf_cover_values *v,
                             const struct cpf_cover_values *u, int q) {
  interval middle = mean(v->square[q], u->square[q]);
  interval least =
      cpf_interval_div(cpf_interval_mul_pos(s->r, inverse_power(middle, s->rho)), middle);
  interval most = mean(cpf_interval_div(v->weight[q], v->square[q]),
                       cpf_interval_div(u->weight[q], u->square[q]));
  return cpf_interval_scale(cpf_interval(least.lo, most.hi), 0.5 * s->rho);
}

// What step 4 calls m(x), m(N) and nu.
struct means {
  interval x[CPF_COVER_W_MAX], weight[CPF_COVER_W_MAX], decay[CPF_COVER_W_MAX];
};

// The diagonal block's part without q: T' on the diagonal.
static void own_block(const struct cpf_cover_system *s, const struct cpf_cover_box *box,
                      const struct cpf_cover_values *v, const struct cpf_cover_values *u, int i,
                      interval *J) {
  int m = s->d - 1, N = s->N;
  for (int t = 0; t < m; t++) {
    int a = cpf_cover_axis(box, i, t), c = i * s->d + a;
    interval slope = cpf_interval_of(box->face[i] < s->k ? 1 : 0);
    for (int e = 0; e < m; e++)
      J[(i * m + t) * N + i * m + e] = cpf_interval_of(0);
    if (a < s->k) {
      interval power = signed_by(box->sign[i], power_slope(v->x[c], u->x[c], s->rho - 2));
      slope = cpf_interval_sub(slope, cpf_interval_scale(power, s->rho - 1));
    }
    J[(i * m + t) * N + i * m + t] = slope;
  }
}

// What student q adds to the row of (i, t): to the diagonal block, and the block (i, q).
static void pair_row(const struct cpf_cover_system *s, const struct cpf_cover_box *box,
                     const struct cpf_cover_values *v, const struct cpf_cover_values *u,
                     const struct means *means, interval slope, int i, int q, int t, interval *J) {
  int m = s->d - 1, n = s->n, row = i * m + t, e = row * n + q;
  int a = cpf_cover_axis(box, i, t), face = cpf_cover_face(box, i);
  const interval *xi = means->x + (ptrdiff_t)i * s->d, *xq = means->x + (ptrdiff_t)q * s->d;
  interval *own = J + (ptrdiff_t)row * s->N + (ptrdiff_t)i * m;
  interval *other = J + (ptrdiff_t)row * s->N + (ptrdiff_t)q * m;
  interval P = mean(v->power[i * n + q], u->power[i * n + q]);
  interval PN = cpf_interval_mul(P, means->weight[q]);
  interval pG = cpf_interval_mul(slope, mean(v->pull[e], u->pull[e]));
  interval decay =
      cpf_interval_mul(cpf_interval_mul(P, mean(v->off[e], u->off[e])), means->decay[q]);
  decay = cpf_interval_scale(decay, 2);
  for (int f = 0; f < m; f++) {
    int b = cpf_cover_axis(box, i, f);
    own[f] = cpf_interval_add(own[f], cpf_interval_mul(pG, xq[b]));
    if (b == a)
      own[f] = cpf_interval_sub(own[f], cpf_interval_mul(PN, xq[face]));
  }
  for (int f = 0; f < m; f++) {
    int b = cpf_cover_axis(box, q, f);
    interval sum = cpf_interval_sub(cpf_interval_mul(pG, xi[b]), cpf_interval_mul(decay, xq[b]));
    if (b == a)
      sum = cpf_interval_add(sum, signed_by(box->sign[i], PN));
    if (b == face)
      sum = cpf_interval_sub(sum, cpf_interval_mul(PN, xi[a]));
    other[f] = sum;
  }
}

void cpf_cover_slopes(const struct cpf_cover_system *s, const struct cpf_cover_box *box,
                      const struct cpf_cover_values *v, const struct cpf_cover_values *u,
                      interval *J) {
  struct means means;
  for (int c = 0; c < s->n * s->d; c++)
    means.x[c] = mean(v->x[c], u->x[c]);
  for (int q = 0; q < s->n && s->n > 1; q++) {
    means.weight[q] = mean(v->weight[q], u->weight[q]);
    means.decay[q] = weight_slope(s, v, u, q);
  }
  for (int i = 0; i < s->n; i++)
    own_block(s, box, v, u, i, J);
  for (int i = 0; i < s->n; i++)
    for (int q = i + 1; q < s->n; q++) {
      int e = i * s->n + q;
      interval slope = power_slope(v->overlap[e], u->overlap[e], s->rho - 2);
      slope = cpf_interval_scale(slope, s->rho - 1);
      for (int t = 0; t < s->d - 1; t++) {
        pair_row(s, box, v, u, &means, slope, i, q, t, J);
        pair_row(s, box, v, u, &means, slope, q, i, t, J);
      }
    }
}
