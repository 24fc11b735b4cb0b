// SPDX-License-Identifier: GPL-3.0-or-later
// The interval Newton step (Neumaier, Interval Methods for Systems of Equations, sections 5.1 and
// 5.2; Hansen and Walster, Global Optimization Using Interval Analysis, chapter 11; Krawczyk 1969).
//
// 1. E over the box: an equation without zero proves the box empty.
// 2. J encloses the slopes between the box and its middle c: every x in the box has
//    E(x) in E(c) + J (x - c). Each of these equations, solved for one unknown after the other
//    (Gauss-Seidel), cuts the box, or proves it empty.
// 3. Y is about the inverse of J's middle, rows and columns scaled (any Y will do: it decides how
//    sharp the test is, not whether it is right). A zero x in the box has
//    0 in Y E(c) + (Y J)(x - c): the rows of Y are about the normals of the facets of J (box - c),
//    so that nothing but the curvature stops the test of these combinations.
// 4. Row r of that, solved for x_r - c_r, is intersected with what is left of the box.
#include "certify/cover_step.h"

#include <string.h>

typedef struct cpf_interval interval;

// A pivot below this, after scaling, is replaced by it: Y stays finite where J is singular.
static const double PIVOT_MIN = 1e-12;
// Equations are not solved for an unknown whose coefficient can be smaller: nothing overflows.
static const double COEFFICIENT_MIN = 1e-50;
// Larger entries of Y are set to zero, so that nothing overflows.
static const double ENTRY_MAX = 1e100;
// For scaling and bisection no width counts as less than this share of the largest.
static const double WIDTH_MIN = 1e-3;
// A box has shrunk when some width is below this share of what it was.
static const double SHRUNK = 0.7;

bool cpf_cover_no_zero(const struct cpf_cover_system *s, const struct cpf_cover_box *box,
                       struct cpf_cover_step *w) {
  cpf_cover_values(s, box, &w->box);
  for (int c = 0; c < s->N; c++)
    if (!cpf_interval_has_zero(w->box.E[c]))
      return true;
  return false;
}

// E at the centre and box - centre.
static void centre(const struct cpf_cover_system *s, const struct cpf_cover_box *box,
                   struct cpf_cover_step *w) {
  struct cpf_cover_box point = *box;
  for (int c = 0; c < s->N; c++) {
    double middle = 0.5 * (box->lo[c] + box->hi[c]);
    point.lo[c] = point.hi[c] = w->c[c] = middle;
    w->D[c] = cpf_interval(cpf_down(box->lo[c] - middle), cpf_up(box->hi[c] - middle));
  }
  cpf_cover_values(s, &point, &w->centre);
}

// Gauss-Jordan with partial pivoting on the N x 2N matrix M = (scaled J | diagonal).
static void eliminate(int N, double *M) {
  for (int c = 0; c < N; c++) {
    int best = c;
    for (int r = c + 1; r < N; r++)
      if (fabs(M[r * 2 * N + c]) > fabs(M[best * 2 * N + c]))
        best = r;
    for (int e = 0; e < 2 * N && best != c; e++) {
      double kept = M[c * 2 * N + e];
      M[c * 2 * N + e] = M[best * 2 * N + e];
      M[best * 2 * N + e] = kept;
    }
    double pivot = M[c * 2 * N + c];
    if (!(fabs(pivot) >= PIVOT_MIN))
      pivot = pivot < 0 ? -PIVOT_MIN : PIVOT_MIN;
    for (int e = 0; e < 2 * N; e++)
      M[c * 2 * N + e] /= pivot;
    for (int r = 0; r < N; r++) {
      double factor = M[r * 2 * N + c];
      for (int e = 0; e < 2 * N && r != c; e++)
        M[r * 2 * N + e] -= factor * M[c * 2 * N + e];
    }
  }
}

