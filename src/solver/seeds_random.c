// SPDX-License-Identifier: GPL-3.0-or-later
//
// A symmetric start:
//  1. A uniform start W.
//  2. A random element g of the group: permutations and signs of students and of coordinates, the
//     teachers' coordinates among themselves and the others among themselves. Half of the time an
//     involution, whose fixed space is large.
//  3. The mean of W, gW, g^2 W, ... over the order of g, rows scaled to unit length. A row that
//     vanishes means that the fixed space holds no such point: try another g.
#include <math.h>
#include <string.h>

#include "cpfind/model.h"
#include "solver/random.h"
#include "solver/seeds.h"

enum { STREAM_UNIFORM = 1, STREAM_SYMMETRIC = 2, TRIES = 8, SIDE_MAX = 32, ORDER_MAX = 120 };
static const double VANISHES = 1e-3; // a mean this short is no direction

static void draw(const struct cpf_problem *p, struct cpf_random *r, double *W) {
  do {
    cpf_random_normals(r, (size_t)p->n * (size_t)p->d, W);
  } while (!cpf_normalise(p, W));
}

void cpf_seed_uniform(const struct cpf_problem *p, uint64_t seed, uint64_t start, double *W) {
  struct cpf_random r = cpf_random_make(seed, STREAM_UNIFORM, start);
  draw(p, &r, W);
}

// image[x] and sign[x] of a random signed permutation of begin .. end-1.
static void draw_permutation(struct cpf_random *r, int begin, int end, bool signs, int *image,
                             int *sign) {
  bool involution = cpf_random_below(r, 2) == 0;
  int order[SIDE_MAX];
  for (int x = begin; x < end; x++) {
    order[x] = x;
    image[x] = x;
    sign[x] = signs && cpf_random_below(r, 4) == 0 ? -1 : 1;
  }
  for (int x = end - 1; x > begin; x--) {
    int y = begin + (int)cpf_random_below(r, (uint32_t)(x - begin + 1)), t = order[x];
    order[x] = order[y];
    order[y] = t;
  }
  if (!involution) {
    for (int x = begin; x < end; x++)
      image[x] = order[x];
    return;
  }
  for (int x = begin; x + 1 < end; x += 2) { // pairs, each kept with probability 1/2
    int a = order[x], b = order[x + 1];
    if (cpf_random_below(r, 2) == 0)
      continue;
    image[a] = b;
    image[b] = a;
    sign[b] = sign[a];
  }
}

struct symmetry {
  int student[SIDE_MAX], student_sign[SIDE_MAX], column[SIDE_MAX], column_sign[SIDE_MAX];
};

// out += g^power W for power = 0 .. order-1, by repeated action on indices.
static void add_images(const struct cpf_problem *p, const struct symmetry *g, const double *W,
                       double *out) {
  int row[SIDE_MAX] = {0}, row_sign[SIDE_MAX] = {0};
  int column[SIDE_MAX] = {0}, column_sign[SIDE_MAX] = {0};
  for (int i = 0; i < p->n; i++)
    row[i] = i, row_sign[i] = 1;
  for (int c = 0; c < p->d; c++)
    column[c] = c, column_sign[c] = 1;
  for (int power = 0; power < ORDER_MAX; power++) {
    bool identity = power > 0;
    for (int i = 0; i < p->n; i++)
      identity &= row[i] == i && row_sign[i] == 1;
    for (int c = 0; c < p->d; c++)
      identity &= column[c] == c && column_sign[c] == 1;
    if (identity)
      break;
    for (int i = 0; i < p->n; i++)
      for (int c = 0; c < p->d; c++)
        out[(size_t)row[i] * p->d + column[c]] +=
            row_sign[i] * column_sign[c] * W[(size_t)i * p->d + c];
    for (int i = 0; i < p->n; i++) {
      row_sign[i] *= g->student_sign[row[i]];
      row[i] = g->student[row[i]];
    }
    for (int c = 0; c < p->d; c++) {
      column_sign[c] *= g->column_sign[column[c]];
      column[c] = g->column[column[c]];
    }
  }
}

static bool scale_rows(const struct cpf_problem *p, double *W) {
  for (int i = 0; i < p->n; i++) {
    double square = 0;
    for (int c = 0; c < p->d; c++)
      square += W[(size_t)i * p->d + c] * W[(size_t)i * p->d + c];
    if (square < VANISHES * VANISHES)
      return false;
  }
  return cpf_normalise(p, W);
}

void cpf_seed_symmetric(const struct cpf_problem *p, uint64_t seed, uint64_t start, double *W) {
  struct cpf_random r = cpf_random_make(seed, STREAM_SYMMETRIC, start);
  size_t size = (size_t)p->n * (size_t)p->d;
  double plain[SIDE_MAX * SIDE_MAX] = {0};
  struct symmetry g = {0};
  bool signs = cpf_problem_has_signs(p);
  draw(p, &r, W);
  if (p->n > SIDE_MAX || p->d > SIDE_MAX)
    return;
  memcpy(plain, W, size * sizeof *W);
  for (int attempt = 0; attempt < TRIES; attempt++) {
    draw_permutation(&r, 0, p->n, signs, g.student, g.student_sign);
    draw_permutation(&r, 0, p->k, signs, g.column, g.column_sign);
    draw_permutation(&r, p->k, p->d, true, g.column, g.column_sign);
    memset(W, 0, size * sizeof *W);
    add_images(p, &g, plain, W);
    if (scale_rows(p, W))
      return;
  }
  memcpy(W, plain, size * sizeof *W);
}
