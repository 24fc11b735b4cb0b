// SPDX-License-Identifier: GPL-3.0-or-later
// The slow manifold of a degenerate critical point, along which the flow takes polynomially long:
// the centre manifold W(x) over the kernel of the Hessian and the flow dx/dt = phi(x) on it, as
// power series. A trajectory that has come to the manifold is moved along it by the reduced
// equation, whose steps grow with the time scale, in coordinates x that keep their relative
// accuracy however small they are.
#ifndef CPF_FLOW_CENTRE_H
#define CPF_FLOW_CENTRE_H

#include "solver/refiner.h"

struct cpf_centre_options {
  double accuracy; // 1e-11: |DW phi + grad L| relative to |phi| where the series are used
  double join;     // 1e-9: a trajectory has come to the manifold when it is this near to it,
                   // relative to |x|
  size_t max_cost; // of a product of power series
  int max_degree;  // 24
};
struct cpf_centre_options cpf_centre_options_default(void);

struct cpf_centre;

// The manifold at the refined critical point W, n*d doubles (cpf_refine; the refiner is for the
// same problem). *centre is NULL, with CPF_OK, where there is none to speak of: the Hessian has
// negative eigenvalues, or no kernel besides the directions of the orbit of O(d-k), or phi vanishes
// to the degree computed (a continuum). Cost: that of the Lyapunov-Schmidt reduction.
enum cpf_status cpf_centre_make(struct cpf_refiner *refiner, const double *W,
                                const struct cpf_centre_options *opt, struct cpf_centre **centre,
                                struct cpf_error *err);
void cpf_centre_free(struct cpf_centre *centre); // NULL is allowed

int cpf_centre_dim(const struct cpf_centre *centre);      // m
int cpf_centre_order(const struct cpf_centre *centre);    // lowest degree of a term of phi
double cpf_centre_reach(const struct cpf_centre *centre); // |x| up to which `accuracy` holds

// The coordinates x (m doubles) of the point of the manifold whose fibre W lies on, to first order,
// and the distance of W from that point (modulo O(d-k)).
double cpf_centre_project(struct cpf_centre *centre, const double *W, double *x);

// The point W(x), n*d doubles with unit rows.
void cpf_centre_point(const struct cpf_centre *centre, const double *x, double *W);

// Moves x along the reduced flow by `time`, or until |x| reaches `border` (<= reach), and sets
// *elapsed. Relative error per step `tolerance`. True: the border was reached, false: the time ran
// out. `each`, when not NULL, is called with the time since the start and x after each step.
bool cpf_centre_advance(const struct cpf_centre *centre, double border, double time,
                        double tolerance, double *x, double *elapsed,
                        void (*each)(void *ctx, double elapsed, const double *x), void *ctx);

#endif
