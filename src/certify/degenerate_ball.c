// SPDX-License-Identifier: GPL-3.0-or-later
//
//  1. A symmetry of the certificate, or a product of two, that turns the kernel around: then the
//     reduced loss g is even, its third derivatives zero and its order 4 if the fourth ones are
//     not; without one its order is 3 if the third ones are not zero.
//  2. m = 1: the sign of the coefficient of t^{order-1} in g'(t), enclosed (forms_ball.h).
//  3. m = 2: grad g along all directions of the circle, in arcs that are halved until the angle of
//     the vector is sure on each. Its turns along the circle are the degree. The resultant of its
//     components is not zero, and so 0 is their only complex root, of multiplicity (order - 1)^2.
#include "certify/degenerate_ball.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "certify/forms_ball.h"
#include "certify/inertia_ball.h"
#include "status/try.h"

enum { ARCS_FIRST = 16, ARCS_MAX = 4096 };
static const double BASIS = 1e-2;  // a matrix this near to the identity is not singular
static const double TURNED = 1e-6; // how exactly a symmetry turns the approximate kernel around

// out = g applied to the tangent vector (n*D), or to the point.
static void act(int n, int D, const int *g, const double *in, double *out) {
  for (int i = 0; i < n; i++)
    for (int c = 0; c < D; c++) {
      int sign = (g[i] < 0 ? -1 : 1) * (g[n + c] < 0 ? -1 : 1);
      out[(abs(g[i]) - 1) * D + abs(g[n + c]) - 1] = sign * in[i * D + c];
    }
}

struct chart {
  struct cpf_chart chart;
  double *V;      // N*N
  double *kernel; // m*n*D: the kernel as ambient vectors
  double *a, *b;  // n*D
  int order;
  struct cpf_forms forms; // degrees up to order - 1
};

static bool turns_around(const struct cpf_problem *p, const struct chart *w, const int *first,
                         const int *second) {
  int size = p->n * p->d;
  for (int k = 0; k < w->chart.m; k++) {
    const double *v = w->kernel + (size_t)k * (size_t)size;
    act(p->n, p->d, first, v, w->a);
    if (second != NULL) {
      act(p->n, p->d, second, w->a, w->b);
      memcpy(w->a, w->b, (size_t)size * sizeof *w->a);
    }
    for (int i = 0; i < size; i++)
      if (!(fabs(w->a[i] + v[i]) <= TURNED))
        return false;
  }
  return true;
}

// Step 1.
static bool is_even(const struct cpf_problem *p, const struct cpf_certificate *c,
                    const struct chart *w) {
  size_t length = (size_t)p->n + (size_t)p->d;
  for (int x = 0; x < c->nsymmetries; x++) {
    if (turns_around(p, w, c->symmetries + (size_t)x * length, NULL))
      return true;
    for (int y = 0; y < c->nsymmetries; y++)
      if (turns_around(p, w, c->symmetries + (size_t)x * length,
                       c->symmetries + (size_t)y * length))
        return true;
  }
  return false;
}

static enum cpf_status chart_make(const struct cpf_enclosure *e, const struct cpf_forced *kernel,
                                  const arb_mat_t H, struct chart *w, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  size_t N = cpf_problem_tangent_dim(&e->p), size = (size_t)e->p.n * (size_t)e->p.d;
  size_t t = (size_t)e->p.d - 1;
  CPF_TRY_ALLOC(w->V, N * N, err);
  CPF_TRY_ALLOC(w->kernel, (size_t)kernel->count * size, err);
  CPF_TRY_ALLOC(w->a, size, err);
  CPF_TRY_ALLOC(w->b, size, err);
  CPF_TRY(cpf_inertia_directions(H, kernel->F, kernel->count, w->V, err));
  for (size_t k = 0; k < (size_t)kernel->count; k++)
    for (size_t row = 0; row < N; row++)
      for (size_t c = 0; c < (size_t)e->p.d; c++)
        w->kernel[k * size + row / t * (size_t)e->p.d + c] +=
            kernel->F[k * N + row] * e->B[row * (size_t)e->p.d + c];
  w->chart = (struct cpf_chart){&e->p, e->W, e->B, w->V, kernel->count, e->prec};
cleanup:
  return status;
}

// Step 2.
static void one_direction(const struct chart *w, struct cpf_leading *out) {
  arb_mat_t e;
  arb_t c;
  arb_mat_init(e, 1, 1);
  arb_init(c);
  arb_one(arb_mat_entry(e, 0, 0));
  cpf_forms_eval(&w->forms, w->order - 1, e, c, w->chart.prec);
  if (!arb_contains_zero(c)) {
    bool positive = arb_is_positive(c), even = w->order == 4;
    out->isolated = out->signs_known = true;
    out->degree = !even ? 0 : positive ? 1 : -1;
    out->multiplicity = w->order - 1;
    out->high = positive || !even;
    out->low = !positive || !even;
  }
  arb_mat_clear(e);
  arb_clear(c);
}

