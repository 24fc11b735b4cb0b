// SPDX-License-Identifier: GPL-3.0-or-later
//
//  1. A generator a of the field: one of the variables of the invariant space, or a combination of
//     all with small coefficients; the other variables as polynomials in a (field_ball.h).
//  2. Exactly, in Q[t]/(f): the rows have unit length and b_i = mu_i w_i. The critical point so
//     given lies in the box in which Krawczyk's test leaves room for one only.
//  3. The kernel of the bordered Hessian, numerically, in reduced echelon form; its entries as
//     elements of the field; exactly, that the bordered Hessian maps it to zero. Echelon form makes
//     the vectors independent.
#include "certify/exact_ball.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "certify/field_ball.h"
#include "status/try.h"

enum { DEGREE_MAX = 24, FRACTION_MAX = 1000, BITS_MIN = 256, BITS_MAX = 4096, GENERATORS_MAX = 8 };

struct exact {
  const struct cpf_enclosure *e;
  struct cpf_field field;
  int n, D;
  fmpq_poly_struct *W, *b, *mu; // n*D, n*D, n
  fmpq_poly_struct *high, *low; // n*(n+k): powers of the inner products, weighted as in system_ball
  fmpq_t repulsion;
};

// The place of entry (i, c) in rows of `length` entries.
static inline size_t at(int i, int length, int c) {
  return (size_t)i * (size_t)length + (size_t)c;
}

static fmpq_poly_struct *elements(int count) {
  fmpq_poly_struct *x = flint_malloc((size_t)count * sizeof *x);
  for (int i = 0; i < count; i++)
    fmpq_poly_init(x + i);
  return x;
}

static void elements_free(fmpq_poly_struct *x, int count) {
  if (x == NULL)
    return;
  for (int i = 0; i < count; i++)
    fmpq_poly_clear(x + i);
  flint_free(x);
}

static void exact_init(struct exact *x, const struct cpf_enclosure *e) {
  x->e = e;
  x->n = e->p.n, x->D = e->p.d;
  cpf_field_init(&x->field, e->prec);
  x->W = elements(x->n * x->D), x->b = elements(x->n * x->D), x->mu = elements(x->n);
  x->high = elements(x->n * (x->n + x->D)), x->low = elements(x->n * (x->n + x->D));
  fmpq_init(x->repulsion);
}

static void exact_clear(struct exact *x) {
  cpf_field_clear(&x->field);
  elements_free(x->W, x->n * x->D), elements_free(x->b, x->n * x->D), elements_free(x->mu, x->n);
  elements_free(x->high, x->n * (x->n + x->D)), elements_free(x->low, x->n * (x->n + x->D));
  fmpq_clear(x->repulsion);
}

// The repulsion as a fraction, by the rule of cpf_ball_repulsion. False when it is none.
static bool set_repulsion(struct exact *x) {
  double r = x->e->p.repulsion;
  for (slong q = 1; q <= FRACTION_MAX; q++) {
    double numerator = round(r * (double)q);
    if (numerator < 0x1p52 && numerator / (double)q == r) {
      fmpq_set_si(x->repulsion, (slong)numerator, (ulong)q);
      return true;
    }
  }
  return false;
}

// Step 1 with the generator a: all variables in its field.
static bool express(struct exact *x, const arb_t a) {
  const struct cpf_system *s = &x->e->system;
  fmpq_poly_t y;
  arb_t mid;
  bool ok = cpf_field_find(&x->field, a, DEGREE_MAX);
  fmpq_poly_init(y);
  arb_init(mid);
  for (int c = 0; c < s->space.nclasses && ok; c++) {
    arb_set_round(mid, arb_mat_entry(x->e->x, s->unknown_of[c], 0), x->field.prec);
    arb_get_mid_arb(mid, mid);
    ok = cpf_field_guess(&x->field, mid, y);
    for (int i = 0; i < x->n * x->D && ok; i++) {
      if (s->space.class_of[i] != c)
        continue;
      if (s->space.sign[i] > 0)
        fmpq_poly_set(x->W + i, y);
      else
        fmpq_poly_neg(x->W + i, y);
    }
  }
  fmpq_poly_clear(y);
  arb_clear(mid);
  return ok;
}

