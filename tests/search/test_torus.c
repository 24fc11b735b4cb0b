// SPDX-License-Identifier: GPL-3.0-or-later
// P(n,2,2,rho) by a second route that shares nothing with the library: the students as angles, a
// grid over the n-torus, and Newton's method in the angles from every cell in which all derivatives
// may vanish.
#include "support.h"

static const double PI = 3.14159265358979323846;

enum { N = 3, ROOTS = 5000 };

struct torus {
  int n, rho;
  double r;
  int count;
  double phi[ROOTS][N], loss[ROOTS];
};

// Derivatives 0, 1, 2 of cos^rho.
static double curve(int rho, double x, int order) {
  double c = cos(x), s = sin(x);
  return order == 0   ? power(c, rho)
         : order == 1 ? -rho * power(c, rho - 1) * s
                      : rho * (rho - 1) * power(c, rho - 2) * s * s - rho * power(c, rho);
}

static double loss(const struct torus *t, const double *phi) {
  double sum = 1;
  for (int i = 0; i < t->n; i++) {
    for (int q = 0; q < t->n; q++)
      sum += t->r / 2 * curve(t->rho, phi[i] - phi[q], 0);
    sum -= curve(t->rho, phi[i], 0) + curve(t->rho, PI / 2 - phi[i], 0);
  }
  return sum;
}

static void derivatives(const struct torus *t, const double *phi, double *g, double H[N][N]) {
  for (int i = 0; i < t->n; i++) {
    g[i] = -curve(t->rho, phi[i], 1) + curve(t->rho, PI / 2 - phi[i], 1);
    H[i][i] = -curve(t->rho, phi[i], 2) - curve(t->rho, PI / 2 - phi[i], 2);
    for (int q = 0; q < t->n; q++)
      if (q != i) {
        g[i] += t->r * curve(t->rho, phi[i] - phi[q], 1);
        H[i][i] += t->r * curve(t->rho, phi[i] - phi[q], 2);
        H[i][q] = -t->r * curve(t->rho, phi[i] - phi[q], 2);
      }
  }
}

// b <- H^-1 b, Gauss-Jordan with row pivoting.
static void solve(int n, double H[N][N], double *b) {
  for (int c = 0; c < n; c++) {
    int pivot = c;
    for (int r = c + 1; r < n; r++)
      pivot = fabs(H[r][c]) > fabs(H[pivot][c]) ? r : pivot;
    for (int l = 0; l < n; l++) {
      double kept = H[c][l];
      H[c][l] = H[pivot][l];
      H[pivot][l] = kept;
    }
    double kept = b[c];
    b[c] = b[pivot];
    b[pivot] = kept;
    for (int r = 0; r < n; r++) {
      double share = r == c ? 0 : H[r][c] / H[c][c];
      for (int l = 0; l < n; l++)
        H[r][l] -= share * H[c][l];
      b[r] -= share * b[c];
    }
  }
  for (int c = 0; c < n; c++)
    b[c] /= H[c][c];
}

static double norm(int n, const double *x) {
  return sqrt(dot(n, x, x));
}

// Newton's method; at a triple root it closes in by a third each step, which the number of steps
// allows for.
static void polish(struct torus *t, const double *start, double reach) {
  double phi[N], step[N], H[N][N];
  memcpy(phi, start, sizeof phi);
  for (int s = 0; s < 80; s++) {
    double gone = 0;
    derivatives(t, phi, step, H);
    if (norm(t->n, step) < 1e-14)
      break;
    solve(t->n, H, step);
    for (int i = 0; i < t->n; i++) {
      phi[i] -= step[i];
      gone = fmax(gone, fabs(phi[i] - start[i]));
    }
    if (!(gone < reach))
      return;
  }
  derivatives(t, phi, step, H);
  if (!(norm(t->n, step) < 1e-11))
    return;
  for (int x = 0; x < t->count; x++) {
    double apart = 0;
    for (int i = 0; i < t->n; i++)
      apart = fmax(apart, fabs(sin((phi[i] - t->phi[x][i]) / 2)));
    if (apart < 1e-3)
      return;
  }
  cr_assert_lt(t->count, ROOTS);
  t->loss[t->count] = loss(t, phi);
  memcpy(t->phi[t->count++], phi, sizeof phi);
}