// Whether the vector v is so sure that its angle is, to within 30 degrees.
static bool has_direction(arb_srcptr v) {
  double x = arf_get_d(arb_midref(v), ARF_RND_DOWN), y = arf_get_d(arb_midref(v + 1), ARF_RND_DOWN);
  double r = mag_get_d(arb_radref(v)), s = mag_get_d(arb_radref(v + 1));
  return 2.1 * hypot(r, s) < hypot(x, y); // sin 30 degrees = 1/2, and a margin for rounding
}

// Step 3, the circle: *turns of the gradient; false when some arc remains uncertain. Neighbouring
// arcs have a common end, so that the angle changes by less than 60 degrees from one to the next.
static bool wind(const struct chart *w, long arcs, int *turns, struct cpf_leading *out) {
  arb_mat_t e;
  arb_ptr v = _arb_vec_init(2);
  arb_t value;
  double total = 0, before = 0, first = 0;
  bool ok = true;
  out->low = out->high = false;
  out->signs_known = true;
  arb_mat_init(e, 2, 1);
  arb_init(value);
  for (long i = 0; i < arcs && ok; i++) {
    cpf_forms_arc(e, i, arcs, w->chart.prec);
    cpf_forms_eval(&w->forms, w->order - 1, e, v, w->chart.prec);
    ok = has_direction(v);
    double angle =
        atan2(arf_get_d(arb_midref(v + 1), ARF_RND_NEAR), arf_get_d(arb_midref(v), ARF_RND_NEAR));
    double step = i == 0 ? 0 : remainder(angle - before, 2 * acos(-1));
    total += step;
    first = i == 0 ? angle : first;
    before = angle;
    arb_mul(value, v, arb_mat_entry(e, 0, 0), w->chart.prec);
    arb_addmul(value, v + 1, arb_mat_entry(e, 1, 0), w->chart.prec);
    out->low |= arb_is_negative(value);
    out->high |= arb_is_positive(value);
    out->signs_known = out->signs_known && !arb_contains_zero(value);
  }
  double last = remainder(first - before, 2 * acos(-1));
  *turns = (int)lround((total + last) / (2 * acos(-1)));
  out->signs_known = out->signs_known || (out->low && out->high);
  arb_mat_clear(e);
  arb_clear(value);
  _arb_vec_clear(v, 2);
  return ok;
}

// The resultant of both components, forms of degree q in (x, y): the Sylvester determinant. True:
// not zero.
static bool resultant(const struct chart *w) {
  slong q = w->order - 1;
  arb_mat_t S;
  arb_t det;
  arb_mat_init(S, 2 * q, 2 * q);
  arb_init(det);
  for (slong k = 0; k < 2; k++)
    for (slong row = 0; row < q; row++)
      for (slong j = 0; j <= q; j++)
        arb_set(arb_mat_entry(S, k * q + row, row + j),
                arb_mat_entry(w->forms.coefficient[k], q, j));
  arb_mat_det(det, S, w->chart.prec);
  bool ok = !arb_contains_zero(det);
  arb_mat_clear(S);
  arb_clear(det);
  return ok;
}

static void two_directions(const struct chart *w, struct cpf_leading *out) {
  int turns = 0;
  if (!resultant(w))
    return;
  for (long arcs = ARCS_FIRST; arcs <= ARCS_MAX && !out->isolated; arcs *= 2)
    out->isolated = wind(w, arcs, &turns, out);
  out->degree = turns;
  out->multiplicity = (w->order - 1) * (w->order - 1);
}

// Whether the rows of V are orthonormal but for rounding, and so a basis.
static bool is_basis(const double *V, size_t N) {
  for (size_t a = 0; a < N; a++) {
    double sum = 0;
    for (size_t b = 0; b < N; b++) {
      double dot = a == b ? -1 : 0;
      for (size_t c = 0; c < N; c++)
        dot += V[a * N + c] * V[b * N + c];
      sum += fabs(dot);
    }
    if (!(sum < BASIS))
      return false;
  }
  return true;
}

enum cpf_status cpf_leading_prove(const struct cpf_enclosure *e, const struct cpf_certificate *c,
                                  const struct cpf_forced *kernel, const arb_mat_t H,
                                  struct cpf_leading *out, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct chart w = {.V = NULL};
  memset(out, 0, sizeof *out);
  if (kernel->count < 1 || kernel->count > 2)
    return CPF_OK;
  CPF_TRY(chart_make(e, kernel, H, &w, err));
  if (!is_basis(w.V, cpf_problem_tangent_dim(&e->p)))
    goto cleanup;
  bool even = is_even(&e->p, c, &w);
  w.order = out->order = even ? 4 : 3;
  cpf_forms_init(&w.forms, kernel->count, w.order);
  if (!cpf_forms_make(&w.chart, &w.forms))
    out->proved = false;
  else if (kernel->count == 1)
    one_direction(&w, out);
  else
    two_directions(&w, out);
  cpf_forms_clear(&w.forms);
  out->proved = out->isolated;
  snprintf(out->argument, sizeof out->argument, "%s",
           even ? "third derivatives vanish by a symmetry that turns the kernel around" : "");
cleanup:
  free(w.V);
  free(w.kernel);
  free(w.a);
  free(w.b);
  return status;
}
