// SPDX-License-Identifier: GPL-3.0-or-later
// The lower panels of the figure of the basins: where n = k = d students end.
#ifndef CPF_REPORT_FIGURE_BASINS_H
#define CPF_REPORT_FIGURE_BASINS_H

#include "report/figure_flow.h"

// A family whose loss is above this is no copy: those are at 0, the global minimum for n = k and
// r = 1, and the least other minimum there is known to be is at 3/4.
#define CPF_FIGURE_SPURIOUS 1e-6

// Two degrees, one panel each, and the numbers of students.
enum { CPF_FIGURE_PAIR_DEGREES = 2, CPF_FIGURE_PAIR_SIZES = 5 };
extern const int cpf_figure_pair_degrees[CPF_FIGURE_PAIR_DEGREES];
extern const int cpf_figure_pair_sizes[CPF_FIGURE_PAIR_SIZES];

// `stem`-pairs.csv: rho,n,outcome,hits,trajectories,share,low,high, six outcomes for each rho and
// n; and `stem`-ends.csv: rho,n,end,label,id,loss,pairs,hits, a line for each family at which
// trajectories from `count` uniform starts ended.
enum cpf_status cpf_figure_basins_pairs(const struct cpf_figure_flow *flow, uint64_t count,
                                        struct cpf_figure_set *set, struct cpf_error *err);

#endif
