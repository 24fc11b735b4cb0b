// SPDX-License-Identifier: GPL-3.0-or-later
// Tubes around solutions that are known in closed form.
#include "flow/tube_ball.h"

#include <criterion/criterion.h>

enum { MANY = 400 };
static const double SMALL = 1e-12; // well above 2^-56 per step, well below what is tampered with

static void rotate(arb_poly_struct *out, const arb_poly_struct *v, slong len, slong prec,
                   const void *ctx) {
  (void)prec, (void)ctx;
  arb_poly_set_trunc(out + 1, v, len);
  arb_poly_neg(out, v + 1);
  arb_poly_truncate(out, len);
}

// v' = v (1 - v) + *ctx
static void logistic(arb_poly_struct *out, const arb_poly_struct *v, slong len, slong prec,
                     const void *ctx) {
  arb_poly_t square;
  arb_t more;
  arb_poly_init(square), arb_init(more);
  arb_set_d(more, *(const double *)ctx);
  arb_poly_mullow(square, v, v, len, prec);
  arb_poly_sub(out, v, square, prec);
  arb_poly_set_arb(square, more);
  arb_poly_add(out, out, square, prec);
  arb_poly_clear(square), arb_clear(more);
}

static void explode(arb_poly_struct *out, const arb_poly_struct *v, slong len, slong prec,
                    const void *ctx) {
  (void)ctx;
  arb_poly_mullow(out, v, v, len, prec);
}

// Steps until `time` at least.
static bool follow(struct cpf_tube *tube, double time) {
  arb_t end;
  bool ok = true;
  arb_init(end);
  arb_set_d(end, time);
  for (int i = 0; i < MANY && ok && arb_lt(tube->time, end); i++)
    ok = cpf_tube_certify_step(tube);
  ok = ok && arb_ge(tube->time, end);
  arb_clear(end);
  return ok;
}

// 1 / (1 + exp(-time)), the logistic solution from 1/2.
static void sigmoid(arb_t out, const arb_t time, slong prec) {
  arb_neg(out, time);
  arb_exp(out, out, prec);
  arb_add_ui(out, out, 1, prec);
  arb_inv(out, out, prec);
}

Test(tube, rotation_keeps_the_error_small) {
  struct cpf_tube_field field = {2, rotate, NULL};
  struct cpf_tube tube;
  arb_ptr v = _arb_vec_init(2), exact = _arb_vec_init(2);
  arb_one(v);
  cpf_tube_init(&tube, &field, (slong[]){1, 1}, v);
  cr_assert(follow(&tube, 20));
  cpf_tube_box(&tube, v);
  arb_sin_cos(exact + 1, exact, tube.time, 2 * tube.prec);
  cr_expect(arb_contains(v, exact) && arb_contains(v + 1, exact + 1));
  cr_expect_lt(arf_get_d(arb_midref(tube.error), ARF_RND_UP), SMALL);
  cpf_tube_clear(&tube);
  _arb_vec_clear(v, 2), _arb_vec_clear(exact, 2);
}

// In wrong weights the tube is wider, and still right.
Test(tube, weights_only_matter_for_the_width) {
  struct cpf_tube_field field = {2, rotate, NULL};
  struct cpf_tube tube, skew;
  arb_ptr v = _arb_vec_init(2), exact = _arb_vec_init(2);
  arb_one(v);
  mag_set_d(arb_radref(v), 1e-6); // far more than the steps add
  cpf_tube_init(&tube, &field, (slong[]){1, 1}, v);
  cpf_tube_init(&skew, &field, (slong[]){1, 9}, v);
  cr_assert(follow(&tube, 5));
  cr_assert(follow(&skew, 5));
  cr_expect(arb_gt(skew.error, tube.error));
  cpf_tube_box(&skew, v);
  arb_sin_cos(exact + 1, exact, skew.time, 2 * skew.prec);
  cr_expect(arb_contains(v, exact) && arb_contains(v + 1, exact + 1));
  cpf_tube_clear(&tube), cpf_tube_clear(&skew);
  _arb_vec_clear(v, 2), _arb_vec_clear(exact, 2);
}

