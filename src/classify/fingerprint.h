// SPDX-License-Identifier: GPL-3.0-or-later
// A few numbers that every symmetry of L leaves alone: to tell at once that two points differ, and
// to guess which known family a point belongs to.
#ifndef CPF_CLASSIFY_FINGERPRINT_H
#define CPF_CLASSIFY_FINGERPRINT_H

#include "cpfind/problem.h"
#include "model/lanes.h"

enum { CPF_FINGERPRINT = 8 };

// Symmetric polynomials of the overlaps M = W V^T and G = W W^T, all of them smooth with
// derivatives of order 1. Different fingerprints prove nothing below their error; equal ones prove
// nothing at all. Cost: O(n^2 (d + k) + n k).
void cpf_fingerprint(const struct cpf_problem *p, const double *W, double f[CPF_FINGERPRINT]);

// The same of CPF_LANES points at once, to the same bits. W: n*d lanes.
void cpf_fingerprint_batch(const struct cpf_problem *p, const cpf_lanes *W,
                           cpf_lanes f[CPF_FINGERPRINT]);

// The largest difference of two fingerprints.
double cpf_fingerprint_distance(const double a[CPF_FINGERPRINT], const double b[CPF_FINGERPRINT]);

#endif
