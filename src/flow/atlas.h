// SPDX-License-Identifier: GPL-3.0-or-later
// The families that trajectories meet, with what is proved of them, and the ensemble's counts.
#ifndef CPF_FLOW_ATLAS_H
#define CPF_FLOW_ATLAS_H

#include "flow/slot.h"
#include "flow/tally.h"
#include "search/known.h"
#include "search/options.h"

struct cpf_atlas_tally {
  bool certified; // it was tried
  struct cpf_histogram times, stays, nearest;
};
struct cpf_atlas {
  const struct cpf_flow_options *opt;
  struct cpf_tolerances tol;
  struct cpf_known_list known;
  struct cpf_refiner *refiner;
  struct cpf_flow_result *result;  // owned until it is taken; families show those of the list
  int room;                        // of the result's arrays and of the tallies
  struct cpf_atlas_tally *tallies; // owned
  struct cpf_histogram times;
  struct cpf_histogram *watch; // owned; nwatch
};

// p and opt are kept, and must outlive the atlas.
enum cpf_status cpf_atlas_alloc(const struct cpf_problem *p, const struct cpf_flow_options *opt,
                                const struct cpf_table *table, struct cpf_atlas *atlas,
                                struct cpf_error *err);
void cpf_atlas_free(struct cpf_atlas *atlas);

// Names the families of a trajectory that is done, decides its end, counts it; then tells
// opt->record of it. Not for concurrent use.
enum cpf_status cpf_atlas_settle(struct cpf_atlas *atlas, struct cpf_slot *slot, bool tell,
                                 struct cpf_error *err);

// The result, which leaves the atlas: families sorted, quantiles filled in. order, when not NULL,
// gets (owned by the caller) the place of each family in the result.
enum cpf_status cpf_atlas_take(struct cpf_atlas *atlas, struct cpf_flow_result **result,
                               int **order, struct cpf_error *err);

#endif
