// SPDX-License-Identifier: GPL-3.0-or-later
//
// The iteration of newton.c, to be compiled into functions that know the sizes, or not. The sums
// run in the same order either way, so that a start ends at the same bits.
#ifndef CPF_SOLVER_NEWTON_KERNEL_H
#define CPF_SOLVER_NEWTON_KERNEL_H

#include <float.h>

#include "model/batch_kernel.h"
#include "solver/method.h"

enum {
  CPF_DAMPING_GROW = 6,
  CPF_DAMPING_SHRINK = 4,
  CPF_TILE = 4, // rows and columns of a matrix worked on together
  CPF_TILE_COLUMNS = 2,
  CPF_NEWTON_SMALL = 6 // up to so many unknowns everything is unrolled
};
static const double CPF_PIVOT_LEVEL = 0x1p-50;  // least pivot of L D L^T, of its diagonal entry
static const double CPF_PIVOT_TINY = 0x1p-1000; // and of all
static const double CPF_GOOD_DECREASE = 0.5;    // of |g|^2, for the damping to shrink

struct cpf_newton;
typedef void cpf_newton_fn(struct cpf_newton *m);

struct cpf_newton {
  struct cpf_solver_options opt;
  struct cpf_batch trial;              // trial points
  cpf_lanes *W, *x, *s;                // n*d, N, n: the accepted points and their frames
  cpf_lanes *g, *H;                    // N, N*N, there
  cpf_lanes *A;                        // N*N: H H + nu I and its factors
  cpf_lanes *step;                     // N: right side, then the step
  cpf_lanes *row;                      // CPF_TILE*N: rows of L D
  cpf_lanes square, damping, residual; // |g|^2 at the accepted points; |g|
  cpf_newton_fn *iterate;
};

// One step of all lanes: compiled for the sizes of *p where that was done and `any` is false.
cpf_newton_fn *cpf_newton_iterate(const struct cpf_problem *p, bool any);

// Step 2.
CPF_INLINE void cpf_newton_accept(const struct cpf_sizes *z, struct cpf_newton *m) {
  size_t size = (size_t)z->n * z->d, N = cpf_kernel_unknowns(z);
  const struct cpf_batch *b = &m->trial;
  cpf_lanes square = {0}, shrunk = m->damping * (1.0 / CPF_DAMPING_SHRINK);
  cpf_lanes lowest = CPF_ALL(m->opt.damping_min);
  for (size_t a = 0; a < N; a++)
    square += b->g[a] * b->g[a];
  cpf_lanes_mask less = square < m->square;
  cpf_lanes_mask good = square < CPF_GOOD_DECREASE * m->square;
  shrunk = CPF_SELECT(shrunk < lowest, lowest, shrunk);
  shrunk = CPF_SELECT(good, shrunk, m->damping);
  m->damping = CPF_SELECT(less, shrunk, m->damping * CPF_DAMPING_GROW);
  m->residual = m->square = CPF_SELECT(less, square, m->square);
  cpf_lanes_sqrt(&m->residual);
  for (size_t e = 0; e < size; e++)
    m->W[e] = CPF_SELECT(less, b->W[e], m->W[e]);
  for (size_t a = 0; a < N; a++)
    m->x[a] = CPF_SELECT(less, b->x[a], m->x[a]);
  for (int i = 0; i < z->n; i++)
    m->s[i] = CPF_SELECT(less, b->s[i], m->s[i]);
  for (size_t a = 0; a < N; a++)
    m->g[a] = CPF_SELECT(less, b->g[a], m->g[a]);
  for (size_t a = 0; a < N; a++)
    for (size_t c = 0; c <= a; c++)
      m->H[c * N + a] = m->H[a * N + c] = CPF_SELECT(less, b->H[a * N + c], m->H[a * N + c]);
}

// Step 3, the right side -H g.
CPF_INLINE void cpf_newton_right_side(const struct cpf_sizes *z, struct cpf_newton *m) {
  size_t N = cpf_kernel_unknowns(z);
  for (size_t a = 0; a < N; a++) {
    cpf_lanes sum = {0};
    for (size_t c = 0; c < N; c++)
      sum -= m->H[a * N + c] * m->g[c];
    m->step[a] = sum;
  }
}

