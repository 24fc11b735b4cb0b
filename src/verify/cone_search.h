// SPDX-License-Identifier: GPL-3.0-or-later
// Looks for starts at the threshold of lemma 3.2 from which a student among pushers
// (pushers_ball.h) changes sides. Double precision: what it finds is a hint, not a proof.
#ifndef CPF_VERIFY_CONE_SEARCH_H
#define CPF_VERIFY_CONE_SEARCH_H

#include <stdbool.h>
#include <stdint.h>

struct cpf_cone_hint {
  double margin;    // the least log(x/y) on the way; negative: it changes sides
  double beta, eta; // y = sigma cos beta, p = sigma cos eta
  uint64_t starts;  // that were followed
};

// The lowest margin over beta and eta for n students, t = 0 at the start: a grid, then a compass
// search from its best point. Deterministic. rho >= 4, n >= 2.
struct cpf_cone_hint cpf_cone_search(int rho, int n);

#endif
