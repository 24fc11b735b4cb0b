// SPDX-License-Identifier: GPL-3.0-or-later
#include "verify/claims.h"

enum cpf_status cpf_try_toy_equations(struct cpf_trial *t, struct cpf_error *err) {
  (void)err;
  cpf_trial_conclude(t, CPF_VERDICT_UNDECIDED, "not tried yet");
  return CPF_OK;
}

enum cpf_status cpf_try_tight_balance_lines(struct cpf_trial *t, struct cpf_error *err) {
  (void)err;
  cpf_trial_conclude(t, CPF_VERDICT_UNDECIDED, "not tried yet");
  return CPF_OK;
}

enum cpf_status cpf_try_figure_2_zeros(struct cpf_trial *t, struct cpf_error *err) {
  (void)err;
  cpf_trial_conclude(t, CPF_VERDICT_UNDECIDED, "not tried yet");
  return CPF_OK;
}

enum cpf_status cpf_try_theta_4(struct cpf_trial *t, struct cpf_error *err) {
  (void)err;
  cpf_trial_conclude(t, CPF_VERDICT_UNDECIDED, "not tried yet");
  return CPF_OK;
}

enum cpf_status cpf_try_theta_decreases(struct cpf_trial *t, struct cpf_error *err) {
  (void)err;
  cpf_trial_conclude(t, CPF_VERDICT_UNDECIDED, "not tried yet");
  return CPF_OK;
}

enum cpf_status cpf_try_f_prime(struct cpf_trial *t, struct cpf_error *err) {
  (void)err;
  cpf_trial_conclude(t, CPF_VERDICT_UNDECIDED, "not tried yet");
  return CPF_OK;
}
