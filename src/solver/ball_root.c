// SPDX-License-Identifier: GPL-3.0-or-later
//
//  1. Chord method in high precision: residuals at full precision, corrections from the double
//     eigenvalues of the regular directions. Every step gains as many digits as the double
//     eigenvectors have. The point is kept in the fixed space that its double coordinates show:
//     those of equal size are made equal after every step (unless that prevents convergence). The
//     errors of the double eigenvectors push it along the kernel, by 2^-104 or so.
//  2. The form on the kernel: S = H_KK - H_KQ H_QQ^{-1} H_QK. By Sylvester's law and the Schur
//     complement, inertia(H) = inertia(H_QQ) + inertia(S), in any basis.
//  3. The gradient along K: zero to working precision, or else Newton's method with S where S is
//     regular enough for Kantorovich's test, and back to step 1.
//     A kernel of dimension 1 on which neither works may hold a multiple root that no symmetry
//     pins: x -> x - mu F/S doubles the right digits for its multiplicity mu, which is tried for.
//  4. Entries of S below form_level are zero. The others are scaled to double, and their
//     eigenvalues are the small eigenvalues of H to leading order.
#include "solver/ball_root.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model/ball.h"
#include "solver/ball_form.h"
#include "status/try.h"

enum {
  ROUNDS = 12,
  BITS_BASE = 512,
  BITS_PER_DEGREE = 16,
  GUARD_BITS = 48,
  OFF_BITS = 90,
  MULTIPLICITY_MAX = 16
};
static const double EQUAL = 1e-11;   // coordinates this close in double precision may be equal
static const double QUADRATIC = 1.5; // digits gained by a step of the right multiplicity, at least

long cpf_ball_precision(const struct cpf_problem *p) {
  return BITS_BASE + BITS_PER_DEGREE * (long)p->rho;
}

// log2 of an entry of S that counts as zero. At simple roots the smallest eigenvalues known are
// rho sin(theta_rho)^{rho-2}, about 2^(-4.2 rho) at most; a point off by 2^-104 along the kernel of
// a multiple root of order p has 2^(-104 (p - 2)).
static double form_level(const struct cpf_problem *p) {
  return -(40 + 5.0 * p->rho);
}

// Whether the gradient along the kernel vanishes: to working precision, or so far below the form S
// that the point is off by less than 2^-OFF_BITS (|grad| / |S| = x / (p - 1) at distance
// x from a root of order p).
static bool gradient_vanishes(double gradient, double form, slong prec) {
  return gradient < -(double)(prec - 2L * GUARD_BITS) || gradient - form < -OFF_BITS;
}

void cpf_ball_root_clear(struct cpf_ball_root *root) {
  if (root == NULL)
    return;
  free(root->W);
  cpf_small_clear(&root->kernel);
  cpf_small_clear(&root->outer);
  memset(root, 0, sizeof *root);
}

struct work {
  const struct cpf_problem *p;
  const struct cpf_split *split;
  const double *B;
  slong N, prec;
  arb_mat_t W, G, mu, F; // F: N x 1, the gradient in the frames
  size_t *twin;          // n*d: the first coordinate of the same size
};

// Finds the coordinates of equal size in the double point.
static void find_twins(struct work *w, const double *W, double equal) {
  size_t size = (size_t)w->p->n * (size_t)w->p->d;
  for (size_t i = 0; i < size; i++) {
    w->twin[i] = i;
    for (size_t q = 0; q < i && w->twin[i] == i; q++)
      if (w->twin[q] == q && fabs(fabs(W[i]) - fabs(W[q])) <= equal)
        w->twin[i] = q;
  }
}

// Replaces coordinates of equal size by their mean.
static void symmetrise(struct work *w) {
  size_t size = (size_t)w->p->n * (size_t)w->p->d, d = (size_t)w->p->d;
  arb_t sum, x;
  arb_init(sum);
  arb_init(x);
  for (size_t first = 0; first < size; first++) {
    long count = 0;
    arb_zero(sum);
    for (size_t i = first; i < size; i++)
      if (w->twin[i] == first) {
        arb_abs(x, arb_mat_entry(w->W, (slong)(i / d), (slong)(i % d)));
        arb_add(sum, sum, x, w->prec);
        count++;
      }
    if (count < 2)
      continue;
    arb_div_si(sum, sum, count, w->prec);
    for (size_t i = first; i < size; i++)
      if (w->twin[i] == first) {
        arb_ptr entry = arb_mat_entry(w->W, (slong)(i / d), (slong)(i % d));
        if (arf_sgn(arb_midref(entry)) < 0)
          arb_neg(entry, sum);
        else
          arb_set(entry, sum);
      }
  }
  arb_clear(sum);
  arb_clear(x);
}

static void normalise(struct work *w) {
  arb_t s;
  arb_init(s);
  for (slong i = 0; i < w->p->n; i++) {
    arb_dot(s, NULL, 0, w->W->rows[i], 1, w->W->rows[i], 1, w->p->d, w->prec);
    arb_rsqrt(s, s, w->prec);
    for (slong c = 0; c < w->p->d; c++) {
      arb_ptr x = arb_mat_entry(w->W, i, c);
      arb_mul(x, x, s, w->prec);
      arb_get_mid_arb(x, x); // the iteration works on midpoints
    }
  }
  arb_clear(s);
}

