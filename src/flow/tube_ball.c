// SPDX-License-Identifier: GPL-3.0-or-later
//
// Theorem. Let p be a polynomial, |F(p(t)) - p'(t)| <= delta on [0, h], |v(0) - p(0)| <= e, and let
// mu bound the logarithmic norm of DF on a box that contains every x with |x - p(t)| <= R for a t
// in [0, h]. If E = max(1, exp(mu h)) (e + h delta) < R, then v exists on [0, h] and
//     |v(h) - p(h)| <= exp(mu h) e + max(1, exp(mu h)) h delta.
// Proof. While v is in the tube, D|v - p| <= mu |v - p| + delta (Dini derivative; the segment from
// p(t) to v(t) is in the tube, which is convex at each t), so |v - p| <= E < R by Gronwall, and v
// cannot reach the tube's wall; a bounded solution goes on.
// The logarithmic norm for |x|^2 = x^T W x is at most mu when mu W - (W DF + DF^T W)/2 is positive
// semidefinite (Soderlind, "The logarithmic norm", BIT 46, 2006).
//
// A step:
//  1. p: the Taylor polynomial of order K at the centre, its coefficients rounded to exact numbers.
//  2. The step 2^m with |p_K| 2^(m K) below 2^-LOCAL_BITS relative to |p_1| 2^m, at most twice the
//     last one.
//  3. delta: F(p(t)) - p'(t) = sum_{j<K} d_j t^j + g t^K, g in the K-th Taylor coefficient of
//     F(p(s + .)) for all s in [0, h] (Lagrange's remainder, component by component).
//  4. R = 2 (e + h delta); DF over the box by series of length 2; the smallest mu = j / (GRID h)
//     that Cholesky's decomposition in balls proves.
//  5. The theorem's inequality; where it fails the step is halved and 3 is next.
#include "flow/tube_ball.h"

#include <arb_mat.h>
#include <flint/flint.h>

// GRID: mu is a multiple of 1 / (GRID h). GROWTH: it is at most GROWTH / (GRID h), that is, an
// error grows by exp(1/4) at most in a step. DECAY: and at least -DECAY / (GRID h).
enum { LOCAL_BITS = 56, GRID = 64, GROWTH = 16, DECAY = 64, HALVINGS = 20 };

static arb_poly_struct *new_polys(slong size) {
  arb_poly_struct *p = flint_malloc((size_t)size * sizeof *p);
  for (slong i = 0; i < size; i++)
    arb_poly_init(p + i);
  return p;
}

static void free_polys(arb_poly_struct *p, slong size) {
  for (slong i = 0; i < size; i++)
    arb_poly_clear(p + i);
  flint_free(p);
}

// x becomes an exact number not below its upper bound.
static void round_up(arb_t x, slong prec) {
  arf_t bound;
  arf_init(bound);
  arb_get_ubound_arf(bound, x, prec);
  arb_set_arf(x, bound);
  arf_clear(bound);
}

// sqrt(sum_i weights_i x_i^2), rounded up.
static void norm(arb_t out, const struct cpf_tube *tube, arb_srcptr x) {
  arb_t square;
  arb_init(square);
  arb_zero(out);
  for (slong i = 0; i < tube->field->size; i++) {
    arb_mul(square, x + i, x + i, tube->prec);
    arb_addmul_si(out, square, tube->weights[i], tube->prec);
  }
  round_up(out, tube->prec);
  arb_sqrt(out, out, tube->prec);
  round_up(out, tube->prec);
  arb_clear(square);
}

// Moves the radii of `box` into the error: centre = midpoints, error += |radii|.
static void recentre(struct cpf_tube *tube, arb_srcptr box) {
  slong size = tube->field->size;
  arb_ptr radii = _arb_vec_init(size);
  arb_t more;
  arb_init(more);
  for (slong i = 0; i < size; i++) {
    arb_get_rad_arb(radii + i, box + i);
    arb_get_mid_arb(tube->centre + i, box + i);
  }
  norm(more, tube, radii);
  arb_add(tube->error, tube->error, more, tube->prec);
  round_up(tube->error, tube->prec);
  arb_clear(more);
  _arb_vec_clear(radii, size);
}

void cpf_tube_init(struct cpf_tube *tube, const struct cpf_tube_field *field, const slong *weights,
                   arb_srcptr start) {
  *tube = (struct cpf_tube){.field = field, .order = CPF_TUBE_ORDER, .prec = CPF_TUBE_BITS};
  tube->log2_step = WORD_MAX; // no last step
  tube->weights = flint_malloc((size_t)field->size * sizeof *weights);
  for (slong i = 0; i < field->size; i++)
    tube->weights[i] = weights[i];
  tube->centre = _arb_vec_init(field->size);
  arb_init(tube->error), arb_init(tube->time);
  recentre(tube, start);
}

void cpf_tube_clear(struct cpf_tube *tube) {
  flint_free(tube->weights);
  _arb_vec_clear(tube->centre, tube->field->size);
  arb_clear(tube->error), arb_clear(tube->time);
}

