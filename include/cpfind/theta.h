// SPDX-License-Identifier: GPL-3.0-or-later
// The tight-balance angle.
#ifndef CPFIND_THETA_H
#define CPFIND_THETA_H

#include <stdbool.h>

#include "cpfind/status.h"

#ifdef __cplusplus
extern "C" {
#endif

// The tight-balance angle theta_rho in radians, to full double accuracy: the solution t in
// (0, pi/4) of -2 cos(2t)^{rho-1} - sin(t)^{rho-2} + cos(t)^{rho-2} = 0, for even rho >= 4.
// False, and *theta untouched, for every other rho: for odd rho the reflection v_2 -> -v_2 that
// makes the point critical is no symmetry, and for rho = 2 the only solution is pi/4 itself.
CPF_PUBLIC bool cpf_theta(int rho, double *theta);

#ifdef __cplusplus
}
#endif

#endif
