// SPDX-License-Identifier: GPL-3.0-or-later
// W's in what `verify --format json` wrote: of each claim the counterexample, when it has one, and
// the starts of the flow.
#ifndef CPF_CLI_POINTS_CLAIMS_H
#define CPF_CLI_POINTS_CLAIMS_H

#include <jansson.h>

#include "cli/points.h"

// What an object says of its problem (n, k, d, rho, repulsion): see cpf_args_problem. `path` is its
// place in the file, for errors.
enum cpf_status cpf_points_problem(const struct cpf_input *in, const char *path,
                                   const json_t *object, struct cpf_problem *p,
                                   struct cpf_error *err);

// The problem of the first point with a W that the options fit, or of the first of all when they
// fit none. CPF_EPARSE when no point has a W. A note on standard error says how many belong to
// other problems.
enum cpf_status cpf_points_claims_problem(const struct cpf_input *in, const struct cpf_args *args,
                                          const json_t *claims, struct cpf_problem *p,
                                          struct cpf_error *err);

// Goes through the points that have a W, in the order of the file.
struct cpf_points_claims {
  const json_t *claims;
  size_t claim, point; // 0 in the beginning
  char path[80];       // of the last point, within the JSON
};
// The next one, borrowed, or NULL.
const json_t *cpf_points_claims_next(struct cpf_points_claims *at);

// Whether it is a point of the problem.
bool cpf_points_claims_fits(const json_t *point, const struct cpf_problem *p);

#endif