// Step 1: p_0 .. p_K.
static void taylor(const struct cpf_tube *tube, arb_poly_struct *p) {
  slong size = tube->field->size;
  arb_poly_struct *F = new_polys(size);
  arb_t c;
  arb_init(c);
  for (slong i = 0; i < size; i++)
    arb_poly_set_coeff_arb(p + i, 0, tube->centre + i);
  for (slong k = 0; k < tube->order; k++) {
    tube->field->eval(F, p, k + 1, tube->prec, tube->field->ctx);
    for (slong i = 0; i < size; i++) {
      arb_poly_get_coeff_arb(c, F + i, k);
      arb_div_si(c, c, k + 1, tube->prec);
      arb_get_mid_arb(c, c);
      arb_poly_set_coeff_arb(p + i, k + 1, c);
    }
  }
  arb_clear(c);
  free_polys(F, size);
}

// The binary exponent of the largest |p_k|; -ARF_PREC_EXACT when all are 0.
static slong exponent(const struct cpf_tube *tube, const arb_poly_struct *p, slong k) {
  slong most = -ARF_PREC_EXACT;
  arb_t c;
  arb_init(c);
  for (slong i = 0; i < tube->field->size; i++) {
    arb_poly_get_coeff_arb(c, p + i, k);
    if (!arb_is_zero(c))
      most = FLINT_MAX(most, arf_abs_bound_lt_2exp_si(arb_midref(c)));
  }
  arb_clear(c);
  return most;
}

// Step 2: m <= (exponent(p_1) - exponent(p_K) - LOCAL_BITS) / (K - 1), rounded down.
static slong suggest(const struct cpf_tube *tube, const arb_poly_struct *p) {
  slong first = exponent(tube, p, 1), last = exponent(tube, p, tube->order);
  slong m = -1; // the field is nearly constant: 2^m after a first step of 1/2
  if (first > -ARF_PREC_EXACT && last > -ARF_PREC_EXACT) {
    slong room = first - last - LOCAL_BITS, parts = tube->order - 1;
    m = room >= 0 ? room / parts : -((-room + parts - 1) / parts);
  }
  return tube->log2_step == WORD_MAX ? m : FLINT_MIN(m, tube->log2_step + 1);
}

// The ball [0, 2^m].
static void interval(arb_t T, slong m) {
  arb_one(T);
  arb_mul_2exp_si(T, T, m - 1);
  mag_set_ui_2exp_si(arb_radref(T), 1, m - 1);
}

// Step 3: an upper bound of |F(p) - p'| on [0, 2^m].
static void defect(arb_t delta, const struct cpf_tube *tube, const arb_poly_struct *p, slong m) {
  slong size = tube->field->size, K = tube->order;
  arb_poly_struct *F = new_polys(size), *G = new_polys(size), *shifted = new_polys(size);
  arb_ptr sum = _arb_vec_init(size);
  arb_t T, c, slope;
  arb_init(T), arb_init(c), arb_init(slope);
  interval(T, m);
  for (slong i = 0; i < size; i++)
    arb_poly_taylor_shift(shifted + i, p + i, T, tube->prec);
  tube->field->eval(F, p, K, tube->prec, tube->field->ctx);
  tube->field->eval(G, shifted, K + 1, tube->prec, tube->field->ctx);
  for (slong i = 0; i < size; i++)
    for (slong j = 0; j <= K; j++) {
      arb_poly_get_coeff_arb(c, (j < K ? F : G) + i, j);
      arb_poly_get_coeff_arb(slope, p + i, j + 1);
      arb_mul_si(slope, slope, j + 1, tube->prec);
      arb_sub(c, c, slope, tube->prec);
      arb_abs(c, c);
      arb_mul_2exp_si(c, c, m * j);
      arb_add(sum + i, sum + i, c, tube->prec);
    }
  norm(delta, tube, sum);
  arb_clear(T), arb_clear(c), arb_clear(slope);
  _arb_vec_clear(sum, size);
  free_polys(F, size), free_polys(G, size), free_polys(shifted, size);
}

// A = (W DF + DF^T W) / 2 over the box of all x with |x - p(t)| <= R, t in [0, 2^m].
static void symmetric_part(arb_mat_t A, const struct cpf_tube *tube, const arb_poly_struct *p,
                           slong m, const arb_t R) {
  slong size = tube->field->size;
  arb_poly_struct *v = new_polys(size), *F = new_polys(size);
  arb_t T, x, r;
  arb_init(T), arb_init(x), arb_init(r);
  interval(T, m);
  for (slong i = 0; i < size; i++) {
    arb_poly_evaluate(x, p + i, T, tube->prec);
    arb_sqrt_ui(r, (ulong)tube->weights[i], tube->prec);
    arb_div(r, R, r, tube->prec);
    arb_add_error(x, r);
    arb_poly_set_arb(v + i, x);
  }
  arb_mat_zero(A);
  for (slong c = 0; c < size; c++) { // column c of DF
    arb_poly_set_coeff_si(v + c, 1, 1);
    tube->field->eval(F, v, 2, tube->prec, tube->field->ctx);
    arb_poly_truncate(v + c, 1);
    for (slong i = 0; i < size; i++) {
      arb_poly_get_coeff_arb(x, F + i, 1);
      arb_mul_si(x, x, tube->weights[i], tube->prec);
      arb_mul_2exp_si(x, x, -1);
      arb_add(arb_mat_entry(A, i, c), arb_mat_entry(A, i, c), x, tube->prec);
      arb_add(arb_mat_entry(A, c, i), arb_mat_entry(A, c, i), x, tube->prec);
    }
  }
  arb_clear(T), arb_clear(x), arb_clear(r);
  free_polys(v, size), free_polys(F, size);
}

