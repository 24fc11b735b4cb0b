// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a certificate's center proves.
//  1. Existence and uniqueness in the invariant space (enclosure_ball.h). Its points that are
//     critical for the loss restricted to it are critical (symmetry.h).
//  2. The Hessian over the enclosure, in dimension D = k + rank, and the transverse Hessian, d - D
//     copies of whose spectrum complete it (model.h). Directions that symmetry forces into the
//     kernel (forced.h), then the inertia on the others (inertia_ball.h).
//  3. As many zero eigenvalues as the orbit of O(d-k) has dimensions: a nondegenerate critical
//     point or orbit. It is isolated, its degree is (-1)^index, and the largest box with no other
//     point is sought.
//  4. Signs that stay uncertain: exact arithmetic in the number field of the point may show that
//     eigenvalues are exactly zero (exact_ball.h). More zero eigenvalues than dimensions: the
//     leading order of the loss on the kernel may decide (degenerate_ball.h).
//  5. The number of points: the order of the group over that of the stabiliser, whose elements all
//     fix the point exactly, while all others move the center by more than the box allows.
#include "certify/prove_ball.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "certify/exact_ball.h"
#include "model/ball.h"
#include "status/try.h"

static const double MOVED = 1e-9;           // elements of G that move an entry by more don't fix it
static const double ROUND_UP = 1 + 0x1p-40; // above the rounding of a product
static const double LEAST_RADIUS = 1e-300;  // smaller ones are written as this
static const double WIDER = 2;          // how much wider a claimed radius may be than the proved
static const double MOVED_SAFE = 1e-10; // radius up to which that is certain

static void open_question(struct cpf_certificate *c, const char *text) {
  if (c->reason[0] == '\0')
    snprintf(c->reason, sizeof c->reason, "%s", text);
}

// Rows of A all of whose entries are exactly zero.
static void find_null_rows(const arb_mat_t A, bool *null_rows) {
  for (slong a = 0; a < arb_mat_nrows(A); a++) {
    null_rows[a] = true;
    for (slong b = 0; b < arb_mat_ncols(A); b++)
      null_rows[a] = null_rows[a] && arb_is_zero(arb_mat_entry(A, a, b));
  }
}

// Step 2.
static enum cpf_status prove_inertia(struct cpf_proof *f, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_problem *q = &f->e.p;
  bool *null_rows = NULL;
  CPF_TRY_ALLOC(null_rows, cpf_problem_tangent_dim(q) + (size_t)q->n, err);
  cpf_ball_hessian(q, f->e.W, f->e.B, f->H, f->e.prec);
  cpf_ball_gram(q, f->e.W, f->e.B, f->M, f->e.prec);
  find_null_rows(f->H, null_rows);
  CPF_TRY(cpf_forced_make(q, f->e.center, f->e.B, f->e.zero, null_rows, &f->forced, err));
  CPF_TRY(cpf_inertia_prove(f->H, f->forced.F, f->forced.count, f->e.prec, &f->inside, err));
  f->outside.proved = true;
  if (f->copies > 0) {
    cpf_ball_transverse_hessian(q, f->e.W, f->T, f->e.prec);
    find_null_rows(f->T, null_rows);
    CPF_TRY(cpf_forced_transverse(q, f->e.center, null_rows, &f->transverse, err));
    CPF_TRY(
        cpf_inertia_prove(f->T, f->transverse.F, f->transverse.count, f->e.prec, &f->outside, err));
  }
cleanup:
  free(null_rows);
  return status;
}