static bool find_field(struct exact *x) {
  const struct cpf_system *s = &x->e->system;
  arb_t a, term;
  bool ok = false;
  arb_init(a), arb_init(term);
  for (int i = 0; i < s->nfree && i < GENERATORS_MAX && !ok; i++) {
    arb_get_mid_arb(a, arb_mat_entry(x->e->x, i, 0));
    ok = express(x, a);
  }
  if (!ok && s->nfree > 1) {
    arb_zero(a);
    for (int i = 0; i < s->nfree; i++) {
      arb_mul_si(term, arb_mat_entry(x->e->x, i, 0), i + 1, x->field.prec);
      arb_add(a, a, term, x->field.prec);
    }
    arb_get_mid_arb(a, a);
    ok = express(x, a);
  }
  arb_clear(a), arb_clear(term);
  return ok;
}

// y = the inner product of two rows of elements.
static void dot(const struct exact *x, fmpq_poly_t y, const fmpq_poly_struct *u,
                const fmpq_poly_struct *v) {
  fmpq_poly_t t;
  fmpq_poly_init(t);
  fmpq_poly_zero(y);
  for (int c = 0; c < x->D; c++) {
    cpf_field_mul(&x->field, t, u + c, v + c);
    fmpq_poly_add(y, y, t);
  }
  fmpq_poly_clear(t);
}

static void set_powers(struct exact *x) {
  const struct cpf_problem *p = &x->e->p;
  fmpq_poly_t y;
  fmpq_poly_init(y);
  for (int i = 0; i < p->n; i++)
    for (int q = 0; q < p->n + p->k; q++) {
      fmpq_poly_struct *high = x->high + at(i, p->n + p->k, q);
      fmpq_poly_struct *low = x->low + at(i, p->n + p->k, q);
      if (q == i)
        continue;
      if (q < p->n)
        dot(x, y, x->W + at(i, x->D, 0), x->W + at(q, x->D, 0));
      else
        fmpq_poly_set(y, x->W + at(i, x->D, q - p->n));
      cpf_field_pow(&x->field, low, y, (ulong)p->rho - 2);
      cpf_field_mul(&x->field, high, low, y);
      fmpq_poly_scalar_mul_si(low, low, p->rho - 1);
      if (q < p->n) {
        fmpq_poly_scalar_mul_fmpq(high, high, x->repulsion);
        fmpq_poly_scalar_mul_fmpq(low, low, x->repulsion);
      }
    }
  fmpq_poly_clear(y);
}

// Step 2, the equations.
static bool is_critical(struct exact *x) {
  const struct cpf_problem *p = &x->e->p;
  fmpq_poly_t t;
  bool ok = true;
  fmpq_poly_init(t);
  set_powers(x);
  for (int i = 0; i < p->n; i++) {
    fmpq_poly_struct *b = x->b + at(i, x->D, 0);
    for (int c = 0; c < p->k; c++)
      fmpq_poly_neg(b + c, x->high + at(i, p->n + p->k, p->n + c));
    for (int q = 0; q < p->n; q++)
      for (int c = 0; c < x->D && q != i; c++) {
        cpf_field_mul(&x->field, t, x->high + at(i, p->n + p->k, q), x->W + at(q, x->D, c));
        fmpq_poly_add(b + c, b + c, t);
      }
    dot(x, x->mu + i, b, x->W + at(i, x->D, 0));
    for (int c = 0; c < x->D; c++) {
      cpf_field_mul(&x->field, t, x->mu + i, x->W + at(i, x->D, c));
      ok = ok && fmpq_poly_equal(t, b + c);
    }
    dot(x, t, x->W + at(i, x->D, 0), x->W + at(i, x->D, 0));
    ok = ok && fmpq_poly_is_one(t);
  }
  fmpq_poly_clear(t);
  return ok;
}