// Y: the inverse of J's middle.
static void precondition(int N, struct cpf_cover_step *w) {
  double unit[CPF_COVER_N_MAX], widest = 0;
  for (int c = 0; c < N; c++)
    widest = cpf_max(widest, w->D[c].hi - w->D[c].lo);
  for (int c = 0; c < N; c++)
    unit[c] = cpf_max(w->D[c].hi - w->D[c].lo, WIDTH_MIN * widest);
  double M[2 * CPF_COVER_N_MAX * CPF_COVER_N_MAX];
  const interval *J = w->J;
  for (int r = 0; r < N; r++) {
    double most = 0;
    for (int c = 0; c < N; c++) {
      M[r * 2 * N + c] = 0.5 * (J[r * N + c].lo + J[r * N + c].hi) * unit[c];
      most = cpf_max(most, fabs(M[r * 2 * N + c]));
    }
    double scale = most > 0 ? 1 / most : 1;
    for (int c = 0; c < N; c++) {
      M[r * 2 * N + c] *= scale;
      M[r * 2 * N + N + c] = r == c ? scale : 0;
    }
  }
  eliminate(N, M);
  for (int r = 0; r < N; r++)
    for (int c = 0; c < N; c++) {
      double y = M[r * 2 * N + N + c] * unit[r];
      w->Y[r * N + c] = fabs(y) < ENTRY_MAX ? y : 0;
    }
}

// A +- G = Y J and b = Y E(c). A sum of N products of doubles has an error of at most
// (N + 1) 2^-53 times the sum of the absolute values; twice that, and one more, cover the roundings
// of the bound itself.
static void multiply(int N, struct cpf_cover_step *w) {
  double eps = (N + 3) * CPF_INTERVAL_EPS;
  memset(w->A, 0, (size_t)N * (size_t)N * sizeof *w->A);
  memset(w->G, 0, (size_t)N * (size_t)N * sizeof *w->G);
  memset(w->b, 0, (size_t)N * sizeof *w->b);
  for (int k = 0; k < N; k++) {
    double mid[CPF_COVER_N_MAX], rad[CPF_COVER_N_MAX]; // of row k of J
    for (int c = 0; c < N; c++) {
      interval x = w->J[k * N + c];
      mid[c] = 0.5 * (x.lo + x.hi);
      rad[c] = cpf_up(cpf_max(x.hi - mid[c], mid[c] - x.lo)) + fabs(mid[c]) * eps;
    }
    for (int r = 0; r < N; r++) {
      double *A = w->A + (ptrdiff_t)r * N, *G = w->G + (ptrdiff_t)r * N, y = w->Y[r * N + k];
      for (int c = 0; c < N; c++) {
        A[c] += y * mid[c];
        G[c] += fabs(y) * rad[c];
      }
      interval part = cpf_interval_mul(cpf_interval_of(y), w->centre.E[k]);
      w->b[r] = cpf_interval_add(w->b[r], part);
    }
  }
  for (int e = 0; e < N * N; e++)
    w->G[e] += w->G[e] * eps + CPF_INTERVAL_TINY;
}

// Solves row r, 0 in b + sum_c A_c D_c, for every unknown with a coefficient away from zero: cuts
// D. False when the row has no zero in the box.
static bool solve_row(int N, interval b, const interval *A, interval *D) {
  interval after[CPF_COVER_N_MAX + 1];
  after[N] = b;
  for (int c = N - 1; c >= 0; c--)
    after[c] = cpf_interval_add(after[c + 1], cpf_interval_mul(A[c], D[c]));
  if (!cpf_interval_has_zero(after[0]))
    return false;
  interval before = {0, 0};
  for (int c = 0; c < N; c++) {
    if (A[c].lo > COEFFICIENT_MIN || A[c].hi < -COEFFICIENT_MIN) {
      interval rest = cpf_interval_add(before, after[c + 1]);
      interval solved = cpf_interval_neg(cpf_interval_div(rest, A[c]));
      if (solved.lo > D[c].hi || solved.hi < D[c].lo)
        return false;
      D[c] = cpf_interval(cpf_max(D[c].lo, solved.lo), cpf_min(D[c].hi, solved.hi));
    }
    before = cpf_interval_add(before, cpf_interval_mul(A[c], D[c]));
  }
  return true;
}

