// SPDX-License-Identifier: GPL-3.0-or-later
//
//  1. The proof behind the certificate gives the kernel and the leading order (prove_ball.h).
//  2. A chart in dimension d around the center, directions along the kernel first (x), then
//     eigenvectors (y).
//  3. Nondegenerate: boxes shrink until the gradient is injective, then grow again direction by
//     direction. Where the box stays small, the direction of the smallest eigenvalue may be at
//     fault: it is tried as a kernel of order q = 2.
//  4. Degenerate: boxes |x| <= h, |y| <= s shrink until
//     a. ||I - D^{-1} H_yy|| = q < 1 on the box, and
//        max |D^{-1} g_y(x, 0)| + q s < s for all x: y -> y - D^{-1} g_y(x, y) contracts the box in
//        y into itself, so that y(x) exists, is unique, and stays inside;
//     b. along every direction of x, in arcs that are halved as needed, the reduced gradient is
//        t^(q-1) times something that is not zero: its Taylor polynomial at the point, whose terms
//        of lower order vanish, and a remainder over the box, component by component.
//     g_y(x, 0) is enclosed by its own Taylor formula of order 2, since at the center its first two
//     terms are rounding.
#include "certify/isolate_ball.h"

#include <math.h>
#include <stdio.h>

#include "certify/forms_ball.h"
#include "certify/prove_ball.h"
#include "cpfind/model.h"
#include "model/ball.h"
#include "status/try.h"

enum {
  DIRECTIONS_MAX = 256,
  BITS = 128,
  TAYLOR = 10,
  ARCS_FIRST = 8,
  ARCS_MAX = 512,
  SHRINKS = 120
};
static const double HALF_FIRST = 0.5;
static const double SHRINK = 0.8, GROW = 1.4;
static const double HALF_MAX = 0.8;   // of a direction
static const double HALF_MIN = 1e-10; // smaller regions are too near the slack below
static const double SMALL = 1e-5;     // boxes this small are tried in another way
static const double SLACK = 1e-12;    // by which a region is smaller than the box proved: its
                                      // coordinates differ from the chart's by less
static const double NEAR = 1e-15;     // the critical point is this near the center, at most
static const double FRAME = 1e-15;    // entries of frames and directions are rounded by less

struct isolation {
  const struct cpf_problem *p;
  struct cpf_chart chart;
  arb_mat_t C; // the critical point, enclosed
  size_t N;
  int order;              // of the leading form; 2: nondegenerate
  struct cpf_forms forms; // of the reduced gradient, when m > 0
  double *half;           // N
  double *scale;          // N: diagonal of the Hessian at the center
};

static void set_box(const struct isolation *s, arb_mat_t u) {
  mag_t r;
  mag_init(r);
  arb_mat_zero(u);
  for (size_t c = 0; c < s->N; c++) {
    mag_set_d(r, s->half[c]); // an upper bound
    arb_add_error_mag(arb_mat_entry(u, (slong)c, 0), r);
  }
  mag_clear(r);
}

// An upper bound of |x|.
static double bound(const arb_t x) {
  mag_t m;
  mag_init(m);
  arb_get_mag(m, x);
  double y = mag_get_d(m);
  mag_clear(m);
  return y;
}

// The norm of I - D^{-1} H over the rows and columns from `first`, vectors measured in half widths.
static double contraction(const struct isolation *s, const arb_mat_t H, size_t first) {
  double worst = 0;
  arb_t x;
  arb_init(x);
  for (size_t a = first; a < s->N; a++) {
    double sum = 0;
    for (size_t b = first; b < s->N; b++) {
      arb_set_d(x, s->scale[a]);
      arb_div(x, arb_mat_entry(H, (slong)a, (slong)b), x, BITS);
      if (a == b)
        arb_sub_ui(x, x, 1, BITS);
      sum += bound(x) * s->half[b] / s->half[a];
    }
    worst = fmax(worst, sum * (1 + 0x1p-40));
  }
  arb_clear(x);
  return worst;
}

static bool injective(const struct isolation *s) {
  slong N = (slong)s->N;
  arb_mat_t u, H;
  arb_mat_init(u, N, 1), arb_mat_init(H, N, N);
  set_box(s, u);
  cpf_chart_hessian(&s->chart, u, H);
  bool ok = contraction(s, H, 0) < 1;
  arb_mat_clear(u), arb_mat_clear(H);
  return ok;
}

// Step 3.
static bool isolate_nondegenerate(struct isolation *s) {
  double h = HALF_FIRST;
  bool ok = false;
  for (int step = 0; step < SHRINKS && h > HALF_MIN && !ok; step++, h *= SHRINK) {
    for (size_t c = 0; c < s->N; c++)
      s->half[c] = h;
    ok = injective(s);
  }
  bool grew = ok;
  while (grew) {
    grew = false;
    for (size_t c = 0; c < s->N; c++) {
      double before = s->half[c];
      s->half[c] *= GROW;
      if (s->half[c] <= HALF_MAX && injective(s))
        grew = true;
      else
        s->half[c] = before;
    }
  }
  return ok;
}

