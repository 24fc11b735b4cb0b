// SPDX-License-Identifier: GPL-3.0-or-later
// The proof behind a certificate, with the enclosures it works on.
#ifndef CPF_CERTIFY_PROVE_BALL_H
#define CPF_CERTIFY_PROVE_BALL_H

#include "certify/degenerate_ball.h"
#include "certify/enclosure_ball.h"
#include "certify/forced.h"
#include "certify/inertia_ball.h"

struct cpf_proof {
  const struct cpf_problem *p;
  struct cpf_enclosure e;
  struct cpf_certificate *out;
  arb_mat_t H, M, T, I; // Hessian in dimension D, its Gram matrix; transverse Hessian, identity
  struct cpf_inertia inside, outside; // of H and T
  struct cpf_forced forced;           // the kernel of H, once inside.proved
  struct cpf_forced transverse;       // that of T
  struct cpf_leading leading;
  int copies;       // d - D
  int field_degree; // of the number field, when exact arithmetic was needed
};

// Proves what the center of `claimed` proves (cpf_certificate_prove), to *proved. Clear *f and
// *proved in every case.
enum cpf_status cpf_proof_run(const struct cpf_problem *p, const struct cpf_certificate *claimed,
                              struct cpf_certificate *proved, struct cpf_proof *f,
                              struct cpf_error *err);
void cpf_proof_clear(struct cpf_proof *f);

#endif