static void say_zeros(struct cpf_proof *f, int dimension) {
  struct cpf_certificate *c = f->out;
  int unused = f->forced.unused;
  int null = f->forced.count - f->forced.orbit - unused +
             f->copies * (f->transverse.count - f->transverse.orbit);
  if (f->field_degree > 0) {
    snprintf(c->zeros, sizeof c->zeros, "%d by exact arithmetic in a number field of degree %d",
             f->forced.count, f->field_degree);
    return;
  }
  const char *comma = "";
  size_t used = 0;
  if (dimension > 0)
    used += (size_t)snprintf(c->zeros, sizeof c->zeros, "%d along the orbit of O(d-k)", dimension);
  comma = used > 0 ? "; " : "";
  if (unused > 0 && used < sizeof c->zeros)
    used += (size_t)snprintf(c->zeros + used, sizeof c->zeros - used,
                             "%s%d: rotations towards a teacher without overlap", comma, unused);
  comma = used > 0 ? "; " : "";
  if (null > 0 && used < sizeof c->zeros)
    snprintf(c->zeros + used, sizeof c->zeros - used, "%s%d: a null student's rows vanish", comma,
             null);
}

static int ascending(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return x < y ? -1 : x > y;
}

// The bounds of the full spectrum: those of H, and d - D times those of T. Bounds of the j-th
// smallest: the j-th smallest lower and upper bounds.
static enum cpf_status bound_eigenvalues(struct cpf_proof *f, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  size_t N = cpf_problem_tangent_dim(&f->e.p), n = (size_t)f->p->n, all = N;
  double *lower = NULL, *upper = NULL;
  bool proved;
  CPF_TRY_ALLOC(lower, cpf_problem_tangent_dim(f->p), err);
  CPF_TRY_ALLOC(upper, cpf_problem_tangent_dim(f->p), err);
  CPF_TRY(cpf_inertia_bounds(f->H, f->M, &f->inside, f->e.prec, lower, upper, &proved, err));
  if (proved && f->copies > 0) {
    CPF_TRY(
        cpf_inertia_bounds(f->T, f->I, &f->outside, f->e.prec, lower + N, upper + N, &proved, err));
    for (int copy = 1; copy < f->copies; copy++) {
      memcpy(lower + N + (size_t)copy * n, lower + N, n * sizeof *lower);
      memcpy(upper + N + (size_t)copy * n, upper + N, n * sizeof *upper);
    }
    all += (size_t)f->copies * n;
  }
  if (!proved) {
    open_question(f->out, "the eigenvalues could not all be bounded");
    goto cleanup;
  }
  qsort(lower, all, sizeof *lower, ascending);
  qsort(upper, all, sizeof *upper, ascending);
  f->out->lower = lower, f->out->upper = upper;
  f->out->neigenvalues = all;
  lower = upper = NULL;
cleanup:
  free(lower);
  free(upper);
  return status;
}

// Step 3.
static void prove_nondegenerate(struct cpf_proof *f, int dimension, int positive,
                                struct cpf_error *err) {
  struct cpf_certificate *c = f->out;
  if (f->e.exact) // a simple root after all: at another precision Krawczyk's test will tell
    return;
  c->isolated_proved = true;
  c->kind_proved = true;
  c->descends = c->index > 0;
  c->ascends = positive > 0;
  c->degree_proved = c->multiplicity_proved = dimension == 0;
  c->local_degree = dimension > 0 ? 0 : c->index % 2 == 0 ? 1 : -1;
  c->multiplicity = dimension == 0;
  c->unique_radius = cpf_enclosure_unique(&f->e, f->p, err);
  if (c->unique_radius >= c->radius)
    c->theorem = dimension == 0 ? CPF_THEOREM_KRAWCZYK : CPF_THEOREM_KRAWCZYK_SLICE;
  else
    open_question(c, "critical points of less symmetry may lie in the box");
}

// True when g ties only entries that the space ties already.
static bool fixes(const struct cpf_space *s, const int *g) {
  for (int i = 0; i < s->n; i++)
    for (int a = 0; a < s->D; a++) {
      int from = i * s->D + a, to = (abs(g[i]) - 1) * s->D + abs(g[s->n + a]) - 1;
      int sign = (g[i] < 0 ? -1 : 1) * (g[s->n + a] < 0 ? -1 : 1);
      if (s->class_of[from] != s->class_of[to] ||
          (s->class_of[from] >= 0 && s->sign[to] != sign * s->sign[from]))
        return false;
    }
  return true;
}