// Step 4a, the bound on g_y(x, 0): |c_0| + h |c_1| + h^2 |c_2| with c_2 enclosed over the box, for
// x along the directions e; the largest of the components divided by D.
static double side_step(const struct isolation *s, const arb_mat_t e, double h) {
  slong N = (slong)s->N, m = s->chart.m;
  double worst = 0;
  arb_poly_struct *u = flint_malloc(2 * s->N * sizeof *u), *g = u + s->N;
  arb_t x;
  arb_init(x);
  for (slong c = 0; c < 2 * N; c++)
    arb_poly_init(u + c);
  double *sum = flint_calloc(s->N, sizeof *sum);
  for (int wide = 0; wide < 2; wide++) {
    for (slong c = 0; c < N; c++) {
      arb_poly_zero(u + c);
      if (c >= m)
        continue;
      arb_zero(x);
      if (wide)
        mag_set_d(arb_radref(x), s->half[c]);
      arb_poly_set_coeff_arb(u + c, 0, x);
      arb_poly_set_coeff_arb(u + c, 1, arb_mat_entry(e, c, 0));
    }
    cpf_chart_gradient(&s->chart, u, 3, g);
    for (slong c = m; c < N; c++)
      for (slong order = wide ? 2 : 0; order < (wide ? 3 : 2); order++) {
        arb_poly_get_coeff_arb(x, g + c, order);
        sum[c] += bound(x) * pow(h, (double)order);
      }
  }
  for (slong c = m; c < N; c++)
    worst = fmax(worst, sum[c] / fabs(s->scale[c]) / s->half[c]);
  for (slong c = 0; c < 2 * N; c++)
    arb_poly_clear(u + c);
  flint_free(u);
  flint_free(sum);
  arb_clear(x);
  return worst * (1 + 0x1p-40);
}

// Step 4b on one arc. The coefficients of the reduced gradient along e: those of order q - 1 to
// TAYLOR - 1 at the point, the last one for base points t e and all y of the box; t <= h. Below
// order q - 1 they are zero.
static bool not_critical(const struct isolation *s, const arb_mat_t e, double h) {
  slong N = (slong)s->N, m = s->chart.m;
  arb_mat_t u, last;
  arb_ptr c = _arb_vec_init(2), y = _arb_vec_init(2);
  arb_t t;
  arb_mat_init(u, N, 1), arb_mat_init(last, m, TAYLOR + 1);
  arb_init(t);
  set_box(s, u);
  arb_set_d(t, m == 1 ? 0 : h / 2);
  mag_set_d(arb_radref(t), m == 1 ? h : h / 2 + NEAR);
  for (slong k = 0; k < m && m > 1; k++)
    arb_mul(arb_mat_entry(u, k, 0), t, arb_mat_entry(e, k, 0), BITS);
  bool ok = cpf_chart_reduce(&s->chart, u, e, TAYLOR + 1, last), nonzero = false;
  for (slong k = 0; k < m; k++)
    arb_set(y + k, arb_mat_entry(last, k, TAYLOR));
  for (slong degree = TAYLOR - 1; degree >= s->order - 1; degree--) { // Horner's rule
    cpf_forms_eval(&s->forms, degree, e, c, BITS);
    for (slong k = 0; k < m; k++) {
      arb_mul(y + k, y + k, t, BITS);
      arb_add(y + k, y + k, c + k, BITS);
    }
  }
  for (slong k = 0; k < m; k++)
    nonzero |= !arb_contains_zero(y + k);
  arb_mat_clear(u), arb_mat_clear(last);
  _arb_vec_clear(c, 2), _arb_vec_clear(y, 2);
  arb_clear(t);
  return ok && nonzero;
}

// Step 4 for the half widths as they stand.
static bool degenerate_box(const struct isolation *s) {
  slong N = (slong)s->N, m = s->chart.m;
  double h = s->half[0] * sqrt((double)m) * (1 + 0x1p-40), side = 0;
  arb_mat_t u, H, e;
  arb_mat_init(u, N, 1), arb_mat_init(H, N, N), arb_mat_init(e, m, 1);
  set_box(s, u);
  cpf_chart_hessian(&s->chart, u, H);
  double q = contraction(s, H, (size_t)m);
  bool ok = q < 1;
  long arcs = m == 1 ? 1 : ARCS_FIRST;
  for (long i = 0; i < arcs && ok; i++) {
    cpf_forms_arc(e, i, arcs, BITS);
    side = fmax(side, side_step(s, e, h));
    ok = side + q < 1;
  }
  for (bool certain = false; ok && !certain;) {
    certain = true;
    for (long i = 0; i < arcs && certain; i++) {
      cpf_forms_arc(e, i, arcs, BITS);
      certain = not_critical(s, e, h);
    }
    ok = certain || (m > 1 && (arcs *= 2) <= ARCS_MAX);
  }
  arb_mat_clear(u), arb_mat_clear(H), arb_mat_clear(e);
  return ok;
}

