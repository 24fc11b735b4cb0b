// SPDX-License-Identifier: GPL-3.0-or-later
// The claims about lists of critical points: table 1, and what becomes of it when rho varies.
//
// 1. The critical points of P(2,2,2,rho), with the proof that the list is complete: branch and
//    bound, and a certificate for each family (docs/proofs.md).
// 2. Table 1 as printed (tables/printed.table) against the list, row by row (search/compare.h).
// 3. For rho = 6 a point with a closed form that no row describes. With t1 = pi/24, t2 = 5 pi/24
// and
//    w_1 = (cos t1, sin t1), w_2 = (cos t2, -sin t2): t1 + t2 = pi/4, and
//      dL/dt1 = 6 (g(t1) - cos(t1+t2)^5 sin(t1+t2)),  g(t) = sin t cos t (cos(t)^4 - sin(t)^4)
//                                                           = sin(4t)/4,
//    which is 6 (sin(pi/6)/4 - 1/8) = 0; the same for t2, as sin(5 pi/6) = 1/2.
#include <math.h>
#include <string.h>

#include "classify/table.h"
#include "cpfind/model.h"
#include "cpfind/search.h"
#include "cpfind/table.h"
#include "search/compare.h"
#include "status/try.h"
#include "verify/claims.h"

enum { PAIR = 2, PAPER_RHO = 4, SKEW_RHO = 6, LAST_RHO = 12, TABLE_1_POINTS = 48 };

// The list for one rho, with both tables.
struct list {
  struct cpf_table *reference, *printed;
  struct cpf_find_result *found;
  struct cpf_comparison *comparison;
};

static void list_clear(struct list *l) {
  cpf_comparison_free(l->comparison);
  cpf_find_result_free(l->found);
  cpf_table_free(l->printed);
  cpf_table_free(l->reference);
}

static enum cpf_status list_make(const struct cpf_trial *t, int rho, struct list *l,
                                 struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  const struct cpf_problem p = {.n = PAIR, .k = PAIR, .d = PAIR, .rho = rho, .repulsion = 1};
  const struct cpf_compare_options compare = cpf_compare_options_default();
  struct cpf_find_options options = cpf_find_options_default();
  options.prove = true;
  options.threads = t->threads;
  options.stop = t->stop;
  memset(l, 0, sizeof *l);
  CPF_TRY(cpf_table_builtin(&l->reference, err));
  CPF_TRY(cpf_table_printed(&l->printed, err));
  CPF_TRY(cpf_find(&p, &options, l->reference, &l->found, err));
  CPF_TRY(cpf_compare(l->found, l->printed, l->reference, &compare, &l->comparison, err));
cleanup:
  return status;
}

// The list is proved complete, each family certified.
static bool step_proved(struct cpf_trial *t, const struct cpf_find_result *r) {
  cpf_trial_count(t, r->starts);
  return cpf_trial_step(
      t,
      r->completeness == CPF_COMPLETE_PROVED && r->certified == r->nfamilies && r->distinct_proved,
      "P(2,2,2,%d): %d families, %llu points, %d of them certified, the list %s "
      "by branch and bound over %llu boxes",
      r->problem.rho, r->nfamilies, (unsigned long long)r->points, r->certified,
      r->completeness == CPF_COMPLETE_PROVED ? "proved complete" : "not proved complete",
      (unsigned long long)r->proof.boxes);
}

static const struct cpf_compare_row *row_of(const struct list *l, const char *name) {
  for (size_t i = 0; i < l->comparison->nrows; i++)
    if (strcmp(l->comparison->rows[i].name, name) == 0)
      return &l->comparison->rows[i];
  return NULL;
}

static const struct cpf_family *family_of(const struct list *l, const char *name) {
  const struct cpf_compare_row *row = row_of(l, name);
  return row != NULL && row->family >= 0 ? &l->found->families[row->family] : NULL;
}

static void step_row(struct cpf_trial *t, const struct list *l, const char *name,
                     enum cpf_compare_verdict expected, uint64_t points) {
  const struct cpf_compare_row *row = row_of(l, name);
  const struct cpf_family *f = family_of(l, name);
  cpf_trial_step(t, f != NULL && row->verdict == expected && f->points == points,
                 "row %s is %s and stands for %llu points of loss %.6g%s%s", name,
                 row != NULL ? cpf_compare_verdict_name(row->verdict) : "missing",
                 (unsigned long long)(f != NULL ? f->points : 0), f != NULL ? f->loss : 0.0,
                 row != NULL && row->reason != NULL ? ": " : "",
                 row != NULL && row->reason != NULL ? row->reason : "");
}

