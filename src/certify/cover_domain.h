// SPDX-License-Identifier: GPL-3.0-or-later
// A fundamental domain of the symmetry group: a closed set that meets every orbit.
//
// Let |x_i| = 1 / max_a |w_ia|: no symmetry changes it but for permuting the students. Every orbit
// has a point with
//
//   1. |x_0| <= |x_i| for all i (permute the students);
//   2. w_0,0 >= ... >= w_0,k-1 (permute the teachers), all >= 0 for even rho (flip coordinates),
//      and w_0,k >= 0 where d = k+1 (O(1));
//   3. for even rho, every student's coordinate on its face is positive (flip students);
//   4. students 1, 2, ... in order of (face, sign, first unknown) (permute them).
//
// (1) first, then (2), which leaves (1) true, and so on.
#ifndef CPF_CERTIFY_COVER_DOMAIN_H
#define CPF_CERTIFY_COVER_DOMAIN_H

#include <stddef.h>

#include "certify/cover_system.h"
#include "status/try.h"

// Boxes, one for each choice of faces, that together cover the domain. *roots is freed by the
// caller with free(). d <= k+1. CPF_ENOMEM when there are more than `most`.
enum cpf_status cpf_cover_roots(const struct cpf_cover_system *s, size_t most,
                                struct cpf_cover_box **roots, size_t *count, struct cpf_error *err);

// True only when no point of the box lies in the domain.
bool cpf_cover_outside(const struct cpf_cover_system *s, const struct cpf_cover_box *box);

// False only when the points within about `margin` of W (Euclidean, each row) cannot all be in the
// domain's boxes: a filter that saves time, not a proof.
bool cpf_cover_near_domain(const struct cpf_cover_system *s, const double *W, double margin);

#endif
