// SPDX-License-Identifier: GPL-3.0-or-later
// From the public options to those of each part, with all checks.
#ifndef CPF_SEARCH_OPTIONS_H
#define CPF_SEARCH_OPTIONS_H

#include "classify/describe.h"
#include "cpfind/search.h"
#include "solver/method.h"
#include "solver/refine.h"

struct cpf_tolerances {
  struct cpf_solver_options solver;
  struct cpf_refine_options refine;
  struct cpf_describe_options describe;
};
struct cpf_tolerances cpf_tolerances_make(const struct cpf_find_options *opt);

// CPF_EINVAL names the option outside its domain. *budget is the number of starts allowed: the
// option's, or 2^20 divided by the cost of a start relative to that of P(3,3,3,rho), at least 2^15.
enum cpf_status cpf_find_options_check(const struct cpf_problem *p,
                                       const struct cpf_find_options *opt, uint64_t *budget,
                                       struct cpf_error *err);

// The threads that the options ask for: one per processor by default.
int cpf_find_threads(const struct cpf_find_options *opt);

// CPF_ENOMEM, with the estimate, when `working` bytes and the results themselves (a representative
// and a spectrum per family) exceed the limit.
enum cpf_status cpf_find_memory_check(const struct cpf_problem *p,
                                      const struct cpf_find_options *opt, size_t working,
                                      struct cpf_error *err);

#endif
