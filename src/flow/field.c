// SPDX-License-Identifier: GPL-3.0-or-later
//
// 1. Inner products c_iq = w_i.w_q, q < i, in tiles of 4 x 4 pairs that stay in registers.
// 2. Powers: x_iq = -r rho c_iq^{rho-1}, and for the teachers t_ij = rho w_ij^{rho-1}; several at
//    a time, so that a product does not wait for the one before.
// 3. The multipliers mu_i = a_i.w_i = -sum_{q != i} x_iq c_iq - sum_j t_ij w_ij, and the loss
//    L = (r n + k + sum_i sum_{q != i} r c_iq^rho)/2 - sum_i sum_j w_ij^rho from the same sums.
// 4. With x_ii = mu_i: F_i = sum_q x_iq w_q + (t_i1, ..., t_ik, 0, ..., 0), in tiles of 4 x 4
// numbers
//    of F.
// Steps 1 and 4 are matrix products; their tiles are those of Goto and van de Geijn, Anatomy of
// high-performance matrix multiplication, ACM TOMS 34 (2008), a lane to each matrix. Two students
// and two teachers, where loops would cost more than the numbers in them, are in field_pair.h.
#include "flow/field.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "flow/field_pair.h"

enum { TILE = 4 };

static const double MOST_BYTES = 0x1p44; // 16 TiB: not worth a try

enum cpf_status cpf_field_alloc(const struct cpf_problem *p, struct cpf_field *f,
                                struct cpf_error *err) {
  memset(f, 0, sizeof *f);
  double bytes = (double)p->n * p->n * sizeof(cpf_lanes);
  if (bytes < MOST_BYTES)
    f->X = aligned_alloc(sizeof(cpf_lanes), (size_t)p->n * (size_t)p->n * sizeof(cpf_lanes));
  if (f->X == NULL)
    return cpf_fail(err, CPF_ENOMEM, "out of memory: the field of %d students needs %.3g bytes",
                    p->n, bytes);
  f->p = *p;
  return CPF_OK;
}

void cpf_field_free(struct cpf_field *f) {
  if (f == NULL)
    return;
  free(f->X);
  memset(f, 0, sizeof *f);
}

static int power_cost(int e) {
  int cost = 0;
  for (; e > 1; e >>= 1)
    cost += 1 + (e & 1);
  return cost;
}

double cpf_field_cost(const struct cpf_problem *p) {
  double n = p->n, k = p->k, d = p->d, s = power_cost(p->rho - 1);
  if (p->repulsion == 0 || p->n == 1)
    return n * k * (s + 1) + 2 * n * d;
  return 1.5 * n * n * d - n * d / 2 + (n * (n - 1) / 2 + n * k) * s;
}

// y_a = scale x_a^e for `count` <= TILE values.
CPF_INLINE void power_few(int count, int e, double scale, const cpf_lanes *x, cpf_lanes *y) {
  cpf_lanes base[TILE], power[TILE];
  CPF_UNROLL for (int a = 0; a < count; a++) {
    base[a] = x[a];
    power[a] = (cpf_lanes){0} + scale;
  }
  for (; e > 1; e >>= 1) {
    if (e & 1)
      CPF_UNROLL for (int a = 0; a < count; a++) power[a] *= base[a];
    CPF_UNROLL for (int a = 0; a < count; a++) base[a] *= base[a];
  }
  CPF_UNROLL for (int a = 0; a < count; a++) y[a] = e == 1 ? power[a] * base[a] : power[a];
}

CPF_INLINE void power_many(int count, int e, double scale, const cpf_lanes *x, cpf_lanes *y) {
  int a = 0;
  for (; a + TILE <= count; a += TILE)
    power_few(TILE, e, scale, x + a, y + a);
  if (count - a >= 2) {
    power_few(2, e, scale, x + a, y + a);
    a += 2;
  }
  if (a < count)
    power_few(1, e, scale, x + a, y + a);
}

// Step 1: X[i][q] = a_i.b_q for a rectangle of pairs.
CPF_INLINE void gram_tile(int rows, int cols, int n, int d, const cpf_lanes *A, const cpf_lanes *B,
                          cpf_lanes *X) {
  cpf_lanes sum[TILE][TILE];
  CPF_UNROLL for (int r = 0; r < rows; r++) {
    CPF_UNROLL for (int c = 0; c < cols; c++) sum[r][c] = (cpf_lanes){0};
  }
  for (int e = 0; e < d; e++) {
    CPF_UNROLL for (int r = 0; r < rows; r++) {
      CPF_UNROLL for (int c = 0; c < cols; c++) sum[r][c] +=
          A[(size_t)r * d + e] * B[(size_t)c * d + e];
    }
  }
  CPF_UNROLL for (int r = 0; r < rows; r++) {
    CPF_UNROLL for (int c = 0; c < cols; c++) X[(size_t)r * n + c] = sum[r][c];
  }
}