// |y - (the midpoint of) x| < bound, y an element of the field.
static bool is_near(const struct exact *x, const fmpq_poly_t y, const arb_t other,
                    const mag_t bound) {
  arb_t value;
  mag_t size;
  arb_init(value);
  mag_init(size);
  cpf_field_value(&x->field, y, value);
  arb_sub(value, value, other, x->field.prec);
  arb_get_mag(size, value);
  bool ok = mag_cmp(size, bound) < 0;
  arb_clear(value);
  mag_clear(size);
  return ok;
}

// Step 2, the point: within the box of unknowns in which only one root lies. A point that was
// enclosed by exact arithmetic is recognised from the same digits once more, with the same result.
static bool is_enclosed(const struct exact *x) {
  const struct cpf_system *s = &x->e->system;
  bool ok = true;
  if (x->e->exact)
    return true;
  for (int c = 0; c < s->space.nclasses && ok; c++)
    ok = is_near(x, x->W + s->representative[c], arb_mat_entry(x->e->x, s->unknown_of[c], 0),
                 x->e->box);
  for (int r = 0; r < s->space.nrows && ok; r++)
    ok = is_near(x, x->mu + s->row_representative[r], arb_mat_entry(x->e->x, s->nfree + r, 0),
                 x->e->box);
  return ok;
}

// The bordered Hessian at the center (midpoints): n(D+1) square, columns W then mu.
static enum cpf_status bordered(const struct cpf_enclosure *e, arb_mat_t J, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_space space = {0};
  struct cpf_system s = {0};
  bool *zero = NULL;
  arb_mat_t x, F;
  arb_mat_init(x, arb_mat_nrows(J), 1), arb_mat_init(F, arb_mat_nrows(J), 1);
  CPF_TRY_ALLOC(zero, (size_t)e->p.n * (size_t)e->p.d, err);
  CPF_TRY(cpf_space_make(&e->p, e->p.d, zero, NULL, 0, &space, err));
  CPF_TRY(cpf_system_make(&e->p, &space, e->center, &s, err));
  cpf_system_gather(&s, e->W, x, e->prec);
  cpf_system_eval(&s, x, F, J, e->prec);
  for (slong i = 0; i < arb_mat_nrows(J); i++)
    for (slong c = 0; c < arb_mat_ncols(J); c++)
      arb_get_mid_arb(arb_mat_entry(J, i, c), arb_mat_entry(J, i, c));
cleanup:
  free(zero);
  cpf_space_clear(&space);
  cpf_system_clear(&s);
  arb_mat_clear(x), arb_mat_clear(F);
  return status;
}

// Gauss-Jordan elimination with complete pivoting; entries below 2^(-prec/2) count as zero. Returns
// the rank; order (size) lists the pivot columns first.
static int echelon(arb_mat_t J, slong prec, int *order) {
  int size = (int)arb_mat_nrows(J), rank = 0;
  arb_t factor;
  arf_t best, x;
  arb_init(factor);
  arf_init(best), arf_init(x);
  for (int c = 0; c < size; c++)
    order[c] = c;
  for (; rank < size; rank++) {
    int row = -1, column = -1;
    arf_set_si_2exp_si(best, 1, -prec / 2);
    for (int i = rank; i < size; i++)
      for (int c = rank; c < size; c++)
        if (arf_cmpabs(arb_midref(arb_mat_entry(J, i, order[c])), best) > 0) {
          arf_abs(best, arb_midref(arb_mat_entry(J, i, order[c])));
          row = i, column = c;
        }
    if (row < 0)
      break;
    arb_mat_swap_rows(J, NULL, row, rank);
    int swap = order[rank];
    order[rank] = order[column], order[column] = swap;
    for (int i = 0; i < size; i++) {
      if (i == rank)
        continue;
      arb_div(factor, arb_mat_entry(J, i, order[rank]), arb_mat_entry(J, rank, order[rank]), prec);
      arb_get_mid_arb(factor, factor);
      for (int c = 0; c < size; c++) {
        arb_ptr y = arb_mat_entry(J, i, c);
        arb_submul(y, factor, arb_mat_entry(J, rank, c), prec);
        arb_get_mid_arb(y, y);
      }
    }
  }
  arb_clear(factor);
  arf_clear(best), arf_clear(x);
  return rank;
}