// True when every component of the gradient changes its sign among the corners of the cell, or
// comes close to it.
static bool may_vanish(const struct torus *t, const double *corner, double h) {
  double low[N], high[N], g[N], H[N][N], slack = 0.3 * h * t->rho * t->rho;
  for (int which = 0; which < 1 << t->n; which++) {
    double phi[N];
    for (int i = 0; i < t->n; i++)
      phi[i] = corner[i] + (which >> i & 1) * h;
    derivatives(t, phi, g, H);
    for (int i = 0; i < t->n; i++) {
      low[i] = which == 0 ? g[i] : fmin(low[i], g[i]);
      high[i] = which == 0 ? g[i] : fmax(high[i], g[i]);
    }
  }
  for (int i = 0; i < t->n; i++)
    if (low[i] > slack || high[i] < -slack)
      return false;
  return true;
}

static void search(struct torus *t, int cells) {
  double h = 2 * PI / cells;
  long total = 1;
  for (int i = 0; i < t->n; i++)
    total *= cells;
  for (long cell = 0; cell < total; cell++) {
    double corner[N];
    long rest = cell;
    for (int i = 0; i < t->n; i++) {
      corner[i] = h * ((double)(rest % cells) + 0.217 + 0.1 * i);
      rest /= cells;
    }
    if (!may_vanish(t, corner, h))
      continue;
    for (int i = 0; i < t->n; i++)
      corner[i] += h / 2;
    polish(t, corner, 3 * h);
  }
}

static void compare(int n, int rho, double repulsion, int cells) {
  struct torus *t = calloc(1, sizeof *t);
  struct cpf_problem p = problem(n, 2, 2, rho);
  cr_assert_not_null(t);
  *t = (struct torus){.n = n, .rho = rho, .r = repulsion};
  search(t, cells);
  p.repulsion = repulsion;
  struct cpf_find_result *r = find(p);
  cr_assert_eq(r->points, (uint64_t)t->count, "P(%d,2,2,%d) r = %g: %d points, on the torus %d", n,
               rho, repulsion, (int)r->points, t->count);
  for (int f = 0; f < r->nfamilies; f++) {
    uint64_t points = 0, found = 0;
    for (int g = 0; g < r->nfamilies; g++)
      points += fabs(r->families[g].loss - r->families[f].loss) < 1e-9 ? r->families[g].points : 0;
    for (int x = 0; x < t->count; x++)
      found += fabs(t->loss[x] - r->families[f].loss) < 1e-9;
    cr_assert_eq(points, found, "%s: %d, on the torus %d", r->families[f].label, (int)points,
                 (int)found);
  }
  cpf_find_result_free(r);
  free(t);
}

Test(torus, two_students) {
  const int rhos[] = {3, 4, 5, 6, 7, 8, 9, 12};
  for (size_t x = 0; x < sizeof rhos / sizeof *rhos; x++)
    compare(2, rhos[x], 1, 180);
}

Test(torus, other_repulsions) {
  compare(2, 4, 0, 180);
  compare(2, 4, 0.5, 180);
  compare(2, 4, 2, 180);
  compare(2, 5, 0.5, 180);
  compare(2, 6, 0.25, 180);
  compare(2, 1, 2, 180);
}

Test(torus, three_students) {
  compare(3, 3, 1, 40);
  compare(3, 4, 1, 40);
  compare(3, 6, 1, 40);
}

Test(torus, one_student) {
  compare(1, 3, 1, 500);
  compare(1, 4, 1, 500);
}