static bool shrink_degenerate(struct isolation *s) {
  static const double shapes[] = {1, 0.5, 0.25, 0.1, 0.03};
  double h = HALF_FIRST;
  for (int step = 0; step < SHRINKS && h > HALF_MIN; step++, h *= SHRINK)
    for (size_t shape = 0; shape < sizeof shapes / sizeof *shapes; shape++) {
      for (size_t c = 0; c < s->N; c++)
        s->half[c] = c < (size_t)s->chart.m ? h : h * shapes[shape];
      if (degenerate_box(s))
        return true;
    }
  return false;
}

static bool isolate_degenerate(struct isolation *s) {
  cpf_forms_init(&s->forms, s->chart.m, TAYLOR);
  bool ok = cpf_forms_make(&s->chart, &s->forms) && shrink_degenerate(s);
  cpf_forms_clear(&s->forms);
  return ok;
}

// Step 2. kernel: rows in frame coordinates of dimension D, taken over to dimension d.
static enum cpf_status chart_make(const struct cpf_proof *f, struct isolation *s,
                                  struct cpf_region *region, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  const struct cpf_problem *p = s->p;
  size_t d = (size_t)p->d, D = (size_t)f->e.p.d, n = (size_t)p->n, N = s->N;
  size_t inner = cpf_problem_tangent_dim(&f->e.p);
  struct cpf_forced kernel = {0};
  double *v = NULL, *ambient = NULL;
  arb_mat_t H;
  arb_mat_init(H, (slong)N, (slong)N);
  CPF_TRY_ALLOC(v, N, err);
  CPF_TRY_ALLOC(ambient, n * d, err);
  CPF_TRY_ALLOC(kernel.F, N * N, err);
  for (size_t i = 0; i < n; i++)
    for (size_t c = 0; c < D; c++)
      region->W[i * d + c] = f->e.center[i * D + c];
  cpf_frames(p, region->W, region->B);
  for (size_t i = 0; i < n; i++)
    for (size_t c = 0; c < d; c++)
      if (c < D)
        arb_set(arb_mat_entry(s->C, (slong)i, (slong)c), arb_mat_entry(f->e.W, (slong)i, (slong)c));
  for (int k = 0; k < f->forced.count; k++) {
    memset(ambient, 0, n * d * sizeof *ambient);
    for (size_t i = 0, row = 0; i < n; i++)
      for (size_t t = 1; t < D; t++, row++)
        for (size_t c = 0; c < D; c++)
          ambient[i * d + c] += f->forced.F[(size_t)k * inner + row] * f->e.B[row * D + c];
    for (size_t i = 0, row = 0; i < n; i++)
      for (size_t t = 1; t < d; t++, row++) {
        v[row] = 0;
        for (size_t c = 0; c < d; c++)
          v[row] += region->B[row * d + c] * ambient[i * d + c];
      }
    cpf_forced_add(&kernel, N, v);
  }
  cpf_ball_hessian(p, s->C, region->B, H, BITS);
  CPF_TRY(cpf_inertia_directions(H, kernel.F, kernel.count, region->V, err));
  s->chart = (struct cpf_chart){p, s->C, region->B, region->V, kernel.count, BITS};
cleanup:
  arb_mat_clear(H);
  cpf_forced_clear(&kernel);
  free(v);
  free(ambient);
  return status;
}

// A bound on how far the region's coordinates, with the doubles W, B and V, are from the chart's,
// for |xi| <= 1: V is orthogonal to within `off` (the largest row sum of |V V^T - I|), frames and
// center are right to within a few roundings.
static bool slack_suffices(const struct isolation *s) {
  const double *V = s->chart.V;
  double off = 0, N = (double)s->N, d = s->p->d;
  for (size_t a = 0; a < s->N; a++) {
    double sum = 0;
    for (size_t b = 0; b < s->N; b++) {
      double dot = a == b ? -1 : 0;
      for (size_t c = 0; c < s->N; c++)
        dot += V[a * s->N + c] * V[b * s->N + c];
      sum += fabs(dot) + N * FRAME;
    }
    off = fmax(off, sum);
  }
  return 4 * (off + sqrt(N * d) * (NEAR + d * FRAME)) < SLACK;
}

