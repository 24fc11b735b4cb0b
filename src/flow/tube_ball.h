// SPDX-License-Identifier: GPL-3.0-or-later
// A tube around a polynomial that is proved to contain the solutions of dv/dt = F(v): validated
// integration with one scalar error, the distance in a weighted norm |x|^2 = sum_i weights_i x_i^2.
// In weights that make F nearly a gradient the error grows no faster than neighbours part.
//
// Arb ends the program when memory runs out, so that nothing here returns a status.
#ifndef CPF_FLOW_TUBE_BALL_H
#define CPF_FLOW_TUBE_BALL_H

#include <arb_poly.h>
#include <stdbool.h>

// The right hand side, continuously differentiable. eval: out_i = F_i(v) as power series of length
// len, for series v of that length; it encloses F_i(v) for all members of v.
struct cpf_tube_field {
  slong size;
  void (*eval)(arb_poly_struct *out, const arb_poly_struct *v, slong len, slong prec,
               const void *ctx);
  const void *ctx;
};

struct cpf_tube {
  const struct cpf_tube_field *field; // not owned
  slong *weights;                     // positive
  slong order, prec;                  // of the Taylor polynomials; bits
  slong log2_step;                    // the last step was 2^log2_step
  slong steps;
  arb_ptr centre; // exact numbers
  arb_t error;    // an exact number: |v - centre| <= error for all solutions in the tube
  arb_t time;
};

enum { CPF_TUBE_ORDER = 16, CPF_TUBE_BITS = 96 };

// The tube at time 0 around the box `start` (size balls). The field must outlive the tube.
void cpf_tube_init(struct cpf_tube *tube, const struct cpf_tube_field *field, const slong *weights,
                   arb_srcptr start);
void cpf_tube_clear(struct cpf_tube *tube);

// One step, of a length 2^m that the Taylor coefficients suggest. True is proved: every solution
// that started in the box exists until the new time and is in the new tube then. False: no step
// could be proved, the tube is as it was.
bool cpf_tube_certify_step(struct cpf_tube *tube);

// The box around the tube: size balls.
void cpf_tube_box(const struct cpf_tube *tube, arb_ptr box);

#endif