// rows * columns entries of H H from (a, b) on: the sums stay in registers, and each entry of H
// that is loaded serves several.
CPF_INLINE void cpf_newton_square_tile(int rows, int columns, size_t N, const cpf_lanes *H,
                                       size_t a, size_t b, cpf_lanes *A) {
  cpf_lanes sum[CPF_TILE][CPF_TILE_COLUMNS];
  CPF_UNROLL_ALL for (int r = 0; r < rows; r++) CPF_UNROLL_ALL for (int q = 0; q < columns; q++)
      sum[r][q] = H[(a + r) * N] * H[(b + q) * N];
  for (size_t c = 1; c < N; c++)
    CPF_UNROLL_ALL for (int r = 0; r < rows; r++) CPF_UNROLL_ALL for (int q = 0; q < columns; q++)
        sum[r][q] += H[(a + r) * N + c] * H[(b + q) * N + c];
  CPF_UNROLL_ALL for (int r = 0; r < rows; r++) CPF_UNROLL_ALL for (int q = 0; q < columns; q++)
      A[(a + r) * N + b + q] = sum[r][q];
}

CPF_INLINE void cpf_newton_square_rows(int rows, size_t N, const cpf_lanes *H, size_t a,
                                       cpf_lanes *A) {
  size_t b = 0, end = a + rows; // the tiles on the diagonal go beyond it
  for (; b + CPF_TILE_COLUMNS <= end; b += CPF_TILE_COLUMNS)
    cpf_newton_square_tile(rows, CPF_TILE_COLUMNS, N, H, a, b, A);
  if (b < end)
    cpf_newton_square_tile(rows, 1, N, H, a, b, A);
}

// Step 3, the system: the lower triangle of A = H H + nu I.
CPF_INLINE void cpf_newton_assemble(const struct cpf_sizes *z, struct cpf_newton *m) {
  size_t N = cpf_kernel_unknowns(z), a = 0;
  cpf_lanes nu = m->damping * m->square;
  for (; a + CPF_TILE <= N; a += CPF_TILE)
    cpf_newton_square_rows(CPF_TILE, N, m->H, a, m->A);
  for (; a < N; a++)
    cpf_newton_square_rows(1, N, m->H, a, m->A);
  for (a = 0; a < N; a++)
    m->A[a * N + a] += nu;
}

// Step 3, the factors A = L D L^T in place, L below the diagonal, 1/D on it, and L^{-1} times the
// right side. A pivot that rounding has made tiny or negative is raised to the rounding level of
// its diagonal entry.
//
// Columns b .. b+columns-1 of the rows of L D from a on, b + columns <= a.
CPF_INLINE void cpf_newton_factor_tile(int rows, int columns, size_t N, const cpf_lanes *A,
                                       size_t a, size_t b, cpf_lanes *row) {
  cpf_lanes sum[CPF_TILE][CPF_TILE_COLUMNS];
  CPF_UNROLL_ALL for (int r = 0; r < rows; r++) CPF_UNROLL_ALL for (int q = 0; q < columns; q++)
      sum[r][q] = A[(a + r) * N + b + q];
  for (size_t c = 0; c < b; c++)
    CPF_UNROLL_ALL for (int r = 0; r < rows; r++) CPF_UNROLL_ALL for (int q = 0; q < columns; q++)
        sum[r][q] -= row[r * N + c] * A[(b + q) * N + c];
  CPF_UNROLL_ALL for (int r = 0; r < rows; r++) CPF_UNROLL_ALL for (int q = 0; q < columns; q++) {
    CPF_UNROLL_ALL for (int o = 0; o < q; o++) sum[r][q] -= sum[r][o] * A[(b + q) * N + b + o];
    row[r * N + b + q] = sum[r][q];
  }
}

// Row a of L and its pivot; row holds the row of L D, known before column `known`.
CPF_INLINE void cpf_newton_factor_row(size_t N, size_t a, size_t known, cpf_lanes *A, cpf_lanes *s,
                                      cpf_lanes *row) {
  cpf_lanes pivot = A[a * N + a], y = s[a];
  cpf_lanes least = pivot * CPF_PIVOT_LEVEL + CPF_PIVOT_TINY;
  for (size_t b = known; b < a; b++) {
    cpf_lanes x = A[a * N + b];
    for (size_t c = 0; c < b; c++)
      x -= row[c] * A[b * N + c];
    row[b] = x;
  }
  for (size_t b = 0; b < a; b++) {
    cpf_lanes l = row[b] * A[b * N + b];
    pivot -= row[b] * l;
    y -= l * s[b];
    A[a * N + b] = l;
  }
  A[a * N + a] = 1 / CPF_SELECT(pivot > least, pivot, least);
  s[a] = y;
}

CPF_INLINE void cpf_newton_factor(const struct cpf_sizes *z, struct cpf_newton *m) {
  size_t N = cpf_kernel_unknowns(z), a = 0;
  cpf_lanes *A = m->A, *row = m->row;
  for (; a + CPF_TILE <= N; a += CPF_TILE) {
    for (size_t b = 0; b < a; b += CPF_TILE_COLUMNS) // a is a multiple of both
      cpf_newton_factor_tile(CPF_TILE, CPF_TILE_COLUMNS, N, A, a, b, row);
    for (size_t r = 0; r < CPF_TILE; r++)
      cpf_newton_factor_row(N, a + r, a, A, m->step, row + r * N);
  }
  for (; a < N; a++)
    cpf_newton_factor_row(N, a, 0, A, m->step, row);
}