// y = row (i, c) of the bordered Hessian applied to (w', mu'), v = (w', mu'), exactly.
static void apply(const struct exact *x, const fmpq_poly_struct *v, int i, int c, fmpq_poly_t y) {
  const struct cpf_problem *p = &x->e->p;
  fmpq_poly_t t, s;
  fmpq_poly_init(t), fmpq_poly_init(s);
  cpf_field_mul(&x->field, t, x->mu + i, v + at(i, x->D, c));
  fmpq_poly_neg(y, t);
  cpf_field_mul(&x->field, t, v + at(x->n, x->D, i), x->W + at(i, x->D, c));
  fmpq_poly_sub(y, y, t);
  if (c < p->k) {
    cpf_field_mul(&x->field, t, x->low + at(i, p->n + p->k, p->n + c), v + at(i, x->D, c));
    fmpq_poly_sub(y, y, t);
  }
  for (int q = 0; q < p->n; q++) { // (w_i.w_q)^{rho-1} w_q varied
    if (q == i)
      continue;
    dot(x, s, x->W + at(i, x->D, 0), v + at(q, x->D, 0));
    dot(x, t, x->W + at(q, x->D, 0), v + at(i, x->D, 0));
    fmpq_poly_add(s, s, t);
    cpf_field_mul(&x->field, s, s, x->low + at(i, p->n + p->k, q));
    cpf_field_mul(&x->field, s, s, x->W + at(q, x->D, c));
    fmpq_poly_add(y, y, s);
    cpf_field_mul(&x->field, t, x->high + at(i, p->n + p->k, q), v + at(q, x->D, c));
    fmpq_poly_add(y, y, t);
  }
  fmpq_poly_clear(t), fmpq_poly_clear(s);
}

static bool in_kernel(const struct exact *x, const fmpq_poly_struct *v) {
  fmpq_poly_t y;
  bool ok = true;
  fmpq_poly_init(y);
  for (int i = 0; i < x->n && ok; i++) {
    for (int c = 0; c < x->D && ok; c++) {
      apply(x, v, i, c, y);
      ok = fmpq_poly_is_zero(y);
    }
    dot(x, y, x->W + at(i, x->D, 0), v + at(i, x->D, 0));
    ok = ok && fmpq_poly_is_zero(y);
  }
  fmpq_poly_clear(y);
  return ok;
}

// The kernel vector of free column order[f] guessed in the field; approximate entries to `approx`.
static bool guess_vector(const struct exact *x, const arb_mat_t J, const int *order, int rank,
                         int f, fmpq_poly_struct *v, double *approx) {
  int size = (int)arb_mat_nrows(J);
  arb_t y;
  bool ok = true;
  arb_init(y);
  for (int c = 0; c < size && ok; c++) {
    arb_zero(y);
    if (c == f)
      arb_one(y);
    if (c < rank) {
      arb_div(y, arb_mat_entry(J, c, order[f]), arb_mat_entry(J, c, order[c]), x->field.prec);
      arb_neg(y, y);
      arb_get_mid_arb(y, y);
      if (arf_cmpabs_2exp_si(arb_midref(y), -x->field.prec / 2) < 0)
        arb_zero(y);
    }
    approx[order[c]] = arf_get_d(arb_midref(y), ARF_RND_NEAR);
    ok = cpf_field_guess(&x->field, y, v + order[c]);
  }
  arb_clear(y);
  return ok;
}

