// SPDX-License-Identifier: GPL-3.0-or-later
// All isolated complex critical points by parameter continuation.
//
//   1. The target is a member of a family with the same symmetries under permutation of the
//      students (and their signs, for even rho): P(x) = x^rho stays (the critical points depend on
//      F/r only), F becomes any form of degree rho, plus any of degree rho - 1 for odd rho
//      (complex_family.h).
//   2. Solve a generic member: over pairwise distinct students the condition "W is critical" is a
//      linear system for F, of full rank but for special W, so the roots over all members form an
//      irreducible variety and monodromy leads from any root to any other (Duff, Hill, Jensen, Lee,
//      Leykin and Sommars, Solving polynomial systems via homotopy continuation and monodromy, IMA
//      J. Numer. Anal. 39, 2019). Coinciding students form strata of their own, solved likewise
//      with weights (complex_generic.c). Stop at the known count, or when the global residues
//      vanish (complex_residue.c). Where rank drops make further components (n = rho = 4, d = 2),
//      the residues show it, and Newton's method from random points finds a root on them.
//   3. Follow each orbit of roots along a line to the target (Morgan and Sommese, Coefficient-
//      parameter polynomial continuation, Appl. Math. Comput. 29, 1989): every isolated root of the
//      target is the end of as many paths as its multiplicity. Cauchy's integral finds singular
//      ends, Laurent's series those at infinity (complex_endgame.h).
//   4. Check: no two paths end at one simple root, and the simple ends are closed under complex
//      conjugation and the target's symmetries. What fails is tracked again with more care, then in
//      quadruple precision, and at last reported as failed.
//
// With probability one over the random constants there is no gap in steps 1 to 3, in exact
// arithmetic and where a count is known. The residues are necessary: roots missing whose terms
// cancel, or are below rounding, would not be seen. Nothing here is interval arithmetic.
#include "solver/complex.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "solver/complex_batch.h"
#include "solver/complex_generic.h"
#include "solver/complex_roots.h"
#include "status/try.h"

struct cpf_complex_options cpf_complex_options_default(void) {
  return (struct cpf_complex_options){.seed = 1, .threads = 1, .max_orbits = 200000};
}

static double clock_seconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

// All orbits of paths to the target.
struct tracks {
  size_t count;
  struct cpf_complex_task *task; // with the ends, once tracked
  double *start;                 // the starts, 2 CPF_COMPLEX_COORDS_MAX each
  int *stratum;                  // of each
  struct cpf_complex_arrival *arrival;
  double *W; // the arrivals' points in X^n
};

static void free_tracks(struct tracks *t) {
  free(t->task);
  free(t->start);
  free(t->stratum);
  free(t->arrival);
  free(t->W);
}

static enum cpf_status list_tracks(const struct cpf_complex_generic *g, struct tracks *t,
                                   struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  size_t row = 2 * (size_t)g->f->p.n * (size_t)g->f->p.d, at = 0;
  for (int i = 0; i < g->strata; i++)
    t->count += g->stratum[i].node[0].count;
  CPF_TRY_ALLOC(t->task, t->count, err);
  CPF_TRY_ALLOC(t->start, t->count * 2 * CPF_COMPLEX_COORDS_MAX, err);
  CPF_TRY_ALLOC(t->stratum, t->count, err);
  CPF_TRY_ALLOC(t->arrival, t->count, err);
  CPF_TRY_ALLOC(t->W, t->count * row, err);
  for (int i = 0; i < g->strata; i++) {
    const struct cpf_complex_stratum *s = &g->stratum[i];
    size_t size = 2 * (size_t)s->s.l * (size_t)s->s.d;
    for (size_t j = 0; j < s->node[0].count; j++, at++) {
      t->stratum[at] = i;
      t->task[at].level = -1;
      memcpy(t->start + at * 2 * CPF_COMPLEX_COORDS_MAX, s->node[0].W + j * size,
             size * sizeof(double));
      t->arrival[at] = (struct cpf_complex_arrival){.W = t->W + at * row, .images = s->images};
    }
  }
cleanup:
  return status;
}

