// SPDX-License-Identifier: GPL-3.0-or-later
//
// A list as a whole.
//
//  1. Every two families are distinct.
//  2. The numbers of the summary follow from the families as proved.
//  3. Euler's sum, from the proved degrees and numbers of points (docs/mathematics.md, section 6).
//  4. Completeness, where it is stated (check_complete.c).
#include "certify/check_parts.h"

#include <inttypes.h>
#include <string.h>

#include "status/try.h"

enum { LONGEST_POWER = 62 };

static bool is_certified(const struct cpf_certificate *c) {
  return c->theorem != CPF_THEOREM_NONE && c->index_proved;
}

// Step 1. Families without a proof are reported by themselves.
static void check_pairs(const struct cpf_claims *claims, const struct cpf_certificate *proved,
                        struct cpf_findings *f) {
  bool all = true;
  int first, second;
  for (size_t i = 0; i < claims->count; i++)
    all &= proved[i].theorem != CPF_THEOREM_NONE;
  if (!cpf_certificates_distinct(&claims->problem, proved, (int)claims->count, &first, &second))
    cpf_findings_add(f, claims->distinct ? CPF_CHECK_FALSE : CPF_CHECK_UNPROVED,
                     "families %d (%.60s) and %d (%.60s): not proved distinct; they may be one "
                     "family listed twice",
                     first + 1, claims->families[first].label, second + 1,
                     claims->families[second].label);
  if (claims->distinct && !all)
    cpf_findings_add(f, CPF_CHECK_UNPROVED,
                     "summary.distinct: true is stated, but not every family is certified");
}

// Step 2.
static void check_numbers(const struct cpf_claims *claims, const struct cpf_certificate *proved,
                          struct cpf_findings *f) {
  int64_t certified = 0, points = 0, undecided = 0;
  bool known = true;
  for (size_t i = 0; i < claims->count; i++) {
    certified += is_certified(&proved[i]);
    undecided += strcmp(claims->families[i].kind, "undecided") == 0;
    known &= proved[i].points_proved && proved[i].points <= INT64_MAX &&
             !__builtin_add_overflow(points, (int64_t)proved[i].points, &points);
  }
  cpf_findings_compare(f, "summary.families", true, claims->nfamilies, true,
                       (int64_t)claims->count);
  cpf_findings_compare(f, "summary.certified", true, claims->certified, true, certified);
  cpf_findings_compare(f, "summary.undecided", true, claims->undecided, true, undecided);
  cpf_findings_compare(f, "summary.points", claims->points_stated, (int64_t)claims->points, known,
                       points);
}

static int64_t parity(int64_t x) {
  return x % 2 == 0 ? 1 : -1;
}

// The local degree across an orbit of O(d-k), `below` being the same point in dimension k + rank.
// An isolated minimum has degree 1, a maximum that of -1. Otherwise, when the directions that are
// degenerate across the orbit all lie in dimension k + rank, the loss along them is the same there
// (what reflects the other dimensions fixes it), and the others count by their index.
static bool degree_across(const struct cpf_problem *p, int rank,
                          const struct cpf_certificate *proved, const struct cpf_certificate *below,
                          int64_t *degree) {
  int64_t orbit = cpf_check_orbit_dimension(p, rank);
  if (proved->kind_proved && !(proved->descends && proved->ascends)) {
    *degree = proved->descends ? parity((int64_t)cpf_problem_tangent_dim(p) - orbit) : 1;
    return true;
  }
  if (!proved->index_proved || !below->index_proved || !below->degree_proved ||
      proved->nullity - orbit != below->nullity)
    return false;
  *degree = below->local_degree * parity((int64_t)proved->index - below->index);
  return true;
}

enum cpf_status cpf_check_share(const struct cpf_problem *p, const struct cpf_certificate *claimed,
                                const struct cpf_certificate *proved, bool *known, int64_t *share,
                                struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  int rank = claimed->rank, outside = p->d - p->k;
  struct cpf_certificate below = {.theorem = CPF_THEOREM_NONE};
  const struct cpf_certificate *counted = proved;
  int64_t degree = proved->local_degree;
  bool degree_known = proved->degree_proved;
  *known = proved->isolated_proved;
  *share = 0;
  if (!*known || rank > 1 || (rank == 1 && outside % 2 == 0)) // chi(V_s) = 0
    goto cleanup;
  if (rank == 1 && outside > 1) {
    // Spheres of even dimension, chi = 2. In dimension k + 1 each is two points.
    struct cpf_problem q = *p;
    q.d = p->k + 1;
    CPF_TRY(cpf_certificate_prove(&q, claimed, &below, err));
    counted = &below;
    degree_known = degree_across(p, rank, proved, &below, &degree);
  }
  *known = degree_known && counted->points_proved && counted->points <= INT64_MAX &&
           !__builtin_mul_overflow((int64_t)counted->points, degree, share);
cleanup:
  cpf_certificate_clear(&below);
  return status;
}

// Step 3.
static enum cpf_status check_euler(const struct cpf_claims *claims,
                                   const struct cpf_certificate *proved, struct cpf_findings *f,
                                   struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  const struct cpf_problem *p = &claims->problem;
  bool even = p->d % 2 == 0, fits = even || p->n <= LONGEST_POWER, known = fits;
  int64_t expected = even || !fits ? 0 : INT64_C(1) << p->n, found = 0, share = 0;
  for (size_t i = 0; i < claims->count && known; i++) {
    CPF_TRY(cpf_check_share(p, &claims->families[i].certificate, &proved[i], &known, &share, err));
    known &= !__builtin_add_overflow(found, share, &found);
  }
  cpf_findings_compare(f, "summary.euler.expected", true, claims->euler_expected, true, expected);
  cpf_findings_compare(f, "summary.euler.found", claims->found_stated, claims->euler_found, known,
                       found);
  const char *verdict = !known ? "not-applicable" : found == expected ? "holds" : "fails";
  bool stated = strcmp(claims->euler_verdict, "not-applicable") != 0;
  if (stated && known && strcmp(claims->euler_verdict, verdict) != 0)
    cpf_findings_add(f, CPF_CHECK_FALSE,
                     "summary.euler.verdict: %s is stated, but the proved degrees add up to "
                     "%" PRId64 ", and the Euler characteristic is %" PRId64,
                     claims->euler_verdict, found, expected);
  else if (stated && !known)
    cpf_findings_add(f, CPF_CHECK_UNPROVED,
                     "summary.euler.verdict: %s is stated, but the share of some family is not "
                     "proved",
                     claims->euler_verdict);
cleanup:
  return status;
}

enum cpf_status cpf_check_list(const struct cpf_claims *claims,
                               const struct cpf_certificate *proved,
                               const struct cpf_check_options *options,
                               struct cpf_check_result *result, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  check_pairs(claims, proved, &result->list);
  check_numbers(claims, proved, &result->list);
  CPF_TRY(check_euler(claims, proved, &result->list, err));
  if (claims->proved)
    CPF_TRY(cpf_check_complete(claims, proved, options, result, err));
cleanup:
  return status;
}