enum cpf_status cpf_try_table_1(struct cpf_trial *t, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct list l;
  CPF_TRY(list_make(t, PAPER_RHO, &l, err));
  step_proved(t, l.found);
  cpf_trial_step(t, l.found->nfamilies == 5 && l.found->points == TABLE_1_POINTS,
                 "five families: as many as the table has rows");
  step_row(t, &l, "copy", CPF_COMPARE_AS_PRINTED, 8);
  step_row(t, &l, "tight-balance", CPF_COMPARE_CORRECTED, 16);
  step_row(t, &l, "balance", CPF_COMPARE_CORRECTED, 8);
  step_row(t, &l, "same-copy", CPF_COMPARE_AS_PRINTED, 8);
  step_row(t, &l, "same-balance", CPF_COMPARE_AS_PRINTED, 8);
  const double printed = acos(acos(-1.0) / 8);
  cpf_trial_step(t, printed > 1.16,
                 "cos^-1(pi/8) = %.6f > 1 cannot be an inner product of unit "
                 "vectors",
                 printed);
  cpf_trial_counterexample(t, NULL, NULL,
                           "tight-balance: cos^-1(pi/8) = %.6f exceeds 1, so that no unit vectors "
                           "satisfy the row; balance: w_1.v_1 = w_2.v_1 = 2^(-1/2) and w_1.v_1 = "
                           "-w_2.v_1 contradict each other.",
                           printed);
  cpf_trial_correct(t, "tight-balance: w_1.v_1 = w_2.v_1 = cos(pi/8) and w_1.v_2 = -w_2.v_2 = "
                       "sin(pi/8); balance: w_1.v_1 = w_2.v_1 = 2^(-1/2) and w_1.v_2 = -w_2.v_2 = "
                       "2^(-1/2). With these the five rows are all critical points of P(2,2,2,4).");
  cpf_trial_conclude(t, CPF_VERDICT_CORRECTED,
                     "two rows as printed are satisfied by no W; the list of critical points is "
                     "proved complete by branch and bound with certificates, and is the five rows "
                     "as corrected");
cleanup:
  list_clear(&l);
  return status;
}

static void skew_point(double W[PAIR * PAIR]) {
  const double pi = acos(-1.0), t1 = pi / 24, t2 = 5 * pi / 24;
  W[0] = cos(t1);
  W[1] = sin(t1);
  W[2] = cos(t2);
  W[3] = -sin(t2);
}

// Whether the family's representative is the skew point up to the symmetries: the sorted sizes of
// its overlaps are theirs. (The certificate says that a critical point is near.)
static bool is_skew(const struct cpf_family *f, double tolerance) {
  double W[PAIR * PAIR];
  skew_point(W);
  int met = 0;
  for (int e = 0; e < PAIR * PAIR; e++)
    for (int g = 0; g < PAIR * PAIR; g++)
      met += fabs(fabs(W[e]) - fabs(f->W[g])) <= tolerance;
  return met == PAIR * PAIR;
}

// The point of step 3 among the families of rho = 6, and a counterexample by it.
static void step_skew(struct cpf_trial *t, const struct list *l) {
  const struct cpf_find_result *r = l->found;
  const double near = 1e-12; // far above rounding, far below the gaps between the overlaps
  int at = -1;
  for (int f = 0; f < r->nfamilies; f++)
    if (!r->families[f].listed && is_skew(&r->families[f], near))
      at = f;
  if (!cpf_trial_step(t, at >= 0,
                      "a family of rho = 6 that no row describes has the overlaps "
                      "cos and sin of pi/24 and 5 pi/24"))
    return;
  const struct cpf_family *f = &r->families[at];
  cpf_trial_step(t, f->points == 32 && f->kind == CPF_KIND_SADDLE,
                 "it has %llu points of loss %.6g, each a %s of index %d, certified",
                 (unsigned long long)f->points, f->loss, cpf_kind_name(f->kind), f->index);
  double W[PAIR * PAIR];
  skew_point(W);
  cpf_trial_counterexample(
      t, &r->problem, W,
      "rho = 6, w_1 = (cos t1, sin t1), w_2 = (cos t2, -sin t2) with t1 = pi/24, t2 = 5 pi/24: t1 "
      "+ "
      "t2 = pi/4, cos(pi/4)^5 sin(pi/4) = 1/8, and sin t cos t (cos^4 t - sin^4 t) = sin(4t)/4 is "
      "1/8 at both angles, so that both derivatives of L vanish. Loss 7/8, 32 points.");
}