// Whether mu W - A is proved to be positive definite for mu = j / (GRID 2^m).
static bool is_bound(const struct cpf_tube *tube, const arb_mat_t A, slong j, slong m) {
  slong size = tube->field->size;
  arb_mat_t M, L;
  arb_t mu;
  arb_init(mu);
  arb_mat_init(M, size, size), arb_mat_init(L, size, size);
  arb_set_si(mu, j);
  arb_div_si(mu, mu, GRID, tube->prec);
  arb_mul_2exp_si(mu, mu, -m);
  arb_mat_neg(M, A);
  for (slong i = 0; i < size; i++)
    arb_addmul_si(arb_mat_entry(M, i, i), mu, tube->weights[i], tube->prec);
  bool positive = arb_mat_cho(L, M, tube->prec) != 0;
  arb_mat_clear(M), arb_mat_clear(L);
  arb_clear(mu);
  return positive;
}

// Step 4: exp(mu h) with the smallest mu; false when GROWTH is not enough.
static bool growth(arb_t factor, const struct cpf_tube *tube, const arb_poly_struct *p, slong m,
                   const arb_t R) {
  slong low = -DECAY - 1, high = GROWTH; // low: not proved or not wanted
  arb_mat_t A;
  arb_mat_init(A, tube->field->size, tube->field->size);
  symmetric_part(A, tube, p, m, R);
  bool ok = is_bound(tube, A, high, m);
  while (ok && high - low > 1) {
    slong middle = (high + low) / 2;
    *(is_bound(tube, A, middle, m) ? &high : &low) = middle;
  }
  arb_set_si(factor, high);
  arb_div_si(factor, factor, GRID, tube->prec);
  arb_exp(factor, factor, tube->prec);
  round_up(factor, tube->prec);
  arb_mat_clear(A);
  return ok;
}

// Steps 3 to 5 with the step 2^m; the error after the step in `after`.
static bool prove_step(arb_t after, const struct cpf_tube *tube, const arb_poly_struct *p,
                       slong m) {
  arb_t delta, R, factor, most;
  arb_init(delta), arb_init(R), arb_init(factor), arb_init(most);
  defect(delta, tube, p, m);
  arb_mul_2exp_si(delta, delta, m); // h delta
  arb_add(most, tube->error, delta, tube->prec);
  arb_mul_2exp_si(R, most, 1);
  round_up(R, tube->prec);
  bool ok = arb_is_finite(R) && growth(factor, tube, p, m, R);
  if (ok) {
    arb_mul(after, factor, tube->error, tube->prec);
    if (arf_cmp_si(arb_midref(factor), 1) < 0)
      arb_one(factor);
    arb_mul(most, most, factor, tube->prec);
    arb_addmul(after, factor, delta, tube->prec);
    round_up(after, tube->prec);
    ok = arb_lt(most, R) || arb_is_zero(most); // 0: p is the solution
  }
  arb_clear(delta), arb_clear(R), arb_clear(factor), arb_clear(most);
  return ok;
}

bool cpf_tube_certify_step(struct cpf_tube *tube) {
  slong size = tube->field->size;
  arb_poly_struct *p = new_polys(size);
  arb_ptr end = _arb_vec_init(size);
  arb_t after, h;
  bool ok = false;
  arb_init(after), arb_init(h);
  taylor(tube, p);
  slong m = suggest(tube, p);
  for (int halving = 0; halving < HALVINGS && !ok; halving++) {
    ok = prove_step(after, tube, p, m);
    m -= !ok;
  }
  if (ok) {
    arb_one(h);
    arb_mul_2exp_si(h, h, m);
    for (slong i = 0; i < size; i++)
      arb_poly_evaluate(end + i, p + i, h, tube->prec);
    arb_set(tube->error, after);
    recentre(tube, end);
    arb_add(tube->time, tube->time, h, tube->prec);
    tube->log2_step = m;
    tube->steps++;
  }
  arb_clear(after), arb_clear(h);
  _arb_vec_clear(end, size);
  free_polys(p, size);
  return ok;
}

void cpf_tube_box(const struct cpf_tube *tube, arb_ptr box) {
  arb_t r;
  arb_init(r);
  for (slong i = 0; i < tube->field->size; i++) {
    arb_sqrt_ui(r, (ulong)tube->weights[i], tube->prec);
    arb_div(r, tube->error, r, tube->prec);
    arb_set(box + i, tube->centre + i);
    arb_add_error(box + i, r);
  }
  arb_clear(r);
}