// The pairs within one block of rows, below the diagonal.
CPF_INLINE void gram_triangle(int rows, int n, int d, const cpf_lanes *A, cpf_lanes *X) {
  cpf_lanes sum[TILE][TILE];
  CPF_UNROLL for (int r = 1; r < rows; r++) {
    CPF_UNROLL for (int c = 0; c < r; c++) sum[r][c] = (cpf_lanes){0};
  }
  for (int e = 0; e < d; e++) {
    CPF_UNROLL for (int r = 1; r < rows; r++) {
      CPF_UNROLL for (int c = 0; c < r; c++) sum[r][c] +=
          A[(size_t)r * d + e] * A[(size_t)c * d + e];
    }
  }
  CPF_UNROLL for (int r = 1; r < rows; r++) {
    CPF_UNROLL for (int c = 0; c < r; c++) X[(size_t)r * n + c] = sum[r][c];
  }
}

CPF_INLINE void gram_rows(int rows, int first, int n, int d, const cpf_lanes *W, cpf_lanes *X) {
  const cpf_lanes *A = W + (size_t)first * d;
  cpf_lanes *Y = X + (size_t)first * n;
  for (int q = 0; q + TILE <= first; q += TILE)
    gram_tile(rows, TILE, n, d, A, W + (size_t)q * d, Y + q);
  gram_triangle(rows, n, d, A, Y + first);
}

CPF_INLINE void gram(int n, int d, const cpf_lanes *W, cpf_lanes *X) {
  int i = 0;
  for (; i + TILE <= n; i += TILE)
    gram_rows(TILE, i, n, d, W, X);
  switch (n - i) {
  case 3:
    gram_rows(3, i, n, d, W, X);
    break;
  case 2:
    gram_rows(2, i, n, d, W, X);
    break;
  case 1:
    gram_rows(1, i, n, d, W, X);
    break;
  default:
    break;
  }
}

struct sums {
  cpf_lanes students, teachers; // rho r sum_{i != q} c_iq^rho, rho sum_ij w_ij^rho
};

// Steps 2 and 3, the teachers: F = (t_i1, ..., t_ik, 0, ...), mu_i = -sum_j t_ij w_ij.
CPF_INLINE void teachers(int k, int d, int rho, const cpf_lanes *w, cpf_lanes *F, cpf_lanes *mu,
                         struct sums *sums) {
  cpf_lanes sum = {0};
  power_many(k, rho - 1, rho, w, F);
  for (int j = 0; j < k; j++)
    sum += F[j] * w[j];
  for (int c = k; c < d; c++)
    F[c] = (cpf_lanes){0};
  sums->teachers += sum;
  *mu = -sum;
}

// Steps 2 and 3, the students: x_iq on both sides of the diagonal, and what they add to mu.
CPF_INLINE void students(int i, int n, int rho, double r, cpf_lanes *X, struct sums *sums) {
  cpf_lanes *row = X + (size_t)i * n, sum = {0};
  for (int q = 0; q < i; q += TILE) {
    cpf_lanes x[TILE];
    int count = i - q < TILE ? i - q : TILE;
    power_many(count, rho - 1, -r * rho, row + q, x);
    for (int a = 0; a < count; a++) {
      cpf_lanes product = x[a] * row[q + a];
      sum -= product;
      X[((size_t)q + a) * n + q + a] -= product;
      row[q + a] = x[a];
      X[((size_t)q + a) * n + i] = x[a];
    }
  }
  sums->students += sum + sum;
  row[i] += sum;
}

// Step 4 for rows x cols numbers of F.
CPF_INLINE void combine_tile(int rows, int cols, int n, int d, const cpf_lanes *X,
                             const cpf_lanes *W, cpf_lanes *F, cpf_lanes *speed) {
  cpf_lanes sum[TILE][TILE], square = *speed;
  CPF_UNROLL for (int r = 0; r < rows; r++) {
    CPF_UNROLL for (int c = 0; c < cols; c++) sum[r][c] = F[(size_t)r * d + c];
  }
  for (int q = 0; q < n; q++) {
    CPF_UNROLL for (int r = 0; r < rows; r++) {
      CPF_UNROLL for (int c = 0; c < cols; c++) sum[r][c] +=
          X[(size_t)r * n + q] * W[(size_t)q * d + c];
    }
  }
  CPF_UNROLL for (int r = 0; r < rows; r++) {
    CPF_UNROLL for (int c = 0; c < cols; c++) {
      F[(size_t)r * d + c] = sum[r][c];
      square += sum[r][c] * sum[r][c];
    }
  }
  *speed = square;
}

