// SPDX-License-Identifier: GPL-3.0-or-later
// W's in what `verify --format json` wrote: the counterexamples that have one.
#ifndef CPF_CLI_POINTS_CLAIMS_H
#define CPF_CLI_POINTS_CLAIMS_H

#include <jansson.h>

#include "cli/points.h"

// What an object says of its problem (n, k, d, rho, repulsion): see cpf_args_problem. `path` is its
// place in the file, for errors.
enum cpf_status cpf_points_problem(const struct cpf_input *in, const char *path,
                                   const json_t *object, struct cpf_problem *p,
                                   struct cpf_error *err);

// The problem of the first counterexample with a W that the options fit, or of the first of all
// when they fit none. CPF_EPARSE when no counterexample has a W. A note on standard error says how
// many belong to other problems.
enum cpf_status cpf_points_claims_problem(const struct cpf_input *in, const struct cpf_args *args,
                                          const json_t *claims, struct cpf_problem *p,
                                          struct cpf_error *err);

// The W of claim i's counterexample, when it has one and its problem is *p; else NULL. Borrowed.
const json_t *cpf_points_claims_W(const json_t *claims, size_t i, const struct cpf_problem *p);

#endif
