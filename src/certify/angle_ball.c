// SPDX-License-Identifier: GPL-3.0-or-later
// For k = d = 2 let student i stand at the angle t_i. Then
//
//   L = const + r sum_{i<q} cos(t_i - t_q)^rho - sum_i (cos(t_i)^rho + sin(t_i)^rho),
//   (dL/dt_i) / rho = f(t_i) + f(t_i - pi/2) - r sum_{q != i} f(t_i - t_q),
//   f(t) = cos(t)^{rho-1} sin(t).
//
// 1. With t = 2 pi a / N and zeta = exp(2 pi i / N), 2^rho i f(t) is the integer polynomial
//    (x^a + x^-a)^{rho-1} (x^a - x^-a) at x = zeta, computed modulo x^N - 1.
// 2. dL/dt_i vanishes exactly when the sum of these polynomials is divisible by the cyclotomic
//    polynomial Phi_N, the minimal polynomial of zeta.
// 3. The point so proved critical is the certificate's when it lies where that point is alone: in
//    the box of Krawczyk's theorem, within the radius of uniqueness, or, for the theorem on
//    symmetric points, in the box, fixed by the same symmetries, which act on the a_i modulo N,
//    and exactly zero in the entries whose box contains zero (the blocks of certify/symmetry.h).
#include "certify/angle_ball.h"

#include <math.h>
#include <stdlib.h>

#include <arb.h>
#include <flint/fmpz_poly.h>

enum { GUARD_BITS = 32 };

static int modulo(int a, int N) {
  return (a % N + N) % N;
}

// v <- v (x^a + sign x^-a) modulo x^N - 1; w: room for N more.
static void multiply(fmpz *v, fmpz *w, int a, int sign, int N) {
  _fmpz_vec_zero(w, N);
  for (int e = 0; e < N; e++) {
    int up = modulo(e + a, N), down = modulo(e - a, N);
    fmpz_add(w + up, w + up, v + e);
    if (sign > 0)
      fmpz_add(w + down, w + down, v + e);
    else
      fmpz_sub(w + down, w + down, v + e);
  }
  _fmpz_vec_swap(v, w, N);
}

// Step 1: sum += weight * f(2 pi a / N), up to the common factor.
static void add_force(fmpz *sum, int weight, int a, int rho, int N) {
  fmpz *v = _fmpz_vec_init(N), *w = _fmpz_vec_init(N);
  fmpz_one(v);
  a = modulo(a, N);
  for (int e = 1; e < rho; e++)
    multiply(v, w, a, 1, N);
  multiply(v, w, a, -1, N);
  _fmpz_vec_scalar_addmul_si(sum, v, N, weight);
  _fmpz_vec_clear(v, N);
  _fmpz_vec_clear(w, N);
}

// Step 2.
static bool is_zero(const fmpz *sum, int N) {
  fmpz_poly_t value, phi, rest;
  fmpz_poly_init(value), fmpz_poly_init(phi), fmpz_poly_init(rest);
  for (int e = 0; e < N; e++)
    fmpz_poly_set_coeff_fmpz(value, e, sum + e);
  fmpz_poly_cyclotomic(phi, (ulong)N);
  fmpz_poly_rem(rest, value, phi); // phi is monic
  bool zero = fmpz_poly_is_zero(rest);
  fmpz_poly_clear(value), fmpz_poly_clear(phi), fmpz_poly_clear(rest);
  return zero;
}

static bool is_critical(const struct cpf_problem *p, int N, const int *a) {
  bool critical = true;
  for (int i = 0; i < p->n && critical; i++) {
    fmpz *sum = _fmpz_vec_init(N);
    add_force(sum, 1, a[i], p->rho, N);
    add_force(sum, 1, a[i] - N / 4, p->rho, N);
    for (int q = 0; q < p->n; q++)
      if (q != i)
        add_force(sum, -(int)p->repulsion, a[i] - a[q], p->rho, N);
    critical = is_zero(sum, N);
    _fmpz_vec_clear(sum, N);
  }
  return critical;
}

// |value - the decimal number| <= within, proved; and the value is 0 when the box holds 0.
static bool near_entry(const arb_t value, const char *text, double box, double within, slong prec) {
  arb_t number, distance, r;
  arb_init(number), arb_init(distance), arb_init(r);
  bool ok = text != NULL && arb_set_str(number, text, prec) == 0;
  arb_sub(distance, number, value, prec);
  arb_abs(distance, distance);
  arb_set_d(r, within);
  ok = ok && arb_le(distance, r);
  arb_abs(number, number);
  arb_set_d(r, box);
  ok = ok && (arb_is_zero(value) || arb_gt(number, r));
  arb_clear(number), arb_clear(distance), arb_clear(r);
  return ok;
}

static bool is_near(const struct cpf_problem *p, const struct cpf_certificate *c, double within,
                    int N, const int *a) {
  slong prec = c->precision_bits + GUARD_BITS;
  bool ok = c->center != NULL;
  arb_t x, y;
  fmpq_t t;
  arb_init(x), arb_init(y), fmpq_init(t);
  for (int i = 0; i < p->n && ok; i++) {
    char *const *center = c->center + 2 * (ptrdiff_t)i;
    fmpq_set_si(t, 2 * (slong)a[i], (ulong)N);
    arb_sin_cos_pi_fmpq(y, x, t, prec);
    ok = near_entry(x, center[0], c->radius, within, prec) &&
         near_entry(y, center[1], c->radius, within, prec);
  }
  arb_clear(x), arb_clear(y), fmpq_clear(t);
  return ok;
}

// The angle of (s_1 x, s_2 y), or with the columns exchanged, for that of (x, y).
static int image(const int *columns, int a, int N) {
  bool exchanged = abs(columns[0]) == 2;
  int first = exchanged ? columns[1] : columns[0]; // the sign of what becomes the first entry
  int second = exchanged ? columns[0] : columns[1];
  a = exchanged ? N / 4 - a : a;
  if (first < 0)
    a = N / 2 - a;
  return second < 0 ? -a : a;
}

static bool is_fixed(const struct cpf_problem *p, const struct cpf_certificate *c, int N,
                     const int *a) {
  for (int s = 0; s < c->nsymmetries; s++) {
    const int *rows = c->symmetries + (ptrdiff_t)s * (p->n + 2);
    for (int i = 0; i < p->n; i++) {
      int moved = image(rows + p->n, a[i], N) + (rows[i] < 0 ? N / 2 : 0);
      if (modulo(moved, N) != modulo(a[abs(rows[i]) - 1], N))
        return false;
    }
  }
  return true;
}

// Step 3.
static bool is_alone(const struct cpf_problem *p, const struct cpf_certificate *c, int N,
                     const int *a) {
  double radius = c->unique_radius;
  if (c->theorem == CPF_THEOREM_KRAWCZYK ||
      (c->theorem == CPF_THEOREM_SYMMETRIC && is_fixed(p, c, N, a)))
    radius = fmax(radius, c->radius);
  return radius > 0 && is_near(p, c, radius, N, a);
}

bool cpf_certify_angles(const struct cpf_problem *p, const struct cpf_certificate *c, int turn,
                        const int *angles) {
  if (p->k != 2 || p->d != 2 || c->theorem == CPF_THEOREM_NONE || c->rank != 0 || turn <= 0 ||
      turn % 4 != 0 || !(p->repulsion >= 0 && p->repulsion <= CPF_ANGLE_REPULSION) ||
      floor(p->repulsion) != p->repulsion)
    return false;
  return is_alone(p, c, turn, angles) && is_critical(p, turn, angles);
}
