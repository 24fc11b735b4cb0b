// SPDX-License-Identifier: GPL-3.0-or-later
// Rounding a point to a nearby fixed space of sign flips.
#ifndef CPF_SOLVER_SNAP_H
#define CPF_SOLVER_SNAP_H

#include "cpfind/problem.h"

enum { CPF_SNAPS = 4 }; // thresholds tried, from the smallest

// Where an overlap w vanishes at a critical point, terms like w^rho make L so flat that starts stop
// far away: |grad| = 10^-10 at |w| = 10^(-10/(rho-1)). Writes to out the point W with its part
// outside span V triangulated, all entries below threshold number `which` (0.02, 0.1, 0.2, 0.35)
// set to zero, and rows scaled to unit length: an element of the fixed space of those sign flips
// that the zeros allow. False when that changes nothing beyond rounding or makes a row vanish. work
// has room for (n + 1)(d - k) doubles.
bool cpf_snap(const struct cpf_problem *p, const double *W, int which, double *out, double *work);

#endif
