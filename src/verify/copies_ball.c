// SPDX-License-Identifier: GPL-3.0-or-later
#include "verify/claims.h"

enum cpf_status cpf_try_thm_2_1(struct cpf_trial *t, struct cpf_error *err) {
  (void)err;
  cpf_trial_conclude(t, CPF_VERDICT_UNDECIDED, "not tried yet");
  return CPF_OK;
}

enum cpf_status cpf_try_thm_2_1_odd(struct cpf_trial *t, struct cpf_error *err) {
  (void)err;
  cpf_trial_conclude(t, CPF_VERDICT_UNDECIDED, "not tried yet");
  return CPF_OK;
}

enum cpf_status cpf_try_lemma_2_2(struct cpf_trial *t, struct cpf_error *err) {
  (void)err;
  cpf_trial_conclude(t, CPF_VERDICT_UNDECIDED, "not tried yet");
  return CPF_OK;
}

enum cpf_status cpf_try_lemma_2_2_quadratic(struct cpf_trial *t, struct cpf_error *err) {
  (void)err;
  cpf_trial_conclude(t, CPF_VERDICT_UNDECIDED, "not tried yet");
  return CPF_OK;
}

enum cpf_status cpf_try_thm_2_3(struct cpf_trial *t, struct cpf_error *err) {
  (void)err;
  cpf_trial_conclude(t, CPF_VERDICT_UNDECIDED, "not tried yet");
  return CPF_OK;
}

enum cpf_status cpf_try_lemma_b_1(struct cpf_trial *t, struct cpf_error *err) {
  (void)err;
  cpf_trial_conclude(t, CPF_VERDICT_UNDECIDED, "not tried yet");
  return CPF_OK;
}
