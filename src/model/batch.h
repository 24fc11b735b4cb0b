// SPDX-License-Identifier: GPL-3.0-or-later
// The model at CPF_LANES points at once, structure of arrays: each number of the scalar model
// becomes one vector of lanes, so that the same instruction works on all points.
#ifndef CPF_MODEL_BATCH_H
#define CPF_MODEL_BATCH_H

#include "cpfind/model.h"

enum { CPF_LANES = 8 };

// One double per point. GCC and Clang split it into the registers that the machine has.
typedef double cpf_lanes __attribute__((vector_size(CPF_LANES * sizeof(double))));

// Compiles a function for several instruction sets; the loader takes the widest that runs here.
// Off under the sanitizers, whose start-up comes after the loader's choice.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) &&                             \
    !defined(__SANITIZE_ADDRESS__) && !defined(CPF_NO_CLONES)
#define CPF_CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define CPF_CLONES
#endif

// Storage for one batch of one problem. N = n(d-1).
struct cpf_batch {
  struct cpf_problem p;
  cpf_lanes *W; // n*d
  cpf_lanes *B; // n*(d-1)*d, the frames of cpf_frame
  cpf_lanes *g; // N, the gradient in the frames
  cpf_lanes *H; // N*N, the Hessian in the frames
  cpf_lanes *U; // n*n*(d-1), B_i w_q
  cpf_lanes *C; // n*n, w_i.w_q
};

// Bytes that cpf_batch_alloc takes; SIZE_MAX on overflow.
size_t cpf_batch_bytes(const struct cpf_problem *p);

enum cpf_status cpf_batch_alloc(const struct cpf_problem *p, struct cpf_batch *b,
                                struct cpf_error *err);
void cpf_batch_free(struct cpf_batch *b);

// Copies a point (n*d doubles) into or out of a lane.
void cpf_batch_set(struct cpf_batch *b, int lane, const double *W);
void cpf_batch_get(const struct cpf_batch *b, int lane, double *W);

// Fills B, g, H, U and C from W for all lanes. The formulas are those of cpfind/model.h.
// Cost: O(n^2 d^2 (n + k)) vector operations; no allocation, no branches on data.
void cpf_batch_evaluate(struct cpf_batch *b);

// W <- retraction of the tangent step xi (N lanes) in the frames B.
void cpf_batch_retract(struct cpf_batch *b, const cpf_lanes *xi);

#endif
