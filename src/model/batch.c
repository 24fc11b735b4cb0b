// SPDX-License-Identifier: GPL-3.0-or-later
//
// Batches of points: their storage, and the kernels of batch_kernel.h for any size.
#include "model/batch.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "model/batch_kernel.h"
#include "status/try.h"

static size_t lanes_needed(const struct cpf_problem *p) {
  double n = p->n, d = p->d, N = n * (d - 1);
  double total = n * d + 2 * N + n + N * N + N * n + 2 * n * n + 3 * d;
  if (total > (double)(SIZE_MAX / sizeof(cpf_lanes)) / 4)
    return SIZE_MAX;
  return (size_t)total;
}

size_t cpf_batch_bytes(const struct cpf_problem *p) {
  size_t count = lanes_needed(p);
  return count == SIZE_MAX ? SIZE_MAX : count * sizeof(cpf_lanes);
}

enum cpf_status cpf_batch_alloc(const struct cpf_problem *p, struct cpf_batch *b,
                                struct cpf_error *err) {
  memset(b, 0, sizeof *b);
  size_t bytes = cpf_batch_bytes(p);
  if (bytes != SIZE_MAX)
    b->W = aligned_alloc(sizeof(cpf_lanes), bytes);
  if (b->W == NULL)
    return cpf_fail(err, CPF_ENOMEM, "out of memory: a batch of %d points needs %.3g bytes",
                    (int)CPF_LANES, (double)bytes);
  memset(b->W, 0, bytes);
  size_t n = (size_t)p->n, d = (size_t)p->d, N = n * (d - 1);
  b->p = *p;
  b->x = b->W + n * d;
  b->s = b->x + N;
  b->g = b->s + n;
  b->H = b->g + N;
  b->U = b->H + N * N;
  b->F = b->U + N * n;
  b->S = b->F + n * n;
  b->a = b->S + n * n;
  // Every lane holds a valid point from the start, so that idle lanes stay finite.
  for (size_t i = 0; i < n; i++)
    for (int l = 0; l < CPF_LANES; l++)
      b->W[i * d][l] = 1;
  return CPF_OK;
}

void cpf_batch_free(struct cpf_batch *b) {
  if (b == NULL)
    return;
  free(b->W);
  memset(b, 0, sizeof *b);
}

void cpf_batch_set(struct cpf_batch *b, int lane, const double *W) {
  size_t size = (size_t)b->p.n * b->p.d;
  for (size_t c = 0; c < size; c++)
    b->W[c][lane] = W[c];
}

void cpf_batch_get(const struct cpf_batch *b, int lane, double *W) {
  size_t size = (size_t)b->p.n * b->p.d;
  for (size_t c = 0; c < size; c++)
    W[c] = b->W[c][lane];
}

#define SIZES(b)                                                                                   \
  { (b)->p.n, (b)->p.k, (b)->p.d, (b)->p.rho, (b)->p.repulsion }

CPF_CLONES void cpf_batch_evaluate(struct cpf_batch *b) {
  const struct cpf_sizes z = SIZES(b);
  cpf_kernel_evaluate(&z, b);
}

CPF_CLONES void cpf_batch_retract(struct cpf_batch *b, const cpf_lanes *xi) {
  const struct cpf_sizes z = SIZES(b);
  cpf_kernel_retract(&z, b->W, b->x, b->s, xi, b->W);
}
