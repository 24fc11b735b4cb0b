// SPDX-License-Identifier: GPL-3.0-or-later
// What interval arithmetic says about one box.
#ifndef CPF_CERTIFY_COVER_STEP_H
#define CPF_CERTIFY_COVER_STEP_H

#include "certify/cover_system.h"

enum cpf_cover_verdict {
  CPF_COVER_EMPTY,  // no critical point in the box: proved
  CPF_COVER_SHRUNK, // the box became much smaller; the part cut off has no critical point: proved
  CPF_COVER_KEPT    // neither, though a little may have been cut off
};

// Workspace for one thread.
struct cpf_cover_step {
  struct cpf_cover_values box, centre;
  struct cpf_interval J[CPF_COVER_N_MAX * CPF_COVER_N_MAX]; // slopes between the two
  double Y[CPF_COVER_N_MAX * CPF_COVER_N_MAX];              // the preconditioner
  double A[CPF_COVER_N_MAX * CPF_COVER_N_MAX], G[CPF_COVER_N_MAX * CPF_COVER_N_MAX]; // Y J: A +- G
  struct cpf_interval b[CPF_COVER_N_MAX];                                            // Y E(centre)
  double c[CPF_COVER_N_MAX];                                                         // the centre
  struct cpf_interval D[CPF_COVER_N_MAX];                                            // box - centre
  bool root; // the box before the last step seems to hold a root
};

// The cheap test: an equation that has no zero in the box. True when the box is empty: proved.
// To be called before the other.
bool cpf_cover_no_zero(const struct cpf_cover_system *s, const struct cpf_cover_box *box,
                       struct cpf_cover_step *w);

// The mean-value form, preconditioned, and one Gauss-Seidel sweep with it, on *box.
enum cpf_cover_verdict cpf_cover_contract(const struct cpf_cover_system *s,
                                          struct cpf_cover_box *box, struct cpf_cover_step *w);

// The unknown to bisect, by what its width adds to the enclosures of the last step.
int cpf_cover_widest(const struct cpf_cover_system *s, const struct cpf_cover_box *box,
                     const struct cpf_cover_step *w);

#endif
