// SPDX-License-Identifier: GPL-3.0-or-later
// The equations, their Jacobian and its factors, for the scalar type REAL; included by
// complex_double.c and complex_quad.c, which define REAL and NAME(x). No guard: a template.
//
//   1. The tangent space of w.w = 1 at w gets a frame orthonormal for the bilinear form: the
//      reflection that takes w to -+e_d, applied to the other unit vectors. The sign is the one
//      with |1 +- w_d| >= 1, so it never breaks down.
//   2. g_a = E_a's left side, mu_a = g_a.w_a, K_a = dg_a/dw_a - mu_a; F's part by its Waring sum.
//   3. E = (B_a g_a), J_ab = B_a (dg_a/dw_b - ...) B_b^T: l(d-1) equations and unknowns.
//   4. LU factors with partial pivoting.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "solver/complex_path.h"

enum {
  L_MAX = CPF_COMPLEX_STUDENTS_MAX,
  C_MAX = CPF_COMPLEX_COORDS_MAX,
  N_MAX = CPF_COMPLEX_UNKNOWNS_MAX
};

struct num {
  REAL re, im;
};

static inline struct num num(REAL re, REAL im) {
  return (struct num){re, im};
}
static inline struct num add(struct num a, struct num b) {
  return num(a.re + b.re, a.im + b.im);
}
static inline struct num sub(struct num a, struct num b) {
  return num(a.re - b.re, a.im - b.im);
}
static inline struct num mul(struct num a, struct num b) {
  return num(a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re);
}
static inline struct num scale(REAL x, struct num a) {
  return num(x * a.re, x * a.im);
}
static inline REAL square(struct num a) {
  return a.re * a.re + a.im * a.im;
}
static inline struct num inverse(struct num a) {
  REAL s = 1 / square(a);
  return num(a.re * s, -a.im * s);
}
static inline struct num power(struct num x, int e) {
  struct num y = num(1, 0);
  for (; e > 0; e >>= 1) {
    if (e & 1)
      y = mul(y, x);
    x = mul(x, x);
  }
  return y;
}
static inline struct num dot(ptrdiff_t d, const struct num *a, const struct num *b) {
  struct num s = mul(a[0], b[0]);
  for (int k = 1; k < d; k++)
    s = add(s, mul(a[k], b[k]));
  return s;
}

struct hermite {
  int count; // points held, at most 3
  double at[3];
  struct num w[3][C_MAX], v[3][C_MAX];
};

struct work {
  struct cpf_complex_system s;
  int N;               // l(d-1)
  double at_re, at_im; // the s that c and p belong to
  bool at_set;
  struct num p, dp;
  REAL *cre, *cim, *dre, *dim; // c at s, and dc/ds, M each
  REAL *fre, *fim, *tre, *tim; // the line's two ends
  struct num fp, tp;
  REAL *zre, *zim, *qre, *qim;                 // u_j.w_a and its power e_j - 2: l x M each
  REAL *hre, *him;                             // scratch, M
  struct num x[L_MAX][L_MAX], y[L_MAX][L_MAX]; // w_a.w_b and its power rho - 2
  struct num w[C_MAX];                         // the point
  struct num B[L_MAX][C_MAX];                  // frames: d-1 rows of d
  struct num E[N_MAX], J[N_MAX * N_MAX];
  int pivot[N_MAX];
  struct hermite past;
  REAL *memory;
};

void *NAME(alloc)(const struct cpf_complex_system *s) {
  struct work *k = calloc(1, sizeof *k);
  size_t M = (size_t)s->terms, l = (size_t)s->l;
  if (k == NULL)
    return NULL;
  k->memory = calloc((10 + 4 * l) * M, sizeof *k->memory);
  if (k->memory == NULL) {
    free(k);
    return NULL;
  }
  REAL **rows[] = {&k->cre, &k->cim, &k->dre, &k->dim, &k->fre,
                   &k->fim, &k->tre, &k->tim, &k->hre, &k->him};
  for (size_t r = 0; r < 10; r++)
    *rows[r] = k->memory + r * M;
  REAL **tables[] = {&k->zre, &k->zim, &k->qre, &k->qim};
  for (size_t r = 0; r < 4; r++)
    *tables[r] = k->memory + (10 + r * l) * M;
  k->s = *s;
  k->N = s->l * (s->d - 1);
  return k;
}

