// SPDX-License-Identifier: GPL-3.0-or-later
// The claims, in the order of the paper, and the functions that try them, by file.
#ifndef CPF_VERIFY_CLAIMS_H
#define CPF_VERIFY_CLAIMS_H

#include "verify/trial.h"

// Ended by an entry without an id.
extern const struct cpf_claim_entry cpf_claim_entries[];

#define CPF_CLAIM(name) enum cpf_status cpf_try_##name(struct cpf_trial *t, struct cpf_error *err)

// identities_ball.c
CPF_CLAIM(hermite_expansion);
CPF_CLAIM(gradient);
CPF_CLAIM(scaled_rows);
CPF_CLAIM(projection);
CPF_CLAIM(appendix_a);
CPF_CLAIM(martin_model);

// copies_ball.c
CPF_CLAIM(thm_2_1);
CPF_CLAIM(thm_2_1_odd);
CPF_CLAIM(lemma_2_2);
CPF_CLAIM(lemma_2_2_quadratic);
CPF_CLAIM(thm_2_3);
CPF_CLAIM(lemma_b_1);

// toy_ball.c
CPF_CLAIM(toy_equations);
CPF_CLAIM(tight_balance_lines);
CPF_CLAIM(figure_2_zeros);
CPF_CLAIM(theta_4);
CPF_CLAIM(theta_decreases);
CPF_CLAIM(f_prime);

// points.c
CPF_CLAIM(table_1);
CPF_CLAIM(toy_complete);
CPF_CLAIM(only_theta_changes);

// embed_ball.c
CPF_CLAIM(tight_balance_embeds);
CPF_CLAIM(embeds_converse);

// split_cone_ball.c
CPF_CLAIM(lemma_3_1);
CPF_CLAIM(cone_counterexample);
CPF_CLAIM(cone_only_d_2);
CPF_CLAIM(correlation_monotone);

// basin_ball.c
CPF_CLAIM(toy_global_convergence);
CPF_CLAIM(tight_balance_slows);

// cone_bound_ball.c
CPF_CLAIM(lemma_3_2_gradient);
CPF_CLAIM(lemma_3_2_repulsion);
CPF_CLAIM(figure_9_bound);
CPF_CLAIM(lemma_3_2);

#undef CPF_CLAIM

#endif
