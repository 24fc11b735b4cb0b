// SPDX-License-Identifier: GPL-3.0-or-later
// What the files of the slow manifold share.
#ifndef CPF_FLOW_CENTRE_PARTS_H
#define CPF_FLOW_CENTRE_PARTS_H

#include "flow/centre.h"

enum { CPF_CENTRE_VARIABLES_MAX = 16 };

struct cpf_centre {
  struct cpf_problem p;
  struct cpf_jets *jets;
  int m, order;
  size_t N;
  double reach;
  double *W, *B;        // the critical point n*d, its frames N*d
  double *K;            // m rows of N: the kernel
  double *xi;           // N series: the manifold in the chart, xi = K^T x + Q^T y(x)
  double *phi;          // m series
  uint32_t *lower;      // lower[l*size + i]: monomial i with one factor x_l less, where it has one
  uint32_t *parent;     // size: monomial i is monomial parent[i] times x_variable[i]
  uint8_t *variable;    // size
  double *value, *rate; // size each, scratch: the monomials at x, their derivatives along phi
  double *limit;        // m = 1: terms of phi above degree j are negligible for |x| <= limit[j]
  double *a, *b, *c;    // scratch: N, N, 2*n*d
};

// Sets centre->value, the monomials at x.
void cpf_centre_monomials(const struct cpf_centre *centre, const double *x);

// centre_series.c: K, the series and the order, which is 0 where there is no manifold.
enum cpf_status cpf_centre_expand(struct cpf_centre *centre, const struct cpf_split *split,
                                  const struct cpf_centre_options *opt, struct cpf_error *err);
// centre_reach.c: sets centre->reach, 0 where the accuracy holds nowhere.
void cpf_centre_measure(struct cpf_centre *centre, double accuracy);

#endif
