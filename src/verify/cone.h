// SPDX-License-Identifier: GPL-3.0-or-later
// The cones of nearest teachers (split_cone_ball.c, square_ball.c, cone.c).
#ifndef CPF_VERIFY_CONE_H
#define CPF_VERIFY_CONE_H

#include <stdbool.h>
#include <stdint.h>

#include "verify/follow.h"

// 2 <= n <= k <= d, d >= 3, even rho. True: proved that for r > 0 the trajectory through w_1 =
// (2,2,1)/3, w_2 = (6,-7,6)/11, w_i = v_i leaves the cones of v_1, ..., v_n there.
bool cpf_cone_leaves(int n, int k, int d, int rho);

// n = 2, k = d = 3. True: proved that from a certain rational start in the cones of v_1 and v_2 the
// first student has left within time 2e-5/rho. *gap: w_11 - w_12 at the start; *after: a bound from
// above on it then, up to rounding.
bool cpf_cone_crosses(int rho, double r, double *gap, double *after);

// n = k = d = 2, even rho. True: proved by ball arithmetic that sin(s)^(rho-1) cos(s) > 0 on (0,
// pi/2), that is, that the flow points into the square |a|, |b| < pi/4 on its border but its
// corners.
bool cpf_cone_inward(int rho);

// n = k = d = 2, even rho >= 4. True: proved by ball arithmetic that the closed square has no
// critical point but its centre, a nondegenerate minimum, and its corners, nondegenerate maxima.
// *boxes: looked at.
bool cpf_cone_square(int rho, uint64_t *boxes);

// m >= 1. True: proved that u^m - z^m = (u-z) sum_i u^i z^(m-1-i), z = 1-u, as polynomials, and, by
// ball arithmetic over 0 <= u <= 1, that the sum is positive.
bool cpf_cone_factor(int m);

// A trajectory, in doubles, for n = 2, k = d = 3.
struct cpf_cone_path {
  double drift;              // D' at the border, D = w_11 - w_12
  double before;             // D at the start
  double least;              // D on the way
  bool returns;              // w_1 ends at v_1 and w_2 at v_2, up to sign
  double start[6], last[6];  // W at the start, at the end
  struct cpf_follow_end end; // there
};

// The fastest way out of the cones of v_1 and v_2 that a search finds. Evidence, not proof. Adds to
// *tried.
enum cpf_status cpf_cone_worst(const struct cpf_trial *t, int rho, double r,
                               struct cpf_cone_path *path, uint64_t *tried, struct cpf_error *err);

#endif
