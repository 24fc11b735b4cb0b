// SPDX-License-Identifier: GPL-3.0-or-later
//
// Inertia:
//  1. Approximate eigenvectors of A in double precision, those next to span F left out.
//  2. The compression C = V A V^T in balls, and symmetric elimination with the surest diagonal
//     entry as pivot. All pivots nonzero: C is nonsingular for every A in the balls, so the rows of
//     V are independent, and the signs of the pivots are the inertia of C (Sylvester).
//  3. By Cauchy's interlacing A has at least as many eigenvalues of each sign as C; the `forced`
//     others are zero.
// Bounds: count(sigma), the number of negative eigenvalues of A - sigma M, on both sides of each
// group of equal approximate eigenvalues. Approximations of tiny eigenvalues come from the Schur
// complement in high precision (ball_form.h).
#include "certify/inertia_ball.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model/eigen.h"
#include "solver/ball_form.h"
#include "status/try.h"

static const double TINY = 1e-8;   // eigenvalues below this share of the largest are found anew
static const double EQUAL = 1e-10; // relative distance of approximate eigenvalues bounded together
static const double MARGINS[] = {1e-12, 1e-10, 1e-8, 1e-6, 1e-4, 1e-2}; // relative, tried in turn
enum { NMARGINS = sizeof MARGINS / sizeof *MARGINS };

// Double eigenvectors of A (rows), ascending; the matrix is P A P + c F^T F with P across F.
static enum cpf_status approximate(const arb_mat_t A, const double *F, int forced, double *values,
                                   double *vectors, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  size_t N = (size_t)arb_mat_nrows(A);
  struct cpf_eigen *eigen = NULL;
  double *D = NULL, *FA = NULL, scale = 0;
  CPF_TRY(cpf_eigen_alloc(N, &eigen, err));
  CPF_TRY_ALLOC(D, N * N, err);
  CPF_TRY_ALLOC(FA, N, err);
  for (size_t a = 0; a < N; a++)
    for (size_t b = 0; b < N; b++) {
      double x = arf_get_d(arb_midref(arb_mat_entry(A, (slong)a, (slong)b)), ARF_RND_NEAR);
      double y = arf_get_d(arb_midref(arb_mat_entry(A, (slong)b, (slong)a)), ARF_RND_NEAR);
      D[a * N + b] = (x + y) / 2;
      scale = fmax(scale, fabs(D[a * N + b]));
    }
  for (int f = 0; f < forced; f++) { // F orthonormal: D <- (I - f f^T) D (I - f f^T) + c f f^T
    const double *v = F + (size_t)f * N;
    double vDv = 0;
    for (size_t a = 0; a < N; a++) {
      FA[a] = 0;
      for (size_t b = 0; b < N; b++)
        FA[a] += D[a * N + b] * v[b];
      vDv += FA[a] * v[a];
    }
    for (size_t a = 0; a < N; a++)
      for (size_t b = 0; b < N; b++)
        D[a * N + b] += -v[a] * FA[b] - FA[a] * v[b] + (vDv + 4 * scale * (double)N) * v[a] * v[b];
  }
  CPF_TRY(cpf_eigen_solve(eigen, D, values, vectors, err));
cleanup:
  cpf_eigen_free(eigen);
  free(D);
  free(FA);
  return status;
}

// C = V A V^T for the rows of V (m x N doubles).
static void compress(const arb_mat_t A, const double *V, slong m, arb_mat_t C, slong prec) {
  slong N = arb_mat_nrows(A);
  arb_mat_t B, Bt, AB;
  arb_mat_init(B, m, N), arb_mat_init(Bt, N, m), arb_mat_init(AB, N, m);
  for (slong i = 0; i < m; i++)
    for (slong a = 0; a < N; a++)
      arb_set_d(arb_mat_entry(B, i, a), V[i * N + a]);
  arb_mat_transpose(Bt, B);
  arb_mat_mul(AB, A, Bt, prec);
  arb_mat_mul(C, B, AB, prec);
  arb_mat_clear(B), arb_mat_clear(Bt), arb_mat_clear(AB);
}