// Step 5.
static enum cpf_status count_points(struct cpf_proof *f, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_problem *q = &f->e.p;
  int *list = NULL, count = 0;
  uint64_t order = 0, group = cpf_symmetry_group_order(q, q->d);
  CPF_TRY(cpf_symmetry_stabiliser(q, q->d, f->e.center, MOVED, &list, &count, &order, err));
  bool exact = order > 0 && group > 0 && f->out->radius < MOVED_SAFE;
  for (int x = 0; x < count && exact; x++)
    exact = fixes(&f->e.system.space, list + (size_t)x * (size_t)(q->n + q->d));
  f->out->points_proved = exact;
  f->out->points = exact ? group / order : 0;
cleanup:
  free(list);
  return status;
}

// Step 4, the zeros: tries to replace the forced directions by the exact kernel.
static enum cpf_status prove_exact_zeros(struct cpf_proof *f, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_exact_kernel exact = {0};
  CPF_TRY(cpf_exact_kernel_prove(&f->e, &exact, err));
  if (!exact.proved || exact.kernel.count <= f->forced.count)
    goto cleanup;
  CPF_TRY(cpf_inertia_prove(f->H, exact.kernel.F, exact.kernel.count, f->e.prec, &f->inside, err));
  if (f->inside.proved) {
    exact.kernel.orbit = f->forced.orbit;
    cpf_forced_clear(&f->forced);
    f->forced = exact.kernel;
    f->field_degree = exact.degree;
    memset(&exact, 0, sizeof exact);
  }
cleanup:
  cpf_exact_kernel_clear(&exact);
  return status;
}

// Step 4, the leading order along the kernel.
static enum cpf_status prove_degenerate(struct cpf_proof *f, int dimension, int positive,
                                        struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_certificate *c = f->out;
  struct cpf_leading *leading = &f->leading;
  c->descends = c->index > 0;
  c->ascends = positive > 0;
  c->kind_proved = c->descends && c->ascends;
  if (f->forced.orbit > 0 || (f->copies > 0 && f->outside.zero > c->rank)) {
    open_question(c, "the degenerate directions lead out of the columns of the box");
    return CPF_OK;
  }
  CPF_TRY(cpf_leading_prove(&f->e, c, &f->forced, f->H, leading, err));
  if (!leading->proved) {
    open_question(c, "the leading order of the loss along its kernel");
    goto cleanup;
  }
  c->isolated_proved = true;
  c->degree_proved = c->multiplicity_proved = dimension == 0;
  c->local_degree = dimension > 0 ? 0 : (c->index % 2 == 0 ? 1 : -1) * leading->degree;
  c->multiplicity = dimension > 0 ? 0 : leading->multiplicity;
  if (leading->signs_known) {
    c->descends |= leading->low;
    c->ascends |= leading->high;
    c->kind_proved = true;
  }
cleanup:
  return status;
}

static enum cpf_status prove(struct cpf_proof *f, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_certificate *c = f->out;
  int rank = c->rank, outside = f->p->d - f->p->k;
  int64_t dimension = (int64_t)rank * outside - (int64_t)rank * (rank + 1) / 2;
  c->theorem = f->e.exact ? CPF_THEOREM_EXACT : CPF_THEOREM_SYMMETRIC;
  CPF_TRY(prove_inertia(f, err));
  if (!f->inside.proved)
    CPF_TRY(prove_exact_zeros(f, err));
  if (dimension == 0)
    CPF_TRY(count_points(f, err));
  c->index_proved = f->inside.proved && f->outside.proved;
  if (!c->index_proved) {
    open_question(c, "the signs of the eigenvalues near zero");
    goto cleanup;
  }
  int positive = f->inside.positive + f->copies * f->outside.positive;
  c->index = f->inside.negative + f->copies * f->outside.negative;
  c->nullity = f->inside.zero + f->copies * f->outside.zero;
  say_zeros(f, (int)dimension);
  if (c->nullity == dimension)
    prove_nondegenerate(f, (int)dimension, positive, err);
  else
    CPF_TRY(prove_degenerate(f, (int)dimension, positive, err));
  CPF_TRY(bound_eigenvalues(f, err));
cleanup:
  return status;
}