void NAME(free)(void *work) {
  struct work *k = work;
  if (k != NULL)
    free(k->memory);
  free(k);
}

static void set_line(struct work *k, const double *from, const double *to) {
  for (int j = 0; j < k->s.terms; j++) {
    k->fre[j] = from[2 + 2 * j], k->fim[j] = from[3 + 2 * j];
    k->tre[j] = to[2 + 2 * j], k->tim[j] = to[3 + 2 * j];
    k->dre[j] = k->fre[j] - k->tre[j], k->dim[j] = k->fim[j] - k->tim[j];
  }
  k->fp = num(from[0], from[1]), k->tp = num(to[0], to[1]);
  k->dp = sub(k->fp, k->tp);
  k->at_set = false;
}

static void set_params(struct work *k, double re, double im) {
  if (k->at_set && k->at_re == re && k->at_im == im)
    return;
  k->at_re = re, k->at_im = im, k->at_set = true;
  REAL sr = re, si = im;
  for (int j = 0; j < k->s.terms; j++) {
    k->cre[j] = k->tre[j] + sr * k->dre[j] - si * k->dim[j];
    k->cim[j] = k->tim[j] + sr * k->dim[j] + si * k->dre[j];
  }
  k->p = add(k->tp, mul(num(sr, si), k->dp));
}

// B: the frame at w, d-1 rows of d.
static void frame(ptrdiff_t d, const struct num *w, struct num *B) {
  REAL sign = w[d - 1].re >= 0 ? 1 : -1;
  struct num v[C_MAX], f = inverse(num(1 + sign * w[d - 1].re, sign * w[d - 1].im));
  for (int c = 0; c < d; c++)
    v[c] = w[c];
  v[d - 1].re += sign;
  for (int r = 0; r < d - 1; r++) {
    struct num t = mul(w[r], f);
    for (int c = 0; c < d; c++)
      B[r * d + c] = mul(num(-t.re, -t.im), v[c]);
    B[r * d + r].re += 1;
  }
}

// z^e for many z.
static void powers(int count, const REAL *restrict zr, const REAL *restrict zi, int e,
                   REAL *restrict yr, REAL *restrict yi) {
  int bit = 1;
  while (2 * bit <= e)
    bit *= 2;
  for (int j = 0; j < count; j++)
    yr[j] = e > 0 ? zr[j] : 1, yi[j] = e > 0 ? zi[j] : 0;
  for (bit /= 2; bit > 0; bit /= 2) {
    for (int j = 0; j < count; j++) {
      REAL a = yr[j], b = yi[j];
      yr[j] = a * a - b * b, yi[j] = 2 * a * b;
    }
    if (e & bit)
      for (int j = 0; j < count; j++) {
        REAL a = yr[j], b = yi[j];
        yr[j] = a * zr[j] - b * zi[j], yi[j] = a * zi[j] + b * zr[j];
      }
  }
}

// sum_j h_j u_j.
static inline struct num reduce(int count, const REAL *restrict hr, const REAL *restrict hi,
                                const double *restrict u) {
  REAL a = 0, b = 0;
#pragma omp simd reduction(+ : a, b)
  for (int j = 0; j < count; j++) {
    a += hr[j] * u[j];
    b += hi[j] * u[j];
  }
  return num(a, b);
}

// h <- h * z
static inline void times(int count, REAL *restrict hr, REAL *restrict hi, const REAL *restrict zr,
                         const REAL *restrict zi) {
  for (int j = 0; j < count; j++) {
    REAL a = hr[j], b = hi[j];
    hr[j] = a * zr[j] - b * zi[j], hi[j] = a * zi[j] + b * zr[j];
  }
}

