// SPDX-License-Identifier: GPL-3.0-or-later
// The claims, in the order of the paper, and the functions that try them, by file.
#ifndef CPF_VERIFY_CLAIMS_H
#define CPF_VERIFY_CLAIMS_H

#include "verify/trial.h"

// Ended by an entry without an id.
extern const struct cpf_claim_entry cpf_claim_entries[];

#define CPF_CLAIM(name) enum cpf_status cpf_try_##name(struct cpf_trial *t, struct cpf_error *err)

// hermite_ball.c, gradient_ball.c: the model
CPF_CLAIM(hermite_expansion);
CPF_CLAIM(gradient);

// copies_ball.c, nonzero_ball.c, minima_ball.c: copies of teachers
CPF_CLAIM(thm_2_1);
CPF_CLAIM(thm_2_1_odd);
CPF_CLAIM(lemma_2_2);
CPF_CLAIM(lemma_2_2_quadratic);
CPF_CLAIM(thm_2_3);
CPF_CLAIM(lemma_b_1);

// identities_ball.c
CPF_CLAIM(scaled_rows);
CPF_CLAIM(projection);

// toy_ball.c, points.c, angle_ball.c, slope_ball.c: the toy model
CPF_CLAIM(toy_equations);
CPF_CLAIM(tight_balance_lines);
CPF_CLAIM(table_1);
CPF_CLAIM(toy_complete);
CPF_CLAIM(only_theta_changes);
CPF_CLAIM(figure_2_zeros);
CPF_CLAIM(theta_4);
CPF_CLAIM(theta_decreases);
CPF_CLAIM(f_prime);

// embed_ball.c
CPF_CLAIM(tight_balance_embeds);
CPF_CLAIM(embeds_converse);

// square_flow_ball.c, basin_ball.c, linger_ball.c: the flow of the toy model
CPF_CLAIM(lemma_3_1);
CPF_CLAIM(toy_global_convergence);
CPF_CLAIM(tight_balance_slows);

// encounter_ball.c
CPF_CLAIM(figure_5_increases);

// split_cone_ball.c, correlation_ball.c: cones
CPF_CLAIM(cone_counterexample);
CPF_CLAIM(cone_only_d_2);
CPF_CLAIM(correlation_monotone);

// cone_lines_ball.c, cone_figure_9_ball.c, cone_bound_ball.c: lemma 3.2
CPF_CLAIM(lemma_3_2_gradient);
CPF_CLAIM(lemma_3_2_repulsion);
CPF_CLAIM(figure_9_bound);
CPF_CLAIM(lemma_3_2);

// quadratic_ball.c, martin_ball.c: appendix A
CPF_CLAIM(appendix_a);
CPF_CLAIM(martin_model);

#undef CPF_CLAIM

#endif
