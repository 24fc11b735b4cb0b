// SPDX-License-Identifier: GPL-3.0-or-later
// Encounters with tight-balance, n = k = 2, rho = 4 (encounter_ball.c, encounter.c).
#ifndef CPF_VERIFY_ENCOUNTER_H
#define CPF_VERIFY_ENCOUNTER_H

#include "verify/trial.h"

// n = k = 2. True: the equations for the overlaps agree with the exact gradient at rational points,
// whose number is added to *points. They are those of rho = 4.
bool cpf_encounter_closes(int rho, uint64_t *points);

// True: proved that the inequalities behind the trapping region hold for 0 < beta <= numerator /
// denominator, in ball arithmetic.
bool cpf_encounter_traps(unsigned numerator, unsigned denominator);

struct cpf_encounter_share {
  int d;
  uint64_t count, hits; // uniform starts, and those that come within cpf_encounter_near
  double low, high;     // interval of confidence cpf_encounter_level for their probability
};
// Of the orbit of tight-balance: Frobenius norm, modulo O(d-k).
extern const double cpf_encounter_near;
extern const double cpf_encounter_level;

// Follows share->count starts in dimension share->d and counts. Evidence, not proof.
enum cpf_status cpf_encounter_count(const struct cpf_trial *t, struct cpf_encounter_share *share,
                                    struct cpf_error *err);

#endif
