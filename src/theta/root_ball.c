// SPDX-License-Identifier: GPL-3.0-or-later
// 1. For m >= 1 the unknown is z = sin(t)^2 and the function
//      E(z) = (1-z)^m - z^m - 2 (1-2z)^{2m+1},
//    negative on (0, z*) and positive on (z*, 1/2). For m < 1 it is v = log(a), cos(2t) = tanh(a):
//      G(v) = (2m+1) log tanh a + m log cosh a + m log 2 - log sinh(ma),
//    negative below v*, positive above (docs/theta.md, section 2; condition.c in double precision).
// 2. Newton's method with twice the bits at each step.
// 3. The proof: the function is negative at u - epsilon and positive at u + epsilon, both in ball
//    arithmetic, so the only root lies between. Not decided: more guard bits, a few times.
// 4. t = atan(sqrt(z/(1-z))) or atan(exp(-a)). With A = (1-z)^m, B = z^m the eigenvalues are
//      lambda_a = rho ((m+1) x (A-B) - m (A+B)),
//      lambda_s = lambda_a + 2 rho x^{2m} (2m+1 - (2m+2) x^2)
//    (docs/theta.md, section 4). For rho = 4, where 2x^2 = 1, they are 0 and 4.
#include "theta/root_ball.h"

#include <math.h>

#include "theta/condition.h"

enum { GUARD_BITS = 64, START_BITS = 40, SLACK_BITS = 8, ATTEMPTS = 6 };

struct unknown {
  const struct cpf_theta_ball *b;
  bool small; // m < 1
  slong extra;
  arb_t at, f, slope, m, s[6];
};

void cpf_theta_ball_init(struct cpf_theta_ball *b) {
  fmpq_init(b->rho), fmpq_init(b->m);
  arb_init(b->z), arb_init(b->x), arb_init(b->theta);
  arb_init(b->lambda[0]), arb_init(b->lambda[1]);
}

void cpf_theta_ball_clear(struct cpf_theta_ball *b) {
  fmpq_clear(b->rho), fmpq_clear(b->m);
  arb_clear(b->z), arb_clear(b->x), arb_clear(b->theta);
  arb_clear(b->lambda[0]), arb_clear(b->lambda[1]);
}

void cpf_theta_power(arb_t out, const arb_t base, const fmpq_t e, slong prec) {
  arb_pow_fmpq(out, base, e, prec);
}

static double to_double(const fmpq_t q) {
  arb_t x;
  arb_init(x);
  arb_set_fmpq(x, q, 2L * GUARD_BITS);
  double d = arf_get_d(arb_midref(x), ARF_RND_NEAR);
  arb_clear(x);
  return d;
}

static void unknown_init(struct unknown *u, const struct cpf_theta_ball *b) {
  u->b = b;
  arb_init(u->at), arb_init(u->f), arb_init(u->slope), arb_init(u->m);
  for (int i = 0; i < 6; i++)
    arb_init(u->s[i]);
  u->small = fmpq_cmp_ui(b->m, 1) < 0;
  slong size = (slong)fmpz_bits(fmpq_numref(b->m)) + (slong)fmpz_bits(fmpq_denref(b->m));
  u->extra = GUARD_BITS + 3 * size;
}

static void unknown_clear(struct unknown *u) {
  arb_clear(u->at), arb_clear(u->f), arb_clear(u->slope), arb_clear(u->m);
  for (int i = 0; i < 6; i++)
    arb_clear(u->s[i]);
}

// E(z), and E'(z) = -m (1-z)^{m-1} - m z^{m-1} + 4 (2m+1) (1-2z)^{2m}.
static void evaluate_in_z(struct unknown *u, const arb_t z, slong prec) {
  arb_ptr c2 = u->s[0], x = u->s[1], A = u->s[2], B = u->s[3], X = u->s[4], order = u->s[5];
  fmpq_t twice;
  fmpq_init(twice);
  fmpq_mul_2exp(twice, u->b->m, 1);
  arb_sub_ui(c2, z, 1, prec), arb_neg(c2, c2);
  arb_mul_2exp_si(x, z, 1), arb_sub_ui(x, x, 1, prec), arb_neg(x, x);
  cpf_theta_power(A, c2, u->b->m, prec), cpf_theta_power(B, z, u->b->m, prec);
  cpf_theta_power(X, x, twice, prec), arb_mul_2exp_si(X, X, 1);
  arb_sub(u->f, A, B, prec), arb_submul(u->f, X, x, prec);
  arb_div(A, A, c2, prec), arb_div(B, B, z, prec), arb_add(A, A, B, prec);
  arb_mul_2exp_si(order, u->m, 1), arb_add_ui(order, order, 1, prec),
      arb_mul_2exp_si(order, order, 1);
  arb_mul(u->slope, order, X, prec), arb_submul(u->slope, u->m, A, prec);
  fmpq_clear(twice);
}