static void gradient(struct work *w) {
  slong d = w->p->d, t = d - 1;
  arb_t b;
  arb_init(b);
  cpf_ball_gradient(w->p, w->W, w->G, w->mu, w->prec);
  for (slong row = 0; row < w->N; row++) {
    arb_ptr f = arb_mat_entry(w->F, row, 0);
    arb_zero(f);
    for (slong c = 0; c < d; c++) {
      arb_set_d(b, w->B[row * d + c]);
      arb_addmul(f, b, arb_mat_entry(w->G, row / t, c), w->prec);
    }
    arb_get_mid_arb(f, f);
  }
  arb_clear(b);
}

// y = direction . F.
static void along(struct work *w, const double *direction, arb_t y) {
  arb_t x;
  arb_init(x);
  arb_zero(y);
  for (slong a = 0; a < w->N; a++) {
    arb_set_d(x, direction[a]);
    arb_addmul(y, x, arb_mat_entry(w->F, a, 0), w->prec);
  }
  arb_clear(x);
}

// W += factor * (direction in the frames), not yet normalised.
static void move(struct work *w, const double *direction, const arb_t factor) {
  slong d = w->p->d, t = d - 1;
  arb_t x, y;
  arb_init(x);
  arb_init(y);
  for (slong a = 0; a < w->N; a++) {
    arb_set_d(x, direction[a]);
    arb_mul(x, x, factor, w->prec);
    for (slong c = 0; c < d; c++) {
      arb_set_d(y, w->B[a * d + c]);
      arb_addmul(arb_mat_entry(w->W, a / t, c), x, y, w->prec);
    }
  }
  arb_clear(x);
  arb_clear(y);
}

// Step 1. Returns log2 of the last correction.
static double chord(struct work *w) {
  double largest = -INFINITY;
  slong most = w->prec / 8 + 8;
  arb_t y, lambda;
  arb_init(y);
  arb_init(lambda);
  for (slong step = 0; step < most; step++) {
    largest = -INFINITY;
    gradient(w);
    for (size_t b = 0; b < w->split->r; b++) {
      along(w, w->split->Q + b * (size_t)w->N, y);
      arb_set_d(lambda, -w->split->lambda[b]);
      arb_div(y, y, lambda, w->prec);
      arb_get_mid_arb(y, y);
      largest = fmax(largest, cpf_ball_log2(y));
      move(w, w->split->Q + b * (size_t)w->N, y);
    }
    symmetrise(w);
    normalise(w);
    if (largest < -(double)(w->prec - GUARD_BITS) || !(largest < 0))
      break;
  }
  arb_clear(y);
  arb_clear(lambda);
  return largest;
}

// Step 3. True when the gradient along K vanishes to working precision; *moved tells whether a
// Newton step along K was taken instead.
static bool settle_kernel(struct work *w, const struct cpf_small *small, double form, bool *moved) {
  size_t m = (size_t)w->split->m;
  double largest = -INFINITY, least = INFINITY;
  arb_t y, x;
  *moved = false;
  gradient(w);
  arb_init(y);
  arb_init(x);
  for (size_t i = 0; i < m; i++) {
    along(w, w->split->K + i * (size_t)w->N, y);
    largest = fmax(largest, cpf_ball_log2(y));
    least = fmin(least, log2(fabs(small->values[i])));
  }
  bool vanishes = gradient_vanishes(largest, form, w->prec);
  double third = log2((double)w->p->rho) * 3 + 2;
  if (!vanishes && largest + third < 2 * least - 2) {
    *moved = true;
    for (size_t l = 0; l < m; l++) { // along eigenvector l of S
      double direction[64] = {0};
      size_t N = (size_t)w->N;
      if (N > sizeof direction / sizeof *direction) {
        *moved = false;
        break;
      }
      for (size_t i = 0; i < m; i++)
        for (size_t a = 0; a < N; a++)
          direction[a] += small->vectors[l * m + i] * w->split->K[i * N + a];
      along(w, direction, y);
      arb_set_d(x, -small->values[l]);
      arb_div(y, y, x, w->prec);
      move(w, direction, y);
    }
    normalise(w);
  }
  arb_clear(y);
  arb_clear(x);
  return vanishes;
}

// The gradient along the rows of K, m x 1; returns log2 of the largest.
static double kernel_gradient(struct work *w, arb_mat_t F) {
  double largest = -INFINITY;
  gradient(w);
  for (slong i = 0; i < w->split->m; i++) {
    along(w, w->split->K + (size_t)i * (size_t)w->N, arb_mat_entry(F, i, 0));
    arb_get_mid_arb(arb_mat_entry(F, i, 0), arb_mat_entry(F, i, 0));
    largest = fmax(largest, cpf_ball_log2(arb_mat_entry(F, i, 0)));
  }
  return largest;
}