// The equations themselves, row by row: false when the box is proved empty.
static bool sweep_plain(int N, struct cpf_cover_step *w) {
  for (int r = 0; r < N; r++)
    if (!solve_row(N, w->centre.E[r], w->J + (ptrdiff_t)r * N, w->D))
      return false;
  return true;
}

static interval entry(int N, const struct cpf_cover_step *w, int r, int c) {
  double A = w->A[r * N + c], G = w->G[r * N + c];
  return cpf_interval(cpf_down(A - G), cpf_up(A + G));
}

// One sweep: false when the box is proved empty.
static bool sweep(int N, struct cpf_cover_step *w) {
  w->root = true;
  for (int r = 0; r < N; r++) {
    interval rest = w->b[r], own = entry(N, w, r, r), D = w->D[r];
    for (int c = 0; c < N; c++)
      if (c != r)
        rest = cpf_interval_add(rest, cpf_interval_mul(entry(N, w, r, c), w->D[c]));
    if (!cpf_interval_has_zero(cpf_interval_add(rest, cpf_interval_mul(own, D))))
      return false;
    if (!(own.lo > COEFFICIENT_MIN || own.hi < -COEFFICIENT_MIN)) {
      w->root = false;
      continue;
    }
    interval solved = cpf_interval_neg(cpf_interval_div(rest, own));
    if (solved.lo > D.hi || solved.hi < D.lo)
      return false;
    w->root = w->root && solved.lo > D.lo && solved.hi < D.hi;
    w->D[r] = cpf_interval(cpf_max(D.lo, solved.lo), cpf_min(D.hi, solved.hi));
  }
  return true;
}

enum cpf_cover_verdict cpf_cover_contract(const struct cpf_cover_system *s,
                                          struct cpf_cover_box *box, struct cpf_cover_step *w) {
  int N = s->N;
  enum cpf_cover_verdict verdict = CPF_COVER_KEPT;
  w->root = false;
  centre(s, box, w);
  cpf_cover_slopes(s, box, &w->box, &w->centre, w->J);
  if (!sweep_plain(N, w))
    return CPF_COVER_EMPTY;
  precondition(N, w);
  multiply(N, w);
  if (!sweep(N, w))
    return CPF_COVER_EMPTY;
  for (int c = 0; c < N; c++) {
    double width = box->hi[c] - box->lo[c];
    box->lo[c] = cpf_max(box->lo[c], cpf_down(w->c[c] + w->D[c].lo));
    box->hi[c] = cpf_min(box->hi[c], cpf_up(w->c[c] + w->D[c].hi));
    if (box->hi[c] - box->lo[c] < SHRUNK * width)
      verdict = CPF_COVER_SHRUNK;
  }
  return verdict;
}

static int widest_alone(int N, const struct cpf_cover_box *box) {
  int best = 0;
  for (int c = 1; c < N; c++)
    if (box->hi[c] - box->lo[c] > box->hi[best] - box->lo[best])
      best = c;
  return best;
}

int cpf_cover_widest(const struct cpf_cover_system *s, const struct cpf_cover_box *box,
                     const struct cpf_cover_step *w) {
  int best = 0;
  double widest = 0, most = -1;
  for (int c = 0; c < s->N; c++)
    widest = cpf_max(widest, box->hi[c] - box->lo[c]);
  for (int c = 0; c < s->N; c++) {
    double width = box->hi[c] - box->lo[c], sum = 0;
    for (int r = 0; r < s->N; r++)
      sum += w->G[r * s->N + c] / cpf_max(box->hi[r] - box->lo[r], WIDTH_MIN * widest);
    if (width >= WIDTH_MIN * widest && sum * width > most) {
      most = sum * width;
      best = c;
    }
  }
  return most < 0 ? widest_alone(s->N, box) : best;
}
