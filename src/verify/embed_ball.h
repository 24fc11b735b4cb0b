// SPDX-License-Identifier: GPL-3.0-or-later
// The tight-balance pair of rho = 4 among other students, exactly.
#ifndef CPF_VERIFY_EMBED_BALL_H
#define CPF_VERIFY_EMBED_BALL_H

#include <stdbool.h>

// Whether the gradient on the spheres vanishes, computed in Q(a), a = cos(pi/8), at w_1, w_2 =
// cos(pi/8) v_1 +- sin(pi/8) v_2, w_i = v_i for i >= 3, with n <= k <= d and rho = 4. `spoil`: w_3
// is v_1 instead, which is not critical.
bool cpf_tight_balance_is_critical(int n, int k, int d, bool spoil);

#endif
