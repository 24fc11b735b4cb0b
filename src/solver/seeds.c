// SPDX-License-Identifier: GPL-3.0-or-later
#include "solver/seeds.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cpfind/model.h"
#include "status/try.h"

void cpf_seeds_free(struct cpf_seeds *seeds) {
  if (seeds == NULL)
    return;
  free(seeds->W);
  memset(seeds, 0, sizeof *seeds);
}

// Room for one more start, zeroed; NULL when there is no memory.
static double *append(const struct cpf_problem *p, struct cpf_seeds *seeds, struct cpf_error *err) {
  size_t size = (size_t)p->n * (size_t)p->d;
  if (seeds->count == seeds->capacity) {
    size_t capacity = seeds->capacity > 0 ? 2 * seeds->capacity : 64;
    double *grown = NULL;
    if (size > 0 && capacity <= SIZE_MAX / sizeof *grown / size)
      grown = realloc(seeds->W, capacity * size * sizeof *grown);
    if (grown == NULL) {
      (void)cpf_fail(err, CPF_ENOMEM, "out of memory: %zu starts", capacity);
      return NULL;
    }
    seeds->W = grown;
    seeds->capacity = capacity;
  }
  double *W = seeds->W + size * seeds->count++;
  memset(W, 0, size * sizeof *W);
  return W;
}

// Blocks: the recursion places one block after the other, never a smaller one after a larger, so
// that each multiset of blocks comes once.
struct block {
  int shape; // 0: m students on an average of l teachers; 1: balance; 2: tight-balance; 3: null
  int m, l;
};

struct blocks {
  const struct cpf_problem *p;
  double theta;
  size_t limit;
  struct cpf_seeds *seeds;
  struct block *chosen;
  int count;
  bool complete;
  struct cpf_error *err;
};

static void place_pair(const struct cpf_problem *p, double *W, int student, int teacher,
                       double angle) {
  for (int s = 0; s < 2; s++) {
    W[(size_t)(student + s) * p->d + teacher] = cos(angle);
    W[(size_t)(student + s) * p->d + teacher + 1] = s == 0 ? sin(angle) : -sin(angle);
  }
}

static enum cpf_status emit_blocks(struct blocks *b) {
  const struct cpf_problem *p = b->p;
  int student = 0, teacher = 0, outside = p->k;
  if (b->seeds->count >= b->limit) {
    b->complete = false;
    return CPF_OK;
  }
  double *W = append(p, b->seeds, b->err);
  if (W == NULL)
    return CPF_ENOMEM;
  for (int c = 0; c < b->count; c++) {
    const struct block *block = &b->chosen[c];
    if (block->shape == 1)
      place_pair(p, W, student, teacher, atan(1));
    else if (block->shape == 2)
      place_pair(p, W, student, teacher, b->theta);
    for (int s = 0; s < block->m && block->shape == 0; s++)
      for (int t = 0; t < block->l; t++)
        W[(size_t)(student + s) * p->d + teacher + t] = 1 / sqrt(block->l);
    if (block->shape == 3)
      W[(size_t)student * p->d + outside++] = 1;
    student += block->m;
    teacher += block->l;
  }
  return CPF_OK;
}

// The block after `last` in the order of enumeration; false at the end.
static bool next_block(const struct blocks *b, int students, int teachers, struct block *last) {
  if (last->shape == 0) {
    if (last->l < teachers) {
      last->l++;
      return true;
    }
    if (last->m < students) {
      last->m++;
      last->l = 1;
      return teachers > 0 || next_block(b, students, teachers, last);
    }
  }
  for (int shape = last->shape + 1; shape <= 3; shape++) {
    bool fits = shape == 3 ? students >= 1 && b->p->d > b->p->k : students >= 2 && teachers >= 2;
    if (!fits || (shape == 2 && isnan(b->theta)))
      continue;
    *last = shape == 3 ? (struct block){3, 1, 0} : (struct block){shape, 2, 2};
    return true;
  }
  return false;
}

static enum cpf_status place_blocks(struct blocks *b, int students, int teachers,
                                    struct block from) {
  if (students == 0)
    return emit_blocks(b);
  struct block block = from;
  int axes = b->p->d - b->p->k; // left for null students
  if (!b->complete)
    return CPF_OK;
  for (int c = 0; c < b->count; c++)
    axes -= b->chosen[c].shape == 3;
  do {
    if (block.m > students || block.l > teachers || (block.shape == 3 && axes == 0))
      continue;
    b->chosen[b->count++] = block;
    enum cpf_status status = place_blocks(b, students - block.m, teachers - block.l, block);
    b->count--;
    if (status != CPF_OK)
      return status;
  } while (next_block(b, students, teachers, &block));
  return CPF_OK;
}

enum cpf_status cpf_seeds_blocks(const struct cpf_problem *p, double theta, size_t limit,
                                 struct cpf_seeds *seeds, bool *complete, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct blocks b = {p, theta, seeds->count + limit, seeds, NULL, 0, true, err};
  CPF_TRY_ALLOC(b.chosen, (size_t)p->n, err);
  CPF_TRY(place_blocks(&b, p->n, p->k, (struct block){0, 1, 1}));
cleanup:
  free(b.chosen);
  *complete = b.complete;
  return status;
}

// The direction number `index` of {-1, 0, 1}^support: digits base 3, 0 -> 0, 1 -> 1, 2 -> -1.
// False for zero, and for -u when u is also there.
static bool direction(int d, int support, size_t index, bool half, double *w) {
  int nonzero = 0;
  double first = 0;
  memset(w, 0, (size_t)d * sizeof *w);
  for (int c = 0; c < support; c++, index /= 3) {
    w[c] = index % 3 == 2 ? -1 : (double)(index % 3);
    nonzero += w[c] != 0;
    first = first == 0 ? w[c] : first;
  }
  if (nonzero == 0 || (half && first < 0))
    return false;
  for (int c = 0; c < support; c++)
    w[c] /= sqrt(nonzero);
  return true;
}

enum cpf_status cpf_seeds_grid(const struct cpf_problem *p, int support, size_t limit,
                               struct cpf_seeds *seeds, bool *complete, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  size_t d = (size_t)p->d, all = 1, count = 0, stop = seeds->count + limit;
  double *directions = NULL;
  size_t *pick = NULL;
  bool half = cpf_problem_has_signs(p);
  *complete = true;
  for (int c = 0; c < support && all <= SIZE_MAX / 3; c++)
    all *= 3;
  if ((all - 1) / (half ? 2 : 1) > limit) { // not even one student's directions fit
    *complete = false;
    return CPF_OK;
  }
  CPF_TRY_ALLOC(directions, all * d, err);
  CPF_TRY_ALLOC(pick, (size_t)p->n, err);
  for (size_t index = 1; index < all; index++)
    count += direction(p->d, support, index, half, directions + count * d);
  for (int i = 0; i >= 0;) { // students in ascending order of their direction
    if (seeds->count >= stop) {
      *complete = false;
      break;
    }
    double *W = append(p, seeds, err);
    if (W == NULL) {
      status = CPF_ENOMEM;
      goto cleanup;
    }
    for (int s = 0; s < p->n; s++)
      memcpy(W + (size_t)s * d, directions + pick[s] * d, d * sizeof *W);
    for (i = p->n - 1; i >= 0 && pick[i] == count - 1; i--) {
    }
    if (i >= 0) {
      size_t next = pick[i] + 1;
      for (int s = i; s < p->n; s++)
        pick[s] = next;
    }
  }
cleanup:
  free(directions);
  free(pick);
  return status;
}