CPF_INLINE void combine_rows(int rows, int n, int d, const cpf_lanes *X, const cpf_lanes *W,
                             cpf_lanes *F, cpf_lanes *speed) {
  int c = 0;
  for (; c + TILE <= d; c += TILE)
    combine_tile(rows, TILE, n, d, X, W + c, F + c, speed);
  if (d - c >= 2) {
    combine_tile(rows, 2, n, d, X, W + c, F + c, speed);
    c += 2;
  }
  if (c < d)
    combine_tile(rows, 1, n, d, X, W + c, F + c, speed);
}

CPF_INLINE void combine(int n, int d, const cpf_lanes *X, const cpf_lanes *W, cpf_lanes *F,
                        cpf_lanes *speed) {
  int i = 0;
  for (; i + TILE <= n; i += TILE)
    combine_rows(TILE, n, d, X + (size_t)i * n, W, F + (size_t)i * d, speed);
  if (n - i >= 2) {
    combine_rows(2, n, d, X + (size_t)i * n, W, F + (size_t)i * d, speed);
    i += 2;
  }
  if (i < n)
    combine_rows(1, n, d, X + (size_t)i * n, W, F + (size_t)i * d, speed);
}

CPF_CLONES static void evaluate_any(struct cpf_field *f, const cpf_lanes *W, cpf_lanes *F,
                                    cpf_lanes *loss, cpf_lanes *speed) {
  int n = f->p.n, k = f->p.k, d = f->p.d, rho = f->p.rho;
  double r = f->p.repulsion;
  struct sums sums = {{0}, {0}};
  *speed = (cpf_lanes){0};
  gram(n, d, W, f->X);
  for (int i = 0; i < n; i++) {
    teachers(k, d, rho, W + (size_t)i * d, F + (size_t)i * d, &f->X[(size_t)i * n + i], &sums);
    students(i, n, rho, r, f->X, &sums);
  }
  combine(n, d, f->X, W, F, speed);
  *loss = (sums.students * 0.5 - sums.teachers) / rho + (r * n + k) / 2;
}

// Students that do not see each other.
CPF_CLONES static void evaluate_apart(struct cpf_field *f, const cpf_lanes *W, cpf_lanes *F,
                                      cpf_lanes *loss, cpf_lanes *speed) {
  int n = f->p.n, k = f->p.k, d = f->p.d, rho = f->p.rho;
  struct sums sums = {{0}, {0}};
  cpf_lanes square = {0};
  for (int i = 0; i < n; i++) {
    const cpf_lanes *w = W + (size_t)i * d;
    cpf_lanes *out = F + (size_t)i * d, mu;
    teachers(k, d, rho, w, out, &mu, &sums);
    for (int c = 0; c < d; c++) {
      out[c] += mu * w[c];
      square += out[c] * out[c];
    }
  }
  *speed = square;
  *loss = -sums.teachers / rho + (f->p.repulsion * n + k) / 2;
}

CPF_CLONES static void evaluate_2_2_2(struct cpf_field *f, const cpf_lanes *W, cpf_lanes *F,
                                      cpf_lanes *loss, cpf_lanes *speed) {
  cpf_field_pair(2, 2, f->p.rho, f->p.repulsion, W, F, loss, speed);
}

CPF_CLONES static void evaluate_2_2_3(struct cpf_field *f, const cpf_lanes *W, cpf_lanes *F,
                                      cpf_lanes *loss, cpf_lanes *speed) {
  cpf_field_pair(2, 3, f->p.rho, f->p.repulsion, W, F, loss, speed);
}

CPF_CLONES static void evaluate_2_2_4(struct cpf_field *f, const cpf_lanes *W, cpf_lanes *F,
                                      cpf_lanes *loss, cpf_lanes *speed) {
  cpf_field_pair(2, 4, f->p.rho, f->p.repulsion, W, F, loss, speed);
}

void cpf_field_evaluate(struct cpf_field *f, const cpf_lanes *W, cpf_lanes *F, cpf_lanes *loss,
                        cpf_lanes *speed) {
  const struct cpf_problem *p = &f->p;
  if (p->n == 1 || p->repulsion == 0)
    evaluate_apart(f, W, F, loss, speed);
  else if (!cpf_field_is_pair(p))
    evaluate_any(f, W, F, loss, speed);
  else if (p->d == 2)
    evaluate_2_2_2(f, W, F, loss, speed);
  else if (p->d == 3)
    evaluate_2_2_3(f, W, F, loss, speed);
  else
    evaluate_2_2_4(f, W, F, loss, speed);
}