// sinh(a) and tanh(a) with relative accuracy: for a^2 < 2^-prec both are a (1 + O(a^2)), which Arb
// does not use when the exponent of a is huge.
static void sinh_tanh(arb_t s, arb_t t, const arb_t a, slong prec) {
  mag_t size;
  mag_init(size);
  arb_get_mag(size, a);
  if (mag_cmp_2exp_si(size, -prec) < 0) {
    mag_mul_2exp_si(size, size, -prec);
    arb_set(s, a), arb_set(t, a);
    arb_add_error_mag(s, size), arb_add_error_mag(t, size);
  } else {
    arb_sinh(s, a, prec), arb_tanh(t, a, prec);
  }
  mag_clear(size);
}

// G(v) and G'(v) = a ((2m+1) / (sinh a cosh a) + m tanh a - m / tanh(ma)).
static void evaluate_in_log(struct unknown *u, const arb_t v, slong prec) {
  arb_ptr a = u->s[0], s = u->s[1], c = u->s[2], t = u->s[3], order = u->s[4], y = u->s[5];
  arb_exp(a, v, prec);
  sinh_tanh(s, t, a, prec), arb_cosh(c, a, prec);
  arb_mul_2exp_si(order, u->m, 1), arb_add_ui(order, order, 1, prec);
  arb_mul(y, s, c, prec), arb_div(u->slope, order, y, prec), arb_addmul(u->slope, u->m, t, prec);
  arb_log(t, t, prec), arb_mul(u->f, order, t, prec);
  arb_mul_2exp_si(c, c, 1), arb_log(c, c, prec), arb_addmul(u->f, u->m, c, prec);
  arb_mul(y, u->m, a, prec);
  sinh_tanh(s, y, y, prec), arb_log(c, s, prec), arb_sub(u->f, u->f, c, prec);
  arb_div(y, u->m, y, prec), arb_sub(u->slope, u->slope, y, prec);
  arb_mul(u->slope, u->slope, a, prec);
}

static void evaluate(struct unknown *u, const arb_t at, slong prec) {
  arb_set_fmpq(u->m, u->b->m, prec);
  if (u->small)
    evaluate_in_log(u, at, prec);
  else
    evaluate_in_z(u, at, prec);
}

static void start(struct unknown *u) {
  double m = to_double(u->b->m);
  struct cpf_theta_root root = {.m = 0};
  slong prec = u->extra + START_BITS;
  cpf_theta_solve(m, &root);
  if (!u->small) {
    arb_set_d(u->at, (double)root.z);
  } else if (root.x > sqrtl(0x1p-60L)) {
    arb_set_d(u->at, (double)logl(atanhl(root.x)));
  } else { // (log(m)/m - log 2)/2, right to order a^2
    arb_set_fmpq(u->m, u->b->m, prec);
    arb_log(u->at, u->m, prec), arb_div(u->at, u->at, u->m, prec);
    arb_const_log2(u->f, prec), arb_sub(u->at, u->at, u->f, prec);
    arb_mul_2exp_si(u->at, u->at, -1);
  }
  arb_get_mid_arb(u->at, u->at);
}

static void newton(struct unknown *u, slong bits) {
  for (slong p = START_BITS; p < bits;) {
    p = 2 * p - SLACK_BITS < bits ? 2 * p - SLACK_BITS : bits;
    evaluate(u, u->at, p + u->extra);
    arb_div(u->f, u->f, u->slope, p + u->extra);
    arb_sub(u->at, u->at, u->f, p + u->extra);
    arb_get_mid_arb(u->at, u->at);
  }
}

// The sign at `at` + side * epsilon: -1, 1, or 0 when not decided.
static int sign_beside(struct unknown *u, int side, const mag_t epsilon, slong prec) {
  arb_t place;
  arb_init(place);
  arf_set_mag(arb_midref(place), epsilon);
  arb_mul_si(place, place, side, ARF_PREC_EXACT);
  arb_add(place, place, u->at, ARF_PREC_EXACT);
  evaluate(u, place, prec);
  int sign = arb_is_positive(u->f) - arb_is_negative(u->f);
  arb_clear(place);
  return sign;
}

