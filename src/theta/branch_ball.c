// SPDX-License-Identifier: GPL-3.0-or-later
// Where the searches for pairs start.
//
// 1. Odd rho: at t_1 = t_2 = theta; sin^{rho-1} moves the pair apart by about
//    2 rho sin^{rho-1}(theta) cos(theta) / lambda_a.
// 2. The branch, rho < NEAR: L = const + lambda_a/2 xi^2 - 4 xi^4 along the branch, xi = sqrt(2)
//    (t_2 - t_1)/2 (docs/theta.md, section 5), so the half difference is sqrt(lambda_a/32).
// 3. The branch elsewhere: at the angles in double precision. There the second equation is of the
//    size of t_1, which falls like 0.786^rho: more bits.
#include "theta/pair_ball.h"

#include <math.h>

#include "cpfind/theta.h"
#include "theta/condition.h"

enum { SPARE_BITS = 64, BITS_PER_DEGREE = 1, NEAR_BITS = 192 };
static const double NEAR = 4.05;

static double to_double(const arb_t x) {
  return arf_get_d(arb_midref(x), ARF_RND_NEAR);
}

static bool below_quarter(const arb_t t) {
  arb_t quarter;
  arb_init(quarter);
  arb_const_pi(quarter, SPARE_BITS);
  arb_mul_2exp_si(quarter, quarter, -2);
  bool below = arb_lt(t, quarter) != 0;
  arb_clear(quarter);
  return below;
}

bool cpf_theta_odd_certify(struct cpf_theta_pair *p, const struct cpf_theta_ball *b, slong bits) {
  fmpq_set(p->rho, b->rho);
  p->odd = true;
  arb_set(p->t[0], b->theta), arb_set(p->t[1], b->theta);
  return cpf_theta_pair_certify(p, bits) && arb_is_positive(p->t[0]) && arb_is_positive(p->t[1]) &&
         below_quarter(p->t[0]) && below_quarter(p->t[1]);
}

// Step 2. False when lambda_a is not known to be positive.
static bool start_near(struct cpf_theta_pair *p, const struct cpf_theta_ball *b, slong *bits) {
  arb_t half;
  bool positive = arb_is_positive(b->lambda[0]) != 0;
  slong prec = arb_rel_accuracy_bits(b->theta) + SPARE_BITS;
  arb_init(half);
  if (positive) {
    arb_mul_2exp_si(half, b->lambda[0], -5);
    arb_sqrt(half, half, prec);
    arb_sub(p->t[0], b->theta, half, prec), arb_add(p->t[1], b->theta, half, prec);
    p->condition = -4 * arf_abs_bound_lt_2exp_si(arb_midref(half));
    *bits += p->condition;
  }
  arb_clear(half);
  return positive;
}

static bool start_far(struct cpf_theta_pair *p, double rho, slong *bits) {
  double t[2];
  if (!cpf_theta_branch(rho, t))
    return false;
  arb_set_d(p->t[0], t[0]), arb_set_d(p->t[1], t[1]);
  p->condition = BITS_PER_DEGREE * (slong)rho; // at least twice log2(0.786^-rho)
  *bits += p->condition;
  return true;
}

bool cpf_theta_branch_certify(struct cpf_theta_pair *p, const struct cpf_theta_ball *b,
                              slong bits) {
  arb_t x;
  arb_init(x);
  arb_set_fmpq(x, b->rho, SPARE_BITS);
  double rho = to_double(x);
  arb_clear(x);
  fmpq_set(p->rho, b->rho);
  p->odd = false;
  if (!(rho >= 4 && rho <= CPF_THETA_BRANCH_MAX))
    return false;
  bool started = rho < NEAR ? start_near(p, b, &bits) : start_far(p, rho, &bits);
  return started && cpf_theta_pair_certify(p, bits) && arb_is_positive(p->t[0]) &&
         arb_lt(p->t[0], b->theta) && arb_lt(b->theta, p->t[1]) && below_quarter(p->t[1]);
}

bool cpf_theta_branch_near(double rho, double t[2]) {
  struct cpf_theta_ball b;
  struct cpf_theta_pair p;
  arf_t exact;
  cpf_theta_ball_init(&b), cpf_theta_pair_init(&p), arf_init(exact);
  arf_set_d(exact, rho);
  arf_get_fmpq(b.rho, exact);
  bool found = rho > 4 && rho < NEAR && cpf_theta_ball_certify(&b, NEAR_BITS) &&
               cpf_theta_branch_certify(&p, &b, NEAR_BITS);
  for (int i = 0; found && i < 2; i++)
    t[i] = to_double(p.t[i]);
  arf_clear(exact), cpf_theta_pair_clear(&p), cpf_theta_ball_clear(&b);
  return found;
}