static enum cpf_status copy_claim(const struct cpf_problem *p, const struct cpf_certificate *from,
                                  struct cpf_certificate *to, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  size_t size = (size_t)p->n * (size_t)(p->k + from->rank);
  size_t length = (size_t)p->n + (size_t)p->k + (size_t)from->rank;
  CPF_TRY_ALLOC(to->center, size + 1, err);
  for (size_t i = 0; i < size; i++) {
    to->center[i] = strdup(from->center[i]);
    if (to->center[i] == NULL) {
      status = cpf_fail(err, CPF_ENOMEM, "out of memory: a certificate");
      goto cleanup;
    }
  }
  CPF_TRY_ALLOC(to->symmetries, (size_t)from->nsymmetries * length, err);
  if (from->nsymmetries > 0)
    memcpy(to->symmetries, from->symmetries,
           (size_t)from->nsymmetries * length * sizeof *to->symmetries);
  to->nsymmetries = from->nsymmetries;
  to->rank = from->rank;
  to->precision_bits = from->precision_bits;
cleanup:
  return status;
}

enum cpf_status cpf_proof_run(const struct cpf_problem *p, const struct cpf_certificate *claimed,
                              struct cpf_certificate *proved, struct cpf_proof *f,
                              struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  memset(f, 0, sizeof *f);
  memset(proved, 0, sizeof *proved);
  f->p = p;
  f->out = proved;
  CPF_TRY(cpf_enclosure_read(p, claimed, &f->e, err));
  slong N = (slong)cpf_problem_tangent_dim(&f->e.p);
  f->copies = p->d - f->e.p.d;
  arb_mat_init(f->H, N, N), arb_mat_init(f->M, N, N);
  arb_mat_init(f->T, p->n, p->n), arb_mat_init(f->I, p->n, p->n);
  arb_mat_one(f->I);
  CPF_TRY(copy_claim(p, claimed, proved, err));
  if (!cpf_enclosure_exists(&f->e) && !cpf_exact_exists(&f->e)) {
    open_question(proved,
                  "neither Krawczyk's test nor exact arithmetic finds a critical point in the box");
    goto cleanup;
  }
  proved->radius = fmax(mag_get_d(f->e.radius) * ROUND_UP, LEAST_RADIUS);
  if (claimed->radius > 0 &&
      (proved->radius > claimed->radius || claimed->radius > WIDER * proved->radius)) {
    open_question(proved, "the radius stated is not the one that is proved");
    goto cleanup;
  }
  if (!(proved->radius < MOVED_SAFE) || !cpf_enclosure_has_rank(&f->e)) {
    open_question(proved, "the box is too wide to tell the rank and the symmetries of the point");
    goto cleanup;
  }
  CPF_TRY(prove(f, err));
cleanup:
  return status;
}

void cpf_proof_clear(struct cpf_proof *f) {
  if (f->e.prec != 0) {
    arb_mat_clear(f->H), arb_mat_clear(f->M), arb_mat_clear(f->T), arb_mat_clear(f->I);
  }
  cpf_forced_clear(&f->forced);
  cpf_forced_clear(&f->transverse);
  cpf_enclosure_clear(&f->e);
}

enum cpf_status cpf_certificate_prove(const struct cpf_problem *p,
                                      const struct cpf_certificate *claimed,
                                      struct cpf_certificate *proved, struct cpf_error *err) {
  struct cpf_proof f;
  enum cpf_status status = cpf_proof_run(p, claimed, proved, &f, err);
  cpf_proof_clear(&f);
  if (status != CPF_OK)
    cpf_certificate_clear(proved);
  return status;
}