// F's part: g = -grad F (when g is wanted), K = -Hess F, at student a.
static void student(struct work *k, int a, struct num *g, struct num *K) {
  int M = k->s.terms, d = k->s.d, rho = k->s.rho, lead = k->s.lead;
  REAL *restrict zr = k->zre + (size_t)a * (size_t)M, *restrict zi = k->zim + (size_t)a * (size_t)M;
  REAL *qr = k->qre + (size_t)a * (size_t)M, *qi = k->qim + (size_t)a * (size_t)M;
  const struct num *w = k->w + (size_t)a * (size_t)d;
  for (int c = 0; c < d; c++) {
    const double *restrict u = k->s.u + (size_t)c * (size_t)M;
    REAL wr = w[c].re, wi = w[c].im;
    if (c == 0)
      for (int j = 0; j < M; j++)
        zr[j] = wr * u[j], zi[j] = wi * u[j];
    else
      for (int j = 0; j < M; j++)
        zr[j] += wr * u[j], zi[j] += wi * u[j];
  }
  powers(lead, zr, zi, rho - 2, qr, qi);
  if (lead < M)
    powers(M - lead, zr + lead, zi + lead, rho - 3, qr + lead, qi + lead);
  memcpy(k->hre, k->cre, (size_t)M * sizeof(REAL));
  memcpy(k->him, k->cim, (size_t)M * sizeof(REAL));
  times(M, k->hre, k->him, qr, qi);
  for (int c = 0, h = 0; c < d; c++)
    for (int e = c; e < d; e++, h++) {
      const double *uu = k->s.uu + (size_t)h * (size_t)M;
      struct num t = scale(1 - rho, reduce(lead, k->hre, k->him, uu));
      if (lead < M)
        t = sub(t, scale(rho - 2, reduce(M - lead, k->hre + lead, k->him + lead, uu + lead)));
      K[c * d + e] = K[e * d + c] = t;
    }
  times(M, k->hre, k->him, zr, zi);
  for (int c = 0; c < d; c++)
    g[c] = scale(-1, reduce(M, k->hre, k->him, k->s.u + (size_t)c * (size_t)M));
}

// The coupling's part: g_a and K_a of both students of each pair.
static void couple(struct work *k, struct num *g, struct num *K) {
  ptrdiff_t l = k->s.l, d = k->s.d;
  int rho = k->s.rho;
  for (int a = 0; a < l; a++)
    for (int b = a + 1; b < l; b++) {
      const struct num *wa = k->w + a * d, *wb = k->w + b * d;
      struct num x = dot(d, wa, wb), y = power(x, rho - 2), yx = mul(k->p, mul(y, x));
      struct num h = mul(k->p, scale(rho - 1, y));
      k->x[a][b] = k->x[b][a] = x;
      k->y[a][b] = k->y[b][a] = y;
      REAL ma = (REAL)k->s.weight[a], mb = (REAL)k->s.weight[b];
      for (int c = 0; c < d; c++) {
        struct num ha = scale(ma, mul(h, wa[c])), hb = scale(mb, mul(h, wb[c]));
        g[a * d + c] = add(g[a * d + c], scale(mb, mul(yx, wb[c])));
        g[b * d + c] = add(g[b * d + c], scale(ma, mul(yx, wa[c])));
        for (int e = 0; e < d; e++) {
          K[(a * d + c) * d + e] = add(K[(a * d + c) * d + e], mul(hb, wb[e]));
          K[(b * d + c) * d + e] = add(K[(b * d + c) * d + e], mul(ha, wa[e]));
        }
      }
    }
}

// One block of J: B_a K B_a^T.
static void own_block(struct work *k, int a, const struct num *K) {
  ptrdiff_t d = k->s.d, m = d - 1;
  const struct num *B = k->B[a];
  for (int r = 0; r < m; r++) {
    struct num t[C_MAX];
    for (int c = 0; c < d; c++)
      t[c] = dot(d, B + r * d, K + c * d);
    for (int c = r; c < m; c++) {
      struct num v = dot(d, t, B + c * d);
      k->J[(a * m + r) * k->N + a * m + c] = v;
      k->J[(a * m + c) * k->N + a * m + r] = v;
    }
  }
}

