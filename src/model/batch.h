// SPDX-License-Identifier: GPL-3.0-or-later
// The model at CPF_LANES points at once, structure of arrays: each number of the scalar model
// becomes one vector of lanes, so that the same instruction works on all points.
#ifndef CPF_MODEL_BATCH_H
#define CPF_MODEL_BATCH_H

#include "cpfind/model.h"
#include "model/lanes.h"

// Storage for one batch of one problem. t = d-1, N = nt. The frames of cpf_frame are B_ia = e_{a+1}
// - x_ia m_i with m_i = w_i + s_i e_0: x and s are all that is kept of them.
struct cpf_batch {
  struct cpf_problem p;
  cpf_lanes *W; // n*d
  cpf_lanes *x; // N
  cpf_lanes *s; // n: the sign of w_i0
  cpf_lanes *g; // N, the gradient in the frames
  cpf_lanes *H; // N*N, the Hessian in the frames
  cpf_lanes *U; // n*n*t, B_i w_q; not where q = i
  cpf_lanes *F; // n*n, r rho (w_i.w_q)^{rho-1}, 0 on the diagonal
  cpf_lanes *S; // n*n, r rho (rho-1) (w_i.w_q)^{rho-2}, 0 on the diagonal
  cpf_lanes *a; // 3d, work
};

// Bytes that cpf_batch_alloc takes; SIZE_MAX on overflow.
size_t cpf_batch_bytes(const struct cpf_problem *p);

enum cpf_status cpf_batch_alloc(const struct cpf_problem *p, struct cpf_batch *b,
                                struct cpf_error *err);
void cpf_batch_free(struct cpf_batch *b);

// Copies a point (n*d doubles) into or out of a lane.
void cpf_batch_set(struct cpf_batch *b, int lane, const double *W);
void cpf_batch_get(const struct cpf_batch *b, int lane, double *W);

// Fills x, s, g, H, U, F and S from W for all lanes. The formulas are those of cpfind/model.h.
// No allocation, no branches on data. Cost: about 7/2 n^2 d^2 additions and
// multiplications of lanes; benchmarks/kernels.c counts them.
void cpf_batch_evaluate(struct cpf_batch *b);

// W <- retraction of the tangent step xi (N lanes) in the frames (x, s).
void cpf_batch_retract(struct cpf_batch *b, const cpf_lanes *xi);

#endif
