// SPDX-License-Identifier: GPL-3.0-or-later
// 1. Union-find over the students, the root of a class being its smallest student: join students
//    with a nonzero inner product; for each teacher join the students that overlap with it.
// 2. Number the classes by their roots, count their students and teachers, then fill the lists.
#include "classify/blocks.h"

#include <math.h>
#include <stdlib.h>

#include "status/try.h"

static int root(int *parent, int i) {
  while (parent[i] != i) {
    parent[i] = parent[parent[i]];
    i = parent[i];
  }
  return i;
}

static void join(int *parent, int i, int q) {
  int a = root(parent, i), b = root(parent, q);
  if (a < b)
    parent[b] = a;
  else
    parent[a] = b;
}

static double dot(const struct cpf_problem *p, const double *W, int i, int q) {
  const double *x = W + (size_t)i * (size_t)p->d, *y = W + (size_t)q * (size_t)p->d;
  double sum = 0;
  for (int c = 0; c < p->d; c++)
    sum += x[c] * y[c];
  return sum;
}

static bool overlaps(const struct cpf_problem *p, const double *W, double tol, int i, int j) {
  return fabs(W[(size_t)i * (size_t)p->d + (size_t)j]) > tol;
}

// owner[j]: a student that overlaps with teacher j, or -1.
static void tie(const struct cpf_problem *p, const double *W, double tol, int *parent, int *owner) {
  for (int i = 0; i < p->n; i++)
    parent[i] = i;
  for (int i = 0; i < p->n; i++)
    for (int q = 0; q < i; q++)
      if (fabs(dot(p, W, i, q)) > tol)
        join(parent, i, q);
  for (int j = 0; j < p->k; j++)
    owner[j] = -1;
  for (int i = 0; i < p->n; i++)
    for (int j = 0; j < p->k; j++)
      if (overlaps(p, W, tol, i, j)) {
        if (owner[j] >= 0)
          join(parent, i, owner[j]);
        owner[j] = i;
      }
}

// Allocates the lists of each block, whose lengths are in place, and empties them again.
static enum cpf_status make_lists(struct cpf_block *blocks, int nblocks, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  for (int b = 0; b < nblocks; b++) {
    CPF_TRY_ALLOC(blocks[b].students, (size_t)blocks[b].nstudents, err);
    if (blocks[b].nteachers > 0)
      CPF_TRY_ALLOC(blocks[b].teachers, (size_t)blocks[b].nteachers, err);
    blocks[b].nstudents = blocks[b].nteachers = 0;
  }
cleanup:
  return status;
}

// number[i]: the block of student i. The first pass counts, the second (lists made) fills.
static void deal(const struct cpf_problem *p, const int *number, const int *owner,
                 struct cpf_block *blocks) {
  for (int i = 0; i < p->n; i++) {
    struct cpf_block *b = &blocks[number[i]];
    if (b->students != NULL)
      b->students[b->nstudents] = i;
    b->nstudents++;
  }
  for (int j = 0; j < p->k; j++) {
    if (owner[j] < 0)
      continue;
    struct cpf_block *b = &blocks[number[owner[j]]];
    if (b->teachers != NULL)
      b->teachers[b->nteachers] = j;
    b->nteachers++;
  }
}

enum cpf_status cpf_blocks_find(const struct cpf_problem *p, const double *W, double tol,
                                struct cpf_block **blocks, int *nblocks, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  int *parent = NULL, *number = NULL, *owner = NULL, count = 0;
  struct cpf_block *found = NULL;
  CPF_TRY_ALLOC(parent, (size_t)p->n, err);
  CPF_TRY_ALLOC(number, (size_t)p->n, err);
  CPF_TRY_ALLOC(owner, (size_t)p->k, err);
  tie(p, W, tol, parent, owner);
  for (int i = 0; i < p->n; i++) { // a root comes before the others of its class
    int r = root(parent, i);
    number[i] = r == i ? count++ : number[r];
  }
  CPF_TRY_ALLOC(found, (size_t)count, err);
  deal(p, number, owner, found);
  CPF_TRY(make_lists(found, count, err));
  deal(p, number, owner, found);
  *blocks = found;
  *nblocks = count;
  found = NULL;
cleanup:
  cpf_blocks_free(found, count);
  free(parent);
  free(number);
  free(owner);
  return status;
}

void cpf_blocks_free(struct cpf_block *blocks, int nblocks) {
  for (int b = 0; blocks != NULL && b < nblocks; b++) {
    free(blocks[b].students);
    free(blocks[b].teachers);
  }
  free(blocks);
}
