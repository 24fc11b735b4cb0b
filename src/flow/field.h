// SPDX-License-Identifier: GPL-3.0-or-later
// The field of the flow, F = -grad L, at CPF_LANES points at once: the innermost kernel of every
// integrator. No Hessian; see model/batch.h for that.
#ifndef CPF_FLOW_FIELD_H
#define CPF_FLOW_FIELD_H

#include "model/batch.h"

// Storage for the field of one problem, one per thread.
struct cpf_field {
  struct cpf_problem p;
  cpf_lanes *X; // n*n: inner products, then the factors of the students
};

enum cpf_status cpf_field_alloc(const struct cpf_problem *p, struct cpf_field *f,
                                struct cpf_error *err);
void cpf_field_free(struct cpf_field *f);

// F_i = -(a_i - (a_i.w_i) w_i), a_i as for cpf_gradient (cpfind/model.h): smooth also off the
// spheres, where the stages of a Runge-Kutta step lie. n*d lanes from W, n*d lanes to F.
// *loss is L, *speed is |F|^2. On the spheres they are the scalar model's up to rounding; off them
// L differs by the terms (w_i.w_i)^rho, which are taken to be 1.
// What a lane gets does not depend on the other lanes. No allocation, no branches on data.
//
// Cost in multiply-adds of lanes (a product alone counts as one), s(e) the products of a power e:
//   n(n-1)/2 d    inner products of students, each pair once
//   n(n-1)/2 s    powers of these, nk s for the teachers, s = s(rho-1)
//   n^2 d         F_i = sum_q X_iq w_q, the multiplier mu_i on the diagonal
//   n(n-1)/2 + nk + nd + O(n^2) for mu, the loss and the speed.
// With r = 0 or n = 1 only nk s + nk + 2nd.
void cpf_field_evaluate(struct cpf_field *f, const cpf_lanes *W, cpf_lanes *F, cpf_lanes *loss,
                        cpf_lanes *speed);

// The leading part of that count, for benchmarks: 3/2 n^2 d - n d/2 + (n(n-1)/2 + n k) s(rho-1).
double cpf_field_cost(const struct cpf_problem *p);

#endif
