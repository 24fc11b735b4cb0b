// SPDX-License-Identifier: GPL-3.0-or-later
// The gradient flow dW/dt = -grad L in double precision. Evidence, never proof: a verdict may not
// rest on it.
#ifndef CPF_VERIFY_FOLLOW_H
#define CPF_VERIFY_FOLLOW_H

#include <stdbool.h>
#include <stdint.h>

#include "cpfind/problem.h"

struct cpf_follow {
  struct cpf_problem problem;
  double time; // to follow for
  // Ends when |grad L| is at most this; 0: never.
  double gradient;
  // Looks at W after each step, and ends it when true; may be NULL.
  bool (*stop)(double t, const double *W, void *ctx);
  void *ctx;
};

// Takes W (n*d, unit rows, n*d <= CPF_FOLLOW_SIZE) along the flow, and *time, which may be NULL, to
// the time reached. CPF_EINTERNAL when the integrator gives up. Cost: some 13 gradients a step.
enum cpf_status cpf_follow(const struct cpf_follow *f, double *W, double *time,
                           struct cpf_error *err);

// Whether each row is one of the first k unit vectors up to sign, to 1e-3, no two the same.
bool cpf_follow_is_copy(const struct cpf_problem *p, const double *W);

enum { CPF_FOLLOW_SIZE = 64 };

#endif