// Tracks the tasks of one stratum whose `edge` is 1, at their level.
static enum cpf_status track_stratum(const struct cpf_complex_generic *g, struct tracks *t, int i,
                                     struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_complex_batch b = {0};
  size_t count = 0;
  const struct cpf_complex_stratum *s = &g->stratum[i];
  CPF_TRY(cpf_complex_batch_alloc(&s->s, g->opt->threads, s->node[0].count, &b, err));
  for (size_t at = 0; at < t->count; at++)
    if (t->stratum[at] == i && t->task[at].edge == 1) {
      struct cpf_complex_task *task = &b.task[count++];
      *task = t->task[at];
      task->line = (struct cpf_complex_line){g->f->node[0], g->f->target};
      memcpy(task->W, t->start + at * 2 * CPF_COMPLEX_COORDS_MAX, sizeof task->W);
    }
  CPF_TRY(cpf_complex_batch_end(&b, count, g->opt, err));
  count = 0;
  for (size_t at = 0; at < t->count; at++)
    if (t->stratum[at] == i && t->task[at].edge == 1) {
      struct cpf_complex_task *task = &t->task[at];
      *task = b.task[count++];
      task->edge = 0;
      t->arrival[at].finite =
          task->end.kind == CPF_COMPLEX_REGULAR || task->end.kind == CPF_COMPLEX_SINGULAR;
      cpf_complex_generic_expand(s, task->W, t->arrival[at].W);
    }
cleanup:
  cpf_complex_batch_free(&b);
  return status;
}

static bool failed(const struct cpf_complex_task *task) {
  return task->level < 0 || task->end.kind == CPF_COMPLEX_FAILED;
}

// Several paths at one simple root: at least one of them left its own.
static bool jumped(const struct cpf_complex_roots *r, size_t at) {
  return r->of != NULL && r->of[at] >= 0 && r->root[r->of[at]].jumped;
}

// Marks the tracks to be tracked again and raises their level: those that failed and those that
// share a simple root, up to quadruple precision; when there are none and yet the ends are not
// symmetric, all, in double precision. Returns how many.
static size_t again(struct tracks *t, const struct cpf_complex_roots *r,
                    struct cpf_complex_report *report) {
  size_t count = 0;
  for (int all = 0; all < (report->symmetric ? 1 : 2) && count == 0; all++)
    for (size_t at = 0; at < t->count; at++) {
      struct cpf_complex_task *task = &t->task[at];
      int last = all ? CPF_COMPLEX_LEVEL_QUAD : CPF_COMPLEX_LEVELS;
      task->edge = task->level + 1 < last && (all || failed(task) || jumped(r, at));
      if (!task->edge)
        continue;
      task->level++;
      count++;
      report->retried += task->level > 0;
      report->high_precision += task->level == CPF_COMPLEX_LEVEL_QUAD;
    }
  return count;
}

static enum cpf_status target(const struct cpf_complex_generic *g, struct tracks *t,
                              struct cpf_complex_roots *r, struct cpf_complex_report *report,
                              struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  report->symmetric = true;
  while (again(t, r, report) > 0) {
    for (int i = 0; i < g->strata; i++) {
      cpf_complex_generic_say(g, "target", (uint64_t)i, (uint64_t)g->strata);
      CPF_TRY(track_stratum(g, t, i, err));
    }
    if (g->opt->stop != NULL && *g->opt->stop != 0)
      CPF_TRY(CPF_EINTERRUPTED);
    cpf_complex_roots_free(r);
    CPF_TRY(cpf_complex_roots_make(g->f, t->count, t->arrival, r, err));
    report->symmetric = cpf_complex_roots_symmetric(g->f, r);
  }
cleanup:
  return status;
}

static void count_ends(const struct tracks *t, const struct cpf_complex_roots *r,
                       struct cpf_complex_report *report) {
  report->orbits = t->count;
  for (size_t at = 0; at < t->count; at++) {
    uint64_t images = t->arrival[at].images;
    report->paths += images;
    if (r->of != NULL && r->of[at] >= 0 && r->root[r->of[at]].singular)
      report->singular += images;
    else if (r->of != NULL && r->of[at] >= 0)
      report->regular += images;
    else if (t->task[at].end.kind == CPF_COMPLEX_INFINITE)
      report->infinite += images;
    else
      report->failed += images;
  }
  for (size_t i = 0; i < r->list.count; i++) {
    report->roots += r->root[i].points;
    report->singular_roots += r->root[i].singular ? r->root[i].points : 0;
    report->real_roots += r->root[i].real ? r->root[i].points : 0;
  }
}

static enum cpf_status hand_over(const struct cpf_complex_family *f,
                                 const struct cpf_complex_roots *r, struct cpf_complex_result *out,
                                 struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  size_t size = (size_t)f->p.n * (size_t)f->p.d, at = 0;
  for (size_t i = 0; i < r->list.count; i++)
    out->nreal += r->root[i].real;
  CPF_TRY_ALLOC(out->W, out->nreal * size, err);
  CPF_TRY_ALLOC(out->weight, out->nreal, err);
  CPF_TRY_ALLOC(out->multiplicity, out->nreal, err);
  CPF_TRY_ALLOC(out->singular, out->nreal, err);
  for (size_t i = 0; i < r->list.count; i++) {
    const struct cpf_complex_root *root = &r->root[i];
    if (!root->real)
      continue;
    for (size_t c = 0; c < size; c++)
      out->W[at * size + c] = r->list.W[2 * (i * size + c)];
    out->weight[at] = root->points;
    out->multiplicity[at] = root->paths / root->points;
    out->singular[at++] = root->singular;
  }
cleanup:
  return status;
}

