// SPDX-License-Identifier: GPL-3.0-or-later
// Closed forms in the plane: is a certified critical point made of rational multiples of pi?
#ifndef CPF_CERTIFY_ANGLE_BALL_H
#define CPF_CERTIFY_ANGLE_BALL_H

#include <stdbool.h>

#include "cpfind/certificate.h"

// True: it is proved that the critical point of *c, a certificate that cpf_certify proved for *p,
// is w_i = (cos(2 pi a_i / turn), sin(2 pi a_i / turn)), a_i = angles[i], n of them. False: not
// proved, also when it may be true. For k = d = 2 and a repulsion that is a whole number up to
// CPF_ANGLE_REPULSION; turn > 0 a multiple of 4, |a_i| <= turn. Cost: O(n^2 rho turn).
bool cpf_certify_angles(const struct cpf_problem *p, const struct cpf_certificate *c, int turn,
                        const int *angles);

enum { CPF_ANGLE_REPULSION = 1000000 };

#endif
