// SPDX-License-Identifier: GPL-3.0-or-later
// Completeness of a list of critical points, proved by branch and bound.
#ifndef CPF_CERTIFY_COVER_H
#define CPF_CERTIFY_COVER_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

#include "certify/cover_system.h"
#include "certify/region.h"
#include "cpfind/problem.h"

struct cpf_team;

struct cpf_cover_options {
  uint64_t max_boxes; // 10^7: boxes to examine before giving up
  uint64_t max_left;  // 64: undecided smallest boxes before giving up
  double min_width;   // 1e-11: boxes narrower than this are not divided further, but left
  int threads;        // 0: one per processor
  const volatile sig_atomic_t *stop; // when it becomes nonzero the proof ends early; may be NULL
  struct cpf_team *team;             // NULL: who shares the boxes (team/team.h)
  // Called between rounds, from the calling thread only; may be NULL. Share of the volume done.
  void (*progress)(void *ctx, double share_done, uint64_t boxes);
  void *ctx;
};

struct cpf_cover_options cpf_cover_options_default(void);

// Every number but `seconds` is the same for any number of threads and processes.
struct cpf_cover_report {
  bool proved;
  uint64_t boxes;    // examined
  uint64_t excluded; // proved empty or outside the fundamental domain
  uint64_t matched;  // proved to lie in an image of a region
  uint64_t left;     // undecided
  double share_left; // their share of the volume of the charts
  // Boxes still to be examined, were the volume left as laborious as the volume done: boxes
  // examined * share_left / (1 - share_left). A guess. 0 when proved.
  double work_left;
  // The middle of a box left over, n*d doubles, rows of unit length: the first that seems to hold
  // a critical point of its own (`left_root`), otherwise the widest of those too small to divide,
  // otherwise the widest of those not examined. Unset when left is 0.
  bool left_root;
  double left_width;
  double left_W[CPF_COVER_W_MAX];
  double seconds;   // wall clock
  char reason[200]; // one sentence
};

// Tries to prove that every critical point of L on (S^{d-1})^n lies in the image of one of the
// regions under a symmetry of L.
//
// report->proved says just that. With regions that hold one critical point each, the critical
// points are then those of the regions and their images, and no others. It rests on
//   - the regions' guarantee (region.h), which is not checked here;
//   - IEEE 754 arithmetic in the default environment: + - * / and sqrt rounded to nearest
//     (interval.h). No other function of the mathematics library has a part in the proof;
//   - the problem's repulsion being the double given or, where that is no fraction with
//     denominator 512, any number within one unit in the last place: the proof is for all of them.
// Regions of nondegenerate points may be tiny: boxes around them are contracted into them.
// When not proved, nothing is: neither that a critical point is missing nor that none is.
//
// Refused with proved = false and a reason: rho <= 2 and d > k+1 (there the critical points are
// not isolated in general), n(d-1) > CPF_COVER_N_MAX or n*d > CPF_COVER_W_MAX, a group of more
// than 2 10^7 symmetries, and a rho at which d^rho overflows. CPF_EINVAL: an invalid problem, a
// region that is not finite; CPF_ENOMEM; CPF_EINTERRUPTED, with a valid report, when *stop became
// nonzero. Cost: grows exponentially with n(d-1); memory for some 10^5 boxes.
enum cpf_status cpf_cover_prove(const struct cpf_problem *p, const struct cpf_region *regions,
                                int nregions, const struct cpf_cover_options *opt,
                                struct cpf_cover_report *report, struct cpf_error *err);

#endif