// J_ab and J_ba: m_b p [(rho-1) x^{rho-2} (B_a w_b)(B_b w_a)^T + x^{rho-1} B_a B_b^T].
static void pair_block(struct work *k, int a, int b) {
  ptrdiff_t d = k->s.d, m = d - 1;
  struct num py = mul(k->p, k->y[a][b]), h = scale(k->s.rho - 1, py), yx = mul(py, k->x[a][b]);
  struct num p[C_MAX], q[C_MAX];
  REAL ma = (REAL)k->s.weight[a], mb = (REAL)k->s.weight[b];
  for (int r = 0; r < m; r++) {
    p[r] = mul(h, dot(d, k->B[a] + r * d, k->w + b * d));
    q[r] = dot(d, k->B[b] + r * d, k->w + a * d);
  }
  for (int r = 0; r < m; r++)
    for (int c = 0; c < m; c++) {
      struct num t = add(mul(p[r], q[c]), mul(yx, dot(d, k->B[a] + r * d, k->B[b] + c * d)));
      k->J[(a * m + r) * k->N + b * m + c] = scale(mb, t);
      k->J[(b * m + c) * k->N + a * m + r] = scale(ma, t);
    }
}

// E and J at the point k->w and the parameters at s.
static void evaluate(struct work *k, double re, double im) {
  ptrdiff_t l = k->s.l, d = k->s.d, m = d - 1;
  struct num g[C_MAX], K[L_MAX * C_MAX];
  set_params(k, re, im);
  for (int a = 0; a < l; a++) {
    frame(d, k->w + a * d, k->B[a]);
    student(k, a, g + a * d, K + a * d * d);
  }
  couple(k, g, K);
  for (int a = 0; a < l; a++) {
    struct num mu = dot(d, g + a * d, k->w + a * d);
    for (int c = 0; c < d; c++)
      K[(a * d + c) * d + c] = sub(K[(a * d + c) * d + c], mu);
    for (int r = 0; r < m; r++)
      k->E[a * m + r] = dot(d, k->B[a] + r * d, g + a * d);
    own_block(k, a, K + a * d * d);
    for (int b = a + 1; b < l; b++)
      pair_block(k, a, b);
  }
}

// dE/ds at the point of the last evaluation, from its powers.
static void evaluate_ds(struct work *k, const struct num *w, struct num *out) {
  ptrdiff_t l = k->s.l, d = k->s.d, m = d - 1;
  int M = k->s.terms;
  for (int a = 0; a < l; a++) {
    size_t row = (size_t)a * (size_t)M;
    struct num g[C_MAX];
    memcpy(k->hre, k->dre, (size_t)M * sizeof(REAL));
    memcpy(k->him, k->dim, (size_t)M * sizeof(REAL));
    times(M, k->hre, k->him, k->qre + row, k->qim + row);
    times(M, k->hre, k->him, k->zre + row, k->zim + row);
    for (int c = 0; c < d; c++)
      g[c] = scale(-1, reduce(M, k->hre, k->him, k->s.u + (size_t)c * (size_t)M));
    for (int b = 0; b < l; b++) {
      if (b == a)
        continue;
      struct num t = scale((REAL)k->s.weight[b], mul(k->dp, mul(k->y[a][b], k->x[a][b])));
      for (int c = 0; c < d; c++)
        g[c] = add(g[c], mul(t, w[b * d + c]));
    }
    for (int r = 0; r < m; r++)
      out[a * m + r] = dot(d, k->B[a] + r * d, g);
  }
}