static double smallest(const struct isolation *s) {
  double least = s->half[0];
  for (size_t c = 1; c < s->N; c++)
    least = fmin(least, s->half[c]);
  return least;
}

// Exchanges directions 0 and c.
static void exchange(struct isolation *s, double *V, size_t c) {
  double x = s->scale[0];
  s->scale[0] = s->scale[c], s->scale[c] = x;
  x = s->half[0], s->half[0] = s->half[c], s->half[c] = x;
  for (size_t a = 0; a < s->N; a++) {
    x = V[a];
    V[a] = V[c * s->N + a], V[c * s->N + a] = x;
  }
}

// Step 3: the larger of both boxes. V: the directions, which may change their order.
static bool isolate_simple(struct isolation *s, double *V) {
  bool found = isolate_nondegenerate(s);
  double before = found ? smallest(s) : 0, kept[DIRECTIONS_MAX];
  size_t softest = 0;
  if (before > SMALL || s->N > DIRECTIONS_MAX)
    return found;
  memcpy(kept, s->half, s->N * sizeof *kept);
  for (size_t c = 1; c < s->N; c++)
    if (fabs(s->scale[c]) < fabs(s->scale[softest]))
      softest = c;
  exchange(s, V, softest);
  s->chart.m = 1;
  if (isolate_degenerate(s) && smallest(s) > before)
    return true;
  s->chart.m = 0;
  memcpy(s->half, kept, s->N * sizeof *kept);
  double x = s->half[0]; // the directions keep their new order
  s->half[0] = s->half[softest], s->half[softest] = x;
  return found;
}

static bool isolate(struct isolation *s, double *V) {
  slong N = (slong)s->N;
  arb_mat_t u, H;
  arb_mat_init(u, N, 1), arb_mat_init(H, N, N);
  cpf_chart_hessian(&s->chart, u, H);
  for (slong c = 0; c < N; c++)
    s->scale[c] = arf_get_d(arb_midref(arb_mat_entry(H, c, c)), ARF_RND_NEAR);
  arb_mat_clear(u), arb_mat_clear(H);
  for (size_t c = (size_t)s->chart.m; c < s->N; c++)
    if (s->scale[c] == 0)
      return false;
  if (!slack_suffices(s))
    return false;
  return s->chart.m > 0 ? isolate_degenerate(s) : isolate_simple(s, V);
}

// Why no region can be sought; NULL: it can.
static const char *obstacle(const struct cpf_proof *f, const struct cpf_certificate *proved) {
  const struct cpf_problem *p = f->p;
  if (proved->theorem == CPF_THEOREM_NONE)
    return "the point is not certified";
  if (!proved->index_proved || !proved->isolated_proved)
    return "the point is not proved isolated";
  if (p->d < 2)
    return "in dimension 1 there is no direction to move in";
  if (p->d > p->k + 1 && proved->rank > 0)
    return "the point lies on a continuum";
  if (p->d > p->k + 1)
    return "regions are for d <= k + 1";
  if (!(proved->radius < NEAR))
    return "the point is not enclosed tightly enough";
  return NULL;
}

enum cpf_status cpf_certify_region(const struct cpf_problem *p, const struct cpf_certificate *c,
                                   struct cpf_region *region, char *why, size_t size,
                                   struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_proof f;
  struct cpf_certificate proved = {0};
  struct isolation s = {.p = p, .N = cpf_problem_tangent_dim(p)};
  bool found = false;
  memset(region, 0, sizeof *region);
  arb_mat_init(s.C, p->n, p->d);
  CPF_TRY(cpf_proof_run(p, c, &proved, &f, err));
  const char *reason = obstacle(&f, &proved);
  if (reason != NULL) {
    snprintf(why, size, "%s", reason);
    goto cleanup;
  }
  CPF_TRY_ALLOC(region->W, (size_t)p->n * (size_t)p->d, err);
  CPF_TRY_ALLOC(region->B, s.N * (size_t)p->d, err);
  CPF_TRY_ALLOC(region->V, s.N * s.N, err);
  CPF_TRY_ALLOC(s.half, s.N, err);
  CPF_TRY_ALLOC(s.scale, s.N, err);
  CPF_TRY(chart_make(&f, &s, region, err));
  s.order = f.leading.proved ? f.leading.order : 2;
  found = isolate(&s, region->V);
  if (!found)
    snprintf(why, size, "no region wider than %g could be proved", HALF_MIN);
  for (size_t a = 0; a < s.N && found; a++)
    s.half[a] -= SLACK;
  region->half = found ? s.half : NULL;
  s.half = found ? NULL : s.half;
cleanup:
  arb_mat_clear(s.C);
  cpf_proof_clear(&f);
  cpf_certificate_clear(&proved);
  free(s.half);
  free(s.scale);
  if (status != CPF_OK || !found)
    cpf_region_clear(region);
  return status;
}
