// SPDX-License-Identifier: GPL-3.0-or-later
// A neighbourhood of one critical point in which it is the only one.
#ifndef CPF_CERTIFY_REGION_H
#define CPF_CERTIFY_REGION_H

#include <stdlib.h>
#include <string.h>

// The set, all numbers taken as exact doubles,
//
//   { W : c_i.w_i > 0 for all i  and
//         |sum_b V_ab (B_b.w_i(b)) / (c_i(b).w_i(b))| <= half_a  for all a } ,
//
// b = (i, e) running over the N = n(d-1) frame vectors: d-1 of them for each student i, in order.
// With B an orthonormal frame of the tangent space at c (cpf_frames), u = V xi where xi are the
// gnomonic coordinates at c; V is approximately orthonormal (the eigenvectors of the Hessian). The
// image of a region under a symmetry of L is again one: transform c and B.
//
// Whoever fills it vouches that L has exactly one critical point in it, which may be degenerate.
struct cpf_region {
  double *W;    // n*d: c, the centre; need not be of exact unit length
  double *B;    // N*d: row b is a frame vector at student b / (d-1)
  double *V;    // N*N: row a is direction a
  double *half; // N: half widths, positive
};

// Frees what the region owns. NULL is allowed.
static inline void cpf_region_clear(struct cpf_region *region) {
  if (region == NULL)
    return;
  free(region->W);
  free(region->B);
  free(region->V);
  free(region->half);
  memset(region, 0, sizeof *region);
}

#endif