// The point of step 3 is not critical for another rho: its family has moved. With t = pi/24 and rho
// = 8, dL/dt1 = 8 ((1 - sin(2t)^2 / 4)/8 - 1/16) = 8 (1/16 - (2 - 3^(1/2))/128) > 0.48.
static void step_moved(struct cpf_trial *t, int rho) {
  const struct cpf_problem p = {.n = PAIR, .k = PAIR, .d = PAIR, .rho = rho, .repulsion = 1};
  double W[PAIR * PAIR], G[PAIR * PAIR];
  skew_point(W);
  const double norm = cpf_gradient(&p, W, G, NULL);
  cpf_trial_step(
      t, norm > 0.1, // far above the rounding of a few terms of size up to rho
      "rho = %d: at the point of pi/24 and 5 pi/24 the gradient has the norm %.4f: it is "
      "critical for rho = 6 and not here, so this family moves too",
      rho, norm);
}

static bool same_point(const struct cpf_family *a, const struct cpf_family *b, double tolerance) {
  bool same = a != NULL && b != NULL && a->points == b->points;
  for (int e = 0; same && e < PAIR * PAIR; e++)
    same = fabs(fabs(a->W[e]) - fabs(b->W[e])) <= tolerance;
  return same;
}

enum cpf_status cpf_try_toy_complete(struct cpf_trial *t, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct list l;
  CPF_TRY(list_make(t, SKEW_RHO, &l, err));
  step_proved(t, l.found);
  step_skew(t, &l);
  cpf_trial_correct(t,
                    "For rho = 4 the five rows, as corrected, are all. For rho = 6 there are six "
                    "families and 80 points, the sixth being that of the counterexample.");
  cpf_trial_conclude(
      t, CPF_VERDICT_REFUTED,
      "an explicit critical point for rho = 6 that is none of the rows; the list for "
      "rho = 6 is proved complete, and it is in it");
cleanup:
  list_clear(&l);
  return status;
}

// Copy, balance, same-copy and same-balance are where they are for rho = 4.
static void step_others_stay(struct cpf_trial *t, const struct list *at4, const struct list *l) {
  static const char *const names[] = {"copy", "balance", "same-copy", "same-balance"};
  const double near = 1e-12; // representatives are canonical: far above rounding
  int same = 0;
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
    same += same_point(family_of(at4, names[i]), family_of(l, names[i]), near);
  const struct cpf_family *tight = family_of(l, "tight-balance");
  cpf_trial_step(
      t, same == 4 && l->found->nfamilies == 6 && l->found->points == 80,
      "rho = %d: copy, balance, same-copy and same-balance are where they were; 80 points "
      "in six families, not 48 in five",
      l->found->problem.rho);
  cpf_trial_step(t, tight != NULL && tight->kind == CPF_KIND_MINIMUM && !tight->degenerate,
                 "rho = %d: tight-balance is a strict local minimum of loss %.6g",
                 l->found->problem.rho, tight != NULL ? tight->loss : 0.0);
}

enum cpf_status cpf_try_only_theta_changes(struct cpf_trial *t, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct list at4, l = {.found = NULL};
  CPF_TRY(list_make(t, PAPER_RHO, &at4, err));
  step_proved(t, at4.found);
  const struct cpf_family *tight = family_of(&at4, "tight-balance");
  cpf_trial_step(t, tight != NULL && tight->kind == CPF_KIND_SADDLE && tight->degenerate,
                 "rho = 4: tight-balance is a degenerate saddle");
  for (int rho = SKEW_RHO; rho <= LAST_RHO; rho += 2) {
    list_clear(&l);
    CPF_TRY(list_make(t, rho, &l, err));
    step_proved(t, l.found);
    step_others_stay(t, &at4, &l);
    if (rho == SKEW_RHO)
      step_skew(t, &l);
    else
      step_moved(t, rho);
  }
  cpf_trial_correct(t,
                    "Copy, balance, same-copy and same-balance stay the same. The angle of "
                    "tight-balance changes, and tight-balance turns from a degenerate saddle (rho "
                    "= 4) into a strict local minimum (even rho >= 6). Beside them a sixth family, "
                    "of 32 saddles, appears at rho = 6 and moves with rho.");
  cpf_trial_conclude(t, CPF_VERDICT_REFUTED,
                     "the lists for rho = 4, 6, 8, 10 and 12 are proved complete and compared: "
                     "from 6 on there is one "
                     "family more, and it moves: an explicit point of it is critical for rho = 6 "
                     "and not for rho = 8");
cleanup:
  list_clear(&at4);
  list_clear(&l);
  return status;
}
