// SPDX-License-Identifier: GPL-3.0-or-later
//
//  1. The tube (flow/tube_ball.h) of the reduced flow around the exact start.
//  2. After each step: the first time that y > x in the whole tube, and whether y and s are above
//     the golden threshold there. Then the golden-cone lemma takes over: students 0, 1 .. n-1 with
//     the teachers n, 1 .. n-1.
#include "verify/cone_fall_ball.h"

#include "verify/cone_golden_ball.h"

static double middle(const arb_t x) {
  return arf_get_d(arb_midref(x), ARF_RND_NEAR);
}

void cpf_fall_certify(const struct cpf_pushers *start, bool only_cross, long max_steps,
                      struct cpf_fall *fall) {
  struct cpf_tube_field field = {cpf_pushers_size(start), cpf_pushers_eval, start};
  slong weights[CPF_PUSHERS];
  struct cpf_tube tube;
  arb_ptr v = _arb_vec_init(CPF_PUSHERS);
  *fall = (struct cpf_fall){0};
  cpf_pushers_weights(start, weights);
  cpf_pushers_start(start, v, CPF_TUBE_BITS);
  cpf_tube_init(&tube, &field, weights, v);
  while (fall->steps < max_steps && !fall->arrived && !(only_cross && fall->crossed) &&
         cpf_tube_certify_step(&tube)) {
    cpf_tube_box(&tube, v);
    fall->steps++;
    if (!fall->crossed && arb_is_positive(v) && arb_gt(v + 1, v)) {
      fall->crossed = true;
      fall->crossing = middle(tube.time);
    }
    fall->arrived = cpf_cone_in_golden(v + 1, tube.prec) && cpf_cone_in_golden(v + 5, tube.prec);
  }
  fall->time = middle(tube.time);
  fall->error = middle(tube.error);
  fall->y = middle(v + 1), fall->s = middle(v + 5);
  cpf_tube_clear(&tube);
  _arb_vec_clear(v, CPF_PUSHERS);
}