static void judge(const struct cpf_complex_generic *g, struct cpf_complex_report *report) {
  report->monodromy_paths = g->tracked;
  report->count = cpf_complex_generic_count(&g->f->all);
  report->count_known = report->count > 0;
  report->generic_complete = true;
  for (int i = 0; i < g->strata; i++) {
    report->generic_complete = report->generic_complete && g->stratum[i].complete;
    report->residue = fmax(report->residue, cpf_complex_residue_relative(&g->stratum[i].residue));
  }
  if (!report->generic_complete)
    (void)snprintf(report->reason, sizeof report->reason,
                   "roots of the generic member may be missing: relative residue %.1e",
                   report->residue);
  else if (report->failed > 0)
    (void)snprintf(report->reason, sizeof report->reason, "%llu paths failed",
                   (unsigned long long)report->failed);
  else if (!report->symmetric)
    (void)snprintf(report->reason, sizeof report->reason,
                   "the simple ends are not closed under the symmetries");
}

// About how many paths, with their images: (roots of one student)^n binom(2n, n) / 2^n. That is
// the plane's bound; for d > 2 it is the right order only.
static double expected_paths(const struct cpf_problem *p) {
  double one = 2 * (pow(p->rho - 1, p->d) - 1) / (p->rho - 2);
  return pow(one / 2, p->n) * cpf_complex_binomial(2 * p->n, p->n);
}

static enum cpf_status check(const struct cpf_problem *p, const struct cpf_complex_options *opt,
                             struct cpf_error *err) {
  enum cpf_status status = cpf_problem_check(p, err);
  if (status != CPF_OK)
    return status;
  if (p->rho < 3 || !(p->repulsion > 0))
    return cpf_fail(err, CPF_EINVAL, "complex roots: rho = %d, r = %g: allowed are rho >= 3, r > 0",
                    p->rho, p->repulsion);
  if (p->d < 2)
    return cpf_fail(err, CPF_EINVAL, "complex roots: d = %d: allowed is d >= 2", p->d);
  double paths = expected_paths(p), group = p->rho % 2 == 0 ? pow(2, p->n) : 1;
  for (int i = 2; i <= p->n; i++)
    group *= i;
  if (p->n > CPF_COMPLEX_STUDENTS_MAX || p->n * p->d > CPF_COMPLEX_COORDS_MAX ||
      p->n * (p->d - 1) > CPF_COMPLEX_UNKNOWNS_MAX || !(paths / group <= (double)opt->max_orbits))
    return cpf_fail(err, CPF_EINVAL,
                    "complex roots: n = %d, d = %d, rho = %d needs about %.0e paths, %.0e up to "
                    "symmetry: allowed are n <= %d, n d <= %d, n (d-1) <= %d, %llu paths",
                    p->n, p->d, p->rho, paths, paths / group, CPF_COMPLEX_STUDENTS_MAX,
                    CPF_COMPLEX_COORDS_MAX, CPF_COMPLEX_UNKNOWNS_MAX,
                    (unsigned long long)opt->max_orbits);
  return CPF_OK;
}

enum cpf_status cpf_complex_solve(const struct cpf_problem *p,
                                  const struct cpf_complex_options *opt,
                                  struct cpf_complex_result *out, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_complex_family f = {0};
  struct cpf_complex_generic g = {0};
  struct cpf_complex_roots r = {0};
  struct tracks t = {0};
  double begin = clock_seconds();
  memset(out, 0, sizeof *out);
  CPF_TRY(check(p, opt, err));
  CPF_TRY(cpf_complex_family_make(p, opt->seed, &f, err));
  CPF_TRY(cpf_complex_generic_solve(&f, opt, &g, err));
  CPF_TRY(list_tracks(&g, &t, err));
  CPF_TRY(target(&g, &t, &r, &out->report, err));
  count_ends(&t, &r, &out->report);
  judge(&g, &out->report);
  CPF_TRY(hand_over(&f, &r, out, err));
cleanup:
  out->report.seconds = clock_seconds() - begin;
  free_tracks(&t);
  cpf_complex_roots_free(&r);
  cpf_complex_generic_free(&g);
  cpf_complex_family_free(&f);
  return status;
}

void cpf_complex_clear(struct cpf_complex_result *r) {
  if (r == NULL)
    return;
  free(r->W);
  free(r->weight);
  free(r->multiplicity);
  free(r->singular);
  memset(r, 0, sizeof *r);
}
