// SPDX-License-Identifier: GPL-3.0-or-later
#include "classify/blocks.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <criterion/criterion.h>

static const double tol = 1e-9;

static uint64_t next(uint64_t *state) {
  *state = *state * 6364136223846793005ULL + 1442695040888963407ULL;
  return *state >> 33;
}

static struct cpf_problem problem(int n, int k, int d) {
  return (struct cpf_problem){n, k, d, 4, 1.0};
}

// The blocks as one line: "0,2:1;1:" is students 0 and 2 on teacher 1, student 1 on none.
static void blocks_are(struct cpf_problem p, const double *W, const char *expected) {
  struct cpf_block *blocks = NULL;
  int nblocks = 0;
  char text[400] = "";
  cr_assert_eq(cpf_blocks_find(&p, W, tol, &blocks, &nblocks, NULL), CPF_OK);
  for (int b = 0; b < nblocks; b++) {
    char *at = text + strlen(text);
    cr_assert_str_eq(blocks[b].label, "");
    cr_assert((blocks[b].teachers == NULL) == (blocks[b].nteachers == 0));
    for (int i = 0; i < blocks[b].nstudents; i++)
      at += sprintf(at, "%s%d", i > 0 ? "," : "", blocks[b].students[i]);
    at += sprintf(at, ":");
    for (int j = 0; j < blocks[b].nteachers; j++)
      at += sprintf(at, "%s%d", j > 0 ? "," : "", blocks[b].teachers[j]);
    sprintf(at, "%s", b + 1 < nblocks ? ";" : "");
  }
  cr_assert_str_eq(text, expected);
  cpf_blocks_free(blocks, nblocks);
}

Test(blocks, by_hand) {
  blocks_are(problem(2, 2, 2), (double[]){0, 1, 1, 0}, "0:1;1:0");
  blocks_are(problem(2, 2, 2), (double[]){0, 1, 0, -1}, "0,1:1");
  // orthogonal to each other, tied by a shared teacher
  blocks_are(problem(2, 2, 2), (double[]){0.6, 0.8, 0.8, -0.6}, "0,1:0,1");
  // no teacher: orthogonal students stand alone, others are tied
  blocks_are(problem(2, 1, 3), (double[]){0, 1, 0, 0, 0, 1}, "0:;1:");
  blocks_are(problem(2, 1, 3), (double[]){0, 1, 0, 0, 0.6, 0.8}, "0,1:");
  // a chain: 0 and 3 share nothing but are tied through 2
  blocks_are(problem(4, 3, 4), (double[]){1, 0, 0, 0, 0, 0, 1, 0, 0.6, 0.8, 0, 0, 0, 0.6, 0, 0.8},
             "0,2,3:0,1;1:2");
  // tied outside the span only: teachers 0 and 1 come into one block
  blocks_are(problem(2, 2, 3), (double[]){0.6, 0, 0.8, 0, 0.6, 0.8}, "0,1:0,1");
}

Test(blocks, tolerance) {
  const double W[] = {1, 0.9e-9, 0, 1};
  const struct cpf_problem p = problem(2, 2, 2);
  struct cpf_block *blocks = NULL;
  int nblocks = 0;
  blocks_are(p, W, "0:0;1:1");
  cr_assert_eq(cpf_blocks_find(&p, W, 0.8e-9, &blocks, &nblocks, NULL), CPF_OK);
  cr_assert_eq(nblocks, 1);
  cpf_blocks_free(blocks, nblocks);
  cpf_blocks_free(NULL, 0);
}

enum { N = 7, K = 5, D = 8 };

static bool tied(const double *W, int i, int q) {
  double dot = 0;
  for (int c = 0; c < D; c++)
    dot += W[i * D + c] * W[q * D + c];
  for (int j = 0; j < K; j++)
    if (fabs(W[i * D + j]) > tol && fabs(W[q * D + j]) > tol)
      return true;
  return i == q || fabs(dot) > tol;
}

// The same by the definition: Warshall's transitive closure.
static void blocks_agree(const double *W) {
  const struct cpf_problem p = problem(N, K, D);
  struct cpf_block *blocks = NULL;
  int nblocks = 0, of[N] = {0}, owner[K];
  bool reach[N][N];
  cr_assert_eq(cpf_blocks_find(&p, W, tol, &blocks, &nblocks, NULL), CPF_OK);
  for (int i = 0; i < N; i++)
    for (int q = 0; q < N; q++)
      reach[i][q] = tied(W, i, q);
  for (int m = 0; m < N; m++)
    for (int i = 0; i < N; i++)
      for (int q = 0; q < N; q++)
        reach[i][q] = reach[i][q] || (reach[i][m] && reach[m][q]);
  int seen = 0;
  for (int j = 0; j < K; j++)
    owner[j] = -1;
  for (int b = 0; b < nblocks; b++) {
    seen += blocks[b].nstudents;
    cr_assert(b == 0 || blocks[b].students[0] > blocks[b - 1].students[0]);
    for (int i = 0; i < blocks[b].nstudents; i++)
      of[blocks[b].students[i]] = b;
    for (int j = 0; j < blocks[b].nteachers; j++)
      owner[blocks[b].teachers[j]] = b;
  }
  cr_assert_eq(seen, N);
  for (int i = 0; i < N; i++)
    for (int q = 0; q < N; q++)
      cr_assert_eq(of[i] == of[q], reach[i][q]);
  for (int j = 0; j < K; j++)
    for (int i = 0; i < N; i++)
      cr_assert(fabs(W[i * D + j]) <= tol || owner[j] == of[i]);
  cpf_blocks_free(blocks, nblocks);
}

Test(blocks, random_sparse_points_against_the_definition) {
  uint64_t state = 7;
  for (int round = 0; round < 3000; round++) {
    double W[N * D] = {0};
    for (int i = 0; i < N; i++)
      for (int c = 0, entries = 1 + (int)(next(&state) % 2); c < entries; c++)
        W[i * D + (int)(next(&state) % D)] = next(&state) % 2 == 0 ? 0.6 : -0.8;
    blocks_agree(W);
  }
}
