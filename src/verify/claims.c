// SPDX-License-Identifier: GPL-3.0-or-later
// The claims of the paper, in its order. docs/claims/ has a page for each id.
#include "verify/claims.h"

#include <stddef.h>

const struct cpf_claim_entry cpf_claim_entries[] = {
    {"hermite-expansion", "section 1.2",
     "For unit vectors w, v and standard Gaussian x, E[H_rho(w.x) H_rho(v.x)] = (w.v)^rho, so that "
     "the loss is r/2 sum_{i,q} (w_i.w_q)^rho - sum_{i,j} (w_i.v_j)^rho + k/2.",
     cpf_try_hermite_expansion},
    {"gradient", "sections 2.1, B.1 and B.2",
     "dL/dW = A = rho (W W^T)^(rho-1) W - rho (W V^T)^(rho-1) V with entrywise powers, and the "
     "gradient on the spheres is A - (A W^T o I) W.",
     cpf_try_gradient},
    {"thm-2.1", "theorem 2.1, even rho",
     "For even rho, every W whose rows are teachers up to sign is a critical point.",
     cpf_try_thm_2_1},
    {"thm-2.1-odd", "proofs of theorems 2.1 and B.2, odd rho", "The same for every odd rho.",
     cpf_try_thm_2_1_odd},
    {"lemma-2.2", "lemma 2.2, lemma B.3",
     "If the teachers are orthogonal, rho > 0 is even and n < k, no W makes the Euclidean gradient "
     "B = A/rho zero.",
     cpf_try_lemma_2_2},
    {"lemma-2.2-quadratic", "section 2.2.2, rho = 2",
     "For rho = 2 the Euclidean gradient is not zero when n differs from k, because W^T W = V^T V "
     "would need equal traces.",
     cpf_try_lemma_2_2_quadratic},
    {"scaled-rows", "section 2.2.3",
     "W is critical iff each B_i is a multiple beta_i w_i; for even rho and students in the span "
     "of "
     "the teachers, with coordinates alpha_i, iff sum_{j!=i} (alpha_i.alpha_j)^(rho-1) (alpha_j - "
     "(alpha_i.alpha_j) alpha_i) = alpha_i^(rho-1) - (alpha_i^(rho-1).alpha_i) alpha_i, with "
     "beta_i = 1 + sum_{j!=i} (alpha_i.alpha_j)^rho - |alpha_i|_rho^rho.",
     cpf_try_scaled_rows},
    {"projection", "end of section 2.2.3",
     "For any vectors u, v in R^d, u - (u.v) v is the orthogonal projection of u onto the "
     "orthogonal complement of v.",
     cpf_try_projection},
    {"toy-equations", "section 2.3, the four equations in a and b",
     "For n = k = d = 2, W is critical iff a = w_1.v_1 and b = w_2.v_1 solve c^(rho-1) (b - c a) - "
     "a^(rho-1) + (a^rho + sqrt(1-a^2)) a = 0 and three more of that form, c = a b + "
     "sqrt((1-a^2)(1-b^2)).",
     cpf_try_toy_equations},
    {"table-1", "table 1",
     "For n = k = d = 2 and rho = 4 the critical points are, up to the symmetries, the five rows "
     "of table 1.",
     cpf_try_table_1},
    {"toy-complete", "abstract",
     "In the toy model (n = k = d = 2, even rho > 2) all critical points are characterised: they "
     "are those of table 1, with the angle of tight-balance depending on rho.",
     cpf_try_toy_complete},
    {"only-theta-changes", "section 2.3",
     "When rho varies, each critical point stays the same except the tight-balance critical point.",
     cpf_try_only_theta_changes},
    {"tight-balance-lines", "section 2.3, the lines that derive the condition",
     "At a = -b the equations simplify to (1-2a^2)^(rho-1) (-2a + 2a^3) - a^(rho-1) + a^(rho+1) - "
     "a sqrt(1-a^2)^rho = 0 and its companion, and so to -2(1-2a^2)^(rho-1) - a^(rho-2) + "
     "sqrt(1-a^2)^(rho-2) = 0.",
     cpf_try_tight_balance_lines},
    {"figure-2-zeros", "section 2.3, figure 2",
     "For even rho > 2 the tight-balance condition keeps its zero at a = 2^(-1/2), while the other "
     "zeros vary with rho.",
     cpf_try_figure_2_zeros},
    {"theta-4", "section 2.3",
     "For rho = 4 the angle of tight-balance is pi/8, and the point so given is critical.",
     cpf_try_theta_4},
    {"theta-decreases", "section 2.3, figure 3",
     "The angle theta_rho of the tight-balance students to the closer teacher decreases as rho "
     "increases.",
     cpf_try_theta_decreases},
    {"tight-balance-embeds", "section 2.4",
     "A pair of students that is orthogonal to all others and lies in the span of two teachers "
     "decouples from the others, moves as in n = k = d = 2, and so can form a tight-balance "
     "critical point.",
     cpf_try_tight_balance_embeds},
    {"embeds-converse", "section 2.4",
     "If the pair is not orthogonal to all other students, or does not lie in the span of two "
     "teachers, its dynamics no longer decouple to the toy model.",
     cpf_try_embeds_converse},
    {"thm-2.3", "theorem 2.3",
     "For orthogonal teachers, n <= k and even rho, the W whose rows copy different teachers up to "
     "sign have the lowest loss, and for rho > 2 no others do; for rho = 2 any orthonormal rows in "
     "the span of the teachers do.",
     cpf_try_thm_2_3},
    {"lemma-B.1", "lemma B.1",
     "For rho >= 2 the maximum of sum_j (w.v_j)^rho over the unit sphere is 1; for rho = 2 it is "
     "attained on "
     "span(v_1..v_k) united with the sphere, for rho > 2 exactly at v_1, ..., v_k.",
     cpf_try_lemma_b_1},
    {"lemma-3.1", "lemma 3.1, proof C.1",
     "n = k = d = 2, even rho > 2: students that start strictly closest to different teachers, "
     "up to sign, converge to them.",
     cpf_try_lemma_3_1},
    {"f-prime", "proof of lemma C.1",
     "The function f of the proof has f'(0) = 2(rho-1) (2^(-1/2))^(rho-1), from the derivative "
     "f'(epsilon) printed there.",
     cpf_try_f_prime},
    {"toy-global-convergence", "sections 3.1 and 5",
     "In the toy model (n = k = d = 2, even rho > 2) gradient flow is observed to converge to "
     "the global minimum, escaping tight-balance where it gets stuck.",
     cpf_try_toy_global_convergence},
    {"tight-balance-slows", "abstract, section 3.1, rho = 4",
     "Near tight-balance training is slow: students linger there before they escape.",
     cpf_try_tight_balance_slows},
    {"figure-5-increases", "section 3.1, figure 5",
     "n = k = 2, rho = 4: the probability that the flow from a uniform start encounters "
     "tight-balance increases with the dimension d.",
     cpf_try_figure_5_increases},
    {"cone-counterexample", "section 3.2",
     "For n = 2, k = d = 3, whatever the positive weights of repulsion and attraction, students "
     "closest to different teachers may leave the cone in which they start.",
     cpf_try_cone_counterexample},
    {"cone-only-d-2", "section 3.2",
     "For 2 <= n <= k <= d and students in the cones of different teachers, that each stays in "
     "its cone occurs only for d = 2.",
     cpf_try_cone_only_d_2},
    {"lemma-3.2-gradient", "proofs of lemma 3.2 and C.2",
     "With weight 1/n on the repulsion the gradient on the sphere of w_i is rho (sum_{j!=i} "
     "(w_i.w_j)^(rho-1) (w_j - (w_i.w_j) w_i) - (w_i^(rho-1) - w_i sum_j w_ij^rho)).",
     cpf_try_lemma_3_2_gradient},
    {"lemma-3.2-repulsion", "proof of lemma C.2",
     "With s = w_ii = 2^(-1/2) + epsilon and all w_jj >= s, the repulsion on w_ii is at least -s "
     "(n-1) (t^(rho-1) - t^rho) at t = 1 - s^2.",
     cpf_try_lemma_3_2_repulsion},
    {"figure-9-bound", "proof of lemma C.2, figure 9",
     "f(epsilon) >= 0, that is w_ii does not decrease, for every epsilon >= m(rho), and epsilon = "
     "1/(40(rho-3.9)) is enough.",
     cpf_try_figure_9_bound},
    {"lemma-3.2", "lemma 3.2, proof C.2",
     "n <= k <= d, even rho > 2, weight 1/n on the repulsion: if all w_i.v_i > 2^(-1/2) + "
     "1/(40(rho-3.9)) at the start, the students converge to their closest teachers.",
     cpf_try_lemma_3_2},
    {"correlation-monotone", "section 3.3",
     "Under the correlation loss (r = 0), even rho > 2, each student monotonically approaches "
     "its closest teacher, up to sign.",
     cpf_try_correlation_monotone},
    {"appendix-A", "appendix A, last equation",
     "For rho = 2 with weights 1/n and 1/k, E[(1/n sum H_2(w_i.x) - 1/k sum H_2(v_j.x))^2] = 5/2 + "
     "1/2 E[(1/n sum (w_i.x)^2 - 1/k sum (v_j.x)^2)^2].",
     cpf_try_appendix_a},
    {"martin-model", "section 1.2, appendix A",
     "For rho = 2 and unit vectors the model is that of Martin et al. (weights 1/n and 1/k) up "
     "to constant factors.",
     cpf_try_martin_model},
    {NULL, NULL, NULL, NULL},
};
