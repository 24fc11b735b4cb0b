// SPDX-License-Identifier: GPL-3.0-or-later
// Truncated power series in a few variables: all monomials of degree <= q in m variables, in graded
// order, so that the coefficients of the same degree lie together and a product knows where it
// stops.
#ifndef CPF_MODEL_JET_H
#define CPF_MODEL_JET_H

#include <stddef.h>
#include <stdint.h>

#include "cpfind/status.h"

// The algebra: shared by all series of one (m, q). Immutable once made.
struct cpf_jets {
  int m, q;
  size_t size;        // number of monomials, binomial(m + q, m)
  size_t *degree_end; // q+1: monomials of degree <= e are those before degree_end[e]
  uint8_t *exponents; // size*m
  size_t *row;        // size: where the products of monomial a begin in `target`
  uint32_t *target;   // index of the product of a and b, for every b of degree <= q - deg a
};

// The same series cut after degree q: their coefficients are the first of those of *jets, and the
// tables are shared. Not to be freed.
struct cpf_jets cpf_jets_below(const struct cpf_jets *jets, int q);

// The number of products of two monomials of total degree <= q, binomial(2m + q, 2m): the cost of
// one multiplication. Saturates at SIZE_MAX.
size_t cpf_jets_cost(int m, int q);

// 1 <= m <= 64, 0 <= q <= 255. Owned by the caller.
enum cpf_status cpf_jets_alloc(int m, int q, struct cpf_jets **out, struct cpf_error *err);
void cpf_jets_free(struct cpf_jets *jets);

// Index of a monomial given its m exponents, whose sum is at most q.
size_t cpf_jets_index(const struct cpf_jets *jets, const uint8_t *exponents);

// out += factor * a * b. out is neither a nor b.
void cpf_jet_addmul(const struct cpf_jets *jets, double factor, const double *a, const double *b,
                    double *out);

// out = a^e by repeated squaring; scratch holds 2*size doubles; out is not a.
void cpf_jet_powi(const struct cpf_jets *jets, const double *a, int e, double *out,
                  double *scratch);

// out = a^{-1/2} for a(0) > 0, by Newton's iteration y <- y (3 - a y^2) / 2, which doubles the
// number of right degrees; scratch holds 2*size doubles.
void cpf_jet_rsqrt(const struct cpf_jets *jets, const double *a, double *out, double *scratch);

// The value at x (m doubles), and, when not NULL, the gradient (m) and the Hessian (m*m).
double cpf_jet_eval(const struct cpf_jets *jets, const double *a, const double *x, double *gradient,
                    double *hessian);

// out(z) = a(R z): R is an m x m matrix, row major; out is not a. Allocates size^2 doubles for the
// images of all monomials. CPF_ENOMEM when they do not fit.
enum cpf_status cpf_jet_substitute(const struct cpf_jets *jets, const double *a, const double *R,
                                   double *out, struct cpf_error *err);

// out = derivative of a by variable j.
void cpf_jet_derivative(const struct cpf_jets *jets, const double *a, int j, double *out);

#endif