// The LU factors of J in place. False when a pivot is 0 or not finite.
static bool factor(struct work *k) {
  int N = k->N;
  struct num *J = k->J;
  for (int c = 0; c < N; c++) {
    int best = c;
    REAL top = square(J[c * N + c]);
    for (int r = c + 1; r < N; r++)
      if (square(J[r * N + c]) > top)
        top = square(J[r * N + c]), best = r;
    if (!(top > 0) || !isfinite((double)top))
      return false;
    k->pivot[c] = best;
    if (best != c)
      for (int e = 0; e < N; e++) {
        struct num t = J[c * N + e];
        J[c * N + e] = J[best * N + e], J[best * N + e] = t;
      }
    struct num f = inverse(J[c * N + c]);
    for (int r = c + 1; r < N; r++) {
      struct num t = J[r * N + c] = mul(J[r * N + c], f);
      for (int e = c + 1; e < N; e++)
        J[r * N + e] = sub(J[r * N + e], mul(t, J[c * N + e]));
    }
    J[c * N + c] = f; // the inverse of the pivot
  }
  return true;
}

// x <- J^{-1} x with the factors.
static void solve(const struct work *k, struct num *x) {
  int N = k->N;
  const struct num *J = k->J;
  for (int c = 0; c < N; c++) {
    struct num t = x[k->pivot[c]];
    x[k->pivot[c]] = x[c], x[c] = t;
  }
  for (int r = 1; r < N; r++)
    for (int c = 0; c < r; c++)
      x[r] = sub(x[r], mul(J[r * N + c], x[c]));
  for (int r = N - 1; r >= 0; r--) {
    for (int c = r + 1; c < N; c++)
      x[r] = sub(x[r], mul(J[r * N + c], x[c]));
    x[r] = mul(x[r], J[r * N + r]);
  }
}

// The vectors B_a^T x_a, l*d numbers.
static void lift(const struct work *k, const struct num *x, struct num *out) {
  ptrdiff_t d = k->s.d, m = d - 1;
  for (int a = 0; a < k->s.l; a++)
    for (int c = 0; c < d; c++) {
      struct num t = num(0, 0);
      for (int r = 0; r < m; r++)
        t = add(t, mul(x[a * m + r], k->B[a][r * d + c]));
      out[a * d + c] = t;
    }
}

// The largest |v_a| / |w_a| over the students.
static double relative(const struct work *k, const struct num *v, const struct num *w) {
  int d = k->s.d;
  double top = 0;
  for (int a = 0; a < k->s.l; a++) {
    double nv = 0, nw = 0;
    for (int c = a * d; c < (a + 1) * d; c++)
      nv += (double)square(v[c]), nw += (double)square(w[c]);
    top = nv / nw > top || isnan(nv) ? nv / nw : top;
  }
  return sqrt(top);
}

// Takes each w_a back to w.w = 1 along the conjugate of w_a, nearly the shortest way: far out,
// where |w_a| is large, the quadric is steep and scaling w_a would move it far. False when the
// distance does not shrink.
static bool normalise(const struct work *k, struct num *w) {
  ptrdiff_t d = k->s.d;
  for (int a = 0; a < k->s.l; a++, w += d) {
    REAL before = 2, size = 0;
    for (int c = 0; c < d; c++)
      size += square(w[c]);
    for (int i = 0; i < CPF_RETURN_STEPS; i++) {
      struct num gap = dot(d, w, w);
      gap = scale(1 / (2 * size), num(1 - gap.re, -gap.im)); // the part of conj(w) to add
      REAL now = square(gap);
      if (!(now < before))
        return now < CPF_RETURNED;
      for (int c = 0; c < d; c++)
        w[c] = add(w[c], mul(gap, num(w[c].re, -w[c].im)));
      if (now < CPF_RETURNED)
        break;
      before = now / 4;
    }
  }
  return true;
}

static void load(struct work *k, const double *W) {
  for (ptrdiff_t c = 0; c < (ptrdiff_t)k->s.l * k->s.d; c++)
    k->w[c] = num(W[2 * c], W[2 * c + 1]);
}

static void store(const struct work *k, const struct num *w, double *W) {
  for (ptrdiff_t c = 0; c < (ptrdiff_t)k->s.l * k->s.d; c++)
    W[2 * c] = (double)w[c].re, W[2 * c + 1] = (double)w[c].im;
}