Test(tube, logistic_is_contained_and_a_tampered_field_is_not) {
  static const double NONE = 0, TAMPERED = 1e-9;
  struct cpf_tube_field field = {1, logistic, &NONE}, other = {1, logistic, &TAMPERED};
  struct cpf_tube tube;
  arb_ptr v = _arb_vec_init(1), exact = _arb_vec_init(1);
  arb_set_d(v, 0.5);
  cpf_tube_init(&tube, &field, (slong[]){1}, v);
  cr_assert(follow(&tube, 12));
  cpf_tube_box(&tube, v);
  sigmoid(exact, tube.time, 2 * tube.prec);
  cr_expect(arb_contains(v, exact));
  cr_expect_lt(arf_get_d(arb_midref(tube.error), ARF_RND_UP), SMALL);
  cpf_tube_clear(&tube);
  arb_set_d(v, 0.5);
  cpf_tube_init(&tube, &other, (slong[]){1}, v);
  cr_assert(follow(&tube, 12));
  cpf_tube_box(&tube, v);
  sigmoid(exact, tube.time, 2 * tube.prec);
  cr_expect(!arb_overlaps(v, exact));
  cpf_tube_clear(&tube);
  _arb_vec_clear(v, 1), _arb_vec_clear(exact, 1);
}

// All of [2/5, 3/5] goes along: the solutions from the ends stay in the tube.
Test(tube, a_box_goes_along) {
  static const double NONE = 0;
  struct cpf_tube_field field = {1, logistic, &NONE};
  struct cpf_tube tube;
  arb_ptr v = _arb_vec_init(1);
  arb_t shift, exact;
  arb_init(shift), arb_init(exact);
  arb_set_d(v, 0.5);
  mag_set_d(arb_radref(v), 0.1);
  cpf_tube_init(&tube, &field, (slong[]){1}, v);
  cr_assert(follow(&tube, 1));
  cpf_tube_box(&tube, v);
  for (int side = -1; side <= 1; side += 2) { // from 3/5 and 2/5: log((3/5) / (2/5)) ahead, behind
    arb_set_d(shift, 1.5);
    arb_log(shift, shift, tube.prec);
    arb_mul_si(shift, shift, side, tube.prec);
    arb_add(shift, shift, tube.time, tube.prec);
    sigmoid(exact, shift, tube.prec);
    cr_expect(arb_contains(v, exact));
  }
  cpf_tube_clear(&tube);
  arb_clear(shift), arb_clear(exact);
  _arb_vec_clear(v, 1);
}

// v' = v^2 from 1 ends at time 1: nothing is proved beyond, what is proved before is right.
Test(tube, never_passes_the_end_of_a_solution) {
  struct cpf_tube_field field = {1, explode, NULL};
  struct cpf_tube tube;
  arb_ptr v = _arb_vec_init(1);
  arb_t exact;
  arb_init(exact);
  arb_one(v);
  cpf_tube_init(&tube, &field, (slong[]){1}, v);
  cr_expect(!follow(&tube, 1));
  cr_expect_gt(arf_get_d(arb_midref(tube.time), ARF_RND_DOWN), 0.9);
  arb_sub_ui(exact, tube.time, 1, 2 * tube.prec);
  cr_expect(arb_is_negative(exact));
  arb_neg(exact, exact);
  arb_inv(exact, exact, 2 * tube.prec);
  cpf_tube_box(&tube, v);
  cr_expect(arb_contains(v, exact));
  cpf_tube_clear(&tube);
  arb_clear(exact);
  _arb_vec_clear(v, 1);
}

Test(tube, an_equilibrium_stays_exact) {
  struct cpf_tube_field field = {1, explode, NULL};
  struct cpf_tube tube;
  arb_ptr v = _arb_vec_init(1);
  cpf_tube_init(&tube, &field, (slong[]){1}, v);
  cr_expect(follow(&tube, 3));
  cpf_tube_box(&tube, v);
  cr_expect(arb_is_zero(v));
  cpf_tube_clear(&tube);
  _arb_vec_clear(v, 1);
}
