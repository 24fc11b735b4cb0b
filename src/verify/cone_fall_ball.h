// SPDX-License-Identifier: GPL-3.0-or-later
// Follows a start of pushers_ball.h in a proved tube until student 0 is caught by a teacher that
// was not its closest one.
#ifndef CPF_VERIFY_CONE_FALL_BALL_H
#define CPF_VERIFY_CONE_FALL_BALL_H

#include "verify/pushers_ball.h"

struct cpf_fall {
  bool crossed;          // proved: y > x > 0 at time `crossing`
  bool arrived;          // proved: y and s are above the golden threshold at time `time`
  double crossing, time; // without the factor rho
  double y, s, error;    // midpoints and the tube's radius at that time
  long steps;
};

// Follows the flow until arrival, for max_steps steps at most, or until a step cannot be proved;
// with only_cross, until the crossing. What `fall` says is proved for the exact start.
void cpf_fall_certify(const struct cpf_pushers *start, bool only_cross, long max_steps,
                      struct cpf_fall *fall);

#endif