// Step 3, the solution: L^T s = D^{-1} (L^{-1} ...).
CPF_INLINE void cpf_newton_solve(const struct cpf_sizes *z, struct cpf_newton *m) {
  size_t N = cpf_kernel_unknowns(z);
  cpf_lanes *s = m->step;
  for (size_t a = 0; a < N; a++)
    s[a] *= m->A[a * N + a];
  for (size_t b = N; b-- > 1;)
    for (size_t a = 0; a < b; a++)
      s[a] -= m->A[b * N + a] * s[b];
}

// The same for few unknowns, all loops unrolled: what is computed stays in registers.
CPF_INLINE void cpf_newton_system_small(const struct cpf_sizes *z, struct cpf_newton *m) {
  enum { MOST = CPF_NEWTON_SMALL };
  const size_t N = cpf_kernel_unknowns(z);
  cpf_lanes A[MOST][MOST], s[MOST], row[MOST], nu = m->damping * m->square;
  CPF_UNROLL_ALL for (size_t a = 0; a < N; a++) {
    cpf_lanes sum = {0};
    CPF_UNROLL_ALL for (size_t c = 0; c < N; c++) sum -= m->H[a * N + c] * m->g[c];
    s[a] = sum;
    CPF_UNROLL_ALL for (size_t b = 0; b <= a; b++) {
      cpf_lanes x = m->H[a * N] * m->H[b * N];
      CPF_UNROLL_ALL for (size_t c = 1; c < N; c++) x += m->H[a * N + c] * m->H[b * N + c];
      A[a][b] = b == a ? x + nu : x;
    }
  }
  CPF_UNROLL_ALL for (size_t a = 0; a < N; a++) {
    cpf_lanes pivot = A[a][a], y = s[a], least = pivot * CPF_PIVOT_LEVEL + CPF_PIVOT_TINY;
    CPF_UNROLL_ALL for (size_t b = 0; b < a; b++) {
      cpf_lanes x = A[a][b];
      CPF_UNROLL_ALL for (size_t c = 0; c < b; c++) x -= row[c] * A[b][c];
      row[b] = x;
    }
    CPF_UNROLL_ALL for (size_t b = 0; b < a; b++) {
      cpf_lanes l = row[b] * A[b][b];
      pivot -= row[b] * l;
      y -= l * s[b];
      A[a][b] = l;
    }
    cpf_lanes_mask more = pivot > least;
    A[a][a] = 1 / CPF_SELECT(more, pivot, least);
    s[a] = y;
  }
  CPF_UNROLL_ALL for (size_t a = 0; a < N; a++) s[a] *= A[a][a];
  CPF_UNROLL_ALL for (size_t b = N - 1; b > 0; b--) CPF_UNROLL_ALL for (size_t a = 0; a < b; a++)
      s[a] -= A[b][a] * s[b];
  CPF_UNROLL_ALL for (size_t a = 0; a < N; a++) m->step[a] = s[a];
}

// Step 4. A step that is not finite (an overflow at high degree) becomes none: the lane then
// stalls.
CPF_INLINE void cpf_newton_step(const struct cpf_sizes *z, struct cpf_newton *m) {
  size_t N = cpf_kernel_unknowns(z);
  cpf_lanes square = {0}, zero = {0}, longest = CPF_ALL(m->opt.max_step), scale;
  for (size_t a = 0; a < N; a++)
    square += m->step[a] * m->step[a];
  cpf_lanes_sqrt(&square);
  scale = CPF_SELECT(square <= longest, CPF_ALL(1), longest / square);
  scale = CPF_SELECT(square <= CPF_ALL(DBL_MAX), scale, zero);
  for (size_t a = 0; a < N; a++) {
    cpf_lanes x = m->step[a] * scale;
    m->step[a] = CPF_SELECT(x == x, x, zero);
  }
  cpf_kernel_retract(z, m->W, m->x, m->s, m->step, m->trial.W);
}

CPF_INLINE void cpf_newton_run(const struct cpf_sizes *z, bool small, struct cpf_newton *m) {
  cpf_kernel_evaluate(z, &m->trial);
  cpf_newton_accept(z, m);
  if (small) {
    cpf_newton_system_small(z, m);
  } else {
    cpf_newton_right_side(z, m);
    cpf_newton_assemble(z, m);
    cpf_newton_factor(z, m);
    cpf_newton_solve(z, m);
  }
  cpf_newton_step(z, m);
}

#endif