// The index >= from of the diagonal entry that is surest not to be zero; -1: none is sure.
static slong surest(const arb_mat_t C, slong from) {
  slong best = -1;
  arf_t low, most;
  arf_init(low), arf_init(most);
  arf_zero(most);
  for (slong i = from; i < arb_mat_nrows(C); i++) {
    arb_get_abs_lbound_arf(low, arb_mat_entry(C, i, i), MAG_BITS);
    if (arf_cmp(low, most) > 0) {
      arf_set(most, low);
      best = i;
    }
  }
  arf_clear(low), arf_clear(most);
  return best;
}

// Symmetric elimination in place; the upper triangle is used. False when a pivot may be zero.
static bool eliminate(arb_mat_t C, slong prec, int *negative, int *positive) {
  slong m = arb_mat_nrows(C);
  arb_t factor;
  bool ok = true;
  *negative = *positive = 0;
  arb_init(factor);
  for (slong step = 0; step < m && ok; step++) {
    slong pivot = surest(C, step);
    ok = pivot >= 0;
    if (!ok)
      break;
    arb_mat_swap_rows(C, NULL, step, pivot);
    for (slong i = 0; i < m; i++)
      arb_swap(arb_mat_entry(C, i, step), arb_mat_entry(C, i, pivot));
    *(arb_is_negative(arb_mat_entry(C, step, step)) ? negative : positive) += 1;
    for (slong i = step + 1; i < m; i++) {
      arb_div(factor, arb_mat_entry(C, i, step), arb_mat_entry(C, step, step), prec);
      for (slong j = step + 1; j < m; j++)
        arb_submul(arb_mat_entry(C, i, j), factor, arb_mat_entry(C, step, j), prec);
    }
  }
  arb_clear(factor);
  return ok;
}

// Moves the `forced` rows of V that are nearest to span F to the end.
static void put_last(double *V, size_t N, const double *F, int forced) {
  for (int done = 0; done < forced; done++) {
    size_t rows = N - (size_t)done, best = 0;
    double most = -1;
    for (size_t i = 0; i < rows; i++) {
      double share = 0;
      for (int f = 0; f < forced; f++) {
        double dot = 0;
        for (size_t a = 0; a < N; a++)
          dot += V[i * N + a] * F[(size_t)f * N + a];
        share += dot * dot;
      }
      if (share > most) {
        most = share;
        best = i;
      }
    }
    for (size_t a = 0; a < N; a++) {
      double x = V[best * N + a];
      V[best * N + a] = V[(rows - 1) * N + a];
      V[(rows - 1) * N + a] = x;
    }
  }
}

enum cpf_status cpf_inertia_directions(const arb_mat_t A, const double *F, int forced, double *V,
                                       struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  size_t N = (size_t)arb_mat_nrows(A), kernel = (size_t)forced;
  double *values = NULL, *vectors = NULL;
  CPF_TRY_ALLOC(values, N, err);
  CPF_TRY_ALLOC(vectors, N * N, err);
  CPF_TRY(approximate(A, F, forced, values, vectors, err));
  put_last(vectors, N, F, forced);
  if (kernel > 0)
    memcpy(V, F, kernel * N * sizeof *V);
  memcpy(V + kernel * N, vectors, (N - kernel) * N * sizeof *V);
cleanup:
  free(values);
  free(vectors);
  return status;
}

enum cpf_status cpf_inertia_prove(const arb_mat_t A, const double *F, int forced, slong prec,
                                  struct cpf_inertia *out, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  size_t N = (size_t)arb_mat_nrows(A);
  slong m = (slong)N - forced;
  double *values = NULL, *V = NULL;
  arb_mat_t C;
  arb_mat_init(C, m < 0 ? 0 : m, m < 0 ? 0 : m);
  *out = (struct cpf_inertia){.zero = forced};
  if (m <= 0) { // the kernel is everything
    out->proved = m == 0;
    goto cleanup;
  }
  CPF_TRY_ALLOC(values, N, err);
  CPF_TRY_ALLOC(V, N * N, err);
  CPF_TRY(approximate(A, F, forced, values, V, err));
  put_last(V, N, F, forced);
  compress(A, V, m, C, prec);
  out->proved = eliminate(C, prec, &out->negative, &out->positive);
cleanup:
  arb_mat_clear(C);
  free(values);
  free(V);
  return status;
}

struct counter {
  const arb_mat_struct *A, *M;
  const double *V; // N x N
  slong prec;
};