// Step 3 for a multiple root off its place: finds mu. False, and W as before, when none fits.
static bool step_multiple(struct work *w, const arb_mat_t S) {
  slong m = w->split->m;
  arb_mat_t saved, F, x;
  arb_t factor;
  bool found = false;
  arb_mat_init(saved, w->p->n, w->p->d), arb_mat_init(F, m, 1), arb_mat_init(x, m, 1);
  arb_init(factor);
  arb_mat_set(saved, w->W);
  double before = kernel_gradient(w, F);
  bool solved = arb_mat_approx_solve(x, S, F, w->prec);
  for (slong mu = 2; solved && mu <= MULTIPLICITY_MAX && !found; mu++) {
    arb_mat_set(w->W, saved);
    for (slong i = 0; i < m; i++) {
      arb_mul_si(factor, arb_mat_entry(x, i, 0), -mu, w->prec);
      move(w, w->split->K + (size_t)i * (size_t)w->N, factor);
    }
    normalise(w);
    chord(w);
    found = kernel_gradient(w, F) < QUADRATIC * before;
  }
  if (!found)
    arb_mat_set(w->W, saved);
  arb_mat_clear(saved), arb_mat_clear(F), arb_mat_clear(x);
  arb_clear(factor);
  return found;
}

static enum cpf_status iterate(struct work *w, struct cpf_ball_root *root, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  arb_mat_t H, S;
  arb_mat_init(H, w->N, w->N);
  arb_mat_init(S, w->split->m, w->split->m);
  for (int round = 0; round < ROUNDS; round++) {
    bool moved;
    double form = 0;
    if (!(chord(w) < -(double)(w->prec - GUARD_BITS)))
      break;
    cpf_ball_hessian(w->p, w->W, w->B, H, w->prec);
    cpf_small_clear(&root->kernel);
    if (!cpf_ball_schur(H, w->split, S, w->prec))
      break;
    CPF_TRY(cpf_ball_small_eigenvalues(S, form_level(w->p), &root->kernel, &form, err));
    root->critical = settle_kernel(w, &root->kernel, form, &moved);
    if (!root->critical && !moved && w->split->m == 1)
      moved = step_multiple(w, S);
    if (root->critical || !moved)
      break;
  }
cleanup:
  arb_mat_clear(H);
  arb_mat_clear(S);
  return status;
}

// The double point in high precision, with the coordinates closer than `equal` made equal.
static void start(struct work *w, const double *W, double equal) {
  slong d = w->p->d;
  for (slong i = 0; i < w->p->n; i++)
    for (slong c = 0; c < d; c++)
      arb_set_d(arb_mat_entry(w->W, i, c), W[i * d + c]);
  find_twins(w, W, equal);
  symmetrise(w);
  normalise(w);
}

static enum cpf_status look_outside(struct work *w, const struct cpf_split *outer,
                                    struct cpf_ball_root *root, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  double form = 0;
  arb_mat_t T, S;
  arb_mat_init(T, w->p->n, w->p->n);
  arb_mat_init(S, outer->m, outer->m);
  cpf_ball_transverse_hessian(w->p, w->W, T, w->prec);
  if (cpf_ball_schur(T, outer, S, w->prec))
    status = cpf_ball_small_eigenvalues(S, form_level(w->p), &root->outer, &form, err);
  else
    root->critical = false;
  arb_mat_clear(T);
  arb_mat_clear(S);
  return status;
}

enum cpf_status cpf_ball_root_find(const struct cpf_problem *p, const double *W, const double *B,
                                   const struct cpf_split *split, const struct cpf_split *outer,
                                   struct cpf_ball_root *root, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct work w = {.p = p,
                   .split = split,
                   .B = B,
                   .N = (slong)cpf_problem_tangent_dim(p),
                   .prec = cpf_ball_precision(p)};
  memset(root, 0, sizeof *root);
  arb_mat_init(w.W, p->n, p->d);
  arb_mat_init(w.G, p->n, p->d);
  arb_mat_init(w.mu, p->n, 1);
  arb_mat_init(w.F, w.N, 1);
  CPF_TRY_ALLOC(root->W, (size_t)p->n * (size_t)p->d, err);
  CPF_TRY_ALLOC(w.twin, (size_t)p->n * (size_t)p->d, err);
  for (int attempt = 0; attempt < 2 && !root->critical; attempt++) {
    start(&w, W, attempt == 0 ? EQUAL : -1);
    CPF_TRY(iterate(&w, root, err));
  }
  for (slong i = 0; i < p->n; i++)
    for (slong c = 0; c < p->d; c++)
      root->W[i * p->d + c] = arf_get_d(arb_midref(arb_mat_entry(w.W, i, c)), ARF_RND_NEAR);
  if (root->critical && outer->m > 0)
    CPF_TRY(look_outside(&w, outer, root, err));
cleanup:
  free(w.twin);
  arb_mat_clear(w.W);
  arb_mat_clear(w.G);
  arb_mat_clear(w.mu);
  arb_mat_clear(w.F);
  if (status != CPF_OK)
    cpf_ball_root_clear(root);
  return status;
}
