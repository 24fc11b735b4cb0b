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
  double tol_zero; // 1e-10: eigenvalues below this times the largest are taken as zero, see
                   // cpf_zero_level
  double vanish;   // 1e-9: coefficients of phi below this, beside the larger of 1 and those of its
                   // own and lower degrees, are rounding and taken as zero
  double doubtful; // 1e-6: a lowest term of phi between `vanish` and this is neither
  size_t max_cost; // 4000: of a product of power series, see cpf_jets_cost
  int max_degree;  // 20: the series diverge as a rule, more terms bring little
};
struct cpf_centre_options cpf_centre_options_default(void);

struct cpf_centre;

// The manifold at the refined critical point W, n*d doubles (cpf_refine; the refiner is for the
// same problem, its arrays are overwritten). *centre is NULL, with CPF_OK, where there is none to
// speak of: the Hessian has negative eigenvalues, or no kernel; the orbit of O(d-k) through W has
// directions of its own (they are not slow, and a slice across them need not be invariant); phi
// vanishes to the degree computed (a continuum); its lowest term is doubtful; or the series hold
// nowhere to the accuracy asked for. Numerical evidence, not proof. Cost: n = k = 2, d = 4 some 0.1
// milliseconds; about (n k + n^2 d) products of series. One thread at a time may use it: all calls
// share its scratch.
enum cpf_status cpf_centre_make(struct cpf_refiner *refiner, const double *W,
                                const struct cpf_centre_options *opt, struct cpf_centre **centre,
                                struct cpf_error *err);
void cpf_centre_free(struct cpf_centre *centre); // NULL is allowed

int cpf_centre_dim(const struct cpf_centre *centre);      // m
int cpf_centre_order(const struct cpf_centre *centre);    // lowest degree of a term of phi
double cpf_centre_reach(const struct cpf_centre *centre); // |x| up to which `accuracy` holds

// dx/dt = phi(x) on the manifold: m doubles each. |x| is to first order the Frobenius distance from
// the critical point.
void cpf_centre_flow(const struct cpf_centre *centre, const double *x, double *phi);

// The coordinates x (m doubles) of the point of the manifold whose fibre W (near the critical
// point) lies on, to first order: their error is of the order of |x| times the distance. Returns
// the distance (Frobenius norm) of W from that point, accurate relative to itself but for the
// rounding of W; infinite, with x = 0, for a W out of the chart.
double cpf_centre_project(struct cpf_centre *centre, const double *W, double *x);

// The point W(x), n*d doubles with unit rows.
void cpf_centre_point(const struct cpf_centre *centre, const double *x, double *W);

// Moves x along the reduced flow by `time` (may be infinite), or until |x| reaches `border` (at
// most the reach is taken), and sets *elapsed. Relative error per step `tolerance` (at least
// 1e-14), of x in the norm and of the step's duration. True: the border was reached, false: the
// time ran out; or, with *elapsed < time, 20000 steps were used up. `each`, when not NULL, is
// called with the time since the start and x after each step. Cost: a few tens of steps, of some 10
// to 60 evaluations of phi each.
bool cpf_centre_advance(const struct cpf_centre *centre, double border, double time,
                        double tolerance, double *x, double *elapsed,
                        void (*each)(void *ctx, double elapsed, const double *x), void *ctx);

#endif
