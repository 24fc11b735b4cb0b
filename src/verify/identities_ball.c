// SPDX-License-Identifier: GPL-3.0-or-later
#include "verify/claims.h"

enum cpf_status cpf_try_hermite_expansion(struct cpf_trial *t, struct cpf_error *err) {
  (void)err;
  cpf_trial_conclude(t, CPF_VERDICT_UNDECIDED, "not tried yet");
  return CPF_OK;
}

enum cpf_status cpf_try_gradient(struct cpf_trial *t, struct cpf_error *err) {
  (void)err;
  cpf_trial_conclude(t, CPF_VERDICT_UNDECIDED, "not tried yet");
  return CPF_OK;
}

enum cpf_status cpf_try_scaled_rows(struct cpf_trial *t, struct cpf_error *err) {
  (void)err;
  cpf_trial_conclude(t, CPF_VERDICT_UNDECIDED, "not tried yet");
  return CPF_OK;
}

enum cpf_status cpf_try_projection(struct cpf_trial *t, struct cpf_error *err) {
  (void)err;
  cpf_trial_conclude(t, CPF_VERDICT_UNDECIDED, "not tried yet");
  return CPF_OK;
}

enum cpf_status cpf_try_appendix_a(struct cpf_trial *t, struct cpf_error *err) {
  (void)err;
  cpf_trial_conclude(t, CPF_VERDICT_UNDECIDED, "not tried yet");
  return CPF_OK;
}

enum cpf_status cpf_try_martin_model(struct cpf_trial *t, struct cpf_error *err) {
  (void)err;
  cpf_trial_conclude(t, CPF_VERDICT_UNDECIDED, "not tried yet");
  return CPF_OK;
}