// Step 3.
static enum cpf_status prove_kernel(const struct exact *x, struct cpf_exact_kernel *out,
                                    struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  const struct cpf_problem *p = &x->e->p;
  int size = x->n * (x->D + 1), t = x->D - 1, *order = NULL;
  size_t N = cpf_problem_tangent_dim(p);
  double *approx = NULL, *tangent = NULL;
  fmpq_poly_struct *v = elements(size);
  arb_mat_t J;
  arb_mat_init(J, size, size);
  CPF_TRY_ALLOC(order, (size_t)size, err);
  CPF_TRY_ALLOC(approx, (size_t)size, err);
  CPF_TRY_ALLOC(tangent, N, err);
  CPF_TRY_ALLOC(out->kernel.F, N * N, err);
  CPF_TRY(bordered(x->e, J, err));
  int rank = echelon(J, x->field.prec, order);
  out->proved = rank < size;
  for (int f = rank; f < size && out->proved; f++) {
    out->proved = guess_vector(x, J, order, rank, f, v, approx) && in_kernel(x, v);
    for (size_t row = 0; row < N; row++) {
      tangent[row] = 0;
      for (int c = 0; c < x->D; c++)
        tangent[row] += x->e->B[row * (size_t)x->D + (size_t)c] * approx[((int)row / t) * x->D + c];
    }
    out->proved = out->proved && cpf_forced_add(&out->kernel, N, tangent);
  }
cleanup:
  elements_free(v, size);
  arb_mat_clear(J);
  free(order);
  free(approx);
  free(tangent);
  return status;
}

static bool in_scope(const struct cpf_enclosure *e) {
  return e->prec >= BITS_MIN && e->prec <= BITS_MAX && e->p.d - e->p.k <= 1 && e->p.d >= 2;
}

// Whether the equations nearly hold at the center: if not, there is nothing to recognise.
static bool nearly_critical(const struct cpf_enclosure *e) {
  arb_mat_t F;
  bool ok = true;
  arb_mat_init(F, e->system.size, 1);
  cpf_system_eval(&e->system, e->x, F, NULL, e->prec);
  for (int i = 0; i < e->system.size && ok; i++)
    ok = arf_cmpabs_2exp_si(arb_midref(arb_mat_entry(F, i, 0)), -e->prec / 2) < 0;
  arb_mat_clear(F);
  return ok;
}

bool cpf_exact_exists(struct cpf_enclosure *e) {
  struct exact x;
  mag_t size;
  if (!in_scope(e) || !nearly_critical(e))
    return false;
  exact_init(&x, e);
  mag_init(size);
  bool ok = set_repulsion(&x) && find_field(&x) && is_critical(&x);
  mag_zero(e->radius);
  for (int i = 0; i < x.n * x.D && ok; i++) {
    arb_ptr w = arb_mat_entry(e->W, i / x.D, i % x.D);
    arb_t y, gap;
    arb_init(y), arb_init(gap);
    cpf_field_value(&x.field, x.W + i, y);
    arb_sub(gap, y, w, e->prec);
    arb_get_mag(size, gap);
    mag_max(e->radius, e->radius, size);
    arb_set(w, y);
    arb_clear(y), arb_clear(gap);
  }
  mag_add(e->radius, e->radius, e->gap);
  // e->x keeps its midpoints: the recognition can be repeated and gives the same point.
  e->exact = ok = ok && mag_cmp_2exp_si(e->radius, -(e->prec / 2)) < 0;
  mag_clear(size);
  exact_clear(&x);
  return ok;
}

enum cpf_status cpf_exact_kernel_prove(const struct cpf_enclosure *e, struct cpf_exact_kernel *out,
                                       struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct exact x;
  memset(out, 0, sizeof *out);
  if (!in_scope(e))
    return CPF_OK;
  exact_init(&x, e);
  if (set_repulsion(&x) && find_field(&x) && is_critical(&x) && is_enclosed(&x)) {
    out->degree = (int)fmpz_poly_degree(x.field.f);
    CPF_TRY(prove_kernel(&x, out, err));
  }
cleanup:
  exact_clear(&x);
  if (status != CPF_OK)
    cpf_exact_kernel_clear(out);
  return status;
}

void cpf_exact_kernel_clear(struct cpf_exact_kernel *k) {
  if (k == NULL)
    return;
  cpf_forced_clear(&k->kernel);
  memset(k, 0, sizeof *k);
}