// Steps 2 and 3; u->at becomes the proved enclosure.
static bool enclose(struct unknown *u, slong bits) {
  bool proved = false;
  mag_t epsilon;
  mag_init(epsilon);
  start(u);
  for (int attempt = 0; attempt < ATTEMPTS && !proved; attempt++, u->extra *= 2) {
    newton(u, bits);
    if (!arb_is_finite(u->at) || (!u->small && !arb_is_positive(u->at)))
      break;
    if (u->small)
      mag_one(epsilon);
    else
      arb_get_mag(epsilon, u->at); // relative to z
    mag_mul_2exp_si(epsilon, epsilon, 2L * SLACK_BITS - bits);
    slong prec = bits + u->extra;
    proved = sign_beside(u, -1, epsilon, prec) < 0 && sign_beside(u, 1, epsilon, prec) > 0;
  }
  if (proved)
    arb_add_error_mag(u->at, epsilon);
  mag_clear(epsilon);
  return proved;
}

// Step 4, the angle.
static void set_angle(struct cpf_theta_ball *b, const struct unknown *u, slong prec) {
  arb_t y;
  arb_init(y);
  if (u->small) {
    arb_exp(y, u->at, prec);
    sinh_tanh(b->z, b->x, y, prec);
    arb_neg(y, y), arb_exp(y, y, prec); // tan t
    arb_atan(b->theta, y, prec);
    arb_sub_ui(b->z, b->x, 1, prec), arb_neg(b->z, b->z), arb_mul_2exp_si(b->z, b->z, -1);
  } else {
    arb_set(b->z, u->at);
    arb_mul_2exp_si(b->x, u->at, 1), arb_sub_ui(b->x, b->x, 1, prec), arb_neg(b->x, b->x);
    arb_sub_ui(y, b->z, 1, prec), arb_neg(y, y);
    arb_div(y, b->z, y, prec), arb_sqrt(y, y, prec);
    arb_atan(b->theta, y, prec);
  }
  arb_clear(y);
}

// Step 4, the eigenvalues; x^{2m} = (A - B)/(2x), which for a tiny x is sinh(ma)/sinh(a) etc.
static void set_eigenvalues(struct cpf_theta_ball *b, slong prec) {
  arb_t A, B, m, rho, y, power;
  fmpq_t twice;
  arb_init(A), arb_init(B), arb_init(m), arb_init(rho), arb_init(y), arb_init(power);
  fmpq_init(twice);
  fmpq_mul_2exp(twice, b->m, 1);
  arb_set_fmpq(m, b->m, prec), arb_set_fmpq(rho, b->rho, prec);
  arb_sub_ui(y, b->z, 1, prec), arb_neg(y, y);
  cpf_theta_power(A, y, b->m, prec), cpf_theta_power(B, b->z, b->m, prec);
  cpf_theta_power(power, b->x, twice, prec);
  arb_sub(y, A, B, prec), arb_mul(y, y, b->x, prec);
  arb_add(A, A, B, prec);
  arb_add_ui(B, m, 1, prec), arb_mul(y, y, B, prec), arb_submul(y, m, A, prec);
  arb_mul(b->lambda[0], y, rho, prec);
  arb_sqr(y, b->x, prec), arb_mul(y, y, B, prec); // (m+1) x^2
  arb_mul_2exp_si(A, m, 1), arb_add_ui(A, A, 1, prec);
  arb_mul_2exp_si(y, y, 1), arb_sub(y, A, y, prec);
  arb_mul(y, y, power, prec), arb_mul(y, y, rho, prec), arb_mul_2exp_si(y, y, 1);
  arb_add(b->lambda[1], b->lambda[0], y, prec);
  if (fmpq_cmp_ui(b->rho, 4) == 0)
    arb_zero(b->lambda[0]), arb_set_ui(b->lambda[1], 4);
  arb_clear(A), arb_clear(B), arb_clear(m), arb_clear(rho), arb_clear(y), arb_clear(power);
  fmpq_clear(twice);
}

bool cpf_theta_ball_certify(struct cpf_theta_ball *b, slong bits) {
  struct unknown u;
  fmpq_sub_si(b->m, b->rho, 2);
  fmpq_div_2exp(b->m, b->m, 1);
  if (fmpq_sgn(b->m) <= 0)
    return false;
  unknown_init(&u, b);
  bool proved = enclose(&u, bits + 3L * SLACK_BITS);
  if (proved) {
    set_angle(b, &u, bits + u.extra);
    set_eigenvalues(b, bits + u.extra);
  }
  unknown_clear(&u);
  return proved;
}
