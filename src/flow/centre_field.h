// SPDX-License-Identifier: GPL-3.0-or-later
// The flow in the gnomonic chart at a point, along a polynomial map into the chart: power series
// computed degree by degree, so that the map can be found on the way.
#ifndef CPF_FLOW_CENTRE_FIELD_H
#define CPF_FLOW_CENTRE_FIELD_H

#include "cpfind/problem.h"
#include "model/jet.h"

// Series are arrays of jets->size doubles. The chart: w_i = (w*_i + B_i xi_i) / sqrt(1+|xi_i|^2).
struct cpf_centre_field {
  struct cpf_problem p;
  const struct cpf_jets *jets;
  const double *W, *B; // the point and its frames, not owned
  double *xi;          // N series without constant term: the map, set by the caller
  double *F;           // N series: xi' under the flow
  // Further series on the way to F; xi begins the allocation.
  double *square, *reciprocal, *rsqrt, *root; // n each: 1+|xi_i|^2, its powers -1, -1/2, 1/2
  double *numerator, *w, *a;                  // n*d each: w*_i + B_i xi_i, w_i, grad L / rho
  double *normal, *bracket;                   // n: w*_i.a_i, N: B_i a_i - xi_i (w*_i.a_i)
  double *inner;                              // n(n-1)/2: w_i.w_q
  double *powers;                             // powers of these, then of w_ij, with those between
  double *one;
  int links; // products that make a power
};

enum cpf_status cpf_centre_field_alloc(const struct cpf_problem *p, const struct cpf_jets *jets,
                                       const double *W, const double *B,
                                       struct cpf_centre_field *field, struct cpf_error *err);
void cpf_centre_field_clear(struct cpf_centre_field *field);

// Sets the terms of degree j of all series, from xi to degree j and the lower terms of the others:
// called with j = 0, 1, 2, ... in turn; a degree may be repeated when its terms of xi changed.
void cpf_centre_field_degree(struct cpf_centre_field *field, int j);

// out += the terms of degree j of factor * a * b, in jets.
void cpf_centre_product(const struct cpf_jets *jets, double factor, const double *a,
                        const double *b, int j, double *out);

#endif
