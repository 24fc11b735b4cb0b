// SPDX-License-Identifier: GPL-3.0-or-later
//
// `probable` needs both, and a list with a minimum and a maximum, as every continuous function on a
// compact manifold has: the Euler sum holds, and the random starts give no reason to expect more.
// The second means: enough of them (STARTS_MIN, and HITS_PER_FAMILY on average), Chao1 below one
// half, coverage above COVERAGE_MIN, nothing new in the second half of them, and few starts that
// ended near a point too flat to resolve. A family that only
// the structured starts or the homotopy found does not count against it: those starts are there
// because random ones miss such points.
#include "search/completeness.h"

#include <stdio.h>

enum { STARTS_MIN = 2000, HITS_PER_FAMILY = 20 };
static const double UNSEEN_MAX = 0.5, COVERAGE_MIN = 0.999, UNRESOLVED_MAX = 0.02;

void cpf_check_euler(struct cpf_find_result *r) {
  bool fits = r->problem.d % 2 == 0 || r->problem.n < 63;
  r->euler_expected = r->problem.d % 2 == 0 || !fits ? 0 : INT64_C(1) << r->problem.n;
  r->euler_found = 0;
  r->euler_found_known = fits;
  for (int f = 0; f < r->nfamilies; f++) {
    r->euler_found_known &= r->families[f].euler_known;
    int64_t share = r->families[f].euler_known ? r->families[f].euler : 0;
    if (__builtin_add_overflow(r->euler_found, share, &r->euler_found))
      r->euler_found_known = false;
  }
  r->euler = !r->euler_found_known                 ? CPF_NOT_APPLICABLE
             : r->euler_found == r->euler_expected ? CPF_HOLDS
                                                   : CPF_FAILS;
}

double cpf_chao1(uint64_t singletons, uint64_t doubletons) {
  double f1 = (double)singletons, f2 = (double)doubletons;
  return f1 > 0 ? f1 * (f1 - 1) / (2 * (f2 + 1)) : 0;
}

double cpf_coverage(uint64_t singletons, uint64_t starts) {
  return starts == 0 ? 0 : 1 - (double)singletons / (double)starts;
}

// A continuous function on a compact manifold has a minimum and a maximum; in d = 1 each point is
// both.
static bool has_extremes(const struct cpf_find_result *r) {
  bool minimum = false, maximum = r->problem.d == 1;
  for (int f = 0; f < r->nfamilies; f++) {
    enum cpf_kind kind = r->families[f].kind;
    minimum |= kind == CPF_KIND_MINIMUM || kind == CPF_KIND_UNDECIDED;
    maximum |= kind == CPF_KIND_MAXIMUM || kind == CPF_KIND_UNDECIDED;
  }
  return minimum && maximum;
}

static bool is_flat(const struct cpf_find_result *r) {
  return (double)r->unresolved > UNRESOLVED_MAX * (double)r->converged;
}

bool cpf_more_starts_help(const struct cpf_find_result *r) {
  return r->euler != CPF_NOT_APPLICABLE && !is_flat(r);
}

void cpf_check_completeness(struct cpf_find_result *r, const uint64_t *hits, uint64_t random_starts,
                            uint64_t last_new) {
  r->singletons = r->doubletons = 0;
  for (int f = 0; f < r->nfamilies; f++) {
    r->singletons += hits[f] == 1;
    r->doubletons += hits[f] == 2;
  }
  r->unseen = cpf_chao1(r->singletons, r->doubletons);
  r->coverage = cpf_coverage(r->singletons, random_starts);
  bool enough = random_starts >= STARTS_MIN &&
                random_starts >= (uint64_t)HITS_PER_FAMILY * (uint64_t)r->nfamilies;
  bool settled = enough && r->unseen < UNSEEN_MAX && r->coverage >= COVERAGE_MIN &&
                 last_new <= random_starts / 2;
  size_t room = sizeof r->completeness_reason;
  r->completeness = CPF_COMPLETE_NONE;
  if (r->euler == CPF_NOT_APPLICABLE) {
    snprintf(r->completeness_reason, room,
             "the Euler check does not apply, because a family's share in the sum is not known");
  } else if (r->euler == CPF_FAILS) {
    snprintf(r->completeness_reason, room,
             "the Euler check fails: critical points are missing or their degrees are wrong");
  } else if (is_flat(r)) {
    snprintf(r->completeness_reason, room,
             "the Euler check holds, but too many starts ended near points too flat to resolve");
  } else if (!settled) {
    snprintf(r->completeness_reason, room,
             "the Euler check holds, but random starts still suggest unseen families");
  } else if (!has_extremes(r)) {
    snprintf(
        r->completeness_reason, room,
        "the Euler check holds, but no minimum or no maximum is listed, and there must be one");
  } else {
    r->completeness = CPF_COMPLETE_PROBABLE;
    snprintf(r->completeness_reason, room,
             "the Euler check holds and random starts suggest no unseen families");
  }
}