// The number of eigenvalues below sigma; -1: not certain.
static int count_below(const struct counter *c, double sigma) {
  slong N = arb_mat_nrows(c->A);
  int negative = -1, positive;
  arb_mat_t B, C;
  arb_t s;
  arb_mat_init(B, N, N), arb_mat_init(C, N, N);
  arb_init(s);
  arb_set_d(s, sigma);
  arb_mat_scalar_mul_arb(B, c->M, s, c->prec);
  arb_mat_sub(B, c->A, B, c->prec);
  compress(B, c->V, N, C, c->prec);
  if (!eliminate(C, c->prec, &negative, &positive))
    negative = -1;
  arb_mat_clear(B), arb_mat_clear(C);
  arb_clear(s);
  return negative;
}

static int ascending(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return x < y ? -1 : x > y;
}

// The values of least size are found anew by the Schur complement; `zero` of them are zero.
static enum cpf_status refine_tiny(const arb_mat_t A, const double *V, double *values, size_t N,
                                   int zero, slong prec, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  double scale = fmax(fabs(values[0]), fabs(values[N - 1])), size;
  struct cpf_split split = {0};
  struct cpf_small small = {0};
  arb_mat_t S;
  for (size_t a = 0; a < N; a++)
    split.m += fabs(values[a]) <= TINY * scale;
  split.r = N - (size_t)split.m;
  arb_mat_init(S, split.m, split.m);
  if (split.m == 0)
    goto cleanup;
  CPF_TRY_ALLOC(split.K, (size_t)split.m * N, err);
  CPF_TRY_ALLOC(split.Q, split.r * N, err);
  size_t k = 0, q = 0;
  for (size_t a = 0; a < N; a++)
    memcpy(fabs(values[a]) <= TINY * scale ? split.K + N * k++ : split.Q + N * q++, V + a * N,
           N * sizeof *V);
  if (split.m > zero) { // else they are the zeros
    if (!cpf_ball_schur(A, &split, S, prec))
      goto cleanup;
    CPF_TRY(cpf_ball_small_eigenvalues(S, -(double)prec, &small, &size, err));
  }
  k = 0;
  for (size_t a = 0; a < N; a++)
    if (fabs(values[a]) <= TINY * scale)
      values[a] = small.values == NULL ? 0 : small.values[k++];
cleanup:
  arb_mat_clear(S);
  free(split.K);
  free(split.Q);
  cpf_small_clear(&small);
  return status;
}

// Bounds for the approximate eigenvalues number first..last, which are nearly equal.
static bool bound_group(const struct counter *c, const double *values, size_t first, size_t last,
                        double *lower, double *upper) {
  for (int margin = 0; margin < NMARGINS; margin++) {
    double low = values[first] - MARGINS[margin] * fabs(values[first]);
    double high = values[last] + MARGINS[margin] * fabs(values[last]);
    if (count_below(c, low) != (int)first || count_below(c, high) != (int)last + 1)
      continue;
    for (size_t a = first; a <= last; a++) {
      lower[a] = low;
      upper[a] = high;
    }
    return true;
  }
  return false;
}

enum cpf_status cpf_inertia_bounds(const arb_mat_t A, const arb_mat_t M,
                                   const struct cpf_inertia *inertia, slong prec, double *lower,
                                   double *upper, bool *proved, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  size_t N = (size_t)arb_mat_nrows(A), negative = (size_t)inertia->negative;
  double *values = NULL, *V = NULL;
  *proved = N == 0;
  if (N == 0)
    return CPF_OK;
  CPF_TRY_ALLOC(values, N, err);
  CPF_TRY_ALLOC(V, N * N, err);
  CPF_TRY(approximate(A, NULL, 0, values, V, err));
  CPF_TRY(refine_tiny(A, V, values, N, inertia->zero, prec, err));
  qsort(values, N, sizeof *values, ascending);
  struct counter c = {A, M, V, prec};
  *proved = true;
  for (size_t a = 0, last; a < N && *proved; a = last + 1) {
    last = a;
    if (a >= negative && a < negative + (size_t)inertia->zero) {
      lower[a] = upper[a] = 0;
      continue;
    }
    while (last + 1 < N && values[last + 1] - values[a] <= EQUAL * fabs(values[a]))
      last++;
    *proved = bound_group(&c, values, a, last, lower, upper);
  }
cleanup:
  free(values);
  free(V);
  return status;
}
